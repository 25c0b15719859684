"""Messages within messages: each is looked into once, whatever its headers hold."""

import time

from parsers.email import read_email

DEEP = 15


def nested(inner: bytes) -> bytes:
    for _ in range(DEEP):
        inner = b"Content-Type: message/rfc822\n\n" + inner
    return b"From: a@b.example\n" + inner


def test_a_header_of_thousands_of_words_in_the_innermost_takes_no_long_time():
    raw = nested(b"Subject: " + b"a b " * 5_000 + b"\n\nHe shouted at us.\n")
    before = time.process_time()
    assert "He shouted at us." in [each.text for each in read_email(raw).forwarded]
    assert time.process_time() - before < 1


def test_a_message_that_is_attached_is_weighed_as_it_came():
    inside = b"From: c@d.example\nSubject: \xe4 word\n\nbody\n"
    raw = (
        b'From: a@b.example\nContent-Type: message/rfc822\nContent-Disposition: attachment; filename="it.eml"\n\n'
        + inside
    )
    (found,) = read_email(raw).attachments
    assert (found.name, found.size) == ("it.eml", len(inside))

"""A letter as the bytes of a mail."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import compat32, default

import pytest

from daemon.process.letters import LetterName
from notifiers.email import Envelope, Origin, Unsendable, bounce_address, compose, origin
from notifiers.render import Rendered, render
from tests.support.letters import COMMUNITY, SAMPLES, WORDS

TOKEN = "admin+k1.nq5fcdrwz2lkbmcn5bu3cwzcqa@softskills.example"


def envelope(**changes):
    return Envelope(
        **{
            "sender": "SSE Administrators <admin@softskills.example>",
            "recipient": "dana@members.example",
            "message_id": "l1.token@softskills.example",
            "date": datetime(2026, 11, 26, 16, 30, tzinfo=UTC),
            "origin": Origin.ANSWER,
            "reply_to": TOKEN,
            **changes,
        }
    )


def mail(text="Hello.\n", subject="A message", **changes):
    return message_from_bytes(compose(Rendered(subject, text), envelope(**changes)), policy=default)


def raw(text="Hello.\n", **changes):
    return compose(Rendered("A message", text), envelope(**changes))


def test_the_headers_are_those_of_the_envelope():
    sent = mail()
    assert sent["From"] == "SSE Administrators <admin@softskills.example>"
    assert sent["To"] == "dana@members.example"
    assert sent["Reply-To"] == f"SSE Administrators <{TOKEN}>"
    assert sent["Message-ID"] == "<l1.token@softskills.example>"
    assert sent["Date"] == "Thu, 26 Nov 2026 16:30:00 +0000"
    assert sent["Auto-Submitted"] == "auto-replied"
    assert sent.get_content_type() == "text/plain"


def test_there_is_no_reply_to_without_a_token():
    assert mail(reply_to="")["Reply-To"] is None


def test_an_answer_stays_in_its_thread():
    sent = mail(in_reply_to="b@x.example", references=("a@x.example",))
    assert sent["In-Reply-To"] == "<b@x.example>"
    assert sent["References"] == "<a@x.example> <b@x.example>"


def test_long_message_ids_are_not_turned_into_encoded_words():
    long = "x" * 180 + "@mail.example"
    sent = message_from_bytes(raw(in_reply_to=long, references=("y" * 180 + "@a", long)), policy=compat32)
    assert sent["In-Reply-To"] == f"<{long}>"
    assert sent["References"] == f"<{'y' * 180}@a> <{long}>"


def test_a_long_thread_keeps_its_newest_part_and_no_line_grows_over_998():
    sent = raw(in_reply_to="last@x", references=tuple(f"{number}{'x' * 200}@x" for number in range(50)))
    assert max(map(len, sent.split(b"\r\n"))) <= 998
    references = message_from_bytes(sent, policy=compat32)["References"]
    assert references.endswith(f"<49{'x' * 200}@x> <last@x>")


@pytest.mark.parametrize("bad", ["a@b\r\nBcc: c@d", "a b@c", "<a@b>", "é@x", "", "x" * 300])
def test_a_strangers_malformed_message_id_is_left_out(bad):
    sent = mail(in_reply_to=bad, references=(bad, "good@x"))
    assert sent["In-Reply-To"] is None
    assert sent["References"] == "<good@x>"
    assert sent["Bcc"] is None


@pytest.mark.parametrize(
    "bad", ["a@b\r\nBcc: c@d", "a@b, c@d", "Dana <a@b>", "a..b@c.d", "@b", "a@", "é@x", "", "x" * 65 + "@b", "‹@x"]
)
@pytest.mark.parametrize("place", ["recipient", "sender", "reply_to"])
def test_an_address_that_is_none_is_refused_without_being_said(place, bad):
    if (place, bad) in {("reply_to", ""), ("sender", "Dana <a@b>")}:
        return  # none is wanted; and ours may carry a name
    with pytest.raises(Unsendable) as refused:
        raw(**{place: bad})
    assert not bad or bad not in str(refused.value)
    assert refused.value.__cause__ is None


def test_our_name_may_have_any_letters():
    assert mail(sender="Équipe 🦉 <admin@softskills.example>")["From"].addresses[0].display_name == "Équipe 🦉"


def test_every_byte_is_ascii_and_the_text_comes_back_whole():
    text = "Zoë — 你好, смотрите: https://softskills.example/" + "a" * 100 + "\n"
    assert raw(text).isascii()
    assert mail(text).get_content().replace("\r\n", "\n") == text


def test_a_text_of_ascii_is_sent_as_it_is():
    assert raw("Hello.\n").endswith(b"\r\n\r\nHello.\r\n")


def test_a_soft_line_end_survives_and_is_declared():
    sent = mail("one \ntwo\n")
    assert sent.get_content_type() == "text/plain"
    assert sent["Content-Type"].params["format"] == "flowed"
    assert "one \n" in sent.get_content().replace("\r\n", "\n")


def test_words_with_line_ends_stay_in_the_body():
    rendered = render(LetterName.REPLY, SAMPLES[LetterName.REPLY], "Hi\r\nBcc: all@x.example\r\n\r\nX: y", COMMUNITY)
    sent = message_from_bytes(compose(rendered, envelope()), policy=default)
    assert sent["Bcc"] is None
    assert sent["X"] is None
    assert "Bcc: all@x.example" in sent.get_content()


def test_a_subject_with_a_line_end_is_stopped_by_the_library():
    with pytest.raises(ValueError, match="linefeed"):
        mail(subject="a\r\nBcc: b@c")


@pytest.mark.parametrize(
    ("name", "words", "who"),
    [
        (LetterName.ACKNOWLEDGEMENT, "", Origin.ANSWER),
        (LetterName.NEUTRAL_RECEIPT, "", Origin.ANSWER),
        (LetterName.ESTIMATE, "", Origin.PROGRAM),
        (LetterName.LATE, "", Origin.PROGRAM),
        (LetterName.NOTICE, "", Origin.PROGRAM),
        (LetterName.REPLY, WORDS, Origin.PERSON),
        (LetterName.RESOLUTION, WORDS, Origin.PERSON),
        (LetterName.ASK, WORDS, Origin.PERSON),
        (LetterName.ASK, "", Origin.PROGRAM),
        (LetterName.DONE, WORDS, Origin.ANSWER),
    ],
)
def test_rfc_3834_a_program_says_that_it_is_one_and_a_person_that_they_are_none(name, words, who):
    assert origin(name, words) is who
    sent = mail(origin=who)
    assert sent["Auto-Submitted"] == who
    assert (sent["X-Auto-Response-Suppress"] is None) == (who is Origin.PERSON)


def test_non_delivery_reports_are_never_suppressed():
    suppressed = mail()["X-Auto-Response-Suppress"].split(", ")
    assert "OOF" in suppressed
    assert not {"NDR", "All"} & set(suppressed)


def test_a_letter_is_no_bulk_mail_and_no_list():
    names = {name.lower() for name in mail()}
    assert "precedence" not in names
    assert not any(name.startswith("list-") for name in names)


def test_a_bounce_comes_back_by_the_token_and_without_one_to_us():
    assert bounce_address(envelope()) == TOKEN
    assert bounce_address(envelope(reply_to="")) == "admin@softskills.example"


def test_an_envelope_prints_no_address():
    assert "@" not in repr(envelope())

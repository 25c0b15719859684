"""A reply in the style of each mail client, in each language, as text and as HTML: the new text is what was written."""

from email.message import EmailMessage

import pytest

from parsers.email import read_email
from parsers.newtext import fold, new_links, new_text
from tests.support.clients import (
    LETTER,
    ROWS,
    SENDER,
    SUBJECT,
    UNMARKED,
    Form,
    Placed,
    Written,
    plain,
    text_of,
    written,
)
from tests.support.clients_html import html

SENT = frozenset(map(fold, LETTER))
UNSEEN: frozenset[str] = frozenset()


def mail(client: str, language: str, form: Form, said: Written) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = SENDER, "admin@softskills.example"
    message["Subject"], message["In-Reply-To"] = f"Re: {SUBJECT}", "<x7@softskills.example>"
    build, subtype = (plain, "plain") if form is Form.PLAIN else (html, "html")
    message.set_content(build(client, language, said), subtype=subtype, cte="8bit")
    return message.as_bytes()


def known_letter(client: str, placed: Placed) -> frozenset[str]:
    """Below or within a quote that a client does not mark, only who knows the letter can tell answers from it."""
    return SENT if client in UNMARKED and placed is not Placed.ABOVE else UNSEEN


@pytest.mark.parametrize("placed", Placed)
@pytest.mark.parametrize(("client", "language", "form"), ROWS)
def test_the_new_text_of_a_reply_is_what_was_written(client, language, form, placed):
    said = written(language, placed)
    message = read_email(mail(client, language, form, said))
    got = new_text(message, known_letter(client, placed))
    assert [line for line in got.split("\n") if line] == text_of(said).split("\n")
    assert new_links(message, got) == ()

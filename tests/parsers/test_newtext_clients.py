"""A reply in the style of each mail client, in each language, as text and as HTML: the new text is what was written."""

from email.message import EmailMessage

import pytest

from parsers.email import read_email
from parsers.newtext import fold, new_links, new_text
from tests.support.clients import (
    FOOTERS,
    LANGUAGES,
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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("client", FOOTERS)
def test_no_link_of_a_client_is_the_senders_where_only_the_markup_has_it(client, language):
    said = written(language, Placed.ABOVE)
    message = EmailMessage()
    message["From"], message["In-Reply-To"] = SENDER, "<x7@softskills.example>"
    message.set_content(plain(client, language, said))
    link = '<a href="https://files.example/1">Bartek</a>'
    message.add_alternative(html(client, language, said).replace("Bartek", link, 1), subtype="html")
    read = read_email(message.as_bytes())
    text = new_text(read, UNSEEN)
    assert [line for line in text.split("\n") if line] == list(said.above)
    assert new_links(read, text) == ("https://files.example/1",)

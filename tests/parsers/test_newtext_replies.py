"""Replies whose quote is hard to tell from what was written: both must be told apart, and doubt keeps the person's words."""

from email.message import EmailMessage

import pytest

from parsers.email import read_email
from parsers.message import Channel, Message
from parsers.newtext import fold, new_text
from tests.support.clients import ADDRESS, LETTER, WHO

SENT = frozenset(map(fold, LETTER))
OURS = "\n".join(LETTER)


def reply(text: str, sent: frozenset[str] = SENT) -> str:
    answered, to = ("x7@softskills.example",), ("admin+key.abc@softskills.example",)
    return new_text(Message(channel=Channel.EMAIL, text=text, in_reply_to=answered, recipients=to), sent)


def first(text: str) -> str:
    message = Message(channel=Channel.EMAIL, text=text, recipients=("admin+key.abc@softskills.example",))
    return new_text(message, frozenset())


def html_reply(body: str) -> Message:
    message = EmailMessage()
    message["From"], message["In-Reply-To"] = "ottilie@member.example", "<x7@softskills.example>"
    message.set_content(f"<html><body>{body}</body></html>", subtype="html")
    return read_email(message.as_bytes())


def test_headers_that_lost_their_line_ends_behind_a_separator_open_a_quote():
    glued = f"-------- Message d'origine --------De : {WHO} <{ADDRESS}> Date : 30/05/2025  17:02  (GMT+02:00) À : O Objet : x"
    assert reply(f"C’était Bartek.\n\n{glued}\n\n{OURS}") == "C’était Bartek."
    assert reply(f"C’était Bartek.\n\n{glued}\n\n{LETTER[0]}\n{LETTER[1]}\nDans le canal.") == (
        "C’était Bartek.\n\nDans le canal."
    )


def test_a_line_that_a_client_writes_below_a_separator_belongs_to_it():
    quote = "\n".join(f"> {line}" for line in LETTER[:2])
    text = f"------- Original Message -------\nOn Friday, May 30th, 2025 at 17:02, {WHO} <{ADDRESS}> wrote:\n\n{quote}\nIt was Bartek."
    assert reply(text, frozenset()) == "It was Bartek."


@pytest.mark.parametrize("unknown", ["Importance: High", "Categories: Yellow", "Załączniki: brak"])
def test_a_field_that_no_rule_knows_is_part_of_the_headers_around_it(unknown):
    block = f"From: {WHO} <{ADDRESS}>\nSent: Friday\nTo: O\n{unknown}\nSubject: x"
    assert reply(f"It was Bartek.\n\n{block}\n\n{OURS}\nTell nobody.") == "It was Bartek.\n\nTell nobody."


def test_what_looks_like_a_field_below_the_headers_is_the_persons():
    block = f"From: {WHO} <{ADDRESS}>\nSent: Friday\nTo: O\nSubject: x\nWho: it was Bartek"
    assert reply(f"{block}\n\n{OURS}") == "Who: it was Bartek"


@pytest.mark.parametrize("quote", ["divRplyFwdMsg", "x_divRplyFwdMsg", "yahoo_quoted", "ydp98e9ayahoo_quoted"])
def test_markup_tells_where_a_quote_starts_in_a_language_that_no_rule_knows(quote):
    block = f'<div class="{quote}" id="{quote}"><b>Fra:</b> Styret<br><b>Sendt:</b> fredag<br><b>Emne:</b> x</div>'
    read = html_reply(f"<div>It was Bartek.</div>{block}<div>{LETTER[0]}</div>")
    assert new_text(read, frozenset()) == "It was Bartek."


def test_what_somebody_is_told_to_have_written_stays_where_our_letter_is_known():
    told = "On 3 May 2025 at 14:02 Bartek Wolny wrote:\nyou are nobody here\nand I left."
    assert reply(told) == told
    quote = "\n".join(f"> {line}" for line in LETTER)
    assert reply(f"{told}\n\nOn 30/05/2025 17:02, {WHO} wrote:\n{quote}") == told


def test_what_a_letter_quotes_in_its_turn_is_not_read_as_an_answer():
    thread = f"From: Ottilie <o@member.example>\nSent: Thursday\nTo: {WHO}\nSubject: x\n\nHe did it again.\nYou can share it."
    block = f"From: {WHO} <{ADDRESS}>\nSent: Friday\nTo: O\nSubject: x"
    assert reply(f"It was Bartek.\n\n{block}\n\n{OURS}\n\n{thread}") == "It was Bartek."


def test_a_signature_above_a_marked_quote_without_a_heading_goes():
    quote = "\n".join(f"> {line}" for line in LETTER)
    assert reply(f"It was Bartek.\n\n-- \nOttilie\n\n{quote}\n", frozenset()) == "It was Bartek."


def test_a_first_message_keeps_the_mail_of_somebody_else_that_is_pasted_into_it():
    text = (
        "Look at this:\n\nFrom: Kai <kai@elsewhere.example>\nSent: Monday 5 May 2025 14:02\nTo: Ottilie\nSubject: you\n\n"
        "you are nobody\n\nI want it to stop."
    )
    assert first(text) == text


@pytest.mark.parametrize("mark", ["> ", ""])
def test_a_reply_keeps_it_too_where_our_letter_is_known(mark):
    pasted = (
        "He wrote to me:\n\nFrom: Kai <kai@elsewhere.example>\nSent: Monday 5 May 2025 14:02\nTo: Ottilie\nSubject: you\n\n"
        "you are nobody\n\nI want it to stop."
    )
    quote = f"On Fri, May 30, 2025 at 17:02 {WHO} <{ADDRESS}> wrote:\n" + "\n".join(mark + line for line in LETTER)
    assert reply(pasted) == pasted
    assert reply(f"{pasted}\n\n{quote}") == pasted


def test_a_reply_that_lost_its_marks_loses_our_letter_all_the_same():
    block = f"From: {WHO} <{ADDRESS}>\nSent: Friday\nTo: O\nSubject: x"
    assert first(f"It was Bartek.\n\n{block}\n\n{OURS}") == "It was Bartek."


def test_an_answer_below_an_unmarked_quote_loses_its_signature():
    block = f"From: {WHO} <{ADDRESS}>\nSent: Friday\nTo: O\nSubject: x"
    assert reply(f"{block}\n\n{OURS}\n\nIt was Bartek.\n\nSent from my iPhone") == "It was Bartek."


SIGNATURE = '<div class="gmail_signature"><div>Ottilie Marsh<br>Head of Gardens</div></div>'
BLOCK = f'<blockquote type="cite"><div>{LETTER[0]}</div></blockquote>'


@pytest.mark.parametrize(
    "body",
    [
        f"{SIGNATURE}<div>Bartek hit me.</div>",
        f"<div>Hello,</div>{SIGNATURE}<div>Bartek hit me.</div>",
        f"<div>Bartek hit me.</div>{SIGNATURE}",
        f"<div>{SIGNATURE}<div>Bartek hit me.</div></div>{BLOCK}",
        f"<div>Bartek hit me.</div>{SIGNATURE}{BLOCK}",
        f"{SIGNATURE}{BLOCK}<div>Bartek hit me.</div>",
    ],
)
def test_what_stands_below_the_signature_in_the_markup_is_the_persons(body):
    got = new_text(html_reply(body), frozenset())
    assert got.removeprefix("Hello,").strip() == "Bartek hit me."


@pytest.mark.parametrize("inside", ["blockquote", "div class=yahoo_quoted", "div id=divRplyFwdMsg"])
def test_a_quote_within_what_is_marked_as_signature_harms_nobody(inside):
    got = html_reply(
        f"<div>Bartek hit me.</div><div class=gmail_signature>Ottilie<{inside}>{LETTER[0]}</{inside[:3]}></div>"
    )
    assert new_text(got, SENT) == "Bartek hit me."

"""64 kB of anything is told apart in well under a second: what is worst for the rules about quotes, footers and tails."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parsers.html import page
from parsers.message import Channel, Message
from parsers.newtext import fold, new_text

SENT = frozenset(
    fold(f"this is line {number} of a letter of ours, and long enough to be known by") for number in range(100)
)
SECONDS = 1.0  # a third of it at most on a machine that does nothing else
WORST = {
    "many that wrote": "On 2024 10:10 " + "wrote " * 60 + ":\n",
    "many addresses": "On 2024 <a@" + "b-" * 30 + ":\n",
    "attributions in four lines": "wrote wrote 10:10 2024\nwrote wrote\nwrote wrote\nwrote wrote:\n",
    "attributions": "2024-01-01 wrote:\n",
    "separators": "-----Original Message-----\n",
    "glued headers": "-----Original Message-----From: " + "x " * 200 + "\n",
    "headers": "From: a@b.example\n\nTo: b\nX: c\n",
    "rules": "_____\n",
    "signatures": "-- \n",
    "cards": "Ana Lima\n+49 1234567890\n",
    "footers": "Sent from my iPhone\nhttps://a.example\n",
    "disclaimers": "if you by error\nthis e-mail is\n\n",
    "a disclaimer in one paragraph": "if you by error this e-mail is\n",
    "a wrapped one": "this e-mail is by error if you\nand so on\n",
    "half addresses": "a@a.a.a.a.",
    "quotes and answers": "> a\nb\n",
}


@pytest.mark.parametrize("piece", WORST.values(), ids=WORST)
def test_the_worst_text_takes_no_second(piece):
    text = (piece * (65_536 // len(piece) + 1))[:65_536]
    message = Message(channel=Channel.EMAIL, text=text, in_reply_to=("x7@softskills.example",), sender_name="Ana Lima")
    begun = time.process_time()
    new_text(message, SENT)
    assert time.process_time() - begun < SECONDS


TAGS = [
    "<div>", "</div>", "<blockquote>", "</blockquote>", "<div class=gmail_signature>", "<div class=yahoo_quoted>", "<br>",
    "<div id=divRplyFwdMsg>", "<div class=moz-cite-prefix>", "<div class=protonmail_quote>", "<html id=Signature>", "x",
    "<body class=gmail_signature>", "</body>", "<br id=appendonsend>", "<img class=gmail_signature>", "-- ", "<pre>",
    "<span class='gmail_signature yahoo_quoted'>", "</span>", "-----Original Message-----", "<p>", "</p>", "<table><tr>",
]  # fmt: skip


@example(["<body class=gmail_signature>", "x"])
@example(["<div class=gmail_signature>", "<blockquote>", "x"])
@given(st.lists(st.sampled_from(TAGS), min_size=1, max_size=14))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_marks_of_clients_in_any_order_lose_and_double_nothing(tags):
    assert page("".join(tags)).text.count("x") == tags.count("x")

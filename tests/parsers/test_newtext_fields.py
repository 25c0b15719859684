"""What is quoted or added below a reply changes no field of what is read in it."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.message import Channel, Message
from parsers.newtext import fold
from parsers.reading import Context, Reading, read
from tests.support.additions import DISCLAIMERS, PHONES, SIGNATURES
from tests.support.clients import SUBJECT

OURS = (
    "Hello Ottilie, thank you for writing to the administrators of this community.",
    "You can answer with one of these words, alone on a line: SHARE, ASK FIRST or PRIVATE.",
    "We will share nothing of this with Bartek Wolny or with anybody else before you agree.",
    "If somebody is in danger at this moment, please call your local emergency number: he may come back.",
    "Jamison Dance and Rosalba Quint read this mailbox; https://softskills.example/rules says how we work.",
    "SHARE",
    "ASK FIRST",
    "PRIVATE",
)
CONTEXT = Context(
    administrators=(("Jamison Dance", "@jamison", "U0JAMISON", "hi@jamison.dance"), ("Rosalba Quint", "@quint")),
    sent_lines=frozenset(map(fold, OURS)),
    own_addresses=frozenset({"admin@softskills.example"}),
)
ANSWERS = [
    "It was Sibyl Crane, in #testing.",
    "1. He mocked my stammer.\n2. Bartek Wolny\n3. https://softskills.slack.com/archives/C1/p1\n4. no",
    "PRIVATE",
    "SHARE",
    "Please ask me before you tell anybody.",
    "You may share it with Nerys, but not with him.",
    "My complaint is about Jamison Dance. He closed the vote early.",
    "He wrote that he knows where I live.",
    "Thanks, that was all.",
    "I would like to withdraw it.",
    "Es war Kaspar Dörfler, er hat mich beleidigt. Bitte erzählt niemandem davon.",
    "What will happen now?",
]
ATTRIBUTED = "On Fri, May 30, 2025 at 5:02 PM Soft Skills Admins <admin@softskills.example> wrote:"
QUOTED = f"{ATTRIBUTED}\n\n" + "\n".join(f"> {line}" for line in OURS)
UNMARKED = "-----Original Message-----\nFrom: Admins <admin@softskills.example>\nSent: Friday\nTo: O\n\n" + "\n".join(
    OURS
)
THREAD = f"{QUOTED}\n>\n> On 29 May 2025 at 16:00, Ottilie <o@member.example> wrote:\n>> You can share it. He will kill her.\n>> Anna Berg told me."
ADDED = [*SIGNATURES, *PHONES, *DISCLAIMERS, QUOTED, UNMARKED, THREAD]
FIELDS = [one.name for one in dataclasses.fields(Reading) if one.name != "text"]


def reading(text: str) -> Reading:
    return read(
        Message(
            channel=Channel.EMAIL,
            sender="ottilie@member.example",
            sender_name="Ottilie Marsh",
            subject=f"Re: {SUBJECT}",
            in_reply_to=("x7@softskills.example",),
            text=text,
        ),
        CONTEXT,
    )


def changed(before: Reading, after: Reading) -> list[str]:
    return [name for name in FIELDS if getattr(before, name) != getattr(after, name)]


@given(
    st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=3, unique=True).map("\n".join),
    st.sampled_from(ADDED),
    st.sampled_from(["", *ADDED]),
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_what_is_added_below_a_reply_changes_no_field(words, added, further):
    assert changed(reading(words), reading(f"{words}\n\n{added}\n\n{further}")) == []


@pytest.mark.parametrize("added", ADDED, ids=range(len(ADDED)))
def test_nothing_that_is_added_below_a_reply_is_read(added):
    words = "It was Sibyl Crane, in #testing."
    got = reading(f"{words}\n\n{added}\n")
    assert (got.text, changed(reading(words), got)) == (words, [])

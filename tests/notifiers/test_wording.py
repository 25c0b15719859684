"""How the letters to members read: nobody is led to withdraw, asked for a penalty or blamed, and a child of fourteen
can follow each of them.
"""

import re
import warnings
from functools import cache
from pathlib import Path

import pytest

from daemon.process.letters import LetterName
from tests.notifiers.test_letters import body, every_member_letter, letter
from tests.support.letters import COMMUNITY, SAMPLES

with warnings.catch_warnings():
    # its last release that needs no download and brings no `tests` package of its own finds its word list the old way
    warnings.simplefilter("ignore")
    from textstat import textstat

FIRST_GRADE_BEGINS_AT = 5  # the American school year n is for children of n + 5 years (Kincaid and others, 1975)
UNDER = 15

WITHDRAWING = re.compile(
    r"\b(withdraw\w*|take (it|this|your \w+) back|drop (it|this|the \w+)|change your mind)\b", re.IGNORECASE
)
PENALTY = re.compile(
    r"\b(penalt\w+|punish\w*|sanction\w*|consequences?|what (should|shall|do you want|would you like)[^.?]{0,60}"
    r"(happen|done|do)|what outcome|which (outcome|result))\b",
    re.IGNORECASE,
)
BLAME = re.compile(
    r"\b(your (fault|mistake)|you (failed|forgot|neglected|broke|refused|misunderstood|should have|could have)"
    r"|why did(n.t)? you|too late|as you know|we already told|again you|without reason|unfounded|no merit)\b",
    re.IGNORECASE,
)


@cache
def every():
    """Each text once: two letters that differ in their code alone read the same."""
    return tuple({body(rendered): name for name, rendered in every_member_letter()}.items())


def test_no_letter_invites_anybody_to_withdraw():
    told = {LetterName.WITHDRAWN, LetterName.CORRECTED}  # whoever wrote WITHDRAW is told that it was heard
    invited = [name for text, name in every() if WITHDRAWING.search(text) and name not in told]
    assert invited == []


def test_no_letter_asks_what_should_happen_to_anybody():
    assert [name for text, name in every() if PENALTY.search(text)] == []


def test_no_letter_blames_its_reader():
    assert [(name, BLAME.search(text)) for text, name in every() if BLAME.search(text)] == []


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (WITHDRAWING, "You can withdraw at any time."),
        (PENALTY, "What would you like to be done about them?"),
        (BLAME, "You should have written earlier."),
    ],
)
def test_each_check_finds_what_it_is_for(check, text):
    assert check.search(text)


def test_where_danger_was_read_nothing_stands_above_the_emergency_line():
    names = [name for name in SAMPLES if "urgent" in SAMPLES[name] and "readers" in SAMPLES[name]]
    assert LetterName.ACKNOWLEDGEMENT in names
    for name in names:
        assert letter(name, {**SAMPLES[name], "urgent": "yes"}).text.startswith(COMMUNITY.emergency)


def age(text):
    """In years, by two measures: Flesch and Kincaid's, and SMOG, which speaks only for three sentences or more."""
    return FIRST_GRADE_BEGINS_AT + max(textstat.flesch_kincaid_grade(text), textstat.smog_index(text))


def test_a_child_under_fifteen_can_read_every_letter():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the library leaves its word list open
        oldest = max((age(text), name) for text, name in every())
    assert oldest < (UNDER, "")


def test_the_measure_finds_what_a_child_cannot_read():
    heavy = (
        "Notwithstanding the aforementioned considerations, administrators' determinations regarding disciplinary"
        " interventions remain unaffected by supplementary representations communicated subsequently."
    )
    assert age(heavy) > UNDER


def test_a_child_under_fifteen_can_read_what_members_are_told_about_their_privacy():
    page = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text(encoding="utf-8")
    assert age(re.sub(r"[#*|>`]", " ", page)) < UNDER

"""What was read wrongly is mended by its author in one word, by mail or in Slack, and by an administrator in one command.

An inventory: a row for each field of a Reading that the process acts on. What follows from it is in `test_mended.py`, what
the history says of it in `test_mended_history.py`.
"""

from dataclasses import dataclass, field

import pytest

from daemon.process.case import Answer, Case, Consent, Track
from tests.support.direct import DANA, workplace
from tests.support.house import COMPLAINT, CONCERN, QUESTION, REPORT, REPORTER, household


@dataclass(frozen=True)
class Mended:
    """`first` is how it was read, `word` what its author answers, `command` what an administrator says instead, both of
    them to `shows`; empty where that is not theirs to mend.
    """

    first: str
    shows: object
    of: object = field(repr=False)
    word: str = ""
    command: str = ""


def track(case: Case) -> Track:
    return case.track


def consent(case: Case) -> tuple[Consent, bool]:
    return case.privacy.value, case.privacy.confirmed


def urgent(case: Case) -> bool:
    return case.urgent


def answered(which: Answer):
    return lambda case: which in case.answered


ROWS = {
    "a report that was read as a question is a complaint": Mended(
        QUESTION, Track.COMPLAINT, track, "COMPLAINT", "correct {code} path complaint"
    ),
    "a report that was read as a question is a concern": Mended(
        QUESTION, Track.CONCERN, track, "CONCERN", "correct {code} path concern"
    ),
    "a question that was read as a report is one": Mended(
        REPORT, Track.QUESTION, track, "ONLY ASKING", "correct {code} kind question"
    ),
    "a question that was read as a complaint is one": Mended(COMPLAINT, Track.QUESTION, track, "ONLY ASKING"),
    "a question that was read as a concern is one": Mended(CONCERN, Track.QUESTION, track, "ONLY ASKING"),
    "an undecided path is a complaint": Mended(
        REPORT, Track.COMPLAINT, track, "COMPLAINT", "correct {code} path complaint"
    ),
    "an undecided path is a concern": Mended(REPORT, Track.CONCERN, track, "CONCERN", "correct {code} path concern"),
    "a complaint was only a concern": Mended(COMPLAINT, Track.CONCERN, track, "CONCERN"),
    "a concern is a complaint": Mended(CONCERN, Track.COMPLAINT, track, "COMPLAINT"),
    "consent was not read": Mended(
        COMPLAINT, (Consent.GRANTED, True), consent, "SHARE", "consent {code} granted they said so by telephone"
    ),
    "consent was read where there is a condition": Mended(
        f"{COMPLAINT}You may share all of it.\n",
        (Consent.CONDITIONAL, True),
        consent,
        "ASK FIRST",
        "consent {code} conditional they said so by telephone",
    ),
    "consent was read where there is none": Mended(
        f"{COMPLAINT}You may share all of it.\n",
        (Consent.REFUSED, True),
        consent,
        "PRIVATE",
        "consent {code} refused they said so by telephone",
    ),
    "danger was missed": Mended(COMPLAINT, True, urgent, "DANGER", "correct {code} danger yes"),
    "danger was read where there is none": Mended(
        "I want to make a formal complaint. He says that he will kill me tonight.\n",
        False,
        urgent,
        "",
        "correct {code} danger no",
    ),
    "what happened was not read": Mended(
        "COMPLAINT\n", True, answered(Answer.NATURE), "TALK", "correct {code} nature given"
    ),
    "who was involved was not read": Mended(
        "COMPLAINT\n", True, answered(Answer.INVOLVED), "TALK", "correct {code} involved given"
    ),
    "what shows it was not read": Mended(
        COMPLAINT, True, answered(Answer.MATERIAL), "TALK", "correct {code} material given"
    ),
    "the answer on privacy was not read": Mended(
        COMPLAINT, True, answered(Answer.PRIVACY), "PRIVATE", "correct {code} privacy given"
    ),
    "what happened was read and is not there": Mended(
        COMPLAINT, False, answered(Answer.NATURE), "", "correct {code} nature missing"
    ),
}
BY_WORD = {name: row for name, row in ROWS.items() if row.word}
BY_BUTTON = {row.word: row for row in ROWS.values() if row.word}
BY_COMMAND = {name: row for name, row in ROWS.items() if row.command}


def first_letter(home):
    return home.letters(REPORTER)[0]


@pytest.mark.parametrize("row", BY_WORD.values(), ids=list(BY_WORD))
async def test_its_author_mends_it_by_mail_in_one_word(tmp_path, row):
    async with household(tmp_path) as home:
        assert row.of(await home.opens(row.first)) != row.shows
        await home.answer(first_letter(home), f"{row.word}\n")
        assert row.of(await home.case()) == row.shows


@pytest.mark.parametrize("row", BY_BUTTON.values(), ids=list(BY_BUTTON))
async def test_and_in_slack_by_the_button_that_says_the_same(tmp_path, row):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, row.first)
        assert row.of(case) != row.shows
        await home.presses(DANA, home.posts(DANA)[0], act="word", word=row.word, code=case.code)
        assert row.of(await home.case()) == row.shows


@pytest.mark.parametrize("row", BY_COMMAND.values(), ids=list(BY_COMMAND))
async def test_an_administrator_mends_it_in_one_command(tmp_path, row):
    async with household(tmp_path) as home:
        case = await home.opens(row.first)
        assert row.of(case) != row.shows
        assert (await home.order(f"{row.command.format(code=case.code)}\n")).name == "done"
        assert row.of(await home.case()) == row.shows

"""The gate (design 7.3, P8): every letter passes it. Strict for now: to anybody but the author only fixed letters.

What is protected is everything in a case that the recipient did not write. A fixed letter holds no case-specific word
by construction; a letter with words leaves only for the author of the case, or back to the administrator who wrote
them. The reasons are values, so that what was stopped can be shown with why.
"""

from dataclasses import dataclass
from enum import StrEnum

from daemon.process.letters import Letter, LetterName, To


class Stop(StrEnum):
    """Why a letter may not leave."""

    NOT_THE_AUTHOR = "words about a case go to its author only; nobody has consented to more"
    NAMES_A_CASE = "a letter to somebody outside a case may not name one"


@dataclass(frozen=True, slots=True)
class Passed:
    letter: Letter


@dataclass(frozen=True, slots=True)
class Stopped:
    letter: Letter
    why: Stop


BACK_TO_ITS_WRITER = frozenset({LetterName.DONE, LetterName.READ_BACK})
OUTSIDE = frozenset({To.STRANGER, To.OUTSIDE_CONTACT})


def gate(letter: Letter) -> Passed | Stopped:
    """Whether the letter may leave, and why not."""
    if letter.to in OUTSIDE and letter.about:
        return Stopped(letter, Stop.NAMES_A_CASE)
    if letter.fixed or letter.to is To.REPORTER:
        return Passed(letter)
    if letter.to is To.ONE_ADMINISTRATOR and letter.name in BACK_TO_ITS_WRITER:
        return Passed(letter)
    return Stopped(letter, Stop.NOT_THE_AUTHOR)

"""The gate (design 7.3, P8): every letter passes it.

What is protected is everything in a case that the recipient did not write. A fixed letter holds no case-specific word
by construction. A letter with words leaves for the author of the case, back to the administrator who wrote them, and to
anybody else only under the confirmed consent of everybody whose words or person they can be about. The reasons are
values, so that what was stopped can be shown with why.
"""

from dataclasses import dataclass
from enum import StrEnum

from daemon.process.case import Case, Consent, Privacy, Role
from daemon.process.letters import Letter, LetterName, To
from daemon.process.records import Release, Reply


class Stop(StrEnum):
    """Why a letter may not leave."""

    NOT_THE_AUTHOR = "words about a case go to its author only; nobody has consented to more"
    NAMES_A_CASE = "a letter to somebody outside a case may not name one"
    REPORTER = "the reporter has not confirmed that this may be shared"
    REPORTER_ASKS = "the reporter wants to be asked first; record how that was met: consent CODE granted words"
    TARGET = "a target has not confirmed that this may be shared"
    NOT_RELEASED = "the reporter of a sealed case has not chosen to hand it to the outside contact: CONTACT"
    NOT_ASKED = "nobody has said yes to exactly this text: consult CODE words asks them"


@dataclass(frozen=True, slots=True)
class Passed:
    letter: Letter


@dataclass(frozen=True, slots=True)
class Stopped:
    letter: Letter
    why: Stop


BACK_TO_ITS_WRITER = frozenset({LetterName.DONE, LetterName.READ_BACK, LetterName.OFFER, LetterName.HANDOVER})
OUTSIDE = frozenset({To.STRANGER, To.OUTSIDE_CONTACT})


def gate(case: Case, letter: Letter) -> Passed | Stopped:
    """Whether the letter may leave, and why not."""
    if letter.to in OUTSIDE and letter.about:
        return Stopped(letter, Stop.NAMES_A_CASE)
    if letter.fixed or letter.to is To.REPORTER:
        return Passed(letter)
    if letter.to is To.OUTSIDE_CONTACT and letter.name is LetterName.RELEASED:
        return Passed(letter) if case.release is Release.CONTACT else Stopped(letter, Stop.NOT_RELEASED)
    if letter.to is To.ONE_ADMINISTRATOR and letter.name in BACK_TO_ITS_WRITER:
        return Passed(letter)
    if letter.to is not To.PARTY:
        return Stopped(letter, Stop.NOT_THE_AUTHOR)
    why = _consulted_reporter(case) if letter.name is LetterName.CONSULT else may_share(case)
    return Stopped(letter, why) if why else Passed(letter)


def may_share(case: Case) -> Stop | None:
    """Whether words about the case may reach somebody who is not its author: what stands against it, or None. A case
    without a reporter has nobody who could have said yes, but for an administrator's own record of it.
    """
    stop = _reporter_stop(case.privacy)
    if stop:
        return stop
    targets = (each.privacy for each in case.parties if each.role is Role.TARGET)
    return None if all(_allows(each) for each in targets) else Stop.TARGET


def may_publish(case: Case, text: str) -> Stop | None:
    """For a public place a finished consultation on exactly this text besides (P9)."""
    stop = may_share(case)
    if stop:
        return stop
    asked = case.consultation
    same = asked is not None and asked.text.split() == text.split()
    return None if asked and same and asked.is_yes else Stop.NOT_ASKED


def _reporter_stop(privacy: Privacy) -> Stop | None:
    if _allows(privacy):
        return None
    return Stop.REPORTER_ASKS if privacy.value is Consent.CONDITIONAL else Stop.REPORTER


def _allows(privacy: Privacy) -> bool:
    return privacy.confirmed and privacy.value is Consent.GRANTED


def _consulted_reporter(case: Case) -> Stop | None:
    """A target is asked once the reporter said yes to exactly this text (P9)."""
    asked = case.consultation
    if asked is None or asked.ended_at or (case.has_reporter and asked.asked.get(case.code) is not Reply.YES):
        return Stop.NOT_ASKED
    return None

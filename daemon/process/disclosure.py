"""The gate (design 7.3, P8): every letter passes it.

What is protected is everything in a case that the recipient did not write. A fixed letter holds no case-specific word
by construction. A letter with words leaves for the author of the case, back to the administrator who wrote them, and to
anybody else only under the confirmed consent of everybody whose words or person they can be about; the author of an
appeal is anybody else to the complaint that it is about. Where the material
is given, the words are compared with it besides: who the reporter or a target is stops them, all else that their reader
did not write is marked for a person to confirm. The reasons are values, all of them, so that what was stopped can be
shown with why.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from daemon.process.case import Case, Consent, Role
from daemon.process.consents import may_read_words, same_text, took_back
from daemon.process.letters import Letter, LetterName, To
from daemon.process.material import Protected
from daemon.process.overlap import Identity, Mark, overlap
from daemon.process.records import Release, Reply, Sender


class Stop(StrEnum):
    """Why a letter may not leave."""

    NOT_THE_AUTHOR = "words about a case go to its author only; nobody has consented to more"
    NAMES_A_CASE = "a letter to somebody outside a case may not name one"
    REPORTER = "the reporter has not confirmed that this may be shared"
    REPORTER_ASKS = "the reporter wants to be asked first; record how that was met: consent CODE granted words"
    TARGET = "a target has not confirmed that this may be shared"
    NOT_RELEASED = "the reporter of a sealed case has not chosen to hand it to the outside contact: CONTACT"
    NOT_ASKED = "nobody has said yes to exactly this text: consult CODE words asks them"
    SAYS_REPORTER = (
        "it says who the reporter is; leave that out, or record their yes: consent CODE granted identity words"
    )
    SAYS_TARGET = (
        "it says who a target is; leave that out, or record their yes: consent CODE WHO granted identity words"
    )


@dataclass(frozen=True, slots=True)
class Passed:
    letter: Letter


@dataclass(frozen=True, slots=True)
class Marked:
    """It may leave once a person has confirmed each mark."""

    letter: Letter
    marks: tuple[Mark, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Stopped:
    """`marks` are what was found in its words, if they were looked at."""

    letter: Letter
    reasons: tuple[Stop, ...]
    marks: tuple[Mark, ...] = field(default=(), repr=False)

    @property
    def why(self) -> str:
        return "; and ".join(self.reasons)


Passage = Passed | Marked | Stopped

BACK_TO_ITS_WRITER = frozenset({LetterName.DONE, LetterName.READ_BACK, LetterName.OFFER, LetterName.HANDOVER})
OUTSIDE = frozenset({To.STRANGER, To.OUTSIDE_CONTACT})
WRITTEN = frozenset({To.REPORTER, To.PARTY})
GATED = WRITTEN | {To.RULES_CHANNEL}  # whose words are compared with what is protected
PUBLIC = frozenset({LetterName.CONTEXT_DRAFT, LetterName.CONTEXT})
FOR_ALL_TO_READ = PUBLIC | {LetterName.CONSULT}  # the text of a public place, asked about or posted
SAYS_WHO = {Identity.REPORTER: Stop.SAYS_REPORTER, Identity.TARGET: Stop.SAYS_TARGET}


def gate(case: Case, letter: Letter, material: Protected | None = None, complaint: Case | None = None) -> Passage:
    """Whether the letter may leave, and why not. Without the material only the consents are looked at. `complaint` is
    what an appeal is about.
    """
    reasons = _consents(case, letter) + _of_the_complaint(case, letter, complaint)
    compared = material is not None and letter.to in GATED and bool(letter.words)
    marks = overlap(letter.words, material, reader_of(case, letter)) if material and compared else ()
    reasons += tuple(dict.fromkeys(SAYS_WHO[each.identity] for each in marks if each.identity))
    if reasons:
        return Stopped(letter, reasons, marks)
    return Marked(letter, marks) if marks else Passed(letter)


def reader_of(case: Case, letter: Letter) -> str:
    """By the code that the process calls them; nobody's where the words are meant for a public place."""
    if letter.name in FOR_ALL_TO_READ:
        return ""
    return case.code if letter.to is To.REPORTER else letter.who


def _consents(case: Case, letter: Letter) -> tuple[Stop, ...]:
    if letter.to in OUTSIDE and letter.about:
        return (Stop.NAMES_A_CASE,)
    if letter.fixed or letter.to is To.REPORTER:
        return ()
    if letter.to is To.OUTSIDE_CONTACT and letter.name is LetterName.RELEASED:
        return () if case.release is Release.CONTACT else (Stop.NOT_RELEASED,)
    if letter.to is To.ONE_ADMINISTRATOR and letter.name in BACK_TO_ITS_WRITER:
        return ()
    if letter.to is To.RULES_CHANNEL and letter.name is LetterName.CONTEXT:
        return ()  # what the complaint's people allowed is looked at together with the complaint
    if letter.to is not To.PARTY:
        return (Stop.NOT_THE_AUTHOR,)
    if letter.name is LetterName.CONSULT:
        return _consulted_reporter(case, letter.words)
    return what_stands_against(case, letter.who)


def _of_the_complaint(case: Case, letter: Letter, complaint: Case | None) -> tuple[Stop, ...]:
    """Its respondent reads what is written in their appeal: words there need what words to them in it need (P8)."""
    if complaint is None or case.appeal is None or letter.fixed or letter.to is To.PARTY:
        return ()
    if letter.name in PUBLIC:
        stop = may_publish(complaint, letter.words)
        return (stop,) if stop else ()
    return what_stands_against(complaint, case.appeal.account if case.appeal.sender is Sender.MEMBER else "")


def what_stands_against(case: Case, reader: str = "") -> tuple[Stop, ...]:
    """Why words about the case may not reach somebody who is not its author; nothing where they may. A case without a
    reporter has nobody who could have said yes, but for an administrator's own record of it.
    """
    found: tuple[Stop, ...] = ()
    reporter = may_read_words(case, case.code, case.privacy, reader)
    if reporter is not Consent.GRANTED:
        found += (Stop.REPORTER_ASKS if reporter is Consent.CONDITIONAL else Stop.REPORTER,)
    targets = [each for each in case.parties if each.role is Role.TARGET]
    if any(may_read_words(case, each.code, each.privacy, reader) is not Consent.GRANTED for each in targets):
        found += (Stop.TARGET,)
    return found


def may_share(case: Case, reader: str = "") -> Stop | None:
    """The first of what stands against it, or None."""
    return next(iter(what_stands_against(case, reader)), None)


def may_publish(case: Case, text: str) -> Stop | None:
    """For a public place a finished consultation on exactly this text besides (P9), and nobody took their yes back."""
    stop = may_share(case)
    if stop:
        return stop
    asked = case.consultation
    if asked is None or not same_text(asked.text, text) or not asked.is_yes:
        return Stop.NOT_ASKED
    return Stop.NOT_ASKED if any(took_back(case, who, text) for who in asked.asked) else None


def _consulted_reporter(case: Case, text: str) -> tuple[Stop, ...]:
    """Somebody else is asked once the reporter said yes to exactly this text (P9)."""
    asked = case.consultation
    if asked is None or asked.ended_at or not same_text(asked.text, text):
        return (Stop.NOT_ASKED,)
    return (Stop.NOT_ASKED,) if case.has_reporter and asked.asked.get(case.code) is not Reply.YES else ()

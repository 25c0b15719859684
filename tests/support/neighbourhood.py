"""Several cases lived through together in a test: events that lead into other cases, letters on their way, one clock.

It does what the corridor and the outbox do, and decides nothing: an event walks through its case and through what
follows elsewhere as one step, a letter tells its case when it left, failed or was taken back, every deadline is met
when it comes.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from daemon import fates
from daemon.process.case import Case, Stage, Terms, Track
from daemon.process.deadlines import Deadline, next_deadline, quiet_end
from daemon.process.decide import decide_all
from daemon.process.decision import Opening
from daemon.process.events import Event, NotAllowed, QuestionAsked, ReportReceived, WithdrawalRecorded, Withdrew
from daemon.process.events_parties import PartyNamed
from daemon.process.events_suspensions import Against, AppealReceived, LiftUndone, Reasons
from daemon.process.letters import Letter, LetterName, Timing, To
from daemon.process.people import Party, Role
from daemon.process.records import Sender, Suspension
from daemon.process.suspensions import against
from tests.support.history import START

COMPLAINT = "SSE-7K3F2"
FAR = datetime.max.replace(tzinfo=UTC)
AGAIN_AND_AGAIN = 30  # one deadline of one case at one moment; more is a deadline that rings for ever
# what an ended or withdrawn case still owes somebody: where they are from, not what was decided
OUTLIVES = frozenset({LetterName.RETURN, LetterName.WITHDRAWN})


class Fate(StrEnum):
    LEFT = "left"
    UNDONE = "taken back before it left"
    FAILED = "refused for good, or came back"


MEANINGS = {Fate.LEFT: fates.left, Fate.UNDONE: fates.undone, Fate.FAILED: fates.failed}


class Way(StrEnum):
    PENDING = "pending"
    STUCK = "stuck"  # the mail server does not answer
    LEFT = "left"
    UNDONE = "taken back"
    FAILED = "failed"


ENDS = {Fate.LEFT: Way.LEFT, Fate.UNDONE: Way.UNDONE, Fate.FAILED: Way.FAILED}


@dataclass(eq=False)
class Posted:
    """One letter that was written; `code` is the case that it was written in."""

    code: str
    letter: Letter
    at: datetime
    leaves_at: datetime
    way: Way = Way.PENDING
    ended_at: datetime | None = None

    @property
    def reader(self) -> str:
        """Who it is for: a party's code, or the case's own for its author."""
        return self.letter.who or self.code


@dataclass
class Walked:
    """The events of one message in one case: before, after, and the letters of it."""

    at: datetime
    events: tuple[Event, ...]
    before: Case
    after: Case
    asleep: bool = False  # walked in a late start, which met it when it could
    letters: list[Posted] = field(default_factory=list)


class Neighbourhood:
    def __init__(self, terms: Terms | None = None, start: datetime = START) -> None:
        self.terms = terms or Terms(administrators=("Jamison", "Ada"), rules_channel="#rules")
        self.now = start.astimezone(UTC)  # a day is 24 hours to the clock, whatever the night
        self.cases: dict[str, Case] = {}
        self.post: list[Posted] = []
        self.walks: list[Walked] = []
        self.rang: list[tuple[datetime, str, Event]] = []
        self.unreachable: set[str] = set()
        self.stuck: set[str] = set()
        self.asleep = False

    # --- events

    def happens(self, code: str, *events: Event) -> "Neighbourhood":
        """The events of one message and all that follows from them in other cases: everything, or nothing."""
        cases, written = dict(self.cases), []
        self._walk(cases, written, code, events)
        self.cases = cases
        for walked in written:
            self.post += walked.letters
            self.walks.append(walked)
            self._stop_letters(walked)
        return self

    def _walk(self, cases: dict[str, Case], written: list[Walked], code: str, events: tuple[Event, ...]) -> None:
        before = cases[code]
        decision = decide_all(before, events, self.now)
        cases[code] = decision.case
        letters = [self._posted(code, letter) for letter in decision.letters]
        written.append(Walked(self.now, events, before, decision.case, self.asleep, letters))
        if decision.opens:
            self._opens(cases, written, decision.opens)
        for other in decision.also:
            try:
                self._walk(cases, written, other.code, (other.event,))
            except NotAllowed as refused:
                raise AssertionError(f"what follows elsewhere was refused: {other.event}") from refused

    def _opens(self, cases: dict[str, Case], written: list[Walked], opening: Opening) -> None:
        """A complaint of an administrator's own, out of a concern."""
        code = self._fresh("SSE-C")
        related = (opening.related,)
        cases[code] = replace(self._case(code, Track.COMPLAINT), has_reporter=False, related=related)
        self._walk(cases, written, code, (opening.received,))

    def _case(self, code: str, track: Track) -> Case:
        return Case(code=code, track=track, opened_at=self.now, terms=self.terms)

    def _fresh(self, start: str) -> str:
        return f"{start}{len(self.cases):04}"

    # --- the post

    def _posted(self, code: str, letter: Letter) -> Posted:
        leaves_at = self.now
        if letter.timing is Timing.AFTER_UNDO:
            leaves_at += self.terms.undo
        if letter.timing is Timing.IN_WAKING_HOURS and self.terms.quiet:
            leaves_at = quiet_end(self.terms.quiet, self.now)
        stuck = letter.who in self.stuck or (letter.to is To.REPORTER and code in self.stuck)
        return Posted(code, letter, self.now, leaves_at, Way.STUCK if stuck else Way.PENDING)

    def _stop_letters(self, walked: Walked) -> None:
        """A withdrawal stops letters to whoever withdrew, and each of them tells its case that it was stopped."""
        withdrew = any(isinstance(each, Withdrew | WithdrawalRecorded) for each in walked.events)
        if not withdrew or (walked.after.track is Track.APPEAL and walked.after.stage is not Stage.WITHDRAWN):
            return
        for posted in self.waiting(walked.after.code):
            if posted.letter.to is To.REPORTER and posted.letter.name not in OUTLIVES:
                self.meets(posted, Fate.UNDONE)

    def waiting(self, code: str = "") -> list[Posted]:
        """What is written and has not left."""
        going = (Way.PENDING, Way.STUCK)
        return [each for each in self.post if each.way in going and code in {"", each.code}]

    def meets(self, posted: Posted, fate: Fate) -> "Neighbourhood":
        """A letter's fate, and what its case makes of it. Who takes back a lift takes back what follows from it."""
        posted.way, posted.ended_at = ENDS[fate], self.now
        event = self._meaning(posted, fate)
        if event:
            self.happens(posted.code, event)
        if fate is Fate.UNDONE:
            self._takes_back(posted)
        return self

    def _meaning(self, posted: Posted, fate: Fate) -> Event | None:
        letter = posted.letter
        known = fates.Fate(letter.name, letter.to, self.cases[posted.code], letter.who, letter.facts, at=self.now)
        return MEANINGS[fate](known)

    def _takes_back(self, posted: Posted) -> None:
        """What followed from a lift or a decision that is taken back does not leave either."""
        code, account = posted.code, posted.letter.who or str(posted.letter.facts.get("account"))
        if posted.letter.name is LetterName.OVERTURNED:
            code, account = self._appealed(posted.code)
            self.happens(code, LiftUndone(account))
            self._drops(code, LetterName.CONTEXT_DRAFT, "appeal", posted.code)
        if posted.letter.name in {LetterName.OVERTURNED, LetterName.LIFTED, LetterName.RETURN}:
            self._drops(code, LetterName.RETURN, "account", account)
            self._drops(code, LetterName.LIFTED, "code", account)

    def _drops(self, code: str, name: LetterName, fact: str, value: str) -> None:
        for each in self.waiting(code):
            if each.letter.name is name and each.letter.facts.get(fact) == value:
                each.way, each.ended_at = Way.UNDONE, self.now

    def _appealed(self, code: str) -> tuple[str, str]:
        appeal = self.cases[code].appeal
        return (appeal.complaint, appeal.account) if appeal else ("", "")

    def recovers(self) -> "Neighbourhood":
        """What was stuck leaves from now on."""
        self.stuck.clear()
        for each in self.post:
            each.way = Way.PENDING if each.way is Way.STUCK else each.way
        return self

    def meets_last(self, name: LetterName, code: str, fate: Fate) -> "Neighbourhood":
        return self.meets(self.last(name, code), fate)

    def undoes(self, name: LetterName, code: str = "") -> "Neighbourhood":
        return self.meets_last(name, code, Fate.UNDONE)

    def fails(self, name: LetterName, code: str = "") -> "Neighbourhood":
        """It came back, perhaps long after it left."""
        return self.meets_last(name, code, Fate.FAILED)

    # --- the clock

    def passes(self, **span: float) -> "Neighbourhood":
        """Time goes by: every deadline is met when it comes, and every letter leaves when it may."""
        end = self.now + timedelta(**span)
        rang: Counter[tuple[str, datetime, str]] = Counter()
        while True:
            due, letter = self._next_due(), self._next_letter()
            at = min(each for each in (due and due[1].at, letter and letter.leaves_at, FAR) if each)
            if at > end:
                self.now = end
                return self
            self.now = max(self.now, at)
            if letter and letter.leaves_at == at:
                self.meets(letter, Fate.FAILED if self._misses(letter) else Fate.LEFT)
            elif due:
                self._rings(*due, rang)

    def sleeps(self, **span: float) -> "Neighbourhood":
        """Time goes by while nobody watches; what came in the gap is met at its end, as a late start does."""
        self.now += timedelta(**span)
        self.asleep = True
        self.passes()
        self.asleep = False
        return self

    def _misses(self, posted: Posted) -> bool:
        return posted.reader in self.unreachable

    def _next_due(self) -> tuple[str, Deadline] | None:
        every = [(code, due) for code, case in self.cases.items() if (due := next_deadline(case))]
        return min(every, key=lambda each: each[1].at, default=None)

    def _next_letter(self) -> Posted | None:
        going = [each for each in self.post if each.way is Way.PENDING]
        return min(going, key=lambda each: each.leaves_at, default=None)

    def _rings(self, code: str, due: Deadline, rang: Counter[tuple[str, datetime, str]]) -> None:
        again = (code, self.now, repr(due.event))
        rang[again] += 1
        if rang[again] > AGAIN_AND_AGAIN:
            raise AssertionError(f"a deadline comes again and again: {due.event}")
        self.rang.append((self.now, code, due.event))
        self.happens(code, due.event)

    # --- stories

    def reports(self, track: Track = Track.COMPLAINT, code: str = COMPLAINT, **facts: Any) -> "Neighbourhood":
        self.cases[code] = self._case(code, Track.UNDECIDED)
        return self.happens(code, ReportReceived(track=track, **facts))

    def unreported(self, code: str = COMPLAINT) -> "Neighbourhood":
        """A complaint of an administrator's own, which has no reporter."""
        self.cases[code] = replace(self._case(code, Track.COMPLAINT), has_reporter=False)
        return self.happens(code, ReportReceived(track=Track.COMPLAINT))

    def asks(self, code: str) -> "Neighbourhood":
        self.cases[code] = self._case(code, Track.QUESTION)
        return self.happens(code, QuestionAsked())

    def named(self, who: str, role: Role, code: str = COMPLAINT, by: str = "Jamison") -> "Neighbourhood":
        return self.happens(code, PartyNamed(by, who, role))

    def against(self, account: str, code: str = COMPLAINT) -> Against:
        """The suspension as its case tells an appeal of it, which is what the intake finds."""
        found = self.suspension(account, code)
        return against(self.cases[code], found, self._decided(account, code))

    def _decided(self, account: str, code: str) -> datetime | None:
        appeals = [each.appeal for each in self.cases.values() if each.appeal]
        of = [each.decided_at for each in appeals if (each.complaint, each.account) == (code, account)]
        return max((each for each in of if each), default=None)

    def appeals(self, code: str, account: str = "", **facts: Any) -> "Neighbourhood":
        """A mail that reads as an appeal; with an account, from the member whose it is."""
        found = self.against(account) if account else None
        sender = Sender.MEMBER if account else Sender.SOMEBODY
        told = {"sender": sender, "against": found, "reasons": Reasons.GIVEN, **facts}
        self.cases[code] = self._case(code, Track.APPEAL)
        return self.happens(code, AppealReceived(**told))

    # --- what came of it

    def case(self, code: str = COMPLAINT) -> Case:
        return self.cases[code]

    def party(self, who: str, code: str = COMPLAINT) -> Party:
        found = self.cases[code].party(who)
        assert found is not None
        return found

    def suspension(self, account: str, code: str = COMPLAINT) -> Suspension:
        """The last one of this account, also one that ended."""
        return [each for each in self.cases[code].suspensions if each.account == account][-1]

    def in_(self, **span: float) -> datetime:
        return self.now + timedelta(**span)

    def forgets_letters(self) -> "Neighbourhood":
        """What follows is about the letters from here on."""
        self.post = [each for each in self.post if each.way in {Way.PENDING, Way.STUCK}]
        self.rang.clear()
        return self

    def came(self, reader: str, *, to: To | None = None) -> list[LetterName]:
        """What left for a party, or for a case's author."""
        readers = {to} if to else {To.REPORTER, To.PARTY}
        left = [each for each in self.post if each.way is Way.LEFT and each.letter.to in readers]
        return [each.letter.name for each in left if each.reader == reader]

    def written(self, name: LetterName, code: str = "") -> list[Posted]:
        return [each for each in self.post if each.letter.name is name and code in {"", each.code}]

    def last(self, name: LetterName, code: str = "") -> Posted:
        return self.written(name, code)[-1]

    def fact(self, name: LetterName, fact: str, code: str = "") -> object:
        return self.last(name, code).letter.facts[fact]

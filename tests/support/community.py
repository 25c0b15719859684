"""The people of a neighbourhood as a Hypothesis state machine: who reports, writes, works; its rules draw at random.

The rules for suspensions, appeals, letters and time stand in tests/process/test_state_machine.py, with the run itself.
"""

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from daemon.process.case import Case, Consent, Quiet, Stage, Standing, Terms, Track
from daemon.process.disclosure import may_publish, may_share
from daemon.process.events import (
    AnsweredElsewhere,
    AskedAgain,
    Closed,
    ComplaintOpened,
    ConsentGiven,
    ConsentRecorded,
    DangerCorrected,
    EstimateGiven,
    Event,
    NotAllowed,
    NoteTaken,
    PathChosen,
    PathCorrected,
    Recused,
    Reopened,
    ReplyWritten,
    ReporterWrote,
    ResolutionWritten,
    TakenOn,
    TalkWanted,
    WasRead,
    WithdrawalRecorded,
    Withdrew,
)
from daemon.process.events_audience import Excluded, Included, RecusalEnded, SealedChosen
from daemon.process.events_parties import (
    ConsultationAnswered,
    ConsultationProposed,
    Danger,
    Merged,
    PartyConsented,
    PartyNamed,
    PartySpared,
    PartyTold,
    PartyWrote,
    Related,
    Sameness,
)
from daemon.process.events_suspensions import (
    AccessConfirmed,
    AccountsSuspended,
    AppealOverturned,
    AppealUpheld,
    ContextDrafted,
    SuspensionKept,
    SuspensionLifted,
)
from daemon.process.letters import LetterName
from daemon.process.people import Privacy, Role
from daemon.process.records import Ground, Release, Reply
from tests.support.invariants import INVARIANTS
from tests.support.invariants_letters import CANARY
from tests.support.neighbourhood import COMPLAINT, Neighbourhood

DENVER = ZoneInfo("America/Denver")
STARTS = (
    datetime(2026, 11, 23, 9, tzinfo=UTC),
    datetime(2027, 3, 12, 23, 30, tzinfo=DENVER),  # the night of 14 March has 23 hours
    datetime(2026, 10, 30, 23, 30, tzinfo=DENVER),  # the night of 1 November has 25
)
NAMES = ("Jamison", "Ada", "Grace")
WORDS = f"{CANARY} words"
REPORTS = (Track.COMPLAINT, Track.CONCERN, Track.UNDECIDED)
MANY = st.integers(0, 999)
CONSENTS = st.sampled_from(list(Consent))
GIVEN = Privacy(Consent.GRANTED, STARTS[0], "the word alone on its line")
MEMBER, APPEAL = "SSE-P0000", "SSE-A0000"
UNLINKED = (Stage.UNMATCHED, Stage.UNCONFIRMED)
HEARD = (Stage.EARLY, Stage.CONSIDERED, Stage.LATE)
TAKEN_BACK = (LetterName.SUSPENSION, LetterName.LIFTED, LetterName.OVERTURNED, LetterName.UPHELD)
ACTS = st.sampled_from([0, 1, 1, 2, 3, 4, 5, 6, 6, 7, 8, 9])
FIRST = st.tuples(
    st.sampled_from([Track.COMPLAINT] * 4 + [Track.CONCERN, Track.UNDECIDED]),
    st.sampled_from([Ground.COMPLAINT] * 2 + [Ground.DANGER]),
    st.sampled_from([0, 0, 1, 2]),
)
DAYS = st.integers(0, 9)
STANDINGS = st.sampled_from(list(Standing))
AUDIENCE = (
    *map(Included, Standing),
    *map(Excluded, Standing),
    *(SealedChosen(chosen, standing, WORDS) for chosen in Release for standing in Standing),
)
OFF = st.sampled_from([frozenset[str]()] * 5 + [frozenset(NAMES[1:]), frozenset(NAMES), frozenset(NAMES[:1])])
REACHED: Counter[str] = Counter()


def prologue(world: Neighbourhood, acts: int, days: int, first: tuple[Track, Ground, int]) -> None:
    """The first acts of the whole story, so that a short history gets to its end too; refused where the report is no
    complaint, or where whoever decides is off the case.
    """
    track, ground, off = first
    world.reports(track, privacy=GIVEN).named(MEMBER, Role.RESPONDENT)
    if off:
        with suppress(NotAllowed):
            world.happens(COMPLAINT, Recused(NAMES[0], NAMES[off]))
    judge = world.terms.administrators[-1]
    story = (
        lambda: world.happens(COMPLAINT, AccountsSuspended("Jamison", (MEMBER,), WORDS, ground)),
        lambda: world.passes(minutes=5).happens(COMPLAINT, AccessConfirmed("Jamison", MEMBER)).passes(days=days),
        lambda: world.appeals(APPEAL, MEMBER),
        lambda: world.passes(days=7 - min(days, 7)),
        lambda: world.happens(APPEAL, AppealOverturned(judge, WORDS, may_share(world.case()) or "")),
        lambda: world.passes(hours=1),
    )
    for act in story[:acts]:
        with suppress(NotAllowed):
            act()
        if not world.case().suspensions:
            return
    if acts in ENDINGS:
        with suppress(NotAllowed):
            ENDINGS[acts](world, judge)


def _upheld_and_taken_back(world: Neighbourhood, judge: str) -> None:
    world.happens(APPEAL, AppealUpheld(judge, WORDS)).undoes(LetterName.UPHELD)


def _lifted_and_taken_back(world: Neighbourhood, judge: str) -> None:
    world.happens(COMPLAINT, SuspensionLifted(judge, MEMBER)).undoes(LetterName.LIFTED)


def _promised_and_kept(world: Neighbourhood, judge: str) -> None:
    world.happens(COMPLAINT, SuspensionKept(judge, MEMBER, world.in_(days=20), WORDS))
    world.happens(COMPLAINT, EstimateGiven(judge, world.in_(days=3)))


def _own_words(world: Neighbourhood, judge: str) -> None:
    """Drafted under everybody's yes; two days go by, so that they can be let go."""
    world.happens(COMPLAINT, ConsultationProposed(judge, WORDS))
    world.happens(COMPLAINT, ConsultationAnswered(COMPLAINT, Reply.YES))
    world.happens(APPEAL, ContextDrafted(judge, WORDS, may_publish(world.case(), WORDS) or "")).passes(days=2)


def _own_words_and_no_consent_any_more(world: Neighbourhood, judge: str) -> None:
    _own_words(world, judge)
    world.happens(COMPLAINT, ConsentGiven(Consent.REFUSED, Standing.PLAUSIBLE))


def _own_words_of_nobodys_yes(world: Neighbourhood, judge: str) -> None:
    world.happens(APPEAL, ContextDrafted(judge, WORDS, may_publish(world.case(), WORDS) or "")).passes(days=2)


ENDINGS = {
    1: _promised_and_kept,
    2: _lifted_and_taken_back,
    4: _upheld_and_taken_back,
    7: _own_words,
    8: _own_words_and_no_consent_any_more,
    9: _own_words_of_nobodys_yes,
}


class People(RuleBasedStateMachine):
    @initialize(
        start=st.sampled_from(STARTS), count=st.integers(1, 3), nights=st.booleans(), acts=ACTS, days=DAYS, first=FIRST
    )
    def begins(self, start, count, nights, acts, days, first):
        quiet = Quiet(time(22), time(7), DENVER) if nights else None
        terms = Terms(
            administrators=NAMES[:count], quiet=quiet, rules_channel="#rules", outside=("Olu", "olu@example.net")
        )
        self.world = Neighbourhood(terms, start)
        self.mark = 0
        self.codes = 0
        prologue(self.world, acts, days, first)

    # --- how a step is taken

    def code(self, start):
        self.codes += 1
        return f"{start}{self.codes:04}"

    def cases(self, *tracks: Track, stages: tuple[Stage, ...] = tuple(Stage)) -> list[Case]:
        return [each for each in self.world.cases.values() if each.track in tracks and each.stage in stages]

    def pick(self, number, things):
        return things[number % len(things)] if things else None

    def by(self, number, case):
        """Whoever acts may know of the case; the desk sees to that for every command (P14)."""
        permitted = [name for name in self.world.terms.administrators if name not in case.off]
        return self.pick(number, permitted) or NAMES[0]

    def tries(self, case: Case | None, *events: Event) -> None:
        if case is None or any(isinstance(each, TakenOn) and each.by in case.off for each in events):
            return  # the desk lets nobody near a case that they may not know of
        with suppress(NotAllowed):
            self.world.happens(case.code, *events)

    def party(self, number, case):
        found = self.pick(number, case.parties) if case else None
        return found.code if found else "SSE-NOBODY"

    def suspended(self, number, case):
        found = self.pick(number, case.suspensions) if case else None
        return found.account if found else self.party(number, case)

    @invariant()
    def what_must_always_hold(self):
        fresh = self.world.walks[self.mark :]
        for holds in INVARIANTS:
            holds(self.world, fresh)
        self.mark = len(self.world.walks)

    # --- what people do

    @precondition(lambda self: len(self.world.cases) < 5)
    @rule(
        track=st.sampled_from(REPORTS), danger=st.sampled_from(list(Danger)), known=st.booleans(), given=st.booleans()
    )
    def somebody_reports(self, track, danger, known, given):
        privacy = GIVEN if given else Privacy()
        if known:
            self.world.reports(track, self.code("SSE-R"), danger=danger, privacy=privacy)
        else:
            self.world.unreported(self.code("SSE-R"))

    @precondition(lambda self: len(self.world.cases) < 5)
    @rule()
    def somebody_asks(self):
        self.world.asks(self.code("SSE-Q"))

    @rule(
        which=MANY,
        event=st.one_of(
            st.builds(
                ReporterWrote,
                standing=st.sampled_from(list(Standing)),
                hint=CONSENTS,
                danger=st.sampled_from(list(Danger)),
                off=OFF,
                unsure=OFF,
                mentioned=OFF,
            ),
            st.builds(PathChosen, st.sampled_from([Track.COMPLAINT, Track.CONCERN, Track.QUESTION]), STANDINGS),
            st.builds(ConsentGiven, CONSENTS, st.sampled_from(list(Standing))),
            st.sampled_from([TalkWanted(), *map(Withdrew, Standing), *AUDIENCE]),
        ),
    )
    def a_reporter_writes(self, which, event):
        case = self.pick(which, self.cases(*REPORTS, Track.QUESTION))
        if case and case.has_reporter:
            self.tries(case, event)

    @rule(which=MANY, role=st.sampled_from(list(Role)))
    def an_administrator_names_a_party(self, which, role):
        case = self.pick(which, self.cases(*REPORTS))
        if case:
            who = case.code if role is Role.REPORTER else self.code("SSE-P")
            self.tries(case, PartyNamed(self.by(which, case), who, role))

    @rule(which=MANY, consent=CONSENTS, standing=st.sampled_from(list(Standing)))
    def a_party_writes(self, which, consent, standing):
        case = self.pick(which, [each for each in self.cases(*REPORTS) if each.parties])
        if case:
            who = self.party(which, case)
            self.tries(case, PartyWrote(who), PartyConsented(who, consent, standing))

    @rule(which=MANY, kind=st.integers(0, 17), hours=st.integers(-5, 400))
    def an_administrator_works(self, which, kind, hours):
        case = self.pick(which, list(self.world.cases.values()))
        by = self.by(which, case)
        events = (
            EstimateGiven(by, self.world.in_(hours=hours)),
            AnsweredElsewhere(by, WORDS),
            ReplyWritten(by, WORDS),
            AskedAgain(by, WORDS),
            NoteTaken(by, WORDS),
            ConsentRecorded(by, Consent.GRANTED, WORDS),
            PathCorrected(by, Track.COMPLAINT),
            PathCorrected(by, Track.QUESTION),
            DangerCorrected(by, Danger.NOT_READ),
            ResolutionWritten(by, WORDS),
            Closed(by),
            ComplaintOpened(by),
            WithdrawalRecorded(by),
            Reopened(by),
            Recused(by, self.pick(hours, self.world.terms.administrators)),
            RecusalEnded(by, self.pick(hours, self.world.terms.administrators)),
            TakenOn(by),
            WasRead(by),
        )
        self.tries(case, events[kind])

    @rule(which=MANY, other=MANY, merge=st.booleans())
    def two_cases_belong_together(self, which, other, merge):
        case, into = (self.pick(each, self.cases(*REPORTS)) for each in (which, other))
        if case and into:
            by = self.by(which, case)
            merged = Merged(by, into.code, Sameness.SAME_ADDRESS, into.off)
            self.tries(case, merged if merge else Related(by, into.code))

    @rule(which=MANY, words=st.sampled_from(["", WORDS]), told=st.booleans())
    def every_party_is_told(self, which, words, told):
        case = self.pick(which, self.cases(Track.COMPLAINT, Track.UNDECIDED))
        for party in case.parties if case else ():
            by = self.by(which, case)
            event = PartyTold(by, party.code, words) if told else PartySpared(by, party.code, WORDS)
            self.tries(self.world.cases[case.code], event)

    @rule(which=MANY)
    def a_complaint_is_resolved(self, which):
        case = self.pick(which, self.cases(Track.COMPLAINT, Track.UNDECIDED))
        if case:
            self.tries(case, ResolutionWritten(self.by(which, case), WORDS))

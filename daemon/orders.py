"""An administrator's command, carried out: from words to events, letters and the roster. One transaction each.

Mail, the command line and (later) Slack end here with the same grammar. A command that is not understood changes
nothing; one that the process forbids is refused with the rule's reason.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from daemon.admission import Admission
from daemon.appealing import Appealing
from daemon.config_model import Mode
from daemon.corridor import Passage
from daemon.declaring import declare
from daemon.house import SLACK
from daemon.orders_case import AND_TOLD, Said, case_events, done
from daemon.orders_correct import as_it_reads, correct_events
from daemon.orders_joins import join_events
from daemon.orders_letters import letter_order
from daemon.orders_people import (
    ON_APPEALS,
    PEOPLE,
    People,
    appeal_events,
    appeal_meant,
    link_events,
    unsent,
)
from daemon.overview import digest_lines, listing
from daemon.post import Posted
from daemon.process.case import Case
from daemon.process.events import Event, NotAllowed, WasRead
from daemon.process.events_audience import How
from daemon.process.events_suspensions import ContextDrafted, ContextHanded
from daemon.process.letters import LetterName, To
from daemon.process.parties import unheard
from daemon.roster import named
from daemon.rules_channel import is_posted, must_not_be_on_its_way, trouble_of
from daemon.sight import Sight
from daemon.stats import gather, lines
from daemon.store.unit import Unit
from daemon.store.values import Kept
from daemon.targets import carry_targets
from notifiers.plain import unfolded
from notifiers.render import Community, context_text, render
from parsers.commands import Command, Known, Verb, forms, parse
from parsers.when import Exactness, When, say, when

ON_LETTERS = frozenset({Verb.RESEND, Verb.DROP, Verb.RELEASE, Verb.UNDO})
ON_MESSAGES = frozenset({Verb.ACCEPT, Verb.DISCARD})
LOOKS = frozenset({Verb.LIST, Verb.DIGEST, Verb.HELP, Verb.SHOW, Verb.STATS})
VERBS = frozenset(Verb)
WRITES = {
    Verb.REPLY: LetterName.REPLY,
    Verb.ASK: LetterName.ASK,
    Verb.RESOLVE: LetterName.RESOLUTION,
    Verb.CONSULT: LetterName.CONSULT,
    Verb.TELL: LetterName.TOLD,
}
WAITS = ", once you have confirmed what is marked"
ISO = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, in words for the administrator who asked; `posted` are the letters that it caused."""

    what: str
    code: str = ""
    posted: tuple[Posted, ...] = ()
    lines: tuple[str, ...] = field(default=(), repr=False)
    handover: str = field(default="", repr=False)
    why: str = ""


@dataclass(frozen=True, slots=True)
class Times:
    """The times of a command, read; `certain` is whether they may count without being said back."""

    due: When | None
    resolved: When | None

    @property
    def certain(self) -> bool:
        return all(each.exact is Exactness.ISO for each in (self.due, self.resolved) if each)


class Orders:
    def __init__(self, admission: Admission, community: Community) -> None:
        self._admission = self.admission = admission
        self.corridor = admission.corridor
        self.house = admission.house
        self.community = community

    def understand(self, text: str) -> Command:
        return parse(text, self.known(""))

    def times(self, command: Command, now: datetime) -> Times:
        """Raises NotATime with a hint."""
        zone = self.house.zone
        due = when(command.when, now, zone) if command.when else None
        resolved = when(command.resolved_when, now, zone) if command.resolved_when else None
        return Times(due, resolved)

    def say_back(self, times: Times) -> str:
        return ", resolved by ".join(say(each.at, self.house.zone) for each in (times.due, times.resolved) if each)

    def carry_out(self, unit: Unit, by: str, command: Command, now: datetime) -> Outcome:
        """Raises NotAllowed, NotATime or NotUnderstood; nothing is written then."""
        verb = command.verb
        if verb in LOOKS:
            return self._look(unit, by, command, now)
        if verb is Verb.CORRECT and not command.field:
            return self._how_it_reads(unit, by, command)
        if verb in ON_LETTERS or (command.letter and verb is Verb.CONFIRM):
            return Outcome(letter_order(unit, self.corridor, by, command, now))
        if verb is Verb.AWAY or verb is Verb.BACK:
            return self._roster(unit, by, command, now)
        if verb is Verb.DECLARE:
            return Outcome(declare(unit, self.corridor, by, command, now))
        if verb in ON_MESSAGES:
            return self._message(unit, by, command, now)
        with unit.savepoint():  # a party that was added for a command goes with it where the process refuses it
            return self._case(unit, by, command, now)

    def _case(self, unit: Unit, by: str, command: Command, now: datetime) -> Outcome:
        verb, kept = command.verb, self.visible_or_refuse(unit, by, command)
        if kept.case.merged_into and Sight(unit, self.house, by).hides(kept.case.merged_into):
            raise NotAllowed(f"{kept.case.code} is closed", "P7")  # as far as they may know (P14)
        if verb in ON_APPEALS:
            kept = appeal_meant(unit, self.house, kept, by)
        if self.house.mode(WRITES.get(verb, LetterName.NOTICE)) is Mode.OFF:
            raise NotAllowed(f"the configuration switches that letter off: [letters] {WRITES[verb]}")
        times = self.times(command, now)
        due = times.due.at if times.due else None
        resolved = times.resolved.at if times.resolved else None
        said = Said(replace(command, code=kept.case.code), by, due, resolved, self._names(), command.code)
        kept, events = self._events(unit, kept, said, now)
        remark = self._remark(Sight(unit, self.house, by).seen(kept).case, verb) + unsent(events)
        passage = self.corridor.walk(unit, kept, events, now, by)
        into = passage.opened.case.code if passage.opened else passage.kept.case.merged_into
        if into and verb in {Verb.COMPLAIN, Verb.MERGE}:
            carry_targets(unit, self.corridor, passage.kept, into, by, now)
        waits = WAITS if any(each.letter.marks for each in passage.posted) else ""
        nowhere = self._unaddressed(said, passage)
        told, hands = "" if nowhere else AND_TOLD, self.house.terms.hands
        what = f"{done(said, self.say_back(times), told, hands)}{waits}{remark}{nowhere}"
        if any(isinstance(each, ContextDrafted) and not each.words for each in events):
            what = f"{kept.case.code}: the fixed text is proposed again; publish {kept.case.code} lets it go"
        if passage.opened:
            what = f"{passage.opened.case.code} is open, a complaint of your own"
        return self._handed(unit, passage.kept, events, Outcome(what, kept.case.code, passage.posted))

    def _events(self, unit: Unit, kept: Kept, said: Said, now: datetime) -> tuple[Kept, tuple[Event, ...]]:
        verb = said.command.verb
        if verb is Verb.PUBLISHED:
            must_not_be_on_its_way(unit, kept)
        if verb in PEOPLE:
            return kept, People(unit, self.house, kept, now).events(said)
        if verb is Verb.CORRECT:
            return kept, correct_events(unit, self.house, kept, said)
        if verb is Verb.LINK:
            return link_events(unit, self.house, kept, said, now)
        if verb in ON_APPEALS and verb is not Verb.PUBLISHED:
            return kept, appeal_events(unit, self.house, kept, said)
        if verb is Verb.MERGE or verb is Verb.RELATE:
            other = self.visible_or_refuse(unit, said.by, replace(said.command, code=said.command.other))
            return kept, join_events(unit, kept, other, said, now)
        return kept, case_events(said)

    def _remark(self, case: Case, verb: Verb) -> str:
        """Said once: a respondent who was never heard (design, section 2)."""
        never = unheard(case) if verb is Verb.RESOLVE and not case.unheard_said else ()
        return f"; {' and '.join(never)} never wrote to us: was the respondent heard?" if never else ""

    def _unaddressed(self, said: Said, passage: Passage) -> str:
        """That a member is told is not said where no letter of it waits (P7)."""
        writes = said.command.verb in {Verb.SUSPEND, Verb.KEEP, Verb.LIFT, Verb.TELL} and not said.command.field
        if not writes or any(each.letter.to is To.PARTY for each in passage.posted):
            return ""
        return "; but no mail address of theirs is known: party CODE WHO ADDRESS as respondent adds one"

    def _handed(self, unit: Unit, kept: Kept, events: tuple[Event, ...], outcome: Outcome) -> Outcome:
        """Where it cannot be posted in Slack, a person posts the text that was let go."""
        case = kept.case
        context = case.appeal.context if case.appeal else None
        if context is None or not any(isinstance(each, ContextHanded) for each in events):
            return outcome
        place = self.community.rules_channel or "the rules channel"
        if is_posted(unit, kept):
            waits = WAITS if any(each.letter.marks for each in outcome.posted) else ""
            return replace(outcome, what=f"{case.code}: the text goes to {place}{waits}")
        text, why = context.text or context_text(), trouble_of(unit) if self.house.slack else ""
        lines = (*((f"It is not posted by itself: {why}.",) if why else ()), f"Post exactly this in {place}:", text)
        what = f"{case.code}: the text is yours to post; then: published {case.code}"
        return replace(outcome, what=what, lines=lines, handover=text, why=why)

    def preview(self, posted: Posted) -> str:
        """The letter as it will leave, by the channel that its reader has; folded where it is shown."""
        letter = posted.letter
        medium = self.community.in_slack if posted.channel == SLACK else self.community.medium
        community = replace(self.community, medium=medium)
        return unfolded(render(letter.name, letter.facts, letter.words, community).text)

    def was_read(self, unit: Unit, by: str, kept: Kept, event: Event, now: datetime) -> Kept:
        """A `show` is a read, and the history says so."""
        return self.corridor.walk(unit, kept, (event,), now, by).kept

    def _look(self, unit: Unit, by: str, command: Command, now: datetime) -> Outcome:
        if command.verb is Verb.HELP:
            rows = [form for form in forms() if form.verb in VERBS and command.field in {"", str(form.verb)}]
            return Outcome("help", lines=tuple(form.explained(command.field) for form in rows))
        if command.verb is Verb.STATS:
            return Outcome("stats", lines=lines(gather(unit, self.house, by, now)))
        cases = [kept.case for kept in unit.cases.open(self.house.terms)]
        if command.verb is Verb.SHOW:
            kept = self.visible_or_refuse(unit, by, command)
            seen = Sight(unit, self.house, by).seen(kept).case
            unit.history.record(kept.id, now, WasRead.__name__, by, {"by": by, "how": str(How.MAIL)})
            return Outcome("show", kept.case.code, lines=listing([seen], by, self.house, now))
        if command.verb is Verb.LIST:
            return Outcome("list", lines=listing(cases, by, self.house, now))
        return Outcome("digest", lines=digest_lines(cases, by, self.house))

    def _how_it_reads(self, unit: Unit, by: str, command: Command) -> Outcome:
        """`correct CODE` alone: no word that was written, so no read."""
        kept = self.visible_or_refuse(unit, by, command)
        case = Sight(unit, self.house, by).seen(kept).case
        return Outcome(f"correct {case.code} FIELD VALUE mends it", lines=as_it_reads(case))

    def _roster(self, unit: Unit, by: str, command: Command, now: datetime) -> Outcome:
        if command.verb is Verb.BACK:
            unit.roster.back(by)
            return Outcome("you are back")
        times = self.times(command, now)
        if times.due is None:
            raise NotAllowed("say until when: away until friday")
        deputy = named(command.name, self._names()) if command.name else ""
        if deputy == by:
            raise NotAllowed("a deputy is somebody else")
        unit.roster.set_away(by, times.due.at, deputy, now)
        return Outcome(f"you are away until {say(times.due.at, self.house.zone)}")

    def _message(self, unit: Unit, by: str, command: Command, now: datetime) -> Outcome:
        told = {"message": command.letter}
        if command.verb is Verb.DISCARD:
            self._admission.discard(unit, command.letter, by)
            unit.history.record(None, now, "MessageDiscarded", by, told)
            return Outcome(f"{command.letter} is left alone")
        kept = Appealing(self._admission).accept(unit, command.letter, by, now)
        unit.history.record(kept.id if kept else None, now, "MessageAccepted", by, told)
        if kept is None:
            return Outcome(f"{command.letter} is fetched now")
        if hidden(kept.case, by):
            return Outcome(f"{command.letter} is taken")
        return Outcome(f"{command.letter} is case {kept.case.code} now", kept.case.code)

    def visible_or_refuse(self, unit: Unit, by: str, command: Command) -> Kept:
        kept = self.visible(unit, by, command.code)
        if kept is None and command.code:
            raise NotAllowed(f"there is no case {command.code}")
        if kept is None:
            raise NotAllowed("say which case: the command needs its code")
        return kept

    def visible(self, unit: Unit, by: str, code: str) -> Kept | None:
        """Off means off (P14): to whoever may not know of a case it does not exist."""
        kept = unit.cases.by_code(code, self.house.terms) if code else None
        return kept if kept and not hidden(kept.case, by) else None

    def known(self, code: str) -> Known:
        about = code if code.startswith(f"{self.house.prefix}-") else ""
        return Known(self.house.prefix, about, VERBS)

    def _names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.house.administrators)


def hidden(case: Case, by: str) -> bool:
    return case.hides_from(by)


def exactly(command: Command, times: Times) -> str:
    """The command with its times in ISO 8601, so that confirming it reads nothing anew."""
    due = times.due.at.strftime(ISO) if times.due else ""
    if command.verb is Verb.AWAY:
        return f"away until {due}" + (f" deputy {command.name}" if command.name else "")
    if command.verb is Verb.KEEP:
        return f"keep {' '.join((command.code, *command.who))} until {due} because {command.words}"
    resolved = f" : resolved {times.resolved.at.strftime(ISO)}" if times.resolved else ""
    return f"{command.verb} {command.code} {due}{resolved}"

"""An administrator's command, carried out: from words to events, letters and the roster. One transaction each.

Mail, the command line and (later) Slack end here with the same grammar. A command that is not understood changes
nothing; one that the process forbids is refused with the rule's reason.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from daemon.admission import Admission
from daemon.config_model import Mode
from daemon.orders_case import Said, case_events, done
from daemon.orders_letters import letter_order
from daemon.overview import digest_lines, listing
from daemon.post import About, Posted
from daemon.process.case import Case
from daemon.process.events import Event, NotAllowed
from daemon.process.letters import Fact, Letter, LetterName, Timing, To
from daemon.roster import named
from daemon.store.unit import Unit
from daemon.store.values import Kept
from notifiers.render import Community, render
from parsers.commands import Bare, Command, Known, NotUnderstood, Verb, bare, forms, parse
from parsers.when import Exactness, NotATime, When, say, when

CONFIRM_WITHIN = timedelta(days=2)
ON_LETTERS = frozenset({Verb.RESEND, Verb.DROP, Verb.RELEASE, Verb.UNDO})
ON_MESSAGES = frozenset({Verb.ACCEPT, Verb.DISCARD})
LOOKS = frozenset({Verb.LIST, Verb.DIGEST, Verb.HELP, Verb.SHOW})
VERBS = frozenset(Verb) - {Verb.STATS}
WRITES = {Verb.REPLY: LetterName.REPLY, Verb.ASK: LetterName.ASK, Verb.RESOLVE: LetterName.RESOLUTION}
ISO = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, in words for the administrator who asked; `posted` are the letters that it caused."""

    what: str
    code: str = ""
    posted: tuple[Posted, ...] = ()
    lines: tuple[str, ...] = field(default=(), repr=False)


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
        self._admission = admission
        self._corridor = admission.corridor
        self._house = admission.house
        self._community = community

    # --- by mail

    def by_mail(self, unit: Unit, by: str, text: str, code: str, now: datetime) -> None:
        """Carried out, said back, or refused; either way the administrator is answered."""
        about = About(code=code)
        try:
            letter = self._answer(unit, by, text, code, now)
        except NotUnderstood as problem:
            letter = self._refused(by, code, "that was not understood; nothing was changed", (problem.nearest,))
        except NotATime as problem:
            letter = self._refused(by, code, str(problem), (f"estimate {code} in 2 days",))
        except NotAllowed as problem:
            letter = self._refused(by, code, problem.reason, ())
        kept = self._visible(unit, by, code)
        if kept:
            about = About(kept.id, kept.case, kept.case.code)
        self._corridor.post.write(unit, about, (letter,), now)

    def _answer(self, unit: Unit, by: str, text: str, code: str, now: datetime) -> Letter:
        known = self._known(code)
        match bare(text, known):
            case Bare.TIME if self._is_time(text, now):
                return self._answer_command(unit, by, parse(f"estimate {code} {text.strip()}", known), code, now)
            case Bare.TIME | Bare.WORDS:
                ways = self._ways(text, known, code)
                return self._refused(by, code, "say what these words are for: put one of these before them", ways)
            case Bare.NOTHING:
                return self._refused(by, code, "there were no words in your mail", (f"help {Verb.ESTIMATE}",))
            case _:
                return self._answer_command(unit, by, parse(text, known), code, now)

    def _ways(self, text: str, known: Known, code: str) -> tuple[str, ...]:
        """What words without a verb can have meant; first of all a misspelt verb, where a code stands beside it."""
        if code.startswith("M-"):
            return (f"accept {code}", f"discard {code}")
        about = known.default_code or "CODE"
        ways = (f"reply {about} your words", f"note {about} your words")
        if f"{self._house.prefix}-" not in text.lstrip().partition("\n")[0].upper():
            return ways
        try:
            parse(text, known)
        except NotUnderstood as problem:
            return ways if problem.nearest.startswith("help") else (problem.nearest, *ways)
        return ways

    def _is_time(self, text: str, now: datetime) -> bool:
        try:
            when(text.strip(), now, self._house.zone)
        except NotATime:
            return False
        return True

    def _answer_command(self, unit: Unit, by: str, command: Command, thread: str, now: datetime) -> Letter:
        """`thread` is what the letter that was answered is about."""
        if command.verb is Verb.CONFIRM:
            command = self._confirmed(unit, by, thread, now)
        times = self.times(command, now)
        if not times.certain:
            return self._read_back(unit, by, command, thread, now)
        outcome = self.carry_out(unit, by, command, now)
        if command.verb in LOOKS:
            name = LetterName.HELP if command.verb is Verb.HELP else LetterName.LISTING
            key = "forms" if command.verb is Verb.HELP else "lines"
            return self._to(by, name, facts={key: outcome.lines})
        return self._done(by, outcome)

    def _confirmed(self, unit: Unit, by: str, thread: str, now: datetime) -> Command:
        """The last one that was read back in this thread: a yes to one case confirms nothing of another."""
        waiting = [each for each in unit.commands.waiting(by, now) if each.body.get("thread") == thread]
        body = unit.commands.take(waiting[0].id, by, now) if waiting else None
        if body is None:
            raise NotAllowed("nothing waits for your confirmation; say the command again")
        return parse(str(body["text"]), self._known(""))

    def _read_back(self, unit: Unit, by: str, command: Command, thread: str, now: datetime) -> Letter:
        """A time that was read from words counts after the read-back is confirmed (design, section 6)."""
        times = self.times(command, now)
        if command.verb is not Verb.AWAY:
            self._visible_or_refuse(unit, by, command)
        unit.commands.keep(by, {"text": exactly(command, times), "thread": thread}, now + CONFIRM_WITHIN, now)
        due = times.due.at if times.due else now
        resolved = f", resolved by {say(times.resolved.at, self._house.zone)}" if times.resolved else ""
        what = f"{command.verb}{resolved}"
        facts: dict[str, Fact] = {"code": command.code, "what": what, "at": due, "confirm": "confirm"}
        return self._to(by, LetterName.READ_BACK, facts=facts)

    def _done(self, by: str, outcome: Outcome) -> Letter:
        waiting = next((each for each in outcome.posted if each.draft or each.letter.timing is Timing.AFTER_UNDO), None)
        leaves = waiting if waiting and not waiting.draft else None
        draft = f"; its letter is a draft: release {waiting.short}" if waiting and waiting.draft else ""
        facts: dict[str, Fact] = {
            "code": outcome.code,
            "what": f"{outcome.what}{draft}",
            "letter": leaves.short if leaves else "",
            "at": leaves.leaves_at if leaves else None,
        }
        return self._to(by, LetterName.DONE, facts=facts, words=self.preview(waiting.letter) if waiting else "")

    def preview(self, letter: Letter) -> str:
        """The letter as it will leave."""
        return render(letter.name, letter.facts, letter.words, self._community).text

    def not_verified(self, unit: Unit, by: str, at: datetime, now: datetime) -> None:
        """A command in an administrator's name that nobody vouches for: they are told, and nothing was done."""
        self._corridor.post.write(unit, About(), (self._to(by, LetterName.NOT_VERIFIED, facts={"at": at}),), now)

    def _refused(self, by: str, code: str, reason: str, ways: tuple[str, ...]) -> Letter:
        return self._to(by, LetterName.REFUSED, facts={"code": code, "reason": reason, "forms": ways})

    def _to(self, by: str, name: LetterName, facts: dict[str, Fact], words: str = "") -> Letter:
        return Letter(name=name, to=To.ONE_ADMINISTRATOR, who=by, facts=facts, words=words)

    # --- by any channel

    def understand(self, text: str) -> Command:
        return parse(text, self._known(""))

    def times(self, command: Command, now: datetime) -> Times:
        """Raises NotATime with a hint."""
        zone = self._house.zone
        due = when(command.when, now, zone) if command.when else None
        resolved = when(command.resolved_when, now, zone) if command.resolved_when else None
        return Times(due, resolved)

    def say_back(self, times: Times) -> str:
        return ", resolved by ".join(say(each.at, self._house.zone) for each in (times.due, times.resolved) if each)

    def carry_out(self, unit: Unit, by: str, command: Command, now: datetime) -> Outcome:
        """Raises NotAllowed, NotATime or NotUnderstood; nothing is written then."""
        verb = command.verb
        if verb in LOOKS:
            return self._look(unit, by, command, now)
        if verb in ON_LETTERS:
            return Outcome(letter_order(unit, self._corridor, by, command, now))
        if verb is Verb.AWAY or verb is Verb.BACK:
            return self._roster(unit, by, command, now)
        if verb in ON_MESSAGES:
            return self._message(unit, by, command, now)
        kept = self._visible_or_refuse(unit, by, command)
        if self._house.mode(WRITES.get(verb, LetterName.NOTICE)) is Mode.OFF:
            raise NotAllowed(f"the configuration switches that letter off: [letters] {WRITES[verb]}")
        times = self.times(command, now)
        due = times.due.at if times.due else None
        resolved = times.resolved.at if times.resolved else None
        said = Said(replace(command, code=kept.case.code), by, due, resolved, self._names())
        events = case_events(said)
        passage = self._corridor.walk(unit, kept, events, now, by)
        what = done(said, self.say_back(times))
        if passage.opened:
            what = f"{passage.opened.case.code} is open, a complaint of your own"
        return Outcome(what, kept.case.code, passage.posted)

    def was_read(self, unit: Unit, by: str, kept: Kept, event: Event, now: datetime) -> Kept:
        """A `show` is a read, and the history says so."""
        return self._corridor.walk(unit, kept, (event,), now, by).kept

    def _look(self, unit: Unit, by: str, command: Command, now: datetime) -> Outcome:
        if command.verb is Verb.HELP:
            rows = [form for form in forms() if form.verb in VERBS and command.field in {"", str(form.verb)}]
            return Outcome("help", lines=tuple(f"{form.line}\n    {form.sentence}" for form in rows))
        cases = [kept.case for kept in unit.cases.open(self._house.terms)]
        if command.verb is Verb.SHOW:
            kept = self._visible_or_refuse(unit, by, command)
            return Outcome("show", kept.case.code, lines=listing([kept.case], by, self._house, now))
        if command.verb is Verb.LIST:
            return Outcome("list", lines=listing(cases, by, self._house, now))
        return Outcome("digest", lines=digest_lines(cases, by, self._house))

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
        return Outcome(f"you are away until {say(times.due.at, self._house.zone)}")

    def _message(self, unit: Unit, by: str, command: Command, now: datetime) -> Outcome:
        told = {"message": command.letter}
        if command.verb is Verb.DISCARD:
            self._admission.discard(unit, command.letter, by)
            unit.history.record(None, now, "MessageDiscarded", by, told)
            return Outcome(f"{command.letter} is left alone")
        kept = self._admission.accept(unit, command.letter, by, now)
        unit.history.record(kept.id if kept else None, now, "MessageAccepted", by, told)
        if kept is None:
            return Outcome(f"{command.letter} is fetched from your mailbox now")
        if hidden(kept.case, by):
            return Outcome(f"{command.letter} is taken")
        return Outcome(f"{command.letter} is case {kept.case.code} now", kept.case.code)

    def _visible_or_refuse(self, unit: Unit, by: str, command: Command) -> Kept:
        kept = self._visible(unit, by, command.code)
        if kept is None and command.code:
            raise NotAllowed(f"there is no case {command.code}")
        if kept is None:
            raise NotAllowed("say which case: the command needs its code")
        return kept

    def _visible(self, unit: Unit, by: str, code: str) -> Kept | None:
        """Off means off (P14): to whoever may not know of a case it does not exist."""
        kept = unit.cases.by_code(code, self._house.terms) if code else None
        return kept if kept and not hidden(kept.case, by) else None

    def _known(self, code: str) -> Known:
        about = code if code.startswith(f"{self._house.prefix}-") else ""
        return Known(self._house.prefix, about, VERBS)

    def _names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self._house.administrators)


def hidden(case: Case, by: str) -> bool:
    return by in case.off


def exactly(command: Command, times: Times) -> str:
    """The command with its times in ISO 8601, so that confirming it reads nothing anew."""
    due = times.due.at.strftime(ISO) if times.due else ""
    if command.verb is Verb.AWAY:
        return f"away until {due}" + (f" deputy {command.name}" if command.name else "")
    resolved = f" : resolved {times.resolved.at.strftime(ISO)}" if times.resolved else ""
    return f"{command.verb} {command.code} {due}{resolved}"

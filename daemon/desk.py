"""The command line's way into the house: the same corridor as a message, without the daemon's loops.

What it writes the daemon notices within two seconds; while no daemon runs, letters wait in the outbox.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import Self, TypeVar
from zoneinfo import ZoneInfo

from daemon import clock
from daemon.asking import Web
from daemon.assembly import desks
from daemon.config_model import Config
from daemon.corridor import Corridor
from daemon.declaring import FIRST, is_to_meet, is_undeclared, meet
from daemon.desk_views import aside_line, aside_view, case_line, case_view
from daemon.directory import Directory
from daemon.naming import named_by_slack
from daemon.opening import closed_store, database_file
from daemon.orders import exactly, hidden
from daemon.orders_marks import marked_lines
from daemon.phrases import happened
from daemon.post import Posted
from daemon.process.digest import digest
from daemon.process.events import NotAllowed, WasRead
from daemon.process.events_audience import How
from daemon.process.letters import Timing
from daemon.process.stats import Stats
from daemon.roster import named, roster
from daemon.secrets import KeyProblem
from daemon.sight import Sight
from daemon.stats import Progress, gather, quietly
from daemon.store.errors import RolledBack, StoreProblem
from daemon.store.unit import Unit
from daemon.store.values import Kept, LetterState
from daemon.timeline import entries
from daemon.views import Absence, CaseLine, CaseView, Digest, Done, Finding, Hit, NotOpen, Prepared
from daemon.whois import known_by, ways_of
from parsers.when import NotATime, say

T = TypeVar("T")
EXCERPT = 60


class Desk:
    """A context manager: the store is open inside. `actor` may be empty where there is only one administrator."""

    def __init__(self, config: Config, actor: str, os_user: str, now: Callable[[], datetime] = clock.now) -> None:
        self._config = config
        self._actor = actor
        self._os_user = os_user
        self._now = now
        self._rolled_back = ""

    def __enter__(self) -> Self:
        url = self._config.database.url.get_secret_value()
        file = database_file(url)
        if file and not file.exists():
            raise NotOpen(f"there is no database at {file}", "Start the daemon once: conductd run")
        try:
            self._store = closed_store(self._config)
            self._open()
        except (KeyProblem, StoreProblem) as problem:
            raise NotOpen(str(problem)) from None
        desk = desks(self._config, self._store)
        self._admission, self._orders, self._house = desk.admission, desk.orders, desk.corridor.house
        self._corridor = desk.corridor
        self._meets(desk.corridor)
        return self

    def _meets(self, corridor: Corridor) -> None:
        """Whoever is new in the configuration is met by whichever process comes first."""
        if not self._rolled_back and self._look(lambda unit: is_to_meet(unit, corridor)):
            self._run(lambda unit: meet(unit, corridor, self._now()))

    @property
    def remark(self) -> str:
        """What the acting administrator must know before all else; empty where there is nothing."""
        if self._rolled_back or not (self._actor or len(self._house.administrators) == 1):
            return ""
        by = self.by
        return FIRST if self._look(lambda unit: is_undeclared(unit, by)) else ""

    def _open(self) -> None:
        """A database that was rolled back is open to `audit`, which says what is wrong, and to nothing else."""
        try:
            self._store.open(self._now())
        except RolledBack as problem:
            self._rolled_back = str(problem)
            self._store = closed_store(self._config)
            self._store.open_for_audit(self._now())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._store.close()

    @property
    def by(self) -> str:
        """The acting administrator; raises NotOpen where it is not clear who."""
        names = tuple(each.name for each in self._house.administrators)
        if not self._actor and len(names) == 1:
            return names[0]
        if not self._actor:
            raise NotOpen("it is not clear who is acting", f"Say --as with one of: {', '.join(names)}")
        try:
            return named(self._actor, names)
        except NotAllowed as problem:
            raise NotOpen(problem.reason) from None

    def cases(self) -> list[CaseLine]:
        """What is open and may be seen, the oldest first; below it the messages that were set aside."""
        return self._look(
            lambda unit: [
                *(case_line(kept.case) for kept in self._visible(unit)),
                *(aside_line(row) for row in self._admission.all_waiting(unit, self.by)),
            ]
        )

    def show(self, code: str) -> CaseView:
        """A read, and recorded as one."""
        return self._run(lambda unit: self._show(unit, code))

    def search(self, words: list[str]) -> list[Hit]:
        """Every message, note and letter with all of the words, in any case; it decrypts and scans."""
        wanted = " ".join(words).casefold().split()
        return self._run(lambda unit: self._search(unit, wanted))

    def digest(self) -> Digest:
        """As it would be sent now to the acting administrator."""
        return self._look(self._digest)

    def stats(self, progress: Progress = quietly) -> Stats:
        """The counts and times that may be told, of what the acting administrator may know of; it decrypts it all."""
        return self._look(lambda unit: gather(unit, self._house, self.by, self._now(), progress))

    def audit(self) -> list[Finding]:
        """One finding for each row that is wrong; none where all is whole."""
        return [Finding(where=each.table, row=each.row, say=each.problem) for each in self._store.audit()]

    def strangers(self, text: str) -> tuple[str, ...]:
        """Whom a command names by Slack, where there is a workspace, but whom its case knows. What other cases know
        does not show in who is asked about (P14).
        """
        if not self._house.slack:
            return ()
        command = self._orders.understand(text)
        named = tuple(dict.fromkeys(each for who in (*command.who, command.to) for each in named_by_slack(who)))
        return self._look(lambda unit: self._unknown(unit, command.code, named)) if named else ()

    def _unknown(self, unit: Unit, code: str, named: tuple[str, ...]) -> tuple[str, ...]:
        kept = Sight(unit, self._house, self.by).kept(code)
        prefix = self._house.prefix
        return tuple(each for each in named if not (kept and known_by(unit, kept, ways_of(unit, each, prefix))))

    async def look_up(self, web: Web, named: tuple[str, ...]) -> None:
        """Raises NoAnswer."""
        await Directory(web, self._store, self._corridor, self._now).look_up(named)

    def prepare(self, text: str) -> Prepared:
        """The command understood, with its times said back; nothing is done yet."""
        command = self._orders.understand(text)
        try:
            times = self._orders.times(command, self._now())
        except NotATime as problem:
            raise NotAllowed(str(problem)) from None
        if times.certain:
            return Prepared(token=text)
        return Prepared(read_back=self._orders.say_back(times), token=exactly(command, times))

    def command(self, text: str) -> Done:
        """Carried out; raises NotAllowed or NotUnderstood, and nothing is written then."""
        command, by = self._orders.understand(text), self.by

        def work(unit: Unit) -> Done:
            outcome = self._orders.carry_out(unit, by, command, self._now())
            kept = unit.cases.by_code(outcome.code, self._house.terms) if outcome.code else None
            facts = {"os_user": self._os_user, "verb": str(command.verb)}
            unit.history.record(kept.id if kept else None, self._now(), "CommandLine", by, facts)
            waiting = [each for each in outcome.posted if each.draft or each.letter.timing is Timing.AFTER_UNDO]
            leaves = tuple(line for each in waiting for line in fate(each, self._house.zone))
            previews = tuple(self._orders.preview(each) for each in waiting)
            return Done(lines=(outcome.what, *outcome.lines, *leaves, *previews))

        try:
            return self._run(work)
        except NotATime as problem:
            raise NotAllowed(str(problem)) from None

    def _look(self, work: Callable[[Unit], T]) -> T:
        return self._guarded(self._store.look_now, work)

    def _run(self, work: Callable[[Unit], T]) -> T:
        return self._guarded(self._store.run_now, work)

    def _guarded(self, transaction: Callable[[Callable[[Unit], T]], T], work: Callable[[Unit], T]) -> T:
        if self._rolled_back:
            raise NotOpen(self._rolled_back)
        try:
            return transaction(work)
        except StoreProblem as problem:
            raise NotOpen(str(problem)) from None

    def _visible(self, unit: Unit) -> list[Kept]:
        by = self.by
        return [kept for kept in unit.cases.open(self._house.terms) if not hidden(kept.case, by)]

    def _every(self, unit: Unit) -> list[Kept]:
        by = self.by
        return [kept for kept in unit.cases.every(self._house.terms) if not hidden(kept.case, by)]

    def _show(self, unit: Unit, code: str) -> CaseView:
        sight = Sight(unit, self._house, self.by)
        if code.strip().upper().startswith("M-"):
            return sight.without_hidden(self._show_aside(unit, code.strip().upper()))
        asked = self._whole(code)
        kept = sight.kept(asked)
        if kept is None:
            raise NotAllowed(f"there is no case {asked}")
        kept = self._orders.was_read(unit, self.by, kept, WasRead(self.by), self._now())
        self._record(unit, kept.id, "CommandLine")
        party = asked if asked != kept.case.code else ""
        return sight.without_hidden(replace(case_view(sight, kept), asked_for=party))

    def _show_aside(self, unit: Unit, short: str) -> CaseView:
        """A message that is no case yet; that it was read is recorded too."""
        row = self._admission.waiting(unit, short, self.by)
        self._record(unit, None, "MessageRead")
        return aside_view(unit, row, self._house)

    def _record(self, unit: Unit, case_id: str | None, kind: str) -> None:
        unit.history.record(case_id, self._now(), kind, self.by, {"os_user": self._os_user})

    def _whole(self, code: str) -> str:
        """A code may be given without its prefix, in any case."""
        code = code.strip().strip("[]").upper()
        return code if code.startswith(f"{self._house.prefix}-") else f"{self._house.prefix}-{code}"

    def _search(self, unit: Unit, wanted: list[str]) -> list[Hit]:
        sight = Sight(unit, self._house, self.by)
        return [hit for kept in self._every(unit) for hit in self._found(sight, kept, wanted)]

    def _found(self, sight: Sight, kept: Kept, wanted: list[str]) -> list[Hit]:
        """Who found what is who read what, and recorded (design 7.9)."""
        hits = self._hits(sight, kept, wanted)
        if hits:
            how = {"by": self.by, "how": str(How.SEARCH), "os_user": self._os_user}
            sight.unit.history.record(kept.id, self._now(), WasRead.__name__, self.by, how)
        return hits

    def _hits(self, sight: Sight, kept: Kept, wanted: list[str]) -> list[Hit]:
        case, unit = kept.case, sight.unit
        found = [("message", each.at, f"{each.subject}\n{each.text}") for each in unit.messages.of(kept.id)]
        found += [
            (happened(each.kind, case.track), each.at, str(each.body["words"]))
            for each in entries(sight, kept)
            if each.body.get("words")
        ]
        return [
            sight.without_hidden(Hit(code=case.code, at=at, where=where, excerpt=excerpt(text, wanted[0])))
            for where, at, text in found
            if wanted and all(word in text.casefold() for word in wanted)
        ]

    def _drafts(self, unit: Unit) -> int:
        """Off means no count either (P14)."""
        mine = {kept.id for kept in self._every(unit)}
        return sum(row.case_id is None or row.case_id in mine for row in unit.letters.in_state(LetterState.DRAFT))

    def _digest(self, unit: Unit) -> Digest:
        now, house = self._now(), self._house
        members = roster(unit, house, now)
        cases = {kept.case.code: kept.case for kept in self._visible(unit)}
        lines = digest(cases.values(), members, self.by)
        head = unit.history.head()
        return Digest(
            made_at=now,
            zone=str(house.zone),
            owed=tuple(case_line(cases[line.code]) for line in lines),
            waiting=self._drafts(unit),
            set_aside=len(self._admission.all_waiting(unit, self.by)),
            away=tuple(
                Absence(name=each.admin, until=each.until, deputy=each.deputy) for each in unit.roster.away(now)
            ),
            chain_head=head.value,
            chain_count=head.count,
        )


def fate(posted: Posted, zone: ZoneInfo) -> tuple[str, ...]:
    """What becomes of a letter that somebody's words are in, and how to change that."""
    name = posted.letter.name.replace("_", " ")
    if posted.letter.marks:
        return marked_lines(posted)
    if posted.draft:
        return (f"{posted.short} ({name}) is a draft; release {posted.short} lets it leave",)
    return (f"{posted.short} ({name}) leaves {say(posted.leaves_at, zone)}; undo {posted.short} takes it back",)


def excerpt(text: str, word: str) -> str:
    """What stands around the first place of the word, on one line."""
    flat = " ".join(text.split())
    place = max(flat.casefold().find(word) - EXCERPT, 0)
    return flat[place : place + 2 * EXCERPT + len(word)]

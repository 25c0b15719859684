"""One person erased at their request: their name, addresses, words and what they were written, in every case that has
ended. The case stays, with somebody in it whom nobody knows any more.

What an administrator may not know of (P14) they do not erase either, for whoever is reported could make the report
against them disappear. Its own administrators are told that a person asks, and do it; the answer is the same whether
there is such a case or not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from daemon.admission import Admission, unpack
from daemon.overview import owed
from daemon.post import About
from daemon.process.case import Case
from daemon.process.decision import next_word, to_administrators
from daemon.process.events import NotAllowed, WasRead
from daemon.process.events_audience import How
from daemon.process.letters import LetterName, To
from daemon.process.retention import Keeps
from daemon.retention import why_kept
from daemon.sight import Sight
from daemon.store.attested import EMPTIED, ERASED, FORGOTTEN
from daemon.store.purging import Gone
from daemon.store.unit import Unit
from daemon.store.values import InboxMessage, Kept, Party
from daemon.views import View
from daemon.whois import Way, way_of
from parsers.when import say

DAY = timedelta(days=1)
ASKED = "ErasureAsked"
ASKS = "somebody of it asks to be erased. Whoever may know of it can do that: erase {code}"
ADDRESSES = frozenset({"email", "slack"})  # a mere name, as somebody wrote it, is nobody's alone
DONE_AT = {
    Keeps.OPEN: "once it is closed",
    Keeps.HELD: "once it is not held any more",
    Keeps.SUSPENSION: "once the suspension has ended, and with it the right to appeal",
    Keeps.APPEAL: "once the appeal has ended",
    Keeps.JOINED: "once the case that it goes on in is closed",
    Keeps.COMPLAINT: "once the complaint that was opened from it is closed",
    Keeps.OWED: "once nothing is owed on it",
    Keeps.LETTER: "once its letters have left",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(View):
    """A case in which they have a part; `waits` is why nothing of it can be erased now, and until when."""

    code: str
    role: str
    messages: int
    letters: int
    waits: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure(View):
    """What was found, and erased once `done`; `unfiled` and `receipts` concern no case."""

    places: tuple[Place, ...]
    unfiled: int
    receipts: int
    done: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.places or self.unfiled or self.receipts)

    @property
    def can_begin(self) -> bool:
        return any(not each.waits for each in self.places) or bool(self.unfiled or self.receipts)


class Erasing:
    """Must not outlive the transaction of its unit."""

    def __init__(self, unit: Unit, admission: Admission, by: str, now: datetime) -> None:
        self._unit = unit
        self._admission = admission
        self._house = admission.house
        self._by = by
        self._now = now
        self._sight = Sight(unit, admission.house, by)

    def found(self, who: str) -> Erasure:
        """Nothing is written."""
        ways = self._ways(who)
        places = tuple(self._place(kept, party) for kept, party in self._parts(ways) if self._may_know(kept))
        return Erasure(places=places, unfiled=len(self._unfiled(ways)), receipts=len(self._receipts(ways)))

    def shown(self, who: str, os_user: str) -> Erasure:
        """As `found`, to a person. A read of an open case settles nothing that is owed on it, so no event is walked."""
        how = {"by": self._by, "how": str(How.ERASURE), "os_user": os_user}
        for kept in {kept.id: kept for kept, _ in self._parts(self._ways(who)) if self._may_know(kept)}.values():
            self._unit.history.record(kept.id, self._now, WasRead.__name__, self._by, how)
        return self.found(who)

    def erase(self, who: str, os_user: str) -> Erasure:
        ways = self._ways(who)
        found = self.found(who)
        for kept, party in self._parts(ways):
            if not self._may_know(kept):
                self._ask_others(kept, party)
            elif why_kept(self._unit, self._house, kept) is None:
                self._erase(kept, party, os_user)
        self._forget(ways, os_user)
        self._unit.accounts.prune()
        return Erasure(places=found.places, unfiled=found.unfiled, receipts=found.receipts, done=True)

    def _ways(self, who: str) -> tuple[Way, ...]:
        """Raises NotAllowed for a code that is no party's of a case that they may know of."""
        way = way_of(who.strip(), self._house.prefix)
        if way.channel != "code":
            return (way,)
        kept = self._sight.kept(way.address)
        party = self._unit.parties.by_code(way.address) if kept else None
        if party is None:
            raise NotAllowed(f"nobody has the code {way.address}: write their mail address, or the code of a party")
        return tuple(Way(each.channel, each.address) for each in party.ways if each.channel in ADDRESSES)

    def _may_know(self, kept: Kept) -> bool:
        return not kept.case.hides_from(self._by)

    def _parts(self, ways: Iterable[Way]) -> list[tuple[Kept, Party]]:
        """Every case in which they have a part, those too that the acting administrator may not know of."""
        found = {part.party_id: part for way in ways for part in self._unit.parties.cases_of(way.channel, way.address)}
        parts = []
        for part in found.values():
            kept = self._unit.cases.by_id(part.case_id, self._house.terms)
            party = self._unit.parties.by_id(part.party_id)
            if kept and party:
                parts.append((kept, party))
        return parts

    def _place(self, kept: Kept, party: Party) -> Place:
        lookups = [way.lookup for way in party.ways]
        messages = [each for each in self._unit.messages.of(kept.id) if each.party_id == party.id]
        why = why_kept(self._unit, self._house, kept)
        return Place(
            code=kept.case.code,
            role=party.role,
            messages=len(messages),
            letters=len(self._unit.purging.letters_to(lookups, kept.id)),
            waits=self._until(kept.case, why) if why else "",
        )

    def _until(self, case: Case, why: Keeps) -> str:
        """The day where there is one: that of a suspension that is kept."""
        ends = [each.returns_at or each.kept_until for each in case.suspensions if each.in_force]
        known = [at for at in ends if at]
        if why is Keeps.SUSPENSION and ends and len(known) == len(ends):
            return f"{DONE_AT[why]}, from {say(max(known), self._house.zone)}"
        return DONE_AT[why]

    def _erase(self, kept: Kept, party: Party, os_user: str) -> Gone:
        emptied = [*self._unit.purging.messages_of(party), *self._unit.purging.commands_on(kept.id)]
        body = {EMPTIED: emptied, "who": party.code, "os_user": os_user}
        self._unit.history.record(kept.id, self._now, ERASED, self._by, body)
        return self._unit.purging.person(party)

    def _ask_others(self, kept: Kept, party: Party) -> None:
        """One letter a day and case is enough; `post` sees to that."""
        self._unit.history.record(kept.id, self._now, ASKED, self._by, {"who": party.code})
        case = kept.case
        told = to_administrators(
            case,
            LetterName.WROTE_AGAIN,
            To.ADMINISTRATORS,
            kind=str(case.track),
            at=self._now,
            what=ASKS.format(code=party.code),
            owed=owed(case) or "nothing",
            due=next_word(case),
        )
        self._admission.corridor.post.write(self._unit, About(kept.id, case, case.code), told, self._now)

    # --- what concerns no case

    def _forget(self, ways: tuple[Way, ...], os_user: str) -> None:
        messages, letters = self._unfiled(ways), self._receipts(ways)
        if messages or letters:
            body = {EMPTIED: messages, "letters": len(letters), "os_user": os_user}
            self._unit.history.record(None, self._now, FORGOTTEN, self._by, body)
            self._unit.purging.messages(messages)
            self._unit.purging.letters(letters)

    def _unfiled(self, ways: Iterable[Way]) -> list[str]:
        """Mail of theirs that is in no case and that nobody looks at any more. Who wrote it stands only inside."""
        wanted = {way.address.casefold() for way in ways if way.channel in ADDRESSES}
        rows = (self._unit.inbox.by_id(each) for each in self._unit.purging.old_messages(self._now + DAY) if wanted)
        return [row.id for row in rows if self._is_by(row, wanted) and self._by not in self._off_of(row)]

    def _off_of(self, row: InboxMessage) -> frozenset[str]:
        return self._admission.off_of(self._unit, row)

    def _is_by(self, row: InboxMessage, wanted: set[str]) -> bool:
        message = unpack(row.raw, "", row.channel).message
        return message is not None and message.sender.casefold() in wanted

    def _receipts(self, ways: Iterable[Way]) -> list[str]:
        lookups = [self._unit.lookup(way.channel, way.address) for way in ways]
        return self._unit.purging.letters_to(lookups, None)

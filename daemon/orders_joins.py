"""`merge` and `relate`: which of two cases may go on in the other, or stand beside it (design, section 2)."""

from datetime import datetime

from daemon.orders_case import Said
from daemon.process.case import Role, Track
from daemon.process.events import Event, NotAllowed
from daemon.process.events_parties import Merged, Related, Sameness
from daemon.store.unit import Unit
from daemon.store.values import Kept, Party
from daemon.whois import must_be_nobody_else
from parsers.commands import Verb


def join_events(unit: Unit, kept: Kept, other: Kept, said: Said, now: datetime) -> tuple[Event, ...]:
    """`merge` is for one and the same reporter, else `relate` (design, section 2)."""
    if said.command.verb is Verb.RELATE:
        return (Related(said.by, other.case.code),)
    ours, theirs = _reporter_of(unit, kept), _reporter_of(unit, other)
    if other.case.track is Track.APPEAL or kept.case.track is Track.APPEAL or not other.case.stage.is_open:
        raise NotAllowed(f"nothing can go on in {other.case.code}: relate {kept.case.code} {other.case.code}", "P7")
    if kept.case.track in {Track.COMPLAINT, Track.UNDECIDED} and other.case.track in {Track.CONCERN, Track.QUESTION}:
        reason = f"a {other.case.track} owes no resolution: merge {other.case.code} into {kept.case.code}"
        raise NotAllowed(reason, "P7")
    same = ours and theirs and {way.lookup for way in ours.ways} & {way.lookup for way in theirs.ways}
    claimed = kept.case.unverified_of == other.case.code
    if not (same or claimed):
        reason = f"they have two reporters, who must not learn of each other: relate {kept.case.code} {other.case.code}"
        raise NotAllowed(reason, "P8")
    if same and ours and theirs:  # whoever only claimed to be the reporter gains nothing by being believed once
        for way in ours.ways:
            must_be_nobody_else(unit, theirs, way.channel, way.address)
            theirs = unit.parties.add_way(theirs, way.channel, way.address, now)
    sameness = Sameness.SAME_ADDRESS if same else Sameness.CLAIMED
    return (Merged(said.by, other.case.code, sameness, other.case.off),)


def _reporter_of(unit: Unit, kept: Kept) -> Party | None:
    return next((each for each in unit.parties.of(kept.id) if each.role == Role.REPORTER), None)

"""`correct`: what was read, mended by an administrator; and how it reads now. It shows no word that anybody wrote."""

from collections.abc import Sequence

from daemon.admission import unpack
from daemon.appealing import Suspended, against_of, only_in_profile, open_appeal, suspended, vouched_for
from daemon.house import House
from daemon.orders_case import Said
from daemon.process.case import NARROWNESS, Answer, Case, Consent, Privacy, Standing, Track
from daemon.process.events import AnswerCorrected, DangerCorrected, Event, Mending, NotAllowed, PathCorrected
from daemon.process.events_parties import Danger, FindingRecorded
from daemon.process.events_reread import ReadAsAppeal, ReadAsReport
from daemon.process.events_suspensions import Reasons
from daemon.process.members import WAS_READ
from daemon.process.people import Role
from daemon.process.records import Finding, Sender
from daemon.store.unit import Unit
from daemon.store.values import Kept, KeptMessage, Party
from parsers.appeals import justified
from parsers.corrections import BESIDE, VALUES, values
from parsers.slots import Correctable

TRACKS = frozenset({Correctable.PATH, Correctable.KIND})
RULES = {Correctable.DANGER: "P4", Correctable.OUTCOME: "P7"}
WAITS = "an appeal against that suspension waits already: {code}. relate shows the two together"
SAME = {"yes": "given", "no": "missing"}


def correct_events(unit: Unit, house: House, kept: Kept, said: Said) -> tuple[Event, ...]:
    """Raises NotAllowed where the value means nothing, with those that do."""
    field = Correctable(said.command.field)
    value = _value(field, said.command.words)
    if field in TRACKS:
        return (_path(unit, house, kept, said.by, Track(value)),)
    match field:
        case Correctable.OUTCOME:
            return (FindingRecorded(said.by, Finding(value)),)
        case Correctable.DANGER:
            return (DangerCorrected(said.by, Danger.READ if value == "yes" else Danger.NOT_READ),)
        case _:
            return (AnswerCorrected(said.by, Answer(str(field)), Mending(value)),)


def _value(field: Correctable, words: str) -> str:
    value = words.strip().rstrip(".").casefold()
    if field is Correctable.OUTCOME:
        value = value.replace(" ", "-")
    if "given" in VALUES[field]:
        value = SAME.get(value, value)
    if value not in VALUES[field]:
        raise NotAllowed(f"write one of: {values(field)}", RULES.get(field, "P1"))
    return value


def _path(unit: Unit, house: House, kept: Kept, by: str, track: Track) -> Event:
    author = next((each for each in unit.parties.of(kept.id) if each.role == Role.REPORTER), None)
    theirs = [each for each in unit.messages.of(kept.id) if author is None or each.party_id == author.id]
    if track is Track.APPEAL and kept.case.track is not Track.APPEAL:
        return _appeal(unit, house, author, theirs, by)
    if track is not Track.APPEAL and kept.case.track is Track.APPEAL:
        return ReadAsReport(by=by, track=track, answered=_answered(theirs), privacy=_privacy(theirs))
    return PathCorrected(by, track)


# --- what was read in the messages, as it is kept beside them


def _answered(messages: Sequence[KeptMessage]) -> frozenset[Answer]:
    return frozenset(
        answer for each in messages for answer in Answer if str(answer) not in each.reading.get("missing", list(Answer))
    )


def _privacy(messages: Sequence[KeptMessage]) -> Privacy:
    """The narrowest that was read: a hint, which confirms nothing."""
    read = [Consent(str(each.reading.get("consent", Consent.UNSTATED))) for each in messages]
    stated = [each for each in read if each is not Consent.UNSTATED]
    return Privacy(min(stated, key=NARROWNESS.__getitem__, default=Consent.UNSTATED), None, WAS_READ)


# --- whose suspension a message is about that was taken for something else


def _appeal(unit: Unit, house: House, author: Party | None, messages: Sequence[KeptMessage], by: str) -> ReadAsAppeal:
    """Of a suspension that whoever says so may not know of nothing is said, and nothing follows (P14)."""
    reasons = Reasons.GIVEN if any(justified(each.text) for each in messages) else Reasons.MISSING
    ways = author.ways if author else ()
    every = (each for way in ways for each in suspended(unit, house, way.channel, way.address))
    found = next((each for each in every if not each.kept.case.hides_from(by)), None)
    if found is None:
        return ReadAsAppeal(by=by, reasons=reasons)
    standing = _standing(unit, house, found, messages)
    waiting = open_appeal(unit, house, found, standing)
    if waiting and waiting.case.hides_from(by):
        return ReadAsAppeal(by=by, reasons=reasons)
    if waiting:
        raise NotAllowed(WAITS.format(code=waiting.case.code), "P10")
    sender = Sender.MEMBER if standing is Standing.VERIFIED else Sender.UNCONFIRMED
    return ReadAsAppeal(by=by, sender=sender, against=against_of(unit, house, found), reasons=reasons)


def _standing(unit: Unit, house: House, found: Suspended, messages: Sequence[KeptMessage]) -> Standing:
    """As when it arrived: what nobody vouched for waits for its member's own word (design 8)."""
    row = unit.inbox.by_id(messages[0].inbox_id) if messages and messages[0].inbox_id else None
    message = unpack(row.raw, row.note, row.channel).message if row else None
    if message is None or only_in_profile(unit, found.party, message):
        return Standing.PLAUSIBLE
    return vouched_for(house, message)


# --- how it reads now


def as_it_reads(case: Case) -> tuple[str, ...]:
    """For `correct CODE` alone: every field with its value now and the other ones, and the commands beside it."""
    now = {
        Correctable.PATH: str(case.track),
        **{Correctable(str(each)): "given" if each in case.answered else "missing" for each in Answer},
        Correctable.DANGER: "yes" if case.urgent else "no",
        Correctable.OUTCOME: str(case.finding) if case.finding else "not said",
    }
    fields = (f"{field} reads {value} now ({values(field)})" for field, value in now.items())
    confirmed = "confirmed" if case.privacy.confirmed else "not confirmed"
    beside = (each.replace("CODE", case.code) for each in BESIDE)
    return (*fields, f"consent reads {case.privacy.value} now, {confirmed}", *beside)

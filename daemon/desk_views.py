"""A case as one of its administrators may see it, from the rows of one transaction.

What they may know of other cases is `sight.py`'s to say. It changes nothing, and what it is handed it does not keep.
"""

from daemon.admission import unpack
from daemon.consent_views import allowances
from daemon.house import House
from daemon.overview import by_when, owed
from daemon.people_views import parties, privacy, retaliation_with
from daemon.phrases import of_track
from daemon.process.audience import FOR_ADMINISTRATORS
from daemon.process.case import Case, Role, Stage, Track
from daemon.process.letters import LetterName, To
from daemon.said_in_slack import named, revised, since_then, with_names
from daemon.sight import Sight
from daemon.store.purging import ERASED
from daemon.store.unit import Unit
from daemon.store.values import InboxMessage, Kept, KeptMessage, LetterRow, LetterState
from daemon.store.values import Party as Known
from daemon.suspension_views import appeal, consultation, suspensions
from daemon.timeline import timeline
from daemon.views import CaseLine, CaseView, LetterLine, MessageText
from parsers.message import Channel, Message

ADMINISTRATOR = "administrator"
TO_ADMINISTRATORS = FOR_ADMINISTRATORS | {To.ONE_ADMINISTRATOR}
WITHOUT_QUESTIONS = frozenset({Track.QUESTION, Track.APPEAL})


def case_line(case: Case) -> CaseLine:
    return CaseLine(
        code=case.code,
        kind=str(case.track),
        stage=str(case.stage),
        opened_at=case.opened_at,
        owed=owed(case),
        since=case.owed_since,
        due=by_when(case),
        opens_at=case.appeal.opens_at if case.appeal and case.stage is Stage.EARLY else None,
        urgent=case.urgent,
        assigned=case.assigned,
    )


def aside_line(row: InboxMessage) -> CaseLine:
    """A message that waits to be accepted or discarded, in the list of what is open."""
    return CaseLine(
        code=row.short, kind="message", stage="set aside", opened_at=row.received_at, owed="accept or discard"
    )


def aside_view(unit: Unit, row: InboxMessage, house: House) -> CaseView:
    """A message that is no case yet, as far as it can be read."""
    message = unpack(row.raw, "", row.channel).message or Message(channel=Channel.EMAIL)
    forwarded = [{"text": each.text} for each in message.forwarded]
    return CaseView(
        line=aside_line(row),
        zone=str(house.zone),
        messages=(
            MessageText(
                number=row.short,
                at=row.received_at,
                channel=row.channel,
                standing=row.reason,
                sender=named(unit, message.sender),
                subject=message.subject,
                text=with_names(unit, _with_forwarded(message.text, forwarded)),
                attachments=tuple(each.name for each in message.attachments),
            ),
        ),
    )


def case_view(sight: Sight, kept: Kept) -> CaseView:
    seen = sight.seen(kept)
    case = seen.case
    people = parties(sight, seen)
    related = tuple(each for each in (*case.related, case.unverified_of) if each)
    return CaseView(
        line=case_line(case),
        zone=str(sight.house.zone),
        closed_at=case.closed_at,
        privacy="" if case.track is Track.APPEAL else privacy(case.privacy),
        missing=() if case.track in WITHOUT_QUESTIONS else tuple(str(each) for each in case.missing),
        hoped_for=case.promise.resolved_by if case.promise else None,
        on_it=case.on_it,
        finding=str(case.finding or ""),
        held=case.held,
        retaliation=case.retaliation,
        off=tuple(sorted(case.off)),
        unsure=tuple(sorted(case.unsure)),
        parts=tuple(sorted(case.parts)),
        retaliation_with=retaliation_with(sight, seen, people),
        merged_into=next(iter(_known(sight, (case.merged_into,))), ""),
        related=_known(sight, related),
        appeals=_known(sight, case.appeals),
        parties=people,
        allowances=allowances(case),
        suspensions=suspensions(case),
        appeal=appeal(sight, case),
        consultation=consultation(case),
        timeline=timeline(sight, kept),
        messages=_messages(sight, kept),
        letters=_letters(sight, kept),
    )


def _known(sight: Sight, codes: tuple[str, ...]) -> tuple[str, ...]:
    """A case that this administrator may not know of is not named by another one either (P14)."""
    return tuple(dict.fromkeys(found.case.code for each in codes if (found := sight.kept(each))))


# --- what came in


def _messages(sight: Sight, kept: Kept) -> tuple[MessageText, ...]:
    people = {each.id: each for each in sight.unit.parties.of(kept.id)}
    found = sight.unit.messages.of(kept.id)
    since, first = since_then(sight.unit, kept.id, sight.house.zone), dict[str, str]()
    for each in found:
        first.setdefault(str(each.reading.get("message_id", "")), each.id)
    return tuple(
        _message(sight, kept.case, each, people.get(each.party_id or ""), revised(each, first, since)) for each in found
    )


def _message(sight: Sight, case: Case, message: KeptMessage, sender: Known | None, since_then: str) -> MessageText:
    row = sight.unit.inbox.by_id(message.inbox_id) if message.inbox_id else None
    own = str(message.reading.get("by", ""))  # an administrator's own mail, seen in the Sent folder
    return MessageText(
        number=row.short if row else "",
        at=message.at,
        channel=row.channel if row else "",
        standing=since_then or ("" if sender or own else "sent by a program"),
        role=of_track(sender.role, case.track) if sender else ADMINISTRATOR if own else "",
        sender=(sender.name if sender.channel == ERASED else named(sight.unit, sender.address)) if sender else own,
        subject=message.subject,
        text=with_names(sight.unit, _with_forwarded(message.text, message.reading.get("forwarded", ()))),
        attachments=tuple(str(file["name"]) for file in message.attachments),
    )


def _with_forwarded(text: str, forwarded: list[dict[str, str]]) -> str:
    """What the sender handed on stands below their own words, and is marked as another's."""
    parts = [f"--- forwarded, not the sender's words ---\n{each['text']}" for each in forwarded]
    return "\n\n".join((text, *parts))


# --- what goes out


def _letters(sight: Sight, kept: Kept) -> tuple[LetterLine, ...]:
    found = sight.unit.letters.of(kept.id)
    return tuple(_letter(sight, kept.case, each) for each in found if not sight.hides_letter(kept.case, each))


def _letter(sight: Sight, case: Case, row: LetterRow) -> LetterLine:
    body = sight.unit.letters.open(row.id)
    reader = _reader(case, row.to_kind, body.code)
    return LetterLine(
        number=row.short,
        name=row.name,
        state=str(row.state),
        at=row.sent_at or row.not_before,
        reader=reader,
        to=body.recipient or (f"{reader} {body.code}" if row.to_kind == To.PARTY else reader),
        why=row.problem,
        marks=sum(not each.confirmed for each in body.marks) if row.state is LetterState.DRAFT else 0,
        text="" if row.name == LetterName.MAIL_WORD else body.text,  # its word opens the case to whoever reads it
    )


def _reader(case: Case, to_kind: str, code: str) -> str:
    """Who that is in the case; a party whose role is not known any more is just that."""
    if to_kind in TO_ADMINISTRATORS:
        return ADMINISTRATOR
    if to_kind == To.REPORTER:
        return of_track(Role.REPORTER, case.track)
    party = case.party(code) if to_kind == To.PARTY else None
    return str(party.role) if party else to_kind

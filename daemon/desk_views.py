"""A case as its administrators may see it, from the rows of one transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from daemon.admission import unpack
from daemon.house import House
from daemon.process.case import Case
from daemon.process.owed import due
from daemon.store.unit import Unit
from daemon.store.values import Entry, InboxMessage, Kept, LetterRow
from daemon.views import CaseLine, CaseView, LetterLine, MessageText, Moment, Party
from parsers.message import Channel, Message
from parsers.when import say

HAPPENED = {
    "ReportReceived": "a report arrived",
    "QuestionAsked": "a question arrived",
    "ReporterWrote": "the reporter wrote",
    "PathChosen": "the reporter chose the path",
    "ConsentGiven": "the reporter said what may be shared",
    "TalkWanted": "the reporter would rather talk",
    "Withdrew": "the reporter withdrew",
    "EstimateGiven": "the date of the next word was promised",
    "AnsweredElsewhere": "answered elsewhere",
    "ReplyWritten": "a reply was written",
    "AskedAgain": "the reporter was asked",
    "NoteTaken": "note",
    "ConsentRecorded": "consent was recorded",
    "PathCorrected": "the path was corrected",
    "AnswerCorrected": "an answer was corrected",
    "DangerCorrected": "the reading of danger was corrected",
    "ResolutionWritten": "the resolution was written",
    "Closed": "closed",
    "ComplaintOpened": "a complaint was opened from it",
    "WithdrawalRecorded": "a withdrawal was recorded",
    "Reopened": "opened again",
    "Assigned": "assigned",
    "Recused": "an administrator was taken off",
    "TakenOn": "somebody is on it",
    "WasRead": "read",
    "ResolutionLeft": "the reporter was told; closed",
    "ResolutionUndone": "the resolution was taken back",
    "ResolutionFailed": "the resolution came back: the reporter was not told",
    "LetterFailed": "a letter came back",
    "LetterLeft": "letter sent",
    "LetterTakenBack": "letter taken back",
    "LetterReleased": "letter released",
    "LetterSentAgain": "letter sent once more",
    "MessageAccepted": "a message that was set aside was taken",
    "Searched": "found by a search",
    "WarningDue": "a promise is about to be missed; its administrator was warned",
    "PromiseMissed": "the promise was missed; the reporter was told",
    "ReminderDue": "a reminder was due",
    "EscalationDue": "it was escalated to every administrator",
    "AutomaticMail": "automatic mail, not answered",
}
SAYS = ("words", "how", "source", "due", "to", "who", "track", "consent", "answer", "letter", "name", "why", "verb")


def case_line(case: Case) -> CaseLine:
    return CaseLine(
        code=case.code,
        kind=str(case.track),
        stage=str(case.stage),
        opened_at=case.opened_at,
        owed=str(case.debt or ""),
        since=case.owed_since,
        due=due(case),
        urgent=case.urgent,
        assigned=case.assigned,
    )


def aside_line(row: InboxMessage) -> CaseLine:
    """A message that waits to be accepted or discarded, in the list of what is open."""
    return CaseLine(
        code=row.short, kind="message", stage="set aside", opened_at=row.received_at, owed="accept or discard"
    )


def aside_view(row: InboxMessage, house: House) -> CaseView:
    """A message that is no case yet, as far as it can be read."""
    message = unpack(row.raw, "").message or Message(channel=Channel.EMAIL)
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
                sender=message.sender,
                subject=message.subject,
                text=_with_forwarded(message.text, forwarded),
                attachments=tuple(each.name for each in message.attachments),
            ),
        ),
    )


def case_view(unit: Unit, kept: Kept, house: House) -> CaseView:
    case = kept.case
    privacy = f"{case.privacy.value}, {'confirmed' if case.privacy.confirmed else 'as read, not confirmed'}"
    return CaseView(
        line=case_line(case),
        zone=str(house.zone),
        closed_at=case.closed_at,
        privacy=privacy,
        missing=tuple(str(each) for each in case.missing),
        hoped_for=case.promise.resolved_by if case.promise else None,
        related=tuple(each for each in (*case.related, case.unverified_of) if each),
        parties=tuple(
            Party(
                role=each.role,
                name=each.name,
                ways=(each.address,),
                consent=str(case.privacy.value) if each.role == "reporter" else "",
                told=str(case.told or "") if each.role == "reporter" else "",
            )
            for each in unit.parties.of(kept.id)
        ),
        timeline=tuple(_moment(each, house) for each in unit.history.of(kept.id) if each.kind != "CommandLine"),
        messages=_messages(unit, kept),
        letters=tuple(_letter(unit, each) for each in unit.letters.of(kept.id)),
    )


def _moment(entry: Entry, house: House) -> Moment:
    return Moment(
        at=entry.at,
        what=HAPPENED.get(entry.kind, entry.kind),
        who="" if entry.actor in {"clock", "post", "sender"} else entry.actor,
        say=_said(entry.body, house),
    )


def _said(body: Mapping[str, Any], house: House) -> str:
    return "; ".join(_shown(body[key], house) for key in SAYS if body.get(key))


def _shown(value: Any, house: House) -> str:
    return say(value, house.zone) if isinstance(value, datetime) else str(value)


def _messages(unit: Unit, kept: Kept) -> tuple[MessageText, ...]:
    people = {each.id: each for each in unit.parties.of(kept.id)}
    found = []
    for each in unit.messages.of(kept.id):
        row = unit.inbox.by_id(each.inbox_id) if each.inbox_id else None
        sender = people.get(each.party_id or "")
        found.append(
            MessageText(
                number=row.short if row else "",
                at=each.at,
                channel=row.channel if row else "",
                standing="" if sender else "sent by a program",
                sender=sender.address if sender else "",
                subject=each.subject,
                text=_with_forwarded(each.text, each.reading.get("forwarded", ())),
                attachments=tuple(str(file["name"]) for file in each.attachments),
            )
        )
    return tuple(found)


def _with_forwarded(text: str, forwarded: list[dict[str, str]]) -> str:
    """What the sender handed on stands below their own words, and is marked as another's."""
    parts = [f"--- forwarded, not the sender's words ---\n{each['text']}" for each in forwarded]
    return "\n\n".join((text, *parts))


def _letter(unit: Unit, row: LetterRow) -> LetterLine:
    body = unit.letters.open(row.id)
    return LetterLine(
        number=row.short,
        name=row.name,
        state=str(row.state),
        at=row.sent_at or row.not_before,
        to=body.recipient or row.to_kind,
        why=row.problem,
        text=body.text,
    )

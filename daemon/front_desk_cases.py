"""A case as the picture that a modal shows: the page of the command line, cut into blocks, and what may be done now.

Pure. It decides nothing: what is offered here and not allowed is refused with the rule's reason when it is said.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from daemon.case_page import (
    allowance_cells,
    appeal_facts,
    case_facts,
    consultation_facts,
    context_facts,
    grouped,
    letter_state,
    message_facts,
    party_lines,
    suspension_facts,
)
from daemon.layout import short
from daemon.process.case import Stage, Track
from daemon.store.values import LetterState
from daemon.views import CaseView, LetterLine, MessageText, Moment, Party
from notifiers.slack_modals import CasePicture, Person, Text
from parsers.slack_forms import FormName

Rows = tuple[tuple[str, str], ...]

WAITS = {
    str(LetterState.DRAFT): (("Release it", "release"), ("Let it go", "drop")),
    str(LetterState.PENDING): (("Take it back", "undo"),),
    str(LetterState.FAILED): (("Send once more", "resend"), ("Let it go", "drop")),
}
"""What may be said of a letter that is not gone yet."""

FIRST = {
    Stage.NEEDS_DATE: (FormName.ESTIMATE, FormName.REPLY, FormName.ASK),
    Stage.PROMISED: (FormName.REPLY, FormName.RESOLVE, FormName.ESTIMATE),
    Stage.LATE: (FormName.ESTIMATE, FormName.ANSWERED, FormName.REPLY),
    Stage.NEEDS_ANSWER: (FormName.REPLY, FormName.ANSWERED, FormName.ESTIMATE),
    Stage.READ: (FormName.REPLY, FormName.NOTE, FormName.CLOSE),
    Stage.UNMATCHED: (FormName.LINK, FormName.NOTE),
    Stage.CONSIDERED: (FormName.UPHOLD, FormName.OVERTURN, FormName.ASK),
    Stage.OVERTURNED: (FormName.PUBLISH, FormName.NOTE),
    Stage.RESOLVED: (FormName.TELL, FormName.CLOSE, FormName.KEEP, FormName.LIFT),
    Stage.WITHDRAWN: (FormName.CLOSE, FormName.NOTE),
}
OF_REPORTS = (
    *(FormName.ESTIMATE, FormName.ANSWERED, FormName.REPLY, FormName.ASK, FormName.NOTE, FormName.PARTY),
    *(FormName.CONSENT, FormName.CORRECT, FormName.TELL, FormName.CONSULT, FormName.SUSPEND, FormName.KEEP),
    *(FormName.LIFT, FormName.RESOLVE, FormName.CLOSE, FormName.ASSIGN, FormName.RECUSE),
)
OF_QUESTIONS = (
    *(FormName.REPLY, FormName.ANSWERED, FormName.ESTIMATE, FormName.NOTE, FormName.CORRECT, FormName.CLOSE),
    *(FormName.ASSIGN, FormName.RECUSE),
)
OF_APPEALS = (
    *(FormName.UPHOLD, FormName.OVERTURN, FormName.LINK, FormName.PUBLISH, FormName.REPLY, FormName.ASK),
    *(FormName.NOTE, FormName.ESTIMATE, FormName.CORRECT, FormName.CLOSE, FormName.ASSIGN, FormName.RECUSE),
)
OF_SUSPENDED = frozenset({FormName.KEEP, FormName.LIFT})  # only where somebody is
ENDED = (FormName.NOTE,)


def case_picture(view: CaseView, now: datetime) -> CasePicture:
    zone, line = ZoneInfo(view.zone), view.line
    return CasePicture(
        code=line.code,
        kind=line.kind,
        stage=line.stage,
        facts=_rows(case_facts(view, now)),
        people=tuple(_person(each, zone) for each in view.parties),
        parts=tuple((title, rows) for title, rows in _parts(view, zone) if rows),
        texts=(*_waiting(view, zone), *(_message(each, zone) for each in view.messages), *_proposed(view)),
        timeline=tuple(_moments(view.timeline, zone)),
        forms=forms_of(view),
        commands=_commands(view),
    )


def aside_picture(view: CaseView) -> CasePicture:
    """A message that is no case yet: it is taken as one or left alone."""
    zone, number = ZoneInfo(view.zone), view.line.code
    says = (("Take it as a case", f"accept {number}"), ("Leave it alone", f"discard {number}"))
    found = tuple(_message(each, zone) for each in view.messages)
    texts = tuple(Text(title=each.title, text=each.text, facts=each.facts, buttons=says) for each in found)
    return CasePicture(code=number, kind="message", stage=view.line.stage, texts=texts)


def forms_of(view: CaseView) -> tuple[FormName, ...]:
    """The likeliest first; all of its kind, for what is due next is not all that may be done."""
    stage, track = Stage(view.line.stage), Track(view.line.kind)
    if not stage.is_open:
        return ENDED
    suspended = any(each.ended_at is None for each in view.suspensions)
    own = OF_APPEALS if track is Track.APPEAL else OF_QUESTIONS if track is Track.QUESTION else OF_REPORTS
    first = tuple(each for each in FIRST.get(stage, ()) if each in own)
    found = dict.fromkeys((*first, *own))
    return tuple(each for each in found if suspended or each not in OF_SUSPENDED)


def _commands(view: CaseView) -> Rows:
    code, stage = view.line.code, Stage(view.line.stage)
    if stage is Stage.MERGED:
        return ()
    if not stage.is_open:
        return (("Open it again", f"reopen {code}"), ("Keep it from purging", f"hold {code}"))
    published = (("It is published", f"published {code}"),) if view.appeal and view.appeal.context else ()
    withdrawn = () if view.appeal else (("The reporter wants to stop", f"withdrawn {code}"),)
    return (("I am on it", f"mine {code}"), *published, *withdrawn, ("Keep it from purging", f"hold {code}"))


def _rows(found: Mapping[str, str]) -> Rows:
    return tuple((name.capitalize(), value) for name, value in found.items() if value)


def _person(party: Party, zone: ZoneInfo) -> Person:
    _, *says = party_lines(party, zone)
    return Person(code=party.code, role=party.role, name=party.name, ways=party.ways, says=tuple(says))


def _parts(view: CaseView, zone: ZoneInfo) -> Iterator[tuple[str, Rows]]:
    for each in view.suspensions:
        yield f"Suspension of {each.account}", _rows(suspension_facts(each, zone))
    if view.appeal:
        yield "Appeal", _rows(appeal_facts(view.appeal, zone))
        if view.appeal.context:
            yield "For the channel", _rows(context_facts(view.appeal.context, view.line.code, zone))
    if view.consultation:
        yield "Consultation", _rows(consultation_facts(view.consultation, zone))
    yield "What they allow", tuple(_allowances(view, zone))
    yield "Letters", tuple(_letters(view, zone))


def _allowances(view: CaseView, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    for row in view.allowances:
        who, item, to, said, since = allowance_cells(row, zone)
        yield f"{who}, {item}, {to}", f"{said} ({since})"


def _letters(view: CaseView, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    for same in grouped(view.letters):
        letter, many = same[-1], f" ({len(same)})" if len(same) > 1 else ""
        to = "administrators" if many else letter.to
        yield f"{_named(letter)}{many}", f"to {to}: {letter_state(letter)}, {short(letter.at, zone)}"


def _named(letter: LetterLine) -> str:
    return letter.name.replace("_", " ")


def _waiting(view: CaseView, zone: ZoneInfo) -> Iterator[Text]:
    """Letters that have not left, as they would: they wait for somebody."""
    for letter in view.letters:
        if letter.state in WAITS:
            number = letter.number
            marks = (("To confirm", f"{letter.marks} marked lines. Write: confirm {number} 1"),) if letter.marks else ()
            yield Text(
                title=f"Letter {number}: {_named(letter)}, {letter_state(letter)}",
                text=letter.text,
                facts=(("To", letter.to), ("When", short(letter.at, zone)), *marks),
                buttons=tuple((says, f"{verb} {number}") for says, verb in WAITS[letter.state]),
            )


def _message(message: MessageText, zone: ZoneInfo) -> Text:
    title = f"Message {message.number}, {short(message.at, zone)}, by {message.channel}"
    return Text(title=title, text=message.text, facts=_rows(message_facts(message)))


def _proposed(view: CaseView) -> Iterator[Text]:
    if view.appeal and view.appeal.context and view.appeal.context.text:
        yield Text(title="The text for the channel", text=view.appeal.context.text)
    if view.consultation:
        yield Text(title="The text that they are asked about", text=view.consultation.text)


def _moments(moments: tuple[Moment, ...], zone: ZoneInfo) -> Iterator[str]:
    """The same thing again and again is one line."""
    for (what, who, say), same in groupby(moments, lambda each: (each.what, each.who, each.say)):
        first, *more = same
        again = f" ({len(more) + 1} times, the last {short(more[-1].at, zone)})" if more else ""
        yield f"{short(first.at, zone)}  {what}{f' ({who})' if who else ''}{f': {say}' if say else ''}{again}"

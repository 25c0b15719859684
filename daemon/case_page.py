"""The page of one case for a person, in 80 columns: what is owed first, then who, what was decided, and what happened.

What a stranger wrote is made harmless and never read as markup. What repeats is told once; `--json` has all of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from daemon.layout import age, full, heading, new_grid, new_table, short
from daemon.views import (
    Allowance,
    Appeal,
    CaseView,
    Consultation,
    Consulted,
    Context,
    LetterLine,
    MessageText,
    Moment,
    Part,
    Party,
    Suspension,
)
from notifiers.plain import harmless, one_line

MOST_PARTS = 6  # of one person; --json has the others
SENT, ADMINISTRATOR = "sent", "administrator"


def show(view: CaseView, now: datetime) -> RenderableType:
    zone = ZoneInfo(view.zone)
    parts: list[RenderableType] = [
        heading(f"{view.line.code}: {view.line.kind}, {view.line.stage}"),
        _grid(case_facts(view, now)),
    ]
    if view.parties:
        parts += [heading("Who"), _parties(view.parties, zone)]
    if view.allowances:
        parts += [heading("What they allow"), _allowances(view.allowances, zone)]
    for suspension in view.suspensions:
        parts += [heading(f"Suspension of {_who(suspension.account, suspension.role)}")]
        parts += [_grid(suspension_facts(suspension, zone))]
    if view.appeal:
        parts += [heading("Appeal"), _grid(appeal_facts(view.appeal, zone))]
        parts += _context(view.appeal.context, view.line.code, zone) if view.appeal.context else []
    if view.consultation:
        parts += _consultation(view.consultation, zone)
    if view.timeline:
        parts += [heading("What happened"), _timeline(view.timeline, zone)]
    for message in view.messages:
        parts += _message(message, zone)
    if view.letters:
        parts += [heading("Letters"), _letters(view.letters, zone)]
    return Group(*parts)


def _grid(rows: Mapping[str, str]) -> Table:
    """Those that have a value."""
    grid = new_grid()
    for name, value in rows.items():
        if value:
            grid.add_row(Text(name), Text(one_line(value)))
    return grid


def _on(at: datetime | None, zone: ZoneInfo) -> str:
    return full(at, zone) if at else ""


def _by(name: str) -> str:
    return f", by {name}" if name else ""


def _who(code: str, role: str) -> str:
    return f"{code} ({role})" if role else code


def _quoted(text: str) -> RenderableType:
    return Padding(Text(harmless(text).strip("\n")), (1, 2, 0, 2))


def case_facts(view: CaseView, now: datetime) -> dict[str, str]:
    zone, line = ZoneInfo(view.zone), view.line
    return {
        "you asked for": next((_who(each.code, each.role) for each in view.parties if each.code == view.asked_for), ""),
        "opened": f"{full(line.opened_at, zone)} ({age(line.opened_at, now)} ago)",
        "danger": "read in a message" if line.urgent else "",
        "retaliation": _retaliation(view),
        "owed": line.owed or "nothing",
        "due": _on(line.due, zone),
        "opens": _on(line.opens_at, zone),
        "hoped-for end": _on(view.hoped_for, zone),
        "closed": _on(view.closed_at, zone),
        "outcome": view.finding and f"{view.finding} (for administrators alone)",
        "held": "nothing of it is purged" if view.held else "",
        "merged into": view.merged_into,
        "not told": ", ".join(_not_told(view)),
        "has a part in it": ", ".join(view.parts),
        "privacy": view.privacy,
        "not answered": ", ".join(view.missing),
        "assigned to": line.assigned,
        "on it": view.on_it,
        "appeals": ", ".join(view.appeals),
        "related": ", ".join(view.related),
    }


def _not_told(view: CaseView) -> Iterator[str]:
    """Those who are off, and how each of them can be let in again."""
    for name in view.off:
        held = "held; " if name in view.unsure else ""
        yield f"{name} ({held}recuse {view.line.code} {name} off lets them in)"


def _retaliation(view: CaseView) -> str:
    if not view.retaliation:
        return ""
    cases = ", ".join(view.retaliation_with)
    return f"it may be, look at {cases}" if cases else "it may be, look at the other cases of these people"


# --- who


def _parties(parties: Iterable[Party], zone: ZoneInfo) -> Table:
    grid = new_grid()
    for party in parties:
        grid.add_row(Text(party.role), Text("\n".join(party_lines(party, zone))))
    return grid


def party_lines(party: Party, zone: ZoneInfo) -> Iterator[str]:
    ways = ", ".join(one_line(each) for each in party.ways)
    name = one_line(party.name)
    yield "  ".join(filter(None, (party.code, f"{name} <{ways}>" if name and ways else name or ways)))
    told = (
        f"consent {party.consent}" if party.consent else "",
        party.told,
        f"told nothing, as recorded {short(party.spared_at, zone)}" if party.spared_at else "",
        f"wrote to us {short(party.heard_at, zone)}" if party.heard_at else "",
    )
    if any(told):
        yield "; ".join(filter(None, told))
    yield from _elsewhere(party.elsewhere)


def _allowances(rows: Iterable[Allowance], zone: ZoneInfo) -> Table:
    table = new_table("who", "what", "to whom", "they say", "since")
    for row in rows:
        table.add_row(*(Text(each) for each in allowance_cells(row, zone)))
    return table


def allowance_cells(row: Allowance, zone: ZoneInfo) -> tuple[str, str, str, str, str]:
    until = f", withdrawn {short(row.withdrawn_at, zone)}" if row.withdrawn_at else ""
    said = f"{row.value}{'' if row.confirmed else ', as read, not confirmed'}: {one_line(row.source)}"
    who = row.role if row.role == "reporter" else _who(row.who, row.role)
    return who, row.item, row.to, said, f"{short(row.at, zone)}{until}"


def _elsewhere(parts: Sequence[Part]) -> Iterator[str]:
    """The latest of their other cases."""
    for part in parts[-MOST_PARTS:]:
        yield f"also {part.role} of {part.code} ({part.kind}, {part.stage})"
    if len(parts) > MOST_PARTS:
        yield f"and {len(parts) - MOST_PARTS} more before these: show --json has them"


# --- what was decided


def suspension_facts(record: Suspension, zone: ZoneInfo) -> dict[str, str]:
    return {
        "since": f"{full(record.since, zone)}{_by(record.by)}",
        "under": record.ground,
        "how it stands": _standing(record, zone),
        "in Slack": record.access,
        "reporter told": record.reporter,
        "may appeal from": "" if record.ended_at else full(record.appeal_from, zone),
    }


def _standing(record: Suspension, zone: ZoneInfo) -> str:
    if record.ended_at:
        return f"ended {full(record.ended_at, zone)}"
    if record.returns_at:
        return f"it ends: access returns {full(record.returns_at, zone)}"
    if record.kept_until:
        return f"kept until {full(record.kept_until, zone)}"
    return f"its review is owed by {full(record.review_at, zone)}"


def appeal_facts(appeal: Appeal, zone: ZoneInfo) -> dict[str, str]:
    against = f"the suspension of {appeal.account} in {appeal.complaint}" if appeal.complaint else ""
    return {
        "against": against,
        "suspended": f"{_on(appeal.suspended_at, zone)}{_by(appeal.suspended_by)}" if appeal.suspended_at else "",
        "written by": appeal.sender,
        "counts from": _on(appeal.opens_at, zone),
        "reasons": appeal.reasons,
        "may decide": ", ".join(appeal.deciders),
        "decision": _decision(appeal, zone),
    }


def _decision(appeal: Appeal, zone: ZoneInfo) -> str:
    if not appeal.outcome:
        return ""
    return f"{appeal.outcome} {_on(appeal.decided_at, zone)}{_by(appeal.decided_by)}"


def _context(context: Context, code: str, zone: ZoneInfo) -> list[RenderableType]:
    own = [_quoted(context.text)] if context.text else []
    return [heading("For the rules channel"), _grid(context_facts(context, code, zone)), *own]


def context_facts(context: Context, code: str, zone: ZoneInfo) -> dict[str, str]:
    return {
        "text": f"{'own words' if context.text else 'the fixed text'}{_by(context.by)}",
        "how it stands": _published(context, code, zone),
        "member's copy": context.member,
        "reporter's copy": context.reporter,
        "not before": "" if context.handed_at else _on(context.not_before, zone),
    }


def _published(context: Context, code: str, zone: ZoneInfo) -> str:
    if context.published_at:
        return f"published {full(context.published_at, zone)}"
    if context.handed_at:
        return f"let go {full(context.handed_at, zone)}; once it stands there: published {code}"
    return f"a draft; once both sides saw it: publish {code}"


def _consultation(consultation: Consultation, zone: ZoneInfo) -> list[RenderableType]:
    return [heading("Consultation"), _grid(consultation_facts(consultation, zone)), _quoted(consultation.text)]


def consultation_facts(consultation: Consultation, zone: ZoneInfo) -> dict[str, str]:
    return {
        "by": consultation.by,
        "result": f"{consultation.result}, since {_on(consultation.ended_at, zone)}" if consultation.result else "",
        "answers by": "" if consultation.result else full(consultation.until, zone),
        **{_asked(each): _reply(each, consultation.result, zone) for each in consultation.asked},
        "not asked" if consultation.result else "asked after that": ", ".join(map(_asked, consultation.waiting)),
    }


def _asked(each: Consulted) -> str:
    return each.role if each.role in {"", "reporter"} else _who(each.who, each.role)


def _reply(each: Consulted, result: str, zone: ZoneInfo) -> str:
    at = f", {short(each.at, zone)}" if each.at else ""
    return f"{each.reply}{'' if result or each.reply != 'no answer' else ' yet'}{at}"


# --- what happened, came and went


def _timeline(moments: Sequence[Moment], zone: ZoneInfo) -> Table:
    """The same thing again and again, a reminder above all, is one line."""
    grid = new_grid()
    for (what, who, say), same in groupby(moments, lambda each: (each.what, each.who, each.say)):
        first, *more = same
        again = f" ({len(more) + 1} times, the last {short(more[-1].at, zone)})" if more else ""
        by = f" ({one_line(who)})" if who else ""
        said = f": {harmless(say)}" if say else ""
        grid.add_row(Text(short(first.at, zone)), Text(f"{what}{by}{said}{again}"))
    return grid


def _message(message: MessageText, zone: ZoneInfo) -> list[RenderableType]:
    title = f"Message {message.number}, {short(message.at, zone)}, by {message.channel}"
    return [heading(title), _grid(message_facts(message)), _quoted(message.text)]


def message_facts(message: MessageText) -> dict[str, str]:
    standing = ", ".join(filter(None, (message.role, message.standing)))
    return {
        "from": f"{message.sender}{f' ({standing})' if standing else ''}",
        "subject": message.subject,
        "files": ", ".join(message.attachments),
    }


def _letters(letters: Sequence[LetterLine], zone: ZoneInfo) -> Table:
    """What was sent to administrators stands in one row for each kind of letter: there are many, and none is owed."""
    table = new_table("letter", "what", "to", "state", "when")
    for same in grouped(letters):
        letter, many = same[-1], len(same) > 1
        table.add_row(
            Text("" if many else letter.number, no_wrap=True),
            Text(f"{letter.name.replace('_', ' ')}{f' ({len(same)})' if many else ''}"),
            Text("administrators" if many else one_line(letter.to)),
            Text(letter_state(letter)),
            Text(f"{'last ' if many else ''}{short(letter.at, zone)}"),
        )
    return table


def letter_state(letter: LetterLine) -> str:
    why = letter.why or (f"{letter.marks} to confirm" if letter.marks else "")
    return f"{letter.state}: {why}" if why else letter.state


def grouped(letters: Iterable[LetterLine]) -> list[list[LetterLine]]:
    """In the order of the first of each."""
    groups: dict[tuple[str, str], list[LetterLine]] = {}
    for letter in letters:
        is_usual = letter.state == SENT and letter.reader == ADMINISTRATOR
        groups.setdefault((letter.name, "" if is_usual else letter.number), []).append(letter)
    return list(groups.values())

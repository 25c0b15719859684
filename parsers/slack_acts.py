"""What somebody did in Slack with a button, a form, a shortcut or the slash command -> an Act, or None.

Pure, and trusts no field's type: what is not exactly of its shape is nothing. A button's `value` and a form's
private_metadata say what is meant and prove nothing: they may be stolen or made up, and only the team and the member of
the one who pressed give a right, which is looked up elsewhere.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Final

from parsers.commands import Known
from parsers.slack_forms import FormName, clean, command_of
from parsers.slack_report import REPORT_FORM, Report, Shared, report_of, shared_of
from parsers.slack_shapes import (
    BLOCK,
    CHANNEL,
    CODE,
    IDENTIFIER,
    MEMBER,
    NUMBER,
    OPAQUE,
    PHRASE,
    TEAM,
    TS,
    Values,
    chosen,
    filled_in,
    from_json,
    is_of_team,
    mapping,
    shaped,
    text,
)
from parsers.terms import Word

VERSION: Final = 1
LONGEST_VALUE: Final = 2000  # of a button, by Slack
LONGEST_METADATA: Final = 3000  # of a view's private_metadata, by Slack
LONGEST_COMMAND: Final = 6000

FORM_PREFIX: Final = "form:"
CONFIRM_FORM: Final = "confirm"  # a read-back whose submission says its command
WHICH_FORM: Final = "which"  # which of several open cases a message belongs to
REPORT_SHORTCUTS: Final = frozenset({"report_message", "report"})
HAND_OVER_SHORTCUT: Final = "hand_over"


class Does(StrEnum):
    """What an act is. The first six are said and kept; the others only ask to be shown something."""

    COMMAND = "command"
    WORD = "word"
    MAIL = "mail"  # a word to go on by mail is asked for
    REPORT = "report"
    HAND_OVER = "hand over"
    ADD_TO = "add to"  # "which case?": this message belongs to that one
    OPEN = "open"  # one page of a case
    FORM = "form"  # an empty form of a case
    REPORT_FORM = "report form"
    WRONG = "wrong"  # a form that has to be handed back


SAID: Final = frozenset({Does.COMMAND, Does.WORD, Does.MAIL, Does.REPORT, Does.HAND_OVER, Does.ADD_TO})


@dataclass(frozen=True, slots=True)
class At:
    """The message that the button stood under."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One gesture. `origin` is the same for one gesture however often it is delivered, `button` for every press of one
    button. `block` is its row and `label` what stood on it. `trigger` opens a view within three seconds; `view` and
    `hash` are those of the view it was done in. `is_` is what the button's maker knew of the case. `extra` is what a
    form is about beside its case.
    """

    does: Does
    team: str
    member: str
    origin: str
    code: str = ""
    text: str = field(default="", repr=False)
    word: Word | None = None
    letter: str = ""
    form: str = ""
    page: str = ""
    is_: str = ""
    extra: str = field(default="", repr=False)
    report: Report | None = None
    shared: Shared | None = None
    problems: Mapping[str, str] = field(default_factory=dict)
    at: At | None = None
    block: str = ""
    button: str = ""
    label: str = field(default="", repr=False)
    trigger: str = field(default="", repr=False)
    view: str = ""
    hash: str = ""

    @property
    def is_said(self) -> bool:
        """Whether it changes something, and is kept before it is acknowledged."""
        return self.does in SAID


def stored(act: Act) -> dict[str, object]:
    """What is kept of an act that was said; `restored` reads it back."""
    at = asdict(act.at) if act.at else None
    match act.does:
        case Does.WORD:
            return {"act": "word", "word": str(act.word), "letter": act.letter, "code": act.code, "at": at}
        case Does.MAIL:
            return {"act": "word", "word": "MAIL", "letter": act.letter, "code": act.code, "at": at}
        case Does.REPORT if act.report:
            return {"act": "report", **act.report.as_json()}
        case Does.HAND_OVER if act.shared:
            return {"act": "hand over", "shared": asdict(act.shared)}
        case Does.ADD_TO:
            return {"act": "add to", "code": act.code, "at": at}
        case _:
            return {"act": "command", "text": act.text, "code": act.code, "letter": act.letter, "at": at}


def read_act(interaction: Mapping[str, object], known: Known) -> Act | None:
    """What was done, or None where it is nothing that we asked for."""
    who = _who(interaction)
    if who is None:
        return None
    match interaction.get("type"):
        case "block_actions":
            return _pressed(interaction, who)
        case "view_submission":
            return _submitted(interaction, who, known)
        case "message_action":
            return _handed(interaction, who)
        case "shortcut":
            return _called(interaction, who)
        case _:
            return _slash(interaction, who) if "command" in interaction else None


@dataclass(frozen=True, slots=True)
class _Who:
    team: str
    member: str
    trigger: str = field(repr=False)


def _who(interaction: Mapping[str, object]) -> _Who | None:
    """An interaction names the team in an object, a slash command in a field of its own. Nobody whom it names as a
    member of another team: Slack Connect brings guests.
    """
    team = text(mapping(interaction.get("team")).get("id")) or text(interaction.get("team_id"))
    member = text(mapping(interaction.get("user")).get("id")) or text(interaction.get("user_id"))
    if not TEAM.fullmatch(team) or not MEMBER.fullmatch(member):
        return None
    if not is_of_team(mapping(interaction.get("user")).get("team_id"), interaction):
        return None
    return _Who(team, member, shaped(interaction.get("trigger_id"), OPAQUE))


# --- buttons


def _pressed(interaction: Mapping[str, object], who: _Who) -> Act | None:
    actions = interaction.get("actions")
    action = mapping(actions[0]) if isinstance(actions, list) and len(actions) == 1 else {}
    means = _means(text(action.get("value")) or chosen(action.get("selected_option")))
    at = _at(interaction)
    stamp = shaped(action.get("action_ts"), TS)
    if means is None or not stamp:
        return None
    view = mapping(interaction.get("view"))
    place = f"{at.channel} {at.ts}" if at else shaped(view.get("id"), IDENTIFIER)
    return _meant(
        means,
        who,
        origin=f"slack act {who.team} {who.member} press {place} {stamp}",
        at=at,
        block=(block := shaped(action.get("block_id"), BLOCK)),
        button=f"{place} {block} {shaped(action.get('action_id'), BLOCK)}",
        label=text(mapping(action.get("text")).get("text"))[:80],
        view=shaped(view.get("id"), IDENTIFIER),
        hash=shaped(view.get("hash"), OPAQUE),
    )


def _meant(means: Mapping[str, object], who: _Who, **where: object) -> Act | None:
    """What a button's value says, each field of its own shape."""
    common = {"team": who.team, "member": who.member, "trigger": who.trigger, **where}
    common |= {"code": shaped(means.get("code"), CODE), "letter": shaped(means.get("letter"), IDENTIFIER)}
    common |= {"is_": shaped(means.get("is"), PHRASE)}
    match means.get("do"):
        case "word" if text(means.get("word")) in set(Word):
            return _act(common, does=Does.WORD, word=Word(text(means.get("word"))))
        case "command" if line := _command(means.get("text")):
            return _act(common, does=Does.COMMAND, text=line)
        case "open" if common["code"]:
            page = shaped(means.get("page"), NUMBER)
            return _act(common, does=Does.OPEN, page=page)
        case "form" if text(means.get("form")) in set(FormName):
            extra = shaped(means.get("extra"), IDENTIFIER)
            return _act(common, does=Does.FORM, form=text(means.get("form")), extra=extra)
        case "mail":
            return _act(common, does=Does.MAIL)
        case "add to" if common["code"]:
            return _act(common, does=Does.ADD_TO)
        case "report":
            return _act(common, does=Does.REPORT_FORM)
        case _:
            return None


def _act(common: Mapping[str, object], **more: object) -> Act:
    return Act(**{**common, **more})  # type: ignore[arg-type]  # each was shaped by whoever put it there


def _means(value: str) -> Mapping[str, object] | None:
    if not value or len(value) > LONGEST_VALUE:
        return None
    means = from_json(value)
    return means if means.get("v") == VERSION else None


def _command(found: object) -> str:
    """One line: a button says no words of a person."""
    line = text(found)
    return line if 0 < len(line) <= LONGEST_VALUE and line.isprintable() else ""


def _at(interaction: Mapping[str, object]) -> At | None:
    container = mapping(interaction.get("container"))
    channel, ts = shaped(container.get("channel_id"), CHANNEL), shaped(container.get("message_ts"), TS)
    return At(channel, ts) if channel and ts else None


# --- forms


def _submitted(interaction: Mapping[str, object], who: _Who, known: Known) -> Act | None:
    view = mapping(interaction.get("view"))
    name = text(view.get("callback_id"))
    metadata = text(view.get("private_metadata"))
    means = from_json(metadata) if len(metadata) <= LONGEST_METADATA else {}
    view_id, view_hash = shaped(view.get("id"), IDENTIFIER), shaped(view.get("hash"), OPAQUE)
    if not name.startswith(FORM_PREFIX) or means.get("v") != VERSION or not view_id:
        return None
    common: dict[str, object] = {
        "team": who.team,
        "member": who.member,
        "trigger": who.trigger,
        "origin": f"slack act {who.team} {who.member} form {view_id} {view_hash}".rstrip(),
        "code": shaped(means.get("code"), CODE),
        "letter": shaped(means.get("letter"), IDENTIFIER),
        "view": view_id,
        "hash": view_hash,
    }
    name = name.removeprefix(FORM_PREFIX)
    if name == REPORT_FORM:
        return _reported(report_of(filled_in(view), view, means), common)
    return _filled(name, means, filled_in(view), common, known)


def _reported(report: Report, common: Mapping[str, object]) -> Act:
    does = Does.WRONG if report.problems else Does.REPORT
    return _act(common, does=does, form=REPORT_FORM, report=report, problems=report.problems)


def _filled(
    name: str, means: Mapping[str, object], values: Values, common: Mapping[str, object], known: Known
) -> Act | None:
    if name == CONFIRM_FORM:
        said = text(means.get("text"))
        return _act(common, does=Does.COMMAND, text=said) if 0 < len(said) <= LONGEST_COMMAND else None
    if name == WHICH_FORM:
        code = shaped(values.get("which"), CODE)
        place = mapping(means.get("at"))
        at = At(shaped(place.get("channel"), CHANNEL), shaped(place.get("ts"), TS))
        return _act(common, does=Does.ADD_TO, code=code, at=at) if code and at.channel and at.ts else None
    if name not in set(FormName):
        return None
    written = command_of(FormName(name), str(common["code"]), values, known)
    if written.problems:
        return _act(common, does=Does.WRONG, form=name, problems=written.problems)
    return _act(common, does=Does.COMMAND, form=name, text=written.text)


# --- shortcuts and the slash command


def _handed(interaction: Mapping[str, object], who: _Who) -> Act | None:
    """A message shortcut: somebody shows us a message of any conversation that they can see."""
    shared = shared_of(interaction)
    if shared is None:
        return None
    stamp = shaped(interaction.get("action_ts"), TS) or who.trigger
    origin = f"slack act {who.team} {who.member} shown {shared.channel} {shared.ts} {stamp}"
    common: dict[str, object] = {"team": who.team, "member": who.member, "trigger": who.trigger, "origin": origin}
    match text(interaction.get("callback_id")):
        case "hand_over":
            return _act(common, does=Does.HAND_OVER, shared=shared)
        case name if name in REPORT_SHORTCUTS:
            return _act(common, does=Does.REPORT_FORM, shared=shared)
        case _:
            return None


def _called(interaction: Mapping[str, object], who: _Who) -> Act | None:
    if text(interaction.get("callback_id")) not in REPORT_SHORTCUTS:
        return None
    return Act(
        does=Does.REPORT_FORM,
        team=who.team,
        member=who.member,
        origin=f"slack act {who.team} {who.member} shortcut {who.trigger}",
        trigger=who.trigger,
    )


def _slash(interaction: Mapping[str, object], who: _Who) -> Act:
    """Without words it opens the form. With words it may be an administrator's command: whoever it is from, the words
    of anybody else are no report, for they can leak into the channel when the command fails.
    """
    said = clean(text(interaction.get("text")))
    common: dict[str, object] = {
        "team": who.team,
        "member": who.member,
        "trigger": who.trigger,
        "origin": f"slack act {who.team} {who.member} slash {who.trigger}",
    }
    return _act(common, does=Does.COMMAND, text=said, form="slash") if said else _act(common, does=Does.REPORT_FORM)

"""The forms of an administrator as modals: one table of what each asks and what happens when it is sent.

What a form says when it is filled in is `parsers.slack_forms`; the fields here are those that it reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from notifiers.slack_fields import FIELDS, About
from notifiers.slack_modals import modal
from notifiers.slack_pieces import LONGEST_TITLE, Block, Json, meaning, plain, section
from parsers.slack_acts import FORM_PREFIX
from parsers.slack_forms import FormName


@dataclass(frozen=True, slots=True)
class _Row:
    """A form: its title, what it does, its fields and what its button says."""

    title: str
    says: str
    fields: tuple[str, ...]
    submit: str = "Send"


def form_view(form: FormName, about: About) -> Block:
    row = FORMS[form]
    blocks = [section(row.says.format(code=about.code, undo=about.undo, zone=about.zone))]
    blocks += [made for name in row.fields if (made := FIELDS[name](about)) is not None]
    return modal(
        row.title,
        blocks,
        callback_id=f"{FORM_PREFIX}{form}",
        private_metadata=meaning({"code": about.code, "letter": about.letter}),
        submit=plain(row.submit, LONGEST_TITLE),
        close=plain("Go back", LONGEST_TITLE),
    )


def errors(view: Mapping[str, object], problems: Mapping[str, str]) -> dict[str, Json]:
    """The answer that hands a form back: each problem at its field, or at the first that there is."""
    blocks = view.get("blocks")
    asked = (
        [str(each.get("block_id")) for each in blocks if each.get("type") == "input"]
        if isinstance(blocks, list)
        else []
    )
    shown: dict[str, Json] = {}
    for name, problem in problems.items():
        shown[name if name in asked or not asked else asked[0]] = problem
    return {"response_action": "errors", "errors": shown}


UNDO: Final = "You see it before it leaves, and can stop it for {undo}."

FORMS: Final[Mapping[FormName, _Row]] = {
    FormName.ESTIMATE: _Row(
        "Give a date",
        "When does the reporter hear from you next? They are told this date, and are told too if we miss it.",
        ("day", "hour", "resolved_day"),
        "Promise it",
    ),
    FormName.ANSWERED: _Row(
        "I answered elsewhere",
        "How did you answer them? It stays on the record, and the clock stops.",
        ("how",),
        "Record it",
    ),
    FormName.REPLY: _Row("Write to the reporter", f"The reporter gets exactly these words. {UNDO}", ("words",), "Send"),
    FormName.ASK: _Row(
        "Ask the reporter", f"Leave it empty to ask once more for what is missing. {UNDO}", ("any_words",), "Ask"
    ),
    FormName.NOTE: _Row(
        "Keep a note", "Only those administrators who may see {code} can read it.", ("words",), "Keep it"
    ),
    FormName.PARTY: _Row(
        "Say who is who",
        "Who is somebody in {code}? Nobody is told of it but a reporter who was not known before.",
        ("members", "address", "role"),
        "Record it",
    ),
    FormName.CONSENT: _Row(
        "Record a consent",
        "What did somebody say about sharing, and where did they say it? Your words are kept as the source.",
        ("any_party", "said", "item", "to", "source"),
        "Record it",
    ),
    FormName.CORRECT: _Row(
        "Mend the reading",
        "What did the program read wrongly?",
        ("value",),
        "Mend it",
    ),
    FormName.TELL: _Row(
        "Tell somebody",
        f"Tell one party how it ended. Without words they get the fixed text. {UNDO}",
        ("party", "silence", "any_words"),
        "Send",
    ),
    FormName.CONSULT: _Row(
        "Ask about publishing",
        "May exactly these words stand in the channel? First the reporter is asked, then whoever it concerns.",
        ("words", "any_members"),
        "Ask them",
    ),
    FormName.SUSPEND: _Row(
        "Suspend",
        "Whose account is suspended until {code} is resolved? Your reason stays on the record; the member's letter has "
        "its own text.",
        ("any_party", "any_members", "address", "reason"),
        "Suspend",
    ),
    FormName.KEEP: _Row(
        "Keep a suspension",
        "The member is told until when, and how to appeal.",
        ("any_party", "day", "hour", "reason"),
        "Keep it",
    ),
    FormName.LIFT: _Row(
        "Lift a suspension",
        "The reporter hears of it before access returns.",
        ("any_party",),
        "Lift it",
    ),
    FormName.RESOLVE: _Row(
        "Resolve",
        f"What was looked at, what was decided, what changes for the reporter? They get exactly these words. {UNDO}",
        ("words",),
        "Resolve",
    ),
    FormName.CLOSE: _Row("Close", "{code} ends, and owes nothing more. You can open it again later.", (), "Close it"),
    FormName.UPHOLD: _Row(
        "Uphold", f"The suspension stands. The member gets these words. {UNDO}", ("words",), "Uphold"
    ),
    FormName.OVERTURN: _Row(
        "Overturn",
        f"The suspension ends. The reporter hears of it before access returns. The member gets these words. {UNDO}",
        ("words",),
        "Overturn",
    ),
    FormName.PUBLISH: _Row(
        "Text for the channel",
        "Without words it is the fixed text. Your own words are shown to both sides first, and wait for a second "
        "administrator where there is one.",
        ("any_words",),
        "Go on",
    ),
    FormName.ASSIGN: _Row("Assign", "Who is responsible for {code} from now on?", ("administrator",), "Assign"),
    FormName.RECUSE: _Row(
        "Take somebody off",
        "They see nothing of {code} from now on, and are told nothing.",
        ("administrator", "off"),
        "Do it",
    ),
    FormName.LINK: _Row(
        "Whose suspension",
        "Whose suspension is the appeal {code} about?",
        ("any_party", "any_members", "address"),
        "Link",
    ),
    FormName.AWAY: _Row(
        "I am away",
        "Reminders go to your deputy until then. Danger still reaches you.",
        ("day", "hour", "deputy"),
        "I am away",
    ),
}
"""Every form, once. A field here is a name of FIELDS."""

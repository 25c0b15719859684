"""The fields of an administrator's forms, each by its name: what is asked, in plain words, and with which element.

Pure. A field that has nothing to offer (a menu of parties where there are none) is left out of its form.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from notifiers.slack_pieces import MOST_OPTIONS, Block, Json, label, option, plain
from parsers.slack_forms import LONGEST_WORDS, MOST_PEOPLE, Field

LONGEST_NAME: Final = 75  # of an option, by Slack; a longer name is typed as a command


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a form is opened with: the case, its parties (code, and who that is), the administrators by name, the zone
    in which a time is meant, and how long words wait before they leave.
    """

    code: str = ""
    parties: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    administrators: tuple[str, ...] = field(default=(), repr=False)
    zone: str = "UTC"
    undo: str = "2 minutes"
    letter: str = ""


def _asked(name: Field, text: str, element: Block, hint: str = "") -> Block:
    made: Block = {"type": "input", "block_id": str(name), "label": label(text, 150)}
    made["element"] = {**element, "action_id": "value"}
    return {**made, "hint": plain(hint, 500)} if hint else made


def _optional(block: Block) -> Block:
    return {**block, "optional": True}


def _words(text: str, hint: str = "") -> Callable[[About], Block]:
    element: Block = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST_WORDS}
    return lambda _about: _asked(Field.WORDS, text, element, hint)


def _menu(options: list[Json], placeholder: str = "Choose") -> Block:
    return {"type": "static_select", "options": options[:MOST_OPTIONS], "placeholder": plain(placeholder, 75)}


def _choices(*rows: tuple[str, str]) -> list[Json]:
    return [option(text, value) for value, text in rows]


def _members(text: str) -> Block:
    element: Block = {"type": "multi_users_select", "max_selected_items": MOST_PEOPLE}
    return _asked(Field.MEMBERS, text, {**element, "placeholder": plain("Search a name", 75)})


def _party(about: About) -> Block | None:
    options = _choices(*about.parties)
    return _asked(Field.PARTY, "Who", _menu(options)) if options else None


def _any_party(about: About) -> Block | None:
    made = _party(about)
    return _optional(made) if made else None


def _administrators(about: About, text: str) -> Block | None:
    options = _choices(*((name, name) for name in about.administrators if len(name) <= LONGEST_NAME))
    return _asked(Field.ADMINISTRATOR, text, _menu(options)) if options else None


def _deputy(about: About) -> Block | None:
    made = _administrators(about, "Your deputy")
    return _optional(made) if made else None


def _radio(*rows: tuple[str, str]) -> Block:
    return {"type": "radio_buttons", "options": _choices(*rows)}


def _to(about: About) -> Block:
    parties = ((code, f"Only to {who}") for code, who in about.parties)
    menu = _menu(
        _choices(("all", "Those whom the case concerns"), ("channel", "All members, in the channel"), *parties)
    )
    return _optional(_asked(Field.TO, "To whom may it be told?", menu))


MENDED: Final = (
    ("path complaint", "It is a complaint"),
    ("path concern", "It is a concern"),
    ("path undecided", "It is not decided whether complaint or concern"),
    ("kind question", "It is a question"),
    ("kind appeal", "It is an appeal"),
    ("danger yes", "It speaks of danger"),
    ("danger no", "It does not speak of danger"),
    ("nature given", "It is said what happened"),
    ("nature missing", "It is not said what happened"),
    ("involved given", "It is said who was involved"),
    ("involved missing", "It is not said who was involved"),
    ("material given", "There is something that shows it"),
    ("material missing", "Nothing yet shows it"),
    ("privacy given", "It is said what may be shared"),
    ("privacy missing", "It is not said what may be shared"),
    ("outcome violation", "Outcome: a violation"),
    ("outcome none", "Outcome: none found"),
    ("outcome unclear", "Outcome: unclear"),
    ("outcome out-of-scope", "Outcome: out of scope"),
    ("outcome settled", "Outcome: settled between them"),
    ("outcome bad-faith", "Outcome: reported in bad faith"),
)

FIELDS: Final[Mapping[str, Callable[[About], Block | None]]] = {
    "day": lambda _about: _asked(Field.DAY, "Day", {"type": "datepicker"}),
    "hour": lambda about: _optional(
        _asked(
            Field.HOUR,
            "Time",
            {"type": "timepicker", "initial_time": "17:00"},
            f"In the zone {about.zone}, whatever yours is.",
        )
    ),
    "resolved_day": lambda _about: _optional(
        _asked(
            Field.RESOLVED_DAY,
            "Hoped to be done by",
            {"type": "datepicker"},
            "A hope, not a promise. They are told so.",
        )
    ),
    "words": _words("Your words"),
    "any_words": lambda about: _optional(_words("Your words")(about)),
    "how": _words("How", "For example: by telephone, today."),
    "reason": _words("Because", "Only administrators read it."),
    "source": _words("What they said, and where", "For example: they wrote it in their second mail."),
    "members": lambda _about: _optional(_members("A member")),
    "any_members": lambda _about: _optional(_members("Members")),
    "address": lambda _about: _optional(
        _asked(Field.ADDRESS, "Or a mail address", {"type": "plain_text_input", "max_length": 250})
    ),
    "role": lambda _about: _asked(
        Field.ROLE,
        "They are",
        _radio(
            ("target", "whom it was done to"),
            ("respondent", "whose conduct is reported"),
            ("witness", "a witness"),
            ("reporter", "who reported it"),
        ),
    ),
    "said": lambda _about: _asked(
        Field.SAID,
        "They said",
        _radio(("granted", "yes"), ("conditional", "yes, on a condition"), ("refused", "no")),
    ),
    "item": lambda _about: _optional(
        _asked(Field.ITEM, "What may be told?", _radio(("words", "what they wrote"), ("identity", "who they are")))
    ),
    "to": _to,
    "party": _party,
    "any_party": _any_party,
    "value": lambda _about: _asked(Field.VALUE, "What is right", _menu(_choices(*MENDED))),
    "silence": lambda _about: _optional(
        _asked(
            Field.SILENCE,
            "Or nothing",
            {"type": "checkboxes", "options": _choices(("nothing", "They are told nothing; my words say why"))},
        )
    ),
    "administrator": lambda about: _administrators(about, "Administrator"),
    "off": lambda _about: _optional(
        _asked(Field.OFF, "Or back", {"type": "checkboxes", "options": _choices(("off", "Let them in again"))})
    ),
    "deputy": _deputy,
}

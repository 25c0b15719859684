"""The bricks of a Slack message, a modal and a Home: JSON within Slack's limits, and nothing that Slack would parse.

Everything that a person wrote stands in plain_text (without emoji names) or in the text elements of rich_text.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from notifiers.slack_escape import one_line, pieces

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"
Block: TypeAlias = dict[str, "Json"]

MOST_BLOCKS: Final = 50  # of a message
MOST_BLOCKS_OF_A_VIEW: Final = 100
LONGEST_TEXT: Final = 3000  # of a section and of an input
LONGEST_CONTEXT: Final = 2000
LONGEST_HEADER: Final = 150
LONGEST_LABEL: Final = 75  # of a button and of an option
LONGEST_INPUT_LABEL: Final = 2000
LONGEST_VALUE: Final = 2000  # of a button
LONGEST_OPTION_VALUE: Final = 150
LONGEST_TITLE: Final = 24  # of a view, and of its two buttons
LONGEST_ID: Final = 255
LONGEST_METADATA: Final = 3000
MOST_OPTIONS: Final = 100
MOST_BUTTONS: Final = 25  # of an actions block
VERSION: Final = 1


def plain(text: str, most: int = LONGEST_TEXT) -> Block:
    return {"type": "plain_text", "text": text[:most] or " ", "emoji": False}


def label(text: str, most: int = LONGEST_LABEL) -> Block:
    return plain(one_line(text, most), most)


def header(text: str) -> Block:
    return {"type": "header", "text": label(text, LONGEST_HEADER)}


def section(text: str, block_id: str = "") -> Block:
    return _named({"type": "section", "text": plain(text)}, block_id)


def sections(text: str) -> list[Block]:
    """All of a text, however long."""
    return [section(part) for part in pieces(text, LONGEST_TEXT)]


def context(text: str, block_id: str = "") -> Block:
    """Small and grey."""
    return _named({"type": "context", "elements": [plain(text, LONGEST_CONTEXT)]}, block_id)


def divider() -> Block:
    return {"type": "divider"}


def words(text: str, *, bold: bool = False) -> Block:
    """A text element of rich_text."""
    return {"type": "text", "text": text, **({"style": {"bold": True}} if bold else {})}


def rich(*elements: Block, block_id: str = "") -> Block:
    return _named({"type": "rich_text", "elements": list(elements)}, block_id)


def line(*elements: Block) -> Block:
    return {"type": "rich_text_section", "elements": list(elements)}


def facts(rows: Sequence[tuple[str, str]]) -> list[Block]:
    """'Owed: the next word', a line each, the name in bold; split where they are many."""
    shown = [(name, value) for name, value in rows if value]
    return [
        rich(*(line(words(f"{name}: ", bold=True), words(part)) for name, part in _parts(shown[at : at + 10])))
        for at in range(0, len(shown), 10)
    ]


def _parts(rows: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, f"{one_line(value, LONGEST_TEXT - 100)}\n") for name, value in rows]


def button(text: str, means: Mapping[str, Json], action_id: str, **more: Json) -> Block:
    return {
        "type": "button",
        "text": label(text),
        "action_id": action_id[:LONGEST_ID],
        "value": meaning(means),
        **more,
    }


def actions(block_id: str, buttons: Sequence[Block]) -> Block:
    return _named({"type": "actions", "elements": list(buttons[:MOST_BUTTONS])}, block_id)


def confirm(title: str, text: str, yes: str, no: str = "No, go back") -> Block:
    """The question that Slack asks before a button counts; the lengths are Slack's own."""
    return {"title": label(title, 100), "text": plain(text, 300), "confirm": label(yes, 30), "deny": label(no, 30)}


def meaning(means: Mapping[str, Json]) -> str:
    """What a button or a view carries for `parsers.slack_acts`; it proves nothing."""
    said = {key: value for key, value in means.items() if value is not None and value != ""}
    return json.dumps({"v": VERSION, **said}, separators=(",", ":"), ensure_ascii=False)


def in_utf16(text: str) -> int:
    """Slack does not say what it counts; in UTF-16 nothing counts less."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def option(text: str, value: str) -> Block:
    return {"text": label(text), "value": value[:LONGEST_OPTION_VALUE]}


def _named(block: Block, block_id: str) -> Block:
    return {**block, "block_id": block_id[:LONGEST_ID]} if block_id else block

"""A rendered letter as the blocks of a Slack message: the same words as by mail, and below them what can be pressed.

Pure. No word of it is parsed by Slack, and no text is too long: what does not fit is cut at a sentence, and said.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from notifiers.plain import unfolded
from notifiers.render import Rendered
from notifiers.slack_buttons import OTHERS, Button, block_of
from notifiers.slack_escape import cut, pieces
from notifiers.slack_pieces import (
    LONGEST_TEXT,
    MOST_BLOCKS,
    Block,
    Json,
    actions,
    context,
    line,
    rich,
    words,
)
from parsers.slack_shapes import from_json, mapping
from parsers.slack_shapes import text as as_text

LONGEST_LETTER: Final = 30_000  # characters; Slack cuts silently at 40,000
MOST_PARAGRAPHS: Final = 24  # a block each; what is more goes together, and leaves room for what is split
FOOTER: Final = "\n--\n"
LONGEST_FOOTER: Final = 1_000
CUT: Final = "The text is too long for Slack and ends here. Answer this message, and you get the rest."
MARKER: Final = "o:"  # the first block's id: by it a letter is found again in Slack's history (design 9.4)
PRESSED: Final = "p:"
STAYS: Final = frozenset({"open", "form", "report"})  # what shows something and changes nothing can be pressed again


def letter_blocks(rendered: Rendered, letter_id: str, buttons: Sequence[Button]) -> list[Block]:
    """At most 50, whatever the text; the first carries the marker."""
    body, footer = _parted(unfolded(rendered.text).strip("\n"))
    short = cut(body, LONGEST_LETTER)
    shown = [*_paragraphs(short), *([context(CUT)] if short != body else [])]
    shown[0]["block_id"] = f"{MARKER}{letter_id}"
    below = [*button_blocks(buttons, letter_id), *([context(footer.strip("\n"))] if footer else [])]
    return [*shown[: MOST_BLOCKS - len(below)], *below]


def _parted(letter: str) -> tuple[str, str]:
    """The words and the footer. The last mark counts, and what is too long to be a footer is none: people write such
    lines too, and nothing of theirs may be lost.
    """
    body, mark, footer = letter.rpartition(FOOTER)
    return (body, footer) if mark and len(footer) <= LONGEST_FOOTER else (letter, "")


def publication_blocks(text: str, letter_id: str) -> list[Block]:
    """Words for all members, as they were agreed on."""
    blocks = _paragraphs(cut(text.strip(), LONGEST_LETTER))
    blocks[0]["block_id"] = f"{MARKER}{letter_id}"
    return blocks


def button_blocks(buttons: Sequence[Button], letter_id: str) -> list[Block]:
    """One row of buttons for each question; on a phone they stand below each other. What answers no question has a row
    for each, so that what is pressed takes nothing else away.
    """
    blocks: list[Block] = []
    before = ""
    for place, (group, row) in enumerate(_rows(buttons)):
        heading = [rich(line(words(group, bold=True)))] if group and group != before else []
        shown = [block_of(each, f"act:{place}:{number}") for number, each in enumerate(row)]
        blocks += [*heading, actions(f"b:{letter_id}:{place}", shown)]
        before = group
    return blocks


def _rows(buttons: Sequence[Button]) -> Iterator[tuple[str, list[Button]]]:
    for group, some in groupby(buttons, key=lambda each: each.group):
        row = list(some)
        yield from ((group, [each]) for each in row) if group == OTHERS else ((group, row),)


def pressed(blocks: Sequence[Mapping[str, Json]], block_id: str, said: str) -> list[Block]:
    """The message after a button of the row `block_id` was pressed: the row is grey and says what was said and when.

    What only shows something stays. Slack asks for new block_ids in a message that is updated.
    """
    after: list[Block] = []
    for block in blocks:
        if block.get("block_id") != block_id or block.get("type") != "actions":
            after.append(dict(block))
            continue
        stay = [each for each in _elements(block) if _means(each) in STAYS]
        after += [actions(f"{block_id}'", stay)] if stay else []
        after.append(context(said, f"{PRESSED}{block_id}"))
    return after[:MOST_BLOCKS]


def _elements(block: Mapping[str, Json]) -> list[Block]:
    found = block.get("elements")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _means(element: Mapping[str, Json]) -> str:
    return as_text(mapping(from_json(as_text(element.get("value")))).get("do"))


def _paragraphs(body: str) -> list[Block]:
    """A block for each, so that there is air between them; of a very long text several go together."""
    parts = [part.strip("\n") for part in body.split("\n\n")]
    while len(parts) > MOST_PARAGRAPHS:
        parts = [*("\n\n".join(parts[at : at + 2]) for at in range(0, len(parts), 2))]
    blocks = [rich(*_runs(piece)) for part in parts if part for piece in pieces(part, LONGEST_TEXT)]
    return blocks or [rich(line(words(" ")))]


def _runs(paragraph: str) -> Iterator[Block]:
    """Lists, quotations and lines to copy as Slack draws them; everything else as it stands."""
    for kind, lines in groupby(paragraph.split("\n"), key=_kind):
        yield _run(kind, list(lines))


def _kind(one: str) -> str:
    return next((mark for mark in ("- ", "> ", "  ") if one.startswith(mark)), "> " if one == ">" else "")


def _run(kind: str, lines: list[str]) -> Block:
    bare = [one.removeprefix(kind) if kind != "> " else one.removeprefix(">").removeprefix(" ") for one in lines]
    match kind:
        case "- ":
            return {"type": "rich_text_list", "style": "bullet", "elements": [line(words(one or " ")) for one in bare]}
        case "> ":
            return {"type": "rich_text_quote", "elements": [words("\n".join(bare) or " ")]}
        case "  ":
            return {"type": "rich_text_preformatted", "elements": [words("\n".join(bare) or " ")]}
        case _:
            return line(words("\n".join(bare) or " "))

"""The report form: short, in plain words, and all of it optional; an empty one is handed back. Pure.

The emergency line stands first where one is configured. That others may be asked 'without names' (P15) is said here, on
the first screen, and never in an answer to a complaint.
"""

from typing import Final

from notifiers.slack_escape import one_line
from notifiers.slack_modals import modal
from notifiers.slack_pieces import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    Block,
    Json,
    label,
    meaning,
    option,
    plain,
    rich,
    section,
)
from notifiers.slack_pieces import line as row
from notifiers.slack_pieces import words as run
from parsers.slack_acts import FORM_PREFIX
from parsers.slack_forms import LONGEST_WORDS
from parsers.slack_report import LONGEST_SHARED, REPORT_FORM, SHARED_BLOCK, Shared

TITLE: Final = "Tell us"
WHO_READS: Final = "Only the administrators read it. We share nothing without your word."
PEACEFUL: Final = "If you only want to ask the others, you can do that in {channel}, without names."
PATHS: Final = (
    ("complaint", "Please look into it", "a formal complaint"),
    ("concern", "Only to let you know", "a concern; there may be no action"),
    ("undecided", "You decide", "we ask you, if it matters"),
    ("question", "I have a question", ""),
)
PRIVACIES: Final = (
    ("ask first", "Ask me before you share anything", ""),
    ("private", "Share nothing", ""),
    ("share", "Share what the process needs", ""),
)


def report_view(
    *, emergency: str = "", rules_channel: str = "", readers: str = "", shared: Shared | None = None
) -> Block:
    """`readers` says who reads it, where that is not the usual sentence; `shared` is the message that was shown."""
    top = [rich(row(run(emergency, bold=True)))] if emergency else []
    top.append(section(f"{readers or WHO_READS} A few words are enough."))
    peaceful = [section(PEACEFUL.format(channel=rules_channel))] if rules_channel and shared is None else []
    return modal(
        TITLE,
        [*top, *peaceful, *_quoted(shared), *_questions(shared)],
        callback_id=f"{FORM_PREFIX}{REPORT_FORM}",
        private_metadata=meaning({"shared": _kept(shared)}),
        submit=plain("Send", LONGEST_TITLE),
        close=plain("Not now", LONGEST_TITLE),
    )


def _kept(shared: Shared | None) -> Json:
    """All but the text, which comes back in the blocks."""
    if shared is None:
        return None
    kept: dict[str, Json] = {"author": shared.author, "channel": shared.channel, "ts": shared.ts}
    return {**kept, "permalink": shared.permalink[:500], "length": len(shared.text[:LONGEST_SHARED])}


def _quoted(shared: Shared | None) -> list[Block]:
    if shared is None:
        return []
    text = shared.text[:LONGEST_SHARED]
    parts = [text[at : at + LONGEST_TEXT] for at in range(0, len(text), LONGEST_TEXT)]
    quoted = [section(part, f"{SHARED_BLOCK}{place}") for place, part in enumerate(parts) if part.strip()]
    return [rich(row(run("You show us this message:", bold=True))), *quoted]


def _questions(shared: Shared | None) -> list[Block]:
    """In the order of the process (P2), what somebody came to say first. None is a must: whoever would rather talk need
    not write a word.
    """
    what = "Do you want to add anything?" if shared else "What happened, or what do you want to ask?"
    return [
        _input("nature", what, _text(LONGEST_WORDS)),
        _input("who", "Who was involved?", _text(LONGEST_WORDS), hint="Names, or @names."),
        _input("material", "Is there anything that shows it?", _text(LONGEST_WORDS), hint="A link or a few words."),
        _input("path", "What should we do?", _radio(PATHS, 2)),
        _input("privacy", "What may we share?", _radio(PRIVACIES, 0)),
        _input("talk", "Or talk", {"type": "checkboxes", "options": [option("I would rather talk", "talk")]}),
    ]


def _input(name: str, text: str, element: Block, hint: str = "") -> Block:
    made: Block = {"type": "input", "block_id": name, "label": label(text, 150), "optional": True}
    made["element"] = {**element, "action_id": "value"}
    return {**made, "hint": plain(hint, 500)} if hint else made


def _text(most: int) -> Block:
    return {"type": "plain_text_input", "multiline": True, "max_length": most}


def _radio(rows: tuple[tuple[str, str, str], ...], first: int) -> Block:
    """The careful answer is chosen already: a form that is only sent decides nothing for its sender."""
    options: list[Json] = [_described(value, text, more) for value, text, more in rows]
    return {"type": "radio_buttons", "options": options, "initial_option": options[first]}


def _described(value: str, text: str, more: str) -> Block:
    return {**option(text, value), "description": plain(one_line(more, 75), 75)} if more else option(text, value)

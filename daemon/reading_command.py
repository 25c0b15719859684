"""`conductd read`: files -> what the parsers make of them, one object a file. It reads, and decides and stores nothing.

The fields are those of the corpus label and a few beside them; a file that cannot be read is an object too, with the
reason and nothing else.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from parsers.email import read_email
from parsers.fields import Why
from parsers.message import Message, Unreadable
from parsers.reading import Context, Reading, read
from parsers.slack import read_slack

LARGEST = 64 * 1024 * 1024
_FIELDS = (
    "kind",
    "first_kind",
    "missing",
    "involved",
    "consent",
    "links",
    "attachments",
    "justified",
    "names_admin",
    "urgent",
    "words",
    "why",
    "text",
)


def readings(paths: Sequence[Path], context: Context) -> Iterator[dict[str, object]]:
    """One object for each path, in order; never an exception for what a file holds."""
    for path in paths:
        yield {"file": str(path), **_read_file(path, context)}


def _read_file(path: Path, context: Context) -> dict[str, object]:
    try:
        message = _message(path)
    except Unreadable as problem:
        return _nothing(problem.reason)
    except OSError as problem:
        return _nothing(problem.strerror or "cannot be opened")
    return {**_shown(read(message, context)), "error": None}


def _message(path: Path) -> Message:
    if path.stat().st_size > LARGEST:
        raise Unreadable("too large")
    raw = path.read_bytes()
    return read_slack(_event(raw)) if path.suffix.lower() == ".json" else read_email(raw)


def _event(raw: bytes) -> dict[str, object]:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise Unreadable("not JSON") from None
    if not isinstance(found, dict):
        raise Unreadable("not a message event")
    return found


def _shown(reading: Reading) -> dict[str, object]:
    return {
        "kind": reading.kind,
        "first_kind": reading.first_kind,
        "missing": list(reading.missing),
        "involved": list(reading.involved),
        "consent": reading.consent,
        "links": list(reading.links),
        "attachments": [each.name for each in reading.attachments],
        "justified": reading.justified,
        "names_admin": reading.names_admin,
        "urgent": reading.urgent,
        "words": list(reading.words),
        "why": {each.name: _because(reading, each) for each in reading.why},
        "text": reading.text,
    }


def _because(reading: Reading, why: Why) -> dict[str, object]:
    """How sure a field is, and the words that led to it, with their places in the text."""
    return {
        "sure": round(why.sure, 4),
        "words": [reading.text[start:end] for start, end in why.spans],
        "spans": [list(span) for span in why.spans],
    }


def _nothing(reason: str) -> dict[str, object]:
    return {**dict.fromkeys(_FIELDS), "error": reason}

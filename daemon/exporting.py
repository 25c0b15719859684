"""One case whole, as a zip for the administrator who acts: what `show` tells, a page for people, the mails themselves.

It shows what they may see and no more (P14); the file is private, and never takes another's place.
"""

import json
import os
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from pathlib import Path

from rich.console import Console

from daemon import tables
from daemon.process.events import NotAllowed
from daemon.sight import Sight
from daemon.store.values import Kept, KeptMessage
from daemon.views import CaseView, View

WIDTH = 100


@dataclass(frozen=True, slots=True)
class Mail:
    """A message as it came, by its number; where it names a case that the reader may not know of, only its words."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported(View):
    code: str
    file: str
    messages: int
    without_bytes: int


def mails(sight: Sight, kept: Kept) -> tuple[Mail, ...]:
    found = (_mail(sight, each) for each in sight.unit.messages.of(kept.id) if each.inbox_id)
    return tuple(each for each in found if each)


def _mail(sight: Sight, message: KeptMessage) -> Mail | None:
    row = sight.unit.inbox.by_id(message.inbox_id or "")
    words = f"{message.subject}\n\n{message.text}"
    if sight.without_hidden(words) != words:  # its bytes may say so in ways that nobody masks (base64)
        return Mail(f"{row.short}.txt", sight.without_hidden(words).encode("utf-8", "replace"))
    masked = sight.without_hidden(row.raw.decode("latin-1"))
    return Mail(f"{row.short}.eml", masked.encode("latin-1")) if row.raw else None


def write(file: Path, view: CaseView, found: tuple[Mail, ...], now: datetime) -> Exported:
    """Raises NotAllowed where the file is there already, OSError where it cannot be written; nothing half stays."""
    try:
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise NotAllowed(f"{file} exists already: name another file") from None
    try:
        with os.fdopen(descriptor, "wb") as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("case.json", json.dumps(view.as_json(), ensure_ascii=False, indent=2))
            archive.writestr("timeline.txt", page(view, now))
            for each in found:
                archive.writestr(f"messages/{each.name}", each.content)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    texts = sum(not each.name.endswith(".eml") for each in found)
    return Exported(code=view.line.code, file=str(file), messages=len(view.messages), without_bytes=texts)


def page(view: CaseView, now: datetime) -> str:
    """What `show` prints."""
    out = StringIO()
    Console(file=out, width=WIDTH, highlight=False, emoji=False, markup=False).print(tables.show(view, now))
    return out.getvalue()

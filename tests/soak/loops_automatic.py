"""What programs write against what people write: is it answered, is a person's mail taken for a program's?

Half of each set is kept aside by the hash of its bytes. A figure is always that of the half that was kept aside; what
the other half holds may be looked at, and rules are made for it. Nothing of the collection of flufl.bounce is printed
or kept: it is other people's mail.
"""

import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from flufl.bounce import all_failures

from daemon.reception import DOUBTFUL
from parsers.automatic import WORDED, automatic
from parsers.email import read_email
from parsers.message import Unreadable
from parsers.mime import parse
from parsers.reading import Context, read
from parsers.terms import MessageKind

DATA = Path(__file__).parents[1] / "data"
COMMUNITY = "admin@softskills.example"
# the source distribution, which has the mails that the library is tested with; fetched when the bench runs
PINNED = "flufl.bounce==6.0.0"
SHA256 = "a1df16b9d1877ae4536f7d76c00d8421fcefbe694f80f5285d05c45a2547b1bc"

TOLD = frozenset({MessageKind.COMPLAINT, MessageKind.CONCERN, MessageKind.REPORT, MessageKind.QUESTION})


@dataclass(frozen=True, slots=True)
class Figure:
    """Of one set: how many mails were kept aside and how many of those would be answered; the same of the other half.
    `names` are those of the half that may be looked at.
    """

    aside: int
    answered: int
    seen: int
    answered_of_seen: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """Of mails that people wrote: those that are recorded and seen by nobody, and those that a person looks at."""

    mails: int
    unseen: tuple[str, ...]
    set_aside: tuple[str, ...]


def is_aside(raw: bytes) -> bool:
    return hashlib.sha256(raw).digest()[0] % 2 == 1


def figure(mails: Mapping[str, bytes]) -> Figure:
    answered = {name: raw for name, raw in mails.items() if would_be_answered(raw)}
    aside = [raw for raw in mails.values() if is_aside(raw)]
    seen = tuple(name for name, raw in answered.items() if not is_aside(raw))
    return Figure(len(aside), len(answered) - len(seen), len(mails) - len(aside), len(seen), seen)


def would_be_answered(raw: bytes) -> bool:
    """It is taken for a person's, and there is somebody to answer."""
    try:
        message = read_email(raw)
    except Unreadable:
        return False
    return bool(message.sender) and not automatic(message, frozenset({COMMUNITY}))


def own_set() -> dict[str, bytes]:
    return {name: raw for path in sorted((DATA / "automatic").glob("*.txt")) for name, raw in _several(path)}


def _several(path: Path) -> Iterator[tuple[str, bytes]]:
    for each in path.read_text(encoding="utf-8").split("=== ")[1:]:
        name, _, mail = each.partition("\n")
        head, _, body = mail.partition("\n\n")
        typed = "" if "content-type:" in head.lower() else "\nContent-Type: text/plain; charset=utf-8"
        yield f"{path.stem}/{name}", f"{head}{typed}\n\n{body}".replace("\n", "\r\n").encode()


def corpus_set() -> dict[str, bytes]:
    """The automatic mails of the corpus, which the rules were made with: they are counted among those seen."""
    return {name: raw for name, raw, kind in _corpus() if kind == MessageKind.AUTOMATIC}


def _corpus() -> Iterator[tuple[str, bytes, str]]:
    labels = json.loads((DATA / "corpus/labels.json").read_text(encoding="utf-8"))
    for path in sorted((DATA / "corpus/email").glob("*.eml")):
        yield path.stem, path.read_bytes(), labels[path.stem]["kind"]


def collection() -> dict[str, bytes]:
    """The bounces in which the library finds an address; a few others show it what is none. Raises OSError."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "wanted"
        wanted.write_text(f"{PINNED} --hash=sha256:{SHA256}\n", encoding="utf-8")
        options = ["--no-deps", "--no-binary", ":all:", "--no-build-isolation", "--require-hashes", "--dest", folder]
        done = subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", *options, "-r", str(wanted)],
            capture_output=True, timeout=300, check=False,
        )  # fmt: skip
        found = list(Path(folder).glob("*.tar.gz"))
        if done.returncode or not found:
            raise OSError(f"{PINNED} could not be fetched")
        return {name: raw for name, raw in _members(found[0].read_bytes()) if any(all_failures(parse(raw)))}


def _members(archive: bytes) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        for each in opened.getmembers():
            if "/tests/data/" in each.name and each.name.endswith(".txt") and (file := opened.extractfile(each)):
                yield Path(each.name).stem, file.read()


QUOTED = """________________________________
From: The Administrators <admin@softskills.example>
Sent: Monday, 3 March 2025 10:00
To: you
Subject: A message from the administrators

Your message arrived. This note is automatic."""
# what clients, companies and small servers put around a person's words
AROUND: tuple[tuple[str, str], ...] = (
    ("Subject: Something that happened", ""),
    ("Subject: Please read\r\nX-Auto-Response-Suppress: All", ""),
    ("Subject: Report\r\nReturn-Path: <>", ""),
    ("Subject: Report\r\nList-Unsubscribe: <https://company.example/out>", "Company Ltd. To unsubscribe from our news write to us."),
    ("Subject: For you and the group\r\nList-Id: <g.example>\r\nList-Post: <mailto:g@g.example>\r\nCc: g@g.example", ""),
    ("Subject: Fwd: Undelivered Mail Returned to Sender", ""),
    ("Subject: Delivery failure notice", ""),
    ("Subject: Re: A message from the administrators [SSE-7K3F2]\r\nIn-Reply-To: <x@softskills.example>", QUOTED),
    ("Subject: Re: Automatic reply: hello", ""),
    ("Subject: Question\r\nAuto-Submitted: no\r\nPrecedence: normal", ""),
    ("Subject: Hello\r\nDisposition-Notification-To: me@people.example", ""),
    ("Subject: Urgent\r\nX-Priority: 1\r\nImportance: high", "This e-mail was checked automatically for viruses."),
    ("Subject: My report", 'He runs a bot that tells newcomers "this is an automated message" and then insults them.'),
    ("Subject: Out of patience", ""),
    ("Subject: Absence of moderation", "Sent from my phone"),
    ("Subject: Received your rules, and broke none", "The information in this mail is confidential. Please do not forward it."),
)  # fmt: skip
SENDERS = (
    "ana.meier@people.example", "postmaster@tiny.example", "info@studio.example", "support@oneman.example",
    "me+list@people.example", "notify.smith@people.example", "bounce.back@people.example",
)  # fmt: skip


def people(most: int = 240) -> dict[str, bytes]:
    """The corpus, and the texts that reading is learned from, each in another envelope."""
    mails = {name: raw for name, raw, kind in _corpus() if kind != MessageKind.AUTOMATIC}
    for number, (text, around, sender) in enumerate(zip(_texts(), cycle(AROUND), cycle(SENDERS), strict=False)):
        if len(mails) >= most:
            break
        head, below = around
        mails[f"text {number} from {sender} below {head.partition(chr(13))[0]}"] = (
            f"From: Ana <{sender}>\r\nTo: {COMMUNITY}\r\n{head}\r\nMessage-ID: <{number}@people.example>\r\n"
            f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n\r\n{below}\r\n"
        ).encode()
    return mails


def _texts() -> Iterator[str]:
    """Turn by turn from each file, so that every kind and language has its share."""
    files = [_of_file(path) for path in sorted((DATA / "reading").glob("*.jsonl"))]
    for several in zip(*files, strict=False):
        yield from several


def _of_file(path: Path) -> list[str]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    told = ["".join(piece if piece.endswith("\n") else f"{piece} " for piece, _ in row["said"]) for row in rows]
    return [text for text in told if len(text) > 60][:30]


def false_alarms(mails: Mapping[str, bytes]) -> FalseAlarms:
    taken = {name: raw for name, raw in mails.items() if automatic(read_email(raw), frozenset({COMMUNITY}))}
    seen = {name for name, raw in taken.items() if _is_seen(raw)}
    return FalseAlarms(len(mails), tuple(sorted(taken.keys() - seen)), tuple(sorted(seen)))


def _is_seen(raw: bytes) -> bool:
    """Whether somebody looks at it although it is taken for a program's."""
    reading = read(read_email(raw), Context(administrators=(), code_prefix="SSE"))
    told = reading.urgent or reading.first_kind in {*TOLD, MessageKind.APPEAL}
    return reading.automatic in WORDED or (reading.automatic in DOUBTFUL and told)

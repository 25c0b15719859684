"""How well the reader reads a file of labelled texts: figures, and a table of which kinds were taken for which."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from parsers import weighed
from parsers.abroad import language, moves_for
from parsers.acts import KINDS
from parsers.consent import bare_consent, consent
from parsers.email import read_email
from parsers.message import Channel, Message
from parsers.people import fold_name
from parsers.permission import permission
from parsers.reading import Context, Reading, read
from parsers.sentences import own_words, plain, sentences
from parsers.slack import read_slack
from parsers.terms import Consent
from parsers.tokens import tokens

CORPUS = Path(__file__).resolve().parents[1] / "data" / "corpus"
TEXTS = CORPUS / "texts"
FILES = ("reports", "languages", "hard", "appeals_questions_other", "consent")
REPORTS = frozenset({"complaint", "concern", "report"})
CONTEXT = Context(
    administrators=(("Jamison Dance", "@jamison", "U0JAMISON", "<@U0JAMISON>", "hi@jamison.dance"),),
    own_addresses=frozenset({"admin@softskills.example"}),
)
RANK = {"refused": 0, "unstated": 0, "conditional": 1, "granted": 2}
LOST = frozenset({"automatic", "other"})


@dataclass(slots=True)
class Figures:
    """Counts: of what was asked and right, of sets found, missed and too many, of kinds taken for others."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    hit: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    over_read: int = 0
    lost: int = 0
    times: list[float] = field(default_factory=list)

    def add(self, name: str, want: object, got: object) -> None:
        self.asked[name] += 1
        self.right[name] += want == got

    def sets(self, name: str, want: set[str], got: set[str]) -> None:
        self.hit[name] += len(want & got)
        self.missed[name] += len(want - got)
        self.extra[name] += len(got - want)

    def compare(self, label: dict[str, object], reading: Reading) -> None:
        kind = str(label["kind"])
        self.add("kind", kind, str(reading.kind))
        self.taken[kind, str(reading.kind)] += 1
        if kind in {*REPORTS, "appeal"}:
            self.lost += str(reading.kind) in LOST
        if kind in REPORTS:
            self.consent(label, str(reading.consent))
            self.add("missing exact", set(label.get("missing", [])), set(map(str, reading.missing)))  # type: ignore[call-overload]
            self.add("administrator named", bool(label.get("names_admin")), reading.names_admin)
            self.sets("involved", _folded(label.get("involved", [])), _folded(reading.involved))
            self.sets("urgent", {"x"} if label.get("urgent") else set(), {"x"} if reading.urgent else set())
        if kind == "appeal" and "justified" in label:
            self.add("justified", label["justified"], reading.justified)
        if "links" in label:
            self.sets("links", set(label["links"]), set(reading.links))  # type: ignore[call-overload]

    def share(self, name: str) -> float:
        return self.right[name] / self.asked[name]

    def consent(self, label: dict[str, object], got: str) -> None:
        want = str(label.get("consent", "unstated"))
        self.add("consent exact", want, got)
        self.over_read += RANK[got] > RANK[want]


def measured(name: str) -> Figures:
    """The reader as it is, on one file of texts: each is the body of a first message."""
    found = Figures()
    for line in (TEXTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        begun = time.perf_counter()
        if "kind" in label:
            reading = read(_message(label), CONTEXT)
            found.times.append(time.perf_counter() - begun)
            found.compare(label, reading)
        else:
            got, _ = answer_consent(label["text"], language(label["text"]))
            found.times.append(time.perf_counter() - begun)
            found.consent(label, str(got))
    return found


def of_messages() -> Figures:
    """The reader as it is, on the mails and Slack messages of the corpus."""
    found = Figures()
    for label, reading, took in messages():
        found.times.append(took)
        found.compare(label, reading)
    return found


def messages() -> Iterator[tuple[dict[str, object], Reading, float]]:
    """Label, reading and seconds of each."""
    labels = json.loads((CORPUS / "labels.json").read_text(encoding="utf-8"))
    paths = {path.stem: path for path in CORPUS.glob("*/*") if path.suffix in {".eml", ".json"}}
    for name, label in labels.items():
        raw = paths[Path(name).stem].read_bytes()
        message = read_email(raw) if raw[:1] != b"{" else read_slack(json.loads(raw))
        begun = time.perf_counter()
        reading = read(message, CONTEXT)
        yield label, reading, time.perf_counter() - begun


def answer_consent(text: str, language: str) -> tuple[Consent, float]:
    """What an answer to the question about privacy allows, and how sure."""
    bare = bare_consent(text)
    if bare is not None:
        return bare, 1.0
    said = plain(text)
    return weighed.consent(
        permission(tokens(text).words), lambda: consent(sentences(own_words(said)), said, moves_for(language))
    )


def _message(label: dict[str, object]) -> Message:
    channel = Channel(str(label["channel"]))
    sender = "U0SENDER" if channel is Channel.SLACK else "a@member.example"
    return Message(channel=channel, sender=sender, text=str(label["text"]))


def _folded(names: object) -> set[str]:
    return {fold_name(str(name)).strip(" .,;:") for name in names}  # type: ignore[attr-defined]


def shown(figures: Figures) -> Iterator[str]:
    for name in figures.asked:
        yield f"  {name:20} {figures.right[name] / figures.asked[name]:.3f}  of {figures.asked[name]}"
    for name in figures.hit.keys() | figures.missed.keys() | figures.extra.keys():
        hit, missed, extra = figures.hit[name], figures.missed[name], figures.extra[name]
        if hit + missed + extra:
            yield f"  {name:20} F1 {2 * hit / (2 * hit + missed + extra):.3f}  found {hit}, missed {missed}, extra {extra}"
    times = sorted(figures.times)
    yield f"  consent over-read {figures.over_read}, reports or appeals lost {figures.lost}"
    yield f"  {1000 * times[len(times) // 2]:.2f} ms median, {1000 * times[int(len(times) * 0.95)]:.2f} ms at 95 %"
    yield from _table(figures.taken)


def _table(taken: Counter[tuple[str, str]]) -> Iterator[str]:
    """Labelled kinds down, read ones across."""
    if taken:
        yield "  " + " " * 11 + "".join(f"{str(kind)[:9]:>10}" for kind in KINDS)
        for kind in KINDS:
            row = [taken[str(kind), str(read_as)] for read_as in KINDS]
            if sum(row):
                yield f"  {kind!s:11}" + "".join(f"{count or '.':>10}" for count in row)

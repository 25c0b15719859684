"""Figures of the reader on the labelled texts, a file each: `python tests/parsers/score_texts.py [NAME...]`.

The texts have no wire format, so each is read as the body of a first message. hard.jsonl and
appeals_questions_other.jsonl are kept aside: only their figures are looked at, never their misses.
"""

import json
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from parsers.about import moves_for
from parsers.abroad import language
from parsers.consent import consent
from parsers.message import Channel, Message
from parsers.reading import Context, Reading, read
from parsers.sentences import own_words, plain, sentences
from parsers.terms import Consent, MessageKind

TEXTS = Path(__file__).resolve().parents[1] / "data" / "corpus" / "texts"
FILES = ("reports", "consent", "languages", "hard", "appeals_questions_other")
CONTEXT = Context(
    administrators=(("Jamison Dance", "@jamison", "U0JAMISON", "<@U0JAMISON>", "hi@jamison.dance"),),
    own_addresses=frozenset({"admin@softskills.example"}),
)
REPORTS = {"complaint", "concern", "report"}
RANK = {"refused": 0, "unstated": 0, "conditional": 1, "granted": 2}


@dataclass(slots=True)
class Figures:
    """Counts of what was asked and what was right, and the two counts that must be zero."""

    right: dict[str, int] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    over_read: int = 0
    lost: int = 0
    times: list[float] = field(default_factory=list)

    def add(self, name: str, right: bool) -> None:
        self.asked[name] = self.asked.get(name, 0) + 1
        self.right[name] = self.right.get(name, 0) + right

    def share(self, name: str) -> float:
        return self.right.get(name, 0) / self.asked[name] if self.asked.get(name) else 1.0

    def f1(self, name: str) -> float:
        hit, miss, extra = (self.right.get(f"{name} {part}", 0) for part in ("hit", "miss", "extra"))
        return 2 * hit / (2 * hit + miss + extra) if hit + miss + extra else 1.0


def lines(name: str) -> Iterator[dict[str, object]]:
    for line in (TEXTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def message(label: dict[str, object]) -> Message:
    channel = Channel(str(label["channel"]))
    return Message(
        channel=channel, sender="U0SENDER" if channel is Channel.SLACK else "a@member.example", text=str(label["text"])
    )


def measured(name: str) -> Figures:
    figures = Figures()
    for label in lines(name):
        begun = time.perf_counter()
        if "kind" in label:
            _compare(figures, label, read(message(label), CONTEXT))
        else:
            _compare_consent(figures, label, str(answer_consent(str(label["text"]))))
        figures.times.append(time.perf_counter() - begun)
    return figures


def answer_consent(text: str) -> Consent:
    """What an answer to the privacy question alone permits."""
    return consent(sentences(own_words(plain(text))), plain(text), moves_for(language(text)))


def _compare(figures: Figures, label: dict[str, object], reading: Reading) -> None:
    kind = str(label["kind"])
    figures.add("kind", reading.kind == kind)
    figures.add(f"kind {kind}", reading.kind == kind)
    if kind in REPORTS | {"appeal"}:
        figures.lost += reading.kind in {MessageKind.AUTOMATIC, MessageKind.OTHER}
    if kind in REPORTS:
        _compare_consent(figures, label, str(reading.consent))
        figures.add("missing", set(map(str, reading.missing)) == set(label.get("missing", [])))  # type: ignore[call-overload]
        figures.add("names_admin", reading.names_admin == bool(label.get("names_admin")))
        _count(figures, "involved", _folded(label.get("involved", [])), _folded(reading.involved))
    if "urgent" in label:
        _count(figures, "urgent", {"x"} if label["urgent"] else set(), {"x"} if reading.urgent else set())
    if kind == "appeal" and "justified" in label and reading.first_kind is MessageKind.APPEAL:
        figures.add("justified", reading.justified == label["justified"])


def _compare_consent(figures: Figures, label: dict[str, object], got: str) -> None:
    want = str(label.get("consent", "unstated"))
    figures.add("consent", got == want)
    figures.over_read += RANK[got] > RANK[want]


def _count(figures: Figures, name: str, want: set[str], got: set[str]) -> None:
    for part, found in (("hit", want & got), ("miss", want - got), ("extra", got - want)):
        figures.right[f"{name} {part}"] = figures.right.get(f"{name} {part}", 0) + len(found)


def _folded(names: object) -> set[str]:
    bare = (re.sub(r"^<@|>$|^@", "", str(name).strip()).strip("<>@ .,;:") for name in names)  # type: ignore[attr-defined]
    return {" ".join(name.split()).casefold() for name in bare}


def _shown(figures: Figures) -> Iterator[str]:
    for name in sorted(figures.asked):
        yield f"  {name:18} {figures.share(name):.3f}  of {figures.asked[name]}"
    for name in ("involved", "urgent"):
        parts = [figures.right.get(f"{name} {part}", 0) for part in ("hit", "miss", "extra")]
        if sum(parts):
            yield f"  {name:18} F1 {figures.f1(name):.3f}  hit {parts[0]}, missed {parts[1]}, extra {parts[2]}"
    times = sorted(figures.times)
    yield f"  over-read {figures.over_read}, lost {figures.lost}"
    yield f"  {1000 * times[len(times) // 2]:.2f} ms median, {1000 * times[int(len(times) * 0.95)]:.2f} ms p95"


if __name__ == "__main__":
    for file in sys.argv[1:] or FILES:
        sys.stdout.write(f"{file}\n" + "\n".join(_shown(measured(file))) + "\n")

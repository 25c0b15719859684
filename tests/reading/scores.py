"""How well messages are read: `make read-scores`, or `python -m tests.reading.scores [FILE...]`.

Each file of tests/data/corpus/texts is kept aside in turn: the models are learned anew from all the others and from the
texts written for training, and the whole reader (`parsers.reading.read`, rules and models) reads the file. The rules
were written with reports, consent and languages in sight, and never with a look at a miss of the other two: so of the
first three only the models' part is kept aside, and docs/reading.md says so.
"""

import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from parsers import acts, linear, permission
from parsers.about import answer_consent
from parsers.abroad import language
from parsers.message import Channel, Message
from parsers.people import fold_name
from parsers.reading import Context, Reading, read
from tests.reading.texts import CORPUS, KEPT_ASIDE, REPORTS

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

    def consent(self, label: dict[str, object], got: str) -> None:
        want = str(label.get("consent", "unstated"))
        self.add("consent exact", want, got)
        self.over_read += RANK[got] > RANK[want]


def measured(name: str) -> Figures:
    """The reader as it is, on one file of texts: each is the body of a first message."""
    found = Figures()
    for line in (CORPUS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
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
        yield "  " + " " * 11 + "".join(f"{str(kind)[:9]:>10}" for kind in acts.KINDS)
        for kind in acts.KINDS:
            row = [taken[str(kind), str(read_as)] for read_as in acts.KINDS]
            if sum(row):
                yield f"  {kind!s:11}" + "".join(f"{count or '.':>10}" for count in row)


def kept_aside(names: list[str]) -> Iterator[tuple[str, Figures]]:
    from tests.reading.training import first_step, weights

    sys.stderr.write("learning what sentences do ...\n")
    trained, packaged = first_step(), linear.FOLDER
    for name in names:
        sys.stderr.write(f"learning without {name} ...\n")
        with tempfile.TemporaryDirectory() as folder:
            weights(trained, [name], Path(folder))
            _reads_with(Path(folder))
            yield name, measured(name)
    _reads_with(packaged)


def _reads_with(folder: Path) -> None:
    linear.FOLDER = folder
    acts.model.cache_clear()
    permission.model.cache_clear()


if __name__ == "__main__":
    for file, figures in kept_aside(sys.argv[1:] or list(KEPT_ASIDE)):
        sys.stdout.write(f"{file} (kept aside)\n" + "\n".join(shown(figures)) + "\n")
        sys.stdout.flush()

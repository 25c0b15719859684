"""How fast a message is read, and which file of the parsers takes the time: `python tests/bench/reading.py`.

It prints and proves nothing: times depend on the machine, so no test asserts them. Parsing of bytes is not counted. The
share of a file is its own time: what it calls in another file through `parsers.about` counts there.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from types import FunctionType

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from parsers import about
from parsers.email import read_email
from parsers.message import Channel, Message
from parsers.reading import Context, read
from parsers.slack import read_slack

CORPUS = Path(__file__).resolve().parents[1] / "data" / "corpus"
TEXTS = ("reports", "consent", "languages")
ROUNDS = 3  # the best of them counts: another program's turn is nobody's cost
CONTEXT = Context(
    administrators=(("Jamison Dance", "@jamison", "U0JAMISON", "<@U0JAMISON>", "hi@jamison.dance"),),
    own_addresses=frozenset({"admin@softskills.example"}),
)
LEAST_SHARE = 0.01


def messages() -> Iterator[Message]:
    for path in sorted(CORPUS.glob("email/*.eml")):
        yield read_email(path.read_bytes())
    for path in sorted(CORPUS.glob("slack/*.json")):
        yield read_slack(json.loads(path.read_bytes()))
    for name in TEXTS:
        for line in (CORPUS / "texts" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            label = json.loads(line)
            yield Message(channel=Channel(label.get("channel", "email")), sender="a@member.example", text=label["text"])


def milliseconds(message: Message) -> float:
    """The time on the processor of the best round."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time_ns()
        read(message, CONTEXT)
        taken.append(time.process_time_ns() - begun)
    return min(taken) / 1e6


class Shares:
    """Nanoseconds by file. A file that is entered stops the clock of the one that called it."""

    def __init__(self) -> None:
        self.taken: dict[str, int] = {}
        self._entered = ["about"]
        self._since = time.process_time_ns()

    def _turn(self) -> None:
        now = time.process_time_ns()
        self.taken[self._entered[-1]] = self.taken.get(self._entered[-1], 0) + now - self._since
        self._since = now

    def of(self, called: Callable[..., object]) -> Callable[..., object]:
        @wraps(called)
        def timed(*given: object) -> object:
            self._turn()
            self._entered.append(called.__module__.rpartition(".")[2])
            try:
                return called(*given)
            finally:
                self._turn()
                self._entered.pop()

        return timed


def shares(mails: list[Message]) -> dict[str, float]:
    """The part of the time by file, the largest first. From here on every reading is slower: it is watched."""
    counted = Shares()
    for name, found in vars(about).copy().items():
        if isinstance(found, FunctionType) and found.__module__ != about.__name__:
            setattr(about, name, counted.of(found))
    about.abroad.language = counted.of(about.abroad.language)
    for message in mails:
        read(message, CONTEXT)
    whole = sum(counted.taken.values())
    return {name: taken / whole for name, taken in sorted(counted.taken.items(), key=lambda one: -one[1])}


def _shown(times: list[float], by_file: dict[str, float]) -> Iterator[str]:
    for name, part in (("median", 0.5), ("p95", 0.95), ("p99", 0.99)):
        yield f"{name:12} {times[int(len(times) * part)]:6.3f} ms"
    yield f"{'messages':12} {len(times):6}"
    yield from (f"  {name:10} {share:6.1%}" for name, share in by_file.items() if share >= LEAST_SHARE)


if __name__ == "__main__":
    mails = list(messages())
    read(mails[0], CONTEXT)  # the patterns are made at the first reading
    sys.stdout.write("\n".join(_shown(sorted(map(milliseconds, mails)), shares(mails))) + "\n")

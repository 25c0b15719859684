"""Each loop of the daemon struck while it runs: it hangs or dies. For one that hangs the watchdog is not fed any more; one
that dies takes the daemon along, with an exit code that makes systemd start it again.
"""

import itertools
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.soak.table import Row
from tests.support.daemon import eventually, listener, mailbox
from tests.support.dovecot import Dovecot, free_port
from tests.support.sink import Sink
from tests.support.struck import STALE, STRIKES
from tests.support.systemd import Supervised, Systemd
from tests.support.town import Town, community, outgoing

SLACK = frozenset({"front desk", "slack socket", "slack sweep", "slack token", "accounts"})
DIES_WITHIN = 20.0  # seconds; a loop that nobody asks anything notices only when it turns
SECRET = "zanzibar"


@dataclass(frozen=True, slots=True)
class Struck:
    """`seconds` until the watchdog was fed for the last time, or until the process ended; `why` it is not as it must
    be.
    """

    strike: str
    seconds: float
    why: str = ""


@contextmanager
def supervised(folder: Path, strike: str, server: Dovecot) -> Iterator[Supervised]:
    """With every door that is needed for it."""
    with Town() as town, Sink() as sink, Systemd(folder) as systemd:
        robin = town.join("Robin", "robin@example.org")
        here = community(("Robin Example", robin.member.id, "robin@example.org"))
        slack = [town.section(sockets=True)] if strike == "-" or strike.partition(" ")[2] in SLACK else []
        doors = [listener(free_port()), mailbox(server, "admin")]
        daemon = Supervised(folder, systemd, here, *doors, outgoing(sink.port), *slack)
        daemon.strike = strike
        with daemon:
            systemd.until("READY=1")
            eventually(lambda: _well(daemon, bool(slack)), lambda: f"it is well; it said {systemd.said()}")
            try:
                yield daemon
            finally:
                if daemon.is_alive:
                    daemon.kill()


def _well(daemon: Supervised, slack: bool) -> bool:
    assert daemon.is_alive, daemon.last_words()
    line = next((each for each in reversed(daemon.systemd.said()) if each.startswith("STATUS=serving")), "")
    return "mailbox connected" in line and ("slack connected" in line or not slack)


def hung(folder: Path, name: str, server: Dovecot) -> Struck:
    """No sign of life any more, and the process is still there: systemd ends it then."""
    strike = f"hang {name}"
    with supervised(folder, strike, server) as daemon:
        systemd, watchdog = daemon.systemd, daemon.systemd.watchdog
        eventually(systemd.fed, "the watchdog was fed")
        daemon.signal(signal.SIGUSR1)
        began = time.monotonic()
        longest = DIES_WITHIN + 3 * STALE
        quiet = 2 * watchdog
        while time.monotonic() - began < longest:
            last = systemd.fed()[-1]
            if time.monotonic() - last > quiet:
                return Struck(strike, last - began, "" if daemon.is_alive else "it had ended")
            time.sleep(0.1)
        return Struck(strike, longest, "the watchdog is fed on")


def unharmed(folder: Path, server: Dovecot) -> Struck:
    """Nothing is struck: else what is said of the others would say nothing."""
    with supervised(folder, "-", server) as daemon:
        began = time.monotonic()
        time.sleep(3 * STALE)
        times = [began, *daemon.systemd.fed(began), time.monotonic()]
        longest = max(after - before for before, after in itertools.pairwise(times))
        return Struck("unharmed", longest, "the watchdog is not fed" if longest > STALE else "")


def ended(folder: Path, how: str, name: str, server: Dovecot) -> Struck:
    """By itself, with a code that is not 0, one line for who started it, one event that names the loop, and no text."""
    strike = f"{how} {name}"
    with supervised(folder, strike, server) as daemon:
        daemon.signal(signal.SIGUSR1)
        began = time.monotonic()
        try:
            code = daemon.ended(DIES_WITHIN + 2 * STALE)
        except subprocess.TimeoutExpired:
            code = 0
        seconds = time.monotonic() - began
        events, words = daemon.events(), daemon.last_words()
    named = [each for each in events if each["event"] in {"a loop died", "a loop ended"}]
    wrong = {
        f"it ended with {code}": code == 0,
        "no event names the loop": not named,
        f"{len(words)} last lines": len(words) != 1,
        "a traceback": "Traceback" in "".join(words),
        "its text was said": SECRET in str(events) + "".join(words),
    }
    return Struck(strike, seconds, "; ".join(why for why, found in wrong.items() if found))


def strikes() -> list[tuple[str, str]]:
    hangs = [("hang", name) for name in STRIKES]
    deaths = [("die", name) for name in STRIKES if name != "event loop"]
    return [*hangs, *deaths]


def rounds(folder: Path, chosen: list[tuple[str, str]], seed: int, say: Callable[[str], None]) -> list[Row]:
    random.Random(seed).shuffle(chosen)  # noqa: S311  the same each time
    with Dovecot() as server:
        (folder / "unharmed").mkdir()
        found = [unharmed(folder / "unharmed", server)]
        for number, (how, name) in enumerate(chosen):
            place = folder / f"strike{number}"
            place.mkdir()
            each = hung(place, name, server) if how == "hang" else ended(place, how, name, server)
            say(f"{each.strike}: {each.seconds:.1f} s {each.why}")
            found.append(each)
    alive = found[0].why or f"unharmed it is fed every {found[0].seconds:.1f} s"
    rows = [_row("hang", "no sign of life any more", found, seed), _row("die", "it ends, exit code not 0", found, seed)]
    return [
        replace(each, figure=f"{each.figure}; {alive}", met=each.met and not found[0].why)
        for each in rows
        if not each.done.startswith("0 ")
    ]


def _row(how: str, goal: str, found: list[Struck], seed: int) -> Row:
    these = [each for each in found if each.strike.startswith(how)]
    bad = [f"{each.strike}: {each.why}" for each in these if each.why]
    longest = max((each.seconds for each in these), default=0.0)
    after = f" after {STALE:.0f} s without a turn" if how == "hang" else ""
    figure = f"{len(these) - len(bad)} of {len(these)}, the last one after {longest:.1f} s"
    return Row(
        f"supervision: loops that {how}", f"{len(these)} loops, seed {seed}", f"{goal}{after}",
        "; ".join([figure, *bad]), bool(these) and not bad,
    )  # fmt: skip

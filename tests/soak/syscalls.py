"""The daemon under strace: for each message and each letter it is looked up in the trace that the disk had it before
anybody was told: before the 250, the MOVE, Slack's acknowledgement, the DATA of a mail and the post of a message.

One message at a time by each of the doors; the seed chooses the order and the words.
"""

import json
import random
import re
import shutil
import smtplib
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.soak.syscalls_trace import Call, Claim, Disk, Proof, came, sent, traced, without_syncs
from tests.soak.table import Row
from tests.support.daemon import COMMUNITY, VERIFIER, eventually, listener, mailbox
from tests.support.dovecot import Dovecot, free_port
from tests.support.sink import Sink
from tests.support.strace import TracedDaemon, strace_or_skip
from tests.support.town import Town, community, outgoing

FULL = 40  # messages by each door
DOORS = ("lmtp", "imap", "slack")
GOAL = "an fdatasync before every 250, MOVE, Slack acknowledgement and send"
SAID = (
    "I want to make a formal complaint about @brack. He called {who} an idiot in #general.",
    "I would like to raise a concern about the jokes in #random, for {who}'s sake.",
    "Is it an incident when {who} is left out of every meeting on purpose?",
)
STORED, DATA, MOVE, POST = b"250 2.0.0 OK, it is stored", b"DATA\r\n", b"UID MOVE", b"chat.postMessage"
NAMED = re.compile(rb"Message-ID:\s*(<[^>]+>)", re.IGNORECASE)
LETTER = re.compile(rb"[0-9a-f]{32}")
TEXT_FRAME = 0x81


@dataclass(frozen=True, slots=True)
class Sent:
    """What the bench sent in: by which door, the word by which the trace knows it, and the row that it became."""

    door: str
    token: str
    row: str


@dataclass(slots=True)
class World:
    daemon: TracedDaemon
    town: Town
    server: Dovecot
    sink: Sink
    port: int
    chance: random.Random
    sent: list[Sent] = field(default_factory=list)

    def play(self, door: str, number: int) -> None:
        """One message, until everything that it causes is done."""
        token = f"soak-{number}-{self.chance.randrange(16**8):08x}"
        before = self._rows()
        words = self.chance.choice(SAID).format(who=f"member {number}")
        getattr(self, f"_by_{door}")(token, words)
        new = eventually(lambda: self._rows() - before, f"a {door} message became a row")
        assert len(new) == 1, f"{len(new)} rows of one message"
        self.sent.append(Sent(door, token, *new))
        eventually(self._is_quiet, "all is read and sent")

    def _by_lmtp(self, token: str, words: str) -> None:
        with smtplib.LMTP("127.0.0.1", self.port) as client:
            client.sendmail(f"{token}@example.net", [COMMUNITY], mail(token, words))

    def _by_imap(self, token: str, words: str) -> None:
        self.server.append("admin", mail(token, words))

    def _by_slack(self, token: str, words: str) -> None:
        self.town.join(token.replace("-", "")).says(f"{words} {token}")

    def _rows(self) -> set[str]:
        return set(self._asked("SELECT id FROM inbox"))

    def _is_quiet(self) -> bool:
        waiting = "SELECT id FROM inbox WHERE state = 'new'"
        return not self._asked(f"{waiting} UNION SELECT id FROM letter WHERE state IN ('pending', 'sending')")

    def _asked(self, question: str) -> list[str]:
        """Beside the daemon, and without writing."""
        path = self.daemon.folder / "conductd.db"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as database:
            return [str(row[0]) for row in database.execute(question)]

    def column(self, table: str, name: str) -> int:
        return self._asked(f"SELECT name FROM pragma_table_info('{table}')").index(name)

    def letters(self) -> set[str]:
        return set(self._asked("SELECT id FROM letter"))


def mail(token: str, words: str) -> bytes:
    head = f"From: {token}@example.net\r\nTo: {COMMUNITY}\r\nSubject: Hello\r\nMessage-ID: <{token}@example.net>\r\n"
    return f"{head}\r\n{words}\r\n".encode()


@contextmanager
def world(seed: int) -> Iterator[World]:
    """On a real disk: in memory a sync is a call like any other, and would be none that lasts."""
    strace_or_skip()
    folder = Path(tempfile.mkdtemp(prefix="syscalls", dir="/tmp"))
    port = free_port()
    try:
        with Town() as town, Sink() as sink, Dovecot() as server:
            robin = town.join("Robin", "robin@example.org")
            here = community(("Robin Example", robin.member.id, "robin@example.org"))
            sections = (
                *(here, listener(port), mailbox(server, "admin", f'trusted_hops = ["{VERIFIER}"]')),
                *(outgoing(sink.port), town.section(sockets=True)),
            )
            daemon = TracedDaemon(folder, *sections)
            with daemon:
                yield World(daemon, town, server, sink, port, random.Random(seed))  # noqa: S311  the same each time
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# --- what in the trace tells somebody


def claims(here: World, seen: Sequence[Call]) -> list[Claim]:
    told, heard = sent(seen), came(seen)
    makers = {"lmtp": lmtp_claim, "imap": imap_claim, "slack": slack_claim}
    incoming = [makers[each.door](each, told, heard) for each in here.sent]
    state = here.column("letter", "state")
    return [*incoming, *mail_claims(here, told, state), *post_claims(here, told, state)]


def lmtp_claim(each: Sent, told: Sequence[Call], heard: Sequence[Call]) -> Claim:
    receipt = first(heard, lambda call: each.token.encode() in call.data and b"Message-ID" in call.data)
    answer = first(told, lambda call: call.data.startswith(STORED) and _follows(call, receipt))
    return Claim("250", each.row, answer, receipt)


def imap_claim(each: Sent, told: Sequence[Call], heard: Sequence[Call]) -> Claim:
    receipt = first(heard, lambda call: each.token.encode() in call.data)
    moved = first(told, lambda call: MOVE in call.data and _follows(call, receipt))
    return Claim("MOVE", each.row, moved, receipt)


def slack_claim(each: Sent, told: Sequence[Call], heard: Sequence[Call]) -> Claim:
    """Both sockets may bring it: the first that does, and the acknowledgement of that envelope."""
    receipt = first(heard, lambda call: each.token.encode() in call.data and b'"envelope_id"' in call.data)
    found = re.search(rb'"envelope_id": ?"([^"]+)"', receipt.data)
    assert found, "an envelope without a name"
    envelope = found[1].decode()
    return Claim(
        "Slack acknowledgement", each.row, first(told, lambda call: acknowledged(call.data) == envelope), receipt
    )


def _follows(call: Call, receipt: Call) -> bool:
    return call.file == receipt.file and call.begins > receipt.ends


def first(calls: Sequence[Call], wanted: Callable[[Call], bool]) -> Call:
    found = next((call for call in calls if wanted(call)), None)
    assert found, "the trace does not show what the other side has seen"
    return found


def acknowledged(data: bytes) -> str:
    """The envelope that a client's frame (RFC 6455, 5.2: masked) acknowledges; "" for any other bytes."""
    if len(data) < 6 or data[0] != TEXT_FRAME or not data[1] & 0x80:
        return ""
    size, at = data[1] & 0x7F, 2
    if size == 126:
        at = 4
    mask, masked = data[at : at + 4], data[at + 4 :]
    plain = bytes(byte ^ mask[number % 4] for number, byte in enumerate(masked))
    try:
        return str(json.loads(plain).get("envelope_id", ""))
    except ValueError:
        return ""


def mail_claims(here: World, told: Sequence[Call], state: int) -> Iterator[Claim]:
    """What follows DATA on the same connection names the letter."""
    for number, call in enumerate(told):
        if call.data == DATA and call.file.endswith(f":{here.sink.port}]"):
            content = next(each for each in told[number + 1 :] if each.file == call.file)
            named = NAMED.search(content.data)
            assert named, "a mail without a Message-ID"
            name = named[1].decode()
            letter = here.daemon.look(lambda unit, name=name: unit.letters.by_message_id(name))
            assert letter, "a mail that is no letter's"
            yield Claim("DATA", letter.id, call, None, state, "sending")


def post_claims(here: World, told: Sequence[Call], state: int) -> Iterator[Claim]:
    letters = here.letters()
    for number, call in enumerate(told):
        if POST in call.data:
            pieces = [each.data for each in told[number : number + 4] if each.file == call.file]
            found = [each.decode() for each in LETTER.findall(b"".join(pieces)) if each.decode() in letters]
            assert found, "a post that is no letter's"
            yield Claim("post", found[0], call, None, state, "sending")


# --- the bench


def soak(size: int, seed: int, say: Callable[[str], None]) -> list[Row]:
    with world(seed) as here:
        order = [door for door in DOORS for _ in range(size)]
        here.chance.shuffle(order)
        for number, door in enumerate(order):
            here.play(door, number)
            if number % 10 == 0:
                say(f"{number} of {len(order)} messages")
        here.daemon.stopped_whole()
        seen = traced(here.daemon.trace)
        say(f"{len(seen)} calls are looked through")
        asked = claims(here, seen)
        disk = Disk(seen)
        proofs = [disk.prove(each) for each in asked]
        blind = Disk(without_syncs(seen))
        assert all(blind.prove(each).why for each in asked), "a trace without any sync proves something"
        complaints = here.daemon.complaints()
    assert not complaints, f"seed {seed}: the daemon complained: {complaints}"
    return [row(proofs, disk, seed)]


def row(proofs: Sequence[Proof], disk: Disk, seed: int) -> Row:
    bad = [each for each in proofs if each.why]
    kinds = Counter(each.claim.door for each in proofs)
    done = ", ".join(f"{count} x {kind}" for kind, count in sorted(kinds.items()))
    threads = len(disk.writers)
    why = "; ".join(sorted({f"{each.claim.door}: {each.why}" for each in bad}))
    figure = (
        f"{len(proofs) - len(bad)} of {len(proofs)} proved, one thread writes"
        if threads == 1
        else f"{threads} threads write"
    )
    met = not bad and threads == 1 and set(kinds) >= {"250", "MOVE", "Slack acknowledgement", "DATA", "post"}
    return Row("strace of doors and outbox", f"{done}, seed {seed}", GOAL, f"{figure}{f': {why}' if why else ''}", met)

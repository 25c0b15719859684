"""A daemon, its servers, and a wire to each: how a message is sent into it, and how one knows that it was answered."""

import contextlib
import re
import smtplib
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from tests.end_to_end.cast import COMPLAINT, composed
from tests.soak.network_faults import Trouble
from tests.soak.network_ledger import Balance, cases, deliveries, letters
from tests.support.bad_wires import Wire, Wires
from tests.support.certificates import Authority, Certificate
from tests.support.daemon import HOUSE, Daemon, mailbox, outgoing
from tests.support.dovecot import Dovecot
from tests.support.sink import Received, Sink

NAMED = Path(__file__).parents[1] / "support" / "named.py"
COPIES = "admin+receipts@example.org"
MESSAGE_ID = re.compile(rb"(?mi)^Message-ID: (<[^>\r\n]+>)")
PASSWORD = "a password of the sink's"


class NamedDaemon(Daemon):
    """Its resolver says what `names` holds at that moment."""

    def __init__(self, folder: Path, *sections: str) -> None:
        super().__init__(folder, *sections)
        self.names = folder / "names"
        self.names.write_text("")
        self.asked = folder / "names.asked"

    def program(self, ahead: timedelta) -> list[str]:
        assert not ahead
        return ["-P", str(NAMED), str(self.names)]


class Readers(Sink):
    """The sink as its readers see it: by whom and under which Message-ID. A copy goes on to `copies`."""

    def __init__(self, copies: Callable[[bytes], object] | None = None, **more) -> None:
        super().__init__(**more)
        self._copies = copies
        self.to: Counter[str] = Counter()
        self.names: Counter[str] = Counter()

    def keep(self, received: Received) -> None:
        found = MESSAGE_ID.search(received.data)
        assert found
        self.names[found.group(1).decode()] += 1
        self.to.update(received.recipients)
        if self._copies and COPIES in received.recipients:
            threading.Thread(target=self._copied, args=(received.data,)).start()

    def _copied(self, raw: bytes) -> None:
        assert self._copies
        for _ in range(3):
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._copies(raw)
                return


@dataclass(eq=False)
class World:
    """`wires` by side. `evidence` says whether a letter in doubt can be settled by asking."""

    name: str
    daemon: NamedDaemon
    wires: dict[str, Wire]
    evidence: bool
    sent: list[str] = field(default_factory=list)

    def send(self, who: str) -> None:
        raise NotImplementedError

    def is_answered(self, who: str) -> bool:
        raise NotImplementedError

    def balance(self) -> Balance:
        raise NotImplementedError

    def begin(self, trouble: Trouble, _who: str) -> None:
        """`_who` is for an attack that brings a message of its own."""
        if trouble.name:
            self.daemon.asked.write_text("")
            self.daemon.names.write_text(trouble.name)
        if trouble.fault:
            self.wires[trouble.side].goes_wrong(trouble.fault)
        if trouble.kick:
            self.wires[trouble.side].cut()

    def struck(self, trouble: Trouble) -> int:
        """How many connections, or questions for a name, met it."""
        if trouble.fault:
            return self.wires[trouble.side].struck
        return self.daemon.asked.stat().st_size

    def end(self, trouble: Trouble) -> None:
        if trouble.name:
            self.daemon.names.write_text("")
        if trouble.fault:
            self.wires[trouble.side].is_mended()


@dataclass(eq=False)
class ByMail(World):
    """What is answered by mail: `readers` is where its letters arrive."""

    readers: Readers = field(kw_only=True)

    def is_answered(self, who: str) -> bool:
        return self.readers.to[who] > 0

    def balance(self) -> Balance:
        lost, doubled = cases({who: len(self.daemon.cases_of(who)) for who in self.sent})
        rows = letters(self.daemon)
        gone, twice = deliveries(((name, row.state) for row, name in rows), self.readers.names.elements())
        unanswered = tuple(f"{who}: no letter" for who in self.sent if not self.readers.to[who])
        twice, open_ = (twice, ()) if self.evidence else ((), twice)
        return Balance(len(self.sent), len(rows), (*lost, *gone, *unanswered), (*doubled, *twice), open_)


@dataclass(eq=False)
class ByMailbox(ByMail):
    server: Dovecot = field(kw_only=True)
    user: str = field(kw_only=True)

    def send(self, who: str) -> None:
        self.sent.append(who)
        raw = composed(who, COMPLAINT, f"From {who.partition('@')[0]}").as_bytes()
        self.server.deliver(self.user, raw, who)


@dataclass(frozen=True)
class Trust:
    """`file` is what the daemon trusts; `bad` are servers that it must not."""

    file: Path
    good: Certificate
    bad: dict[str, object]


def trust(folder: Path, server: Dovecot) -> Trust:
    ours = Authority(_made(folder / "ours"))
    stranger = Authority(_made(folder / "stranger"))
    together = folder / "authorities.pem"
    together.write_bytes(Path(server.ca_file).read_bytes() + ours.ca_file.read_bytes())
    expired = ours.issue("127.0.0.1", "localhost", until=-timedelta(hours=1))
    bad = {
        "expired": expired.server_context(),
        "another name": ours.issue("mail.example").server_context(),
        "unknown authority": stranger.issue("localhost", "127.0.0.1").server_context(),
    }
    return Trust(together, ours.issue("localhost", "127.0.0.1"), bad)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@dataclass(frozen=True)
class Places:
    """What every world of a run shares."""

    folder: Path
    wires: Wires
    server: Dovecot
    users: Iterator[str]
    trust: Trust

    def new(self, name: str) -> Path:
        folder = self.folder / name.replace(" ", "-")
        folder.mkdir()
        return folder


@contextlib.contextmanager
def plain(places: Places, name: str, *, evidence: bool) -> Iterator[ByMailbox]:
    """Nothing is encrypted, so that a wire sees the dialogue; with evidence, a copy of each letter comes back."""
    user, folder, server = next(places.users), places.new(name), places.server
    copies = (lambda raw: server.deliver(user, raw, "admin@example.org")) if evidence else None
    proof = f'evidence = "copy"\nreceipts_to = "{COPIES}"' if evidence else ""
    with Readers(copies) as readers:
        inbox, out = places.wires.to(server.port), places.wires.to(readers.port)
        sections = (
            HOUSE,
            mailbox(server, user, f'host = "localhost"\nport = {inbox.port}'),
            outgoing(out.port, f'host = "localhost"\n{proof}'),
        )
        with running(NamedDaemon(folder, *sections)) as daemon:
            wires = {"imap": inbox, "smtp": out}
            yield ByMailbox(name, daemon, wires, evidence, readers=readers, server=server, user=user)


@contextlib.contextmanager
def encrypted(places: Places, name: str, imap: str, smtp: str) -> Iterator[ByMailbox]:
    """Under TLS from the first byte (`implicit`) or after STARTTLS, with a login to both servers."""
    user, folder, server = next(places.users), places.new(name), places.server
    trusted = places.trust
    context = trusted.good.server_context()
    more = {"tls": context, "starttls": smtp == "starttls", "accounts": {"admin": PASSWORD}}
    with Readers(None, **more) as readers:
        inbox = places.wires.to(server.tls_port if imap == "implicit" else server.port)
        out = places.wires.to(readers.port)
        host = f'host = "localhost"\nca_file = "{trusted.file}"'
        sections = (
            HOUSE,
            mailbox(server, user, f'{host}\nport = {inbox.port}\ntls = "{imap}"'),
            outgoing(out.port, f'{host}\ntls = "{smtp}"\nuser = "admin"\npassword = "{PASSWORD}"'),
        )
        with running(NamedDaemon(folder, *sections)) as daemon:
            wires = {"imap": inbox, "smtp": out}
            yield ByMailbox(name, daemon, wires, False, readers=readers, server=server, user=user)


@contextlib.contextmanager
def running(daemon: NamedDaemon) -> Iterator[NamedDaemon]:
    """Until the end of the block; the bench itself asks how it stops."""
    try:
        yield daemon.start()
    finally:
        daemon.close()
        if daemon.is_alive:
            daemon.kill()

"""The daemon's own LMTP door, and a mail server in front of it that dies, stalls or hangs up in the middle.

A mail server keeps what was not answered with 250, and hands it over again: so does this one.
"""

import contextlib
import smtplib
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.end_to_end.cast import COMPLAINT, composed
from tests.soak.network_faults import Trouble
from tests.soak.network_worlds import ByMail, NamedDaemon, Places, Readers, running
from tests.support.bad_wires import HOST, RESET, Fault, Play
from tests.support.daemon import COMMUNITY, HOUSE, listener, outgoing
from tests.support.dovecot import free_port

STEPS = ("the greeting", "LHLO", "MAIL", "RCPT", "DATA", "half of the body", "the final dot")
ENDINGS = (Play.FIN, Play.RST, Play.HOLE, Play.DRIP)
ANSWER_WITHIN = 20.0


def troubles() -> Iterator[Trouble]:
    for stage in STEPS:
        for play in ENDINGS:
            yield Trouble("lmtp", stage, Fault(play))


@dataclass(eq=False)
class ByLmtp(ByMail):
    """`waiting` were handed over by the attack, and not answered for."""

    port: int = field(kw_only=True)
    waiting: list[tuple[str, bytes]] = field(default_factory=list)
    attack: socket.socket | None = None
    spoken: int = 0

    def struck(self, trouble: Trouble) -> int:
        return self.spoken if trouble.side == "lmtp" else super().struck(trouble)

    def send(self, who: str) -> None:
        """As long as it takes, like a mail server."""
        self.sent.append(who)
        self._hand_over(who, composed(who, COMPLAINT, f"From {who.partition('@')[0]}").as_bytes())

    def _hand_over(self, who: str, raw: bytes) -> None:
        for _ in range(10):
            with contextlib.suppress(OSError, smtplib.SMTPException), self._door() as door:
                door.sendmail(who, [COMMUNITY], raw)
                return
            time.sleep(0.5)

    def _door(self) -> smtplib.LMTP:
        return smtplib.LMTP(HOST, self.port, timeout=ANSWER_WITHIN)

    def begin(self, trouble: Trouble, who: str) -> None:
        if trouble.side != "lmtp":
            super().begin(trouble, who)
            return
        assert trouble.fault
        self.sent.append(who)
        raw = composed(who, COMPLAINT, "In the attack").as_bytes().replace(b"\n", b"\r\n")
        self.waiting.append((who, raw))
        self.attack = socket.create_connection((HOST, self.port), ANSWER_WITHIN)
        self.spoken = 0
        with contextlib.suppress(OSError):
            self._speak(trouble, who, raw)
            self.spoken = 1
        self._end(trouble.fault.play)

    def _speak(self, trouble: Trouble, who: str, raw: bytes) -> None:
        """Up to the stage; all but the answer to its last word is heard."""
        assert self.attack
        lines = [b"LHLO mx.example.org\r\n", f"MAIL FROM:<{who}>\r\n".encode(), f"RCPT TO:<{COMMUNITY}>\r\n".encode()]
        said = [*lines, b"DATA\r\n", raw[: len(raw) // 2], raw[len(raw) // 2 :] + b".\r\n"]
        for number, line in enumerate(said[: STEPS.index(trouble.stage)]):
            if number < 5:
                self.attack.recv(4096)
            if trouble.fault and trouble.fault.play is Play.DRIP:
                for place in range(min(len(line), 40)):
                    self.attack.sendall(line[place : place + 1])
                    time.sleep(0.02)
                self.attack.sendall(line[40:])
            else:
                self.attack.sendall(line)

    def _end(self, play: Play) -> None:
        assert self.attack
        if play is Play.RST:
            self.attack.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        if play in {Play.FIN, Play.RST}:
            self.attack.close()

    def end(self, trouble: Trouble) -> None:
        """The mail server is itself again, and hands over what was not answered for."""
        if trouble.side != "lmtp":
            super().end(trouble)
        if self.attack:
            self.attack.close()
        waiting, self.waiting = self.waiting, []
        for who, raw in waiting:
            self._hand_over(who, raw.replace(b"\r\n", b"\n"))


@contextlib.contextmanager
def listening(places: Places, name: str) -> Iterator[ByLmtp]:
    port = free_port()
    with Readers() as readers:
        out = places.wires.to(readers.port)
        sections = (HOUSE, listener(port), outgoing(out.port))
        with running(NamedDaemon(places.new(name), *sections)) as daemon:
            yield ByLmtp(name, daemon, {"smtp": out}, evidence=False, readers=readers, port=port)

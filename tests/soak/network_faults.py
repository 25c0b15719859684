"""What can go wrong with a connection, stage by stage: every play at every stage, drawn without repetition until all
have been played.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from tests.support.bad_wires import Fault, Play, Point

ENDINGS = (Play.FIN, Play.RST, Play.HOLE, Play.CUT, Play.DRIP)

IMAP = {
    "CAPABILITY": rb"CAPABILITY\r\n",
    "LOGIN": rb"LOGIN |AUTHENTICATE ",
    "LIST": rb"LIST ",
    "SELECT": rb"SELECT ",
    "SEARCH": rb"UID SEARCH",
    "describe": rb"RFC822\.SIZE",
    "FETCH": rb"BODY\.PEEK",
    "MOVE": rb"UID MOVE",
    "IDLE": rb"IDLE\r\n",
    "DONE": rb"DONE\r\n",
}
SMTP = {
    "EHLO": rb"(?i)EHLO ",
    "MAIL": rb"(?i)MAIL FROM",
    "RCPT": rb"(?i)RCPT TO",
    "DATA": rb"(?i)DATA\r\n",
    "the body": rb"Message-ID: ",
    "the final dot": rb"\r\n\.\r\n",
    "RSET": rb"(?i)RSET\r\n",
}
STARTTLS = rb"(?i)STARTTLS\r\n"
SLACK = {
    "auth.test": rb"/api/auth\.test",
    "connections.open": rb"/api/apps\.connections\.open",
    "the websocket's handshake": rb"GET /link/",
    "conversations.list": rb"/api/conversations\.list",
    "a page of history": rb"/api/conversations\.history",
    "users.info": rb"/api/users\.info",
    "chat.postMessage": rb"/api/chat\.postMessage",
}
EVENT = rb'"type": ?"events_api"'


@dataclass(frozen=True, slots=True)
class Trouble:
    """`side` is the server that is attacked. `kick`: what is open now ends first, so that the stage is met anew."""

    side: str
    stage: str
    fault: Fault | None = None
    name: str = ""  # what the resolver does instead
    kick: bool = False
    long: bool = False

    def __str__(self) -> str:
        play = str(self.fault.play) if self.fault else f"a name that is {self.name}"
        point = f", {self.fault.point}" if self.fault and self.fault.when else ""
        resumes = ", resumes" if self.fault and self.fault.resumes else ""
        return f"{self.side}: {play} at {self.stage}{point}{resumes}"


def of_connection(side: str, chance: random.Random) -> Iterator[Trouble]:
    """Whatever is open, and whatever is opened."""
    for play in (Play.FIN, Play.RST, Play.HOLE, Play.DRIP, Play.REFUSED):
        yield Trouble(side, "any moment", Fault(play))
    yield Trouble(side, "any moment", Fault(Play.HOLE, resumes=True))
    for play in (Play.FIN, Play.RST, Play.HOLE, Play.DRIP):
        yield Trouble(side, "the greeting", Fault(play), kick=True)
    for after in (1, chance.randrange(2, 20), chance.randrange(20, 200)):
        yield Trouble(side, f"the greeting, byte {after}", Fault(Play.CUT, after=after), kick=True)


def of_names(side: str) -> Iterator[Trouble]:
    for word in ("unknown", "hangs"):
        yield Trouble(side, "the look-up", name=word, kick=True)


def of_stages(side: str, stages: dict[str, bytes], chance: random.Random) -> Iterator[Trouble]:
    for stage, pattern in stages.items():
        for point in (Point.BEFORE, Point.ANSWER):
            for play in ENDINGS:
                after = chance.randrange(1, 12) if play is Play.CUT else 0
                yield Trouble(side, stage, Fault(play, pattern, point, after), kick=True)


def of_tls(side: str, bad: dict[str, object], pattern: bytes = b"") -> Iterator[Trouble]:
    """`bad` are server contexts by what is wrong with their certificate; `pattern` is STARTTLS, or nothing."""
    for play in (Play.GARBAGE, Play.STALL if not pattern else Play.GARBAGE):
        yield Trouble(side, "the TLS handshake", Fault(play, pattern), kick=True)
    for what, context in bad.items():
        fault = Fault(Play.CERTIFICATE, pattern, tls=context)
        yield Trouble(side, f"the TLS handshake ({what})", fault, kick=True)


def of_events(chance: random.Random) -> Iterator[Trouble]:
    """A socket's event half sent, and the acknowledgement that never comes."""
    for play in (Play.FIN, Play.RST, Play.HOLE):
        yield Trouble("slack", "half an event", Fault(play, EVENT, Point.SAID, chance.randrange(1, 60)))
        yield Trouble("slack", "the acknowledgement", Fault(play, EVENT, Point.SAID, 1 << 20))

"""Auto-responders that mark nothing: each letter of ours is answered with the same away note, in seven languages, by a
reporter, by an administrator for whom our mail server vouches, and by whoever was named to it as the outside contact.

Nothing in such a note may end a loop but conductd itself. Each robot answers in the thread, at once, with a Re:.
"""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

from daemon.store import InboxState
from tests.soak.loops_floods import COMPLAINT, Mail, all_read
from tests.support.daemon import ADMINISTRATOR, COMMUNITY, VERIFIER, Daemon, house, mailbox, outgoing
from tests.support.dovecot import Dovecot
from tests.support.sink import Received, Sink

ROUNDS = 40
MOST = 26  # letters to one robot: what one case brings, and what is bounded a day
QUIET = 4.0
NOTES = (
    "I am travelling without my laptop and will be back on Monday.",
    "Ich bin verreist und ab Montag wieder da.",
    "Je suis en voyage et je reviens lundi.",
    "Estoy de viaje y vuelvo el lunes.",
    "Estou em viagem e volto na segunda-feira.",
    "Ik ben op reis en maandag weer terug.",
    "Sono in viaggio e torno lunedì.",
)
VOUCHED = f"Authentication-Results: {VERIFIER}; dmarc=pass header.from=example.org\r\n"


@dataclass(frozen=True, slots=True)
class Robot:
    address: str
    letters: int
    lost: int
    complaints: int


def play(say: Callable[[str], None], notes: tuple[str, ...] = NOTES) -> list[Robot]:
    """All robots at one daemon: one reporter a language, and the administrator."""
    with Dovecot() as server, Sink() as sink, tempfile.TemporaryDirectory(prefix="robot") as folder:
        reporters = {f"robot{number}@people.example": note for number, note in enumerate(notes)}
        words = {**reporters, ADMINISTRATOR: notes[0]}
        with Daemon(Path(folder), house(), mailbox(server, "admin", _hops(server)), outgoing(sink.port)) as daemon:
            for number, address in enumerate(reporters):
                server.deliver("admin", Mail(address, f"{COMPLAINT}I am {number}.\n", f"robot.{number}").raw)
            sent = len(reporters) + _answer_all(server, sink, words)
            all_read(daemon, say)
            kept = daemon.look(lambda unit: sum(unit.inbox.count(state) for state in InboxState))
            complaints = len(daemon.complaints())
    return [Robot(address, len(_to(sink, address)), max(0, sent - kept), complaints) for address in words]


def _answer_all(server: Dovecot, sink: Sink, words: dict[str, str]) -> int:
    """Until nobody writes any more, or every robot has answered often enough; how many answers there were."""
    answered, moved_at = dict.fromkeys(words, 0), time.monotonic()
    while time.monotonic() - moved_at < QUIET or not any(answered.values()):
        for address, note in words.items():
            for letter in _to(sink, address)[answered[address] : ROUNDS]:
                server.deliver("admin", _answer(address, letter, note), address)
                answered[address] += 1
                moved_at = time.monotonic()
        time.sleep(0.1)
    return sum(answered.values())


def _to(sink: Sink, address: str) -> list[Received]:
    return [each for each in sink.messages if address in each.recipients]


def _answer(address: str, letter: Received, note: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = address, str(letter.message["Reply-To"] or COMMUNITY)
    mail["Subject"] = f"Re: {letter.message['Subject']}"
    mail["Message-ID"] = make_msgid(domain="robot.example")
    mail["In-Reply-To"] = mail["References"] = str(letter.message["Message-ID"])
    mail.set_content(f"{note}\n")
    raw = mail.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return VOUCHED.encode() + raw if address == ADMINISTRATOR else raw


def _hops(server: Dovecot) -> str:
    """The key that trusts this Dovecot's own Received line, by the name that it calls itself."""
    server.deliver("second", b"From: a@example.net\r\n\r\nA mail to look at its trace.\r\n")
    host = server.folder("second")[0].split(b"\tby ")[1].split(b" ")[0].decode()
    return f'trusted_hops = ["{VERIFIER}", "{host}"]'

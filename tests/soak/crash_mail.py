"""A world of mail: a mailbox or a listener, a server that sends, people who write, and copies that come back late."""

import contextlib
import smtplib
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from random import Random
from typing import Any, Self

from daemon.config import load
from daemon.steps import Step
from daemon.store.values import InboxState, LetterBody, LetterRow
from daemon.wiring import terms
from tests.end_to_end.cast import VOUCHED, Letter, answer, composed
from tests.soak.crash_ledger import Kind, Ledger, Written, compared
from tests.soak.crash_worlds import MORE, OUTBOX, REPORT, STORE, Ahead, Doomed, fresh_mark
from tests.support.daemon import ADMINISTRATOR, COMMUNITY, house, listener, mailbox, outgoing
from tests.support.dovecot import Dovecot, free_port
from tests.support.sink import Received, Sink

HANDED_WITHIN = 120.0
QUARTER = timedelta(minutes=15)
RECEIPTS = "admin+receipts@example.org"
IMAP = (Step.IMAP_FETCHED, Step.IMAP_STORED, Step.IMAP_MARKED)
LMTP = (Step.MAIL_RECEIVED, Step.MAIL_STORED)
OFTEN = {Kind.REPORT: 65, Kind.MORE: 10, Kind.ORDER: 10, Kind.ODD: 5, Kind.AUTOMATIC: 10}
ANSWERS = (Kind.MORE, Kind.ORDER)
NOTICE = "A new complaint waits"
ABSENCE = "I am away until Monday and read no mail. This message has a number:\n{mark}\n"
ODD = "Lunch is at noon on Thursday. This message has a number:\n{mark}\n"


class Mta:
    """The community's mail server: it hands a mail to the listener again and again, until that says yes."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._waiting: deque[tuple[str, bytes]] = deque()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="mta", daemon=True)
        self.attempts = 0

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        self._thread.join(20)

    @property
    def idle(self) -> bool:
        return not self._waiting

    def hand_over(self, sender: str, raw: bytes) -> None:
        self._waiting.append((sender, raw))

    def _work(self) -> None:
        while not self._closing.wait(0.02):
            with contextlib.suppress(OSError, smtplib.SMTPException):
                while self._waiting:
                    self._deliver(*self._waiting[0])
                    self._waiting.popleft()

    def _deliver(self, sender: str, raw: bytes) -> None:
        with smtplib.LMTP("127.0.0.1", self._port, timeout=10) as door:
            self.attempts += 1
            door.sendmail(sender, [COMMUNITY], raw)


class Filing(Sink):
    """A server that keeps a copy of what it sends: at once, before it answers; late; or never."""

    def __init__(self, file: Callable[[bytes], None], delay: Callable[[], float | None], clock: Ahead) -> None:
        super().__init__()
        self._file, self._delay, self._clock = file, delay, clock
        self._late: list[tuple[datetime, bytes]] = []
        self._turn = threading.Lock()

    def keep(self, received: Received) -> None:
        super().keep(received)
        wait = self._delay()
        if wait == 0:
            self._file(received.data)
        elif wait is not None:
            with self._turn:
                self._late.append((self._clock.now() + timedelta(seconds=wait), received.data))

    def files_what_is_due(self) -> None:
        with self._turn:
            due = [each for each in self._late if each[0] <= self._clock.now()]
            self._late = [each for each in self._late if each not in due]
        for _, raw in due:
            self._file(raw)


class MailWorld:
    """Mail comes by the mailbox, where a server is given, else by the listener. `evidence` is of the configuration, or
    `folder`; `delay` gives the seconds after which the copy of a letter is where it is looked for, or None for never.
    """

    def __init__(
        self,
        folder: Path,
        rng: Random,
        evidence: str,
        delay: Callable[[], float | None],
        box: tuple[Dovecot, str] | None,
    ) -> None:
        self.clock, self.written, self._rng, self._evidence = Ahead(), [], rng, evidence
        self._box = box
        self.sink = Filing(self._file, delay, self.clock)
        port = free_port()
        self._mta = None if box else Mta(port)
        self.steps = (*STORE, *OUTBOX, *(IMAP if box else LMTP))
        self._folder, self._port = folder, port
        self._answered: list[Letter] = []
        self.daemon: Doomed

    def __enter__(self) -> Self:
        self.sink.__enter__()
        if self._mta:
            self._mta.start()
        if self._box:
            server, user = self._box
            with server.session(user) as client:
                client.create_folder("Sent")
        self.daemon = Doomed(self._folder, house(), self._way_in(), self._way_out())
        return self

    def __exit__(self, *_: object) -> None:
        if self.daemon.is_alive:
            self.daemon.kill()
        self.daemon.close()
        if self._mta:
            self._mta.close()
        self.sink.__exit__()

    def _way_in(self) -> str:
        if self._box is None:
            return listener(self._port)
        watched = 'sent_folder = "Sent"\n' if self._evidence == "sent" else ""
        return mailbox(*self._box, f'{watched}poll_every = "1s"')

    def _way_out(self) -> str:
        if self._evidence == "folder":
            return f'[smtp]\nfolder = "sent"\nsender = "The Administrators <{COMMUNITY}>"\n'
        receipts = f'receipts_to = "{RECEIPTS}"\n' if self._evidence == "copy" else ""
        return outgoing(self.sink.port, f'{receipts}evidence = "{self._evidence}"')

    def _file(self, raw: bytes) -> None:
        if self._evidence not in {"sent", "copy"}:
            return
        if self._mta:
            self._mta.hand_over(COMMUNITY, raw)
            return
        assert self._box is not None
        server, user = self._box
        if self._evidence == "sent":
            server.append(user, raw, folder="Sent")
        else:
            server.deliver(user, raw, COMMUNITY)

    # --- who writes -----------------------------------------------------------------------------------------------
    def writes(self) -> None:
        mark = fresh_mark(len(self.written), self._rng)
        kind = self._rng.choices(list(OFTEN), list(OFTEN.values()))[0]
        letter = self._to_answer("dana" if kind is Kind.MORE else ADMINISTRATOR) if kind in ANSWERS else None
        if kind in ANSWERS and letter is None:
            kind = Kind.REPORT
        who = str(letter.received.recipients[0]) if letter else f"dana{len(self.written)}@example.net"
        mail = self._mail(kind, mark, who, letter)
        self.written.append(Written(mark, kind, "email", who))
        trusted = f"{VOUCHED}\n".encode() if kind is Kind.ORDER else b""
        self._hand_over(who, trusted + mail.as_bytes())

    def _mail(self, kind: Kind, mark: str, who: str, letter: Letter | None) -> Any:
        match kind:
            case Kind.MORE:
                assert letter is not None
                return answer(who, letter, MORE.format(mark=mark))
            case Kind.ORDER:
                assert letter is not None
                return answer(who, letter, f"reply {letter.code} We read it today. Our word for it is {mark}.")
            case Kind.ODD:
                return composed(ADMINISTRATOR, ODD.format(mark=mark), "Lunch")
            case Kind.AUTOMATIC:
                return composed(who, ABSENCE.format(mark=mark), "Out of office", Auto_Submitted="auto-replied")
            case _:
                return composed(who, REPORT.format(mark=mark), "Complaint")

    def _to_answer(self, reader: str) -> Letter | None:
        """One that nobody answered yet, to whoever's address begins so."""
        if reader == ADMINISTRATOR and self._box is None:  # a listener's mail is no command
            return None
        known = {each.message_id for each in self._answered}
        found = [each for each in self.letters() if each.received.recipients[0].startswith(reader)]
        found = [each for each in found if reader != ADMINISTRATOR or NOTICE in each.text]
        free = [each for each in found if each.message_id not in known]
        if not free:
            return None
        self._answered.append(self._rng.choice(sorted(free, key=lambda each: each.message_id)))
        return self._answered[-1]

    def letters(self) -> list[Letter]:
        if self._evidence != "folder":
            return [Letter(each) for each in self.sink.messages]
        return [Letter(_as_received(path.read_bytes())) for path in self._files()]

    def _files(self) -> list[Path]:
        return sorted((self._folder / "sent").glob("*.eml"))

    def _hand_over(self, who: str, raw: bytes) -> None:
        if self._box is None:
            assert self._mta is not None
            self._mta.hand_over(who, raw)
        else:
            server, user = self._box
            server.append(user, raw)

    def passes(self, seconds: float) -> None:
        self.clock.passes(seconds)
        self.sink.files_what_is_due()

    def settles(self) -> None:
        """What came to the listener in vain comes within a quarter of an hour; before that nobody can say. A quarter of
        an hour that passes in no time must not begin before what takes seconds in it is done.
        """
        if self._mta and self._evidence == "copy":
            end = time.monotonic() + HANDED_WITHIN
            while not self._mta.idle or self.daemon.look(lambda unit: unit.inbox.count(InboxState.NEW)):
                assert time.monotonic() < end, "the listener takes in what is handed to it"
                time.sleep(0.05)
            self.daemon.lives_on()
            self.passes(QUARTER.total_seconds())

    def took(self) -> bool:
        self.sink.files_what_is_due()
        if self._mta:
            return self._mta.idle
        assert self._box is not None
        server, user = self._box
        with server.session(user) as client:
            return not client.folder_status("INBOX", ["MESSAGES"])[b"MESSAGES"]

    def ledger(self) -> Ledger:
        here = terms(load(self.daemon.config, {}))
        return self.daemon.look(lambda unit: compared(unit, here, self.written, self._delivered(), self._key))

    def _delivered(self) -> Counter[str]:
        if self._evidence == "folder":
            return Counter(path.stem for path in self._files())
        return Counter(each.message_id for each in self.letters())

    def _key(self, letter: LetterRow, body: LetterBody) -> str:
        return letter.id if self._evidence == "folder" else body.message_id


def _as_received(raw: bytes) -> Received:
    mail = message_from_bytes(raw, policy=policy.default)
    return Received(COMMUNITY, (str(mail["To"]),), raw)

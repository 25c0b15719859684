"""A mail server between several communities and nobody else: what one sends to another's address is handed over there.

    with Postman({"a.example": 2001, "b.example": 2002}, altered) as postman:
        ...                                  # both daemons send to 127.0.0.1, postman.port
        postman.trips                        # every mail that went from one to another, in order

`altered(mail, recipient)` is what the server between them does to a mail; it stands for relays, lists and forwarders.
What goes to any other domain is kept, as the sink does.
"""

import queue
import smtplib
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Self

from tests.support.sink import Received, Sink

Altered = Callable[[EmailMessage, str], str]
MOST_TRIPS = 200  # a loop that nobody ends is ended here, and counted


@dataclass(frozen=True, slots=True)
class Trip:
    """One mail that went from one community to the other: as it left, and where it was handed over."""

    at: float
    received: Received = field(repr=False)
    recipient: str = field(repr=False)


@dataclass
class Postman(Sink):
    """`doors` are domain -> LMTP port. `altered` changes a mail in place, and answers to whom it is handed over."""

    doors: Mapping[str, int] = field(default_factory=dict)
    altered: Altered = lambda _mail, recipient: recipient

    def __post_init__(self):
        super().__post_init__()
        self.trips: list[Trip] = []
        self._moved_at = time.monotonic()
        self._bag: queue.Queue[Received | None] = queue.Queue()
        self._round = threading.Thread(target=self._carry, name="postman", daemon=True)

    def __enter__(self) -> Self:
        super().__enter__()
        self._round.start()
        return self

    def __exit__(self, *how: object) -> None:
        self._bag.put(None)
        self._round.join(10)
        super().__exit__(*how)

    def keep(self, received: Received) -> None:
        super().keep(received)
        self._bag.put(received)

    def quiet_since(self) -> float:
        """Seconds since anything was handed over."""
        return time.monotonic() - self._moved_at

    def hand_over(self, raw: bytes, sender: str, recipient: str) -> None:
        self._moved_at = time.monotonic()
        with smtplib.LMTP("127.0.0.1", self.doors[recipient.rpartition("@")[2]]) as door:
            door.sendmail(sender, [recipient], raw)

    def _carry(self) -> None:
        while received := self._bag.get():
            for recipient in received.recipients:
                self._go(received, recipient)

    def _go(self, received: Received, recipient: str) -> None:
        mail = message_from_bytes(received.data, policy=SMTP.clone(max_line_length=998))
        to = self.altered(mail, recipient)
        if to.rpartition("@")[2] not in self.doors or len(self.trips) >= MOST_TRIPS:
            return
        self.trips.append(Trip(time.monotonic(), received, to))
        self.hand_over(mail.as_bytes(), received.sender, to)

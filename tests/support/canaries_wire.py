"""What leaves a town of canaries: letters as bytes, and the rooms that send them."""

from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from notifiers.folder import FolderSender
from notifiers.plain import unfolded
from notifiers.sending import Evidence, Sent
from tests.support.house import Clock, Household


@dataclass
class Delivered:
    """A letter on its way out, as bytes."""

    letter_id: str
    at: datetime
    raw: bytes
    to: str
    return_path: str
    name: str = ""
    case: str = ""
    to_kind: str = ""
    short: str = ""

    def __post_init__(self) -> None:
        self.mail: Message = message_from_bytes(self.raw)

    def header(self, name: str) -> str:
        return str(make_header(decode_header(str(self.mail[name] or ""))))

    @property
    def text(self) -> str:
        parts = (part.get_payload(decode=True) or b"" for part in self.mail.walk() if not part.is_multipart())
        return unfolded("\n".join(part.decode() for part in parts).replace("\r\n", "\n"))

    @property
    def reply_to(self) -> str:
        return parseaddr(self.header("Reply-To"))[1]


@dataclass
class Wire:
    """Keeps what is sent, and now and then loses it; `folder` also writes it as files."""

    clock: Clock
    folder: FolderSender | None = None
    outcomes: list = field(default_factory=list)
    letters: list[Delivered] = field(default_factory=list)

    async def send(self, letter_id, message, recipient, return_path):
        outcome = self.outcomes.pop(0) if self.outcomes else Sent()
        if isinstance(outcome, BaseException):
            raise outcome
        if isinstance(outcome, Sent):
            self.letters.append(Delivered(letter_id, self.clock.now, message, recipient, return_path))
            if self.folder:
                await self.folder.send(letter_id, message, recipient, return_path)
        return outcome

    async def was_sent(self, letter_id, message_id, recipient):
        return Evidence.UNKNOWN


class Rooms(Household):
    """Empties the outbox in one go: between two letters nothing else falls due."""

    async def settle(self):
        worked = True
        while worked:
            worked = await self.service._read() + await self.service._ring()
            while await self.service._send():
                worked = True

"""What the listener is told: where it listens, and how much a client may send, hold and ask for."""

import ipaddress
from dataclasses import dataclass
from enum import StrEnum

from daemon.channels.smtp_trace import is_host


class Speaks(StrEnum):
    LMTP = "lmtp"
    SMTP = "smtp"


@dataclass(frozen=True, slots=True)
class Settings:
    """Durations in seconds, sizes in bytes. Port 0 is any free one. Raises ValueError for an open address."""

    speaks: Speaks = Speaks.LMTP
    host: str = "127.0.0.1"
    port: int = 8025
    trusted_network: bool = False
    max_bytes: int = 25 * 1024 * 1024
    most_connections: int = 50
    command_within: float = 300.0
    session_within: float = 900.0
    most_errors: int = 20  # as Postfix has it (smtpd_hard_error_limit)
    most_commands: int = 1_000  # without a message; an MTA names some fifty recipients in one
    spared_for: float = 10.0  # in which a session is not hung up on for one that waits
    hostname: str = "localhost"

    def __post_init__(self) -> None:
        try:
            loopback = ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            raise ValueError("listener.bind: an IP address and a port, such as 127.0.0.1:8025") from None
        if not loopback and not self.trusted_network:
            raise ValueError("listener.bind: only 127.0.0.1 or ::1; this door knows no passwords")
        if not is_host(self.hostname):
            raise ValueError("listener: the host's name has letters, digits, dots and hyphens")

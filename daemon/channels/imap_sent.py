"""Evidence that a letter left: folders of the mailbox, searched for its Message-ID. Blocking; it changes nothing."""

import contextlib
import logging
import re
import ssl
from collections.abc import Sequence
from enum import StrEnum

from imapclient.exceptions import IMAPClientError

from daemon.channels.imap_session import Session, Token
from daemon.channels.imap_settings import Settings
from daemon.channels.imap_trouble import LoginRefused, NoFolder, NoTls

log = logging.getLogger("conductd.imap")

# Only what our own Message-IDs are made of may enter a command (traps: a CRLF in a SEARCH deleted a mailbox).
_OURS = re.compile(r"[A-Za-z0-9.@_+-]{1,250}")


class Held(StrEnum):
    YES = "yes"
    NO = "no"
    UNREACHABLE = "unreachable"  # nobody could look


def held(settings: Settings, folders: Sequence[str], message_id: str, token: Token | None = None) -> Held:
    """Whether one of the folders has that message; one that is missing has none. They are looked into in their order,
    so that one that is moved from the first to the second meanwhile is found. No brackets around the id.
    """
    if not _OURS.fullmatch(message_id):
        return Held.NO
    try:
        session = Session(settings)
        with contextlib.closing(session):
            session.secure()
            session.login(token)
            return Held.YES if any(_holds(session, folder, message_id) for folder in folders) else Held.NO
    except (OSError, ssl.SSLError, IMAPClientError, LoginRefused, NoTls):
        log.warning("mailbox: what was sent cannot be searched for")
        return Held.UNREACHABLE


def _holds(session: Session, folder: str, message_id: str) -> bool:
    try:
        session.examine(folder)
    except NoFolder:
        return False
    return session.holds(message_id)

"""Evidence that a letter left: the Sent folder, searched for its Message-ID. Blocking; it changes nothing."""

import contextlib
import logging
import re
import ssl

from imapclient.exceptions import IMAPClientError

from daemon.channels.imap_session import Session, Token
from daemon.channels.imap_settings import Settings
from daemon.channels.imap_trouble import LoginRefused, NoFolder, NoTls

log = logging.getLogger("conductd.imap")

# Only what our own Message-IDs are made of may enter a command (traps: a CRLF in a SEARCH deleted a mailbox).
_OURS = re.compile(r"[A-Za-z0-9.@_+-]{1,250}")


def holds(settings: Settings, folder: str, message_id: str, token: Token | None = None) -> bool:
    """Whether the folder has that message; also False where it cannot be searched now. No brackets around the id."""
    if not _OURS.fullmatch(message_id):
        return False
    try:
        session = Session(settings)
        with contextlib.closing(session):
            session.secure()
            session.login(token)
            session.examine(folder)
            return session.holds(message_id)
    except (OSError, ssl.SSLError, IMAPClientError, LoginRefused, NoFolder, NoTls):
        log.warning("mailbox: the sent folder cannot be searched")
        return False

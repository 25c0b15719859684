"""Describing messages so that one of which the server cannot say anything keeps no other from being read."""

import logging
from collections.abc import Sequence

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from daemon.channels.imap_progress import Found
from daemon.channels.imap_session import Session

log = logging.getLogger("conductd.imap")


def described(session: Session, uids: Sequence[int]) -> tuple[list[Found], list[int]]:
    """As `Session.describe`. Where the server refuses it, each half by itself, down to the one at fault: a mail file
    that cannot be read makes Dovecot refuse the whole command.
    """
    try:
        return session.describe(uids)
    except IMAPClientAbortError:
        raise
    except IMAPClientError:
        if len(uids) <= 1:
            log.warning("mailbox: the server cannot describe a message; it is asked for again")
            return [], []
    half = len(uids) // 2
    first, second = described(session, uids[:half]), described(session, uids[half:])
    return first[0] + second[0], first[1] + second[1]

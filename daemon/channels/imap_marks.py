"""Messages that are on disk, marked in their folder as the verdicts say. What could not be marked is tried again."""

import logging
from collections.abc import Callable, Mapping

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from daemon.channels.imap_callbacks import Verdict
from daemon.channels.imap_progress import Progress
from daemon.channels.imap_session import Session, Way
from daemon.channels.imap_settings import Settings

log = logging.getLogger("conductd.imap")


def mark(session: Session, settings: Settings, progress: Progress, verdicts: Mapping[int, Verdict]) -> None:
    """UID -> verdict. Raises what ends the connection, and nothing else."""
    folders = {
        Verdict.KEEP: settings.done_folder,
        Verdict.REMOVE: settings.done_folder,
        Verdict.ASIDE: settings.aside_folder,
    }
    progress.settle(uid for uid, verdict in verdicts.items() if verdict is Verdict.LEAVE)
    for verdict, folder in folders.items():
        uids = [uid for uid, found in verdicts.items() if found is verdict]
        carry_out = session.remove if verdict is Verdict.REMOVE else session.mark
        way = _marked(carry_out, uids, folder) if uids else None
        if way is Way.NOTHING:
            progress.settle(uids)
        elif way:
            progress.left(uids)


def _marked(carry_out: Callable[[list[int], str], Way], uids: list[int], folder: str) -> Way | None:
    """None where the server refused it."""
    try:
        way = carry_out(uids, folder)
    except IMAPClientAbortError:
        raise
    except IMAPClientError:
        log.warning("mailbox: %d messages are stored but could not be marked", len(uids))
        return None
    log.info("mailbox: %d messages marked (%s)", len(uids), way.value)
    if way is Way.NOTHING:
        log.warning("mailbox: this server lets nothing be marked; what is done stays where it is")
    return way

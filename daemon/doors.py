"""The doors that the configuration names, opened: a mailbox, a listener, both or none."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from daemon.alive import Pulse
from daemon.channels import imap, imap_callbacks, imap_purge, imap_sent, oauth, smtp
from daemon.config_model import Config
from daemon.config_problems import cannot_listen
from daemon.fingerprint import fingerprint
from daemon.intake import Intake
from daemon.store.store import Store
from daemon.wiring import imap_settings, listener_settings, oauth2_settings
from notifiers.sending import Evidence

if TYPE_CHECKING:
    from daemon.channels import slack_personal
    from daemon.slack_room import SlackRoom

log = structlog.get_logger("conductd.doors")
AccessToken = oauth.AccessToken

DAY = timedelta(days=1)
FOUND = {
    imap_sent.Held.YES: Evidence.YES,
    imap_sent.Held.NO: Evidence.UNKNOWN,
    imap_sent.Held.UNREACHABLE: Evidence.UNREACHABLE,
}


@dataclass(slots=True)
class Doors:
    mailbox: imap.Door | None = None
    listener: smtp.Door | None = None
    mailbox_state: str = ""  # its last word
    workspace: SlackRoom | None = None
    own: tuple[slack_personal.Door, ...] = ()
    _forever: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def ports(self) -> tuple[int, ...]:
        return (self.listener.port,) if self.listener else ()

    async def wait(self) -> None:
        """Until a door dies, which is a bug and ends the daemon."""
        doors = [door for door in (self.mailbox, self.workspace, *self.own) if door]
        waiting = [asyncio.ensure_future(door.wait()) for door in doors]
        if not waiting:
            await self._forever.wait()
        try:
            died, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.gather(*died)
        finally:
            for each in waiting:
                each.cancel()

    def mailbox_says(self, word: str) -> None:
        """A connection comes and goes; what the operator must mend is louder."""
        self.mailbox_state = word
        say = log.info if word in {"connected", "unreachable"} else log.error
        say("mailbox", state=word)

    def look_again(self) -> None:
        """What was left alone in the mailbox may be wanted now."""
        if self.mailbox:
            self.mailbox.look_again()
        for door in self.own:
            door.look_again()

    async def stop(self) -> None:
        doors = (self.listener, self.mailbox, *self.own)
        self.listener, self.mailbox, self.own = None, None, ()
        await asyncio.gather(*(door.stop() for door in doors if door))

    async def leave(self) -> None:
        """The workspace comes last: its calls carry letters too."""
        workspace, self.workspace = self.workspace, None
        if workspace:
            await workspace.stop()


async def open_doors(
    config: Config,
    intake: Intake,
    pulse: Pulse,
    made_at: datetime,
    token: AccessToken | None,
    workspace: SlackRoom | None = None,
) -> Doors:
    """Raises ConfigError where the listener's address cannot be had."""
    doors = Doors()
    try:
        await _open(doors, config, intake, pulse, made_at, token)
        if workspace:
            workspace.tick = lambda: pulse.tick("slack")
            workspace.beat = lambda: pulse.tick("accounts")
            doors.workspace = workspace
            await doors.workspace.start()
            app = workspace.door
            from daemon.personal_doors import personal_doors

            doors.own = personal_doors(config, intake.personal_direct, pulse, made_at, lambda: app.bot_user)
            await asyncio.gather(*(door.start() for door in doors.own))
    except BaseException:
        await doors.stop()
        await doors.leave()
        raise
    return doors


async def _open(
    doors: Doors, config: Config, intake: Intake, pulse: Pulse, made_at: datetime, token: AccessToken | None
) -> None:
    listening = listener_settings(config)
    if listening:
        doors.listener = smtp.Door(listening, intake.receive)
        await _listen(doors.listener)
    settings = imap_settings(config)
    if settings:
        settings = replace(settings, not_before=settings.not_before or made_at - DAY)
        doors.mailbox = imap.Door(
            settings,
            receive=intake.receive,
            known=intake.known,
            state=doors.mailbox_says,
            tick=lambda: pulse.tick("mailbox"),
            token=token,
        )
        doors.mailbox.on_removal = intake.copies.learn
        filed = intake.filed
        doors.mailbox.watch_sent(imap_callbacks.Keep(filed.receive, filed.read_to, filed.reached))
        await doors.mailbox.start()


async def _listen(door: smtp.Door) -> None:
    try:
        await door.start()
    except OSError as error:
        where = f"{door.settings.host}:{door.settings.port}"
        raise cannot_listen("[listener] bind", where, error) from None


def mailbox_search(config: Config, token: AccessToken | None) -> Callable[[str], Evidence] | None:
    """Whether the mailbox has a Message-ID where the copies of letters lie: among what was sent, or where copies come
    back, among what has come in. None where there is no such place. Absence may only be delay.
    """
    settings, mailbox = imap_settings(config), config.mailbox
    if settings is None or mailbox is None:
        return None
    copies = (mailbox.folder, mailbox.done_folder)
    folders = copies if config.smtp.evidence == "copy" else (mailbox.sent_folder,)
    return (lambda message_id: FOUND[imap_sent.held(settings, folders, message_id, token)]) if all(folders) else None


def mailbox_token(config: Config, store: Store, clock: Callable[[], datetime]) -> AccessToken | None:
    """One for every connection to the mailbox. A refresh token that the server replaces is kept under the name of the
    configured one that it came from: after a restart the old one may be worthless.
    """
    settings = oauth2_settings(config)
    if settings is None:
        return None
    name = f"oauth2 {hashlib.sha256(settings.refresh_token.encode()).hexdigest()[:16]}"
    kept = store.look_now(lambda unit: unit.kept_secret(name))
    return AccessToken(
        replace(settings, refresh_token=kept or settings.refresh_token),
        lambda token: store.run_now(lambda unit: unit.keep_secret(name, token, clock())),
    )


def remove_copies(
    config: Config, store: Store, token: AccessToken | None, going: Callable[[], bool] = lambda: True
) -> tuple[int, str]:
    """Works off what was purged here and may still lie in the mailbox; how many copies went, and what stood in the way.
    Blocking, while `going`. A message of which no copy is found any more is settled too: somebody else removed it.
    """
    settings = imap_settings(config)
    queue = store.look_now(lambda unit: unit.purging.copies())
    if settings is None or not queue:
        return 0, ""
    hashes = {each.id: each.content_hash for each in queue}

    def is_copy(wanted: imap_purge.Wanted, raw: bytes) -> bool:
        if not going():
            raise ConnectionAbortedError
        content = fingerprint(raw)
        return store.look_now(lambda unit: unit.purging.hash_of(content)) == hashes[wanted.id]

    wanted = [imap_purge.Wanted(each.id, each.received_at, each.size) for each in queue]
    done = imap_purge.remove(settings, wanted, is_copy, token)
    settled = done.ids if done.trouble else hashes.keys()
    store.run_now(lambda unit: unit.purging.copies_settled(settled))
    return len(done.ids), str(done.trouble)

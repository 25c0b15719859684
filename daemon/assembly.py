"""The rooms of the house, put together from a configuration and an open store. Nothing runs yet."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from daemon.admission import Admission
from daemon.config_model import Config
from daemon.corridor import Corridor
from daemon.doors import AccessToken, mailbox_search, mailbox_token
from daemon.house import EMAIL, SLACK, house
from daemon.intake import Intake
from daemon.orders import Orders
from daemon.outbox import Outbox
from daemon.pens import MailPen, Pen, SlackPen
from daemon.personal import Personal
from daemon.post import Post
from daemon.readers import Readers
from daemon.reception import Reception
from daemon.store.store import Store
from daemon.whose_hands import say_whose_hands, whose_hands
from daemon.wiring import community, hands, smtp_settings
from notifiers.folder import FolderSender
from notifiers.sending import Evidence, Sender
from notifiers.slack import SlackSender
from notifiers.smtp import Seen, SmtpSender

if TYPE_CHECKING:
    from daemon.front_desk import FrontDesk
    from daemon.slack_room import SlackRoom

TRIED_AGAIN = timedelta(minutes=15)  # a mail server does so after five, by Postfix's defaults; this is three times that


@dataclass(frozen=True, slots=True)
class Desks:
    """What a command needs: no loop and no wire."""

    corridor: Corridor
    admission: Admission
    orders: Orders


@dataclass(frozen=True, slots=True)
class Rooms:
    corridor: Corridor
    intake: Intake
    outbox: Outbox
    sender: Sender
    token: AccessToken | None
    readers: Readers
    workspace: SlackRoom | None = None

    @property
    def front_desk(self) -> FrontDesk | None:
        return self.workspace.front_desk if self.workspace else None

    async def close(self) -> None:
        """Hangs up on the mail server, and ends the process that reads long messages."""
        await self.readers.close()
        if isinstance(self.sender, SmtpSender):
            await self.sender.close()


def desks(config: Config, store: Store) -> Desks:
    here = house(config, store.look_now(lambda unit: unit.accounts.pinned()))
    known = store.look_now(lambda unit: whose_hands(unit, here.terms.hands))
    here = replace(here, terms=replace(here.terms, hands=known))
    corridor = Corridor(here, Post(here, store.tokens))
    admission = Admission(corridor)
    return Desks(corridor, admission, Orders(admission, community(config)))


def assemble(config: Config, store: Store, clock: Callable[[], datetime], changed: Callable[[], None]) -> Rooms:
    store.run_now(lambda unit: say_whose_hands(unit, hands(config)))
    desk = desks(config, store)
    readers = Readers()
    reception = Reception(desk.admission, desk.orders, store.tokens, readers)
    if config.slack:
        from daemon.slack_room import SlackRoom  # its libraries take longer to load than many a command to run
    here = desk.corridor.house
    personal = Personal(store, reception, here.owner) if here.personal else None
    token = mailbox_token(config, store, clock)
    sender = _sender(config, store, token, clock)
    intake = Intake(store, reception, personal, clock, changed)
    workspace = SlackRoom(config, store, desk.orders, intake, clock) if config.slack else None
    pens: dict[str, Pen] = {EMAIL: MailPen(here, desk.corridor.post, sender, _from(config))}
    if workspace and config.slack:
        without = frozenset[str]() if here.reads_mail else frozenset({"mail"})
        pens[SLACK] = SlackPen(SlackSender(workspace.wire), community(config).in_slack, without)
    outbox = Outbox(store, desk.corridor, pens, community(config))
    return Rooms(desk.corridor, intake, outbox, sender, token, readers, workspace)


def _from(config: Config) -> str:
    """The mailbox that letters come from, in the form that a From line has."""
    sender = config.smtp.sender
    return f'"{sender.name}" <{sender.address}>' if sender.name else sender.address


def _sender(config: Config, store: Store, token: AccessToken | None, clock: Callable[[], datetime]) -> Sender:
    settings = smtp_settings(config)
    if settings is None:
        if config.smtp.folder is None:
            raise ValueError("smtp: neither a host nor a folder")
        return FolderSender(config.smtp.folder)
    match config.smtp.evidence:
        case "copy":
            return SmtpSender(settings, _copies(store, _mailbox(config, token) or _listening(clock)))
        case "sent":
            return SmtpSender(settings, _mailbox(config, token))
        case _:
            return SmtpSender(settings)


def _copies(store: Store, search: Seen) -> Seen:
    """Evidence `copy`: a copy that came back has marked its letter as sent already (`reception.py`). After a standstill
    it may be where it comes in and not have been read yet: `search` says what can be known of that.
    """

    async def seen(message_id: str) -> Evidence:
        letter = await store.look(lambda unit: unit.letters.by_message_id(f"<{message_id}>"))
        if letter and letter.sent_at:
            return Evidence.YES
        return await search(message_id)

    return seen


def _listening(clock: Callable[[], datetime]) -> Seen:
    """Copies that come to the listener: what could not be handed over while nobody listened comes when it is tried
    again, and until then that there is none says nothing.
    """
    since = clock()

    async def seen(_message_id: str) -> Evidence:
        return Evidence.UNKNOWN if clock() - since >= TRIED_AGAIN else Evidence.UNREACHABLE

    return seen


def _mailbox(config: Config, token: AccessToken | None) -> Seen | None:
    """The mailbox, searched for what the provider files, or for a copy that came back."""
    search = mailbox_search(config, token)
    if search is None:
        return None

    async def seen(message_id: str) -> Evidence:
        return await asyncio.to_thread(search, message_id)

    return seen

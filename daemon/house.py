"""Who we are: the configuration as the frozen values that the rooms of the daemon share. It opens nothing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from daemon.config_model import Config, Mode
from daemon.process.case import Terms
from daemon.process.letters import LetterName
from daemon.wiring import context, listener_settings, reads_mail, terms
from parsers.reading import Context

MEMBER = re.compile(r"[UW][A-Z0-9]{2,29}", re.ASCII)
EMAIL, SLACK = "email", "slack"


@dataclass(frozen=True, slots=True)
class Administrator:
    """`slack` is what the configuration calls their account: an id, or a name that is looked up once."""

    name: str = field(repr=False)
    address: str = field(repr=False)
    slack: str = field(default="", repr=False)


@dataclass(slots=True)
class Pins:
    """Whose account is which administrator's, by id. It grows as the workspace tells; an id is never given up for
    another one of the same name (design 8).
    """

    by_name: dict[str, str] = field(default_factory=dict, repr=False)

    def learn(self, administrators: Iterable[Administrator], pinned: Mapping[tuple[str, str], str]) -> None:
        for each in administrators:
            if MEMBER.fullmatch(each.slack):
                self.by_name[each.name] = each.slack
            elif (each.name, each.slack) in pinned:
                self.by_name[each.name] = pinned[each.name, each.slack]

    def name_of(self, member: str) -> str:
        return next((name for name, each in self.by_name.items() if each == member), "")


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose word on a mail's origin counts (design 8); without an `authserv_id` commands by mail are off."""

    authserv_id: str
    hops: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """`address` is the community's own; `subaddress` is "+" where its local part may carry a token, else "none";
    `slack` whether there is a workspace, `reads_mail` whether anybody reads what is sent to `address`.
    """

    prefix: str
    zone: ZoneInfo
    terms: Terms
    context: Context = field(repr=False)
    undo: timedelta
    settle: timedelta
    modes: Mapping[LetterName, Mode]
    administrators: tuple[Administrator, ...]
    outside: Administrator | None
    address: str = field(repr=False)
    receipts: str = field(repr=False)
    subaddress: str
    personal: bool
    owner: str = field(repr=False)
    trust: Trust
    baseline: int
    baseline_as_of: date
    slack: bool = False
    reads_mail: bool = True
    pins: Pins = field(default_factory=Pins, repr=False)

    @property
    def known(self) -> Context:
        """What the readers know, and the ids that were pinned since: Slack writes every mention as an id (P14)."""
        pins = (self.pins.by_name.get(each.name, "") for each in self.administrators)
        named = zip(self.context.administrators, pins, strict=True)
        return replace(self.context, administrators=tuple((*names, pin) if pin else names for names, pin in named))

    def administrator(self, name: str) -> Administrator | None:
        return next((each for each in self.administrators if each.name == name), None)

    def administrator_at(self, address: str) -> Administrator | None:
        """By a mail address, or by the id of an account: never by a name."""
        if MEMBER.fullmatch(address):
            return self.administrator(self.pins.name_of(address))
        return next((each for each in self.administrators if address and each.address.lower() == address), None)

    def places_of(self, administrator: Administrator) -> tuple[tuple[str, str], ...]:
        """Where they are written to: the channel and the address, the one that is tried first before the others."""
        member = self.pins.by_name.get(administrator.name, "") if self.slack else ""
        return tuple(each for each in ((SLACK, member), (EMAIL, administrator.address)) if each[1])

    def administrator_by(self, channel: str, address: str) -> Administrator | None:
        """By a way in which a party is known: an address, a Slack id, or an account's name."""
        if channel == EMAIL:
            return self.administrator_at(address.lower())
        pinned = self.administrator_at(address) if channel == SLACK else None
        if pinned:
            return pinned
        bare = address.strip("<>@ ").casefold()
        known = zip(self.administrators, self.context.administrators, strict=True)
        return next(
            (each for each, names in known if bare and bare in {name.strip("<>@ ").casefold() for name in names}), None
        )

    def mode(self, name: LetterName) -> Mode:
        return self.modes.get(name, Mode.AUTOMATIC)


def house(config: Config, pinned: Mapping[tuple[str, str], str] | None = None) -> House:
    mailbox = config.mailbox
    before = config.community.incidents_before
    administrators = tuple(Administrator(each.name, each.email, each.slack) for each in config.administrators)
    pins = Pins()
    pins.learn(administrators, pinned or {})
    outside = config.outside_contact
    return House(
        prefix=config.community.code,
        zone=config.community.timezone,
        terms=terms(config),
        context=context(config),
        undo=config.process.undo,
        settle=config.process.settle,
        modes=config.letters,
        administrators=administrators,
        outside=Administrator(outside.name, outside.email) if outside else None,
        address=config.smtp.sender.address,
        receipts=config.smtp.receipts_to or "",
        subaddress=mailbox.subaddress if mailbox else "+",
        personal=mailbox is not None and mailbox.use == "personal",
        owner=_owner(config, administrators),
        trust=_trust(config),
        baseline=before.count if before else 0,
        baseline_as_of=before.as_of if before else date.min,
        slack=config.slack is not None,
        reads_mail=reads_mail(config),
        pins=pins,
    )


def _trust(config: Config) -> Trust:
    """Our own listener's line above the verifier's says nothing about who sent the mail; it is a hop of ours."""
    mailbox, listening = config.mailbox, listener_settings(config)
    if mailbox is None:
        return Trust("", frozenset())
    own = {listening.hostname} if listening else set()
    return Trust(mailbox.trusted_authserv_id, frozenset(mailbox.trusted_hops) | own)


def _owner(config: Config, administrators: tuple[Administrator, ...]) -> str:
    """Whose a personal mailbox is: the administrator whose address logs in, else the first one."""
    user = config.mailbox.user.lower() if config.mailbox else ""
    named = (each.name for each in administrators if each.address.lower() == user)
    return next(named, administrators[0].name)

"""What the sections of a configuration must say together. Pure: a Config in, every broken rule out, all at once."""

from collections import Counter
from collections.abc import Callable, Iterable
from ipaddress import ip_network
from urllib.parse import urlsplit

from pydantic import SecretStr

from daemon.config_model import Config, Mode
from daemon.config_problems import Path
from daemon.config_sources import UNREAD
from daemon.config_values import is_loopback
from daemon.process.letters import TO_MEMBERS, LetterName

Broken = tuple[Path, str, str]  # the key, what is wrong with it, the remedy

BOT, APP, MEMBER = "xoxb-", "xapp-", "xoxp-"
KINDS = {
    BOT: "a bot token",
    APP: "an app-level token",
    MEMBER: "a member's token",
    "xoxe": "a token that expires (switch token rotation off in the app)",
}
POSTGRES = "postgresql+psycopg://"
SQLITE = "sqlite:///"
AWAITED = frozenset(
    {
        LetterName.RETURN,
        LetterName.UPHELD,
        LetterName.OVERTURNED,
        LetterName.CONTEXT_DRAFT,
        LetterName.SUSPENSION,
        LetterName.KEPT,
        LetterName.LIFTED,
        LetterName.APPEAL_CONFIRM,
        LetterName.TOLD,
        LetterName.PARTY_CLOSED,
        LetterName.RETENTION,
    }
)


def broken_rules(config: Config) -> tuple[Broken, ...]:
    return tuple(broken for rule in RULES for broken in rule(config))


def an_administrator(config: Config) -> Iterable[Broken]:
    if not config.administrators:
        yield ("administrators",), "there is none.", "Add one with a name and an email: somebody must decide."


def administrators_can_be_reached(config: Config) -> Iterable[Broken]:
    for number, each in enumerate(config.administrators):
        if not each.email and not each.slack:
            yield ("administrators", number, "email"), "has no address.", 'Write email = "name@example.org".'


def administrators_differ(config: Config) -> Iterable[Broken]:
    for key in ("name", "email", "slack"):
        values = Counter(str(getattr(each, key)).casefold().removeprefix("@") for each in config.administrators)
        if any(count > 1 for value, count in values.items() if value):
            yield ("administrators", key), "stands at two of them.", "Give each a different one."


def the_outside_contact_is_outside(config: Config) -> Iterable[Broken]:
    contact = config.outside_contact
    if contact and any(contact.email == each.email for each in config.administrators):
        yield ("outside_contact", "email"), "is an administrator's.", "Name somebody outside, or remove the section."


def a_door(config: Config) -> Iterable[Broken]:
    if config.mailbox is None and config.listener is None and config.slack is None:
        remedy = "Add [mailbox] (IMAP), [listener] (LMTP, SMTP) or [slack]."
        yield ("mailbox",), "there is no way in for a message.", remedy


def a_known_database(config: Config) -> Iterable[Broken]:
    url = config.database.url.get_secret_value()
    if not (url.startswith(POSTGRES) or (url.startswith(SQLITE) and url.removeprefix(SQLITE).strip("/"))):
        yield ("database", "url"), "is no database that conductd knows.", f"Write {SQLITE}conductd.db."


def the_sent_folder_can_be_searched(config: Config) -> Iterable[Broken]:
    if config.smtp.evidence == "sent" and not (config.mailbox and config.mailbox.sent_folder):
        yield (
            ("smtp", "evidence"),
            'is "sent", and no sent folder is named.',
            "Write sent_folder in [mailbox], or none here.",
        )


def every_hop_is_a_host_or_some(config: Config) -> Iterable[Broken]:
    """A name, a name's subdomains (".outlook.com") or a network; one that takes in everybody would trust everybody."""
    for hop in config.mailbox.trusted_hops if config.mailbox else ():
        if not _names_some(hop.strip()):
            remedy = 'Write a host ("mx.example.com"), all below one (".example.com") or a network ("2002:a00::/24").'
            yield ("mailbox", "trusted_hops"), f'"{hop}" names no hosts, or all of them.', remedy


def _names_some(hop: str) -> bool:
    if "/" not in hop:
        return bool(hop.strip("."))
    try:
        return ip_network(hop).prefixlen > 0
    except ValueError:
        return False


def every_token_in_its_place(config: Config) -> Iterable[Broken]:
    """Slack's tokens look alike and do different things; what begins the right one is no secret."""
    for path, token, begins in _tokens(config):
        text = token.get_secret_value()
        if text != UNREAD and not text.startswith(begins):
            kind = next((kind for start, kind in KINDS.items() if text.startswith(start)), "not a token of Slack's")
            yield path, f"is {kind}.", f"{path[1]} begins with {begins}."


def _tokens(config: Config) -> Iterable[tuple[Path, SecretStr, str]]:
    slack = config.slack
    if slack is None:
        return
    yield ("slack", "bot_token"), slack.bot_token, BOT
    if slack.app_token:
        yield ("slack", "app_token"), slack.app_token, APP
    for token in slack.administrator_tokens:
        yield ("slack", "administrator_tokens"), token, MEMBER
    if slack.scim_token:
        yield ("slack", "scim_token"), slack.scim_token, MEMBER


def slack_is_reached_safely(config: Config) -> Iterable[Broken]:
    if config.slack and not _is_safe(config.slack.api_url):
        what = "would send tokens and messages in the clear, or is no address."
        yield ("slack", "api_url"), what, 'Write "https://slack.com/api/".'


def _is_safe(url: str) -> bool:
    try:
        address = urlsplit(url)
        host = address.hostname
    except ValueError:
        return False
    return bool(host) and (address.scheme == "https" or (address.scheme == "http" and is_loopback(str(host))))


def only_letters_to_members(config: Config) -> Iterable[Broken]:
    for name in config.letters:
        if name not in TO_MEMBERS:
            yield ("letters", name), "is not a letter to a member.", f"Letters: {', '.join(TO_MEMBERS)}."


def the_process_can_go_on(config: Config) -> Iterable[Broken]:
    """Somebody's access, or the end of a case, waits until these have left."""
    for name, mode in config.letters.items():
        if mode is Mode.OFF and name in AWAITED:
            yield ("letters", name), "cannot be off: the process waits for it.", 'Write "ask" to see each one first.'


RULES: tuple[Callable[[Config], Iterable[Broken]], ...] = (
    an_administrator,
    administrators_can_be_reached,
    administrators_differ,
    the_outside_contact_is_outside,
    a_door,
    a_known_database,
    the_sent_folder_can_be_searched,
    every_hop_is_a_host_or_some,
    every_token_in_its_place,
    slack_is_reached_safely,
    only_letters_to_members,
    the_process_can_go_on,
)

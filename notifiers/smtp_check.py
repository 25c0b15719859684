"""The mail server tried out for `conductd check`: connection, login, our own address. No letter is sent."""

from collections.abc import Awaitable, Mapping
from types import MappingProxyType
from typing import Final

import aiosmtplib

from notifiers.sending import Problem, Row
from notifiers.smtp import SmtpSettings, Stopped, Tls, dial, hang_up, log_in

CONNECTION: Final = "smtp connection"
LOGIN: Final = "smtp login"
SENDER: Final = "smtp.sender"
RECEIPTS: Final = "smtp.receipts_to"

REMEDIES: Final[Mapping[Problem, str]] = MappingProxyType(
    {
        Problem.UNREACHABLE: "look at smtp.host and smtp.port, and whether a firewall is between.",
        Problem.SILENT: 'look at smtp.port; a port that waits for TLS (465) needs smtp.tls = "implicit".',
        Problem.LOST: 'look at smtp.port; a port that waits for TLS (465) needs smtp.tls = "implicit".',
        Problem.NO_TLS: 'on this port write smtp.tls = "starttls", or name the port for TLS (465) in smtp.port.',
        Problem.NO_STARTTLS: 'name the port for submission (587) in smtp.port, or write smtp.tls = "implicit".',
        Problem.CERTIFICATE: "write the certificate's name as smtp.host; for a private authority set smtp.ca_file.",
        Problem.CA_FILE: "look at smtp.ca_file: it is a PEM file that the daemon's user can read.",
        Problem.NO_LOGIN: "take smtp.user out where the server wants no login, or look at smtp.port.",
        Problem.LOGIN: "look at smtp.user and smtp.password; some providers want a password made for one program.",
        Problem.TOKEN: "look at the oauth2 settings: the token endpoint gave none.",
        Problem.LATER: "wait, and run check again; the server is busy or holds new senders back.",
        Problem.SENDER: "smtp.sender must be an address that this login may send as.",
        Problem.RECEIPTS: 'smtp.receipts_to must be an address that takes mail, or write smtp.evidence = "none".',
        Problem.GARBLED: "look at smtp.port: what answers there may be no mail server.",
    }
)


async def check(settings: SmtpSettings, sender: str) -> tuple[Row, ...]:
    """Rows up to the first that fails. `sender` is our own address, without a display name."""
    rows: list[Row] = []
    what = CONNECTION
    try:
        client = await dial(settings)
        rows.append(_connected(settings))
        what = LOGIN
        await log_in(client, settings)
        if settings.user:
            rows.append(Row(LOGIN))
        rows += await _addresses(client, settings, sender)
        await hang_up(client)
    except Stopped as stopped:
        rows.append(_row(what, stopped.outcome.problem))
    return tuple(rows)


def _connected(settings: SmtpSettings) -> Row:
    return Row(f"{CONNECTION} (not encrypted, loopback)" if settings.tls is Tls.NONE else CONNECTION)


async def _addresses(client: aiosmtplib.SMTP, settings: SmtpSettings, sender: str) -> list[Row]:
    """A transaction that ends before DATA: nothing is delivered."""
    rows = [await _accepts(SENDER, client.mail(sender), Problem.SENDER)]
    if settings.receipts_to and not rows[0].problem:
        rows.append(await _accepts(RECEIPTS, client.rcpt(settings.receipts_to), Problem.RECEIPTS))
    return rows


async def _accepts(what: str, command: Awaitable[object], problem: Problem) -> Row:
    try:
        await command
    except (aiosmtplib.SMTPException, OSError, ValueError):  # its text holds the address
        return _row(what, problem)
    return Row(what)


def _row(what: str, problem: Problem) -> Row:
    return Row(what, f"{problem}: {REMEDIES.get(problem, 'look at the section [smtp].')}")

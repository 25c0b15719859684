"""Letters to a mail server: one transaction a letter, over a connection that is kept.

What the server does comes back as a value. Nothing here raises or logs an address or a server's words: aiosmtplib's
errors hold both, so they end in `_problem`.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Final

import aiosmtplib

from notifiers.email import is_address
from notifiers.sending import Closed, Deferred, Evidence, Outcome, Problem, Refused, Sent, Unknown

# Until the message itself is on its way nothing has left, and giving up costs nothing: other letters wait meanwhile.
BEFORE_DATA: Final = 25.0  # seconds for all of it: connection, TLS, login, envelope
KEPT_ANSWERS_WITHIN: Final = 5.0  # a kept connection that takes longer to say 250 to RSET is left for a new one
DATA_WITHIN: Final = 50.0  # with what may come before it less than the outbox gives a letter
POLITE: Final = 1.0  # seconds; a stop has ten in all
PERMANENT: Final = 500  # RFC 5321 4.2.1: 5yz is not to be repeated in the same form
CLOSING: Final = 421  # RFC 5321 3.8: the server ends the connection, whatever was asked

Token = Callable[[], Awaitable[str]]
Seen = Callable[[str], Awaitable[Evidence]]


class Tls(StrEnum):
    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    NONE = "none"  # loopback only


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """`token` is asked for an access token at each login (XOAUTH2) and goes before the password. `hello` is the name
    we give ourselves: the machine's own would tell strangers where the daemon runs. `timeout` is in seconds.
    """

    host: str
    port: int
    tls: Tls
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: Token | None = field(default=None, repr=False)
    ca_file: Path | None = None
    receipts_to: str = field(default="", repr=False)
    hello: str = "localhost"
    timeout: float = 60.0

    def __post_init__(self) -> None:
        if self.tls is Tls.NONE and not _is_loopback(self.host):
            raise ValueError("smtp.tls = none is for a server on the loopback only")


class Stopped(Exception):
    """A step that failed, and what that makes of the letter."""

    def __init__(self, outcome: Deferred | Closed | Refused | Unknown) -> None:
        super().__init__(str(outcome.problem))
        self.outcome = outcome


class SmtpSender:
    """`seen` looks for a Message-ID in our copies: where receipts_to arrives, or in the Sent folder."""

    def __init__(self, settings: SmtpSettings, seen: Seen | None = None) -> None:
        self._settings = settings
        self._seen = seen
        self._client: aiosmtplib.SMTP | None = None
        self._one_at_a_time = asyncio.Lock()

    async def send(self, letter_id: str, message: bytes, recipient: str, return_path: str) -> Outcome:  # noqa: ARG002  the server needs no id
        if not (is_address(recipient) and is_address(return_path)):
            return Refused(Problem.ADDRESS)
        async with self._one_at_a_time:
            try:
                client = await self._addressed(recipient, return_path)
                await _deliver(client, message, min(DATA_WITHIN, self._settings.timeout))
            except Stopped as stopped:
                return stopped.outcome
            except BaseException:  # cancelled in the middle: what the server says next belongs to no letter
                self._drop()
                raise
        return Sent()

    async def was_sent(self, letter_id: str, message_id: str, recipient: str) -> Evidence:  # noqa: ARG002  a server knows only the Message-ID
        return await self._seen(message_id) if self._seen else Evidence.UNKNOWN

    async def close(self) -> None:
        """Hangs up."""
        client, self._client = self._client, None
        if client is not None:
            await hang_up(client)

    async def _ready(self) -> aiosmtplib.SMTP:
        """The kept connection where it still answers, else a new one."""
        if self._client is not None:
            try:
                await self._client.rset(timeout=min(KEPT_ANSWERS_WITHIN, self._settings.timeout))
            except (aiosmtplib.SMTPException, OSError):
                self._drop()
            else:
                return self._client
        self._client = await log_in(await dial(self._settings), self._settings)
        return self._client

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()

    async def _addressed(self, recipient: str, return_path: str) -> aiosmtplib.SMTP:
        """All that comes before the message, which is put off, and not in doubt, where it takes too long."""
        silent: Closed | Deferred = Closed(Problem.SILENT)
        try:
            async with asyncio.timeout(BEFORE_DATA):
                client = await self._ready()
                await self._begin(client, return_path)
                silent = Deferred(Problem.SILENT)  # from here on it may be about this reader
                await _step(client.rcpt(recipient), Refused(Problem.RECIPIENT))
                if self._settings.receipts_to:
                    await self._copy(client)
        except TimeoutError:
            self._drop()
            raise Stopped(silent) from None
        return client

    @staticmethod
    async def _begin(client: aiosmtplib.SMTP, return_path: str) -> None:
        """No reader has been named yet: what the server puts off here it would put off for every letter."""
        try:
            await _step(client.mail(return_path), Deferred(Problem.SENDER))
        except Stopped as stopped:
            if stopped.outcome.problem is Problem.SENDER:
                raise
            raise Stopped(Closed(stopped.outcome.problem)) from None

    async def _copy(self, client: aiosmtplib.SMTP) -> None:
        """The evidence travels in the same transaction. A server that refuses the copy does not keep the letter from
        its reader; `check` tries the address and says so.
        """
        try:
            await _step(client.rcpt(self._settings.receipts_to), Refused(Problem.RECEIPTS))
        except Stopped as stopped:
            if not client.is_connected:
                raise Stopped(Deferred(stopped.outcome.problem)) from None


async def _deliver(client: aiosmtplib.SMTP, message: bytes, within: float) -> None:
    """Whatever breaks in DATA may have broken after the last dot (RFC 5321 6.1): unknown, not failed."""
    try:
        await client.data(message, timeout=within)
    except aiosmtplib.SMTPDataError as error:
        raise Stopped(_put_off(error.code) if error.code < PERMANENT else Refused(Problem.CONTENT)) from None
    except aiosmtplib.SMTPTimeoutError:
        raise Stopped(Unknown(Problem.SILENT)) from None
    except (aiosmtplib.SMTPException, OSError):
        client.close()
        raise Stopped(Unknown(Problem.LOST)) from None


async def _step(command: Awaitable[object], if_permanent: Deferred | Refused) -> None:
    try:
        await command
    except aiosmtplib.SMTPResponseException as error:
        raise Stopped(if_permanent if error.code >= PERMANENT else _put_off(error.code)) from None
    except (aiosmtplib.SMTPException, OSError) as error:
        raise Stopped(Deferred(_problem(error))) from None


def _put_off(code: int) -> Deferred | Closed:
    return Closed(Problem.LATER) if code == CLOSING else Deferred(Problem.LATER)


async def dial(settings: SmtpSettings) -> aiosmtplib.SMTP:
    """Connected and, where it is asked for, under TLS. Raises Stopped."""
    client = aiosmtplib.SMTP(
        hostname=settings.host,
        port=settings.port,
        local_hostname=settings.hello,
        timeout=settings.timeout,
        use_tls=settings.tls is Tls.IMPLICIT,
        start_tls=settings.tls is Tls.STARTTLS,
        tls_context=await asyncio.to_thread(_context, settings),
    )
    try:
        await client.connect()
        await client.ehlo()
    except (aiosmtplib.SMTPException, OSError) as error:
        client.close()
        raise Stopped(Closed(_problem(error))) from None
    except BaseException:  # there was no more time
        client.close()
        raise
    return client


async def log_in(client: aiosmtplib.SMTP, settings: SmtpSettings) -> aiosmtplib.SMTP:
    """Raises Stopped. A refused login is the operator's to mend: the letter waits."""
    if not settings.user:
        return client
    try:
        if settings.token is None:
            await client.login(settings.user, settings.password)
        else:
            await client.auth_xoauth2(settings.user, await _token(settings.token))
    except aiosmtplib.SMTPAuthenticationError as error:
        client.close()
        raise Stopped(Closed(Problem.LOGIN if error.code >= PERMANENT else Problem.LATER)) from None
    except (aiosmtplib.SMTPException, OSError) as error:
        problem = Problem.NO_LOGIN if client.is_connected else _problem(error)
        client.close()
        raise Stopped(Closed(problem)) from None
    except BaseException:  # no token, or no more time
        client.close()
        raise
    return client


async def hang_up(client: aiosmtplib.SMTP) -> None:
    """Politely, but without waiting for a server that is gone or says nothing."""
    try:
        async with asyncio.timeout(POLITE):
            await client.quit()
    except (aiosmtplib.SMTPException, OSError, TimeoutError):
        pass
    finally:
        client.close()


async def _token(ask: Token) -> str:
    try:
        return await ask()
    except Exception:  # noqa: BLE001  whatever a token endpoint does, the letter waits; its error may hold the token
        raise Stopped(Closed(Problem.TOKEN)) from None


def _context(settings: SmtpSettings) -> ssl.SSLContext | None:
    if settings.tls is Tls.NONE:
        return None
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except (OSError, ssl.SSLError):
        raise Stopped(Closed(Problem.CA_FILE)) from None


def _problem(error: Exception) -> Problem:
    """The fixed word for an error and what caused it; its text is dropped here."""
    cause = error.__cause__ if isinstance(error.__cause__, Exception) else error
    match cause, error:
        case ssl.SSLCertVerificationError(), _:
            return Problem.CERTIFICATE
        case ssl.SSLError(), _:
            return Problem.NO_TLS
        case _, aiosmtplib.SMTPTimeoutError():
            return Problem.SILENT
        case _, aiosmtplib.SMTPServerDisconnected():
            return Problem.LOST
        case _, aiosmtplib.SMTPResponseException():
            return Problem.LATER
        case _, aiosmtplib.SMTPConnectError() | OSError():
            return Problem.UNREACHABLE
        case _:
            return Problem.NO_STARTTLS if "STARTTLS" in str(error) else Problem.GARBLED


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

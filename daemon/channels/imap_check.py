"""The mailbox's rows of `check`: connects once, looks, changes nothing. Blocking; every phrase is fixed."""

import contextlib
import socket
import ssl
from collections.abc import Callable

from imapclient.exceptions import IMAPClientError

from daemon.channels.imap_session import Session, Token
from daemon.channels.imap_settings import Settings
from daemon.channels.imap_trouble import LoginRefused, NoFolder, NoTls

Row = tuple[str, str]
"""The configuration's key, and "" or what is wrong and what to do. "note: " begins what needs no doing."""


def check(settings: Settings, token: Token | None = None) -> list[Row]:
    rows: list[Row] = []
    try:
        session = Session(settings)
    except (OSError, IMAPClientError, NoTls) as error:
        return [_no_connection(settings, error)]
    with contextlib.closing(session):
        steps: tuple[tuple[str, Callable[[], None], str], ...] = (
            ("mailbox.tls", session.secure, ""),
            ("mailbox.oauth2" if token else "mailbox.password", lambda: session.login(token), ""),
            ("mailbox.folder", session.open_folder, ""),
        )
        rows.append(("mailbox.host", ""))
        for key, step, fine in steps:
            rows.append((key, _problem(step) or fine))
            if rows[-1][1]:
                return rows
        return [*rows, *_remarks(session, settings)]


def _problem(step: Callable[[], None]) -> str:
    try:
        step()
    except LoginRefused:
        return "the server refuses this login: look at user and password or token; some providers want an app password"
    except NoFolder:
        return "there is no such folder that can be written to: look at its name, or make it"
    except (ssl.SSLError, NoTls) as error:
        return _tls(error)
    except (OSError, IMAPClientError):
        return "the connection was lost: try again, and look at the server's log"
    return ""


def _no_connection(settings: Settings, error: Exception) -> Row:
    match error:
        case ssl.SSLError() | NoTls():
            return "mailbox.tls", _tls(error)
        case socket.gaierror():
            return "mailbox.host", "no such host: look at the name, and at this machine's name service"
        case ConnectionRefusedError():
            return "mailbox.port", f"nothing listens on port {settings.port} there: look at host, port and tls"
        case TimeoutError():
            return "mailbox.host", "no answer in time: look at host, port, tls and the firewall"
        case _:
            return "mailbox.host", "the server cannot be reached: look at host, port and tls"


def _tls(error: Exception) -> str:
    match error:
        case ssl.SSLCertVerificationError(verify_code=code) if code in _NAME_MISMATCH:
            return "the server's certificate is for another name: host must be a name in the certificate"
        case ssl.SSLCertVerificationError(verify_code=code) if code == _EXPIRED:
            return "the server's certificate has expired: its operator must renew it; is this machine's clock right?"
        case ssl.SSLCertVerificationError():
            return "the server's certificate is signed by an unknown authority: name the authority's file in ca_file"
        case NoTls():
            return (
                "the server offers no STARTTLS, or ca_file cannot be read: use implicit with port 993, or mend ca_file"
            )
        case _:
            return "no TLS on this port: port 993 goes with implicit, port 143 with starttls"


# X509_V_ERR_HOSTNAME_MISMATCH and _IP_ADDRESS_MISMATCH, X509_V_ERR_CERT_HAS_EXPIRED (OpenSSL's x509_vfy.h).
_NAME_MISMATCH = frozenset({62, 64})
_EXPIRED = 10


def _remarks(session: Session, settings: Settings) -> list[Row]:
    rows: list[Row] = []
    for key, name in (("mailbox.done_folder", settings.done_folder), ("mailbox.aside_folder", settings.aside_folder)):
        there = session.exists(session.place(name))
        rows.append((key, "" if there else "note: is not there yet, and is made when it is first needed"))
    if settings.sent_folder:
        there = session.exists(session.place(settings.sent_folder))
        rows.append(("mailbox.sent_folder", "" if there else "there is no such folder: look at its name"))
    idle = "" if session.idles else "note: the server has no IDLE, so it is asked every poll_every"
    return [*rows, ("mailbox IDLE", idle), ("mailbox MOVE", _WAYS[session.way.value])]


_WAYS = {
    "move": "",
    "copy": "note: the server has no MOVE, so a mail is copied and then removed",
    "keyword": "note: the server has neither MOVE nor UIDPLUS, so mail stays and gets the keyword $Conductd",
    "nothing": "note: mail can be neither moved nor marked on this server; conductd remembers what it has read",
}

"""What can be wrong with a mailbox, in fixed words. No exception's or server's text goes further than here."""

import ssl


class LoginRefused(Exception):
    """The server does not accept user and password, or the token. For the operator."""


class NoFolder(Exception):
    """The folder to be watched cannot be opened for writing. For the operator."""


class NoTls(Exception):
    """The server does not offer STARTTLS, or the authority's file cannot be read. For the operator."""


def trouble(error: Exception) -> str:
    """The fixed word for what ended or prevented a session."""
    match error:
        case LoginRefused():
            return "refused login"
        case NoFolder():
            return "folder missing"
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
            return "unreachable"
        case ssl.SSLError() | NoTls():
            return "tls failed"
        case _:
            return "unreachable"

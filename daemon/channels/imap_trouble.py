"""What can be wrong with a mailbox, in fixed words. No exception's or server's text goes further than here."""

import ssl


class LoginRefused(Exception):
    """The server does not accept user and password, or the token. For the operator."""


class NoFolder(Exception):
    """The folder to be watched cannot be opened for writing. For the operator."""


class NoTls(Exception):
    """The server does not offer STARTTLS, or the authority's file cannot be read. For the operator."""


REFUSED_LOGIN = "refused login"
# RFC 5530 and RFC 9051: the server is busy, full or at fault, and what was asked for is as good as before
OF_THE_MOMENT = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[OVERQUOTA]", "[SERVERBUG]")


def is_of_the_moment(refusal: Exception) -> bool:
    """Whether the server says that it will pass by itself: nothing for the operator to mend."""
    said = str(refusal).upper()
    return any(code in said for code in OF_THE_MOMENT)


def trouble(error: Exception) -> str:
    """The fixed word for what ended or prevented a session."""
    match error:
        case LoginRefused():
            return REFUSED_LOGIN
        case NoFolder():
            return "folder missing"
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
            return "unreachable"
        case ssl.SSLError() | NoTls():
            return "tls failed"
        case _:
            return "unreachable"

"""Logging: one redacting chain for our own events and for every library's records, to standard error.

What may leave: fixed event names, case codes, counts, durations, and the few words of WORDS. Everything else a person
may have written, so it is replaced; of an exception only its type and our own file:line frames are said. A library's
text is withheld whole (aiosmtpd's mail.log prints mails, bs4's warnings print pages): its name and place are enough.
"""

import logging
import re
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

WITHHELD = "[withheld]"
HOUSE = ("conductd", "daemon", "notifiers", "parsers")
ROOT = Path(__file__).parents[1]
FRAMES = 12

# Keys whose values are words of the code. A value that does not look like one is withheld all the same.
WORDS = frozenset({
    "case", "channel", "door", "error", "frames", "kind", "letter", "level", "logger", "loop", "place", "reason",
    "stage", "state", "step", "timestamp", "track", "verb", "version",
})  # fmt: skip
# What a plain record of ours may name beside numbers and types of exceptions: the states that a door can be in.
PHRASES = frozenset({
    "connected", "refused login", "unreachable", "tls failed", "folder missing", "move", "copy", "keyword", "nothing",
    "the disk is full", "the disk answers with errors", "another program holds the database", "no memory is left",
    "the database cannot be written", "the database cannot be opened", "unavailable",
    "polling", "rate limited", "deaf", "missing_scope", "server error",
    "invalid_auth", "account_inactive", "token_revoked", "not_allowed_token_type",
})  # fmt: skip
_EVENT = re.compile(r"[a-z][a-z ,;:'-]{1,79}")
_TEMPLATE = re.compile(r"[a-z][a-z0-9 ,;:'()%-]{1,99}")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.,:'/+-]{0,79}")
_CASE = re.compile(r"[A-Z][A-Z0-9]{1,9}-[A-Z0-9]{4,6}")
# A token is a long run of base32, hexadecimal or base64; no word of the code is that long without a separator.
_TOKEN = re.compile(r"[A-Za-z0-9+=]{20}")


def setup(level: str = "info") -> None:
    """Sends every record of this process through the chain; `level` is that of our own events."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in HOUSE:
        logging.getLogger(name).setLevel(level.upper())
    logging.raiseExceptions = False  # else a record that cannot be formatted is printed raw, with its arguments
    logging.captureWarnings(True)
    _hook()


def formatter() -> ProcessorFormatter:
    return ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name, withhold_foreign_text],
        processors=[
            ProcessorFormatter.remove_processors_meta,
            say_exception,
            redact,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer(),
        ],
        pass_foreign_args=True,
        use_get_message=False,  # a library's arguments are never joined into its text
    )


def renderer() -> Processor:
    if sys.stderr.isatty():
        return structlog.dev.ConsoleRenderer(colors=False, sort_keys=False)
    return structlog.processors.JSONRenderer()


class Said(str):
    """An event that was put together here from a fixed text and safe values."""

    __slots__ = ()


def withhold_foreign_text(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A plain record: of a library where it was written and no word of it; of our own packages the fixed text."""
    record: logging.LogRecord = event["_record"]
    arguments = event.pop("positional_args", ())
    if record.name.partition(".")[0] in HOUSE:
        event["event"] = _ours(record.msg, arguments)
        return event
    event["event"] = Said("a message of a library")
    event["place"] = f"{Path(record.pathname).name}:{record.lineno}"
    return event


def _ours(template: object, arguments: object) -> str:
    """The text that stands in our code with its numbers, states and types of exceptions; no other string."""
    if not isinstance(template, str) or not _TEMPLATE.fullmatch(template):
        return WITHHELD
    given = arguments if isinstance(arguments, tuple) else ()
    try:
        return Said(template % tuple(map(_argument, given)))
    except (TypeError, ValueError):
        return WITHHELD


def _argument(value: object) -> object:
    if isinstance(value, (int, float)):
        return value
    fixed = isinstance(value, str) and (value in PHRASES or value in _error_names(BaseException))
    return value if fixed else WITHHELD


def _error_names(kind: type[BaseException]) -> set[str]:
    return {kind.__name__}.union(*map(_error_names, type.__subclasses__(kind)))


def say_exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replaces an exception by the types in its chain and by where in our own files it passed."""
    told = event.pop("exc_info", None)
    for key in ("exception", "exc_text", "stack", "stack_info"):
        event.pop(key, None)
    error = told[1] if isinstance(told, tuple) else told
    if error is True:
        error = sys.exception()
    if isinstance(error, BaseException):
        event["error"] = " < ".join(type(each).__name__ for each in _chain(error))
        event["frames"] = " ".join([frame for each in _chain(error) for frame in _frames(each.__traceback__)][:FRAMES])
    return event


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    name = event.get("event")
    fixed = isinstance(name, Said) or (isinstance(name, str) and _EVENT.fullmatch(name))
    shown = {"event": name if fixed else WITHHELD}
    return shown | {key: _shown(key, value) for key, value in event.items() if key != "event"}


def _shown(key: str, value: object) -> object:
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, datetime):
        return value.isoformat()
    if key in {"error", "frames"}:  # made by say_exception alone: see there
        return value if isinstance(value, str) and _TRACE.fullmatch(value) else WITHHELD
    return value if key in WORDS and isinstance(value, str) and _safe(key, value) else WITHHELD


_TRACE = re.compile(r"[A-Za-z0-9_./: <-]{0,2000}")


def _safe(key: str, value: str) -> bool:
    if key == "case":
        return bool(_CASE.fullmatch(value))
    return bool(_WORD.fullmatch(value)) and not _TOKEN.search(value)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exception, what a group holds, and what it was raised from; at most eight."""
    waiting, seen = [error], 0
    while waiting and seen < 8:  # noqa: PLR2004  as the docstring says
        each = waiting.pop(0)
        seen += 1
        yield each
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions
        cause = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
        waiting += [cause] if cause else []


def _frames(trace: TracebackType | None) -> Iterator[str]:
    while trace:
        path = Path(trace.tb_frame.f_code.co_filename)
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in HOUSE:
            yield f"{path.relative_to(ROOT)}:{trace.tb_lineno}"
        trace = trace.tb_next


def _hook() -> None:
    """What nobody caught is logged by the chain: the interpreter's own traceback prints the exception's text."""
    log = structlog.stdlib.get_logger("daemon")

    def uncaught(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> Any:
        log.critical("an error that nobody caught", exc_info=error)

    sys.excepthook = uncaught
    threading.excepthook = lambda told: uncaught(told.exc_type, told.exc_value or told.exc_type(), None)
    sys.unraisablehook = lambda told: uncaught(told.exc_type, told.exc_value or told.exc_type(), None)

"""What all histories of canaries are played on: one event loop, the daemon's own log in memory, and what is built once.

A house opens its database anew for each command and each restart, as its processes do. What SQLAlchemy and typer make
of our own code each time is always the same, so it is kept: that is half of the time.
"""

import asyncio
import contextlib
import gc
import io
import logging
import sys
from functools import cache

import typer.main

from daemon import cli, log
from daemon.store import store
from tests.support.thrift import opened_thriftily


class Loop:
    """One for all histories."""

    runner: asyncio.Runner | None = None

    @classmethod
    def run(cls, work):
        if cls.runner is None:
            cls.runner = asyncio.Runner()
        return cls.runner.run(work)


@contextlib.contextmanager
def stage():
    """Yields the stream that the log is written to; afterwards everything is as it was."""
    opens, app = store.open_engine, cli.app
    store.open_engine, cli.app = opened_thriftily(opens), _command()
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 50)  # hypothesis and the ORM hold so much that looking for garbage is a fifth of it
    try:
        with logged() as stream:
            yield stream
    finally:
        store.open_engine, cli.app = opens, app
        gc.set_threshold(*before)


@contextlib.contextmanager
def logged():
    """The daemon's own chain, its records in memory; afterwards everything is as it was."""
    root, house = logging.getLogger(), [logging.getLogger(name) for name in log.HOUSE]
    before = root.handlers[:], root.level, [each.level for each in house], logging.raiseExceptions
    hooks, stream = (sys.excepthook, log.threading.excepthook, sys.unraisablehook), io.StringIO()
    log.setup("debug")
    root.handlers[0].setStream(stream)
    try:
        yield stream
    finally:
        log.structlog.reset_defaults()
        logging.captureWarnings(False)
        root.handlers[:], root.level, logging.raiseExceptions = before[0], before[1], before[3]
        for each, level in zip(house, before[2], strict=True):
            each.setLevel(level)
        sys.excepthook, log.threading.excepthook, sys.unraisablehook = hooks


@cache
def _command():
    return typer.main.get_command(cli.app)

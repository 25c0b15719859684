"""What SQLAlchemy compiles of our own statements, kept for every database that a test opens: it is always the same, and
half of the time of a story. The database, its files and its transactions are as real as ever. So are the mails: kept
is the class that Python's email package makes anew for each header that is written or read.
"""

from email.headerregistry import HeaderRegistry
from functools import cache

from sqlalchemy.util import LRUCache

from daemon.store import store

_dialects = []


def opened_thriftily(opens):
    """What was compiled belongs to a dialect, and each engine has one of its own, all alike."""

    def opened(*given):
        engine = opens(*given)
        engine.dialect = engine.pool._dialect = _dialect(engine)
        engine._compiled_cache = _compiled()
        return engine

    return opened


def _dialect(engine):
    if not _dialects:
        engine.connect().close()  # which tells it what this SQLite can do
        _dialects.append(engine.dialect)
    return _dialects[0]


@cache
def _compiled() -> LRUCache:
    return LRUCache(2000)


@cache
def _class_of_header(kind, base):
    return type(f"_{kind.__name__}", (kind, base), {})


def _of_header(registry, name):
    return _class_of_header(registry.registry.get(name.lower(), registry.default_class), registry.base_class)


def keep_what_is_compiled() -> None:
    """From now on in this process; once."""
    HeaderRegistry.__getitem__ = _of_header
    if not hasattr(store.open_engine, "thrifty"):
        store.open_engine = opened_thriftily(store.open_engine)
        store.open_engine.thrifty = True

"""Rotates the daemon's key and the secret that proves letters. Beside a running daemon too: it notices with its next
transaction (`Store.watch_keys`). The old line leaves the key file only once nothing is wrapped under it.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from daemon.key_file import new_key, refuse_unwritable, remove_leftovers, write_keys
from daemon.post import TOKEN_LIVES
from daemon.secrets import KeyProblem, load_keys
from daemon.store.keyring import TokenSecret
from daemon.store.store import Store
from daemon.store.unit import Unit
from daemon.views import View

AT_ONCE = 500  # keys a transaction: the daemon waits for the database no longer than for a mail
Progress = Callable[[int, int], None]


class Old(StrEnum):
    """What becomes of the older lines of the key file."""

    DROPPED = "dropped"
    KEPT = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLine(View):
    """A line of the key file, without its secret; `needed` is whether something in the database opens only with it. Not
    how much: the number grows with a case that whoever asks may not know of (P14).
    """

    id: str
    current: bool
    needed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenLine(View):
    number: int
    current: bool
    made_at: datetime
    believed_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys(View):
    """`missing` are ids under which something is wrapped and that the file lacks."""

    file: str
    lines: tuple[KeyLine, ...]
    tokens: tuple[TokenLine, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated(View):
    """`finished` is whether this only finished a rotation that was interrupted, or begun by hand."""

    current: str
    rewrapped: int
    removed: tuple[str, ...]
    kept: tuple[str, ...]
    token: int
    tokens_dropped: tuple[int, ...]
    finished: bool


def keys(store: Store, file: Path) -> Keys:
    lines = load_keys(file)
    wraps = store.look_now(Unit.wrapped_by)
    secrets = store.look_now(lambda unit: unit.token_secrets(TOKEN_LIVES))
    return Keys(
        file=str(file),
        lines=tuple(KeyLine(id=each.id, current=each is lines[0], needed=bool(wraps.get(each.id))) for each in lines),
        tokens=tuple(_token(each) for each in secrets),
        missing=tuple(sorted(wraps.keys() - {each.id for each in lines})),
    )


def _token(each: TokenSecret) -> TokenLine:
    until = each.believed_until
    return TokenLine(number=each.number, current=until is None, made_at=each.made_at, believed_until=until)


def rotate(store: Store, file: Path, old: Old, now: datetime, progress: Progress) -> Rotated:
    """Raises KeyProblem; what was wrapped so far stays readable, for both lines stay in the file then."""
    with _alone(file.parent):
        return _rotate(store, file, old, now, progress)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two rotations at once would each take the other's line for an old one. The lock ends with the process."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise KeyProblem("another `conductd key rotate` is at work: wait until it is done") from None
    else:
        yield
    finally:
        os.close(descriptor)


def _rotate(store: Store, file: Path, old: Old, now: datetime, progress: Progress) -> Rotated:
    remove_leftovers(file)
    before = load_keys(file)
    wraps = store.look_now(Unit.wrapped_by)
    unfinished = any(wraps.get(each.id) for each in before[1:])
    if not unfinished:
        refuse_unwritable(file)
        write_keys(file, (new_key(), *before))
    store.learn_keys()
    rewrapped = _rewrapped(store, sum(wraps.values()), progress)
    made, dropped = store.run_now(lambda unit: unit.rotate_tokens(TOKEN_LIVES, now))
    removed = _removed(store, file, old)
    current, *others = load_keys(file)
    return Rotated(
        current=current.id,
        rewrapped=rewrapped,
        removed=removed,
        kept=tuple(each.id for each in others),
        token=made,
        tokens_dropped=tuple(dropped),
        finished=unfinished,
    )


def _rewrapped(store: Store, of: int, progress: Progress) -> int:
    done = 0
    while some := store.run_now(lambda unit: unit.rewrap(AT_ONCE)):
        done += some
        progress(done, of)
    return done


def _removed(store: Store, file: Path, old: Old) -> tuple[str, ...]:
    """The ids of the lines that went: those that wrap nothing. A file that cannot be written keeps them."""
    lines = load_keys(file)
    if old is Old.KEPT or len(lines) == 1 or not _is_writable(file):
        return ()
    wraps = store.look_now(Unit.wrapped_by)
    stay = tuple(each for each in lines if each is lines[0] or wraps.get(each.id))
    write_keys(file, stay)
    return tuple(each.id for each in lines if each not in stay)


def _is_writable(file: Path) -> bool:
    try:
        refuse_unwritable(file)
    except KeyProblem:
        return False
    return True

"""A store in a folder of its own, with a real file and a real key, and the rows that most tests begin with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from daemon.process.case import Case, Terms, Track
from daemon.secrets import create_key_file, load_keys
from daemon.store import Kept, NewLetter, Store, Unit

NOW = datetime(2026, 11, 26, 16, 30, 0, 123456, tzinfo=UTC)
TERMS = Terms(administrators=("Jamison Dance",))
T = TypeVar("T")


def store_in(folder: Path) -> Store:
    """Not opened. A second call names the same database with the same key."""
    key_file = folder / "key"
    if not key_file.exists():
        create_key_file(key_file)
    return Store(f"sqlite:///{folder / 'conductd.db'}", load_keys(key_file), folder / "head")


@contextmanager
def opened(folder: Path) -> Iterator[Store]:
    store = store_in(folder)
    store.open(NOW)
    try:
        yield store
    finally:
        store.close()


def once(folder: Path, work: Callable[[Unit], T]) -> T:
    """One transaction by a process of its own, as far as the database can tell."""
    with opened(folder) as store:
        return store.run_now(work)


def new_case(unit: Unit, code: str = "SSE-7K3F2", due_at: datetime | None = None) -> Kept:
    return unit.cases.add(Case(code=code, track=Track.COMPLAINT, opened_at=NOW, terms=TERMS), due_at)


def new_letter(address: str = "rae@example.org", case_id: str | None = None, words: str = "") -> NewLetter:
    return NewLetter(
        name="acknowledgement",
        to_kind="reporter",
        channel="email",
        address=address,
        created_at=NOW,
        not_before=NOW,
        case_id=case_id,
        words=words,
    )

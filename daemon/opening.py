"""The database and its key, opened or made. The only place that decides whether a key may be made."""

from datetime import datetime
from pathlib import Path

from daemon.config_model import Config
from daemon.secrets import KeyProblem, create_key_file, load_keys
from daemon.store.store import Store

SQLITE = "sqlite:///"
HEAD = ".head"


def open_store(config: Config, now: datetime) -> Store:
    """Raises KeyProblem or StoreProblem with what to do."""
    store = closed_store(config)
    store.open(now)
    return store


def closed_store(config: Config) -> Store:
    key = config.keys.file
    url = config.database.url.get_secret_value()
    if not key.exists():
        _make(key, url)
    store = Store(url, load_keys(key), key.with_suffix(HEAD))
    store.watch_keys(lambda: load_keys(key))
    return store


def database_file(url: str) -> Path | None:
    """None for a database server."""
    return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None


def _make(key: Path, url: str) -> None:
    """A database that is there already has a key somewhere: a new one would open nothing of it."""
    file = database_file(url)
    if file and file.exists() and file.stat().st_size:
        raise KeyProblem(f"the database is there and its key {key} is not: restore the key from its backup")
    if file:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    create_key_file(key)

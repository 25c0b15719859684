"""One transaction, as those who work in it see it. A unit must not outlive the function that it was handed to."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Connection

from daemon.secrets import Vault
from daemon.store import audit, keyring
from daemon.store.accounts import Accounts
from daemon.store.cases import Cases
from daemon.store.cells import Cells
from daemon.store.cursors import Cursors
from daemon.store.history import History
from daemon.store.inbox import Inbox
from daemon.store.letters import Letters
from daemon.store.messages import Messages
from daemon.store.parties import Parties
from daemon.store.purging import Purging
from daemon.store.roster import Commands, Roster
from daemon.store.trouble import told
from daemon.store.values import Finding, Head


class Unit:
    def __init__(self, connection: Connection, vault: Vault, roots: keyring.Roots) -> None:
        self._connection = connection
        self._vault = vault
        self._cells = cells = Cells(connection, vault, roots)
        self.inbox = Inbox(connection, cells)
        self.cases = Cases(connection, cells)
        self.parties = Parties(connection, cells)
        self.messages = Messages(connection, cells)
        self.history = History(connection, cells)
        self.letters = Letters(connection, cells)
        self.roster = Roster(connection, cells)
        self.commands = Commands(connection, cells)
        self.cursors = Cursors(connection, cells)
        self.accounts = Accounts(connection, cells)
        self.purging = Purging(connection, cells, self.history)

    def finish(self) -> Head | None:
        """Before the commit: the history is told what was written. Where it ends then; None where it did not grow."""
        return self.history.finish()

    def lookup(self, channel: str, address: str) -> str:
        """The keyed hash under which a person is found; what rows call `lookup`."""
        return self._cells.lookup(channel, address)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What fails inside takes only itself back, where the caller catches it; the chain goes on from before it."""
        before = self.history.mark()
        try:
            # a full disk is no fault of what was tried inside, and after it there is no transaction to go on in
            with told("nothing was written: "), self._connection.begin_nested():
                yield
        except BaseException:
            self.history.back_to(before)
            raise

    def keep_secret(self, name: str, secret: str, now: datetime) -> None:
        keyring.keep_secret(self._connection, self._vault, name, secret, now)

    def kept_secret(self, name: str) -> str:
        return keyring.kept_secret(self._connection, self._vault, name)

    def verify(self) -> list[Finding]:
        return audit.verify(self._connection, self._cells)

    def rewrap(self, at_most: int = -1) -> int:
        """After the key file got a new first line; how many wrapped keys were renewed, the others in another call. From
        this transaction on every process wraps under the new one.
        """
        done = keyring.rewrap(self._connection, self._vault, at_most)
        keyring.say_in_use(self._connection, self._vault)
        return done

    def wrapped_by(self) -> dict[str, int]:
        """How many keys each line of the key file wraps, by its id."""
        return keyring.wrapped_by(self._connection)

    def token_secrets(self, lives: timedelta) -> list[keyring.TokenSecret]:
        return keyring.token_secrets(self._connection, lives)

    def rotate_tokens(self, lives: timedelta, now: datetime) -> tuple[int, list[int]]:
        """The number of the new secret, and of those that no token needs any more, which are gone."""
        number = keyring.new_token_secret(self._connection, self._vault, now)
        dropped = keyring.drop_token_secrets(self._connection, lives, now)
        keyring.say_in_use(self._connection, self._vault)
        return number, dropped

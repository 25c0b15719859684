"""Every sealed column of every table: whoever changes, swaps or removes a cell is found, and the row is named.

The columns are asked of the schema itself, so that a new one without a check fails here.
"""

import hashlib
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import LargeBinary

from daemon.rows import Row
from daemon.secrets import KeyProblem
from daemon.store import InboxState, NewLetter, NewMessage
from daemon.store.values import Account
from tests.support.stores import NOW, new_case, once, store_in

COLUMNS = sorted(
    (table.name, column.name)
    for table in Row.metadata.tables.values()
    for column in table.columns
    if isinstance(column.type, LargeBinary)
)
BESIDE_EACH_OTHER = 2
# a key that does not open: the database does not either, and its name is said
KEYRING = ("keyring", "wrapped")
CELLS = [each for each in COLUMNS if each != KEYRING]


def story(unit):
    """Two of everything that is sealed."""
    for n, code in enumerate(("SSE-AAAAA", "SSE-BBBBB")):
        kept = new_case(unit, code)
        arrival = unit.inbox.add("lmtp", "", code.encode(), code.encode(), NOW, "a note")
        unit.inbox.settle(arrival.id, InboxState.DONE, kept.id)
        party = unit.parties.add(kept.id, "reporter", "email", f"{code}@example.org", "Rae", NOW)
        unit.parties.add_way(party, "handle", f"@{code.lower()}", NOW)
        unit.messages.add(NewMessage(case_id=kept.id, at=NOW, text=code, party_id=party.id, inbox_id=arrival.id))
        unit.letters.add(
            NewLetter(
                name="acknowledgement",
                to_kind="reporter",
                channel="email",
                address=f"{code}@example.org",
                created_at=NOW,
                not_before=NOW,
                case_id=kept.id,
                message_id=f"<{n}@softskills.example>",
                in_reply_to=f"<{n}@client.example>",
            )
        )
        unit.roster.set_away(code, NOW, "", NOW)
        unit.accounts.learn(Account(id=f"U0{code}", handle=code), NOW)
        unit.commands.keep(code, {}, NOW + timedelta(days=1), NOW)
        unit.history.record(kept.id, NOW, "NoteTaken", "Jamison Dance", {"words": code})


@pytest.fixture
def folder(tmp_path):
    once(tmp_path, story)
    return tmp_path


def found(folder):
    store = store_in(folder)
    store.open_for_audit(NOW)
    try:
        return {(each.table, each.row) for each in store.audit()}
    finally:
        store.close()


def cells(folder, table, column):
    with closing(sqlite3.connect(folder / "conductd.db")) as database:
        return dict(database.execute(f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY id"))


def put(folder, table, column, values):
    with closing(sqlite3.connect(folder / "conductd.db")) as database:
        for row, value in values.items():
            database.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (value, row))
        database.commit()


def removed(folder, table, column, row):
    """NULL where the schema has it, else no bytes."""
    try:
        put(folder, table, column, {row: None})
    except sqlite3.IntegrityError:
        put(folder, table, column, {row: b""})


def test_the_story_has_two_of_every_sealed_column(folder):
    assert KEYRING in COLUMNS
    assert {each: len(cells(folder, *each)) >= BESIDE_EACH_OTHER for each in COLUMNS} == dict.fromkeys(COLUMNS, True)
    assert found(folder) == set()


@pytest.mark.parametrize(("table", "column"), CELLS)
def test_a_changed_cell_names_its_row(folder, table, column):
    row, cell = next(iter(cells(folder, table, column).items()))
    put(folder, table, column, {row: cell[:-1] + bytes([cell[-1] ^ 1])})
    assert (table, row) in found(folder)


@pytest.mark.parametrize(("table", "column"), CELLS)
def test_two_swapped_cells_name_both_rows(folder, table, column):
    (first, cell), (second, other) = list(cells(folder, table, column).items())[:2]
    put(folder, table, column, {first: other, second: cell})
    assert {(table, first), (table, second)} <= found(folder)


@pytest.mark.parametrize(("table", "column"), CELLS)
def test_a_removed_cell_names_its_row(folder, table, column):
    row = next(iter(cells(folder, table, column)))
    removed(folder, table, column, row)
    assert (table, row) in found(folder)


def test_all_cells_of_a_message_removed_at_once_name_its_row(folder):
    row = next(iter(cells(folder, "inbox", "raw")))
    for column in ("raw", "note", "wrapped_key", "key_of_case", "content_hash"):
        put(folder, "inbox", column, {row: None})
    assert ("inbox", row) in found(folder)


def test_a_letter_that_lost_its_identity_and_the_hash_of_it_is_named(folder):
    row = next(iter(cells(folder, "letter", "message_id")))
    for column in ("message_id", "message_id_hash"):
        put(folder, "letter", column, {row: None})
    assert ("letter", row) in found(folder)


def test_a_body_of_the_history_left_as_its_hash_is_named(folder):
    """As a purge leaves it, and nobody purged anything."""
    row, cell = next(iter(cells(folder, "history", "body").items()))
    put(folder, "history", "body", {row: b""})
    put(folder, "history", "body_hash", {row: hashlib.sha256(cell).hexdigest()})
    assert found(folder) == {("history", row)}


@pytest.mark.parametrize("change", ["changed", "swapped", "removed"])
def test_a_root_key_that_was_meddled_with_is_named_and_nothing_opens(folder, change):
    names = {}
    with closing(sqlite3.connect(folder / "conductd.db")) as database:
        names = dict(database.execute("SELECT id, name FROM keyring WHERE name IN ('chain', 'people')"))
    (first, cell), (second, other) = [each for each in cells(folder, *KEYRING).items() if each[0] in names]
    match change:
        case "changed":
            put(folder, *KEYRING, {first: cell[:-1] + bytes([cell[-1] ^ 1])})
        case "swapped":
            put(folder, *KEYRING, {first: other, second: cell})
        case "removed":
            removed(folder, *KEYRING, first)
    with pytest.raises(KeyProblem, match=names[first]):
        store_in(folder).open_for_audit(NOW)

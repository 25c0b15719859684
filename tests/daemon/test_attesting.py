"""The history knows which rows there are and how they stood last: whoever takes one away, or puts an old one back, is
found, and the row is named.
"""

import sqlite3
from contextlib import closing
from datetime import timedelta
from functools import partial

import pytest

from daemon.store import InboxState, NewMessage
from daemon.store.attesting import BACK, CHANGED, REMOVED
from daemon.store.newcomers import declared, mark
from tests.support.house import COMPLAINT, household
from tests.support.stores import NOW, TERMS, new_case, new_letter, once, store_in

EACH = ("incident_case", "message", "inbox", "letter", "party", "way", "away", "cursor")
CHANGES = {
    "the role of a party": ("party", "UPDATE party SET role = 'respondent'"),
    "who wrote a message": ("message", "UPDATE message SET party_id = NULL"),
    "that nobody looked at it": ("inbox", "UPDATE inbox SET state = 'done' WHERE state = 'aside'"),
    "the case of a message": ("inbox", "UPDATE inbox SET case_id = NULL WHERE case_id IS NOT NULL"),
    "the kind of a letter's reader": ("letter", "UPDATE letter SET to_kind = 'party'"),
    "that a letter was dropped": ("letter", "UPDATE letter SET state = 'pending' WHERE state = 'dropped'"),
    "the next deadline": ("incident_case", "UPDATE incident_case SET due_at = NULL"),
    "that an administrator declared": ("cursor", "UPDATE cursor SET value = 'since'"),
}


def story(unit):
    kept = new_case(unit, "SSE-AAAAA", due_at=NOW)
    arrival = unit.inbox.add("lmtp", "", b"one", b"one", NOW, "")
    unit.inbox.settle(arrival.id, InboxState.DONE, kept.id)
    aside = unit.inbox.add("lmtp", "", b"two", b"two", NOW, "")
    unit.inbox.settle(aside.id, InboxState.ASIDE, reason="unclear")
    party = unit.parties.add(kept.id, "reporter", "email", "rae@example.org", "Rae", NOW)
    unit.parties.add_way(party, "handle", "@rae", NOW)
    unit.messages.add(NewMessage(case_id=kept.id, at=NOW, text="hi", party_id=party.id, inbox_id=arrival.id))
    unit.letters.add(new_letter(case_id=kept.id))
    unit.letters.add(new_letter(address="somebody@example.org"))
    dropped, _ = unit.letters.add(new_letter(case_id=kept.id))
    unit.letters.mark_dropped(dropped)
    unit.roster.set_away("Jamison", NOW, "", NOW)
    mark(unit.cursors)
    declared(unit.cursors, "Jamison")
    unit.history.record(kept.id, NOW, "NoteTaken", "Jamison", {"words": "x"})


@pytest.fixture
def folder(tmp_path):
    once(tmp_path, lambda unit: unit.inbox.add("lmtp", "", b"one", b"one", NOW, ""))
    once(tmp_path, story)
    return tmp_path


def found(folder):
    store = store_in(folder)
    store.open_for_audit(NOW)
    try:
        return [(each.table, each.row, each.problem) for each in store.audit()]
    finally:
        store.close()


def act(folder, *statements):
    with closing(sqlite3.connect(folder / "conductd.db")) as database:
        database.execute("PRAGMA foreign_keys = OFF")
        for statement, *values in statements:
            database.execute(statement, values)
        database.commit()


def rows_of(folder, table):
    with closing(sqlite3.connect(folder / "conductd.db")) as database:
        name = "name" if table == "cursor" else "id"
        return [row for (row,) in database.execute(f"SELECT {name} FROM {table}")], name


def test_what_was_written_is_as_the_history_knows_it(folder):
    assert found(folder) == []


@pytest.mark.parametrize("table", EACH)
def test_a_row_that_was_removed_is_named(folder, table):
    ids, name = rows_of(folder, table)
    assert ids
    for row in ids:
        with closing(sqlite3.connect(folder / "conductd.db")) as database:
            kept = database.execute(f"SELECT * FROM {table} WHERE {name} = ?", (row,)).fetchone()
        act(folder, (f"DELETE FROM {table} WHERE {name} = ?", row))
        assert (table, row, REMOVED) in found(folder)
        act(folder, (f"INSERT INTO {table} VALUES ({','.join('?' * len(kept))})", *kept))
    assert found(folder) == []


def test_a_case_that_was_removed_is_named_and_not_the_messages_that_it_left(folder):
    (case,), _ = rows_of(folder, "incident_case")
    act(folder, ("DELETE FROM incident_case",))
    assert [(table, row) for table, row, _ in found(folder)] == [("incident_case", case)]


def test_nothing_left_of_a_case_but_its_history_is_found(folder):
    (case,), _ = rows_of(folder, "incident_case")
    act(folder, *((f"DELETE FROM {table}",) for table in EACH[:6]))
    assert ("incident_case", case, REMOVED) in found(folder)


@pytest.mark.parametrize("what", CHANGES)
def test_a_row_that_was_changed_is_named(folder, what):
    table, statement = CHANGES[what]
    act(folder, (statement,))
    assert {(each, problem) for each, _, problem in found(folder)} >= {(table, CHANGED)}


def test_a_case_that_was_put_back_whole_as_it_stood_is_found(folder):
    """Each cell opens in its place; only the history knows that it is not the last one."""
    (case,), _ = rows_of(folder, "incident_case")
    with closing(sqlite3.connect(folder / "conductd.db")) as database:
        before = database.execute("SELECT * FROM incident_case").fetchone()
    once(folder, lambda unit: unit.cases.save(unit.cases.by_id(case, TERMS), unit.cases.by_id(case, TERMS).case, None))
    assert found(folder) == []
    places = ",".join("?" * len(before))
    act(folder, ("DELETE FROM incident_case",), (f"INSERT INTO incident_case VALUES ({places})", *before))
    assert found(folder) == [("incident_case", case, CHANGED)]


def test_a_letter_that_was_forgotten_and_is_back_is_found(folder):
    with closing(sqlite3.connect(folder / "conductd.db")) as database:
        before = database.execute("SELECT * FROM letter WHERE case_id IS NULL").fetchone()
    once(folder, lambda unit: unit.purging.letters([before[0]]))
    assert found(folder) == []
    act(folder, (f"INSERT INTO letter VALUES ({','.join('?' * len(before))})", *before))
    assert found(folder) == [("letter", before[0], BACK)]


def test_a_purged_case_that_was_put_back_is_found(folder):
    (case,), _ = rows_of(folder, "incident_case")
    with closing(sqlite3.connect(folder / "conductd.db")) as database:
        before = database.execute("SELECT * FROM incident_case").fetchone()

    def purge(unit):
        unit.history.record(case, NOW, "Purged", "clock", {})
        unit.purging.case(case, NOW)

    once(folder, purge)
    assert found(folder) == []
    places = ",".join("?" * len(before))
    act(folder, ("DELETE FROM incident_case",), (f"INSERT INTO incident_case VALUES ({places})", *before))
    assert ("incident_case", case, CHANGED) in found(folder)


def test_a_message_that_nobody_has_read_yet_is_missed_too(tmp_path):
    once(tmp_path, lambda unit: unit.inbox.add("lmtp", "", b"three", b"three", NOW, ""))
    (row,), _ = rows_of(tmp_path, "inbox")
    act(tmp_path, ("DELETE FROM inbox",))
    assert found(tmp_path) == [("inbox", row, REMOVED)]


def grown_by(folder, work):
    before = rows_of(folder, "history")[0]
    once(folder, work)
    return len(rows_of(folder, "history")[0]) - len(before)


def test_it_costs_a_row_only_where_none_is_written_anyway(folder):
    (case,), _ = rows_of(folder, "incident_case")

    def told(unit):
        unit.letters.add(new_letter(case_id=case))
        unit.cases.put_off(case, NOW + timedelta(days=1))
        unit.history.record(case, NOW, "NoteTaken", "Jamison", {"words": "x"})
        unit.letters.add(new_letter(case_id=case))

    assert grown_by(folder, told) == 1
    assert grown_by(folder, lambda unit: unit.cases.put_off(case, NOW)) == 1
    assert grown_by(folder, lambda unit: unit.cases.due(NOW, 5)) == 0
    assert found(folder) == []


def fail():
    raise ValueError


def failing(case, unit):
    unit.letters.add(new_letter(case_id=case))
    try:
        with unit.savepoint():
            unit.letters.add(new_letter(case_id=case))
            unit.history.record(case, NOW, "NoteTaken", "Jamison", {"words": "gone"})
            assert len(unit.history.of(case)) == 2
            fail()
    except ValueError:
        unit.history.record(case, NOW, "NoteTaken", "Jamison", {"words": "kept"})


def test_what_a_savepoint_took_back_is_not_missed(folder):
    (case,), _ = rows_of(folder, "incident_case")
    once(folder, partial(failing, case))
    assert found(folder) == []
    assert once(folder, lambda unit: [each.body["words"] for each in unit.history.of(case)]) == ["x", "kept"]


async def test_p14_a_recusal_and_a_narrowing_cannot_be_undone_unseen(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        await home.answer(home.last("acknowledgement"), "SHARE\n", vouched=True)
        with closing(sqlite3.connect(tmp_path / "conductd.db")) as database:
            before = database.execute("SELECT * FROM incident_case").fetchone()
        await home.answer(home.last("acknowledgement"), "PRIVATE\n", vouched=True)
        await home.command(f"recuse {case.code} Jamison", "Ada")
        assert await home.at_desk(lambda desk: desk.audit()) == []
        with closing(sqlite3.connect(tmp_path / "conductd.db")) as database:
            columns = [name for _, name, *_ in database.execute("PRAGMA table_info(incident_case)")]
            put = ", ".join(f"{name} = ?" for name in columns)
            database.execute(f"UPDATE incident_case SET {put}", before)
            database.commit()
        assert (await home.case()).off == frozenset()
        problems = await home.at_desk(lambda desk: desk.audit(), "Ada")
        assert [(each.where, each.say) for each in problems] == [("incident_case", CHANGED)]

"""The chains: whatever is removed, changed, swapped or rolled back is found, and named."""

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from daemon.store import Finding, Head, InboxState, NewMessage, RolledBack
from tests.support.stores import NOW, new_case, new_letter, once, opened, store_in


def entries(unit, case_id, count=3):
    for n in range(count):
        unit.history.record(case_id, NOW + timedelta(minutes=n), "noted", "Jamison Dance", {"n": n, "at": NOW})


def story(unit):
    """Two cases and what belongs to none, with every kind of sealed cell."""
    for code in ("SSE-AAAAA", "SSE-BBBBB"):
        kept = new_case(unit, code)
        arrival = unit.inbox.add("email", f"imap:{code}", code.encode(), code.encode(), NOW, "note")
        unit.inbox.settle(arrival.id, InboxState.DONE, kept.id)
        party = unit.parties.add(kept.id, "reporter", "email", f"{code}@example.org", "Rae", NOW)
        unit.parties.add_way(party, "handle", f"@{code.lower()}", NOW)
        unit.messages.add(NewMessage(case_id=kept.id, at=NOW, text=code, party_id=party.id))
        unit.letters.add(new_letter(case_id=kept.id))
        unit.roster.set_away(code, NOW, "", NOW)
        unit.commands.keep(code, {}, NOW + timedelta(days=1), NOW)
        entries(unit, kept.id)
    entries(unit, None)


@pytest.fixture
def folder(tmp_path):
    once(tmp_path, story)
    return tmp_path


def meddle(folder, *statements):
    with closing(sqlite3.connect(folder / "conductd.db")) as database:
        for statement in statements:
            assert database.execute(statement).rowcount > 0
        database.commit()


def audit(folder):
    store = store_in(folder)
    store.open_for_audit(NOW)
    try:
        return store.audit()
    finally:
        store.close()


def one(folder, question):
    with closing(sqlite3.connect(folder / "conductd.db")) as database:
        return database.execute(question).fetchone()[0]


def test_a_history_that_nobody_touched_has_no_findings(folder):
    assert audit(folder) == []


def test_entries_come_back_in_their_order(tmp_path):
    def work(unit):
        kept = new_case(unit)
        entries(unit, kept.id)
        return unit.history.of(kept.id)

    found = once(tmp_path, work)
    assert [(entry.seq, entry.kind, entry.actor, entry.body["n"]) for entry in found] == [
        (n + 1, "noted", "Jamison Dance", n) for n in range(3)
    ]
    assert found[0].body["at"] == NOW
    assert "Jamison" not in repr(found)


def test_the_head_counts_every_entry_and_goes_on_after_a_restart(folder):
    first = once(folder, lambda unit: unit.history.head())
    assert first.count == 9
    once(folder, lambda unit: entries(unit, None, 1))
    second = once(folder, lambda unit: unit.history.head())
    assert (second.count, second.value != first.value) == (10, True)
    assert audit(folder) == []


def test_what_was_rolled_back_is_not_in_the_chain(folder):
    def work(unit):
        entries(unit, None)
        raise LookupError

    with opened(folder) as store:
        with pytest.raises(LookupError):
            store.run_now(work)
        assert store.run_now(lambda unit: unit.history.head()).count == 9
    assert audit(folder) == []


@pytest.mark.parametrize("seq", [1, 2, 3])
def test_a_removed_entry_is_found_and_named(folder, seq):
    case = one(folder, "SELECT max(case_id) FROM history")
    meddle(folder, f"DELETE FROM history WHERE case_id = '{case}' AND seq = {seq}")
    assert Finding("history", f"{seq} of case {case}", "was removed") in audit(folder)


@pytest.mark.parametrize(
    "change", ["kind = 'other'", "at = at + 1", "seq = 9", "case_id = 'x'", "body = zeroblob(60)", "digest = 'x'"]
)
def test_a_changed_entry_is_found_and_named(folder, change):
    row = one(folder, "SELECT id FROM history WHERE seq = 2 LIMIT 1")
    meddle(folder, f"UPDATE history SET {change} WHERE id = '{row}'")
    assert ("history", row) in {(finding.table, finding.row) for finding in audit(folder)}


def test_two_swapped_entries_are_found(folder):
    first, second = (one(folder, f"SELECT id FROM history WHERE seq = {seq} ORDER BY case_id DESC") for seq in (1, 2))
    meddle(
        folder,
        f"UPDATE history SET seq = 99 WHERE id = '{first}'",
        f"UPDATE history SET seq = 1 WHERE id = '{second}'",
        f"UPDATE history SET seq = 2 WHERE id = '{first}'",
    )
    assert {first, second} <= {finding.row for finding in audit(folder)}


def test_an_entry_that_was_put_in_is_found(folder):
    row = one(folder, "SELECT id FROM history WHERE seq = 3 LIMIT 1")
    meddle(
        folder,
        "INSERT INTO history (id, case_id, seq, at, kind, body, previous, digest) "
        "SELECT 'forged', case_id, 4, at, kind, body, digest, digest FROM history "
        f"WHERE id = '{row}'",
    )
    findings = audit(folder)
    assert Finding("history", "forged", "was changed") in findings
    assert Finding("history", "forged", "is not in the head chain") in findings


def test_a_forger_without_the_chains_key_cannot_rewrite_the_chain(folder):
    row = one(folder, "SELECT id FROM history WHERE case_id = '' AND seq = 3")
    meddle(
        folder,
        f"UPDATE history SET kind = 'other', digest = 'forged' WHERE id = '{row}'",
        "UPDATE head SET digest = 'forged' WHERE n = 9",
    )
    assert {Finding("history", row, "was changed"), Finding("head", "9", "was changed")} <= set(audit(folder))


@pytest.mark.parametrize("n", [1, 5])
def test_a_removed_row_of_the_head_chain_is_found(folder, n):
    meddle(folder, f"DELETE FROM head WHERE n = {n}")
    assert Finding("head", str(n), "was removed") in audit(folder)


def test_two_swapped_rows_of_the_head_chain_are_found(folder):
    meddle(
        folder,
        "UPDATE head SET n = 99 WHERE n = 2",
        "UPDATE head SET n = 2 WHERE n = 3",
        "UPDATE head SET n = 3 WHERE n = 99",
    )
    assert {"2", "3"} <= {finding.row for finding in audit(folder)}


def test_rows_cut_from_the_end_are_found_by_the_head_beside_the_key(folder):
    meddle(folder, "DELETE FROM history WHERE case_id = '' AND seq = 3", "DELETE FROM head WHERE n = 9")
    with pytest.raises(RolledBack, match="remembers 9 entries, the database has 8"), opened(folder):
        pass
    assert [finding.table for finding in audit(folder)] == ["head file"]


CELLS = [
    ("incident_case", "state"),
    ("party", "contact"),
    ("way", "contact"),
    ("message", "body"),
    ("history", "body"),
    ("letter", "body"),
    ("inbox", "raw"),
    ("inbox", "note"),
    ("away", "body"),
    ("pending_command", "body"),
]


@pytest.mark.parametrize(("table", "column"), CELLS)
def test_a_changed_cell_is_found_and_named(folder, table, column):
    row = one(folder, f"SELECT min(id) FROM {table}")
    meddle(folder, f"UPDATE {table} SET {column} = zeroblob(length({column})) WHERE id = '{row}'")
    assert Finding(table, row, f"{column} does not open") in audit(folder)


@pytest.mark.parametrize(("table", "column"), CELLS)
def test_two_swapped_cells_are_found_and_named(folder, table, column):
    with closing(sqlite3.connect(folder / "conductd.db")) as database:
        cells = dict(database.execute(f"SELECT id, {column} FROM {table}"))
        first, second = min(cells), max(cells)
        swapped = [(cells[second], first), (cells[first], second)]
        database.executemany(f"UPDATE {table} SET {column} = ? WHERE id = ?", swapped)
        database.commit()
    found = {(finding.table, finding.row) for finding in audit(folder)}
    assert {(table, first), (table, second)} <= found


def test_a_removed_cell_is_found(folder):
    message, letter = one(folder, "SELECT min(id) FROM inbox"), one(folder, "SELECT min(id) FROM letter")
    meddle(
        folder,
        f"UPDATE inbox SET raw = NULL WHERE id = '{message}'",
        f"UPDATE letter SET message_id_hash = 'x' WHERE id = '{letter}'",
    )
    found = audit(folder)
    assert Finding("inbox", message, "raw was removed") in found
    assert Finding("letter", letter, "has lost its Message-ID") in found


@pytest.mark.parametrize("change", ["stage = 'closed'", "code = 'SSE-CCCCC'", "closed_at = 7", "track = 'concern'"])
def test_a_changed_column_in_the_clear_is_found(folder, change):
    row = one(folder, "SELECT min(id) FROM incident_case")
    meddle(folder, f"UPDATE incident_case SET {change} WHERE id = '{row}'")
    assert Finding("incident_case", row, "its columns in the clear differ from its sealed state") in audit(folder)


def test_a_damaged_case_key_is_found_at_every_cell_of_the_case(folder):
    row = one(folder, "SELECT min(id) FROM incident_case")
    meddle(folder, f"UPDATE incident_case SET wrapped_key = zeroblob(40) WHERE id = '{row}'")
    assert {"incident_case", "party", "message", "history", "letter", "inbox"} <= {
        finding.table for finding in audit(folder)
    }


def test_a_case_whose_key_was_taken_away_is_no_purged_one(folder):
    """The history says of each purge that it was one."""
    row = one(folder, "SELECT min(id) FROM incident_case")
    meddle(folder, f"UPDATE incident_case SET wrapped_key = NULL WHERE id = '{row}'")
    assert audit(folder) == [Finding("incident_case", row, "wrapped_key was removed")]


def test_a_finding_repeats_nothing_of_the_content(folder):
    meddle(folder, "UPDATE message SET body = zeroblob(60)", "UPDATE party SET contact = zeroblob(60)")
    shown = repr(audit(folder))
    assert "does not open" in shown
    assert "example.org" not in shown


def test_the_head_beside_the_key_is_renewed_after_each_commit(tmp_path):
    with opened(tmp_path) as store:
        for n in range(1, 4):
            store.run_now(lambda unit: entries(unit, None, 1))
            head = store.run_now(lambda unit: unit.history.head())
            assert (head.count, store._head_file.read()) == (n, head)
    assert (tmp_path / "head").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["conductd.db", "head", "key"]


def test_a_transaction_without_history_leaves_the_head_as_it_is(folder):
    before = (folder / "head").stat().st_mtime_ns
    once(folder, lambda unit: unit.cursors.set("count", "1"))
    assert (folder / "head").stat().st_mtime_ns == before


def test_a_head_that_lags_after_a_crash_is_caught_up(folder):
    old = (folder / "head").read_text()
    once(folder, lambda unit: entries(unit, None))
    (folder / "head").write_text(old)
    with opened(folder) as store:
        assert store._head_file.read() == store.run_now(lambda unit: unit.history.head())
        assert store.remark == ""


def test_a_database_that_was_rolled_back_is_refused_and_the_head_stays_as_evidence(folder):
    shutil.copy(folder / "conductd.db", folder / "old.db")
    once(folder, lambda unit: entries(unit, None))
    evidence = (folder / "head").read_text()
    shutil.copy(folder / "old.db", folder / "conductd.db")
    with pytest.raises(RolledBack, match="rolled back"), opened(folder):
        pass
    assert [finding.table for finding in audit(folder)] == ["head file"]
    assert (folder / "head").read_text() == evidence


def test_a_database_that_was_rolled_back_and_written_again_is_refused(folder):
    shutil.copy(folder / "conductd.db", folder / "old.db")
    once(folder, lambda unit: entries(unit, None, 2))
    head = (folder / "head").read_text()
    shutil.copy(folder / "old.db", folder / "conductd.db")
    (folder / "head").unlink()
    once(folder, lambda unit: entries(unit, None, 5))
    (folder / "head").write_text(head)
    with pytest.raises(RolledBack, match="another history"), opened(folder):
        pass


def test_a_head_file_that_is_missing_is_made_again_and_said(folder):
    (folder / "head").unlink()
    with opened(folder) as store:
        assert "was missing" in store.remark
        assert store._head_file.read() == store.run_now(lambda unit: unit.history.head())


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"count": "x", "head": ""}', "\x00"])
def test_a_damaged_head_file_is_refused_in_one_line(folder, content):
    (folder / "head").write_text(content)
    with pytest.raises(RolledBack, match="cannot be read"), opened(folder):
        pass


def test_the_head_file_never_goes_backwards(folder):
    with opened(folder) as store:
        store._head_file.write(Head(3, "older"))
        assert store._head_file.read().count == 9


def test_a_head_that_cannot_be_written_costs_no_commit_and_is_said(folder, tmp_path):
    with opened(folder) as store, capture_logs() as log:
        store._head_file.path = tmp_path / "gone" / "head"
        store.run_now(lambda unit: entries(unit, None, 1))
        assert store.run_now(lambda unit: unit.history.head()).count == 10
        assert [each["event"] for each in log] == ["the head beside the key cannot be renewed"]
        store._head_file.path = folder / "head"
        store.run_now(lambda unit: entries(unit, None, 1))
        assert store.run_now(lambda unit: unit.history.head()) == store._head_file.read()

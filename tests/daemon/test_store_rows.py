"""What every row has: an id that keeps the order of writing, times without loss, and look-ups that never scan."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from daemon.process.case import Track
from daemon.rows import EPOCH, Moment, new_id
from daemon.store import InboxState, LetterState
from tests.support.stores import NOW, TERMS, new_case, new_letter, opened

MOMENT = Moment()
TIMES = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.timezones())  # noqa: DTZ001  zones follow


def test_ids_of_one_moment_differ_and_keep_their_order():
    made = [new_id(NOW) for _ in range(5000)]
    assert made == sorted(set(made))


def test_a_later_moment_has_a_later_id():
    late, early = new_id(NOW + timedelta(milliseconds=1)), new_id(NOW)
    assert early < late


def test_an_id_has_the_layout_of_a_uuid_of_version_7():
    made = new_id(NOW)
    assert (len(made), made[12], made[16] in "89ab") == (32, "7", True)
    assert int(made[:12], 16) == int(NOW.timestamp() * 1000)
    assert new_id(EPOCH - timedelta(days=1))[:12] == "0" * 12


@given(TIMES)
def test_a_time_comes_back_to_the_microsecond_and_in_utc(moment):
    stored = MOMENT.process_bind_param(moment, None)
    assert isinstance(stored, int)
    found = MOMENT.process_result_value(stored, None)
    # an hour that summer time leaves out equals nothing in another zone (PEP 495), so it is compared in UTC
    assert (found, found.tzinfo) == (moment.astimezone(UTC), UTC)


def test_a_time_without_its_zone_is_refused():
    with pytest.raises(TypeError):
        MOMENT.process_bind_param(datetime(2026, 11, 26), None)  # noqa: DTZ001  what the test is about


def test_times_are_stored_in_the_order_in_which_they_come():
    zones = [timezone(timedelta(hours=hours)) for hours in (-11, 0, 13)]
    moments = [NOW.astimezone(zone) + timedelta(microseconds=n) for n, zone in enumerate(zones)]
    stored = [MOMENT.process_bind_param(moment, None) for moment in moments]
    assert stored == sorted(set(stored))


def every_hot_lookup(unit):
    kept, code = new_case(unit, due_at=NOW), "SSE-7K3F2"
    arrival = unit.inbox.add("email", "imap:1", b"raw", b"raw", NOW)
    unit.inbox.settle(arrival.id, InboxState.DONE, kept.id)
    unit.inbox.known(["imap:1"])
    unit.inbox.unread(9)
    unit.inbox.by_short(arrival.short)
    unit.inbox.tried(arrival.id)
    unit.cases.save(unit.cases.by_code(code, TERMS), kept.case, NOW)
    unit.cases.by_code("SSE-22222", TERMS)
    unit.cases.due(NOW, 9)
    unit.cases.open(TERMS)
    unit.cases.next_due()
    unit.parties.add(kept.id, "reporter", "email", "rae@example.org", "Rae", NOW)
    party = unit.parties.by_code(code)
    unit.parties.add_way(party, "handle", "@rae", NOW)
    unit.parties.of(kept.id)
    unit.parties.find(kept.id, "handle", "@rae")
    unit.parties.cases_of("email", "rae@example.org")
    unit.parties.cases_of_party(party)
    unit.parties.change_role(party.id, "target")
    unit.cases.of_track(Track.APPEAL, TERMS)
    unit.cases.suspending(TERMS)
    unit.messages.of(kept.id)
    unit.history.record(kept.id, NOW, "opened", "", {})
    unit.history.of(kept.id)
    letter, _short = unit.letters.add(new_letter(case_id=kept.id))
    unit.letters.due(NOW, 9)
    unit.letters.next_at()
    unit.letters.by_message_id("<x@y>")
    unit.letters.of(kept.id)
    unit.letters.of_party(kept.id, unit.lookup("email", "rae@example.org"), unit.lookup("handle", "@rae"))
    unit.letters.count_of({"late"}, unit.lookup("email", "rae@example.org"), NOW)
    unit.letters.in_state(LetterState.DRAFT)
    unit.letters.mark_sending(letter, NOW)
    unit.letters.in_flight()
    unit.letters.mark_sent(letter, NOW)
    unit.commands.keep("Dana", {}, NOW + timedelta(days=1), NOW)
    unit.commands.waiting("Dana", NOW)
    unit.cursors.get("imap")


def test_no_look_up_on_the_way_of_a_message_reads_a_whole_table(tmp_path):
    seen = {}
    with opened(tmp_path) as store:
        event.listen(
            store._engine,
            "before_cursor_execute",
            lambda _connection, _cursor, statement, parameters, *_: seen.setdefault(statement, parameters),
        )
        store.run_now(every_hot_lookup)
        asked = {statement: parameters for statement, parameters in seen.items() if not statement.startswith("BEGIN")}

        def plans(unit):
            ask = unit._connection.exec_driver_sql
            return {
                statement: [row.detail for row in ask(f"EXPLAIN QUERY PLAN {statement}", parameters)]
                for statement, parameters in asked.items()
            }

        found = store.run_now(plans)
    assert len(found) > 40
    scans = {
        (statement.split("\n")[0][:60], step)
        for statement, steps in found.items()
        for step in steps
        if step.startswith("SCAN") and step != "SCAN CONSTANT ROW" and "USING" not in step
    }
    assert {step for _, step in scans} <= {"SCAN pending_command"}  # a handful of rows, swept when one is added

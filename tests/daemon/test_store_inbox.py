from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from daemon.store import InboxState, KeyGone, Known
from tests.support.stores import NOW, new_case, opened

RAW = b"From: rae@example.org\r\n\r\nhello"


@pytest.fixture
def run(tmp_path):
    with opened(tmp_path) as store:
        yield store.run_now


def add(unit, origin="imap:a/1/7", content=RAW, raw=RAW, now=NOW):
    return unit.inbox.add("email", origin, raw, content, now, "to admin@example.org")


def test_a_message_comes_back_as_it_came(run):
    arrival = run(add)
    (found,) = run(lambda unit: unit.inbox.unread(9))
    assert arrival.is_new is Known.NEW
    assert (found.id, found.short, found.raw, found.note) == (arrival.id, arrival.short, RAW, "to admin@example.org")
    assert (found.channel, found.received_at, found.state) == ("email", NOW, InboxState.NEW)


def test_the_same_origin_is_known(run):
    first = run(add)
    again = run(lambda unit: add(unit, content=b"rewritten on the way"))
    assert (again.is_new, again.id, again.short) == (Known.KNOWN, first.id, first.short)


def test_the_same_bytes_by_another_door_are_one_message_and_both_names_are_known(run):
    first = run(add)
    again = run(lambda unit: add(unit, origin="imap:b/1/8"))
    assert (again.is_new, again.id) == (Known.KNOWN, first.id)
    assert len(run(lambda unit: unit.inbox.unread(9))) == 1
    assert set(run(lambda unit: unit.inbox.known(["imap:a/1/7", "imap:b/1/8", "imap:c/1/9"]))) == {
        "imap:a/1/7",
        "imap:b/1/8",
    }


def test_a_message_without_a_name_at_its_door_is_known_by_its_bytes(run):
    first = run(lambda unit: add(unit, origin=""))
    assert run(lambda unit: add(unit, origin="")).id == first.id
    assert run(lambda unit: add(unit, origin="", content=b"other")).is_new is Known.NEW


def test_what_became_of_a_message_is_known_by_its_name(run):
    def work(unit):
        unit.inbox.settle(add(unit).id, InboxState.ASIDE, reason="too many parts")
        return unit.inbox.known(["imap:a/1/7"])

    assert run(work) == {"imap:a/1/7": InboxState.ASIDE}


def test_a_thousand_names_can_be_asked_at_once(run):
    run(add)
    names = [f"imap:a/1/{n}" for n in range(1200)]
    assert run(lambda unit: unit.inbox.known(names)) == {"imap:a/1/7": InboxState.NEW}


def test_unread_messages_come_in_the_order_of_their_arrival(run):
    def work(unit):
        for n, minutes in enumerate((3, 1, 1, 2)):
            add(unit, f"imap:a/1/{n}", b"%d" % n, b"%d" % n, NOW + timedelta(minutes=minutes))
        return [message.raw for message in unit.inbox.unread(3)]

    assert run(work) == [b"1", b"2", b"3"]


def test_a_settled_message_is_read_no_more_and_its_bytes_move_under_the_case_key(run):
    def work(unit):
        arrival, kept = add(unit), new_case(unit)
        unit.inbox.settle(arrival.id, InboxState.DONE, kept.id)
        return arrival.id, kept.id

    message, case = run(work)
    assert run(lambda unit: unit.inbox.unread(9)) == []
    found = run(lambda unit: unit.inbox.by_id(message))
    assert (found.raw, found.case_id, found.state) == (RAW, case, InboxState.DONE)


def test_the_bytes_of_a_settled_message_die_with_the_key_of_its_case(run):
    def work(unit):
        arrival, kept = add(unit), new_case(unit)
        unit.inbox.settle(arrival.id, InboxState.DONE, kept.id)
        unit._connection.execute(text("UPDATE incident_case SET wrapped_key = NULL"))
        return arrival.id

    message = run(work)
    with pytest.raises(KeyGone):
        run(lambda unit: unit.inbox.raw(message))


def test_a_message_can_move_from_one_case_to_another(run):
    def work(unit):
        arrival, first, second = add(unit), new_case(unit, "SSE-AAAAA"), new_case(unit, "SSE-BBBBB")
        unit.inbox.settle(arrival.id, InboxState.DONE, first.id)
        unit.inbox.settle(arrival.id, InboxState.DONE, second.id)
        return arrival.id

    message = run(work)
    assert run(lambda unit: unit.inbox.raw(message)) == RAW


def test_a_persons_own_mail_is_remembered_without_its_bytes_and_taken_in_when_they_say_so(run):
    def remember(unit):
        return unit.inbox.remember("email", "imap:a/1/7", RAW, NOW, InboxState.OFFERED)

    first = run(remember)
    assert run(remember).is_new is Known.KNOWN
    assert run(lambda unit: unit.inbox.unread(9)) == []
    taken = run(add)
    assert (taken.is_new, taken.id, taken.short) == (Known.NEW, first.id, first.short)
    assert [message.raw for message in run(lambda unit: unit.inbox.unread(9))] == [RAW]


def test_attempts_are_counted(run):
    message = run(add).id
    assert [run(lambda unit: unit.inbox.tried(message)) for _ in range(3)] == [1, 2, 3]


def test_a_message_is_found_by_its_short_name(run):
    arrival = run(add)
    assert run(lambda unit: unit.inbox.by_short(f" {arrival.short.lower()} ")).id == arrival.id
    assert run(lambda unit: unit.inbox.by_short("M-22222")) is None


def test_what_was_set_aside_can_be_listed_and_counted(run):
    run(lambda unit: unit.inbox.settle(add(unit).id, InboxState.ASIDE, reason="too many parts"))
    (found,) = run(lambda unit: unit.inbox.set_aside(9))
    assert found.reason == "too many parts"
    assert run(lambda unit: unit.inbox.count(InboxState.ASIDE)) == 1


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=2000), st.text(max_size=200))
def test_any_bytes_and_any_note_come_back_as_they_were(run, raw, note):
    def work(unit):
        arrival = unit.inbox.add("email", "", raw, b"content:" + raw + note.encode("utf-8", "surrogatepass"), NOW, note)
        found = unit.inbox.by_id(arrival.id)
        return found.raw, found.note

    assert run(work) == (raw, note)

"""One bad row, letter or message takes nothing else with it, and none is tried for ever."""

import contextlib
import sqlite3

import structlog.testing

from daemon import admission
from daemon.admission import Incoming, unpack
from daemon.store.errors import Unavailable
from daemon.store.values import LetterState
from notifiers.sending import Problem, Unknown
from tests.support.house import COMPLAINT, JAMISON, REPORTER, STRANGER, household
from tests.support.played import complained, household_after


def spoil(home, code):
    """A disk that lies, or a hand in the database."""
    file = home.config.database.url.get_secret_value().removeprefix("sqlite:///")
    with sqlite3.connect(file, timeout=20) as connection:
        connection.execute("UPDATE incident_case SET state = zeroblob(99) WHERE code = ?", (code,))


async def test_a_case_that_does_not_open_stops_no_other_deadline(tmp_path):
    async with household_after(tmp_path, complained) as (home, first):
        await home.opens(COMPLAINT.replace("brack", "dorn"), STRANGER)
        spoil(home, first.code)
        home.clock.now += home.config.process.estimate_within
        await home.service._ring()
        assert await home.service._ring() == 0
        while await home.service._send():
            pass
        assert any("We missed that" in letter.text for letter in home.letters(STRANGER))


async def test_what_a_savepoint_takes_back_leaves_the_chain_whole(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):

        def work(unit):
            kept = unit.cases.by_code(case.code, home.rooms.corridor.house.terms)
            with contextlib.suppress(ZeroDivisionError), unit.savepoint():
                unit.history.record(kept.id, home.clock.now, "NoteTaken", "x", {})
                raise ZeroDivisionError
            unit.history.record(kept.id, home.clock.now, "NoteTaken", "x", {})

        await home.run(work)
        assert await home.run(lambda unit: unit.verify()) == []


async def test_a_letter_that_we_cannot_write_fails_alone_and_a_person_hears_of_it(tmp_path):
    async with household(tmp_path) as home:
        home.wire.outcomes = [ValueError("a fault of ours")]
        await home.mail(REPORTER, COMPLAINT)
        (row,) = await home.rows("acknowledgement")
        assert (row.state, row.problem) == (LetterState.FAILED, Problem.FAULT)
        assert home.came(JAMISON)[-1] == "undelivered"


async def test_a_letter_whose_text_we_cannot_make_fails_alone_and_a_person_hears_of_it(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.command(f"reply {case.code} We read it.")
        (row,) = await home.rows("reply")
        await home.run(lambda unit: unit.letters._keep(row.id, {"facts": {}}))
        await home.passes(minutes=5)
        (row,) = await home.rows("reply")
        assert (row.state, row.problem) == (LetterState.FAILED, Problem.FAULT)
        assert home.came(JAMISON)[-1] == "undelivered"


async def test_a_letter_in_doubt_is_not_sent_for_ever(tmp_path):
    async with household(tmp_path) as home:
        home.wire.outcomes = [Unknown(Problem.LOST)] * 100
        await home.mail(REPORTER, COMPLAINT)
        for _ in range(300):
            home.clock.now += home.config.process.undo
            await home.settle()
        (row,) = await home.rows("acknowledgement")
        assert (row.state, home.wire.tried.count(row.id)) == (LetterState.FAILED, 8)


async def test_what_cannot_be_written_now_does_not_end_the_loop(tmp_path):
    async def full():
        raise Unavailable("the disk is full: make room on it", "the disk is full")

    async def free():
        return 1

    async with household(tmp_path) as home:
        with structlog.testing.capture_logs() as log:
            assert await home.service._worked("outbox", full) == 0
            assert [await home.service._worked("outbox", free) for _ in range(2)] == [1, 1]
        assert [(each["event"], each.get("reason")) for each in log] == [
            ("store unavailable", "the disk is full"),
            ("store available again", None),
        ]


async def test_a_message_that_ended_the_daemon_again_and_again_is_set_aside(tmp_path):
    async with household(tmp_path) as home:
        arrival = await home.run(
            lambda unit: unit.inbox.add("lmtp", "", b"From: a@x.example\n\nhello", b"1", home.clock.now)
        )
        for _ in range(3):
            await home.run(lambda unit: unit.inbox.tried(arrival.id))
        await home.settle()
        row = await home.run(lambda unit: unit.inbox.by_id(arrival.id))
        assert (row.state, row.reason) == ("aside", "a fault of conductd's own")


async def test_a_message_on_which_reading_hangs_is_set_aside_without_being_read_beside_the_database(
    tmp_path, monkeypatch
):
    async with household(tmp_path) as home:
        arrival = await home.run(
            lambda unit: unit.inbox.add("lmtp", "", b"From: a@x.example\n\nhello", b"1", home.clock.now)
        )
        for _ in range(3):
            await home.run(lambda unit: unit.inbox.tried(arrival.id))
        read = []
        monkeypatch.setattr(admission, "unpack", lambda *_: read.append(1))
        home.rooms.intake._reception.readers.within = 0.01  # the process takes longer to start
        await home.settle()
        row = await home.run(lambda unit: unit.inbox.by_id(arrival.id))
        assert (row.state, row.reason, read) == ("aside", admission.ILLEGIBLE, [])
        assert home.came(JAMISON) == ["set_aside"]


async def test_a_letter_that_does_not_open_fails_alone(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.command(f"reply {case.code} We read it.")
        file = home.config.database.url.get_secret_value().removeprefix("sqlite:///")
        with sqlite3.connect(file, timeout=20) as connection:
            connection.execute("UPDATE letter SET body = zeroblob(99) WHERE name = 'reply'")
        home.clock.now += home.config.process.undo
        while await home.service._send():
            pass
        (row,) = await home.rows("reply")
        assert (row.state, row.problem) == (LetterState.FAILED, Problem.FAULT)


async def test_what_was_taken_already_is_not_taken_again(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(REPORTER, COMPLAINT)
        reception = home.rooms.intake._reception
        (first,) = await home.run(lambda unit: [unit.inbox.by_id(each.inbox_id) for each in messages(home, unit)])
        message = unpack(first.raw, "").message
        incoming = Incoming(first, message, await reception.reading(message, None))
        await home.run(lambda unit: reception.take(unit, incoming, home.clock.now))
        assert len(await home.cases()) == 1


def messages(home, unit):
    return [each for kept in unit.cases.every(home.rooms.corridor.house.terms) for each in unit.messages.of(kept.id)]

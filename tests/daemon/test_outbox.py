"""Letters on their way: each once, in its thread, and what becomes of those that do not arrive."""

from datetime import timedelta

import pytest

from daemon.process.case import Debt, Stage, Told
from daemon.store.values import LetterState
from notifiers.sending import Deferred, Evidence, Problem, Refused, Unknown
from tests.support.house import (
    ADA,
    COMPLAINT,
    CONCERN,
    JAMISON,
    REPORTER,
    STRANGER,
    Household,
    household,
)
from tests.support.played import complained, household_after


class Crash(BaseException):
    """The process dies: nothing in the house may catch it."""


async def crashed(home: Household) -> Household:
    """The daemon dies while the resolution is on the wire, and starts again."""
    case = await home.opens(COMPLAINT)
    await home.command(f"resolve {case.code} We looked at the threads and spoke with him.")
    home.wire.outcomes = [Crash()]
    with pytest.raises(Crash):
        await home.passes(minutes=2)
    (row,) = await home.rows("resolution")
    assert row.state is LetterState.SENDING
    home.forget()
    return await home.restarts()


async def test_a_letter_that_left_before_the_crash_is_not_sent_again(tmp_path):
    async with household(tmp_path) as home:
        later = await crashed(home)
        later.wire.evidence = Evidence.YES
        await later.settle()
        assert later.came(REPORTER) == []
        assert ((await later.case()).stage, (await later.case()).told) == (Stage.CLOSED, Told.TOLD)


async def test_a_letter_that_did_not_leave_before_the_crash_is_sent(tmp_path):
    async with household(tmp_path) as home:
        later = await crashed(home)
        later.wire.evidence = Evidence.NO
        await later.settle()
        await later.passes(minutes=2)
        assert later.came(REPORTER) == ["resolution"]
        assert (await later.case()).told is Told.TOLD


async def test_without_evidence_a_letter_waits_two_minutes_and_goes_under_the_same_message_id(tmp_path):
    async with household(tmp_path) as home:
        later = await crashed(home)
        (row,) = await later.rows("resolution")
        message_id = (await later.run(lambda unit: unit.letters.open(row.id))).message_id
        later.clock.now += timedelta(seconds=119)
        await later.settle()
        assert later.came(REPORTER) == []
        later.clock.now += timedelta(seconds=21)
        await later.settle()
        await later.passes(minutes=2)
        assert [each.message_id for each in later.letters(REPORTER)] == [message_id]


async def test_while_the_mailbox_that_would_know_is_silent_a_letter_waits_and_after_an_hour_it_goes(tmp_path):
    """Its copy may lie there: a machine that comes up again has its network last."""
    async with household(tmp_path) as home:
        later = await crashed(home)
        later.clock.now += timedelta(hours=3)  # nobody was asked while nobody ran
        later.wire.evidence = Evidence.UNREACHABLE
        await later.settle()
        await later.passes(minutes=55)
        assert later.came(REPORTER) == []
        await later.passes(minutes=10)
        await later.passes(minutes=2)
        assert later.came(REPORTER) == ["resolution"]


async def test_a_copy_that_is_found_once_the_mailbox_answers_again_settles_its_letter(tmp_path):
    async with household(tmp_path) as home:
        later = await crashed(home)
        later.wire.evidence = Evidence.UNREACHABLE
        await later.passes(minutes=30)
        later.wire.evidence = Evidence.YES
        await later.passes(minutes=2)
        assert later.came(REPORTER) == []
        assert (await later.case()).told is Told.TOLD


async def test_an_answer_that_never_came_is_settled_as_a_crash_is(tmp_path):
    async with household(tmp_path) as home:
        home.wire.outcomes = [Unknown(Problem.LOST)]
        await home.mail(REPORTER, COMPLAINT)
        assert home.came(REPORTER) == []
        home.clock.now += timedelta(minutes=2)
        await home.settle()
        await home.passes(minutes=2)
        assert home.came(REPORTER) == ["acknowledgement"]


async def test_a_letter_that_is_put_off_is_tried_again_ever_more_slowly(tmp_path):
    async with household(tmp_path) as home:
        home.wire.outcomes = [Deferred(Problem.LATER)] * 6
        before = home.clock.now
        await home.mail(REPORTER, COMPLAINT)
        for _ in range(6):
            (row,) = await home.rows("acknowledgement")
            if row.state is LetterState.SENT:
                break
            home.clock.now = row.next_try
            await home.settle()
        assert home.came(REPORTER) == ["acknowledgement"]
        assert timedelta(seconds=20) < home.clock.now - before < timedelta(hours=2)


async def test_one_reader_whose_server_waits_holds_nobody_else_up(tmp_path):
    async with household(tmp_path) as home:
        home.wire.outcomes = [Deferred(Problem.LATER)]
        await home.mail(REPORTER, COMPLAINT)
        assert (home.came(REPORTER), home.came(JAMISON), home.came(ADA)) == ([], ["notice"], ["notice"])


async def test_after_five_days_of_trying_a_letter_has_failed_and_a_person_hears_of_it(tmp_path):
    async with household(tmp_path) as home:
        home.wire.trouble = {REPORTER: Deferred(Problem.UNREACHABLE)}
        await home.opens(COMPLAINT)
        await home.passes(days=4)
        assert "undelivered" not in home.came(JAMISON)
        await home.passes(days=3)
        assert "undelivered" in home.came(JAMISON)
        (row,) = await home.rows("acknowledgement")
        assert row.state is LetterState.FAILED


async def test_a_letter_that_is_refused_is_shown_to_the_administrators_and_can_be_sent_again(tmp_path):
    async with household(tmp_path) as home:
        home.wire.outcomes = [Refused(Problem.RECIPIENT)]
        await home.mail(REPORTER, COMPLAINT)
        told = home.last("undelivered", JAMISON)
        assert "acknowledgement" in told.text
        assert REPORTER not in told.text + told.subject
        assert (await home.order(f"resend {told.text.rpartition('resend ')[2].split()[0]}\n")).name == "done"
        assert home.came(REPORTER) == ["acknowledgement"]


async def test_a_refused_resolution_is_not_told_and_owes_another_way(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.command(f"resolve {case.code} We looked at the threads and spoke with him.")
        home.wire.outcomes = [Refused(Problem.RECIPIENT)]
        await home.passes(minutes=2)
        now = await home.case()
        assert (now.stage, now.told, now.debt) == (Stage.RESOLVED, Told.UNREACHABLE, Debt.OTHER_WAY)
        assert "undelivered" in home.came(JAMISON)


async def test_a_resolution_that_arrives_at_the_second_attempt_is_told(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.command(f"resolve {case.code} We looked at the threads and spoke with him.")
        home.wire.outcomes = [Refused(Problem.RECIPIENT)]
        await home.passes(minutes=2)
        (row,) = await home.rows("resolution")
        await home.command(f"resend {row.short}")
        assert ((await home.case()).stage, (await home.case()).told) == (Stage.CLOSED, Told.TOLD)


async def test_an_address_that_no_mail_can_go_to_is_a_refusal_and_no_dead_loop(tmp_path):
    async with household(tmp_path) as home:
        await home.mail("rae@sub_domain.example", COMPLAINT)
        assert "undelivered" in home.came(JAMISON)


async def test_a_withdrawal_drops_what_waits_for_the_reporter(tmp_path):
    async with household_after(tmp_path, complained, letters='estimate = "ask"') as (home, case):
        acknowledgement = home.last("acknowledgement")
        await home.command(f"estimate {case.code} 2026-11-27 17:00")
        await home.command(f"resolve {case.code} We looked at the threads and spoke with him.")
        await home.answer(acknowledgement, "WITHDRAW\n")
        await home.passes(hours=1)
        assert home.came(REPORTER) == ["acknowledgement", "withdrawn"]
        states = {row.name: row.state for row in await home.rows() if row.to_kind == "reporter"}
        assert states["estimate"] is states["resolution"] is LetterState.DROPPED
        assert (await home.case()).stage is Stage.WITHDRAWN


async def test_a_withdrawal_that_an_administrator_records_stops_letters_too(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.command(f"reply {case.code} Soon.")
        await home.command(f"withdrawn {case.code}")
        await home.passes(hours=1)
        assert home.came(REPORTER) == ["acknowledgement", "withdrawn"]


async def test_a_letter_that_failed_before_a_withdrawal_cannot_be_sent_after_it(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.command(f"reply {case.code} Soon.")
        home.wire.outcomes = [Refused(Problem.RECIPIENT)]
        await home.passes(minutes=2)
        await home.answer(home.last("acknowledgement"), "WITHDRAW\n")
        (row,) = await home.rows("reply")
        await home.answer_of(home.last("notice", JAMISON), f"resend {row.short}")
        assert home.came(REPORTER) == ["acknowledgement", "withdrawn"]


async def test_a_letter_says_who_wrote_it_a_program_or_a_person(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.command(f"reply {case.code} Soon.")
        await home.passes(minutes=2)
        said = {each.name: each.mail["Auto-Submitted"] for each in home.wire.letters}
        assert said == {"acknowledgement": "auto-replied", "notice": "auto-generated", "reply": "no"}


async def test_letters_stand_in_the_thread_of_their_reader(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        acknowledgement, notice = home.last("acknowledgement"), home.last("notice", JAMISON)
        await home.answer(acknowledgement, "He did it again this morning in #careers.\n")
        (asked,) = await home.run(lambda unit: _message_ids(unit, home, case.code)[-1:])
        added, told = home.last("added"), home.last("wrote_again", JAMISON)
        assert added.mail["In-Reply-To"] == added.mail["References"] == f"<{asked}>"
        assert told.mail["In-Reply-To"] == notice.message_id


def _message_ids(unit, home, code):
    kept = unit.cases.by_code(code, home.rooms.corridor.house.terms)
    return [each.reading["message_id"] for each in unit.messages.of(kept.id)]


async def test_every_letter_brings_a_token_by_which_its_answer_and_its_bounce_are_known(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(REPORTER, COMPLAINT)
        for letter in home.wire.letters:
            assert letter.reply_to.startswith("admin+")
            assert letter.return_path == letter.reply_to
        assert len({each.message_id for each in home.wire.letters}) == 3


async def test_a_copy_that_comes_back_is_evidence_that_the_letter_left(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.command(f"resolve {case.code} We looked at the threads and spoke with him.")
        home.wire.outcomes = [Unknown(Problem.LOST)]
        await home.passes(minutes=2)
        copy = await _as_it_left(home, "resolution")
        home.forget()
        await home.hand_over(copy)
        await home.passes(minutes=5)
        assert home.came(REPORTER) == []
        assert ((await home.case()).stage, (await home.case()).told) == (Stage.CLOSED, Told.TOLD)


async def test_a_copy_may_be_quicker_than_the_servers_answer(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.command(f"resolve {case.code} We looked at the threads and spoke with him.")
        send = home.wire.send

        async def copied(letter_id, message, recipient, return_path):
            await home.rooms.intake.receive("lmtp", message, "", "")
            await home.service._read()
            return await send(letter_id, message, recipient, return_path)

        home.wire.send = copied
        await home.passes(minutes=2)
        assert home.came(REPORTER) == ["acknowledgement", "resolution"]
        assert (await home.case()).told is Told.TOLD
        assert (await home.happened()).count("LetterLeft") == 2


async def _as_it_left(home, name):
    """The bytes of a letter that nobody saw leave."""
    (row,) = await home.rows(name)
    body = await home.run(lambda unit: unit.letters.open(row.id))
    seen = []
    outbox = home.rooms.outbox

    class Looking:
        async def send(self, letter_id, message, recipient, return_path):
            seen.append(message)

    pen = outbox._pens["email"]
    pen._sender, before = Looking(), pen._sender
    await outbox._attempt(row, body, outbox._rendered(row, body, home.clock.now), home.clock.now)
    pen._sender = before
    return seen[0]


async def test_a_copy_with_a_strangers_name_on_it_is_no_evidence(tmp_path):
    async with household(tmp_path) as home:
        home.wire.outcomes = [Unknown(Problem.LOST)]
        await home.mail(REPORTER, COMPLAINT)
        copy = await _as_it_left(home, "acknowledgement")
        await home.hand_over(copy.replace(b"<admin@softskills.example>", b"<sam@example.net>", 1))
        (row,) = await home.rows("acknowledgement")
        assert row.state is LetterState.SENDING


# --- first answers


async def test_a_sender_is_answered_five_times_a_day_and_then_no_more(tmp_path):
    async with household(tmp_path) as home:
        for number in range(7):
            await home.mail(STRANGER, f"{CONCERN}Number {number}.\n")
        assert home.came(STRANGER) == ["concern"] * 5
        assert len(await home.cases()) == 7
        home.clock.now += timedelta(days=1, seconds=1)
        await home.mail(STRANGER, f"{CONCERN}The day after.\n")
        assert home.came(STRANGER).count("concern") == 6


async def test_danger_is_never_held_back(tmp_path):
    async with household(tmp_path) as home:
        for number in range(6):
            await home.mail(STRANGER, f"{CONCERN}Number {number}.\n")
        await home.mail(
            STRANGER, "I want to report @brack: he writes that he is coming to my house to kill me tonight.\n"
        )
        assert home.letters(STRANGER)[-1].text.startswith("If anyone is in danger now")
        assert len(home.letters(STRANGER)) == 6


async def test_who_has_a_lively_case_is_still_answered_when_they_open_another(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        acknowledgement = home.last("acknowledgement")
        for word in ("PRIVATE", "SHARE", "PRIVATE", "SHARE", "PRIVATE", "SHARE"):
            await home.command(f"note {case.code} seen")
            await home.answer(acknowledgement, f"{word}\n")
        assert home.came(REPORTER).count("corrected") == 6
        home.forget()
        await home.mail(REPORTER, CONCERN)
        assert home.came(REPORTER) == ["concern"]

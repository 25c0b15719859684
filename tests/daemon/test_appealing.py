"""What becomes of an appeal's mails (P10, design 8): who is believed, who is answered where, and what is never used up."""

from datetime import timedelta

import pytest

from daemon.process.case import Stage
from daemon.process.events import NotAllowed
from daemon.process.records import Sender
from tests.support.house import (
    ADA,
    JAMISON,
    MONDAY,
    REPORTER,
    written_by,
)
from tests.support.played import household_after
from tests.support.suspended import (
    APPEAL,
    BRACK,
    OTHER,
    UNREASONED,
    appeal,
    appeals,
    considered,
    suspended,
)

DAY_SEVEN = MONDAY + timedelta(days=7)
AWAY = (("Auto-Submitted", "auto-replied"),)
FORGED = b"Authentication-Results: mx.softskills.example; dmarc=fail header.from=example.com\n"


# --- from the thread of the suspension


async def test_p10_an_appeal_in_the_thread_is_the_members_and_opens_by_itself_on_its_day(tmp_path):
    async with household_after(tmp_path, suspended) as (home, (case, party)):
        await home.passes(days=2)
        await home.answer(home.last("suspension", BRACK), APPEAL)
        waiting = await appeal(home)
        assert (waiting.stage, waiting.appeal.sender) == (Stage.EARLY, Sender.MEMBER)
        assert (waiting.appeal.complaint, waiting.appeal.account) == (case.code, party)
        assert "Monday 30 November 2026, 09:00 MST" in home.last("appeal_early", BRACK).text
        assert (await home.case(case.code)).appeals == (waiting.code,)
        await home.passes(days=4, hours=23, minutes=57)
        assert (await appeal(home)).stage is Stage.EARLY
        await home.passes(minutes=1)
        opened = await appeal(home)
        assert (opened.stage, opened.promise.due) == (Stage.CONSIDERED, DAY_SEVEN + timedelta(days=7))
        assert home.came(BRACK)[-1] == "appeal_open"
        assert home.came(ADA)[-1] == "notice"


async def test_p10_a_daemon_that_slept_over_the_day_opens_it_once(tmp_path):
    async with household_after(tmp_path, suspended) as (home, _):
        await home.answer(home.last("suspension", BRACK), APPEAL)
        await (await home.restarts()).sleeps(days=9)
        await (await home.restarts()).settle()
        assert home.came(BRACK).count("appeal_open") == 1
        assert (await appeal(home)).promise.due == DAY_SEVEN + timedelta(days=7)


async def test_the_reporter_hears_nothing_of_an_appeal(tmp_path):
    async with household_after(tmp_path, considered) as (home, _):
        assert not {"added", "return", "consult"} & set(home.came(REPORTER))


async def test_without_reasons_they_are_asked_for_and_can_be_added_until_its_day(tmp_path):
    async with household_after(tmp_path, suspended) as (home, _):
        await home.answer(home.last("suspension", BRACK), UNREASONED)
        assert not (await appeal(home)).appeal.reasoned
        assert "say why" in home.last("appeal_early", BRACK).text
        await home.answer(home.last("appeal_early", BRACK), APPEAL)
        assert (await appeal(home)).appeal.reasoned
        await home.passes(days=7)
        assert "say why" not in home.last("appeal_open", BRACK).text


@pytest.mark.parametrize("name", ["suspension", "appeal_early"])
async def test_a_second_mail_joins_the_first(tmp_path, name):
    async with household_after(tmp_path, suspended) as (home, _):
        await home.answer(home.last("suspension", BRACK), APPEAL)
        await home.answer(home.last(name, BRACK), "I forgot: because my laptop was stolen.\n")
        await home.mail(BRACK, APPEAL, vouched=True)
        assert len(await appeals(home)) == 1
        assert home.came(BRACK).count("appeal_early") == 1
        assert home.came(JAMISON).count("wrote_again") == 1


async def test_an_out_of_office_note_to_the_suspension_is_no_appeal(tmp_path):
    async with household_after(tmp_path, suspended) as (home, _):
        letter = home.last("suspension", BRACK)
        home.forget()
        await home.answer(letter, "I am out of the office until Monday.\n", subject="Out of office", headers=AWAY)
        assert (await appeals(home), home.wire.letters) == ([], [])


async def test_an_appellant_withdraws(tmp_path):
    async with household_after(tmp_path, considered) as (home, (case, party, waiting)):
        await home.answer(home.last("appeal_open", BRACK), "WITHDRAW\n")
        assert (await home.case(waiting.code)).stage is Stage.WITHDRAWN
        assert home.came(BRACK)[-1] == "withdrawn"
        assert (await home.case(case.code)).suspension(party)
        await home.command(f"close {waiting.code}", "Ada")
        await home.answer(home.last("suspension", BRACK), APPEAL)
        assert [each.stage for each in await appeals(home)] == [Stage.CLOSED, Stage.CONSIDERED]


# --- from the recorded address, without the thread


async def test_from_the_recorded_address_and_vouched_it_is_the_members(tmp_path):
    async with household_after(tmp_path, suspended) as (home, _):
        await home.mail(BRACK, APPEAL, vouched=True)
        waiting = await appeal(home)
        assert (waiting.stage, waiting.appeal.sender) == (Stage.EARLY, Sender.MEMBER)
        assert home.came(BRACK) == ["suspension", "appeal_early"]


async def test_without_either_it_is_held_and_only_that_address_is_asked(tmp_path):
    async with household_after(tmp_path, suspended) as (home, _):
        home.forget()
        await home.mail(BRACK, APPEAL)
        assert (await appeal(home)).stage is Stage.UNCONFIRMED
        assert [(each.to, each.name) for each in home.wire.letters if each.to not in {JAMISON, ADA}] == [
            (BRACK, "appeal_confirm")
        ]
        await home.passes(days=10)
        assert (await appeal(home)).stage is Stage.UNCONFIRMED


@pytest.mark.parametrize("day", [0, 8])
async def test_the_member_confirms_with_a_word(tmp_path, day):
    async with household_after(tmp_path, suspended) as (home, _):
        await home.passes(days=day)
        await home.mail(BRACK, APPEAL)
        await home.answer(home.last("appeal_confirm", BRACK), "CONFIRM\n")
        waiting = await appeal(home)
        assert (waiting.stage, waiting.appeal.sender) == (Stage.CONSIDERED if day else Stage.EARLY, Sender.MEMBER)
        assert home.came(BRACK)[-1] == ("appeal_open" if day else "appeal_early")


async def test_a_forger_who_writes_again_confirms_nothing_and_gets_nothing(tmp_path):
    async with household_after(tmp_path, suspended) as (home, _):
        for text in (APPEAL, f"Yes.\n\n{APPEAL}", f"{APPEAL}\nWITHDRAW\n"):
            await home.hand_over(FORGED + written_by(BRACK, text))
        waiting = await appeal(home)
        assert (waiting.stage, waiting.appeal.sender) == (Stage.UNCONFIRMED, Sender.UNCONFIRMED)
        assert home.came(BRACK).count("appeal_confirm") == 1


async def test_a_forger_withdraws_nothing(tmp_path):
    async with household_after(tmp_path, considered) as (home, (_, _, waiting)):
        text = f"{APPEAL}\nWITHDRAW\n"
        await home.mail(BRACK, text)
        await home.mail(BRACK, text, answers=home.last("appeal_open", BRACK), keeps=("references",))
        assert (await home.case(waiting.code)).stage is Stage.CONSIDERED


async def test_what_nobody_vouches_for_adds_nothing_to_the_members_own(tmp_path):
    async with household_after(tmp_path, considered) as (home, (_, _, waiting)):
        for _ in range(2):
            await home.mail(BRACK, "I appeal the suspension, because I was right and they are idiots.\n")
        assert await home.case(waiting.code) == waiting
        assert [each.stage for each in await appeals(home)] == [Stage.CONSIDERED, Stage.UNCONFIRMED]
        assert home.came(BRACK).count("appeal_confirm") == 1


async def test_the_members_own_words_do_not_confirm_what_a_forger_wrote(tmp_path):
    async with household_after(tmp_path, suspended) as (home, _):
        await home.mail(BRACK, "I appeal the suspension, because I was right and they are idiots.\n")
        forged = await appeal(home)
        await home.answer(home.last("suspension", BRACK), UNREASONED)
        (own,) = (each for each in await appeals(home) if each.code != forged.code)
        assert (await home.case(forged.code)).stage is Stage.UNCONFIRMED
        assert (own.stage, own.appeal.sender, own.appeal.reasoned) == (Stage.EARLY, Sender.MEMBER, False)


async def test_a_forged_appeal_uses_up_nothing(tmp_path):
    async with household_after(tmp_path, suspended) as (home, _):
        await home.passes(days=8)
        await home.mail(BRACK, "I appeal the suspension. I did it and would do it again, because they deserve it.\n")
        forged = await appeal(home)
        await home.command(f"close {forged.code}", "Ada")
        await home.answer(home.last("suspension", BRACK), APPEAL)
        assert [each.stage for each in await appeals(home)] == [Stage.CLOSED, Stage.CONSIDERED]


async def test_what_our_own_server_calls_forged_is_not_believed_in_the_thread_either(tmp_path):
    async with household_after(tmp_path, suspended) as (home, _):
        await home.hand_over(FORGED + written_by(BRACK, APPEAL, answers=home.last("suspension", BRACK)))
        assert (await appeal(home)).stage is Stage.UNCONFIRMED
        assert home.came(BRACK)[-1] == "appeal_confirm"


async def test_an_administrator_says_that_it_is_the_members_own(tmp_path):
    async with household_after(tmp_path, suspended) as (home, (_, party)):
        await home.mail(BRACK, APPEAL)
        waiting = await appeal(home)
        answer = await home.answer_of(home.last("notice", ADA), f"link {waiting.code} {party}\n")
        assert answer.name == "done"
        assert ((await appeal(home)).stage, home.came(BRACK)[-1]) == (Stage.EARLY, "appeal_early")


async def test_it_cannot_be_decided_before_somebody_says_whose_it_is(tmp_path):
    async with household_after(tmp_path, suspended) as (home, _):
        await home.passes(days=8)
        await home.mail(BRACK, APPEAL)
        await home.mail(OTHER, APPEAL)
        for waiting in await appeals(home):
            with pytest.raises(NotAllowed, match="link"):
                await home.command(f"overturn {waiting.code} It was not him.", "Ada")

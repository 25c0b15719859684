"""What became of a letter to a party: it left, it came back, another way was tried, nobody knows; and who hears of it."""

from datetime import timedelta

import pytest

from daemon.process.case import Stage, Told
from daemon.process.events import NotAllowed
from daemon.store.values import LetterState
from notifiers.sending import Evidence, Problem, Refused, Unknown
from tests.daemon.test_returned import bounce
from tests.support.house import ADA, COMPLAINT, JAMISON, REPORTER, household
from tests.support.played import household_after
from tests.support.suspended import BRACK, OTHER, appeal, considered, suspended


async def told(home, *ways):
    case = await home.opens(COMPLAINT)
    await home.command(f"party {case.code} {' '.join(ways)} as respondent")
    await home.command(f"tell {case.code} {ways[0]}")
    await home.passes(minutes=2)
    return case


# --- P7: a bounce is not 'told'


async def test_p7_a_text_that_left_is_told(tmp_path):
    async with household(tmp_path) as home:
        await told(home, BRACK)
        assert (await home.case()).parties[0].told is Told.TOLD


@pytest.mark.parametrize("how", ["refused", "bounced"])
async def test_p7_the_other_known_address_is_tried_and_then_they_could_not_be_reached(tmp_path, how):
    async with household(tmp_path) as home:
        if how == "refused":
            home.wire.trouble = dict.fromkeys((BRACK, OTHER), Refused(Problem.ADDRESS))
        await told(home, BRACK, OTHER)
        if how == "bounced":
            await home.hand_over(bounce(home.last("party_closed", BRACK)))
            assert "undelivered" not in home.came(JAMISON)
            assert home.came(OTHER) == ["party_closed"]
            await home.hand_over(bounce(home.last("party_closed", OTHER), number=2))
        assert (await home.case()).parties[0].told is Told.UNREACHABLE
        assert home.came(JAMISON).count("undelivered") == 1
        assert "LetterSentAnotherWay" in await home.happened()


async def test_p7_one_bounce_with_another_way_is_told_by_that(tmp_path):
    async with household(tmp_path) as home:
        home.wire.trouble = {BRACK: Refused(Problem.ADDRESS)}
        await told(home, BRACK, OTHER)
        assert (home.came(BRACK), home.came(OTHER)) == ([], ["party_closed"])
        assert (await home.case()).parties[0].told is Told.TOLD
        assert "undelivered" not in home.came(JAMISON)


async def test_the_notice_of_an_unreached_party_names_nobody(tmp_path):
    async with household(tmp_path) as home:
        home.wire.trouble = {BRACK: Refused(Problem.ADDRESS)}
        await told(home, BRACK)
        said = home.last("undelivered", ADA)
        assert "brack" not in f"{said.subject} {said.text}"
        assert "resend L-" in said.text


async def test_who_could_not_be_reached_does_not_hold_up_the_end(tmp_path):
    async with household(tmp_path) as home:
        home.wire.trouble = {BRACK: Refused(Problem.ADDRESS)}
        case = await told(home, BRACK)
        await home.command(f"resolve {case.code} We looked at it.")
        await home.passes(minutes=2)
        assert (await home.case()).stage is Stage.CLOSED


async def test_a_resent_letter_that_arrives_is_told(tmp_path):
    async with household(tmp_path) as home:
        home.wire.trouble = {BRACK: Refused(Problem.ADDRESS)}
        await told(home, BRACK)
        home.wire.trouble = {}
        short = home.last("undelivered", ADA).text.partition("resend ")[2].split()[0]
        await home.answer_of(home.last("undelivered", ADA), f"resend {short}\n")
        assert home.came(BRACK) == ["party_closed"]
        assert (await home.case()).parties[0].told is Told.TOLD


# --- P11: the reporter is told before anybody is back


async def test_p11_access_waits_while_the_reporter_could_not_be_warned(tmp_path):
    async with household_after(tmp_path, suspended) as (home, (case, brack)):
        await home.command(f"confirm {brack}")
        home.wire.trouble = {REPORTER: Refused(Problem.ADDRESS)}
        await home.command(f"lift {brack}")
        await home.passes(days=2)
        assert (await home.case()).suspensions[0].warning is Told.UNREACHABLE
        assert "undelivered" in home.came(JAMISON)
        with pytest.raises(NotAllowed):
            await home.command(f"confirm {brack}")
        await home.command(f"answered {case.code} I called them")
        await home.passes(hours=25)
        await home.command(f"confirm {brack}")
        assert not (await home.case()).suspensions[0].in_force


async def test_a_suspension_letter_that_is_refused_leaves_the_suspension_and_a_person_hears(tmp_path):
    async with household(tmp_path) as home:
        home.wire.trouble = {BRACK: Refused(Problem.ADDRESS)}
        await suspended(home)
        assert (await home.case()).suspensions[0].in_force
        assert "undelivered" in home.came(JAMISON)


async def test_a_decision_that_comes_back_is_told_to_nobody_yet(tmp_path):
    async with household_after(tmp_path, considered) as (home, (_, _, waiting)):
        await home.command(f"uphold {waiting.code} It stands.", "Ada")
        await home.passes(minutes=2)
        assert (await appeal(home)).stage is Stage.CLOSED
        await home.hand_over(bounce(home.last("upheld", BRACK)))
        assert ((await appeal(home)).stage, (await appeal(home)).told) == (Stage.RESOLVED, Told.UNREACHABLE)
        assert "undelivered" in home.came(ADA)


# --- in doubt (design 9.4)


async def in_doubt(home):
    """A suspension letter whose end nobody knows; what was tried."""
    case = await home.opens(COMPLAINT)
    await home.command(f"suspend {case.code} {BRACK} because of threats")
    home.wire.outcomes = [Unknown(Problem.LOST)]
    await home.passes(minutes=2)
    (row,) = await home.rows("suspension")
    assert row.state is LetterState.SENDING
    return row


async def test_a_suspension_letter_in_doubt_is_never_sent_twice_by_itself(tmp_path):
    async with household(tmp_path) as home:
        row = await in_doubt(home)
        for _ in range(20):
            await home.sleeps(minutes=10)
        assert home.wire.tried.count(row.id) == 1
        (after,) = await home.rows("suspension")
        assert after.state is LetterState.FAILED
        assert "nobody knows whether it arrived" in home.last("undelivered", JAMISON).text.lower()
        assert (await home.case()).suspensions[0].in_force
        await home.command(f"resend {row.short}")
        assert home.came(BRACK) == ["suspension"]


async def test_a_restart_does_not_send_it_again_either(tmp_path):
    async with household(tmp_path) as home:
        row = await in_doubt(home)
        tried = []
        for _ in range(5):
            again = await home.restarts()
            await again.sleeps(minutes=3)
            tried += again.wire.tried
        assert row.id not in tried
        assert "undelivered" in home.came(JAMISON)


async def test_evidence_that_it_left_settles_it(tmp_path):
    async with household(tmp_path) as home:
        await in_doubt(home)
        home.wire.evidence = Evidence.YES
        await home.sleeps(seconds=30)
        (row,) = await home.rows("suspension")
        assert row.state is LetterState.SENT
        assert "undelivered" not in home.came(JAMISON)


async def test_any_other_letter_in_doubt_is_sent_again_under_its_message_id(tmp_path):
    async with household(tmp_path) as home:
        home.wire.outcomes = [Unknown(Problem.LOST)]
        await home.mail(REPORTER, COMPLAINT)
        (row,) = await home.rows("acknowledgement")
        for _ in range(6):
            await home.sleeps(minutes=2)
        assert home.wire.tried.count(row.id) == 2
        assert home.came(REPORTER) == ["acknowledgement"]


# --- `ask`, and drafts that are dropped


async def test_a_return_letter_that_is_a_draft_holds_access_back_until_it_is_released(tmp_path):
    async with household_after(tmp_path, suspended, letters='return = "ask"') as (home, (_, brack)):
        await home.command(f"confirm {brack}")
        await home.command(f"lift {brack}")
        await home.passes(days=3)
        assert "return" not in home.came(REPORTER)
        with pytest.raises(NotAllowed):
            await home.command(f"confirm {brack}")
        (row,) = await home.rows("return")
        assert row.state is LetterState.DRAFT
        await home.command(f"release {row.short}")
        assert home.came(REPORTER)[-1] == "return"
        await home.passes(days=1)
        await home.command(f"confirm {brack}")
        assert not (await home.case()).suspensions[0].in_force


async def test_dropping_the_return_letter_takes_the_lift_back(tmp_path):
    async with household_after(tmp_path, suspended) as (home, (_, brack)):
        await home.command(f"lift {brack}")
        (row,) = await home.rows("return")
        await home.command(f"drop {row.short}")
        await home.passes(days=2)
        assert (await home.case()).suspensions[0].returns_at is None
        assert home.came(BRACK) == ["suspension"]


async def test_a_lift_whose_letter_left_is_beyond_undo(tmp_path):
    async with household_after(tmp_path, suspended) as (home, (_, brack)):
        await home.command(f"lift {brack}")
        (row,) = await home.rows("lifted")
        await home.passes(minutes=2)
        with pytest.raises(NotAllowed, match="left already"):
            await home.command(f"undo {row.short}")
        assert (await home.case()).suspensions[0].returns_at == home.clock.now + timedelta(hours=24, minutes=-2)


async def test_p10_a_lift_that_is_taken_back_takes_up_the_appeal_that_it_had_ended(tmp_path):
    async with household_after(tmp_path, considered) as (home, (_, brack, waiting)):
        await home.command(f"lift {brack}")
        assert (await appeal(home)).stage is Stage.CLOSED
        (row,) = await home.rows("lifted")
        await home.command(f"undo {row.short}")
        again = await appeal(home)
        assert (again.stage, again.code) == (Stage.CONSIDERED, waiting.code)
        assert (await home.case(waiting.appeal.complaint)).suspension(brack).returns_at is None


async def test_p11_what_follows_from_a_decision_is_undone_with_it_and_not_alone(tmp_path):
    async with household_after(tmp_path, considered) as (home, (case, brack, waiting)):
        await home.command(f"overturn {waiting.code} It was not him.", "Ada")
        (row,) = await home.rows("return")
        for verb in ("undo", "drop"):
            with pytest.raises(NotAllowed, match="undone with that letter"):
                await home.command(f"{verb} {row.short}", "Ada")
        (decision,) = await home.rows("overturned")
        await home.command(f"undo {decision.short}", "Ada")
        await home.passes(minutes=5)
        assert (await home.case(case.code)).suspension(brack).returns_at is None
        assert (home.came(BRACK)[-1], "return" in home.came(REPORTER)) == ("appeal_open", False)

"""Who is off an appeal, or off the case that another one was merged into, sees nothing of it on its neighbour (P14)."""

from dataclasses import replace

from daemon.process.case import Role
from daemon.process.parties import unheard
from daemon.sight import Sight
from notifiers.sending import Problem, Refused
from tests.support.house import ADA, COMPLAINT, JAMISON, household
from tests.support.played import household_after
from tests.support.suspended import BRACK, considered, suspended, suspends

AGAIN = "I want to make a formal complaint about @brack once more. He called me an idiot again in #general today.\n"
REPORTS_JAMISON = (
    "I appeal the suspension of my account, because Jamison Dance insulted me in #careers and then suspended me.\n"
)
OF_THE_APPEAL = {
    "the suspension was appealed",
    "the suspension was overturned on appeal",
    "the text for the rules channel goes to the reporter first",
    "the reporter's copy of the text for the rules channel",
}


async def appealed(home):
    """Jamison suspended; the appeal reports him, so that he is off it. The complaint, the account, the appeal."""
    case, party = await suspended(home)
    await home.passes(days=8)
    await home.mail(BRACK, REPORTS_JAMISON, vouched=True)
    (found,) = [each for each in await home.cases() if each.track == "appeal"]
    assert found.off == {"Jamison Dance"}
    return case.code, party, found.code


async def overturned(home):
    code, party, appeal = await appealed(home)
    await home.answer_of(home.last("notice", ADA), f"overturn {appeal} It was not him.\n")
    await home.passes(days=2)
    return code, party, appeal


async def seen_of(home, code, actor="Jamison"):
    return await home.at_desk(lambda desk: desk.show(code), actor)


def respondent(view):
    return next(each for each in view.parties if each.role == Role.RESPONDENT)


def whats(view) -> list[str]:
    return [each.what for each in view.timeline]


def names(view) -> list[str]:
    return [each.name for each in view.letters]


async def unheard_by(home, code: str, by: str) -> tuple[str, ...]:
    """What the remark of `resolve` reads."""
    house = home.rooms.corridor.house

    def look(unit):
        return unheard(Sight(unit, house, by).seen(unit.cases.by_code(code, house.terms)).case)

    return await home.run(look)


# --- an appeal


async def test_p14_an_appeal_alone_changes_nothing_on_its_complaint_for_whoever_is_off_it(tmp_path):
    async with household_after(tmp_path, suspended) as (home, (case, _)):
        await home.passes(days=8)
        before = await seen_of(home, case.code)
        await home.mail(BRACK, REPORTS_JAMISON, vouched=True)
        after = await seen_of(home, case.code)
        assert respondent(await seen_of(home, case.code, "Ada")).heard_at is not None
        assert (after.parties, after.appeals, after.letters) == (before.parties, before.appeals, before.letters)
        assert whats(after) == [*whats(before), "read"]


async def test_p14_an_overturned_appeal_leaves_the_suspensions_dates_and_nothing_of_why(tmp_path):
    async with household_after(tmp_path, overturned) as (home, (code, _, appeal)):
        permitted, off = [await seen_of(home, code, actor) for actor in ("Ada", "Jamison")]
        assert set(whats(permitted)) >= OF_THE_APPEAL
        assert OF_THE_APPEAL & set(whats(off)) == set()
        assert (off.suspensions, permitted.appeals, off.appeals) == (permitted.suspensions, (appeal,), ())
        assert off.suspensions[0].returns_at is not None
        assert "the reporter was told from when access returns" in whats(off)


async def test_p14_the_texts_copy_is_no_letter_of_the_complaint_to_whoever_is_off_the_appeal(tmp_path):
    async with household_after(tmp_path, overturned) as (home, (code, *_)):
        permitted, off = [await seen_of(home, code, actor) for actor in ("Ada", "Jamison")]
        assert "context_draft" in names(permitted)
        assert "context_draft" not in names(off)
        assert "return" in names(off)
        assert not [each for each in off.timeline if "context draft" in each.say]
        assert [each for each in permitted.timeline if "context draft" in each.say]


async def test_p14_that_the_appellant_was_told_is_no_row_of_the_complaint_for_whoever_is_off(tmp_path):
    async with household_after(tmp_path, overturned) as (home, (code, *_)):
        permitted, off = [whats(await seen_of(home, code, actor)) for actor in ("Ada", "Jamison")]
        assert permitted.count("a party was told") == 1
        assert "a party was told" not in off


async def test_p14_a_decision_that_came_back_is_no_row_and_no_letter_of_the_complaint_for_whoever_is_off(tmp_path):
    async with household_after(tmp_path, appealed) as (home, (code, _, appeal)):
        home.wire.trouble[BRACK] = Refused(Problem.ADDRESS)
        await home.command(f"overturn {appeal} It was not him.", "Ada")
        await home.passes(hours=1)
        permitted, off = [await seen_of(home, code, actor) for actor in ("Ada", "Jamison")]
        assert "a party was not reached" in whats(permitted)
        assert "a party was not reached" not in whats(off)
        assert "undelivered" in names(permitted)
        assert "undelivered" not in names(off)


async def test_p14_a_decision_that_was_taken_back_is_no_row_of_the_complaint_for_whoever_is_off(tmp_path):
    async with household_after(tmp_path, appealed) as (home, (code, _, appeal)):
        lines = await home.command(f"overturn {appeal} It was not him.", "Ada")
        number = next(row.short for row in await home.rows("overturned"))
        assert number in " ".join(lines)
        await home.command(f"undo {number}", "Ada")
        permitted, off = [whats(await seen_of(home, code, actor)) for actor in ("Ada", "Jamison")]
        assert "the end of the suspension was taken back" in permitted
        assert "the end of the suspension was taken back" not in off


async def test_p14_what_a_colleague_was_answered_about_the_appeal_is_not_shown_on_its_complaint(tmp_path):
    async with household_after(tmp_path, appealed) as (home, (code, _, appeal)):
        thread = next(each for each in home.letters(ADA, "notice") if code in each.subject)
        assert (await home.answer_of(thread, f"overturn {appeal} It was not him.")).name == "done"
        assert (await home.answer_of(thread, f"uphold {code} No.")).name == "refused"
        permitted, off = [names(await seen_of(home, code, actor)) for actor in ("Ada", "Jamison")]
        assert {"done", "refused"} <= set(permitted)
        assert {"done", "refused"} & set(off) == set()


async def test_p14_an_own_answer_stays_where_a_neighbour_is_hidden(tmp_path):
    async with household_after(tmp_path, appealed) as (home, (code, *_)):
        thread = next(each for each in home.letters(JAMISON, "notice") if code in each.subject)
        assert (await home.answer_of(thread, f"note {code} We talked.")).name == "done"
        assert "done" in names(await seen_of(home, code))


async def test_p14_whoever_is_off_the_appeal_is_asked_whether_the_respondent_was_heard_as_without_it(tmp_path):
    async with household_after(tmp_path, appealed) as (home, (code, party, _)):
        assert await unheard_by(home, code, "Jamison Dance") == (party,)
        assert await unheard_by(home, code, "Ada Quist") == ()


async def test_a_respondent_who_wrote_before_was_heard_by_everybody_when_they_wrote(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        await home.command(f"party {case.code} {BRACK} as respondent")
        await home.command(f"tell {case.code} {BRACK}")
        await home.passes(hours=1)
        wrote = home.clock.now
        await home.answer(home.last("party_closed", BRACK), "I only said what everybody thinks.\n")
        await suspends(home, case.code, BRACK)
        await home.passes(days=8)
        await home.mail(BRACK, REPORTS_JAMISON, vouched=True)
        assert respondent(await seen_of(home, case.code)).heard_at == wrote
        assert await unheard_by(home, case.code, "Jamison Dance") == ()


async def test_an_appeal_that_hides_from_nobody_is_shown_to_both(tmp_path):
    async with household_after(tmp_path, considered) as (home, (case, _, waiting)):
        await home.command(f"overturn {waiting.code} It was not him.", "Ada")
        await home.passes(days=2)
        for actor in ("Ada", "Jamison"):
            view = await seen_of(home, case.code, actor)
            assert set(whats(view)) >= OF_THE_APPEAL
            assert "a party was told" in whats(view)
            assert "context_draft" in names(view)


# --- a merge


async def merged(home):
    """Both were everybody's; then the one that it goes on in was found to be about Jamison. The codes of both."""
    first, second = await home.opens(COMPLAINT), await home.opens(AGAIN)
    await home.command(f"merge {first.code} into {second.code}", "Ada")
    terms = home.rooms.corridor.house.terms

    def hide(unit):
        kept = unit.cases.by_code(second.code, terms)
        unit.cases.save(kept, replace(kept.case, off=frozenset({"Jamison Dance"})), None)

    await home.run(hide)
    return first.code, second.code


async def test_p14_a_case_that_goes_on_in_a_hidden_one_is_closed_and_says_no_more(tmp_path):
    async with household_after(tmp_path, merged) as (home, (code, into)):
        permitted, off = [await seen_of(home, code, actor) for actor in ("Ada", "Jamison")]
        assert (permitted.line.stage, permitted.merged_into, permitted.related) == ("merged", into, (into,))
        assert (off.line.stage, off.merged_into, off.related) == ("closed", "", ())
        assert "it goes on in another case" in whats(permitted)
        assert "it goes on in another case" not in whats(off)
        assert ("joined" in names(permitted), "joined" in names(off)) == (True, False)


async def test_p14_beside_its_reporter_it_is_closed_too(tmp_path):
    async with household_after(tmp_path, merged) as (home, (code, _)):
        third = await home.opens(COMPLAINT)
        stages = []
        for actor in ("Ada", "Jamison"):
            (reporter,) = (await seen_of(home, third.code, actor)).parties
            stages += [each.stage for each in reporter.elsewhere if each.code == code]
        assert stages == ["merged", "closed"]

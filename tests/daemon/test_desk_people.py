"""Whom a case is about as its administrators see it: parties, suspensions, appeals, and the other cases of a person."""

import io
import json

from rich.console import Console

from daemon import tables
from tests.support.house import COMPLAINT, CONCERN, DANGER, JAMISON, REPORTER, STRANGER, written_by
from tests.support.played import household_after
from tests.support.settings import BOTH

BO = "bo@admins.example"
THREE = f'{BOTH}[[administrators]]\nname = "Bo Third"\nemail = "{BO}"\n'
BRACK = "brack@members.example"
DORN = "dorn@members.example"
TESS = "tess@members.example"
APPEAL = "I want to appeal my suspension. I never wrote these words; somebody else used my laptop.\n"


async def under_complaint(home):
    """Jamison suspended @brack under a complaint of three administrators; its code."""
    case = await home.opens(COMPLAINT)
    await home.command(f"party {case.code} @brack {BRACK} as respondent")
    await home.command(f"party {case.code} {TESS} as target")
    await home.command(f"suspend {case.code} @brack because he called people idiots")
    return case.code


def suspended(folder):
    return household_after(folder, under_complaint, administrators=THREE, process='quiet_hours = ""')


async def shown(home, code, actor="Ada"):
    return await home.at_desk(lambda desk: desk.show(code), actor)


async def account(home, code):
    return (await home.case(code)).suspensions[0].account


async def appeal_of(home, sender=BRACK):
    await home.mail(sender, APPEAL, "Appeal")
    return next(case.code for case in await home.cases() if case.track == "appeal")


def everything(view, now):
    """All that a view can be read as: what `--json` prints, and the page."""
    page = io.StringIO()
    Console(file=page, width=500, highlight=False, emoji=False, markup=False).print(tables.show(view, now))
    return json.dumps(view.as_json()) + page.getvalue()


# --- who


async def test_everybody_of_a_case_stands_there_with_their_own_code_and_every_way_to_reach_them(tmp_path):
    async with suspended(tmp_path) as (home, code):
        await home.command(f"consent {code} {TESS} granted she said so on the phone")
        view = await shown(home, code)
        parties = {each.role: each for each in view.parties}
        assert set(parties) == {"reporter", "respondent", "target"}
        assert parties["respondent"].ways == ("@brack", BRACK)
        assert parties["respondent"].code == await account(home, code)
        assert (parties["target"].consent, parties["respondent"].consent) == ("granted, confirmed", "unstated")
        assert len({each.code for each in view.parties}) == 3


async def test_what_was_told_to_each_party_and_why_not_stands_beside_them(tmp_path):
    async with suspended(tmp_path) as (home, code):
        await home.command(f"keep {code} @brack until 2026-12-24 because it goes on")
        await home.command(f"tell {code} {TESS} nothing because she asked for it")
        await home.passes(minutes=5)
        parties = {each.role: each for each in (await shown(home, code)).parties}
        assert (parties["respondent"].told, parties["target"].told) == ("told", "")
        assert parties["target"].spared_at is not None


async def test_a_partys_code_shows_their_case_and_says_whose_it_is(tmp_path):
    async with suspended(tmp_path) as (home, code):
        own = await account(home, code)
        view = await shown(home, own.lower())
        assert (view.line.code, view.asked_for) == (code, own)
        assert (await shown(home, code)).asked_for == ""


async def test_the_other_cases_of_a_person_stand_beside_them(tmp_path):
    async with suspended(tmp_path) as (home, code):
        theirs = await home.opens(CONCERN, BRACK)
        respondent = next(each for each in (await shown(home, code)).parties if each.role == "respondent")
        (part,) = respondent.elsewhere
        assert (part.code, part.kind, part.role, part.stage) == (theirs.code, "concern", "reporter", "needs a date")
        (back,) = (await shown(home, theirs.code)).parties[0].elsewhere
        assert (back.code, back.role) == (code, "respondent")


async def test_a_letter_and_a_message_say_whose_they_are(tmp_path):
    async with suspended(tmp_path) as (home, code):
        await home.passes(minutes=5)
        view = await shown(home, code)
        to = {each.name: (each.reader, each.to) for each in view.letters}
        assert to["suspension"] == ("respondent", f"respondent {await account(home, code)}")
        assert to["acknowledgement"] == ("reporter", "reporter")
        assert to["notice"][0] == "administrator"
        assert [(each.sender, each.role) for each in view.messages] == [(REPORTER, "reporter")]


async def test_a_report_by_a_respondent_says_with_which_case_it_may_be_retaliation(tmp_path):
    async with suspended(tmp_path) as (home, code):
        answer = await home.opens("I want to make a formal complaint about @rae. She tells lies about me.\n", BRACK)
        view = await shown(home, answer.code)
        assert (view.retaliation, view.retaliation_with) == (True, (code,))
        assert "it may be retaliation" in view.timeline[0].say
        assert (await shown(home, code)).retaliation_with == ()


# --- suspensions and appeals


async def test_a_suspension_is_shown_with_its_dates_and_what_is_true_in_slack(tmp_path):
    async with suspended(tmp_path) as (home, code):
        (record,) = (await shown(home, code)).suspensions
        assert (record.account, record.role, record.by) == (await account(home, code), "respondent", "Jamison Dance")
        assert (record.access, record.reporter, record.kept_until) == ("to be removed", "", None)
        assert (record.review_at - record.since).days == 1
        assert (record.appeal_from - record.since).days == 7
        await home.command(f"confirm {code} @brack")
        await home.command(f"lift {code} @brack")
        before = (await shown(home, code)).suspensions[0]
        assert (before.access, before.reporter) == ("removed", "not yet")
        await home.passes(hours=25)
        after = (await shown(home, code)).suspensions[0]
        assert (after.access, after.reporter) == ("to be given back", "told")


async def test_an_appeal_is_shown_with_what_it_is_against_and_who_may_decide_it(tmp_path):
    async with suspended(tmp_path) as (home, code):
        appeal = await appeal_of(home)
        await home.command(f"link {appeal} {BRACK}", "Ada")
        view = await shown(home, appeal)
        assert [each.role for each in view.parties] == ["appellant"]
        assert (view.appeal.complaint, view.appeal.account) == (code, await account(home, code))
        assert (view.appeal.suspended_by, view.appeal.deciders) == ("Jamison Dance", ("Ada Quist", "Bo Third"))
        assert (view.appeal.reasons, view.appeal.outcome, view.appeal.context) == ("given", "", None)
        assert (view.privacy, view.missing) == ("", ())
        assert (await shown(home, code)).appeals == (appeal,)


async def test_an_overturned_appeal_shows_its_decision_and_the_text_for_the_channel(tmp_path):
    async with suspended(tmp_path) as (home, code):
        appeal = await appeal_of(home)
        await home.command(f"link {appeal} {BRACK}", "Ada")
        await home.passes(days=7)
        await home.command(f"overturn {appeal} It was not him.", "Ada")
        found = (await shown(home, appeal)).appeal
        assert (found.outcome, found.decided_by, found.deciders) == ("overturned", "Ada Quist", ())
        assert (found.context.wording, found.context.member, found.context.reporter) == ("fixed", "not yet", "not yet")
        await home.passes(hours=25)
        await home.command(f"publish {appeal}", "Bo")
        found = (await shown(home, appeal)).appeal
        assert (found.context.member, found.context.reporter) == ("told", "told")
        assert found.context.handed_at is not None
        assert (await shown(home, code)).suspensions[0].access == "to be given back"


async def test_no_row_of_an_appeals_timeline_calls_its_author_a_reporter(tmp_path):
    async with suspended(tmp_path) as (home, _):
        appeal = await appeal_of(home)
        await home.command(f"withdrawn {appeal}", "Ada")
        assert not [each.what for each in (await shown(home, appeal)).timeline if "the reporter" in each.what]


async def test_an_appeal_that_nobody_linked_says_whose_it_may_be_and_no_more(tmp_path):
    async with suspended(tmp_path) as (home, _):
        appeal = await appeal_of(home, STRANGER)
        view = await shown(home, appeal)
        assert (view.line.stage, view.line.owed) == ("belongs to no suspension yet", "whose suspension it is about")
        assert (view.appeal.complaint, view.appeal.suspended_by) == ("", "")


# --- what else was decided


async def test_a_consultation_is_shown_with_its_text_and_its_answers(tmp_path):
    async with suspended(tmp_path) as (home, code):
        await home.command(f"consult {code} Somebody was told to stop.")
        asked = (await shown(home, code)).consultation
        assert asked.text == "Somebody was told to stop."
        assert [(each.role, each.reply) for each in asked.asked] == [("reporter", "no answer")]
        assert [each.role for each in asked.waiting] == ["target"]
        await home.passes(days=7)
        assert (await shown(home, code)).consultation.result == "no"


async def test_whoever_is_on_it_is_named(tmp_path):
    async with suspended(tmp_path) as (home, _):
        danger = await home.opens(DANGER, STRANGER)
        await home.command(f"mine {danger.code}", "Bo")
        view = await shown(home, danger.code)
        assert (view.line.urgent, view.on_it) == (True, "Bo Third")


async def test_outcome_hold_and_relation_are_shown(tmp_path):
    async with suspended(tmp_path) as (home, code):
        other = await home.opens(CONCERN, STRANGER)
        for command in (f"correct {code} outcome bad-faith", f"hold {code}", f"relate {code} {other.code}"):
            await home.command(command)
        view = await shown(home, code)
        assert (view.finding, view.held, view.related) == ("bad-faith", True, (other.code,))
        said = " ".join(f"{each.what}: {each.say}" for each in view.timeline)
        assert "the outcome was recorded: bad-faith" in said
        assert f"shown together with another case: {other.code}" in said


async def test_a_case_that_was_merged_says_where_it_goes_on(tmp_path):
    async with suspended(tmp_path) as (home, code):
        second = await home.opens(COMPLAINT)
        await home.command(f"merge {second.code} into {code}")
        view = await shown(home, second.code)
        assert (view.line.stage, view.merged_into) == ("merged", code)


async def test_what_was_said_of_a_party_stands_in_the_timeline_with_their_code_and_role(tmp_path):
    async with suspended(tmp_path) as (home, code):
        own = await account(home, code)
        said = {each.what: each.say for each in (await shown(home, code)).timeline}
        assert said["suspended"] == f"{own} (respondent); he called people idiots"
        assert said["it was said who somebody is"].endswith("as target")


# --- lists


async def test_the_list_says_what_is_owed_under_a_suspension_and_when_an_appeal_opens(tmp_path):
    async with suspended(tmp_path) as (home, code):
        appeal = await appeal_of(home)
        await home.command(f"link {appeal} {BRACK}", "Ada")
        lines = {each.code: each for each in await home.at_desk(lambda desk: desk.cases(), "Ada")}
        assert "the review of a suspension" in lines[code].owed
        assert lines[code].due == (await home.case(code)).suspensions[0].review_at
        assert (lines[appeal].owed, lines[appeal].opens_at) == ("", (await home.case(appeal)).appeal.opens_at)
        listed = await home.command("list", "Ada")
        assert "opens by itself Monday 30 November 2026, 09:00 MST" in " ".join(listed)


async def test_a_closed_case_whose_suspension_ends_is_listed_as_closed_with_what_is_owed(tmp_path):
    async with suspended(tmp_path) as (home, code):
        await home.command(f"confirm {code} @brack")
        await home.command(f"keep {code} @brack until 2026-11-30 12:00 because it goes on")
        await home.command(f"tell {code} {TESS} nothing because she asked for it")
        await home.passes(minutes=5)
        await home.command(f"resolve {code} We spoke with him.")
        await home.passes(hours=1)
        assert code not in [each.code for each in await home.at_desk(lambda desk: desk.cases(), "Ada")]
        await home.passes(days=8)
        (line,) = await home.at_desk(lambda desk: desk.cases(), "Ada")
        assert (line.code, line.stage, line.owed) == (code, "closed", "word that an account was changed")
        digest = await home.at_desk(lambda desk: desk.digest(), "Ada")
        assert [each.owed for each in digest.owed] == ["word that an account was changed"]
        assert "closed" in (await home.command("list", "Ada"))[1]


# --- off means off (P14)


async def hidden_neighbours(home, code):
    """A report by @brack, one by the reporter and an appeal, of which Bo may know nothing, named by the complaint."""
    theirs = await home.opens(CONCERN, BRACK)
    danger = await home.opens(DANGER)
    appeal = await appeal_of(home)
    await home.command(f"relate {code} {theirs.code}", "Ada")
    for each in (theirs.code, danger.code, appeal):
        await home.command(f"recuse {each} Bo", "Ada")
    await home.command(f"note {code} see {theirs.code}, and {danger.code.lower()} too", "Ada")
    await home.mail(REPORTER, f"More about it is in {danger.code}.\n", answers=home.last("acknowledgement", REPORTER))
    return theirs.code, danger.code, appeal


async def test_whoever_is_off_another_case_reads_its_code_nowhere(tmp_path):
    async with suspended(tmp_path) as (home, code):
        codes = await hidden_neighbours(home, code)
        permitted, off = [everything(await shown(home, code, actor), home.clock.now) for actor in ("Ada", "Bo")]
        assert [each in permitted for each in codes] == [True, True, True]
        assert [each for each in codes if each in off.upper()] == []
        assert "see SSE-*****" in off
        assert "shown together with another case" not in off


async def test_whoever_is_off_another_case_finds_its_code_by_no_list_and_no_search(tmp_path):
    async with suspended(tmp_path) as (home, code):
        codes = await hidden_neighbours(home, code)
        seen = await home.at_desk(lambda desk: (desk.cases(), desk.digest().owed, desk.search(["see"])), "Bo")
        assert [hit.where for hit in seen[2]] == ["note"]
        printed_all = json.dumps([each.as_json() for part in seen for each in part]).upper()
        assert [each for each in codes if each in printed_all] == []


async def test_the_code_of_a_party_in_a_hidden_case_is_hidden_too(tmp_path):
    async with suspended(tmp_path) as (home, code):
        own = await account(home, code)
        other = await home.opens(CONCERN, STRANGER)
        await home.command(f"note {other.code} the same as {own}", "Ada")
        await home.command(f"recuse {code} Bo", "Ada")
        permitted, off = [everything(await shown(home, other.code, actor), home.clock.now) for actor in ("Ada", "Bo")]
        assert (own in permitted, own in off) == (True, False)


async def test_a_code_that_is_nobodys_stays_as_it_was_written(tmp_path):
    async with suspended(tmp_path) as (home, code):
        await home.command(f"note {code} she wrote SSE-ZZZZZ", "Ada")
        assert "SSE-ZZZZZ" in everything(await shown(home, code, "Bo"), home.clock.now)


async def test_a_text_full_of_codes_costs_few_queries_and_its_own_case_stays_readable(tmp_path):
    async with suspended(tmp_path) as (home, code):
        codes = [f"SSE-{a}{b}ZZZ" for a in "ABCDEFGHJKLMNPQRSTUVWXYZ" for b in "ABCDEFGHJKLMNPQRSTUVWXYZ"]
        await home.command(f"note {code} {' '.join(codes)} {code}", "Ada")
        say = next(each.say for each in (await shown(home, code)).timeline if each.what == "note")
        assert (codes[0] in say, codes[-1] in say, say.endswith(code)) == (True, False, True)


async def test_what_a_hidden_case_adds_to_another_one_is_left_out_and_not_only_made_unreadable(tmp_path):
    async with suspended(tmp_path) as (home, code):
        await hidden_neighbours(home, code)
        permitted, off = [await shown(home, code, actor) for actor in ("Ada", "Bo")]
        named = [(view.related, view.appeals, [each.elsewhere for each in view.parties]) for view in (permitted, off)]
        assert all(named[0][:2])
        assert any(named[0][2])
        assert named[1] == ((), (), [(), (), ()])


# --- what administrators wrote from their own mail program


async def test_an_administrators_own_mail_is_not_called_a_programs(tmp_path):
    async with suspended(tmp_path) as (home, code):
        raw = written_by(
            JAMISON, "We spoke.\n", to=REPORTER, answers=home.last("acknowledgement"), keeps=("references",)
        )
        await home.rooms.intake.filed.receive("imap sent", raw, "hi@imap/Sent/1/1", "")
        await home.settle()
        message = (await shown(home, code)).messages[-1]
        assert (message.sender, message.role, message.standing) == ("Jamison Dance", "administrator", "")

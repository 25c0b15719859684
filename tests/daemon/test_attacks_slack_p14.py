"""P14 in Slack: whom a direct message names is off the case before anybody is told, by name or as Slack writes a mention."""

import re
from contextlib import asynccontextmanager

import pytest

from daemon.store.values import Account
from tests.support.direct import ADA, DANA, JAMISON, SAM, workplace
from tests.support.house import COMPLAINT
from tests.support.house import JAMISON as JAMISONS_MAIL

INSULT = "In #careers he called people who asked questions idiots."
BY_HANDLE = """
[[administrators]]
name = "Jamison Dance"
email = "hi@jamison.dance"
slack = "@jamison"
[[administrators]]
name = "Ada Quist"
email = "ada@admins.example"
slack = "U0ADAQUIST"
"""
WRITES_TO = re.compile(r"admin\+[a-z2-7]{26}@softskills\.example")
MENTION = f"<@{JAMISON}>"
REPORTED = {
    "a mention": f"I want to make a formal complaint about {MENTION}. {INSULT}",
    "a mention with its name": f"I want to make a formal complaint about <@{JAMISON}|jamison>. {INSULT}",
    "a mention that did it": f"{MENTION} called me an idiot in #careers yesterday.",
    "the id alone": f"I want to make a formal complaint about {JAMISON}. {INSULT}",
    "the name": f"I want to make a formal complaint about Jamison Dance. {INSULT}",
    "not them": f"I want to make a formal complaint about @brack. {INSULT} Please not {MENTION}.",
    "only another": f"I want to make a formal complaint about @brack. {INSULT} Only <@{ADA}> may read this.",
}
UNSURE = f"I want to make a formal complaint about @brack. {INSULT}\n{MENTION} and @brack are close friends."
ADDRESSED = {
    "a greeting": f"Hi {MENTION}, I want to make a formal complaint about @brack. {INSULT}",
    "thanks": f"I want to make a formal complaint about @brack. {INSULT} Thank you {MENTION}!",
}


@pytest.mark.parametrize("text", REPORTED.values(), ids=REPORTED)
async def test_p14_whoever_is_reported_or_kept_out_by_a_mention_hears_nothing(tmp_path, text):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, text)
        assert (case.off, home.posted(JAMISON), home.came(JAMISONS_MAIL)) == ({"Jamison Dance"}, [], [])
        assert "notice" in home.posted(ADA)


async def test_p14_whoever_is_mentioned_beside_the_accused_is_held_and_asked_about(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, UNSURE)
        assert (case.off, case.unsure, home.posted(JAMISON)) == ({"Jamison Dance"}, {"Jamison Dance"}, [])
        await home.says(DANA, "INCLUDE")
        assert ((await home.case()).off, "notice" in home.posted(JAMISON)) == (frozenset(), True)


@pytest.mark.parametrize("text", ADDRESSED.values(), ids=ADDRESSED)
async def test_p14_whoever_is_only_addressed_by_a_mention_stays(tmp_path, text):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, text)
        assert (case.off, "notice" in home.posted(JAMISON)) == (frozenset(), True)


@asynccontextmanager
async def by_handle(folder):
    """Jamison is configured by the name of his account, whose id was looked up since."""
    async with workplace(folder, administrators=BY_HANDLE) as home:
        home.rooms.corridor.house.pins.by_name["Jamison Dance"] = JAMISON
        yield home


@pytest.mark.parametrize("text", REPORTED.values(), ids=REPORTED)
async def test_p14_whose_account_was_looked_up_is_kept_out_by_every_mention_of_it(tmp_path, text):
    async with by_handle(tmp_path) as home:
        case = await home.reports(DANA, text)
        assert (case.off, home.posted(JAMISON), home.came(JAMISONS_MAIL)) == ({"Jamison Dance"}, [], [])


SHOWN = {"author": JAMISON, "text": "You are an idiot.", "channel": "C1", "ts": "1.000001", "permalink": ""}
FORM = {"act": "report", "path": "complaint", "nature": INSULT, "who": "", "material": "", "privacy": "private"}


@pytest.mark.parametrize("more", [{"who": MENTION}, {"shared": SHOWN}], ids=["who", "a message of theirs"])
async def test_p14_whom_the_report_form_names_by_their_account_hears_nothing(tmp_path, more):
    async with by_handle(tmp_path) as home:
        act = {**FORM, "id": "1", "talk": False, "shared": None, **more}
        await home.direct({"kind": "act", "user": DANA, "act": act}, DANA, "act 1")
        await home.passes(seconds=91)
        assert (await home.case()).off == {"Jamison Dance"}
        assert (home.posted(JAMISON), home.came(JAMISONS_MAIL)) == ([], [])


async def test_p14_whose_message_is_shared_in_a_report_hears_nothing(tmp_path):
    async with by_handle(tmp_path) as home:
        shared = [{"is_share": True, "author_id": JAMISON, "author_name": "J", "text": "You are an idiot."}]
        await home.says(DANA, "I want to report this. It is a formal complaint.", attachments=shared)
        await home.passes(seconds=91)
        assert (await home.case()).off == {"Jamison Dance"}
        assert (home.posted(JAMISON), home.came(JAMISONS_MAIL)) == ([], [])


async def test_p14_a_mention_names_who_is_configured_by_the_name_of_their_account(tmp_path):
    async with workplace(tmp_path, administrators=BY_HANDLE) as home:
        house = home.rooms.corridor.house
        house.pins.by_name["Jamison Dance"] = JAMISON
        account = Account(id=JAMISON, handle="jamison", administrator="Jamison Dance", configured="@jamison")
        await home.run(lambda unit: unit.accounts.learn(account, home.clock()))
        case = await home.reports(DANA, REPORTED["a mention"])
        assert (case.off, home.posted(JAMISON), home.came(JAMISONS_MAIL)) == ({"Jamison Dance"}, [], [])


@pytest.mark.parametrize("text", [REPORTED["a mention"], REPORTED["the name"], REPORTED["not them"]])
async def test_p14_whom_an_edit_names_after_the_notice_left_is_off_from_then_on(tmp_path, text):
    async with workplace(tmp_path) as home:
        ts = await home.says(DANA, COMPLAINT)
        await home.passes(minutes=3)
        before = len(home.posts(JAMISON))
        await home.edits(DANA, ts, f"{COMPLAINT}\n{text}")
        await home.passes(minutes=3)
        assert ((await home.case()).off, len(home.posts(JAMISON))) == ({"Jamison Dance"}, before)
        await home.says(JAMISON, f"show {(await home.case()).code}")
        assert "no case" in home.posts(JAMISON)[-1].text


async def test_p14_an_edit_before_the_notice_leaves_is_read_with_it(tmp_path):
    async with workplace(tmp_path) as home:
        ts = await home.says(DANA, COMPLAINT)
        await home.edits(DANA, ts, REPORTED["a mention"])
        await home.passes(minutes=3)
        assert ((await home.case()).off, "notice" in home.posted(JAMISON)) == ({"Jamison Dance"}, False)


async def test_p14_an_edit_by_the_respondent_that_names_an_administrator_counts_too(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        await home.says(DANA, "SHARE")
        await home.command(f"party {case.code} <@{SAM}> as respondent")
        known = await home.run(lambda unit: unit.parties.of(unit.cases.by_code(case.code, case.terms).id))
        (party,) = (each.code for each in known if each.role == "respondent")
        await home.command(f"tell {case.code} {party} Please be kind from now on.")
        await home.passes(minutes=5)
        ts = await home.says(SAM, "I did not do that.")
        await home.edits(SAM, ts, f"I did not do that. {MENTION} called me an idiot in #careers yesterday.")
        assert (await home.case()).off == {"Jamison Dance"}


async def test_a_message_that_its_sender_deletes_narrows_and_stays_on_record(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        await home.says(DANA, "SHARE")
        ts = await home.says(DANA, "You may tell everybody.")
        await home.deletes(DANA, ts)
        assert str((await home.case()).privacy.value) == "refused"
        assert "MessageTakenBack" in await home.happened(case.code)


async def test_p14_a_word_to_go_on_by_mail_that_is_spent_still_says_who_may_not_know(tmp_path):
    async with workplace(tmp_path) as home:
        await home.reports(DANA, REPORTED["the name"])
        await home.says(DANA, "MAIL")
        to = WRITES_TO.search(home.posts(DANA, "mail_word")[-1].text)[0]
        await home.mail("dana@example.org", "He did it again this morning.\n", to=to)
        await home.mail("dana@work.example", "And he called me an idiot today, in the same channel.\n", to=to)
        assert [case.off for case in await home.cases()] == [{"Jamison Dance"}] * 2
        assert (home.posted(JAMISON), home.came(JAMISONS_MAIL)) == ([], [])

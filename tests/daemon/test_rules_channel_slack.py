"""The rules channel: the new context is posted there after two steps, once, and counts when it stands there (P11)."""

from contextlib import asynccontextmanager

import pytest

from daemon.process.case import Stage
from daemon.process.events import NotAllowed
from daemon.rules_channel import RulesChannel, Trouble, place_of
from notifiers.plain import unfolded
from notifiers.render import context_text
from notifiers.sending import Evidence, Problem, Refused, Unknown
from tests.support.direct import ADA, BOTH, JAMISON, SLACK, Workplace, workplace
from tests.support.house import REPORTER
from tests.support.played import household_after
from tests.support.slack_web import PlayedWeb
from tests.support.suspended import considered

RULES = "C0RULES"
THERE = {"id": RULES, "name": "rands-slack-rules", "is_member": True}


async def overturned(home):
    """An appeal that was heard, with a text that both sides saw and had a day to object to: its code."""
    _, _, appeal = await considered(home)
    await home.command(f"overturn {appeal.code} The messages were not theirs.", "Ada")
    await home.passes(hours=25)
    return appeal.code


def unquoted(text):
    return " ".join(text.replace(">", " ").split())


def looked_up(home, *found):
    web = PlayedWeb(channels=[{"id": "C0OTHER", "name": "general"}, {"id": "C0MORE", "name": "more"}, *found])
    return web, RulesChannel(web, home.store, "#rands-slack-rules", home.clock)


@asynccontextmanager
async def after_the_appeal(folder, *found):
    """The house once the text may be published, and the code of the appeal."""
    sections = {"administrators": BOTH, "outside": SLACK}
    async with household_after(folder, overturned, kind=Workplace, **sections) as (home, code):
        await looked_up(home, *found)[1].turn()
        yield home, code


# --- which one it is


@pytest.mark.parametrize(
    ("found", "trouble"),
    [
        ([THERE], ""),
        ([], Trouble.NOT_FOUND),
        ([{**THERE, "is_member": False}], Trouble.NOT_INVITED),
        ([{**THERE, "is_archived": True}], Trouble.ARCHIVED),
        ([{**THERE, "name": "rands-slack-rules-old"}], Trouble.NOT_FOUND),
    ],
)
async def test_the_channel_is_known_by_its_name_and_whether_we_may_post_there(tmp_path, found, trouble):
    async with workplace(tmp_path) as home:
        web, room = looked_up(home, *found)
        await room.turn()
        assert room.trouble == trouble
        assert await home.run(place_of) == ("" if trouble else RULES)
        asked = len(web.asked)
        await room.turn()
        assert len(web.asked) == asked  # it is kept
        web.channels.append(THERE)
        await home.passes(minutes=3)
        await room.turn()
        assert (room.trouble == "") is (not trouble or trouble is Trouble.NOT_FOUND)


async def test_where_private_channels_are_not_ours_to_list_the_public_ones_are(tmp_path):
    async with workplace(tmp_path) as home:
        web = PlayedWeb(channels=[THERE])
        private = web.call

        async def call(method, **arguments):
            web.trouble = {"*": "missing_scope"} if "private" in arguments["types"] else {}
            return await private(method, **arguments)

        web.call = call
        room = RulesChannel(web, home.store, RULES, home.clock)
        await room.turn()
        assert room.trouble == ""


# --- the text


async def test_p11_a_second_administrator_posts_it_and_it_is_published_once_it_stands_there(tmp_path):
    async with after_the_appeal(tmp_path, THERE) as (home, code):
        lines = await home.command(f"publish {code}", "Jamison")
        assert "#rands-slack-rules" in lines[0]
        assert home.posts(RULES) == []  # it can be undone for a while
        await home.passes(minutes=2)
        (post,) = home.posts(RULES)
        assert unfolded(post.text).strip() == context_text()
        case = await home.case(code)
        assert (case.stage, case.appeal.context.published_at is not None) == (Stage.CLOSED, True)
        (told,) = await home.told("ContextPublished")
        assert told["by"] == "Slack"


async def test_p11_whoever_wrote_it_does_not_post_it_alone(tmp_path):
    async with after_the_appeal(tmp_path, THERE) as (home, code):
        await home.says(ADA, f"publish {code}")
        assert home.posts(ADA)[-1].name == "refused"
        await home.says(JAMISON, f"publish {code}")
        done = home.posts(JAMISON)[-1]
        assert (done.name, context_text() in unquoted(done.text)) == ("done", True)
        await home.says(JAMISON, f"publish {code}")  # a second time
        await home.passes(minutes=5)
        assert len(home.posts(RULES)) == 1


async def test_what_is_undone_in_time_is_not_posted_and_can_be_let_go_again(tmp_path):
    async with after_the_appeal(tmp_path, THERE) as (home, code):
        await home.command(f"publish {code}", "Jamison")
        (letter,) = await home.rows("context")
        await home.command(f"undo {letter.short}", "Jamison")
        await home.passes(minutes=5)
        assert home.posts(RULES) == []
        assert (await home.case(code)).appeal.context.handed_at is None
        await home.command(f"publish {code}", "Jamison")
        await home.passes(minutes=5)
        assert len(home.posts(RULES)) == 1


async def test_a_post_in_doubt_waits_for_a_person(tmp_path):
    async with after_the_appeal(tmp_path, THERE) as (home, code):
        await home.command(f"publish {code}", "Jamison")
        home.slack.outcomes = [Unknown(Problem.SILENT)]
        home.slack.evidence = Evidence.UNKNOWN
        await home.passes(minutes=10)
        assert home.posts(RULES) == []
        asked = home.posts(JAMISON, "undelivered")[-1].text
        assert f"published {code}" in asked
        (letter,) = await home.rows("context")
        assert f"resend {letter.short}" in asked
        await home.command(f"published {code}", "Jamison")
        assert (await home.case(code)).stage is Stage.CLOSED


async def test_a_post_that_is_found_in_the_channel_is_not_posted_again(tmp_path):
    async with after_the_appeal(tmp_path, THERE) as (home, code):
        await home.command(f"publish {code}", "Jamison")
        home.slack.outcomes, home.slack.evidence = [Unknown(Problem.SILENT)], Evidence.YES
        await home.passes(minutes=3)
        assert (await home.case(code)).stage is Stage.CLOSED


async def test_an_app_that_was_removed_from_the_channel_says_so_and_posts_once_it_is_back(tmp_path):
    async with after_the_appeal(tmp_path, THERE) as (home, code):
        await home.command(f"publish {code}", "Jamison")
        home.slack.outcomes = [Refused(Problem.CHANNEL)]
        await home.passes(minutes=3)
        assert home.posts(JAMISON, "undelivered")
        (letter,) = await home.rows("context")
        await home.command(f"resend {letter.short}", "Jamison")
        await home.passes(minutes=1)
        assert (len(home.posts(RULES)), (await home.case(code)).stage) == (1, Stage.CLOSED)


async def test_where_we_are_not_invited_the_text_is_handed_over_with_how_to_invite_us(tmp_path):
    async with after_the_appeal(tmp_path, {**THERE, "is_member": False}) as (home, code):
        await home.says(JAMISON, f"publish {code}")
        handed = home.posts(JAMISON)[-1]
        said = unfolded(handed.text)
        assert (handed.name, "/invite" in said, context_text() in said) == ("handover", True, True)
        await home.says(JAMISON, f"published {code}")
        assert (await home.case(code)).stage is Stage.CLOSED
        assert home.posts(RULES) == []


OWN = "The messages were not written by the member."


async def with_own_words(home):
    """As `overturned`, with a text that both sides said yes to or saw."""
    code = await overturned(home)
    complaint = (await home.case(code)).appeal.complaint
    await home.answer(home.last("return", REPORTER), "SHARE\n")
    await home.command(f"consult {complaint} {OWN}", "Ada")
    await home.passes(minutes=2)
    await home.answer(home.last("consult", REPORTER), "SHARE\n")
    await home.command(f"publish {code} {OWN}", "Ada")
    await home.passes(hours=25)
    return code


@pytest.mark.parametrize("taken_back", [False, True])
async def test_p9_own_words_are_posted_unless_a_yes_is_taken_back_before_they_leave(tmp_path, taken_back):
    sections = {"administrators": BOTH, "outside": SLACK}
    async with household_after(tmp_path, with_own_words, kind=Workplace, **sections) as (home, code):
        await looked_up(home, THERE)[1].turn()
        await home.command(f"publish {code}", "Jamison")
        if taken_back:
            await home.answer(home.last("consult", REPORTER), "PRIVATE\n")
        await home.passes(minutes=5)
        assert [unfolded(each.text).strip() for each in home.posts(RULES)] == ([] if taken_back else [OWN])
        published = (await home.case(code)).appeal.context.published_at
        assert (published is None) is taken_back
        assert "undelivered" in home.posted(JAMISON) if taken_back else True


async def test_p11_it_is_not_posted_beside_what_somebody_posted_by_hand(tmp_path):
    async with after_the_appeal(tmp_path, THERE) as (home, code):
        await home.command(f"publish {code}", "Jamison")
        with pytest.raises(NotAllowed, match="posted by itself"):
            await home.command(f"published {code}", "Jamison")
        home.slack.outcomes = [Unknown(Problem.SILENT)]
        await home.passes(minutes=10)
        await home.command(f"published {code}", "Jamison")
        (letter,) = await home.rows("context")
        with pytest.raises(NotAllowed, match="stands in the rules channel"):
            await home.command(f"resend {letter.short}", "Jamison")
        await home.passes(minutes=5)
        assert home.posts(RULES) == []

"""Buttons under a letter: kept before they are acknowledged, carried out once, grey afterwards, and nobody else's."""

import json
import logging
from itertools import product

import pytest

from daemon.process.case import Consent
from daemon.store.errors import Unavailable
from daemon.store.values import InboxState
from tests.support.direct import ADA, DANA, JAMISON, SAM, TEAM
from tests.support.front_desk import reception, row, texts
from tests.support.house import COMPLAINT

CANARY = "zanzibarquux"


def private(post, case):
    return {"do": "word", "word": "PRIVATE", "code": case.code, "letter": post.short}


async def reported(home):
    """The case, and the letter that answered it."""
    case = await home.reports(DANA, f"{COMPLAINT}\n{CANARY}\n")
    (post,) = home.posts(DANA, "acknowledgement")
    return case, post


async def test_a_word_that_is_pressed_is_on_disk_before_it_is_acknowledged_and_counts(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, post = await reported(home)
        press = desk.whole(DANA, desk.pressed(DANA, private(post, case), post=post))
        assert await desk.front.interact(press) is None
        assert await desk.rows() == 1
        await desk.ends()
        assert (await home.case()).privacy.value is Consent.REFUSED


async def test_buttons_that_were_pressed_go_grey_and_say_what_was_chosen_and_when(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, post = await reported(home)
        await desk.presses(DANA, private(post, case), post=post)
        (update,) = desk.web.of("chat.update")
        channel, ts = post.wire_id.split(":")[1:]
        assert (update["channel"], update["ts"], update["text"]) == (channel, ts, post.subject)
        assert "You answered PRIVATE. Monday" in texts(update["blocks"])
        assert not [each for each in update["blocks"] if each["type"] == "actions"]


async def test_a_double_click_is_one_act_and_one_change(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, post = await reported(home)
        first, second = (desk.whole(DANA, desk.pressed(DANA, private(post, case), post=post)) for _ in range(2))
        assert await desk.front.interact(first) is None
        assert await desk.front.interact(second) is None
        assert await desk.rows() == 1
        await desk.ends()
        assert desk.web.methods == ["chat.update"]


async def test_a_press_that_is_delivered_again_after_a_restart_is_carried_out_once_and_still_greys(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, post = await reported(home)
        press = desk.pressed(DANA, private(post, case), post=post)
        await desk.does(DANA, press)
        before = len(home.posts())
        desk.restarts()
        await desk.does(DANA, press)
        assert len(home.posts()) == before
        assert desk.web.methods == ["chat.update", "chat.update"]


async def test_of_two_rows_the_one_that_was_pressed_first_stays_grey(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, post = await reported(home)
        talk = {**private(post, case), "word": "TALK"}
        blocks = [row(private(post, case)), {**row(talk), "block_id": "b:2"}]
        await desk.presses(DANA, private(post, case), post=post, blocks=blocks)
        second = desk.pressed(DANA, talk, post=post, blocks=blocks)
        second["actions"][0]["block_id"] = "b:2"
        await desk.does(DANA, second)
        (_, last) = desk.web.of("chat.update")
        assert [each["type"] for each in last["blocks"]] == ["context", "context"]


async def test_what_could_not_be_stored_is_not_acknowledged_and_greys_nothing(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, post = await reported(home)

        async def broken(*_):
            raise Unavailable("the disk is full")

        desk.front._receive = broken
        with pytest.raises(Unavailable):
            await desk.presses(DANA, private(post, case), post=post)
        await desk.ends()
        assert desk.web.methods == []
        assert desk.front._after.origins == ()


async def test_a_button_of_somebody_else_s_letter_does_nothing_and_shows_nothing(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, post = await reported(home)
        before, posts = await home.case(), len(home.posts())
        for thief in (SAM, ADA):
            assert await desk.presses(thief, private(post, case), post=post) is None
        assert (await home.case(), len(home.posts())) == (before, posts)
        assert desk.web.methods == []


async def test_a_button_that_names_no_letter_answers_the_one_under_which_it_stands(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, post = await reported(home)
        for who in (SAM, DANA):
            await desk.presses(who, {"do": "mail", "code": case.code}, post=post)
        assert (home.posts(SAM), home.posted(DANA)[-1]) == ([], "mail_word")
        assert "You asked to go on by mail." in texts(desk.web.of("chat.update")[0]["blocks"])


async def test_of_several_open_cases_a_button_says_to_which_a_message_belongs(tmp_path):
    async with reception(tmp_path) as (home, desk):
        first, _ = await reported(home)
        second = await home.reports(DANA, "NEW Is it an incident when somebody posts jobs in #general?")
        others = await home.reports(SAM, COMPLAINT)
        for text in ("He wrote to me again.", "The thread is still there."):
            await home.says(DANA, text)
            await home.passes(seconds=91)
        (asked,) = home.posts(DANA, "which")
        for code in (others.code, first.code, second.code):
            await desk.presses(DANA, {"do": "add to", "code": code}, post=asked)
        kept = await home.run(lambda unit: unit.messages.of(unit.cases.by_code(first.code, first.terms).id))
        assert [each.text for each in kept][-2:] == ["He wrote to me again.", "The thread is still there."]
        assert await home.run(lambda unit: unit.inbox.count(InboxState.ASIDE)) == 0
        assert f"You answered {first.code}." in texts(desk.web.of("chat.update")[0]["blocks"])


async def test_a_command_s_button_is_carried_out_for_an_administrator_and_answered_by_dm(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, _ = await reported(home)
        (notice,) = home.posts(JAMISON, "notice")
        mine = {"do": "command", "text": f"mine {case.code}", "code": case.code, "letter": notice.short}
        await desk.presses(JAMISON, mine, post=notice, label="I am on it")
        assert (await home.case()).on_it == "Jamison Dance"
        assert home.posted(JAMISON)[-1] == "done"
        assert "You pressed: I am on it." in texts(desk.web.of("chat.update")[0]["blocks"])


async def test_two_administrators_may_press_the_same_and_both_are_answered(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, _ = await reported(home)
        for who in (JAMISON, ADA):
            (notice,) = home.posts(who, "notice")
            mine = {"do": "command", "text": f"mine {case.code}", "code": case.code, "letter": notice.short}
            await desk.presses(who, mine, post=notice)
        assert [home.posted(who)[-1] for who in (JAMISON, ADA)] == ["done", "done"]
        assert desk.web.methods == ["chat.update"] * 2


OF_ADMINISTRATORS = [
    {"do": "command", "text": "close CODE", "code": "CODE"},
    {"do": "open", "code": "CODE"},
    {"do": "form", "form": "reply", "code": "CODE"},
    {"do": "form", "form": "away"},
]


async def test_an_administrator_s_button_does_nothing_for_anybody_else_and_stores_nothing(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, _ = await reported(home)
        (notice,) = home.posts(JAMISON, "notice")
        for means, thief in product(OF_ADMINISTRATORS, (DANA, SAM)):
            stolen = {name: value.replace("CODE", case.code) for name, value in means.items()}
            press = desk.whole(thief, desk.pressed(thief, stolen, post=notice))
            assert await desk.front.interact(press) is None
        assert await desk.rows() == 0
        await desk.ends()
        assert desk.web.methods == []
        assert await home.case() == case


async def test_a_command_for_a_case_that_its_administrator_is_off_is_refused_as_for_none(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, _ = await reported(home)
        (notice,) = home.posts(ADA, "notice")
        await home.command(f"recuse {case.code} Ada")
        before = await home.case()
        for code in (case.code, "SSE-QQQQQ"):
            close = {"do": "command", "text": f"close {code}", "code": code, "letter": notice.short}
            await desk.presses(ADA, close, post=notice)
        refused, none = (each.text for each in home.posts(ADA, "refused"))
        assert refused.replace(case.code, "SSE-QQQQQ") == none
        assert (await home.case()).stage is before.stage


async def test_what_comes_from_another_workspace_is_nothing(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, post = await reported(home)
        desk.team = "T0OTHER"
        press = desk.whole(DANA, desk.pressed(DANA, private(post, case), post=post))
        assert await desk.front.interact(press) is None
        assert await desk.rows() == 0


HOSTILE = [
    {},
    {"type": CANARY},
    {"type": "block_actions", "actions": [[]]},
    {"type": "block_actions", "actions": [{"value": '{"v":1,"do":"open","code":"SSE-AAAAA","page":"9"}'}]},
    {"type": "block_actions", "actions": [{"value": "[" * 1900, "action_ts": "1.0"}]},
    {"type": "view_submission", "view": {"callback_id": "form:reply", "private_metadata": CANARY}},
    {"type": "view_submission", "view": {"callback_id": "form:report", "id": "V1", "private_metadata": '{"v":1}'}},
    {"type": "message_action", "callback_id": "report_message", "message": {"text": [CANARY]}, "channel": 7},
    {"type": "view_closed", "view": None},
    {"command": None, "text": {"a": CANARY}},
]


async def test_what_cannot_be_read_is_acknowledged_and_logged_by_its_type_alone(tmp_path, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    async with reception(tmp_path) as (_, desk):
        for interaction, who in product(HOSTILE, (DANA, JAMISON)):
            await desk.front.interact(desk.whole(who, interaction))
        assert await desk.rows() == 0
    assert CANARY not in caplog.text + "".join(capsys.readouterr())


async def test_a_press_without_its_sender_or_team_is_nothing(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, post = await reported(home)
        press = desk.whole(DANA, desk.pressed(DANA, private(post, case), post=post))
        for change in ({"user": None}, {"team": None}, {"user": {"id": "everybody"}}, {"team": {"id": 7}}):
            assert await desk.front.interact({**press, **change}) is None
        assert await desk.rows() == 0


async def test_no_word_of_a_case_is_in_what_a_button_leaves_behind(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, post = await reported(home)
        await desk.presses(DANA, private(post, case), post=post)
        assert CANARY not in json.dumps(desk.web.asked)
        assert TEAM not in json.dumps(desk.web.asked)

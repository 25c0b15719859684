"""The slash command and the shortcuts: an administrator's command, and everybody else's way to the report form."""

import json
import logging

from daemon.process.case import Stage
from daemon.store.values import InboxState
from parsers.slack_report import LONGEST_SHARED
from tests.support.direct import ADA, DANA, JAMISON, SAM
from tests.support.front_desk import reception, texts
from tests.support.house import COMPLAINT

CANARY = "zanzibarquux"
MESSAGE = {"type": "message", "user": DANA, "text": f"You are an idiot. {CANARY}", "ts": "1795000000.000100"}


async def test_an_administrator_s_command_is_kept_and_answered_by_dm_and_its_confirmation_says_no_more(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case = await home.reports(DANA, COMPLAINT)
        answer = await desk.slash(JAMISON, f"estimate {case.code} 2026-11-27 17:00")
        assert answer == {"response_type": "ephemeral", "text": "Taken. The answer comes as a direct message."}
        assert home.posted(JAMISON)[-1] == "done"
        assert desk.web.methods == []


async def test_a_date_in_words_is_said_back_by_dm_before_it_counts(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case = await home.reports(DANA, COMPLAINT)
        await desk.slash(JAMISON, f"estimate {case.code} in 2 days")
        assert home.posted(JAMISON)[-1] == "read_back"
        assert (await home.case()).stage is Stage.NEEDS_DATE
        read_back = home.posts(JAMISON, "read_back")[-1]
        await desk.presses(JAMISON, {"do": "command", "text": "confirm", "letter": read_back.short}, post=read_back)
        assert (await home.case()).stage is Stage.PROMISED


async def test_each_of_several_commands_counts(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case = await home.reports(DANA, COMPLAINT)
        for words in ("called her", "called him", "called her"):
            await desk.slash(JAMISON, f"note {case.code} {words}")
        assert (await home.happened()).count("NoteTaken") == 3


async def test_a_command_without_its_words_opens_its_form(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case = await home.reports(DANA, COMPLAINT)
        for said in (f"estimate {case.code}", f"Reply {case.code.lower()}", "away"):
            assert await desk.slash(JAMISON, said) is None
        titles = [each["view"]["title"]["text"] for each in desk.web.of("views.update")]
        assert titles == ["Give a date", "Write to the reporter", "I am away"]
        assert await desk.rows() == 0


async def test_an_administrator_s_empty_command_says_where_to_look(tmp_path):
    async with reception(tmp_path) as (_, desk):
        assert "/conduct help" in (await desk.slash(JAMISON, ""))["text"]
        assert desk.web.methods == []


async def test_what_anybody_else_types_after_the_command_is_not_kept_and_they_are_told_so_first(
    tmp_path, caplog, capsys
):
    caplog.set_level(logging.DEBUG)
    async with reception(tmp_path) as (home, desk):
        case = await home.reports(DANA, COMPLAINT)
        for who in (SAM, DANA):
            assert await desk.slash(who, f"close {case.code} {CANARY}") is None
        (form, _) = desk.web.of("views.open")
        assert texts(form["view"]["blocks"][0]).startswith("What you typed after the command was not read")
        assert CANARY not in json.dumps(desk.web.asked)
        assert (await home.case()).stage is case.stage
        assert await desk.rows() == 0
    assert CANARY not in caplog.text + "".join(capsys.readouterr())
    assert CANARY.encode() not in b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())


async def test_somebody_who_types_nothing_gets_the_form_alone(tmp_path):
    async with reception(tmp_path) as (_, desk):
        for call in (desk.slash(SAM, "  "), desk.shortcut(SAM, "report")):
            assert await call is None
            assert "was not read" not in desk.web.shown
            assert "What happened" in desk.web.shown


async def test_a_message_that_is_shown_comes_with_the_form_and_outlives_a_restart(tmp_path):
    async with reception(tmp_path) as (home, desk):
        await desk.shortcut(SAM, "report_message", MESSAGE)
        (form,) = desk.web.of("views.open")
        assert CANARY in texts(form["view"])
        desk.restarts()
        sent = {**form["view"], "id": "V1", "hash": "1.c", "state": {"values": {}}}
        await desk.front.interact(desk.whole(SAM, {"type": "view_submission", "view": sent}))
        (row,) = await home.run(lambda unit: unit.inbox.unread(9))
        shared = json.loads(row.raw)["act"]["shared"]
        assert (shared["text"], shared["author"], shared["ts"]) == (MESSAGE["text"], DANA, MESSAGE["ts"])


async def test_a_very_long_message_is_cut_and_said_so(tmp_path):
    async with reception(tmp_path) as (_, desk):
        await desk.shortcut(SAM, "report_message", {**MESSAGE, "text": "word " * LONGEST_SHARED})
        assert "Only its beginning is shown" in desk.web.shown


async def test_what_an_administrator_hands_over_is_on_disk_before_it_is_acknowledged(tmp_path):
    async with reception(tmp_path) as (_, desk):
        found = {
            "type": "message_action",
            "callback_id": "hand_over",
            "channel": {"id": "C0RANDOM"},
            "message": MESSAGE,
        }
        handed = desk.whole(ADA, {**found, "action_ts": "7.0"})
        for _ in range(2):
            assert await desk.front.interact(handed) is None
        assert await desk.rows() == 1
        assert desk.web.methods == []
        await desk.ends()


async def test_what_anybody_else_hands_over_opens_the_report_form(tmp_path):
    async with reception(tmp_path) as (home, desk):
        await desk.shortcut(SAM, "hand_over", MESSAGE)
        assert desk.web.methods == ["views.open"]
        assert CANARY in desk.web.shown
        assert await home.run(lambda unit: unit.inbox.count(InboxState.NEW)) == 0

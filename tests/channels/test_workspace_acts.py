"""What people press, pick and submit in the stand-in, and what the app's confirmations do to their screens."""

import asyncio
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from daemon.demo.workspace_forms import CannotSubmit
from daemon.demo.workspace_sockets import Unanswered
from daemon.demo.workspace_wording import shown
from tests.support.workspace_clients import (
    SOON,
    actions,
    asked_for,
    button,
    client,
    ears,
    modal,
    plain,
    refusal,
    section,
    typed_in,
    workspace,
)


def option(words, value):
    return {"text": plain(words), "value": value}


PATHS = {
    "type": "radio_buttons",
    "action_id": "path",
    "options": [option("A complaint", "complaint"), option("A concern", "concern")],
}
DATE = {"type": "datepicker", "action_id": "date", "initial_date": "2026-11-27"}
FORM = modal(
    asked_for("What happened?", typed_in(multiline=True, max_length=100), "nature"),
    asked_for("Which way?", PATHS, "way", optional=True),
    asked_for("When?", DATE, "when", optional=True),
    callback_id="report",
    private_metadata="opaque",
)


@pytest.fixture
async def slack():
    async with workspace() as found:
        yield found


@pytest.fixture
def dana(slack):
    return slack.join("dana")


async def posted(slack, member, *blocks):
    sent = await client(slack).chat_postMessage(channel=slack.room(member).id, text="a letter", blocks=list(blocks))
    return sent["ts"]


async def with_form(slack, heard, member, view=FORM):
    """The form, open in front of the member."""
    await slack.shortcut(member, "report_something")
    body = heard.requests[-1].payload
    await client(slack).views_open(trigger_id=body["trigger_id"], view=view)
    return slack.view_of(member)["id"]


async def test_a_pressed_button_says_who_pressed_it_where_and_what_it_carries(slack, dana):
    ts = await posted(slack, dana, section("May we share it?"), actions(button("Private", value="v1", action_id="no")))
    async with ears(slack) as heard:
        await slack.press(dana, ts, "Private")
        body = heard.requests[-1].payload
    room = slack.room(dana).id
    assert (body["type"], body["user"]["id"], body["team"]["id"]) == ("block_actions", dana.id, slack.team)
    assert body["container"] == {"type": "message", "message_ts": ts, "channel_id": room, "is_ephemeral": False}
    assert (body["channel"]["id"], body["message"]["ts"]) == (room, ts)
    assert [(each["action_id"], each["value"], each["type"]) for each in body["actions"]] == [("no", "v1", "button")]
    assert float(body["actions"][0]["action_ts"])
    assert body["response_url"].startswith(slack.core.url)


async def test_a_button_is_found_by_its_action_id_too_and_what_is_not_there_cannot_be_pressed(slack, dana):
    ts = await posted(slack, dana, actions(button("Yes", action_id="yes"), button("No", action_id="no")))
    async with ears(slack) as heard:
        await slack.press(dana, ts, "no")
        assert heard.requests[-1].payload["actions"][0]["text"]["text"] == "No"
    with pytest.raises(LookupError):
        await slack.press(dana, ts, "maybe")
    with pytest.raises(LookupError):
        await slack.press(slack.join("eli"), ts, "no")


async def test_without_a_socket_or_a_confirmation_a_press_is_not_answered_and_not_sent_again(slack, dana):
    slack.sockets.ack_within = SOON
    ts = await posted(slack, dana, actions(button("Yes")))
    with pytest.raises(Unanswered):
        await slack.press(dana, ts, "Yes")
    async with ears(slack) as heard:
        heard.confirms = False
        with pytest.raises(Unanswered):
            await slack.press(dana, ts, "Yes")
        assert len(heard.requests) == 1


async def test_what_is_picked_in_a_message_comes_with_it(slack, dana):
    ts = await posted(slack, dana, actions(DATE, PATHS, block_id="choices"))
    async with ears(slack) as heard:
        await slack.press(dana, ts, "date", "2026-12-01")
        body = heard.requests[-1].payload
    assert body["actions"][0]["selected_date"] == "2026-12-01"
    assert body["state"]["values"]["choices"]["date"]["selected_date"] == "2026-12-01"
    assert body["state"]["values"]["choices"]["path"]["selected_option"] is None


async def test_a_submitted_form_carries_what_was_typed_and_what_it_started_with(slack, dana):
    async with ears(slack) as heard:
        view = await with_form(slack, heard, dana)
        await slack.submit(dana, view, {"What happened?": "words < words", "path": "A concern"})
        body = heard.requests[-1].payload
    values = body["view"]["state"]["values"]
    assert body["type"] == "view_submission"
    assert (body["view"]["callback_id"], body["view"]["private_metadata"]) == ("report", "opaque")
    assert values["nature"]["words"] == {"type": "plain_text_input", "value": "words < words"}
    assert values["way"]["path"]["selected_option"]["value"] == "concern"
    assert values["when"]["date"]["selected_date"] == "2026-11-27"
    assert slack.view_of(dana) == {}


async def test_a_form_that_misses_something_does_not_leave_the_screen(slack, dana):
    async with ears(slack) as heard:
        view = await with_form(slack, heard, dana)
        before = len(heard.requests)
        with pytest.raises(CannotSubmit, match="What happened"):
            await slack.submit(dana, view)
        with pytest.raises(CannotSubmit):
            await slack.submit(dana, view, {"nature": "x" * 101})
        with pytest.raises(LookupError):
            await slack.submit(dana, view, {"way": "a third way"})
        assert len(heard.requests) == before
        assert slack.view_of(dana)["id"] == view


async def test_errors_leave_the_form_open_and_belong_to_its_inputs(slack, dana):
    async with ears(slack) as heard:
        view = await with_form(slack, heard, dana)
        heard.answers = lambda _: {"response_action": "errors", "errors": {"nature": "a few words, please"}}
        answer = await slack.submit(dana, view, {"nature": "x"})
        assert answer["errors"] == {"nature": "a few words, please"}
        assert slack.view_of(dana)["id"] == view
        heard.answers = lambda _: {"response_action": "errors", "errors": {"elsewhere": "?"}}
        with pytest.raises(Unanswered):
            await slack.submit(dana, view)


async def test_an_update_a_push_and_a_clear_do_what_they_say(slack, dana):
    async with ears(slack) as heard:
        view = await with_form(slack, heard, dana)
        heard.answers = lambda _: {"response_action": "update", "view": modal(section("Sure?"), title="Sure?")}
        await slack.submit(dana, view, {"nature": "x"})
        assert [(each["id"], each["title"]["text"]) for each in slack.views_of(dana)] == [(view, "Sure?")]
        heard.answers = lambda _: {"response_action": "push", "view": modal(section("Really?"), title="Really?")}
        await slack.submit(dana, view)
        assert [each["title"]["text"] for each in slack.views_of(dana)] == ["Sure?", "Really?"]
        assert slack.view_of(dana)["previous_view_id"] == view
        with pytest.raises(CannotSubmit):
            await slack.submit(dana, view)
        heard.answers = lambda _: {"response_action": "clear"}
        await slack.submit(dana, slack.view_of(dana)["id"])
        assert slack.views_of(dana) == []


async def test_a_confirmation_that_slack_would_not_take_is_as_good_as_none(slack, dana):
    async with ears(slack) as heard:
        view = await with_form(slack, heard, dana)
        too_long = modal(section("x"), title="x" * 25)
        for answer in ({"response_action": "update", "view": too_long}, {"response_action": "dance"}):
            heard.answers = lambda _, answer=answer: answer
            with pytest.raises(Unanswered):
                await slack.submit(dana, view, {"nature": "x"})
        assert slack.view_of(dana)["id"] == view


async def test_a_trigger_opens_one_view_and_only_for_a_while(slack, dana):
    web = client(slack)
    async with ears(slack) as heard:
        await with_form(slack, heard, dana)
        used = heard.requests[-1].payload["trigger_id"]
        assert await refusal(web.views_open(trigger_id=used, view=FORM)) == "exchanged_trigger_id"
        slack.core.trigger_lives = 0.01
        await slack.shortcut(dana, "report_something")
        await asyncio.sleep(0.02)
        late = heard.requests[-1].payload["trigger_id"]
        assert await refusal(web.views_open(trigger_id=late, view=FORM)) == "expired_trigger_id"
        assert await refusal(web.views_open(trigger_id="1.2", view=FORM)) == "invalid_trigger_id"


async def test_a_view_that_is_too_large_uses_no_trigger_up(slack, dana):
    web = client(slack)
    async with ears(slack) as heard:
        await slack.shortcut(dana, "report_something")
        trigger = heard.requests[-1].payload["trigger_id"]
        for view in (modal(*[{"type": "divider"}] * 101), modal(section("x"), private_metadata="x" * 3001)):
            assert await refusal(web.views_open(trigger_id=trigger, view=view)) == "invalid_arguments"
        assert (await web.views_open(trigger_id=trigger, view=FORM))["view"]["type"] == "modal"


async def test_a_view_is_filled_later_and_keeps_what_was_typed(slack, dana):
    web = client(slack)
    async with ears(slack) as heard:
        view = await with_form(slack, heard, dana)
        slack.fill(dana, view, "nature", "half a sentence")
        first = slack.view_of(dana)["hash"]
        await web.views_update(view_id=view, view=FORM | {"title": plain("Once more")}, hash=first)
        assert await refusal(web.views_update(view_id=view, view=FORM, hash=first)) == "hash_conflict"
        await slack.submit(dana, view)
        assert heard.requests[-1].payload["view"]["state"]["values"]["nature"]["words"]["value"] == "half a sentence"
        assert await refusal(web.views_update(view_id=view, view=FORM)) == "not_found"


async def test_a_button_in_a_view_pushes_another_and_three_are_the_most(slack, dana):
    web = client(slack)
    deeper = modal(actions(button("Deeper", action_id="down")))
    async with ears(slack) as heard:
        await with_form(slack, heard, dana, deeper)
        for _ in range(2):
            await slack.press(dana, slack.view_of(dana)["id"], "Deeper")
            body = heard.requests[-1].payload
            assert body["container"] == {"type": "view", "view_id": slack.view_of(dana)["id"]}
            await web.views_push(trigger_id=body["trigger_id"], view=deeper)
        await slack.press(dana, slack.view_of(dana)["id"], "down")
        trigger = heard.requests[-1].payload["trigger_id"]
        assert await refusal(web.views_push(trigger_id=trigger, view=deeper)) == "push_limit_reached"
        assert len(slack.views_of(dana)) == 3
        await web.views_update(view_id=slack.view_of(dana)["id"], view=deeper | {"title": plain("The last")})
        assert [each["title"]["text"] == "The last" for each in slack.views_of(dana)] == [False, False, True]


async def test_a_closed_view_tells_the_app_only_if_it_wants_to_know(slack, dana):
    async with ears(slack) as heard:
        await with_form(slack, heard, dana)
        await slack.close(dana)
        assert heard.requests[-1].payload["type"] == "shortcut"
        view = await with_form(slack, heard, dana, FORM | {"notify_on_close": True})
        await slack.close(dana)
        body = heard.requests[-1].payload
        assert (body["type"], body["view"]["id"], slack.view_of(dana)) == ("view_closed", view, {})


async def test_a_message_shortcut_hands_over_the_whole_message_wherever_it_stands(slack, dana):
    eli = slack.join("eli")
    room = slack.open_channel("general", dana, eli)
    ts = slack.say(eli, "rude words", to=room)
    async with ears(slack) as heard:
        await slack.shortcut(dana, "report_message", ts)
        body = heard.requests[-1].payload
    assert (body["type"], body["callback_id"], body["user"]["id"]) == ("message_action", "report_message", dana.id)
    assert (body["message"]["user"], body["message"]["text"], body["message_ts"]) == (eli.id, "rude words", ts)
    assert body["channel"] == {"id": room.id, "name": "general"}
    with pytest.raises(LookupError):
        await slack.shortcut(slack.join("mallory"), "report_message", ts)


async def test_a_slash_command_is_answered_to_one_person(slack, dana):
    async with ears(slack) as heard:
        heard.answers = lambda _: {"response_type": "ephemeral", "text": "a form opens"}
        await slack.slash(dana, "/conduct", "list")
        request = heard.requests[-1]
    assert (request.type, request.payload["command"], request.payload["text"]) == ("slash_commands", "/conduct", "list")
    assert (request.payload["user_id"], request.payload["team_id"]) == (dana.id, slack.team)
    assert [each["text"] for each in slack.asides(dana)] == ["a form opens"]
    assert slack.dm(dana) == []


async def test_a_home_is_published_for_one_member_and_changed_in_place(slack, dana):
    web = client(slack)
    home = {"type": "home", "blocks": [section("Nothing is open."), actions(button("Report something"))]}
    first = (await web.views_publish(user_id=dana.id, view=home))["view"]
    again = (await web.views_publish(user_id=dana.id, view=home, hash=first["hash"]))["view"]
    assert again["id"] == first["id"] == slack.home_of(dana)["id"]
    assert shown(slack.home_of(dana)) == "Nothing is open.\n[Report something]"
    assert await refusal(web.views_publish(user_id=dana.id, view=home, hash=first["hash"])) == "hash_conflict"
    assert await refusal(web.views_publish(user_id=dana.id, view=FORM)) == "invalid_arguments"
    async with ears(slack) as heard:
        slack.open_home(dana)
        event = await heard.event()
        assert (event["type"], event["user"], event["tab"]) == ("app_home_opened", dana.id, "home")
        await slack.press(dana, first["id"], "Report something")
        assert heard.requests[-1].payload["view"]["type"] == "home"
    assert slack.home_of(slack.join("eli")) == {}


async def test_an_answer_address_is_good_for_five_answers_and_thirty_minutes():
    now = [datetime(2026, 11, 21, 9, tzinfo=UTC)]
    async with workspace(clock=lambda: now[0]) as slack, ears(slack) as heard, aiohttp.ClientSession() as session:
        dana = slack.join("dana")
        ts = await posted(slack, dana, actions(button("Yes")))
        await slack.press(dana, ts, "Yes")
        url = heard.requests[-1].payload["response_url"]

        async def answered(**said):
            async with session.post(url, json=said) as answer:
                return answer.status, await answer.text()

        assert await answered(text="done", replace_original=True) == (200, "ok")
        assert slack.dm(dana)[0]["text"] == "done"
        assert [(await answered(text="aside"))[0] for _ in range(5)] == [200, 200, 200, 200, 404]
        assert len(slack.asides(dana)) == 4
        await slack.slash(dana, "/conduct")
        url = heard.requests[-1].payload["response_url"]
        now[0] += timedelta(minutes=31)
        assert await answered(text="late") == (404, "expired_url")


async def test_who_is_signed_out_presses_nothing(slack, dana):
    ts = await posted(slack, dana, actions(button("Yes")))
    slack.deactivate(dana)
    async with ears(slack) as heard:
        for acting in (slack.press(dana, ts, "Yes"), slack.slash(dana, "/conduct"), slack.shortcut(dana, "x")):
            with pytest.raises(LookupError):
                await acting
        assert heard.requests == []

"""A letter is one post in Slack, whatever becomes of the answer; and what became of it is read from the history."""

import json

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from daemon.demo.workspace import Workspace
from daemon.process.letters import LetterName
from notifiers.render import Rendered, render
from notifiers.sending import Deferred, Evidence, Problem, Refused, Sent, Unknown
from notifiers.slack import SlackSender, Trouble, compose_publication, compose_slack
from notifiers.slack_buttons import buttons_of
from tests.support.letters import SAMPLES
from tests.support.slack_pictures import IN_SLACK
from tests.support.workspace_faults import Faults

LETTER = "L-00001"
NEUTRAL = Rendered("A message from the administrators [SSE-7K3F2]", "canary <!channel> & <@U0EVE>\n")
UNCERTAIN = {"internal_error", "fatal_error"}


class Wire:
    """The SDK without any retries: what a sender has to bear."""

    def __init__(self, workspace, session):
        self._client = AsyncWebClient(
            workspace.bot_token, base_url=workspace.url, session=session, retry_handlers=[], timeout=2
        )

    async def call(self, method, **arguments):
        try:
            form = "json" if method.startswith(("chat.", "conversations.open")) else "params"
            return (await self._client.api_call(method, **{form: arguments})).data
        except SlackApiError as error:
            word = error.response.get("error", "") if isinstance(error.response.data, dict) else "server error"
            raise Trouble(word, word not in {*UNCERTAIN, "server error"}) from None
        except (aiohttp.ClientError, OSError, TimeoutError):
            raise Trouble("unreachable", certain=False) from None


@pytest.fixture
async def workspace():
    async with Workspace() as opened:
        yield opened


@pytest.fixture
def dana(workspace):
    return workspace.join("dana", "Dana Reyes", "dana@example.org")


@pytest.fixture
def faults(workspace):
    return Faults(workspace)


@pytest.fixture
async def sender(workspace):
    async with aiohttp.ClientSession() as session:
        yield SlackSender(Wire(workspace, session))


def message(rendered=NEUTRAL, thread="", letter=LETTER):
    return compose_slack(LetterName.REPLY, rendered, letter, (), thread)


async def sent(sender, dana, **more):
    return await sender.send(LETTER, message(**more), dana.id, "")


async def evidence(sender, dana, thread="", letter=LETTER, since="1.000000"):
    return (await sender.found(letter, dana.id, since, thread))[0]


async def test_a_letter_is_one_post_that_shows_no_link_and_pings_nobody(workspace, sender, dana):
    outcome = await sent(sender, dana)
    (post,) = workspace.letters(dana)
    assert outcome == Sent(f"slack:{workspace.room(dana).id}:{post['ts']}")
    (asked,) = workspace.asked("chat.postMessage")
    assert (asked["unfurl_links"], asked["unfurl_media"]) == (False, False)
    assert {"link_names", "parse", "mrkdwn", "reply_broadcast"}.isdisjoint(asked)


async def test_the_lock_screen_shows_the_neutral_subject_and_no_word_of_the_letter(workspace, sender, dana):
    await sent(sender, dana)
    (post,) = workspace.letters(dana)
    assert post["text"] == NEUTRAL.subject
    assert "canary <!channel> & <@U0EVE>" in json.dumps(post["blocks"])


async def test_a_letter_in_a_thread_stands_in_it(workspace, sender, dana):
    root = workspace.say(dana, "something happened")
    await sent(sender, dana, thread=root)
    assert workspace.letters(dana)[-1]["thread_ts"] == root


async def test_every_button_of_a_letter_reaches_the_member(workspace, sender, dana):
    facts = SAMPLES[LetterName.ACKNOWLEDGEMENT]
    rendered = render(LetterName.ACKNOWLEDGEMENT, facts, "", IN_SLACK)
    buttons = buttons_of(LetterName.ACKNOWLEDGEMENT, facts, "", LETTER)
    letter = compose_slack(LetterName.ACKNOWLEDGEMENT, rendered, LETTER, buttons, "")
    assert isinstance(await sender.send(LETTER, letter, dana.id, ""), Sent)
    assert "CONCERN: only to let you know" in json.dumps(workspace.letters(dana)[-1]["blocks"])


async def test_an_account_that_is_closed_is_not_written_to(workspace, sender, dana):
    await sent(sender, dana)
    workspace.deactivate(dana)
    assert await sent(sender, dana) == Refused(Problem.CLOSED)
    assert len(workspace.asked("chat.postMessage")) == 1


async def test_somebody_whom_slack_does_not_know_is_refused(sender):
    assert await sender.send(LETTER, message(), "U0NOBODY", "") == Refused(Problem.NO_MEMBER)


async def test_a_publication_is_exactly_its_words(workspace, sender):
    workspace.open_channel("rules", workspace.bot)
    words = "A suspension was overturned after new context; details stay confidential."
    outcome = await sender.send(LETTER, compose_publication(words, LETTER), "#rules", "")
    assert isinstance(outcome, Sent)
    assert workspace.channel("rules")[-1]["text"] == words


async def test_a_channel_without_the_app_is_refused_in_words_that_help(workspace, sender):
    room = workspace.open_channel("rules")
    assert await sender.send(LETTER, compose_publication("x", LETTER), room.id, "") == Refused(Problem.NOT_INVITED)


@pytest.mark.parametrize("trouble", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_a_token_that_does_not_work_lets_the_letter_wait(workspace, sender, dana, trouble):
    workspace.revoke(workspace.bot_token, trouble)
    assert await sent(sender, dana) == Deferred(Problem.SLACK_TOKEN)


async def test_too_many_letters_wait(faults, sender, dana):
    faults.limit("chat.postMessage", after=1)
    assert await sent(sender, dana) == Deferred(Problem.SLACK_LATER)


async def test_a_connection_that_breaks_before_the_post_lets_the_letter_wait(faults, sender, dana):
    faults.drop("conversations.open")
    assert await sent(sender, dana) == Deferred(Problem.SLACK_UNREACHABLE)


async def test_an_answer_that_is_lost_leaves_it_open_and_the_history_tells(workspace, faults, sender, dana):
    faults.lose_answer("chat.postMessage")
    assert await sent(sender, dana) == Unknown(Problem.SLACK_LOST)
    assert len(workspace.letters(dana)) == 1
    assert await evidence(sender, dana) is Evidence.YES
    assert await evidence(sender, dana, letter="L-00002") is Evidence.NO


async def test_a_post_that_never_arrived_is_known_not_to_be_there(faults, sender, dana):
    faults.drop("chat.postMessage")
    assert await sent(sender, dana) == Unknown(Problem.SLACK_LOST)
    assert await evidence(sender, dana) is Evidence.NO


async def test_the_history_of_a_thread_is_read_too(workspace, faults, sender, dana):
    root = workspace.say(dana, "something happened")
    faults.lose_answer("chat.postMessage")
    await sent(sender, dana, thread=root)
    assert await evidence(sender, dana, root) is Evidence.YES


async def test_a_letter_in_a_thread_of_a_long_conversation_is_found_in_one_look(
    workspace, faults, sender, dana, monkeypatch
):
    monkeypatch.setattr("notifiers.slack.PAGE", 3)
    for number in range(20):
        root = workspace.say(dana, f"{number}")
    faults.lose_answer("chat.postMessage")
    await sent(sender, dana, thread=root)
    assert await evidence(sender, dana, root) is Evidence.YES
    assert (len(workspace.asked("conversations.history")), len(workspace.asked("conversations.replies"))) == (0, 1)


async def test_a_letter_in_a_long_conversation_is_looked_for_from_its_sending_on(
    workspace, faults, sender, dana, monkeypatch
):
    monkeypatch.setattr("notifiers.slack.PAGE", 3)
    for number in range(20):
        latest = workspace.say(dana, f"{number}")
    assert await evidence(sender, dana, since=latest) is Evidence.NO
    faults.lose_answer("chat.postMessage")
    await sent(sender, dana)
    assert await evidence(sender, dana, since=latest) is Evidence.YES
    assert len(workspace.asked("conversations.history")) == 2


async def test_whether_a_publication_stands_in_its_channel_is_for_a_person_to_say(workspace, faults, sender):
    room = workspace.open_channel("rules", workspace.bot)
    faults.lose_answer("chat.postMessage")
    outcome = await sender.send(LETTER, compose_publication("x", LETTER), room.id, "")
    assert outcome == Unknown(Problem.SLACK_LOST)
    assert await sender.found(LETTER, room.id, "1.000000") == (Evidence.UNKNOWN, "")
    assert workspace.asked("conversations.history") == []


async def test_while_a_token_may_not_read_nobody_knows_what_became_of_a_letter_and_it_waits(workspace, sender, dana):
    workspace.revoke(workspace.bot_token, "token_revoked")
    assert await evidence(sender, dana) is Evidence.UNREACHABLE


async def test_a_member_who_writes_our_marker_is_no_evidence(workspace, sender, dana):
    workspace.say(dana, f"o:{LETTER}", blocks=[{"type": "rich_text", "block_id": f"o:{LETTER}", "elements": []}])
    assert await evidence(sender, dana) is Evidence.NO


async def test_without_a_history_it_is_asked_again_later(faults, sender, dana):
    faults.drop("conversations.history")
    assert await evidence(sender, dana) is Evidence.UNREACHABLE


def test_nothing_of_a_letter_is_printed():
    assert "canary" not in repr((NEUTRAL, Trouble("unreachable", certain=False)))

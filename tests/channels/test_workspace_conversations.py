"""The stand-in's conversations as slack_sdk reads them: pages, ends, threads, and whose they are."""

from datetime import UTC, datetime

import pytest

from tests.support.workspace_clients import client, refusal, workspace


async def texts(pages):
    return [message["text"] async for page in pages for message in page["messages"]]


@pytest.fixture
async def slack():
    async with workspace() as found:
        yield found


def letters(slack, member, *words):
    return [slack.say(member, word) for word in words]


async def test_history_comes_newest_first_and_page_by_page(slack):
    dana = slack.join("dana")
    letters(slack, dana, *"abcde")
    pages = await client(slack).conversations_history(channel=slack.room(dana).id, limit=2)
    assert pages["has_more"]
    assert await texts(pages) == ["e", "d", "c", "b", "a"]


async def test_what_arrives_between_two_pages_repeats_nothing(slack):
    dana = slack.join("dana")
    letters(slack, dana, *"abcd")
    web, room = client(slack), slack.room(dana).id
    first = await web.conversations_history(channel=room, limit=2)
    slack.say(dana, "late")
    second = await web.conversations_history(channel=room, limit=2, cursor=first["response_metadata"]["next_cursor"])
    assert [each["text"] for page in (first, second) for each in page["messages"]] == ["d", "c", "b", "a"]


async def test_the_ends_belong_to_a_history_only_where_they_are_asked_for(slack):
    dana = slack.join("dana")
    stamps = letters(slack, dana, *"abcd")
    web, ends = client(slack), {"channel": slack.room(dana).id, "oldest": stamps[1], "latest": stamps[3]}
    assert await texts(await web.conversations_history(**ends)) == ["c"]
    assert await texts(await web.conversations_history(**ends, inclusive=True)) == ["d", "c", "b"]
    assert await texts(await web.conversations_history(**ends, inclusive=False)) == ["c"]


async def test_history_leaves_replies_out_and_says_how_many_there_are(slack):
    dana = slack.join("dana")
    root = slack.say(dana, "it happened")
    slack.say(dana, "again", thread=root)
    last = slack.say(dana, "and again", thread=root)
    found = (await client(slack).conversations_history(channel=slack.room(dana).id))["messages"]
    assert [(each["text"], each["reply_count"], each["latest_reply"]) for each in found] == [("it happened", 2, last)]


async def test_a_thread_is_read_from_its_root_upwards(slack):
    dana = slack.join("dana")
    root = slack.say(dana, "root")
    first, *_ = [slack.say(dana, word, thread=root) for word in "abc"]
    web, thread = client(slack), {"channel": slack.room(dana).id, "ts": root}
    assert await texts(await web.conversations_replies(**thread)) == ["root", "a", "b", "c"]
    assert await texts(await web.conversations_replies(**thread, oldest=first)) == ["root", "b", "c"]
    pages = [page["messages"] async for page in await web.conversations_replies(**thread, limit=2)]
    assert [[each["text"] for each in page] for page in pages] == [["root", "a", "b"], ["root", "c"]]
    assert await refusal(web.conversations_replies(channel=thread["channel"], ts="1.000000")) == "thread_not_found"


async def test_a_reply_that_is_also_sent_to_the_channel_stands_in_its_history(slack):
    dana = slack.join("dana")
    root = slack.say(dana, "root")
    slack.say(dana, "both", thread=root, subtype="thread_broadcast")
    assert await texts(await client(slack).conversations_history(channel=slack.room(dana).id)) == ["both", "root"]


async def test_an_app_that_is_sold_gets_fifteen_at_a_time(slack):
    dana = slack.join("dana")
    letters(slack, dana, *map(str, range(20)))
    slack.core.few_objects = True
    pages = await client(slack).conversations_history(channel=slack.room(dana).id, limit=200)
    assert len(pages["messages"]) == 15
    assert len(await texts(pages)) == 20


async def test_no_two_messages_of_a_room_share_a_time_though_the_clock_stands_still():
    async with workspace(clock=lambda: datetime(2026, 11, 21, 9, tzinfo=UTC)) as slack:
        dana = slack.join("dana")
        assert letters(slack, dana, *"abc") == ["1795251600.000000", "1795251600.000001", "1795251600.000002"]


async def test_the_bot_sees_its_own_direct_messages_and_no_others(slack):
    dana, eli = slack.join("dana"), slack.join("eli")
    slack.say(dana, "to the app")
    slack.say(dana, "between us", to=eli)
    web, private = client(slack), slack.room(dana, eli).id
    found = (await web.conversations_list(types="im"))["channels"]
    assert [(each["id"], each["user"]) for each in found] == [(slack.room(dana).id, dana.id)]
    assert await refusal(web.conversations_history(channel=private)) == "channel_not_found"
    assert await refusal(web.chat_postMessage(channel=private, text="hello")) == "channel_not_found"


async def test_a_member_s_token_reads_all_their_own_direct_messages_and_nobody_else_s(slack):
    dana, jamison = slack.join("dana"), slack.join("jamison")
    slack.say(dana, "can we talk?", to=jamison)
    slack.say(dana, "hello app")
    own = client(slack, slack.member_token(jamison))
    found = (await own.conversations_list(types="im"))["channels"]
    assert [each["user"] for each in found] == [dana.id]
    assert await texts(await own.conversations_history(channel=found[0]["id"])) == ["can we talk?"]
    assert await refusal(own.conversations_history(channel=slack.room(dana).id)) == "channel_not_found"


async def test_opening_a_direct_message_twice_gives_the_same_one(slack):
    dana, web = slack.join("dana"), client(slack)
    first = (await web.conversations_open(users=dana.id))["channel"]
    again = (await web.conversations_open(users=dana.id, return_im=True))["channel"]
    assert again["id"] == first["id"] == slack.room(dana).id
    assert again["user"] == dana.id
    assert await refusal(web.conversations_open(users="U404")) == "user_not_found"
    assert await refusal(web.conversations_open(users="")) == "users_list_not_supplied"


async def test_a_closed_account_shows_in_the_list_and_its_history_stays(slack):
    dana = slack.join("dana")
    slack.say(dana, "before")
    slack.deactivate(dana)
    found = (await client(slack).conversations_list(types="im"))["channels"]
    assert [each["is_user_deleted"] for each in found] == [True]
    assert await texts(await client(slack).conversations_history(channel=found[0]["id"])) == ["before"]


async def test_a_channel_is_found_in_the_list_and_is_read_by_nobody_who_is_not_in_it(slack):
    slack.open_channel("#rands-slack-rules")
    found = (await client(slack).conversations_list(types="public_channel", exclude_archived=True))["channels"]
    assert [(each["name"], each["is_member"]) for each in found] == [("rands-slack-rules", False)]
    about = (await client(slack).conversations_info(channel=found[0]["id"]))["channel"]
    assert about["num_members"] == 0
    assert await refusal(client(slack).conversations_history(channel=found[0]["id"])) == "missing_scope"

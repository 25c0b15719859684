"""What is posted and what people write in the stand-in: escaping, limits, threads, edits, deletions, and who is pinged."""

from datetime import UTC, datetime

import pytest

from daemon.demo.workspace_wording import pinged, shown
from tests.support.workspace_clients import SOON, actions, button, client, ears, refusal, section, workspace


@pytest.fixture
async def slack():
    async with workspace() as found:
        yield found


@pytest.fixture
def dana(slack):
    return slack.join("dana", "Dana Reyes", "dana@example.org")


async def test_a_post_says_whose_it_is_and_is_seen_by_whom_it_went_to(slack, dana):
    sent = await client(slack).chat_postMessage(channel=slack.room(dana).id, text="hello")
    message = sent["message"]
    assert (message["user"], message["bot_id"], message["app_id"]) == (slack.bot.id, "B0STANDIN0", "A0STANDIN0")
    assert [each["text"] for each in slack.letters(dana)] == ["hello"]
    assert slack.letters(slack.join("eli")) == []


async def test_what_a_person_types_is_escaped_and_their_mentions_and_links_become_sequences(slack, dana):
    slack.say(dana, "a < b & c, ask @conductd. see https://example.org/x?a=1&b=2 @here and @nobody")
    message = slack.dm(dana)[0]
    assert message["text"] == (
        f"a &lt; b &amp; c, ask <@{slack.bot.id}>. see <https://example.org/x?a=1&amp;b=2> <!here> and @nobody"
    )
    assert shown(message) == (f"a < b & c, ask @{slack.bot.id}. see https://example.org/x?a=1&b=2 @here and @nobody")


async def test_what_an_app_posts_pings_whom_it_names_and_broadcasts(slack, dana):
    web, room = client(slack), slack.room(dana).id
    blocks = [section(f"hey <@{dana.id}>"), {"type": "section", "text": {"type": "plain_text", "text": "<!everyone>"}}]
    sent = await web.chat_postMessage(
        channel=room, text="<!channel> a < b & <https://a.example|https://b.example>", blocks=blocks
    )
    assert sent["message"]["text"] == "<!channel> a &lt; b &amp; <https://a.example|https://b.example>"
    assert pinged(sent["message"]) == ["channel", dana.id]


async def test_escaped_words_ping_nobody_and_stay_as_they_are(slack, dana):
    sent = await client(slack).chat_postMessage(channel=slack.room(dana).id, text="&lt;!channel&gt; &amp;amp;")
    assert sent["message"]["text"] == "&lt;!channel&gt; &amp;amp;"
    assert pinged(sent["message"]) == []


async def test_text_over_forty_thousand_characters_is_cut_without_a_word(slack, dana):
    sent = await client(slack).chat_postMessage(channel=slack.room(dana).id, text="x" * 40_001)
    assert len(sent["message"]["text"]) == 40_000


async def test_fifty_blocks_are_taken_and_fifty_one_are_not(slack, dana):
    web, room = client(slack), slack.room(dana).id
    await web.chat_postMessage(channel=room, text="many", blocks=[{"type": "divider"}] * 50)
    assert (
        await refusal(web.chat_postMessage(channel=room, text="more", blocks=[{"type": "divider"}] * 51))
        == "invalid_blocks"
    )
    assert (
        await refusal(web.chat_postMessage(channel=room, text="long", blocks=[section("x" * 3001)])) == "invalid_blocks"
    )
    assert await refusal(web.api_call("chat.postMessage", json={"channel": room, "text": ""})) == "no_text"
    assert len(slack.dm(dana)) == 1


async def test_the_mark_of_a_block_is_found_again_in_history(slack, dana):
    web, room = client(slack), slack.room(dana).id
    await web.chat_postMessage(channel=room, text="one", blocks=[section("one", block_id="o:L-1"), section("two")])
    blocks = (await web.conversations_history(channel=room))["messages"][0]["blocks"]
    assert blocks[0]["block_id"] == "o:L-1"
    assert blocks[1]["block_id"]


async def test_posting_twice_posts_twice_whatever_the_client_calls_it(slack, dana):
    web, room = client(slack), slack.room(dana).id
    await web.chat_postMessage(channel=room, text="hello")
    await web.chat_postMessage(channel=room, text="hello")
    assert await refusal(web.chat_postMessage(channel=room, text="hello", client_msg_id="1")) == "invalid_arguments"
    assert len(slack.dm(dana)) == 2


async def test_a_post_to_a_closed_account_succeeds(slack, dana):
    slack.deactivate(dana)
    room = (await client(slack).conversations_open(users=dana.id))["channel"]["id"]
    assert (await client(slack).chat_postMessage(channel=room, text="hello"))["ok"]


async def test_a_member_s_id_posts_to_them_and_an_unknown_channel_to_nobody(slack, dana):
    sent = await client(slack).chat_postMessage(channel=dana.id, text="hello")
    assert sent["channel"] == slack.room(dana).id
    assert await refusal(client(slack).chat_postMessage(channel="C404", text="hello")) == "channel_not_found"


async def test_the_rules_channel_takes_a_post_once_the_bot_was_invited(slack):
    room = slack.open_channel("#rands-slack-rules")
    web = client(slack)
    assert await refusal(web.chat_postMessage(channel="#rands-slack-rules", text="context")) == "not_in_channel"
    room.members.add(slack.bot.id)
    assert (await web.chat_postMessage(channel="#rands-slack-rules", text="context"))["channel"] == room.id
    assert [each["text"] for each in slack.channel("#rands-slack-rules")] == ["context"]
    room.is_archived = True
    assert await refusal(web.chat_postMessage(channel=room.id, text="more")) == "is_archived"


async def test_an_answer_stands_in_its_thread_and_an_unknown_thread_is_refused(slack, dana):
    web, room, root = client(slack), slack.room(dana).id, slack.say(dana, "root")
    sent = await web.chat_postMessage(channel=room, text="answer", thread_ts=root)
    assert sent["message"]["thread_ts"] == root
    assert slack.dm(dana)[0]["reply_count"] == 1
    assert await refusal(web.chat_postMessage(channel=room, text="x", thread_ts="1.000000")) == "thread_not_found"


async def test_an_app_changes_and_takes_back_what_is_its_own_alone(slack, dana):
    web, room, theirs = client(slack), slack.room(dana).id, slack.say(dana, "mine")
    sent = await web.chat_postMessage(channel=room, text="old", blocks=[actions(button("Yes"))])
    await web.chat_update(channel=room, ts=sent["ts"], text="new", blocks=[section("done")])
    assert [(each["text"], shown(each)) for each in slack.letters(dana)] == [("new", "done")]
    assert await refusal(web.chat_update(channel=room, ts=theirs, text="x")) == "cant_update_message"
    assert await refusal(web.chat_delete(channel=room, ts=theirs)) == "cant_delete_message"
    await web.chat_delete(channel=room, ts=sent["ts"])
    assert slack.letters(dana) == []
    assert await refusal(web.chat_delete(channel=room, ts=sent["ts"])) == "message_not_found"


async def test_a_reaction_is_added_once(slack, dana):
    web, place = client(slack), {"channel": slack.room(dana).id, "timestamp": slack.say(dana, "hello"), "name": "eyes"}
    await web.reactions_add(**place)
    assert slack.dm(dana)[0]["reactions"] == [{"name": "eyes", "users": [slack.bot.id], "count": 1}]
    assert await refusal(web.reactions_add(**place)) == "already_reacted"
    await web.reactions_remove(**place)
    assert slack.dm(dana)[0]["reactions"] == []
    assert await refusal(web.reactions_add(**place | {"timestamp": "1.0"})) == "message_not_found"


async def test_an_aside_is_seen_by_one_and_stands_in_no_history(slack, dana):
    web, room = client(slack), slack.room(dana).id
    await web.chat_postEphemeral(channel=room, user=dana.id, text="only you")
    assert [each["text"] for each in slack.asides(dana)] == ["only you"]
    assert slack.dm(dana) == []


async def test_an_edit_tells_the_new_words_and_the_old_ones(slack, dana):
    async with ears(slack) as heard:
        ts = slack.say(dana, "old words")
        await heard.next()
        slack.edit(dana, ts, "new words")
        event = await heard.event()
    assert (event["subtype"], event["hidden"], "user" in event) == ("message_changed", True, False)
    assert (event["message"]["text"], event["previous_message"]["text"]) == ("new words", "old words")
    assert event["message"]["edited"]["user"] == event["message"]["user"] == dana.id
    assert (event["message"]["ts"], event["ts"] != ts) == (ts, True)
    assert slack.dm(dana)[0]["text"] == "new words"


async def test_an_unfurl_is_a_change_without_other_words(slack, dana):
    async with ears(slack) as heard:
        ts = slack.say(dana, "https://example.org/")
        await heard.next()
        slack.unfurl(dana, ts)
        event = await heard.event()
    assert event["message"]["text"] == event["previous_message"]["text"]
    assert "edited" not in event["message"]


async def test_a_deletion_names_what_was_deleted_and_leaves_nothing(slack, dana):
    async with ears(slack) as heard:
        ts = slack.say(dana, "never mind")
        await heard.next()
        slack.delete(dana, ts)
        event = await heard.event()
    assert (event["subtype"], event["deleted_ts"]) == ("message_deleted", ts)
    assert event["previous_message"]["text"] == "never mind"
    assert slack.dm(dana) == []


async def test_a_deleted_root_leaves_a_gravestone_over_its_thread(slack, dana):
    root = slack.say(dana, "root")
    slack.say(dana, "reply", thread=root)
    slack.delete(dana, root)
    found = (await client(slack).conversations_replies(channel=slack.room(dana).id, ts=root))["messages"]
    assert [(each.get("subtype"), each["text"]) for each in found] == [
        ("tombstone", "This message was deleted."),
        (None, "reply"),
    ]


async def test_a_thread_knows_how_many_replies_are_left_in_it(slack, dana):
    root = slack.say(dana, "root")
    first, second = slack.say(dana, "a", thread=root), slack.say(dana, "b", thread=root)
    slack.delete(dana, second)
    assert (slack.dm(dana)[0]["reply_count"], slack.dm(dana)[0]["latest_reply"]) == (1, first)
    slack.delete(dana, first)
    assert "reply_count" not in slack.dm(dana)[0]


async def test_an_answer_hangs_on_a_root_and_on_nothing_else(slack, dana):
    root = slack.say(dana, "root")
    reply = slack.say(dana, "reply", thread=root)
    asked = client(slack).chat_postMessage(channel=slack.room(dana).id, text="x", thread_ts=reply)
    assert await refusal(asked) == "invalid_arguments"
    with pytest.raises(ValueError, match="first message"):
        slack.say(dana, "x", thread=reply)


async def test_what_is_sent_again_is_what_happened_and_not_what_became_of_it(slack, dana):
    slack.sockets.ack_within = SOON
    async with ears(slack) as heard:
        heard.confirms = False
        ts = slack.say(dana, "old words")
        slack.edit(dana, ts, "new words")
        await slack.sockets.settled()
    plain = [each.payload["event"]["text"] for each in heard.requests if "text" in each.payload["event"]]
    assert plain == ["old words"] * 3


async def test_one_time_may_belong_to_two_conversations():
    async with workspace(clock=lambda: datetime(2026, 11, 21, 9, tzinfo=UTC)) as slack:
        dana, eli = slack.join("dana"), slack.join("eli")
        assert slack.say(dana, "to the app") == slack.say(dana, "to eli", to=eli)
        slack.edit(dana, "1795251600.000000", "changed", to=eli)
        assert [each["text"] for each in (*slack.dm(dana), *slack.dm(dana, eli))] == ["to the app", "changed"]


async def test_nobody_edits_the_words_of_another_and_who_is_signed_out_writes_nothing(slack, dana):
    ts = slack.say(dana, "mine")
    with pytest.raises(ValueError, match="no message of theirs"):
        slack.edit(slack.join("eli"), ts, "yours")
    slack.deactivate(dana)
    with pytest.raises(ValueError, match="cannot write"):
        slack.say(dana, "still here?")


async def test_words_that_no_client_would_send_can_be_sent(slack, dana):
    slack.say(dana, "", encoded="<https://evil.example|https://good.example> <!channel>", blocks=[])
    assert slack.dm(dana)[0]["text"] == "<https://evil.example|https://good.example> <!channel>"

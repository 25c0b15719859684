"""A Slack message event becomes a message; what a field holds is never trusted to be of its type."""

import pytest

from parsers.message import Channel, Unreadable
from parsers.slack import read_slack

EVENT = {"type": "message", "user": "U0ANNA", "ts": "1743624180.075432", "channel": "D0X", "text": ""}


def test_entities_are_decoded_and_mentions_kept():
    message = read_slack({**EVENT, "text": "see &lt;b&gt; &amp; <@U0BOB|bob> in <#C0X|random> <!channel>"})
    assert message.text == "see <b> & <@U0BOB> in #random @channel"
    assert (message.channel, message.sender, message.message_id) == (Channel.SLACK, "U0ANNA", "1743624180.075432")


def test_a_link_keeps_its_words_and_its_address():
    message = read_slack({**EVENT, "text": "<https://x.example/a?b=1&amp;c=2|this thread>"})
    assert message.text == "this thread https://x.example/a?b=1&c=2"
    assert message.links == ("https://x.example/a?b=1&c=2",)


def test_an_escaped_bracket_is_no_mention():
    assert read_slack({**EVENT, "text": "&lt;@U0BOB&gt;"}).text == "<@U0BOB>"


def test_the_wrapped_event_is_read_too():
    assert read_slack({"event": {**EVENT, "text": "hi"}}).text == "hi"


def test_an_answer_in_a_thread_names_its_root_and_the_root_does_not():
    assert read_slack({**EVENT, "thread_ts": "1.0"}).thread == "1.0"
    assert read_slack({**EVENT, "thread_ts": EVENT["ts"]}).thread == ""


def test_files_are_attachments():
    files = [{"name": "a.png", "mimetype": "image/png", "size": 7}, "junk", {"title": "b", "size": "x"}]
    assert [(each.name, each.size) for each in read_slack({**EVENT, "files": files}).attachments] == [
        ("a.png", 7),
        ("b", 0),
    ]


def test_a_bot_says_that_it_is_one():
    assert read_slack({**EVENT, "bot_id": "B0"}).header("auto-submitted") == "auto-generated"


@pytest.mark.parametrize("event", [{}, {"type": "reaction_added"}, {"event": 3}])
def test_what_is_no_message_is_unreadable(event):
    with pytest.raises(Unreadable):
        read_slack(event)


@pytest.mark.parametrize("field", ["text", "user", "ts", "files", "attachments", "thread_ts"])
@pytest.mark.parametrize("value", [None, 3, [], {}, [3], "x"])
def test_no_value_of_a_field_raises(field, value):
    assert read_slack({**EVENT, field: value}).channel is Channel.SLACK

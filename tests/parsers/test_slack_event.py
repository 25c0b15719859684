"""A Slack message event becomes a message; what a field holds is never trusted to be of its type."""

import pytest

from parsers.message import Channel, Message, Unreadable
from parsers.reading import Context, read
from parsers.slack import previous_text, read_deletion, read_edit, read_slack
from parsers.terms import QUESTION, UNDECIDED

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


@pytest.mark.parametrize("field", ["text", "user", "ts", "files", "attachments", "thread_ts", "subtype", "blocks"])
@pytest.mark.parametrize("value", [None, 3, [], {}, [3], "x", [{}], [{"type": []}]])
def test_no_value_of_a_field_raises(field, value):
    assert read_slack({**EVENT, field: value}).channel is Channel.SLACK


RICH = [
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "user", "user_id": "U0BOB"},
                    {"type": "text", "text": " said <it> at "},
                    {"type": "link", "url": "https://x.example/a", "text": "this thread"},
                ],
            },
            {
                "type": "rich_text_list",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "twice"}]}],
            },
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "SHARE"}]},
        ],
    }
]


def test_a_message_whose_text_is_empty_is_read_from_its_blocks():
    message = read_slack({**EVENT, "blocks": RICH})
    assert message.text == "<@U0BOB> said <it> at this thread https://x.example/a\n- twice\n> SHARE"
    assert message.links == ("https://x.example/a",)


def test_the_text_goes_before_the_blocks():
    assert read_slack({**EVENT, "text": "hi", "blocks": RICH}).text == "hi"


def test_a_shared_message_without_a_text_is_read_from_its_blocks():
    shared = {"is_share": True, "author_id": "U0EVE", "message_blocks": [{"message": {"blocks": RICH}}]}
    assert read_slack({**EVENT, "attachments": [shared]}).forwarded[0].text.startswith("<@U0BOB> said")


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast", "me_message"])
def test_a_message_of_another_kind_is_a_message_too(subtype):
    assert read_slack({**EVENT, "subtype": subtype, "text": "hi"}).text == "hi"


CHANGED = {
    "type": "message",
    "subtype": "message_changed",
    "user": "U0EVE",
    "ts": "1743624999.000100",
    "message": {
        "type": "message",
        "user": "U0ANNA",
        "ts": EVENT["ts"],
        "text": "new",
        "edited": {"ts": "1743624990.0"},
    },
    "previous_message": {"type": "message", "user": "U0ANNA", "ts": EVENT["ts"], "text": "old"},
}


def test_an_edit_is_its_authors_and_keeps_the_time_of_the_first_version():
    message = read_edit(CHANGED)
    assert (message.sender, message.text, message.message_id) == ("U0ANNA", "new", EVENT["ts"])
    assert previous_text(CHANGED) == "old"


def test_an_edit_that_a_sweep_found_has_no_earlier_text():
    assert previous_text({**CHANGED, "previous_message": None}) is None


def test_a_deletion_names_the_message_that_it_takes_back():
    assert read_deletion({"type": "message", "subtype": "message_deleted", "deleted_ts": "1.2"}) == "1.2"


@pytest.mark.parametrize("subtype", ["message_changed", "message_deleted"])
def test_neither_an_edit_nor_a_deletion_is_read_as_a_message(subtype):
    with pytest.raises(Unreadable):
        read_slack({**CHANGED, "subtype": subtype, "text": f"close {EVENT['ts']}"})


@pytest.mark.parametrize("reader", [read_edit, read_deletion])
@pytest.mark.parametrize(
    "event", [{}, EVENT, {**CHANGED, "message": 3}, {**CHANGED, "message": {"ts": "1.0"}}, {"event": []}]
)
def test_what_is_no_edit_and_no_deletion_is_unreadable(reader, event):
    with pytest.raises(Unreadable):
        reader(event)


def read_choices(*choices, text="He shouts in every call."):
    return read(Message(channel=Channel.SLACK, sender="U0ANNA", text=text, choices=frozenset(choices)), Context())


@pytest.mark.parametrize(
    ("choice", "kind"),
    [("COMPLAINT", "complaint"), ("CONCERN", "concern"), (UNDECIDED, "report"), (QUESTION, "question")],
)
def test_a_path_that_was_chosen_is_not_read_from_the_words(choice, kind):
    assert read_choices(choice, text="I only want to let you know, no action please.").first_kind == kind


@pytest.mark.parametrize(
    ("choice", "consent"), [("SHARE", "granted"), ("ASK FIRST", "conditional"), ("PRIVATE", "refused")]
)
def test_a_consent_that_was_chosen_counts_like_the_word_alone_on_its_line(choice, consent):
    reading = read_choices(choice)
    assert reading.consent == consent
    assert reading.words == read_choices(text=f"He shouts in every call.\n{choice}").words


def test_of_a_choice_and_a_word_that_say_two_things_the_narrower_counts():
    assert read_choices("SHARE", text="He shouts.\nPRIVATE").consent == "refused"


def test_what_the_form_was_told_is_not_asked_again():
    assert read_choices("nature", "involved", text="x").missing == ("material", "privacy")

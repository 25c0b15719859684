"""What a message does decides its kind, not its topic. The sentences are written for the tests."""

import pytest

from parsers.message import Channel, Message
from parsers.reading import Context, read
from parsers.terms import MessageKind

CONTEXT = Context(
    administrators=(("Jamison Dance", "@jamison", "U0JAMISON", "hi@jamison.dance"),),
    own_addresses=frozenset({"admin@softskills.example"}),
)


def kind(text, **fields):
    return read(Message(channel=Channel.EMAIL, sender="a@member.example", text=text, **fields), CONTEXT).kind


@pytest.mark.parametrize(
    "text",
    [
        "Bartek keeps calling my accent a disease in #testing. Please make him stop.",
        "I want to file a formal complaint about @grimble, who read my diagnosis out loud in the huddle.",
        pytest.param(
            "I wasn't going to write. But Sunniva posted my payslip again, so I want this dealt with.",
            marks=pytest.mark.xfail(strict=True, reason="read as an appeal (docs/reading.md, where it fails)"),
        ),
        "At first I meant it as a heads-up. That has changed: treat it as a complaint, @wex insulted her again.",
    ],
)
def test_whoever_asks_for_action_complains(text):
    assert kind(text) is MessageKind.COMPLAINT


@pytest.mark.parametrize(
    "text",
    [
        "Just so you know: @grimble laughed at a newcomer's question in #testing. No action needed.",
        "I'm not looking for a resolution. Bartek called my talk a nap, and I wanted somebody to have heard of it.",
        "FYI, Sunniva has been mocking the interns. Please don't do anything about it.",
        "This isn't a complaint. @wex talked over everyone in the call on Tuesday, that's all.",
    ],
)
def test_whoever_wants_nothing_done_raises_a_concern(text):
    assert kind(text) is MessageKind.CONCERN


@pytest.mark.parametrize(
    "text",
    [
        "@grimble told Nerys in #testing that she was hired for her smile.",
        "I don't know whether this is a complaint or a concern. Bartek posted my salary.",
        "Sunniva called the new members cattle yesterday.",
    ],
)
def test_a_report_that_takes_no_path_stays_undecided(text):
    assert kind(text) is MessageKind.REPORT


@pytest.mark.parametrize(
    "text",
    [
        "Is it an incident if somebody corrects everybody's spelling? Nothing has happened, I'm only curious.",
        "How many incidents have you handled so far?",
        "What is the difference between a formal complaint and raising a concern?",
    ],
)
def test_whoever_only_asks_about_the_process_has_a_question(text):
    assert kind(text) is MessageKind.QUESTION


@pytest.mark.parametrize(
    "text",
    [
        "You suspended my account two weeks ago. I'm sorry for what I wrote. Please let me back in.",
        "I hereby appeal my suspension: the post was not mine, my account had been hacked.",
        "Please lift the ban on my account.",
    ],
)
def test_a_suspended_person_who_asks_to_return_appeals(text):
    assert kind(text) is MessageKind.APPEAL


def test_asking_that_somebody_else_be_suspended_is_no_appeal():
    assert kind("Please suspend @grimble, he threatened Nerys in #testing.") is MessageKind.COMPLAINT


@pytest.mark.parametrize(
    "text",
    ["Thanks a lot for the lovely evening!", "Dear customer, please find attached the invoice for March."],
)
def test_thanks_and_trade_are_something_else(text):
    assert kind(text) is MessageKind.OTHER


def test_what_is_not_understood_but_names_somebody_is_a_report():
    assert kind("Wystan. In the hallway. You know.") is MessageKind.REPORT


def test_an_offered_word_decides_the_path():
    assert kind("COMPLAINT\n\nBartek posted my salary, but you need not hurry.") is MessageKind.COMPLAINT
    assert kind("concern.\n\nPlease make Bartek stop.") is MessageKind.CONCERN


def test_a_case_code_makes_a_followup_and_keeps_the_first_kind():
    reading = read(
        Message(channel=Channel.EMAIL, text="On sse-7k3f2: @grimble did it again, please stop him."), CONTEXT
    )
    assert (reading.kind, reading.first_kind, reading.code) == (
        MessageKind.FOLLOWUP,
        MessageKind.COMPLAINT,
        "SSE-7K3F2",
    )


def test_a_reply_to_our_message_id_is_a_followup_and_one_to_anothers_is_not():
    text = "Bartek posted my salary."
    assert kind(text, in_reply_to=("x.1@softskills.example",)) is MessageKind.FOLLOWUP
    assert kind(text, in_reply_to=("x.1@elsewhere.example",)) is MessageKind.REPORT


def test_the_path_is_understood_in_other_languages():
    german = "Ich möchte eine formelle Beschwerde gegen Bartek einreichen, er hat mich im Kanal beleidigt."
    spanish = "No quiero que hagan nada, solo para que lo sepan: Bartek se burló de mi acento en la llamada."
    assert kind(german) is MessageKind.COMPLAINT
    assert kind(spanish) is MessageKind.CONCERN


def test_a_formal_complaint_of_somebody_who_was_banned_from_a_channel_is_no_appeal():
    text = "Formal complaint: Kim Osei, your administrator, banned me from a channel for nothing and mocked me."
    assert kind(text) is MessageKind.COMPLAINT


def test_who_complains_of_a_suspension_and_asks_for_its_end_appeals():
    text = "I want to make a formal complaint about my suspension. Please lift it, because I did not write that."
    assert kind(text) is MessageKind.APPEAL

"""P14: of a message that names an administrator, who is reported, who may be, who may not know, and who is merely named."""

import pytest

from parsers.message import Channel, Message
from parsers.reading import Context, read
from parsers.unnamed import unnamed

ADMINISTRATORS = (
    ("Jamison Dance", "@jamison", "<@U0JAMISON>", "hi@jamison.dance"),
    ("Ada Quist", "ada@admins.example"),
    ("Marlon Reyes", "@marlon"),
)
CONTEXT = Context(administrators=ADMINISTRATORS)
STORY = "I want to make a formal complaint about @brack. He called me an idiot in #careers. "
JAMISON, ADA, MARLON = (0,), (1,), (2,)


def reading(text, story=STORY):
    return read(Message(channel=Channel.EMAIL, sender="rae@example.org", text=story + text), CONTEXT)


@pytest.mark.parametrize(
    "text",
    [
        "Jamison and Brack are close friends.",
        "Brack always has Jamison on his side.",
        "I told Jamison about it. He laughed.",
        "I wrote to Jamison last week. He just ignored me.",
        "It would be fine, but Jamison closing every thread makes it look like a party of two.",
        "Was soll ich sagen, Jamison hat es gesehen und nichts getan.",
    ],
)
def test_p14_an_administrator_who_is_neither_reported_nor_spoken_to_is_unsure(text):
    assert (reading(text).named_administrators, reading(text).unsure_administrators) == ((), JAMISON)


@pytest.mark.parametrize("text", ["One of you laughed at me too.", "An administrator ignored me when I wrote."])
def test_p14_where_it_may_be_any_of_them_all_are_unsure(text):
    assert reading(text).unsure_administrators == (0, 1, 2)


@pytest.mark.parametrize("text", ["Ada insulted me.", "Ada and Brack do this together."])
def test_p14_a_first_name_of_three_letters_reports_nobody_for_certain(text):
    assert (reading(text).named_administrators, reading(text).unsure_administrators) == ((), ADA)


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, Jamison!",
        "Jamison was there too.",
        "Jamison knows about it.",
        "I told Jamison about it yesterday.",
        "I told Jamison what @brack did. He laughed.",
        "I can only thank Jamison.",
        "This is not about Jamison.",
        "I have no problem with Jamison.",
        "Jamison did nothing wrong.",
        "You may share it with Jamison.",
        "I have not told Jamison about it yet.",
        "I don't care whether Jamison knows.",
    ],
)
def test_p14_who_is_addressed_a_witness_or_cleared_stays(text):
    found = reading(text)
    assert (found.named_administrators, found.unsure_administrators, found.kept_out_administrators) == ((), (), ())


@pytest.mark.parametrize("greeting", ["Hi Jamison,\n", "Beste Jamison,\n", "Dear Jamison and Ada,\n"])
def test_p14_a_greeting_mentions_nobody(greeting):
    found = reading("", f"{greeting}\n{STORY}")
    assert (found.unsure_administrators, found.mentioned_administrators) == ((), ())


def test_p14_who_is_reported_for_certain_is_not_unsure_besides():
    found = reading("Jamison insulted me too. Jamison and Brack are close friends.")
    assert (found.named_administrators, found.unsure_administrators) == (JAMISON, ())


@pytest.mark.parametrize(
    "text",
    [
        "Please do not show this to Jamison.",
        "Don't tell Jamison.",
        "Not Jamison.",
        "Keep Jamison out of this.",
        "Please keep this from Jamison.",
        "You can show it to everyone but Jamison.",
        "Show it to Ada, but not to Jamison.",
        "Jamison must not see it.",
        "Jamison can't be told.",
        "I'd like you to look at it without Jamison knowing.",
    ],
)
def test_p14_not_name_keeps_that_one_out(text):
    assert reading(text).kept_out_administrators == JAMISON


@pytest.mark.parametrize(
    "text",
    [
        "Only Marlon may read this.",
        "For Marlon's eyes only.",
        "Only Marlon.",
        "Nobody but Marlon should see it.",
        "Please share it only with Marlon.",
        "Please show it to Marlon and nobody else.",
        "Please let only Marlon handle this.",
    ],
)
def test_p14_only_name_keeps_all_the_others_out(text):
    found = reading(text)
    assert (found.kept_out_administrators, found.unsure_administrators) == ((0, 1), ())


def test_p14_two_names_after_only_or_not_are_both_meant():
    assert reading("Only Marlon and Ada may know.").kept_out_administrators == JAMISON
    assert reading("Please keep this from Jamison and Ada.").kept_out_administrators == (0, 1)


@pytest.mark.parametrize(
    "text",
    [
        "Only Bob may read this.",
        "Please do not show this to Bob.",
        "Not only Jamison was there.",
        "I did not tell Jamison.",
        "I could not see Jamison in the call.",
    ],
)
def test_p14_a_limit_that_names_no_administrator_or_tells_of_the_past_changes_nothing(text):
    assert reading(text).kept_out_administrators == ()


def test_p14_a_limit_counts_in_a_question_too():
    assert reading("Is it an incident? Please do not show this to Jamison.", "").kept_out_administrators == JAMISON


def test_p14_who_is_named_at_all_is_known_for_the_word_that_keeps_them_out():
    assert reading("Jamison was there too, and you may ask Marlon.").mentioned_administrators == (0, 2)


def test_the_rules_are_linear_in_hostile_text():
    text = "not show " * 6_000 + "only for to with by " * 2_000 + "Jamison " * 3_000
    assert reading(text).text


@pytest.mark.parametrize(
    "text",
    [
        "I want to complain about Jamison Dance, Ada Quist, Marlon Reyes.",
        "This is a formal complaint about Jamison Dance, Ada Quist, Marlon Reyes. They called me an idiot.",
        "This is a formal complaint about @brack, Jamison Dance, Ada Quist, and Marlon Reyes.",
    ],
)
def test_p14_whoever_stands_in_a_list_of_those_who_are_reported_is_not_taken_for_somebody_greeted(text):
    found = reading(text, story="")
    assert {*found.named_administrators, *found.unsure_administrators} == {0, 1, 2}


def test_p14_whoever_is_spoken_to_behind_a_comma_still_is():
    assert reading("That is all, Jamison, can you help?").unsure_administrators == ()


def test_p14_the_subject_of_our_own_letters_complains_of_nobody():
    assert not unnamed("re: a message from the administrators [sse-7k3f2]")
    assert unnamed("i keep getting rude messages from the administrators")

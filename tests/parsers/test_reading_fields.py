"""Answers, people, danger, words and administrators, as `read` gives them. The sentences are written for the tests."""

import pytest

from parsers.message import Attachment, Channel, Message
from parsers.reading import Context, read
from parsers.terms import Answer, Consent, Word
from parsers.words import offered_words

TWO = Context(
    administrators=(
        ("Jamison Dance", "@jamison", "U0JAMISON", "hi@jamison.dance"),
        ("Rosalba Quint", "@quint", "U0QUINT", "quint@softskills.example"),
    ),
    own_addresses=frozenset({"admin@softskills.example"}),
)


def reading(text, **fields):
    return read(Message(channel=Channel.EMAIL, sender="a@member.example", text=text, **fields), TWO)


def test_a_numbered_form_is_read_by_position():
    got = reading("1. He mocked my stammer.\n2. Bartek Wolny\n3. none, it was a huddle\n4. no")
    assert (got.missing, got.consent, got.involved) == ((), Consent.GRANTED, ("Bartek Wolny",))


def test_a_labelled_form_is_read_by_its_labels_in_any_order():
    got = reading("Privacy: ask me first.\nWho: Bartek Wolny.\nWhat: he mocked my stammer.")
    assert got.consent is Consent.CONDITIONAL
    assert got.missing == (Answer.MATERIAL,)


def test_a_number_with_nothing_behind_it_is_no_answer():
    got = reading("Complaint.\n\n1) He mocks my stammer.\n2) Bartek Wolny\n3)\n4)")
    assert got.missing == (Answer.MATERIAL, Answer.PRIVACY)


def test_an_attachment_is_material():
    file = Attachment("a.png", "image/png", 1, "0")
    assert Answer.MATERIAL in reading("Bartek mocked me again.", attachments=(file,)).answered


def test_no_evidence_is_an_answer():
    assert Answer.MATERIAL in reading("Bartek mocked me. I have no evidence.").answered


def test_the_sender_and_a_greeted_administrator_are_not_involved():
    got = reading("Hi Jamison,\n\nBartek Wolny mocked Nerys in #testing.\n\nBest\nOttilie", sender_name="Ottilie Marsh")
    assert got.involved == ("Bartek Wolny", "Nerys")
    assert got.named_administrators == ()


@pytest.mark.parametrize(
    "text",
    [
        "My complaint is about Jamison Dance. He closed the vote early.",
        "@jamison laughed at my question in front of everybody.",
        "Hi Jamison, this one is about you: your joke on Tuesday hurt me.",
    ],
)
def test_an_administrator_whose_conduct_is_reported_is_named(text):
    assert reading(text).named_administrators == (0,)


def test_an_administrator_whose_words_may_be_what_is_reported_is_held():
    found = reading("<@U0JAMISON> told Nerys to leave if she doesn't like it.")
    assert (found.named_administrators, found.unsure_administrators) == ((), (0,))


@pytest.mark.parametrize(
    "text",
    [
        "Hi Jamison, Bartek mocked me again.",
        "Bartek mocked me again. Thanks, Jamison!",
        "Bartek mocked me. Please tell nobody, only Jamison.",
        "Jamison knows about it already. Bartek mocked me again.",
    ],
)
def test_an_administrator_who_is_addressed_or_trusted_is_not(text):
    assert reading(text).named_administrators == ()


def test_each_administrator_is_told_apart():
    assert reading("A complaint about @quint, who muted me.").named_administrators == (1,)


@pytest.mark.parametrize(
    "text",
    [
        "He wrote that he knows where I live.",
        "Bartek said he is going to hurt her after the meetup.",
        "She wrote in #venting that she wants to die.",
        "He posted my home address in the channel.",
        "She is fourteen and he asks her to meet him alone.",
        "Er hat gedroht, mich umzubringen, er weiß wo ich wohne.",
    ],
)
def test_danger_to_a_person_is_urgent(text):
    assert reading(text).urgent


@pytest.mark.parametrize(
    "text",
    ["URGENT!!! Bartek pinged everybody fourteen times.", "He corrected my spelling. I don't feel in danger."],
)
def test_a_loud_word_is_no_danger(text):
    assert not reading(text).urgent


def test_offered_words_count_alone_on_their_line():
    assert offered_words("Share!\nask first.\nI said share\n> PRIVATE") == (Word.SHARE, Word.ASK_FIRST)


@pytest.mark.parametrize("text", ["yes", "no", "OK", "Yes.", "share it"])
def test_yes_no_and_ok_are_never_an_offered_word(text):
    assert offered_words(text) == ()


@pytest.mark.parametrize(
    ("text", "found"), [("CONFIRM\n", (Word.CONFIRM,)), ("Confirm.", (Word.CONFIRM,)), ("I confirm", ())]
)
def test_an_appeal_is_confirmed_by_its_own_word_alone(text, found):
    assert offered_words(text) == found


def test_an_offered_word_sets_the_consent_and_the_narrowest_counts():
    assert reading("SHARE\n\nBartek mocked me.").consent is Consent.GRANTED
    assert reading("SHARE\nPRIVATE\n\nBartek mocked me.").consent is Consent.REFUSED


def test_an_appeal_with_a_reason_is_justified_and_one_without_is_not():
    assert reading("Please lift my suspension, because the post was a misunderstanding.").justified
    assert not reading("Please lift my suspension.").justified


def test_only_a_message_that_asks_for_nothing_else_asks_for_the_count():
    assert reading("How many incidents were there last year?").asks_count
    assert not reading("Bartek mocked me and insulted Nerys. How many incidents does he need?").asks_count


@pytest.mark.parametrize(
    "text",
    [
        "He did it again and I just sat there crying.",
        "I cannot take this any more, somebody has to stop him",
        "WHY DOES NOBODY STOP THIS MAN",
        "Er hat mich gestern beleidigt und ich weiß nicht, was ich tun soll.",
    ],
)
def test_who_is_not_calm_is_read_as_upset(text):
    assert reading(text).upset


def test_a_plain_report_is_calm():
    assert not reading("Yesterday in #random somebody called a member an idiot. I saw it myself.").upset


def test_a_child_and_an_approach_in_two_sentences_is_danger():
    assert reading("My daughter is 14. He asked her for photos in private.").urgent

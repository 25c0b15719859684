"""What is passed over at a quick look is passed over rightly: the slow look would have found nothing there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import answers, people, unnamed
from parsers.about import _About
from parsers.abroad import language
from parsers.message import Channel, Message
from parsers.reading import Context
from parsers.reported import Administrators
from parsers.sentences import Sentence, sentences
from parsers.unnamed import another

KNOWN = Administrators(
    (
        ("Marlene Osei", "@marlene.o", "U0MARLENE", "<@U0MARLENE>", "m.osei@community.example"),
        ("Bo Lund", "@bolund", "U0BOLUND"),
        ("Ines", "ines@community.example"),
        ("(Kit) Ward",),
    )
)
PIECES = st.sampled_from([
    "Marlene", "marlene osei", "Bo", "bo", "Lund ", "<@U0BOLUND>", "@bolund", "Ines", "(Kit)", "kit", "ward", "Ward ",
    "one of you", "some on you", "a mod ", "the admin", "moderators ", "with admin rights", "another ", "two of your ",
    "admins", "İ", "ı", "ſ", "ß", " ", "  ", "\n", ". ", ", ", ": ", " - ", "- ", "* ", "• ", "? ", ") ", "1. ", "2) ",
    "3: ", "4 - ", "q1 ", "a) ", "b. ", "c) ", "I. ", "ii. ", "iii. ", "who", "Who is involved", "proof:", "privacy",
    "Nature of it: ", "what", "@", "x@y.example", "a.b@", "<@", ">", "'s", "'", '"', "insulted me", "was yelling at her",
    "told", "me", "they", "had been", "running the", "used it",
])  # fmt: skip
TEXTS = st.lists(PIECES, max_size=14).map("".join)
fast = settings(max_examples=300, deadline=None)


@fast
@given(st.lists(TEXTS, max_size=3))
def test_whoever_is_named_is_never_passed_over(said):
    body = [Sentence(each, each.lower()) for each in said]
    places = range(len(KNOWN.names))
    named = {place for place in places for one in body if _is_named(place, one)}
    assert named <= set(KNOWN.perhaps_in(body))


def _is_named(place: int, one: Sentence) -> bool:
    short = KNOWN.short_name(place)
    return any(KNOWN.mentions(place, one)) or (short is not None and short.search(one.said) is not None)


@pytest.mark.parametrize("said", ["Bo shouted at me", "It was Marlene", "ask <@U0MARLENE>", "then (kit) ward left"])
def test_a_name_in_the_last_sentence_is_enough(said):
    assert KNOWN.perhaps_in([Sentence("Hello", "hello"), Sentence(said, said.lower())]) != ()


def test_a_message_that_names_none_is_decided_by_the_quick_look():
    assert KNOWN.perhaps_in(sentences("Someone in the chess group mocks newcomers. They never stop.")) == ()


def test_the_patterns_of_an_administrator_are_made_once_and_not_for_each_message():
    again = Administrators(KNOWN.names)
    assert all(again.pattern(place) is KNOWN.pattern(place) for place in range(len(KNOWN.names)))


@fast
@given(TEXTS)
def test_nobody_of_whom_an_unnamed_administrator_is_told_is_passed_over(said):
    words = said.lower()
    assert unnamed._may_tell_of_one(words) or unnamed._UNNAMED.search(words) is None


@pytest.mark.parametrize(
    "who", ["one of you", "someone on you", "two from you", "somebody in you", "an admin", "the mod", "dem moderator"]
)
def test_an_administrator_without_a_name_is_looked_at_closely(who):
    assert unnamed._may_tell_of_one(f"{who} insulted me")
    assert unnamed._UNNAMED.search(f"{who} insulted me")


def test_another_administrator_beside_those_who_are_named_is_still_told_of():
    assert another("another moderator insulted me")


@fast
@given(TEXTS)
def test_a_label_is_found_wherever_one_opens(text):
    everywhere = [found.span() for found in answers._ANY_LABEL.finditer(text)]
    assert [found.span() for found in answers._labels(text)] == everywhere


@pytest.mark.parametrize("before", ["", "x\n", "Yes. ", "Yes; ", "Yes! ", "Yes? ", "a) ", "b] ", "- ", "* ", "• "])
def test_a_label_opens_behind_each_of_the_signs(before):
    assert [found["privacy"] for found in answers._labels(f"{before}privacy: none")] == ["privacy"]


@fast
@given(TEXTS)
def test_a_form_without_a_first_number_has_no_numbers_in_order(text):
    first = [found for found in answers._NUMBER.finditer(text) if answers._place(found) == 1]
    assert not first or answers._FIRST.search(text)


@fast
@given(TEXTS)
def test_what_happened_is_never_passed_over(text):
    words = text.lower()
    assert answers._ANY_DID.search(words) or answers._HAPPENED.search(words) is None


@fast
@given(TEXTS)
def test_an_address_stands_only_behind_a_word(text):
    assert people._without_addresses(text) == people._ADDRESS.sub(" ", text)


@fast
@given(TEXTS)
def test_what_is_quoted_is_spoken_too(text):
    about = _About(Message(channel=Channel.SLACK, text=text), Context(), text)
    assert about.spoken == sentences(about.plain)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("the the the der", "en"), ("der der der the", "de"), ("le chat et le chien", "fr"), ("", "en")],
)
def test_a_small_word_counts_as_often_as_it_stands(text, expected):
    assert language(text) == expected

"""How far a consent goes, whom a consultation asks, and which mark is confirmed: in an administrator's own words."""

import pytest

from parsers.commands import Command, Known, NotUnderstood, Verb, parse

CODE = "SSE-7K3F2"
KNOWN = Known("SSE")


def consent(field, words, **more):
    return Command(verb=Verb.CONSENT, code=CODE, field=field, words=words, **more)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        (f"consent {CODE} granted in a call on Monday", consent("granted", "in a call on Monday")),
        (f"consent {CODE} granted identity in a call", consent("granted", "in a call", item="identity")),
        (f"consent {CODE} refused Identity: in a call", consent("refused", "in a call", item="identity")),
        (f"consent {CODE} granted to @wes: in a call", consent("granted", "in a call", to="@wes")),
        (f"consent {CODE} granted to SSE-9M2QX: in a call", consent("granted", "in a call", to="SSE-9M2QX")),
        (
            f"consent {CODE} granted to wes@example.org : in a call",
            consent("granted", "in a call", to="wes@example.org"),
        ),
        (f"consent {CODE} granted to @wes in a call", consent("granted", "in a call", to="@wes")),
        (
            f"consent {CODE} granted identity to channel in a call",
            consent("granted", "in a call", item="identity", to="channel"),
        ),
        (
            f"consent {CODE} @tess conditional identity to @wes: in a call",
            consent("conditional", "in a call", who=("@tess",), item="identity", to="@wes"),
        ),
        (
            f"consent {CODE} granted identity to the channel: in a call",
            consent("granted", "in a call", item="identity", to="channel"),
        ),
    ],
)
def test_p8_a_consent_says_how_far_it_goes(text, command):
    assert parse(text, KNOWN) == command


@pytest.mark.parametrize("words", ["to me on the phone", "to Ada: she said it", "together with Ada"])
def test_p8_to_whom_it_was_said_is_no_scope(words):
    assert parse(f"consent {CODE} granted {words}", KNOWN) == consent("granted", words)


@pytest.mark.parametrize(
    "text", [f"consent {CODE} granted identity", f"consent {CODE} granted to @wes:", f"consent {CODE} granted"]
)
def test_p8_a_consent_without_its_source_is_not_understood(text):
    with pytest.raises(NotUnderstood):
        parse(text, KNOWN)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (f"consult {CODE} We had a talk.", ()),
        (f"consult {CODE} @wes We had a talk.", ("@wes",)),
        (
            f"consult {CODE} @wes, SSE-9M2QX and tess@example.org We had a talk.",
            ("@wes", "SSE-9M2QX", "tess@example.org"),
        ),
    ],
)
def test_p9_whom_a_consultation_asks_besides_stands_before_its_words(text, who):
    assert parse(text, KNOWN) == Command(verb=Verb.CONSULT, code=CODE, who=who, words="We had a talk.")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("confirm L-7K3F2 2", "2"),
        ("confirm l-7k3f2 #12.", "12"),
        ("Confirm [L-7K3F2]: 1", "1"),
        ("confirm L-7K3F2 2 3", "2 3"),
        ("confirm L-7K3F2", ""),
    ],
)
def test_p8_what_was_marked_in_a_letter_is_confirmed_by_its_number(text, number):
    assert parse(text, KNOWN) == Command(verb=Verb.CONFIRM, letter="L-7K3F2", field=number)


@pytest.mark.parametrize("text", ["confirm L-7K3F2 all", "confirm L-7K3F2 two", "confirm L-7K3F2 -1"])
def test_p8_marks_are_confirmed_one_by_one(text):
    with pytest.raises(NotUnderstood):
        parse(text, KNOWN)


def test_a_long_line_takes_no_long_time():
    parse(f"consent {CODE} granted to {'a' * 200_000}: x", KNOWN)
    parse(f"consult {CODE} {'@a ' * 100_000}words", KNOWN)

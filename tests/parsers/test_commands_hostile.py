import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.commands import COMMANDS, Bare, Known, NotUnderstood, Verb, bare, choice, forms, parse

CODE = "SSE-7K3F2"
ANYWHERE = Known("SSE")
ANSWERING = Known("SSE", default_code="SSE-9M2QX")

PIECES = st.sampled_from(
    [
        *Verb,
        CODE,
        "7k3f2",
        "[",
        "]",
        ":",
        " ",
        "\n",
        "resolved",
        "until",
        "because",
        "into",
        "as",
        "nothing",
        "and",
        "off",
        "witness",
        "dana@example.org",
        "SSE-4KX2P",
        "deputy",
        "granted",
        "path",
        "@dana",
        "<@U0123456>",
        "L-4F7KQ",
        "M-",
        "friday",
        "\u00a0",
        ".",
        "17:00",
    ]
)


@given(
    st.text(max_size=400) | st.lists(PIECES, max_size=12).map(" ".join),
    st.sampled_from([ANYWHERE, ANSWERING, Known("")]),
)
def test_any_text_is_a_command_or_is_answered_with_a_form(text, known):
    lines = {form.line for form in forms()}
    try:
        command = parse(text, known)
    except NotUnderstood as refusal:
        nearest = refusal.nearest
    else:
        nearest = forms()[list(Verb).index(command.verb)].line
    assert nearest in lines
    assert bare(text, known) in Bare


@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_a_verb_that_needs_a_case_never_goes_without_one(text):
    with contextlib.suppress(NotUnderstood):
        command = parse(text, ANYWHERE)
        needs = any(slot.shown == "CODE" for slot in COMMANDS[command.verb][0])
        assert bool(command.code) == needs or (command.verb is Verb.CONFIRM and bool(command.code) >= bool(command.who))


@pytest.mark.parametrize(
    "text",
    [
        "estimate " + "[" * 100_000,
        "estimate SSE-7K3F2 " + ": " * 100_000,
        "consent SSE-7K3F2 " + "a" * 200_000,
        "x" * 1_000_000,
        " \n" * 300_000,
        "estimate SSE-7K3F2 " + "resolved " * 30_000,
        "close 7K3F2" + ".:" * 100_000 + "x",
        "away until " + " " * 300_000 + "x deputy",
        "suspend SSE-7K3F2 " + "@a " * 100_000,
        "suspend SSE-7K3F2 " + "@a\n" * 100_000,
        "suspend SSE-7K3F2 " + "and " * 100_000,
        "suspend SSE-7K3F2 @a " + "and " * 100_000,
        "suspend SSE-7K3F2 @" + "." * 300_000,
        "suspend SSE-7K3F2 a@" + "." * 300_000 + "<",
        "suspend SSE-7K3F2 " + "<" * 300_000,
        "tell SSE-7K3F2 " + "U" * 300_000,
        "tell SSE-7K3F2 " + "nothing " * 100_000,
        "tell SSE-7K3F2 nothing because" + ":" * 300_000,
        "keep SSE-7K3F2 until " + "because " * 100_000,
        "keep SSE-7K3F2 until x" + " " * 300_000 + "y",
        "merge SSE-7K3F2 into " + "[" * 300_000,
        "relate 7K3F2 " + "7K3F2 " * 100_000,
        "confirm SSE-7K3F2 <@U012AB3CD|" + "x" * 300_000,
        "reply" + "." * 500_000 + "\n" * 300_000,
    ],
)
def test_hostile_text_is_answered_at_once(text):
    begin = time.perf_counter()
    with contextlib.suppress(NotUnderstood):
        parse(text, ANSWERING)
    bare(text, ANSWERING)
    choice(text)
    assert time.perf_counter() - begin < 1

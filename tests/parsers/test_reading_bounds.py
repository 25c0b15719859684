"""Any text gives a reading, without an exception and in bounded time."""

import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from parsers.message import Channel, Message
from parsers.reading import Context, read
from parsers.terms import Consent

CONTEXT = Context(
    administrators=(("Jamison Dance", "@jamison", "U0JAMISON", "hi@jamison.dance"),),
    own_addresses=frozenset({"admin@softskills.example"}),
)
PIECES = st.sampled_from([
    "1. ", "4) ", "privacy: ", "who: ", "\n", "\n\n", "> ", "<@U0AB> ", "@a.b ", "Anna ", "told ", "me ", "you can ", "share ",
    "nobody ", "not ", "my account suspended ", "(", '"', "'", "“", ", but ", ": ", "?", "!", ". ", "https://x.example/a ", "🙂",
    "İ", "ß", "\u202e", "SSE-AAAA ", "if ", "fifteen ", "<#C1|x> ", ":a:",
])  # fmt: skip
SECONDS = 5.0  # on a machine that is busy with other work


@example("\u0130: ", "")
@given(st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=80).map("".join), st.text(max_size=60))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_gives_a_reading(text, subject):
    reading = read(Message(channel=Channel.EMAIL, sender="a@member.example", subject=subject, text=text), CONTEXT)
    assert reading.missing is not None


@pytest.mark.parametrize(
    "piece",
    ["\n", " ", "(", '"a ', "@a ", "<@", "Anna ", "1. 2. 3. 4. ", "no ", "i ", "he ", "my kid 15 ", "*a", "- ", "a.b@",
     "you can ", "is are was ", "privacy: ", "i do not ", "told me ", "Anna told Bob\n", "<http", "and, but, ", "share it. "],
)  # fmt: skip
def test_repetition_of_anything_is_read_in_bounded_time(piece):
    text = piece * (64_000 // len(piece))
    begun = time.process_time()
    read(Message(channel=Channel.EMAIL, sender="a@member.example", subject=text[:900], text=text), CONTEXT)
    assert time.process_time() - begun < SECONDS


def test_a_text_too_long_to_be_read_whole_grants_nothing():
    text = "You can share this with anyone.\n" + "It was a long evening.\n" * 4_000
    assert read(Message(channel=Channel.EMAIL, text=text), CONTEXT).consent is not Consent.GRANTED

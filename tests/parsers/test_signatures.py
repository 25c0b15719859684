"""The name below a message is found, also in a signature that is no part of what was said."""

import time

import pytest

from parsers.message import Channel, Message
from parsers.signatures import names_below, signed

BODY = "Somebody was rude to me in a channel, and I should like you to know about it.\n"


def message(below):
    return Message(channel=Channel.EMAIL, text=BODY + below)


@pytest.mark.parametrize(
    "below",
    [
        "\nKind regards,\nRosalind Marwitz\n",
        "\nThanks\n\nRosalind Marwitz\n",
        "\n-- \nRosalind Marwitz\nTel. +49 30 1234567\n",
        "\nMit freundlichen Gr\u00fc\u00dfen\nRosalind Marwitz\n",
        "\nBest,\nRosalind Marwitz\n\nOn Monday, the administrators wrote:\n> Regards,\n> Ada Quist\n",
    ],
)
def test_p8_a_signature_says_who_the_sender_is(below):
    assert signed(message(below)) == ("Rosalind Marwitz",)


@pytest.mark.parametrize(
    "below",
    ["", "\nKind regards\n", "\nThanks,\nthe team\n", "\nIt was Dirk Brackman.\n", "\nWho: \n\nDirk Brackman\n"],
)
def test_what_is_no_signature_names_nobody(below):
    assert signed(message(below)) == ()


@pytest.mark.parametrize("piece", ["Kind regards,\n", "A a a a\n", "-- \n", "a' ", "best kind with "])
def test_a_long_text_takes_no_long_time(piece):
    before = time.perf_counter()
    signed(message(piece * (300_000 // len(piece))))
    names_below(piece * (300_000 // len(piece)))
    assert time.perf_counter() - before < 5

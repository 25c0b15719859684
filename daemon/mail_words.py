"""The words that let somebody go on by mail: how one looks, where it is remembered, and whose case it was given for.

A word that counts no more still says what its bearer writes about: whoever is off that case may not hear of it (P14).
"""

import re

from daemon.house import House
from daemon.store.unit import Unit
from daemon.store.values import Kept, Party
from parsers.message import Channel, Message

WORD = re.compile(r"(?<![a-z0-9])[a-z2-7]{26}(?![a-z0-9])")
MOST_TRIED = 20
LONGEST_START = 4000


def given(word: str) -> str:
    return f"word to go on by mail {word}"


def given_to(unit: Unit, word: str) -> Party | None:
    party_id = (unit.cursors.get(given(word)) or "").partition(" ")[0]
    return unit.parties.by_id(party_id) if party_id else None


def written_on(unit: Unit, house: House, message: Message) -> Kept | None:
    """The case of whoever was given a word that this mail has anywhere, spent or not."""
    if message.channel is not Channel.EMAIL:
        return None
    places = (*message.recipients, message.subject, message.text[:LONGEST_START])
    words = dict.fromkeys(word for place in places for word in WORD.findall(place.lower()))
    party = next((each for word in tuple(words)[:MOST_TRIED] if (each := given_to(unit, word))), None)
    return unit.cases.by_id(party.case_id, house.terms) if party else None

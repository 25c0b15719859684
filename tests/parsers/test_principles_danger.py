"""Danger wakes somebody, however it is told; noise does not. The sentences are written for the tests."""

import pytest

from parsers.message import Channel, Message
from parsers.reading import Context, read

CONTEXT = Context(
    administrators=(("Jamison Dance", "@jamison", "U0JAMISON", "hi@jamison.dance"),),
    own_addresses=frozenset({"admin@softskills.example"}),
)


def reading(text):
    return read(Message(channel=Channel.EMAIL, sender="a@member.example", text=text), CONTEXT)


def right(*row):
    return pytest.param(*row)


def missed(*row):
    """Read wrongly now; once it is read rightly, this mark must go."""
    return pytest.param(*row, marks=pytest.mark.xfail(strict=True, reason="a known miss"))


DANGER_THAT_IS_TOLD_QUIETLY_IS_DANGER = [
    right(
        "He has been sitting in his car across from my flat for three evenings. I thought you might want to know.", True
    ),
    missed("Orrin mentioned, quite calmly, that he knows which tram my daughter takes.", True),
    missed("I do not think that I want to wake up tomorrow, after what Lisbet wrote.", True),
    right("Tove sent me a picture of my own front door this morning, no text with it.", True),
    right(
        "Casimir asks the fourteen-year-old in #learners for photos. She seems to like him, so perhaps it is nothing.",
        True,
    ),
    missed("Pell said that next time he'd bring something sharp. He smiled.", True),
    right("Ana has not answered since she wrote goodbye to all of us, and her flatmate can't reach her either.", True),
    right("Nerys put my home address under a call to pay me a visit.", True),
    right("Er steht seit drei Abenden vor meiner Wohnung.", True),
    right("Ivo hat geschrieben, dass er mich umbringen wird.", True),
    right("Il attend devant chez moi depuis trois soirs.", True),
    right("Ivo a écrit qu'il allait me tuer.", True),
    right("Lleva tres noches esperando delante de mi casa.", True),
    right("Ivo escribió que me va a matar.", True),
    right("Ele está há três noites à porta da minha casa.", True),
    right("Ivo escreveu que me vai matar.", True),
    right("Hij staat al drie avonden voor mijn huis.", True),
    right("Ivo schreef dat hij mij gaat vermoorden.", True),
    right("Da tre sere aspetta davanti a casa mia.", True),
    right("Ivo ha scritto che mi ucciderà.", True),
]

LOUD_WORDS_WITHOUT_DANGER_WAKE_NOBODY = [
    right("URGENT!!! Orrin posted a MEME in the wrong channel AGAIN!!!", False),
    right("I'm dying of embarrassment, Lisbet saw my typo.", False),
    right("EMERGENCY: the coffee thread has been moved to #random!!!", False),
    right("This release kills me. Tove merged on a Friday!", False),
    right("ASAP PLEASE!!! Casimir keeps using the old logo in #design!!!!", False),
    right("Pell murdered that song at karaoke, and I told him so in #music.", False),
    right("I will explode if Nerys puts one more pun into the standup.", False),
    right("ALERT ALERT. Ulf used tabs. IMMEDIATELY stop him!!!", False),
    right("DRINGEND!!! Ivo hat im falschen Kanal ein Meme gepostet!!!", False),
    right("SOFORT antworten!!! Ivo benutzt das alte Logo!!!", False),
    right("URGENT !!! Ivo a posté un mème dans le mauvais canal !!!", False),
    right("VITE !!! Ivo utilise l'ancien logo !!!", False),
    right("¡¡¡URGENTE!!! ¡Ivo publicó un meme en el canal equivocado!", False),
    right("¡¡¡YA!!! ¡Ivo usa el logo antiguo!", False),
    right("URGENTE!!! Ivo publicou um meme no canal errado!!!", False),
    right("JÁ!!! Ivo usa o logótipo antigo!!!", False),
    right("DRINGEND!!! Ivo plaatste een meme in het verkeerde kanaal!!!", False),
    right("NU METEEN!!! Ivo gebruikt het oude logo!!!", False),
    right("URGENTE!!! Ivo ha messo un meme nel canale sbagliato!!!", False),
    right("SUBITO!!! Ivo usa il vecchio logo!!!", False),
]

DANGER_THAT_IS_SAID_PLAINLY_WAKES_SOMEBODY = [
    right("Orrin threatened to kill me tonight.", True),
    right("Lisbet is stalking me, she waits at my door every day.", True),
    right("I am going to kill myself because of this.", True),
    right("Tove hit me in the face after the meetup and says he will come back.", True),
    right("Casimir posted my home address and told people to hurt me.", True),
    right("A man of forty asks a 13-year-old member for naked photos.", True),
    right("Pell has a gun and wrote that he will shoot Ana.", True),
    right("Nerys blackmails me with intimate pictures.", True),
]


@pytest.mark.parametrize(("text", "wakes"), DANGER_THAT_IS_TOLD_QUIETLY_IS_DANGER)
def test_danger_that_is_told_quietly_is_danger(text, wakes):
    assert reading(text).urgent is wakes


@pytest.mark.parametrize(("text", "wakes"), LOUD_WORDS_WITHOUT_DANGER_WAKE_NOBODY)
def test_loud_words_without_danger_wake_nobody(text, wakes):
    assert reading(text).urgent is wakes


@pytest.mark.parametrize(("text", "wakes"), DANGER_THAT_IS_SAID_PLAINLY_WAKES_SOMEBODY)
def test_danger_that_is_said_plainly_wakes_somebody(text, wakes):
    assert reading(text).urgent is wakes

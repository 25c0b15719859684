"""Of a first message nothing goes but what a client or a company added at its end, whatever the message is built of."""

import textwrap

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parsers.message import Channel, Message
from parsers.newtext import new_text
from tests.support.additions import DISCLAIMERS, PHONES, SIGNATURES

PARAGRAPHS = [
    "Hello,",
    "Yesterday evening Bartek Wolny shouted at a new member in the voice channel.",
    "I was there; so was Nerys. It lasted for ten minutes\nand he did not stop when she asked him to.",
    "This message is confidential: please do not forward it to anybody, and delete it when you have read it.",
    "I sent you this from my phone, sorry for the typos.",
    "Ich möchte nicht, dass jemand davon erfährt.",
    "Cet e-mail est pour vous seuls, merci de ne pas le transmettre.",
    "Thanks for reading\nOttilie",
    "Regards,\nOttilie Marsh",
    "P.S. There is a second screenshot.",
]
LISTS = [
    "- he shouted\n- he left\n- he came back",
    "* first\n* second",
    "1. what: he shouted\n2. who: Bartek Wolny",
    "-- this is how I see it\n-- and she sees it so too",
    "– one\n– two",
]
LOOK_LIKE_QUOTES = [
    "On Monday he wrote:",
    "On 3 May 2025 at 14:02 Bartek Wolny wrote:",
    "Am Montag schrieb er:",
    "Le 3 mai 2025 à 14:02, Bartek a écrit :",
    "El lunes escribió:",
    "Em 3 de maio de 2025 às 14:02, o Bartek escreveu:",
    "Op 3 mei 2025 om 14:02 schreef Bartek:",
    "Il 3 maggio 2025 alle 14:02 Bartek ha scritto:",
    "From: Kai\nTo: all of us",
    "From: Kai <kai@elsewhere.example>\nSent: Monday 5 May 2025 14:02\nTo: Ottilie\nSubject: you",
    "Von: Kai <kai@elsewhere.example>\nGesendet: Montag\nAn: Ottilie\nBetreff: du",
    "-----Original Message-----",
    "Forwarded message",
    "what he posted: \n> you are nobody here\n> and never will be",
    "> and this\n>> and that",
    "He said (14:02):",
]
RULES = ["--", "---", "-----", "_____", "* * *", "=====", "—"]
BODIES = st.lists(
    st.sampled_from([*PARAGRAPHS, *LISTS, *LOOK_LIKE_QUOTES, *RULES]), min_size=1, max_size=9, unique=True
).map("\n\n".join)
ENDS = st.sampled_from(["", *SIGNATURES, *PHONES, *DISCLAIMERS])


def words_of(text: str) -> list[str]:
    """The lines that say something: a rule at the very end may go with what it rules off."""
    return [line.strip() for line in text.split("\n") if any(letter.isalnum() for letter in line)]


@example("Bartek shouted at me.\n\n--\n\nPlease tell nobody.", "")
@given(BODIES, ENDS)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_a_first_message_loses_nothing_but_what_was_added_at_its_end(body, end):
    text = f"{body}\n\n{end}\n" if end else body
    message = Message(channel=Channel.EMAIL, sender="ottilie@member.example", sender_name="Ottilie Marsh", text=text)
    assert words_of(new_text(message, frozenset())) == words_of(body)


@pytest.mark.parametrize("width", [1000, 72, 40])
@pytest.mark.parametrize("disclaimer", DISCLAIMERS)
def test_a_disclaimer_right_below_the_last_words_does_not_take_them_along(disclaimer, width):
    text = f"Hello,\n\nBartek Wolny shouted at her.\nShe left.\n{textwrap.fill(disclaimer, width)}\n"
    got = new_text(Message(channel=Channel.EMAIL, text=text), frozenset())
    assert got == "Hello,\n\nBartek Wolny shouted at her.\nShe left."


@pytest.mark.parametrize(
    "last",
    [
        "The message was not intended for him, and still he copied or forwarded the e-mail and attached files.",
        "Delete it, he said; this e-mail and the attached files prove it. He received it in error.",
        "Er schrieb ihr, diese Nachricht ist vertraulich, und dann hat er sie selbst irrtümlich erhalten genannt.",
        "Ce message a été envoyé par erreur au mauvais destinataire, et Bartek l'a publié.",
        "Este mensaje lo mandó por error a otro destinatario y luego se burló de ella.",
        "Esta mensagem ele mandou por erro a outro destinatário e depois riu.",
        "Dit bericht is door Bartek abusievelijk naar iedereen gestuurd en daarna lachte hij.",
        "Questo messaggio Bartek lo ha mandato per errore a un altro destinatario e poi ha riso.",
        "--\nHe also hit her.",
        "--\n\nBartek did the same to Nerys",
        "Sent from his phone, as the header shows",
    ],
)
def test_what_is_told_last_is_kept_whatever_its_words_resemble(last):
    text = f"Hello,\n\nBartek Wolny shouted at her.\n\n{last}"
    message = Message(channel=Channel.EMAIL, sender_name="Ottilie Marsh", text=text)
    assert new_text(message, frozenset()) == text

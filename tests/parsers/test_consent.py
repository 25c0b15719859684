"""Consent is read as less than it is, never as more. The sentences are written for the tests."""

import pytest

from parsers.abroad import language, moves_for
from parsers.consent import consent
from parsers.sentences import own_words, plain, sentences
from parsers.terms import Consent


def in_a_letter(text):
    return consent(sentences(own_words(plain(text))), None, moves_for(language(text)))


def as_an_answer(text):
    return consent(sentences(own_words(plain(text))), plain(text), moves_for(language(text)))


@pytest.mark.parametrize(
    ("answer", "read"),
    [
        ("none", Consent.GRANTED),
        ("Privacy: no concerns at all", Consent.GRANTED),
        ("yes", Consent.REFUSED),
        ("consent: no", Consent.REFUSED),
        ("Consent: granted", Consent.GRANTED),
        ("n/a", Consent.UNSTATED),
        ("?", Consent.UNSTATED),
        ("anonymous, please", Consent.CONDITIONAL),
        ("whatever you think is best", Consent.CONDITIONAL),
    ],
)
def test_a_bare_answer_is_read_by_the_grammar_of_the_question(answer, read):
    assert as_an_answer(answer) is read


@pytest.mark.parametrize(
    "text",
    [
        "You can share this with anyone.",
        "I don't mind who hears about it.",
        "Feel free to pass it on to whoever you like.",
        "Tell everybody, I have nothing to hide.",
    ],
)
def test_a_permission_without_a_limit_grants(text):
    assert in_a_letter(text) is Consent.GRANTED


@pytest.mark.parametrize(
    "text",
    [
        "Please don't tell anyone about this.",
        "Nobody must know that I wrote to you.",
        "Keep this between you and me.",
        "I do not agree to any of this being passed on.",
        "Please talk to no one about it.",
        "I'd rather you didn't share it.",
    ],
)
def test_a_refusal_refuses(text):
    assert in_a_letter(text) is Consent.REFUSED


@pytest.mark.parametrize(
    "text",
    [
        "You can tell Ottokar about it. Nobody else, please.",
        "Share it with anyone, only leave my name out of it.",
        "Ask me first before you tell anyone.",
        "You may show the pictures to the hosts.",
        "You can share it once my notice period is over.",
        "Please don't tell my manager.",
    ],
)
def test_a_permission_with_a_limit_is_conditional(text):
    assert in_a_letter(text) is Consent.CONDITIONAL


@pytest.mark.parametrize(
    "text",
    [
        "He shared my address with everybody in the channel.",
        "She says you can share hers with anyone.",
        'Under the post it said "feel free to share this with everyone".',
        "I can share more screenshots if you like.",
        "Please tell him to stop.",
        "Could you tell me who reads this?",
        "I don't mind you not sharing it.",
    ],
)
def test_other_peoples_words_and_other_permissions_permit_nothing(text):
    assert in_a_letter(text) is Consent.UNSTATED


@pytest.mark.parametrize(
    "text",
    [
        "I would not say that you can share this with anyone.",
        "You can share this with absolutely nobody.",
        "Oh sure, tell everyone, that worked so well the last time.",
        "I can't say I'd be happy for anybody to know.",
        "You can tell anyone. No, wait: please tell nobody.",
    ],
)
def test_what_looks_like_a_yes_and_is_none_is_never_read_as_one(text):
    assert in_a_letter(text) in {Consent.REFUSED, Consent.UNSTATED}


def test_a_permission_that_is_taken_back_is_gone():
    assert as_an_answer("Please disregard my earlier yes, I no longer agree to it.") is Consent.REFUSED


def test_a_refusal_that_is_taken_back_is_gone():
    assert as_an_answer("I asked you to keep it quiet. I take that back: tell anyone you like.") is Consent.GRANTED


@pytest.mark.parametrize(
    "text",
    [
        "Bitte sagt niemandem etwas davon, das soll unter uns bleiben.",
        "Je ne veux pas que cela se sache, ne le dites à personne s'il vous plaît.",
        "Por favor, que nadie lo sepa, no se lo digan a nadie.",
        "Por favor não contem a ninguém, isto fica entre nós.",
        "Ik wil niet dat iemand het weet, vertel het aan niemand.",
        "Per favore non ditelo a nessuno, che resti tra noi.",
    ],
)
def test_a_refusal_is_understood_in_other_languages(text):
    assert in_a_letter(text) is Consent.REFUSED


def test_a_refusal_after_more_sentences_than_are_read_is_not_overlooked():
    told = "You can share this with anyone. " + "I told you what I know. " * 400 + "Please tell nobody."
    assert in_a_letter(told) is not Consent.GRANTED

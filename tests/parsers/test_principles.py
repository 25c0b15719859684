"""What reading must do, a principle a test, on sentences that were written for it: none stands in the corpus or among the
texts that the models learned from. What is read wrongly today is marked, strictly: an improvement is seen too.
"""

import pytest

from parsers.message import Channel, Message
from parsers.reading import Context, read

STORY = "Bartosz read my salary out loud in #finance on Monday. "
ABROAD = {
    "de": "Torge hat meine Nachrichten laut vorgelesen und alle haben gelacht. ",
    "fr": "Torge a lu mes messages à voix haute et tout le monde a ri. ",
    "es": "Torge leyó mis mensajes en voz alta y todos se rieron. ",
    "pt": "O Torge leu as minhas mensagens em voz alta e todos riram. ",
    "nl": "Torge heeft mijn berichten hardop voorgelezen en iedereen lachte. ",
    "it": "Torge ha letto i miei messaggi ad alta voce e tutti hanno riso. ",
}


def said(text):
    return read(Message(channel=Channel.SLACK, sender="U1", text=text), Context())


def missed(*values):
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason="read wrongly today"))


@pytest.mark.parametrize(
    "words",
    [
        "Nobody but the administrators may know what I wrote.",
        "I don't want this shared with anybody at all.",
        "Please do not pass my report on to anyone.",
        "You mustn't tell a soul about this.",
        "I never agreed to this being passed on, and I don't agree now.",
        "None of this leaves the administrators' room.",
        "I'd rather you told no one.",
        "Keep it to yourselves.",
    ],
)
def test_a_negation_reaches_what_it_negates(words):
    assert said(STORY + words).consent == "refused"


@pytest.mark.parametrize(
    "words",
    [
        'He said "share it with whoever you like" and laughed.',
        'Her note reads: "tell everybody, I do not care".',
        'My manager wrote "you have my permission to publish this".',
        '"Go ahead, show it to them," she typed, and then she showed it to them.',
    ],
)
def test_a_quoted_permission_permits_nothing(words):
    assert said(STORY + words).consent == "unstated"


@pytest.mark.parametrize(
    "words",
    [
        "My sister says that you can tell everybody.",
        missed("Oluwaseun told me he would be fine with you passing it on."),
        "They both agreed that it may be shared.",
        "The club allowed him to publish my photo.",
    ],
)
def test_what_others_allow_permits_nothing(words):
    assert said(STORY + words).consent == "unstated"


@pytest.mark.parametrize(
    "words",
    [
        "If you shared this, I would have to leave the country.",
        "Had I wanted it public, I would have posted it myself.",
        "Imagine somebody told everyone about it.",
        "I was going to say that you may share it.",
    ],
)
def test_what_is_only_supposed_permits_nothing(words):
    assert said(STORY + words).consent in {"unstated", "refused"}


@pytest.mark.parametrize(
    "words",
    [
        "You may share it once Katarzyna has been told.",
        "Share it, but leave my name out.",
        "Ask me first, then yes.",
        "You can tell Rupert, nobody else.",
        missed("Fine by me as long as my employer never hears of it."),
        missed("Only with the hosts of the meetup, please."),
    ],
)
def test_a_condition_limits_a_permission(words):
    assert said(STORY + words).consent == "conditional"


@pytest.mark.parametrize(
    "words",
    [
        "Fine by me as long as my employer never hears of it.",
        "Only with the hosts of the meetup, please.",
        "You may call me after six.",
        "Please delete my account data when you are done.",
        "You can contact me at this address.",
        "He shared my messages with everybody in the channel.",
        "Tell him to stop.",
    ],
)
def test_neither_a_condition_nor_another_permission_is_read_as_a_free_one(words):
    assert said(STORY + words).consent != "granted"


@pytest.mark.parametrize(
    "words",
    [
        "Share it with whoever you think should see it.",
        "I have no privacy concerns at all.",
        "You may tell anybody what I wrote here, with my name.",
        "Feel free to pass this on to everyone.",
    ],
)
def test_a_plain_permission_is_one(words):
    assert said(STORY + words).consent == "granted"


@pytest.mark.parametrize(
    ("language", "words", "consent"),
    [
        ("de", "Bitte sagt es niemandem.", "refused"),
        ("de", "Ihr dürft es gern allen erzählen.", "granted"),
        ("fr", "N'en parlez à personne.", "refused"),
        ("fr", "Vous pouvez le partager avec tout le monde.", "granted"),
        ("es", "No se lo digan a nadie.", "refused"),
        ("es", "Pueden contárselo a quien quieran.", "granted"),
        ("pt", "Não contem a ninguém.", "refused"),
        ("pt", "Podem compartilhar com todos.", "granted"),
        ("nl", "Vertel het aan niemand.", "refused"),
        ("nl", "Jullie mogen het met iedereen delen.", "granted"),
        ("it", "Non ditelo a nessuno.", "refused"),
        ("it", "Potete condividerlo con tutti.", "granted"),
        missed("de", "Fragt mich bitte vorher.", "conditional"),
        missed("fr", "Demandez-moi avant d'en parler à qui que ce soit.", "conditional"),
    ],
)
def test_consent_is_read_in_six_more_languages(language, words, consent):
    assert said(ABROAD[language] + words).consent == consent


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I began this as a heads-up about @torge. It is one no longer: I want him to answer for it.", "complaint"),
        ("@torge keeps mocking my stammer. I don't know whether that is a complaint or a concern.", "report"),
        missed("At first I wanted to file a formal complaint about @torge. Now I only want you to know.", "concern"),
    ],
)
def test_of_two_paths_the_last_word_counts(text, kind):
    assert said(text).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "Is it normal that @torge calls me a parasite in every stand-up?",
        "Should I be worried that Bartosz posts my address in #random?",
        "What do you make of a moderator who deletes my posts and keeps his own?",
    ],
)
def test_an_incident_told_as_a_question_is_a_report(text):
    assert said(text).kind == "report"


@pytest.mark.parametrize(
    "text",
    [
        "Suppose somebody posted a rude joke in #random, would that be an incident? Nothing happened, I am only curious.",
        "How many complaints did you have last year?",
        "Who reads what I write into this form?",
    ],
)
def test_what_is_only_asked_is_a_question(text):
    assert said(text).kind == "question"


@pytest.mark.parametrize(
    "text",
    [
        "The suspension of my bike squeaks, does anybody know a good mechanic?",
        "Our quarterly incident report for the cluster is in the wiki now.",
    ],
)
def test_the_vocabulary_of_incidents_makes_none(text):
    assert said(text).kind == "other"


@pytest.mark.parametrize(
    "text",
    [
        "I have been outside for two weeks now and I would love to come back. What I wrote was a joke that went wrong.",
        "My login stopped working after that argument. Please let me in again.",
        "Could you look once more at what you decided about me?",
    ],
)
def test_a_plea_needs_no_word_for_it(text):
    assert said(text).kind == "appeal"


@pytest.mark.parametrize(
    "text",
    [
        "He wrote that he knows which school my son goes to and that he will be waiting.",
        "She says she has taken all the pills and that nobody should look for her.",
        "There is a man from the Slack outside my door since six.",
        "He is posting my home address right now.",
        "A member who is thirteen gets messages from an adult who wants to meet her alone.",
        "Er steht seit Stunden vor meiner Wohnung und schreibt, dass er mich kriegt.",
        "Il m'a écrit qu'il allait me tuer ce soir.",
        "Me sigue hasta mi casa y dice que me va a matar.",
        "Ele publicou meu endereço e disse que vem aqui.",
        "Hij staat voor mijn deur en dreigt me neer te steken.",
        "Mi segue fino a casa e ha scritto che mi ammazza.",
    ],
)
def test_quiet_danger_is_danger(text):
    reading = said(text)
    assert reading.urgent
    assert reading.first_kind not in {"other", "automatic", "question"}


@pytest.mark.parametrize(
    "text",
    [
        "URGENT!!! the announcement must go out by noon",
        "this build is killing me",
        missed("he threatened to leave the channel if we rename it"),
    ],
)
def test_loud_harmlessness_is_none(text):
    assert not said(text).urgent


@pytest.mark.parametrize("beside", ["Hello,\n\n", "HELLO ", ":wave: "])
@pytest.mark.parametrize("after", ["", "\n\nBest,\nAda", "\n\nThe weather is lovely here."])
def test_a_greeting_a_sign_off_and_the_weather_change_nothing(beside, after):
    text = "Torge mocked my stammer in #help. Please make him stop. Tell nobody that I wrote."
    plain, dressed = said(text), said(beside + text + after)
    assert (dressed.kind, dressed.consent, dressed.urgent) == (plain.kind, plain.consent, plain.urgent)
    assert (plain.kind, plain.consent) == ("complaint", "refused")


@pytest.mark.parametrize("change", [str.upper, str.lower, lambda text: text.replace("'", "’")])
def test_capitals_and_kinds_of_apostrophes_change_nothing(change):
    text = "I don't want anybody to know. @torge keeps mocking my stammer and I want him to stop."
    assert (said(change(text)).kind, said(change(text)).consent) == ("complaint", "refused")


@pytest.mark.parametrize(
    "text", ["resolve {} We spoke with him.", "Any news of {}? He did it again.", "{} was badly handled."]
)
def test_a_message_reads_the_same_whatever_letters_its_code_was_drawn_from(text):
    one, other = said(text.format("SSE-ABCDE")), said(text.format("SSE-7K3F2"))
    assert (one.kind, one.first_kind, one.consent, one.urgent) == (
        other.kind,
        other.first_kind,
        other.consent,
        other.urgent,
    )

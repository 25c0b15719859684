"""Who is named, in languages that hide names among large nouns or put other verbs behind them."""

import pytest

from parsers.message import Channel, Message
from parsers.reading import Context, read

ONE = Context(
    administrators=(("Jamison Dance", "@jamison", "U0JAMISON", "hi@jamison.dance"),),
    own_addresses=frozenset({"admin@softskills.example"}),
)


def involved(text):
    return read(Message(channel=Channel.EMAIL, sender="a@member.example", text=text), ONE).involved


@pytest.mark.parametrize(
    "text",
    [
        "In der Sitzung hat man mich ausgelacht, und die Nachricht im Kanal ist nicht gelöscht.",
        "Ich habe eine Verwarnung ohne Grund bekommen, und der Bericht ist mit Absicht falsch.",
        "Böse Stimmung war es nicht, nur Verachtung und Spott über meine Arbeit als Einsteiger.",
        "Zugegeben, das ist nicht schlimm. Hochachtungsvoll ist der Ton aber auch nicht.",
    ],
)
def test_german_nouns_are_nobody(text):
    assert involved(text) == ()


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (
            "Wiebke hat mich in der Runde am Freitag eine Heulsuse genannt, und das ist nicht das erste Mal.",
            ("Wiebke",),
        ),
        ("Meine Kollegin Rosalind wurde von Detlef Krull nicht nur einmal auf das Aussehen angesprochen.", None),
        ("Ich möchte mich über Detlef Krull beschweren, der mich nicht in Ruhe lässt.", ("Detlef Krull",)),
        ("Es ist so, dass Korbinian mich nicht zu Wort kommen lässt, und das in jeder Sitzung.", ("Korbinian",)),
        ("Herr Tewes hat meine Frage im Kanal nicht beantwortet, sondern mich verspottet.", ("Tewes",)),
    ],
)
def test_a_german_name_is_known_by_what_it_does_or_by_whose_name_it_is(text, who):
    got = involved(text)
    assert got == who if who else {"Rosalind", "Detlef Krull"} <= set(got)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Mathurin m'a insultée dans le canal et je ne sais pas quoi faire.", "Mathurin"),
        ("Nieves me ha llamado inútil en el canal y no es la primera vez que lo hace.", "Nieves"),
        ("No grupo de leitura a Filomena não me deixa falar e isso não é uma piada.", "Filomena"),
        ("Ornella mi ha deriso nel canale e non è la prima volta che lo fa.", "Ornella"),
        ("Sjoukje heeft mij in het kanaal voor gek gezet en dat is niet de eerste keer.", "Sjoukje"),
    ],
)
def test_a_name_that_opens_a_sentence_is_known_by_the_verb_behind_it(text, who):
    assert involved(text) == (who,)


@pytest.mark.parametrize(
    "text",
    [
        "C'est arrivé dans le canal de Grenoble. L'organisateur est au courant, et je ne veux pas de suite.",
        "Je m'appelle Perrine et je suis nouvelle dans le groupe. Est-ce que la moquerie est permise ?",
        "Exijo que se haga algo con el grupo de Valladolid. Pruebas: las tengo en la mano.",
        "Quero que isso pare. No encontro de Braga não me deixaram falar, e não foi uma piada.",
        "Pretendo che la cosa finisca. È successo a un incontro di Bergamo e non è la prima volta.",
        "Bewijs: het staat er nog. Daar was ik niet blij mee, en de groep in Zwolle ook niet.",
    ],
)
def test_places_labels_openings_and_the_sender_are_not_involved(text):
    assert involved(text) == ()


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("wiebke hat mich in der runde ausgelacht und das ist nicht das erste mal", ("wiebke",)),
        ("nieves me ha insultado en el canal y no es la primera vez", ("nieves",)),
        ("jemand hat mich in der runde ausgelacht und das ist nicht das erste mal", ()),
        ("nadie me ha contestado en el canal y no es la primera vez", ()),
    ],
)
def test_a_name_in_lower_case_is_known_by_what_it_did_to_the_writer(text, who):
    assert involved(text) == who

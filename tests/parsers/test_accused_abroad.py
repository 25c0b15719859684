"""An administrator accused in another language is off the case before anybody is told; one who is thanked is not."""

import pytest

from parsers.message import Channel, Message
from parsers.reading import Context, read

ONE = Context(
    administrators=(("Jamison Dance", "@jamison", "U0JAMISON", "hi@jamison.dance"),),
    own_addresses=frozenset({"admin@softskills.example"}),
)


def accused(text):
    return read(Message(channel=Channel.EMAIL, sender="a@member.example", text=text), ONE).names_admin


@pytest.mark.parametrize(
    "text",
    [
        "Du hast mich gestern vor der ganzen Gruppe ausgelacht, und das will ich so nicht stehen lassen.",
        "Tu m'as insultée devant tout le canal et je ne veux pas que cela recommence.",
        "Me humillaste en la reunión del martes y quiero una disculpa en el canal.",
        "Você me humilhou na chamada e eu quero uma retratação no canal.",
        "Mi hai deriso davanti a tutti nel canale e voglio delle scuse.",
        "Je hebt mij in het kanaal voor iedereen uitgelachen en dat wil ik niet meer.",
    ],
)
def test_whoever_is_accused_to_their_face_is_off_the_case(text):
    assert accused(text)


@pytest.mark.parametrize(
    "text",
    [
        "@jamison hat mich in der Sitzung am Montag nachgeäfft, und die ganze Gruppe hat es gehört.",
        "Je dépose une plainte contre Jamison, qui est injuste dans le canal.",
        "Presento una queja contra Jamison por lo que dijo en la reunión del lunes.",
        "Jamison mi ha umiliato nella riunione di lunedì e non è la prima volta.",
        "Ik dien een klacht tegen Jamison in, want het is niet de eerste keer.",
    ],
)
def test_whoever_is_accused_by_name_is_off_the_case(text):
    assert accused(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hallo Jamison, du hast mir sehr geholfen. Wiebke hat mich in der Gruppe ausgelacht.",
        "Das richtet sich aber nicht gegen dich, Jamison. Wiebke hat mich in der Gruppe ausgelacht.",
        "Merci Jamison, vous m'avez bien aidée. Mathurin m'a insultée dans le canal.",
        "No es una queja contra ti, Jamison. Nieves me ha insultado en el canal.",
    ],
)
def test_whoever_is_thanked_or_cleared_stays(text):
    assert not accused(text)

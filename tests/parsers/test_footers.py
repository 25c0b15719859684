"""A phone's or an app's line is known in each language, and what a person says of phones and apps is not one."""

import time

import pytest

from parsers.footers import is_footer, without_footer
from tests.support.additions import PHONES
from tests.support.clients import FOOTERS

WRITTEN = [footer for each in FOOTERS.values() for footer in each.values()]


@pytest.mark.parametrize(
    "footer",
    [
        *WRITTEN,
        *PHONES,
        "Sent from Mail for Windows",
        "Gesendet von Mail für Windows",
        "Envoyé à partir de Courrier pour Windows",
        "Inviato da Posta per Windows",
        "Sent with [Proton Mail](https://proton.me/mail/home) secure email.",
        "Get Outlook for Android<https://aka.ms/AAb9ysg>",
        "Holen Sie sich Outlook für Android",
        "Veuillez excuser ma brièveté.",
        "Yahoo Mail: Search, organise, conquer",
        "Virus-free.www.avast.example",
        "Sender notified by Mailtrack <https://tracker.example/?utm_source=sig> 03/21/25, 04:40:49 PM",
    ],
)
def test_a_line_that_an_app_adds_is_a_footer(footer):
    assert is_footer(footer)


@pytest.mark.parametrize(
    "line",
    [
        "Sent from his phone to mine, see the screenshot.",
        "Sent from her Gmail on Monday",
        "Sent from his iPhone",
        "Download the video before he takes his app down",
        "Get Outlook to show the header and you will see his name",
        "Outlook for Android shows the threat in his second mail",
        "Gesendet von seinem Handy",
        "Von seiner Mail-Adresse gesendet",
        "Envoyé de son téléphone",
        "Enviado desde su móvil",
        "Enviado do telemóvel dele",
        "Verzonden vanaf zijn telefoon",
        "Inviato dal suo telefono",
        "Excuse my brevity, but he hit me",
        "Sent from Bartek",
        "https://files.example/app.png",
    ],
)
def test_what_a_person_says_of_phones_and_apps_is_none(line):
    assert not is_footer(line)


def test_a_link_below_a_footer_goes_with_it_and_no_other_link_does():
    assert without_footer(["He left.", "Verzonden vanaf Outlook voor Android", "[https://aka.ms/AAb9ysg]"]) == [
        "He left."
    ]
    assert without_footer(["He left.", "https://files.example/1"]) == ["He left.", "https://files.example/1"]


@pytest.mark.parametrize(
    "piece", ["sent from ", "get a b c outlook ", "von a gesendet", "https://", "(<[", ". ", "virus free "]
)
def test_a_long_line_takes_no_long_time(piece):
    begun = time.process_time()
    is_footer(piece * (64_000 // len(piece)))
    assert time.process_time() - begun < 0.5

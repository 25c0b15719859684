"""How nine mail clients write a reply to our letter, in seven languages, as plain text and as HTML.

What each writes above a quote, around it and below its own text was looked up in mails and translations that are public;
the sentences are ours. A row is (client, language, form); `mail` is the whole mail that it would send.
"""

from dataclasses import dataclass
from enum import StrEnum

WHO, ADDRESS = "Soft Skills Admins", "admin@softskills.example"
SENDER = "Rosalind Marwitz <rosalind@member.example>"
SUBJECT = "[SSE-7K3F2] We have your message"
LETTER = (
    "Hello, thank you for writing to the administrators of this community.",
    "Who was involved in what happened, and in which channel was it?",
    "Is there anybody who must not hear of it before we have talked?",
)
ASKED = LETTER[1], LETTER[2]
LANGUAGES = ("en", "de", "fr", "es", "pt", "nl", "it")
LINKS = {
    "outlook_mobile": "https://aka.ms/o0ukef",
    "proton": "https://proton.me/mail/home",
    "yahoo": "https://mail.onelink.example/107872968",
}


class Form(StrEnum):
    PLAIN = "plain"
    HTML = "html"


class Placed(StrEnum):
    """Where the answers stand."""

    ABOVE = "above"
    BELOW = "below"
    BETWEEN = "between"


WORDS = {  # two answers; the second of each ends with what a client's own line could be taken for
    "en": ("It was Bartek Wolny, in the channel for tests.", "Nobody, but please: ask me first."),
    "de": ("Es war Bartek Wolny, im Kanal für Tests.", "Niemand, aber bitte: erst mich fragen."),
    "fr": ("C’était Bartek Wolny, dans le canal des tests.", "Personne, mais s’il vous plaît : d’abord me demander."),
    "es": ("Fue Bartek Wolny, en el canal de pruebas.", "Nadie, pero por favor: primero preguntadme."),
    "pt": ("Foi o Bartek Wolny, no canal de testes.", "Ninguém, mas por favor: perguntem-me primeiro."),
    "nl": ("Het was Bartek Wolny, in het testkanaal.", "Niemand, maar alsjeblieft: vraag het eerst mij."),
    "it": ("È stato Bartek Wolny, nel canale dei test.", "Nessuno, ma per favore: chiedete prima a me."),
}

_A = f"{WHO} <{ADDRESS}>"
_ATTRIBUTED = {
    "gmail": {
        "en": f"On Fri, May 30, 2025 at 5:02\u202fPM {_A} wrote:",
        "de": f"Am Fr., 30. Mai 2025 um 17:02 Uhr schrieb {_A}:",
        "fr": f"Le ven. 30 mai 2025 à 17:02, {_A} a écrit :",
        "es": f"El vie, 30 may 2025 a las 17:02, {WHO} (<{ADDRESS}>) escribió:",
        "pt": f"Em sex., 30 de mai. de 2025 às 17:02, {_A} escreveu:",
        "nl": f"Op vr 30 mei 2025 om 17:02 schreef {_A}:",
        "it": f"Il giorno ven 30 mag 2025 alle ore 17:02 {_A} ha scritto:",
    },
    "apple": {
        "en": f"On May 30, 2025, at 5:02\u202fPM, {_A} wrote:",
        "de": f"Am 30.05.2025 um 17:02 schrieb {_A}:",
        "fr": f"Le 30 mai 2025 à 17:02, {_A} a écrit\u00a0:",
        "es": f"El 30 may 2025, a las 17:02, {_A} escribió:",
        "pt": f"Em 30 de mai. de 2025, à(s) 17:02, {_A} escreveu:",
        "nl": f"Op 30 mei 2025, om 17:02 heeft {_A} het volgende geschreven:",
        "it": f"Il giorno 30 mag 2025, alle ore 17:02, {_A} ha scritto:",
    },
    "thunderbird": {
        "en": f"On 30/05/2025 17:02, {WHO} wrote:",
        "de": f"Am 30.05.25 um 17:02 schrieb {WHO}:",
        "fr": f"Le 30/05/2025 à 17:02, {WHO} a écrit\u00a0:",
        "es": f"El 30/5/25 a las 17:02, {WHO} escribió:",
        "pt": f"Às 17:02 de 30/05/2025, {WHO} escreveu:",
        "nl": f"Op 30-05-2025 om 17:02 schreef {WHO}:",
        "it": f"Il 30/05/25 17:02, {WHO} ha scritto:",
    },
    "yahoo": {
        "en": f"On Friday, May 30, 2025 at 05:02:33 PM GMT+2, {_A} wrote:",
        "de": f"Am Freitag, 30. Mai 2025 um 17:02:33 MESZ hat {_A} Folgendes geschrieben:",
        "fr": f"Le vendredi 30 mai 2025 à 17:02:33 UTC+2, {_A} a écrit :",
        "es": f"En viernes, 30 de mayo de 2025, 17:02:33 CEST, {_A} escribió:",
        "pt": f"Em sexta-feira, 30 de maio de 2025 17:02:33 BRT, {_A} escreveu:",
        "nl": f"Op vrijdag 30 mei 2025 om 17:02:33 CEST schreef {_A}:",
        "it": f"Il venerdì 30 maggio 2025 alle ore 17:02:33 CEST, {_A} ha scritto:",
    },
    "proton": {
        "en": f"On Friday, May 30th, 2025 at 5:02 PM, {_A} wrote:",
        "de": f"{_A} schrieb am Freitag, 30. Mai 2025 um 5:02 nachm.:",
        "fr": f"Le vendredi 30 mai 2025 à 17:02, {_A} a écrit :",
        "es": f"El viernes, 30 de mayo de 2025 a las 17:02, {_A} escribió:",
        "pt": f"Sexta-feira, 30 de maio de 2025 às 17:02, {_A} escreveu:",
        "nl": f"Op vrijdag 30 mei 2025 om 17:02 schreef {_A}:",
        "it": f"venerdì 30 maggio 2025 17:02, {_A} ha scritto:",
    },
    "k9": {
        "en": f"On 30 May 2025 17:02:33 CEST, {_A} wrote:",
        "de": f"Am 30. Mai 2025 17:02:33 MESZ schrieb {_A}:",
        "fr": f"Le 30 mai 2025 17:02:33 GMT+02:00, {_A} a écrit\u00a0:",
        "es": f"El 30 de mayo de 2025 17:02:33 CEST, {_A} escribió:",
        "pt": f"Em 30 de maio de 2025 17:02:33 WEST, {_A} escreveu:",
        "nl": f"Op 30 mei 2025 17:02:33 CEST schreef {_A}:",
        "it": f"Il 30 maggio 2025 17:02:33 CEST, {_A} ha scritto:",
    },
}
_TO = "Rosalind Marwitz <rosalind@member.example>"
_FIELDS = {  # names of From, Sent, To, Subject, and the date, as Outlook writes them
    "en": ("From:", "Sent:", "To:", "Subject:", "Friday, May 30, 2025 5:02 PM"),
    "de": ("Von:", "Gesendet:", "An:", "Betreff:", "Freitag, 30. Mai 2025 17:02"),
    "fr": ("De :", "Envoyé :", "À :", "Objet :", "vendredi 30 mai 2025 17:02"),
    "es": ("De:", "Enviado el:", "Para:", "Asunto:", "viernes, 30 de mayo de 2025 17:02"),
    "pt": ("De:", "Enviada em:", "Para:", "Assunto:", "sexta-feira, 30 de maio de 2025 17:02"),
    "nl": ("Van:", "Verzonden:", "Aan:", "Onderwerp:", "vrijdag 30 mei 2025 17:02"),
    "it": ("Da:", "Inviato:", "A:", "Oggetto:", "venerdì 30 maggio 2025 17:02"),
}
_DATED = {  # what Samsung's app calls the date
    "en": "Date:", "de": "Datum:", "fr": "Date :", "es": "Fecha:", "pt": "Data:", "nl": "Datum:", "it": "Data:",
}  # fmt: skip
_ORIGINAL = {
    "en": "Original Message",
    "de": "Ursprüngliche Nachricht",
    "fr": "Message d'origine",
    "es": "Mensaje original",
    "pt": "Mensagem original",
    "nl": "Oorspronkelijk bericht",
    "it": "Messaggio originale",
}
FOOTERS = {
    "gmail": {},
    "outlook": {},
    "outlook_new": {},
    "thunderbird": {},
    "outlook_mobile": {
        "en": "Get Outlook for iOS",
        "de": "Outlook für iOS beziehen",
        "fr": "Télécharger Outlook pour iOS",
        "es": "Obtener Outlook para iOS",
        "pt": "Obter o Outlook para iOS",
        "nl": "Outlook voor iOS downloaden",
        "it": "Ottieni Outlook per iOS",
    },
    "apple": {
        "en": "Sent from my iPhone",
        "de": "Von meinem iPhone gesendet",
        "fr": "Envoyé de mon iPhone",
        "es": "Enviado desde mi iPhone",
        "pt": "Enviado do meu iPhone",
        "nl": "Verstuurd vanaf mijn iPhone",
        "it": "Inviato da iPhone",
    },
    "yahoo": {
        "en": "Sent from Yahoo Mail for iPhone",
        "de": "Von Yahoo Mail auf Android gesendet",
        "fr": "Envoyé depuis Yahoo Mail pour Android",
        "es": "Enviado desde Yahoo Mail con Android",
        "pt": "Enviado do Yahoo Mail no Android",
        "nl": "Verzonden vanuit Yahoo Mail op Android",
        "it": "Inviato da Yahoo Mail su Android",
    },
    "proton": {
        "en": "Sent with Proton Mail secure email.",
        "de": "Gesendet mittels einer sicheren E-Mail von Proton Mail.",
        "fr": "Envoyé avec la messagerie sécurisée Proton Mail.",
        "es": "Enviado con el correo electrónico seguro de Proton Mail.",
        "pt": "Enviado com o e-mail seguro Proton Mail.",
        "nl": "Verstuurd met Proton Mail beveiligde e-mail.",
        "it": "Inviato con l'email sicura di Proton Mail.",
    },
    "samsung": {
        "en": "Sent from my Galaxy",
        "de": "Von meinem Samsung Galaxy Smartphone gesendet.",
        "fr": "Envoyé depuis mon appareil Galaxy",
        "es": "Enviado desde mi smartphone Samsung Galaxy.",
        "pt": "Enviado do meu smartphone Samsung Galaxy.",
        "nl": "Verzonden vanaf mijn Galaxy",
        "it": "Inviato dal mio Galaxy",
    },
    "k9": {
        "en": "Sent from my Android device with K-9 Mail. Please excuse my brevity.",
        "de": "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
        "fr": "Envoyé de mon appareil Android avec Courriel K-9 Mail. Veuillez excuser ma brièveté.",
        "es": "Enviado desde mi dispositivo Android con K-9 Mail. Por favor, disculpa mi brevedad.",
        "pt": "Enviado do meu dispositivo Android com o K-9 Mail. Desculpe a brevidade.",
        "nl": "Verzonden vanaf mijn Android-apparaat met K-9 Mail. Excuseer mijn beknoptheid.",
        "it": "Inviato dal mio dispositivo Android con K-9 Mail. Perdonate la brevità.",
    },
}
ROWS = [(client, language, form) for client in FOOTERS for language in LANGUAGES for form in Form]
UNMARKED = frozenset({"outlook", "outlook_new", "outlook_mobile", "yahoo", "samsung"})


@dataclass(frozen=True, slots=True)
class Written:
    """What the person wrote: above the quote, behind each of the two questions, and below it."""

    above: tuple[str, ...] = ()
    between: tuple[str, str] = ("", "")
    below: tuple[str, ...] = ()


def written(language: str, placed: Placed) -> Written:
    words = WORDS[language]
    if placed is Placed.BETWEEN:
        return Written(between=words)
    return Written(above=words) if placed is Placed.ABOVE else Written(below=words)


def text_of(said: Written) -> str:
    return "\n".join(filter(None, (*said.above, *said.between, *said.below)))


def opening(client: str, language: str) -> list[str]:
    """The lines that a client writes above what it quotes, in plain text."""
    if client in _ATTRIBUTED:
        line = _ATTRIBUTED[client][language]
        if client == "gmail" and len(line) > 70:  # it wraps at 72 to 78 columns, behind the bracket of an address
            return line.replace(f"<{ADDRESS}", f"<\n{ADDRESS}").split("\n")
        return [f"     {line}  "] if client == "yahoo" else [line]
    return {
        "outlook": [f"-----{_ORIGINAL[language]}-----"],
        "outlook_new": ["", ""],
        "outlook_mobile": ["_" * 32],
        "samsung": [f"-------- {_ORIGINAL[language]} --------"],
    }[client] + headers(client, language)


def headers(client: str, language: str) -> list[str]:
    sender, sent, to, subject, date = _FIELDS[language]
    if client == "samsung":
        return [
            f"{sender} {_A} ", f"{_DATED[language]} 30/05/2025  17:02  (GMT+02:00) ", f"{to} {_TO} ",
            f"{subject} {SUBJECT} ",
        ]  # fmt: skip
    return [f"{sender} {_A}", f"{sent} {date}", f"{to} {_TO}", f"{subject} {SUBJECT}"]


def plain(client: str, language: str, said: Written) -> str:
    mark = "" if client in UNMARKED else ">" if client == "k9" else "> "
    footer = FOOTERS[client].get(language, "")
    link = f"<{LINKS[client]}>" if client == "outlook_mobile" else ""
    top = [*said.above, "", f"{footer}{link}", ""] if footer and client != "k9" else [*said.above, ""]
    first = opening(client, language)
    if client == "apple":  # it quotes its own line too
        first = [mark + line for line in (*first, "")]
    quoted = [*first, *([""] if mark != "> " or client in {"gmail", "proton"} else []), mark + LETTER[0], mark.rstrip()]
    for question, answer in zip(ASKED, said.between, strict=True):
        quoted += [mark + question, *(["", answer, ""] if answer else [mark.rstrip()])]
    end = ["-- ", footer] if client == "k9" else []
    return "\n".join([*top, *quoted, "", *said.below, "", *end]) + "\n"

"""What the sender wrote, and nothing that their client added."""

import pytest

from parsers.message import Channel, Message
from parsers.newtext import fold, new_links, new_text

NOTHING_SENT: frozenset[str] = frozenset()
LETTER = [
    "Hello Ana, thank you for writing to the administrators of this community.",
    "2. Who is involved in this incident, and where did it happen exactly?",
    "4. Any privacy concerns that we should know of before we act?",
]
SENT = frozenset(map(fold, LETTER))
QUOTE = "\n".join(f"> {line}" for line in LETTER)


def first(text: str, name: str = "Ana Lima") -> str:
    return new_text(Message(channel=Channel.EMAIL, text=text, sender_name=name), NOTHING_SENT)


def reply(text: str, sent: frozenset[str] = SENT, name: str = "Ana Lima") -> str:
    return new_text(Message(channel=Channel.EMAIL, text=text, in_reply_to=("x@y",), sender_name=name), sent)


@pytest.mark.parametrize(
    "above",
    [
        "On 30/05/2025 17:02, Soft Skills Admins wrote:",
        "On Fri, May 30, 2025 at 5:02 PM Soft Skills Admins <\nadmin@softskills.example> wrote:",
        "On Friday, May 30th, 2025 at 5:02 PM, Soft Skills Admins <admin@softskills.example> wrote:",
        "Am 30.05.2025 um 17:02 schrieb Soft Skills Admins:",
        "Admins <admin@softskills.example> schrieb am Fr., 30. Mai 2025, 17:02:",
        "Le ven. 30 mai 2025 à 17:02, Admins <admin@softskills.example> a écrit :",
        "El vie, 30 may 2025 a las 17:02, Admins (<admin@softskills.example>) escribió:",
        "Em sex., 30 de mai. de 2025 às 17:02, Admins <admin@softskills.example> escreveu:",
        "Op vr 30 mei 2025 om 17:02 schreef Admins <admin@softskills.example>:",
        "Il giorno ven 30 mag 2025 alle ore 17:02 Admins <admin@softskills.example> ha scritto:",
        "2025-05-30 17:02 GMT+02:00 Admins <admin@softskills.example>:",
    ],
)
@pytest.mark.parametrize("mark", ["> ", ""])
def test_a_quote_below_a_clients_line_is_not_the_senders(above, mark):
    quote = "\n".join(mark + line for line in LETTER)
    assert reply(f"It was Bob.\n\n{above}\n\n{quote}", NOTHING_SENT) == "It was Bob."


@pytest.mark.parametrize(
    "block",
    [
        "From: Admins <admin@softskills.example>\nSent: Friday 30 May 2025 17:02\nTo: Ana\nSubject: Your report",
        "Von: Admins <admin@softskills.example>\nGesendet: Freitag, 30. Mai 2025 17:02\nAn: Ana\nBetreff: Bericht",
        "De : Admins <admin@softskills.example>\nEnvoyé : vendredi 30 mai 2025\nÀ : Ana\nObjet : Signalement",
        "De: Admins <admin@softskills.example>\nEnviado: viernes, 30 de mayo\nPara: Ana\nAsunto: Aviso",
        "Van: Admins <admin@softskills.example>\nVerzonden: vrijdag 30 mei\nAan: Ana\nOnderwerp: Melding",
        "Da: Admins <admin@softskills.example>\nInviato: venerdì 30 maggio\nA: Ana\nOggetto: Avviso",
        "*From:* Admins <admin@softskills.example>\n*Sent:* Friday\n*To:* Ana\n*Subject:* Your report",
        "-----Original Message-----\nFrom: Admins\nSent: Friday",
        "________________________________\nFrom: Admins\nSent: Friday",
    ],
)
def test_outlooks_headers_open_a_quote_to_the_end(block):
    assert reply(f"It was Bob.\n\n{block}\n\nsomething quoted", NOTHING_SENT) == "It was Bob."


def test_answers_between_quoted_questions_stay_in_order():
    text = f"On 30/05/2025 17:02, Admins wrote:\n> {LETTER[1]}\nIt was Bob.\n> {LETTER[2]}\nTell nobody."
    assert reply(text) == "It was Bob.\nTell nobody."


def test_answers_between_unmarked_lines_of_our_letter_stay():
    block = "From: Admins <a@b.example>\nSent: Friday\nTo: Ana\nSubject: x"
    text = f"Please see below.\n\n{block}\n\n{LETTER[0]}\n{LETTER[1]}\nIt was Bob.\n{LETTER[2]}\nTell nobody."
    assert reply(text) == "Please see below.\n\nIt was Bob.\nTell nobody."


def test_a_word_that_we_offered_is_the_senders_when_they_write_it():
    assert reply("SHARE", frozenset({"share"})) == "SHARE"


def test_a_person_who_tells_when_somebody_wrote_is_no_mail_client():
    text = "On 3 May 2025 at 14:02 he wrote:\nyou are nobody here\nand I left."
    assert reply(text) == text


def test_a_first_message_keeps_what_its_sender_quotes():
    text = "This is what he posted:\n> you are nobody here\n> and never will be\nI want it to stop."
    assert first(text) == text


def test_a_first_message_loses_the_processs_own_questions_where_they_are_quoted():
    text = "> 2. Who is involved in this incident?\nBob.\n> 3. What material supports\n> this situation?\nNone."
    assert first(text) == "Bob.\nNone."


@pytest.mark.parametrize(
    "tail",
    [
        "-- \nAna Lima\nSome Street 1",
        "--\nAna Lima\nTEL 03-0000-0000",
        "--\n______________\nAna Lima\nSome Street 1",
        "--\nAna Lima -- https://lima.example\n924 00 000 -- ana@lima.example",
        "Sent from my iPhone",
        "Gesendet von meinem iPhone",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Enviado do meu iPhone",
        "Verstuurd vanaf mijn iPhone",
        "Inviato da iPhone",
        "Von meinem Samsung Galaxy Smartphone gesendet",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "Sent with Proton Mail secure email.",
        "Sent from my phone with K-9 Mail.\nPlease excuse my brevity.",
        "This e-mail and any attachments are confidential and intended solely for the addressee.\nPlease notify the sender.",
        "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, vernichten Sie sie.",
        "_______________________________________________\nUsers mailing list\nTo unsubscribe send an email to x@y",
    ],
)
def test_what_clients_and_companies_add_below_is_dropped(tail):
    assert first(f"Bob insulted me.\n\n{tail}") == "Bob insulted me."
    assert reply(f"It was Bob.\n\n{tail}\n\nOn 30/05/2025 17:02, Admins wrote:\n{QUOTE}") == "It was Bob."


@pytest.mark.parametrize("above", ["Am 3. Mai 2025 um 14:02 schrieb er:", "Op 3 mei 2025 om 14:02 schreef hij:"])
def test_nor_is_one_who_tells_it_in_another_language(above):
    assert reply(f"{above}\nniemand") == f"{above}\nniemand"


@pytest.mark.parametrize(
    "last",
    [
        "This message is confidential. Please delete it when you have read it, I am afraid.",
        "--\nOne more thing: please keep my name out of it.",
        "Gesendet von Peter am 3. Mai, Bild anbei",
        "Ana\n\nhttps://x.example/archives/1",
        "Ana Lima\n\nP.S. Do not tell Bob.",
        "Thanks,\nplease tell nobody that it was me.",
        "Verified by two witnesses",
    ],
)
def test_a_persons_last_words_survive(last):
    text = f"Bob insulted me.\n\n{last}"
    assert first(text) == text


def test_a_business_card_below_the_senders_name_is_dropped():
    card = "Ana Lima\n\nHead of Platform\nLima Ltd | 14 Quay Street\nT +44 117 496 0000"
    assert first(f"Bob insulted me.\n\nRegards\n{card}") == "Bob insulted me.\n\nRegards\nAna Lima"
    assert first(f"Bob insulted me.\n\nRegards\n{card}", "Lima, Ana").endswith("Regards\nAna Lima")


def test_a_clear_signed_text_loses_its_armour():
    text = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nBob insulted me.\n"
        "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----"
    )
    assert first(text) == "Bob insulted me."


def test_links_count_only_where_the_sender_wrote_them():
    text = (
        "See https://x.example/1\n\nOn 30/05/2025 17:02, Admins wrote:\n> https://x.example/2\n-- \nhttps://x.example/3"
    )
    links = ("https://x.example/1", "https://x.example/2", "https://x.example/3", "https://x.example/hidden")
    message = Message(channel=Channel.EMAIL, text=text, in_reply_to=("x@y",), links=links)
    assert new_links(message, new_text(message, NOTHING_SENT)) == ("https://x.example/1", "https://x.example/hidden")


def test_folding_agrees_on_space_and_case():
    assert fold("  Who IS\tinvolved? ") == "who is involved?"


def test_a_reply_without_threading_headers_is_known_by_its_subject():
    text = f"On 30/05/2025 17:02, Admins wrote:\n{QUOTE}\n\nIt was Bob."
    message = Message(channel=Channel.EMAIL, text=text, subject="Re: your report")
    assert new_text(message, NOTHING_SENT) == "It was Bob."

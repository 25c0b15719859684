"""A message is what it does, whatever words it does it with. The sentences are written for the tests."""

import pytest

from parsers.message import Channel, Message
from parsers.reading import Context, read
from parsers.terms import MessageKind

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


def values(*tables):
    """The rows of tables without their marks."""
    return [row.values for table in tables for row in table]


OF_TWO_PATHS_THE_LAST_WORD_COUNTS = [
    right(
        "I meant to leave it at a heads-up. No: Orrin called me a rat, and I want a formal complaint.",
        MessageKind.COMPLAINT,
    ),
    right(
        "This is a complaint about Lisbet, who mocked my stutter. Well, let us call it a concern, no action needed.",
        MessageKind.CONCERN,
    ),
    right(
        "Just for your information, Tove swore at a guest. On second thought please act on it, I complain formally.",
        MessageKind.COMPLAINT,
    ),
    missed(
        "I complain about Casimir. Sorry, I take that back: I only want you to know that he sneers at people.",
        MessageKind.CONCERN,
    ),
    right(
        "Not a complaint at first, but Pell did it again. Please treat this as a formal complaint: he spat at me.",
        MessageKind.COMPLAINT,
    ),
    right(
        "Formal complaint! ... no, having slept on it, only a concern: Nerys called Ana a leech.", MessageKind.CONCERN
    ),
    right(
        "I would raise a concern, but that is too little. Ulf insulted me and I demand that you do something. Complaint, then.",
        MessageKind.COMPLAINT,
    ),
    right(
        "I wanted Maren punished for yelling at us. By now I just want you to be aware, nothing needs to be done.",
        MessageKind.CONCERN,
    ),
    right(
        "Ivo hat mich beleidigt. Erst wollte ich es nur erwähnen, jetzt reiche ich eine formelle Beschwerde ein.",
        MessageKind.COMPLAINT,
    ),
    right(
        "Das ist eine Beschwerde über Ivo. Nein, nur zur Information, Sie müssen nichts unternehmen.",
        MessageKind.CONCERN,
    ),
    right(
        "Ivo m'a insultée. Je voulais seulement vous informer, maintenant je dépose une plainte formelle.",
        MessageKind.COMPLAINT,
    ),
    right(
        "Une plainte contre Ivo, qui m'a insultée. Non, finalement juste pour information, ne faites rien.",
        MessageKind.CONCERN,
    ),
    right("Ivo me insultó. Solo quería informar, pero ahora presento una queja formal.", MessageKind.COMPLAINT),
    right(
        "Una queja contra Ivo, que me insultó. No, mejor solo para su información, no hagan nada.", MessageKind.CONCERN
    ),
    right("Ivo insultou-me. Só queria informar, mas agora apresento uma queixa formal.", MessageKind.COMPLAINT),
    right(
        "Uma queixa contra Ivo, que me insultou. Não, afinal só para vossa informação, não façam nada.",
        MessageKind.CONCERN,
    ),
    right(
        "Ivo heeft mij beledigd. Ik wilde het alleen melden, maar nu dien ik een formele klacht in.",
        MessageKind.COMPLAINT,
    ),
    right(
        "Een klacht over Ivo, die mij beledigde. Nee, toch alleen ter informatie, u hoeft niets te doen.",
        MessageKind.CONCERN,
    ),
    right("Ivo mi ha insultata. Volevo solo informarvi, ma ora presento un reclamo formale.", MessageKind.COMPLAINT),
    right(
        "Un reclamo contro Ivo, che mi ha insultata. No, anzi solo per informazione, non fate nulla.",
        MessageKind.CONCERN,
    ),
]

AN_INCIDENT_TOLD_AS_A_QUESTION_IS_AN_INCIDENT = [
    missed("Is it normal here that Orrin calls me a rat in front of the whole channel?", MessageKind.REPORT),
    missed("Could you tell me why Lisbet may mock my stutter every single Monday?", MessageKind.REPORT),
    right("Do I have to accept that Tove swore at me yesterday in #ops?", MessageKind.REPORT),
    missed("Is Casimir allowed to touch my hair whenever we meet? He did it twice last week.", MessageKind.REPORT),
    missed("Would you say it is fine that Pell called the cleaner an animal?", MessageKind.REPORT),
    missed("How long must we watch Nerys humiliate the interns?", MessageKind.REPORT),
    right("What do you think of Ulf sending me pictures of his underwear at night?", MessageKind.REPORT),
    missed("Isn't it against the rules that Maren told Ana to go back to her country?", MessageKind.REPORT),
    right("Ist es normal, dass Ivo mich vor allen einen Affen nennt?", MessageKind.REPORT),
    right("Darf Ivo mich jeden Montag auslachen? Gestern hat er es wieder getan.", MessageKind.REPORT),
    missed("Est-ce normal qu'Ivo m'ait traitée de singe devant tous ?", MessageKind.REPORT),
    right("Ivo a-t-il le droit de m'insulter chaque lundi ? Hier il l'a refait.", MessageKind.REPORT),
    missed("¿Es normal que Ivo me llamara mono delante de todos?", MessageKind.REPORT),
    missed("¿Puede Ivo insultarme cada lunes? Ayer lo hizo otra vez.", MessageKind.REPORT),
    missed("É normal que Ivo me tenha chamado macaco à frente de todos?", MessageKind.REPORT),
    missed("O Ivo pode insultar-me todas as segundas? Ontem fez outra vez.", MessageKind.REPORT),
    missed("Is het normaal dat Ivo mij voor iedereen een aap noemde?", MessageKind.REPORT),
    missed("Mag Ivo mij elke maandag uitschelden? Gisteren deed hij het weer.", MessageKind.REPORT),
    missed("È normale che Ivo mi abbia chiamata scimmia davanti a tutti?", MessageKind.REPORT),
    right("Ivo può insultarmi ogni lunedì? Ieri lo ha fatto di nuovo.", MessageKind.REPORT),
]

WHAT_IS_ONLY_SUPPOSED_IS_A_QUESTION = [
    right("Suppose somebody posted a rude joke: would your rules cover it?", MessageKind.QUESTION),
    right("If a member were insulted in a private message, could they report it to you?", MessageKind.QUESTION),
    right("In theory, would a complaint about an administrator be read by that administrator?", MessageKind.QUESTION),
    right("Nothing has happened to me. I would like to know how long a complaint takes.", MessageKind.QUESTION),
    right("Hypothetically, what if a speaker swore on stage, is that an incident?", MessageKind.QUESTION),
    right("For our own handbook: how do you tell a concern from a complaint?", MessageKind.QUESTION),
    right("Who reads the reports that arrive at this address?", MessageKind.QUESTION),
    missed("May somebody appeal twice against the same suspension? I'm asking out of curiosity.", MessageKind.QUESTION),
    right("Angenommen, jemand würde beleidigt: wer liest dann die Beschwerde?", MessageKind.QUESTION),
    right("Wie lange dauert eine Beschwerde in der Regel?", MessageKind.QUESTION),
    right("Supposons que quelqu'un soit insulté : qui lirait la plainte ?", MessageKind.QUESTION),
    right("Combien de temps dure une plainte en général ?", MessageKind.QUESTION),
    right("Supongamos que alguien es insultado: ¿quién lee la queja?", MessageKind.QUESTION),
    right("¿Cuánto tarda normalmente una queja?", MessageKind.QUESTION),
    right("Suponhamos que alguém é insultado: quem lê a queixa?", MessageKind.QUESTION),
    right("Quanto tempo demora normalmente uma queixa?", MessageKind.QUESTION),
    right("Stel dat iemand beledigd wordt: wie leest dan de klacht?", MessageKind.QUESTION),
    right("Hoe lang duurt een klacht gewoonlijk?", MessageKind.QUESTION),
    right("Supponiamo che qualcuno venga insultato: chi legge il reclamo?", MessageKind.QUESTION),
    right("Quanto dura di solito un reclamo?", MessageKind.QUESTION),
]

CHAT_IN_THE_WORDS_OF_INCIDENTS_IS_NO_INCIDENT = [
    right("Thanks for the incident talk at the meetup, the slides were great!", MessageKind.OTHER),
    right(
        "Our pager reported three incidents last night, all database. Could you post the link of the recording?",
        MessageKind.OTHER,
    ),
    right("Congratulations on the anniversary of the complaint choir, what a concert.", MessageKind.OTHER),
    right("We sell incident management software. Book a free trial today.", MessageKind.OTHER),
    right("Invoice 2231 for the harassment training venue is attached, payment within 30 days.", MessageKind.OTHER),
    right("Please add me to the #incident-response channel, I like on-call stories.", MessageKind.OTHER),
    right("Can you send me a sticker with the code of conduct on it? They look nice.", MessageKind.OTHER),
    right("Happy new year to all of the appeal and complaint crew!", MessageKind.OTHER),
]

A_PLEA_NEEDS_NO_WORD_OF_APPEAL = [
    right(
        "Since Tuesday I cannot log in because you shut me out. Please let me back, I never wrote those lines.",
        MessageKind.APPEAL,
    ),
    right("You locked my account for a month. I beg you to look at it once more.", MessageKind.APPEAL),
    right("My access was taken away after the quarrel in #ops. I'm asking for another chance.", MessageKind.APPEAL),
    right("I was suspended, and the reason given is wrong. Please lift it.", MessageKind.APPEAL),
    right("Being removed from the community has cost me my study group. Could you reconsider?", MessageKind.APPEAL),
    right("The ban on me rests on a mix-up of two names. Kindly undo it.", MessageKind.APPEAL),
    right("You threw me out last week, and I apologise for what I said. May I come back?", MessageKind.APPEAL),
    right("My suspension is harsher than what I did. I ask you to shorten it.", MessageKind.APPEAL),
    right("Mein Konto wurde gesperrt. Bitte prüfen Sie das noch einmal.", MessageKind.APPEAL),
    right("Ich wurde ausgeschlossen und bitte um eine zweite Chance.", MessageKind.APPEAL),
    right("Mon compte a été suspendu. Je vous prie de revoir cette décision.", MessageKind.APPEAL),
    right("J'ai été exclue et je demande une seconde chance.", MessageKind.APPEAL),
    right("Mi cuenta fue suspendida. Les ruego que revisen la decisión.", MessageKind.APPEAL),
    right("Me expulsaron y pido otra oportunidad.", MessageKind.APPEAL),
    right("A minha conta foi suspensa. Peço que revejam a decisão.", MessageKind.APPEAL),
    right("Fui expulsa e peço outra oportunidade.", MessageKind.APPEAL),
    right("Mijn account is geschorst. Wilt u het besluit nog eens bekijken?", MessageKind.APPEAL),
    right("Ik ben verwijderd en vraag om een tweede kans.", MessageKind.APPEAL),
    right("Il mio account è stato sospeso. Vi prego di rivedere la decisione.", MessageKind.APPEAL),
    right("Sono stata esclusa e chiedo una seconda possibilità.", MessageKind.APPEAL),
]


@pytest.mark.parametrize(("text", "meant"), OF_TWO_PATHS_THE_LAST_WORD_COUNTS)
def test_of_two_paths_the_last_word_counts(text, meant):
    assert reading(text).kind is meant


@pytest.mark.parametrize(("text", "meant"), AN_INCIDENT_TOLD_AS_A_QUESTION_IS_AN_INCIDENT)
def test_an_incident_told_as_a_question_is_an_incident(text, meant):
    assert reading(text).kind is meant


@pytest.mark.parametrize(("text", "meant"), WHAT_IS_ONLY_SUPPOSED_IS_A_QUESTION)
def test_what_is_only_supposed_is_a_question(text, meant):
    assert reading(text).kind is meant


@pytest.mark.parametrize(("text", "meant"), CHAT_IN_THE_WORDS_OF_INCIDENTS_IS_NO_INCIDENT)
def test_chat_in_the_words_of_incidents_is_no_incident(text, meant):
    assert reading(text).kind is meant


@pytest.mark.parametrize(("text", "meant"), A_PLEA_NEEDS_NO_WORD_OF_APPEAL)
def test_a_plea_needs_no_word_of_appeal(text, meant):
    assert reading(text).kind is meant


REASONS = [
    right("My account was suspended. It was not me: my brother used my laptop that evening. Please lift it.", True),
    right(
        "I appeal against my suspension. The quote was cut, the line before it shows that I was joking about myself.",
        True,
    ),
    missed("Please end my suspension: you confused me with another member of the same name.", True),
    missed("I appeal. I have apologised to Ana, and she has accepted it.", True),
    right("I appeal because the rule I am said to have broken was only added a week later.", True),
    right("Lift my ban, please. The screenshot was forged, the time on it is impossible.", True),
    right("I appeal my suspension. At that hour I was on a plane without a network.", True),
    right("My suspension should end, for a year is far more than anybody else got for the same words.", True),
    right("I appeal.", False),
    right("Please lift my suspension.", False),
    right("I want my account back, now.", False),
    right("This is an appeal against my suspension. Regards, Wim", False),
]


@pytest.mark.parametrize(("text", "justified"), REASONS)
def test_an_appeal_that_says_why_is_justified_and_a_bare_one_is_not(text, justified):
    assert reading(text).justified is justified


@pytest.mark.parametrize(
    ("text", "meant"), values(OF_TWO_PATHS_THE_LAST_WORD_COUNTS, AN_INCIDENT_TOLD_AS_A_QUESTION_IS_AN_INCIDENT)
)
def test_nothing_that_tells_of_an_incident_is_set_aside(text, meant):
    assert reading(text).kind not in {MessageKind.OTHER, MessageKind.AUTOMATIC}

"""What may be shared is what the sender allows, now, in earnest. The sentences are written for the tests."""

import pytest

from parsers.message import Channel, Message
from parsers.reading import Context, read
from parsers.terms import Consent

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


A_PERMISSION_WITH_A_CONDITION_IS_A_CONDITIONAL_ONE = [
    right("Orrin mocked my prayer break. You may share this as long as my name is left out.", Consent.CONDITIONAL),
    right(
        "Lisbet called us freeloaders. Share it with the people involved if you ask me beforehand.", Consent.CONDITIONAL
    ),
    right(
        "Tove pinched my badge and my patience. You can tell others, but not before my contract ends in June.",
        Consent.CONDITIONAL,
    ),
    right("Casimir sneered at my wheelchair. Feel free to pass it on, except to Casimir himself.", Consent.CONDITIONAL),
    missed("Pell bullied the intern. Sharing is fine provided that nobody can work out who I am.", Consent.CONDITIONAL),
    right("Nerys called me a diversity hire. Check with me first, then you can tell her.", Consent.CONDITIONAL),
    right("Ulf ridiculed Ana's dyslexia. The gist may be told, the screenshots may not.", Consent.CONDITIONAL),
    right("Maren yelled at the volunteers. I agree to it being shared, only without my name.", Consent.CONDITIONAL),
    right("Ivo hat mich beleidigt. Sie dürfen das teilen, aber bitte ohne meinen Namen.", Consent.CONDITIONAL),
    right("Ivo hat mich ausgelacht. Bitte fragen Sie mich, bevor Sie es weitergeben.", Consent.CONDITIONAL),
    right("Ivo m'a insultée. Vous pouvez le partager, mais sans mon nom.", Consent.CONDITIONAL),
    missed("Ivo s'est moqué de moi. Demandez-moi avant d'en parler à quelqu'un.", Consent.CONDITIONAL),
    right("Ivo me insultó. Pueden compartirlo, pero sin mi nombre.", Consent.CONDITIONAL),
    missed("Ivo se rió de mí. Pregúntenme antes de contárselo a alguien.", Consent.CONDITIONAL),
    right("Ivo insultou-me. Podem partilhar, mas sem o meu nome.", Consent.CONDITIONAL),
    missed("Ivo riu-se de mim. Perguntem-me antes de contar a alguém.", Consent.CONDITIONAL),
    right("Ivo heeft mij beledigd. U mag het delen, maar zonder mijn naam.", Consent.CONDITIONAL),
    missed("Ivo lachte mij uit. Vraag het mij eerst voordat u het aan iemand vertelt.", Consent.CONDITIONAL),
    right("Ivo mi ha insultata. Potete condividerlo, ma senza il mio nome.", Consent.CONDITIONAL),
    missed("Ivo ha riso di me. Chiedetemi prima di dirlo a qualcuno.", Consent.CONDITIONAL),
]

LEAVE_TO_DO_OTHER_THINGS_IS_NO_LEAVE_TO_SHARE = [
    right("Orrin insulted me. You may call me on this number after six.", Consent.UNSTATED),
    right("Lisbet mocked my stutter. Feel free to ask me for more details.", Consent.UNSTATED),
    right("Tove called me a cow. You can delete my account when this is over.", Consent.UNSTATED),
    missed("Casimir swore at the guests. Go ahead and suspend him, I have no objection.", Consent.UNSTATED),
    right("Pell humiliated the intern. You are welcome to look at the thread yourself.", Consent.UNSTATED),
    right("Nerys laughed at my scars. I am fine with a meeting on Thursday.", Consent.UNSTATED),
    right("Ulf called Ana stupid. You have my permission to record our call.", Consent.UNSTATED),
    right("Maren swore at me. I agree to the rules and to the process as it is described.", Consent.UNSTATED),
    right("Ivo hat mich beleidigt. Sie dürfen mich gern anrufen.", Consent.UNSTATED),
    right("Ivo hat mich ausgelacht. Sie können mein Konto löschen.", Consent.UNSTATED),
    right("Ivo m'a insultée. Vous pouvez m'appeler ce soir.", Consent.UNSTATED),
    right("Ivo s'est moqué de moi. Vous pouvez supprimer mon compte.", Consent.UNSTATED),
    right("Ivo me insultó. Pueden llamarme esta noche.", Consent.UNSTATED),
    right("Ivo se rió de mí. Pueden borrar mi cuenta.", Consent.UNSTATED),
    right("Ivo insultou-me. Podem telefonar-me hoje.", Consent.UNSTATED),
    right("Ivo riu-se de mim. Podem apagar a minha conta.", Consent.UNSTATED),
    right("Ivo heeft mij beledigd. U mag mij vanavond bellen.", Consent.UNSTATED),
    right("Ivo lachte mij uit. U mag mijn account verwijderen.", Consent.UNSTATED),
    right("Ivo mi ha insultata. Potete chiamarmi stasera.", Consent.UNSTATED),
    right("Ivo ha riso di me. Potete cancellare il mio account.", Consent.UNSTATED),
]

THAT_SOMETHING_IS_KNOWN_IS_NO_PERMISSION = [
    right("Orrin insulted me in #general, so everyone has read it by now.", Consent.UNSTATED),
    right("Lisbet shared my address with the whole channel.", Consent.UNSTATED),
    missed("Tove's post about my body is public and anybody can see it.", Consent.UNSTATED),
    right("The whole team knows that Casimir shouts at people. He shouted at me on Monday.", Consent.UNSTATED),
    right("Pell told everyone about my surgery.", Consent.UNSTATED),
    right("Nerys forwarded my private letter to all members of #hiring.", Consent.UNSTATED),
    right("I have told my manager and two friends that Ulf called me garbage.", Consent.UNSTATED),
    missed("It is no secret that Maren hates newcomers; she called one of them vermin.", Consent.UNSTATED),
]

OF_TWO_WORDS_ON_SHARING__THE_LATER_ONE_COUNTS = [
    right("Orrin insulted me. You can share this with all. No, wait, please keep it to yourself.", Consent.REFUSED),
    right(
        "Lisbet mocked me. First I thought that you could tell people. I changed my mind: tell nobody.", Consent.REFUSED
    ),
    right("Tove swore at me. Share it freely. On reflection, leave my name out of it.", Consent.CONDITIONAL),
    right("Casimir called me a rat. Go ahead and tell everybody. Actually, ask me before you do.", Consent.CONDITIONAL),
    right("Pell spat on my desk. You may pass it on. I take that back, it must stay between us.", Consent.REFUSED),
    right("Nerys sneered at me. Anyone may know. Scratch that, nobody may know.", Consent.REFUSED),
    missed("Ulf called me dirt. Everyone can hear this. Correction: only you may read it.", Consent.REFUSED),
    right("Maren bullied me. Tell whom you like. Hmm, no. Do not tell anyone after all.", Consent.REFUSED),
]

A_PLAIN_PERMISSION_IS_ONE = [
    right("Orrin insulted me. You may share this with anybody.", Consent.GRANTED),
    right("Lisbet mocked my voice. I have no privacy concerns, tell whoever needs to know.", Consent.GRANTED),
    right("Tove called me a cow. Feel free to pass my report on to everyone involved, with my name.", Consent.GRANTED),
    right("Casimir swore at Ana. I agree that everything I wrote is shared.", Consent.GRANTED),
    right("Pell laughed at my limp. No objections to sharing this, all of it.", Consent.GRANTED),
    missed("Nerys called me a leech. It's fine with me if you tell people about this.", Consent.GRANTED),
    right("Ulf ridiculed my faith. You have my permission to share the whole report.", Consent.GRANTED),
    right("Maren yelled at us. Please share it as widely as you want.", Consent.GRANTED),
    right("Ivo hat mich beleidigt. Sie dürfen das mit allen teilen.", Consent.GRANTED),
    right("Ivo hat mich ausgelacht. Ich habe nichts dagegen, dass Sie es weitergeben.", Consent.GRANTED),
    right("Ivo m'a insultée. Vous pouvez le partager avec tout le monde.", Consent.GRANTED),
    missed("Ivo s'est moqué de moi. Je vous autorise à en parler à tous.", Consent.GRANTED),
    right("Ivo me insultó. Pueden compartirlo con cualquiera.", Consent.GRANTED),
    right("Ivo se rió de mí. Doy mi permiso para compartirlo con todos.", Consent.GRANTED),
    right("Ivo insultou-me. Podem partilhar isto com toda a gente.", Consent.GRANTED),
    right("Ivo riu-se de mim. Autorizo que partilhem tudo com todos.", Consent.GRANTED),
    right("Ivo heeft mij beledigd. U mag dit met iedereen delen.", Consent.GRANTED),
    missed("Ivo lachte mij uit. Ik heb er geen bezwaar tegen dat u het doorgeeft.", Consent.GRANTED),
    right("Ivo mi ha insultata. Potete condividerlo con tutti.", Consent.GRANTED),
    right("Ivo ha riso di me. Autorizzo a raccontarlo a chiunque.", Consent.GRANTED),
]

NUMBERED_ANSWERS_COUNT_WHEREVER_THEY_STAND = [
    right(
        "4. You may share it with anyone.\n1. Orrin called me a rat.\n3. See #general, Monday.\n2. Orrin and me.",
        Consent.GRANTED,
    ),
    right(
        "2. Lisbet\n4. Tell nobody, please.\n1. She mocked my stutter.\n3. No proof, it was a call.", Consent.REFUSED
    ),
    right(
        "3) a screenshot is attached\n1) Tove swore at the guests\n4) leave my name out, otherwise share it\n2) Tove",
        Consent.CONDITIONAL,
    ),
    right(
        "4) no concerns, share freely\n2) Casimir\n1) he sneered at Ana's scar\n3) the log of Friday", Consent.GRANTED
    ),
    right("1. Pell spat at me\n4. private, do not share\n2. Pell\n3. none", Consent.REFUSED),
    right(
        "3. none\n2. Nerys and Ana\n1. Nerys called Ana a leech\n4. ask me first before sharing", Consent.CONDITIONAL
    ),
    right("4: share it with nobody\n3: the thread\n2: Ulf\n1: he called me dirt", Consent.REFUSED),
    right(
        "2. Maren\n1. she yelled at the juniors\n4. yes you can share everything with everyone\n3. recording of the call",
        Consent.GRANTED,
    ),
]

AN_ANSWER_BELOW_A_QUOTED_QUESTION_IS_AN_ANSWER = [
    right("> What happened?\nOrrin called me a rat.\n> May we share it?\nYes, with anybody you like.", Consent.GRANTED),
    right("> What happened?\nLisbet mocked my stutter.\n> May we share it?\nNo, tell no one.", Consent.REFUSED),
    right(
        "> Who is involved?\nTove and I.\n> May we share what you wrote?\nOnly without my name.", Consent.CONDITIONAL
    ),
    right(
        "> Can we pass this on?\nPlease do not share it.\n> What is it about?\nCasimir swore at me.", Consent.REFUSED
    ),
    right(
        "> Do you have any privacy concerns?\nNone, share it with whoever you need.\n> What happened?\nPell laughed at my scar.",
        Consent.GRANTED,
    ),
    right(
        "> May we tell others?\nAsk me before you tell anyone.\n> Where did it happen?\nIn #general, Nerys called me a leech.",
        Consent.CONDITIONAL,
    ),
    right(
        "> What happened?\nUlf called me dirt.\n> May we share your report?\nYou can share it with everyone.",
        Consent.GRANTED,
    ),
    right("> What happened?\nMaren yelled.\n> May we share your report?\nI do not agree to that.", Consent.REFUSED),
]

IRONY_THAT_IS_MARKED_AS_SUCH_PERMITS_NOTHING = [
    missed("Orrin insulted me. Sure, tell everyone, because that went so well last time /s", Consent.UNSTATED),
    right("Lisbet mocked me. Oh yes, share it with the whole world, why not (sarcasm).", Consent.UNSTATED),
    right("Tove swore at me. By all means let everybody know... just kidding, of course.", Consent.UNSTATED),
    right("Casimir called me a rat. Great, publish it in the newspaper, ha ha. I am joking.", Consent.UNSTATED),
    right("Pell spat. Yeah right, tell all of Slack /sarcasm", Consent.UNSTATED),
    missed("Nerys sneered. Please print it on T-shirts and share it with all. Not serious.", Consent.UNSTATED),
    right("Ulf called me dirt. Do tell everyone </irony>", Consent.UNSTATED),
    right("Maren yelled. Share away with anyone! (I'm being ironic.)", Consent.UNSTATED),
]

A_PERMISSION_IN_A_QUOTED_LINE_OF_A_FIRST_MESSAGE_PERMITS_NOTHING = [
    missed("> You may pass this on to anybody.\nThat is what Pell put below my diagnosis.", Consent.UNSTATED),
]


@pytest.mark.parametrize(("text", "allowed"), A_PERMISSION_WITH_A_CONDITION_IS_A_CONDITIONAL_ONE)
def test_a_permission_with_a_condition_is_a_conditional_one(text, allowed):
    assert reading(text).consent is allowed


@pytest.mark.parametrize(("text", "allowed"), LEAVE_TO_DO_OTHER_THINGS_IS_NO_LEAVE_TO_SHARE)
def test_leave_to_do_other_things_is_no_leave_to_share(text, allowed):
    assert reading(text).consent is allowed


@pytest.mark.parametrize(("text", "allowed"), THAT_SOMETHING_IS_KNOWN_IS_NO_PERMISSION)
def test_that_something_is_known_is_no_permission(text, allowed):
    assert reading(text).consent is allowed


@pytest.mark.parametrize(("text", "allowed"), OF_TWO_WORDS_ON_SHARING__THE_LATER_ONE_COUNTS)
def test_of_two_words_on_sharing__the_later_one_counts(text, allowed):
    assert reading(text).consent is allowed


@pytest.mark.parametrize(("text", "allowed"), A_PLAIN_PERMISSION_IS_ONE)
def test_a_plain_permission_is_one(text, allowed):
    assert reading(text).consent is allowed


@pytest.mark.parametrize(("text", "allowed"), NUMBERED_ANSWERS_COUNT_WHEREVER_THEY_STAND)
def test_numbered_answers_count_wherever_they_stand(text, allowed):
    assert reading(text).consent is allowed


@pytest.mark.parametrize(("text", "allowed"), AN_ANSWER_BELOW_A_QUOTED_QUESTION_IS_AN_ANSWER)
def test_an_answer_below_a_quoted_question_is_an_answer(text, allowed):
    assert reading(text).consent is allowed


@pytest.mark.parametrize(("text", "allowed"), IRONY_THAT_IS_MARKED_AS_SUCH_PERMITS_NOTHING)
def test_irony_that_is_marked_as_such_permits_nothing(text, allowed):
    assert reading(text).consent is allowed


@pytest.mark.parametrize(("text", "allowed"), A_PERMISSION_IN_A_QUOTED_LINE_OF_A_FIRST_MESSAGE_PERMITS_NOTHING)
def test_a_permission_in_a_quoted_line_of_a_first_message_permits_nothing(text, allowed):
    assert reading(text).consent is allowed

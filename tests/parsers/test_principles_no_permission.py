"""What was denied, quoted, supposed or heard from others permits nothing. The sentences are written for the tests."""

import pytest

from parsers.message import Channel, Message
from parsers.reading import Context, read
from parsers.terms import RANK, Consent

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


WHAT_IS_DENIED_IS_REFUSED = [
    right(
        "Orrin drew me as a pig on the whiteboard call. I do not want this to travel to anyone beyond you.",
        Consent.REFUSED,
    ),
    right(
        "Lisbet read my salary aloud in #random. At no point may my words be handed to her or the others.",
        Consent.REFUSED,
    ),
    right("Tove laughed at my stammer again. I'm not okay with this being repeated anywhere.", Consent.REFUSED),
    right(
        "Casimir called the trainees cattle. I never agreed that people hear of it, and I don't now.", Consent.REFUSED
    ),
    right(
        "Pell mocked my hijab in the huddle. It isn't all right with me if you show this to somebody.", Consent.REFUSED
    ),
    right("Nerys posted my old name. Neither she nor anyone else should find out that I wrote.", Consent.REFUSED),
    right("Ulf keeps making jokes about my weight. Please refrain from passing any of it on.", Consent.REFUSED),
    right("Maren shouted at a student in the call. Without exception, this stays with you.", Consent.REFUSED),
    right(
        "Joss called my team parasites in #ops. You cannot tell people about this, not a single line of it.",
        Consent.REFUSED,
    ),
    right(
        "Ivo hat mich in #random als Schmarotzer beschimpft. Bitte geben Sie das an niemanden weiter.", Consent.REFUSED
    ),
    right("Ivo hat meinen Akzent nachgeäfft. Ich möchte nicht, dass jemand davon erfährt.", Consent.REFUSED),
    missed("Ivo s'est moqué de mon accent. Je ne veux pas que vous en parliez à qui que ce soit.", Consent.REFUSED),
    right("Ivo m'a traitée d'idiote dans #random. Ne partagez ce message avec personne.", Consent.REFUSED),
    right("Ivo se burló de mi acento. No quiero que esto se comparta con nadie.", Consent.REFUSED),
    right("Ivo me llamó inútil en #random. Por favor, no se lo cuente a nadie.", Consent.REFUSED),
    right("Ivo zombou do meu sotaque. Não quero que isso seja partilhado com ninguém.", Consent.REFUSED),
    right("Ivo chamou-me burra em #random. Por favor, não conte a ninguém.", Consent.REFUSED),
    right("Ivo maakte mijn accent belachelijk. Ik wil niet dat u dit met iemand deelt.", Consent.REFUSED),
    right("Ivo noemde mij een parasiet in #random. Vertel dit alstublieft aan niemand.", Consent.REFUSED),
    right("Ivo ha deriso il mio accento. Non voglio che questo venga condiviso con nessuno.", Consent.REFUSED),
    right("Ivo mi ha chiamata parassita in #random. Per favore non ditelo a nessuno.", Consent.REFUSED),
]

A_PERMISSION_THAT_IS_QUOTED_PERMITS_NOTHING = [
    right(
        'Orrin wrote under my photo: "feel free to share this with everyone". That is what hurt me.', Consent.UNSTATED
    ),
    right(
        'Lisbet answered "you can tell whoever you like, nobody will believe you" when I asked her to stop.',
        Consent.UNSTATED,
    ),
    right('In #jokes Tove captioned my picture "share it widely, folks" and forty people did.', Consent.UNSTATED),
    right(
        "Your page says 'may we share what you tell us?' and I did not know what to put there. Casimir insulted me.",
        Consent.UNSTATED,
    ),
    right(
        'Nerys has a signature that reads "permission to forward granted", and under it she called me a leech.',
        Consent.UNSTATED,
    ),
    right('Ulf\'s words were: "sure, show it to the whole channel". He meant my medical letter.', Consent.UNSTATED),
    right("Maren said “go ahead and tell everyone” after she had called Ana worthless.", Consent.UNSTATED),
    right("Ivo schrieb unter mein Foto: „Teilt das gern mit allen.“ Das hat mich verletzt.", Consent.UNSTATED),
    right("Ivo rief: „Erzählt es ruhig jedem!“ und las meine Nachricht vor.", Consent.UNSTATED),
    right("Ivo a écrit sous ma photo : « partagez avec tout le monde ». Cela m'a blessée.", Consent.UNSTATED),
    right("Ivo a dit « vous pouvez le dire à tous » en lisant mon message privé.", Consent.UNSTATED),
    right("Ivo escribió bajo mi foto: «compártanlo con todos». Eso me dolió.", Consent.UNSTATED),
    right("Ivo dijo: «pueden contárselo a cualquiera» y leyó mi mensaje privado.", Consent.UNSTATED),
    right('Ivo escreveu na minha foto: "partilhem com todos". Isso magoou-me.', Consent.UNSTATED),
    right('Ivo disse "podem contar a toda a gente" e leu a minha mensagem privada.', Consent.UNSTATED),
    right('Ivo schreef onder mijn foto: "deel dit met iedereen". Dat deed pijn.', Consent.UNSTATED),
    right('Ivo zei "je mag het aan iedereen vertellen" en las mijn privébericht voor.', Consent.UNSTATED),
    right('Ivo ha scritto sotto la mia foto: "condividetelo con tutti". Mi ha ferita.', Consent.UNSTATED),
    right("Ivo ha detto «potete dirlo a chiunque» e ha letto il mio messaggio privato.", Consent.UNSTATED),
]

A_PERMISSION_THAT_IS_ONLY_SUPPOSED_PERMITS_NOTHING = [
    right("Orrin called me a monkey. If I said you may share this, what would happen next?", Consent.UNSTATED),
    right(
        "Suppose I allowed you to tell the others: would Lisbet learn my name? She insulted me on Friday.",
        Consent.UNSTATED,
    ),
    right(
        "Tove sneered at my code and at my faith. Were I to let you pass it on, who would read it?", Consent.UNSTATED
    ),
    right(
        "Casimir groped for an insult and found one. I might let you show this to people one day, I have not decided.",
        Consent.UNSTATED,
    ),
    right(
        "Had you asked me last week, I would have let you share it. Pell has threatened my job since.", Consent.UNSTATED
    ),
    right(
        "Nerys made fun of my deafness. What does it mean if a reporter says that all may be told?", Consent.UNSTATED
    ),
    right(
        "Imagine that I permit you to publish this; could Ulf then write to me? He called me trash.", Consent.UNSTATED
    ),
    right(
        "Maren belittled the juniors. Once I have slept on it I may tell you whether you can share this.",
        Consent.UNSTATED,
    ),
    right("Ivo hat mich beleidigt. Wenn ich erlauben würde, dass Sie es teilen, was geschähe dann?", Consent.UNSTATED),
    right("Ivo hat mich ausgelacht. Was wäre, wenn ich sagte, Sie dürfen es allen erzählen?", Consent.UNSTATED),
    right("Ivo m'a insultée. Si je vous permettais d'en parler à tous, que se passerait-il ?", Consent.UNSTATED),
    right(
        "Ivo s'est moqué de moi. Peut-être que plus tard je vous autoriserai à le partager, je ne sais pas.",
        Consent.UNSTATED,
    ),
    right("Ivo me insultó. Si yo permitiera compartirlo, ¿qué pasaría?", Consent.UNSTATED),
    right("Ivo se rió de mí. ¿Qué pasaría si dijera que pueden contarlo a todos?", Consent.UNSTATED),
    right("Ivo insultou-me. Se eu permitisse partilhar isto, o que aconteceria?", Consent.UNSTATED),
    right("Ivo riu-se de mim. E se eu dissesse que podem contar a todos, quem leria?", Consent.UNSTATED),
    right("Ivo heeft mij beledigd. Als ik zou toestaan dat u het deelt, wat gebeurt er dan?", Consent.UNSTATED),
    right("Ivo lachte mij uit. Stel dat ik zeg dat u het iedereen mag vertellen, wie leest het dan?", Consent.UNSTATED),
    right("Ivo mi ha insultata. Se permettessi di condividerlo, che cosa succederebbe?", Consent.UNSTATED),
    right("Ivo ha riso di me. E se dicessi che potete raccontarlo a tutti, chi lo leggerebbe?", Consent.UNSTATED),
]

WHAT_OTHERS_ARE_SAID_TO_PERMIT_IS_NOT_THE_SENDERS_PERMISSION = [
    right("Orrin told me that you could share it with everyone. He had just called me a rat.", Consent.UNSTATED),
    right(
        "My sister thinks you should be allowed to tell people. I have not made up my mind. Lisbet slapped my laptop shut.",
        Consent.UNSTATED,
    ),
    right("According to Tove anybody may know what she wrote about my skin.", Consent.UNSTATED),
    right(
        "Casimir's manager agreed that the report may be shared. I was the one who was called a whore.",
        Consent.UNSTATED,
    ),
    right(
        "The other victim says she is fine with you showing hers. About mine I say nothing yet: Pell spat at me.",
        Consent.UNSTATED,
    ),
    right(
        "They claim that I allowed it to be passed around. Nerys put that rumour in #general, and it hurts.",
        Consent.UNSTATED,
    ),
    right("Ulf announced that my letters are free for all to read and posted two of them.", Consent.UNSTATED),
    right(
        "A friend advised me to let you tell everyone. Maren has been mean to her as well, she mocked her limp.",
        Consent.UNSTATED,
    ),
    right("Ivo sagte, dass Sie es allen erzählen dürfen. Er hat mich vorher beleidigt.", Consent.UNSTATED),
    right("Meine Schwester meint, Sie könnten das ruhig teilen. Ivo hat mich angeschrien.", Consent.UNSTATED),
    right("Ivo a dit que vous pouviez le partager avec tous. Il venait de m'insulter.", Consent.UNSTATED),
    right("Ma sœur pense que vous pouvez en parler à tout le monde. Ivo m'a crié dessus.", Consent.UNSTATED),
    right("Ivo dijo que pueden compartirlo con todos. Antes me había insultado.", Consent.UNSTATED),
    right("Mi hermana cree que pueden contarlo a cualquiera. Ivo me gritó.", Consent.UNSTATED),
    right("Ivo disse que podem partilhar com todos. Tinha acabado de me insultar.", Consent.UNSTATED),
    right("A minha irmã acha que podem contar a toda a gente. Ivo gritou comigo.", Consent.UNSTATED),
    right("Ivo zei dat u het met iedereen mag delen. Hij had mij net beledigd.", Consent.UNSTATED),
    right("Mijn zus vindt dat u het aan iedereen mag vertellen. Ivo schreeuwde tegen mij.", Consent.UNSTATED),
    right("Ivo ha detto che potete condividerlo con tutti. Mi aveva appena insultata.", Consent.UNSTATED),
    right("Mia sorella pensa che possiate raccontarlo a tutti. Ivo mi ha urlato contro.", Consent.UNSTATED),
]


@pytest.mark.parametrize(("text", "allowed"), WHAT_IS_DENIED_IS_REFUSED)
def test_what_is_denied_is_refused(text, allowed):
    assert reading(text).consent is allowed


@pytest.mark.parametrize(("text", "allowed"), A_PERMISSION_THAT_IS_QUOTED_PERMITS_NOTHING)
def test_a_permission_that_is_quoted_permits_nothing(text, allowed):
    assert reading(text).consent is allowed


@pytest.mark.parametrize(("text", "allowed"), A_PERMISSION_THAT_IS_ONLY_SUPPOSED_PERMITS_NOTHING)
def test_a_permission_that_is_only_supposed_permits_nothing(text, allowed):
    assert reading(text).consent is allowed


@pytest.mark.parametrize(("text", "allowed"), WHAT_OTHERS_ARE_SAID_TO_PERMIT_IS_NOT_THE_SENDERS_PERMISSION)
def test_what_others_are_said_to_permit_is_not_the_senders_permission(text, allowed):
    assert reading(text).consent is allowed


@pytest.mark.parametrize(
    ("text", "allowed"),
    values(
        WHAT_IS_DENIED_IS_REFUSED,
        A_PERMISSION_THAT_IS_QUOTED_PERMITS_NOTHING,
        A_PERMISSION_THAT_IS_ONLY_SUPPOSED_PERMITS_NOTHING,
        WHAT_OTHERS_ARE_SAID_TO_PERMIT_IS_NOT_THE_SENDERS_PERMISSION,
    ),
)
def test_no_denial_quotation_supposition_or_hearsay_is_ever_read_as_a_permission(text, allowed):
    assert RANK[reading(text).consent] <= RANK[Consent.UNSTATED]

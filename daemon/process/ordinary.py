"""Words that are somebody's name and also a word of every letter; the commonest words, and those of addresses.

A single one of these is taken for a name only where it is written large. A table, nothing else.
"""

from typing import Final

_NAMES_AND_WORDS: Final = """
abbey ace alto amber angel april art ash aspen aster august autumn bailey baker barb basil bay bear bell bill birch
bishop black blake blaze blue bob booker booth bow brad branch brand bridge brook brooks brown buck bud buddy burns
bush butler camp candy carey carol carpenter case cash chance chase chip christian clay cliff coach cole cook cooper
coral cotton country craft crystal daisy dale dawn day dean dell destiny dick dion dixie dolly dot drew duke dusty
earl early east easter ebony eden elder ember eve faith fern field finch fisher flint flora ford forest fox frank free
freed friend gale gardener garnet gay gene genesis glass glen glory golden good grace grant gray green grey grove guy
hale hall hardy harmony harper hart hawk hay hazel heath heather heaven heavy hill holiday holly honor hope house hunt
hunter iris ivory ivy jack jade jasmine jay jean jersey jet jewel job john jolly joy juan judge june justice karma
king knight lacy lake lance lane lark laurel law lawn leaf lee lily lin link long lotus love low lucky mack magic
major male mandy manual marina mark marsh martin mason matt max may meadow melody mercy merit mike miles mill miller
mills mint miracle misty moon moore moss myrtle neal nick noble nova oak ocean olive opal page parish park parker
patience patty paul peace pearl pen penny perry phoenix pierce piper poppy porter posh post potter precious presley
price prince princess promise prudence queen rain rainbow rand ray read reed reef reese reeve rich ridge river rivers
rob robin rock rocky rod roman root rose row royal ruby rush rusty sage saint sand sandy savannah scout sea serene
serenity shade sharp shaw shepherd short sierra silver skip sky slate small smith snow sol spring star stark steel
sterling stone storm strong sue summer sunny swift tanner taylor teal terry tiger timber tony topaz trace tracy tree
trinity troy true turner van vance vera vernon victor victory violet virtue wade walker wall walls ward warden waters
way web wells west wheeler white will willow wine winner winter wise wolf wood woods woody young zen
""".split()  # noqa: SIM905  a list of four hundred quoted words is nothing to read
_NOBODY: Final = """
a able about above accept account accounts act action active add added admin administrator administrators after again
ago agree all allow almost alone along already also always among an and anonymous answer any anybody anyone anything
app appeal apply apps area article ask asked at author away baby back bad band base be because become been before
began begin being believe below best better between big billing board body book bot both box boy bring brother build
building business but buy by call called came can car care careers carry center central certain change channel chat
chief child children choice choose church citizen city claim class clean clear close cloud club code cold college com
come comment common community company complaint complete concern concerned conduct consider contact context continue
cool could council couple course court cover create creative cry current customer customs data date days dear decide
decision deep dept design desk detail dev developer developers development did different difficult digital do doctor
does done door doubt down drive drop during each earth easy eat editor education effect either else email empty end
energy engineer engineering enough enquiries enter even evening event events ever every everybody everyone evidence
exact example expect explain eye face fact fair fall family far farm fast father feedback feedbacks feel few fifth
figure file fill final find fine finish fire first five fly follow food foot for force form formal forward found four
friends from full fun future game garden gave general get girl give given global go goes going gone got great group
grow guest guide had half hand happen happy hard has have head health hear heard heart held hello help her here hi
high him himself his history hold home host hot hour hours how however hr http https huge human hurt idea if image
important in inbox incident include indeed info inside instead interest into is issue it itself jobs junk just keep
kept key kind knew know known lab labs land language large last late later lay lead leads learn learned learning least
leave left legal less lesson let letter level library life light like line list listen lists little live local log
login look lost lot loud made mail mailbox main make man manager many market marketing master matter maybe me mean
media meet meeting member members men message might mind mine minute miss mobile model moderator moderators moment
money month more morning most mother move much music must mx my name national nature near need net never new news
newsletter next nice night no nobody none nor noreply normal north not note notes nothing notice now number nurse of
off offer office official often oil old on once one online only open opinion ops or order org other ought our out
outside over own owner paid paper parent part party pass past path patient pay people perhaps person personal phone
photo pick picture piece place plain plan platform play player please point police policy poor possible postmaster
power present president press pretty print privacy private problem process product program project proof public pull
purpose push put question quick quiet quite race radio reader reading ready real really reason receive record records
red regular related reply report reporter reporting reports request resolve rest result return right road room rule
rules run sad safe safety said sales same save saw say says school science search second secret security see seem seen
self sell send sender sense sent serious server service services set seven several shall share shared she shop should
show side sign simple since sing sister sit site six size skill skills slack sleep so social soft some somebody
someone something sometimes son song soon sorry sound source south space speak special spoke square staff stand start
state stay step still stood stop store story strange street student students study such sun support sure suspend
suspension system table take taken talk team teams tech tell ten test testing than thank thanks that the them they
thing things think third this those though thought thread three through thus time to today together told tomorrow too
took top toward town trade train travel tried trust truth try turn two type under understand union unit until up upon
us use used user users very via view visit voice wait walk want war warm was watch water we webmaster week weeks well
went were what when where whether which while who whole whose why wide wife win wish with within without woman women
wonder word words work worker works world would write writer wrong wrote www year years yes yet you your yourself zero
""".split()  # noqa: SIM905  as above
TITLES: Final = frozenset(
    "mr mrs ms mx miss dr prof professor sir dame herr frau mme jr sr phd md he him she her they them ii iii".split()  # noqa: SIM905  a list of quoted words is nothing to read
)
PARTICLES: Final = frozenset("van von der den de del della di da do dos la le el al bin ibn ben bat st ter ten".split())  # noqa: SIM905  as above

ORDINARY: Final = frozenset(_NAMES_AND_WORDS) | frozenset(_NOBODY)

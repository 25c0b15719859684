"""Words that are somebody's name and also a word of every letter, and words in addresses that are nobody's name.

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
a about account accounts admin administrator administrators all an and anonymous anybody app apps billing bot box
careers channel code com community company concerned conduct contact customer dept desk dev developer developers
development email engineer engineering enquiries everybody everyone example feedback feedbacks for friends from global
group hello help hi home host hr http https inbox info it jobs junk lead leads legal letter list lists login mail
mailbox main manager marketing me media member members mine moderator moderators mx my name net news newsletter no
nobody noreply not office official one online ops or org our owner people person personal platform post postmaster
press privacy private product project public reply report reporter reporting request root safe safety sales security
sender server service services shared shop site slack social some somebody someone staff student students support
system team teams tech test testing that the them they this to us user users via web webmaster who work works world
www you your
""".split()  # noqa: SIM905  as above
TITLES: Final = frozenset(
    "mr mrs ms mx miss dr prof professor sir dame herr frau mme jr sr phd md he him she her they them ii iii".split()  # noqa: SIM905  a list of quoted words is nothing to read
)
PARTICLES: Final = frozenset("van von der den de del della di da do dos la le el al bin ibn ben bat st ter ten".split())  # noqa: SIM905  as above

ORDINARY: Final = frozenset(_NAMES_AND_WORDS) | frozenset(_NOBODY)

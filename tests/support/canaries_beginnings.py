"""How the histories begin: empty houses, and stories that were played once and are copied from then on."""

from datetime import UTC, datetime
from functools import cache

from tests.support.canaries_kept import Keeping
from tests.support.canaries_orders import ORDERS, Draw
from tests.support.canaries_stage import stage
from tests.support.canaries_town import Beginning, Town

LAST_QUARTER = datetime(2026, 9, 25, 16, tzinfo=UTC)  # it is counted by now


def nothing(play: Keeping) -> None:
    """Nobody wrote yet."""


def concerns(play: Keeping) -> None:
    """Four concerns that were read: one more would be told as 'five or more'."""
    for number in range(4):
        play.somebody_writes(number, 1, files=False)
        play.town.says("Jamison Dance", "show", play.cases()[-1].code)
    play.town.check()


def complained(play: Keeping) -> None:
    play.somebody_writes(0, 0, files=True)


def does(play: Keeping, verb: str, by: str = "Jamison Dance", case: int = 0, number: int = 0) -> None:
    order = ORDERS[verb](Draw(play.town, play.cases()[case], by, number))
    assert play.acts(order, by, verb), f"{verb} was refused"


def shared(play: Keeping) -> None:
    """A respondent and a target, and everybody's consent, also to a text in public."""
    complained(play)
    play.person(1)
    play.person(2)
    does(play, "party", number=1)
    does(play, "party", number=6)
    play.answer(play.letters("reporter")[0], "SHARE")
    does(play, "target granted")
    does(play, "consult")
    play.town.run(play.town.home.passes(minutes=5))
    play.town.check()
    for _ in range(2):
        asked = [each for each in play.town.letters if each.name == "consult"]
        play.answer(asked[-1], "SHARE")


def hidden(play: Keeping) -> None:
    """Ada is off the concern that would be the fifth, and off a complaint that may be shared."""
    play.town.clock.now = LAST_QUARTER
    concerns(play)
    play.reports_an_administrator(5, "Ada Quist")
    play.reports_an_administrator(4, "Ada Quist")
    play.town.run(play.town.home.sleeps(days=60))
    play.town.check()


def unshared(play: Keeping) -> None:
    """Two parties, and nobody has allowed anything; Ada is off it."""
    complained(play)
    play.person(1)
    play.person(2)
    does(play, "party", number=1)
    does(play, "party", number=6)
    does(play, "recuse", number=1)


def suspended(play: Keeping) -> None:
    complained(play)
    play.person(1)
    does(play, "suspend", number=1)
    play.town.run(play.town.home.passes(minutes=5))
    play.town.check()


def appealed(play: Keeping) -> None:
    shared(play)
    does(play, "suspend", number=1)
    play.town.run(play.town.home.sleeps(days=7))
    play.town.check()
    play.a_suspended_member_appeals(0, 0)


def shared_with_one(play: Keeping) -> None:
    """Two parties, of whom the reporter allows words to the first alone."""
    complained(play)
    play.person(1)
    play.person(2)
    does(play, "party", number=1)
    does(play, "party", number=10)
    does(play, "granted to one")


def sealed(play: Keeping) -> None:
    """Nobody is left who may know of one; of another somebody is held."""
    play.reports_everybody(0)
    play.mentions_an_administrator(1)


def ended(play: Keeping) -> None:
    """A concern that is closed, and a complaint that was withdrawn."""
    play.somebody_writes(0, 1, files=True)
    play.somebody_writes(1, 0, files=False)
    for by, case in zip(("Ada Quist", "Jamison Dance"), play.cases(), strict=True):
        play.ends(case, by)


BEGINNINGS = {
    "an empty house": ("three", nothing),
    "an empty house with footers": ("footers", nothing),
    "an administrator is reported": ("three", hidden),
    "a complaint that nobody may share": ("three", unshared),
    "a complaint that may be shared": ("three", shared),
    "a complaint that may be shared, in drafts": ("drafts", shared),
    "a suspension": ("footers", suspended),
    "an appeal": ("three", appealed),
    "a complaint that one may read": ("three", shared_with_one),
    "a report of every administrator": ("three", sealed),
    "cases that have ended": ("three", ended),
}


@cache
def begun(name: str) -> Beginning:
    house, story = BEGINNINGS[name]
    play = Keeping()
    with stage() as stream:
        play.town = Town(house, stream)
        story(play)
        return play.town.kept()

"""How the histories in a workspace begin: played once by direct message, and copied from then on."""

from contextlib import contextmanager
from functools import cache

from tests.support.canaries_beginnings import does
from tests.support.canaries_slack import InSlack
from tests.support.canaries_slack_town import SlackTown
from tests.support.canaries_slack_wire import is_member
from tests.support.canaries_stage import stage
from tests.support.canaries_town import Beginning

ADA = "Ada Quist"


def nothing(play: InSlack) -> None:
    """Nobody wrote yet, and two have an account."""
    play.town.people += [play.town.joins() for _ in range(2)]


def complained(play: InSlack) -> None:
    """Three people, all of them in Slack; the first complained."""
    nothing(play)
    play.somebody_writes(0, 0, files=True)
    assert all(map(is_member, play.town.people))


def shared(play: InSlack) -> None:
    """A respondent and a target, and everybody's consent, also to a text in public."""
    complained(play)
    does(play, "party", number=1)
    does(play, "party", number=6)
    play.answer(play.letters("reporter")[0], "SHARE")
    does(play, "target granted")
    does(play, "consult")
    minutes_pass(play)
    for _ in range(2):
        asked = [each for each in play.town.letters if each.name == "consult"]
        play.answer(asked[-1], "SHARE")


def minutes_pass(play: InSlack) -> None:
    play.town.run(play.town.home.passes(minutes=5))
    play.town.check()


def in_two(play: InSlack) -> None:
    """Who reported something, and was told of another case: which of the two do they mean?"""
    complained(play)
    play.somebody_writes(1, 0, files=False)
    does(play, "party", case=1)
    play.answer(play.letters("reporter")[1], "SHARE")
    does(play, "tell", case=1)
    minutes_pass(play)
    play.somebody_writes(8, 2, files=False)


def untold(play: InSlack) -> None:
    """Two parties, and nobody has allowed anything; the respondent reported something too."""
    complained(play)
    does(play, "party", number=1)
    does(play, "party", number=6)
    play.somebody_writes(1, 0, files=False)


def hidden(play: InSlack) -> None:
    """Ada is off one complaint, and held from another."""
    nothing(play)
    play.reports_an_administrator(1, ADA)
    play.mentions_an_administrator(5)


def suspended(play: InSlack) -> None:
    complained(play)
    does(play, "suspend", number=1)
    minutes_pass(play)


def sealed(play: InSlack) -> None:
    """Nobody is left who may know of one; of another somebody is held."""
    nothing(play)
    play.reports_everybody(1)
    play.mentions_an_administrator(5)


def by_mail_too(play: InSlack) -> None:
    """Who goes on by mail: known by two ways."""
    complained(play)
    letter = play.letters("reporter")[0]
    play.town.acts(letter.to, {"act": "word", "word": "MAIL", "letter": letter.short, "code": letter.case})
    play.town.check()
    play.somebody_goes_on_by_mail(0)


BEGINNINGS = {
    "an empty workspace": ("buttons", nothing),
    "a complaint by DM that may be shared": ("slack", shared),
    "a complaint by DM that may be shared, with buttons": ("buttons", shared),
    "parties who were told nothing": ("slack", untold),
    "a party to two cases": ("buttons", in_two),
    "an administrator is reported by DM": ("buttons", hidden),
    "a suspension by DM": ("slack", suspended),
    "a report of every administrator by DM": ("buttons", sealed),
    "a complaint by DM that goes on by mail": ("buttons", by_mail_too),
}


@cache
def begun(name: str) -> Beginning:
    house, story = BEGINNINGS[name]
    play = InSlack()
    with stage() as stream:
        play.town = SlackTown(house, stream)
        story(play)
        return play.town.kept()


@contextmanager
def playing(beginning: str):
    """One history without chance, step by step."""
    play = InWorkspace()
    with stage() as stream:
        play.town = SlackTown.again(begun(beginning), stream)
        try:
            yield play
        finally:
            play.town.closes()


class InWorkspace(InSlack):
    beginnings = sorted(BEGINNINGS)
    begun = staticmethod(begun)

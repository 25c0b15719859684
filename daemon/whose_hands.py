"""Who changes accounts in Slack, as the daemon last said: the command line often cannot see the token that decides it,
and what it writes of a suspension must fit.
"""

from daemon.process.records import Hands
from daemon.store.unit import Unit

NAME = "who changes accounts in Slack"


def say_whose_hands(unit: Unit, hands: Hands) -> None:
    if unit.cursors.get(NAME) != hands.name and (hands is not Hands.PEOPLE or unit.cursors.get(NAME)):
        unit.cursors.set(NAME, hands.name)


def whose_hands(unit: Unit, otherwise: Hands) -> Hands:
    said = unit.cursors.get(NAME)
    return Hands.__members__.get(said or "", otherwise)

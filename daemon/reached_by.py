"""By which way somebody with a part in a case is written to."""

from daemon.house import EMAIL, SLACK, House
from daemon.store.unit import Unit
from daemon.store.values import Party, Way


def ways_to(unit: Unit, house: House, party: Party) -> list[Way]:
    """Where they can be written to, in the order in which it was learned; not to an account that is closed, for Slack
    takes what is posted to one and says nothing.
    """
    return [way for way in party.ways if way.channel == EMAIL or _is_open(unit, house, way)]


def _is_open(unit: Unit, house: House, way: Way) -> bool:
    return way.channel == SLACK and house.slack and not unit.accounts.closed(way.address)


def last_channel(unit: Unit, party: Party) -> str:
    """By which they wrote last; the one that was known first, where they never did."""
    theirs = [each for each in unit.messages.of(party.case_id) if each.party_id == party.id]
    said = next((str(each.reading.get("channel", EMAIL)) for each in reversed(theirs)), "")
    return said or party.channel

"""Which closed cases anybody may be told the number of (P13): no administrator finds a hidden one by subtraction.

Who knows every case that they may know of needs only the public total to see how many there are besides. So those that
somebody may not know of count five at a time, as everything small does; in the end all of them are counted.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from daemon.house import House
from daemon.process.case import Track
from daemon.process.count import FEW
from daemon.store.unit import Unit

Closed = tuple[Track, datetime]


def told_of(unit: Unit, house: House) -> list[Closed]:
    """It decrypts what is closed."""
    every = [(Track(track), at) for track, at in unit.cases.closed_dates()]
    untold = Counter(_rest(unit.cases.closed_to_somebody(house.terms)))
    return [each for each in every if not _taken(untold, each)]


def _rest(hidden: Iterable[Closed]) -> list[Closed]:
    """Of each kind the latest that do not fill five."""
    found: list[Closed] = []
    in_order = sorted(hidden, key=lambda each: each[1])
    for track in Track:
        of_track = [each for each in in_order if each[0] is track]
        found += of_track[len(of_track) - len(of_track) % FEW :]
    return found


def _taken(untold: Counter[Closed], each: Closed) -> bool:
    if not untold[each]:
        return False
    untold[each] -= 1
    return True

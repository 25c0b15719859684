"""What a run of the machine of canaries in a workspace has to have been through to prove anything."""

from tests.support.canaries import SEEN
from tests.support.canaries_machine import SOAK

EVERY_TIME = {
    **dict.fromkeys(("post notice", "post with buttons"), 20),
}
IN_A_LONG_RUN: dict[str, int] = {}


def missed() -> dict[str, tuple[int, int]]:
    """Of what a run has to have been through, with how often it was."""
    wanted = {**EVERY_TIME, **(IN_A_LONG_RUN if SOAK else {})}
    return {name: (SEEN[name], least) for name, least in wanted.items() if SEEN[name] < least}

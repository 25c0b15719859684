"""What a run of the machine of canaries in a workspace has to have been through to prove anything."""

from tests.support.canaries import SEEN
from tests.support.canaries_machine import SOAK

EVERY_TIME = {
    **dict.fromkeys(("post notice", "post with buttons"), 20),
    **dict.fromkeys(("post acknowledgement", "post added", "post in a thread", "mail in Slack's house"), 2),
    **dict.fromkeys(("views.open", "views.update", "words text in a modal"), 2),
}
IN_A_LONG_RUN = {
    **dict.fromkeys(("views.publish", "a code in a Home", "named later", "went on by mail", "post mail_bound"), 1),
    **dict.fromkeys(("post told", "post consult", "post reply", "post suspension", "post done", "post offer"), 1),
    **dict.fromkeys(
        ("post which", "post set_aside", "post refused", "post sealed", "post concern", "post question"), 1
    ),
    **dict.fromkeys(("answered by DM done", "answered by DM refused", "an edit names an administrator"), 1),
    **dict.fromkeys(("a member deletes", "an administrator hands over", "a member fills in the form"), 5),
    **dict.fromkeys(("a button", "a forger", "calls up", "a Home", "Slack refuses", "by DM"), 10),
}


def missed() -> dict[str, tuple[int, int]]:
    """Of what a run has to have been through, with how often it was."""
    wanted = {**EVERY_TIME, **(IN_A_LONG_RUN if SOAK else {})}
    return {name: (SEEN[name], least) for name, least in wanted.items() if SEEN[name] < least}

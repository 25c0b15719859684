"""What everybody of a case allowed, in words: the ledger of consents as its administrators may see it (P8, P9)."""

from daemon.phrases import of_track
from daemon.process.case import Case, Track
from daemon.process.records import CHANNEL, PARTIES, Grant, Item
from daemon.suspension_views import role_of
from daemon.views import Allowance


def allowances(case: Case) -> tuple[Allowance, ...]:
    """In the order in which it was said. Nobody allows anything in an appeal: its complaint's ledger counts there."""
    return () if case.track is Track.APPEAL else tuple(_allowance(case, each) for each in case.grants)


def _allowance(case: Case, grant: Grant) -> Allowance:
    return Allowance(
        who=grant.who,
        role=role_of(case, grant.who),
        value=str(grant.value),
        confirmed=grant.confirmed,
        item=str(grant.item),
        to=_audience(case, grant),
        at=grant.at,
        source=grant.source,
        withdrawn_at=grant.withdrawn_at,
    )


def _audience(case: Case, grant: Grant) -> str:
    match grant.audience:
        case audience if audience == PARTIES:
            return "the parties"
        case audience if audience == CHANNEL:
            return "everybody, as asked" if grant.item is Item.TEXT else "everybody, in the channel"
        case audience if audience == case.code:
            return of_track("reporter", case.track)
        case audience:
            return f"{audience} ({role_of(case, audience)})"

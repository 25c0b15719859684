"""The threads in which somebody may still write to us: Slack's history leaves out what is said in them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog

from daemon.direct import IN_SLACK
from daemon.house import SLACK, House
from daemon.secrets import Tampered
from daemon.store.errors import KeyGone
from daemon.store.unit import Unit
from daemon.store.values import Kept

log = structlog.get_logger("conductd.slack")

YOUNG = timedelta(days=90)  # what Slack itself keeps on a free plan
MOST = 400


def threads(unit: Unit, house: House, now: datetime) -> list[tuple[str, str]]:
    """The channel and the root of each, of open cases, the newest first."""
    found: dict[tuple[str, str], None] = {}
    for kept in sorted(unit.cases.open(house.terms), key=lambda each: each.case.opened_at, reverse=True):
        for name in (*_ours(unit, kept, now), *_theirs(unit, kept)):
            channel, _, ts = name.removeprefix(IN_SLACK).partition(":")
            found[channel, ts] = None
        if len(found) >= MOST:
            break
    return list(found)[:MOST]


def _ours(unit: Unit, kept: Kept, now: datetime) -> Iterator[str]:
    for row in unit.letters.of(kept.id):
        if row.sent_at and row.sent_at > now - YOUNG:
            try:
                body = unit.letters.open(row.id)
            except (Tampered, KeyGone):  # `audit` names it; the other threads are looked at all the same
                log.error("letter does not open", letter=row.name)  # noqa: TRY400  which one `audit` says
                continue
            if body.channel == SLACK and body.message_id.startswith(IN_SLACK):
                yield body.message_id


def _theirs(unit: Unit, kept: Kept) -> Iterator[str]:
    """The roots alone: an answer is in its root's thread."""
    try:
        said = unit.messages.of(kept.id)
    except (Tampered, KeyGone):  # the threads of the letters, and of other cases, are looked at all the same
        log.error("message does not open")  # noqa: TRY400  which one `audit` says
        return
    for each in said:
        name = str(each.reading.get("thread", "") or each.reading.get("message_id", ""))
        if name.startswith(IN_SLACK) and "/" not in name:
            yield name

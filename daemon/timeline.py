"""The history of one case as its administrators may read it: what happened, who did it, and what they said.

What another case is called stands here only for those who may know of that one (P14).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from daemon.direct import IN_SLACK
from daemon.fates import OWED_WORDS
from daemon.phrases import happened, of_track
from daemon.process.case import Case
from daemon.process.events_parties import Danger
from daemon.process.letters import LetterName
from daemon.process.records import PARTIES, Ground, Item
from daemon.sight import Sight
from daemon.store.values import Entry, Kept
from daemon.views import Moment
from parsers.when import say

NOBODY = frozenset({"clock", "post", "sender", "slack"})
NOT_SHOWN = frozenset({"CommandLine"})
# What is told of an event, in this order; the other fields are for the process, or say who may not know.
SAYS = {
    "who": "{}",
    "account": "{}",
    "accounts": "{}",
    "role": "as {}",
    "words": "{}",
    "how": "{}",
    "source": "{}",
    "due": "{}",
    "resolved_by": "hoped-for end {}",
    "until": "until {}",
    "to": "{}",
    "track": "{}",
    "consent": "{}",
    "item": "{}",
    "mark": "{}",
    "answer": "{}",
    "mending": "{}",
    "finding": "{}",
    "reply": "{}",
    "sender": "{}",
    "reasons": "reasons {}",
    "side": "{}",
    "told": "{}",
    "ground": "{}",
    "danger": "{}",
    "name": "{}",
    "letter": "{}",
    "short": "{}",
    "reason": "{}",
    "why": "{}",
    "stop": "not sent: {}",
    "message": "{}",
    "verb": "{}",
    "was": "before: {}",
}
LETTERS = frozenset({"name", "letter"})
CODES = ("code", "into", "appeal", "unverified_of")
# Without the code there is nothing left to tell, except that there is such a case.
ABOUT_ANOTHER = {
    "Related": "code",
    "SuspensionAppealed": "appeal",
    "AppealNoMore": "appeal",
    "SuspensionOverturned": "appeal",
    "ContextProposed": "appeal",
    "ContextCopyFate": "appeal",
}
USUAL = frozenset({str(Ground.COMPLAINT), str(Danger.NOT_READ), str(Item.WORDS), PARTIES})
ENDS = frozenset({"SuspensionOverturned", "SuspensionLifted", "LiftUndone"})
SAID_IN_ANY_CASE = frozenset({"DangerCorrected"})


def timeline(sight: Sight, kept: Kept) -> tuple[Moment, ...]:
    case = sight.seen(kept).case
    return tuple(_moment(sight, case, each) for each in entries(sight, kept) if each.kind not in NOT_SHOWN)


def entries(sight: Sight, kept: Kept) -> Iterator[Entry]:
    """The history without what another case did to this one, where they may not know of that other one."""
    overturned: set[str] = set()  # by a hidden appeal, as far as the rows were read
    left = ""  # the letter that the row before says has left
    for each in sight.unit.history.of(kept.id):
        hidden = _is_hidden(sight, each) or _follows(sight, each, overturned, left)
        account = str(each.body.get("account", ""))
        if each.kind == "SuspensionOverturned" and hidden:
            overturned.add(account)
        elif each.kind in ENDS:
            overturned.discard(account)
        left = str(each.body.get("name", "")) if each.kind == "LetterLeft" else ""
        if not hidden:
            yield each


def _is_hidden(sight: Sight, entry: Entry) -> bool:
    name = ABOUT_ANOTHER.get(entry.kind)
    if name is not None and sight.hides(str(entry.body.get(name, ""))):
        return True
    return any(sight.hides_short(str(entry.body.get(name, ""))) for name in ("short", "letter"))


def _follows(sight: Sight, entry: Entry, overturned: set[str], left: str) -> bool:
    """The row of what became of a decision on a hidden appeal: its letter is the appeal's, so no row here says that
    one has left.
    """
    body = entry.body
    match entry.kind:
        case "PartyReached":
            return body["who"] in overturned and left not in OWED_WORDS
        case "PartyMissed":
            return body["who"] in overturned and body["letter"] == LetterName.OVERTURNED
        case "LiftUndone":
            return body["account"] in overturned and entry.actor != sight.by
        case _:
            return False


def _moment(sight: Sight, case: Case, entry: Entry) -> Moment:
    return Moment(
        at=entry.at,
        what=happened(_kind(sight, entry), case.track),
        who="" if entry.actor in NOBODY else entry.actor,
        say="; ".join((*_said(sight, case, entry), *_elsewhere(sight, entry.body))),
    )


def _kind(sight: Sight, entry: Entry) -> str:
    """A case that goes on where they may not look has ended, as far as they may know."""
    return "Closed" if entry.kind == "Merged" and sight.hides(str(entry.body["into"])) else entry.kind


def _said(sight: Sight, case: Case, entry: Entry) -> Iterable[str]:
    for name, phrase in SAYS.items():
        value = entry.body.get(name)
        if name == "message" and str(value).startswith(IN_SLACK):
            value = _number(sight, entry.case_id, str(value))
        usual = isinstance(value, str) and value in USUAL and entry.kind not in SAID_IN_ANY_CASE
        if value and not usual:
            # who was named as what is said once: what they are now stands above
            yield phrase.format(value if name == "who" and "role" in entry.body else _shown(sight, case, name, value))
    if entry.kind == "ReporterWrote" and entry.body.get("off"):
        yield "their words keep somebody out, or are about one of you"
    if entry.body.get("retaliation"):
        yield "it may be retaliation"


def _shown(sight: Sight, case: Case, name: str, value: Any) -> str:
    match value:
        case datetime():
            return say(value, sight.house.zone)
        case list() | tuple():
            return ", ".join(_person(case, str(each)) for each in value)
        case str() if name in {"who", "account"}:
            return _person(case, value)
        case str() if name in LETTERS:
            return value.replace("_", " ")
        case _:
            return str(value)


def _number(sight: Sight, case_id: str, name: str) -> str:
    """A direct message by the number under which it is shown."""
    named = (each for each in sight.unit.messages.of(case_id) if each.reading.get("message_id") == name)
    found = next(named, None)
    return sight.unit.inbox.by_id(found.inbox_id).short if found and found.inbox_id else ""


def _person(case: Case, who: str) -> str:
    """A party by their code and role; an administrator by name."""
    if who == case.code:
        return of_track("the reporter", case.track)
    party = case.party(who)
    return f"{who} ({party.role})" if party else who


def _elsewhere(sight: Sight, body: Mapping[str, Any]) -> Iterable[str]:
    """The other cases that an event names; of a suspension the party too."""
    against = body.get("against") or {}
    codes = [body.get(name) for name in CODES] + [against.get(name) for name in ("complaint", "account")]
    return (code for code in codes if code and not sight.hides(code))

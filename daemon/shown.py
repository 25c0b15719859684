"""What comes with somebody's own report in Slack's form, and what an administrator hands over: a case of its own, at
once, whatever other case its author may have.

Of what was handed over the author is the reporter: they are answered from the app's own conversation with them, and
never in the administrator's name. Whoever pressed is who Slack says it was.
"""

from dataclasses import replace
from datetime import datetime

from daemon.admission import SAID, Admission, Incoming
from daemon.direct import Direct, Kind, direct, is_report, message_of
from daemon.house import MEMBER, Administrator
from daemon.post import About
from daemon.process.letters import Fact, Letter, LetterName, To
from daemon.process.records import Copy
from daemon.reception import Reception, Verdict
from daemon.store.unit import Unit
from daemon.store.values import InboxMessage, InboxState, Kept
from parsers.message import Forwarded, Message
from parsers.terms import MessageKind

HANDED_OVER = "the message was handed over: it is kept as a case"
BEFORE = "handed over before"


class Shown:
    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        self._admission: Admission = reception.admission
        self._house = reception.house

    def message(self, unit: Unit, found: Direct) -> Message | None:
        """None where whoever did it may not. Where its author is nobody whom we may write to, it is a forward."""
        message = message_of(found)
        if is_report(found):
            return replace(message, forwarded=tuple(self._by_name(each) for each in message.forwarded))
        by = self._by(found)
        if by is None:
            return None
        return message if self._has_reporter(unit, message) else self._as_forward(message, by)

    def take(self, unit: Unit, incoming: Incoming, found: Direct, now: datetime) -> Verdict:
        if unit.inbox.state(incoming.row.id) is not InboxState.NEW:
            return Verdict.KEEP
        by = None if is_report(found) else self._by(found)
        if by is None:
            self._admission.open(unit, _of_some_kind(incoming), now)
            return Verdict.KEEP
        if not self._was_here(unit, incoming.row, found):
            kept = self._open(unit, incoming, now)
            unit.history.record(kept.id, now, "HandedOver", by.name, {})
            unit.cursors.set_for_good(_name(found), "done")
        if found.kind is not Kind.PERSONAL:  # of that one they were told when they took it
            self._say_so(unit, by, now)
        return Verdict.KEEP

    def _say_so(self, unit: Unit, by: Administrator, now: datetime) -> None:
        # without its code: whoever handed it over may be the one whom it is about (P14)
        facts: dict[str, Fact] = {"code": "", "what": HANDED_OVER, "letter": "", "at": None}
        done = Letter(name=LetterName.DONE, to=To.ONE_ADMINISTRATOR, who=by.name, facts=facts)
        self._admission.corridor.post.write(unit, About(), (done,), now)

    def _open(self, unit: Unit, incoming: Incoming, now: datetime) -> Kept:
        """Whoever did not ask us is not told a number: somebody looks at what they wrote."""
        if not incoming.message.sender:
            return self._admission.open_forwarded(unit, incoming, now)
        reading = replace(_of_some_kind(incoming).reading, asks_count=False)
        return self._admission.open(unit, replace(incoming, reading=reading, copy=Copy.HANDED_OVER), now)

    def _was_here(self, unit: Unit, row: InboxMessage, found: Direct) -> bool:
        """One message is one case, by whichever of the administrators it comes."""
        if not unit.cursors.get(_name(found)):
            return False
        unit.inbox.settle(row.id, InboxState.DONE, None, BEFORE)
        return True

    def _by(self, found: Direct) -> Administrator | None:
        return self._house.administrator_at(found.by)

    def _has_reporter(self, unit: Unit, message: Message) -> bool:
        if not MEMBER.fullmatch(message.sender) or self._house.administrator_at(message.sender):
            return False
        account = unit.accounts.by_id(message.sender)
        return account is None or not account.bot

    def _as_forward(self, message: Message, by: Administrator) -> Message:
        """Another administrator's own words are looked at without them: they may be what it is about (P14)."""
        author = "" if self._house.administrator_at(message.sender) == by else message.sender
        shown = self._by_name(Forwarded(author, "", message.text))
        return replace(message, sender="", text="", forwarded=(shown, *message.forwarded))

    def _by_name(self, shown: Forwarded) -> Forwarded:
        """The readers know an administrator by what the configuration calls them, which need not be the id."""
        author = self._house.administrator_at(shown.sender)
        return replace(shown, sender=author.name) if author else shown


def _of_some_kind(incoming: Incoming) -> Incoming:
    """At least a report: somebody said that it is one."""
    kind = incoming.reading.first_kind
    return replace(incoming, reading=replace(incoming.reading, kind=kind if kind in SAID else MessageKind.REPORT))


def is_shown(found: Direct) -> bool:
    return found.kind is Kind.PERSONAL or (found.kind is Kind.ACT and found.about.get("act") in {"report", "hand over"})


def handed_over_before(unit: Unit, raw: bytes) -> bool:
    """Whether an administrator handed this message over already, so that nobody need be asked about it."""
    return bool(unit.cursors.get(_name(direct(raw))))


def _name(found: Direct) -> str:
    return f"handed over {message_of(found).message_id}"

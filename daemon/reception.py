"""What a message becomes: a word in its case, a case of its own, an administrator's command, or something to look at.

One transaction a message. Nothing is dropped: what fits nowhere is set aside for a person, with a fixed reason.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from daemon.admission import SAID, Admission, Author, Incoming
from daemon.answered import SENT_FOLDER, Answered
from daemon.appealing import Appealing, suspended, vouched_for
from daemon.by_mail import ByMail, only_mail
from daemon.corridor import Actor
from daemon.fates import WRITTEN
from daemon.house import Administrator
from daemon.matching import Match, goes_on, match
from daemon.matching_slack import is_of_its_own, match_slack
from daemon.meaning import Asked
from daemon.orders import Orders
from daemon.orders_mail import MailOrders
from daemon.process.case import Case, Role, Standing, Track
from daemon.process.events_audience import Included
from daemon.process.letters import LetterName
from daemon.process.records import Release
from daemon.readers import Readers
from daemon.returned import CAME_BACK, failed, left, letter_of
from daemon.store.purging import COMMAND
from daemon.store.unit import Unit
from daemon.store.values import InboxMessage, InboxState, Kept, LetterState
from daemon.tokens import Tokens
from parsers.authenticity import Verdict as Vouched
from parsers.automatic import WORDED, Failure, bounced, is_by_words_alone
from parsers.message import Channel, Message
from parsers.reading import Reading
from parsers.terms import MessageKind, Word

# how a list, a web form or an office's mail system may mark what a person wrote: such a report is never dropped
DOUBTFUL = frozenset({"list", "bulk", "auto-submitted", "conductd"})
CASES_A_DAY = 20  # that one sender can begin; further mails are set aside, and those that speak of danger are not
DAY = timedelta(days=1)
FLOOD = "its sender began too many cases today"
EMBEDDED = "smtp"  # the embedded default's own door: its mail is never a command


class Verdict(StrEnum):
    """What the door does with its copy."""

    KEEP = "keep"
    ASIDE = "aside"
    LEAVE = "leave"
    REMOVE = "remove"


class Reception:
    """`look` (what case is it?) and `take` (what follows?) run in a transaction each; reading comes between them."""

    def __init__(self, admission: Admission, orders: Orders, tokens: Tokens, readers: Readers) -> None:
        self.readers = readers
        self._admission = self.admission = admission
        self.house = self._house = admission.house
        self.post = admission.corridor.post
        self._orders = MailOrders(orders)
        self._tokens = tokens
        self._appealing = Appealing(admission)
        self.answered = Answered(admission.corridor, tokens)
        self.by_mail = ByMail(self._house, self.post)

    def look(self, unit: Unit, message: Message, now: datetime) -> Match | None:
        if message.channel is Channel.SLACK:
            return match_slack(unit, self._house, message)
        found = match(unit, self._house, self._tokens, message, now)
        return found or self.by_mail.match(unit, message, now)

    async def reading(self, message: Message, found: Match | None) -> Reading:
        return await self.readers.read(message, self._admission.context(found.sent_lines if found else frozenset()))

    def may_command(self, message: Message, found: Match) -> bool:
        """Whether it may be an administrator's command; what it is is seen when it is taken."""
        return self._house.administrator_at(message.sender) is not None and found.vouched is Vouched.PASS

    def set_aside(self, unit: Unit, row: InboxMessage, reason: str, now: datetime) -> Verdict:
        self._admission.set_aside(unit, row, reason, now)
        return Verdict.ASIDE

    def take(self, unit: Unit, incoming: Incoming, now: datetime) -> Verdict:
        """Everything that follows from one message, in one transaction; nothing where it was done before."""
        row, message = incoming.row, incoming.message
        if unit.inbox.state(row.id) is not InboxState.NEW:
            return Verdict.KEEP
        if row.channel == SENT_FOLDER:
            self.answered.take(unit, incoming, now)
            return Verdict.KEEP
        if self._is_our_own(unit, message, now):
            return self._done(unit, row, "our own letter")
        found = self.look(unit, message, now)
        # words alone say little, and less from who has our token
        if incoming.reading.automatic and not (found and is_by_words_alone(incoming.reading.automatic, message)):
            return self._automatic(unit, incoming, found, now)
        self.by_mail.bind(unit, message, now)
        administrator = self._house.administrator_at(message.sender)
        if not administrator and is_of_its_own(message, incoming.reading, found):
            found = None
        author = self._author(unit, found, message)
        if found and author and not (administrator and self._answers_notice(unit, message)):
            return self._in_case(unit, incoming, found, author, now)
        if administrator and found:
            return self._order(unit, incoming, administrator, found, now)
        if found and self._is_outside(message.sender):
            # an answer to 'something waits': who is told that it came would know that a case is sealed (P14)
            return self._of_contact(unit, incoming, found, now)
        if administrator and not self._appeals(unit, incoming):
            return self._from_administrator(unit, incoming, now)
        return self._first(unit, incoming, now)

    def _is_our_own(self, unit: Unit, message: Message, now: datetime) -> bool:
        """A letter of ours that came back to us as a copy is evidence that it left (design 9.4)."""
        letter = unit.letters.by_message_id(f"<{message.message_id}>") if message.message_id else None
        if letter is None or message.sender != self._house.address.lower():
            return False
        if letter.state is LetterState.PENDING and letter.attempts:  # it was in doubt, and would be sent again
            unit.letters.mark_sending(letter.id, now)
        left(unit, self._admission.corridor, letter, now)
        return True

    def _answers_notice(self, unit: Unit, message: Message) -> bool:
        """An administrator who reported, was suspended or was asked gets both kinds of letters: which of the two they
        answer says who speaks.
        """
        answered = (unit.letters.by_message_id(f"<{each}>") for each in message.in_reply_to)
        return any(letter and letter.to_kind not in WRITTEN for letter in answered)

    def _appeals(self, unit: Unit, incoming: Incoming) -> bool:
        """An administrator whose own account is suspended may appeal as anybody may (P10)."""
        own = incoming.reading.first_kind is MessageKind.APPEAL and not incoming.message.forwarded
        return own and bool(suspended(unit, self._house, incoming.message.channel, incoming.message.sender))

    def _is_outside(self, sender: str) -> bool:
        return self._house.outside is not None and sender == self._house.outside.address.lower()

    def _of_contact(self, unit: Unit, incoming: Incoming, found: Match, now: datetime) -> Verdict:
        """Who was handed a sealed case may let the administrators know (P14); all else is left alone."""
        kept, includes = found.kept, Word.INCLUDE in incoming.reading.words
        if kept and kept.case.release is Release.CONTACT and includes:
            outside = self._house.outside
            event = Included(found.standing, outside.name if outside else "")
            self._admission.corridor.walk(unit, kept, (event,), now, Actor.SENDER)
        return self._done(unit, incoming.row, "an answer by the outside contact")

    def _done(self, unit: Unit, row: InboxMessage, reason: str, case_id: str | None = None) -> Verdict:
        unit.inbox.settle(row.id, InboxState.DONE, case_id, reason)
        return Verdict.KEEP

    def _automatic(self, unit: Unit, incoming: Incoming, found: Match | None, now: datetime) -> Verdict:
        """Recorded and never answered (RFC 3834); a bounce is tied to the letter that bounced."""
        why, row = incoming.reading.automatic, incoming.row
        tied = why in {"bounce", "undelivered"} and self._bounce(unit, incoming, now)
        if why in DOUBTFUL and _tells(incoming.reading, found):
            return self.set_aside(unit, row, f"it looks like a program's ({why}), and tells of something", now)
        if incoming.reading.urgent and why not in {"bounce", "undelivered"}:
            return self.set_aside(unit, row, f"it looks like a program's ({why}), and tells of danger", now)
        # a notice about what an administrator's mailbox answers by itself would be answered in the same way
        if why in WORDED and not tied:
            reason = f"it reads like a program's ({why})"
            if not self._house.administrator_at(incoming.message.sender):
                return self.set_aside(unit, row, reason, now)
            unit.inbox.settle(row.id, InboxState.ASIDE, None, reason)
            return Verdict.ASIDE
        if found and found.kept:
            unit.history.record(found.kept.id, now, "AutomaticMail", Actor.SENDER, {"why": why})
            self._admission.keep(unit, incoming, found.kept, None)
            return self._done(unit, row, why, found.kept.id)
        return self._done(unit, row, why)

    def _bounce(self, unit: Unit, incoming: Incoming, now: datetime) -> bool:
        """Whether it tells of a letter of ours; that letter failed, where it says that it did for good."""
        bounce = bounced(incoming.row.raw, incoming.message)
        letter = letter_of(unit, self._tokens, bounce, incoming.message, now)
        if letter and bounce.permanent is Failure.PERMANENT:
            failed(unit, self._admission.corridor, letter, CAME_BACK, now)
        return letter is not None

    def _author(self, unit: Unit, found: Match | None, message: Message) -> Author | None:
        """The sender, where they are the author of the case that their token opens, or the party whose own it is."""
        kept = goes_on(unit, self._house, found.kept) if found else None
        if found is None or kept is None:
            return None
        lookup = unit.lookup(message.channel, message.sender)
        theirs = (each for each in unit.parties.of(kept.id) if lookup in {way.lookup for way in each.ways})
        party = next((each for each in theirs if each.role == Role.REPORTER or each.code == found.code), None)
        return Author(kept, party, found.standing, self._asked(unit, kept, message)) if party else None

    def _in_case(self, unit: Unit, incoming: Incoming, found: Match, author: Author, now: datetime) -> Verdict:
        """More words of somebody who has a part in a case: its author, or a party in their own thread."""
        kept, party = author.kept, author.party
        self.by_mail.said(unit, author, incoming, now)
        if incoming.message.channel is Channel.SLACK and only_mail(incoming.reading):
            self._admission.keep(unit, incoming, kept, party)
            return self._done(unit, incoming.row, "", kept.id)
        if kept.case.track is Track.APPEAL:
            self._appealing.of_author(unit, incoming, found, kept, party, now)
            return Verdict.KEEP
        if party.role == Role.REPORTER:
            self._admission.add(unit, incoming, author, now)
            return self._done(unit, incoming.row, "", kept.id)
        if author.asked is Asked.NOTHING and self._appealing.of_party(unit, incoming, party, found.standing, now):
            return Verdict.KEEP
        self._admission.add_of_party(unit, incoming, author, now)
        return self._done(unit, incoming.row, "", kept.id)

    def _asked(self, unit: Unit, kept: Kept, message: Message) -> Asked:
        """By the letter of ours that it answers: a yes to an old text is no yes to another one (P9)."""
        answered = (unit.letters.by_message_id(f"<{each}>") for each in message.in_reply_to)
        letter = next((each for each in answered if each), None)
        if letter is None or letter.name != LetterName.CONSULT:
            return Asked.BEFORE if letter is None and _waits(kept.case) else Asked.NOTHING
        asked = kept.case.consultation
        same = asked is not None and letter.case_id == kept.id and unit.letters.open(letter.id).words == asked.text
        return Asked.NOW if same else Asked.BEFORE

    def _from_administrator(self, unit: Unit, incoming: Incoming, now: datetime) -> Verdict:
        """What they got privately and hand on opens a case without a reporter; their other mail starts nothing."""
        row, message = incoming.row, incoming.message
        vouched = vouched_for(self._house, message)
        if row.channel == EMBEDDED or vouched is not Standing.VERIFIED or not message.forwarded:
            return self.set_aside(unit, row, "from an administrator, and no answer to a notice", now)
        self._admission.open_forwarded(unit, incoming, now)
        return Verdict.KEEP

    def _order(
        self, unit: Unit, incoming: Incoming, administrator: Administrator, found: Match, now: datetime
    ) -> Verdict:
        """A command only from an authenticated administrator who answers a letter of ours (design 8)."""
        row, vouched, by, text = incoming.row, found.vouched is Vouched.PASS, administrator.name, incoming.reading.text
        said = f"command of {by}: {incoming.message.message_id}"
        # its words go where the case goes, and so does its copy (P14); looked at first: it may take its author off
        kept = self._orders.concerns(unit, by, text, found.code) if vouched else None
        case_id = kept.id if kept else None
        if vouched and incoming.message.message_id and unit.cursors.get(said):
            return self._done(unit, row, "a command that came before", case_id)
        trusted = vouched and incoming.message.message_id and found.standing is Standing.VERIFIED
        if row.channel == EMBEDDED or not trusted:
            self._orders.not_verified(unit, by, row.received_at, now)
            return self._done(unit, row, "a command that nobody vouches for")
        unit.cursors.set_for_good(said, "done")
        self._orders.by_mail(unit, by, text, found.code, now, incoming.message.thread)
        return self._done(unit, row, COMMAND, case_id)

    def _first(self, unit: Unit, incoming: Incoming, now: datetime) -> Verdict:
        reading = incoming.reading
        kind = reading.first_kind if reading.kind is MessageKind.FOLLOWUP else reading.kind
        if not incoming.message.sender:
            return self.set_aside(unit, incoming.row, "it names no one sender", now)
        if kind is MessageKind.APPEAL:
            self._appealing.first(unit, incoming, vouched_for(self._house, incoming.message), now)
            return Verdict.KEEP
        if kind not in SAID:
            self._admission.receipt(unit, incoming.message, now)
            return self.set_aside(unit, incoming.row, "it reads like no report and no question", now)
        if not reading.urgent and self._is_flood(unit, incoming.message, now):
            return self.set_aside(unit, incoming.row, FLOOD, now)
        self._admission.open(unit, replace(incoming, reading=replace(reading, kind=kind)), now)
        return Verdict.KEEP

    def _is_flood(self, unit: Unit, message: Message, now: datetime) -> bool:
        """Each case brings a notice, a clock and reminders; nobody could find anything among those of a flood."""
        return unit.parties.opened_since(message.channel, message.sender, now - DAY) >= CASES_A_DAY


def _tells(reading: Reading, found: Match | None) -> bool:
    """Within its case an out-of-office note is recorded there; only danger is worth a look."""
    if found and found.kept:
        return reading.urgent
    return reading.urgent or reading.first_kind in {*SAID, MessageKind.APPEAL}


def _waits(case: Case) -> bool:
    """Whether a text is asked about: a SHARE that answers no letter may mean that text or everything, and counts for
    neither (P9).
    """
    return case.consultation is not None and case.consultation.ended_at is None

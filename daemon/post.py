"""Letters of a decision into the outbox: who that is by name and address, when each may leave, under which Message-ID.

Nothing is sent here; a letter is a row in the transaction that caused it (design 9.4).
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from daemon.access_lost import loses_access
from daemon.config_model import Mode
from daemon.fates import WRITTEN
from daemon.house import EMAIL, MEMBER, SLACK, House
from daemon.process.audience import recipients
from daemon.process.case import Case, Role
from daemon.process.deadlines import quiet_end
from daemon.process.letters import Letter, LetterName, Timing, To
from daemon.reached_by import last_channel, ways_to
from daemon.roster import roster
from daemon.rules_channel import place_of
from daemon.second_look import kept_marks
from daemon.sight import DECISIONS, Sight
from daemon.store.unit import Unit
from daemon.store.values import LetterBody, LetterRow, LetterState, NewLetter, Party
from daemon.tokens import Tokens, Use, message_id

TOKEN_LIVES = timedelta(days=400)  # a year of retention, and then some
DAILY_LIMIT = 5  # automatic answers to one sender outside an open case (design 9.7)
ASIDE_LIMIT = 20  # notices of messages set aside, to one administrator in a day; `cases` lists all of them
REFUSED_LIMIT = 5  # words to one administrator in a day that a command in their name was not believed
OUTSIDE_LIMIT = 5  # words in a day that something waits, whoever makes them needed
MISUNDERSTOOD_LIMIT = 30  # answers to one administrator in a day that their mail was no command
LIMITS = {
    LetterName.SET_ASIDE: ASIDE_LIMIT,
    LetterName.NOT_VERIFIED: REFUSED_LIMIT,
    LetterName.OUTSIDE_ESCALATION: OUTSIDE_LIMIT,
    LetterName.REFUSED: MISUNDERSTOOD_LIMIT,
    LetterName.OFFER: MISUNDERSTOOD_LIMIT,
}
ANSWERS_TO_COMMANDS = frozenset({LetterName.REFUSED, LetterName.OFFER})  # in Slack there is nobody but a person
CASE_LIMIT = 10  # of each letter that only answers more words, in one case to one reader in a day
REPEATED = frozenset(
    {LetterName.ADDED, LetterName.CORRECTED, LetterName.WROTE_AGAIN, LetterName.SEALED_CHOSEN, LetterName.RELEASED}
)
DAY = timedelta(days=1)
IN_SLACK = "slack:"  # how a direct message is named where a mail has its Message-ID
OF_LETTERS = frozenset({LetterName.UNDELIVERED, LetterName.DRAFTED})
FIRST_ANSWERS = frozenset(
    {
        LetterName.QUESTION,
        LetterName.COUNT,
        LetterName.NEUTRAL_RECEIPT,
    }
)
# whoever forges small things in somebody's name does not use up the answer that lets them go on (P2, P10)
ON_THEIR_OWN = frozenset({LetterName.ACKNOWLEDGEMENT, LetterName.CONCERN, LetterName.SEALED, LetterName.APPEAL_CONFIRM})
UNANSWERED = "Its sender was not answered: too many mails came from that address today. Write: reply {code} words"


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a letter goes to, and by which channel; `code` is what their token opens."""

    address: str = field(repr=False)
    name: str = field(repr=False)
    code: str
    channel: str = EMAIL


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter that now waits in the outbox. `short` is what `undo`, `release`, `resend` and `drop` take."""

    short: str
    letter: Letter
    leaves_at: datetime
    draft: bool
    channel: str = EMAIL


HEAD_START = timedelta(days=7)  # longer than any outage is waited for


@dataclass(frozen=True, slots=True)
class About:
    """What letters are about: a case and its row, or one message of a stranger (`thread` is its Message-ID)."""

    case_id: str | None = None
    case: Case | None = None
    code: str = ""
    thread: str = field(default="", repr=False)
    off: frozenset[str] = field(default=frozenset(), repr=False)


class Post:
    def __init__(self, house: House, tokens: Tokens) -> None:
        self._house = house
        self._tokens = tokens

    def write(self, unit: Unit, about: About, letters: Iterable[Letter], now: datetime) -> tuple[Posted, ...]:
        """A row for each letter and reader; letters that are off, or beyond the daily limit, are left out."""
        written: tuple[Posted, ...] = ()
        unanswered = False
        for letter in letters:
            for reader in self._readers(unit, about, letter, now):
                told = _unanswered(letter) if unanswered else letter
                posted = self._one(unit, about, told, reader, now)
                written += (posted,) if posted else ()
                unanswered |= posted is None and letter.name in ON_THEIR_OWN and self._is_on(letter)
        return written

    def _is_on(self, letter: Letter) -> bool:
        return self._house.mode(letter.name) is not Mode.OFF

    def _one(self, unit: Unit, about: About, letter: Letter, reader: Reader, now: datetime) -> Posted | None:
        if not self._is_on(letter) or self._too_many(unit, about, letter, reader, now):
            return None
        leaves = self._leaves(letter, now)
        draft = self._house.mode(letter.name) is Mode.ASK or bool(letter.marks)
        _, short = unit.letters.add(
            NewLetter(
                name=letter.name,
                to_kind=letter.to,
                channel=reader.channel,
                address=reader.address,
                recipient=reader.name,
                created_at=now,
                not_before=leaves,
                case_id=about.case_id,
                facts=letter.facts,
                words=letter.words,
                code=reader.code,
                message_id=self._message_id(reader, now),
                in_reply_to=self._thread(unit, about, letter, reader),
                state=LetterState.DRAFT if draft else LetterState.PENDING,
                marks=kept_marks(letter.marks),
                head_start=_head_start(about) if leaves <= now else timedelta(),
            )
        )
        return Posted(short, letter, leaves, draft, reader.channel)

    def _leaves(self, letter: Letter, now: datetime) -> datetime:
        """When it may leave: words can be undone for a while, and what can wait for the morning does."""
        quiet = self._house.terms.quiet
        match letter.timing:
            case Timing.AFTER_UNDO:
                return now + self._house.undo
            case Timing.IN_WAKING_HOURS if quiet:
                return quiet_end(quiet, now)
            case _:
                return now

    def _message_id(self, reader: Reader, now: datetime) -> str:
        """Of a mail; a direct message is named by Slack once it is there."""
        if reader.channel != EMAIL:
            return ""
        domain = self._house.address.rpartition("@")[2]
        token = self._tokens.make(reader.code, reader.address, (now + TOKEN_LIVES).date(), Use.MESSAGE_ID)
        return message_id(token, secrets.token_hex(8), domain)

    def token(self, code: str, address: str, now: datetime) -> str:
        return self._tokens.make(code, address, (now + TOKEN_LIVES).date())

    def _readers(self, unit: Unit, about: About, letter: Letter, now: datetime) -> tuple[Reader, ...]:
        code = about.code or self._house.prefix
        match letter.to:
            case To.STRANGER:
                return (Reader(letter.who, "", code, SLACK if MEMBER.fullmatch(letter.who) else EMAIL),)
            case To.REPORTER:
                found = (self._reached(unit, each) for each in _reporters(unit, about))
                return tuple(replace(each, code=code) for each in found if each)
            case To.PARTY:
                party = unit.parties.by_code(letter.who)
                reader = self._reached(unit, party) if party else None
                return (reader,) if reader else ()
            case To.ONE_ADMINISTRATOR:
                return self._administrators((letter.who,), code)
            case To.RULES_CHANNEL:
                place = place_of(unit) if self._house.slack else ""
                return (Reader(place, "", "", SLACK),) if place else ()
            case To.OUTSIDE_CONTACT:
                return self._outside(code)
            case _:
                names = self._names(unit, about, letter, now)
                return self._administrators(names, code) if names else ()

    def unreachable(self, unit: Unit, about: About, letters: Iterable[Letter], now: datetime) -> tuple[Letter, ...]:
        """Those that are for somebody of the case and for whom no address is known."""
        return tuple(
            letter
            for letter in letters
            if letter.to in {To.REPORTER, To.PARTY}
            and self._is_on(letter)
            and not self._readers(unit, about, letter, now)
        )

    def another_way(self, unit: Unit, letter: LetterRow, body: LetterBody) -> Reader | None:
        """The next place that is known of its reader (P7)."""
        party = None
        if letter.to_kind in WRITTEN and letter.case_id:
            party = unit.parties.by_lookup(letter.case_id, letter.lookup)
        if party:
            places = [(each.channel, each.address) for each in ways_to(unit, self._house, party)]
        else:
            administrator = self._house.administrator(body.recipient)
            places = list(self._house.places_of(administrator)) if administrator else []
        tried = (body.channel, body.address)
        if tried not in places:
            return None
        if body.channel == SLACK:  # a message that could not be posted says nothing of the mail addresses
            further = [each for each in places if each[0] == EMAIL]
        else:
            further = places[places.index(tried) + 1 :]
        return Reader(further[0][1], body.recipient, body.code, further[0][0]) if further else None

    def by_another_way(self, unit: Unit, letter: LetterRow, now: datetime) -> bool:
        """The same letter to the next place that is known of its reader; False where there is none."""
        body = unit.letters.open(letter.id)
        reader = self.another_way(unit, letter, body)
        if reader is None:
            return False
        unit.letters.add(
            NewLetter(
                name=letter.name,
                to_kind=letter.to_kind,
                channel=reader.channel,
                address=reader.address,
                recipient=reader.name,
                created_at=now,
                not_before=now,
                case_id=letter.case_id,
                facts=body.facts,
                words=body.words,
                code=reader.code,
                message_id=self._message_id(reader, now),
                marks=body.marks,
            )
        )
        return True

    def _names(self, unit: Unit, about: About, letter: Letter, now: datetime) -> tuple[str, ...]:
        everybody = roster(unit, self._house, now)
        if about.case is None:
            return tuple(member.name for member in everybody if member.name not in about.off)
        names = recipients(letter.to, about.case, everybody, now)
        if letter.name not in OF_LETTERS:
            return names
        every = dict.fromkeys((*names, *recipients(To.ADMINISTRATORS, about.case, everybody, now)))
        heard = [each for each in every if self._may_hear(unit, about.case, letter, each)]
        return tuple(each for each in heard if each in names) or tuple(heard)

    def _may_hear(self, unit: Unit, case: Case, letter: Letter, name: str) -> bool:
        """What became of a letter that follows from a hidden appeal would say that there is one (P14)."""
        sight = Sight(unit, self._house, name)
        decided = letter.facts.get("letter") in DECISIONS and sight.beside_hidden(case)
        return not decided and not sight.hides_short(str(letter.facts.get("short", "")))

    def _administrators(self, names: tuple[str, ...], code: str) -> tuple[Reader, ...]:
        known = [each for name in names if (each := self._house.administrator(name))]
        places = [(each, self._house.places_of(each)[:1]) for each in known]
        return tuple(Reader(where[1], each.name, code, where[0]) for each, first in places for where in first)

    def _reached(self, unit: Unit, party: Party) -> Reader | None:
        """By the channel in which they wrote last; whose access to Slack ends, by mail (P6)."""
        ways = ways_to(unit, self._house, party)
        if len(ways) > 1:
            wanted = EMAIL if loses_access(unit, self._house, party) else last_channel(unit, party)
            ways.sort(key=lambda way: way.channel != wanted)
        return Reader(ways[0].address, party.name, party.code, ways[0].channel) if ways else None

    def _outside(self, code: str) -> tuple[Reader, ...]:
        outside = self._house.outside
        return (Reader(outside.address, outside.name, code),) if outside else ()

    def _too_many(self, unit: Unit, about: About, letter: Letter, reader: Reader, now: datetime) -> bool:
        """Who writes and writes, a program above all, is not answered each time (design 9.7). The danger line is not
        held back by that; a loop in an open case ends all the same.
        """
        lookup = unit.lookup(reader.channel, reader.address)
        if letter.name in REPEATED and about.case_id:
            rows = unit.letters.of(about.case_id)
            same = [row for row in rows if row.name == letter.name and row.lookup == lookup]
            return sum(now - DAY < row.created_at < now + DAY for row in same) >= CASE_LIMIT
        if letter.name in LIMITS and (reader.channel == EMAIL or letter.name not in ANSWERS_TO_COMMANDS):
            return self._counted(unit, {letter.name}, lookup, now) >= LIMITS[letter.name]
        if letter.name not in FIRST_ANSWERS | ON_THEIR_OWN or letter.facts.get("urgent") == "yes":
            return False
        if letter.name in ON_THEIR_OWN:
            return self._counted(unit, {letter.name}, lookup, now) >= DAILY_LIMIT
        # first answers alone: what an open case writes counts for nothing, and its reporter may open another
        return self._counted(unit, FIRST_ANSWERS, lookup, now) >= DAILY_LIMIT

    def _counted(self, unit: Unit, names: Iterable[str], lookup: str, now: datetime) -> int:
        """Within a day. What a clock that was years ahead wrote must not silence anybody until those years are over."""
        return unit.letters.count_of(names, lookup, now - DAY, now + DAY)

    def _thread(self, unit: Unit, about: About, letter: Letter, reader: Reader) -> str:
        """What the letter answers: the reporter's own last message, or an administrator's notice of the case."""
        if reader.channel == SLACK:
            return self._slack_thread(unit, about, letter, reader)
        if about.thread.startswith(IN_SLACK):
            return ""
        if about.thread or about.case_id is None:
            return about.thread
        if letter.to is To.REPORTER:
            theirs = [each for each in unit.messages.of(about.case_id) if each.party_id]
            ids = [str(each.reading.get("message_id", "")) for each in theirs]
            return next((f"<{each}>" for each in reversed(ids) if each and not each.startswith(IN_SLACK)), "")
        lookup = unit.lookup(EMAIL, reader.address)
        earlier = [row for row in unit.letters.of(about.case_id) if row.lookup == lookup]
        return unit.letters.open(earlier[0].id).message_id if earlier else ""

    def _slack_thread(self, unit: Unit, about: About, letter: Letter, reader: Reader) -> str:
        """Whoever writes in a thread is answered there; all else stands in the conversation itself. A consultation
        does too: what is said in a thread answers its first message, and there the yes would be one to something else.
        """
        if letter.name is LetterName.CONSULT:
            return ""
        if about.thread or about.case_id is None or letter.to not in WRITTEN:
            return about.thread if about.thread.startswith(IN_SLACK) else ""
        party = unit.parties.find(about.case_id, SLACK, reader.address)
        theirs = [each for each in unit.messages.of(about.case_id) if party and each.party_id == party.id]
        last = next((each.reading for each in reversed(theirs)), None)
        return str(last.get("thread", "")) if last else ""


def _head_start(about: About) -> timedelta:
    """Where danger was read its letters go before whatever else waits, after an outage too."""
    return HEAD_START if about.case and about.case.urgent else timedelta()


def _unanswered(letter: Letter) -> Letter:
    """The notice of a case whose sender was not answered says so."""
    if letter.name is not LetterName.NOTICE:
        return letter
    flag = letter.facts.get("flag")
    known = flag if isinstance(flag, tuple) else ()
    line = UNANSWERED.format(code=letter.about)
    return replace(letter, facts={**letter.facts, "flag": (*known, line)})


def _reporters(unit: Unit, about: About) -> tuple[Party, ...]:
    parties = unit.parties.of(about.case_id) if about.case_id else ()
    return tuple(each for each in parties if each.role == Role.REPORTER)

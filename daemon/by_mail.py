"""Going on by mail: a word that a party asks for in Slack, and the first mail address that brings it (design 8).

The word is single-use, 128 bits, kept as a keyed hash, and void after two weeks or once a new one is given. It adds to
a case and reads nothing out. Whoever holds it is believed: no From line could say more.
"""

import secrets
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from daemon.admission import Author, Incoming
from daemon.corridor import Actor
from daemon.house import EMAIL, SLACK, House
from daemon.mail_words import LONGEST_START, MOST_TRIED, WORD, given, given_to
from daemon.matching import Match, goes_on, sent_lines
from daemon.post import About, Post
from daemon.process.case import Role, Standing
from daemon.process.letters import Fact, Letter, LetterName, To
from daemon.reached_by import ways_to
from daemon.store.purging import ERASED
from daemon.store.unit import Unit
from daemon.store.values import Kept, LetterState, NewLetter, Party, Way
from parsers.authenticity import Verdict, authenticated
from parsers.message import Channel, Message
from parsers.newtext import new_text
from parsers.reading import Reading
from parsers.terms import Word

LIVES = timedelta(days=14)
RANDOM_BYTES = 16
SPENT = "-"


@dataclass(frozen=True, slots=True)
class Brought:
    """A word that counts, the case that it is for, and the party who was given it there."""

    word: str = field(repr=False)
    kept: Kept
    party: Party


@dataclass(frozen=True, slots=True)
class Told:
    """Where the party is told of it: in their own conversation with us, whatever channel they are answered in."""

    kept: Kept
    code: str
    member: str
    thread: str = ""


class ByMail:
    def __init__(self, house: House, post: Post) -> None:
        self._house = house
        self._post = post

    # --- asked for, in Slack

    def said(self, unit: Unit, author: Author, incoming: Incoming, now: datetime) -> None:
        """MAIL and STOP by somebody who writes in Slack, for their own part in a case. An administrator's addresses are
        known, and a mail from one is a command: they go on where they are.
        """
        message, words = incoming.message, incoming.reading.words
        if message.channel is not Channel.SLACK or self._house.administrator_at(message.sender):
            return
        if Word.STOP in words:
            self._unbind(unit, author.kept, author.party, message, now)
        if Word.MAIL in words:
            self._give(unit, author.kept, author.party, message, now)

    def _give(self, unit: Unit, kept: Kept, party: Party, message: Message, now: datetime) -> None:
        if not self._house.reads_mail:
            none: dict[str, Fact] = {"address": "", "word": "", "until": now}
            said = Letter(name=LetterName.MAIL_WORD, to=To.STRANGER, facts=none)
            self._tell(unit, _here(kept, party, message), said, now)
            return
        word = b32encode(secrets.token_bytes(RANDOM_BYTES)).decode().rstrip("=").lower()
        until = now + LIVES
        unit.cursors.set_for_good(given(word), f"{party.id} {until.isoformat()}")
        unit.cursors.set_for_good(_current(party), unit.lookup("word", word))
        in_address = self._house.subaddress == "+"
        facts: dict[str, Fact] = {
            "address": _extended(self._house.address, word) if in_address else self._house.address,
            "word": "" if in_address else word,
            "until": until,
        }
        letter = Letter(name=LetterName.MAIL_WORD, to=To.STRANGER, facts=facts)
        self._tell(unit, _here(kept, party, message), letter, now)
        unit.history.record(kept.id, now, "MailWordGiven", Actor.SENDER, {"party": party.code})

    def _unbind(self, unit: Unit, kept: Kept, party: Party, message: Message, now: datetime) -> None:
        """Whatever a word brought them is no way to them any more, nor is a word that is still out."""
        unit.cursors.set_for_good(_current(party), SPENT)
        for way in party.ways:
            if way.channel == EMAIL and unit.cursors.get(_bound(party, way)):
                unit.cursors.set_for_good(_bound(party, way), "")
                _redirected(unit, kept, way, message.sender, now)
                unit.parties.remove_way(party, way)
                self._tell(unit, _here(kept, party, message), _bound_letter(way.address, "yes"), now)
                unit.history.record(kept.id, now, "MailUnbound", Actor.SENDER, {"party": party.code})

    # --- brought, by mail

    def match(self, unit: Unit, message: Message, now: datetime) -> Match | None:
        """Where nothing else says whose mail it is."""
        found = self._brought(unit, message, now)
        if found is None:
            return None
        vouched = self._vouched(message)
        lines = frozenset[str]().union(
            *(sent_lines(unit, way.channel, found.kept.id, way.address) for way in found.party.ways)
        )
        return Match(_code(found.kept, found.party), Standing.VERIFIED, vouched, found.kept, lines)

    def bind(self, unit: Unit, message: Message, now: datetime) -> None:
        """The word is spent; its bearer's address is one more way to the party, who hears of it where they are."""
        found = self._brought(unit, message, now)
        if found is None:
            return
        hashed = unit.lookup("word", found.word)
        if self._spent_on(unit, found, message.sender, hashed):
            return
        party = unit.parties.add_way(found.party, EMAIL, message.sender, now)
        way = next(each for each in party.ways if each.lookup == unit.lookup(EMAIL, message.sender))
        unit.cursors.set_for_good(_current(self._given_to(unit, found)), SPENT)
        unit.cursors.set_for_good(_bound(party, way), hashed)
        unit.history.record(found.kept.id, now, "MailBound", Actor.SENDER, {"party": party.code})
        here = next((each for each in ways_to(unit, self._house, party) if each.channel == SLACK), None)
        if here:
            to = Told(found.kept, _code(found.kept, party), here.address)
            self._tell(unit, to, _bound_letter(message.sender, "no"), now)

    def _brought(self, unit: Unit, message: Message, now: datetime) -> Brought | None:
        if message.channel is not Channel.EMAIL or not self._may_be_bound(message):
            return None
        found = (self._holds(unit, word, message.sender, now) for word in self._carried(message))
        brought = next((each for each in found if each), None)
        # the respondent's address, say, is never a way to the reporter
        other = unit.parties.find(brought.kept.id, EMAIL, message.sender) if brought else None
        return brought if other is None or (brought and other.id == brought.party.id) else None

    def _may_be_bound(self, message: Message) -> bool:
        """Not who is somebody here already, nor an address that our own server calls forged: its owner would be sent
        what is meant for the party.
        """
        known = {self._house.address.lower(), self._house.outside.address.lower() if self._house.outside else ""}
        if not message.sender or message.sender in known or self._house.administrator_at(message.sender):
            return False
        return self._vouched(message) is not Verdict.FAIL

    def _vouched(self, message: Message) -> Verdict:
        return authenticated(message, self._house.trust.authserv_id, self._house.trust.hops).passed

    def _carried(self, message: Message) -> Iterator[str]:
        """In the address; where addresses carry none, in the subject or alone on a line of the sender's own: whoever
        quotes it only had it shown.
        """
        if self._house.subaddress == "+":
            places = [*message.recipients]
        else:
            lines = new_text(message, frozenset())[:LONGEST_START].splitlines()
            places = [message.subject, *(line for line in lines if WORD.fullmatch(line.strip(" .").lower()))]
        words = dict.fromkeys(word for place in places for word in WORD.findall(place.lower()))
        return iter(tuple(words)[:MOST_TRIED])

    def _holds(self, unit: Unit, word: str, sender: str, now: datetime) -> Brought | None:
        """One that is still out; or one that is spent, from the address that it was spent on: people write to an
        address that once worked.
        """
        party_id, _, until = (unit.cursors.get(given(word)) or "").partition(" ")
        party = unit.parties.by_id(party_id) if party_id else None
        if party is None or party.channel == ERASED:
            return None
        brought, hashed = self._where_it_goes_on(unit, word, party), unit.lookup("word", word)
        out = unit.cursors.get(_current(party)) == hashed and now <= datetime.fromisoformat(until)
        return brought if brought and (out or self._spent_on(unit, brought, sender, hashed)) else None

    def _spent_on(self, unit: Unit, brought: Brought, sender: str, hashed: str) -> bool:
        lookup = unit.lookup(EMAIL, sender)
        own = next((way for way in brought.party.ways if way.lookup == lookup), None)
        return own is not None and unit.cursors.get(_bound(brought.party, own)) == hashed

    def _where_it_goes_on(self, unit: Unit, word: str, party: Party) -> Brought | None:
        """In the case that theirs was merged into, they are who they were."""
        kept = goes_on(unit, self._house, unit.cases.by_id(party.case_id, self._house.terms))
        if kept and kept.id != party.case_id:
            there = (unit.parties.by_lookup(kept.id, way.lookup) for way in party.ways)
            found = next((each for each in there if each), None)
            return Brought(word, kept, found) if found else None
        return Brought(word, kept, party) if kept else None

    def _given_to(self, unit: Unit, found: Brought) -> Party:
        return given_to(unit, found.word) or found.party

    def _tell(self, unit: Unit, to: Told, letter: Letter, now: datetime) -> None:
        letter = replace(letter, who=to.member, facts={"code": to.code, **letter.facts})
        self._post.write(unit, About(to.kept.id, to.kept.case, to.code, to.thread), (letter,), now)


def _redirected(unit: Unit, kept: Kept, way: Way, member: str, now: datetime) -> None:
    """What waits for an address that is nobody's way any more goes to where they are."""
    for row in unit.letters.of_party(kept.id, way.lookup):
        if row.state not in {LetterState.PENDING, LetterState.DRAFT}:
            continue
        body = unit.letters.open(row.id)
        unit.letters.mark_dropped(row.id)
        unit.letters.add(
            NewLetter(
                name=row.name,
                to_kind=row.to_kind,
                channel=SLACK,
                address=member,
                recipient=body.recipient,
                created_at=now,
                not_before=max(now, row.not_before),
                case_id=kept.id,
                facts=body.facts,
                words=body.words,
                code=body.code,
                state=row.state,
                marks=body.marks,
            )
        )


def only_mail(reading: Reading) -> bool:
    """Whether it says MAIL and nothing besides: then it adds nothing to the case. Of a STOP the administrators hear."""
    lines = [line for line in reading.text.splitlines() if line.strip()]
    return set(reading.words) == {Word.MAIL} and len(lines) <= len(reading.words)


def _code(kept: Kept, party: Party) -> str:
    return kept.case.code if party.role == Role.REPORTER else party.code


def _here(kept: Kept, party: Party, message: Message) -> Told:
    return Told(kept, _code(kept, party), message.sender, message.thread)


def _bound_letter(address: str, stopped: str) -> Letter:
    facts: dict[str, Fact] = {"address": masked(address), "stopped": stopped}
    return Letter(name=LetterName.MAIL_BOUND, to=To.STRANGER, facts=facts)


def masked(address: str) -> str:
    """Enough for its owner to know it again: d…@e…"""
    local, _, domain = address.partition("@")
    return f"{local[:1]}…@{domain[:1]}…"


def _extended(address: str, word: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}+{word}@{domain}"


def _current(party: Party) -> str:
    return f"word of {party.id}"


def _bound(party: Party, way: Way) -> str:
    return f"bound {party.id} {way.lookup}"

"""Which case does a direct message belong to? (design, section 4). Slack vouches for who wrote it; what remains is
which of their cases they mean: the one of the thread, the one that they name, their only open one, or a new one.
"""

import re
from dataclasses import replace

from daemon.house import SLACK, House
from daemon.matching import Match, goes_on, sent_lines
from daemon.process.case import Case, Role, Stage, Standing
from daemon.store.unit import Unit
from daemon.store.values import CaseOf, LetterRow
from parsers.authenticity import Verdict
from parsers.commands import Bare, Known, bare
from parsers.message import Channel, Message
from parsers.reading import Reading
from parsers.terms import MessageKind

NEW = re.compile(r"\s*new\b[\s.!:]*", re.IGNORECASE)
LONGEST_START = 40
TELLS = frozenset({MessageKind.COMPLAINT, MessageKind.CONCERN, MessageKind.QUESTION})


def match_slack(unit: Unit, house: House, message: Message) -> Match | None:
    """None where it is a first message, and where it cannot be said which of several cases it belongs to."""
    if not message.sender:
        return None
    found = _in_thread(unit, house, message)
    if found is None and house.administrator_at(message.sender):
        return None if _hands_on(house, message) else Match(house.prefix, Standing.VERIFIED, Verdict.PASS, None)
    if found is None and not starts_anew(message):
        codes = meant(unit, house, message)
        found = of_code(unit, house, codes[0]) if len(codes) == 1 else None
    return (
        replace(found, sent_lines=sent_lines(unit, SLACK, found.kept.id, message.sender))
        if found and found.kept
        else found
    )


def _hands_on(house: House, message: Message) -> bool:
    """An administrator who shares a message with us, and says nothing that is a command, hands on a report."""
    known = Known(house.prefix, "", frozenset())
    return bool(message.forwarded) and bare(message.text, known) is not Bare.VERB


def of_code(unit: Unit, house: House, code: str) -> Match:
    party = unit.parties.by_code(code)
    kept = unit.cases.by_id(party.case_id, house.terms) if party else unit.cases.by_code(code, house.terms)
    return Match(code, Standing.VERIFIED, Verdict.PASS, kept)


def _in_thread(unit: Unit, house: House, message: Message) -> Match | None:
    """A thread whose root is ours, and went to them, or is their own message."""
    if not message.thread:
        return None
    letter = unit.letters.by_message_id(message.thread)
    if letter:
        return _of_letter(unit, house, letter, message.sender)
    known = unit.inbox.met(message.references).values()
    for row in (unit.inbox.by_id(each) for each, _ in known):
        kept = unit.cases.by_id(row.case_id, house.terms) if row.case_id else None
        party = unit.parties.find(kept.id, SLACK, message.sender) if kept else None
        if kept and party:
            return Match(_code(kept.case, party.role, party.code), Standing.VERIFIED, Verdict.PASS, kept)
    return None


def _of_letter(unit: Unit, house: House, letter: LetterRow, sender: str) -> Match | None:
    if letter.lookup != unit.lookup(SLACK, sender):
        return None
    code = unit.letters.open(letter.id).code or house.prefix
    kept = unit.cases.by_id(letter.case_id, house.terms) if letter.case_id else None
    return Match(code, Standing.VERIFIED, Verdict.PASS, kept)


def meant(unit: Unit, house: House, message: Message) -> tuple[str, ...]:
    """The codes of the open cases that it may belong to: of several the one that it names. Nobody learns by asking that
    a case exists (design 7.5), so only those that its sender knows of.
    """
    codes = tuple(dict.fromkeys(_codes(unit, house, message.sender)))
    said = message.text.upper()
    return tuple(each for each in codes if re.search(rf"(?<![A-Z0-9-]){re.escape(each)}(?![A-Z0-9])", said)) or codes


def _codes(unit: Unit, house: House, sender: str) -> list[str]:
    lookup, codes = unit.lookup(SLACK, sender), []
    for each in unit.parties.cases_of(SLACK, sender):
        kept = goes_on(unit, house, unit.cases.by_code(each.code, house.terms))
        if kept and kept.case.closed_at is None and _knows(unit, each, lookup):
            party = unit.parties.by_id(each.party_id)
            codes.append(_code(kept.case, each.role, party.code if party else kept.case.code))
    return codes


def _knows(unit: Unit, known: CaseOf, lookup: str) -> bool:
    """Whoever wrote it, and whoever was written to."""
    written = any(row.sent_at for row in unit.letters.of_party(known.case_id, lookup))
    return known.role == Role.REPORTER or written


def _code(case: Case, role: str, code: str) -> str:
    return case.code if role == Role.REPORTER else code


def is_of_its_own(message: Message, reading: Reading, found: Match | None) -> bool:
    """What joins no case though its sender has one, but in its thread: how many there were anybody may ask (P13), and
    an appeal whose account nobody knows yet is no place for what else its sender asks or reports (P12).
    """
    if message.channel is not Channel.SLACK or message.thread:
        return False
    unmatched = found is not None and found.kept is not None and found.kept.case.stage is Stage.UNMATCHED
    return reading.asks_count or (unmatched and reading.first_kind in TELLS)


def starts_anew(message: Message) -> bool:
    """Somebody with an open case who writes NEW before anything else means another one."""
    return NEW.match(message.text[:LONGEST_START]) is not None and message.text.lstrip()[:3].isupper()


def off_their_cases(unit: Unit, house: House, message: Message) -> frozenset[str]:
    """A message that may belong to several cases: who is off one of them may not know of it."""
    if message.channel is not Channel.SLACK or not message.sender:
        return frozenset()
    cases = (unit.cases.by_id(each.case_id, house.terms) for each in unit.parties.cases_of(SLACK, message.sender))
    return frozenset().union(*(kept.case.off for kept in cases if kept and kept.case.stage.is_open))

"""Which case does a message belong to? (design, section 4). By a token or one of our Message-IDs, never by a subject.

A mail that fails both opens its own case, unverified, and its sender learns nothing of another.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from daemon.house import House
from daemon.process.case import Standing
from daemon.store.unit import Unit
from daemon.store.values import Kept
from daemon.tokens import Tokens, find_tokens
from parsers.authenticity import Verdict, authenticated
from parsers.message import Message
from parsers.newtext import fold


@dataclass(frozen=True, slots=True)
class Match:
    """`code` is what the token opens: a case's, or the community's where it was made for no case. `kept` is the case,
    None where there is none of that code. `sent_lines` are folded lines of our letters to this sender.
    """

    code: str
    standing: Standing
    kept: Kept | None
    sent_lines: frozenset[str] = field(default=frozenset(), repr=False)


def match(unit: Unit, house: House, tokens: Tokens, message: Message, now: datetime) -> Match | None:
    """None where nothing that the sender brought proves anything."""
    if not message.sender:
        return None
    ids = tuple(f"<{each}>" for each in (*message.in_reply_to, *message.references))
    for token in find_tokens((*message.recipients, *ids, *_footers(message, house))):
        code = tokens.holds(token, message.sender, now)
        if code:
            return _matched(unit, house, code, _standing(house, message, token), message.sender)
    return _answered(unit, house, ids, message.sender)


def _standing(house: House, message: Message, token: str) -> Standing:
    """The token opens the case either way. Who gets a copy of a reply sees our Message-ID in it, so that one alone does
    not widen anything; nor does anything that our own server calls forged.
    """
    match authenticated(message, house.trust.authserv_id, house.trust.hops).passed:
        case Verdict.PASS:
            return Standing.VERIFIED
        case Verdict.FAIL:
            return Standing.PLAUSIBLE
        case _:
            in_address = house.subaddress == "none" or token in find_tokens(message.recipients)
            return Standing.VERIFIED if in_address else Standing.PLAUSIBLE


def _footers(message: Message, house: House) -> tuple[str, ...]:
    """Where addresses carry no tokens, the quoted footer of our letter may (design 8)."""
    lines = message.text.splitlines() if house.subaddress == "none" else []
    return tuple(line for line in lines if "reference: " in line.lower())


def _answered(unit: Unit, house: House, ids: Iterable[str], sender: str) -> Match | None:
    """An answer to one of our letters, from the address that it went to, whose token is too old to count."""
    lookup = unit.lookup("email", sender)
    for each in ids:
        letter = unit.letters.by_message_id(each)
        if letter and letter.lookup == lookup and letter.case_id:
            kept = unit.cases.by_id(letter.case_id, house.terms)
            return _matched(unit, house, kept.case.code, Standing.PLAUSIBLE, sender) if kept else None
    return None


def _matched(unit: Unit, house: House, code: str, standing: Standing, sender: str) -> Match:
    kept = unit.cases.by_code(code, house.terms)
    lines = _sent_lines(unit, kept.id, sender) if kept else frozenset()
    return Match(code, standing, kept, lines)


def _sent_lines(unit: Unit, case_id: str, sender: str) -> frozenset[str]:
    lookup = unit.lookup("email", sender)
    texts = (unit.letters.open(row.id).text for row in unit.letters.of(case_id) if row.lookup == lookup)
    return frozenset(fold(line) for text in texts for line in text.splitlines() if line.strip())


def answered_case(unit: Unit, house: House, message: Message) -> Kept | None:
    """The case whose letter it claims to answer, whoever sent it: a claim, and no proof."""
    for each in (*message.in_reply_to, *message.references):
        letter = unit.letters.by_message_id(f"<{each}>")
        kept = unit.cases.by_id(letter.case_id, house.terms) if letter and letter.case_id else None
        if kept:
            return kept
    return None


def answers_us(unit: Unit, message: Message) -> bool:
    """Whether it claims to answer a letter of ours, whoever sent it."""
    ids = (f"<{each}>" for each in (*message.in_reply_to, *message.references))
    return any(unit.letters.by_message_id(each) for each in ids)

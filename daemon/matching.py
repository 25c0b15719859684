"""Which case does a message belong to? (design, section 4). By a token or one of our Message-IDs, never by a subject.

A mail that fails both opens its own case, unverified, and its sender learns nothing of another.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from daemon.house import EMAIL, House
from daemon.mail_words import written_on
from daemon.process.case import Standing
from daemon.store.purging import ERASED
from daemon.store.unit import Unit
from daemon.store.values import Kept
from daemon.tokens import Tokens, Use, find_tokens
from parsers.authenticity import Verdict, authenticated
from parsers.message import Message
from parsers.newtext import fold

MOST_MERGES = 5


@dataclass(frozen=True, slots=True)
class Match:
    """`code` is what the token opens: a case's, or the community's where it was made for no case. `kept` is the case,
    None where there is none of that code. `vouched` is our own mail server's word on the sender, `sent_lines` are
    folded lines of our letters to them.
    """

    code: str
    standing: Standing
    vouched: Verdict
    kept: Kept | None
    sent_lines: frozenset[str] = field(default=frozenset(), repr=False)


def match(unit: Unit, house: House, tokens: Tokens, message: Message, now: datetime) -> Match | None:
    """None where nothing that the sender brought proves anything."""
    if not message.sender:
        return None
    ids = tuple(f"<{each}>" for each in (*message.in_reply_to, *message.references))
    vouched = authenticated(message, house.trust.authserv_id, house.trust.hops).passed
    carried = find_tokens((*message.recipients, *_footers(message, house)))
    for token in carried + find_tokens(ids):
        code = _opened(tokens, token, message.sender, now, Use.ADDRESS if token in carried else Use.MESSAGE_ID)
        if code and not _was_erased(unit, house, code, message.sender):
            in_address = house.subaddress == "none" or token in find_tokens(message.recipients)
            found = Match(code, _standing(vouched, in_address=in_address), vouched, None)
            return _with_case(unit, house, found, message.sender)
    code = _answered(unit, house, ids, message.sender)
    return _with_case(unit, house, Match(code, Standing.PLAUSIBLE, vouched, None), message.sender) if code else None


def _opened(tokens: Tokens, token: str, sender: str, now: datetime, use: Use) -> str | None:
    """Letters that left before the two were told apart carry the address's token in their Message-ID."""
    code = tokens.holds(token, sender, now, use)
    return code or (tokens.holds(token, sender, now) if use is Use.MESSAGE_ID else None)


def _was_erased(unit: Unit, house: House, code: str, sender: str) -> bool:
    """Whoever was erased at their request is nobody's acquaintance here: an old letter of ours makes them none."""
    party = unit.parties.by_code(code)
    return party is not None and party.channel == ERASED and house.administrator_at(sender) is None


def _standing(vouched: Verdict, *, in_address: bool) -> Standing:
    """The token opens the case either way. Who gets a copy of a reply sees our Message-ID in it, so that one alone does
    not widen anything; nor does anything that our own server calls forged.
    """
    if vouched is Verdict.NONE:
        return Standing.VERIFIED if in_address else Standing.PLAUSIBLE
    return Standing.VERIFIED if vouched is Verdict.PASS else Standing.PLAUSIBLE


def _footers(message: Message, house: House) -> tuple[str, ...]:
    """Where addresses carry no tokens, the quoted footer of our letter may (design 8)."""
    lines = message.text.splitlines() if house.subaddress == "none" else []
    return tuple(line for line in lines if "reference: " in line.lower())


def _answered(unit: Unit, house: House, ids: Iterable[str], sender: str) -> str:
    """The case of a letter of ours, answered from the address that it went to, whose token is too old to count."""
    lookup = unit.lookup("email", sender)
    for each in ids:
        letter = unit.letters.by_message_id(each)
        if letter and letter.lookup == lookup and letter.case_id:
            kept = unit.cases.by_id(letter.case_id, house.terms)
            return kept.case.code if kept else ""
    return ""


def _with_case(unit: Unit, house: House, found: Match, sender: str) -> Match:
    kept = unit.cases.by_code(found.code, house.terms)
    return replace(found, kept=kept, sent_lines=sent_lines(unit, EMAIL, kept.id, sender) if kept else frozenset())


def sent_lines(unit: Unit, channel: str, case_id: str, sender: str) -> frozenset[str]:
    """The folded lines of our letters to them: those are never their words."""
    lookup = unit.lookup(channel, sender)
    texts = (unit.letters.open(row.id).text for row in unit.letters.of(case_id) if row.lookup == lookup)
    return frozenset(fold(line) for text in texts for line in text.splitlines() if line.strip())


def answered_case(unit: Unit, house: House, message: Message) -> Kept | None:
    """The case whose letter it claims to answer, or whose word to go on by mail it carries: a claim, and no proof."""
    for each in (*message.in_reply_to, *message.references):
        letter = unit.letters.by_message_id(f"<{each}>")
        kept = unit.cases.by_id(letter.case_id, house.terms) if letter and letter.case_id else None
        if kept:
            return kept
    return written_on(unit, house, message)


def goes_on(unit: Unit, house: House, kept: Kept | None) -> Kept | None:
    """The case itself, or the one that it was merged into."""
    for _ in range(MOST_MERGES):
        if kept is None or not kept.case.merged_into:
            break
        kept = unit.cases.by_code(kept.case.merged_into, house.terms)
    return kept


def answers_us(unit: Unit, message: Message) -> bool:
    """Whether it claims to answer a letter of ours, whoever sent it."""
    ids = (f"<{each}>" for each in (*message.in_reply_to, *message.references))
    return any(unit.letters.by_message_id(each) for each in ids)

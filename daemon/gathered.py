"""What is protected in a case, gathered from its rows for the gate (design 7.3): who its people are, what each wrote.

An appeal is read together with its complaint, a complaint with the concern that it was opened from, a case with those
that were merged into it: what was said in the one must not be learned by a letter of the other. It changes nothing and
decides nothing; what it hands over must not outlive the transaction.
"""

from collections.abc import Iterable, Iterator

from daemon.house import House
from daemon.process.case import Case, Role, Track
from daemon.process.consents import agreed_texts, kept_from, named_to
from daemon.process.material import Person, Protected, Whose, Writing
from daemon.process.records import PARTIES, Sender
from daemon.store.unit import Unit
from daemon.store.values import Entry, Kept, KeptMessage, Party
from parsers.name_words import NOT_NAMES
from parsers.signatures import names_below

MOST_CASES = 30
SAID = ("words", "source", "how")  # the fields of a row that somebody wrote in
FOR_ALL = frozenset({"ConsultationProposed", "ContextDrafted", "ContextProposed", "ContextHanded"})
TO_AUTHOR = frozenset({"ReplyWritten", "AskedAgain", "ResolutionWritten", "AppealUpheld", "AppealOverturned"})
TO_PARTY = frozenset({"PartyTold", "SuspensionKept"})
NOBODY = frozenset({"sender", "clock", "post", "slack"})
HANDLES = frozenset({"handle", "slack"})
NARROWEST = (Whose.REPORTER, Whose.TARGET, Whose.OTHER)


def gathered(unit: Unit, house: House, kept: Kept) -> Protected:
    cases = family(unit, house, kept)
    return Protected(
        people=_people(unit, cases),
        public=tuple(_administrators(house, kept.case)),
        writings=tuple(each for case in cases for each in _writings(unit, case)),
        ordinary=NOT_NAMES,
    )


def family(unit: Unit, house: House, kept: Kept) -> tuple[Kept, ...]:
    """The case, and those whose people and words stand in it too."""
    found = {kept.case.code: kept}
    waiting = [kept]
    while waiting and len(found) < MOST_CASES:
        case = waiting.pop().case
        for code in _beside(case):
            other = unit.cases.by_code(code, house.terms) if code and code not in found else None
            if other and other.case.code not in found and _belongs(case, other.case):
                found[other.case.code] = other
                waiting.append(other)
    return tuple(found.values())


def _beside(case: Case) -> tuple[str, ...]:
    complaint = case.appeal.complaint if case.appeal else ""
    return (complaint, *case.appeals, case.concern, *case.complaints, *case.related)


def _belongs(case: Case, other: Case) -> bool:
    """Cases that are only shown side by side are not one: what is said in the one is no secret of the other."""
    own = {case.concern, *case.appeals, *case.complaints, case.appeal.complaint if case.appeal else ""}
    return other.code in own or case.merged_into == other.code or other.merged_into == case.code


# --- who


def _people(unit: Unit, cases: Iterable[Kept]) -> tuple[Person, ...]:
    """One person for all the parties who share a way to be reached, in whichever of the cases."""
    groups: list[list[tuple[Kept, Party]]] = []
    for kept in cases:
        for party in unit.parties.of(kept.id):
            mine = {way.lookup for way in party.ways}
            same = [group for group in groups if any(mine & {w.lookup for w in each.ways} for _, each in group)]
            groups = [group for group in groups if group not in same]
            groups.append([*(each for group in same for each in group), (kept, party)])
    by_code = {kept.case.code: kept.case for kept in cases}
    signed = _signed(unit, cases)
    return tuple(_person(unit, group, by_code, signed) for group in groups)


def _signed(unit: Unit, cases: Iterable[Kept]) -> dict[str, tuple[str, ...]]:
    """How each party signed what they wrote; messages of earlier versions keep no signature that was cut off."""
    found: dict[str, tuple[str, ...]] = {}
    for message in (each for kept in cases for each in unit.messages.of(kept.id)):
        if message.party_id and not message.reading.get("by"):
            names = message.reading.get("signed") or names_below(message.text)
            found[message.party_id] = (*found.get(message.party_id, ()), *map(str, names))
    return found


def _person(
    unit: Unit, parts: list[tuple[Kept, Party]], cases: dict[str, Case], signed: dict[str, tuple[str, ...]]
) -> Person:
    """With what the account in Slack of each is called: that is how others know them."""
    codes = frozenset(code for kept, party in parts for code in _codes(kept.case, party, cases.values()))
    ways = [way for _, party in parts for way in party.ways]
    found = {_whose(kept.case, party) for kept, party in parts}
    accounts = [each for way in ways if way.channel == "slack" and (each := unit.accounts.by_id(way.address))]
    called = tuple(name for each in accounts for name in (each.name, each.display) if name)
    handles = tuple(f"@{each.handle}" for each in accounts if each.handle)
    addresses = tuple(address for each in accounts for address in (each.email, each.moved_to) if address)
    return Person(
        codes=codes,
        whose=next(each for each in NARROWEST if each in found),
        names=tuple(dict.fromkeys((*(name for _, party in parts for name in _names(party, signed)), *called))),
        handles=tuple(dict.fromkeys((*(way.address for way in ways if way.channel in HANDLES), *handles))),
        addresses=tuple(dict.fromkeys((*(way.address for way in ways if way.channel == "email"), *addresses))),
        named_to=_named_to(cases, codes),
        texts=tuple(text for case in cases.values() for code in codes for text in agreed_texts(case, code)),
    )


def _named_to(cases: dict[str, Case], codes: frozenset[str]) -> frozenset[str]:
    """A no that was said in one of the cases is none the less one in the others."""
    every = [(case, code) for case in cases.values() for code in codes]
    allowed = frozenset[str]().union(*(named_to(case, code) for case, code in every))
    refused = frozenset[str]().union(*(kept_from(case, code) for case, code in every))
    return frozenset() if PARTIES in refused else allowed - refused


def _names(party: Party, signed: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return (*((party.name,) if party.name else ()), *signed.get(party.id, ()))


def _codes(case: Case, party: Party, cases: Iterable[Case]) -> Iterator[str]:
    """A reporter has the case's own code; where an administrator's complaint has none, that of the concern stands in
    its ledger under the complaint's. Whose an appeal is, by whatever address it came, is a party of its complaint.
    """
    yield party.code
    if party.role == Role.REPORTER:
        yield case.code
        if case.appeal and case.appeal.account and case.appeal.sender is Sender.MEMBER:
            yield case.appeal.account
        yield from (each.code for each in cases if each.concern == case.code and not each.has_reporter)


def _whose(case: Case, party: Party) -> Whose:
    if party.role == Role.REPORTER:
        return Whose.OTHER if case.track is Track.APPEAL else Whose.REPORTER
    return Whose.TARGET if party.role == Role.TARGET else Whose.OTHER


def _administrators(house: House, case: Case) -> Iterator[Person]:
    """The community names them itself (P14); one whose conduct is reported is a person of the case like any other."""
    yield Person(frozenset(), addresses=(house.address,))
    for each in house.administrators:
        if each.name not in case.off:
            yield Person(frozenset(), names=(each.name,), addresses=(each.address,))


# --- what they wrote


def _writings(unit: Unit, kept: Kept) -> Iterator[Writing]:
    codes = {
        party.id: kept.case.code if party.role == Role.REPORTER else party.code for party in unit.parties.of(kept.id)
    }
    for message in unit.messages.of(kept.id):
        if not message.reading.get("by"):  # an administrator's own mail, seen in the Sent folder
            yield from _writing(message, codes.get(message.party_id or "", ""))
    for entry in unit.history.of(kept.id):
        if entry.actor not in NOBODY and entry.kind not in FOR_ALL:
            yield from _of_administrator(kept.case.code, entry)


def _of_administrator(code: str, entry: Entry) -> Iterator[Writing]:
    """What they wrote is a secret to everybody but to whom it was sent; a text for a public place is none."""
    to = {code} if entry.kind in TO_AUTHOR else {str(entry.body.get("who", ""))} if entry.kind in TO_PARTY else set()
    said = "\n".join(str(entry.body[each]) for each in SAID if entry.body.get(each))
    if said:
        yield Writing("", said, to=frozenset(to) - {""} if not entry.body.get("stop") else frozenset())


def _writing(message: KeptMessage, by: str) -> Iterator[Writing]:
    reading = message.reading
    yield Writing(
        by,
        f"{message.subject}\n{message.text}",
        names=tuple(str(each) for each in reading.get("involved", ())),
        links=tuple(str(each) for each in reading.get("links", ())),
        files=tuple(str(each["name"]) for each in message.attachments if each.get("name")),
    )
    for each in reading.get("forwarded", ()):
        text = f"{each.get('subject', '')}\n{each.get('text', '')}"
        yield Writing("", text, names=tuple(filter(None, (str(each.get("sender", "")),))))

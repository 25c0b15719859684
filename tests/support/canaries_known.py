"""Who may have which canary, and who may know of which case: the rules P1 to P15 and the design's section 7, once more.

It is written beside the code under test and asks none of it: not the gate, not the sight of an administrator. What it
knows is what people did and what was carried out. Where it is in doubt it allows nothing, and where that is wrong a
test that stops is looked at by a person.

To add a rule: a field of `Known` (or of `Seat`) that an act sets, and a line in `may_read` or in `knows`.
"""

from dataclasses import dataclass, field

from tests.support.canaries import Canary, For, Kind, Purpose

GRANTED = "granted"
PARTIES = "parties"
CHANNEL = "channel"
WHO = frozenset({Kind.NAME, Kind.ADDRESS})  # says who somebody is
HANDED_OVER = frozenset({Kind.TEXT, Kind.SUBJECT, Kind.LINK, Kind.ADDRESS})  # of a sealed case, to the outside contact
TARGET = "target"
REPORTER = "reporter"


@dataclass(slots=True)
class Seat:
    """Somebody's part in a case, by their party's code. `words_to` is what they said of one reader, `named_to` who may
    learn who they are: codes, PARTIES or CHANNEL.
    """

    role: str
    addresses: set[str]
    consent: str = ""
    words_to: dict[str, str] = field(default_factory=dict)
    named_to: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Known:
    """One case, or one message that is none yet. `off` are the administrators who may not know of it: of those `held`
    are asked about, and `by_author` are kept out by its author's own words. `yes` are who agreed to which text in
    public, by its canary. `released`: its reporter chose that the outside contact gets their words. `gone`: purged;
    `erased` are the addresses of who was erased.
    """

    code: str
    reporters: set[str] = field(default_factory=set)
    off: set[str] = field(default_factory=set)
    consent: str = ""
    words_to: dict[str, str] = field(default_factory=dict)
    named_to: set[str] = field(default_factory=set)
    seats: dict[str, Seat] = field(default_factory=dict)
    complaint: str = ""  # of an appeal
    joined: set[str] = field(default_factory=set)
    yes: dict[str, set[str]] = field(default_factory=dict)
    kind: str = ""
    held: set[str] = field(default_factory=set)
    by_author: set[str] = field(default_factory=set)
    mentioned: set[str] = field(default_factory=set)
    included: bool = False
    released: bool = False
    gone: bool = False
    erased: set[str] = field(default_factory=set)


def says(person: Known | Seat, value: str) -> None:
    """Somebody's general answer; a narrower one takes back all that they had allowed (design 7.4)."""
    person.consent = value
    if value != GRANTED:
        person.words_to = {who: said for who, said in person.words_to.items() if said != GRANTED}
        person.named_to.clear()


class Oracle:
    def __init__(self, administrators: dict[str, str], outside: str) -> None:
        """`administrators` are names by address."""
        self.administrators = administrators
        self.outside = outside
        self.cases: dict[str, Known] = {}

    def owner(self, code: str) -> Known | None:
        """The case that a code, its own or a party's, belongs to."""
        found = self.cases.get(code)
        return found or next((each for each in self.cases.values() if code in each.seats), None)

    def sees(self, administrator: str, case: Known) -> bool:
        """P14: off is off, also of whatever the case was joined with."""
        together = (self.cases[each] for each in {case.code, *case.joined} if each in self.cases)
        return all(administrator not in each.off for each in together)

    # --- who may know of a case (P14)

    def sealed(self, case: Known) -> bool:
        return all(each in case.off for each in self.administrators.values())

    def keeps_out(self, case: Known, who: set[str], held: bool) -> None:
        """The author's own words report somebody, or mention them in a way that has to be asked about."""
        case.off |= who
        case.by_author |= who
        case.mentioned |= who
        case.held |= who if held else set()

    def goes_off(self, case: Known, name: str) -> None:
        """For a reason that is not the author's: their INCLUDE does not take it back."""
        case.off.add(name)
        case.by_author.discard(name)

    def includes(self, case: Known) -> None:
        """Whoever was asked about; where nobody was, whoever the author keeps out, once until they narrow it again."""
        complaint = self._complaint(case)
        asked = case.held & case.by_author
        who = asked or (set(case.by_author) if self.sealed(case) or not case.included else set())
        who -= complaint.off if complaint else set()
        if who:
            self._lets_in(case, who)
            case.included = True

    def lets_in(self, case: Known, name: str) -> None:
        """Another administrator's word."""
        self._lets_in(case, {name})

    def _lets_in(self, case: Known, who: set[str]) -> None:
        case.off -= who
        case.held -= who
        case.by_author -= who

    def excludes(self, case: Known) -> None:
        who = (case.held & case.by_author) or case.mentioned - case.off
        case.off |= who
        case.by_author |= who
        case.held -= who
        case.included = False

    # --- what is no more

    def is_gone(self, canary: Canary) -> bool:
        """Purged with every case that it stood in, or erased with whoever wrote it."""
        around = [self.cases[each] for each in canary.cases if each in self.cases]
        ended = [each.gone or canary.author in each.erased for each in around]
        return bool(ended) and len(ended) == len(canary.cases) and all(ended) and not canary.purposes

    # --- codes

    def knows(self, reader: str, code: str) -> bool:
        """Whether somebody may be shown that code: an administrator by name, or an address."""
        case = self.owner(code)
        if case is None:
            return True  # no case of ours: a slip of somebody's pen
        name = self.administrators.get(reader, reader)
        if name in self.administrators.values() and self.sees(name, case):
            return True
        if code == case.code:
            return reader in case.reporters
        return reader in case.seats[code].addresses

    # --- words in letters

    def may_read(self, canary: Canary, reader: str, letter: str = "") -> bool:
        """Whether the text of a letter to that address may hold it. What a member wrote is in no letter by itself, not
        even in one to them (letters.md): only what an administrator put there on purpose. `letter` is its number: what was pasted was
        confirmed for one letter alone.
        """
        if self.is_gone(canary):
            return False
        if reader == self.outside:
            return self._handed_over(canary)
        if canary.kind is Kind.WORDS and canary.author == self.administrators.get(reader):
            return True
        meant = (each for each in canary.purposes if each.letter in {"", letter})
        return any(self._meant(canary, purpose, reader) for purpose in meant)

    def _handed_over(self, canary: Canary) -> bool:
        """P14: by the reporter's choice their own words and address, and nobody else's."""
        released = (each for each in self.cases.values() if each.released and each.code in canary.cases)
        return canary.kind in HANDED_OVER and any(canary.author in each.reporters for each in released)

    def _meant(self, canary: Canary, purpose: Purpose, reader: str) -> bool:
        case = self.cases[purpose.case]
        match purpose.reader:
            case For.REPORTER:
                return reader in case.reporters and self.may_name(case, canary, case.code)
            case For.PARTY:
                seat = case.seats[purpose.party]
                named = self.may_name(case, canary, purpose.party)
                return reader in seat.addresses and self.allowed(case, purpose.party) and named
            case For.CONSULTED:
                named = reader == canary.author or self.may_name(case, canary, CHANNEL)
                return named and (reader in case.reporters or self._asked(case, canary, reader))
            case For.APPELLANT:
                decided = (each for each in self._appeals(case) if reader in each.reporters)
                return any(self.allowed(complaint) for each in decided if (complaint := self._complaint(each)))
            case For.CHANNEL:
                return any(self._drafted(each, canary, reader) for each in self._appeals(case))

    def allowed(self, case: Known, reader: str = "") -> bool:
        """P8: the reporter and each target, confirmed; what they said of that reader counts before their general answer."""
        people = (case, *(each for each in case.seats.values() if each.role == TARGET))
        return all(each.words_to.get(reader, each.consent) == GRANTED for each in people)

    def may_name(self, case: Known, canary: Canary, reader: str) -> bool:
        """P8: who the reporter or a target is only with their own yes; in public also their yes to that text."""
        if canary.kind not in WHO:
            return True
        targets = (each for each in case.seats.values() if each.role == TARGET and canary.author in each.addresses)
        people = (*([case] if canary.author in case.reporters else []), *targets)
        agreed = reader == CHANNEL and canary.author in case.yes.get(canary.text, set())
        wanted = {reader} if reader == CHANNEL else {reader, PARTIES}
        return agreed or all(each.named_to & wanted for each in people)

    def _asked(self, case: Known, canary: Canary, reader: str) -> bool:
        """P9: a target is asked only after the reporter's yes to exactly this text."""
        theirs = [each for each in case.seats.values() if each.role == TARGET and reader in each.addresses]
        first = not case.reporters or bool(case.reporters & case.yes.get(canary.text, set()))
        return bool(theirs) and first

    def _appeals(self, case: Known) -> list[Known]:
        """The appeal itself; or, where its complaint was named, those against it."""
        return [each for each in self.cases.values() if each.complaint and case.code in {each.code, each.complaint}]

    def _complaint(self, appeal: Known) -> Known | None:
        return self.cases.get(appeal.complaint)

    def _drafted(self, appeal: Known, canary: Canary, reader: str) -> bool:
        """P9, P11: both sides see it first; then it is handed to an administrator."""
        complaint, name = self._complaint(appeal), self.administrators.get(reader)
        if complaint is None:
            return False
        sides = appeal.reporters | complaint.reporters
        involved = reader in sides or (name is not None and self.sees(name, appeal))
        return involved and self.allowed(complaint) and self._agreed(complaint, canary)

    def _agreed(self, complaint: Known, canary: Canary) -> bool:
        yes = complaint.yes.get(canary.text, set())
        targets = [each.addresses for each in complaint.seats.values() if each.role == TARGET]
        asked = [complaint.reporters] if complaint.reporters else []
        return all(each & yes for each in (*asked, *targets))

    # --- what the command line prints

    def may_see(self, canary: Canary, administrator: str) -> bool:
        """On the command line an administrator reads every case that they are not off."""
        if self.is_gone(canary):
            return False
        if canary.kind is Kind.WORDS and canary.author == administrator:
            return True
        around = {*canary.cases, *(each.case for each in canary.purposes)}
        return any(self.sees(administrator, self.cases[code]) for code in around if code in self.cases)

    def most_counted(self, administrator: str, kind: str) -> int:
        """How many cases of a kind they may know of."""
        return sum(each.kind == kind and self.sees(administrator, each) for each in self.cases.values())

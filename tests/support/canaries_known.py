"""Who may have which canary, and who may know of which case: the rules P1 to P15 and the design's section 7, once more.

It is written beside the code under test and asks none of it: not the gate, not the sight of an administrator. What it
knows is what people did and what was carried out. Where it is in doubt it allows nothing, and where that is wrong a
test that stops is looked at by a person.

To add a rule: a field of `Known` (or of `Seat`) that an act sets, and a line in `may_read` or in `knows`.
- marks of the overlap check, confirmed item by item: `may_read`, where a pasted canary is let through by its purpose;
- a consent of its own for each item: `Known.consent` becomes a mapping, read in `allowed`;
- sealed and held cases: `Known.off` holds whom they are held from, until an act releases them;
- purged and erased cases: `Known.gone`, and no reader at all from then on.
"""

from dataclasses import dataclass, field

from tests.support.canaries import Canary, For, Kind, Purpose

GRANTED = "granted"
TARGET = "target"
REPORTER = "reporter"


@dataclass(slots=True)
class Seat:
    """Somebody's part in a case, by their party's code."""

    role: str
    addresses: set[str]
    consent: str = ""


@dataclass(slots=True)
class Known:
    """One case, or one message that is none yet. `off` are the administrators who may not know of it; `yes` are who
    agreed to which text in public, by its canary.
    """

    code: str
    reporters: set[str] = field(default_factory=set)
    off: set[str] = field(default_factory=set)
    consent: str = ""
    seats: dict[str, Seat] = field(default_factory=dict)
    complaint: str = ""  # of an appeal
    joined: set[str] = field(default_factory=set)
    yes: dict[str, set[str]] = field(default_factory=dict)
    kind: str = ""


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

    def may_read(self, canary: Canary, reader: str) -> bool:
        """Whether the text of a letter to that address may hold it. What a member wrote is in no letter by itself, not
        even in one to them (letters.md): only what an administrator put there on purpose.
        """
        if canary.kind is Kind.WORDS and canary.author == self.administrators.get(reader):
            return True
        return any(self._meant(canary, purpose, reader) for purpose in canary.purposes)

    def _meant(self, canary: Canary, purpose: Purpose, reader: str) -> bool:
        case = self.cases[purpose.case]
        match purpose.reader:
            case For.REPORTER:
                return reader in case.reporters
            case For.PARTY:
                return reader in case.seats[purpose.party].addresses and self.allowed(case)
            case For.CONSULTED:
                return reader in case.reporters or self._asked(case, canary, reader)
            case For.APPELLANT:
                decided = (each for each in self._appeals(case) if reader in each.reporters)
                return any(self.allowed(complaint) for each in decided if (complaint := self._complaint(each)))
            case For.CHANNEL:
                return any(self._drafted(each, canary, reader) for each in self._appeals(case))

    def allowed(self, case: Known) -> bool:
        """P8: the reporter and each target, confirmed."""
        targets = [each.consent for each in case.seats.values() if each.role == TARGET]
        return case.consent == GRANTED and all(each == GRANTED for each in targets)

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
        if canary.kind is Kind.WORDS and canary.author == administrator:
            return True
        around = {*canary.cases, *(each.case for each in canary.purposes)}
        return any(self.sees(administrator, self.cases[code]) for code in around if code in self.cases)

    def most_counted(self, administrator: str, kind: str) -> int:
        """How many cases of a kind they may know of."""
        return sum(each.kind == kind and self.sees(administrator, each) for each in self.cases.values())

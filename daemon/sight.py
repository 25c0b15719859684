"""What one administrator may know of (P14): to whoever is off a case it does not exist, and no other case names it.

It reads and records nothing. A code that leads nowhere hides nothing: it may be a slip of the pen, or a purged case.
"""

import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from daemon.house import House
from daemon.process.case import Case, Party, Stage
from daemon.process.letters import LetterName, To
from daemon.store.unit import Unit
from daemon.store.values import Entry, Kept, LetterBody, LetterRow

T = TypeVar("T")
DECISIONS = frozenset({str(LetterName.OVERTURNED), str(LetterName.UPHELD)})  # only an appeal sends them
MOST_CODES = 500  # looked up in one view; a mail may hold thousands, and each costs a query


class Sight:
    """Must not outlive the transaction of its unit."""

    def __init__(self, unit: Unit, house: House, by: str) -> None:
        self.unit = unit
        self.house = house
        self.by = by
        self._hidden: dict[str, bool] = {}
        self._hidden_letters: dict[str, bool] = {}
        prefix = re.escape(house.prefix)
        self._code = re.compile(rf"(?<![A-Z0-9]){prefix}-[A-Z0-9]{{4,6}}(?![A-Z0-9])", re.IGNORECASE | re.ASCII)

    def kept(self, code: str) -> Kept | None:
        """The case of that code, or of that party's code; None where they may not know of it."""
        return self._seen(self.unit.cases.by_code(code, self.house.terms) if code else None)

    def by_id(self, case_id: str) -> Kept | None:
        return self._seen(self.unit.cases.by_id(case_id, self.house.terms))

    def hides(self, code: str) -> bool:
        """Whether that is the code of a case, or of a party in one, that they may not know of."""
        code = code.upper()
        if not code:
            return False
        if code not in self._hidden:
            if len(self._hidden) >= MOST_CODES:
                return True
            kept = self.unit.cases.by_code(code, self.house.terms)
            self._hidden[code] = kept is not None and kept.case.hides_from(self.by)
        return self._hidden[code]

    def seen(self, kept: Kept) -> Kept:
        """The case as it would be without the hidden ones: what only an appeal or a merge brought into it is left out.
        How a suspension of it stands is its own, whatever the reason.
        """
        case = kept.case
        if not self.beside_hidden(case):
            return kept
        gone = self.hides(case.merged_into)
        known = replace(
            case,
            stage=Stage.CLOSED if gone else case.stage,
            merged_into="" if gone else case.merged_into,
            unverified_of="" if self.hides(case.unverified_of) else case.unverified_of,
            appeals=tuple(each for each in case.appeals if not self.hides(each)),
            related=tuple(each for each in case.related if not self.hides(each)),
            parties=self._heard(case.parties, self.unit.history.of(kept.id)),
        )
        return replace(kept, case=known)

    def hides_letter(self, case: Case, letter: LetterRow) -> bool:
        """Whether a letter of a case that they may know of speaks of one that they may not. What a colleague was
        answered may do so without its code.
        """
        body = self.unit.letters.open(letter.id)
        if self._speaks_of_hidden(letter, body):
            return True
        to_colleague = letter.to_kind == To.ONE_ADMINISTRATOR and body.recipient != self.by
        decision = body.facts.get("letter") in DECISIONS
        return (to_colleague or decision) and self.beside_hidden(case)

    def hides_short(self, short: str) -> bool:
        """The same of a letter by its number; what is no number hides nothing."""
        if short not in self._hidden_letters:
            letter = self.unit.letters.by_short(short) if short.startswith("L-") else None
            body = self.unit.letters.open(letter.id) if letter else None
            self._hidden_letters[short] = bool(letter and body and self._names_hidden(letter, body))
        return self._hidden_letters[short]

    def without_hidden(self, view: T) -> T:
        """The view with every such code in its texts made unreadable: a member or a colleague may have written one."""
        return self._through(view)  # type: ignore[no-any-return]  # every branch keeps the type

    def _seen(self, kept: Kept | None) -> Kept | None:
        return kept if kept and not kept.case.hides_from(self.by) else None

    def beside_hidden(self, case: Case) -> bool:
        codes = (*case.appeals, *case.related, case.merged_into, case.unverified_of)
        return any(self.hides(each) for each in codes)

    def _heard(self, parties: Iterable[Party], history: Iterable[Entry]) -> tuple[Party, ...]:
        """An appeal counts as having written too, but to nobody who may not know of it."""
        first: dict[str, datetime] = {}
        for each in history:
            if each.kind == "PartyWrote":
                first.setdefault(str(each.body["who"]), each.at)
            if each.kind == "SuspensionAppealed" and not self.hides(str(each.body["appeal"])):
                first.setdefault(str(each.body["account"]), each.at)
        return tuple(replace(each, heard_at=first.get(each.code)) for each in parties)

    def _speaks_of_hidden(self, letter: LetterRow, body: LetterBody) -> bool:
        """Of a case itself, or of a letter that does: that one did not arrive, or waits to be let go."""
        letters = {str(body.facts.get(name, "")) for name in ("short", "letter")} - {letter.short}
        return self._names_hidden(letter, body) or any(self.hides_short(each) for each in letters)

    def _names_hidden(self, letter: LetterRow, body: LetterBody) -> bool:
        kept = self.unit.cases.by_id(letter.case_id, self.house.terms) if letter.case_id else None
        if kept and self._seen(kept) is None:
            return True
        lines = (line for fact in body.facts.values() for line in (fact if isinstance(fact, tuple) else (fact,)))
        return any(self.hides(code) for line in lines if isinstance(line, str) for code in self._code.findall(line))

    def _through(self, value: Any) -> Any:
        if type(value) is str:
            return self._code.sub(self._named, value)
        if isinstance(value, (tuple, list)):
            return type(value)(self._through(each) for each in value)
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{each.name: self._through(getattr(value, each.name)) for each in fields(value)})
        return value

    def _named(self, found: re.Match[str]) -> str:
        return f"{self.house.prefix}-*****" if self.hides(found.group()) else found.group()

"""What becomes of a mail's copy in the mailbox, once it is on disk (P14). It decides; the door carries out.

Where a case is sealed, or somebody who may not know of it can open the mailbox, its mails do not stay in it. A person's
own mailbox is theirs: nothing is taken out of it.
"""

from collections.abc import Mapping, Sequence

from daemon.admission import Admission
from daemon.process.case import Case
from daemon.process.judges import is_sealed
from daemon.process.records import Copy
from daemon.reception import Verdict
from daemon.store.unit import Unit
from daemon.store.values import InboxState

VERDICTS = {
    InboxState.ASIDE: Verdict.ASIDE,
    InboxState.OFFERED: Verdict.LEAVE,
    InboxState.LEFT: Verdict.LEAVE,
}


class Copies:
    """`learn` is told after each login whether the server removes one message; until then nobody knows."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self._house = admission.house
        self._copy = Copy.WHERE_FOUND

    def learn(self, removal: str) -> None:
        self._copy = Copy(removal)

    def of(self, channel: str) -> Copy:
        """What a first answer may say of the copy of a mail that came this way."""
        if self._house.personal:
            return Copy.STAYS
        return self._copy if channel == "imap" else Copy.WHERE_FOUND

    def verdict(self, unit: Unit, message: str) -> Verdict:
        """By the message's id, from what the store knows of it now."""
        row = unit.inbox.by_id(message)
        if row.state is InboxState.ASIDE and self._admission.off_of(unit, row) & self._readers():
            return Verdict.REMOVE
        kept = unit.cases.by_id(row.case_id, self._house.terms) if row.case_id else None
        if kept and self._goes(kept.case):
            return Verdict.REMOVE
        return VERDICTS.get(row.state, Verdict.KEEP)

    def known(self, unit: Unit, origins: Sequence[str]) -> Mapping[str, str]:
        """Origin -> verdict, for those on record. One that a person asked for is new to the door again."""
        found = unit.inbox.met(origins)
        return {origin: self.verdict(unit, row) for origin, (row, state) in found.items() if state != InboxState.WANTED}

    def _goes(self, case: Case) -> bool:
        return not self._house.personal and (is_sealed(case) or bool(case.off & self._readers()))

    def _readers(self) -> frozenset[str]:
        return frozenset() if self._house.personal else frozenset(self._house.terms.mailbox_readers)

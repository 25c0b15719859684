"""Administrators who put somebody else's words into a letter, and what then has to be confirmed (design 7.3).

The oracle lets what was pasted leave in one letter alone, once every number that the answer listed was confirmed: an
answer that lists nothing lets nothing leave.
"""

import re
from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.support.canaries import SEEN, Canary, For, Purpose
from tests.support.canaries_administrators import ADMIN, Administrators
from tests.support.canaries_known import Known
from tests.support.canaries_members import MANY
from tests.support.canaries_stands import stands_in

WAITS = re.compile(r"(L-[A-Z0-9]+) waits until you have confirmed")
NUMBER = re.compile(r"^ *([0-9]+)\. \"", re.MULTILINE)
CONFIRMS = ("all", "all", "all", "some", "none")


@dataclass(frozen=True, slots=True)
class Pasted:
    words: tuple[str, ...]
    readers: set[str]
    purpose: Purpose


class Confirming(Administrators):
    @precondition(lambda self: any(each.seats or each.reporters for each in self.cases()))
    @rule(
        which=MANY,
        what=MANY,
        by=ADMIN,
        verb=st.sampled_from(["tell", "tell", "tell", "reply", "resolve", "consult"]),
        confirms=st.sampled_from(CONFIRMS),
    )
    def somebody_pastes(self, which, what, by, verb, confirms):
        case = self.pick(which, [each for each in self.visible(by) if each.seats or each.reporters])
        if case is None:
            return
        order = self.pasting(case, verb, which)
        phrase = self.pick(what, stands_in(self.town, case.code, order.readers)) if order else None
        if phrase:
            self.pastes(order, f"We were told: {phrase}", by, confirms)

    def pasting(self, case: Known, verb: str, which: int) -> Pasted | None:
        if verb == "tell":
            seat = self.pick(which, case.seats)
            purpose = Purpose(For.PARTY, case.code, seat or "")
            return Pasted(("tell", case.code, seat), case.seats[seat].addresses, purpose) if seat else None
        if verb == "consult":
            return Pasted((verb, case.code), set(), Purpose(For.CONSULTED, case.code))
        return Pasted((verb, case.code), case.reporters, Purpose(For.REPORTER, case.code))

    def pastes(self, order: Pasted, words: str, by: str, confirms: str) -> None:
        self.did(f"pastes: {by}: {order.words[0]} {order.words[1]}, and confirms {confirms}")
        printed = self.town.says(by, *order.words, words)
        self.town.check()
        SEEN[f"pasted {order.words[0]} {'refused' if printed.status else 'done'}"] += 1
        found = WAITS.search(printed.out)
        if printed.status == 0 and found:
            numbers = NUMBER.findall(printed.out)
            self.confirms(order.purpose, self.town.mint.found(words), found.group(1), by, numbers, confirms)
        self.time_passes(0)

    def confirms(
        self, purpose: Purpose, canaries: list[Canary], short: str, by: str, numbers: list[str], confirms: str
    ) -> None:
        chosen = {"all": numbers, "some": numbers[1:], "none": []}[confirms]
        done = [self.town.says(by, "confirm", short, number).status == 0 for number in chosen]
        SEEN.update("mark confirmed" for each in done if each)
        if numbers and len(chosen) == len(numbers) and all(done):
            letter = "" if purpose.reader is For.CONSULTED else short  # the copies for the others hold the same text
            for each in canaries:
                each.purposes.append(Purpose(purpose.reader, purpose.case, purpose.party, letter))
            SEEN["letter confirmed"] += 1
        self.town.says(by, "release", short)
        self.town.check()


__all__ = ["Confirming"]

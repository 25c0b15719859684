"""What the server of outgoing mail does to a daemon: a fault a function, and what must have come of every letter.

Time passes HURRIED times as fast for the daemon, and for the server as far as it counts it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from daemon.store.values import LetterState
from tests.soak.servers_town import Lost, Town
from tests.support.daemon import outgoing
from tests.support.moody_sink import Act, Stage

Fault = Callable[[Town], None]
HURRIED = 30.0
MINUTE, HOUR = 60.0, 3600.0
LATER = "451 4.3.0 try again later"
CLOSING = "421 4.3.2 not now"
WAITING = 12  # mails, of which each causes two letters
RECEIPTS = "receipts@example.org"


@dataclass
class Hurry:
    """The daemon's seconds since it was made."""

    began: float = field(default_factory=time.monotonic)

    def passed(self) -> float:
        return (time.monotonic() - self.began) * HURRIED

    def until(self, seconds: float) -> None:
        time.sleep(max(0.0, seconds - self.passed()) / HURRIED)


def begins(town: Town) -> None:
    town.daemon.start()
    town.writes(1)
    town.all_is_read()
    town.all_is_sent()


def for_an_hour(town: Town, stages: set[Stage], answer: str) -> None:
    """Attempts are counted from the first letter on; then the time until the last of them has left is taken."""
    begins(town)
    town.sink.mood = lambda stage, _: answer if stage in stages else None
    before = town.sink.stages.copy()
    hurry = Hurry()
    town.writes(WAITING)
    town.all_is_read()
    hurry.until(HOUR)
    tried = town.sink.stages - before
    town.notes["attempts in an hour"] = tried[min(stages, key=list(Stage).index)]
    town.sink.mood = lambda _stage, _line: None
    town.all_left_after()


def put_off_at_connect_for_an_hour(town: Town) -> None:
    for_an_hour(town, {Stage.CONNECT, Stage.RSET}, CLOSING)


def put_off_before_a_reader_is_named_for_an_hour(town: Town) -> None:
    for_an_hour(town, {town.chance.choice((Stage.HELLO, Stage.MAIL))}, LATER)


def put_off_at_the_reader_for_an_hour(town: Town) -> None:
    for_an_hour(town, {Stage.RCPT}, LATER)


def put_off_at_the_message_for_an_hour(town: Town) -> None:
    for_an_hour(town, {town.chance.choice((Stage.DATA, Stage.DOT))}, LATER)


def greylists(town: Town) -> None:
    """Each reader is refused at first, and taken five minutes after the first attempt."""
    hurry, first, waited = Hurry(), {}, [0.0]

    def mood(stage: Stage, line: str) -> str | None:
        if stage is not Stage.RCPT:
            return None
        passed = hurry.passed() - first.setdefault(line, hurry.passed())
        if passed < 5 * MINUTE:
            return "450 4.2.0 greylisted"
        waited[0] = max(waited[0], passed)
        return None

    town.sink.mood = mood
    town.daemon.start()
    town.writes(6)
    town.all_is_read()
    town.all_is_sent()
    town.notes["minutes until a letter that was greylisted for five was tried again"] = round(waited[0] / MINUTE, 1)


def refuses_one_reader(town: Town) -> None:
    """For good: the others get theirs, and an administrator hears of it."""
    begins(town)
    refuse_one(town, Stage.RCPT, "550 5.1.1 nobody here")


def finds_one_letter_too_large(town: Town) -> None:
    begins(town)
    refuse_one(town, Stage.DOT, "552 5.3.4 too large")


def refuse_one(town: Town, at: Stage, answer: str) -> None:
    unlucky, *_ = town.writes(4)
    town.unanswered.add(unlucky)
    town.failing = 1
    town.sink.mood = lambda stage, line: answer if stage is at and unlucky in line else None
    town.all_is_read()
    town.all_is_sent()
    town.sees(lambda: told_of_failure(town), "an administrator hears of the letter that was refused")
    town.all_is_sent()


def told_of_failure(town: Town) -> bool:
    failed = town.daemon.look(lambda unit: len(unit.letters.in_state(LetterState.FAILED)))
    rows = town.daemon.look(lambda unit: [row.name for row in unit.letters.in_state(LetterState.SENT)])
    return failed == 1 and "undelivered" in rows


def with_copies(town: Town) -> None:
    """The evidence travels with each letter, and lies in the mailbox soon after."""
    more = f'evidence = "copy"\nreceipts_to = "{RECEIPTS}"'
    town.rewrite(outgoing(town.sink.port, more))
    town.sink.kept = lambda received: town.deliver_copy(received, RECEIPTS)


def closes_after_the_message_that_it_kept(town: Town) -> None:
    with_copies(town)
    begins(town)
    closes_after_the_message(town, Act.KEEP_AND_CLOSE)


def closes_after_the_message_that_it_lost(town: Town) -> None:
    with_copies(town)
    begins(town)
    closes_after_the_message(town, Act.CLOSE)


def closes_after_the_message(town: Town, act: Act, letters: int = 2) -> None:
    left = [letters]

    def mood(stage: Stage, _: str) -> Act | None:
        if stage is Stage.DOT and left[0] > 0:
            left[0] -= 1
            return act
        return None

    town.sink.mood = mood
    town.writes(3)
    town.all_is_read()
    town.sees(lambda: not left[0], "as many letters as were to be cut off were cut off")
    town.all_left_after()


def closes_without_evidence(town: Town) -> None:
    """Nothing can tell, so what arrived arrives once more: as many as were kept, and no more."""
    begins(town)
    town.doubles = 2
    closes_after_the_message(town, Act.KEEP_AND_CLOSE)


def says_goodbye_in_the_middle(town: Town) -> None:
    begins(town)
    stages = iter([town.chance.choice((Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.DOT, Stage.RSET)) for _ in range(4)])
    waits = [next(stages)]

    def mood(stage: Stage, _: str) -> str | None:
        if waits and stage is waits[0]:
            waits[:] = [each for each in [next(stages, None)] if each]
            town.notes["met"] += 1
            return CLOSING
        return None

    town.notes["met"] = 0
    town.sink.mood = mood
    town.writes(5)
    town.all_is_read()
    town.all_is_sent()


def refuses_the_copy(town: Town) -> None:
    with_copies(town)
    town.sink.mood = lambda stage, line: "550 5.1.1 no" if stage is Stage.RCPT and RECEIPTS in line else None
    begins(town)
    town.writes(3)
    town.all_is_read()
    town.all_is_sent()


def takes_one_connection_a_minute(town: Town) -> None:
    hurry, taken = Hurry(), [-HOUR]

    def mood(stage: Stage, _: str) -> str | Act | None:
        if stage is not Stage.CONNECT:
            return None
        if hurry.passed() - taken[0] < MINUTE:
            return CLOSING
        taken[0] = hurry.passed()
        return None

    town.sink.mood = mood
    town.daemon.start()
    town.writes(8)
    town.all_is_read()
    town.all_is_sent()


def offers_nothing(town: Town) -> None:
    """No PIPELINING, no 8BITMIME, no SMTPUTF8: only commands one by one, and seven bits."""
    town.sink.offers = ()
    begins(town)
    town.writes(2)
    town.all_is_read()
    town.all_is_sent()
    if town.sink.offences:
        raise Lost(f"what was not offered was used: {sorted(set(town.sink.offences))}")


def takes_no_letter_of_that_size(town: Town) -> None:
    """A limit below any letter: each fails, is shown as failed, and none is tried for ever."""
    town.sink.size = 200
    town.daemon.start()
    town.unanswered.update(town.writes(2))
    town.all_is_read()
    town.all_is_sent()
    failed = town.daemon.look(lambda unit: len(unit.letters.in_state(LetterState.FAILED)))
    town.notes["letters larger than the limit"] = town.failing = failed


FAULTS: tuple[Fault, ...] = (
    greylists,
    put_off_at_connect_for_an_hour,
    put_off_before_a_reader_is_named_for_an_hour,
    put_off_at_the_reader_for_an_hour,
    put_off_at_the_message_for_an_hour,
    refuses_one_reader,
    finds_one_letter_too_large,
    closes_after_the_message_that_it_kept,
    closes_after_the_message_that_it_lost,
    closes_without_evidence,
    says_goodbye_in_the_middle,
    refuses_the_copy,
    takes_one_connection_a_minute,
    offers_nothing,
    takes_no_letter_of_that_size,
)
HOURS = {each for each in FAULTS if each.__name__.endswith("hour")}

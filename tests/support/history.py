"""A case lived through in a test: events in, letters out, the clock as an argument."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from daemon.process.case import Case, Standing, Terms, Track
from daemon.process.deadlines import next_deadline
from daemon.process.decide import decide_all
from daemon.process.events import Event, QuestionAsked, ReporterWrote, ReportReceived
from daemon.process.letters import Letter, LetterName, To

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CODE = "SSE-7K3F2"
CATCH_UP = 50


class History:
    def __init__(self, terms: Terms | None = None, start: datetime = START) -> None:
        terms = terms or Terms(administrators=("Jamison", "Ada"))
        self.now = start
        self.case = Case(code=CODE, track=Track.UNDECIDED, opened_at=start, terms=terms)
        self.sent: list[tuple[datetime, Letter]] = []
        self.rang: list[tuple[datetime, str]] = []

    def happens(self, *events: Event) -> "History":
        if isinstance(events[0], QuestionAsked):
            self.case = Case(code=CODE, track=Track.QUESTION, opened_at=self.now, terms=self.case.terms)
        decision = decide_all(self.case, events, self.now)
        self.case, self.opens = decision.case, decision.opens
        self.sent += [(self.now, letter) for letter in decision.letters]
        return self

    def passes(self, **span: float) -> "History":
        """Time goes by, and every deadline is met when it comes."""
        end = self.now + timedelta(**span)
        while (due := next_deadline(self.case)) and due.at <= end:
            self.now = max(self.now, due.at)
            self._rings(due.event)
        self.now = end
        return self

    def sleeps(self, **span: float) -> "History":
        """Time goes by while nobody watches; what came in the gap is met at its end, as a late start does."""
        self.now += timedelta(**span)
        for _ in range(CATCH_UP):
            due = next_deadline(self.case)
            if due is None or due.at > self.now:
                return self
            self._rings(due.event)
        raise AssertionError("a deadline comes again and again")

    def has_no_reporter(self) -> "History":
        self.case = replace(self.case, has_reporter=False)
        return self

    def reports(self, track: Track = Track.COMPLAINT, **facts: Any) -> "History":
        return self.happens(ReportReceived(track=track, **facts))

    def asks(self, **facts: Any) -> "History":
        return self.happens(QuestionAsked(**facts))

    def writes(self, **facts: Any) -> "History":
        return self.happens(ReporterWrote(standing=Standing.VERIFIED, **facts))

    def in_(self, **span: float) -> datetime:
        return self.now + timedelta(**span)

    def forgets_letters(self) -> "History":
        """What follows is about the letters from here on."""
        self.sent.clear()
        self.rang.clear()
        return self

    def to_reporter(self) -> list[LetterName]:
        return [letter.name for _, letter in self.sent if letter.to is To.REPORTER]

    def to_administrators(self) -> list[LetterName]:
        return [letter.name for _, letter in self.sent if letter.to is not To.REPORTER]

    def when(self, name: LetterName) -> list[datetime]:
        return [at for at, letter in self.sent if letter.name is name]

    def last(self, name: LetterName) -> Letter:
        return [letter for _, letter in self.sent if letter.name is name][-1]

    def fact(self, name: LetterName, fact: str) -> object:
        return self.last(name).facts[fact]

    def _rings(self, event: Event) -> None:
        self.rang.append((self.now, type(event).__name__))
        self.happens(event)

"""What an administrator can command in a town of canaries, and what the process says that it means.

A row is the command's words, for whom its words are meant, and what it changes once it was carried out. To add a verb:
a function here and its place in ORDERS. What is pasted and confirmed stands in `canaries_marks.py`, what is kept and
what goes for good in `canaries_kept.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.support.canaries import Canary, For, Kind, Purpose
from tests.support.canaries_known import CHANNEL, GRANTED, PARTIES, TARGET, Known, says
from tests.support.canaries_stands import stands_in
from tests.support.canaries_town import ADMINISTRATORS, Town

NAMES = tuple(ADMINISTRATORS.values())
ADDRESSES = {name: address for address, name in ADMINISTRATORS.items()}
ROLES = ("respondent", "target", "witness", "respondent")


@dataclass(slots=True)
class Order:
    """`meant` are for whom which canary may leave, once the command was carried out; `done` is handed the codes that it
    opened.
    """

    words: tuple[str, ...]
    meant: list[tuple[Canary, Purpose]] = field(default_factory=list)
    done: Callable[[set[str]], None] = lambda new: None


@dataclass(frozen=True, slots=True)
class Draw:
    """What an order is drawn from; `number` chooses whatever is left to choose."""

    town: Town
    case: Known
    by: str
    number: int

    def pick(self, things):
        things = list(things)
        return things[self.number % len(things)] if things else None

    def words(self) -> Canary:
        return self.town.mint.new(Kind.WORDS, self.by, self.case.code)

    def seat(self) -> str:
        """The code of a party, where there is one."""
        return self.pick(self.case.seats) or "SSE-99999"

    def other(self) -> Known:
        return self.pick(each for each in self.town.oracle.cases.values() if each.code.startswith("SSE-"))

    def anybody(self) -> str:
        """A member's address, or one that nobody wrote from yet."""
        return self.pick([*self.town.people, self.town.mint.address("others.example")])


def _said(verb: str, reader: For | None, middle: str = "") -> Callable[[Draw], Order]:
    def order(draw: Draw) -> Order:
        canary = draw.words()
        meant = [(canary, Purpose(reader, draw.case.code))] if reader else []
        return Order((verb, draw.case.code, *filter(None, (middle,)), canary.text), meant)

    return order


def _plain(*words: str) -> Callable[[Draw], Order]:
    return lambda draw: Order(tuple(word.format(code=draw.case.code) for word in words))


def _tell(draw: Draw) -> Order:
    seat, canary = draw.seat(), draw.words()
    meant = [(canary, Purpose(For.PARTY, draw.case.code, seat))] if seat in draw.case.seats else []
    return Order(("tell", draw.case.code, seat, canary.text), meant)


def _paste(draw: Draw) -> Order:
    """Somebody's words in a letter to somebody else, on purpose; nobody confirms what is marked in them."""
    seat = draw.seat()
    found = stands_in(draw.town, draw.case.code, draw.case.seats[seat].addresses if seat in draw.case.seats else set())
    theirs = draw.pick(found)
    if theirs is None or seat not in draw.case.seats:
        return _tell(draw)
    return Order(("tell", draw.case.code, seat, f"We were told: {theirs}"))


def _spare(draw: Draw) -> Order:
    return Order(("tell", draw.case.code, draw.seat(), "nothing because", draw.words().text))


def _party(draw: Draw) -> Order:
    role, who = ROLES[draw.number // 4 % len(ROLES)], draw.anybody()
    return Order(("party", draw.case.code, who, "as", role), done=lambda _: _joins(draw, who))


def _respondent_administrator(draw: Draw) -> Order:
    name = draw.pick(NAMES)

    def done(_new: set[str]) -> None:
        draw.town.oracle.goes_off(draw.case, name)

    return Order(("party", draw.case.code, ADDRESSES[name], "as", "respondent"), done=done)


def _suspend(draw: Draw) -> Order:
    who = draw.anybody()
    words = ("suspend", draw.case.code, who, "because", draw.words().text)
    return Order(words, done=lambda _: _joins(draw, who))


def _joins(draw: Draw, who: str) -> None:
    for each in draw.town.mint.found(who):
        each.cases.add(draw.case.code)


def _keep(draw: Draw) -> Order:
    seat = draw.seat()
    return Order(("keep", draw.case.code, seat, "until", "2026-12-24 17:00", "because", draw.words().text))


def _consent(value: str) -> Callable[[Draw], Order]:
    def order(draw: Draw) -> Order:
        def done(_new: set[str]) -> None:
            says(draw.case, value)

        return Order(("consent", draw.case.code, value, draw.words().text), done=done)

    return order


def _consent_of_target(draw: Draw) -> Order:
    seat = draw.pick(code for code, each in draw.case.seats.items() if each.role == TARGET) or draw.seat()

    def done(_new: set[str]) -> None:
        if seat in draw.case.seats:
            says(draw.case.seats[seat], "granted")

    return Order(("consent", draw.case.code, seat, "granted", draw.words().text), done=done)


def _consent_to_one(value: str) -> Callable[[Draw], Order]:
    """Their words, for one reader."""

    def order(draw: Draw) -> Order:
        seat = draw.seat()

        def done(_new: set[str]) -> None:
            draw.case.words_to[seat] = value

        return Order(("consent", draw.case.code, value, "to", f"{seat}:", draw.words().text), done=done)

    return order


def _identity(draw: Draw) -> Order:
    """Who the reporter or a target is: to all, to one, or in public."""
    seat = draw.seat()
    scope = draw.pick([PARTIES, seat, CHANNEL])
    target = draw.pick([code for code, each in draw.case.seats.items() if each.role == TARGET and code != seat])
    person = draw.case.seats[target] if target and draw.number % 2 else draw.case
    to = {PARTIES: (), CHANNEL: ("to", "channel:")}.get(scope, ("to", f"{seat}:"))
    who = (target,) if person is not draw.case else ()
    words = ("consent", draw.case.code, *who, "granted", "identity", *to, draw.words().text)
    return Order(words, done=lambda _: person.named_to.add(scope))


def _let_in(draw: Draw) -> Order:
    name = draw.pick(sorted(draw.case.off)) or draw.pick(NAMES)
    words = ("recuse", draw.case.code, name.partition(" ")[0], "off")
    return Order(words, done=lambda _: draw.town.oracle.lets_in(draw.case, name))


def _declare(draw: Draw) -> Order:
    """A conflict with somebody takes off every case in which they have a part."""
    who = draw.pick([*draw.town.people, "none"])

    def done(_new: set[str]) -> None:
        for each in draw.town.oracle.cases.values():
            if who in each.reporters or any(who in seat.addresses for seat in each.seats.values()):
                draw.town.oracle.goes_off(each, draw.by)

    return Order(("declare", who), done=done)


def _complain(draw: Draw) -> Order:
    def done(new: set[str]) -> None:
        for each in new:
            opened = draw.town.oracle.cases[each]
            opened.off |= draw.case.off
            opened.consent = draw.case.consent
            opened.words_to, opened.named_to = dict(draw.case.words_to), set()

    return Order(("complain", draw.case.code, draw.words().text), done=done)


def _merge(draw: Draw) -> Order:
    other = draw.other()

    def done(_new: set[str]) -> None:
        for one, two in ((draw.case, other), (other, draw.case)):
            one.joined |= {two.code, *two.joined}
            one.off |= two.off

    return Order(("merge", draw.case.code, "into", other.code), done=done)


def _relate(draw: Draw) -> Order:
    return Order(("relate", draw.case.code, draw.other().code))


def _recuse(draw: Draw) -> Order:
    name = draw.pick(NAMES)

    def done(_new: set[str]) -> None:
        draw.town.oracle.goes_off(draw.case, name)

    return Order(("recuse", draw.case.code, name.partition(" ")[0]), done=done)


def _publish(draw: Draw) -> Order:
    """Words for the rules channel are those that everybody was asked about, or else nobody agreed to them."""
    complaint = draw.town.oracle.cases.get(draw.case.complaint)
    agreed = draw.pick(complaint.yes if complaint else ())
    canary = draw.town.mint.known[agreed] if agreed else draw.words()
    return Order(("publish", draw.case.code, canary.text), [(canary, Purpose(For.CHANNEL, draw.case.code))])


def _link(draw: Draw) -> Order:
    return Order(("link", draw.case.code, draw.pick(draw.other().seats) or "SSE-99999"))


def _nonsense(draw: Draw) -> Order:
    return Order((draw.pick(["note", "estimate", "correct", "assign"]), draw.words().text))


ORDERS: dict[str, Callable[[Draw], Order]] = {
    "note": _said("note", None),
    "reply": _said("reply", For.REPORTER),
    "ask": _said("ask", For.REPORTER),
    "resolve": _said("resolve", For.REPORTER),
    "answered": _said("answered", None),
    "consult": _said("consult", For.CONSULTED),
    "uphold": _said("uphold", For.APPELLANT),
    "overturn": _said("overturn", For.APPELLANT),
    "tell": _tell,
    "paste": _paste,
    "spare": _spare,
    "party": _party,
    "conflict": _respondent_administrator,
    "suspend": _suspend,
    "keep": _keep,
    "granted": _consent("granted"),
    "refused": _consent("refused"),
    "conditional": _consent("conditional"),
    "target granted": _consent_of_target,
    "granted to one": _consent_to_one(GRANTED),
    "refused to one": _consent_to_one("refused"),
    "identity": _identity,
    "let in": _let_in,
    "declare": _declare,
    "complain": _complain,
    "merge": _merge,
    "relate": _relate,
    "recuse": _recuse,
    "draft": _publish,
    "publish": _plain("publish", "{code}"),
    "published": _plain("published", "{code}"),
    "link": _link,
    "lift": lambda draw: Order(("lift", draw.case.code, draw.seat())),
    "confirm": lambda draw: Order(("confirm", draw.case.code, draw.seat())),
    "estimate": _plain("estimate", "{code}", "2026-11-27 17:00"),
    "close": _plain("close", "{code}"),
    "reopen": _plain("reopen", "{code}"),
    "withdrawn": _plain("withdrawn", "{code}"),
    "hold": _plain("hold", "{code}"),
    "mine": _plain("mine", "{code}"),
    "assign": lambda draw: Order(("assign", draw.case.code, draw.pick(NAMES).partition(" ")[0])),
    "correct": lambda draw: Order(("correct", draw.case.code, "path", draw.pick(["complaint", "concern", "question"]))),
    "nonsense": _nonsense,
}

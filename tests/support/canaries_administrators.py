"""What administrators do in a town of canaries, at a terminal and by mail, also those who are off a case; and time."""

import json
import re
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from notifiers.sending import Deferred, Problem, Refused, Unknown
from tests.support.canaries import SEEN, Kind
from tests.support.canaries_known import Known
from tests.support.canaries_mails import vouched
from tests.support.canaries_members import MANY, NAMES, Members
from tests.support.canaries_orders import ADDRESSES, ORDERS, Draw, Order
from tests.support.canaries_town import CODE

ADMIN = st.sampled_from(NAMES)
OFTEN = (
    "tell",
    "tell",
    "paste",
    "consult",
    "reply",
    "resolve",
    "recuse",
    "suspend",
    "party",
    "let in",
    "identity",
    "granted to one",
)  # words that leave, and who is off
VERB = st.sampled_from([*sorted(ORDERS), *OFTEN])
CARRIED_OUT = frozenset({"done", "handover"})
FEW = 5
NOBODY = "SSE-ZZZZ9"
LOOKS = (("cases",), ("digest",), ("stats",), ("list",), ("cases", "--json"), ("digest", "--json"), ("stats", "--json"))


class Administrators(Members):
    def visible(self, by: str) -> list[Known]:
        return [each for each in self.cases() if self.town.oracle.sees(by, each)]

    def hidden(self, by: str) -> list[Known]:
        return [each for each in self.cases() if not self.town.oracle.sees(by, each)]

    # --- commands

    @precondition(lambda self: self.cases())
    @rule(which=MANY, by=ADMIN, verb=VERB)
    def an_administrator_acts(self, which, by, verb):
        case = self.pick(which, self.visible(by))
        if case:
            self.acts(ORDERS[verb](Draw(self.town, case, by, which)), by, verb)

    @precondition(lambda self: self.cases())
    @rule(which=MANY, by=ADMIN, verbs=st.lists(VERB, min_size=1, max_size=3))
    def an_administrator_works(self, which, by, verbs):
        """Several in a row on the same case, while the one before still counts; then their words leave."""
        for verb in verbs:
            self.an_administrator_acts(which, by, verb)
        self.time_passes(0)

    @precondition(lambda self: any(each.seats for each in self.cases()))
    @rule(which=MANY, by=ADMIN, verb=st.sampled_from(["tell", "tell", "paste", "consult", "reply"]))
    def somebody_else_is_told(self, which, by, verb):
        case = self.pick(which, [each for each in self.visible(by) if each.seats])
        if case and self.acts(ORDERS[verb](Draw(self.town, case, by, which)), by, verb):
            self.time_passes(0)

    @precondition(lambda self: self.cases("appeals"))
    @rule(which=MANY, by=ADMIN, verb=st.sampled_from(["uphold", "overturn", "draft", "publish"]))
    def an_appeal_is_worked_on(self, which, by, verb):
        case = self.pick(which, [each for each in self.visible(by) if each.kind == "appeals"])
        if case and self.acts(ORDERS[verb](Draw(self.town, case, by, which)), by, verb):
            self.time_passes(0)

    @precondition(lambda self: any(self.town.oracle.allowed(each) and each.seats for each in self.cases()))
    @rule(which=MANY, by=ADMIN, word=st.sampled_from(["PRIVATE", "ASK FIRST"]))
    def words_are_overtaken_by_a_narrower_consent(self, which, by, word):
        """Design 7.4: narrowing counts at once, also for what was written before and has not left."""
        allowed = [each for each in self.visible(by) if self.town.oracle.allowed(each) and each.seats]
        case = self.pick(which, allowed)
        letter = next((each for each in self.town.letters if case and each.to in case.reporters), None)
        if letter and self.acts(ORDERS["tell"](Draw(self.town, case, by, which)), by, "tell"):
            self.answer(letter, word)
            self.time_passes(0)

    def acts(self, order: Order, by: str, verb: str) -> bool:
        before = set(self.town.oracle.cases)
        self.did(f"at a terminal: {by}: {verb} {order.words[1:2]}")
        carried_out = self.town.says(by, *order.words).status == 0
        if carried_out:
            self.carried_out(order, verb, before)
        self.town.check()
        return carried_out

    def carried_out(self, order: Order, verb: str, before: set[str]) -> None:
        SEEN[f"order {verb}"] += 1
        for canary, purpose in order.meant:
            canary.purposes.append(purpose)
        order.done(set(self.town.oracle.cases) - before)

    @precondition(lambda self: any(each.to_kind not in {"reporter", "party"} for each in self.town.letters))
    @rule(which=MANY, by=ADMIN, verb=VERB, bare=st.integers(0, 5))
    def an_administrator_acts_by_mail(self, which, by, verb, bare):
        notices = [
            each for each in self.town.letters if each.to == ADDRESSES[by] and each.to_kind not in {"reporter", "party"}
        ]
        notice, case = self.pick(which, notices[-3:]), self.pick(which, self.visible(by))
        if notice is None or case is None:
            return
        order = ORDERS[verb](Draw(self.town, case, by, which))
        if bare == 0:  # words without a verb are offered back
            order = Order((self.town.mint.new(Kind.WORDS, by, case.code).text, "is", "what", "they", "told", "me"))
        if bare == 1:
            order = Order((self.pick(which, ["list", "stats", "digest", "help", "note", "discard"]),))
        self.mails_order(notice, order, by, verb)

    def mails_order(self, notice, order: Order, by: str, verb: str) -> None:
        address, text = ADDRESSES[by], " ".join(order.words)
        self.town.typed.setdefault(address, set()).update(
            {
                notice.case,
                *CODE.findall(notice.text),
                *CODE.findall(text),
                *(each.text for each in self.town.mint.found(text)),
            }
        )
        self.did(f"by mail: {by}: {verb} {order.words[1:2]}")
        before = set(self.town.oracle.cases)
        self.town.receive(self.answers(notice, f"{text}\n", above=vouched(address)))
        came = [each for each in self.town.home.wire.letters if each.to == address]
        for each in came:
            self.town.look_up(each)
        SEEN.update(f"answered {each.name}" for each in came)
        if any(each.name in CARRIED_OUT for each in came):
            self.carried_out(order, verb, before)
        self.town.check()

    # --- what an administrator looks at

    @rule(which=MANY, by=ADMIN, how=st.integers(0, 5))
    def an_administrator_looks(self, which, by, how):
        if how > 2 and self.cases():
            self.reads(which, by, how)
        elif how == 0:
            self.searches(which, by)
        else:
            self.looks(which, by)

    def looks(self, which: int, by: str) -> None:
        words = self.pick(which, LOOKS)
        self.did(f"looks: {by}: {' '.join(words)}")
        printed = self.town.says(by, *words)
        if words == ("stats", "--json"):
            self.counts_nothing_hidden(by, json.loads(printed.out))
        self.town.check()

    def counts_nothing_hidden(self, by: str, page) -> None:
        """P13, P14: a case that somebody may not know of moves no figure of theirs."""
        for kind, figure in page["total"]["opened"].items():
            most = self.town.oracle.most_counted(by, kind)
            if figure["least"] > most:
                self.town.leak(
                    f"a count of {figure['least']} {kind}", f"the statistics of {by}, who may know of {most}"
                )
            SEEN[f"counted {'five or more' if figure['least'] else 'few'}"] += 1

    def reads(self, which: int, by: str, how: int) -> None:
        self.did(f"reads: {by}: {how}")
        if how == 5:
            secrets = list(self.town.mint.known.values())
            self.town.says(by, "search", self.pick(which * 7, secrets).text if secrets else "idiot")
        else:
            case = self.pick(which, self.visible(by)) or self.pick(which, self.cases())
            self.town.says(by, "show", case.code, *(["--json"] if how == 3 else []))
        self.town.check()

    def searches(self, which: int, by: str) -> None:
        """For a word that stands in many cases."""
        self.did(f"searches: {by}")
        self.town.says(by, "search", self.pick(which, ["idiot", "complaint", "https", "was"]))
        self.town.check()

    def whoever_is_off_looks_around(self) -> None:
        by = next((each for each in NAMES if self.hidden(each)), None)
        if by:
            self.did(f"looks around: {by}, who is off a case")
            for words in (("cases",), ("digest",), ("search", "idiot")):
                self.town.says(by, *words)
            self.counts_nothing_hidden(by, json.loads(self.town.says(by, "stats", "--json").out))

    # --- what an administrator may not know of

    @precondition(lambda self: any(self.hidden(each) for each in NAMES))
    @rule(which=MANY, verb=VERB)
    def an_administrator_tries_what_is_hidden(self, which, verb):
        """P14: it does not exist; every answer is the one to a code that no case has."""
        by = self.pick(which, [each for each in NAMES if self.hidden(each)])
        case = self.pick(which, self.hidden(by))
        order = ORDERS[verb](Draw(self.town, case, by, which))
        words = ("show", case.code) if which % 5 == 0 else order.words
        self.did(f"tries: {by}: {verb} {case.code}, which is hidden")
        told = [self.told(by, words, code) for code in (case.code, NOBODY)]
        if told[0] != told[1]:
            self.town.leak(f"a difference ({told[0]} / {told[1]})", f"the answer to {words[0]} of a hidden case")
        self.town.check()

    def told(self, by: str, words: tuple[str, ...], code: str) -> tuple[int, str]:
        own = words[1] if len(words) > 1 else ""
        given = [words[0], *([code] if CODE.fullmatch(own) else [own] if own else []), *words[2:]]
        printed = self.town.says(by, *given)
        return printed.status, re.sub(CODE, "CODE", f"{printed.out}{printed.err}")

    # --- letters and messages that wait

    @rule(which=MANY, by=ADMIN, verb=st.sampled_from(["release", "release", "undo", "drop", "resend"]))
    def a_letter_that_waits(self, which, by, verb):
        short = self.pick(which, self.shorts())
        if short:
            self.acts(Order((verb, short)), by, verb)

    def shorts(self) -> list[str]:
        def look(unit):
            terms = self.town.home.rooms.corridor.house.terms
            rows = [row for kept in unit.cases.every(terms) for row in unit.letters.of(kept.id)]
            return [row.short for row in rows if row.state in {"draft", "pending", "failed"}]

        return self.town.run(self.town.store.look(look))

    @precondition(lambda self: any(code.startswith("M-") for code in self.town.oracle.cases))
    @rule(which=MANY, by=ADMIN, verb=st.sampled_from(["accept", "accept", "show", "discard"]))
    def a_message_that_was_set_aside(self, which, by, verb):
        aside = self.pick(which, [each for code, each in self.town.oracle.cases.items() if code.startswith("M-")])
        before = set(self.town.oracle.cases)
        if self.acts(Order((verb, aside.code)), by, f"{verb} a message") and verb == "accept":
            for code in set(self.town.oracle.cases) - before:
                self.town.oracle.cases[code].off |= aside.off
                for each in self.town.mint.known.values():
                    each.cases |= {code} if aside.code in each.cases else set()

    # --- time and trouble

    @rule(which=MANY, by=ADMIN, kind=st.integers(0, 9))
    def something_happens(self, which, by, kind):
        if kind < 5:
            self.time_passes((0, 0, 1, 13, 30)[kind])
        elif kind == 5:
            self.nobody_is_at_home(1 + which % 12)
        elif kind == 6:
            self.did("a restart")
            self.town.restarts()
            self.town.check()
        elif kind == 7:
            self.is_away(by, 1 + which % 9, NAMES[which % 3])
        else:
            self.the_mail_server_has_trouble(which % 5)

    def time_passes(self, hours: int) -> None:
        self.did(f"time passes: {hours} h")
        self.town.run(self.town.home.passes(hours=hours, minutes=3))
        self.town.check()

    def nobody_is_at_home(self, days: int) -> None:
        self.did(f"days pass: {days}")
        self.town.run(self.town.home.sleeps(days=days))
        self.town.check()

    def the_mail_server_has_trouble(self, kind: int) -> None:
        """What it says about it is not ours to repeat."""
        secret = self.town.mint.new(Kind.ERROR, "the mail server").text
        text = f"{secret} of {self.pick(kind, self.town.people) or secret}"
        troubles = (
            RuntimeError(text),
            Refused(Problem.ADDRESS),
            Deferred(Problem.SILENT),
            Unknown(Problem.LOST),
            OSError(text),
        )
        self.did(f"trouble: {type(troubles[kind]).__name__}")
        self.town.home.wire.outcomes.append(troubles[kind])

    def is_away(self, by: str, days: int, deputy: str) -> None:
        until = self.town.clock.now + timedelta(days=days)
        words = ("away", "until", f"{until:%Y-%m-%dT%H:%M:%SZ}", "deputy", deputy.partition(" ")[0])
        self.acts(Order(words), by, "away")


__all__ = ["Administrators"]

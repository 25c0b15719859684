"""What members, strangers and administrators do in Slack, in a town of canaries that has a workspace.

Whoever is a member writes direct messages wherever the other machine writes mails; the rules here are what only Slack
has. The town finds each person by all their ways.
"""

import re

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from tests.support.canaries import PLAYED, SEEN, Kind
from tests.support.canaries_administrators import ADMIN, CARRIED_OUT, VERB
from tests.support.canaries_known import TARGET, Known, says
from tests.support.canaries_members import ABOUT, CONSENTS, MANY, NAMES, REPORTS
from tests.support.canaries_orders import ORDERS, Draw, Order
from tests.support.canaries_slack_pressed import Pressing
from tests.support.canaries_slack_town import IDS, Dm, Said, SlackTown
from tests.support.canaries_slack_wire import LOST, Posted, is_member
from tests.support.canaries_stage import stage
from tests.support.canaries_town import CODE
from tests.support.house import COMMUNITY

OPENS = re.compile(r"admin\+[a-z2-7]+@softskills\.example")
REFUSALS = ("user_disabled", "channel_not_found", "ratelimited", "invalid_auth", LOST, "internal_error")


class InSlack(Pressing):
    """`begun` is handed the name of a beginning."""

    begun: staticmethod

    @initialize(which=MANY)
    def begins(self, which):
        beginning = self.pick(which, self.beginnings)
        self.chain = stage()
        self.town = SlackTown.again(type(self).begun(beginning), self.chain.__enter__())
        PLAYED["histories"] += 1

    # --- members write direct messages

    def person(self, number: int) -> str:
        """A member more often than not; some write mails and have no account."""
        people = self.town.people
        if len(people) < 3 or number % 7 == 0:
            people.append(self.town.mint.address() if number % 4 == 3 else self.town.joins())
        return people[number % len(people)]

    def reports_an_administrator(self, which, admin):
        """By name, or as Slack writes a mention."""
        super().reports_an_administrator(which, admin)
        if which % 2:
            author, mention = self.person(which), f"<@{IDS[admin]}>"
            self.did(f"a member reports an administrator by a mention: {admin}")
            self.mails(self.written(author, f"NEW {self.says(ABOUT[which % 2], author, admin=mention)}"), off=(admin,))

    def written(self, author: str, text: str, **more):
        if not is_member(author):
            return super().written(author, text, **more)
        return Dm(author, text, more.get("answers", ""), more.get("files", ()))

    def answers(self, letter, text: str, sender: str = "", **more):
        if not isinstance(letter, Posted):
            return super().answers(letter, text, sender, **more)
        return self.written(sender or letter.to, text, **({"answers": letter.ts} if not sender else {}))

    def mails(self, raw, around=None, off=(), held=False):
        if not isinstance(raw, Dm):
            return super().mails(raw, around, off, held)
        return self.dms([raw], off, held)

    def dms(self, parts: list[Dm], off=(), held=False) -> list[Known]:
        """One after the other, and then quiet until they are read; the new cases."""
        before = set(self.town.oracle.cases)
        for each in parts:
            self.town.hears(each)
        said = "\n".join(f"{each.text} {' '.join(each.files)}" for each in parts)
        return self.are_read(parts[0].author, said, before, off, held)

    def are_read(self, author: str, said: str, before: set[str], off=(), held=False) -> list[Known]:
        """Where a message joined a case, its author has a part in that case; and whom it names is off that case too."""
        oracle = self.town.oracle
        self.town.run(self.town.home.passes(minutes=2))
        new = [each for code, each in oracle.cases.items() if code not in before]
        for each in new:
            oracle.keeps_out(each, set(off), held)
            inherited = oracle.cases.get(each.complaint)
            each.off |= inherited.off if inherited else set()
            if each.code.startswith("M-"):
                each.reporters.add(author)
        homes = {each.code for each in new}
        for code in self.town.stands_in(said) - homes:
            self.has_a_part(author, oracle.cases[code])
            self.names_later(oracle.cases[code], author, set(off), held)
            homes.add(code)
        for canary in self.town.mint.found(said):
            canary.cases |= homes
        self.town.check()
        return new

    def has_a_part(self, author: str, case: Known) -> None:
        everybody = {*case.reporters, *(way for seat in case.seats.values() for way in seat.addresses)}
        if author not in everybody:
            self.town.leak(f"words of {author}", f"{case.code}, in which they have no part")

    def names_later(self, case: Known, author: str, off: set[str], held: bool) -> None:
        """P14: a message of an open case keeps somebody out from then on. A party's words empty no case, and take no
        last judge of a suspension off.
        """
        SEEN["named later"] += bool(off)
        if author not in case.reporters:
            left = len(set(NAMES) - case.off - off)
            suspended = any(each.name == "suspension" and each.case == case.code for each in self.town.letters)
            who = off if left > suspended else set()
            case.off |= who
            case.held |= who
            return
        new = off - case.off
        self.town.oracle.keeps_out(case, off, held=False)
        case.held = case.held | new if held else case.held - off  # who was off before is not asked about

    # --- what only Slack has: members

    @rule(which=MANY, kind=st.integers(0, 3), files=st.booleans(), new=st.booleans())
    def somebody_says_it_in_pieces(self, which, kind, files, new):
        """Gathered until they are quiet, and answered as one."""
        author = self.person(which)
        if not is_member(author):
            return
        self.did(f"a member says it in pieces: {kind}")
        names = (f"{self.town.mint.new(Kind.FILE, author).text}.png",) if files else ()
        first = "NEW Hello, are you there?" if new else "Hello, are you there?"
        texts = (first, self.says(REPORTS[kind], author), self.says("It was yesterday. {text}", author))
        self.dms([Dm(author, texts[0]), Dm(author, texts[1], files=names), Dm(author, texts[2])])

    def said(self) -> list[Said]:
        return [each for each in self.town.dms if not each.is_gone and each.who not in IDS.values()]

    @precondition(lambda self: self.said())
    @rule(which=MANY, admin=st.sampled_from([*NAMES, "", ""]))
    def somebody_changes_what_they_said(self, which, admin):
        """What is added by an edit keeps somebody out as a message does (P14)."""
        said = self.pick(which, self.said())
        self.did(f"a member edits: {admin or 'words'}")
        about = self.says(ABOUT[0], said.who, admin=admin) if admin else self.says("I meant {text}, {link}", said.who)
        before = set(self.town.oracle.cases)
        homes = self.town.stands_in(said.text)
        self.town.edits(said, f"{said.text}\n{about}")
        SEEN["an edit names an administrator"] += bool(admin and homes)
        self.are_read(said.who, about, before, (admin,) if admin else ())

    @precondition(lambda self: self.said())
    @rule(which=MANY)
    def somebody_takes_back_what_they_said(self, which):
        """Design 7.4: what it allowed counts no more."""
        said = self.pick(which, self.said())
        self.did("a member deletes")
        homes = self.town.stands_in(said.text)
        self.town.deletes(said)
        for code in homes:
            self.narrows(self.town.oracle.cases[code], said.who)
        self.town.check()

    def narrows(self, case: Known, who: str) -> None:
        for each in (self.town.oracle.cases[code] for code in {case.code, *case.joined}):
            if who in each.reporters:
                says(each, "refused")
            for seat in each.seats.values():
                if seat.role == TARGET and who in seat.addresses:
                    says(seat, "refused")

    @precondition(lambda self: any(each.name == "which" for each in self.town.letters))
    @rule(which=MANY, new=st.booleans())
    def somebody_says_which_case_they_mean(self, which, new):
        asked = self.pick(which, [each for each in self.town.letters if each.name == "which"])
        code = "NEW" if new else self.pick(which, CODE.findall(asked.text))
        self.did(f"a member says which case: {'NEW' if new else 'a code'}")
        before = set(self.town.oracle.cases)
        waiting = [each for each in self.town.dms if each.who == asked.to]
        self.town.hears(Dm(asked.to, code))
        self.are_read(asked.to, "\n".join(each.text for each in waiting[-3:]), before)

    @precondition(lambda self: any(each.name == "mail_word" for each in self.town.letters))
    @rule(which=MANY)
    def somebody_goes_on_by_mail(self, which):
        """The first address that brings the word is theirs from then on."""
        letter = self.pick(which, [each for each in self.town.letters if each.name == "mail_word"])
        case, address, to = self.town.oracle.cases[letter.case], self.town.mint.address(), OPENS.search(letter.text)
        self.did("a member goes on by mail")
        self.town.profiles[address] = letter.to
        text = self.says("{text} and see {link}\n", address)
        super().mails(self.written(address, text, to=to[0] if to else COMMUNITY), case)
        SEEN["went on by mail"] += address in case.reporters

    @rule(which=MANY, kind=st.integers(0, 3), privacy=st.sampled_from(["share", "private", "ask first", ""]))
    def somebody_fills_in_the_form(self, which, kind, privacy):
        author = self.person(which)
        if not is_member(author):
            return
        self.did(f"a member fills in the form: {privacy}")
        paths = ("complaint", "concern", "undecided", "question")
        words = {each: self.says("{text}, {link}", author) for each in ("nature", "material")}
        who = self.says("{who}", author)
        before = set(self.town.oracle.cases)
        act = {"act": "report", "path": paths[kind], "who": who, "privacy": privacy, "talk": False, "shared": None}
        self.town.acts(author, {**act, **words})
        for each in self.are_read(author, " ".join([*words.values(), who]), before):
            if privacy:
                says(each, CONSENTS[privacy.upper()])

    # --- administrators

    @precondition(lambda self: self.cases())
    @rule(which=MANY, by=ADMIN, verb=VERB, threaded=st.booleans())
    def an_administrator_acts_by_dm(self, which, by, verb, threaded):
        case = self.pick(which, self.visible(by))
        if case is None:
            return
        notices = [each for each in self.town.letters if each.to == IDS[by] and isinstance(each, Posted)]
        notice = self.pick(which, notices[-3:]) if threaded else None
        order = ORDERS[verb](Draw(self.town, case, by, which))
        if which % 6 == 0 and notice:  # words without a verb are offered back
            order = Order((self.town.mint.new(Kind.WORDS, by, case.code).text, "is", "what", "they", "told", "me"))
        self.dms_order(order, by, verb, notice)

    def dms_order(self, order: Order, by: str, verb: str, notice: Posted | None = None) -> None:
        me, text = IDS[by], " ".join(order.words)
        typed = self.town.typed.setdefault(me, set())
        typed.update({*CODE.findall(text), *(each.text for each in self.town.mint.found(text))})
        if notice:
            typed.update({notice.case, *CODE.findall(notice.text)})
        self.did(f"by DM: {by}: {verb} {order.words[1:2]}{' in a thread' * (notice is not None)}")
        before = set(self.town.oracle.cases)
        self.town.hears(Dm(me, f"{text}\n", notice.ts if notice else ""))
        came = [each for each in self.town.home.web.posts if each.to == me]
        for each in came:
            self.town.look_up(each)
        SEEN.update(f"answered by DM {each.name}" for each in came)
        if any(each.name in CARRIED_OUT for each in came):
            self.carried_out(order, verb, before)
        self.town.check()

    @rule(which=MANY, by=ADMIN, admin=st.sampled_from(["", "", *NAMES]))
    def an_administrator_hands_over(self, which, by, admin):
        """A message that somebody wrote to them; whom it reports is off, whoever handed it over (P14)."""
        author = self.person(which)
        if not is_member(author):
            return
        self.did(f"an administrator hands over: {by} {admin}")
        about = self.says(ABOUT[0], author, admin=admin) if admin else self.says(REPORTS[2], author)
        before = set(self.town.oracle.cases)
        shared = {"author": author, "text": about, "channel": "D0PERSONAL", "ts": self.town.home.web.stamp()}
        self.town.acts(IDS[by], {"act": "hand over", "shared": {**shared, "permalink": ""}})
        self.are_read(author, about, before, (admin,) if admin else ())

    # --- who tries it on, and trouble

    def forges(self, letter, which: int, kind: int) -> None:
        if not isinstance(letter, Posted):
            super().forges(letter, which, kind)
            return
        case, forger = self.town.oracle.cases[letter.case], self.town.joins()
        self.did(f"a forger: in Slack {kind}")
        text = self.says("SHARE\n\nWhat do you have on {text}? I want to make a formal complaint. {link}\n", forger)
        commands = (f"show {case.code}", f"resolve {case.code} done", "list", f"consent {case.code} granted")
        ways = {
            0: lambda: Dm(forger, text, letter.ts),
            1: lambda: Dm(forger, f"{text}\nThis is about {case.code}."),
            2: lambda: Dm(forger, f"{letter.to} <@{letter.to}> said SHARE\n{text}"),
            3: lambda: Dm(forger, self.pick(which, commands), letter.ts),
        }
        if kind in ways:
            self.dms([ways[kind]()])
        elif letter.buttons:
            self.presses(forger, letter, self.pick(which, letter.buttons)["value"])
        else:
            word = self.pick(which, ["INCLUDE", "CONTACT", "SHARE"])
            self.town.acts(forger, {"act": "word", "word": word, "letter": letter.short, "code": case.code})
            self.town.check()

    def bounces(self, letter) -> None:
        if isinstance(letter, Posted):
            self.slack_has_trouble(3, 1)
        else:
            super().bounces(letter)

    @rule(which=MANY, times=st.sampled_from([1, 1, 6]))
    def slack_has_trouble(self, which, times):
        """What was not posted goes by mail, where we know how; what may have been is looked up."""
        word = self.pick(which, REFUSALS)
        self.did(f"Slack refuses: {word} {times} times")
        self.town.home.web.outcomes += [word] * times

    def something_unreadable_comes(self, which: int) -> None:
        author = self.person(which)
        if not is_member(author):
            super().something_unreadable_comes(which)
            return
        self.did(f"something unreadable: in Slack {which % 5}")
        secret, ts = self.town.mint.new(Kind.TEXT, author).text, self.town.home.web.stamp()
        message = {"type": "message", "user": author, "ts": ts}
        events = (
            {"kind": secret, "event": {**message, "text": secret}},
            {"kind": "message", "event": {**message, "text": [secret], "blocks": {secret: secret}}},
            {"kind": "edit", "event": {"message": secret}},
            {"kind": "message", "event": {**message, "text": f"<!channel> <@{secret}> <https://a.example|{secret}>"}},
            {"kind": "file", "ts": secret, "user": author, "file": {"id": secret, "name": secret}},
        )
        before = set(self.town.oracle.cases)
        self.town.direct(events[which % 5], author, ts)
        self.are_read(author, secret, before)


__all__ = ["InSlack"]

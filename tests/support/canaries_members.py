"""What members, strangers and forgers do in a town of canaries. Every string of theirs is one."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.support.canaries import SEEN, Kind
from tests.support.canaries_known import TARGET, Known, says
from tests.support.canaries_mails import Written, bounce, unreadable, vouched
from tests.support.canaries_town import ADMINISTRATORS, Town
from tests.support.canaries_wire import Delivered
from tests.support.house import CONTACT

MANY = st.integers(0, 999)
NAMES = tuple(ADMINISTRATORS.values())
CONSENTS = {"SHARE": "granted", "PRIVATE": "refused", "ASK FIRST": "conditional", "WITHDRAW": ""}
AUDIENCE = ("INCLUDE", "EXCLUDE", "CONTACT", "SEALED")
WORDS = (*CONSENTS, "SHARE", *AUDIENCE, "COMPLAINT", "CONCERN", "TALK", "CONFIRM", "")
REPORTS = (
    "I want to make a formal complaint about {who}. In #careers he called people who asked {text} idiots.\nSee {link}\n",
    "I want to raise a concern about {who}, just as a heads-up. I am not looking for any action. {text}\nSee {link}\n",
    "Yesterday in #random {who} called a member an idiot and told her to go away. I saw it myself. {text} {link}\n",
    "I want to make a formal complaint about {who}. He wrote that he is coming to my house tonight to kill me. {text}\n",
    "Is it an incident if somebody posts {text} twice in #general?\n",
    "How many incidents have you handled so far?\n",
    "{text} {text}\n",
)
APPEAL = (
    "I want to appeal the suspension of my account, because the messages were not mine. {text} wrote them, see {link}\n"
)
ABOUT = (
    "I want to make a formal complaint about {admin}. {admin} called me an idiot in #careers. {text} {link}\n",
    "I want to raise a concern about {admin}, just as a heads-up, no action. {admin} called me an idiot. {text} {link}\n",
)
MENTION = (
    "I want to make a formal complaint about {who}. In #careers he called people who asked {text} idiots.\n"
    "{admin} and {who} are close friends.\n"
)


class Members(RuleBasedStateMachine):
    town: Town

    def pick(self, number, things):
        things = list(things)
        return things[number % len(things)] if things else None

    def did(self, line: str) -> None:
        self.town.history.append(line)
        SEEN[line.partition(":")[0]] += 1

    # --- who there is

    def person(self, number: int) -> str:
        """One of a few; a new one now and then."""
        people = self.town.people
        if len(people) < 3 or number % 7 == 0:
            people.append(self.town.mint.address())
        return people[number % len(people)]

    def cases(self, *kinds: str) -> list[Known]:
        every = [each for each in self.town.oracle.cases.values() if each.code.startswith("SSE-")]
        return [each for each in every if not kinds or each.kind in kinds]

    # --- how a mail comes in

    def mails(
        self, raw: bytes, around: Known | None = None, off: tuple[str, ...] = (), held: bool = False
    ) -> list[Known]:
        """`around` is the case whose letter it answers, `off` are the administrators that it reports; the new cases."""
        oracle, before = self.town.oracle, set(self.town.oracle.cases)
        self.town.receive(raw)
        new = [each for code, each in oracle.cases.items() if code not in before]
        for each in new:
            inherited = oracle.cases.get(each.complaint) or around
            oracle.keeps_out(each, set(off), held)
            each.off |= inherited.off if inherited else set()
        text = raw.decode(errors="replace")
        homes = {each.code for each in (*new, *([around] if around else []))}
        for canary in self.town.mint.found(text):
            canary.cases |= homes
        self.town.check()
        return new

    def says(self, template: str, author: str, kind: Kind = Kind.TEXT, **more: str) -> str:
        new = self.town.mint.new
        return template.format(
            text=new(kind, author).text,
            who=f"@{new(Kind.TEXT, author).text}",
            link=f"https://files.example/{new(Kind.LINK, author).text}",
            **more,
        )

    def written(self, author: str, text: str, **more) -> bytes:
        new = self.town.mint.new
        name = self.town.names.get(author) or self.town.names.setdefault(author, new(Kind.NAME, author).text)
        subject, number = (new(kind, author).text for kind in (Kind.SUBJECT, Kind.MESSAGE_ID))
        sender = f'"{name.capitalize()} Rivera" <{author}>'
        return bytes(Written(sender, text, subject, f"<{number}@client.example>", **more))

    def answers(self, letter: Delivered, text: str, sender: str = "", **more) -> bytes:
        to, thread = letter.reply_to, letter.header("Message-ID")
        return self.written(sender or letter.to, text, to=to, answers=thread, **more)

    # --- what members do

    @rule(which=MANY, kind=st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 6, *NAMES, "all", "mention"]), files=st.booleans())
    def somebody_writes(self, which, kind, files):
        if kind in NAMES:
            self.reports_an_administrator(which, kind)
            return
        if kind == "all":
            self.reports_everybody(which)
            return
        if kind == "mention":
            self.mentions_an_administrator(which)
            return
        author = self.person(which)
        self.did(f"a member writes: report {kind}")
        names = (f"{self.town.mint.new(Kind.FILE, author).text}.png",) if files else ()
        self.mails(self.written(author, self.says(REPORTS[kind], author), files=names))

    def reports_an_administrator(self, which, admin):
        author = self.person(which)
        self.did(f"a member reports an administrator: {admin}")
        self.mails(self.written(author, self.says(ABOUT[which % 2], author, admin=admin)), off=(admin,))

    def reports_everybody(self, which):
        author = self.person(which)
        self.did("a member reports every administrator")
        self.mails(self.written(author, "".join(self.says(ABOUT[0], author, admin=each) for each in NAMES)), off=NAMES)

    def mentions_an_administrator(self, which):
        author, admin = self.person(which), self.pick(which, NAMES)
        self.did(f"a member mentions an administrator: {admin}")
        self.mails(self.written(author, self.says(MENTION, author, admin=admin)), off=(admin,), held=True)

    def letters(self, *kinds: str) -> list[Delivered]:
        """Those to members, the latest of each case and reader first."""
        found = {(each.to, each.case): each for each in self.town.letters if each.to_kind in kinds and each.case}
        return list(found.values())

    @precondition(lambda self: self.letters("reporter", "party"))
    @rule(which=MANY, word=st.sampled_from(WORDS), asked=st.booleans())
    def a_member_answers(self, which, word, asked):
        consulted = [each for each in self.town.letters if each.name == "consult"]
        letter = self.pick(which, consulted if asked and consulted else self.letters("reporter", "party"))
        self.answer(letter, word)

    @precondition(lambda self: self.about_somebody_off())
    @rule(which=MANY, word=st.sampled_from(AUDIENCE), forged=st.booleans())
    def somebody_says_who_may_know(self, which, word, forged):
        letter = self.pick(which, self.about_somebody_off())
        if forged:
            self.forges(letter, 1 if word == "CONTACT" else 0, 5)
        else:
            self.answer(letter, word)

    def about_somebody_off(self) -> list[Delivered]:
        """Letters to the reporters of cases that somebody may not know of; the sealed ones first."""
        off = [each for each in self.letters("reporter") if self.town.oracle.cases[each.case].off]
        return [each for each in off if self.town.oracle.sealed(self.town.oracle.cases[each.case])] or off

    def answer(self, letter: Delivered, word: str) -> None:
        case, author = self.town.oracle.cases[letter.case], letter.to
        self.did(f"a member answers: {word or 'words'} to {letter.name}")
        self.applies(case, letter, word)
        text = self.says("{text} and see {link}", author)
        self.mails(self.answers(letter, f"{word}\n\n{text}\n" if word else f"{text}\n"), case)

    def applies(self, case: Known, letter: Delivered, word: str) -> None:
        """Design 7.4: a word alone on its line; in answer to a consultation it is about that text alone (P9)."""
        if word in AUDIENCE and letter.to in case.reporters:
            self.says_who_may_know(case, word)
        if word not in CONSENTS:
            return
        if letter.name == "consult":
            for each in self.town.mint.found(letter.text) if word == "SHARE" else ():
                case.yes.setdefault(each.text, set()).add(letter.to)
            return
        together = [self.town.oracle.cases[each] for each in {case.code, *case.joined}]
        for each in together:
            if letter.to in each.reporters:
                says(each, CONSENTS[word])
            for seat in each.seats.values():
                if seat.role == TARGET and letter.to in seat.addresses:
                    says(seat, CONSENTS[word])

    def says_who_may_know(self, case: Known, word: str) -> None:
        """P14: their reporter's own word, verified."""
        oracle = self.town.oracle
        for each in (oracle.cases[code] for code in {case.code, *case.joined}):
            if word == "INCLUDE":
                oracle.includes(each)
            elif word == "EXCLUDE":
                oracle.excludes(each)
        if word == "CONTACT" and oracle.outside and oracle.sealed(case):
            case.released = True

    # --- suspended members

    @precondition(lambda self: any(each.name == "suspension" for each in self.town.letters))
    @rule(which=MANY, way=st.integers(0, 4))
    def a_suspended_member_appeals(self, which, way):
        letter = self.pick(which, [each for each in self.town.letters if each.name == "suspension"])
        member, case = letter.to, self.town.oracle.cases[letter.case]
        self.did(f"an appeal: {('thread', 'vouched', 'forged', 'elsewhere', 'reports an administrator')[way]}")
        admin = self.pick(which, NAMES)
        about = (
            f"{admin} insulted me in #careers and then suspended me. {admin} called me an idiot.\n" if way == 4 else ""
        )
        text = self.says(APPEAL, member, Kind.REASONS) + about
        raws = {
            0: lambda: self.answers(letter, text),
            1: lambda: self.written(member, text, above=vouched(member)),
            2: lambda: self.written(member, text),
            3: lambda: self.written(self.person(which), text),
            4: lambda: self.written(member, text, above=vouched(member)),
        }
        self.mails(raws[way](), case if way == 0 else None, (admin,) if way == 4 else ())

    # --- who tries it on

    @rule(which=MANY, kind=st.sampled_from([0, 1, 2, 3, 4, 5, 5, 5, 6, 7, 8, 8]))
    def somebody_tries_it_on(self, which, kind):
        members = self.pick(which, self.letters("reporter", "party"))
        outside = self.pick(which, [each for each in self.town.letters if each.to == CONTACT])
        if kind < 6 and members:
            self.forges(members, which, kind)
        elif kind == 6 and members:
            self.bounces(members)
        elif kind == 7 and outside:
            self.the_contact_answers(outside, "INCLUDE" if which % 2 else "What is it about, and whose case?")
        else:
            self.something_unreadable_comes(which)

    def the_contact_answers(self, letter: Delivered, text: str) -> None:
        self.did(f"the outside contact answers: {text[:7]} to {letter.name}")
        case = self.town.oracle.cases.get(letter.case)
        if text == "INCLUDE" and letter.name == "released" and case:
            self.town.oracle.includes(case)
        self.mails(self.answers(letter, f"{text}\n"))

    def forges(self, letter: Delivered, which: int, kind: int) -> None:
        case = self.town.oracle.cases[letter.case]
        forger, thread = self.town.mint.address("forgers.example"), letter.header("Message-ID")
        text = self.says("SHARE\n\nWhat do you have on {text}? I want to make a formal complaint. {link}\n", forger)
        word = self.pick(which, ["INCLUDE", "CONTACT"])
        self.did(f"a forger: {kind} {word if kind == 5 else ''}")
        raws = {
            0: lambda: self.written(letter.to, text),
            1: lambda: self.answers(letter, text, sender=forger),
            2: lambda: self.written(forger, text, more=f"From: {letter.to}"),
            3: lambda: self.written(forger, text, more=f"Reply-To: {letter.to}\nCc: {letter.to}"),
            4: lambda: self.written(self.pick(which, ADMINISTRATORS), f"show {case.code}\n", answers=thread),
            5: lambda: self.written(letter.to, f"{word}\n", answers=thread),
        }
        self.mails(raws[kind](), case if kind in {1, 4, 5} else None)

    def something_unreadable_comes(self, which: int) -> None:
        author = self.person(which)
        self.did(f"something unreadable: {which % 9}")
        self.mails(unreadable(which, self.town.mint.new(Kind.TEXT, author).text, author))

    def bounces(self, letter: Delivered) -> None:
        self.did(f"a bounce: {letter.name}")
        secret = self.town.mint.new(Kind.ERROR, "the mail server")
        self.mails(bounce(letter.to, letter.header("Message-ID"), secret.text, letter.return_path))


__all__ = ["MANY", "NAMES", "Members"]

"""Commands by mail: an administrator's answer to a notice is carried out, said back, offered back or refused.

Either way they are answered; what a command does is `orders.py`'s.
"""

import re
from datetime import datetime, timedelta

from daemon import offers
from daemon.direct import IN_SLACK
from daemon.orders import LOOKS, Orders, Outcome, exactly
from daemon.orders_marks import marked_lines
from daemon.post import About, Posted
from daemon.process.events import NotAllowed
from daemon.process.letters import Fact, Letter, LetterName, Timing, To
from daemon.store.unit import Unit
from daemon.store.values import Kept, Pending
from parsers.commands import Bare, Command, Known, NotUnderstood, Verb, bare, choice, parse
from parsers.when import NotATime, say, when

CONFIRM_WITHIN = timedelta(days=2)
READ_BACK = re.compile(r"confirm [0-9a-f-]{16,40}")  # as the button below a read-back says it
YES = re.compile(r"\s*confirm[\s.!]*", re.IGNORECASE)
SEVERAL_WAIT = "more than one of your commands waits for a yes. Send the one that is right, as it stands here"
PLAIN_WORDS = 2  # ways that are left where the words look like no command


class MailOrders:
    """Runs inside one transaction of the store."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders

    def by_mail(self, unit: Unit, by: str, text: str, code: str, now: datetime, thread: str = "") -> None:
        """Carried out, said back, or refused; either way the administrator is answered, in the `thread` of Slack in
        which they said it. Only words that wait already are not asked about again.
        """
        if not thread and offers.is_asked(unit, by, code, text.strip(), now):
            return  # they were asked what these words are for; asked again, an auto-responder would say them for ever
        about = About(code=code, thread=thread)
        try:
            letter = self._answer(unit, by, _named(unit, text, thread), code, now)
        except NotUnderstood as problem:
            letter = self._refused(by, code, "that was not understood; nothing was changed", (problem.nearest,))
        except NotATime as problem:
            letter = self._refused(by, code, str(problem), self._with_a_time(text, code))
        except NotAllowed as problem:
            own = problem.lines if problem.reason == SEVERAL_WAIT else ()  # other lines may hold what somebody wrote
            letter = self._refused(by, code, problem.reason, own)
        kept = self._orders.visible(unit, by, code)
        if kept:
            about = About(kept.id, kept.case, kept.case.code, thread)
        self._orders.corridor.post.write(unit, about, (letter,), now)

    def concerns(self, unit: Unit, by: str, text: str, code: str) -> Kept | None:
        """The case that such words act on, the one that they name first; none that their author may not know of."""
        try:
            named = parse(text, self._orders.known(code)).code
        except NotUnderstood:
            named = ""
        return self._orders.visible(unit, by, named) or self._orders.visible(unit, by, code)

    def _answer(self, unit: Unit, by: str, text: str, code: str, now: datetime) -> Letter:
        known = self._orders.known(code)
        if READ_BACK.fullmatch(text.strip()):
            return self._answer_command(unit, by, self._taken(unit, by, text.split()[1], now), code, now)
        picked = choice(text)
        offered = offers.take(unit, by, code, now) if picked else None
        if picked is Verb.DISCARD and offered is not None:
            return self._done(by, Outcome("your words are left", code))
        if picked and offered is not None:
            return self._answer_command(unit, by, parse(f"{picked} {code}\n\n{offered}", known), code, now)
        match bare(text, known):
            case Bare.TIME if self._is_time(text, now):
                return self._answer_command(unit, by, parse(f"estimate {code} {text.strip()}", known), code, now)
            case Bare.TIME | Bare.WORDS:
                ways = self._ways(text, known, code)
                if len(ways) == PLAIN_WORDS and self._orders.visible(unit, by, code):
                    offers.keep(unit, by, code, text.strip(), now)
                    return self._to(by, LetterName.OFFER, facts={"code": code}, words=text.strip())
                return self._refused(by, code, "say what these words are for: put one of these before them", ways)
            case Bare.NOTHING:
                return self._refused(by, code, "there were no words in what you sent", (f"help {Verb.ESTIMATE}",))
            case _:
                return self._answer_command(unit, by, parse(text, known), code, now)

    def _with_a_time(self, text: str, code: str) -> tuple[str, ...]:
        """The same command with a time that is understood: a wrong verb, or no code, would help nobody."""
        try:
            command = parse(text, self._orders.known(code))
        except NotUnderstood:  # a bare time, in answer to a notice
            return (f"{Verb.ESTIMATE} {code} in 2 days",)
        about = " ".join((str(command.verb), *filter(None, (command.code, *command.who))))
        match command.verb:
            case Verb.AWAY:
                return ("away until friday" + (f" deputy {command.name}" if command.name else ""),)
            case Verb.KEEP:
                return (f"{about} until friday because {command.words}",)
            case _:
                return (f"{about} in 2 days",)

    def _ways(self, text: str, known: Known, code: str) -> tuple[str, ...]:
        """What words without a verb can have meant; first of all a misspelt verb, where a code stands beside it."""
        if code.startswith("M-"):
            return (f"accept {code}", f"discard {code}")
        about = known.default_code or "CODE"
        ways = (f"reply {about} your words", f"note {about} your words")
        if f"{self._orders.house.prefix}-" not in text.lstrip().partition("\n")[0].upper():
            return ways
        try:
            parse(text, known)
        except NotUnderstood as problem:
            return ways if problem.nearest.startswith("help") else (problem.nearest, *ways)
        return ways

    def _is_time(self, text: str, now: datetime) -> bool:
        try:
            when(text.strip(), now, self._orders.house.zone)
        except NotATime:
            return False
        return True

    def _answer_command(self, unit: Unit, by: str, command: Command, thread: str, now: datetime) -> Letter:
        """`thread` is what the letter that was answered is about."""
        if command.verb is Verb.CONFIRM and not command.code and not command.letter:
            command = self._confirmed(unit, by, thread, now)
        times = self._orders.times(command, now)
        if not times.certain:
            return self._read_back(unit, by, command, thread, now)
        outcome = self._orders.carry_out(unit, by, command, now)
        if command.verb in LOOKS or (command.verb is Verb.CORRECT and not command.field):
            name = LetterName.HELP if command.verb is Verb.HELP else LetterName.LISTING
            key = "forms" if command.verb is Verb.HELP else "lines"
            return self._to(by, name, facts={key: outcome.lines})
        if outcome.handover:
            facts: dict[str, Fact] = {
                "code": outcome.code,
                "place": self._orders.community.rules_channel,
                "why": outcome.why,
            }
            return self._to(by, LetterName.HANDOVER, facts=facts, words=outcome.handover)
        return self._done(by, outcome)

    def _taken(self, unit: Unit, by: str, row: str, now: datetime) -> Command:
        """The one that a read-back names, and no other."""
        body = unit.commands.take(row, by, now)
        if body is None:
            raise NotAllowed(
                "that waits no more: it was confirmed, or said again, or is too old. Say the command again"
            )
        return parse(str(body["text"]), self._orders.known(""))

    def _confirmed(self, unit: Unit, by: str, thread: str, now: datetime) -> Command:
        """What was read back in this thread, and outside of any the only one that waits: a yes to one case confirms
        nothing of another.
        """
        waiting = self._waiting(unit, by, thread, now)
        if len(waiting) == 1:
            return self._taken(unit, by, waiting[0].id, now)
        if waiting:
            raise NotAllowed(SEVERAL_WAIT, lines=tuple(str(each.body["text"]) for each in waiting))
        if self._orders.visible(unit, by, thread):  # what was done in Slack, where only one account waits
            return parse(f"confirm {thread}", self._orders.known(""))
        raise NotAllowed("nothing waits for your confirmation; say the command again")

    def _waiting(self, unit: Unit, by: str, thread: str, now: datetime) -> list[Pending]:
        """Without those of cases that they may know of no more (P14)."""
        rows = [each for each in unit.commands.waiting(by, now) if "text" in each.body]
        if thread != self._orders.house.prefix:
            return [each for each in rows if each.body.get("thread") == thread]
        codes = {each.id: parse(str(each.body["text"]), self._orders.known("")).code for each in rows}
        return [each for each in rows if not codes[each.id] or self._orders.visible(unit, by, codes[each.id])]

    def _read_back(self, unit: Unit, by: str, command: Command, thread: str, now: datetime) -> Letter:
        """A time that was read from words counts after the read-back is confirmed (design, section 6)."""
        times = self._orders.times(command, now)
        if command.verb is not Verb.AWAY:
            self._orders.visible_or_refuse(unit, by, command)
        about = " ".join((str(command.verb), *filter(None, (command.code, *command.who))))
        for each in unit.commands.waiting(by, now):  # what was said before of the same counts no more
            if each.body.get("about") == about:
                unit.commands.take(each.id, by, now)
        body = {"text": exactly(command, times), "thread": thread, "about": about}
        row = unit.commands.keep(by, body, now + CONFIRM_WITHIN, now)
        due = times.due.at if times.due else now
        deputy = f", {command.name} stands in" if command.name else ""
        resolved = f", resolved by {say(times.resolved.at, self._orders.house.zone)}" if times.resolved else ""
        facts: dict[str, Fact] = {
            "code": command.code,
            "what": f"{about}{deputy}{resolved}",
            "at": due,
            "confirm": f"{Verb.CONFIRM} {row}",
        }
        return self._to(by, LetterName.READ_BACK, facts=facts)

    def _done(self, by: str, outcome: Outcome) -> Letter:
        waiting = next((each for each in outcome.posted if each.draft or each.letter.timing is Timing.AFTER_UNDO), None)
        leaves = waiting if waiting and not waiting.draft else None
        draft = f"; its letter is a draft: {_lets_go(waiting)}" if waiting and waiting.draft else ""
        marked = tuple(line for each in outcome.posted for line in marked_lines(each))
        facts: dict[str, Fact] = {
            "code": outcome.code,
            "what": f"{outcome.what}{draft}",
            "letter": leaves.short if leaves else "",
            "at": leaves.leaves_at if leaves else None,
        }
        preview = (self._orders.preview(waiting),) if waiting else ()
        return self._to(by, LetterName.DONE, facts=facts, words="\n".join((*marked, *preview)))

    def not_verified(self, unit: Unit, by: str, at: datetime, now: datetime) -> None:
        """A command in an administrator's name that nobody vouches for: they are told, and nothing was done."""
        self._orders.corridor.post.write(unit, About(), (self._to(by, LetterName.NOT_VERIFIED, facts={"at": at}),), now)

    def _refused(self, by: str, code: str, reason: str, ways: tuple[str, ...]) -> Letter:
        return self._to(by, LetterName.REFUSED, facts={"code": code, "reason": reason, "forms": ways})

    def _to(self, by: str, name: LetterName, facts: dict[str, Fact], words: str = "") -> Letter:
        return Letter(name=name, to=To.ONE_ADMINISTRATOR, who=by, facts=facts, words=words)


def _lets_go(posted: Posted) -> str:
    return f"confirm {posted.short} 1, and each further line" if posted.letter.marks else f"release {posted.short}"


def _named(unit: Unit, text: str, thread: str) -> str:
    """A yes that answers a read-back in Slack is to that one, whatever else waits."""
    letter = unit.letters.by_message_id(thread) if thread.startswith(IN_SLACK) and YES.fullmatch(text) else None
    if letter is None or letter.name != LetterName.READ_BACK:
        return text
    return str(unit.letters.open(letter.id).facts.get("confirm", text))

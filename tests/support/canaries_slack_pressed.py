"""What people press and call up in Slack, in a town of canaries: buttons, their own and stolen ones, Homes, modals, forms."""

import json
import re

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.support.canaries import For as Meant
from tests.support.canaries import Kind, Purpose
from tests.support.canaries_administrators import NOBODY
from tests.support.canaries_machine import Canaries
from tests.support.canaries_members import MANY, NAMES
from tests.support.canaries_slack_town import IDS
from tests.support.canaries_slack_wire import TEAM, Posted, conversation_of, is_member
from tests.support.canaries_town import CODE


class Pressing(Canaries):
    # --- buttons

    def with_buttons(self) -> list[Posted]:
        return [each for each in self.town.letters if isinstance(each, Posted) and each.buttons]

    @precondition(lambda self: self.with_buttons())
    @rule(which=MANY, button=MANY, stolen=st.sampled_from([False, False, True]))
    def somebody_presses(self, which, button, stolen):
        letter = self.pick(which, self.with_buttons()[-12:])
        everybody = [*IDS.values(), *(each for each in self.town.people if is_member(each))]
        who = self.pick(button, [each for each in everybody if each != letter.to]) if stolen else letter.to
        self.presses(who, letter, self.pick(button, letter.buttons)["value"])

    def presses(self, who: str, letter: Posted, value: str) -> None:
        means = json.loads(value)
        self.did(f"a button: {means['do']} {means.get('word', '')} under {letter.name}{' stolen' * (who != letter.to)}")
        had = len([each for each in self.town.letters if each.to == who])
        if means["do"] not in {"word", "command", "mail"}:
            return
        before = set(self.town.oracle.cases)
        if means["do"] == "word" and who == letter.to and letter.case:
            self.applies(self.town.oracle.cases[letter.case], letter, means["word"])
        if means["do"] == "command":
            self.commands(who, letter, means["text"])
        act = {"act": "command", "text": means.get("text")} if means["do"] == "command" else {"act": "word"}
        word = {"word": means.get("word", "MAIL")} if act["act"] == "word" else {}
        self.town.acts(who, {**act, **word, "letter": means.get("letter", ""), "code": means.get("code", "")})
        self.inherits(before, means.get("text", ""))
        self.town.check()
        if who not in {letter.to, *IDS.values()} and len([e for e in self.town.letters if e.to == who]) > had:
            self.town.leak("an answer", "a button that is not theirs")

    def commands(self, who: str, letter: Posted, text: str) -> None:
        """What is offered to be sent is meant for whom it is sent to."""
        typed = self.town.typed.setdefault(who, set())
        typed.update(CODE.findall(text))
        if who == letter.to and letter.name == "offer" and text == "reply" and letter.case:
            for each in self.town.mint.found(letter.text):
                each.purposes.append(Purpose(Meant.REPORTER, letter.case))

    def inherits(self, before: set[str], text: str) -> None:
        """What becomes a case is known to nobody who could not know of the message (P14)."""
        aside = self.town.oracle.cases.get(text.removeprefix("accept "))
        for code in set(self.town.oracle.cases) - before if aside else ():
            self.town.oracle.cases[code].off |= aside.off
            for each in self.town.mint.known.values():
                each.cases |= {code} if aside.code in each.cases else set()

    # --- what is shown

    @rule(which=MANY, admin=st.booleans())
    def somebody_opens_their_home(self, which, admin):
        who = self.pick(which, IDS.values() if admin else [each for each in self.town.people if is_member(each)])
        if who:
            self.did(f"a Home: {'an administrator' if admin else 'a member'}")
            self.town.gestures(who)
            self.town.check()

    @precondition(lambda self: self.cases())
    @rule(
        which=MANY, by=st.sampled_from([*NAMES, ""]), what=st.sampled_from(["open", "open", "form", "slash", "report"])
    )
    def somebody_calls_something_up(self, which, by, what):
        """P14: of a case that somebody may not know of they are shown the same as of one that is not there."""
        case = self.pick(which, self.cases())
        who = IDS[by] if by else self.town.joins()
        self.did(f"calls up: {by or 'a stranger'}: {what} {case.code}")
        typed = self.town.typed.setdefault(who, set())
        typed.update({case.code, NOBODY})
        shown = [self.called_up(who, what, code, which) for code in (case.code, NOBODY)]
        hidden = not by or not self.town.oracle.sees(by, case)
        if hidden and shown[0] != shown[1]:
            self.town.leak("a difference", f"what {by or 'a stranger'} called up of a hidden case: {what}")
        if not by and what != "report" and any(case.code in each for each in shown[0]):
            self.town.leak(case.code, "what a stranger called up")
        self.town.check()

    def called_up(self, who: str, what: str, code: str, which: int) -> list[str]:
        before = len(self.town.home.web.shown)
        stamp = self.town.home.web.stamp()
        if what == "slash":
            said = f"show {code} {self.town.mint.new(Kind.TEXT, who).text}"
            views = self.town.gestures(who, {"command": "/conduct", "team_id": TEAM, "user_id": who, "text": said})
        else:
            form = self.pick(which, ["estimate", "reply", "party", "tell", "consent", "suspend"])
            means = {"v": 1, "do": what, "code": code, **({"form": form} if what == "form" else {})}
            action = {"type": "button", "block_id": "b:1", "action_id": "act", "value": json.dumps(means)}
            container = {"type": "message", "channel_id": conversation_of(who), "message_ts": stamp}
            press = {"type": "block_actions", "actions": [{**action, "action_ts": stamp}], "container": container}
            views = self.town.gestures(who, press)
        return [re.sub(CODE, "CODE", each) for each in views[-(len(self.town.home.web.shown) - before) or len(views) :]]

"""A town with a workspace: members and administrators write direct messages as well as mail.

Each member is known by an id, and in their profile by two names and an address; all of these are canaries of theirs.
"""

import copy
import json
from dataclasses import dataclass

from daemon.store.values import Account
from tests.support.canaries import SEEN, Kind
from tests.support.canaries_known import Oracle
from tests.support.canaries_slack_wire import TEAM, Posted, SlackRooms, Workspace, conversation_of, strings
from tests.support.canaries_town import ADMINISTRATORS, CODE, GRACE, HOUSES, STATE, Beginning, Town
from tests.support.house import ADA, JAMISON
from tests.support.settings import OUTSIDE

IN_SLACK = {JAMISON: "U0JAMISON", ADA: "U0ADAQUIST", GRACE: "U0GRACE"}
IDS = {name: IN_SLACK[address] for address, name in ADMINISTRATORS.items()}
WITH_IDS = "".join(
    f'[[administrators]]\nname = "{name}"\nemail = "{address}"\nslack = "{IN_SLACK[address]}"\n'
    for address, name in ADMINISTRATORS.items()
)
NEUTRAL = "A message from the administrators"
SLACK = '\n[slack]\nbot_token = "xoxb-1"\n'
WITH_A_WORKSPACE = {"administrators": WITH_IDS, "process": 'digest = "mon-fri 09:00"'}
HOUSES["slack"] = {**WITH_A_WORKSPACE, "outside": OUTSIDE + SLACK}
HOUSES["buttons"] = {**WITH_A_WORKSPACE, "outside": f'{OUTSIDE}{SLACK}app_token = "xapp-1"\n'}


@dataclass(frozen=True, slots=True)
class Dm:
    """A direct message, as somebody writes it. `thread` is a ts."""

    author: str
    text: str
    thread: str = ""
    files: tuple[str, ...] = ()


@dataclass(slots=True)
class Said:
    """One that was said; `text` as it stands now."""

    who: str
    ts: str
    text: str
    thread: str = ""
    is_gone: bool = False


class SlackTown(Town):
    rooms = SlackRooms

    def __init__(self, house, stream, folder=None) -> None:
        self.profiles: dict[str, str] = {}  # the member's id, by the address in their profile and those that they bound
        self.accounts: dict[str, tuple[str, ...]] = {}  # the canaries of each
        self.dms: list[Said] = []
        super().__init__(house, stream, folder)
        self.oracle = Oracle(
            {**ADMINISTRATORS, **{IN_SLACK[each]: name for each, name in ADMINISTRATORS.items()}}, self.oracle.outside
        )

    def enters(self) -> None:
        web = self.home.web if hasattr(self, "home") else Workspace(self.clock)
        super().enters()
        web.clock = self.clock
        self.home.reach(web)

    def _state(self):
        web = self.home.web
        own = {"profiles": self.profiles, "accounts": self.accounts, "dms": self.dms, "_web": (web.stood, web.count)}
        return {**super()._state(), **own}

    @classmethod
    def again(cls, beginning: Beginning, stream) -> "SlackTown":
        town = cls(beginning.house, stream, beginning.folder)
        vars(town).update(copy.deepcopy(beginning.state))
        town.enters()
        town.home.web.stood, town.home.web.count = town._web
        return town

    # --- who there is

    def joins(self) -> str:
        """A new member, whose account we know as Slack tells it."""
        made = self.mint.new(Kind.ADDRESS, "")
        member = made.author = f"U0{made.text.upper()}"
        handle, name = (self.mint.new(Kind.NAME, member).text for _ in range(2))
        address = self.mint.new(Kind.ADDRESS, member).text + "@profiles.example"
        self.profiles[address] = member
        self.accounts[member] = (made.text, handle, name, address.partition("@")[0])
        account = Account(id=member, handle=handle, name=f"{name.capitalize()} Rivera", email=address)
        self.run(self.store.run(lambda unit: unit.accounts.learn(account, self.clock.now)))
        return member

    def learns(self) -> None:
        """Who has a part in a case is known there by what their account is called too."""
        super().learns()
        for known in self.oracle.cases.values():
            people = {*known.reporters, *(way for seat in known.seats.values() for way in seat.addresses)}
            for each in (one for who in people for one in self.accounts.get(who, ())):
                self.mint.known[each].cases.add(known.code)

    def selves(self, reader: str) -> set[str]:
        return {reader, self.profiles.get(reader, reader)}

    # --- what goes in

    def hears(self, dm: Dm) -> Said:
        """With its files, which the door fetches and hands over one by one."""
        said = Said(dm.author, self.home.web.stamp(), dm.text, dm.thread)
        event = {"type": "message", "channel_type": "im", "user": dm.author, "text": dm.text, "ts": said.ts}
        event |= {"thread_ts": dm.thread} if dm.thread else {}
        files = [{"id": f"F{n}", "name": name, "mimetype": "image/png", "size": 5} for n, name in enumerate(dm.files)]
        event |= {"subtype": "file_share", "files": files} if files else {}
        self.direct({"kind": "message", "event": event}, dm.author, said.ts)
        for each in files:
            about = {
                "kind": "file",
                "ts": said.ts,
                "user": dm.author,
                "file": each,
                "content": "aGVsbG8=",
                "problem": "",
            }
            self.direct(about, dm.author, f"{said.ts} file {each['id']}")
        self.dms.append(said)
        return said

    def edits(self, said: Said, text: str) -> None:
        said.text, at = text, self.home.web.stamp()
        message = {
            "type": "message",
            "user": said.who,
            "text": text,
            "ts": said.ts,
            "edited": {"ts": at, "user": said.who},
        }
        event = {"type": "message", "subtype": "message_changed", "message": message}
        self.direct({"kind": "edit", "event": event}, said.who, f"{said.ts} edited {at}")

    def deletes(self, said: Said) -> None:
        said.is_gone = True
        event = {"type": "message", "subtype": "message_deleted", "deleted_ts": said.ts}
        event["previous_message"] = {"user": said.who, "text": said.text, "ts": said.ts}
        self.direct({"kind": "deletion", "event": event}, said.who, f"{said.ts} deleted")

    def acts(self, who: str, act: dict) -> None:
        """What a gesture in Slack is on disk."""
        act = {**act, "id": self.home.web.stamp()}
        self.direct({"kind": "act", "user": who, "act": act}, who, f"act {act['id']}")

    def direct(self, about: dict, who: str, name: str) -> None:
        about = {"team": TEAM, "channel": conversation_of(who), **about}
        origin = f"slack {TEAM} {about['channel']} {name}"
        self.run(self._hand_over(json.dumps(about).encode(), origin))

    async def _hand_over(self, raw: bytes, origin: str) -> None:
        await self.home.rooms.intake.receive("slack", raw, origin, "")
        await self.home.settle()

    def gestures(self, who: str, interaction: dict | None = None) -> list[str]:
        """With the words of every view that they saw then; no interaction is their Home."""
        where = {"user": {"id": who}, "team": {"id": TEAM}, "trigger_id": f"{who}.{self.home.web.stamp()}"}
        self.run(self.home.gestures({**where, **interaction} if interaction else who))
        return ["\n".join(strings(view)) for _, reader, view in self.home.web.shown if reader == who]

    # --- what comes out

    def came(self):
        new, self.home.web.posts = self.home.web.posts, []
        return [*super().came(), *new]

    def check(self) -> None:
        super().check()
        for _, whole in self.home.web.changed:
            self.nothing_in(whole.partition('"text"')[2], "a message that went grey")
        self.home.web.changed.clear()
        shown, self.home.web.shown = self.home.web.shown, []
        for method, who, view in shown:
            self._check_view(method, who, view)

    def _check_view(self, method: str, who: str, view: dict) -> None:
        """Design 7.2: an administrator reads a case in a modal, and there alone; a Home has no word of any case."""
        said, name = "\n".join(strings(view)), self.oracle.administrators.get(who, "")
        where = f"{method} for {name or 'a member'}"
        for each in self.mint.found(said):
            if method == "views.publish" or not name or not self.oracle.may_see(each, name):
                self.leak(each, where)
            SEEN[f"words {each.kind} in a modal"] += 1
        for code in CODE.findall(said):
            if code not in self.typed.get(who, ()) and not self.oracle.knows(who, code):
                self.leak(code, where)
        SEEN[method] += 1
        SEEN["a code in a Home"] += method == "views.publish" and CODE.search(said) is not None

    def check_letter(self, letter) -> None:
        super().check_letter(letter)
        if not isinstance(letter, Posted):
            SEEN["mail in Slack's house"] += 1
            return
        SEEN[f"post {letter.name}"] += 1
        ours = {each.ts for each in self.letters if isinstance(each, Posted) and each.to == letter.to}
        theirs = {name for each in self.dms if each.who == letter.to for name in (each.ts, each.thread)}
        if letter.thread and letter.thread not in ours | theirs:
            self.leak("somebody else's thread", f"the letter {letter.name} to {letter.to_kind}")
        SEEN["post in a thread"] += bool(letter.thread)
        SEEN["post with buttons"] += bool(letter.buttons)
        self._is_silent_on_a_locked_screen(letter)
        self._asks_of_what_they_know(letter)

    def _is_silent_on_a_locked_screen(self, letter: Posted) -> None:
        """To a member it says neutral words, and a code where they own the case."""
        told = CODE.sub("", letter.header("Subject")).strip(" []")
        if letter.to not in IDS.values() and told != NEUTRAL:
            self.leak("words", f"the lock screen of {letter.name}")

    def _asks_of_what_they_know(self, letter: Posted) -> None:
        """Design 7.5: nobody learns by writing to us that there is a case; a party knows of it once they were told."""
        for code in CODE.findall(letter.text) if letter.name == "which" else ():
            case = self.oracle.owner(code)
            ways = {letter.to} | {way for way, member in self.profiles.items() if member == letter.to}
            told = any(each.to in ways and each.case == case.code for each in self.letters)
            if letter.to not in case.reporters and not told:
                self.leak(code, "the question which case they mean")

    def stands_in(self, text: str) -> set[str]:
        """The codes of the cases in which these words of a member stand, by the rows."""
        wanted = {each.text for each in self.mint.found(text)}

        def look(unit):
            terms = self.home.rooms.corridor.house.terms
            kept = [(each.case.code, unit.messages.of(each.id)) for each in unit.cases.every(terms)]
            return {code for code, rows in kept for row in rows if any(one in row.text.casefold() for one in wanted)}

        return self.run(self.store.look(look)) if wanted else set()


__all__ = ["IDS", "STATE", "Dm", "Said", "SlackTown"]

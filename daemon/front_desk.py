"""Everything that is pressed, filled in and called up in Slack. What changes something is on disk before it is
acknowledged; what only shows something opens a loading view first, for its trigger dies after three seconds.

Whoever did it is who Slack says it was, by their id. What a button or a form carries proves nothing: for somebody who
may not do it nothing happens, and nothing is shown.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

import structlog

from daemon.front_desk_after import Afterwards, Awaited, Modal, message_of, words_of
from daemon.front_desk_homes import Homes
from daemon.front_desk_lanes import Lanes
from daemon.front_desk_slips import problems_of, reads_as_form, says_back
from daemon.front_desk_views import Views
from daemon.front_desk_windows import Windows, is_modal, taken
from daemon.house import SLACK, House
from daemon.orders import Orders
from daemon.reception_slack import NOBODY_S
from daemon.store.store import Store
from daemon.store.unit import Unit
from daemon.store.values import InboxState
from notifiers.render import Community
from notifiers.slack import Trouble, Wire
from notifiers.slack_forms import errors
from notifiers.slack_pieces import Block, section
from notifiers.slack_report import report_view
from parsers.slack_acts import Act, Does, read_act, stored
from parsers.slack_forms import FormName
from parsers.slack_report import LONGEST_SHARED, REPORT_FORM
from parsers.slack_shapes import MEMBER, from_json, mapping, text
from parsers.when import say

log = structlog.get_logger("conductd.slack")

Interaction = Mapping[str, object]
Receive = Callable[[str, bytes, str, str], Awaitable[str]]

SLASH = "slash"
NOT_READ = "What you typed after the command was not read, and we did not keep it. Please write it here."
CUT = "The message is very long. Only its beginning is shown, and sent."
ANSWER = "The answer comes as a direct message."
TAKEN = f"Taken. {ANSWER}"
LOOK = "What is open stands under Home. To see what you can say: /conduct help"
REPORTED = "Thank you. We have it.\n\nYou get an answer as a direct message from this app."
OF_MEMBERS = frozenset({Does.WORD, Does.MAIL, Does.ADD_TO, Does.REPORT})
TO_REPORT = frozenset({Does.REPORT_FORM, Does.HAND_OVER})


class FrontDesk:
    """`team` names our workspace once the door knows it. `work` settles what was carried out; `news` asks for it."""

    def __init__(
        self,
        store: Store,
        orders: Orders,
        receive: Receive,
        wire: Wire,
        team: Callable[[], str],
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._orders = orders
        self._house: House = orders.house
        self._community: Community = orders.community
        self._receive = receive
        self._wire = wire
        self._team = team
        self._clock = clock
        self._after = Afterwards()
        self.lanes = Lanes()
        views = Views(orders, orders.admission)
        self._windows = Windows(store, views, wire, self.lanes, clock)
        self.homes = Homes(store, views, wire, self.lanes, clock)
        self.news = self.homes.news

    # --- what the door calls

    async def interact(self, interaction: Interaction) -> Interaction | None:
        """What the acknowledgement carries. Raises where it could not be stored: then there is none."""
        act = self._read(interaction)
        if act is None or act.team != self._team():
            log.info("slack: nothing that we asked for", type=_kind(interaction))
            return None
        administrator = self._house.administrator_at(act.member)
        if administrator:
            return await self._of_administrator(administrator.name, act, interaction)
        return await self._of_member(act, interaction)

    async def home_opened(self, member: str) -> None:
        if MEMBER.fullmatch(member):
            self.homes.opened(member)

    def changed(self) -> None:
        """A case changed, or an act was carried out."""
        self.news.set()

    async def work(self) -> int:
        """Greys what was carried out, and brings the Homes up to date."""
        for origin in self._after.origins:
            fate = await self._store.look(partial(_fate, origin=origin))
            if fate is not None:
                self._settled(origin, carried_out=fate)
        await self.homes.refresh()
        return 0

    async def close(self) -> None:
        await self.lanes.close()

    # --- who may do what

    async def _of_member(self, act: Act, interaction: Interaction) -> Interaction | None:
        """A report, and the words that are offered; whether a letter with them went to this member is looked up when
        they are read. All else is not theirs.
        """
        if act.does in TO_REPORT or act.form == SLASH:
            self._report(act)
            return None
        if act.does is Does.WRONG and act.form == REPORT_FORM:
            return errors(mapping(interaction.get("view")), act.problems)
        return await self._keep(act, interaction) if act.does in OF_MEMBERS else None

    async def _of_administrator(self, by: str, act: Act, interaction: Interaction) -> Interaction | None:
        match act.does:
            case Does.OPEN:
                self._windows.case(by, act, interaction)
            case Does.FORM:
                self._windows.form(by, act, interaction)
            case Does.REPORT_FORM if "command" in interaction:
                return _aside(LOOK)
            case Does.REPORT_FORM:
                self._report(act)
            case Does.WRONG:
                return errors(mapping(interaction.get("view")), act.problems)
            case Does.COMMAND:
                return await self._command(by, act, interaction)
            case _:
                return await self._keep(act, interaction)
        return None

    # --- what is said

    async def _command(self, by: str, act: Act, interaction: Interaction) -> Interaction | None:
        if act.form == SLASH:
            form = reads_as_form(act.text, self._orders)
            if form:
                asked = replace(act, does=Does.FORM, form=str(form.name), code=form.code, text="")
                self._windows.form(by, asked, interaction)
                return None
        elif interaction.get("type") == "view_submission" and act.form in set(FormName):
            problems = problems_of(act.text, self._orders, self._clock())
            if problems:
                return errors(mapping(interaction.get("view")), problems)
        return await self._keep(act, interaction)

    async def _keep(self, act: Act, interaction: Interaction) -> Interaction | None:
        """On disk, then acknowledged; the same gesture has the same origin however often it is made or delivered."""
        said = stored(act)
        origin = origin_of(act, said, interaction)
        said["id"] = hashlib.sha256(origin.encode()).hexdigest()[:24]
        raw = json.dumps({"kind": "act", "team": act.team, "user": act.member, "act": said}).encode()
        self._after.expect(origin, self._awaited(act, interaction))
        try:
            await self.lanes.through(act.member, lambda: self._receive(SLACK, raw, origin, ""))
        except BaseException:
            self._after.never(origin)
            raise
        self.changed()
        return self._confirmed(act, interaction)

    def _awaited(self, act: Act, interaction: Interaction) -> Awaited:
        if not is_modal(interaction) or interaction.get("type") != "block_actions":
            return Awaited(act, message_of(act, interaction))
        view = mapping(interaction.get("view"))
        shows = from_json(text(view.get("private_metadata")))
        page = text(shows.get("page"))
        return Awaited(act, None, Modal(act.view, text(shows.get("code")), int(page) if page.isdecimal() else 0))

    def _confirmed(self, act: Act, interaction: Interaction) -> Interaction | None:
        if act.form == SLASH:
            return _aside(TAKEN)
        if interaction.get("type") != "view_submission":
            return None
        if act.does is Does.REPORT:
            return taken("Thank you", REPORTED)
        times = says_back(act.text, self._orders, self._clock())
        return taken("Taken", "\n\n".join(filter(None, (times, ANSWER))), act.code)

    # --- what is shown

    def _report(self, act: Act) -> None:
        """Nothing is looked up for it: it opens at once."""
        form = report_view(
            emergency=self._community.emergency, rules_channel=self._community.rules_channel, shared=act.shared
        )
        first = [NOT_READ] if act.form == SLASH else []
        first += [CUT] if act.shared and len(act.shared.text) >= LONGEST_SHARED else []
        blocks = form["blocks"] if isinstance(form["blocks"], list) else []
        view: Block = {**form, "blocks": [*(section(each) for each in first), *blocks]}
        self.lanes.later(self._windows.open(act.trigger, view))

    # --- afterwards

    def _settled(self, origin: str, *, carried_out: bool) -> None:
        awaited = self._after.take(origin)
        if awaited is None or not carried_out:
            return
        administrator = self._house.administrator_at(awaited.act.member)
        if awaited.message:
            self.lanes.later(self.lanes.through(awaited.act.member, lambda: self._grey(awaited)))
        elif awaited.modal and administrator and awaited.modal.code:
            self._windows.again(administrator.name, awaited.act.member, awaited.modal)

    async def _grey(self, awaited: Awaited) -> None:
        message, said = awaited.message, words_of(awaited.act, say(self._clock(), self._house.zone))
        blocks = self._after.greyed(message, said) if message else None
        if message is None or blocks is None:
            return
        try:
            await self._wire.call(
                "chat.update", channel=message.at.channel, ts=message.at.ts, text=message.text, blocks=blocks
            )
        except Trouble as trouble:
            log.info("slack: buttons stay as they were", reason=trouble.word)

    def _read(self, interaction: Interaction) -> Act | None:
        try:
            return read_act(interaction, self._orders.known(""))
        except Exception as error:  # noqa: BLE001  whatever hostile JSON does to the readers, the door goes on; no text is logged
            log.warning("slack: an act that cannot be read", type=_kind(interaction), error=type(error).__name__)
            return None


def origin_of(act: Act, said: Mapping[str, object], interaction: Interaction) -> str:
    """A second press of the same button under the same message is the same act; in a view, while it shows the same. A
    form that is sent once more with other words is another one: it is not known whether the first was confirmed.
    """
    meant = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:24]
    if interaction.get("type") == "block_actions":
        place = f"{act.at.channel} {act.at.ts}" if act.at else f"{act.view} {act.hash}"
        return f"slack act {act.team} {act.member} press {place} {meant}"
    return f"{act.origin} {meant}"


def _fate(unit: Unit, *, origin: str) -> bool | None:
    """Whether it was carried out; None while it waits."""
    found = unit.inbox.met([origin]).get(origin)
    if found is None or found[1] == InboxState.NEW:
        return None
    return found[1] == InboxState.DONE and unit.inbox.by_id(found[0]).reason != NOBODY_S


def _aside(said: str) -> Interaction:
    """What a command is answered with, where nobody else sees it."""
    return {"response_type": "ephemeral", "text": said}


def _kind(interaction: Interaction) -> str:
    """The type alone, and only one that Slack has."""
    found = text(interaction.get("type")) or ("command" if "command" in interaction else "")
    return found if found in KINDS else "unknown"


KINDS = frozenset(
    {"block_actions", "view_submission", "view_closed", "message_action", "shortcut", "block_suggestion", "command"}
)

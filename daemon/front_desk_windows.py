"""The modals of an administrator: opened empty at once, then the right to see is checked, the read recorded, and the
view filled. It is checked again for every page.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from daemon.front_desk_after import Modal
from daemon.front_desk_lanes import Lanes
from daemon.front_desk_views import Views
from daemon.store.errors import Conflict, Unavailable
from daemon.store.store import Store
from daemon.store.unit import Unit
from notifiers.slack import Trouble, Wire
from notifiers.slack_modals import loading_view, plain_view
from notifiers.slack_pieces import Block, actions, button
from parsers.slack_acts import Act
from parsers.slack_forms import FormName
from parsers.slack_shapes import mapping, text

log = structlog.get_logger("conductd.slack")

TRIES = 3
PUSH = "views.push"
Interaction = Mapping[str, object]
Filling = Callable[[Unit], Block]


class Windows:
    def __init__(self, store: Store, views: Views, wire: Wire, lanes: Lanes, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._views = views
        self._wire = wire
        self._lanes = lanes
        self._clock = clock

    def case(self, by: str, act: Act, interaction: Interaction) -> None:
        """A page that is turned stays in its window."""
        filling = self._case(by, act.code, int(act.page or 0))
        if is_modal(interaction):
            self._lanes.later(self._fill(act.member, act.view, filling))
        else:
            self._lanes.later(self._show(act, "views.open", filling))

    def form(self, by: str, act: Act, interaction: Interaction) -> None:
        """On top of the case where it was asked for there."""

        def filling(unit: Unit) -> Block:
            return self._views.form(unit, by, FormName(act.form), act.code, self._clock())

        self._lanes.later(self._show(act, PUSH if is_modal(interaction) else "views.open", filling))

    def again(self, by: str, member: str, modal: Modal) -> None:
        """The case as it is now, where it is still looked at."""
        self._lanes.later(self._fill(member, modal.view, self._case(by, modal.code, modal.page)))

    async def open(self, trigger: str, view: Block, method: str = "views.open") -> str:
        """Its id; empty where it could not be opened any more."""
        try:
            answer = await self._wire.call(method, trigger_id=trigger, view=view)
        except Trouble as trouble:
            log.info("slack: a view was not opened", reason=trouble.word)
            return ""
        return text(mapping(answer.get("view")).get("id"))

    def _case(self, by: str, code: str, page: int) -> Filling:
        return lambda unit: self._views.case(unit, by, code, page, self._clock())

    async def _show(self, act: Act, method: str, filling: Filling) -> None:
        """Slack lays three views upon each other, and no more: then it takes the place of the one that it came from."""
        view = await self.open(act.trigger, loading_view(), method) or (act.view if method == PUSH else "")
        if view:
            await self._fill(act.member, view, filling)

    async def _fill(self, member: str, view: str, filling: Filling) -> None:
        await self._lanes.through(member, lambda: self._filled(view, filling))

    async def _filled(self, view: str, filling: Filling) -> None:
        content = await self._content(filling)
        try:
            await self._wire.call("views.update", view_id=view, view=content)
        except Trouble as trouble:  # closed again meanwhile, above all
            log.info("slack: a view was not filled", reason=trouble.word)

    async def _content(self, filling: Filling) -> Block:
        for _ in range(TRIES):
            try:
                return await self._store.run(filling)
            except Conflict:
                continue  # somebody else changed the case meanwhile
            except Unavailable:
                break
        return plain_view("Not now", "This cannot be shown at the moment. Nothing was changed. Please try again.")


def is_modal(interaction: Interaction) -> bool:
    """The Home is a view too."""
    return mapping(interaction.get("view")).get("type") == "modal"


def taken(title: str, said: str, code: str = "") -> dict[str, object]:
    """The answer to a form that was sent: what follows, in its place. Closed with the case below it, which is old."""
    view = {**plain_view(title, said), "clear_on_close": True}
    return {"response_action": "update", "view": {**view, "blocks": [*_blocks(view), *_open(code)]}}


def _blocks(view: Mapping[str, object]) -> list[object]:
    found = view["blocks"]
    return found if isinstance(found, list) else []


def _open(code: str) -> list[Block]:
    return [actions("open", [button(f"Open {code}", {"do": "open", "code": code}, "open")])] if code else []

"""Methods that show modals and the Home: views.*. A trigger opens one view, within three seconds."""

import asyncio
import copy
import uuid

from daemon.demo.workspace_blocks import elements_of, troubles_of_view
from daemon.demo.workspace_calls import Call, Methods, Refused, wrong
from daemon.demo.workspace_chat import with_ids
from daemon.demo.workspace_core import Screen, Trigger
from daemon.demo.workspace_records import APP, BOT, JSON, TEAM, Kind, Records

methods = Methods()
BOT_ONLY = (Kind.BOT,)
DEEPEST = 3


@methods.method("views.open", "trigger_id view", "", kinds=BOT_ONLY)
async def views_open(call: Call) -> JSON:
    trigger, given = _trigger(call), given_view(call, "modal")
    view = described(call.records, given)
    call.core.screen(trigger.member).modals[:] = [view | {"root_view_id": view["id"]}]
    trigger.used = True
    return {"view": copy.deepcopy(call.core.screen(trigger.member).modals[-1])}


@methods.method("views.push", "trigger_id view", "", kinds=BOT_ONLY)
async def views_push(call: Call) -> JSON:
    trigger, given = _trigger(call), given_view(call, "modal")
    modals = call.core.screen(trigger.member).modals
    if not trigger.view or trigger.view not in {each["id"] for each in modals}:
        raise Refused("not_found")
    view = push(call.records, modals, given)
    trigger.used = True
    return {"view": copy.deepcopy(view)}


def push(records: Records, modals: list[JSON], given: JSON) -> JSON:
    if len(modals) >= DEEPEST:
        raise Refused("push_limit_reached")
    below = modals[-1]
    modals.append(described(records, given) | {"previous_view_id": below["id"], "root_view_id": below["root_view_id"]})
    return modals[-1]


@methods.method("views.update", "view", "view_id external_id hash", kinds=BOT_ONLY)
async def views_update(call: Call) -> JSON:
    given = given_view(call)
    for screen in call.core.screens.values():
        for view in [*screen.modals, *([screen.home] if screen.home else [])]:
            own = call.text("external_id")
            if view["id"] == call.text("view_id") or (own and view["external_id"] == own):
                return {"view": copy.deepcopy(_updated(call, screen, view, given))}
    raise Refused("not_found")


def _updated(call: Call, screen: Screen, view: JSON, given: JSON) -> JSON:
    if call.text("hash", view["hash"]) != view["hash"]:
        raise Refused("hash_conflict")
    if given["type"] != view["type"]:
        raise wrong("type may not change")
    return replace(call.records, screen, view, given)


def replace(records: Records, screen: Screen, view: JSON, given: JSON) -> JSON:
    """In place; what was filled in is kept where block id and action id stay, as Slack does."""
    fresh = described(records, given)
    kept = {name: view[name] for name in ("id", "root_view_id", "previous_view_id")}
    view.clear()
    view.update(fresh | kept)
    places = {(block["block_id"], each["action_id"]) for block in view["blocks"] for each in elements_of(block)}
    filled = screen.filled.get(view["id"], {})
    for block in list(filled):
        filled[block] = {action: value for action, value in filled[block].items() if (block, action) in places}
    return view


@methods.method("views.publish", "user_id view", "hash", kinds=BOT_ONLY)
async def views_publish(call: Call) -> JSON:
    member, given = call.member("user_id"), given_view(call, "home")
    if member.deleted or not call.core.has_home:
        raise Refused("not_enabled")
    screen = call.core.screen(member.id)
    if not screen.home:
        screen.home = described(call.records, given) | {"root_view_id": None}
        return {"view": copy.deepcopy(screen.home)}
    return {"view": copy.deepcopy(_updated(call, screen, screen.home, given))}


def _trigger(call: Call) -> Trigger:
    trigger = call.core.triggers.get(call.text("trigger_id"))
    if trigger is None:
        raise Refused("invalid_trigger_id")
    if trigger.used:
        raise Refused("exchanged_trigger_id")
    if asyncio.get_running_loop().time() > trigger.until:
        raise Refused("expired_trigger_id")
    return trigger


def given_view(call: Call, kind: str = "") -> JSON:
    view = call.read("view")
    return checked(view, kind)


def checked(view: object, kind: str = "") -> JSON:
    troubles = troubles_of_view(view)
    if not troubles and isinstance(view, dict) and kind in {"", view["type"]}:
        return view
    raise wrong(*(troubles or [f"view must be a {kind}"]))


def described(records: Records, given: JSON) -> JSON:
    """A view as Slack hands it out."""
    view: JSON = {
        "id": records.new_id("V"),
        "team_id": TEAM,
        "type": given["type"],
        "blocks": with_ids(records, given["blocks"]),
        "private_metadata": given.get("private_metadata", ""),
        "callback_id": given.get("callback_id", ""),
        "state": {"values": {}},
        "hash": f"{records.now()}.{uuid.uuid4().hex[:8]}",
        "previous_view_id": None,
        "root_view_id": None,
        "app_id": APP,
        "external_id": given.get("external_id"),
        "app_installed_team_id": TEAM,
        "bot_id": BOT,
    }
    shown = {name: given.get(name) for name in ("title", "submit", "close")}
    flags = {name: bool(given.get(name)) for name in ("clear_on_close", "notify_on_close")}
    return view | shown | flags

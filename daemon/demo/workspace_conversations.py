"""Methods that read conversations: open, list, info, members, history, replies. History leaves thread replies out and
comes newest first.
"""

from daemon.demo.workspace_calls import Call, Methods, Refused
from daemon.demo.workspace_cursors import page
from daemon.demo.workspace_records import JSON, SLACKBOT, Kind, Room, counted, is_reply

methods = Methods()
FEW = 15
NEVER = 1 << 62
_TYPES = {"public_channel": "channels:read", "im": "im:read"}


@methods.method("conversations.open", "", "users channel return_im prevent_creation", "im:write", kinds=(Kind.BOT,))
async def conversations_open(call: Call) -> JSON:
    if call.text("channel"):
        return _opened(call, call.room())
    wanted = [each for each in call.text("users").split(",") if each]
    if len(wanted) != 1:
        raise Refused("users_list_not_supplied" if not wanted else "not_enough_users")
    member = call.records.members.get(wanted[0])
    if member is None:
        raise Refused("user_not_found")
    if member.is_bot or member.id == SLACKBOT:
        raise Refused("cannot_dm_bot")
    return _opened(call, call.records.im(call.token.member, member.id))


def _opened(call: Call, room: Room) -> JSON:
    return {"channel": _about(call, room) if call.flag("return_im") else {"id": room.id}}


@methods.method("conversations.list", "", "types cursor limit exclude_archived team_id")
async def conversations_list(call: Call) -> JSON:
    types = [each.strip() for each in call.text("types", "public_channel").split(",")]
    if not set(types) <= _TYPES.keys():
        raise Refused("invalid_types")
    call.need(*(_TYPES[each] for each in types))
    found = [room for room in call.records.rooms.values() if _listed(call, room, types)]
    some, rest = page(call, found, 100)
    return {"channels": [_about(call, room) for room in some], **rest}


def _listed(call: Call, room: Room, types: list[str]) -> bool:
    if room.is_im:
        return "im" in types and call.token.member in room.members
    return "public_channel" in types and not (room.is_archived and call.flag("exclude_archived"))


@methods.method("conversations.info", "channel", "include_num_members include_locale")
async def conversations_info(call: Call) -> JSON:
    room = call.room()
    call.need("im:read" if room.is_im else "channels:read")
    return {"channel": _about(call, room)}


@methods.method("conversations.members", "channel", "cursor limit")
async def conversations_members(call: Call) -> JSON:
    room = call.room()
    call.need("im:read" if room.is_im else "channels:read")
    some, rest = page(call, sorted(room.members), 100)
    return {"members": some, **rest}


@methods.method("conversations.history", "channel", "cursor latest limit oldest inclusive include_all_metadata")
async def history(call: Call) -> JSON:
    room = _readable(call)
    tops = [each for each in _between(call, room) if not is_reply(each)]
    some, rest = page(call, tops[::-1], 100, _most(call), lambda each: -counted(each["ts"]))
    more = bool(rest["response_metadata"]["next_cursor"])
    return {
        "messages": [_as_history(each) for each in some],
        "has_more": more,
        "pin_count": 0,
        **(rest if more else {}),
    }


@methods.method("conversations.replies", "channel ts", "cursor latest limit oldest inclusive include_all_metadata")
async def replies(call: Call) -> JSON:
    """The root first, on every page."""
    room = _readable(call)
    root = room.messages.get(call.text("ts"))
    if root is None:
        raise Refused("thread_not_found")
    found = [each for each in _between(call, room) if each.get("thread_ts") == root["ts"] and each is not root]
    some, rest = page(call, found, 100, _most(call), lambda each: counted(each["ts"]))
    more = bool(rest["response_metadata"]["next_cursor"])
    messages = [_as_history(each) for each in [root, *some]]
    return {"messages": messages, "has_more": more, **(rest if more else {})}


def _most(call: Call) -> int:
    return FEW if call.core.few_objects else 999


def _readable(call: Call) -> Room:
    room = call.room()
    call.need("im:history" if room.is_im else "channels:history")
    if not room.is_im and call.token.member not in room.members:
        raise Refused("not_in_channel")
    return room


def _between(call: Call, room: Room) -> list[JSON]:
    """`inclusive` says whether the messages at the two ends belong to it."""
    oldest, latest = call.microseconds("oldest", -1), call.microseconds("latest", NEVER)
    margin = 0 if call.flag("inclusive") else 1
    asked = (each for ts, each in room.messages.items() if oldest + margin <= counted(ts) <= latest - margin)
    return [each for each in asked if not call.core.hidden(each)]


def _as_history(message: JSON) -> JSON:
    """A message with files says so by its files alone once it is history."""
    return {name: each for name, each in message.items() if (name, each) != ("subtype", "file_share")}


def _about(call: Call, room: Room) -> JSON:
    about: JSON = {"id": room.id, "created": room.created, "is_archived": room.is_archived, "is_im": room.is_im}
    if room.is_im:
        partner = call.records.members[call.records.partner(room, call.token.member)]
        return about | {"user": partner.id, "is_user_deleted": partner.deleted, "is_org_shared": False, "priority": 0}
    return about | {
        "name": room.name,
        "name_normalized": room.name,
        "is_channel": True,
        "is_private": False,
        "is_member": call.token.member in room.members,
        "num_members": len(room.members),
    }

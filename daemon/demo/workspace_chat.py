"""Methods that write: chat.* and reactions.*. A post to a deactivated member succeeds, as it does in Slack."""

import copy
from typing import cast

from daemon.demo.workspace_blocks import troubles_of
from daemon.demo.workspace_calls import Call, Methods, Refused, wrong
from daemon.demo.workspace_records import DOMAIN, JSON, Kind, Records, Room, is_reply
from daemon.demo.workspace_wording import posted

methods = Methods()
BOT_ONLY = (Kind.BOT,)
# What an app may say of a post beside its words. link_names and parse are known, and never do anything good here.
_MANNER = "unfurl_links unfurl_media mrkdwn metadata link_names parse"


@methods.method(
    "chat.postMessage", "channel", f"text blocks thread_ts reply_broadcast {_MANNER}", "chat:write", BOT_ONLY
)
async def post(call: Call) -> JSON:
    room = _writable(call)
    words = _words(call)
    message = call.core.own(words["text"]) | words | {"ts": call.records.next_ts(room)}
    if root := call.text("thread_ts"):
        message |= _in_thread(call, room, root)
    if call.arguments.get("metadata"):
        message["metadata"] = call.read("metadata")
    call.records.keep(room, message)
    call.core.announce_message(room, message)
    return {"channel": room.id, "ts": message["ts"], "message": copy.deepcopy(message)}


def _in_thread(call: Call, room: Room, root: str) -> JSON:
    if root not in room.messages:
        raise Refused("thread_not_found")
    if is_reply(room.messages[root]):
        raise wrong("thread_ts must be the ts of a thread's root: what a reply's does is not modelled")
    found: JSON = {"thread_ts": root, "parent_user_id": room.messages[root]["user"]}
    return found | ({"subtype": "thread_broadcast"} if call.flag("reply_broadcast") else {})


def _writable(call: Call) -> Room:
    """By id, by name, or a member's id, which means the direct messages with them."""
    wanted = call.text("channel")
    if wanted in call.records.members and wanted != call.token.member:
        return call.records.im(call.token.member, wanted)
    room = call.records.named(wanted)
    if room is None or (room.is_im and call.token.member not in room.members):
        raise Refused("channel_not_found")
    if call.token.member not in room.members:
        raise Refused("not_in_channel")
    if room.is_archived:
        raise Refused("is_archived")
    return room


def _words(call: Call) -> JSON:
    text = posted(call.text("text"))
    blocks = call.read("blocks")
    if blocks is None or blocks == []:
        if not text:
            raise Refused("no_text")
        return {"text": text}
    if troubles := troubles_of(blocks):
        raise Refused("invalid_blocks", errors=troubles, response_metadata={"messages": troubles})
    return {"text": text, "blocks": with_ids(call.records, blocks)}


def with_ids(records: Records, blocks: object) -> list[JSON]:
    """Slack names the blocks and elements that the app did not name."""
    named = copy.deepcopy(cast("list[JSON]", blocks))
    for block in named:
        block.setdefault("block_id", records.new_id("b"))
        for element in [*block.get("elements", ()), block.get("accessory"), block.get("element")]:
            if isinstance(element, dict) and block["type"] in {"actions", "section", "input"}:
                element.setdefault("action_id", records.new_id("a"))
    return named


def _own(call: Call, room: Room, refusal: str) -> JSON:
    message = room.messages.get(call.text("ts"))
    if message is None or message.get("subtype") == "tombstone":
        raise Refused("message_not_found")
    if message["user"] != call.token.member:
        raise Refused(refusal)
    return message


@methods.method("chat.update", "channel ts", "text blocks metadata link_names parse", "chat:write", BOT_ONLY)
async def update(call: Call) -> JSON:
    room = call.room()
    message = _own(call, room, "cant_update_message")
    before = copy.deepcopy(message)
    words = _words(call)
    if "blocks" not in words and "blocks" not in call.arguments:
        words["blocks"] = message.get("blocks", [])
    message.update(words, edited={"user": call.token.member, "ts": call.records.next_ts(room)})
    call.core.announce_change(room, before, message)
    return {"channel": room.id, "ts": message["ts"], "text": message["text"], "message": copy.deepcopy(message)}


@methods.method("chat.delete", "channel ts", "", "chat:write", BOT_ONLY)
async def delete(call: Call) -> JSON:
    room = call.room()
    message = _own(call, room, "cant_delete_message")
    call.core.remove(room, message)
    return {"channel": room.id, "ts": message["ts"]}


@methods.method("chat.postEphemeral", "channel user", f"text blocks thread_ts {_MANNER}", "chat:write", BOT_ONLY)
async def post_aside(call: Call) -> JSON:
    room, member = _writable(call), call.member()
    if member.id not in room.members:
        raise Refused("user_not_in_channel")
    ts = call.records.next_ts(room)
    aside = {**_words(call), "ts": ts, "channel": room.id, "is_ephemeral": True}
    call.records.asides.setdefault(member.id, []).append(aside)
    return {"message_ts": ts}


@methods.method("chat.getPermalink", "channel message_ts")
async def permalink(call: Call) -> JSON:
    room = call.room()
    if call.text("message_ts") not in room.messages:
        raise Refused("message_not_found")
    place = call.text("message_ts").replace(".", "")
    return {"channel": room.id, "permalink": f"https://{DOMAIN}.slack.com/archives/{room.id}/p{place}"}


def _reacted(call: Call) -> tuple[JSON, list[JSON], JSON | None]:
    """The message, its reactions, and among them the one that is meant."""
    message = call.room().messages.get(call.text("timestamp"))
    if message is None:
        raise Refused("message_not_found")
    if not call.text("name").strip(":").replace("_", "").replace("-", "").isalnum():
        raise Refused("invalid_name")
    reactions: list[JSON] = message.get("reactions", [])
    return message, reactions, next((each for each in reactions if each["name"] == call.text("name")), None)


@methods.method("reactions.add", "channel name timestamp", "", "reactions:write")
async def react(call: Call) -> JSON:
    message, reactions, found = _reacted(call)
    if found is None:
        message["reactions"] = [*reactions, {"name": call.text("name"), "users": [call.token.member], "count": 1}]
    elif call.token.member in found["users"]:
        raise Refused("already_reacted")
    else:
        found.update(users=[*found["users"], call.token.member], count=found["count"] + 1)
    return {}


@methods.method("reactions.remove", "channel name timestamp", "", "reactions:write")
async def react_no_more(call: Call) -> JSON:
    message, reactions, found = _reacted(call)
    if found is None or call.token.member not in found["users"]:
        raise Refused("no_reaction")
    found.update(users=[each for each in found["users"] if each != call.token.member], count=found["count"] - 1)
    message["reactions"] = [each for each in reactions if each["count"]]
    return {}

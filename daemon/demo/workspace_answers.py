"""response_url: five answers to one interaction, within thirty minutes. They reach the one who acted, or change the
message that they acted on.
"""

from aiohttp import web

from daemon.demo.workspace_blocks import troubles_of
from daemon.demo.workspace_core import AnswerAddress, Core
from daemon.demo.workspace_records import JSON
from daemon.demo.workspace_wording import posted

MOST_USES, LIVES = 5, 30 * 60


def routes(core: Core) -> list[web.RouteDef]:
    async def answer(request: web.Request) -> web.Response:
        address = core.answers.get(request.match_info["name"])
        if address is None:
            return web.Response(status=404, text="no_team")
        if core.records.now() - address.since > LIVES:
            return web.Response(status=404, text="expired_url")
        if address.uses >= MOST_USES:
            return web.Response(status=404, text="used_url")
        said = await request.json()
        if troubles := troubles_of(said.get("blocks", [])):
            return web.json_response({"ok": False, "error": "invalid_blocks", "errors": troubles}, status=400)
        address.uses += 1
        _carry_out(core, address, said)
        return web.Response(text="ok")

    return [web.post("/response/{name}", answer)]


def _carry_out(core: Core, address: AnswerAddress, said: JSON) -> None:
    room = core.records.rooms[address.room]
    words = {"text": posted(said.get("text", "")), **({"blocks": said["blocks"]} if "blocks" in said else {})}
    message = room.messages.get(address.ts)
    if message is not None and said.get("delete_original"):
        core.remove(room, message)
    elif message is not None and said.get("replace_original"):
        message.update(words)
    else:
        aside = {**words, "ts": core.records.next_ts(room), "channel": room.id, "is_ephemeral": True}
        core.records.asides.setdefault(address.member, []).append(aside)

"""Files: upload in three steps, download with a bearer, and the login page that everybody else gets instead."""

import json
import mimetypes
from collections.abc import AsyncIterator

from aiohttp import web

from daemon.demo.workspace_calls import Call, Methods, Refused, bearer, wrong
from daemon.demo.workspace_core import Core
from daemon.demo.workspace_records import JSON, TEAM, Kind, Member, Room, StoredFile
from daemon.demo.workspace_wording import posted

methods = Methods()
PIECE = 64 * 1024
LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in to Stand-in</body></html>"


def new_file(core: Core, owner: Member, name: str, content: bytes, **fields: object) -> JSON:
    """Stored, and as Slack describes it; `fields` override what is said about it."""
    file = core.records.new_id("F")
    address = f"{core.url}/files-pri/{TEAM}-{file}"
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    about: JSON = {
        "id": file,
        "created": core.records.now(),
        "timestamp": core.records.now(),
        "name": name,
        "title": name,
        "mimetype": kind,
        "filetype": name.rpartition(".")[2],
        "user": owner.id,
        "user_team": TEAM,
        "size": len(content),
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "url_private": f"{address}/{name}",
        "url_private_download": f"{address}/download/{name}",
        "permalink": f"https://standin.slack.com/files/{owner.id}/{file}/{name}",
        "file_access": "visible",
    }
    core.records.files[file] = StoredFile(about | fields, content)
    return core.records.files[file].about


def gone(file: str) -> JSON:
    return {"id": file, "mode": "tombstone"}


# --- the methods ----------------------------------------------------------------------------------------------------
def _file(call: Call) -> StoredFile:
    found = call.records.files.get(call.text("file"))
    if found is None:
        raise Refused("file_not_found")
    if found.about["mode"] == "tombstone":
        raise Refused("file_deleted")
    return found


@methods.method("files.info", "file", "count cursor limit page", "files:read")
async def files_info(call: Call) -> JSON:
    return {"file": _file(call).about, "comments": [], "response_metadata": {"next_cursor": ""}}


@methods.method("files.delete", "file", "", "files:write", (Kind.BOT,))
async def files_delete(call: Call) -> JSON:
    found = _file(call)
    if found.about["user"] != call.token.member:
        raise Refused("cant_delete_file")
    bury(call.core, found.about["id"])
    return {}


@methods.method("files.getUploadURLExternal", "filename length", "alt_txt snippet_type", "files:write", (Kind.BOT,))
async def upload_address(call: Call) -> JSON:
    if call.number("length", 0) <= 0:
        raise wrong("length must be more than 0")
    owner = call.records.members[call.token.member]
    about = new_file(call.core, owner, call.text("filename"), b"", size=call.number("length", 0), mode="awaited")
    return {"upload_url": f"{call.core.url}/upload/{about['id']}", "file_id": about["id"]}


@methods.method(
    "files.completeUploadExternal", "files", "channel_id channels initial_comment thread_ts", "files:write", (Kind.BOT,)
)
async def complete_upload(call: Call) -> JSON:
    named = call.read("files")
    if not isinstance(named, list) or not named:
        raise wrong("files must be an array")
    if channel := call.text("channel_id") or call.text("channels"):
        if channel in call.records.members:
            raise Refused("channel_not_found")
        _share(call, _room(call, channel), [_finished(call, each) for each in named])
    return {"files": [_finished(call, each) for each in named]}


def _finished(call: Call, named: JSON) -> JSON:
    found = call.records.files.get(str(named.get("id")))
    if found is None or len(found.content) != found.about["size"]:
        raise Refused("file_not_found")
    found.about.update(mode="hosted", title=named.get("title", found.about["name"]))
    return found.about


def _room(call: Call, name: str) -> Room:
    room = call.records.rooms.get(name)
    if room is None or call.token.member not in room.members:
        raise Refused("channel_not_found")
    return room


def _share(call: Call, room: Room, files: list[JSON]) -> None:
    text = posted(call.text("initial_comment"))
    message = call.core.own(text) | {"ts": call.records.next_ts(room), "files": files, "upload": True}
    if root := call.text("thread_ts"):
        message["thread_ts"] = root
    call.records.keep(room, message)
    call.core.announce_message(room, message, subtype="file_share")


def bury(core: Core, file: str) -> None:
    """Where it was shared a gravestone stays."""
    core.records.files[file].about = gone(file)
    for room in core.records.rooms.values():
        for message in room.messages.values():
            if any(each["id"] == file for each in message.get("files", ())):
                before = json.loads(json.dumps(message))
                message["files"] = [gone(file) if each["id"] == file else each for each in message["files"]]
                core.announce_change(room, before, message)


# --- the wire -------------------------------------------------------------------------------------------------------
def routes(core: Core) -> list[web.RouteDef]:
    async def upload(request: web.Request) -> web.Response:
        found = core.records.files.get(request.match_info["file"])
        if found is None or found.about["mode"] != "awaited":
            return web.Response(status=404, text="not found")
        found.content = await _body(request)
        return web.Response(text=f"OK - {len(found.content)}")

    async def fetch(request: web.Request) -> web.StreamResponse:
        token = core.records.tokens.get(bearer(request, {}))
        allowed = token is not None and not token.trouble and "files:read" in token.scopes
        found = core.records.files.get(request.match_info["file"])
        if not allowed:
            raise web.HTTPFound(f"/?redir={request.path}")
        if found is None or found.about["mode"] == "tombstone":
            return web.Response(status=404, text="not found")
        if found.redirect:
            raise web.HTTPFound(found.redirect)
        return await _sent(request, found)

    async def login_page(_: web.Request) -> web.Response:
        return web.Response(text=LOGIN_PAGE, content_type="text/html")

    return [
        web.post("/upload/{file}", upload),
        web.get(f"/files-pri/{TEAM}-{{file}}/{{rest:.*}}", fetch),
        web.get("/", login_page),
    ]


async def _body(request: web.Request) -> bytes:
    """Raw, or one part of a form."""
    if request.content_type != "multipart/form-data":
        return await request.read()
    for part in (await request.post()).values():
        if isinstance(part, web.FileField):
            return part.file.read()
    return b""


async def _sent(request: web.Request, found: StoredFile) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": found.about["mimetype"]})
    response.content_length = len(found.content) + found.padding
    await response.prepare(request)
    async for piece in _pieces(found):
        await response.write(piece)
    await response.write_eof()
    return response


async def _pieces(found: StoredFile) -> AsyncIterator[bytes]:
    if found.content:
        yield found.content
    for start in range(0, found.padding, PIECE):
        yield bytes(min(PIECE, found.padding - start))

"""Methods about the bearer and the members: auth.test, apps.connections.open, users.*, team.info."""

from daemon.demo.workspace_calls import Call, Methods, Refused
from daemon.demo.workspace_cursors import page
from daemon.demo.workspace_records import APP, BOT, DOMAIN, JSON, TEAM, Kind

methods = Methods()


@methods.method("auth.test", kinds=tuple(Kind))
async def auth_test(call: Call) -> JSON:
    if call.token.kind is Kind.APP:
        return {"app_id": APP, "app_name": "conductd", "team_id": TEAM}
    member = call.records.members[call.token.member]
    found = {
        "url": f"https://{DOMAIN}.slack.com/",
        "team": "Stand-in",
        "user": member.handle,
        "team_id": TEAM,
        "user_id": member.id,
        "is_enterprise_install": False,
    }
    return found | ({"bot_id": BOT} if call.token.kind is Kind.BOT else {})


@methods.method("apps.connections.open", kinds=(Kind.APP,), scopes="connections:write")
async def connections_open(call: Call) -> JSON:
    return {"url": call.core.sockets.address(call.core.host)}


@methods.method("users.info", "user", "include_locale", "users:read")
async def users_info(call: Call) -> JSON:
    return {"user": _about(call, call.member().id)}


@methods.method("users.list", "", "cursor limit include_locale team_id", "users:read")
async def users_list(call: Call) -> JSON:
    found, rest = page(call, list(call.records.members), 200)
    return {"members": [_about(call, each) for each in found], "cache_ts": call.records.now(), **rest}


@methods.method("users.lookupByEmail", "email", "", "users:read.email")
async def lookup(call: Call) -> JSON:
    """A deactivated member is not found by their address."""
    wanted = call.text("email").casefold()
    for member in call.records.members.values():
        if member.email and member.email.casefold() == wanted and not member.deleted:
            return {"user": _about(call, member.id)}
    raise Refused("users_not_found")


@methods.method("team.info", "", "team", "team:read")
async def team_info(_: Call) -> JSON:
    return {"team": {"id": TEAM, "name": "Stand-in", "domain": DOMAIN, "email_domain": ""}}


def _about(call: Call, member: str) -> JSON:
    return call.core.about(call.records.members[member], with_email="users:read.email" in call.token.scopes)

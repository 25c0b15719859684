"""Slack's rows of `check`: asks, posts nothing, changes nothing. Every phrase is fixed, and no token is in one; what
Slack itself calls a workspace or an account stands there cut short.
"""

import asyncio
import urllib.parse
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field

from slack_sdk.scim.async_client import AsyncSCIMClient

from daemon.channels.slack_settings import Facts, Settings
from daemon.channels.slack_trouble import LIMITED, MISSING_SCOPE, SERVER, UNREACHABLE, SlackTrouble
from daemon.channels.slack_web import Web, quiet

Row = tuple[str, str]
"""What was tried, and "" or what is wrong and what to do. "note: " begins what needs no doing."""

WITHIN = 20.0
WAITS_AT_MOST = 5.0  # a person sits before it
PAGE = 999  # Slack gives out few pages a minute of long lists, and these are read once
MOST_PAGES = 25
LONGEST = 60
BOT = "slack.bot_token"
APP = "slack.app_token"
OWN = "slack.administrator_tokens"
SCIM = "slack.scim_token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What to look for. `scopes`: each and what for; `administrators`: name -> account, "@name" or a member id."""

    scopes: Mapping[str, str]
    administrators: Mapping[str, str] = field(default_factory=dict, repr=False)
    rules_channel: str = ""
    tokens: tuple[str, ...] = field(default=(), repr=False)
    token_scopes: tuple[str, ...] = ()
    scim_token: str = field(default="", repr=False)
    scim_scope: str = ""
    scim_url: str = ""


async def check(settings: Settings, looks: Looks) -> list[Row]:
    """The bot's rows first: without its token nothing else of it can be tried."""
    web = _web(settings, settings.bot_token)
    try:
        rows, account = await _bot(web, settings)
        if account:
            rows += [*_scopes(web.scopes, looks.scopes), *await _people(web, looks), *await _rules(web, looks, account)]
    finally:
        await web.close()
    return [*rows, await _app(settings), *await _own(settings, looks), await _scim(settings, looks)]


def _web(settings: Settings, token: str) -> Web:
    def limited(seconds: float) -> None:
        if seconds > WAITS_AT_MOST:
            raise SlackTrouble(LIMITED, seconds)

    return Web(token, settings.api_url, timeout=WITHIN, limited=limited)


async def _ask(web: Web, method: str, **arguments: object) -> Facts:
    """Raises SlackTrouble, also where Slack lets us wait too long."""
    try:
        async with asyncio.timeout(2 * WITHIN):
            return await web.call(method, **arguments)
    except TimeoutError:
        raise SlackTrouble(LIMITED) from None


# --- tokens -----------------------------------------------------------------------------------------------------------
async def _bot(web: Web, settings: Settings) -> tuple[list[Row], str]:
    """With the account's name, empty where nothing more can be tried."""
    try:
        found = await _ask(web, "auth.test")
    except SlackTrouble as trouble:
        return [(BOT, refused(trouble, settings.api_url, BOT_AGAIN))], ""
    if not found.get("bot_id"):
        return [(BOT, f"it is no bot's: {BOT_AGAIN}")], ""
    account = _short(found.get("user"))
    return [(BOT, f"note: workspace {_short(found.get('team'))}, account {account}")], account


async def _app(settings: Settings) -> Row:
    if not settings.app_token:
        every = f"{settings.poll_every:g} s"
        return APP, f"note: none: direct messages are polled every {every}, and there are no buttons or forms"
    web = _web(settings, settings.app_token)
    try:
        await _ask(web, "apps.connections.open")
    except SlackTrouble as trouble:
        return APP, refused(trouble, settings.api_url, APP_AGAIN)
    finally:
        await web.close()
    return APP, ""


async def _own(settings: Settings, looks: Looks) -> list[Row]:
    rows = []
    for number, token in enumerate(looks.tokens, 1):
        web = _web(settings, token)
        try:
            rows.append((f"{OWN} {number}", await _whose(web, settings, looks)))
        finally:
            await web.close()
    return rows


async def _whose(web: Web, settings: Settings, looks: Looks) -> str:
    try:
        found = await _ask(web, "auth.test")
    except SlackTrouble as trouble:
        return refused(trouble, settings.api_url, OWN_AGAIN)
    missing = [each for each in looks.token_scopes if each not in web.scopes] if web.scopes else []
    if missing:
        return f"add {_listed(missing)} to the app's User Token Scopes, and let its owner install the app again"
    member, name = found.get("user_id"), _short(found.get("user"))
    accounts = {_bare(account): who for who, account in looks.administrators.items()}
    who = accounts.get(_bare(str(member))) or accounts.get(_bare(name))
    return f"note: {who}'s" if who else f"it is of account {name}, who is no administrator: remove it"


async def _scim(settings: Settings, looks: Looks) -> Row:
    if not looks.scim_token:
        return SCIM, "note: none: a suspension is done in Slack by an administrator, who gets a checklist for it"
    web = _web(settings, looks.scim_token)
    try:
        await _ask(web, "auth.test")
        if web.scopes and looks.scim_scope not in web.scopes:
            return SCIM, SCIM_AGAIN
        problem = await _scim_answers(looks)
    except SlackTrouble as trouble:
        return SCIM, refused(trouble, settings.api_url, SCIM_AGAIN)
    finally:
        await web.close()
    return SCIM, problem


async def _scim_answers(looks: Looks) -> str:
    client = AsyncSCIMClient(looks.scim_token, base_url=looks.scim_url, timeout=int(WITHIN), logger=quiet())
    try:
        code = (await client.search_users(count=1, start_index=1)).status_code
    except Exception:  # noqa: BLE001  whatever a wire does to the SDK, and what it makes of an answer that is no JSON
        raise SlackTrouble(UNREACHABLE) from None
    if code >= _BROKEN:
        raise SlackTrouble(SERVER)
    if code in _REFUSED:
        return SCIM_AGAIN
    return "" if code == _OK else f"SCIM answers with {code}: {SCIM_AGAIN}"


# --- what the bot may and whom it finds -------------------------------------------------------------------------------
def _scopes(given: frozenset[str], wanted: Mapping[str, str]) -> Iterator[Row]:
    if not given:
        yield "slack scopes", "note: Slack does not say which the app has"
        return
    for scope, purpose in wanted.items():
        missing = f"missing ({purpose}): add the scope {scope} to the app and install it again"
        yield f"slack scope {scope}", "" if scope in given else missing
    if beside := given - wanted.keys():
        yield "slack scopes beside", f"note: conductd has no use for {_listed(sorted(beside))}: take them from the app"


async def _people(web: Web, looks: Looks) -> list[Row]:
    """Each administrator's account. A name is looked for among all the members, once for everybody."""
    if not looks.administrators:
        return []
    try:
        members = [] if all(_is_id(each) for each in looks.administrators.values()) else await _members(web)
        found = {name: await _found(web, account, members) for name, account in looks.administrators.items()}
    except SlackTrouble as trouble:
        return [("slack administrators", refused(trouble, web.api_url, BOT_AGAIN))]
    return [(f"slack account of {name}", say) for name, say in found.items()]


async def _found(web: Web, account: str, members: list[Facts]) -> str:
    if _is_id(account):
        return await _by_id(web, account)
    live = [each for each in members if not each.get("deleted") and not each.get("is_bot")]
    names = [each for each in live if _bare(str(each.get("name"))) == _bare(account)]
    if len(names) == 1:
        return f"note: {_short(names[0].get('id'))}"
    if names:
        return f"two live accounts have that name: {BY_ID}"
    shown = any(_bare(_displayed(each)) == _bare(account) for each in live)
    what = "it is a display name, which anybody can take" if shown else "no live account has that name"
    return f"{what}: {BY_ID}"


async def _by_id(web: Web, account: str) -> str:
    try:
        found = (await _ask(web, "users.info", user=account)).get("user")
    except SlackTrouble as trouble:
        if trouble.word in {"user_not_found", "user_not_visible"}:
            return f"nobody in this workspace has that id: {BY_ID}"
        raise
    facts = found if isinstance(found, Mapping) else {}
    if facts.get("deleted"):
        return "that account was deactivated: write another, or remove it to reach them by mail"
    return "that account is a bot's: write a person's" if facts.get("is_bot") else ""


async def _members(web: Web) -> list[Facts]:
    return [each async for each in _listing(web, "users.list", "members", limit=PAGE)]


async def _rules(web: Web, looks: Looks, account: str) -> list[Row]:
    wanted = looks.rules_channel.removeprefix("#")
    if not wanted:
        return []
    try:
        room = await _room(web, wanted)
    except SlackTrouble as trouble:
        return [("slack rules channel", refused(trouble, web.api_url, BOT_AGAIN))]
    if room is None:
        return [("slack rules channel", "there is no public channel of that name: look at [community] rules_channel")]
    invite = f"the app is not in it, and could publish nothing there: write /invite @{account} in the channel"
    return [("slack rules channel", "" if room.get("is_member") else invite)]


async def _room(web: Web, wanted: str) -> Facts | None:
    rooms = _listing(web, "conversations.list", "channels", limit=PAGE, types="public_channel", exclude_archived=True)
    async for each in rooms:
        if wanted in {each.get("name"), each.get("id")}:
            return each
    return None


async def _listing(web: Web, method: str, of: str, **arguments: object) -> AsyncIterator[Facts]:
    cursor = ""
    for _ in range(MOST_PAGES):
        page = await _ask(web, method, **arguments, cursor=cursor or None)
        found = page.get(of)
        for each in found if isinstance(found, list) else ():
            if isinstance(each, Mapping):
                yield each
        further = page.get("response_metadata")
        cursor = str(further.get("next_cursor") or "") if isinstance(further, Mapping) else ""
        if not cursor:
            return


# --- the sentences ----------------------------------------------------------------------------------------------------
_OK, _BROKEN = 200, 500
_REFUSED = frozenset({401, 403})
BY_ID = "write the member id (their profile, the three dots, Copy member ID)"
BOT_AGAIN = "install the app again, and copy its Bot User OAuth Token (xoxb-) from OAuth & Permissions"
APP_AGAIN = "make one under Basic Information, App-Level Tokens, with the scope connections:write, and copy it (xapp-)"
OWN_AGAIN = "its owner copies their User OAuth Token (xoxp-) again, or it is removed"
SCIM_AGAIN = "a User OAuth Token (xoxp-) of a workspace owner with the scope admin is needed, and the plan for SCIM"
_SAYS: Mapping[str, str] = {
    "invalid_auth": "Slack does not know this token",
    "token_revoked": "this token was revoked",
    "account_inactive": "the app was removed from the workspace, or whoever installed it was deactivated",
    "not_allowed_token_type": "this token is of another kind",
    MISSING_SCOPE: "this token lacks a scope",
}


def refused(trouble: SlackTrouble, api_url: str, remedy: str) -> str:
    """One sentence for what Slack answered, with the way to mend it."""
    word = trouble.word
    if word == UNREACHABLE:
        host = urllib.parse.urlsplit(api_url).hostname
        return f"{host} does not answer: look at the network, and at HTTPS_PROXY where a proxy is needed"
    if word == LIMITED:
        wait = f"{trouble.retry_after:.0f} s" if trouble.retry_after else "some minutes"
        return f"Slack asks to wait: run check again in {wait}"
    if not trouble.certain:
        return "Slack has trouble of its own: run check again later, and look at slack-status.com"
    return f"{_SAYS.get(word, f'Slack says {word}')}: {remedy}"


def _listed(scopes: list[str]) -> str:
    return ", ".join(scopes)


def _is_id(account: str) -> bool:
    return account[:1] in {"U", "W"} and account.isalnum() and account.isupper()


def _bare(name: str) -> str:
    return name.strip().removeprefix("@").casefold()


def _displayed(member: Facts) -> str:
    profile = member.get("profile")
    return str(profile.get("display_name") or "") if isinstance(profile, Mapping) else ""


def _short(found: object) -> str:
    text = "".join(each for each in str(found or "?") if each.isprintable())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"

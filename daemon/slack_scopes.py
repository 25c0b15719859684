"""What the app may do in Slack, and why: the one table that the manifest, `check` and their tests read.

A method that is called and does not stand here fails a test; so does a scope that nothing here needs. Left out on
purpose: chat:write.public (the app is invited to the rules channel) and channels:history (it reads no channel).
"""

from collections.abc import Iterable, Mapping
from typing import Final

# The scopes of the bot that each call needs, as conductd calls it (docs.slack.dev/reference/methods).
METHODS: Final[Mapping[str, tuple[str, ...]]] = {
    "apps.connections.open": (),  # an app-level token's: connections:write
    "auth.test": (),
    "chat.delete": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    # of direct messages alone: nothing that somebody wrote in a channel is read
    "conversations.history": ("im:history",),
    "conversations.replies": ("im:history",),
    "conversations.info": ("im:read", "channels:read"),
    # the direct messages, and the rules channel among the public ones
    "conversations.list": ("im:read", "channels:read"),
    "conversations.open": ("im:write",),
    "files.info": ("files:read",),
    "reactions.add": ("reactions:write",),
    "reactions.remove": ("reactions:write",),
    "users.conversations": ("im:read", "channels:read"),
    # the address of a member is kept before their account closes: afterwards Slack names it to nobody
    "users.info": ("users:read", "users:read.email"),
    "users.list": ("users:read", "users:read.email"),
    "users.lookupByEmail": ("users:read.email",),
    "views.open": (),
    "views.publish": (),
    "views.push": (),
    "views.update": (),
}
# What is delivered unasked, and what it needs (docs.slack.dev/reference/events).
EVENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "message.im": ("im:history",),
    "app_home_opened": (),
    "user_change": ("users:read",),
    "tokens_revoked": (),
    "app_uninstalled": (),
}
FEATURES: Final = "commands"  # shortcuts and the slash command
RULES: Final = "channels:read"

# What each scope is for, in the words of an operator who is told that it is missing.
PURPOSES: Final[Mapping[str, str]] = {
    RULES: "to find the rules channel",
    "chat:write": "to answer",
    FEATURES: "for shortcuts, forms and /conduct",
    "files:read": "to keep what is attached to a report",
    "im:history": "to read what is written to the app",
    "im:read": "to find what was written while conductd was not running",
    "im:write": "to write to administrators and parties first",
    "reactions:write": "to mark a message as received",
    "users:read": "to know an administrator's account, and one that was closed",
    "users:read.email": "to reach a suspended member by mail",
}
# A person's own token, where an administrator lets conductd look through their direct messages.
ADMINISTRATORS: Final = ("im:history", "im:read", "users:read")
SCIM: Final = "admin"


def bot_scopes() -> tuple[str, ...]:
    """All that the app asks for."""
    return needed(METHODS)


def needed(methods: Iterable[str]) -> tuple[str, ...]:
    """The scopes for calls of these methods, and for what the app is sent and shows."""
    found = {scope for name in methods for scope in METHODS[name]}
    found |= {scope for scopes in EVENTS.values() for scope in scopes}
    return tuple(sorted(found | {FEATURES}))

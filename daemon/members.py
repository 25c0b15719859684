"""A member as Slack describes them, as the account that we keep of them. Pure; every field may be missing or odd."""

from collections.abc import Mapping
from typing import Any

from daemon.house import MEMBER
from daemon.store.values import Account

OWN_ROBOT = "USLACKBOT"  # it is in every workspace, and not marked as a bot
LONGEST = 320


def account_of(found: object) -> Account | None:
    """None where it names no member."""
    if not isinstance(found, Mapping) or not MEMBER.fullmatch(_text(found, "id")):
        return None
    profile = found.get("profile")
    known: Mapping[str, Any] = profile if isinstance(profile, Mapping) else {}
    member = _text(found, "id")
    return Account(
        id=member,
        handle=_text(found, "name"),
        name=_text(known, "real_name") or _text(found, "real_name"),
        display=_text(known, "display_name"),
        email=_text(known, "email").lower(),
        closed=found.get("deleted") is True,
        bot=found.get("is_bot") is True or member == OWN_ROBOT,
    )


def _text(found: Mapping[str, Any], key: str) -> str:
    value = found.get(key)
    return value.strip()[:LONGEST] if isinstance(value, str) else ""

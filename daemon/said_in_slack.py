"""How what was said in Slack is shown to an administrator: people by the names of their accounts, and whether its
author deleted or changed it since.

Only what is shown. Commands and the store keep the ids: a name may be somebody else's tomorrow.
"""

import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from daemon.store.unit import Unit
from daemon.store.values import KeptMessage
from parsers.when import say

MENTION = re.compile(r"<@([UW][A-Z0-9]{2,20})(?:\|[^<>\n]{0,80})?>")
MEMBER = re.compile(r"[UW][A-Z0-9]{2,20}")
MOST_NAMED = 200  # different people in one text: each costs a query


def with_names(unit: Unit, text: str) -> str:
    """Every mention of an account that we know as its name and id; an unknown one as it was written."""
    members = list(dict.fromkeys(MENTION.findall(text)))[:MOST_NAMED]
    names = {each: named(unit, each) for each in members}
    return MENTION.sub(lambda found: _shown(found, names), text)


def _shown(found: re.Match[str], names: Mapping[str, str]) -> str:
    name = names.get(found[1], found[1])
    return found[0] if name == found[1] else name


def named(unit: Unit, member: str) -> str:
    """'@dana (U0DANA)'; whatever is no account that we know stays as it is."""
    account = unit.accounts.by_id(member) if MEMBER.fullmatch(member) else None
    return f"@{account.handle} ({member})" if account and account.handle else member


def since_then(unit: Unit, case_id: str, zone: ZoneInfo) -> dict[str, str]:
    """What became of the messages of a case, by their names."""
    found: dict[str, str] = {}
    for each in unit.history.of(case_id):
        name = str(each.body.get("message", ""))
        if each.kind == "MessageTakenBack":
            found[name] = f"deleted by its sender on {say(each.at, zone)}"
        elif each.kind == "MessageEdited":
            found.setdefault(name, f"changed later, on {say(each.at, zone)}")
    return found


def revised(message: KeptMessage, first: Mapping[str, str], since: Mapping[str, str]) -> str:
    """Of the first version what became of it; of each later one that it is one."""
    name = str(message.reading.get("message_id", ""))
    later = name in since and first.get(name) != message.id
    return "a later version by its sender" if later else since.get(name, "")

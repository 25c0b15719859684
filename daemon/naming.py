"""Whom an administrator's command names by Slack: an id, a mention or an account's name."""

import re

from daemon.store.cells import folded_handle

MENTION = re.compile(r"<@([UW][A-Z0-9]{2,29})(?:\|[^>\n]*)?>", re.ASCII)
ID = re.compile(r"(?<![\w@])[UW](?=[A-Z]*[0-9])[A-Z0-9]{6,29}(?![\w-])", re.ASCII)
NAME = re.compile(r"(?<![\w.+-])@([\w][\w.-]{0,79})")
MOST_NAMED = 5


def bare_name(written: str) -> str:
    """An account's name as two people may write it."""
    return folded_handle(written)


def named_by_slack(line: str) -> tuple[str, ...]:
    """The ids, and the names with their at sign, in the first line of a command."""
    first = line.lstrip().partition("\n")[0]
    ids = (*MENTION.findall(first), *ID.findall(MENTION.sub(" ", first)))
    names = (f"@{each.rstrip('.-')}" for each in NAME.findall(MENTION.sub(" ", first)))
    return tuple(dict.fromkeys((*ids, *names)))[:MOST_NAMED]

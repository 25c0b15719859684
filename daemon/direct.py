"""What a direct message's row holds: the event as it came, in the envelope that the door wrote around it.

Pure. Everything inside was written by somebody else; nothing of it is believed but what Slack says of who and where.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from parsers.message import Channel, Message, Unreadable
from parsers.slack import read_slack
from parsers.slack_report import handed_over, report_from, shared_from
from parsers.slack_report import message_of as report_message

MEMBER = re.compile(r"[UW][A-Z0-9]{1,30}")
PLACE = re.compile(r"[A-Z0-9]{2,30}")
TIME = re.compile(r"\d{1,12}\.\d{6}")
IN_SLACK = "slack:"  # how a direct message is named where a mail has its Message-ID


class Kind(StrEnum):
    MESSAGE = "message"
    EDIT = "edit"
    DELETION = "deletion"
    FILE = "file"
    ACT = "act"
    PERSONAL = "personal"  # to an administrator in person, who took it


@dataclass(frozen=True, slots=True)
class Direct:
    """`sender` is the id of whoever did it, `ts` names the message that it is about, `thread` the one that it answers.
    `about` is the event, the file or the act. `by` is who shows somebody else's message to us.
    """

    kind: Kind
    team: str
    channel: str
    sender: str
    ts: str
    thread: str
    about: Mapping[str, Any] = field(repr=False)
    by: str = ""

    @property
    def origin(self) -> str:
        """Of the message that it is about."""
        return origin(self.team, self.channel, self.ts)

    @property
    def name(self) -> str:
        return named(self.channel, self.ts)


def origin(team: str, channel: str, ts: str) -> str:
    return f"slack {team} {channel} {ts}"


def named(channel: str, ts: str) -> str:
    return f"{IN_SLACK}{channel}:{ts}"


def origin_of(name: str, team: str) -> str:
    """The origin of a message by its name."""
    channel, _, ts = name.removeprefix(IN_SLACK).partition(":")
    return origin(team, channel, ts)


def direct(raw: bytes) -> Direct:
    """Raises Unreadable."""
    try:
        found = json.loads(raw)
        kind = Kind(found["kind"])
        return READERS[kind](found)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Unreadable("not the envelope of a direct message") from None


def _message(found: Mapping[str, Any]) -> Direct:
    event = found["event"]
    return _of_event(Kind.MESSAGE, found, event, event.get("user"), event["ts"])


def _edit(found: Mapping[str, Any]) -> Direct:
    """Its author is whoever wrote the message: the event itself names nobody."""
    message = found["event"]["message"]
    return _of_event(Kind.EDIT, found, message, message.get("user"), message["ts"])


def _deletion(found: Mapping[str, Any]) -> Direct:
    event = found["event"]
    before = event.get("previous_message") or {}
    return _of_event(Kind.DELETION, found, before, before.get("user"), event["deleted_ts"])


def _of_event(kind: Kind, found: Mapping[str, Any], event: Mapping[str, Any], sender: object, ts: str) -> Direct:
    root = _shaped(event.get("thread_ts"), TIME)
    thread = named(found["channel"], root) if root and root != ts else ""
    return Direct(kind, str(found["team"]), str(found["channel"]), _member(sender), str(ts), thread, event)


def _member(found: object) -> str:
    """Nobody where it is none: `null` and whatever else stands there would make one person of all of them."""
    return _shaped(found, MEMBER)


def _shaped(found: object, shape: re.Pattern[str]) -> str:
    """An id, or nothing: half of a surrogate pair in one can be neither hashed nor looked for."""
    return found if isinstance(found, str) and shape.fullmatch(found) else ""


def _file(found: Mapping[str, Any]) -> Direct:
    about = {**found["file"], "problem": found.get("problem", ""), "content": found.get("content", "")}
    return Direct(
        Kind.FILE, str(found["team"]), str(found["channel"]), _member(found["user"]), str(found["ts"]), "", about
    )


def _act(found: Mapping[str, Any]) -> Direct:
    act = found["act"]
    at = act.get("at") or {}
    return Direct(
        Kind.ACT,
        str(found["team"]),
        _shaped(at.get("channel"), PLACE),
        _member(found["user"]),
        _shaped(at.get("ts"), TIME),
        "",
        {**act},
        _member(found["user"]),
    )


def _personal(found: Mapping[str, Any]) -> Direct:
    event = found["event"]
    return replace(
        _of_event(Kind.PERSONAL, found, event, event.get("user"), event["ts"]), thread="", by=str(found["member"])
    )


READERS = {
    Kind.MESSAGE: _message,
    Kind.EDIT: _edit,
    Kind.DELETION: _deletion,
    Kind.FILE: _file,
    Kind.ACT: _act,
    Kind.PERSONAL: _personal,
}


def message_of(found: Direct) -> Message:
    """What was said, for the readers; of what says nothing a message without words. Raises Unreadable."""
    if found.kind is Kind.ACT:
        return _of_act(found)
    if found.kind not in {Kind.MESSAGE, Kind.EDIT, Kind.PERSONAL}:
        return Message(channel=Channel.SLACK, sender=found.sender)
    message = read_slack({"type": "message", **found.about})
    return replace(
        message,
        sender=found.sender,
        message_id=found.name,
        thread=found.thread,
        in_reply_to=(found.thread,) if found.thread else (),
        references=(origin_of(found.thread, found.team),) if found.thread else (),
    )


def is_report(found: Direct) -> bool:
    """Whether it is the report form, filled in."""
    return found.kind is Kind.ACT and found.about.get("act") == "report"


def _of_act(found: Direct) -> Message:
    """What a form or a shortcut hands in; a button says what it says elsewhere."""
    if is_report(found):
        return report_message(report_from(found.about), found.sender)
    shared = shared_from(found.about.get("shared") or {}) if found.about.get("act") == "hand over" else None
    if shared is None:
        return Message(channel=Channel.SLACK, sender=found.sender)
    return replace(handed_over(shared), message_id=named(shared.channel, shared.ts))


def together(messages: list[Message]) -> Message:
    """Several messages of one person, sent one after the other, as the one that they meant."""
    first = messages[0]
    return replace(
        first,
        text="\n\n".join(each.text for each in messages if each.text.strip()),
        attachments=tuple(one for each in messages for one in each.attachments),
        forwarded=tuple(one for each in messages for one in each.forwarded),
        links=tuple(dict.fromkeys(one for each in messages for one in each.links)),
    )

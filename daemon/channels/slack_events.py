"""Which of Slack's messages are for us, and by what name each is known. Pure: it asks nobody and waits for nothing.

A live event and a page of the history make the same origin of the same thing, whichever comes first.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from daemon.channels.slack_settings import CHANNEL, Facts

# What a person wrote. `thread_broadcast` is an answer in a thread that is shown below too, `me_message` is /me.
_WRITTEN = frozenset({"", "file_share", "thread_broadcast", "me_message"})
_SLACK_ITSELF = "USLACKBOT"
_GRAVESTONE = "tombstone"
_TIME = re.compile(r"(\d{1,12})\.(\d{6})")
_ID = re.compile(r"[A-Z0-9]{2,30}")
_DM = re.compile(r"D[A-Z0-9]{1,30}")


class Kind(StrEnum):
    MESSAGE = "message"
    EDIT = "edit"
    DELETION = "deletion"


@dataclass(frozen=True, slots=True)
class Us:
    """Who we are in this workspace (auth.test). Nothing that we wrote is handed over. On Enterprise Grid a member of
    ours may be named by the `enterprise` in place of the team.
    """

    team: str
    member: str
    bot: str = ""
    enterprise: str = ""

    def wrote(self, message: Facts) -> bool:
        ours = {self.member, self.bot} - {""}
        return text(message.get("user")) in ours or text(message.get("bot_id")) in ours

    def know(self, message: Facts) -> bool:
        """Whether its author is a member here: Slack Connect brings guests, and (team, member) is the identity."""
        theirs = text(message.get("user_team")) or text(message.get("team"))
        return theirs in {"", self.team, self.enterprise}


@dataclass(frozen=True, slots=True)
class Found:
    """One thing of one DM. `ts` is the message that it concerns, `at` when it happened: the order in its DM."""

    kind: Kind
    team: str
    channel: str
    ts: str
    at: str
    origin: str
    event: Facts = field(repr=False)

    @property
    def raw(self) -> bytes:
        """Only ASCII, so that half of a surrogate pair in somebody's text stays what it was."""
        try:
            return self._written(self.event)
        except RecursionError:
            return self._written({**_flat(self.event), "left_out": "nested too deep"})

    def _written(self, event: Facts) -> bytes:
        shape = {"kind": self.kind.value, "team": self.team, "channel": self.channel, "event": event}
        return json.dumps(shape, separators=(",", ":")).encode("ascii")

    @property
    def order(self) -> tuple[int, int]:
        return order(self.at)


def _flat(event: Facts) -> Facts:
    """Without what anybody may nest as deep as they like: the words are kept, and no DM waits for it."""
    inner = {name: _shallow(facts(event[name])) for name in ("message", "previous_message") if facts(event.get(name))}
    return {**_shallow(event), **inner}


def _shallow(event: Facts) -> Facts:
    plain = {name: value for name, value in event.items() if not isinstance(value, list | Mapping)}
    edited = {"edited": {"ts": edited_at(event)}} if edited_at(event) else {}
    return {**plain, **edited, **_files_kept(event)}


def _files_kept(event: Facts) -> Facts:
    names = ("id", "name", "title", "mimetype", "size", "mode")
    kept = [{name: file[name] for name in names if isinstance(file.get(name), str | int)} for file in files(event)]
    return {"files": kept} if kept else {}


def order(ts: str) -> tuple[int, int]:
    """A ts for comparing; what is none comes before all others."""
    found = _TIME.fullmatch(ts)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def seconds(ts: str) -> float:
    whole, part = order(ts)
    return whole + part / 1_000_000


def as_ts(moment: float) -> str:
    return f"{max(moment, 0.0):.6f}"


def us_of(answer: Facts) -> Us:
    """As auth.test answers."""
    named = (text(answer.get(name)) for name in ("team_id", "user_id", "bot_id", "enterprise_id"))
    return Us(*named)


def live(us: Us, event: Facts) -> Found | None:
    """What a `message` event is to us; None for what is not for us, or is nothing that a person did."""
    channel = text(event.get("channel"))
    if not _DM.fullmatch(channel) or text(event.get("channel_type") or "im") != "im":
        return None
    match text(event.get("subtype")):
        case "message_changed":
            return _changed(us, channel, event)
        case "message_deleted":
            return _deleted(us, channel, event)
        case _:
            return written(us, channel, event)


def written(us: Us, channel: str, message: Facts) -> Found | None:
    """A message, from an event or from the history."""
    ts = text(message.get("ts"))
    if text(message.get("subtype")) not in _WRITTEN or us.wrote(message) or not _TIME.fullmatch(ts):
        return None
    if text(message.get("user")) == _SLACK_ITSELF or not us.know(message):
        return None
    return Found(Kind.MESSAGE, us.team, channel, ts, ts, f"{CHANNEL} {us.team} {channel} {ts}", message)


def edited_later(found: Found) -> Found | None:
    """The edit of a message of the history, which shows the new text alone; None where nobody edited it."""
    at = edited_at(found.event)
    if not at:
        return None
    event = {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": found.channel,
        "ts": at,
        "message": found.event,
    }
    return replace(found, kind=Kind.EDIT, at=at, origin=f"{found.origin} edited {at}", event=event)


def edited_at(message: Facts) -> str:
    ts = text(facts(message.get("edited")).get("ts"))
    return ts if _TIME.fullmatch(ts) else ""


def _changed(us: Us, channel: str, event: Facts) -> Found | None:
    """Slack says `changed` for unfurled links and a recognised language too: only other words or files count."""
    message, before = facts(event.get("message")), facts(event.get("previous_message"))
    if text(message.get("subtype")) == _GRAVESTONE:
        return None if us.wrote(before) else deleted_root(us, channel, message)
    found = written(us, channel, message)
    at = edited_at(message) or text(event.get("ts"))
    if found is None or not _TIME.fullmatch(at) or (before and _said(before) == _said(message)):
        return None
    if not before and not edited_at(message):
        return None
    return replace(found, kind=Kind.EDIT, at=at, origin=f"{found.origin} edited {at}", event=event)


def _said(message: Facts) -> tuple[str, list[tuple[str, str]]]:
    return text(message.get("text")), [(text(file.get("id")), text(file.get("mode"))) for file in files(message)]


def _deleted(us: Us, channel: str, event: Facts) -> Found | None:
    ts, at = text(event.get("deleted_ts")), text(event.get("ts"))
    if us.wrote(facts(event.get("previous_message"))) or not _TIME.fullmatch(ts):
        return None
    origin = f"{CHANNEL} {us.team} {channel} {ts} deleted"
    return Found(Kind.DELETION, us.team, channel, ts, at if _TIME.fullmatch(at) else ts, origin, event)


def deleted_root(us: Us, channel: str, stone: Facts) -> Found | None:
    """Of a deleted message whose thread goes on a gravestone is left, and no message_deleted comes for it."""
    return gone(us, channel, text(stone.get("ts"))) if text(stone.get("subtype")) == _GRAVESTONE else None


def gone(us: Us, channel: str, ts: str) -> Found | None:
    """A deletion of which no event told, in the shape of the event."""
    event = {"type": "message", "subtype": "message_deleted", "hidden": True, "channel": channel}
    return _deleted(us, channel, {**event, "ts": ts, "deleted_ts": ts})


def is_dm(channel: str) -> bool:
    return bool(_DM.fullmatch(channel))


def is_id(found: str) -> bool:
    return bool(_ID.fullmatch(found))


def text(found: object) -> str:
    return found if isinstance(found, str) else ""


def facts(found: object) -> Facts:
    return found if isinstance(found, Mapping) else {}


def each(found: object) -> Iterator[Facts]:
    """The objects of a list."""
    return (one for one in found if isinstance(one, Mapping)) if isinstance(found, list) else iter(())


def files(message: Facts) -> Iterator[Facts]:
    """Those with an id: without one a file cannot be told from another."""
    return (file for file in each(message.get("files")) if is_id(text(file.get("id"))))

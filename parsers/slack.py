"""A Slack `message` event -> Message. Pure: it follows no link, asks Slack nothing and trusts no field's type.

Only as much as reading needs: the text with its entities decoded, mentions kept as `<@U…>`, links and files. What a
bot wrote says so in the words of RFC 3834, so that one reader of automatic mail serves both channels. An edit and a
deletion are no messages: they have readers of their own, so that no command is ever taken from an edit.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from parsers.message import Attachment, Channel, Forwarded, Message, Unreadable
from parsers.slack_rich import links_of, rich_text

LONGEST_TEXT = 200_000
MOST_FILES = 50
EDITED = "message_changed"
DELETED = "message_deleted"

_LINK = re.compile(r"<((?:https?|mailto|tel):[^<>|\s]{1,2000})(?:\|([^<>]{0,500}))?>")
_CHANNEL = re.compile(r"<#([A-Z0-9]{1,30})(?:\|([^<>]{0,100}))?>")
_SPECIAL = re.compile(r"<!([a-z]{1,20})(?:\^[^<>|]{0,60})?(?:\|([^<>]{0,100}))?>")
_NAMED_MENTION = re.compile(r"<@([A-Z0-9]{1,30})\|[^<>]{0,100}>")


def read_slack(event: Mapping[str, object]) -> Message:
    """The message of an event, bare or as the Events API wraps it. Raises Unreadable where it is none."""
    bare = event.get("event", event)
    if not isinstance(bare, Mapping) or bare.get("type") != "message":
        raise Unreadable("not a message event")
    if _text(bare.get("subtype")) in {EDITED, DELETED}:
        raise Unreadable("an edit or a deletion, not a message")
    return _message(bare)


def read_edit(event: Mapping[str, object]) -> Message:
    """The message of a message_changed event as it stands now; its `message_id` is that of the first version. The event
    itself has no author: it is that of the message, and of nobody else (CVE-2026-32895). Raises Unreadable.
    """
    bare = event.get("event", event)
    if not isinstance(bare, Mapping) or bare.get("subtype") != EDITED:
        raise Unreadable("not an edit")
    now = bare.get("message")
    if not isinstance(now, Mapping) or not _text(now.get("ts")) or not _text(now.get("user")):
        raise Unreadable("an edit of nothing")
    return _message(now)


def previous_text(event: Mapping[str, object]) -> str | None:
    """The text before a message_changed or message_deleted event, where Slack sends it; a sweep sees only the new."""
    bare = event.get("event", event)
    before = bare.get("previous_message") if isinstance(bare, Mapping) else None
    return _message(before).text if isinstance(before, Mapping) else None


def read_deletion(event: Mapping[str, object]) -> str:
    """The ts of the message that a message_deleted event takes back. Raises Unreadable."""
    bare = event.get("event", event)
    if not isinstance(bare, Mapping) or bare.get("subtype") != DELETED:
        raise Unreadable("not a deletion")
    ts = _text(bare.get("deleted_ts"))
    if not ts:
        raise Unreadable("a deletion of nothing")
    return ts


def _message(bare: Mapping[str, object]) -> Message:
    raw = _text(bare.get("text"))[:LONGEST_TEXT]
    return Message(
        channel=Channel.SLACK,
        sender=_text(bare.get("user")),
        sender_name=_text(bare.get("username")),
        text=_shown(raw) if raw.strip() else rich_text(bare.get("blocks"))[:LONGEST_TEXT],
        message_id=_text(bare.get("ts")),
        thread=_thread(bare),
        date=_date(_text(bare.get("ts"))),
        attachments=tuple(_files(bare)),
        forwarded=tuple(_shared(bare)),
        links=_links(raw, bare),
        headers=_headers(bare),
    )


def _links(raw: str, event: Mapping[str, object]) -> tuple[str, ...]:
    found = [_decoded(found[1]) for found in _LINK.finditer(raw) if found[1].startswith("http")]
    return tuple(dict.fromkeys(found or ([] if raw.strip() else links_of(event.get("blocks")))))


def _shown(raw: str) -> str:
    """The text as its writer saw it, but for the mentions: an id is safer than a display name."""
    text = _NAMED_MENTION.sub(r"<@\1>", raw)
    text = _CHANNEL.sub(lambda found: f"#{found[2] or found[1]}", text)
    text = _SPECIAL.sub(lambda found: f"@{found[2] or found[1]}", text)
    return _decoded(_LINK.sub(_spelled_out, text))


def _spelled_out(found: re.Match[str]) -> str:
    address, label = found[1], found[2]
    bare = address.removeprefix("mailto:").removeprefix("tel:")
    return bare if not label or label in {address, bare} else f"{label} {bare}"


def _decoded(text: str) -> str:
    """Slack escapes these three characters and no others."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _thread(event: Mapping[str, object]) -> str:
    """The root of the thread that this message answers in; a root itself carries its own time there."""
    root = _text(event.get("thread_ts"))
    return "" if root == _text(event.get("ts")) else root


def _headers(event: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    if event.get("bot_id") or event.get("subtype") == "bot_message":
        return (("auto-submitted", "auto-generated"),)
    return ()


def _files(event: Mapping[str, object]) -> Iterator[Attachment]:
    for file in _mappings(event.get("files")):
        name = _text(file.get("name")) or _text(file.get("title")) or _text(file.get("id"))
        size = file.get("size")
        yield Attachment(name, _text(file.get("mimetype")), size if isinstance(size, int) else 0, "")


def _shared(event: Mapping[str, object]) -> Iterator[Forwarded]:
    """A message that was shared into the DM: its text, or the blocks it came in where that is empty."""
    for shared in _mappings(event.get("attachments")):
        if shared.get("is_share") or shared.get("is_msg_unfurl"):
            said = _shown(_text(shared.get("text"))[:LONGEST_TEXT]) or _blocks_of(shared)
            yield Forwarded(_text(shared.get("author_id")), "", said)


def _blocks_of(shared: Mapping[str, object]) -> str:
    messages = [each.get("message") for each in _mappings(shared.get("message_blocks"))]
    blocks = [each.get("blocks") for each in messages if isinstance(each, Mapping)]
    return "\n".join(filter(None, map(rich_text, blocks)))[:LONGEST_TEXT]


def _mappings(found: object) -> list[Mapping[str, object]]:
    return [each for each in found[:MOST_FILES] if isinstance(each, Mapping)] if isinstance(found, list) else []


def _text(found: object) -> str:
    return found if isinstance(found, str) else ""


def _date(timestamp: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(timestamp), UTC)
    except (ValueError, OverflowError, OSError):
        return None

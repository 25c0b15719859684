"""A letter as a message in Slack: composed without a wire, sent as one post, and found again by the id of its block.

A post is never repeated here: what became of one whose answer was lost is read from Slack's history (design 9.4). The
text beside the blocks is what a lock screen shows: it is the neutral subject, and holds no word of the letter.
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Final, Protocol

from daemon.process.letters import LetterName
from notifiers.render import Rendered
from notifiers.sending import Deferred, Evidence, Outcome, Problem, Refused, Sent, Unknown
from notifiers.slack_blocks import MARKER, letter_blocks, publication_blocks
from notifiers.slack_buttons import Button
from notifiers.slack_escape import escaped
from notifiers.slack_escape import one_line as shortened
from parsers.slack_shapes import MEMBER, from_json, listed, mapping, text

LONGEST_FALLBACK: Final = 200
PAGE: Final = 200
MOST_PAGES: Final = 5

OPERATORS: Final = frozenset(
    {
        *("not_authed", "invalid_auth", "account_inactive", "token_revoked", "token_expired", "no_permission"),
        *("missing_scope", "not_allowed_token_type", "org_login_required", "ekm_access_denied", "access_denied"),
    }
)
CLOSED: Final = frozenset({"user_disabled", "user_not_visible", "cannot_dm_bot"})
NOBODY: Final = frozenset({"user_not_found", "channel_not_found", "users_not_found"})
SILENT: Final = NOBODY | {"thread_not_found"}  # asked again, Slack would say the same
NOT_THERE: Final = frozenset(
    {"not_in_channel", "is_archived", "restricted_action", "restricted_action_read_only_channel"}
)
LATER: Final = frozenset(
    {
        "rate limited",
        "ratelimited",
        "rate_limited",
        "message_limit_exceeded",
        "service_unavailable",
        "team_added_to_org",
    }
)


class Trouble(Exception):
    """A call that failed. `word` is Slack's own or a fixed one; `certain` where nothing was posted."""

    def __init__(self, word: str, certain: bool) -> None:  # noqa: FBT001  it is what a sender has to know of every failure
        super().__init__(word)
        self.word = word
        self.certain = certain


class Wire(Protocol):
    """Slack's Web API. Raises Trouble."""

    async def call(self, method: str, **arguments: object) -> Mapping[str, object]: ...


def compose_slack(
    name: LetterName,  # noqa: ARG001  buttons are chosen by it, and some letters may want a shape of their own
    rendered: Rendered,
    letter_id: str,
    buttons: Sequence[Button],
    thread: str = "",
) -> bytes:
    """`thread` is the ts of its root, or empty."""
    message: dict[str, object] = {
        "text": fallback(rendered.subject),
        "blocks": letter_blocks(rendered, letter_id, buttons),
    }
    return _written(message, thread)


def compose_publication(words: str, letter_id: str) -> bytes:
    """Exactly these words for a channel, and nothing with them (P11): no footer, no code, no button."""
    return _written({"text": escaped(words.strip()), "blocks": publication_blocks(words, letter_id)}, "")


def fallback(subject: str) -> str:
    return escaped(shortened(subject, LONGEST_FALLBACK))


def _written(message: Mapping[str, object], thread: str) -> bytes:
    return json.dumps({**message, **({"thread_ts": thread} if thread else {})}, ensure_ascii=False).encode()


class SlackSender:
    """`recipient` is a member's id, or a channel's id or #name."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._opened: dict[str, str] = {}

    async def send(self, letter_id: str, message: bytes, recipient: str, return_path: str) -> Outcome:  # noqa: ARG002  the marker stands in the message, and Slack returns nothing
        try:
            channel = await self._place(recipient)
        except Trouble as trouble:
            return _not_sent(trouble.word)
        if channel is None:
            return Refused(Problem.CLOSED)
        return await self._post(channel, mapping(from_json(message.decode())))

    async def found(self, letter_id: str, recipient: str, since: str, thread: str = "") -> tuple[Evidence, str]:
        """With what it is named there. `since` and `thread`, its root, are ts. NO only where all of it was read. A
        channel's history we may not read (its scope is not asked for): there a person looks.
        """
        if not MEMBER.fullmatch(recipient):
            return Evidence.UNKNOWN, ""
        try:
            channel = await self._channel(recipient)
            async for message in self._since(since, channel, thread):
                if _is_ours(message, letter_id):
                    return Evidence.YES, f"slack:{channel}:{text(message.get('ts'))}"
        except Trouble as trouble:
            return (Evidence.UNKNOWN if trouble.word in SILENT else Evidence.UNREACHABLE), ""
        except _TooLong:
            return Evidence.UNKNOWN, ""
        return Evidence.NO, ""

    async def _place(self, recipient: str) -> str | None:
        """Where to post; None for an account that is closed: a post to it would succeed and reach nobody."""
        if MEMBER.fullmatch(recipient):
            member = mapping((await self._wire.call("users.info", user=recipient)).get("user"))
            if member.get("deleted") is True:
                return None
        return await self._channel(recipient)

    async def _channel(self, recipient: str) -> str:
        if not MEMBER.fullmatch(recipient):
            return recipient
        if recipient not in self._opened:
            answer = await self._wire.call("conversations.open", users=recipient)
            self._opened[recipient] = text(mapping(answer.get("channel")).get("id"))
        return self._opened[recipient]

    async def _post(self, channel: str, message: Mapping[str, object]) -> Outcome:
        """Links stay shut: Slack would fetch them, and show what is behind."""
        try:
            answer = await self._wire.call(
                "chat.postMessage", channel=channel, unfurl_links=False, unfurl_media=False, **message
            )
        except Trouble as trouble:
            return _not_sent(trouble.word) if trouble.certain else Unknown(Problem.SLACK_LOST)
        return Sent(f"slack:{text(answer.get('channel')) or channel}:{text(answer.get('ts'))}")

    async def _since(self, since: str, channel: str, thread: str) -> AsyncIterator[Mapping[str, object]]:
        """What stands in a thread the history leaves out, and what stands at the top the thread."""
        if not thread:
            pages = self._pages("conversations.history", channel=channel, oldest=since)
        else:
            pages = self._pages("conversations.replies", channel=channel, ts=thread, oldest=since)
        async for message in pages:
            yield message

    async def _pages(self, method: str, **about: str) -> AsyncIterator[Mapping[str, object]]:
        cursor = ""
        for _ in range(MOST_PAGES):
            answer = await self._wire.call(method, limit=PAGE, **about, **({"cursor": cursor} if cursor else {}))
            for message in _all(answer.get("messages")):
                yield message
            cursor = text(mapping(answer.get("response_metadata")).get("next_cursor"))
            if not cursor:
                return
        raise _TooLong


class _TooLong(Exception):
    """There is more than is read for one letter."""


def _all(found: object) -> list[Mapping[str, object]]:
    return [mapping(each) for each in found] if isinstance(found, list) else []


def _is_ours(message: Mapping[str, object], letter_id: str) -> bool:
    """A program's message with the letter's marker; a member cannot write a block_id by hand."""
    marked = any(mapping(each).get("block_id") == f"{MARKER}{letter_id}" for each in listed(message.get("blocks")))
    return marked and bool(message.get("bot_id") or message.get("app_id"))


def _not_sent(word: str) -> Outcome:
    """What a failure means where it is certain that nothing was posted."""
    if word in CLOSED:
        return Refused(Problem.CLOSED)
    if word in NOBODY:
        return Refused(Problem.NO_MEMBER)
    if word in NOT_THERE:
        return Refused(Problem.NOT_INVITED)
    if word in OPERATORS:
        return Deferred(Problem.SLACK_TOKEN)
    if word in LATER:
        return Deferred(Problem.SLACK_LATER)
    contents = {"invalid_blocks", "invalid_blocks_format", "msg_too_long", "no_text", "msg_blocks_too_long"}
    return Refused(Problem.SLACK_CONTENT) if word in contents else Deferred(Problem.SLACK_UNREACHABLE)

"""How a letter becomes what goes over one channel's wire: its last lines, its envelope, and who sends it.

A pen knows its channel's form and nothing of the process: what is said has been decided and rendered before.
"""

from datetime import datetime, timedelta
from typing import Protocol

from daemon.house import MEMBER, House
from daemon.post import Post
from daemon.process.letters import LetterName
from daemon.store.values import LetterBody, LetterRow
from daemon.tokens import reply_to
from notifiers.email import Envelope, bounce_address, compose, origin
from notifiers.render import Medium, Rendered, context_text
from notifiers.sending import Evidence, Outcome, Sender
from notifiers.slack import SlackSender, compose_publication, compose_slack
from notifiers.slack_buttons import buttons_of

BEHIND = timedelta(seconds=70)
CLOCKS = 86_400  # seconds that ours and Slack's may be apart; a day of one conversation is a page or two

LATEST = timedelta(days=1)


class Pen(Protocol):
    medium: Medium

    def ending(self, body: LetterBody, now: datetime) -> str:
        """What stands below the letter's own text in this channel."""

    async def send(self, letter: LetterRow, body: LetterBody, rendered: Rendered, now: datetime) -> Outcome:
        """Raises Unsendable where it cannot be written."""

    async def was_sent(self, letter: LetterRow, body: LetterBody, waited: timedelta) -> tuple[Evidence, str]:
        """What can be found out after so long a wait, and by what the other side names it where we could not."""


class MailPen:
    """`from_` is the mailbox that letters come from, in the form that a From line has."""

    def __init__(self, house: House, post: Post, sender: Sender, from_: str) -> None:
        self._house = house
        self._post = post
        self._sender = sender
        self._from = from_
        self.medium = Medium.MAIL

    def ending(self, body: LetterBody, now: datetime) -> str:
        """One line with the token, where the address has no room for it and a client may drop our Message-ID."""
        if self._house.subaddress == "+" or not body.code:
            return ""
        return f"Reference: {self._post.token(body.code, body.address, now)}\n"

    async def send(self, letter: LetterRow, body: LetterBody, rendered: Rendered, now: datetime) -> Outcome:
        envelope = self._envelope(letter, body, now)
        mail = compose(rendered, envelope)
        return await self._sender.send(letter.id, mail, body.address, bounce_address(envelope))

    async def was_sent(self, letter: LetterRow, body: LetterBody, _waited: timedelta) -> tuple[Evidence, str]:
        return await self._sender.was_sent(letter.id, body.message_id.strip("<>"), body.address), ""

    def _envelope(self, letter: LetterRow, body: LetterBody, now: datetime) -> Envelope:
        thread = body.in_reply_to.strip("<>")
        return Envelope(
            sender=self._from,
            recipient=body.address,
            message_id=body.message_id.strip("<>"),
            date=dated(letter, now).astimezone(self._house.zone),
            origin=origin(LetterName(letter.name), body.words),
            reply_to=self._reply_to(body, now),
            in_reply_to=thread,
            references=(thread,) if thread else (),
        )

    def _reply_to(self, body: LetterBody, now: datetime) -> str:
        """Where the local part may carry a token it does; the Message-ID always carries one (design 8)."""
        if self._house.subaddress != "+" or not body.code:
            return self._house.address
        try:
            return reply_to(self._house.address, self._post.token(body.code, body.address, now))
        except ValueError:  # a local part that is too long for one
            return self._house.address


def dated(letter: LetterRow, now: datetime) -> datetime:
    """No answer before its cause, where the clock was set back in between; and none of next year."""
    return letter.created_at if now < letter.created_at <= now + LATEST else now


class SlackPen:
    """`medium` says whether there are buttons: without an app token everything is written. `without` is what no button
    may do here.
    """

    def __init__(self, sender: SlackSender, medium: Medium, without: frozenset[str] = frozenset()) -> None:
        self._sender = sender
        self._without = without
        self.medium = medium

    def ending(self, _body: LetterBody, _now: datetime) -> str:
        return ""

    async def send(self, letter: LetterRow, body: LetterBody, rendered: Rendered, _now: datetime) -> Outcome:
        if not MEMBER.fullmatch(body.address):
            text = compose_publication(body.words or context_text(), letter.id)  # as context.txt has it
            return await self._sender.send(letter.id, text, body.address, "")
        name = LetterName(letter.name)
        buttons = buttons_of(name, body.facts, body.words, letter.short) if self.medium is Medium.BUTTONS else ()
        buttons = tuple(each for each in buttons if each.means["do"] not in self._without)
        thread = body.in_reply_to.rpartition(":")[2]
        return await self._sender.send(
            letter.id, compose_slack(name, rendered, letter.id, buttons, thread), body.address, ""
        )

    async def was_sent(self, letter: LetterRow, body: LetterBody, waited: timedelta) -> tuple[Evidence, str]:
        """Slack's history may be a minute behind: until then that nothing stands in it says nothing."""
        since = f"{min(letter.sending_since or letter.created_at, letter.created_at).timestamp() - CLOCKS:.6f}"
        thread = body.in_reply_to.rpartition(":")[2]
        evidence, wire_id = await self._sender.found(letter.id, body.address, since, thread)
        late = evidence is Evidence.NO and waited < BEHIND
        return (Evidence.UNKNOWN if late else evidence), wire_id

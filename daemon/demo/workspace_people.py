"""What people do in the stand-in: they write, edit, delete, attach, leave and come back. Each of it goes the way that
it goes in Slack: into the records first, then as an event to the app.
"""

import copy
import uuid
from collections.abc import Sequence

from daemon.demo.workspace_core import Core
from daemon.demo.workspace_files import bury, new_file
from daemon.demo.workspace_records import JSON, TEAM, Member, Room, is_reply
from daemon.demo.workspace_wording import pieces, typed


class People:
    """A member is given as `Member`; `to` is whom they write to, the app where it is left out."""

    def __init__(self, core: Core) -> None:
        self.core = core

    def room(self, member: Member, to: Member | None = None) -> Room:
        return self.core.records.im(member.id, (to or self.core.records.bot).id)

    def say(
        self,
        member: Member,
        text: str,
        *,
        thread: str = "",
        to: Member | Room | None = None,
        files: Sequence[JSON] = (),
        encoded: str | None = None,
        **fields: object,
    ) -> str:
        """What a person types; its ts. `encoded` is text as Slack keeps it, for words that no client would send;
        `fields` stand in the message as they are given, as other `blocks` or a `subtype`.
        """
        room = to if isinstance(to, Room) else self.room(member, to)
        message = self._written(room, member, self._typed(text) if encoded is None else encoded)
        message |= _in_thread(room, thread)
        if files:
            message |= {"files": list(files), "upload": True, "display_as_bot": False}
        message |= fields
        self.core.records.keep(room, message)
        self.core.announce_message(room, message, **({"subtype": "file_share"} if files else {}))
        return str(message["ts"])

    def _written(self, room: Room, member: Member, text: str) -> JSON:
        if member.deleted or member.id not in room.members:
            raise ValueError("this member cannot write here")
        return {
            "client_msg_id": str(uuid.uuid4()),
            "type": "message",
            "user": member.id,
            "text": text,
            "team": TEAM,
            "ts": self.core.records.next_ts(room),
            "blocks": self._rich(text),
        }

    def _typed(self, text: str) -> str:
        return typed(text, {each.handle: each.id for each in self.core.records.members.values()})

    def _rich(self, text: str) -> list[JSON]:
        section = {"type": "rich_text_section", "elements": pieces(text)}
        return [{"type": "rich_text", "block_id": self.core.records.new_id("b"), "elements": [section]}]

    def attach(
        self,
        member: Member,
        content: bytes,
        name: str = "screenshot.png",
        *,
        text: str = "",
        thread: str = "",
        to: Member | None = None,
        **fields: object,
    ) -> str:
        """A message with a file; its ts. `fields` override what is said about the file, as `size` or `mimetype`."""
        about = new_file(self.core, member, name, content, **fields)
        return self.say(member, text, thread=thread, to=to, files=[about])

    def edit(self, member: Member, ts: str, text: str, *, to: Member | None = None) -> None:
        """`to` where two conversations hold a message of that very time."""
        room, message = self._own(member, ts, to)
        before = copy.deepcopy(message)
        edited = {"user": member.id, "ts": self.core.records.next_ts(room)}
        message.update(text=self._typed(text), blocks=self._rich(self._typed(text)), edited=edited)
        self.core.announce_change(room, before, message)

    def unfurl(self, member: Member, ts: str) -> None:
        """Slack shows a link's page under the message: message_changed without a change of words."""
        room, message = self._own(member, ts)
        before = copy.deepcopy(message)
        message["attachments"] = [
            {"id": 1, "from_url": "https://example.org/", "title": "Example", "fallback": "Example"}
        ]
        self.core.announce_change(room, before, message)

    def delete(self, member: Member, ts: str, *, to: Member | None = None) -> None:
        self.core.remove(*self._own(member, ts, to))

    def delete_file(self, file: str) -> None:
        bury(self.core, file)

    def _own(self, member: Member, ts: str, to: Member | None = None) -> tuple[Room, JSON]:
        room = self.room(member, to) if to else self.core.records.room_of(ts, member.id)
        if room is None or room.messages.get(ts, {}).get("user") != member.id:
            raise ValueError("no message of theirs")
        return room, room.messages[ts]

    # --- what a person sees -----------------------------------------------------------------------------------------
    def dm(self, member: Member, to: Member | None = None) -> list[JSON]:
        """Their direct messages with the app, threads included, in the order of time."""
        room = self.core.records.known_im(member.id, (to or self.core.records.bot).id)
        return sorted(room.messages.values(), key=lambda each: str(each["ts"])) if room else []

    def letters(self, member: Member) -> list[JSON]:
        """Only what the app wrote to them."""
        return [each for each in self.dm(member) if each["user"] == self.core.records.bot.id]

    def asides(self, member: Member) -> list[JSON]:
        """What only they see: ephemeral messages and answers to commands."""
        return self.core.records.asides.get(member.id, [])

    # --- what an administrator of the workspace does ------------------------------------------------------------------
    def deactivate(self, member: Member) -> None:
        """By hand or by SCIM; their own tokens end with it."""
        self._set(member, deleted=True)
        for token in self.core.records.tokens.values():
            if token.member == member.id:
                token.trouble = "account_inactive"
        self.core.screens.pop(member.id, None)

    def reactivate(self, member: Member) -> None:
        """Their tokens stay as they are: they would have to be made again."""
        self._set(member, deleted=False)

    def _set(self, member: Member, *, deleted: bool) -> None:
        member.deleted = deleted
        member.updated = self.core.records.now()
        self.core.announce_member(member)

    def change(self, member: Member, **fields: str) -> None:
        """handle, real_name or email; the app is told as of every change of a profile."""
        for name, value in fields.items():
            setattr(member, name, value)
        member.updated = self.core.records.now()
        self.core.announce_member(member)


def _in_thread(room: Room, thread: str) -> JSON:
    if not thread:
        return {}
    root = room.messages[thread]
    if is_reply(root):
        raise ValueError("a thread hangs on its first message")
    return {"thread_ts": thread, "parent_user_id": root["user"]}

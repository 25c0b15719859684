"""What people press, pick, submit and call up, as Slack tells the app of it, and what the app's answer then does.

Everything is sent over a socket and waits for its confirmation; `Unanswered` is the warning sign that a person sees.
"""

import copy

from daemon.demo.workspace_calls import Refused
from daemon.demo.workspace_core import Core
from daemon.demo.workspace_forms import (
    CannotSubmit,
    Controls,
    found_control,
    missing,
    picked,
    state_of,
)
from daemon.demo.workspace_records import APP, DOMAIN, JSON, TEAM, Member, Room
from daemon.demo.workspace_sockets import Unanswered
from daemon.demo.workspace_views import checked, push, replace

TOKEN = "verification"  # noqa: S105  Slack's old field, always the same; it proves nothing


class Acts:
    """`where` is a message's ts or a view's id; `what` a control's action_id, or a button's words."""

    def __init__(self, core: Core) -> None:
        self.core = core

    # --- messages and views -------------------------------------------------------------------------------------------
    async def press(self, member: Member, where: str, what: str, value: object = None) -> JSON:
        """A button, or another control that tells the app at once; `value` is what is picked from it."""
        if value is not None:
            self.fill(member, where, what, value)
        block, element = found_control(self._controls(member, where), what)
        action = self._action(member, where, block, element)
        context = self._in_view(member, where) if where.startswith("V") else self._in_message(member, where)
        return await self._ask({"type": "block_actions", **self._who(member), **context, "actions": [action]})

    def fill(self, member: Member, where: str, what: str, value: object) -> None:
        """Typed or picked, and not sent yet."""
        block, element = found_control(self._controls(member, where), what)
        filled = self.core.screen(member.id).filled.setdefault(where, {})
        filled.setdefault(block["block_id"], {})[element["action_id"]] = picked(element, value)

    def _controls(self, member: Member, where: str) -> Controls:
        if where.startswith("V"):
            return Controls(self._view(member, where)["blocks"])
        room = self.core.records.room_of(where, member.id)
        if room is None or member.deleted:
            raise LookupError("this member does not see that message")
        return Controls(room.messages[where].get("blocks", []))

    def _action(self, member: Member, where: str, block: JSON, element: JSON) -> JSON:
        action: JSON = {"action_id": element["action_id"], "block_id": block["block_id"], "type": element["type"]}
        kept = {name: element[name] for name in ("text", "value", "style") if name in element}
        filled = self.core.screen(member.id).filled.get(where, {}).get(block["block_id"], {})
        at = f"{self.core.records.clock().timestamp():.6f}"
        return action | kept | filled.get(element["action_id"], {}) | {"action_ts": at}

    def _in_message(self, member: Member, ts: str) -> JSON:
        room = self.core.records.room_of(ts, member.id)
        assert room is not None  # noqa: S101  _controls has found it
        message = room.messages[ts]
        container: JSON = {"type": "message", "message_ts": ts, "channel_id": room.id, "is_ephemeral": False}
        if "thread_ts" in message:
            container["thread_ts"] = message["thread_ts"]
        return {
            "container": container,
            "trigger_id": self.core.trigger(member.id),
            "channel": {"id": room.id, "name": room.name},
            "message": copy.deepcopy(message),
            "state": {"values": state_of(message.get("blocks", []), self._filled(member, ts))},
            "response_url": self.core.answer_address(member.id, room.id, ts),
        }

    def _in_view(self, member: Member, view: str) -> JSON:
        return {
            "container": {"type": "view", "view_id": view},
            "trigger_id": self.core.trigger(member.id, view),
            "view": self._with_state(member, self._view(member, view)),
        }

    def _filled(self, member: Member, where: str) -> dict[str, dict[str, JSON]]:
        return self.core.screen(member.id).filled.get(where, {})

    def _view(self, member: Member, view: str) -> JSON:
        screen = self.core.screen(member.id)
        for each in [*screen.modals, screen.home]:
            if each and each["id"] == view:
                return each
        raise LookupError("this member does not have that view open")

    def _with_state(self, member: Member, view: JSON) -> JSON:
        state = {"values": state_of(view["blocks"], self._filled(member, view["id"]))}
        return {**copy.deepcopy(view), "state": state}

    # --- forms --------------------------------------------------------------------------------------------------------
    async def submit(self, member: Member, view: str, values: JSON | None = None) -> JSON:
        """Fill in `values` (by action_id, block_id or label) and send. The app's answer is obeyed and returned."""
        for what, value in (values or {}).items():
            self.fill(member, view, what, value)
        shown = self._view(member, view)
        if shown is not self.core.screen(member.id).modals[-1]:
            raise CannotSubmit("another view covers this one")
        if empty := missing(shown["blocks"], self._filled(member, view)):
            raise CannotSubmit(f"required: {', '.join(empty)}")
        about = {"trigger_id": self.core.trigger(member.id, view), "view": self._with_state(member, shown)}
        answer = await self._ask({"type": "view_submission", **self._who(member), **about, "response_urls": []})
        self._obey(member, shown, answer)
        return answer

    def _obey(self, member: Member, shown: JSON, answer: JSON) -> None:
        screen = self.core.screen(member.id)
        records = self.core.records
        try:
            match answer.get("response_action"):
                case None:
                    screen.modals.remove(shown)
                case "clear":
                    screen.modals.clear()
                case "errors":
                    _check_errors(shown, answer)
                case "update":
                    replace(records, screen, shown, checked(answer.get("view"), "modal"))
                case "push":
                    push(records, screen.modals, checked(answer.get("view"), "modal"))
                case _:
                    raise Unanswered("not a response_action")
        except Refused as refusal:
            # Slack shows its own words of regret in the form and tells the app nothing.
            raise Unanswered(refusal.error, refusal.more) from refusal

    async def close(self, member: Member, view: str = "", *, all_of_them: bool = False) -> None:
        """The top one, by its cross; `notify_on_close` tells the app."""
        modals = self.core.screen(member.id).modals
        closed = modals[0 if all_of_them else -1] if not view else self._view(member, view)
        del modals[modals.index(closed) :]
        if closed["notify_on_close"]:
            about = {"view": self._with_closed_state(closed), "is_cleared": all_of_them}
            await self._ask({"type": "view_closed", **self._who(member), **about})

    def _with_closed_state(self, view: JSON) -> JSON:
        return {**copy.deepcopy(view), "state": {"values": {}}}

    # --- shortcuts, commands, the Home --------------------------------------------------------------------------------
    async def shortcut(self, member: Member, callback_id: str, message: str = "", room: Room | None = None) -> JSON:
        """A global one, or one on a message that they see, wherever it stands."""
        known = self.core.shortcuts
        if known is not None and ("message" if message else "global", callback_id) not in known:
            raise LookupError("the app has no such shortcut")
        about: JSON = {"callback_id": callback_id, "trigger_id": self.core.trigger(member.id)}
        about["action_ts"] = f"{self.core.records.clock().timestamp():.6f}"
        if not message:
            return await self._ask({"type": "shortcut", **self._who(member), **about})
        found = room or self.core.records.room_of(message, member.id)
        if found is None or message not in found.messages:
            raise LookupError("this member does not see that message")
        about |= {
            "channel": {"id": found.id, "name": found.name},
            "message_ts": message,
            "message": copy.deepcopy(found.messages[message]),
            "response_url": self.core.answer_address(member.id, found.id),
        }
        return await self._ask({"type": "message_action", **self._who(member), **about})

    async def slash(self, member: Member, command: str, text: str = "", room: Room | None = None) -> JSON:
        """What the app answers is shown to this member alone."""
        if self.core.commands is not None and command not in self.core.commands:
            raise LookupError("the app has no such command")
        place = room or self.core.records.im(member.id, self.core.records.bot.id)
        said = {
            "token": TOKEN,
            "team_id": TEAM,
            "team_domain": DOMAIN,
            "channel_id": place.id,
            "channel_name": place.name,
            "user_id": member.id,
            "user_name": member.handle,
            "command": command,
            "text": text,
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": self.core.answer_address(member.id, place.id),
            "trigger_id": self.core.trigger(member.id),
        }
        self._must_be_alive(member)
        answer = await self.core.sockets.ask("slash_commands", said)
        if answer.get("text") or answer.get("blocks"):
            self.core.records.asides.setdefault(member.id, []).append({**answer, "channel": place.id})
        return answer

    def open_home(self, member: Member, tab: str = "home") -> None:
        """`messages` is the other tab of the same app."""
        self._must_be_alive(member)
        room = self.core.records.im(member.id, self.core.records.bot.id)
        event: JSON = {
            "type": "app_home_opened",
            "user": member.id,
            "channel": room.id,
            "tab": tab,
            "event_ts": f"{self.core.records.clock().timestamp():.6f}",
        }
        home = self.core.screen(member.id).home
        if tab == "home" and home:
            event["view"] = copy.deepcopy(home)
        self.core.announce(event, "app_home_opened")

    def home_of(self, member: Member) -> JSON:
        return self.core.screen(member.id).home

    def views_of(self, member: Member) -> list[JSON]:
        """The modals, the one on top last."""
        return self.core.screen(member.id).modals

    def view_of(self, member: Member) -> JSON:
        """The modal on top; empty where none is open."""
        return next(iter(self.views_of(member)[::-1]), {})

    def _who(self, member: Member) -> JSON:
        self._must_be_alive(member)
        return {
            "user": {"id": member.id, "username": member.handle, "name": member.handle, "team_id": TEAM},
            "api_app_id": APP,
            "token": TOKEN,
            "team": {"id": TEAM, "domain": DOMAIN},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _must_be_alive(self, member: Member) -> None:
        if member.deleted:
            raise LookupError("this member is signed out")

    async def _ask(self, body: JSON) -> JSON:
        return await self.core.sockets.ask("interactive", body)


def _check_errors(shown: JSON, answer: JSON) -> None:
    inputs = {block["block_id"] for block in shown["blocks"] if block["type"] == "input"}
    errors = answer.get("errors")
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        raise Unanswered("errors belong to input blocks")

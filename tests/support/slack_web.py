"""Slack's Web API as the rooms of the house ask it, played: the members of a workspace and its channels."""

from dataclasses import dataclass, field


class Trouble(Exception):
    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass
class PlayedWeb:
    """`members` and `channels` are what Slack tells; `trouble` is what a method, or all of them ("*"), fails with."""

    members: dict[str, dict] = field(default_factory=dict)
    channels: list[dict] = field(default_factory=list)
    trouble: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, dict]] = field(default_factory=list)
    page: int = 2

    def join(self, member: str, name: str, real_name: str = "", email: str = "", **more) -> None:
        profile = {"real_name": real_name, "display_name": "", "email": email}
        self.members[member] = {"id": member, "name": name, "deleted": False, "profile": profile, **more}

    def calls(self, method: str) -> int:
        return sum(each == method for each, _ in self.asked)

    async def call(self, method: str, **arguments):
        self.asked.append((method, arguments))
        for each in (method, "*"):
            if each in self.trouble:
                raise Trouble(self.trouble[each])
        if method == "users.info":
            if arguments["user"] not in self.members:
                raise Trouble("user_not_found")
            return {"ok": True, "user": self.members[arguments["user"]]}
        every = {"users.list": list(self.members.values()), "conversations.list": self.channels}[method]
        start = int(arguments.get("cursor", 0))
        rest = str(start + self.page) if start + self.page < len(every) else ""
        name = "members" if method == "users.list" else "channels"
        return {"ok": True, name: every[start : start + self.page], "response_metadata": {"next_cursor": rest}}

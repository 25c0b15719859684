"""The rooms behind Slack's door that ask it questions: who is who, what accounts are to be, and the rules channel. One
turn of all of them each time that the door polls.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from daemon.access import AccountAccess
from daemon.asking import Web
from daemon.config_model import Config
from daemon.corridor import Corridor
from daemon.directory import Directory
from daemon.rules_channel import RulesChannel
from daemon.store.store import Store
from notifiers.slack_scim import Scim


@dataclass(frozen=True, slots=True)
class Inquiries:
    """`directory.member_changed` is the door's, `directory.before_command` the intake's."""

    directory: Directory
    access: AccountAccess
    channel: RulesChannel
    scim: Scim | None

    async def turn(self) -> int:
        """How many accounts became as they were to be: then letters wait. Nothing that Slack does is raised."""
        changed = await self.access.turn()  # the safety of others waits for no list of all members
        await self.directory.turn()
        await self.channel.turn()
        return changed

    def health(self) -> Mapping[str, object]:
        """Numbers and fixed phrases: nobody's name."""
        unpinned = sorted(set(self.directory.unpinned.values()))
        return {"administrators_not_found": unpinned, "rules_channel": self.channel.trouble}

    async def close(self) -> None:
        if self.scim:
            await self.scim.close()


def inquiries(config: Config, store: Store, corridor: Corridor, web: Web, clock: Callable[[], datetime]) -> Inquiries:
    """`web` makes the bot's calls."""
    slack = config.slack
    token = slack.scim_token.get_secret_value() if slack and slack.scim_token else ""
    scim = Scim(token, slack.api_url) if slack and token else None
    directory = Directory(web, store, corridor, clock)
    return Inquiries(
        directory,
        AccountAccess(store, corridor, directory, clock, scim),
        RulesChannel(web, store, config.community.rules_channel, clock),
        scim,
    )

"""A door for each token of an administrator that the configuration holds: what they are told in person (design 5).

Which member a token belongs to is for Slack to say, and whether that is an administrator for the pinned ids.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from daemon.alive import Pulse
from daemon.channels import slack_personal
from daemon.config_model import Config
from daemon.personal_direct import PersonalDirect
from daemon.wiring import not_before, shown

log = structlog.get_logger("conductd.doors")

DAY = timedelta(days=1)


def personal_doors(
    config: Config, behind: PersonalDirect, pulse: Pulse, made_at: datetime, app_member: Callable[[], str] = str
) -> tuple[slack_personal.Door, ...]:
    """None of them is open yet. `app_member` is the app's own account, once that is known."""
    given = slack_settings(config, made_at)
    return tuple(
        slack_personal.Door(each, _house(behind, number, pulse, app_member)) for number, each in enumerate(given, 1)
    )


def slack_settings(config: Config, made_at: datetime) -> tuple[slack_personal.Settings, ...]:
    if config.slack is None:
        return ()
    poll_every, api_url = config.slack.poll_every.total_seconds(), config.slack.api_url
    since = not_before(config) or made_at - DAY
    return tuple(
        slack_personal.Settings(token=shown(each), api_url=api_url, poll_every=poll_every, not_before=since)
        for each in config.slack.administrator_tokens
    )


def _house(behind: PersonalDirect, number: int, pulse: Pulse, app_member: Callable[[], str]) -> slack_personal.House:
    return slack_personal.House(
        owns=behind.owns,
        receive=behind.receive,
        known=behind.known,
        wanted=behind.wanted,
        gone=behind.gone,
        cursor=behind.cursor,
        keep_cursor=behind.keep_cursor,
        app_member=app_member,
        state=lambda word: _say(number, word),
        tick=lambda: pulse.tick(f"administrator token {number}"),
    )


def _say(number: int, word: str) -> None:
    """Which of the tokens by its place in the configuration, and never whose it is."""
    say = log.info if word in {slack_personal.POLLING, "unreachable", "rate limited"} else log.error
    say("administrator token", number=number, state=word)

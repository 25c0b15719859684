"""A letter's name, facts and words become a subject and a text. It knows no recipient, no clock and no wire.

The texts are files in `letters/`, one a letter, whose first line is the subject. Words and facts are values there and
never a template, so nothing that a person wrote is carried out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cache, partial
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PackageLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from daemon.process.letters import Fact, Facts, LetterName
from notifiers.facts import FACTS, USUAL
from notifiers.plain import flowed, harmless, one_line, quoted
from parsers.day import DAYS, MONTHS
from parsers.when import say

SUBJECT: Final = "Subject: "
CONTEXT_TEXT: Final = "_context_text.txt"


class Medium(StrEnum):
    """What the reader has before them: a text speaks of what can be done there."""

    MAIL = "mail"
    DM = "dm"  # with a bot token alone: what is to be done is written, as by mail
    BUTTONS = "buttons"  # a DM with buttons below it, which say what can be pressed


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """What the texts may say of the community. `sender` names who writes, `undo` and `appeal_after` are durations in
    words.
    """

    name: str
    code: str
    emergency: str
    zone: ZoneInfo
    sender: str = "The administrators"
    rules_channel: str = ""
    process_url: str = ""
    undo: str = "2 minutes"
    appeal_after: str = "one week"
    by_mail: bool = True  # whether an administrator's mail can be a command here
    mail_to: str = ""  # where mail is read; empty where none is
    medium: Medium = Medium.MAIL
    in_slack: Medium = Medium.DM  # what a reader in Slack has before them

    @property
    def here(self) -> str:
        """What is answered: 'answer this mail'."""
        return "this mail" if self.medium is Medium.MAIL else "this message"

    @property
    def by_answer(self) -> bool:
        """Whether an answer to the letter can be a command: who writes in Slack is known by that alone."""
        return self.by_mail or self.medium is not Medium.MAIL

    @property
    def by_dm(self) -> bool:
        return self.medium is not Medium.MAIL

    @property
    def pressing(self) -> bool:
        return self.medium is Medium.BUTTONS


@dataclass(frozen=True, slots=True)
class Rendered:
    """`text` is folded at 72 columns with soft line ends (format=flowed), and ends in a line end."""

    subject: str = field(repr=False)
    text: str = field(repr=False)


class MissingFacts(LookupError):
    """A letter was asked for without all its facts: a mistake in the process. Names the facts, never a value."""

    def __init__(self, name: LetterName, missing: frozenset[str]) -> None:
        super().__init__(f"{name} lacks {', '.join(sorted(missing))}")


def render(name: LetterName, facts: Facts, words: str, community: Community, own: Path | None = None) -> Rendered:
    """The letter in words; texts in the folder `own` go before ours. Raises MissingFacts."""
    facts = {**{key: USUAL[key] for key in FACTS[name] & USUAL.keys()}, **facts}
    missing = FACTS[name] - facts.keys()
    if missing:
        raise MissingFacts(name, missing)
    zone = community.zone
    said = {key: _harmless(value) for key, value in facts.items()}
    text = (
        _environment(own)
        .get_template(f"{name}.txt")
        .render(
            said,
            words=harmless(words).strip("\n"),
            community=community,
            context_text=context_text(),
            full=partial(say, zone=zone),
            brief=partial(brief, zone=zone),
        )
    )
    subject, _, body = text.partition("\n")
    return Rendered(one_line(subject.removeprefix(SUBJECT)).strip(), flowed(body))


def context_text() -> str:
    """P11: the fixed words for the rules channel, always publishable; without a line end.

    Ours alone, whatever texts an administrator put before them: both sides are shown exactly what is handed over.
    """
    return _environment(None).get_template(CONTEXT_TEXT).render().strip()


def brief(at: datetime, zone: ZoneInfo) -> str:
    """For a subject: 'Fri 27 Nov 17:00', in English whatever the locale."""
    local = at.astimezone(zone)
    return f"{DAYS[local.weekday()][:3]} {local.day} {MONTHS[local.month - 1][:3]} {local:%H:%M}"


def day(text: str) -> str:
    """'2019-04-30' as '30 April 2019'; anything else as it is."""
    try:
        given = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{given.day} {MONTHS[given.month - 1]} {given.year}"


def listed(names: tuple[str, ...], joint: str = " and ") -> str:
    """'Ann', 'Ann and Ben', 'Ann, Ben and Cy'."""
    *first, last = names
    return f"{', '.join(first)}{joint}{last}" if first else last


def sentence(text: str) -> str:
    """With a capital and a full stop, once."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _harmless(value: Fact) -> Fact:
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, tuple):
        return tuple(one_line(item) for item in value)
    return value


FILTERS: Final[Mapping[str, Callable[..., str]]] = {
    "day": day,
    "listed": listed,
    "quoted": quoted,
    "sentence": sentence,
}


@cache
def _environment(own: Path | None) -> SandboxedEnvironment:
    """Sandboxed because whoever may write a letter's text need not be whoever runs the daemon."""
    ours: BaseLoader = PackageLoader("notifiers", "letters")
    loader = ours if own is None else ChoiceLoader([FileSystemLoader(own), ours])
    environment = SandboxedEnvironment(
        loader=loader,
        undefined=StrictUndefined,
        autoescape=False,  # plain text: an escaped ampersand would be read as written
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(FILTERS)
    return environment

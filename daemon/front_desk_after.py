"""What is still to be shown once an act was carried out: its buttons go grey, and the case beside it is drawn anew.

In memory alone. What a restart forgets is found again at the next press: the act is known by its origin, and done.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from notifiers.slack_blocks import pressed
from notifiers.slack_pieces import Block
from parsers.slack_acts import Act, At, Does
from parsers.slack_shapes import mapping, text

MOST = 500


@dataclass(frozen=True, slots=True)
class Message:
    """A message of ours with buttons, as Slack has it. `text` is what a lock screen shows."""

    at: At
    block: str
    text: str = field(repr=False)
    blocks: tuple[Mapping[str, object], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Modal:
    """An open modal of a case, and the page that it shows."""

    view: str
    code: str
    page: int


@dataclass(frozen=True, slots=True)
class Awaited:
    act: Act
    message: Message | None = None
    modal: Modal | None = None


class Afterwards:
    """Bounded: the oldest is forgotten first."""

    def __init__(self) -> None:
        self._awaited: OrderedDict[str, Awaited] = OrderedDict()
        self._shown: OrderedDict[At, list[Block]] = OrderedDict()

    def expect(self, origin: str, awaited: Awaited) -> None:
        self._awaited[origin] = awaited
        _forget(self._awaited)

    def never(self, origin: str) -> None:
        self._awaited.pop(origin, None)

    @property
    def origins(self) -> tuple[str, ...]:
        return tuple(self._awaited)

    def take(self, origin: str) -> Awaited | None:
        return self._awaited.pop(origin, None)

    def greyed(self, message: Message, said: str) -> list[Block] | None:
        """The message's blocks with that row grey; None where it is so already. What was greyed before stays so, even
        where a later press still carries the message as it was.
        """
        before = self._shown.get(message.at, list(message.blocks))
        after = pressed(before, message.block, said)  # type: ignore[arg-type]  # JSON, as it came from Slack
        if after == before:
            return None
        self._shown[message.at] = after
        _forget(self._shown)
        return after


def _forget(kept: OrderedDict[str, Awaited] | OrderedDict[At, list[Block]]) -> None:
    while len(kept) > MOST:
        kept.popitem(last=False)


def message_of(act: Act, interaction: Mapping[str, object]) -> Message | None:
    """The message that the button stood under, where it did."""
    message = mapping(interaction.get("message"))
    blocks = tuple(mapping(each) for each in listed_blocks(message))
    return Message(act.at, act.block, text(message.get("text")), blocks) if act.at and act.block and blocks else None


def listed_blocks(message: Mapping[str, object]) -> list[object]:
    found = message.get("blocks")
    return found[:50] if isinstance(found, list) else []


def words_of(act: Act, when: str) -> str:
    """What stands where the buttons were: what was chosen, and when. Never a word of the case."""
    if act.does is Does.WORD:
        return f"You answered {act.word}. {when}."
    if act.does is Does.MAIL:
        return f"You asked to go on by mail. {when}."
    if act.does is Does.ADD_TO:
        return f"You answered {act.code}. {when}."
    return f"You pressed: {act.label}. {when}. Our answer has its own message."

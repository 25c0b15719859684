"""Questions to Slack from the rooms that are no door: one call at a time, and of what fails a fixed word alone."""

from collections.abc import Mapping
from typing import Any, Protocol


class Web(Protocol):
    """Slack's Web API with one token. What it raises has a `word`."""

    async def call(self, method: str, **arguments: object) -> Mapping[str, Any]: ...


class NoAnswer(Exception):
    """Slack was not reached, or refused; `word` is a fixed one, and never a text."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


async def ask(web: Web, method: str, **arguments: object) -> Mapping[str, Any]:
    """Raises NoAnswer."""
    try:
        return await web.call(method, **arguments)
    except Exception as error:
        word = getattr(error, "word", "")
        if not word:
            raise
        raise NoAnswer(word) from None

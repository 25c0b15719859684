"""The sign of life of a loop that waits for the store: while others get on before it, it is not dead (design 9.9)."""

from collections.abc import Callable
from contextvars import ContextVar

turning: ContextVar[Callable[[], object]] = ContextVar("turning", default=lambda: None)
"""Of the loop whose task this is."""

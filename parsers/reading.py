"""A message read in the words of the process. Pure: the same message and context give the same reading."""

from parsers.fields import Context, Reading
from parsers.message import Message

__all__ = ("Context", "Reading", "read")


def read(message: Message, context: Context) -> Reading:
    """Reads `message`; never raises on what a sender wrote."""
    from parsers.about import understood  # its patterns take a third of a second, and a command reads no message

    return understood(message, context)

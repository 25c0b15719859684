"""Who wakes somebody is answered too: danger that was read is never a message that is set aside."""

from parsers.message import Channel, Message
from parsers.reading import Context, read
from parsers.terms import MessageKind


def test_a_message_in_which_danger_is_read_is_a_report_where_nothing_else_is_known_of_it():
    reading = read(Message(channel=Channel.EMAIL, sender="a@member.example", text="Mi minaccia"), Context())
    assert (reading.urgent, reading.first_kind) == (True, MessageKind.REPORT)

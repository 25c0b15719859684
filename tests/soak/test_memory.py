"""A hundred messages: the daemon does not keep them, and the bench would see it where it did."""

from pathlib import Path

import pytest

from tests.soak.memory import Books, Counting, Line, Sample, growth, row, written
from tests.support.daemon import HOUSE, Daemon, listener, outgoing
from tests.support.dovecot import free_port

LEAKING = Path(__file__).parents[1] / "support/leaking.py"
BALLAST = 400 * 1024
WARM, MORE = 6, 24
LEAKED = MORE * BALLAST // 1024  # KiB: one message's bytes for each message


class Leaking(Daemon):
    def program(self, _ahead):
        return ["-P", str(LEAKING)]


def grown(folder, kind):
    """By how many KiB, over MORE messages."""
    with Counting() as sink:
        port = free_port()
        with kind(folder, HOUSE, listener(port), outgoing(sink.port)) as daemon:
            line = Line(daemon, port, sink)
            samples = []
            for start, count in ((0, WARM), (WARM, MORE)):
                line.hand_over([written(1, number, BALLAST) for number in range(start, start + count)])
                line.drained()
                samples.append(line.sample().daemon)
            books = line.books()
            assert (books.lost, books.doubled, books.letters_lost, books.letters_unknown) == (0, 0, 0, 0)
            assert books.letters > WARM
            line.sink.letters.popitem()
            assert line.books().letters_lost == 1
            line.sink.letters["somebody@example.net", b"<never.sent@example.org>"] += 1
            assert line.books().letters_unknown == 1
    return samples[1] - samples[0]


def test_messages_leave_nothing_of_their_size_behind(tmp_path):
    assert grown(tmp_path, Daemon) < LEAKED / 2


def test_a_daemon_that_kept_them_would_be_seen(tmp_path):
    assert grown(tmp_path, Leaking) > LEAKED * 3 / 4


def test_what_grows_by_a_message_a_message_is_no_flat_line():
    flat = [Sample(number, 160_000 + number % 3_000 // 100, 0) for number in range(1_000, 51_000, 1_000)]
    grows = [Sample(each.messages, each.daemon + each.messages, 0) for each in flat]
    assert growth(flat, 5_000) == pytest.approx(0, abs=0.001)
    assert growth(grows, 5_000) == pytest.approx(45_000 / 165_000, abs=0.01)


def test_a_reading_process_that_grows_is_no_flat_line_either():
    grows = [Sample(number, 160_000, 50_000 + number) for number in range(1_000, 51_000, 1_000)]
    assert growth(grows, 5_000) == pytest.approx(45_000 / 55_000, abs=0.01)
    assert not row(Books(50_000, 80_000, 0, 0, 0, 0), grows, 1).met


@pytest.mark.parametrize("wrong", [(1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1), (-1, 0, 0, 0)])
def test_no_message_and_no_letter_may_be_lost_doubled_or_unknown(wrong):
    flat = [Sample(number, 160_000, 50_000) for number in range(1_000, 51_000, 1_000)]
    assert row(Books(50_000, 80_000, 0, 0, 0, 0), flat, 1).met
    assert not row(Books(50_000, 80_000, *wrong), flat, 1).met

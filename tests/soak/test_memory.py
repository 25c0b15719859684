"""A hundred messages: the daemon does not keep them, and the bench would see it where it did."""

from pathlib import Path

import pytest

from tests.soak.memory import Counting, Line, Sample, growth, written
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
            assert line.lost() == line.doubled() == 0
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

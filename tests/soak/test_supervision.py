"""A few rounds of the bench: a second daemon, a database that is replaced, a loop that dies, a stop while a server hangs."""

import random

import pytest

from tests.soak import supervision_stalls, supervision_starts, supervision_stops
from tests.support.dovecot import Dovecot


def quietly(_line):
    pass


def test_a_second_daemon_is_refused_and_a_replaced_database_ends_the_first(tmp_path):
    kinds = (supervision_starts.second_daemon, supervision_starts.replaced)
    (row,) = supervision_starts.rounds(tmp_path, kinds, quietly)
    assert row.met, row.figure


@pytest.fixture
def dovecot():
    with Dovecot() as server:
        yield server


def test_a_loop_that_dies_ends_the_daemon_with_its_name_and_no_text(tmp_path, dovecot):
    assert supervision_stalls.ended(tmp_path, "die", "outbox", dovecot).why == ""


def test_a_stop_while_the_mailbox_hangs_is_quick_and_loses_nothing(tmp_path, dovecot):
    way = random.Random(1).choice(supervision_stops.WAYS)  # noqa: S311  the same each time
    found = supervision_stops.stop(tmp_path, dovecot, "admin", supervision_stops.mailbox_hangs, way)
    assert (found.wrong, found.seconds < 10) == ((), True)

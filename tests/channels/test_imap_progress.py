"""How far, in which portions, and how long to rest: the IMAP door's arithmetic."""

import itertools

from daemon.channels.imap_progress import BATCH_BYTES, Found, Progress, batches, pause, rest, turn, windows


def test_a_mailbox_of_any_size_is_searched_in_answers_below_a_megabyte():
    for messages, floor, top in ((0, 1, 0), (10, 1, 4_000_000_000), (300_000, 1, 310_000), (90_000, 89_999, 90_000)):
        ranges = list(windows(floor, top, messages))
        covered = [uid for low, high in ranges for uid in (low, high)]
        assert covered == sorted(covered)
        assert all(min(high - low + 1, messages) * 11 < 1_000_000 for low, high in ranges)
        assert not ranges or (ranges[0][0], ranges[-1][1]) == (floor, top)
        assert all(after[0] == before[1] + 1 for before, after in itertools.pairwise(ranges))


def test_rests_grow_to_a_minute_and_differ():
    assert [round(rest(attempt, 1.0)) for attempt in range(9)] == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert rest(10**6, 0.0) == 30
    assert all(1 <= rest(attempt, 0.0) <= 60 for attempt in range(9))


def test_a_mailbox_that_is_back_is_tried_again_within_three_quarters_of_a_minute():
    """However long it was away, and also where the attempt before fell into a hole for half a minute."""
    for attempt in range(9):
        assert [spent + pause(attempt, 1.0, spent) <= 45 for spent in (0.0, 0.1, 10.0, 30.0, 40.0)] == [True] * 5
        assert pause(attempt, 0.0, 3600.0) == 1
    assert [round(pause(attempt, 1.0, 0.0)) for attempt in range(7)] == [1, 2, 4, 8, 16, 32, 45]


def test_batches_are_bounded_in_number_and_bytes_and_lose_nothing():
    found = [Found(uid, 1000 if uid % 7 else BATCH_BYTES) for uid in range(1, 100)]
    made = list(batches(found))
    assert [one for batch in made for one in batch] == found
    assert all(len(batch) <= 20 for batch in made)
    assert all(len(batch) == 1 or sum(one.size for one in batch) <= BATCH_BYTES for batch in made)


def test_a_message_that_fails_rests_alone_and_the_floor_waits_for_it():
    progress = Progress(uidvalidity=1)
    progress.postpone(5, now=100)
    progress.settle([6])
    progress.swept([5, 6, 7], top=7)
    assert progress.floor == 5
    assert progress.waiting([5, 6, 7], now=100.5) == [7]
    assert progress.next_due(now=100.5) == 0.5
    assert progress.waiting([5, 6], now=101) == [5]
    progress.postpone(5, now=101)
    assert progress.next_due(now=101) == 2
    progress.swept([6, 7], top=9)
    assert progress.floor == 10
    assert progress.next_due(now=101) == float("inf")


def test_of_a_long_backlog_the_oldest_and_some_of_the_newest_have_their_turn():
    waiting = list(range(1, 2001))
    assert turn(waiting) == [*range(1, 251), *range(1951, 2001)]
    assert turn(waiting[:300]) == waiting[:300]

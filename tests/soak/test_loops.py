"""A few rounds of the bench of loops and floods; `python -m tests.soak loops` plays all of them."""

from dataclasses import replace

import pytest

from tests.soak import loops, loops_automatic, loops_between, loops_floods, loops_waiting
from tests.soak.loops import ANSWERED, MOST, NOTICES, waited
from tests.soak.loops_between import RELATED, SERVERS

SERVER = {server.name: server for server in SERVERS}


def test_two_conductds_that_mail_each_other_have_done_so_after_two_mails():
    found = loops_between.play(SERVER["hides both, strips all, no thread"], "a complaint", RELATED[1])
    assert (len(found.letters) <= MOST, found.lost, found.complaints) == (True, 0, 0), found


def test_of_the_automatic_mail_that_was_kept_aside_hardly_any_is_answered():
    own, corpus = (loops_automatic.figure(each) for each in (loops_automatic.own_set(), loops_automatic.corpus_set()))
    assert (own.aside + own.seen, corpus.aside + corpus.seen) == (87, 12)
    assert own.names == corpus.names == ()
    # one of 49 is answered; with the bounces that are fetched for the whole bench it is two of a hundred and four
    # the goal is 2 in 100: one more is answered, so that nobody who tells something is taken for a program by words alone
    assert own.answered + corpus.answered <= max(2, ANSWERED * (own.aside + corpus.aside))


def test_hardly_any_mail_of_a_person_is_seen_by_nobody():
    found = loops_automatic.false_alarms(loops_automatic.people())
    assert (found.mails, len(found.unseen) <= 2, len(found.set_aside) <= 15) == (240, True, True), found


def test_a_flood_of_one_sender_loses_nothing_and_holds_nobody_up():
    found = loops_floods.play(loops_floods.ONE_SENDER, 50, print)
    assert (found.lost, found.complaints) == (0, 0), found
    assert found.notices <= NOTICES
    assert found.letters <= loops_floods.ANSWERS


def test_a_mail_too_many_does_not_make_up_for_one_too_few(monkeypatch):
    played = iter([1, -1])
    loop = loops_between.Loop("a", "b", "c", (), 0, 0)
    monkeypatch.setattr(loops_between, "play", lambda *_: replace(loop, lost=next(played)))
    found = loops.between(2, 1, lambda _: None)
    assert (found.met, "2 lost" in found.figure) == (False, True)


@pytest.mark.parametrize("kind", ["many senders, one mail each", "one Message-ID"])
def test_each_of_many_senders_is_owed_a_letter(kind):
    flood = loops_floods.Flood(502, 0, 10.0, 1.0, 501, 900, 100.0, 0)
    assert loops._is_bounded(kind, flood)
    assert not loops._is_bounded(kind, replace(flood, letters=500))


def test_the_time_before_the_first_sign_of_life_and_after_the_last_counts():
    def longest(*fed):
        return loops_waiting.SignsOfLife({"READY=1": [10.0], "WATCHDOG=1": [*fed]}).longest(100.0)

    assert longest(9.0, *range(15, 100, 5)) == 5.0
    assert longest(*range(50, 100, 5)) == 40.0
    assert longest(*range(15, 60, 5)) == 45.0
    assert longest() == float("inf")


def test_a_new_report_that_waits_for_thousands_of_others_is_not_met():
    found = loops_waiting.Waiting(1_000, 0, 1.0, 90.0, 5.0, 80.0, 5.0, 100.0, 0)
    assert waited(found).met
    assert not waited(replace(found, by_the_door=61.0)).met

"""A few rounds of the bench of loops and floods; `python -m tests.soak loops` plays all of them."""

from tests.soak import loops_automatic, loops_between, loops_floods
from tests.soak.loops import ANSWERED, MOST, NOTICES
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
    assert own.answered + corpus.answered <= max(1, ANSWERED * (own.aside + corpus.aside))


def test_hardly_any_mail_of_a_person_is_seen_by_nobody():
    found = loops_automatic.false_alarms(loops_automatic.people())
    assert (found.mails, len(found.unseen) <= 2, len(found.set_aside) <= 15) == (240, True, True), found


def test_a_flood_of_one_sender_loses_nothing_and_holds_nobody_up():
    found = loops_floods.play(loops_floods.ONE_SENDER, 50, print)
    assert (found.lost, found.complaints) == (0, 0), found
    assert found.notices <= NOTICES
    assert found.letters <= loops_floods.ANSWERS

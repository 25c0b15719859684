"""The whole way of an appeal, from the complaint to the published context: in one go, and through nine kills."""

from collections import Counter
from datetime import timedelta

import pytest

from daemon.store import InboxState, LetterState
from tests.end_to_end.cast import KIM, LEE, Place
from tests.end_to_end.story import Story
from tests.support.daemon import Daemon, eventually, house, mailbox, outgoing

# a week that a slow machine does not miss between the suspension and the appeal
SHORT = 'appeal_after = "6s"\nreturn_notice = "1s"'
REAL = 'estimate_within = "30d"'


@pytest.fixture
def own(dovecot, new_user, hops, sink, tmp_path):
    """A daemon and a mailbox of the test's own, with the durations that it gives; it is not running yet."""
    made = []

    def make(durations):
        user = new_user()
        daemon = Daemon(tmp_path, house(KIM, LEE, process=durations), mailbox(dovecot, user, hops), outgoing(sink.port))
        made.append(daemon)
        return Place(dovecot, user, sink, daemon)

    yield make
    for daemon in made:
        if daemon.is_alive:
            daemon.kill()
        daemon.close()
        assert daemon.complaints() == []


def test_an_early_appeal_is_kept_opens_by_itself_and_is_overturned_up_to_the_published_context(own):
    """P10, P11. Day 2 and day 7 are seconds here."""
    place = own(SHORT)
    place.daemon.start()
    story = Story(place, "ona")
    for _, step in story.steps:
        step()
    story.ends_well()


@pytest.mark.timeout(300)  # ten starts: on a busy machine they alone take a minute
def test_killed_between_any_two_steps_an_appeal_goes_its_whole_way_and_nothing_comes_twice(own):
    """P10, P11, design 9. A day is a day here, and day 7 comes while nobody runs; so do letters that wait for `undo`."""
    place = own(REAL)
    story, waited = Story(place, "kay"), []
    for day, step in story.steps:
        place.daemon.start(ahead=timedelta(days=day))
        step()
        eventually(lambda: nothing_on_the_wire(place), "no letter is on its way")
        place.daemon.kill()
        waited += place.daemon.look(lambda unit: unit.letters.in_state(LetterState.PENDING))
    place.daemon.start(ahead=timedelta(days=9))
    eventually(lambda: not place.daemon.look(lambda unit: unit.letters.in_state(LetterState.PENDING)), "all have left")
    assert waited
    story.ends_well()
    nothing_came_twice(place)
    assert place.daemon.look(lambda unit: unit.verify()) == []


def nothing_on_the_wire(place):
    """What a kill meets there waits two minutes for evidence (design 9.4); that is another test's story."""
    return not place.daemon.look(
        lambda unit: unit.letters.in_state(LetterState.SENDING) or unit.inbox.count(InboxState.NEW)
    )


def nothing_came_twice(place):
    """But reminders to an administrator: they come again with the days, in the same words."""
    names = [str(each.message["Message-ID"]) for each in place.sink.messages]
    assert len(names) == len(set(names))
    said = Counter((each.recipients, str(each.message["Subject"]), each.text) for each in place.sink.messages)
    twice = {subject for (_, subject, _), times in said.items() if times > 1}
    assert [subject for subject in twice if "reminder" not in subject] == []

"""Nothing that the daemon says in Slack is said twice (design 9.4): each letter's marker is counted in the stand-in.

A post has no key that Slack would know it again by. So what became of one whose answer was lost is read in the history.
"""

from datetime import timedelta

import pytest

from tests.end_to_end.test_slack_lost import ACKNOWLEDGED, REPORT, opened
from tests.support.daemon import eventually
from tests.support.sink import Sink
from tests.support.town import Town
from tests.support.workspace_faults import ALWAYS

POST = "chat.postMessage"
LATER = timedelta(minutes=3)  # history that is so old shows all that there is
BROKEN = {
    "the answer is lost": lambda faults: faults.lose_answer(POST, 2),
    "429 and Retry-After": lambda faults: faults.limit(POST, 1, 2),
    "500 after it was posted": lambda faults: faults.fail_500(POST, 2),
    "internal_error after it was posted": lambda faults: faults.fail(POST, "internal_error", 2),
    "fatal_error after it was posted": lambda faults: faults.fail(POST, "fatal_error", 2),
}


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    with Town() as town, Sink() as sink:
        town.daemon = opened(town, tmp_path_factory.mktemp("twice"), sink, sockets=True)
        with town.daemon:
            yield town
            assert town.daemon.complaints() == []


@pytest.fixture(autouse=True)
def once(town):
    """Whatever a test does, each letter stands in one place once."""
    yield
    markers = town.letters_sent()
    assert sorted(set(markers)) == sorted(markers)


@pytest.mark.parametrize("trouble", BROKEN)
def test_a_letter_whose_answer_goes_wrong_is_there_once(town, trouble):
    """Both letters of a complaint meet it: the reporter's and the administrator's."""
    dana = town.join("Dana")
    town.do(lambda: BROKEN[trouble](town.faults))
    dana.says(REPORT)
    code = dana.gets(ACKNOWLEDGED).code
    town.robin.gets("complaint waits", code)
    settled(town)
    assert [len(dana.posts()), len(town.robin.posts(about=code))] == [1, 1]


def settled(town):
    """Nothing is on its way any more."""
    known = "all letters are known to be there"
    eventually(lambda: not town.daemon.look(lambda unit: unit.letters.in_flight()), known, within=90)


def test_killed_between_the_post_and_its_commit_it_does_not_post_again(town):
    dana = town.join("Dana")
    before = len(town.robin.posts())
    town.do(lambda: town.faults.stall(POST, done=True))
    dana.says(REPORT)
    eventually(lambda: dana.posts() or len(town.robin.posts()) > before, "the first letter stands there")
    town.daemon.kill()
    town.do(town.faults.release)
    town.daemon.start()
    code = dana.gets(ACKNOWLEDGED).code
    town.robin.gets("complaint waits", code)
    settled(town)
    assert [len(dana.posts()), len(town.robin.posts(about=code))] == [1, 1]


def test_killed_before_the_post_reached_slack_it_posts_once_it_knows_that(town):
    """That nothing stands in the history says something once the history cannot be behind any more."""
    dana = town.join("Dana")
    struck = town.faults.struck[POST]
    town.do(lambda: town.faults.drop(POST, ALWAYS))
    dana.says(REPORT)
    eventually(lambda: town.faults.struck[POST] > struck, "a letter was on its way")
    town.daemon.kill()
    town.do(town.faults.clear)
    assert dana.posts() == []
    town.daemon.start(ahead=LATER)
    code = dana.gets(ACKNOWLEDGED).code
    town.robin.gets("complaint waits", code)
    settled(town)


def test_a_letter_whose_answer_was_lost_is_not_posted_again_while_the_history_cannot_be_read(town):
    """Slack is out of reach for longer than the two minutes after which a letter goes again without evidence."""
    dana = town.join("Dana")
    for method in ("conversations.history", "conversations.replies"):
        town.do(lambda method=method: town.faults.fail_500(method, ALWAYS))
    town.do(lambda: town.faults.lose_answer(POST, 2))
    dana.says(REPORT)
    code = dana.gets(ACKNOWLEDGED).code
    town.robin.gets("complaint waits", code)
    town.daemon.kill()
    posts = len(town.asked(POST))
    town.daemon.start(ahead=LATER)
    eventually(lambda: town.do(lambda: len(town.slack.sockets.open)) == 2, "both sockets are open")
    ann = town.join("Ann")
    ann.says(REPORT)
    ann.gets(ACKNOWLEDGED)
    town.do(town.faults.clear)
    settled(town)
    assert [len(dana.posts()), len(town.robin.posts(about=code))] == [1, 1]
    assert len(town.asked(POST)) > posts

"""Nothing that anybody says in Slack is lost (design 9.5): what was said is compared with what the cases hold.

One daemon with two sockets for the bad weather, and one of its own for those that kill it.
"""

import pytest

from daemon.store.values import InboxState
from tests.support.daemon import eventually
from tests.support.sink import Sink
from tests.support.town import QuickDaemon, Town, community, outgoing

REPORT = "I want to make a formal complaint about @brack. He called me an idiot in #general yesterday."
ACKNOWLEDGED = "formal complaint"


def opened(town, folder, sink, *, sockets):
    town.robin = town.join("Robin", "robin@example.org")
    here = community(("Robin Example", town.robin.member.id, "robin@example.org"))
    return QuickDaemon(folder, here, outgoing(sink.port), town.section(sockets=sockets))


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    with Town() as town, Sink() as sink, opened(town, tmp_path_factory.mktemp("lost"), sink, sockets=True) as daemon:
        town.daemon = daemon
        yield town
        assert [each for each in daemon.complaints() if each.get("state") != "deaf"] == []  # which it may well notice
        assert daemon.look(lambda unit: unit.inbox.count(InboxState.ASIDE)) == 0


def reports(town, name):
    """Somebody new, with one case; and what they have said."""
    person = town.join(name)
    person.says(REPORT)
    person.gets(ACKNOWLEDGED)
    return person, [REPORT]


def say_on(person, said, count=8):
    """One after the other."""
    for number in range(count):
        said.append(f"And this is number {number} of what {person.member.handle} saw.")
        person.says(said[-1])


def holds(town, person, said):
    """All of it in one case, each once, in the order in which it was said."""
    found = eventually(
        lambda: sum(map(len, held := town.daemon.said_by(person.member.id))) >= len(said) and held,
        lambda: f"it is kept: {town.daemon.said_by(person.member.id)}",
    )
    assert found == [said]


def test_what_deaf_sockets_do_not_deliver_is_found_in_the_history(town):
    dana, said = reports(town, "Deaf")
    town.do(town.faults.deafen)
    say_on(dana, said)
    holds(town, dana, said)
    town.do(town.faults.hear_again)
    say_on(dana, said, 1)
    holds(town, dana, said)


def test_what_is_said_while_sockets_are_refused_is_kept(town):
    dana, said = reports(town, "Refused")
    town.do(town.faults.refuse_sockets)
    town.wait(town.faults.cut_sockets())
    say_on(dana, said)
    holds(town, dana, said)
    town.do(town.faults.admit_sockets)
    eventually(lambda: town.do(lambda: len(town.slack.sockets.open)) == 2, "both sockets are open again")
    say_on(dana, said, 1)
    holds(town, dana, said)


def test_an_address_that_is_worth_nothing_leaves_nobody_deaf(town):
    dana, said = reports(town, "Stale")
    town.do(town.faults.refuse_next_socket)
    town.wait(town.faults.cut_sockets())
    say_on(dana, said)
    eventually(lambda: town.do(lambda: len(town.slack.sockets.open)) == 2, "both sockets are open again")
    holds(town, dana, said)


def test_what_comes_in_the_wrong_order_is_kept_in_the_right_one(town):
    dana, said = reports(town, "Order")
    town.do(town.faults.hold_events)
    say_on(dana, said)
    town.do(town.faults.let_events_go)
    holds(town, dana, said)


def test_what_comes_three_times_is_kept_once(town):
    dana, said = reports(town, "Thrice")
    town.do(lambda: town.faults.duplicate_events(3))
    say_on(dana, said)
    holds(town, dana, said)
    town.do(town.faults.pass_events)


def test_what_slack_itself_loses_is_found_across_the_pages_of_its_history(town):
    """Also in a thread, which the history leaves out. The sweep's pages hold three messages here."""
    dana, said = reports(town, "Pages")
    letter = dana.gets(ACKNOWLEDGED)
    town.do(town.faults.swallow_events)
    for number in range(7):
        said.append(f"At the top, {number}.")
        dana.says(said[-1])
        said.append(f"In the thread, {number}.")
        dana.says(said[-1], letter)
    town.do(town.faults.pass_events)
    found = eventually(
        lambda: sum(map(len, held := town.daemon.said_by(dana.member.id))) >= len(said) and held, "it is kept"
    )
    (held,) = found
    assert sorted(held) == sorted(said)
    for place in ("At the top", "In the thread"):
        assert [each for each in held if each.startswith(place)] == [each for each in said if each.startswith(place)]


@pytest.fixture
def own(tmp_path):
    """A workspace of the test's own. Its daemon is in `town.daemon` once `opened`, and not running yet."""
    with Town() as town, Sink() as sink:

        def given(*, sockets):
            town.daemon = opened(town, tmp_path, sink, sockets=sockets)
            return town

        yield given
        if town.daemon.is_alive:
            town.daemon.kill()
        town.daemon.close()
        assert town.daemon.complaints() == []
        assert sorted(set(town.letters_sent())) == sorted(town.letters_sent())


@pytest.mark.parametrize("sockets", [False, True])
def test_what_is_said_while_nobody_runs_is_read_on_start(own, sockets):
    """Killed, and not stopped; somebody new, somebody with a case, at the top and in a thread."""
    town = own(sockets=sockets)
    town.daemon.start()
    dana, said = reports(town, "Dana")
    letter = dana.gets(ACKNOWLEDGED)
    town.daemon.kill()
    say_on(dana, said)
    said.append("PRIVATE")
    dana.says("PRIVATE", letter)
    newcomer = town.join("Newcomer")
    newcomer.says(REPORT)
    town.daemon.start()
    assert newcomer.gets(ACKNOWLEDGED).code != letter.code
    holds(town, newcomer, [REPORT])
    holds(town, dana, said)
    assert town.daemon.case(letter.code).privacy.confirmed


def test_killed_between_the_commit_and_the_acknowledgement_it_has_the_message_once(own):
    """Slack sends it again, for it was never told; the sweep finds it besides."""
    town = own(sockets=True)
    town.slack.sockets.retries = (0.2,) * 30
    town.daemon.death = "acknowledging"
    town.daemon.start()
    eventually(lambda: town.do(lambda: len(town.slack.sockets.open)) == 2, "both sockets are open")
    dana = town.join("Dana")
    dana.says(REPORT)
    town.daemon.is_killed()
    assert town.daemon.look(lambda unit: unit.inbox.count(InboxState.NEW)) == 1
    assert not any(acknowledged(town))
    town.daemon.start()
    dana.gets(ACKNOWLEDGED)
    eventually(lambda: all(acknowledged(town)), "Slack is told that it is there")
    holds(town, dana, [REPORT])
    assert len(dana.posts()) == 1


def acknowledged(town):
    return town.do(lambda: [each.acknowledged for each in town.slack.sockets.deliveries])

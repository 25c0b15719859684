"""Who decides an appeal where there is one administrator, who is away besides, and where there are three (P4, P10)."""

from datetime import timedelta

import pytest

from daemon.clock import now
from daemon.process.case import Stage
from daemon.process.records import Outcome
from daemon.store import InboxState, LetterState
from tests.end_to_end.cast import COMPLAINT, KIM, LEE, Place, suspended
from tests.end_to_end.story import OPEN, REASONED
from tests.support.daemon import ADMINISTRATOR, Daemon, eventually, house, mailbox, outgoing

OUTSIDE = '[outside_contact]\nname = "Olu Outside"\nemail = "olu@example.com"\n'
ALONE = 'appeal_after = "2s"\nestimate_within = "3s"\nremind_every = "2s"\nescalate_after = "6s"'
SOLO = "There is no other administrator for this: the one who suspended your account"
ELSEWHERE = "If you would rather write to somebody outside, write to Olu Outside: olu@example.com"
WORDS = "Nothing that was written since changes what the threads show."
REFUSED = "whoever suspended does not decide the appeal alone"


@pytest.fixture
def alone(dovecot, new_user, hops, sink, tmp_path):
    """Robin, nobody else, and an outside contact."""
    user = new_user()
    sections = (house(process=ALONE, more=OUTSIDE), mailbox(dovecot, user, hops), outgoing(sink.port))
    with Daemon(tmp_path, *sections) as daemon:
        yield Place(dovecot, user, sink, daemon)
        assert daemon.complaints() == []


def test_while_the_only_administrator_is_away_nothing_is_lost_and_the_letters_say_that_they_are_alone(alone):
    """P4, P10. Who writes meanwhile is answered; what is owed waits, and is said to the one whom it waits for."""
    it, robin = suspended(alone, "only"), alone.administrator
    notice = robin.gets("A new complaint waits", it.code)
    robin.answers(notice, f"away until {now() + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}")
    robin.gets("you are away until")

    it.member.answers(it.letter, REASONED)
    newcomer = alone.person("newcomer@example.net")
    newcomer.writes(COMPLAINT, "Complaint")
    other = newcomer.gets("We take it as a formal complaint").code
    opened = it.member.gets(OPEN, it.appeal)
    assert f"{SOLO} decides on your appeal too. {ELSEWHERE}" in opened.text
    assert "Robin Example decides" in opened.text
    newcomer.gets("We missed that. That is on us", other)
    for code in (other, it.appeal):
        robin.gets("Owed by", code)
    robin.gets("reminder", other)

    robin.answers(notice, "back")
    robin.gets("you are back")
    robin.answers(robin.gets("Owed by", it.appeal), f"uphold {it.appeal} {WORDS}")
    upheld = it.member.gets("the suspension of your account stands", it.appeal)
    assert f"{SOLO} decided on your appeal too. {ELSEWHERE}" in upheld.text
    alone.at_stage(it.appeal, Stage.CLOSED)
    robin.answers(notice, f"estimate {other} {now() + timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}")
    newcomer.gets("Robin Example writes to you again by", other)
    assert alone.person("olu@example.com").letters() == []
    nothing_is_lost(alone)


def nothing_is_lost(place):
    eventually(lambda: not place.daemon.look(lambda unit: unit.inbox.count(InboxState.NEW)), "all was read")
    for state in (LetterState.FAILED, LetterState.DRAFT):
        assert place.daemon.look(lambda unit, which=state: unit.letters.in_state(which)) == []
    assert place.daemon.look(lambda unit: unit.verify()) == []


def test_of_three_administrators_the_one_who_suspended_decides_nothing_and_two_others_end_it(swift):
    """P10, P11: Robin suspended; Kim overturns, and what Kim wrote is let go by another than Kim."""
    it = suspended(swift, "trio")
    robin, kim, lee = (swift.administrator_at(each) for each in (ADMINISTRATOR, KIM, LEE))
    it.member.answers(it.letter, REASONED)
    opened = it.member.gets(OPEN)
    assert "Kim Example or Lee Example decides" in opened.text
    assert "Robin" not in opened.text
    assert SOLO not in opened.text

    for verb in ("uphold", "overturn"):
        before = len(robin.letters(REFUSED, it.appeal))
        robin.answers(robin.gets("Owed by", it.appeal), f"{verb} {it.appeal} {WORDS}")
        robin.gets(REFUSED, it.appeal, before)
    assert swift.daemon.case(it.appeal).stage is Stage.CONSIDERED

    kim.answers(kim.gets("Owed by", it.appeal), f"overturn {it.appeal} {WORDS}")
    told = it.member.gets("the suspension of your account is lifted", it.appeal)
    assert "Kim Example decided" in told.text
    assert SOLO not in told.text
    lee.gets("gets its access back", it.account)
    kim.answers(kim.gets("Owed by", it.appeal), f"publish {it.appeal}")
    kim.gets("another administrator than the one who wrote it publishes it", it.appeal)
    robin.answers(robin.gets("Owed by", it.appeal), f"publish {it.appeal}")
    handed = robin.gets("Please post exactly this text", it.appeal)
    robin.answers(handed, f"published {it.appeal}")
    appeal = swift.at_stage(it.appeal, Stage.CLOSED).appeal
    assert (appeal.outcome, appeal.decided_by) == (Outcome.OVERTURNED, "Kim Example")
    assert (appeal.suspended_by, appeal.context.by) == ("Robin Example", "Kim Example")

"""Suspensions under a complaint, and what the complaint owes before it can end (P6, P7, P11), by command and by mail."""

from datetime import timedelta

from daemon.clock import now
from daemon.process.case import Role, Stage, Told
from parsers.when import say
from tests.end_to_end.cast import COMPLAINT, REASON, Suspended
from tests.end_to_end.story import RETURNS, VIENNA
from tests.support.daemon import eventually

RESOLUTION = "We looked at the threads and spoke with everybody who wrote in them."
SUSPENDED = "Your account at Example Community is suspended"
KEPT = "stays suspended until"
ENDS = "The suspension of your account at Example Community ends"
REFUSED = "Not done, and nothing has changed"


def two_suspended(place):
    """Two accounts by one command, under one complaint; each member knows only their own code."""
    reporter, robin = place.person("reporter.two@example.net"), place.administrator
    one, other = place.person("one.two@example.net"), place.person("other.two@example.net")
    reporter.writes(COMPLAINT, "Complaint")
    code = reporter.gets("We take it as a formal complaint").code
    notice = robin.gets("A new complaint waits", code)
    robin.answers(notice, f"suspend {code} {one.address} {other.address} because {REASON}")
    return (
        Suspended(reporter, one, code, one.gets(SUSPENDED)),
        Suspended(reporter, other, code, other.gets(SUSPENDED)),
    )


def order(place, about, command, says):
    """Robin's answer to the notice of the case, and what it is answered with."""
    robin = place.administrator
    before = len(robin.letters(says, about))
    robin.answers(robin.gets("A new complaint waits", about), command)
    return robin.gets(says, about, before)


def test_of_two_suspended_accounts_one_is_lifted_one_is_kept_and_only_then_the_complaint_ends(swift):
    """P6, P7, P11."""
    lifted, kept = two_suspended(swift)
    reporter, code = lifted.reporter, lifted.code
    assert len({code, lifted.account, kept.account}) == 3
    resolve = f"resolve {code} {RESOLUTION}"
    order(swift, code, resolve, REFUSED)

    order(swift, code, f"lift {code} {lifted.member.address}", "the reporter is told first")
    still = order(swift, code, resolve, REFUSED)
    assert kept.account in still.text
    assert lifted.account not in still.text

    until = (now() + timedelta(seconds=6)).replace(microsecond=0)
    order(swift, code, f"keep {code} {kept.account} until {until:%Y-%m-%dT%H:%M:%SZ} because of three", "is kept until")
    told = kept.member.gets(KEPT)
    assert f"{KEPT} {say(until, VIENNA)}" in told.text
    assert "You keep the right to appeal" in told.text

    warned = reporter.gets(RETURNS, code)
    assert f"from {say(lifted.record.returns_at, VIENNA)}" in warned.text
    gives_back(swift, lifted)
    assert kept.record.in_force

    order(swift, code, resolve, "the resolution goes to the reporter")
    reporter.gets(RESOLUTION, code)
    case = swift.at_stage(code, Stage.CLOSED)
    assert {each.role: each.told for each in case.parties} == {Role.RESPONDENT: Told.TOLD}

    ends_by_itself(swift, kept, until)
    phrases = (SUSPENDED, KEPT, ENDS)
    assert [[phrase in each.text for phrase in phrases].index(True) for each in lifted.member.letters()] == [0, 2]
    assert [[phrase in each.text for phrase in phrases].index(True) for each in kept.member.letters()] == [0, 1, 2]
    nobody_learns_of_another(lifted, kept)


def gives_back(place, it):
    """The checklist comes once the reporter was warned and the notice has passed; an administrator says it is done."""
    robin = place.administrator
    robin.answers(robin.gets("gets its access back", it.account), f"confirm {it.account}")
    eventually(lambda: not it.record.in_force, "the suspension has ended")


def ends_by_itself(place, it, until):
    """At its day, also where the complaint is closed: the reporter is warned before access returns (P11)."""
    warned = it.reporter.gets(RETURNS, it.code, before=1)
    assert it.record.returns_at >= until
    assert f"from {say(it.record.returns_at, VIENNA)}" in warned.text
    it.member.gets(ENDS)
    gives_back(place, it)
    assert it.record.ended_at >= until


def nobody_learns_of_another(lifted, kept):
    """No letter names another one's code or address, nor the reason that stays on the record."""
    readers = ((lifted.member, lifted.account), (kept.member, kept.account), (lifted.reporter, lifted.code))
    for reader, own in readers:
        text = "".join(f"{each.subject} {each.text}" for each in reader.letters())
        others = [code for _, code in readers if code != own] + [each.address for each, _ in readers]
        assert [each for each in (*others, REASON, "quicksilver") if each in text] == []

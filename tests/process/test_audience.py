"""Who is told, and who may not know (P4, P14); the digest."""

from datetime import timedelta

import pytest

from daemon.process.audience import Member, recipients
from daemon.process.case import Case, Privacy, Terms, Track
from daemon.process.digest import digest
from daemon.process.events import Assigned, EstimateGiven, NotAllowed, Recused, TakenOn
from daemon.process.events_parties import Danger
from daemon.process.letters import LetterName, To
from daemon.process.records import Copy
from tests.support.history import START, History

TOMORROW = START + timedelta(days=1)
JAMISON, ADA, LIN = Member("Jamison"), Member("Ada"), Member("Lin")
AWAY = Member("Jamison", away_until=TOMORROW, deputy="Lin")
FOR_THEM = (To.RESPONSIBLE, To.ADMINISTRATORS, To.EVERY_ADMINISTRATOR)


def case(**facts):
    return Case(code="SSE-7K3F2", track=Track.COMPLAINT, opened_at=START, **facts)


def told(to, roster, now=START, **facts):
    return recipients(to, case(**facts), roster, now)


def test_everybody_present_is_told():
    assert told(To.ADMINISTRATORS, (AWAY, ADA, LIN)) == ("Ada", "Lin")


def test_who_is_back_is_told_again():
    assert told(To.ADMINISTRATORS, (AWAY, ADA), now=TOMORROW) == ("Jamison", "Ada")


def test_every_administrator_means_the_absent_ones_too():
    assert told(To.EVERY_ADMINISTRATOR, (AWAY, ADA)) == ("Jamison", "Ada")


@pytest.mark.parametrize("to", FOR_THEM)
def test_where_everybody_is_away_everybody_is_told(to):
    assert told(to, (AWAY, Member("Ada", away_until=TOMORROW))) == ("Jamison", "Ada")


def test_the_responsible_one_is_the_assigned_one():
    assert told(To.RESPONSIBLE, (JAMISON, ADA, LIN), assigned="Ada") == ("Ada",)


def test_the_deputy_stands_in_for_an_absent_one():
    assert told(To.RESPONSIBLE, (AWAY, ADA, LIN), assigned="Jamison") == ("Lin",)


def test_without_a_deputy_everybody_present_stands_in():
    absent = Member("Jamison", away_until=TOMORROW)
    assert told(To.RESPONSIBLE, (absent, ADA, LIN), assigned="Jamison") == ("Ada", "Lin")


def test_a_deputy_who_is_away_too_does_not_stand_in():
    assert told(To.RESPONSIBLE, (AWAY, ADA, Member("Lin", TOMORROW)), assigned="Jamison") == ("Ada",)


def test_p14_a_deputy_who_is_off_the_case_does_not_stand_in():
    assert told(To.RESPONSIBLE, (AWAY, ADA, LIN), assigned="Jamison", off=frozenset({"Lin"})) == ("Ada",)


def test_without_an_assigned_one_everybody_present_is_responsible():
    assert told(To.RESPONSIBLE, (AWAY, ADA, LIN)) == ("Ada", "Lin")


def test_p4_whoever_gave_the_date_is_warned_of_it():
    history = History().reports()
    history.happens(EstimateGiven("Ada", history.in_(days=2)))
    assert recipients(To.RESPONSIBLE, history.case, (JAMISON, ADA), START) == ("Ada",)


@pytest.mark.parametrize("to", FOR_THEM)
def test_p14_who_is_off_the_case_is_told_nothing(to):
    assert told(to, (JAMISON, ADA), off=frozenset({"Jamison"}), assigned="Jamison") == ("Ada",)


@pytest.mark.parametrize("to", FOR_THEM)
def test_p14_where_nobody_is_left_nobody_is_told(to):
    assert told(to, (JAMISON,), off=frozenset({"Jamison"})) == ()


@pytest.mark.parametrize("to", [to for to in To if to not in FOR_THEM])
def test_a_letter_for_somebody_else_is_never_spread_among_the_administrators(to):
    with pytest.raises(ValueError, match="not for administrators"):
        told(to, (JAMISON, ADA))


def test_p14_the_reporter_is_told_who_can_read_and_who_can_open_the_mailbox():
    terms = Terms(administrators=("Jamison", "Ada"), mailbox_readers=("Jamison",))
    facts = History(terms).reports(off=frozenset({"Jamison"}), copy=Copy.REMOVED).last(LetterName.ACKNOWLEDGEMENT).facts
    assert (facts["readers"], facts["mailbox"]) == (("Ada",), "removed")


def test_p14_an_administrator_who_is_off_is_assigned_nothing():
    with pytest.raises(NotAllowed) as refused:
        History().reports(off=frozenset({"Ada"})).happens(Assigned("Jamison", "Ada"))
    assert refused.value.rule == "P14"


def test_p14_who_recuses_themselves_is_off_and_the_others_are_told_that_it_waits():
    history = History().reports().happens(TakenOn("Ada")).forgets_letters().happens(Recused("Ada", "Ada"))
    assert (history.case.off, history.case.assigned) == (frozenset({"Ada"}), "")
    assert history.to_administrators() == [LetterName.NOTICE]


def test_p14_the_last_one_who_may_know_cannot_leave():
    with pytest.raises(NotAllowed, match="nobody would be left"):
        History(Terms(administrators=("Ada",))).reports().happens(Recused("Ada", "Ada"))


def test_danger_goes_to_the_absent_ones_too():
    assert History().reports(danger=Danger.READ).last(LetterName.NOTICE).to is To.EVERY_ADMINISTRATOR


def lived(code, **facts):
    history = History()
    history.case = Case(code=code, track=Track.COMPLAINT, opened_at=START, terms=history.case.terms)
    return history.reports(**facts)


def codes(cases, name="Jamison"):
    return [line.code for line in digest(cases, (JAMISON, ADA), name)]


def test_the_digest_begins_with_danger_and_then_with_the_oldest_promise():
    friday, monday, danger = lived("SSE-FRIDAY"), lived("SSE-MONDAY"), lived("SSE-DANGER", danger=Danger.READ)
    friday.happens(EstimateGiven("Ada", friday.in_(days=4)))
    danger.happens(EstimateGiven("Ada", danger.in_(days=9)))
    assert codes([friday.case, monday.case, danger.case]) == ["SSE-DANGER", "SSE-MONDAY", "SSE-FRIDAY"]


def test_the_digest_says_what_is_owed_since_when_and_by_when():
    line = digest([lived("SSE-7K3F2").case], (JAMISON,), "Jamison")[0]
    assert (line.owed, line.since, line.due) == ("the date of the next word", START, TOMORROW)


def test_the_digest_says_that_a_conversation_is_owed():
    assert digest([lived("SSE-7K3F2", talk=True).case], (JAMISON,), "Jamison")[0].owed.endswith("a conversation")


def test_p14_the_digest_of_who_is_off_shows_no_gap():
    cases = [lived("SSE-AAAAA", off=frozenset({"Jamison"})).case, lived("SSE-BBBBB").case]
    assert (codes(cases), codes(cases, "Ada")) == (["SSE-BBBBB"], ["SSE-AAAAA", "SSE-BBBBB"])


def test_the_digest_of_a_stranger_is_empty():
    assert codes([lived("SSE-7K3F2").case], "Mallory") == []


def test_where_nothing_is_owed_the_digest_is_empty():
    assert codes([case(privacy=Privacy())]) == []

"""Danger pages every permitted administrator, through quiet hours, until one says 'I am on it' (P4, P14)."""

from datetime import UTC, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from daemon.process.audience import Member, recipients
from daemon.process.case import Quiet, Role, Terms, Track
from daemon.process.events import Closed, DangerCorrected, Recused, TakenOn, Withdrew
from daemon.process.events_parties import Danger, PartyWrote
from daemon.process.letters import LetterName, Timing, To
from tests.support.neighbourhood import COMPLAINT, Neighbourhood

BY = "Jamison"
EVENING = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)  # 22:00 in Denver
NIGHTS = Quiet(time(22), time(7), ZoneInfo("America/Denver"))


def in_danger(track=Track.COMPLAINT):
    terms = Terms(administrators=(BY, "Ada"), quiet=NIGHTS)
    return Neighbourhood(terms, EVENING).reports(track, danger=Danger.READ)


def pages(world):
    return [each.at for each in world.written(LetterName.PAGE)]


@pytest.mark.parametrize("track", [Track.COMPLAINT, Track.UNDECIDED, Track.CONCERN])
def test_danger_is_paged_every_hour_of_the_night(track):
    at = pages(in_danger(track).passes(hours=5))
    assert len(at) == 5
    assert {(later - earlier).total_seconds() for earlier, later in pairwise(at)} == {3600}


def test_a_page_waits_for_no_morning():
    world = in_danger().passes(hours=1)
    assert world.last(LetterName.PAGE).letter.timing is Timing.AT_ONCE


def test_p4_p14_a_page_goes_to_absent_ones_too_and_to_nobody_who_is_off():
    world = in_danger().happens(COMPLAINT, Recused("Ada", BY)).passes(hours=1)
    roster = (Member(BY), Member("Ada", world.in_(days=30)))
    letter = world.last(LetterName.PAGE).letter
    assert recipients(letter.to, world.case(), roster, world.now) == ("Ada",)


def test_i_am_on_it_ends_the_paging():
    world = in_danger().passes(hours=2).happens(COMPLAINT, TakenOn("Ada")).forgets_letters().passes(days=1)
    assert pages(world) == []


def test_p14_paging_begins_again_where_whoever_was_on_it_is_taken_off():
    world = in_danger().happens(COMPLAINT, TakenOn("Ada")).passes(hours=3)
    assert pages(world.happens(COMPLAINT, Recused(BY, "Ada")).passes(hours=1))


def test_an_administrator_who_sees_no_danger_ends_the_paging():
    world = in_danger().happens(COMPLAINT, DangerCorrected(BY, Danger.NOT_READ)).passes(days=1)
    assert pages(world) == []


def test_danger_in_a_later_message_of_a_party_pages_too():
    world = (
        Neighbourhood().reports().named("SSE-P1", Role.WITNESS).happens(COMPLAINT, PartyWrote("SSE-P1", Danger.READ))
    )
    assert pages(world.passes(hours=2))


@pytest.mark.parametrize("end", [Withdrew(), Closed(BY)])
def test_a_case_that_ended_pages_nobody(end):
    world = in_danger(Track.CONCERN).happens(COMPLAINT, end).forgets_letters().passes(days=1)
    assert pages(world) == []


def test_a_late_start_pages_once_for_the_gap():
    world = in_danger().passes(hours=1).forgets_letters().sleeps(hours=30)
    assert len(pages(world)) == 1


def test_p14_a_page_holds_no_word_of_anybody():
    letter = in_danger().passes(hours=1).last(LetterName.PAGE).letter
    assert (letter.words, letter.to) == ("", To.EVERY_ADMINISTRATOR)

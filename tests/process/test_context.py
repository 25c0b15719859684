"""The new context for the rules channel: a draft until both sides saw it and somebody else lets it go (P9, P11)."""

import pytest

from daemon.process.case import Consent, Debt, Privacy, Role, Stage, Standing, Terms, Told
from daemon.process.disclosure import may_publish
from daemon.process.events import ConsentGiven, NotAllowed, Recused
from daemon.process.events_parties import ConsultationAnswered, ConsultationProposed
from daemon.process.events_suspensions import (
    AccountsSuspended,
    AppealOverturned,
    ContextDrafted,
    ContextHanded,
    ContextPublished,
    ContextSeen,
    Side,
)
from daemon.process.letters import LetterName
from daemon.process.records import Reply, Wording
from tests.support.history import START
from tests.support.neighbourhood import COMPLAINT, Fate, Neighbourhood

BY, ADA, WHO, APPEAL = "Jamison", "Ada", "SSE-P0001", "SSE-A0001"
TEXT = "our own words"
GRANTED = Privacy(Consent.GRANTED, START, "said so")


def overturned(*names, **facts):
    """By the last of them; the suspender is the first."""
    names = names or (BY, ADA)
    world = Neighbourhood(Terms(administrators=names, rules_channel="#rules")).reports(**facts)
    world.named(WHO, Role.RESPONDENT).happens(COMPLAINT, AccountsSuspended(BY, (WHO,), "words")).passes(days=7)
    return world.appeals(APPEAL, WHO).happens(APPEAL, AppealOverturned(names[-1], "words", "no consent"))


def consulted():
    world = overturned(privacy=GRANTED).passes(minutes=5).happens(COMPLAINT, ConsultationProposed(BY, TEXT))
    return world.happens(COMPLAINT, ConsultationAnswered(COMPLAINT, Reply.YES))


def stop(world, text=TEXT):
    return may_publish(world.case(), text) or ""


def drafted(world, by=ADA):
    return world.happens(APPEAL, ContextDrafted(by, TEXT, stop(world)))


def context(world):
    return world.case(APPEAL).appeal.context


def refused(world, event, rule="P11"):
    with pytest.raises(NotAllowed) as why:
        world.happens(APPEAL, event)
    assert why.value.rule == rule
    return str(why.value)


def test_p11_overturning_owes_a_text_for_the_channel_until_it_stands_there():
    world = overturned().passes(hours=25)
    assert (world.case(APPEAL).stage, world.case(APPEAL).debt) == (Stage.OVERTURNED, Debt.CONTEXT)
    world.passes(days=2)
    assert str(Debt.CONTEXT) in str(world.fact(LetterName.REMINDER, "owed", APPEAL))
    world.happens(APPEAL, ContextHanded(BY)).happens(APPEAL, ContextPublished(BY))
    assert (world.case(APPEAL).stage, world.case(APPEAL).debt) == (Stage.CLOSED, None)


def test_p11_the_member_and_the_reporter_see_the_text_first():
    world = overturned()
    assert "sees the text first" in refused(world, ContextHanded(BY))
    world.passes(hours=25)
    assert LetterName.CONTEXT_DRAFT in world.came(COMPLAINT)
    assert context(world.happens(APPEAL, ContextHanded(BY))).handed_at == world.now


def test_p11_a_second_administrator_publishes():
    world = overturned().passes(hours=25)
    refused(world, ContextHanded(ADA))
    assert context(world.happens(APPEAL, ContextHanded(BY))).handed_at


def test_p11_a_solo_administrator_publishes_alone():
    world = overturned(BY).passes(hours=25)
    assert context(world.happens(APPEAL, ContextHanded(BY))).handed_at


def test_p11_p14_a_second_one_who_is_off_the_case_is_no_second_one():
    world = overturned(BY, ADA).passes(hours=25).happens(COMPLAINT, Recused(ADA, BY))
    refused(world, ContextHanded(BY), "P14")
    assert context(world.happens(APPEAL, ContextHanded(ADA))).handed_at


def test_p11_both_sides_have_a_day_to_object_as_their_copies_say():
    world = overturned()
    said = world.fact(LetterName.CONTEXT_DRAFT, "at")
    assert said == world.in_(days=1)
    world.passes(hours=23, minutes=59)
    assert "until then to object" in refused(world, ContextHanded(BY))
    assert context(world.passes(minutes=1).happens(APPEAL, ContextHanded(BY))).handed_at == said


def test_p11_published_before_it_was_let_go_is_refused():
    refused(overturned().passes(hours=25), ContextPublished(BY))


def test_p11_the_fixed_text_is_publishable_without_any_consent():
    world = overturned().passes(hours=25).happens(COMPLAINT, ConsentGiven(Consent.REFUSED, Standing.PLAUSIBLE))
    assert context(world.happens(APPEAL, ContextHanded(BY, stop(world)))).handed_at


def test_p11_the_fixed_text_is_publishable_where_a_copy_did_not_arrive():
    world = overturned()
    world.unreachable |= {COMPLAINT, APPEAL}
    assert context(world.passes(hours=25).happens(APPEAL, ContextHanded(BY))).handed_at


def test_p11_where_nobody_reported_nobodys_copy_is_waited_for():
    world = Neighbourhood().unreported().named(WHO, Role.RESPONDENT)
    world.happens(COMPLAINT, AccountsSuspended(BY, (WHO,), "words")).passes(days=7)
    world.appeals(APPEAL, WHO).happens(APPEAL, AppealOverturned(ADA, "words", "no consent")).passes(hours=25)
    assert context(world.happens(APPEAL, ContextHanded(BY))).handed_at


def test_p9_own_words_need_everybodys_yes_to_exactly_them():
    world = overturned(privacy=GRANTED).passes(hours=25)
    refused(world, ContextDrafted(ADA, TEXT, stop(world)), "P9")
    assert context(drafted(consulted())).wording is Wording.OWN


def test_p11_own_words_are_seen_by_both_sides_before_they_are_let_go():
    world = drafted(consulted())
    refused(world, ContextHanded(BY))
    world.passes(hours=25)
    assert (world.came(COMPLAINT)[-1], world.came(APPEAL)[-1]) == (LetterName.CONTEXT_DRAFT, LetterName.CONTEXT_DRAFT)
    assert context(world.happens(APPEAL, ContextHanded(BY))).handed_at


@pytest.mark.parametrize("code", [COMPLAINT, APPEAL])
def test_p11_own_words_are_not_let_go_where_a_copy_did_not_arrive(code):
    world = drafted(consulted())
    world.unreachable.add(code)
    refused(world.passes(hours=25), ContextHanded(BY))
    world.happens(APPEAL, ContextDrafted(ADA, "")).passes(hours=25)
    assert context(world.happens(APPEAL, ContextHanded(BY))).handed_at


@pytest.mark.parametrize("code", [COMPLAINT, APPEAL])
def test_p11_a_copy_of_own_words_that_is_taken_back_does_not_lock_the_fixed_text(code):
    world = drafted(consulted()).meets_last(LetterName.CONTEXT_DRAFT, code, Fate.UNDONE).passes(hours=25)
    world.happens(APPEAL, ContextDrafted(ADA, "")).passes(hours=25)
    assert context(world.happens(APPEAL, ContextHanded(BY))).handed_at


def test_p8_p9_own_words_are_not_let_go_after_a_consent_was_narrowed():
    world = drafted(consulted()).passes(hours=25)
    world.happens(COMPLAINT, ConsentGiven(Consent.REFUSED, Standing.PLAUSIBLE))
    refused(world, ContextHanded(BY, stop(world)), "P9")
    world.happens(APPEAL, ContextDrafted(ADA, "")).passes(hours=25)
    assert context(world.happens(APPEAL, ContextHanded(BY, stop(world)))).handed_at


def test_p11_a_copy_of_an_earlier_draft_is_not_a_copy_of_this_one():
    world = drafted(consulted())
    world.happens(APPEAL, ContextSeen(Side.MEMBER, Told.TOLD, 0), ContextSeen(Side.REPORTER, Told.UNREACHABLE, 0))
    assert (context(world).member, context(world).reporter) == (None, None)


def test_p11_what_was_handed_over_is_not_drafted_anew():
    world = overturned().passes(hours=25).happens(APPEAL, ContextHanded(BY))
    refused(world, ContextDrafted(ADA, ""))

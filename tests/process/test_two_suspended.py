"""Two accounts suspended under one complaint: what ends one of them ends nothing for the other (P6, P10, P11)."""

import pytest

from daemon.process.case import Role, Stage
from daemon.process.events import Closed, NotAllowed, Reopened, WithdrawalRecorded
from daemon.process.events_suspensions import (
    AccessConfirmed,
    AccountsSuspended,
    AppealLinked,
    AppealOverturned,
    ContextHanded,
    ContextPublished,
    SuspensionKept,
    SuspensionLifted,
)
from daemon.process.letters import LetterName
from daemon.process.records import Sender
from tests.support.neighbourhood import COMPLAINT, Neighbourhood

BY, ADA, ONE, TWO = "Jamison", "Ada", "SSE-P0001", "SSE-P0002"
FIRST, SECOND = "SSE-A0001", "SSE-A0002"


def suspended():
    world = Neighbourhood().reports().named(ONE, Role.RESPONDENT).named(TWO, Role.RESPONDENT)
    world.happens(COMPLAINT, AccountsSuspended(BY, (ONE, TWO), "words")).passes(minutes=5)
    return world.happens(COMPLAINT, AccessConfirmed(BY, ONE)).happens(COMPLAINT, AccessConfirmed(BY, TWO))


def both_appeal():
    return suspended().passes(days=7).appeals(FIRST, ONE).appeals(SECOND, TWO).passes(minutes=5)


def refused(world, code, event):
    with pytest.raises(NotAllowed) as why:
        world.happens(code, event)
    return why.value.rule


def lifted_and_back(world, who=ONE):
    world.happens(COMPLAINT, SuspensionLifted(BY, who)).passes(days=2)
    return world.happens(COMPLAINT, AccessConfirmed(BY, who))


def test_p10_a_lift_ends_the_appeals_of_that_account_only():
    world = both_appeal().happens(COMPLAINT, SuspensionLifted(BY, ONE))
    assert (world.case(FIRST).stage, world.case(SECOND).stage) == (Stage.CLOSED, Stage.CONSIDERED)
    assert world.case(SECOND).promise


def test_p10_an_overturned_appeal_leaves_the_other_accounts_appeal_open():
    world = both_appeal().happens(FIRST, AppealOverturned(ADA, "words")).passes(days=2)
    assert world.happens(COMPLAINT, AccessConfirmed(BY, ONE)).case(SECOND).stage is Stage.CONSIDERED


def test_p10_a_confirmed_return_leaves_the_other_accounts_appeal_open():
    assert lifted_and_back(both_appeal()).case(SECOND).stage is Stage.CONSIDERED


def test_p6_p10_whoever_suspended_does_not_keep_what_an_appeal_overturned():
    world = both_appeal().happens(FIRST, AppealOverturned(ADA, "words"))
    assert refused(world, COMPLAINT, SuspensionKept(BY, ONE, world.in_(days=60), "words")) == "P6"
    assert world.suspension(ONE).returns_at


def test_p10_an_appeal_from_one_members_address_is_not_linked_to_another_suspension():
    world = suspended().passes(days=7).appeals(FIRST, ONE, sender=Sender.UNCONFIRMED)
    assert refused(world, FIRST, AppealLinked(ADA, world.against(TWO))) == "P10"
    assert world.happens(FIRST, AppealLinked(ADA, world.against(ONE))).case(FIRST).stage is Stage.CONSIDERED


@pytest.mark.parametrize("event", [WithdrawalRecorded, Closed])
def test_p10_whoever_suspended_makes_no_appeal_go_away(event):
    world = suspended().passes(days=7).appeals(FIRST, ONE, sender=Sender.UNCONFIRMED)
    assert refused(world, FIRST, event(BY)) == "P10"
    assert not world.happens(FIRST, event(ADA)).case(FIRST).appeal.outcome


def test_p10_a_heard_appeal_is_not_withdrawn_by_whoever_suspended():
    assert refused(both_appeal(), FIRST, WithdrawalRecorded(BY)) == "P10"


def test_p10_an_appeal_is_not_taken_up_again_once_its_suspension_is_over():
    assert refused(lifted_and_back(both_appeal()), FIRST, Reopened(ADA)) == "P10"


def test_p10_an_appeal_that_a_lift_ended_is_taken_up_again_where_the_lift_is_taken_back():
    world = both_appeal().happens(COMPLAINT, SuspensionLifted(BY, ONE)).undoes(LetterName.LIFTED)
    assert world.happens(FIRST, Reopened(ADA)).case(FIRST).stage is Stage.CONSIDERED


def test_p10_p11_an_overturned_appeal_is_not_decided_once_more():
    world = both_appeal().happens(FIRST, AppealOverturned(ADA, "words")).passes(days=2)
    world.happens(FIRST, ContextHanded(BY)).happens(FIRST, ContextPublished(BY))
    assert world.case(FIRST).stage is Stage.CLOSED
    assert refused(world, FIRST, Reopened(ADA)) == "P10"

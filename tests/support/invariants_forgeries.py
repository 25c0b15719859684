"""What must always be true of who decides, and of words that anybody can have written; see invariants.py for what each
check is handed. None asks the process who may know or decide: that is worked out here from the roster and from `off`.
"""

from collections.abc import Sequence

from daemon.process.case import Case, Stage, Standing, Track
from daemon.process.events import Closed, PathChosen, Recused, Reopened, ReporterWrote, WithdrawalRecorded, Withdrew
from daemon.process.events_parties import Merged
from daemon.process.events_suspensions import (
    AccessConfirmed,
    AppealLinked,
    AppealMoot,
    AppellantWrote,
    Confirmation,
    SuspensionKept,
    SuspensionLifted,
    SuspensionOverturned,
    SuspensionUndone,
)
from tests.support.neighbourhood import Neighbourhood, Walked

Fresh = Sequence[Walked]
ENDS = (SuspensionLifted, SuspensionOverturned, AccessConfirmed, SuspensionUndone)
SAID = (ReporterWrote, AppellantWrote, PathChosen, Withdrew)


def permitted(case: Case) -> set[str]:
    return set(case.terms.administrators) - case.off


def suspenders(case: Case) -> set[str]:
    own = {case.appeal.suspended_by} if case.appeal and case.appeal.suspended_by else set()
    return own | {each.by for each in case.suspensions if each.ended_at is None}


def others_are_left(walked: Walked, suspender: str) -> bool:
    return bool(permitted(walked.after) - {suspender}) or not permitted(walked.before) - {suspender}


def forged(walked: Walked) -> bool:
    """Nothing in the message is anybody's whom we know."""
    return all(isinstance(each, SAID) and each.standing is not Standing.VERIFIED for each in walked.events)


def p14_forged_words_leave_somebody_who_may_know_and_another_judge(_world: Neighbourhood, fresh: Fresh) -> None:
    for walked in filter(forged, fresh):
        assert permitted(walked.after) or not permitted(walked.before), walked.events
        assert all(others_are_left(walked, name) for name in suspenders(walked.before)), walked.events


def p1_forged_words_choose_no_path_and_end_nothing_that_others_decide(_world: Neighbourhood, fresh: Fresh) -> None:
    for walked in filter(forged, fresh):
        before, after = walked.before, walked.after
        assert (before.track, before.path_mended) == (after.track, after.path_mended)
        assert [each.kept_until for each in before.suspensions] == [each.kept_until for each in after.suspensions]
        if before.track is Track.APPEAL or suspenders(before):
            assert after.stage is before.stage


def p10_whoever_suspended_takes_off_no_last_judge(_world: Neighbourhood, fresh: Fresh) -> None:
    for walked in fresh:
        for event in walked.events:
            if isinstance(event, Recused) and event.by in suspenders(walked.before):
                assert others_are_left(walked, event.by)


def p10_whoever_suspended_ends_no_appeal_where_another_may(_world: Neighbourhood, fresh: Fresh) -> None:
    for walked in fresh:
        appeal = walked.before.appeal
        ended = walked.after.stage is not walked.before.stage
        for event in walked.events if appeal and appeal.outcome is None and ended else ():
            if appeal and isinstance(event, Closed | WithdrawalRecorded):
                assert event.by != appeal.suspended_by or permitted(walked.before) == {event.by}


def p10_an_appeal_ends_with_its_own_suspension_only(world: Neighbourhood, fresh: Fresh) -> None:
    for walked in fresh:
        appeal = walked.before.appeal
        moot = any(isinstance(each, AppealMoot) for each in walked.events)
        if appeal and moot and walked.after.stage is not walked.before.stage:
            causes = [
                event.account
                for each in world.walks
                for event in each.events
                if each.at == walked.at and each.after.code == appeal.complaint and isinstance(event, ENDS)
            ]
            assert appeal.account in causes


def p10_only_a_yes_or_an_administrator_confirms_an_appeal(_world: Neighbourhood, fresh: Fresh) -> None:
    for walked in fresh:
        heard = walked.after.stage in {Stage.EARLY, Stage.CONSIDERED}
        if walked.before.stage is Stage.UNCONFIRMED and heard:
            (event,) = walked.events
            assert isinstance(event, AppealLinked | AppellantWrote)
            if isinstance(event, AppellantWrote):
                assert (event.standing, event.confirms) == (Standing.VERIFIED, Confirmation.YES)


def p10_an_appeal_is_never_against_another_suspension_than_it_was(_world: Neighbourhood, fresh: Fresh) -> None:
    for walked in fresh:
        before, after = walked.before.appeal, walked.after.appeal
        if before and before.account:
            assert after
            assert (before.complaint, before.account) == (after.complaint, after.account)


def p10_an_appeal_is_opened_again_only_while_its_suspension_stands(world: Neighbourhood, fresh: Fresh) -> None:
    for walked in fresh:
        appeal = walked.after.appeal
        if appeal and appeal.account and any(isinstance(each, Reopened) for each in walked.events):
            records = world.cases[appeal.complaint].suspensions
            same = (each for each in records if (each.account, each.since) == (appeal.account, appeal.suspended_at))
            assert any(each.ended_at is None for each in same)


def p6_keeping_takes_back_no_end(_world: Neighbourhood, fresh: Fresh) -> None:
    for walked in fresh:
        if any(isinstance(each, SuspensionKept) for each in walked.events):
            ends = [(each.returns_at, each.warning) for each in walked.before.suspensions]
            assert ends == [(each.returns_at, each.warning) for each in walked.after.suspensions]


def p14_who_may_not_know_where_it_goes_on_is_off_the_merged_case(_world: Neighbourhood, fresh: Fresh) -> None:
    for walked in fresh:
        for event in walked.events:
            if isinstance(event, Merged):
                assert event.off <= walked.after.off
                assert permitted(walked.after) or not permitted(walked.before)


FORGERIES = (
    p14_forged_words_leave_somebody_who_may_know_and_another_judge,
    p1_forged_words_choose_no_path_and_end_nothing_that_others_decide,
    p10_whoever_suspended_takes_off_no_last_judge,
    p10_whoever_suspended_ends_no_appeal_where_another_may,
    p10_an_appeal_ends_with_its_own_suspension_only,
    p10_only_a_yes_or_an_administrator_confirms_an_appeal,
    p10_an_appeal_is_never_against_another_suspension_than_it_was,
    p10_an_appeal_is_opened_again_only_while_its_suspension_stands,
    p6_keeping_takes_back_no_end,
    p14_who_may_not_know_where_it_goes_on_is_off_the_merged_case,
)

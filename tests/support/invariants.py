"""What must always be true in a neighbourhood of cases, a function each: the rules of the process, not its code.

Each is handed the neighbourhood and what was walked since the last look. None asks the function that it watches: the
week of an appeal, who may share what, and who was told are worked out here a second time, from events and letters.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from daemon.process.case import Stage, Told, Track
from daemon.process.events import AnsweredElsewhere
from daemon.process.events_suspensions import (
    AccountsSuspended,
    AppealOpens,
    AppealOverturned,
    AppealUpheld,
    ContextHanded,
)
from daemon.process.letters import LetterName, To
from daemon.process.records import Access, Ground, Reply, Suspension, Wording
from tests.support.invariants_forgeries import FORGERIES
from tests.support.invariants_letters import (
    DECISIONS,
    WAITING,
    Fresh,
    a_deadline_changes_something,
    danger_is_paged_until_somebody_is_on_it,
    every_copy_of_a_context_is_seen_or_on_its_way,
    every_debt_has_a_deadline_wherever_the_case_is,
    every_open_case_has_a_deadline_or_waits_for_somebody_named,
    every_suspension_in_force_has_a_deadline_or_a_letter_on_its_way,
    p8_a_letter_to_a_party_names_no_code_but_its_own,
    p8_each_letter_goes_to_those_whom_the_rules_name,
    p8_no_administrators_letter_holds_a_word_of_anybody,
    p8_words_reach_a_party_under_everybodys_consent_only,
    p14_nobody_who_is_off_works_on_a_case,
    p14_who_is_held_is_off_and_a_sealed_report_promises_nothing,
    p14_who_is_off_a_case_is_off_its_appeals,
    p14_words_reach_the_outside_contact_by_the_reporters_choice_only,
    posted,
    shared,
)
from tests.support.neighbourhood import Neighbourhood, Posted, Walked, Way

WORDS = (LetterName.TOLD, LetterName.PARTY_CLOSED, LetterName.KEPT, LetterName.LIFTED)  # a party's word (P7)
COMPLAINTS = (Track.COMPLAINT, Track.UNDECIDED)
BACK = (Access.TO_RETURN, Access.RETURNED)
HEARD = (Stage.CONSIDERED, Stage.LATE)


def began(fresh: Fresh, track: Sequence[Track], stage: Stage) -> Iterator[Walked]:
    """The walks that led into a stage."""
    return (w for w in fresh if w.after.track in track and w.after.stage is stage and w.before.stage is not stage)


# --- P7: a complaint's end


def p7_a_complaint_ends_with_a_word_to_its_reporter(world: Neighbourhood, fresh: Fresh) -> None:
    for walked in began(fresh, COMPLAINTS, Stage.CLOSED):
        case = walked.after
        if walked.before.stage is Stage.WITHDRAWN or not case.has_reporter:
            continue
        ways = {Told.TOLD: (Way.LEFT, Way.FAILED), Told.UNREACHABLE: (Way.FAILED,)}
        assert case.told in ways, walked.events
        assert posted(world, case.code, LetterName.RESOLUTION, ways=ways[case.told]), walked.events


def p7_a_complaint_ends_with_a_line_for_each_party(world: Neighbourhood, fresh: Fresh) -> None:
    """In a complaint that was withdrawn: for each whose account was suspended."""
    for walked in began(fresh, COMPLAINTS, Stage.CLOSED):
        suspended = {each.account for each in walked.after.suspensions}
        withdrawn = walked.before.stage is Stage.WITHDRAWN
        for party in walked.after.parties:
            if party.code in suspended or not withdrawn:
                assert party.told or party.spared_at, walked.events


def p6_a_report_ends_with_each_suspension_settled(_world: Neighbourhood, fresh: Fresh) -> None:
    for walked in began(fresh, (*COMPLAINTS, Track.CONCERN), Stage.CLOSED):
        for each in walked.after.suspensions:
            assert each.ended_at or each.kept_until or each.returns_at, walked.events


def p7_what_counts_as_on_its_way_is_on_its_way(world: Neighbourhood, _fresh: Fresh) -> None:
    for case in world.cases.values():
        names = DECISIONS if case.track is Track.APPEAL else (LetterName.RESOLUTION,)
        if case.told is Told.ON_ITS_WAY:
            assert posted(world, case.code, *names, ways=WAITING)
        for party in case.parties:
            if party.told is Told.ON_ITS_WAY:
                assert any(_is_word(world, case.code, party.code, each) for each in world.waiting())


def _is_word(world: Neighbourhood, code: str, who: str, each: Posted) -> bool:
    """A letter that is the party's word at the end; to the member of an overturned suspension the appeal's own is."""
    if each.code == code:
        return each.letter.who == who and each.letter.name in WORDS
    appeal = world.cases[each.code].appeal
    overturned = each.letter.name is LetterName.OVERTURNED
    return appeal is not None and overturned and (appeal.complaint, appeal.account) == (code, who)


# --- P10: an appeal's day


def suspended_at(world: Neighbourhood, code: str, account: str) -> list[datetime]:
    """When this account was suspended in this case, by the commands that did it."""
    return [
        walked.at
        for walked in world.walks
        if walked.after.code == code
        for event in walked.events
        if isinstance(event, AccountsSuspended) and account in event.accounts
    ]


def decided(world: Neighbourhood, code: str, account: str) -> list[datetime]:
    """When appeals against this suspension were decided, also where that was taken back."""
    return [
        walked.at.astimezone(UTC)
        for walked in world.walks
        if walked.after.appeal and (walked.after.appeal.complaint, walked.after.appeal.account) == (code, account)
        if _has(walked, AppealUpheld) or _has(walked, AppealOverturned)
    ]


def p10_an_appeal_never_opens_before_its_day(world: Neighbourhood, fresh: Fresh) -> None:
    week = world.terms.appeal_after
    for walked in fresh:
        opens = walked.after.stage in HEARD and walked.before.stage not in {*HEARD, Stage.RESOLVED, Stage.OVERTURNED}
        if walked.after.track is Track.APPEAL and opens:
            appeal = walked.after.appeal
            assert appeal
            assert appeal.suspended_at in suspended_at(world, appeal.complaint, appeal.account)
            assert walked.at >= appeal.suspended_at.astimezone(UTC) + week


def p10_an_early_appeal_opens_at_the_second(world: Neighbourhood, fresh: Fresh) -> None:
    week = world.terms.appeal_after
    for walked in fresh:
        appeal = walked.after.appeal
        if appeal is None or not _has(walked, AppealOpens) or walked.asleep:
            continue
        began = suspended_at(world, appeal.complaint, appeal.account)
        began += decided(world, appeal.complaint, appeal.account)
        assert walked.at.astimezone(UTC) in {each.astimezone(UTC) + week for each in began}


def p10_whoever_suspended_decides_only_where_nobody_else_may(_world: Neighbourhood, fresh: Fresh) -> None:
    for walked in fresh:
        for event in walked.events:
            if isinstance(event, AppealUpheld | AppealOverturned):
                appeal = walked.after.appeal
                assert appeal
                permitted = set(walked.after.terms.administrators) - walked.before.off
                assert event.by in permitted
                assert event.by != appeal.suspended_by or permitted == {event.by}


# --- P1, P6: powers


def p6_a_concern_suspends_nobody(_world: Neighbourhood, fresh: Fresh) -> None:
    for walked in fresh:
        if len(walked.after.suspensions) > len(walked.before.suspensions):
            assert walked.before.track is not Track.CONCERN
            assert walked.after.track is not Track.CONCERN


def p1_only_a_complaint_or_danger_suspends(_world: Neighbourhood, fresh: Fresh) -> None:
    for walked in fresh:
        formal = walked.before.track is Track.COMPLAINT and not walked.before.path_mended
        for each in walked.after.suspensions[len(walked.before.suspensions) :]:
            assert formal or each.ground is Ground.DANGER


# --- P11: the way back, and the context


def p11_nobodys_access_returns_before_the_reporter_was_told(world: Neighbourhood, fresh: Fresh) -> None:
    for walked in fresh:
        for after in walked.after.suspensions:
            before = next((each for each in walked.before.suspensions if _same(each, after)), None)
            if after.access in BACK and (before is None or before.access not in BACK) and walked.after.has_reporter:
                assert after.returns_at
                assert walked.at >= after.returns_at
                assert _was_told(world, walked, after), walked.events


def _same(one: Suspension, other: Suspension) -> bool:
    return (one.account, one.since) == (other.account, other.since)


def _was_told(world: Neighbourhood, walked: Walked, back: Suspension) -> bool:
    """By a letter that left since the way back began, or by an administrator's word since that letter failed."""
    code = walked.after.code
    since = max(
        earlier.at
        for earlier in world.walks
        if earlier.after.code == code and earlier.at <= walked.at and _starts_back(earlier, back)
    )
    written = [each for each in posted(world, code, LetterName.RETURN) if each.at >= since]
    letters = [
        each for each in written if each.letter.to is To.REPORTER and each.letter.facts["account"] == back.account
    ]
    if any(each.way is Way.LEFT for each in letters):
        return True
    missed = [each.ended_at for each in letters if each.way in {Way.FAILED, Way.UNDONE} and each.ended_at]
    answered = [each.at for each in world.walks if each.after.code == code and _has(each, AnsweredElsewhere)]
    return any(at >= failed for at in answered for failed in missed)


def _has(walked: Walked, kind: type) -> bool:
    return any(isinstance(each, kind) for each in walked.events)


def _starts_back(walked: Walked, back: Suspension) -> bool:
    before = next((each for each in walked.before.suspensions if _same(each, back)), None)
    after = next((each for each in walked.after.suspensions if _same(each, back)), None)
    return after is not None and after.returns_at is not None and (before is None or before.returns_at is None)


def p11_words_for_the_channel_go_out_under_everybodys_yes(world: Neighbourhood, fresh: Fresh) -> None:
    """P9: consent and consultation at the moment when the text is handed over, and both sides had it."""
    for walked in fresh:
        if not _has(walked, ContextHanded):
            continue
        appeal = walked.after.appeal
        assert appeal
        assert appeal.context
        assert appeal.context.member
        assert appeal.context.reporter
        if appeal.context.wording is Wording.OWN:
            complaint = world.cases[appeal.complaint]
            assert shared(complaint)
            asked = complaint.consultation
            assert asked
            assert asked.text == appeal.context.text
            assert set(asked.asked.values()) == {Reply.YES}
            assert not asked.waiting


INVARIANTS = (
    p7_a_complaint_ends_with_a_word_to_its_reporter,
    p7_a_complaint_ends_with_a_line_for_each_party,
    p6_a_report_ends_with_each_suspension_settled,
    p7_what_counts_as_on_its_way_is_on_its_way,
    p10_an_appeal_never_opens_before_its_day,
    p10_an_early_appeal_opens_at_the_second,
    p10_whoever_suspended_decides_only_where_nobody_else_may,
    p6_a_concern_suspends_nobody,
    p1_only_a_complaint_or_danger_suspends,
    p11_nobodys_access_returns_before_the_reporter_was_told,
    p11_words_for_the_channel_go_out_under_everybodys_yes,
    p8_each_letter_goes_to_those_whom_the_rules_name,
    p8_a_letter_to_a_party_names_no_code_but_its_own,
    p8_words_reach_a_party_under_everybodys_consent_only,
    p8_no_administrators_letter_holds_a_word_of_anybody,
    p14_nobody_who_is_off_works_on_a_case,
    p14_who_is_held_is_off_and_a_sealed_report_promises_nothing,
    p14_words_reach_the_outside_contact_by_the_reporters_choice_only,
    p14_who_is_off_a_case_is_off_its_appeals,
    every_open_case_has_a_deadline_or_waits_for_somebody_named,
    every_debt_has_a_deadline_wherever_the_case_is,
    every_suspension_in_force_has_a_deadline_or_a_letter_on_its_way,
    every_copy_of_a_context_is_seen_or_on_its_way,
    danger_is_paged_until_somebody_is_on_it,
    a_deadline_changes_something,
    *FORGERIES,
)

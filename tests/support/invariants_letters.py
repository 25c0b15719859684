"""What must always be true of letters and deadlines in a neighbourhood of cases: to whom, under whose word, and that
nothing is forgotten or rings for ever. See invariants.py for what each is handed.
"""

from collections.abc import Sequence

from daemon.process.case import Case, Consent, Role, Stage, Told, Track
from daemon.process.deadlines import deadlines, is_silent
from daemon.process.events import EscalationDue, PromiseMissed, ReminderDue, WarningDue
from daemon.process.events_parties import PageDue
from daemon.process.events_suspensions import (
    AppealOpens,
    SuspensionDue,
)
from daemon.process.letters import LetterName, To
from daemon.process.records import Release, Reply
from tests.support.neighbourhood import Neighbourhood, Posted, Walked, Way

Fresh = Sequence[Walked]
DECISIONS = (LetterName.UPHELD, LetterName.OVERTURNED)
WAITING = (Way.PENDING, Way.STUCK)


def posted(world: Neighbourhood, code: str, *names: LetterName, ways: Sequence[Way] = tuple(Way)) -> list[Posted]:
    return [each for each in world.post if each.code == code and each.letter.name in names and each.way in ways]


def shared(case: Case) -> bool:
    """Everybody's confirmed consent whose words or person a text can be about (P8)."""
    targets = [party.privacy for party in case.parties if party.role is Role.TARGET]
    return all(each.value is Consent.GRANTED and each.confirmed_at for each in (case.privacy, *targets))


# --- P8, P14: to whom


REPORTER_ONLY = {To.REPORTER}
PARTY_ONLY = {To.PARTY}
OUTSIDE_ONLY = {To.OUTSIDE_CONTACT}
TEAM = {To.RESPONSIBLE, To.ADMINISTRATORS, To.EVERY_ADMINISTRATOR}
READERS = {
    **dict.fromkeys(
        (
            *(LetterName.ACKNOWLEDGEMENT, LetterName.CONCERN, LetterName.QUESTION, LetterName.ESTIMATE),
            *(LetterName.READ_BY, LetterName.LATE, LetterName.ADDED, LetterName.CORRECTED, LetterName.WITHDRAWN),
            *(LetterName.REPLY, LetterName.ASK, LetterName.RESOLUTION, LetterName.JOINED, LetterName.CONTEXT_DRAFT),
            *(LetterName.APPEAL_EARLY, LetterName.APPEAL_OPEN, LetterName.APPEAL_CONFIRM),
            *(LetterName.UPHELD, LetterName.OVERTURNED, LetterName.SEALED, LetterName.SEALED_CHOSEN),
            LetterName.UNCHANGED,
        ),
        REPORTER_ONLY,
    ),
    **dict.fromkeys((LetterName.SUSPENSION, LetterName.KEPT, LetterName.LIFTED), PARTY_ONLY),
    **dict.fromkeys((LetterName.TOLD, LetterName.PARTY_CLOSED), PARTY_ONLY),
    **dict.fromkeys((LetterName.RETURN, LetterName.CONSULT), REPORTER_ONLY | PARTY_ONLY),
    **dict.fromkeys(
        (
            *(LetterName.NOTICE, LetterName.WROTE_AGAIN, LetterName.REMINDER, LetterName.WARNING),
            *(LetterName.ESCALATION, LetterName.UNDELIVERED, LetterName.PAGE, LetterName.CHECKLIST),
            LetterName.ACCESS_SEEN,
        ),
        TEAM,
    ),
    LetterName.NOTICE: TEAM | {To.ONE_ADMINISTRATOR},  # who is let in hears of the case then
    LetterName.CONTEXT: {To.RULES_CHANNEL},
    **dict.fromkeys((LetterName.OUTSIDE_ESCALATION, LetterName.RELEASED), OUTSIDE_ONLY),
}
APPEALS_ONLY = {LetterName.APPEAL_EARLY, LetterName.APPEAL_OPEN, LetterName.APPEAL_CONFIRM, *DECISIONS}
# facts that tie a letter to its record, and that no text says
TIES = {"account", "appeal"}


def p8_each_letter_goes_to_those_whom_the_rules_name(_world: Neighbourhood, fresh: Fresh) -> None:
    for walked in fresh:
        for each in walked.letters:
            letter = each.letter
            assert letter.to in READERS[letter.name], letter
            if letter.to is To.REPORTER:
                assert walked.after.has_reporter
                assert letter.name not in APPEALS_ONLY or walked.after.track is Track.APPEAL, letter
            if letter.to is To.ONE_ADMINISTRATOR:
                assert letter.who not in walked.after.off, letter
            if letter.to is To.PARTY:
                party = walked.after.party(letter.who)
                assert party
                assert letter.name is not LetterName.RETURN or party.role is Role.TARGET


def p8_a_letter_to_a_party_names_no_code_but_its_own(world: Neighbourhood, fresh: Fresh) -> None:
    codes = {*world.cases, *(party.code for case in world.cases.values() for party in case.parties)}
    for walked in fresh:
        for each in walked.letters:
            if each.letter.to is To.PARTY:
                said = {value for name, value in each.letter.facts.items() if name not in TIES}
                assert codes & {fact for fact in said if isinstance(fact, str)} <= {each.letter.who}


def p8_words_reach_a_party_under_everybodys_consent_only(_world: Neighbourhood, fresh: Fresh) -> None:
    for walked in fresh:
        for each in walked.letters:
            if each.letter.to is not To.PARTY or not each.letter.words:
                continue
            if each.letter.name is LetterName.CONSULT:  # the question itself; the reporter's yes comes first (P9)
                case = walked.after
                assert case.consultation
                assert not case.has_reporter or case.consultation.asked[case.code] is Reply.YES
            else:
                assert shared(walked.after)


def p8_no_administrators_letter_holds_a_word_of_anybody(_world: Neighbourhood, fresh: Fresh) -> None:
    for walked in fresh:
        for each in walked.letters:
            if each.letter.to in TEAM:
                assert not each.letter.words
                assert CANARY not in repr(tuple(each.letter.facts.values()))


CANARY = "canary"


def p14_nobody_who_is_off_works_on_a_case(world: Neighbourhood, _fresh: Fresh) -> None:
    for case in world.cases.values():
        assert case.assigned not in case.off
        assert case.on_it not in case.off


def p14_who_is_held_is_off_and_a_sealed_report_promises_nothing(world: Neighbourhood, _fresh: Fresh) -> None:
    for case in world.cases.values():
        assert case.unsure <= case.off
        assert case.by_author <= case.off
        assert not (is_silent(case) and case.stage.is_open and case.promise), case.stage


def p14_words_reach_the_outside_contact_by_the_reporters_choice_only(_world: Neighbourhood, fresh: Fresh) -> None:
    for walked in fresh:
        for each in walked.letters:
            if each.letter.to is To.OUTSIDE_CONTACT:
                assert not each.letter.about
                assert not each.letter.words or walked.after.release is Release.CONTACT


def p14_who_is_off_a_case_is_off_its_appeals(world: Neighbourhood, _fresh: Fresh) -> None:
    for case in world.cases.values():
        for code in case.appeals:
            assert case.off <= world.cases[code].off


# --- nothing is forgotten, and nothing rings for ever


def every_open_case_has_a_deadline_or_waits_for_somebody_named(world: Neighbourhood, _fresh: Fresh) -> None:
    for case in world.cases.values():
        if case.stage.is_open and not deadlines(case):
            assert waits_for(world, case), (case.track, case.stage, case.debt)


def waits_for(world: Neighbourhood, case: Case) -> str:
    """The closed list of what a case without a deadline may wait for; each has its own proof that it comes."""
    if case.told is Told.ON_ITS_WAY and posted(world, case.code, LetterName.RESOLUTION, *DECISIONS, ways=WAITING):
        return "a letter that is on its way"
    if case.track is Track.CONCERN and case.stage is Stage.READ and case.debt is None:
        return "its reporter, who may write again: nothing is owed (P5)"
    if is_silent(case):
        return "the choice of its author, or the outside contact: nobody else may know of it (P14)"
    return ""


def every_debt_has_a_deadline_wherever_the_case_is(world: Neighbourhood, _fresh: Fresh) -> None:
    for case in world.cases.values():
        if case.debt is not None and not is_silent(case):
            assert deadlines(case), (case.track, case.stage, case.debt)


def every_suspension_in_force_has_a_deadline_or_a_letter_on_its_way(world: Neighbourhood, _fresh: Fresh) -> None:
    for case in world.cases.values():
        rings = {each.event.account for each in deadlines(case) if isinstance(each.event, SuspensionDue)}
        for each in case.suspensions:
            if each.in_force and each.account not in rings:
                letters = posted(world, case.code, LetterName.RETURN, ways=WAITING)
                assert [one for one in letters if one.letter.facts["account"] == each.account], case.stage


def every_copy_of_a_context_is_seen_or_on_its_way(world: Neighbourhood, _fresh: Fresh) -> None:
    for case in world.cases.values():
        if case.stage is not Stage.OVERTURNED or case.appeal is None or case.appeal.context is None:
            continue
        context = case.appeal.context
        if context.member is None:
            assert posted(world, case.code, LetterName.OVERTURNED, LetterName.CONTEXT_DRAFT, ways=WAITING)
        if context.reporter is None:
            copies = posted(world, case.appeal.complaint, LetterName.CONTEXT_DRAFT, ways=WAITING)
            assert [each for each in copies if each.letter.facts["appeal"] == case.code]


ENDED = {Stage.RESOLVED, Stage.WITHDRAWN, Stage.CLOSED, Stage.MERGED}


def danger_is_paged_until_somebody_is_on_it(world: Neighbourhood, _fresh: Fresh) -> None:
    for case in world.cases.values():
        pages = any(isinstance(each.event, PageDue) for each in deadlines(case))
        known = not is_silent(case)
        assert pages == (known and case.urgent and not case.on_it and case.stage not in ENDED)


def a_deadline_changes_something(_world: Neighbourhood, fresh: Fresh) -> None:
    """What rings without an effect rings again at once."""
    clock = (AppealOpens, SuspensionDue, PageDue, ReminderDue, EscalationDue, PromiseMissed, WarningDue)
    for walked in fresh:
        if isinstance(walked.events[0], clock):
            assert walked.before != walked.after, walked.events

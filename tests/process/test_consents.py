"""The ledger of consents: by person, item and audience; a narrower answer takes back all of it (P8, P9)."""

from dataclasses import replace

import pytest

from daemon.process.case import Case, Consent, Privacy, Role, Standing, Track
from daemon.process.consents import agreed_texts, named_to
from daemon.process.decide import decide
from daemon.process.disclosure import Marked, Passed, Stop, Stopped, gate, may_publish, what_stands_against
from daemon.process.events import ConsentGiven, ConsentRecorded, NotAllowed, ReporterWrote, Withdrew
from daemon.process.events_parties import (
    ConsentNarrowed,
    ConsultationAnswered,
    ConsultationProposed,
    PartyConsented,
    PartyNamed,
    PartyTold,
)
from daemon.process.letters import Letter, LetterName, To
from daemon.process.material import Person, Protected, Whose, Writing
from daemon.process.records import CHANNEL, PARTIES, Item, Reply
from tests.support.history import CODE, START, History

BY, BRACK, TIM, WES = "Jamison", "SSE-BBBBB", "SSE-TTTTT", "SSE-WWWWW"
GRANTED, REFUSED, CONDITIONAL = Consent.GRANTED, Consent.REFUSED, Consent.CONDITIONAL
VERIFIED, PLAUSIBLE = Standing.VERIFIED, Standing.PLAUSIBLE
YES = ConsentGiven(GRANTED, VERIFIED)
TEXT = "We had a talk about manners."
WORDS = Letter(name=LetterName.TOLD, to=To.PARTY, about=CODE, who=BRACK, words="It was Rosa, by the blue house.")
ROSA = Person(frozenset({CODE}), Whose.REPORTER, ("Rosa",))
TOLD = Writing(CODE, "He waits for me by the blue house.")


def story(*events):
    named = (PartyNamed(BY, BRACK, Role.RESPONDENT), PartyNamed(BY, WES, Role.WITNESS))
    return (
        History().reports().happens(YES, *named).happens(*events)
        if events
        else History().reports().happens(YES, *named)
    )


def recorded(consent, item=Item.WORDS, to=PARTIES, who=""):
    return ConsentRecorded(BY, consent, "on the phone", who, item, to)


def rows(history):
    return [
        (each.item, each.audience, each.value, each.withdrawn_at is None)
        for each in history.case.grants
        if each.who == CODE
    ]


def test_p8_every_answer_is_a_row_with_its_time_and_source():
    (row,) = story().case.grants
    assert (row.who, row.item, row.audience, row.value, row.at) == (CODE, Item.WORDS, PARTIES, GRANTED, START)
    assert row.source == "the word alone on its line"


def test_p8_an_administrators_record_keeps_where_it_was_said():
    assert story(recorded(GRANTED)).case.grants[-1].source == "on the phone"


def test_p8_what_was_only_read_is_a_row_that_opens_nothing():
    hinted = History().reports(privacy=Privacy(GRANTED, None, "read from the message"))
    (row,) = hinted.case.grants
    assert (row.value, row.confirmed) == (GRANTED, False)
    assert what_stands_against(hinted.case, BRACK) == (Stop.REPORTER,)


def test_p8_a_general_yes_covers_the_words_and_nobodys_name_and_no_public_place():
    case = story().case
    assert what_stands_against(case, BRACK) == ()
    assert named_to(case, CODE) == frozenset()
    assert may_publish(case, TEXT) is Stop.NOT_ASKED


NARROWER = [
    ConsentGiven(REFUSED, VERIFIED),
    ConsentGiven(REFUSED, PLAUSIBLE),
    ConsentGiven(CONDITIONAL, VERIFIED),
    ConsentGiven(CONDITIONAL, PLAUSIBLE),
    ReporterWrote(standing=PLAUSIBLE, hint=REFUSED),
    recorded(REFUSED),
    recorded(CONDITIONAL),
    Withdrew(),
]


@pytest.mark.parametrize("narrower", NARROWER, ids=repr)
def test_p8_a_narrower_answer_takes_back_all_that_was_allowed_with_its_time(narrower):
    history = story(recorded(GRANTED, Item.IDENTITY), recorded(GRANTED, to=WES)).passes(hours=1).happens(narrower)
    taken = [each for each in history.case.grants if each.who == CODE and each.value is GRANTED]
    assert len(taken) == 3
    assert {each.withdrawn_at for each in taken} == {history.now}
    assert named_to(history.case, CODE) == frozenset()
    assert what_stands_against(history.case, WES)


def test_p8_a_second_refusal_takes_back_what_was_recorded_after_the_first():
    history = story(ConsentGiven(REFUSED, VERIFIED), recorded(GRANTED, to=BRACK)).happens(
        ReporterWrote(standing=PLAUSIBLE, hint=REFUSED)
    )
    assert what_stands_against(history.case, BRACK) == (Stop.REPORTER,)


def test_p8_a_yes_to_one_party_opens_nothing_for_another():
    case = story(ConsentGiven(REFUSED, VERIFIED), recorded(GRANTED, to=BRACK)).case
    assert what_stands_against(case, BRACK) == ()
    assert what_stands_against(case, WES) == (Stop.REPORTER,)
    assert what_stands_against(case) == (Stop.REPORTER,)


@pytest.mark.parametrize("consent", [REFUSED, CONDITIONAL])
def test_p8_a_no_to_one_party_stands_beside_a_general_yes(consent):
    case = story(recorded(consent, to=BRACK)).case
    assert what_stands_against(case, BRACK)
    assert what_stands_against(case, WES) == ()


def test_p8_a_condition_is_a_stop_until_it_is_recorded_how_it_was_met():
    history = story(recorded(CONDITIONAL, to=BRACK))
    assert what_stands_against(history.case, BRACK) == (Stop.REPORTER_ASKS,)
    assert what_stands_against(history.happens(recorded(GRANTED, to=BRACK)).case, BRACK) == ()


@pytest.mark.parametrize(
    ("said", "knows"),
    [
        ((recorded(GRANTED, Item.IDENTITY),), {BRACK, WES}),
        ((recorded(GRANTED, Item.IDENTITY, WES),), {WES}),
        ((recorded(GRANTED, Item.IDENTITY, CHANNEL),), {CHANNEL}),
        ((recorded(GRANTED, Item.IDENTITY), recorded(REFUSED, Item.IDENTITY, WES)), {BRACK}),
        ((recorded(GRANTED, Item.IDENTITY, WES), recorded(REFUSED, Item.IDENTITY)), set()),
        ((recorded(CONDITIONAL, Item.IDENTITY),), set()),
    ],
)
def test_p8_who_may_learn_who_somebody_is_is_what_was_said_of_them_last(said, knows):
    assert named_to(story(*said).case, CODE) == knows


def test_p9_no_record_stands_for_a_consultation():
    with pytest.raises(NotAllowed, match="consult"):
        story(recorded(GRANTED, to=CHANNEL))


@pytest.mark.parametrize(
    "event", [recorded(GRANTED, to="SSE-XXXXX"), recorded(GRANTED, Item.IDENTITY, who="SSE-XXXXX")]
)
def test_p8_a_record_about_somebody_who_is_no_party_is_refused(event):
    with pytest.raises(NotAllowed, match="nobody of that name"):
        story(event)


def test_p8_a_target_has_rows_of_their_own_and_narrows_their_own_alone():
    history = story(PartyNamed(BY, TIM, Role.TARGET), PartyConsented(TIM, GRANTED, VERIFIED))
    history.happens(recorded(GRANTED, Item.IDENTITY, who=TIM), PartyConsented(TIM, REFUSED, PLAUSIBLE))
    assert what_stands_against(history.case, BRACK) == (Stop.TARGET,)
    assert named_to(history.case, TIM) == frozenset()
    assert rows(history) == [(Item.WORDS, PARTIES, GRANTED, True)]


def test_p8_all_that_stands_against_a_letter_is_said_at_once():
    history = story(PartyNamed(BY, TIM, Role.TARGET), ConsentGiven(REFUSED, VERIFIED))
    passage = gate(history.case, WORDS, Protected((ROSA,), writings=(TOLD,)))
    assert passage.reasons == (Stop.REPORTER, Stop.TARGET, Stop.SAYS_REPORTER)
    with pytest.raises(NotAllowed, match=r"reporter has not confirmed.*; and a target has not") as refused:
        history.happens(PartyTold(BY, BRACK, "words"))
    assert refused.value.rule == "P8"


def test_p8_the_gate_stops_a_name_marks_all_else_and_passes_the_rest():
    case = story().case
    assert isinstance(gate(case, WORDS, Protected((ROSA,))), Stopped)
    allowed = replace(ROSA, named_to=frozenset({PARTIES}))
    marked = gate(
        case, replace(WORDS, words="He waits for me by the blue house."), Protected((allowed,), writings=(TOLD,))
    )
    assert isinstance(marked, Marked)
    assert isinstance(gate(case, replace(WORDS, words="All is well."), Protected((ROSA,), writings=(TOLD,))), Passed)


def test_p8_a_fixed_letter_and_one_to_its_writer_are_not_compared():
    case = story().case
    material = Protected((ROSA,), writings=(TOLD,))
    assert gate(case, replace(WORDS, words=""), material) == Passed(replace(WORDS, words=""))
    back = Letter(name=LetterName.DONE, to=To.ONE_ADMINISTRATOR, who=BY, words="It was Rosa")
    assert gate(case, back, material) == Passed(back)


# --- a public place


def consulted(*who):
    return story(ConsultationProposed(BY, TEXT, who=who))


def asked(history):
    return [each.who or CODE for _, each in history.sent if each.name is LetterName.CONSULT]


def test_p9_the_reporter_is_asked_first_then_the_targets_then_whom_an_administrator_names():
    history = story(PartyNamed(BY, TIM, Role.TARGET), PartyConsented(TIM, GRANTED, VERIFIED))
    history.happens(ConsultationProposed(BY, TEXT, who=(WES, BRACK, WES, TIM, CODE)))
    for who in (CODE, TIM, WES):
        history.passes(hours=1).happens(ConsultationAnswered(who, Reply.YES))
    assert asked(history) == [CODE, TIM, WES, BRACK]
    assert may_publish(history.case, TEXT) is Stop.NOT_ASKED
    history.happens(ConsultationAnswered(BRACK, Reply.YES))
    assert may_publish(history.case, TEXT) is None
    times = history.case.consultation.answered_at
    assert sorted(times, key=times.get)[:3] == [CODE, TIM, WES]


def test_p9_somebody_named_who_is_no_party_is_refused():
    with pytest.raises(NotAllowed, match="nobody of that name"):
        consulted("SSE-XXXXX")


def test_p9_a_yes_is_a_consent_to_exactly_that_text():
    history = consulted().happens(ConsultationAnswered(CODE, Reply.YES))
    assert agreed_texts(history.case, CODE) == (TEXT,)
    assert rows(history)[-1] == (Item.TEXT, CHANNEL, GRANTED, True)


def test_p9_a_later_no_takes_the_yes_back():
    history = consulted().happens(ConsultationAnswered(CODE, Reply.YES)).happens(ConsultationAnswered(CODE, Reply.NO))
    assert agreed_texts(history.case, CODE) == ()
    assert rows(history)[1:] == [(Item.TEXT, CHANNEL, GRANTED, False), (Item.TEXT, CHANNEL, REFUSED, True)]


def test_p9_a_yes_to_a_text_does_not_come_back_with_a_new_general_yes():
    history = consulted().happens(ConsultationAnswered(CODE, Reply.YES))
    assert may_publish(history.case, TEXT) is None
    history.happens(ConsentGiven(REFUSED, VERIFIED)).happens(YES)
    assert what_stands_against(history.case, BRACK) == ()
    assert may_publish(history.case, TEXT) is Stop.NOT_ASKED


# --- a complaint out of a concern


def complaint(privacy, concern="SSE-CCCCC"):
    history = History().has_no_reporter().reports(privacy=privacy)
    history.case = replace(history.case, concern=concern)
    return history


SHARED = Privacy(GRANTED, START, "said so")


@pytest.mark.parametrize("consent", [REFUSED, CONDITIONAL, Consent.UNSTATED])
def test_p1_a_complaint_goes_on_under_the_narrower_consent_of_its_concern(consent):
    case = complaint(SHARED).happens(ConsentNarrowed("SSE-CCCCC", consent)).case
    assert case.privacy.value is consent
    assert what_stands_against(case, BRACK)
    assert [each.withdrawn_at is None for each in case.grants if each.value is GRANTED] == [False]


def test_p1_it_never_widens_and_another_concern_means_nothing():
    refused = Privacy(REFUSED, START, "said so")
    assert complaint(refused).happens(ConsentNarrowed("SSE-CCCCC", CONDITIONAL)).case.privacy == refused
    assert complaint(SHARED).happens(ConsentNarrowed("SSE-ZZZZZ", REFUSED)).case.privacy == SHARED


def test_p1_only_a_narrower_consent_is_told_to_the_complaint():
    concern = History().reports(Track.CONCERN)
    concern.case = replace(concern.case, complaints=("SSE-DDDDD",))
    told = []
    for event in (YES, ConsentGiven(CONDITIONAL, PLAUSIBLE), YES, recorded(GRANTED), Withdrew()):
        told += [each.event for each in decided(concern, event)]
    assert told == [ConsentNarrowed(CODE, CONDITIONAL), ConsentNarrowed(CODE, REFUSED)]


def decided(history, event):

    decision = decide(history.case, event, history.now)
    history.happens(event)
    return decision.also


def test_a_case_of_an_earlier_version_has_an_empty_ledger_and_its_general_answer_counts():
    case = Case(code=CODE, track=Track.COMPLAINT, opened_at=START, privacy=SHARED)
    assert case.grants == ()
    assert what_stands_against(case, BRACK) == ()

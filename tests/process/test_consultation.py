"""The public-channel question: the reporter first, then the target, exactly that text; no answer is a no (P9)."""

from datetime import timedelta

import pytest

from daemon.process.case import Consent, Privacy, Role, Standing, Track
from daemon.process.disclosure import Stop, may_publish
from daemon.process.events import ConsentGiven, NotAllowed
from daemon.process.events_parties import ConsultationAnswered, ConsultationProposed, PartyConsented
from daemon.process.letters import LetterName, To
from daemon.process.records import Ground, Reply
from tests.support.history import START
from tests.support.neighbourhood import COMPLAINT, Neighbourhood

BY, TARGET = "Jamison", "SSE-P0002"
GRANTED = Privacy(Consent.GRANTED, START, "said so")
TEXT = "the exact text"
CONSULT = ConsultationProposed(BY, TEXT)


def consulted(*, target=True, **facts):
    world = Neighbourhood().reports(privacy=GRANTED, **facts)
    if target:
        world.named(TARGET, Role.TARGET).happens(COMPLAINT, PartyConsented(TARGET, Consent.GRANTED, Standing.VERIFIED))
    return world.happens(COMPLAINT, CONSULT)


def answers(world, who, reply=Reply.YES):
    return world.happens(COMPLAINT, ConsultationAnswered(who, reply))


def asked(world):
    return [each.reader for each in world.written(LetterName.CONSULT)]


def test_p9_the_reporter_is_asked_first_and_nobody_else():
    assert asked(consulted()) == [COMPLAINT]


def test_p9_the_target_is_asked_after_the_reporters_yes_under_a_code_of_their_own():
    world = answers(consulted(), COMPLAINT)
    letter = world.last(LetterName.CONSULT).letter
    assert (letter.to, letter.who, letter.facts["code"], letter.words) == (To.PARTY, TARGET, TARGET, TEXT)


def test_p9_after_the_reporters_no_the_target_is_not_asked():
    world = answers(consulted(), COMPLAINT, Reply.NO).passes(days=8)
    assert asked(world) == [COMPLAINT]
    assert may_publish(world.case(), TEXT) is Stop.NOT_ASKED


def test_p9_everybodys_yes_lets_exactly_this_text_out():
    world = answers(answers(consulted(), COMPLAINT), TARGET)
    assert may_publish(world.case(), TEXT) is None
    assert may_publish(world.case(), f"{TEXT} and more") is Stop.NOT_ASKED


def test_p9_the_text_says_where_and_until_when():
    world = consulted()
    facts = world.last(LetterName.CONSULT).letter.facts
    assert (facts["place"], facts["until"]) == ("#rules", world.in_(days=7))


def test_p9_no_answer_is_a_no():
    world = answers(consulted(), COMPLAINT).passes(days=8)
    assert world.case().consultation.ended_at == START + timedelta(days=7)
    assert may_publish(world.case(), TEXT) is Stop.NOT_ASKED


def test_p9_a_yes_after_the_end_does_not_count():
    world = answers(answers(consulted(), COMPLAINT).passes(days=8), TARGET)
    assert may_publish(world.case(), TEXT) is Stop.NOT_ASKED


def test_p9_a_no_after_the_yes_counts():
    world = answers(answers(answers(consulted(), COMPLAINT), TARGET), COMPLAINT, Reply.NO)
    assert may_publish(world.case(), TEXT) is Stop.NOT_ASKED


def test_p9_a_yes_does_not_turn_a_no_around():
    world = answers(answers(consulted(), COMPLAINT, Reply.NO), COMPLAINT)
    assert may_publish(world.case(), TEXT) is Stop.NOT_ASKED


def test_p9_an_answer_of_somebody_who_was_not_asked_counts_for_nothing():
    world = answers(consulted(), TARGET)
    assert TARGET not in world.case().consultation.asked


def test_p8_p9_a_consent_that_is_narrowed_afterwards_stops_what_was_allowed():
    world = answers(consulted(target=False), COMPLAINT)
    assert may_publish(world.case(), TEXT) is None
    world.happens(COMPLAINT, ConsentGiven(Consent.REFUSED, Standing.PLAUSIBLE))
    assert may_publish(world.case(), TEXT) is Stop.REPORTER


def test_p9_a_question_that_is_taken_back_allows_nothing():
    world = consulted(target=False).undoes(LetterName.CONSULT).passes(days=8)
    assert may_publish(world.case(), TEXT) is Stop.NOT_ASKED


def refused(world, event, rule):
    with pytest.raises(NotAllowed) as why:
        world.happens(COMPLAINT, event)
    assert why.value.rule == rule


def test_p9_two_consultations_at_once_are_refused():
    refused(consulted(), CONSULT, "P9")


def test_p9_a_case_without_reporter_and_target_has_nobody_to_ask():
    refused(Neighbourhood().unreported(), CONSULT, "P9")


@pytest.mark.parametrize("track", [Track.UNDECIDED, Track.CONCERN])
def test_p1_only_a_complaint_consults(track):
    refused(Neighbourhood().reports(track), CONSULT, "P1")


def test_p1_danger_consults_under_an_undecided_report_on_the_record():
    world = Neighbourhood().reports(Track.UNDECIDED)
    world.happens(COMPLAINT, ConsultationProposed(BY, TEXT, Ground.DANGER))
    assert asked(world) == [COMPLAINT]

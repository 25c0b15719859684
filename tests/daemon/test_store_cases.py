from dataclasses import replace
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from daemon.process.case import Answer, Case, Debt, Promise, Quiet, Stage, Terms, Track
from daemon.process.people import Consent, Party, Privacy, Role, Told
from daemon.process.records import (
    Access,
    Appeal,
    Consultation,
    Context,
    Finding,
    Ground,
    Outcome,
    Reply,
    Sender,
    Suspension,
    Wording,
)
from daemon.store import Conflict, NewMessage
from daemon.store.codes import ALPHABET
from tests.support.stores import NOW, TERMS, new_case, opened

DENVER = Terms(quiet=Quiet(time(22), time(7), ZoneInfo("America/Denver")), administrators=("Jamison Dance",))
FULL = Case(
    code="SSE-7K3F2",
    track=Track.CONCERN,
    stage=Stage.PROMISED,
    opened_at=NOW,
    urgent=True,
    reporter_is="target",
    answered=frozenset({Answer.NATURE, Answer.PRIVACY}),
    asked=True,
    privacy=Privacy(Consent.GRANTED, NOW, "the word SHARE"),
    promise=Promise(NOW + timedelta(days=1), NOW, "Jamison Dance", NOW + timedelta(days=9)),
    debt=Debt.NEXT_WORD,
    owed_since=NOW,
    reminders=2,
    off=frozenset({"Dave Smith"}),
    told=Told.ON_ITS_WAY,
    related=("SSE-ABCDE", "SSE-FGHJK"),
    terms=DENVER,
)


@pytest.fixture
def run(tmp_path):
    with opened(tmp_path) as store:
        yield store.run_now


def test_every_field_of_a_case_comes_back_as_it_was(run):
    run(lambda unit: unit.cases.add(FULL, None))
    kept = run(lambda unit: unit.cases.by_code("SSE-7K3F2", DENVER))
    assert kept.case == FULL
    assert type(kept.case.stage) is Stage
    assert kept.case.promise.due.tzinfo is not None


def test_a_case_takes_the_terms_of_today_and_keeps_none(run):
    run(lambda unit: unit.cases.add(FULL, None))
    assert run(lambda unit: unit.cases.by_code("SSE-7K3F2", TERMS)).case.terms is TERMS


def test_a_case_is_found_by_its_code_in_any_case_by_its_id_and_by_a_partys_code(run):
    kept = run(new_case)
    party = run(lambda unit: unit.parties.add(kept.id, "witness", "email", "sam@example.org", "Sam", NOW))
    found = run(
        lambda unit: (
            unit.cases.by_code(" sse-7k3f2 ", TERMS),
            unit.cases.by_id(kept.id, TERMS),
            unit.cases.by_code(party.code, TERMS),
        )
    )
    assert [each.id for each in found] == [kept.id] * 3
    assert run(lambda unit: (unit.cases.by_code("SSE-22222", TERMS), unit.cases.by_id("0" * 32, TERMS))) == (None, None)


def test_a_saved_case_is_the_new_one(run):
    kept = run(new_case)
    saved = run(lambda unit: unit.cases.save(kept, replace(kept.case, stage=Stage.LATE, urgent=True), NOW))
    found = run(lambda unit: unit.cases.by_id(kept.id, TERMS))
    assert (found, found.case.stage) == (saved, Stage.LATE)
    assert run(lambda unit: unit.cases.next_due()) == NOW


def test_a_save_over_somebody_elses_save_is_refused(run):
    kept = run(new_case)
    run(lambda unit: unit.cases.save(kept, replace(kept.case, stage=Stage.LATE), None))
    with pytest.raises(Conflict):
        run(lambda unit: unit.cases.save(kept, replace(kept.case, stage=Stage.READ), None))
    assert run(lambda unit: unit.cases.by_id(kept.id, TERMS)).case.stage is Stage.LATE


def test_due_cases_come_the_oldest_deadline_first_and_no_others(run):
    def work(unit):
        for code, minutes in (("SSE-AAAAA", -1), ("SSE-BBBBB", -5), ("SSE-CCCCC", 0), ("SSE-DDDDD", 1)):
            new_case(unit, code, NOW + timedelta(minutes=minutes))
        new_case(unit, "SSE-EEEEE", None)
        due = [unit.cases.by_id(each, TERMS).case.code for each in unit.cases.due(NOW, 9)]
        return due, unit.cases.by_id(unit.cases.due(NOW, 1)[0], TERMS).case.code

    assert run(work) == (["SSE-BBBBB", "SSE-AAAAA", "SSE-CCCCC"], "SSE-BBBBB")
    assert run(lambda unit: unit.cases.next_due()) == NOW - timedelta(minutes=5)


def test_without_deadlines_there_is_no_next_one(run):
    run(new_case)
    assert run(lambda unit: unit.cases.next_due()) is None


def test_closed_cases_are_counted_and_no_longer_open(run):
    def work(unit):
        new_case(unit, "SSE-AAAAA")
        kept = new_case(unit, "SSE-BBBBB")
        unit.cases.save(kept, replace(kept.case, stage=Stage.CLOSED, closed_at=NOW), None)
        return [each.case.code for each in unit.cases.open(TERMS)], unit.cases.closed_dates()

    assert run(work) == (["SSE-AAAAA"], [(Track.COMPLAINT, NOW)])
    assert len(run(lambda unit: unit.cases.every(TERMS))) == 2


def test_a_reopened_case_is_open(run):
    def work(unit):
        closed = replace(new_case(unit).case, stage=Stage.CLOSED, closed_at=NOW)
        kept = unit.cases.save(unit.cases.by_code(closed.code, TERMS), closed, None)
        unit.cases.save(kept, replace(closed, stage=Stage.NEEDS_DATE), None)
        return len(unit.cases.open(TERMS)), unit.cases.closed_dates()

    assert run(work) == (1, [])


SUSPENSION = Suspension(
    account="SSE-4KX2P", since=NOW, by="Jamison Dance", ground=Ground.COMPLAINT, review_at=NOW + timedelta(days=1)
)
EVERYTHING = replace(
    FULL,
    parties=(
        Party("SSE-4KX2P", Role.RESPONDENT, told=Told.TOLD, heard_at=NOW),
        Party("SSE-9WMTR", Role.TARGET, Privacy(Consent.REFUSED, NOW, "the word PRIVATE"), spared_at=NOW),
    ),
    suspensions=(
        SUSPENSION,
        replace(
            SUSPENSION, account="SSE-9WMTR", access=Access.RETURNED, kept_until=NOW, warning=Told.TOLD, ended_at=NOW
        ),
    ),
    appeals=("SSE-QQQQQ",),
    appeal=Appeal(
        Sender.ON_BEHALF,
        "SSE-ABCDE",
        "SSE-4KX2P",
        suspended_at=NOW,
        outcome=Outcome.OVERTURNED,
        decided_at=NOW,
        context=Context("Dana", Wording.OWN, "the new context", Told.TOLD, handed_at=NOW),
    ),
    consultation=Consultation(
        "Jamison Dance", "words", NOW, {"SSE-7K3F2": Reply.YES, "SSE-9WMTR": Reply.NONE}, ("SSE-4KX2P",)
    ),
    finding=Finding.BAD_FAITH,
    retaliation=True,
    held=True,
    paged_at=NOW,
)


def test_suspensions_parties_an_appeal_and_a_consultation_come_back_as_they_were(run):
    run(lambda unit: unit.cases.add(EVERYTHING, None))
    kept = run(lambda unit: unit.cases.by_code("SSE-7K3F2", DENVER))
    assert kept.case == EVERYTHING
    assert type(kept.case.suspensions[1].access) is Access
    assert [each.in_force for each in kept.case.suspensions] == [True, False]


def keep(unit, code, due_at=None, **changes):
    return unit.cases.add(replace(new_state(code), **changes), due_at)


def new_state(code):
    return Case(code=code, track=Track.COMPLAINT, opened_at=NOW, terms=TERMS)


def codes_of(found):
    return [kept.case.code for kept in found]


def test_an_appeal_and_a_merged_case_are_no_incidents_of_their_own(run):
    def work(unit):
        ended = {"stage": Stage.CLOSED, "closed_at": NOW}
        keep(unit, "SSE-AAAAA", **ended)
        keep(unit, "SSE-BBBBB", track=Track.APPEAL, **ended)
        keep(unit, "SSE-CCCCC", track=Track.CONCERN, stage=Stage.MERGED, closed_at=NOW)
        keep(unit, "SSE-DDDDD", track=Track.QUESTION, **ended)
        return unit.cases.closed_dates()

    assert sorted(run(work)) == [(Track.COMPLAINT, NOW), (Track.QUESTION, NOW)]


def test_a_merged_case_is_not_open_whatever_is_owed_under_it(run):
    def work(unit):
        merged = {"stage": Stage.MERGED, "closed_at": NOW, "debt": Debt.LOOK}
        keep(unit, "SSE-AAAAA", **merged)
        keep(unit, "SSE-BBBBB", NOW, **merged)
        keep(unit, "SSE-CCCCC", NOW, **{**merged, "stage": Stage.CLOSED})
        return codes_of(unit.cases.open(TERMS))

    assert run(work) == ["SSE-CCCCC"]


def test_a_closed_case_is_open_again_only_while_something_is_owed_and_not_for_its_deadline_alone(run):
    def work(unit):
        closed = {"stage": Stage.CLOSED, "closed_at": NOW, "suspensions": (SUSPENSION,)}
        keep(unit, "SSE-AAAAA", NOW + timedelta(days=30), **closed)
        keep(unit, "SSE-BBBBB", NOW + timedelta(days=30), debt=Debt.REVIEW, **closed)
        return codes_of(unit.cases.open(TERMS))

    assert run(work) == ["SSE-BBBBB"]


def test_the_open_cases_of_a_track_come_the_oldest_first_and_no_other_is_opened(run, monkeypatch):
    from daemon.store import cases

    def fill(unit):
        keep(unit, "SSE-AAAAA")
        keep(unit, "SSE-BBBBB", track=Track.APPEAL, stage=Stage.EARLY)
        keep(unit, "SSE-CCCCC", track=Track.APPEAL, opened_at=NOW - timedelta(days=1))
        keep(unit, "SSE-DDDDD", track=Track.APPEAL, stage=Stage.CLOSED, closed_at=NOW)

    run(fill)
    opened_texts, load = [], cases.loaded
    monkeypatch.setattr(cases, "loaded", lambda data, terms: opened_texts.append(data) or load(data, terms))
    assert codes_of(run(lambda unit: unit.cases.of_track(Track.APPEAL, TERMS))) == ["SSE-CCCCC", "SSE-BBBBB"]
    assert len(opened_texts) == 2


def test_a_suspension_in_force_is_found_under_a_closed_complaint_too(run):
    def work(unit):
        over = replace(SUSPENSION, ended_at=NOW)
        closed = {"stage": Stage.CLOSED, "closed_at": NOW}
        keep(unit, "SSE-AAAAA")
        keep(unit, "SSE-BBBBB", NOW, suspensions=(over, SUSPENSION))
        keep(unit, "SSE-CCCCC", NOW, suspensions=(over,))
        keep(unit, "SSE-DDDDD", NOW, suspensions=(SUSPENSION,), **closed)
        keep(unit, "SSE-EEEEE", None, suspensions=(over,), **closed)
        return codes_of(unit.cases.suspending(TERMS))

    assert run(work) == ["SSE-BBBBB", "SSE-DDDDD"]


def test_a_code_is_five_characters_that_nobody_mistakes(run):
    codes = run(lambda unit: [unit.cases.fresh_code("sse") for _ in range(200)])
    assert all(code[:4] == "SSE-" and len(code) == 9 and set(code[4:]) <= set(ALPHABET) for code in codes)
    assert len(set(codes)) == 200
    assert not set("01OIL") & set(ALPHABET)


def test_a_code_that_a_case_or_a_party_has_is_not_drawn_again(run, monkeypatch):
    from daemon.store import codes

    kept = run(lambda unit: new_case(unit, "SSE-AAAAA"))
    party = run(lambda unit: unit.parties.add(kept.id, "witness", "email", "sam@example.org", "Sam", NOW))
    drawn = iter("AAAAA" + party.code[4:] + "BBBBB")
    monkeypatch.setattr(codes.secrets, "choice", lambda _alphabet: next(drawn))
    assert run(lambda unit: unit.cases.fresh_code("SSE")) == "SSE-BBBBB"


def test_messages_come_back_in_the_order_in_which_they_were_written(run):
    def work(unit):
        kept = new_case(unit)
        arrival = unit.inbox.add("email", "", b"raw", b"raw", NOW)
        party = unit.parties.add(kept.id, "reporter", "email", "rae@example.org", "Rae", NOW)
        for n in range(4):
            new = NewMessage(
                case_id=kept.id,
                at=NOW,
                text=f"{n}: na\u00efve \udce9\x00",
                subject="hello",
                inbox_id=arrival.id,
                party_id=party.id,
                reading={"kind": "complaint", "at": NOW, "people": ["Sam"], "of": {"at": NOW}},
                attachments=({"name": "a.png", "size": 7},),
            )
            unit.messages.add(new)
        return unit.messages.of(kept.id)

    found = run(work)
    assert [message.text for message in found] == [f"{n}: na\u00efve \udce9\x00" for n in range(4)]
    assert found[0].reading == {"kind": "complaint", "at": NOW, "people": ["Sam"], "of": {"at": NOW}}
    assert found[0].attachments == ({"name": "a.png", "size": 7},)
    assert "hello" not in repr(found)

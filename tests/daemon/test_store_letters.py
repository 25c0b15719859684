from dataclasses import replace
from datetime import timedelta

import pytest

from daemon.store import Conflict, LetterState
from tests.support.stores import NOW, new_case, new_letter, opened

LATER = NOW + timedelta(minutes=2)
ID = "<mzxw6.a1b2c3d4@example.org>"


@pytest.fixture
def run(tmp_path):
    with opened(tmp_path) as store:
        yield store.run_now


def add(unit, **changes):
    return unit.letters.add(replace(new_letter(), **changes))[0]


def state(run, letter):
    return run(lambda unit: unit.letters.by_id(letter)).state


def test_a_letter_comes_back_whole_when_it_is_opened_and_only_then(run):
    facts = {"due": LATER, "missing": ("nature", "material"), "count": 3, "nothing": None, "name": "Rae"}

    def work(unit):
        kept = new_case(unit)
        return add(
            unit,
            case_id=kept.id,
            recipient="Rae",
            facts=facts,
            words="Dear Rae",
            code="SSE-7K3F2",
            message_id=ID,
            in_reply_to="<x@y>",
        )

    letter = run(work)
    row, body = run(lambda unit: (unit.letters.by_id(letter), unit.letters.open(letter)))
    assert (body.channel, body.address, body.recipient) == ("email", "rae@example.org", "Rae")
    assert (body.facts, body.words, body.code) == (facts, "Dear Rae", "SSE-7K3F2")
    assert (body.message_id, body.in_reply_to) == (ID, "<x@y>")
    assert not {"Rae", "rae@", "mzxw6"} & {word for word in ("Rae", "rae@", "mzxw6") if word in f"{row!r} {body!r}"}


def test_a_letter_without_a_case_is_sealed_all_the_same(run):
    letter = run(lambda unit: add(unit, words="hello"))
    assert run(lambda unit: unit.letters.open(letter)).words == "hello"


def test_letters_are_due_from_their_time_on_the_oldest_first(run):
    def work(unit):
        late, early = add(unit, not_before=LATER), add(unit, not_before=NOW)
        return late, early, [row.id for row in unit.letters.due(NOW, 9)], [row.id for row in unit.letters.due(LATER, 9)]

    late, early, now, later = run(work)
    assert (now, later) == ([early], [early, late])
    assert run(lambda unit: unit.letters.next_at()) == NOW


def test_letters_of_one_moment_leave_in_the_order_in_which_they_were_written(run):
    def work(unit):
        return [add(unit) for _ in range(20)], [row.id for row in unit.letters.due(NOW, 99)]

    written, due = run(work)
    assert due == written


def test_a_letter_is_taken_for_sending_once(run):
    letter = run(add)
    assert run(lambda unit: unit.letters.mark_sending(letter, NOW)).address == "rae@example.org"
    assert run(lambda unit: unit.letters.mark_sending(letter, NOW)) is None
    assert run(lambda unit: unit.letters.due(NOW, 9)) == []
    (flying,) = run(lambda unit: unit.letters.in_flight())
    assert (flying.id, flying.sending_since, flying.attempts) == (letter, NOW, 1)


def test_a_sent_letter_is_done(run):
    letter = run(add)
    run(lambda unit: unit.letters.mark_sending(letter, NOW))
    run(lambda unit: unit.letters.mark_sent(letter, LATER))
    row = run(lambda unit: unit.letters.by_id(letter))
    assert (row.state, row.sent_at, row.next_try) == (LetterState.SENT, LATER, None)
    assert run(lambda unit: (unit.letters.in_flight(), unit.letters.next_at())) == ([], None)


def test_a_letter_that_failed_for_now_is_tried_again_at_its_time(run):
    letter = run(add)
    run(lambda unit: unit.letters.mark_sending(letter, NOW))
    run(lambda unit: unit.letters.mark_failed(letter, "refused for now", LATER))
    assert run(lambda unit: (unit.letters.due(NOW, 9), unit.letters.next_at())) == ([], LATER)
    (row,) = run(lambda unit: unit.letters.due(LATER, 9))
    assert (row.attempts, row.problem) == (1, "refused for now")


def test_a_letter_that_failed_for_good_is_tried_no_more_until_somebody_resends_it(run):
    letter = run(add)
    run(lambda unit: unit.letters.mark_sending(letter, NOW))
    run(lambda unit: unit.letters.mark_failed(letter, "refused", None))
    assert state(run, letter) is LetterState.FAILED
    assert run(lambda unit: unit.letters.due(LATER, 9)) == []
    run(lambda unit: unit.letters.resend(letter, LATER))
    assert len(run(lambda unit: unit.letters.due(LATER, 9))) == 1


def test_a_letter_that_bounced_has_failed(run):
    letter = run(add)
    run(lambda unit: unit.letters.mark_sending(letter, NOW))
    run(lambda unit: unit.letters.mark_sent(letter, NOW))
    run(lambda unit: unit.letters.mark_failed(letter, "bounced", None))
    assert state(run, letter) is LetterState.FAILED


def test_a_letter_is_taken_back_until_it_is_on_its_way(run):
    waiting, flying = run(add), run(add)
    run(lambda unit: unit.letters.mark_dropped(waiting))
    assert state(run, waiting) is LetterState.DROPPED
    run(lambda unit: unit.letters.mark_sending(flying, NOW))
    with pytest.raises(Conflict):
        run(lambda unit: unit.letters.mark_dropped(flying))
    assert state(run, flying) is LetterState.SENDING


def test_a_letter_that_was_taken_back_is_not_sent(run):
    letter = run(add)
    run(lambda unit: unit.letters.mark_dropped(letter))
    assert run(lambda unit: unit.letters.mark_sending(letter, NOW)) is None


def test_a_draft_waits_until_it_is_released(run):
    letter = run(lambda unit: add(unit, state=LetterState.DRAFT))
    assert run(lambda unit: (unit.letters.due(LATER, 9), unit.letters.next_at())) == ([], None)
    assert [row.id for row in run(lambda unit: unit.letters.in_state(LetterState.DRAFT))] == [letter]
    run(lambda unit: unit.letters.release(letter, LATER))
    assert [row.id for row in run(lambda unit: unit.letters.due(LATER, 9))] == [letter]


def test_what_waits_for_undo_can_leave_at_once(run):
    letter = run(lambda unit: add(unit, not_before=LATER))
    run(lambda unit: unit.letters.release(letter, NOW))
    assert [row.id for row in run(lambda unit: unit.letters.due(NOW, 9))] == [letter]


def test_what_never_left_cannot_have_arrived(run):
    letter = run(add)
    with pytest.raises(Conflict):
        run(lambda unit: unit.letters.mark_sent(letter, NOW))


def test_a_letter_is_found_by_its_message_id_however_that_is_written(run):
    letter = run(lambda unit: add(unit, message_id=ID))
    for written in (ID, ID.strip("<>"), f" {ID.upper()} "):
        assert run(lambda unit, written=written: unit.letters.by_message_id(written)).id == letter
    assert run(lambda unit: unit.letters.by_message_id("<other@example.org>")) is None


def test_two_letters_never_share_a_message_id(run):
    run(lambda unit: add(unit, message_id=ID))
    with pytest.raises(Exception, match="UNIQUE"):
        run(lambda unit: add(unit, message_id=ID))


def test_a_letter_is_found_by_its_short_name_and_with_its_case(run):
    kept = run(new_case)
    letter, short = run(lambda unit: unit.letters.add(new_letter(case_id=kept.id)))
    assert short.startswith("L-")
    assert run(lambda unit: unit.letters.by_short(short.lower())).id == letter
    assert [row.id for row in run(lambda unit: unit.letters.of(kept.id))] == [letter]
    assert run(lambda unit: unit.letters.by_short("L-22222")) is None


def test_the_letters_of_a_case_to_one_reader_come_by_whichever_way_they_went(run):
    def work(unit):
        kept, other = new_case(unit, "SSE-AAAAA"), new_case(unit, "SSE-BBBBB")
        first = add(unit, case_id=kept.id)
        add(unit, case_id=kept.id, address="sam@example.org")
        add(unit, case_id=other.id)
        second = add(unit, case_id=kept.id, address="rae@work.example")
        ways = [unit.lookup("email", address) for address in ("Rae@example.org", "rae@work.example")]
        found = [unit.letters.of_party(kept.id, *some) for some in (ways, ways[:1], ())]
        return [first, second], [[row.id for row in rows] for rows in found]

    written, found = run(work)
    assert found == [written, written[:1], []]


def test_what_left_is_kept_for_the_next_attempt(run):
    letter = run(lambda unit: add(unit, words="Dear Rae", facts={"due": LATER}))
    run(lambda unit: unit.letters.keep_text(letter, "Dear Rae,\n\nby tomorrow."))
    body = run(lambda unit: unit.letters.open(letter))
    assert (body.text, body.words, body.facts) == ("Dear Rae,\n\nby tomorrow.", "Dear Rae", {"due": LATER})


def test_only_letters_of_that_name_to_that_reader_since_then_are_counted(run):
    def work(unit):
        kept = new_case(unit)
        add(unit)
        add(unit, case_id=kept.id)
        add(unit, words="a person wrote this")
        add(unit, address="sam@example.org")
        add(unit, created_at=NOW - timedelta(days=2))
        add(unit, state=LetterState.DRAFT)
        unit.letters.mark_dropped(add(unit))
        reader, since = unit.lookup("email", "RAE@example.org"), NOW - timedelta(days=1)
        return unit.letters.count_of({"acknowledgement"}, reader, since), unit.letters.count_of({"late"}, reader, since)

    assert run(work) == (3, 0)

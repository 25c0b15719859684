from dataclasses import replace
from datetime import timedelta

import pytest

from daemon.process.case import Stage
from daemon.store import Away
from tests.support.stores import NOW, TERMS, new_case, opened

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def run(tmp_path):
    with opened(tmp_path) as store:
        yield store.run_now


def add(unit, case_id, role="reporter", address="rae@example.org", name="Rae"):
    return unit.parties.add(case_id, role, "email", address, name, NOW)


def test_the_reporter_goes_by_the_code_of_the_case_and_others_by_one_of_their_own(run):
    def work(unit):
        kept = new_case(unit)
        return add(unit, kept.id), add(unit, kept.id, "witness", "sam@example.org", "Sam")

    reporter, witness = run(work)
    assert reporter.code == "SSE-7K3F2"
    assert witness.code != reporter.code
    assert witness.code.startswith("SSE-")
    assert run(lambda unit: unit.parties.by_code(witness.code.lower())) == witness


def test_a_second_reporter_gets_a_code_of_their_own(run):
    def work(unit):
        kept = new_case(unit)
        return [add(unit, kept.id, address=address).code for address in ("rae@example.org", "sam@example.org")]

    first, second = run(work)
    assert (first, second != first) == ("SSE-7K3F2", True)


def test_the_same_person_in_the_same_role_is_one_party(run):
    def work(unit):
        kept = new_case(unit)
        first, again = add(unit, kept.id), add(unit, kept.id, address="RAE@example.org")
        add(unit, kept.id, "target")
        return first == again, [party.role for party in unit.parties.of(kept.id)]

    assert run(work) == (True, ["reporter", "target"])


def test_a_person_is_found_in_every_case_that_they_are_in_and_in_no_other(run):
    def work(unit):
        first, second, third = (new_case(unit, f"SSE-{letter * 5}") for letter in "ABC")
        add(unit, first.id)
        add(unit, second.id, "witness")
        add(unit, third.id, address="sam@example.org")
        unit.cases.save(second, replace(second.case, stage=Stage.CLOSED, closed_at=NOW), None)
        return unit.parties.cases_of("email", "Rae@Example.org")

    found = run(work)
    assert [(each.code, each.role, each.is_open) for each in found] == [
        ("SSE-AAAAA", "reporter", True),
        ("SSE-BBBBB", "witness", False),
    ]
    assert run(lambda unit: unit.parties.cases_of("slack", "rae@example.org")) == []


def test_a_partys_lookup_is_the_one_that_the_unit_gives(run):
    def work(unit):
        party = add(unit, new_case(unit).id)
        return unit.parties.by_id(party.id).lookup == unit.lookup("email", "rae@example.org")

    assert run(work)


def test_no_name_or_address_shows_in_a_repr(run):
    shown = repr(run(lambda unit: add(unit, new_case(unit).id)))
    assert "rae" not in shown.lower()


def test_a_case_does_not_open_without_the_person_being_in_it(run):
    assert run(lambda unit: (unit.parties.by_id("0" * 32), unit.parties.by_code("SSE-22222"))) == (None, None)
    assert run(lambda unit: unit.cases.by_code("", TERMS)) is None


def test_an_administrator_is_away_until_the_day_comes_or_they_say_back(run):
    run(lambda unit: unit.roster.set_away("Dana", LATER, "Jamison Dance", NOW))
    assert run(lambda unit: unit.roster.away(NOW)) == [Away("Dana", LATER, "Jamison Dance")]
    assert run(lambda unit: unit.roster.away(LATER)) == []
    run(lambda unit: unit.roster.back("dana"))
    assert run(lambda unit: unit.roster.away(NOW)) == []


def test_a_second_absence_takes_the_place_of_the_first(run):
    def work(unit):
        unit.roster.set_away("Dana", LATER, "", NOW)
        unit.roster.set_away("Dana", LATER + timedelta(days=1), "Jamison Dance", NOW)
        return unit.roster.away(NOW)

    assert run(work) == [Away("Dana", LATER + timedelta(days=1), "Jamison Dance")]


def test_a_command_that_was_read_back_is_taken_once_by_whoever_gave_it(run):
    command = run(lambda unit: unit.commands.keep("Dana", {"text": "estimate", "when": LATER}, LATER, NOW))
    assert run(lambda unit: unit.commands.take(command, "Jamison Dance", NOW)) is None
    assert run(lambda unit: unit.commands.take(command, "Dana", NOW)) == {"text": "estimate", "when": LATER}
    assert run(lambda unit: unit.commands.take(command, "Dana", NOW)) is None


def test_a_command_expires(run):
    command = run(lambda unit: unit.commands.keep("Dana", {}, LATER, NOW))
    assert run(lambda unit: unit.commands.take(command, "Dana", LATER)) is None


def test_waiting_commands_come_the_newest_first(run):
    def work(unit):
        for n in range(3):
            unit.commands.keep("Dana", {"n": n}, LATER, NOW)
        return [pending.body["n"] for pending in unit.commands.waiting("Dana", NOW)]

    assert run(work) == [2, 1, 0]


def test_a_cursor_is_where_it_was_set_last(run):
    def work(unit):
        before = unit.cursors.get("imap:INBOX")
        unit.cursors.set("imap:INBOX", "7:100")
        unit.cursors.set("imap:INBOX", "7:101")
        return before, unit.cursors.get("imap:INBOX"), unit.cursors.get("imap:Sent")

    assert run(work) == (None, "7:101", None)

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from daemon.process.case import Stage
from daemon.store import Away, Finding, KeyGone
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


def test_a_party_has_its_first_way_first_and_the_added_ones_after_it(run):
    def work(unit):
        party = add(unit, new_case(unit).id)
        unit.parties.add_way(party, "slack", "U04KLM2QX", NOW)
        added = unit.parties.add_way(party, "handle", "@rae", NOW)
        return added, unit.parties.by_id(party.id), unit.parties.of(party.case_id), unit.parties.by_code(party.code)

    added, by_id, of_case, by_code = run(work)
    ways = [(way.channel, way.address) for way in added.ways]
    assert ways == [("email", "rae@example.org"), ("slack", "U04KLM2QX"), ("handle", "@rae")]
    assert [by_id, of_case[0], by_code] == [added] * 3
    assert (added.channel, added.address, added.lookup) == ("email", "rae@example.org", added.ways[0].lookup)


@pytest.mark.parametrize(
    ("channel", "address"), [("email", "RAE@example.org"), ("slack", "u04klm2qx"), ("handle", " @RAE ")]
)
def test_a_way_that_a_party_has_already_is_not_added_again(run, channel, address):
    def work(unit):
        party = add(unit, new_case(unit).id)
        unit.parties.add_way(party, "slack", "U04KLM2QX", NOW)
        before = unit.parties.add_way(party, "handle", "@rae", NOW)
        return before, unit.parties.add_way(party, channel, address, LATER), unit.parties.by_id(party.id)

    before, after, kept = run(work)
    assert before == after == kept


@pytest.mark.parametrize("written", ["@DANA", "dana", "  @Dana  "])
def test_a_name_is_found_however_it_was_written(run, written):
    def work(unit):
        party = unit.parties.add(new_case(unit).id, "respondent", "handle", "@dana", "", NOW)
        return party, unit.parties.find(party.case_id, "handle", written)

    party, found = run(work)
    assert found == party


def test_a_name_folds_beyond_ascii_and_an_address_does_not(run):
    def lookups(unit):
        return {
            channel: unit.lookup(channel, "STRA\u00dfE \u00dc") == unit.lookup(channel, "strasse  u\u0308")
            for channel in ("handle", "email", "slack")
        }

    assert run(lookups) == {"handle": True, "email": False, "slack": False}


def test_a_name_that_is_like_an_address_is_not_that_address(run):
    def work(unit):
        party = add(unit, new_case(unit).id)
        return unit.parties.find(party.case_id, "handle", "rae@example.org")

    assert run(work) is None


def test_somebody_is_found_in_a_case_by_any_of_their_ways_and_in_no_other_case(run):
    def work(unit):
        first, second = new_case(unit, "SSE-AAAAA"), new_case(unit, "SSE-BBBBB")
        add(unit, first.id)
        party = unit.parties.add(first.id, "respondent", "handle", "@dana", "Dana", NOW)
        party = unit.parties.add_way(party, "email", "dana@example.org", NOW)
        by_mail, by_name, elsewhere = (
            unit.parties.find(case_id, channel, address)
            for case_id, channel, address in (
                (first.id, "email", "Dana@example.org"),
                (first.id, "handle", "@dana"),
                (second.id, "handle", "@dana"),
            )
        )
        return party, by_mail, by_name, unit.parties.by_lookup(first.id, party.ways[1].lookup), elsewhere

    party, *found, elsewhere = run(work)
    assert found == [party] * 3
    assert elsewhere is None


def test_who_has_two_roles_is_found_in_the_first_of_them(run):
    def work(unit):
        kept = new_case(unit)
        reporter = add(unit, kept.id)
        add(unit, kept.id, "target")
        return reporter, unit.parties.find(kept.id, "email", "rae@example.org")

    reporter, found = run(work)
    assert found == reporter


def test_the_same_person_by_an_added_way_is_no_second_party(run):
    def work(unit):
        kept = new_case(unit)
        party = unit.parties.add(kept.id, "respondent", "handle", "@dana", "", NOW)
        party = unit.parties.add_way(party, "email", "dana@example.org", NOW)
        again = unit.parties.add(kept.id, "respondent", "email", "dana@example.org", "Dana", NOW)
        return party == again, len(unit.parties.of(kept.id))

    assert run(work) == (True, 1)


def test_a_persons_cases_are_found_by_any_way_and_each_once(run):
    def work(unit):
        first, second, third = (new_case(unit, f"SSE-{letter * 5}") for letter in "ABC")
        by_name = unit.parties.add(first.id, "respondent", "handle", "@dana", "", NOW)
        unit.parties.add_way(by_name, "email", "dana@example.org", NOW)
        add(unit, second.id, address="dana@example.org")
        unit.parties.add(third.id, "respondent", "handle", "@dana", "", NOW)
        return (
            unit.parties.cases_of("email", "dana@example.org"),
            unit.parties.cases_of_party(unit.parties.by_id(by_name.id)),
        )

    by_mail, by_all = run(work)
    assert [(each.code, each.role) for each in by_mail] == [("SSE-AAAAA", "respondent"), ("SSE-BBBBB", "reporter")]
    assert [each.code for each in by_all] == ["SSE-AAAAA", "SSE-BBBBB", "SSE-CCCCC"]


def test_a_role_changes_and_the_person_and_their_code_stay(run):
    def work(unit):
        kept = new_case(unit)
        witness = add(unit, kept.id, "witness")
        unit.parties.add_way(witness, "handle", "@rae", NOW)
        changed = unit.parties.change_role(witness.id, "target")
        return unit.parties.by_id(witness.id) == changed, changed.role, changed.code == witness.code, len(changed.ways)

    assert run(work) == (True, "target", True, 2)


def test_who_is_the_reporter_no_longer_leaves_the_cases_code_to_the_next_one(run):
    def work(unit):
        kept = new_case(unit)
        was = unit.parties.change_role(add(unit, kept.id).id, "witness")
        now = add(unit, kept.id, address="sam@example.org", name="Sam")
        return was.code, now.code, unit.cases.by_code(was.code, TERMS).id == kept.id

    was, now, found = run(work)
    assert (now, found) == ("SSE-7K3F2", True)
    assert was.startswith("SSE-")
    assert was != now


def test_who_becomes_the_reporter_keeps_the_code_that_their_letters_carry(run):
    def work(unit):
        target = add(unit, new_case(unit).id, "target")
        return target, unit.parties.change_role(target.id, "reporter"), unit.parties.by_code(target.code)

    target, changed, found = run(work)
    assert found == changed == replace(target, role="reporter")


def with_a_way(unit, code="SSE-7K3F2"):
    party = add(unit, new_case(unit, code).id, "respondent", f"{code}@example.org")
    return unit.parties.add_way(party, "handle", f"@{code}", NOW)


def meddle(store, statement, **values):
    assert store.run_now(lambda unit: unit._connection.execute(text(statement), values).rowcount) > 0


MEDDLED = {
    "UPDATE way SET contact = zeroblob(60)": "contact does not open",
    "UPDATE way SET lookup = 'x'": "its lookup is not that of its address",
    "UPDATE way SET party_id = :other": "was moved to another party",
}


@pytest.mark.parametrize(("statement", "problem"), MEDDLED.items())
def test_whoever_changes_where_a_way_leads_is_found(tmp_path, statement, problem):
    with opened(tmp_path) as store:
        party = store.run_now(with_a_way)
        other = store.run_now(lambda unit: add(unit, party.case_id, "witness"))
        assert store.audit() == []
        meddle(store, statement, **({"other": other.id} if ":other" in statement else {}))
        assert [(found.table, found.problem) for found in store.audit()] == [("way", problem)]


def test_a_partys_lookup_that_is_not_its_addresss_is_found(tmp_path):
    with opened(tmp_path) as store:
        party = store.run_now(with_a_way)
        meddle(store, "UPDATE party SET lookup = 'x'")
        assert store.audit() == [Finding("party", party.id, "its lookup is not that of its address")]


def test_a_purged_cases_ways_open_for_nobody_and_are_not_wrong(tmp_path):
    with opened(tmp_path) as store:
        party, other = store.run_now(lambda unit: (with_a_way(unit, "SSE-AAAAA"), with_a_way(unit, "SSE-BBBBB")))
        store.run_now(lambda unit: unit.parties.add_way(other, "handle", "@SSE-AAAAA", NOW))
        meddle(store, "UPDATE incident_case SET wrapped_key = NULL WHERE id = :case", case=party.case_id)
        assert [found.table for found in store.audit()] == ["incident_case"]  # no row of the history says of a purge
        found = store.run_now(lambda unit: unit.parties.cases_of("handle", "@SSE-AAAAA"))
        assert [each.code for each in found] == ["SSE-BBBBB"]
        with pytest.raises(KeyGone):
            store.run_now(lambda unit: unit.parties.find(party.case_id, "handle", "@SSE-AAAAA"))


def test_no_way_is_readable_in_the_file_or_in_a_repr(tmp_path):
    with opened(tmp_path) as store:
        party = store.run_now(lambda unit: unit.parties.add_way(with_a_way(unit), "handle", "@quokka-4711", NOW))
        assert len(party.ways) == 3
        assert "quokka" not in repr(party).lower()
    assert all(b"quokka" not in path.read_bytes().lower() for path in tmp_path.iterdir())


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

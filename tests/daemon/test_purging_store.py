"""Purging in the store: what is gone is gone from the files, byte by byte, and the chain stays whole."""

import base64
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from daemon.process.case import Stage, Track
from daemon.store import InboxState, NewLetter, NewMessage
from daemon.store.engine import Scrubbed
from daemon.store.purging import SOMEBODY, TEXT, Gone
from tests.support.stores import NOW, TERMS, new_case, opened

RAW = b"From: rae@example.org\r\n\r\n" + b"a canary sings\r\n" * 2000


def filled(unit, code="SSE-AAAAA", sender="rae@example.org", channel="imap"):
    """A closed case with everything in it."""
    kept = new_case(unit, code)
    arrival = unit.inbox.add(
        channel, f"{channel}:{code}" if channel == "imap" else "", code.encode() + RAW, code.encode() + RAW, NOW
    )
    unit.inbox.settle(arrival.id, InboxState.DONE, kept.id)
    party = unit.parties.add(kept.id, "reporter", "email", sender, "Rae Canary", NOW)
    unit.parties.add_way(party, "handle", f"@{code}", NOW)
    words = "a canary sings " * 500
    unit.messages.add(NewMessage(case_id=kept.id, at=NOW, text=words, party_id=party.id, inbox_id=arrival.id))
    unit.letters.add(
        NewLetter(
            name="acknowledgement", to_kind="reporter", channel="email", address=sender, created_at=NOW,
            not_before=NOW, case_id=kept.id, message_id=f"<{code}@x.example>", words=words,
        )
    )  # fmt: skip
    unit.history.record(kept.id, NOW, "NoteTaken", "Jamison Dance", {"words": words})
    return unit.cases.save(kept, replace(kept.case, stage=Stage.CLOSED, closed_at=NOW), None)


def purged(unit, kept):
    unit.history.record(kept.id, NOW, "Purged", "clock", {})
    return unit.purging.case(kept.id, NOW)


@pytest.fixture
def store(tmp_path):
    with opened(tmp_path) as store:
        yield store


def sealed_bytes(folder):
    """Every sealed cell and wrapped key, and every keyed hash, as they stand in the file."""
    with closing(sqlite3.connect(folder / "conductd.db")) as database:
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for table in tables for row in database.execute(f"SELECT * FROM {table}")]
    return {cell for row in rows for cell in row if isinstance(cell, bytes) and len(cell) > 16}


def test_a_purged_case_leaves_its_row_its_chain_and_nothing_to_open(store):
    kept = store.run_now(filled)
    assert store.run_now(lambda unit: purged(unit, kept)) == Gone(messages=1, letters=1, parties=1, ways=1)
    assert store.audit() == []
    assert store.run_now(lambda unit: unit.cases.by_code("SSE-AAAAA", TERMS)) is None
    assert store.run_now(lambda unit: unit.cases.closed_dates()) == [(Track.COMPLAINT, NOW)]
    assert store.run_now(lambda unit: unit.parties.cases_of("email", "rae@example.org")) == []


def test_nothing_that_was_sealed_stands_in_any_file_after_a_purge(tmp_path, store):
    other = store.run_now(lambda unit: filled(unit, "SSE-BBBBB", "sam@example.org"))
    before = sealed_bytes(tmp_path)
    kept = store.run_now(filled)
    theirs = sealed_bytes(tmp_path) - before
    lookup = store.run_now(lambda unit: unit.lookup("email", "rae@example.org"))
    store.run_now(lambda unit: purged(unit, kept))
    assert store.scrub_now() is Scrubbed.DONE
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert len(theirs) >= 9
    for name, data in files.items():
        for cell in theirs:
            assert cell not in data, name
            # a large cell lies in pieces on several pages
            assert not any(cell[at : at + 200] in data for at in range(0, len(cell), 900)), name
        assert lookup.encode() not in data, name
    assert store.audit() == []
    assert store.run_now(lambda unit: unit.cases.by_id(other.id, TERMS)) == other


def test_a_message_that_comes_again_after_a_purge_is_known_and_opens_nothing(store):
    kept = store.run_now(filled)
    store.run_now(lambda unit: purged(unit, kept))
    again = store.run_now(lambda unit: unit.inbox.add("lmtp", "", b"SSE-AAAAA" + RAW, b"SSE-AAAAA" + RAW, NOW))
    assert again.is_new == "known"
    assert store.run_now(lambda unit: unit.inbox.unread(9)) == []


def test_only_what_came_through_the_mailbox_may_have_a_copy_there(store):
    for code, channel in (("SSE-AAAAA", "imap"), ("SSE-BBBBB", "lmtp")):
        kept = store.run_now(lambda unit, which=(code, channel): filled(unit, which[0], channel=which[1]))
        store.run_now(lambda unit, case=kept: purged(unit, case))
    (copy,) = store.run_now(lambda unit: unit.purging.copies())
    assert (copy.size, copy.received_at) == (len(b"SSE-AAAAA" + RAW), NOW)
    assert store.run_now(lambda unit: unit.purging.hash_of(b"SSE-AAAAA" + RAW)) == copy.content_hash
    store.run_now(lambda unit: unit.purging.copies_settled([copy.id]))
    assert store.run_now(lambda unit: unit.purging.copies()) == []


def erased(unit, kept):
    party = unit.parties.find(kept.id, "email", "rae@example.org")
    unit.history.record(kept.id, NOW, "PersonErased", "Ada", {"emptied": unit.purging.messages_of(party)})
    return unit.purging.person(party)


def test_an_erased_person_stays_as_somebody_without_name_address_or_words(store):
    kept = store.run_now(filled)
    assert store.run_now(lambda unit: erased(unit, kept)) == Gone(messages=1, letters=1, parties=1, ways=2)
    assert store.audit() == []
    (party,) = store.run_now(lambda unit: unit.parties.of(kept.id))
    assert (party.name, party.code, party.channel) == (SOMEBODY, "SSE-AAAAA", "erased")
    (message,) = store.run_now(lambda unit: unit.messages.of(kept.id))
    assert (message.text, message.subject) == (TEXT, "")
    assert store.run_now(lambda unit: unit.inbox.by_id(message.inbox_id)).raw == b""
    (letter,) = store.run_now(lambda unit: unit.letters.of(kept.id))
    body = store.run_now(lambda unit: unit.letters.open(letter.id))
    assert (body.address, body.words, body.message_id) == ("", "", "")
    assert store.run_now(lambda unit: unit.parties.cases_of("email", "rae@example.org")) == []


def test_what_an_erased_person_was_sealed_as_stands_in_no_file(tmp_path, store):
    kept = store.run_now(filled)
    before = sealed_bytes(tmp_path)
    store.run_now(lambda unit: erased(unit, kept))
    store.scrub_now()
    gone = before - sealed_bytes(tmp_path)
    assert len(gone) >= 6
    data = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not any(cell[:200] in data for cell in gone)


def test_two_erased_people_are_not_taken_for_one(store):
    first = store.run_now(filled)
    second = store.run_now(lambda unit: filled(unit, "SSE-BBBBB"))
    for kept in (first, second):
        store.run_now(lambda unit, case=kept: erased(unit, case))
    parties = store.run_now(lambda unit: [*unit.parties.of(first.id), *unit.parties.of(second.id)])
    assert len({party.lookup for party in parties}) == 2
    assert [len(store.run_now(lambda unit, one=each: unit.parties.cases_of_party(one))) for each in parties] == [1, 1]


def test_a_message_that_was_emptied_and_not_named_by_the_erasure_is_found(store):
    kept = store.run_now(filled)
    other = store.run_now(lambda unit: filled(unit, "SSE-BBBBB", "sam@example.org"))
    store.run_now(lambda unit: erased(unit, kept))
    (message,) = store.run_now(lambda unit: unit.messages.of(other.id))
    store.run_now(lambda unit: unit.purging.messages([message.inbox_id]))
    assert [(each.table, each.row) for each in store.audit()] == [("inbox", message.inbox_id)]


def test_while_somebody_reads_the_log_is_not_emptied_and_that_is_said(tmp_path, store):
    kept = store.run_now(filled)
    with closing(sqlite3.connect(tmp_path / "conductd.db")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM letter").fetchone()
        store.run_now(lambda unit: purged(unit, kept))
        store.run_now(lambda unit: unit._connection.exec_driver_sql("SELECT 1"))
        assert store.scrub_now() is Scrubbed.WAITS
    assert store.scrub_now() is Scrubbed.DONE


def test_the_key_of_a_purged_message_is_in_no_file_in_base64_either(tmp_path, store):
    kept = store.run_now(filled)
    with closing(sqlite3.connect(tmp_path / "conductd.db")) as database:
        keys = [
            row[0]
            for row in database.execute("SELECT wrapped_key FROM inbox UNION SELECT wrapped_key FROM incident_case")
        ]
    store.run_now(lambda unit: purged(unit, kept))
    store.scrub_now()
    data = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not any(key in data or base64.b64encode(key) in data or key.hex().encode() in data for key in keys)

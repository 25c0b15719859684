"""Purge, erase and rotate beside a running daemon, on a real mail server: what the operator types, and what is left."""

import json

import pytest

from tests.end_to_end.cast import Place
from tests.support.daemon import HOUSE, Daemon, conductd, eventually, mailbox, outgoing

COMPLAINT = """Hello,

I want to make a formal complaint about @brack in #careers. Three times this week he called
people who asked beginner questions idiots, yesterday me too.
"""
RESOLVED = "We spoke with everybody, and it will not happen again."


@pytest.fixture
def own(dovecot, new_user, hops, sink, tmp_path):
    user = new_user()
    with Daemon(tmp_path, HOUSE, mailbox(dovecot, user, hops), outgoing(sink.port)) as daemon:
        yield Place(dovecot, user, sink, daemon)
        assert daemon.complaints() == []


def closed(place, address):
    person = place.person(address)
    person.writes(COMPLAINT)
    person.gets("We take it as a formal complaint")
    (code,) = place.daemon.cases_of(address)
    place.daemon.command("resolve", code, RESOLVED)
    person.gets(RESOLVED)
    eventually(lambda: place.daemon.case(code).closed_at, "the case closes")
    return person, code


def in_done(place):
    return place.server.folder(place.user, "Cases")


def test_a_purge_beside_the_daemon_takes_the_mail_server_s_copy_too(own):
    _, code = closed(own, "rae@example.net")
    closed(own, "sam@example.net")
    before = in_done(own)
    refused = conductd(own.daemon.folder, "purge", code, config=own.daemon.config)
    assert (refused.returncode, "--yes" in refused.stderr, len(in_done(own))) == (1, True, len(before))
    done = conductd(own.daemon.folder, "--json", "purge", code, "--yes", config=own.daemon.config)
    told = json.loads(done.stdout)
    assert (done.returncode, told["purged"]["code"], told["reach"]["clear"]) == (0, code, True)
    left = in_done(own)
    assert len(left) == len(before) - 1
    assert not any(b"rae@example.net" in raw for raw in left)
    assert any(b"sam@example.net" in raw for raw in left)
    assert own.daemon.cases_of("rae@example.net") == []
    assert own.daemon.command("audit").strip() == "The history is whole."


def test_a_rotation_beside_the_daemon_loses_nothing(own):
    person, code = closed(own, "rae@example.net")
    acknowledged = person.gets("We take it as a formal complaint")
    own.daemon.command("key", "rotate")
    other = own.person("sam@example.net")
    other.writes(COMPLAINT)
    other.gets("We take it as a formal complaint")
    person.answers(acknowledged, "One more word about it.")
    eventually(lambda: own.daemon.case(code).unread_since, "the answer joins its case")
    listed = json.loads(own.daemon.command("key", "--json"))
    assert [each["current"] for each in listed["lines"]] == [True]
    assert listed["missing"] == []
    own.daemon.stop()
    own.daemon.start()
    other.writes("A second report about something else: he called me an idiot again.")
    eventually(lambda: len(own.daemon.cases_of("sam@example.net")) > 1, "the daemon reads on")
    assert own.daemon.command("audit").strip() == "The history is whole."

"""Mails made or met to break readers, handed to the running daemon one after the other: none stops it, none shows."""

import contextlib
import os
import re
import smtplib
from email import message_from_bytes
from pathlib import Path

import pytest

from daemon.fingerprint import fingerprint
from daemon.store import InboxState
from tests.end_to_end.cast import Person, Place, composed
from tests.support.daemon import COMMUNITY, HOUSE, Daemon, eventually, listener, outgoing
from tests.support.dovecot import free_port

ROOT = Path(__file__).parents[2]
HOSTILE = sorted((ROOT / "tests/data/hostile").glob("*.eml"))
REAL_FOLDER = ROOT / "../shared/mails/real"
REAL = sorted(path for path in REAL_FOLDER.rglob("*") if path.is_file() and "/emails/" in path.as_posix())
TELLING = 12  # characters; a shorter line may stand anywhere
ALL_READ_WITHIN = 90.0
ADDRESS = re.compile(rb"(?im)^from:[^\r\n]*?([\w.+-]{1,64}@[\w.-]{4,255})")


@pytest.fixture(scope="module")
def running(dovecot, tmp_path_factory, sink_of_the_module):
    port = free_port()
    folder = tmp_path_factory.mktemp("hostile")
    with Daemon(folder, HOUSE, listener(port), outgoing(sink_of_the_module.port)) as daemon:
        yield Place(dovecot, "", sink_of_the_module, daemon, port)


def as_sent(raw):
    return re.sub(rb"(?<!\r)\n", b"\r\n", raw)


def handed_over(place, raws):
    """By one connection, as a mail server would; what was not taken is given with the reply."""
    refused = []
    with smtplib.LMTP("127.0.0.1", place.lmtp_port, local_hostname="mx.example.org", timeout=30) as door:
        for name, raw in raws.items():
            try:
                door.sendmail("someone@example.net", [COMMUNITY], as_sent(raw))
            except smtplib.SMTPException as refusal:
                refused.append((name, type(refusal).__name__))
    return refused


def states(place):
    return {
        state: place.daemon.look(lambda unit, state=state: unit.inbox.count(state))
        for state in (InboxState.NEW, InboxState.DONE, InboxState.ASIDE)
    }


def all_read(place, before):
    """Every mail was read or set aside; what became of how many."""

    def done():
        now = states(place)
        return not now[InboxState.NEW] and now

    found = eventually(done, "every mail was read or set aside", ALL_READ_WITHIN)
    return {state: found[state] - before[state] for state in found}


def told(raw):
    """Lines of a mail that would betray it, and its sender's address."""
    body = raw.partition(b"\n\n")[2].replace(b"\r", b"")
    lines = {line.strip() for line in body.split(b"\n") if len(line.strip()) > TELLING}
    with contextlib.suppress(Exception):
        lines |= {line.strip() for line in _decoded(raw) if len(line.strip()) > TELLING}
    return {line[:200] for line in lines} | set(ADDRESS.findall(raw[:100_000]))


def _decoded(raw):
    for part in message_from_bytes(raw[:500_000]).walk():
        yield from (part.get_payload(decode=True) or b"").splitlines()


def shown(place, raws):
    log = place.daemon.log().encode()
    return sorted(name for name, raw in raws.items() if any(line in log for line in told(raw)))


def taken_and_kept_out_of_the_log(place, raws):
    before = states(place)
    assert handed_over(place, raws) == []
    became = all_read(place, before)
    assert place.daemon.is_alive
    assert shown(place, raws) == []
    assert [event for event in place.daemon.complaints() if event["event"] != "letter refused"] == []
    different = {fingerprint(as_sent(raw)) for raw in raws.values()}
    assert sum(became.values()) == len(different)


def test_every_hostile_mail_is_read_or_set_aside_and_none_shows_in_the_log(running):
    raws = {path.name: path.read_bytes() for path in HOSTILE}
    assert len(raws) == 97
    taken_and_kept_out_of_the_log(running, raws)


def test_every_real_mail_is_read_or_set_aside_and_none_shows_in_the_log(running):
    if not REAL_FOLDER.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("the real mails are missing: CI must read them")
        pytest.skip("the real mails are not beside this tree")
    raws = {path.name: path.read_bytes() for path in REAL}
    assert len(raws) > 90
    taken_and_kept_out_of_the_log(running, raws)


def test_after_all_of_them_a_reporter_is_answered(running):
    ann = Person(running, "ann@example.net")
    text = "I want to make a formal complaint about @brack in #careers, who called beginners idiots again today."
    assert handed_over(running, {"ann": composed(ann.address, text).as_bytes()}) == []
    ann.gets("We take it as a formal complaint")

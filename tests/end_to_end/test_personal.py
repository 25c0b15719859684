"""A person's own mailbox (design 9.1): what concerns no case is left as it was and leaves no trace but its hash."""

import pytest

from tests.end_to_end.cast import Place, composed
from tests.support.daemon import ADMINISTRATOR, HOUSE, Daemon, eventually, mailbox, outgoing

CANARY = "marmalade-lighthouse-4711"
PRIVATE = f"""Hi Robin,

dinner at eight on Friday? I will bring the tickets for the {CANARY} concert. Love to the kids!
"""
REPORT = f"""Hi Robin,

I want to make a formal complaint about @brack in #careers. He called people who asked
beginner questions idiots, three times this week, and wrote {CANARY} below each of them.
"""


@pytest.fixture(scope="module")
def own(dovecot, new_user, sink_of_the_module, tmp_path_factory):
    user, folder, port = new_user(), tmp_path_factory.mktemp("personal"), sink_of_the_module.port
    with Daemon(folder, HOUSE, mailbox(dovecot, user, 'use = "personal"'), outgoing(port)) as daemon:
        yield Place(dovecot, user, sink_of_the_module, daemon)
        assert daemon.complaints() == []


def delivered(place, sender, text, to=ADMINISTRATOR):
    mail = composed(sender, text)
    mail.replace_header("To", to)
    place.server.deliver(place.user, mail.as_bytes(), sender)


def as_it_was(place, sender):
    """The sender's mails in the inbox with their flags."""
    return [flags for raw, flags in place.server.contents(place.user) if f"From: {sender}".encode() in raw]


def traces(place, text):
    """The daemon's files that hold it: database, WAL, key, log, whatever lies in its folder."""
    files = [path for path in place.daemon.folder.rglob("*") if path.is_file()]
    assert {"conductd.db", "conductd.db-wal", "log"} <= {path.name for path in files}
    return [path.name for path in files if text.encode() in path.read_bytes()]


def test_private_mail_is_left_alone_and_a_report_is_offered_and_taken(own):
    robin = own.administrator
    delivered(own, "friend@example.net", PRIVATE)
    delivered(own, "kim@example.net", REPORT)
    offer = robin.gets("reads like something for the administrators")
    assert CANARY not in f"{offer.subject} {offer.text}"
    assert "kim@example.net" not in f"{offer.subject} {offer.text}"
    assert as_it_was(own, "friend@example.net") == as_it_was(own, "kim@example.net") == [frozenset()]
    assert traces(own, CANARY) == traces(own, "friend@example.net") == traces(own, "kim@example.net") == []
    assert own.person("kim@example.net").letters() == []

    short = offer.text.split("accept ", 1)[1].split()[0]
    own.daemon.command("accept", short)
    own.person("kim@example.net").gets("We take it as a formal complaint")
    assert len(own.daemon.cases_of("kim@example.net")) == 1
    eventually(lambda: as_it_was(own, "kim@example.net") == [], "the report was filed with the cases")

    assert as_it_was(own, "friend@example.net") == [frozenset()]
    assert len(robin.letters("reads like something for the administrators")) == 1
    assert own.person("friend@example.net").letters() == []
    assert traces(own, CANARY) == traces(own, "friend@example.net") == traces(own, "kim@example.net") == []


def test_mail_to_the_community_s_address_needs_no_asking(own):
    offered = own.administrator.letters("reads like something for the administrators")
    own.person("lee@example.net").writes(REPORT)
    own.person("lee@example.net").gets("We take it as a formal complaint")
    assert own.administrator.letters("reads like something for the administrators") == offered

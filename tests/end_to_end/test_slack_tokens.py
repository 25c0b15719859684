"""A token that is revoked, and a scope that is missing: mail goes on working, and no letter is lost.

Letters to whoever has only Slack wait, and leave once it works again; whoever can be reached by mail is written to there.
"""

import pytest

from tests.end_to_end.cast import COMPLAINT, Place
from tests.end_to_end.test_slack_lost import ACKNOWLEDGED, REPORT, reports
from tests.support.daemon import eventually, listener
from tests.support.dovecot import free_port
from tests.support.sink import Sink
from tests.support.town import Handing, QuickDaemon, Town, community, outgoing


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    port = free_port()
    with Town() as town, Sink() as sink:
        town.robin = town.join("Robin", "robin@example.org")
        here = community(("Robin Example", town.robin.member.id, "robin@example.org"))
        sections = (here, listener(port), outgoing(sink.port), town.section(sockets=True))
        with QuickDaemon(tmp_path_factory.mktemp("tokens"), *sections) as town.daemon:
            town.mail = Place(Handing(port), "", sink, town.daemon)
            yield town


def test_while_the_token_is_revoked_mail_works_and_letters_to_slack_alone_wait(town):
    dana, _ = reports(town, "Dana")
    code = dana.gets(ACKNOWLEDGED).code
    town.robin.gets("complaint waits", code)
    token = town.slack.token(town.slack.bot_token)
    town.do(lambda: town.slack.revoke(token.text))
    eventually(lambda: "token_revoked" in town.daemon.log(), "it is said what is wrong")

    ada = town.mail.person("ada@example.net")
    ada.writes(COMPLAINT, "Complaint")
    by_mail = ada.gets(ACKNOWLEDGED).code
    robin = town.mail.person("robin@example.org")
    robin.gets("complaint waits", by_mail)
    town.daemon.command("estimate", code, "in", "2", "days")
    town.daemon.command("estimate", by_mail, "in", "2", "days")
    ada.gets("writes to you again", by_mail)
    assert dana.posts("writes to you again") == []

    town.do(lambda: setattr(token, "trouble", ""))
    dana.gets("writes to you again", code)
    newcomer = town.join("Newcomer")
    newcomer.says(REPORT)
    newcomer.gets(ACKNOWLEDGED)
    markers = town.letters_sent()
    assert sorted(set(markers)) == sorted(markers)


def test_without_the_scope_to_post_letters_wait_and_leave_once_it_is_there(town):
    dana, _ = reports(town, "Scoped")
    code = dana.gets(ACKNOWLEDGED).code
    token = town.slack.token(town.slack.bot_token)
    scopes = token.scopes
    town.do(lambda: setattr(token, "scopes", scopes - {"chat:write"}))
    town.daemon.command("estimate", code, "in", "2", "days")
    ada = town.mail.person("bea@example.net")
    ada.writes(COMPLAINT, "Complaint")
    ada.gets(ACKNOWLEDGED)
    assert dana.posts("writes to you again") == []
    town.do(lambda: setattr(token, "scopes", scopes))
    dana.gets("writes to you again", code)

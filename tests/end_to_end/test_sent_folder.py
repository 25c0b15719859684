"""Robin answers from their own mail program, and the copy in the Sent folder stops the clock."""

import re
from email import policy

import pytest

from daemon.process.case import Stage
from daemon.store.values import InboxState
from tests.end_to_end.cast import Place, composed
from tests.support.daemon import ADMINISTRATOR, COMMUNITY, HOUSE, Daemon, eventually, mailbox, outgoing

QUESTION = "Is it an incident if somebody posts their own job advert twice in #general?\n"
ANSWER = "Dear Kim,\n\nno, it is only a nuisance. We have asked them to stop. The word is quince-harbour-4711.\n"
PRIVATE = "Dear Lou,\n\nhere is the recipe for the quince-harbour-4711 cake.\n"
# at 78 columns the standard library makes an encoded word of a long Message-ID, which no mail program does
AS_PROGRAMS_DO = policy.default.clone(max_line_length=998, linesep="\r\n")
WATCHED = 'sent_folder = "Sent"\npoll_every = "1s"'


@pytest.fixture(scope="module", params=["dedicated", "personal"])
def watched(request, dovecot, new_user, sink_of_the_module, tmp_path_factory):
    user, folder, sink = new_user(), tmp_path_factory.mktemp("sent"), sink_of_the_module
    with dovecot.session(user) as client:
        client.create_folder("Sent")
    keys = f'{WATCHED}\nuse = "{request.param}"'
    with Daemon(folder, HOUSE, mailbox(dovecot, user, keys), outgoing(sink.port)) as daemon:
        yield Place(dovecot, user, sink, daemon)
        assert daemon.complaints() == []


def near(place, name):
    """An address that no other daemon of this module writes to."""
    return f"{name}@{place.user}.example.net"


def filed(place, to, text, **headers):
    """What a mail program files after it sent a mail by the provider's own server."""
    mail = composed(ADMINISTRATOR, text, "Re: Hello", **headers)
    mail.replace_header("To", to)
    raw = mail.as_bytes(policy=AS_PROGRAMS_DO)
    with place.server.session(place.user) as client:
        client.append("Sent", raw, [rb"\Seen"])
    return raw


def stored(place):
    """How many messages are on disk."""
    return sum(place.daemon.look(lambda unit: [unit.inbox.count(state) for state in InboxState]))


def unread(place):
    return place.daemon.look(lambda unit: unit.inbox.count(InboxState.NEW))


def test_an_answer_from_the_administrator_s_own_program_closes_the_question(watched):
    """P4, P12."""
    kim = watched.person(near(watched, "kim"))
    kim.writes(QUESTION)
    letter = kim.gets("administrator")
    (code,) = watched.daemon.cases_of(kim.address)
    private = filed(watched, near(watched, "lou"), PRIVATE)
    answered = filed(watched, near(watched, "kim"), ANSWER, In_Reply_To=letter.message_id, References=letter.message_id)
    eventually(lambda: watched.daemon.case(code).stage is Stage.CLOSED, "the question was closed")

    case_id = watched.daemon.kept(code).id
    entries = watched.daemon.look(lambda unit: unit.history.of(case_id))
    assert [each.actor for each in entries if each.kind == "AnsweredElsewhere"] == ["Robin Example"]
    texts = [each.text for each in watched.daemon.look(lambda unit: unit.messages.of(case_id))]
    assert [bool(re.search("quince-harbour", text)) for text in texts] == [False, True]
    assert watched.server.contents(watched.user, "Sent") == [(private, {r"\Seen"}), (answered, {r"\Seen"})]
    assert stored(watched) == 2
    assert len(kim.letters()) == 1
    assert watched.person(near(watched, "lou")).letters() == []


def test_a_mail_in_the_inbox_that_pretends_to_be_one_is_none(watched):
    """Whoever writes to the mailbox can write an administrator's address above it."""
    lee = watched.person(near(watched, "lee"))
    lee.writes(QUESTION)
    letter = lee.gets("administrator")
    (code,) = watched.daemon.cases_of(lee.address)
    before = stored(watched)
    pretended = composed(ADMINISTRATOR, ANSWER, "Re: Hello", In_Reply_To=letter.message_id, Cc=COMMUNITY)
    pretended.replace_header("To", lee.address)
    raw = pretended.as_bytes(policy=AS_PROGRAMS_DO)
    watched.server.deliver(watched.user, raw, lee.address)
    eventually(lambda: stored(watched) > before, "it came in")
    eventually(lambda: not unread(watched), "it was read")
    assert watched.daemon.case(code).stage is Stage.NEEDS_ANSWER

"""The IMAP door at a server that gives UIDs twice, or breaks down at one message: all the others are read, and once."""

import re
import shutil

import pytest

from daemon.channels.imap_progress import DESCRIBE_AT_ONCE, LONGEST_SUSPICION, Found, Progress, rest_after_refusal
from tests.support.doors import Behind, until
from tests.support.dovecot import Dovecot, dovecot_or_skip
from tests.support.mailboxes import mail, opened, settings
from tests.support.moody_wire import Act, MoodyWire


@pytest.fixture
def server():
    dovecot_or_skip()
    with Dovecot() as running:
        yield running


@pytest.fixture
def behind():
    return Behind()


def restore(server, maildir, kept):
    server.stop()
    shutil.rmtree(maildir)
    shutil.copytree(kept, maildir)
    for path in (maildir, *maildir.rglob("*")):
        shutil.chown(path, server.owner.pw_uid, server.owner.pw_gid)
    server.start()


@pytest.mark.parametrize("runs", [True, False], ids=["while the door is open", "while it is closed"])
async def test_uids_that_a_restored_mailbox_gives_again_are_other_messages(server, behind, tmp_path, runs):
    server.append("admin", mail("before the backup"))
    maildir = server.root / "mail" / "admin" / "Maildir"
    server.stop()
    kept = shutil.copytree(maildir, tmp_path / "kept")
    server.start()
    async with opened(settings(server), behind):
        server.append("admin", mail("after the backup"))
        await until(lambda: len(behind.stored) == 2 and not server.folder("admin"))
        if runs:
            restore(server, maildir, kept)
            server.append("admin", mail("after the restoring"))
            await until(lambda: mail("after the restoring") in behind.raws)
    if not runs:
        restore(server, maildir, kept)
        server.append("admin", mail("after the restoring"))
        async with opened(settings(server), behind):
            await until(lambda: mail("after the restoring") in behind.raws)
    uids = [origin.rpartition("/")[2] for *_, origin, _ in behind.stored]
    assert uids == ["1", "2", "2"]


async def test_a_mail_whose_file_the_server_cannot_read_keeps_no_other_from_being_read(server, behind):
    server.deliver("admin", mail("broken"))
    for path in (server.root / "mail" / "admin" / "Maildir").glob("new/*"):
        path.chmod(0)
    for number in range(3):
        server.deliver("admin", mail(f"sound {number}"))
    async with opened(settings(server), behind):
        await until(lambda: len(behind.stored) == 3)
        assert mail("broken") not in behind.raws


@pytest.mark.parametrize("stage", ["RFC822.SIZE", "BODY.PEEK"])
async def test_a_mail_at_which_the_server_ends_the_connection_keeps_no_other_from_being_read(server, behind, stage):
    for number in (1, 2, 3):
        server.append("admin", mail(f"number {number}"))

    def mood(said):
        asked = re.match(r"UID FETCH ([\d,]+) (.*)", said)
        return Act.CLOSE if asked and stage in asked[2] and "3" in asked[1].split(",") else Act.PASS

    with MoodyWire(server.port, mood) as wire:
        async with opened(settings(server, port=wire.port), behind):
            await until(lambda: len(behind.stored) == 2, 20)
    assert behind.raws == [mail("number 1"), mail("number 2")]


def test_of_many_that_end_the_connection_half_are_asked_for_until_it_is_one():
    progress = Progress(uidvalidity=1)
    uids = list(range(1, DESCRIBE_AT_ONCE + 1))
    breaks = 0
    while len(uids) > 1:
        for uid in uids:
            progress.postpone(uid, 0.0)
        progress.asks(uids)
        progress.broke_off(uids, 0.0)
        breaks += 1
        assert progress.waiting(uids, 0.0) == uids
        uids = uids[: progress.at_once]
    assert breaks <= 9


def test_one_that_ends_the_connection_again_and_again_rests_ever_longer_and_alone():
    progress = Progress(uidvalidity=1)
    rests = []
    for _ in range(9):
        for uid in (1, 2):
            progress.postpone(uid, 0.0)
        progress.asks((1,))
        progress.broke_off((1, 2), 0.0)
        rests.append(progress.next_due(0.0))
        assert progress.waiting((1, 2), 0.0) == [2]
    assert rests == sorted(rests)
    assert rests[-1] == LONGEST_SUSPICION


def test_a_message_is_named_by_more_than_its_uid():
    assert len({Found(7, 900, 1).name, Found(7, 901, 1).name, Found(7, 900, 2).name, Found(8, 900, 1).name}) == 4


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_a_refused_login_is_tried_at_most_five_times_in_ten_minutes_and_once_in_five(chance):
    at, tries = 0.0, 0
    while at < 600:
        at, tries = at + rest_after_refusal(tries, chance), tries + 1
    assert tries <= 5
    assert rest_after_refusal(100, 1.0) == 300


@pytest.mark.parametrize("command", ["LOGIN", "SELECT"])
@pytest.mark.parametrize("code", ["INUSE", "LIMIT", "SERVERBUG", "UNAVAILABLE"])
async def test_a_server_that_is_busy_for_a_while_is_no_matter_for_the_operator(server, behind, command, code):
    server.append("admin", mail("waits"))
    busy = [True]

    def mood(said):
        return f"NO [{code}] not now" if busy and said.startswith(command) else Act.PASS

    with MoodyWire(server.port, mood) as wire:
        async with opened(settings(server, port=wire.port), behind):
            await until(lambda: behind.states == ["unreachable"])
            busy.clear()
            await until(lambda: behind.stored)
    assert behind.states == ["unreachable", "connected"]

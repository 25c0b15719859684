"""A person's own mailbox: what concerns no case leaves no trace but two hashes, and nobody is asked about it twice."""

import asyncio

from daemon.process.case import Track
from daemon.store.values import InboxState
from tests.support.house import (
    COMMUNITY,
    COMPLAINT,
    JAMISON,
    REPORTER,
    household,
    written_by,
)

MAILBOX = 'use = "personal"'
USER = "hi@jamison.dance"
CANARY = "Zwerggans-4711"
PRIVATE = f"Hi Jamison,\n\nshall we go to the lake on Saturday? I bring the {CANARY} and some bread.\n\nDana\n"
REPORTING = f"{COMPLAINT}It was about the {CANARY}.\n"


def personal(folder):
    return household(folder, mailbox=MAILBOX)


async def seen_in_mailbox(home, raw, origin="imap:hi:1:1"):
    """The door finds a mail; its verdict."""
    task = asyncio.create_task(home.rooms.intake.receive("imap", raw, origin, ""))
    while not task.done():
        await home.settle()
        await asyncio.sleep(0)
    await home.settle()
    return task.result()


def everything_on_disk(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".toml")


async def test_a_private_mail_is_left_alone_and_nobody_is_told(tmp_path):
    async with personal(tmp_path) as home:
        verdict = await seen_in_mailbox(home, written_by("dana@example.net", PRIVATE, to=USER))
        assert (verdict, home.wire.letters, await home.cases()) == ("leave", [], [])
        assert await home.run(lambda unit: unit.inbox.count(InboxState.LEFT)) == 1


async def test_nothing_of_what_was_not_taken_is_on_disk(tmp_path):
    async with personal(tmp_path) as home:
        await seen_in_mailbox(home, written_by(f"{CANARY.lower()}@example.net", PRIVATE, CANARY, to=USER))
        await seen_in_mailbox(home, written_by("rae@example.org", REPORTING, to=USER), "imap:hi:1:2")
        disk = everything_on_disk(tmp_path).lower()
        assert CANARY.lower().encode() not in disk
        rows = await home.run(lambda unit: unit._connection.exec_driver_sql("SELECT raw, note FROM inbox").all())
        assert rows == [(None, None)] * 2


async def test_what_reads_as_a_report_is_offered_by_number_and_time_alone(tmp_path):
    async with personal(tmp_path) as home:
        verdict = await seen_in_mailbox(home, written_by(REPORTER, REPORTING, "brack", to=USER))
        assert (verdict, [each.to for each in home.wire.letters]) == ("leave", [JAMISON])
        offer = home.last("personal_offer")
        assert not [word for word in (REPORTER, "brack", CANARY, "complaint") if word in offer.subject + offer.text]


async def test_an_offer_is_made_once(tmp_path):
    async with personal(tmp_path) as home:
        raw = written_by(REPORTER, REPORTING, to=USER)
        for origin in ("imap:hi:1:1", "imap:hi:1:1", "imap:hi:2:7"):
            await seen_in_mailbox(home, raw, origin)
        assert home.came(JAMISON) == ["personal_offer"]


async def test_what_was_taken_is_fetched_again_and_becomes_a_case(tmp_path):
    async with personal(tmp_path) as home:
        raw = written_by(REPORTER, REPORTING, to=USER)
        await seen_in_mailbox(home, raw)
        short = home.last("personal_offer").subject.rpartition(" ")[2]
        assert (await home.order(f"accept {short}\n")).name == "done"
        assert await home.cases() == []
        assert await home.rooms.intake.known(["imap:hi:1:1"]) == {}
        assert await seen_in_mailbox(home, raw) == "keep"
        assert (await home.case()).track is Track.COMPLAINT
        assert home.came(REPORTER) == ["acknowledgement"]


async def test_what_was_left_alone_stays_in_the_mailbox_unread_by_us(tmp_path):
    async with personal(tmp_path) as home:
        await seen_in_mailbox(home, written_by(REPORTER, REPORTING, to=USER))
        short = home.last("personal_offer").subject.rpartition(" ")[2]
        assert (await home.order(f"discard {short}\n")).name == "done"
        assert await home.rooms.intake.known(["imap:hi:1:1"]) == {"imap:hi:1:1": "leave"}
        assert (await home.order(f"accept {short}\n")).name == "refused"
        assert await home.cases() == []


async def test_what_answers_our_letter_or_is_addressed_to_the_community_needs_no_asking(tmp_path):
    async with personal(tmp_path) as home:
        await seen_in_mailbox(home, written_by(REPORTER, COMPLAINT, to=COMMUNITY))
        answer = written_by(REPORTER, "He did it again this morning.\n", answers=home.last("acknowledgement"))
        assert await seen_in_mailbox(home, answer, "imap:hi:1:2") == "keep"
        assert "personal_offer" not in home.came(JAMISON)
        assert "ReporterWrote" in await home.happened()


async def test_what_cannot_be_read_in_a_personal_mailbox_is_left_alone(tmp_path):
    async with personal(tmp_path) as home:
        broken = b"From: sam@example.net\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 3000
        assert await seen_in_mailbox(home, broken) == "leave"
        assert home.wire.letters == []


async def test_automatic_mail_in_a_personal_mailbox_is_not_offered(tmp_path):
    async with personal(tmp_path) as home:
        raw = written_by(REPORTER, REPORTING, to=USER, headers=(("Auto-Submitted", "auto-generated"),))
        assert await seen_in_mailbox(home, raw) == "leave"
        assert home.wire.letters == []


async def test_in_a_dedicated_mailbox_the_door_learns_where_its_copy_goes(tmp_path):
    async with household(tmp_path) as home:
        assert await seen_in_mailbox(home, written_by(REPORTER, COMPLAINT)) == "keep"
        offer = written_by("sam@example.net", "Dear Sirs,\n\nplease find attached our price list for office chairs.\n")
        assert await seen_in_mailbox(home, offer, "imap:admin:1:2") == "aside"
        assert await seen_in_mailbox(home, offer, "imap:admin:1:3") == "aside"
        assert await home.rooms.intake.known(["imap:admin:1:2"]) == {"imap:admin:1:2": "aside"}


async def known_in_mailbox(home, origin):
    """What the door is told of a mail whose name there is on record; None where it is new to it."""
    return (await home.rooms.intake.known([origin])).get(origin)


async def test_a_mailbox_that_lost_its_list_still_leaves_private_mail_alone(tmp_path):
    """By its new name it was known as a second copy, and moved among the cases at the next start."""
    async with personal(tmp_path) as home:
        raw = written_by("dana@example.net", PRIVATE, to=USER)
        for origin in ("imap:hi:1:1", "imap:hi:2:1"):
            assert await seen_in_mailbox(home, raw, origin) == "leave"
        assert await known_in_mailbox(home, "imap:hi:2:1") == "leave"


async def test_what_was_offered_before_a_mailbox_lost_its_list_can_still_be_taken(tmp_path):
    async with personal(tmp_path) as home:
        raw = written_by(REPORTER, REPORTING, to=USER)
        for origin in ("imap:hi:1:1", "imap:hi:2:1"):
            await seen_in_mailbox(home, raw, origin)
        short = home.last("personal_offer").subject.rpartition(" ")[2]
        await home.order(f"accept {short}\n")
        assert await known_in_mailbox(home, "imap:hi:2:1") is None
        assert await seen_in_mailbox(home, raw, "imap:hi:2:1") == "keep"
        assert len(await home.cases()) == 1
        assert await known_in_mailbox(home, "imap:hi:2:1") == "keep"

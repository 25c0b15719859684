"""P14: which mails do not stay in a mailbox that somebody who may not know of them can open, and what is said of it."""

import asyncio

import pytest

from tests.support.house import COMPLAINT, REPORTER, household, written_by
from tests.support.settings import JAMISON_ALONE

READS = """
[[administrators]]
name = "Jamison Dance"
email = "hi@jamison.dance"
reads_mailbox = true
[[administrators]]
name = "Ada Quist"
email = "ada@admins.example"
"""
ABOUT_JAMISON = "I want to make a formal complaint about Jamison Dance. He called me an idiot in #careers.\n"
PLAINLY = "Somebody kept out can open this mailbox; we "


async def fetched(home, raw, origin="imap/1"):
    """The door finds a mail; its verdict."""
    task = asyncio.create_task(home.rooms.intake.receive("imap", raw, origin, ""))
    while not task.done():
        await home.settle()
        await asyncio.sleep(0)
    await home.settle()
    return task.result()


@pytest.mark.parametrize(
    ("removal", "says"),
    [
        ("removed", "remove your mail once it is stored."),
        ("stays", "could not remove your mail."),
        ("", "where we find"),
    ],
)
async def test_p14_the_first_answer_says_plainly_who_can_open_the_mailbox_and_what_becomes_of_the_mail(
    tmp_path, removal, says
):
    async with household(tmp_path, administrators=READS) as home:
        if removal:
            home.rooms.intake.copies.learn(removal)
        assert await fetched(home, written_by(REPORTER, ABOUT_JAMISON)) == "remove"
        text = home.last("acknowledgement").text
        assert PLAINLY in text
        assert says in text
        assert "Jamison" not in text


async def test_p14_where_nobody_who_is_off_reads_it_the_mail_is_filed_and_nothing_is_said(tmp_path):
    async with household(tmp_path, administrators=READS.replace("true", "false")) as home:
        assert await fetched(home, written_by(REPORTER, ABOUT_JAMISON)) == "keep"
        assert "mailbox" not in home.last("acknowledgement").text
    other = tmp_path / "other"
    other.mkdir()
    async with household(other, administrators=READS) as home:
        assert await fetched(home, written_by(REPORTER, COMPLAINT)) == "keep"
        assert "mailbox" not in home.last("acknowledgement").text


async def test_p14_later_mails_of_the_case_are_removed_too_and_each_is_on_disk(tmp_path):
    async with household(tmp_path, administrators=READS) as home:
        await fetched(home, written_by(REPORTER, ABOUT_JAMISON))
        more = written_by(REPORTER, "It was on Monday.\n", answers=home.last("acknowledgement"))
        assert await fetched(home, more, "imap/2") == "remove"
        assert await home.run(lambda unit: unit.inbox.unread(5)) == []
        raws = await home.run(lambda unit: [unit.inbox.raw(row) for row, _ in unit.inbox.met(["imap/2"]).values()])
        assert raws == [more]


async def test_p14_a_sealed_case_s_mail_is_removed_whoever_reads_the_mailbox(tmp_path):
    async with household(tmp_path, administrators=JAMISON_ALONE) as home:
        assert await fetched(home, written_by(REPORTER, ABOUT_JAMISON)) == "remove"


async def test_p14_after_a_crash_the_door_learns_by_the_case_that_its_copy_goes(tmp_path):
    async with household(tmp_path, administrators=READS) as home:
        await fetched(home, written_by(REPORTER, ABOUT_JAMISON))
        await fetched(home, written_by("kim@example.org", COMPLAINT), "imap/2")
        assert await home.rooms.intake.known(["imap/1", "imap/2", "imap/3"]) == {"imap/1": "remove", "imap/2": "keep"}


async def test_p14_a_copy_of_what_came_by_another_door_is_removed_where_it_is_found(tmp_path):
    async with household(tmp_path, administrators=READS) as home:
        raw = written_by(REPORTER, ABOUT_JAMISON)
        await home.hand_over(raw)
        assert await fetched(home, raw) == "remove"


async def test_p14_what_is_set_aside_and_reports_a_reader_of_the_mailbox_is_removed_too(tmp_path):
    async with household(tmp_path, administrators=READS) as home:
        raw = written_by(REPORTER, ABOUT_JAMISON, headers=(("List-Id", "<list.example>"),))
        assert await fetched(home, raw) == "remove"
        assert await home.cases() == []


async def test_p14_nothing_is_taken_out_of_a_person_s_own_mailbox(tmp_path):
    async with household(tmp_path, administrators=READS, mailbox='use = "personal"') as home:
        assert await fetched(home, written_by(REPORTER, ABOUT_JAMISON)) != "remove"

"""Words without a command in answer to a notice: kept until one word says what they are for, and never taken otherwise."""

from datetime import timedelta

import pytest

from daemon.process.case import Stage
from tests.support.house import ADA, COMPLAINT, CONCERN, JAMISON, REPORTER, STRANGER, household
from tests.support.played import complained, household_after
from tests.support.suspended import BRACK, every_row, suspended

WORDS = "I spoke with him this morning,\nand he says that it stops.\n"
PLAIN = "I spoke with him this morning,\nand he says that it stops."


def notice(home, code, to=JAMISON):
    return next(each for each in home.letters(to, "notice") if code in each.subject)


async def test_words_come_back_as_an_offer_and_nothing_is_done_with_them(tmp_path):
    async with household_after(tmp_path, complained) as (home, before):
        offer = await home.order(WORDS)
        assert offer.name == "offer"
        assert "and he says that it stops" in offer.text
        await home.passes(hours=1)
        assert await home.case() == before
        assert home.came(REPORTER) == ["acknowledgement"]


@pytest.mark.parametrize("word", ["reply", "Reply.", "REPLY", " reply \n\n", "> x\n\nreply\n"])
async def test_reply_sends_them_to_the_reporter(tmp_path, word):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        await home.order(WORDS)
        done = await home.order(f"{word}\n")
        assert (done.name, "and he says that it stops" in done.text) == ("done", True)
        await home.passes(minutes=2)
        assert "and he says that it stops" in home.last("reply", REPORTER).text


async def test_note_keeps_them_as_they_were_written(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        await home.order(WORDS)
        assert (await home.order("note\n")).name == "done"
        assert [each["words"] for each in await home.told("NoteTaken")] == [PLAIN]
        await home.passes(minutes=2)
        assert home.came(REPORTER) == ["acknowledgement"]


async def test_discard_leaves_them_and_they_are_gone(tmp_path):
    async with household_after(tmp_path, complained) as (home, before):
        await home.order(WORDS)
        assert (await home.order("discard\n")).name == "done"
        assert (await home.order("reply\n")).name == "refused"
        assert await home.case() == before


@pytest.mark.parametrize("word", ["reply", "note"])
async def test_they_are_used_once(tmp_path, word):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        await home.order(WORDS)
        assert [(await home.order(f"{word}\n")).name for _ in range(2)] == ["done", "refused"]
        await home.passes(minutes=2)
        assert home.came(REPORTER).count("reply") == (word == "reply")


async def test_of_two_offers_the_newest_counts(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        await home.order("I spoke with the first of them.\n")
        home.clock.now += timedelta(minutes=1)
        await home.order("I spoke with the second of them.\n")
        await home.order("note\n")
        assert [each["words"] for each in await home.told("NoteTaken")] == ["I spoke with the second of them."]


async def test_another_threads_words_are_never_taken(tmp_path):
    async with household(tmp_path) as home:
        first, second = await home.opens(COMPLAINT), await home.opens(CONCERN, STRANGER)
        await home.answer(notice(home, first.code), WORDS, vouched=True)
        answer = await home.answer_of(notice(home, second.code), "reply\n")
        assert answer.name == "refused"
        await home.passes(minutes=2)
        assert "reply" not in {*home.came(REPORTER), *home.came(STRANGER)}


async def test_another_administrators_words_are_never_taken(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        await home.order(WORDS, JAMISON)
        assert (await home.order("reply\n", ADA)).name == "refused"
        assert (await home.order("reply\n", JAMISON)).name == "done"


async def test_after_two_days_they_are_gone(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        offer = await home.order(WORDS)
        home.clock.now += timedelta(days=2, minutes=1)
        await home.answer(offer, "reply\n", vouched=True)
        assert "refused" in home.came(JAMISON)
        assert "ReplyWritten" not in await home.happened()


async def test_a_reply_that_the_process_refuses_sends_nothing(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.answer(home.last("acknowledgement"), "WITHDRAW\n")
        assert (await home.case()).stage is Stage.WITHDRAWN
        await home.order(WORDS)
        answer = await home.order("reply\n")
        assert (answer.name, f"reopen {case.code}" in answer.text) == ("refused", True)


async def test_words_under_the_one_word_are_no_choice(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        await home.order(WORDS)
        await home.order("reply\n\nWe look into it.\n")
        await home.passes(minutes=2)
        assert "stops" not in home.last("reply", REPORTER).text
        assert "We look into it." in home.last("reply", REPORTER).text


async def test_discard_of_a_message_is_not_mistaken_for_it(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(STRANGER, "Dear Sirs,\n\nplease find attached our price list for office chairs.\n", "Offer")
        aside = home.last("set_aside", JAMISON)
        short = aside.subject.rpartition(" ")[2]
        assert (await home.answer_of(aside, f"discard {short}\n")).name == "done"
        assert (await home.answer_of(aside, "discard\n")).name == "refused"


async def test_words_to_a_checklist_are_an_offer_to_the_reporter_of_its_case(tmp_path):
    async with household_after(tmp_path, suspended) as (home, _):
        before, happened = await every_row(home), await home.happened()
        assert (await home.answer_of(home.last("checklist", JAMISON), WORDS)).name == "offer"
        after = await every_row(home)
        assert {name for name in before if before[name] != after[name]} <= {
            "inbox",
            "letter",
            "cursor",
            "pending_command",
            *("history", "head"),  # that the mail came is attested; of the case nothing is told
        }
        assert await home.happened() == happened
        await home.order("reply\n")
        await home.passes(minutes=2)
        assert home.came(BRACK) == ["suspension"]
        assert home.came(REPORTER)[-1] == "reply"


async def test_they_survive_a_restart(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        await home.order(WORDS)
        assert (await (await home.restarts()).order("note\n")).name == "done"

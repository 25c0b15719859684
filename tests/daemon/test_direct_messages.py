"""Direct messages: which case each belongs to, what is answered, and where."""

import json
from datetime import timedelta

import pytest

from daemon.process.case import Consent, Stage, Track
from daemon.store.values import InboxState
from tests.support.direct import ADA, DANA, JAMISON, ROBIN, SAM, workplace
from tests.support.house import COMPLAINT, CONCERN, DANGER, HOW_MANY, QUESTION


@pytest.mark.parametrize(
    ("text", "track", "letter"),
    [
        (COMPLAINT, Track.COMPLAINT, "acknowledgement"),
        (CONCERN, Track.CONCERN, "concern"),
        (QUESTION, Track.QUESTION, "question"),
        (HOW_MANY, Track.QUESTION, "count"),
    ],
)
async def test_a_first_direct_message_opens_a_case_and_is_answered_there(tmp_path, text, track, letter):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, text)
        assert (case.track, home.posted(DANA), home.wire.letters) == (track, [letter], [])


async def test_several_messages_are_waited_for_and_answered_as_one(tmp_path):
    async with workplace(tmp_path) as home:
        for text in (
            "Hello, I want to make a formal complaint.",
            "@brack called me an idiot in #careers.",
            "It was today.",
        ):
            await home.says(DANA, text)
            await home.passes(seconds=60)
        assert (await home.cases(), home.slack.posts) == ([], [])
        await home.passes(seconds=31)
        case = await home.case()
        assert home.posted(DANA) == ["acknowledgement"]
        kept = await home.run(lambda unit: unit.messages.of(unit.cases.by_code(case.code, case.terms).id))
        assert [each.text for each in kept][1] == "@brack called me an idiot in #careers."
        assert len(kept) == 3
        rows = await home.run(lambda unit: unit.inbox.count(InboxState.DONE))
        assert rows == 3


async def test_whoever_goes_on_writing_is_answered_after_ten_minutes(tmp_path):
    async with workplace(tmp_path) as home:
        await home.says(DANA, COMPLAINT)
        for minute in range(7):
            assert home.slack.posts == []
            await home.passes(seconds=80)
            await home.says(DANA, f"And another thing, number {minute}.")
        await home.passes(seconds=40)
        assert home.posted(DANA) == ["acknowledgement"]
        assert len(await home.cases()) == 1


async def test_danger_is_not_waited_with(tmp_path):
    async with workplace(tmp_path) as home:
        await home.says(DANA, "Hello?")
        await home.says(DANA, DANGER)
        assert home.posted(DANA) == ["acknowledgement"]
        assert home.posted(JAMISON)[0] == "notice"


async def test_a_further_message_joins_the_only_open_case_at_once(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        await home.says(DANA, "He did it again today, in the same channel.")
        assert [each.code for each in await home.cases()] == [case.code]
        assert "wrote_again" in home.posted(JAMISON)


async def test_an_offered_word_counts_as_said_by_whom_slack_says_it_was(tmp_path):
    async with workplace(tmp_path) as home:
        await home.reports(DANA, COMPLAINT)
        await home.says(DANA, "SHARE")
        assert (await home.case()).privacy.value is Consent.GRANTED


async def test_an_answer_in_the_thread_of_a_letter_belongs_to_its_case_and_is_answered_there(tmp_path):
    async with workplace(tmp_path) as home:
        first = await home.reports(DANA, COMPLAINT)
        letter = home.posts(DANA)[0]
        await home.says(DANA, "NEW Is it an incident when somebody posts jobs in #general?")
        await home.passes(seconds=91)
        second = next(each for each in await home.cases() if each.code != first.code)
        assert second.track is Track.QUESTION
        await home.says(DANA, "PRIVATE", letter)
        assert (await home.case(first.code)).privacy.value is Consent.REFUSED
        assert home.posts(DANA)[-1].thread == letter.wire_id


async def test_of_several_open_cases_its_sender_says_which(tmp_path):
    async with workplace(tmp_path) as home:
        first = await home.reports(DANA, COMPLAINT)
        await home.says(DANA, "NEW Is it an incident when somebody posts jobs in #general?")
        await home.passes(seconds=91)
        second = next(each for each in await home.cases() if each.code != first.code)
        await home.says(DANA, "There is one more thing: he wrote to me again.")
        asked = home.posts(DANA, "which")[-1]
        assert all(each.code in asked.text for each in (first, second))
        await home.says(DANA, first.code)
        kept = await home.run(lambda unit: unit.messages.of(unit.cases.by_code(first.code, first.terms).id))
        assert kept[-1].text == "There is one more thing: he wrote to me again."
        assert await home.run(lambda unit: unit.inbox.count(InboxState.ASIDE)) == 0


async def test_a_case_that_was_never_told_of_is_not_found_by_asking(tmp_path):
    """Somebody is respondent in a case and was told nothing: their own message opens their own case (design 7.5)."""
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        await home.command(f"party {case.code} <@{SAM}> as respondent")
        other = await home.reports(SAM, COMPLAINT)
        assert other.code != case.code
        assert home.posted(SAM) == ["acknowledgement"]


async def test_the_same_message_by_socket_and_by_sweep_is_one(tmp_path):
    async with workplace(tmp_path) as home:
        await home.says(DANA, COMPLAINT)
        event = {"type": "message", "user": DANA, "text": COMPLAINT, "ts": f"{home.clock().timestamp():.0f}.000001"}
        await home.direct({"kind": "message", "event": event | {"blocks": []}}, DANA, event["ts"])
        await home.passes(seconds=95)
        case = await home.case()
        kept = await home.run(lambda unit: unit.messages.of(unit.cases.by_code(case.code, case.terms).id))
        assert len(kept) == 1


async def test_an_administrator_acts_by_direct_message(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        await home.says(JAMISON, f"estimate {case.code} 2026-11-27T17:00:00Z")
        assert (await home.case()).stage is Stage.PROMISED
        assert home.posts(JAMISON)[-1].name == "done"
        assert "estimate" in home.posted(DANA)


async def test_a_bare_time_in_the_thread_of_a_notice_is_said_back_and_then_counts(tmp_path):
    async with workplace(tmp_path) as home:
        await home.reports(DANA, COMPLAINT)
        notice = home.posts(JAMISON, "notice")[0]
        await home.says(JAMISON, "in 2 days", notice)
        back = home.posts(JAMISON)[-1]
        assert (back.name, back.thread) == ("read_back", notice.wire_id)
        await home.says(JAMISON, "confirm", notice)
        assert (await home.case()).stage is Stage.PROMISED


async def test_a_command_by_somebody_else_changes_nothing(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        before = (await home.case()).stage
        await home.says(ROBIN, f"close {case.code}", username="Jamison Dance")
        await home.passes(seconds=91)
        assert (await home.case(case.code)).stage is before
        assert case.code not in "".join(each.text for each in home.posts(ROBIN))


async def test_a_stolen_button_does_nothing_and_says_nothing(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        letter, count = home.posts(DANA)[0], len(home.slack.posts)
        await home.presses(ROBIN, letter, act="word", word="SHARE", code=case.code)
        await home.presses(ROBIN, letter, act="command", text=f"close {case.code}")
        assert (await home.case()).privacy.value is not Consent.GRANTED
        assert (await home.case()).stage is Stage.NEEDS_DATE
        assert len(home.slack.posts) == count


async def test_a_button_says_what_the_word_says(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        await home.presses(DANA, home.posts(DANA)[0], act="word", word="SHARE", code=case.code)
        assert (await home.case()).privacy.value is Consent.GRANTED


async def test_an_edit_is_a_revision_that_widens_nothing_and_commands_nothing(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        ts = await home.says(DANA, "I forgot to say when.")
        await home.edits(DANA, ts, "SHARE")
        assert (await home.case()).privacy.value is not Consent.GRANTED
        kept = await home.run(lambda unit: unit.messages.of(unit.cases.by_code(case.code, case.terms).id))
        assert [each.text for each in kept][-2:] == ["I forgot to say when.", "SHARE"]
        order = await home.says(JAMISON, "help")
        await home.edits(JAMISON, order, f"close {case.code}")
        assert (await home.case()).stage is Stage.NEEDS_DATE
        assert home.posts(JAMISON)[-1].name == "refused"


async def test_a_deleted_message_is_kept_and_narrows_what_was_allowed(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        await home.says(DANA, "SHARE")
        ts = await home.says(DANA, "You may tell him that I reported it.")
        await home.deletes(DANA, ts)
        assert (await home.case()).privacy.value is Consent.REFUSED
        assert "MessageTakenBack" in await home.happened()
        assert "wrote_again" in home.posted(JAMISON)
        assert len(await home.run(lambda unit: unit.messages.of(unit.cases.by_code(case.code, case.terms).id))) == 3


async def test_a_deleted_message_that_allowed_nothing_narrows_nothing(tmp_path):
    async with workplace(tmp_path) as home:
        await home.reports(DANA, COMPLAINT)
        await home.says(DANA, "SHARE")
        ts = await home.says(DANA, "It was in the afternoon, I think.")
        told = home.posted(DANA)
        await home.deletes(DANA, ts)
        assert (await home.case()).privacy.value is Consent.GRANTED
        assert "MessageTakenBack" in await home.happened()
        assert home.posted(DANA) == told


async def test_whoever_deletes_what_allowed_something_is_told_that_it_counts_no_more(tmp_path):
    async with workplace(tmp_path) as home:
        await home.reports(DANA, COMPLAINT)
        ts = await home.says(DANA, "SHARE")
        told = home.posted(DANA)
        await home.deletes(DANA, ts)
        assert (await home.case()).privacy.value is Consent.REFUSED
        assert home.posted(DANA) == [*told, "corrected"]


async def test_a_file_goes_where_its_message_goes(tmp_path):
    async with workplace(tmp_path) as home:
        ts = await home.says(DANA, COMPLAINT, subtype="file_share", files=[{"id": "F1", "name": "screen.png"}])
        await home.attaches(DANA, ts, "screen.png")
        await home.passes(seconds=95)
        case = await home.case()
        told = await home.told("FileKept")
        assert told == [{"name": "screen.png", "problem": ""}]
        found = await home.run(lambda unit: unit.inbox.met([f"slack T0TEAM D{DANA} {ts} file F1"]))
        ((row, state),) = found.values()
        kept = await home.run(
            lambda unit: (unit.inbox.by_id(row).case_id, unit.cases.by_code(case.code, case.terms).id)
        )
        assert state == InboxState.DONE
        assert kept[0] == kept[1]


async def test_an_administrator_hands_on_what_they_were_shown(tmp_path):
    async with workplace(tmp_path) as home:
        shared = {"is_share": True, "author_id": DANA, "text": COMPLAINT}
        await home.says(ADA, "I got this today", attachments=[shared])
        case = await home.case()
        assert (case.track, case.has_reporter) == (Track.COMPLAINT, False)


async def test_an_appeal_by_direct_message_is_pointed_to_mail(tmp_path):
    async with workplace(tmp_path) as home:
        await home.says(SAM, "I appeal my suspension. I was suspended for something that somebody else wrote.")
        await home.passes(seconds=91)
        assert home.posted(SAM) == ["neutral_receipt"]


async def test_danger_asks_for_no_case_where_its_sender_has_several(tmp_path):
    async with workplace(tmp_path) as home:
        await home.reports(DANA, COMPLAINT)
        await home.says(DANA, "NEW Is it an incident when somebody posts jobs in #general?")
        await home.passes(seconds=91)
        before = len(home.posts(JAMISON))
        await home.says(DANA, DANGER)
        assert "which" not in home.posted(DANA)
        assert home.posts(JAMISON)[before].name == "notice"
        assert len(await home.cases()) == 3


async def test_danger_in_what_a_process_that_ended_left_is_not_waited_with(tmp_path):
    async with workplace(tmp_path) as home:
        await home.says(DANA, "Hello?")
        intake = home.rooms.intake
        intake.direct._hasty = []  # the message below is committed, and the process dies before it looked
        event = {"type": "message", "user": DANA, "text": DANGER, "ts": "1.000009"}
        about = {"kind": "message", "team": "T0TEAM", "channel": f"D{DANA}", "event": event}
        await intake.direct.receive(json.dumps(about).encode(), f"slack T0TEAM D{DANA} 1.000009", "")
        again = await home.restarts()
        await again.settle()
        assert again.posted(DANA) == ["acknowledgement"]


async def test_one_more_message_does_not_put_off_what_is_due(tmp_path):
    async with workplace(tmp_path) as home:
        sender = await home.run(lambda unit: unit.lookup("slack", DANA))
        await home.says(DANA, "Hello?")
        await home.run(lambda unit: unit.inbox.waits_until(sender, home.clock()))
        await home.run(lambda unit: unit.inbox.waits("-", sender, home.clock() + timedelta(seconds=90), home.clock()))
        assert await home.run(lambda unit: unit.inbox.next_at()) == home.clock()


async def test_all_that_waited_for_its_case_is_taken_in_order_and_asked_for_once(tmp_path):
    async with workplace(tmp_path) as home:
        first = await home.reports(DANA, COMPLAINT)
        await home.says(DANA, "NEW Is it an incident when somebody posts jobs in #general?")
        await home.passes(seconds=91)
        said = ["There is one more thing.", "He wrote to me again.", "It was at ten."]
        for text in said:
            await home.says(DANA, text)
        assert home.posted(DANA).count("which") == 1
        await home.says(DANA, first.code)
        kept = await home.run(lambda unit: unit.messages.of(unit.cases.by_code(first.code, first.terms).id))
        assert [each.text for each in kept][-3:] == said
        assert await home.run(lambda unit: unit.inbox.count(InboxState.ASIDE)) == 0


async def test_an_answer_in_an_old_thread_does_not_wait_with_a_new_report(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        letter = home.posts(DANA)[0]
        await home.says(DANA, "NEW I want to raise a concern about the tone in #random. No action, please.")
        await home.says(DANA, "PRIVATE", letter)
        assert (await home.case(case.code)).privacy.value is Consent.REFUSED


async def test_a_message_on_which_a_reader_fails_ends_nothing(tmp_path, monkeypatch):
    async with workplace(tmp_path) as home:

        async def reading(_message, _found):
            raise RecursionError

        monkeypatch.setattr(home.rooms.intake._reception, "reading", reading)
        await home.says(DANA, COMPLAINT)
        await home.passes(seconds=91)
        assert await home.run(lambda unit: unit.inbox.count(InboxState.ASIDE)) == 1
        assert home.posted(JAMISON) == ["set_aside"]

"""The second lock in the house (P8, design 7.3): what a letter's reader did not write waits until it was confirmed, and
who the reporter is never leaves without their yes.
"""

import re

import pytest

from daemon.process.case import Told
from daemon.process.events import NotAllowed
from notifiers.sending import Problem, Refused
from tests.support.house import COMPLAINT, CONCERN, JAMISON, REPORTER, household
from tests.support.played import household_after
from tests.support.suspended import BRACK, considered

REPORT = (
    "Hello,\n\nI want to make a formal complaint about @brack. In #careers he called people who asked beginner\n"
    'questions "clueless idiots", three times this week. My friend Quentin saw it too.\n'
)
CALM = "We ask you to leave beginners alone."
MARKED = 'Please never say "clueless idiots" again. Quentin need not be asked.'
FROM = "Rae Lindqvist <rae@example.org>"


async def shared(home, text=REPORT, by=FROM):
    """A complaint whose reporter shared, with a respondent; its code."""
    await home.mail(by, text)
    (case,) = await home.cases()
    await home.answer(home.last("acknowledgement", REPORTER), "SHARE\n")
    await home.command(f"party {case.code} {BRACK} as respondent")
    return case.code


async def written(home, words=MARKED):
    """Words for the respondent in which two things are marked; the code, the letter's number, what the desk said."""
    code = await shared(home)
    said = await home.command(f"tell {code} {BRACK} {words}")
    (row,) = await home.rows("told")
    return code, row.short, "\n".join(said)


async def refused(home, text):
    with pytest.raises(NotAllowed) as caught:
        await home.command(text)
    return caught.value


async def state(home, short):
    return next(str(row.state) for row in await home.rows() if row.short == short)


async def test_p8_what_is_not_marked_leaves_as_it_always_did(tmp_path):
    async with household(tmp_path) as home:
        code = await shared(home)
        said = await home.command(f"tell {code} {BRACK} {CALM}")
        await home.passes(minutes=3)
        assert home.came(BRACK) == ["told"]
        assert not any("confirm" in line for line in said)


async def test_p8_the_desk_shows_each_mark_with_its_number_and_its_reason(tmp_path):
    async with household(tmp_path) as home:
        _, short, said = await written(home)
        assert '1. "clueless idiots" - quoted words that they did not write' in said
        assert '2. "Quentin" - a name that they did not write' in said
        assert f"confirm {short} 1" in said


async def test_p8_a_marked_letter_waits_over_a_restart_and_for_as_long_as_nobody_confirms(tmp_path):
    async with household(tmp_path) as home:
        code, short, _ = await written(home)
        await home.passes(days=1)
        again = await home.restarts()
        await again.passes(days=1)
        assert again.came(BRACK) == []
        assert await state(again, short) == "draft"
        assert (await home.case(code)).parties[0].told is Told.ON_ITS_WAY


async def test_p8_it_leaves_once_the_last_mark_was_confirmed_and_can_be_undone_until_then(tmp_path):
    async with household(tmp_path) as home:
        _, short, _ = await written(home)
        (first,) = await home.command(f"confirm {short} 2")
        assert f"1 more waits: confirm {short} 1" in first
        await home.passes(hours=1)
        assert home.came(BRACK) == []
        (last,) = await home.command(f"confirm {short} 1")
        assert f"undo {short} takes it back" in last
        assert home.came(BRACK) == []
        await home.passes(minutes=3)
        assert home.came(BRACK) == ["told"]


async def test_p8_release_is_refused_with_the_list_while_one_is_open(tmp_path):
    async with household(tmp_path) as home:
        _, short, _ = await written(home)
        await home.command(f"confirm {short} 1")
        problem = await refused(home, f"release {short}")
        assert problem.lines == ('2. "Quentin" - a name that they did not write',)
        assert "Quentin" not in problem.reason
        assert f"confirm {short} 2" in problem.reason


@pytest.mark.parametrize("number", ["", "3", "0", "1"])
async def test_p8_only_what_is_open_can_be_confirmed(tmp_path, number):
    async with household(tmp_path) as home:
        _, short, _ = await written(home)
        await home.command(f"confirm {short} 1")
        problem = await refused(home, f"confirm {short} {number}")
        assert "Quentin" not in problem.reason
        assert any("Quentin" in line for line in problem.lines)
        assert await state(home, short) == "draft"


async def test_p8_the_history_says_who_confirmed_which_mark_and_keeps_no_word_of_it(tmp_path):
    async with household(tmp_path) as home:
        code, short, _ = await written(home)
        await home.command(f"confirm {short} 2")
        assert await home.told("LetterMarkConfirmed") == [{"letter": short, "number": 2, "mark": "a name"}]
        view = await home.at_desk(lambda desk: desk.show(code), "Jamison")
        assert any("was confirmed" in each.what and each.who == "Jamison Dance" for each in view.timeline)


async def test_p8_a_consent_that_narrows_in_between_takes_the_letter_with_it(tmp_path):
    async with household(tmp_path) as home:
        _, short, _ = await written(home)
        await home.command(f"confirm {short} 1")
        await home.answer(home.last("acknowledgement", REPORTER), "PRIVATE\n")
        assert (await refused(home, f"confirm {short} 2")).reason == "that letter is dropped"
        await home.passes(days=1)
        assert home.came(BRACK) == []


async def test_p8_where_the_letters_mode_is_ask_it_waits_for_release_after_the_last_mark(tmp_path):
    async with household(tmp_path, letters='told = "ask"') as home:
        _, short, _ = await written(home)
        await home.command(f"confirm {short} 1")
        (last,) = await home.command(f"confirm {short} 2")
        assert f"release {short}" in last
        await home.passes(hours=1)
        assert home.came(BRACK) == []
        await home.command(f"release {short}")
        assert home.came(BRACK) == ["told"]


async def test_p8_what_somebody_writes_while_the_letter_waits_stops_it_as_it_leaves_and_somebody_hears_of_it(tmp_path):
    async with household(tmp_path) as home:
        code = await shared(home)
        await home.command(f"tell {code} {BRACK} {CALM}")
        await home.answer(
            home.last("acknowledgement", REPORTER), "I wrote to him: we ask you to leave beginners alone.\n"
        )
        await home.passes(minutes=10)
        (row,) = await home.rows("told")
        assert (home.came(BRACK), str(row.state)) == ([], "draft")
        notice = home.last("drafted", JAMISON)
        assert row.short in notice.text
        assert "beginners" not in notice.text
        await home.command(f"confirm {row.short} 1")
        await home.passes(minutes=10)
        assert home.came(BRACK) == ["told"]


async def test_p8_a_letter_that_was_refused_is_not_sent_again_with_something_new_in_it(tmp_path):
    async with household(tmp_path) as home:
        code = await shared(home)
        home.wire.trouble[BRACK] = Refused(Problem.RECIPIENT)
        await home.command(f"tell {code} {BRACK} Please leave Ottokar alone.")
        await home.passes(minutes=10)
        (row,) = await home.rows("told")
        await home.answer(home.last("acknowledgement", REPORTER), "His colleague @ottokar is afraid of him.\n")
        home.wire.trouble.clear()
        assert "Ottokar" in "".join((await refused(home, f"resend {row.short}")).lines)
        await home.command(f"confirm {row.short} 1")
        await home.command(f"resend {row.short}")
        assert home.came(BRACK) == ["told"]


# --- who the reporter is


@pytest.mark.parametrize(
    "said", ["Rae told us.", "It was rae@example.org", "It was r\u0430e \u200bLindqvist", "L\u00ednd\u00adqvist"]
)
async def test_p8_who_the_reporter_is_is_refused_and_no_confirmation_helps(tmp_path, said):
    async with household(tmp_path) as home:
        code = await shared(home)
        problem = await refused(home, f"tell {code} {BRACK} {said}")
        assert "who the reporter is" in problem.reason
        assert not re.search(r"(?i)r.e@|lindqvist", problem.reason)
        assert problem.lines
        assert await home.rows("told") == []


async def test_p8_with_the_reporters_recorded_yes_their_name_is_a_mark_to_confirm(tmp_path):
    async with household(tmp_path) as home:
        code = await shared(home)
        await home.command(f"consent {code} granted identity she said so on the phone")
        await home.command(f"tell {code} {BRACK} Rae told us.")
        (row,) = await home.rows("told")
        await home.command(f"confirm {row.short} 1")
        await home.passes(minutes=3)
        assert home.came(BRACK) == ["told"]


async def test_p8_a_yes_for_one_party_is_none_for_another(tmp_path):
    async with household(tmp_path) as home:
        code = await shared(home)
        await home.command(f"party {code} wes@example.net as witness")
        await home.command(f"consent {code} granted identity to wes@example.net: on the phone")
        await home.command(f"tell {code} wes@example.net Rae told us.")
        assert "who the reporter is" in (await refused(home, f"tell {code} {BRACK} Rae told us.")).reason


async def test_p8_a_yes_that_is_taken_back_stops_what_waits(tmp_path):
    async with household(tmp_path) as home:
        code = await shared(home)
        await home.command(f"consent {code} granted identity she said so on the phone")
        await home.command(f"tell {code} {BRACK} Rae told us.")
        (row,) = await home.rows("told")
        await home.command(f"confirm {row.short} 1")
        await home.command(f"consent {code} refused identity she called again")
        await home.passes(minutes=10)
        assert home.came(BRACK) == []


async def test_p8_the_reporter_is_not_told_a_name_that_they_never_wrote_before_it_was_confirmed(tmp_path):
    async with household(tmp_path) as home:
        code = await shared(home)
        said = "\n".join(await home.command(f"reply {code} We wrote to {BRACK} about @brack."))
        assert f'"{BRACK}" - a mail address that they did not write' in said
        assert '"brack"' not in said


async def test_p8_in_an_appeal_the_words_of_the_complaint_are_protected(tmp_path):
    async with household(tmp_path) as home:
        code = await shared(home)
        await home.command(f"suspend {code} {BRACK} because of threats")
        await home.passes(days=8)
        await home.mail(BRACK, "I want to appeal the suspension of my account, because it was not me who wrote that.\n")
        appeal = next(case for case in await home.cases() if case.appeal)
        problem = await refused(home, f"reply {appeal.code} Rae Lindqvist says otherwise.")
        assert "who the reporter is" in problem.reason
        said = "\n".join(await home.command(f'reply {appeal.code} You wrote "clueless idiots".'))
        assert '"clueless idiots" - quoted words' in said


async def test_p11_a_text_for_the_channel_waits_for_what_is_marked_and_is_looked_at_again_before_it_is_let_go(tmp_path):
    words = "After new context we ended a suspension, and dear Ottokar was right."
    async with household_after(tmp_path, considered) as (home, (case, _, waiting)):
        await home.answer(home.last("acknowledgement", REPORTER), "SHARE\n")
        await home.command(f"consult {case.code} {words}")
        await home.passes(minutes=3)
        await home.answer(home.last("consult", REPORTER), "SHARE\n")
        await home.command(f"overturn {waiting.code} It ends.", "Ada")
        await home.passes(minutes=3)
        await home.command(f"publish {waiting.code} {words}", "Ada")
        await home.passes(days=2)
        await home.answer(home.last("acknowledgement", REPORTER), "A colleague, @ottokar, is afraid of him.\n")
        with pytest.raises(NotAllowed, match="1 thing that is not for everybody to read"):
            await home.command(f"publish {waiting.code}", "Jamison")
        await home.command(f"publish {waiting.code} {words}", "Ada")
        copies = [row for row in await home.rows("context_draft") if str(row.state) == "draft"]
        for row in copies:
            await home.command(f"confirm {row.short} 1", "Ada")
        await home.passes(days=2)
        assert len(copies) == 2
        assert words in await home.command(f"publish {waiting.code}", "Jamison")


# --- by mail


async def test_p8_by_mail_the_marks_stand_in_the_answer_above_the_words(tmp_path):
    async with household(tmp_path) as home:
        code = await shared(home)
        answer = await home.order(f"tell {code} {BRACK} {MARKED}\n")
        (row,) = await home.rows("told")
        assert '2. "Quentin" - a name that they did not write' in answer.text
        assert "Quentin" not in answer.subject
        answer = await home.order(f"release {row.short}\n")
        assert "2. a name that they did not write" in answer.text
        assert "Quentin" not in answer.text
        for number in (1, 2):
            answer = await home.order(f"confirm {row.short} {number}\n")
        assert "all is confirmed" in answer.text
        await home.passes(minutes=3)
        assert home.came(BRACK) == ["told"]


async def test_p14_whoever_may_not_know_of_the_case_confirms_nothing_in_it(tmp_path):
    async with household(tmp_path) as home:
        code, short, _ = await written(home)
        await home.command(f"recuse {code} Ada")
        with pytest.raises(NotAllowed, match="no such letter"):
            await home.command(f"confirm {short} 1", "Ada")


# --- what is kept


async def test_a_marked_letter_counts_among_those_that_wait_and_its_case_says_how_much_is_open(tmp_path):
    async with household(tmp_path) as home:
        code, short, _ = await written(home)
        await home.command(f"confirm {short} 1")
        view = await home.at_desk(lambda desk: desk.show(code), "Jamison")
        assert [each.marks for each in view.letters if each.number == short] == [1]
        assert (await home.at_desk(lambda desk: desk.digest(), "Jamison")).waiting == 1


async def test_p8_the_case_shows_who_allowed_what_to_whom_since_when_and_until_when(tmp_path):
    async with household(tmp_path) as home:
        code = await shared(home)
        await home.command(f"consent {code} granted identity to {BRACK}: on the phone")
        await home.answer(home.last("acknowledgement", REPORTER), "PRIVATE\n")
        rows = (await home.at_desk(lambda desk: desk.show(code), "Jamison")).allowances
        party = (await home.case(code)).parties[0].code
        assert [(row.item, row.to, row.value, row.withdrawn_at is not None) for row in rows] == [
            ("what they told us", "the parties", "granted", True),
            ("who they are", f"{party} (respondent)", "granted", True),
            ("what they told us", "the parties", "refused", False),
        ]
        assert rows[1].source == "on the phone"


async def test_p1_what_the_reporter_of_a_concern_takes_back_counts_in_the_complaint_that_came_of_it(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(FROM, CONCERN)
        (concern,) = await home.cases()
        await home.answer(home.last("concern", REPORTER), "SHARE\n")
        await home.command(f"complain {concern.code} it is more than a concern")
        complaint = next(case for case in await home.cases() if case.code != concern.code)
        await home.command(f"party {complaint.code} {BRACK} as respondent")
        assert "who the reporter is" in (await refused(home, f"tell {complaint.code} {BRACK} Rae told us.")).reason
        await home.command(f"tell {complaint.code} {BRACK} {CALM}")
        await home.answer(home.last("concern", REPORTER), "PRIVATE\n")
        await home.passes(minutes=10)
        assert home.came(BRACK) == []
        assert str((await home.case(complaint.code)).privacy.value) == "refused"
        assert "ConsentNarrowed" in await home.happened(complaint.code)


async def test_p1_a_case_that_is_only_shown_beside_a_concern_hears_nothing_of_it(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(REPORTER, CONCERN)
        await home.mail("sam@example.net", COMPLAINT)
        concern, other = await home.cases()
        await home.command(f"relate {concern.code} {other.code}")
        await home.answer(home.last("concern", REPORTER), "SHARE\n")
        await home.answer(home.last("concern", REPORTER), "PRIVATE\n")
        assert "ConsentNarrowed" not in await home.happened(other.code)


async def test_p9_whom_an_administrator_names_is_asked_last_and_each_answer_has_its_time(tmp_path):
    async with household(tmp_path) as home:
        code = await shared(home)
        await home.command(f"consult {code} {BRACK} We had a talk about manners in the channel.")
        await home.passes(minutes=3)
        assert [each.to for each in home.letters(name="consult")] == [REPORTER]
        await home.answer(home.last("consult", REPORTER), "SHARE\n")
        await home.passes(minutes=3)
        assert [each.to for each in home.letters(name="consult")] == [REPORTER, BRACK]
        await home.answer(home.last("consult", BRACK), "SHARE\n")
        view = await home.at_desk(lambda desk: desk.show(code), "Jamison")
        assert [(each.reply, each.at is not None) for each in view.consultation.asked] == [("yes", True)] * 2
        assert view.consultation.result == "yes"
        assert [each.item for each in view.allowances] == [
            "what they told us",
            "exactly this text",
            "exactly this text",
        ]


async def test_p9_a_text_for_everybody_holds_no_word_of_the_report_unseen(tmp_path):
    async with household(tmp_path) as home:
        code = await shared(home)
        assert "who the reporter is" in (await refused(home, f"consult {code} Rae and we agreed.")).reason
        said = "\n".join(await home.command(f"consult {code} The word idiots, in #careers he called people who asked."))
        assert '"in #careers he called people who asked" - five words in a row or more' in said
        (row,) = await home.rows("consult")
        assert str(row.state) == "draft"


async def test_p8_several_marks_are_confirmed_in_one_word_each_by_its_number(tmp_path):
    async with household(tmp_path) as home:
        _, short, _ = await written(home)
        await home.command(f"confirm {short} 1 2")
        await home.passes(minutes=3)
        assert home.came(BRACK) == ["told"]
        assert (await home.happened()).count("LetterMarkConfirmed") == 2

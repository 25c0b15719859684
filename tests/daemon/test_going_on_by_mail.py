"""Going on by mail: the word that a direct message asks for, the address that brings it, and who may not."""

import re

import pytest

from daemon.process.case import Consent
from daemon.process.events import NotAllowed
from notifiers.sending import Deferred, Problem
from tests.support.direct import DANA, JAMISON, ROBIN, workplace
from tests.support.forged import EVIL_HOP
from tests.support.house import ADA, COMMUNITY, COMPLAINT, CONCERN

HOME, FRIEND = "dana@example.org", "friend@example.net"
MORE = "Hello, he did it again this morning, in the same channel.\n"
WRITES_TO = re.compile(r"admin\+([a-z2-7]{26})@softskills\.example")
NO_ADDRESSES = 'subaddress = "none"\n'


async def asked(home, who: str = DANA, text: str = COMPLAINT) -> tuple[str, str]:
    """The code of a case that came by direct message, and the address that its reporter is told to write to."""
    case = await home.reports(who, text)
    await home.says(who, "MAIL")
    return case.code, WRITES_TO.search(home.posts(who, "mail_word")[-1].text)[0]


async def ways(home, code: str) -> list[str]:
    terms = home.rooms.corridor.house.terms
    kept = await home.run(lambda unit: unit.parties.of(unit.cases.by_code(code, terms).id))
    return [way.address for party in kept for way in party.ways]


async def test_the_word_comes_by_direct_message_and_says_until_when_it_works(tmp_path):
    async with workplace(tmp_path) as home:
        code, to = await asked(home)
        letter = home.posts(DANA, "mail_word")[0]
        assert (to in letter.text, code in letter.subject) == (True, True)
        assert "It works once, until Monday 7 December 2026" in " ".join(letter.text.split())
        assert home.posted(DANA) == ["acknowledgement", "mail_word"]  # nothing was added to the case by asking
        assert home.wire.letters == []


async def test_a_button_asks_for_the_word_as_a_line_does(tmp_path):
    async with workplace(tmp_path) as home:
        await home.reports(DANA, COMPLAINT)
        await home.presses(DANA, home.posts(DANA)[0], act="word", word="MAIL")
        assert home.posted(DANA) == ["acknowledgement", "mail_word"]


async def test_the_first_address_that_brings_the_word_is_bound_answered_and_told_of(tmp_path):
    async with workplace(tmp_path) as home:
        code, to = await asked(home)
        await home.mail(HOME, MORE, to=to)
        assert [case.code for case in await home.cases()] == [code]
        assert await ways(home, code) == [DANA, HOME]
        assert (home.came(HOME), home.posted(DANA)[-1]) == (["added"], "mail_bound")
        told = home.posts(DANA, "mail_bound")[0].text
        assert ("d…@e…" in told, HOME in told, "STOP" in told) == (True, False, True)
        assert {"MailWordGiven", "MailBound", "ReporterWrote"} <= set(await home.happened())


async def test_the_address_that_was_bound_may_write_there_again(tmp_path):
    async with workplace(tmp_path) as home:
        code, to = await asked(home)
        await home.mail(HOME, MORE, to=to)
        await home.sleeps(days=15)
        await home.mail(HOME, "And again today.\n", to=to)
        assert [case.code for case in await home.cases()] == [code]
        assert len(home.posts(DANA, "mail_bound")) == 1
        await home.says(DANA, "STOP")
        await home.mail(HOME, CONCERN, to=to)
        assert len(await home.cases()) == 2


async def test_answers_follow_the_channel_of_the_last_message(tmp_path):
    async with workplace(tmp_path) as home:
        code, to = await asked(home)
        await home.mail(HOME, MORE, to=to)
        await home.command(f"estimate {code} 2026-11-25T17:00")
        await home.passes(minutes=3)
        assert home.came(HOME)[-1] == "estimate"
        await home.answer(home.last("estimate"), "SHARE\n", vouched=True)
        assert (await home.case()).privacy.value is Consent.GRANTED
        await home.says(DANA, "I am at work now, please write to me here.")
        home.forget()
        await home.command(f"reply {code} Thank you, we are on it.")
        await home.passes(minutes=3)
        assert (home.posted(DANA)[-1], home.wire.letters) == ("reply", [])


async def test_without_subaddresses_the_word_stands_on_a_line_of_the_mail(tmp_path):
    async with workplace(tmp_path, mailbox=NO_ADDRESSES) as home:
        case = await home.reports(DANA, COMPLAINT)
        await home.says(DANA, "MAIL")
        text = home.posts(DANA, "mail_word")[0].text
        word = re.search(r"^\s+([a-z2-7]{26})$", text, re.MULTILINE)[1]
        assert f"Write to {COMMUNITY}" in text
        await home.mail(FRIEND, f"Look what I got:\n\n> {word}\n", to=COMMUNITY)
        assert await ways(home, case.code) == [DANA]  # in a quotation it is somebody else's
        await home.mail(HOME, f"{word.upper()}\n\n{MORE}", to=COMMUNITY)
        assert await ways(home, case.code) == [DANA, HOME]


# --- attacks


async def test_whoever_brings_the_word_second_is_a_stranger(tmp_path):
    async with workplace(tmp_path) as home:
        code, to = await asked(home)
        await home.mail(HOME, MORE, to=to)
        await home.mail(FRIEND, f"I was in copy.\n\n{CONCERN}", to=to)
        assert await ways(home, code) == [DANA, HOME]
        own = next(case.code for case in await home.cases() if case.code != code)
        assert all(code not in each.subject + each.text for each in home.letters(FRIEND))
        assert own in home.last("concern", FRIEND).subject


async def test_a_word_that_was_guessed_opens_nothing_and_says_nothing(tmp_path):
    async with workplace(tmp_path) as home:
        code, to = await asked(home)
        word = WRITES_TO.search(to)[1]
        for guess in (word[:-2] + ("aa" if word[-2:] != "aa" else "ee"), "a" * 26, word[1:], f"{word}a"):
            await home.mail(FRIEND, CONCERN, to=f"admin+{guess}@softskills.example")
        assert await ways(home, code) == [DANA]
        receipts = {each.name for each in home.letters(FRIEND)}
        assert receipts == {"concern"}
        assert home.posts(DANA, "mail_bound") == []


async def test_a_word_works_for_two_weeks_and_no_longer(tmp_path):
    async with workplace(tmp_path) as home:
        code, to = await asked(home)
        await home.sleeps(days=14, seconds=1)
        await home.mail(HOME, MORE, to=to)
        assert await ways(home, code) == [DANA]


async def test_a_new_word_voids_the_one_before(tmp_path):
    async with workplace(tmp_path) as home:
        code, old = await asked(home)
        await home.says(DANA, "mail")
        new = WRITES_TO.search(home.posts(DANA, "mail_word")[-1].text)[0]
        await home.mail(FRIEND, MORE, to=old)
        assert (new != old, await ways(home, code)) == (True, [DANA])
        await home.mail(HOME, MORE, to=new)
        assert await ways(home, code) == [DANA, HOME]


@pytest.mark.parametrize("sender", [ADA, COMMUNITY])
async def test_an_address_that_is_ours_is_never_bound_and_uses_nothing_up(tmp_path, sender):
    async with workplace(tmp_path) as home:
        code, to = await asked(home)
        await home.mail(sender, MORE, to=to, vouched=True)
        assert await ways(home, code) == [DANA]
        await home.mail(HOME, MORE, to=to)
        assert await ways(home, code) == [DANA, HOME]


async def test_the_address_of_somebody_else_in_the_case_is_not_bound(tmp_path):
    async with workplace(tmp_path) as home:
        code, to = await asked(home)
        await home.command(f"party {code} brack@example.com as respondent")
        await home.mail("brack@example.com", MORE, to=to)
        assert await ways(home, code) == [DANA, "brack@example.com"]
        assert home.posts(DANA, "mail_bound") == []


async def test_an_address_that_our_own_server_calls_forged_is_not_bound(tmp_path):
    async with workplace(tmp_path) as home:
        code, to = await asked(home)
        verdict = ("Authentication-Results", "mx.softskills.example; dmarc=fail header.from=example.org")
        await home.hand_over(_first_header(verdict, to))
        assert await ways(home, code) == [DANA]


def _first_header(header: tuple[str, str], to: str) -> bytes:
    lines = [": ".join(header), f"From: {HOME}", f"To: {to}", "Subject: x", "Message-ID: <1@x.example>", "", MORE]
    return "\n".join(lines).encode()


async def test_an_absence_note_that_brings_the_word_binds_nobody(tmp_path):
    async with workplace(tmp_path) as home:
        code, to = await asked(home)
        await home.mail(FRIEND, "I am away.\n", to=to, headers=(("Auto-Submitted", "auto-replied"),))
        assert await ways(home, code) == [DANA]


async def test_whoever_holds_the_word_is_believed_and_the_reporter_can_take_it_back(tmp_path):
    async with workplace(tmp_path) as home:
        code, to = await asked(home)
        await home.mail("eve@evil.example", MORE, to=to, headers=(("X-Hop", EVIL_HOP),))
        assert await ways(home, code) == [DANA, "eve@evil.example"]
        home.forget()
        await home.says(DANA, "STOP")
        assert await ways(home, code) == [DANA]
        assert home.posts(DANA, "mail_bound")[-1].text.startswith("Nothing more goes to the mail address e…@e…")
        assert "wrote_again" in home.posted(JAMISON)
        assert "MailUnbound" in await home.happened()
        await home.command(f"reply {code} Thank you, we are on it.")
        await home.passes(minutes=3)
        assert (home.posted(DANA)[-1], home.came("eve@evil.example")) == ("reply", [])
        assert await home.run(lambda unit: unit.verify()) == []


async def test_an_address_that_was_taken_back_adds_nothing_to_the_case_any_more(tmp_path):
    async with workplace(tmp_path) as home:
        code, to = await asked(home)
        await home.mail("eve@evil.example", MORE, to=to)
        letter = home.last("added")
        await home.says(DANA, "STOP")
        before = (await home.happened(code)).count("ReporterWrote")
        await home.answer(letter, "SHARE\n", vouched=True)
        assert (await home.happened(code)).count("ReporterWrote") == before
        assert (await home.case(code)).privacy.value is not Consent.GRANTED


async def test_what_waits_for_an_address_that_was_taken_back_goes_to_the_direct_messages(tmp_path):
    async with workplace(tmp_path) as home:
        code, to = await asked(home)
        await home.mail("eve@evil.example", MORE, to=to)
        home.forget()
        await home.command(f"reply {code} Something for their eyes alone.")
        await home.says(DANA, "STOP")
        await home.passes(minutes=3)
        assert (home.posts(DANA, "reply") != [], home.wire.letters) == (True, [])


async def test_stop_with_nothing_to_stop_is_a_message_as_any(tmp_path):
    async with workplace(tmp_path) as home:
        await home.reports(DANA, COMPLAINT)
        await home.says(DANA, "STOP")
        assert home.posts(DANA, "mail_bound") == []
        assert "wrote_again" in home.posted(JAMISON)


async def test_by_mail_the_word_mail_asks_for_nothing(tmp_path):
    async with workplace(tmp_path) as home:
        await home.opens(COMPLAINT, sender=HOME)
        await home.answer(home.last("acknowledgement"), "MAIL\n")
        assert "mail_word" not in home.came(HOME)


async def test_the_word_is_in_no_column_in_the_clear(tmp_path):
    async with workplace(tmp_path) as home:
        _, to = await asked(home)
        word = WRITES_TO.search(to)[1].encode()
        files = [path for path in tmp_path.iterdir() if path.is_file()]
        assert [path.name for path in files if word in path.read_bytes()] == []


async def test_no_administrator_reads_the_word(tmp_path):
    async with workplace(tmp_path) as home:
        code, to = await asked(home)
        letter = home.posts(DANA, "mail_word")[0]
        word = WRITES_TO.search(to)[1]
        page = await home.at_desk(lambda desk: desk.show(code), "Jamison")
        assert word not in repr(page) + str([each.text for each in page.letters])
        body = await home.run(lambda unit: unit.letters.open(letter.letter_id))
        assert word not in f"{body.text} {body.facts}"
        with pytest.raises(NotAllowed, match="has left already"):
            await home.command(f"resend {letter.short}")
        await home.mail(HOME, MORE, to=to)
        assert await ways(home, code) == [DANA, HOME]


async def test_the_word_of_a_letter_that_could_not_leave_yet_is_shown_to_nobody(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        home.slack.outcomes = [Deferred(Problem.SILENT)]
        await home.says(DANA, "MAIL")
        page = await home.at_desk(lambda desk: desk.show(case.code), "Jamison")
        assert [each.text for each in page.letters if each.name == "mail_word"] == [""]
        await home.passes(minutes=2)
        assert WRITES_TO.search(home.posts(DANA, "mail_word")[0].text)


# --- suspended


async def test_who_is_suspended_in_somebody_elses_complaint_is_written_to_by_mail_from_then_on(tmp_path):
    async with workplace(tmp_path) as home:
        code, to = await asked(home)
        await home.mail(HOME, MORE, to=to)
        await home.says(DANA, "Here I am again.")
        other = await home.reports(ROBIN, "I want to make a formal complaint about @dana, who threatened me today.")
        home.forget()
        posted = len(home.posts(DANA))
        await home.command(f"suspend {other.code} <@{DANA}> because of threats")
        await home.passes(minutes=3)
        await home.command(f"estimate {code} 2026-11-25T17:00")
        await home.passes(minutes=3)
        assert "estimate" in home.came(HOME)
        assert [each.name for each in home.posts(DANA)[posted:] if each.name == "estimate"] == []

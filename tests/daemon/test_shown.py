"""The report form, and what an administrator hands over: a case of its own, whose author is answered by the app."""

import json

from daemon.process.case import Answer, Consent, Track
from daemon.store.values import Account
from tests.support.direct import ADA, DANA, JAMISON, ROBIN, SAM, TEAM, workplace
from tests.support.house import COMPLAINT, CONCERN, HOW_MANY

FORM = {"path": "concern", "nature": "@brack was rude to a beginner in #careers.", "who": "@brack", "material": "",
        "privacy": "ask first", "talk": False, "shared": None}  # fmt: skip


def shared(author: str, text: str = COMPLAINT, ts: str = "1700000000.000100") -> dict:
    link = "https://standin.slack.com/archives/D0JAMISONDANA/p1700000000000100"
    return {"author": author, "text": text, "channel": "D0JAMISONDANA", "ts": ts, "permalink": link}


async def hands_over(home, by: str, author: str, text: str = COMPLAINT, ts: str = "1700000000.000100") -> None:
    act = {"act": "hand over", "shared": shared(author, text, ts)}
    home.said += 1
    about = {"kind": "act", "team": TEAM, "user": by, "act": act}
    origin = f"slack act {TEAM} {by} shown {ts} {home.said}"
    await home.rooms.intake.receive("slack", json.dumps(about).encode(), origin, "")
    await home.settle()


async def fills_in(home, by: str, **fields) -> None:
    home.said += 1
    about = {"kind": "act", "team": TEAM, "user": by, "act": {"act": "report", **FORM, **fields}}
    origin = f"slack act {TEAM} {by} form V{home.said}"
    await home.rooms.intake.receive("slack", json.dumps(about).encode(), origin, "")
    await home.settle()


async def texts(home, code: str) -> list[str]:
    terms = home.rooms.corridor.house.terms
    kept = await home.run(lambda unit: unit.messages.of(unit.cases.by_code(code, terms).id))
    return [each.text + "".join(one["text"] for one in each.reading["forwarded"]) for each in kept]


# --- the report form


async def test_the_form_opens_a_case_at_once_and_nothing_in_it_is_guessed(tmp_path):
    async with workplace(tmp_path) as home:
        await fills_in(home, DANA)
        case = await home.case()
        assert (case.track, case.privacy.value, case.privacy.confirmed) == (Track.CONCERN, Consent.CONDITIONAL, True)
        assert case.answered >= {Answer.NATURE, Answer.INVOLVED, Answer.PRIVACY}
        assert home.posted(DANA) == ["concern"]


async def test_the_form_opens_a_case_of_its_own_beside_an_open_one(tmp_path):
    async with workplace(tmp_path) as home:
        first = await home.reports(DANA, COMPLAINT)
        await fills_in(home, DANA, path="complaint", privacy="share")
        second = next(case for case in await home.cases() if case.code != first.code)
        assert (second.track, second.privacy.value, second.privacy.confirmed) == (
            Track.COMPLAINT,
            Consent.GRANTED,
            True,
        )


async def test_the_author_of_a_message_that_was_reported_is_never_written_to(tmp_path):
    async with workplace(tmp_path) as home:
        await fills_in(home, DANA, nature="", shared=shared(ROBIN, "you are an idiot"))
        case = await home.case()
        assert "you are an idiot" in (await texts(home, case.code))[0]
        assert (home.posts(ROBIN), home.posted(DANA)) == ([], ["concern"])


async def test_a_message_of_an_administrator_that_is_reported_keeps_them_out(tmp_path):
    async with workplace(tmp_path) as home:
        home.rooms.corridor.house.pins.by_name["Ada Quist"] = "U0ADA2ND"
        await fills_in(home, DANA, path="complaint", nature="This hurt.", who="", shared=shared("U0ADA2ND", "Shut up."))
        assert (await home.case()).off == {"Ada Quist"}


async def test_a_form_that_reports_an_administrator_is_kept_from_them(tmp_path):
    async with workplace(tmp_path) as home:
        await fills_in(home, DANA, path="complaint", nature="Jamison Dance called me an idiot today.")
        assert (await home.case()).off == {"Jamison Dance"}
        assert (home.posts(JAMISON), "notice" in home.posted(ADA)) == ([], True)


async def test_a_question_in_the_form_is_one(tmp_path):
    async with workplace(tmp_path) as home:
        await fills_in(home, SAM, path="question", nature="@brack posts jobs in #general. May he?", privacy="")
        assert ((await home.case()).track, home.posted(SAM)) == (Track.QUESTION, ["question"])


async def test_an_administrator_may_report_by_the_form_too(tmp_path):
    async with workplace(tmp_path) as home:
        await fills_in(home, ADA, path="complaint")
        assert ((await home.case()).has_reporter, "acknowledgement" in home.posted(ADA)) == (True, True)


# --- handed over


async def test_what_an_administrator_hands_over_opens_a_case_with_its_author_as_reporter(tmp_path):
    async with workplace(tmp_path) as home:
        await hands_over(home, JAMISON, DANA)
        case = await home.case()
        assert (case.track, case.has_reporter, home.posted(DANA)) == (Track.COMPLAINT, True, ["acknowledgement"])
        text = " ".join(home.posts(DANA)[0].text.split())
        assert "an administrator gave us your message, so that it is not lost. To stop this, answer WITHDRAW." in text
        assert "done" in home.posted(JAMISON)
        assert case.code not in home.posts(JAMISON, "done")[0].subject
        handed = await home.run(
            lambda unit: [
                each.actor
                for each in unit.history.of(unit.cases.by_code(case.code, case.terms).id)
                if each.kind == "HandedOver"
            ]
        )
        assert handed == ["Jamison Dance"]


async def test_its_author_goes_on_in_the_case_and_can_have_it_stopped(tmp_path):
    async with workplace(tmp_path) as home:
        await hands_over(home, JAMISON, DANA)
        await home.says(DANA, "WITHDRAW", home.posts(DANA)[0])
        assert home.posted(DANA)[-1] == "withdrawn"


async def test_a_consent_in_what_was_handed_over_is_only_a_hint(tmp_path):
    async with workplace(tmp_path) as home:
        await hands_over(home, JAMISON, DANA, f"{COMPLAINT}\nYou may share this with anybody.\nSHARE\n")
        assert not (await home.case()).privacy.confirmed


async def test_who_hands_over_a_complaint_about_themselves_is_off_it(tmp_path):
    async with workplace(tmp_path) as home:
        await hands_over(home, JAMISON, DANA, "I want to make a formal complaint about Jamison Dance, who insulted me.")
        case = await home.case()
        assert case.off == {"Jamison Dance"}
        assert (home.posted(JAMISON), "notice" in home.posted(ADA)) == (["done"], True)
        assert case.code not in home.posts(JAMISON)[0].subject + home.posts(JAMISON)[0].text


async def test_where_nobody_is_left_its_author_is_told_that_administrators_saw_it(tmp_path):
    async with workplace(tmp_path) as home:
        both = "I want to make a formal complaint about Jamison Dance and Ada Quist. Both insulted me in #careers."
        await hands_over(home, JAMISON, DANA, both)
        text = " ".join(home.posts(DANA, "sealed")[0].text.split())
        assert "none was told" not in text
        assert "some of them may have read it" in text


async def test_handed_over_twice_it_is_one_case(tmp_path):
    async with workplace(tmp_path) as home:
        await hands_over(home, JAMISON, DANA)
        await hands_over(home, ADA, DANA)
        assert len(await home.cases()) == 1
        assert (home.posted(DANA), "done" in home.posted(ADA)) == (["acknowledgement"], True)


async def test_somebody_who_is_no_administrator_hands_nothing_over(tmp_path):
    async with workplace(tmp_path) as home:
        await hands_over(home, ROBIN, DANA)
        assert (await home.cases(), home.slack.posts) == ([], [])


async def test_what_an_unknown_a_bot_or_an_administrator_wrote_has_no_reporter(tmp_path):
    async with workplace(tmp_path) as home:
        bot = Account(id="U0BOT", handle="deploys", name="Deploys", bot=True)
        await home.run(lambda unit: unit.accounts.learn(bot, home.clock()))
        for number, author in enumerate(("", "U0BOT", JAMISON)):
            await hands_over(home, JAMISON, author, CONCERN, f"1700000000.00010{number}")
        assert [case.has_reporter for case in await home.cases()] == [False, False, False]
        assert {each.to for each in home.slack.posts} == {JAMISON, ADA}


async def test_what_another_administrator_wrote_is_looked_at_without_them(tmp_path):
    async with workplace(tmp_path) as home:
        await hands_over(home, JAMISON, ADA, "You are an idiot, and I will see that you leave.")
        case = await home.case()
        assert (case.off, home.posts(ADA)) == ({"Ada Quist"}, [])
        assert "You are an idiot" in (await texts(home, case.code))[0]


async def test_who_is_handed_over_with_a_question_about_numbers_gets_a_person_and_no_number(tmp_path):
    async with workplace(tmp_path) as home:
        await hands_over(home, JAMISON, DANA, HOW_MANY)
        assert home.posted(DANA) == ["question"]


async def test_what_reads_like_nothing_is_a_report_once_it_is_handed_over(tmp_path):
    async with workplace(tmp_path) as home:
        await hands_over(home, JAMISON, DANA, "lol, nice socks")
        assert ((await home.case()).track, home.posted(DANA)) == (Track.UNDECIDED, ["acknowledgement"])

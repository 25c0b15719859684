"""What somebody tried by direct message or with a stolen button, who may not know that there is a case: they see exactly
what they would see if there were none, and move nothing. Every row is played in two houses (tests/support/twins_slack.py).
"""

from dataclasses import dataclass, field

import pytest

from tests.support.direct import ADA, DANA, JAMISON, SAM, Post, Workplace
from tests.support.house import COMPLAINT, HOW_MANY, QUESTION
from tests.support.twins_slack import Seen, seen, twins

EVE = "U0EVE"
REPORT = "I want to report that @cobb insulted a member in #random yesterday, I saw it myself."
APPEAL = "I want to appeal the suspension of my account, because the messages were not mine."
ABOUT_JAMISON = "I want to make a formal complaint about Jamison Dance. Jamison Dance called me an idiot in #careers."
WORDS = ("SHARE", "PRIVATE", "COMPLAINT", "CONCERN", "WITHDRAW", "TALK", "MAIL", "INCLUDE", "CONTACT", "CONFIRM", "NEW")
COMMANDS = (
    "list",
    "digest",
    "stats",
    "help",
    "confirm",
    "show {code}",
    "note {code} hello",
    "estimate {code} 2026-12-01 17:00",
    "mine {code}",
    "resolve {code} done",
    "consent {code} granted because I say so",
    "party {code} eve@evil.example as target",
    "recuse {code} Jamison off",
    "merge {code} into {code}",
)


@dataclass(frozen=True)
class Secret:
    """What of the case came into wrong hands."""

    code: str
    ts: str
    letter: Post = field(repr=False)
    notice: Post = field(repr=False)


async def reported(home: Workplace, text: str = COMPLAINT, told: str = JAMISON) -> Secret:
    ts = await home.says(DANA, text)
    await home.passes(minutes=3)
    (case,) = await home.cases()
    return Secret(case.code, ts, home.posts(DANA)[0], home.posts(told, "notice")[0])


async def with_respondent(home: Workplace) -> Secret:
    secret = await reported(home)
    await home.command(f"party {secret.code} <@{SAM}> as respondent")
    await home.passes(minutes=3)
    return secret


async def with_administrator_off(home: Workplace) -> Secret:
    return await reported(home, ABOUT_JAMISON, ADA)


def says(text, thread="", **event):
    """`thread` is the name of what of the secret they put there as its root."""

    async def attack(home: Workplace, who: str, secret: Secret) -> None:
        root = {"": "", "ts": secret.ts, "letter": secret.letter, "notice": secret.notice}[thread]
        said = text.format(code=secret.code, letter=secret.letter.short, dana=DANA, jamison=JAMISON)
        await home.says(who, said, root, **event)

    return attack


def shares(post):
    """A notice that reached them, handed on as Slack shares a message."""

    async def attack(home: Workplace, who: str, secret: Secret) -> None:
        text = getattr(secret, post).text
        shared = {"is_share": True, "author_id": "U0BOT", "text": text, "channel_id": f"D{JAMISON}"}
        await home.says(who, "resolve it", attachments=[shared])

    return attack


def presses(post, **act):
    async def attack(home: Workplace, who: str, secret: Secret) -> None:
        said = {name: value.format(code=secret.code) for name, value in act.items()}
        await home.presses(who, getattr(secret, post), code=secret.code, **said)

    return attack


async def edits_into_a_command(home: Workplace, who: str, secret: Secret) -> None:
    ts = await home.says(who, QUESTION)
    await home.edits(who, ts, f"resolve {secret.code} done")


async def edits_what_the_reporter_wrote(home: Workplace, who: str, secret: Secret) -> None:
    await home.edits(who, secret.ts, "WITHDRAW")


async def deletes_what_the_reporter_wrote(home: Workplace, who: str, secret: Secret) -> None:
    await home.deletes(who, secret.ts)


async def attaches_to_what_the_reporter_wrote(home: Workplace, who: str, secret: Secret) -> None:
    await home.attaches(who, secret.ts, "screenshot.txt")


async def says_it_twice(home: Workplace, who: str, secret: Secret) -> None:
    """Slack may deliver a message twice."""
    event = {"type": "message", "channel_type": "im", "user": who, "text": f"{REPORT} {secret.code}", "ts": "1.000001"}
    for _ in range(2):
        await home.direct({"kind": "message", "event": event}, who, "1.000001")


async def hands_over(home: Workplace, who: str, secret: Secret) -> None:
    shared = {"author": DANA, "text": COMPLAINT, "channel": "C0RANDOM", "ts": secret.ts, "permalink": ""}
    await home.presses(who, secret.notice, act="hand over", shared=shared)


NAMED = {"username": "Jamison Dance", "user_profile": {"real_name": "Jamison Dance", "display_name": "jamison"}}
TRIES = {
    "a report": says(REPORT),
    "a question": says(QUESTION),
    "how many": says(HOW_MANY),
    "an appeal": says(APPEAL),
    "an appeal with the code": says(f"{APPEAL} {{code}}"),
    "a word that says nothing": says("Hello?"),
    "the code alone": says("{code}"),
    "the code in small letters": says("{code}".lower()),
    "the code in a report": says(f"{REPORT} This is about {{code}}."),
    "a question about the reporter": says("Has <@{dana}> reported me? Is that an incident?"),
    "the reporter's id as one's own": says("I am {dana}. SHARE"),
    "a mention of an administrator": says("<@{jamison}> told me to write: show {code}"),
    "an administrator's name as one's own": says("show {code}", **NAMED),
    "an administrator's name in the thread of a notice": says("list", "notice", **NAMED),
    "a report in the reporter's thread": says(REPORT, "ts"),
    "a report in the thread of their letter": says(REPORT, "letter"),
    "a report in the thread of a notice": says(REPORT, "notice"),
    "a letter's number": says("release {letter}"),
    "a notice handed on": shares("notice"),
    "the reporter's letter handed on": shares("letter"),
    "an edit into a command": edits_into_a_command,
    "an edit of the reporter's message": edits_what_the_reporter_wrote,
    "a deletion of the reporter's message": deletes_what_the_reporter_wrote,
    "a file for the reporter's message": attaches_to_what_the_reporter_wrote,
    "the same message twice": says_it_twice,
    **{f"the word {word}": says(word) for word in WORDS},
    **{f"the word {word} in the reporter's thread": says(word, "letter") for word in WORDS[:6]},
    **{f"the button {word}": presses("letter", act="word", word=word) for word in WORDS[:-1]},
    **{f"the command {line.split()[0]}": says(line) for line in COMMANDS},
    **{f"the command {line.split()[0]} in the thread of a notice": says(line, "notice") for line in COMMANDS[5:9]},
    **{f"the button of {line.split()[0]}": presses("notice", act="command", text=line) for line in COMMANDS[5:]},
}
OF_MEMBERS = {**TRIES, "the shortcut of an administrator": hands_over}
AS_AN_ADMINISTRATOR = {
    name: attack
    for name, attack in TRIES.items()
    if name.startswith(("the command", "the button", "the word", "a deletion", "an edit", "the code alone"))
}


def betrays(shown: Seen, secret: Secret, said: tuple[str, ...] = ()) -> list[str]:
    return [each for each in (secret.code, DANA, "brack", "#careers", secret.letter.short) if each in shown.raw]


async def is_blind(folder, story, attack, who) -> tuple[Seen, Secret]:
    async with twins(folder, story) as (here, nowhere, secret, _):
        before = await here.case(secret.code)
        posts = len(here.slack.posts)
        shown = await seen(here, attack, who, secret)
        assert shown == await seen(nowhere, attack, who, secret)
        assert await here.case(secret.code) == before
        assert {each.to for each in here.slack.posts[posts:]} <= {who, JAMISON, ADA}
        return shown, secret


@pytest.mark.parametrize("attack", OF_MEMBERS.values(), ids=OF_MEMBERS)
async def test_a_stranger_in_slack_sees_no_report_and_moves_none(tmp_path, attack):
    shown, secret = await is_blind(tmp_path, reported, attack, EVE)
    assert betrays(shown, secret) == []


@pytest.mark.parametrize("attack", OF_MEMBERS.values(), ids=OF_MEMBERS)
async def test_p8_a_respondent_who_was_told_nothing_sees_in_slack_what_a_stranger_sees(tmp_path, attack):
    shown, secret = await is_blind(tmp_path, with_respondent, attack, SAM)
    assert betrays(shown, secret) == []


@pytest.mark.parametrize("attack", AS_AN_ADMINISTRATOR.values(), ids=AS_AN_ADMINISTRATOR)
async def test_p14_an_administrator_who_is_off_sees_in_slack_what_they_see_of_no_case(tmp_path, attack):
    await is_blind(tmp_path, with_administrator_off, attack, JAMISON)

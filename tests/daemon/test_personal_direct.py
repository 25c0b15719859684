"""An administrator's own direct messages: offered to them alone, kept only once they took one, answered by the app.

The messages and their door are real (the stand-in, over a socket); what the app posts is played.
"""

from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest

from daemon.channels import slack_personal
from daemon.demo.workspace import Workspace
from daemon.demo.workspace_records import Member
from daemon.process.case import Track
from daemon.store.values import InboxState
from tests.support.direct import Workplace, workplace
from tests.support.doors import until
from tests.support.house import COMPLAINT, CONCERN, HOW_MANY, MONDAY, QUESTION

CANARY = "CANARYQUETZAL"
PRIVATE = f"Lunch on Friday? I found a place that has {CANARY} soup.\n"
PINNED = """
[[administrators]]
name = "Jamison Dance"
email = "hi@jamison.dance"
slack = "{jamison}"
[[administrators]]
name = "Ada Quist"
email = "ada@admins.example"
slack = "{ada}"
"""


@dataclass
class Town:
    """The workspace, the house, and the door of Jamison's own messages."""

    slack: Workspace
    home: Workplace
    door: slack_personal.Door
    jamison: Member
    ada: Member
    dana: Member
    words: list[str]

    async def looks(self) -> None:
        """The door looks through everything, and the house does what follows."""
        before = len(self.slack.asked("conversations.list"))
        self.door.look_again()
        await until(lambda: len(self.slack.asked("conversations.list")) > before)
        asked = len(self.slack.asked("conversations.list"))
        self.door.look_again()
        await until(lambda: len(self.slack.asked("conversations.list")) > asked)
        await self.home.settle()

    async def told(self, text: str, who: Member | None = None) -> str:
        """Somebody writes to Jamison in person; the ts."""
        ts = self.slack.say(who or self.dana, text, to=self.jamison)
        await self.looks()
        return ts

    def offers(self) -> list[str]:
        """The numbers of what was offered to Jamison."""
        offers = self.home.posts(self.jamison.id, "personal_offer")
        return [each.subject.rpartition(" ")[2] for each in offers]

    async def says(self, text: str, by: Member | None = None) -> str:
        """An administrator's command, by direct message; the name of what they are answered."""
        member = by or self.jamison
        await self.home.says(member.id, text)
        await self.looks()
        return self.home.posted(member.id)[-1]


@asynccontextmanager
async def town(folder):
    async with Workspace(lambda: MONDAY) as slack:
        jamison, ada, dana = (slack.join(each) for each in ("jamison", "ada", "dana"))
        pinned = PINNED.format(jamison=jamison.id, ada=ada.id)
        async with workplace(folder, administrators=pinned) as home:
            behind, words = home.rooms.intake.personal_direct, []
            house = slack_personal.House(
                owns=behind.owns,
                receive=behind.receive,
                known=behind.known,
                wanted=behind.wanted,
                gone=behind.gone,
                cursor=behind.cursor,
                keep_cursor=behind.keep_cursor,
                state=words.append,
            )
            settings = slack_personal.Settings(
                token=slack.member_token(jamison),
                api_url=slack.url,
                poll_every=60.0,
                not_before=MONDAY - timedelta(days=1),
                calls_per_minute=6000,
                lists_per_minute=6000,
            )
            door = slack_personal.Door(settings, house)
            await door.start()
            try:
                yield Town(slack, home, door, jamison, ada, dana, words)
            finally:
                await door.stop()


def files_with(folder, text: str) -> list[str]:
    """The database, its log and whatever else stands in the folder."""
    return [path.name for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


@pytest.mark.parametrize("text", [COMPLAINT, CONCERN, QUESTION])
async def test_what_reads_as_a_report_or_a_question_is_offered_to_its_owner_by_channel_and_time_alone(tmp_path, text):
    async with town(tmp_path) as at:
        await at.told(text)
        (offer,) = at.home.posts(at.jamison.id)
        assert offer.name == "personal_offer"
        assert "A direct message that came to you on Monday 23 November 2026, 09:00" in " ".join(offer.text.split())
        assert not [word for word in ("dana", at.dana.id, "brack", "dorn", "advert") if word in offer.text.lower()]
        assert (at.home.posts(at.ada.id), await at.home.cases()) == ([], [])


async def test_what_is_private_is_neither_offered_nor_stored_nor_logged(tmp_path, caplog, capfd):
    async with town(tmp_path) as at:
        await at.told(PRIVATE)
        await at.told(f"{COMPLAINT} The word is {CANARY}.")
        assert len(at.offers()) == 1
        await at.says(f"discard {at.offers()[0]}")
        assert files_with(tmp_path, CANARY) == []
        out = capfd.readouterr()
        assert CANARY not in caplog.text + out.out + out.err
        states = [await at.home.run(lambda unit, state=state: unit.inbox.count(state)) for state in InboxState]
        assert dict(zip(InboxState, states, strict=True))[InboxState.LEFT] == 2
        assert await at.home.run(lambda unit: unit.verify()) == []


async def test_what_was_taken_becomes_a_case_of_its_author_whom_the_app_answers(tmp_path):
    async with town(tmp_path) as at:
        await at.told(COMPLAINT)
        assert await at.says(f"accept {at.offers()[0]}") == "notice"
        case = await at.home.case()
        assert (case.track, case.has_reporter) == (Track.COMPLAINT, True)
        (answer,) = at.home.posts(at.dana.id)
        assert (answer.name, answer.thread) == ("acknowledgement", "")
        assert "an administrator gave us your message" in " ".join(answer.text.split())
        assert at.slack.asked("chat.postMessage") == []  # nothing was posted with the administrator's own token
        assert "HandedOver" in await at.home.happened()
        assert await at.home.run(lambda unit: unit.inbox.count(InboxState.WANTED)) == 0
        assert await at.home.run(lambda unit: unit.verify()) == []


async def test_its_author_goes_on_with_the_app(tmp_path):
    async with town(tmp_path) as at:
        await at.told(COMPLAINT)
        await at.says(f"accept {at.offers()[0]}")
        await at.home.says(at.dana.id, "It was in #careers, yesterday.")
        assert len(await at.home.cases()) == 1
        assert "added" in at.home.posted(at.dana.id)


async def test_what_was_left_alone_cannot_be_taken_any_more_and_is_not_offered_again(tmp_path):
    async with town(tmp_path) as at:
        await at.told(COMPLAINT)
        (short,) = at.offers()
        assert await at.says(f"discard {short}") == "done"
        assert await at.says(f"accept {short}") == "refused"
        await at.looks()
        assert (len(at.offers()), await at.home.cases()) == (1, [])


async def test_another_administrator_can_neither_take_it_nor_leave_it(tmp_path):
    async with town(tmp_path) as at:
        await at.told(COMPLAINT)
        (short,) = at.offers()
        assert await at.says(f"accept {short}", at.ada) == "refused"
        assert await at.says(f"discard {short}", at.ada) == "refused"
        assert await at.home.cases() == []
        assert await at.says(f"accept {short}") == "notice"


async def test_who_takes_a_complaint_about_themselves_is_off_it(tmp_path):
    async with town(tmp_path) as at:
        await at.told("I want to make a formal complaint about Jamison Dance, who insulted me. That is you.")
        assert await at.says(f"accept {at.offers()[0]}") == "done"
        case = await at.home.case()
        assert (case.off, "notice" in at.home.posted(at.ada.id)) == ({"Jamison Dance"}, True)
        assert all(case.code not in each.subject + each.text for each in at.home.posts(at.jamison.id))


async def test_what_an_open_case_of_its_author_has_is_not_joined(tmp_path):
    async with town(tmp_path) as at:
        first = await at.home.reports(at.dana.id, CONCERN)
        await at.told(COMPLAINT)
        await at.says(f"accept {at.offers()[0]}")
        assert len(await at.home.cases()) == 2
        assert "ReporterWrote" not in await at.home.happened(first.code)


async def test_what_was_taken_and_then_deleted_its_owner_is_told_is_gone(tmp_path):
    async with town(tmp_path) as at:
        ts = await at.told(COMPLAINT)
        at.slack.delete(at.dana, ts)
        await at.home.says(at.jamison.id, f"accept {at.offers()[0]}")
        await at.looks()
        assert at.home.posted(at.jamison.id)[-1] == "refused"
        assert "It was deleted" in at.home.posts(at.jamison.id)[-1].text
        assert (await at.home.cases(), await at.home.run(lambda unit: unit.inbox.count(InboxState.WANTED))) == ([], 0)


async def test_what_was_handed_over_before_is_not_offered(tmp_path):
    async with town(tmp_path) as at:
        await at.looks()
        ts = at.slack.say(at.dana, COMPLAINT, to=at.jamison)
        dm = at.slack.room(at.dana, at.jamison).id
        shared = {"author": at.dana.id, "text": COMPLAINT, "channel": dm, "ts": ts, "permalink": ""}
        act = {"kind": "act", "user": at.jamison.id, "act": {"act": "hand over", "shared": shared}}
        await at.home.direct(act, at.jamison.id, "shown 1")
        await at.looks()
        assert (at.offers(), len(await at.home.cases())) == ([], 1)


async def test_a_bare_question_for_the_count_is_offered_and_answered_by_a_person(tmp_path):
    async with town(tmp_path) as at:
        await at.told(HOW_MANY)
        await at.says(f"accept {at.offers()[0]}")
        assert at.home.posted(at.dana.id) == ["question"]

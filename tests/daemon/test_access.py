"""Accounts are closed and opened in Slack: by a program or by people, and it counts once Slack says so (P6, P11)."""

from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest

from daemon.access import BY_HAND, LETTER_WITHIN, NO_ACCOUNT, NO_EFFECT, AccountAccess
from daemon.directory import Directory
from daemon.process.records import Access
from notifiers.plain import unfolded
from notifiers.sending import Deferred, Problem
from notifiers.slack_scim import NOT_ALLOWED, Later, Refused, Taken
from tests.support.direct import ADA, DANA, JAMISON, ROBIN, SAM, SLACK, workplace
from tests.support.house import COMPLAINT
from tests.support.slack_web import PlayedWeb

SCIM = SLACK + 'scim_token = "xoxp-1"\n'


@dataclass
class PlayedScim:
    """`answers` are given out one a question; then it does what it is asked."""

    web: PlayedWeb
    answers: list = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def close_account(self, member):
        return self._change("close", member, deleted=True)

    async def open_account(self, member):
        return self._change("open", member, deleted=False)

    def _change(self, what, member, *, deleted):
        self.asked.append((what, member))
        if self.answers:
            return self.answers.pop(0)
        self.web.members[member]["deleted"] = deleted
        return Taken()


@dataclass
class Town:
    home: object
    web: PlayedWeb
    access: AccountAccess
    scim: PlayedScim | None

    async def goes_on(self, **span):
        """Time passes, and the room has its turn."""
        await self.home.passes(**span)
        await self.access.turn()
        await self.home.settle()

    async def suspends(self, who=f"<@{SAM}>", by="Jamison"):
        case = await self.home.reports(DANA, COMPLAINT)
        await self.home.command(f"suspend {case.code} {who} because of threats", by)
        return case.code

    async def record(self, code):
        return (await self.home.case(code)).suspensions[-1]


@asynccontextmanager
async def town(folder, *, scim=True):
    async with workplace(folder, outside=SCIM if scim else SLACK) as home:
        web = PlayedWeb()
        web.join(SAM, "sam", "Sam Okoye", "sam@example.net")
        web.join(DANA, "dana", "Dana Reyes", "dana@example.org")
        directory = Directory(web, home.store, home.rooms.corridor, home.clock)
        played = PlayedScim(web) if scim else None
        access = AccountAccess(home.store, home.rooms.corridor, directory, home.clock, played)
        await directory.look_up([SAM])
        yield Town(home, web, access, played)


# --- by a program


async def test_p6_an_account_is_closed_once_its_member_was_told_and_slack_says_that_it_is(tmp_path):
    async with town(tmp_path) as here:
        code = await here.suspends()
        await here.goes_on(seconds=30)
        assert here.scim.asked == []  # the letter waits, for it can be undone
        await here.goes_on(minutes=2)
        assert here.home.came("sam@example.net") == ["suspension"]
        assert here.scim.asked == [("close", SAM)]
        assert (await here.record(code)).access is Access.REMOVED
        assert here.home.posts(JAMISON)[-1].name == "access_seen"
        assert "checklist" not in here.home.posted(JAMISON)
        assert "closed_by_hand" not in here.home.posted(JAMISON)


async def test_who_did_it_stands_in_the_history_as_slacks_own_word(tmp_path):
    async with town(tmp_path) as here:
        code = await here.suspends()
        await here.goes_on(minutes=3)
        (told,) = await here.home.told("AccessConfirmed")
        assert told["by"] == "Slack"
        page = await here.home.at_desk(lambda desk: desk.show(code), "Jamison")
        assert [each.who for each in page.timeline if each.what == "done in Slack"] == [""]


async def test_nothing_is_claimed_on_scims_word_alone(tmp_path):
    async with town(tmp_path) as here:
        code = await here.suspends()
        here.scim.answers = [Taken()] * 9
        await here.goes_on(minutes=3)
        assert (await here.record(code)).access is Access.TO_REMOVE
        for _ in range(12):
            await here.goes_on(minutes=10)
        assert (await here.record(code)).access is Access.TO_REMOVE
        assert len(here.scim.asked) == 6
        assert NO_EFFECT in unfolded(here.home.posts(JAMISON, "checklist")[-1].text)


@pytest.mark.parametrize(("answer", "again"), [(Refused(NOT_ALLOWED), 0), (Later(86400.0), 0), (Later(40.0), 1)])
async def test_what_slack_refuses_is_left_to_people_and_what_it_puts_off_is_not(tmp_path, answer, again):
    async with town(tmp_path) as here:
        code = await here.suspends()
        here.scim.answers = [answer]
        await here.goes_on(minutes=3)
        await here.goes_on(seconds=30)
        assert len(here.scim.asked) == 1
        await here.goes_on(minutes=5)
        assert len(here.scim.asked) == 1 + again
        assert len(here.home.posts(JAMISON, "checklist")) == 1 - again
        here.web.members[SAM]["deleted"] = True
        await here.goes_on(minutes=1)
        assert (await here.record(code)).access is Access.REMOVED


async def test_a_mail_server_that_is_away_does_not_keep_an_account_open_for_ever(tmp_path):
    async with town(tmp_path) as here:
        here.home.wire.trouble["sam@example.net"] = Deferred(Problem.UNREACHABLE)
        await here.suspends()
        await here.goes_on(minutes=10)
        assert here.scim.asked == []
        await here.goes_on(minutes=LETTER_WITHIN.total_seconds() / 60)
        assert here.scim.asked == [("close", SAM)]


async def test_without_an_address_the_letter_goes_by_dm_before_the_account_is_closed(tmp_path):
    async with town(tmp_path) as here:
        here.web.join(ROBIN, "robin")
        await here.access._directory.look_up([ROBIN])
        code = await here.suspends(f"<@{ROBIN}>")
        await here.goes_on(minutes=3)
        assert here.home.posted(ROBIN) == ["suspension"]
        assert (await here.record(code)).access is Access.REMOVED


async def test_what_was_undone_is_not_closed(tmp_path):
    async with town(tmp_path) as here:
        code = await here.suspends()
        (letter,) = await here.home.rows("suspension")
        await here.home.command(f"undo {letter.short}")
        await here.goes_on(hours=1)
        assert (here.scim.asked, (await here.home.case(code)).suspensions) == ([], ())


async def test_an_account_that_we_do_not_know_is_left_to_people_and_closed_once_we_do(tmp_path):
    async with town(tmp_path) as here:
        code = await here.suspends("brack@example.net")
        await here.goes_on(minutes=3)
        (asked,) = here.home.posts(JAMISON, "checklist")
        assert NO_ACCOUNT.partition(":")[0] in unfolded(asked.text).lower()
        await here.home.command(f"party {code} brack@example.net <@{SAM}> as respondent")
        await here.goes_on(minutes=1)
        assert here.scim.asked == [("close", SAM)]


async def test_p11_the_account_is_opened_when_it_is_time_and_not_before_the_reporter_was_told(tmp_path):
    async with town(tmp_path) as here:
        code = await here.suspends()
        await here.goes_on(minutes=3)
        await here.home.command(f"lift {code}")
        await here.goes_on(hours=23)
        assert here.home.posted(DANA)[-1] == "return"
        assert [what for what, _ in here.scim.asked] == ["close"]
        await here.goes_on(hours=2)
        assert [what for what, _ in here.scim.asked] == ["close", "open"]
        record = await here.record(code)
        assert (record.access, record.in_force) == (Access.RETURNED, False)
        assert here.home.posts(JAMISON, "access_seen")[-1].text.count("open again") == 1
        assert here.home.posts(JAMISON, "checklist") == []


async def test_p11_no_account_is_opened_because_a_clock_was_three_days_ahead_for_a_while(tmp_path):
    async with town(tmp_path) as here:
        code = await here.suspends()
        await here.goes_on(minutes=3)
        await here.home.command(f"lift {code}")
        await here.goes_on(hours=1)
        right = here.home.clock.now
        await here.home.sleeps(days=3)
        await here.goes_on(minutes=30)
        here.home.clock.now = right
        await here.goes_on(hours=22)
        assert [what for what, _ in here.scim.asked] == ["close"]
        await here.goes_on(hours=3)
        assert [what for what, _ in here.scim.asked] == ["close", "open"]


async def test_p11_an_account_stays_closed_while_another_suspension_of_it_stands(tmp_path):
    async with town(tmp_path) as here:
        first = await here.suspends()
        second = await here.home.opens(COMPLAINT)
        await here.home.command(f"suspend {second.code} <@{SAM}> because of more")
        await here.goes_on(minutes=3)
        assert (await here.record(second.code)).access is Access.REMOVED
        await here.home.command(f"lift {first}")
        await here.goes_on(hours=25)
        assert [what for what, _ in here.scim.asked] == ["close"]
        asked = unfolded(here.home.posts(JAMISON, "checklist")[-1].text)
        assert BY_HAND.partition(":")[0] in asked.lower()
        assert second.code not in asked


async def test_what_was_taken_back_while_slack_was_asked_is_not_claimed(tmp_path):
    async with town(tmp_path) as here:
        code = await here.suspends()
        await here.home.passes(minutes=3)
        (todo,) = await here.home.store.look(here.access._to_do)
        await here.home.command(f"lift {code}")
        assert await here.home.run(lambda unit: here.access._confirm(unit, replace(todo))) == 0


# --- by people


async def test_without_a_token_people_do_it_and_slack_says_when_it_is_done(tmp_path):
    async with town(tmp_path, scim=False) as here:
        code = await here.suspends()
        (asked,) = here.home.posts(JAMISON, "checklist")
        assert "Slack tells us within some minutes" in unfolded(asked.text)
        assert SAM not in asked.text
        await here.goes_on(minutes=5)
        assert (await here.record(code)).access is Access.TO_REMOVE
        here.web.members[SAM]["deleted"] = True
        await here.goes_on(minutes=1)
        assert (await here.record(code)).access is Access.REMOVED
        assert "access_seen" in here.home.posted(JAMISON)
        await here.home.command(f"lift {code}")
        await here.goes_on(hours=25)
        assert len(here.home.posts(JAMISON, "checklist")) == 2
        here.web.members[SAM]["deleted"] = False
        await here.goes_on(minutes=1)
        assert (await here.record(code)).access is Access.RETURNED


async def test_slack_that_is_away_is_asked_again(tmp_path):
    async with town(tmp_path) as here:
        code = await here.suspends()
        here.web.trouble["users.info"] = "unreachable"
        await here.goes_on(minutes=3)
        assert here.scim.asked == []
        here.web.trouble.clear()
        await here.goes_on(minutes=1)
        assert (await here.record(code)).access is Access.REMOVED


async def test_the_word_of_slack_counts_for_no_reading(tmp_path):
    """A message that nobody read yet is not read because an account was closed."""
    async with town(tmp_path) as here:
        code = await here.suspends()
        await here.home.says(DANA, "There is more that I did not say.")
        before = (await here.home.case(code)).unread_since
        await here.goes_on(minutes=3)
        assert before is not None
        assert (await here.home.case(code)).unread_since == before


async def test_the_command_line_knows_that_a_program_does_it_although_it_sees_no_token(tmp_path):
    async with town(tmp_path) as here:
        config = here.home.config
        slack = config.slack.model_copy(update={"scim_token": None})
        here.home.config = config.model_copy(update={"slack": slack})
        await here.suspends()
        await here.home.settle()
        assert here.home.posts(ADA, "checklist") == []

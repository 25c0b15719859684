"""The digest by mail: once a day, to whom something is owed by, without a name or a word."""

from datetime import UTC, datetime, timedelta

from tests.support.house import ADA, CONCERN, DANGER, JAMISON, MONDAY, REPORTER, STRANGER, household

NAMED = (
    "I want to make a formal complaint about Jamison Dance. He called me an idiot in #general and deleted my posts.\n"
)
EARLY = MONDAY - timedelta(hours=2)  # 7:00 in Denver
DAILY = 'digest = "mon-fri 09:00"'


async def days(home, count):
    """The daemon looks every hour, as its sweep does oftener."""
    for _ in range(24 * count):
        await home.passes(hours=1)


async def test_the_digest_comes_once_a_day_on_its_days(tmp_path):
    async with household(tmp_path, start=EARLY, process=DAILY) as home:
        await home.mail(REPORTER, CONCERN)
        await days(home, 7)
        sent = [each.at for each in home.letters(JAMISON, "digest")]
        assert [f"{at:%a %H}" for at in sent] == ["Mon 16", "Tue 16", "Wed 16", "Thu 16", "Fri 16"]


async def test_no_digest_where_nothing_is_owed(tmp_path):
    async with household(tmp_path, start=EARLY, process=DAILY) as home:
        await days(home, 2)
        assert home.wire.letters == []


async def test_a_hidden_case_has_no_line_and_alone_no_digest(tmp_path):
    async with household(tmp_path, start=EARLY, process=DAILY) as home:
        hidden = await home.opens(NAMED)
        await days(home, 1)
        assert (home.came(JAMISON), "digest" in home.came(ADA)) == ([], True)
        other = await home.opens(CONCERN, STRANGER)
        home.forget()
        await days(home, 1)
        (text,) = [each.text for each in home.letters(JAMISON, "digest")]
        assert (other.code in text, hidden.code in text) == (True, False)


async def test_the_digest_says_danger_and_the_head_of_the_record_and_nobodys_name(tmp_path):
    async with household(tmp_path, start=EARLY, process=DAILY) as home:
        case = await home.opens(DANGER)
        await home.passes(hours=2)
        text = home.last("digest", ADA).text
        assert f"DANGER {case.code}" in text
        assert "Head of the record: " in text
        assert "brack" not in text


async def test_who_is_away_gets_none_and_the_others_are_told_who_is(tmp_path):
    async with household(tmp_path, start=EARLY, process=DAILY) as home:
        await home.opens(CONCERN)
        await home.command("away until 2026-11-30 12:00", "Ada")
        await home.passes(hours=2)
        assert "digest" not in home.came(ADA)
        assert "Ada Quist is away until" in home.last("digest", JAMISON).text


async def test_in_the_night_that_has_an_hour_twice_the_digest_comes_once(tmp_path):
    saturday = datetime(2026, 10, 31, 18, 30, tzinfo=UTC)
    async with household(tmp_path, start=saturday, process='digest = "sun 01:30"') as home:
        await home.mail(REPORTER, CONCERN)
        await days(home, 1)
        assert [f"{each.at:%d %H}" for each in home.letters(JAMISON, "digest")] == ["01 07"]


async def test_a_daemon_that_was_down_at_the_digests_hour_sends_it_when_it_is_back(tmp_path):
    async with household(tmp_path, start=EARLY, process=DAILY) as home:
        await home.mail(REPORTER, CONCERN)
        await home.sleeps(hours=6)
        await home.settle()
        assert home.came(JAMISON).count("digest") == 1


async def test_a_clock_that_is_a_day_ahead_for_a_while_brings_no_digest_twice_and_loses_none(tmp_path):
    async with household(tmp_path, start=EARLY, process=DAILY) as home:
        await home.mail(REPORTER, CONCERN)
        await home.passes(hours=3)
        await home.sleeps(days=1)
        home.clock.now -= timedelta(days=1)
        await home.settle()
        assert home.came(JAMISON).count("digest") == 2
        await days(home, 4)
        assert home.came(JAMISON).count("digest") == 5


async def test_a_clock_that_was_a_year_ahead_stops_no_digest(tmp_path):
    async with household(tmp_path, start=EARLY, process=DAILY) as home:
        await home.mail(REPORTER, CONCERN)
        await home.sleeps(days=364)
        home.clock.now -= timedelta(days=364)
        home.forget()
        await days(home, 2)
        assert home.came(JAMISON).count("digest") == 2


async def test_a_machine_that_slept_over_the_evening_of_the_weeks_digest_sends_it_in_the_morning(tmp_path):
    async with household(tmp_path, start=EARLY, process='digest = "mon 23:30"') as home:
        await home.mail(REPORTER, CONCERN)
        await home.passes(hours=1)
        await home.sleeps(hours=22)
        assert home.came(JAMISON).count("digest") == 1
        await days(home, 6)
        assert home.came(JAMISON).count("digest") == 1


async def test_in_the_night_that_lacks_an_hour_the_digest_of_that_hour_comes_once(tmp_path):
    saturday = datetime(2027, 3, 13, 18, 0, tzinfo=UTC)
    async with household(tmp_path, start=saturday, process='digest = "sun 02:30"') as home:
        await home.mail(REPORTER, CONCERN)
        await days(home, 2)
        assert [f"{each.at:%d %H}" for each in home.letters(JAMISON, "digest")] == ["14 09"]

"""Somebody is named by Slack at a terminal: they are looked up over a real connection before the command counts."""

from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from daemon import cli_slack
from daemon.views import NotOpen
from tests.support.direct import DANA, SAM, workplace
from tests.support.house import COMPLAINT
from tests.support.slack_web import PlayedWeb, Trouble
from tests.support.suspended import parties


@asynccontextmanager
async def terminal(folder):
    """The house, and a server that answers for its workspace."""
    played = PlayedWeb()
    played.join(SAM, "sam", "Sam Okoye", "sam@example.net")

    async def answer(request):
        try:
            return web.json_response(await played.call(request.match_info["method"], **request.query))
        except Trouble as problem:
            return web.json_response({"ok": False, "error": problem.word})

    app = web.Application()
    app.add_routes([web.get("/api/{method}", answer)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    section = f'[slack]\nbot_token = "xoxb-1"\napi_url = "http://127.0.0.1:{runner.addresses[0][1]}/api/"\n'
    try:
        async with workplace(folder, outside=section) as home:
            yield home, played
    finally:
        await runner.cleanup()


async def says(home, text, *, secrets=True):
    """As `conductd ...` does: looked up, then carried out."""
    config = home.config if secrets else None

    def sit(desk):
        cli_slack.look_up(config, desk, text)
        return desk.command(text)

    return await home.at_desk(sit, "Jamison")


async def test_a_name_is_looked_up_and_then_it_is_an_account(tmp_path, capsys):
    async with terminal(tmp_path) as (home, played):
        case = await home.reports(DANA, COMPLAINT)
        await says(home, f"party {case.code} @sam as respondent")
        (_, found) = await parties(home, case.code)
        assert (found.channel, found.address) == ("slack", SAM)
        assert "asking Slack" in capsys.readouterr().err
        asked = len(played.asked)
        await says(home, f"note {case.code} spoke with @sam")
        await says(home, f"suspend {case.code} @sam because of threats")
        assert len(played.asked) == asked


@pytest.mark.parametrize("how", ["away", "refused", "no secrets"])
async def test_where_slack_does_not_say_who_it_is_nothing_is_changed_and_another_way_is_named(tmp_path, how):
    async with terminal(tmp_path) as (home, played):
        case = await home.reports(DANA, COMPLAINT)
        played.trouble["*"] = "invalid_auth"
        if how == "away":
            slack = home.config.slack.model_copy(update={"api_url": "http://127.0.0.1:9/api/"})
            home.config = home.config.model_copy(update={"slack": slack})
        with pytest.raises(NotOpen) as problem:
            await says(home, f"suspend {case.code} @sam because of threats", secrets=how != "no secrets")
        assert "mail address, or by their id" in problem.value.remedy
        assert (await home.case(case.code)).suspensions == ()


async def test_an_id_goes_on_without_slack(tmp_path, capsys):
    async with terminal(tmp_path) as (home, played):
        case = await home.reports(DANA, COMPLAINT)
        played.trouble["*"] = "invalid_auth"
        await says(home, f"party {case.code} <@{SAM}> as respondent")
        assert "the id stands as it is" in capsys.readouterr().err
        assert len(await parties(home, case.code)) == 2


async def test_who_is_known_in_the_case_by_that_name_is_not_asked_about(tmp_path):
    async with terminal(tmp_path) as (home, played):
        case = await home.reports(DANA, COMPLAINT)
        await home.command(f"party {case.code} @brack as respondent")
        played.trouble["*"] = "invalid_auth"
        await says(home, f"suspend {case.code} @brack because of threats")
        assert len((await home.case(case.code)).suspensions) == 1

"""SCIM by a real socket: what is asked, and what each answer means."""

import json
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from notifiers.slack_scim import (
    NO_SUCH,
    NOT_ALLOWED,
    NOT_UNDERSTOOD,
    WRONG_TOKEN,
    Later,
    Refused,
    Scim,
    Taken,
    scim_url,
)


@asynccontextmanager
async def slack(*answers):
    """A server that gives these answers, one a request, and keeps what it was asked."""
    asked, left = [], list(answers)

    async def answer(request):
        asked.append((request.method, request.path, request.headers["Authorization"], await request.text()))
        return left.pop(0)

    app = web.Application()
    app.add_routes([web.route("*", "/{any:.*}", answer)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    scim = Scim("xoxp-1", f"http://127.0.0.1:{runner.addresses[0][1]}/api/", timeout=5.0)
    try:
        yield scim, asked
    finally:
        await scim.close()
        await runner.cleanup()


async def test_an_account_is_closed_by_delete_and_opened_by_patch():
    async with slack(web.Response(status=204), web.json_response({"id": "U0SAM", "active": True})) as (scim, asked):
        assert await scim.close_account("U0SAM") == Taken()
        assert await scim.open_account("U0SAM") == Taken()
        (close, patch) = asked
        assert close[:3] == ("DELETE", "/scim/v1/Users/U0SAM", "Bearer xoxp-1")
        assert patch[:2] == ("PATCH", "/scim/v1/Users/U0SAM")
        assert json.loads(patch[3])["active"] is True


@pytest.mark.parametrize(
    ("code", "headers", "means"),
    [
        (401, {}, Refused(WRONG_TOKEN)),
        (403, {}, Refused(NOT_ALLOWED)),
        (404, {}, Refused(NO_SUCH)),
        (400, {}, Refused(NOT_UNDERSTOOD)),
        (429, {"Retry-After": "30"}, Later(30.0)),
        (429, {"Retry-After": "soon"}, Later()),
        (500, {}, Later()),
        (503, {}, Later()),
    ],
)
async def test_each_answer_means_one_thing_and_is_asked_for_once(code, headers, means):
    body = {"Errors": {"description": "sam@example.net", "code": code}}
    async with slack(web.json_response(body, status=code, headers=headers)) as (scim, asked):
        assert await scim.close_account("U0SAM") == means
        assert len(asked) == 1


@pytest.mark.parametrize("text", ["{not json", "<html>login</html>"])
async def test_a_page_is_no_yes(text):
    async with slack(web.Response(status=500, text=text)) as (scim, _):
        assert await scim.close_account("U0SAM") == Later()


async def test_a_server_that_is_not_there_is_asked_later():
    scim = Scim("xoxp-1", "http://127.0.0.1:9/api/", timeout=1.0)
    assert await scim.close_account("U0SAM") == Later()
    await scim.close()


@pytest.mark.parametrize(
    ("api", "scim"),
    [
        ("https://slack.com/api/", "https://api.slack.com/scim/v1/"),
        ("https://slack-gov.com/api/", "https://api.slack-gov.com/scim/v1/"),
        ("http://127.0.0.1:8080/api/", "http://127.0.0.1:8080/scim/v1/"),
        ("http://127.0.0.1:8080/api", "http://127.0.0.1:8080/scim/v1/"),
    ],
)
def test_it_is_asked_beside_the_web_api(api, scim):
    assert scim_url(api) == scim

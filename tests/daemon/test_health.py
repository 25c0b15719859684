"""`/health` tells whether conductd is well, and nothing about anybody. A real daemon, asked over HTTP."""

import asyncio
import json
import socket
from contextlib import asynccontextmanager

import aiohttp
import pytest

from daemon import clock
from daemon.alive import STALE, Pulse
from daemon.config import ConfigError, embedded
from daemon.config_values import Bind
from daemon.directory import NOT_FOUND
from daemon.health import Health, Report, by_facts, by_word
from daemon.opening import open_store
from daemon.service import Service
from daemon.slack_manifest import app
from daemon.store.errors import Unavailable
from tests.support.doors import until
from tests.support.house import COMPLAINT, REPORTER, written_by
from tests.support.workspace_clients import workspace

HERE = Bind("127.0.0.1", 0)


def configured(folder, slack=None, **keys):
    environ = {"LISTENER__BIND": "127.0.0.1:0", "METRICS__BIND": "127.0.0.1:0"}
    if slack:
        environ |= {"SLACK__BOT_TOKEN": slack.bot_token, "SLACK__API_URL": slack.url, "SLACK__POLL_EVERY": "1s"}
    return embedded(folder, {f"CONDUCTD_{name}": value for name, value in (environ | keys).items()})


@asynccontextmanager
async def serving(config):
    store = open_store(config, clock.now())
    service = Service(config, store)
    task = asyncio.create_task(service.serve())
    try:
        ready = asyncio.create_task(service.ready.wait())
        await asyncio.wait([task, ready], return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if task.done():
            await task
        yield service
    finally:
        service.stop()
        await asyncio.gather(task, return_exceptions=True)
        await asyncio.to_thread(store.close)


async def asked(health, path="/health", method="GET"):
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, f"http://127.0.0.1:{health.port}{path}") as answer,
    ):
        return answer.status, await answer.text()


async def told(health):
    code, text = await asked(health)
    return code, json.loads(text)


@asynccontextmanager
async def opened(*, pulse=None, look=None, within=0.1, **channels):
    async def looks():
        return None

    health = Health(HERE, pulse or Pulse(), look or looks, channels, within=within)
    await health.start()
    try:
        yield health
    finally:
        await health.stop()


async def until_told(health, true):
    async with asyncio.timeout(10):
        while not true(found := await told(health)):  # noqa: ASYNC110  an answer over HTTP sets no event
            await asyncio.sleep(0.02)
    return found


async def test_a_daemon_whose_loops_turn_is_well(tmp_path):
    async with serving(configured(tmp_path)) as service:
        code, found = await told(service.health)
    assert code == 200
    assert {"intake", "clock", "outbox", "neighbours"} <= found["loops"].keys()
    assert {name: found[name] for name in ("ok", "mailbox", "slack", "store")} == {
        "ok": True,
        "mailbox": None,
        "slack": None,
        "store": "ok",
    }


async def test_without_the_section_nothing_is_served(tmp_path):
    config = configured(tmp_path).model_copy(update={"metrics": None})
    async with serving(config) as service:
        assert service.health is None


async def test_a_daemon_that_was_stopped_is_not_asked_any_more(tmp_path):
    async with serving(configured(tmp_path)) as service:
        assert (await asked(service.health))[0] == 200
    with pytest.raises(aiohttp.ClientConnectorError):
        await asked(service.health)


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/", 404),
        ("GET", "/metrics", 404),
        ("GET", "/health/x", 404),
        ("POST", "/health", 405),
        ("HEAD", "/health", 405),
    ],
)
async def test_nothing_else_is_answered(method, path, code):
    async with opened() as health:
        assert (await asked(health, path, method))[0] == code


async def test_a_loop_that_has_stopped_turning_is_told_with_its_age():
    time = [0.0]
    pulse = Pulse(lambda: time[0])
    pulse.tick("intake")
    time[0] = STALE + 1
    pulse.tick("clock")
    async with opened(pulse=pulse) as health:
        code, found = await told(health)
    assert (code, found["ok"], found["loops"]) == (503, False, {"clock": 0.0, "intake": STALE + 1})


async def test_a_mailbox_that_cannot_be_reached_is_told_in_a_word(tmp_path):
    mailbox = {"MAILBOX__HOST": "127.0.0.1", "MAILBOX__PORT": "1", "MAILBOX__TLS": "none"}
    mailbox |= {"MAILBOX__USER": "admin", "MAILBOX__PASSWORD": "canary"}
    async with serving(configured(tmp_path, **mailbox)) as service:
        code, found = await until_told(service.health, lambda told: told[1]["mailbox"] != "starting")
    assert (code, found["ok"], found["mailbox"]) == (503, False, "unreachable")
    assert found["store"] == "ok"


@pytest.mark.parametrize(("word", "code"), [("connected", 200), ("refused login", 503), ("", 503)])
async def test_only_a_mailbox_that_is_connected_is_well(word, code):
    async with opened(mailbox=lambda: by_word(word)) as health:
        assert (await told(health))[0] == code


async def test_a_channel_that_forgets_to_say_that_it_is_connected_is_not():
    assert by_facts({}) == Report(connected=False, say={})
    assert by_facts({"connected": True}).connected


async def test_a_store_that_does_not_answer_is_told_and_asked_once():
    started = []

    async def never():
        started.append(1)
        await asyncio.Event().wait()

    async with opened(look=never) as health:
        for _ in range(3):
            code, found = await told(health)
            assert (code, found["store"]) == (503, "unavailable")
        health._looking.cancel()
    assert len(started) == 1


async def test_a_store_that_says_no_is_told_and_asked_again():
    answers = [Unavailable("canary"), None]

    async def look():
        if answer := answers.pop(0):
            raise answer

    async with opened(look=look) as health:
        first, text = await asked(health)
        assert (first, "canary" in text) == (503, False)
        assert (await told(health))[0] == 200


async def test_a_taken_port_is_the_operators_to_mend(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(BaseExceptionGroup) as raised:
            async with serving(configured(tmp_path, METRICS__BIND=bind)):
                pass
    (error,) = raised.value.exceptions
    assert isinstance(error, ConfigError)
    assert str(error).startswith(f"[metrics] bind: {bind} cannot be listened on (address already in use).")


async def test_slack_is_told_by_polling_and_by_sockets(tmp_path):
    async with workspace() as slack:
        slack.install(app("x"))
        async with serving(configured(tmp_path / "polled", slack)) as service:
            _, found = await until_told(service.health, lambda told: told[0] == 200)
            assert (found["slack"]["state"], found["slack"]["sockets"]) == ("polling", 0)
        async with serving(configured(tmp_path / "heard", slack, SLACK__APP_TOKEN=slack.app_token)) as service:
            _, found = await until_told(service.health, lambda told: told[1]["slack"]["sockets"] == 2)
            assert (found["ok"], found["slack"]["state"]) == (True, "connected")


@pytest.mark.parametrize("word", ["token_revoked", "account_inactive", "invalid_auth"])
async def test_a_refused_token_is_named_and_mail_goes_on(tmp_path, word):
    async with workspace() as slack:
        slack.install(app("x"))
        slack.revoke(slack.bot_token, word)
        config = configured(tmp_path, slack)
        async with serving(config) as service:
            code, found = await until_told(service.health, lambda told: told[1]["slack"]["state"])
            assert (code, found["slack"]["trouble"], found["store"]) == (503, word, "ok")
            await service._rooms.intake.receive("smtp", written_by(REPORTER, COMPLAINT), "", "")
            await until(lambda: any(REPORTER in each.read_text() for each in config.smtp.folder.glob("*.eml")))


async def test_the_token_of_an_administrator_is_told_by_a_word_and_the_other_doors_go_on(tmp_path):
    async with workspace() as slack:
        slack.install(app("x"))
        tokens = tmp_path / "tokens"
        tokens.write_text(f"{slack.member_token(slack.join('dana'))}\n")
        tokens.chmod(0o600)
        config = configured(tmp_path, slack, SLACK__ADMINISTRATOR_TOKENS_FILE=str(tokens))
        async with serving(config) as service:
            code, found = await until_told(
                service.health, lambda told: told[1]["administrator_tokens"][0]["state"] and told[1]["slack"]["state"]
            )
    assert (code, found["slack"]["connected"]) == (503, True)
    assert [each["trouble"] for each in found["administrator_tokens"]] == ["not an administrator's"]


@pytest.mark.parametrize("scope", ["im:history", "im:read"])
async def test_a_missing_scope_is_named(tmp_path, scope):
    async with workspace() as slack:
        slack.install(app("x"))
        dana = slack.join("dana")
        slack.say(dana, "hello")
        slack.token(slack.bot_token).scopes -= {scope}
        async with serving(configured(tmp_path, slack)) as service:
            _, found = await until_told(service.health, lambda told: told[1]["slack"]["trouble"])
            assert found["slack"]["trouble"] == "missing_scope"


async def test_an_administrator_whom_nobody_in_slack_is_called_is_told_and_not_named(tmp_path):
    async with workspace() as slack:
        slack.install(app("x"))
        async with serving(configured(tmp_path, slack)) as service:
            code, found = await until_told(
                service.health, lambda told: told[1]["slack"]["administrators_not_found"] == [NOT_FOUND]
            )
            assert code == 200  # they get mail meanwhile
            slack.join("jamison", "Jamison Dance")
            service._rooms.workspace.inquiries.directory._pin_at = clock.now()  # it asks again ten minutes later
            await until_told(service.health, lambda told: told[1]["slack"]["administrators_not_found"] == [])
    assert "jamison" not in str(found).casefold()


async def test_nothing_that_anybody_wrote_is_told_nor_any_code(tmp_path):
    async with workspace() as slack:
        slack.install(app("x"))
        dana = slack.join("dana-canary", "Dana Canary", "dana@canary.example")
        slack.join("jamison", "Jamison Dance")
        slack.say(dana, "I want to make a formal complaint about @canary. He said canary things.")
        async with serving(configured(tmp_path, slack, PROCESS__SETTLE="1s")) as service:
            await until(lambda: slack.letters(dana), within=10)
            text = (await asked(service.health))[1]
        said = str(slack.letters(dana))
    assert "canary" not in text.casefold()
    assert "SSE-" in said
    assert "SSE-" not in text
    assert dana.id not in text
    assert slack.team not in text

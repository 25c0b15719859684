"""Files that come with a DM: fetched at once, looked at before they are believed, and never lost to a crash."""

import base64
import contextlib

import pytest
from aiohttp import web

from daemon.channels.slack_files import Files, allowed
from daemon.channels.slack_settings import Settings
from daemon.channels.slack_web import Web
from daemon.demo.workspace import Workspace
from tests.support.doors import until
from tests.support.slack_doors import LONG_AGO, SlackHouse, opened, settings
from tests.support.workspace_faults import Faults

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


@pytest.fixture
async def slack():
    async with Workspace() as running:
        yield running


@pytest.fixture
def behind():
    return SlackHouse()


@pytest.fixture
def dana(slack):
    return slack.join("dana", "Dana Reyes", "dana@example.org")


class Host:
    """A server with a picture, a redirect to it, and what it was asked. To the workspace's door it is another host."""

    def __init__(self):
        self.asked = []
        self.written = 0
        self._app = web.Application()
        self._app.router.add_get("/{rest:.*}", self._answer)

    async def _answer(self, request):
        self.asked.append((request.path, dict(request.headers)))
        match request.path.split("/"):
            case [_, "moved"]:
                raise web.HTTPFound("/a.png")
            case [_, "round"]:
                raise web.HTTPFound("/round")
            case [_, "answer", code]:
                return web.Response(status=int(code))
            case [_, "endless"]:
                return await self._endless(request)
        return web.Response(body=PICTURE, content_type="image/png")

    async def _endless(self, request):
        """Without a length, as long as somebody reads."""
        response = web.StreamResponse(headers={"Content-Type": "image/png"})
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            while True:
                await response.write(bytes(65_536))
                self.written += 65_536
        return response

    async def start(self):
        self._runner = web.AppRunner(self._app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self):
        await self._runner.cleanup()

    async def fetch(self, file):
        """As a door would whose Slack this is."""
        chosen = Settings(bot_token="xoxb-1", api_url=f"{self.url}/api/", not_before=LONG_AGO, max_bytes=1_000_000)
        web_api = Web(chosen.bot_token, chosen.api_url)
        try:
            return await Files(chosen, web_api).fetch(file)
        finally:
            await web_api.close()


@pytest.fixture
async def host():
    running = Host()
    await running.start()
    yield running
    await running.stop()


def polling(slack, **changes):
    return settings(slack, app_token="", **changes)


async def fetched(slack, behind, **changes):
    async with opened(polling(slack, **changes), behind):
        await until(lambda: behind.of("file"))
    (row,) = behind.of("file")
    assert (row["problem"] == "") is (row["content"] != "")
    return row


def stored(slack):
    (file,) = slack.records.files.values()
    return file


async def test_a_file_is_handed_over_with_its_message_and_its_name(slack, behind, dana):
    ts = slack.attach(dana, PICTURE, "evidence.png", text="this is what he sent")
    row = await fetched(slack, behind)
    file = stored(slack).about["id"]
    assert base64.b64decode(row["content"]) == PICTURE
    assert (row["problem"], row["ts"], row["user"]) == ("", ts, dana.id)
    assert row["file"] == {"id": file, "name": "evidence.png", "mimetype": "image/png", "size": len(PICTURE)}
    dm = slack.room(dana).id
    assert list(behind.rows) == [f"slack {slack.team} {dm} {ts}", f"slack {slack.team} {dm} {ts} file {file}"]


async def test_a_file_of_a_live_message_is_fetched_after_it_is_acknowledged(slack, behind, dana):
    async with opened(settings(slack), behind):
        await slack.sockets.some_open(2)
        slack.attach(dana, PICTURE)
        await until(lambda: behind.of("file"))
        assert slack.sockets.deliveries[0].acknowledged
    assert [row["kind"] for row in behind.rows.values()] == ["message", "file"]


async def test_a_file_that_a_crash_prevented_is_fetched_after_the_next_start(slack, behind, dana):
    slack.attach(dana, PICTURE)
    behind.refuses = b'"kind":"file"'
    async with opened(polling(slack), behind):
        await until(lambda: len(behind.offered) > 1)
    assert behind.of("file") == []
    behind.refuses = b""
    assert (await fetched(slack, behind))["problem"] == ""


async def test_a_file_is_fetched_once(slack, behind, dana):
    slack.attach(dana, PICTURE)
    async with opened(polling(slack), behind) as door:
        await until(lambda: behind.of("file"))
        rounds = door.health()["sweeps"]["rounds"]
        await until(lambda: door.health()["sweeps"]["rounds"] > rounds + 2)
    assert len(behind.offered) == 2


async def test_a_page_to_log_in_is_no_evidence(slack, behind, dana):
    slack.token(slack.bot_token).scopes -= {"files:read"}
    slack.attach(dana, PICTURE)
    assert (await fetched(slack, behind))["problem"] == "login page"


async def test_a_page_to_log_in_is_known_where_a_page_was_sent(slack, behind, dana):
    slack.token(slack.bot_token).scopes -= {"files:read"}
    slack.attach(dana, b"<html>my own page</html>", "page.html")
    assert (await fetched(slack, behind))["problem"] == "login page"


async def test_a_page_that_somebody_sent_is_kept(slack, behind, dana):
    slack.attach(dana, b"<html>what they posted</html>", "page.html")
    assert base64.b64decode((await fetched(slack, behind))["content"]) == b"<html>what they posted</html>"


async def test_a_file_that_is_said_to_be_too_large_is_not_asked_for(host):
    said = {"url_private_download": f"{host.url}/a.png", "mimetype": "image/png", "size": 200 * 1024 * 1024}
    assert (await host.fetch(said)).flaw == "too large"
    assert host.asked == []


@pytest.mark.parametrize("said", [len(PICTURE), 0])
async def test_of_a_file_that_turns_out_too_large_no_more_than_allowed_is_read(slack, behind, dana, said):
    slack.attach(dana, PICTURE, size=said)
    stored(slack).padding = 200 * 1024 * 1024
    assert (await fetched(slack, behind, max_bytes=100_000))["problem"] == "too large"


async def test_a_file_of_another_length_than_was_said_is_not_taken_for_it(slack, behind, dana):
    slack.attach(dana, PICTURE, size=len(PICTURE) + 1)
    assert (await fetched(slack, behind, files_within=0))["problem"] == "unreachable"


async def test_a_file_of_another_type_than_was_said_is_named_so(slack, behind, dana):
    slack.attach(dana, PICTURE, "evidence.png")
    file = stored(slack)
    async with opened(polling(slack), behind):
        slack.dm(dana)[0]["files"] = [dict(file.about)]
        file.about["mimetype"] = "application/x-msdownload"
        await until(lambda: behind.of("file"))
    assert behind.of("file")[0]["problem"] == "another type than was said"


async def test_a_file_at_another_host_is_not_asked_for(slack, behind, dana, host):
    slack.attach(dana, PICTURE, url_private_download=f"{host.url}/a.png")
    assert (await fetched(slack, behind))["problem"] == "another host"
    assert host.asked == []


async def test_a_redirect_to_another_host_is_not_followed(slack, behind, dana, host):
    slack.attach(dana, PICTURE)
    stored(slack).redirect = f"{host.url}/a.png"
    assert (await fetched(slack, behind))["problem"] == "another host"
    assert host.asked == []


async def test_the_token_does_not_go_to_the_address_of_a_redirect(host):
    said = {"url_private_download": f"{host.url}/moved", "mimetype": "image/png", "size": len(PICTURE)}
    assert (await host.fetch(said)).content == PICTURE
    assert [(path, headers.get("Authorization")) for path, headers in host.asked] == [
        ("/moved", "Bearer xoxb-1"),
        ("/a.png", None),
    ]


async def test_redirects_without_end_are_given_up(host):
    said = {"url_private_download": f"{host.url}/round", "mimetype": "image/png", "size": 10}
    assert (await host.fetch(said)).flaw == "login page"
    assert len(host.asked) == 4


async def test_an_answer_without_a_length_is_read_up_to_the_limit_and_no_further(host):
    assert (await host.fetch({"url_private": f"{host.url}/endless", "mimetype": "image/png"})).flaw == "too large"
    assert host.written < 20_000_000


@pytest.mark.parametrize(
    ("code", "flaw"), [(404, "not found"), (410, "not found"), (403, "unreachable"), (503, "unreachable")]
)
async def test_an_answer_that_is_no_file_has_its_word(host, code, flaw):
    assert (await host.fetch({"url_private": f"{host.url}/answer/{code}", "mimetype": "image/png"})).flaw == flaw


async def test_what_was_fetched_is_not_in_a_repr(host):
    fetched = await host.fetch({"url_private": f"{host.url}/a.png", "mimetype": "image/png"})
    assert "PNG" not in repr(fetched)


async def test_a_deleted_file_is_not_found(slack, behind, dana):
    slack.attach(dana, PICTURE)
    slack.delete_file(stored(slack).about["id"])
    assert (await fetched(slack, behind))["problem"] == "not found"


async def test_what_slack_leaves_out_of_the_message_is_asked_for(slack, behind, dana):
    slack.attach(dana, PICTURE, "evidence.png")
    about = dict(stored(slack).about)
    slack.dm(dana)[0]["files"] = [{"id": about["id"], "file_access": "check_file_info"}]
    row = await fetched(slack, behind)
    assert base64.b64decode(row["content"]) == PICTURE


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://files.slack.com/files-pri/T1-F1/a.png", True),
        ("https://soft-skills.slack.com/?redir=x", True),
        ("http://files.slack.com/files-pri/T1-F1/a.png", False),
        ("https://files.slack.com.example.org/a.png", False),
        ("https://notslack.com/a.png", False),
        ("https://files.slack.com@example.org/a.png", False),
        ("https://example.org@files.slack.com/a.png", False),
        ("https://files.slack.com:8443/a.png", False),
        ("https://127.0.0.1/a.png", False),
        ("http://127.0.0.1:7001/files-pri/a.png", True),
        ("http://127.0.0.1:7002/files-pri/a.png", False),
        ("file:///etc/passwd", False),
        ("https://[::1", False),
        ("", False),
    ],
)
def test_the_token_goes_to_slacks_hosts_alone(url, good):
    assert allowed(url, "http://127.0.0.1:7001/api/") is good


async def test_a_host_that_does_not_answer_is_asked_again(slack, behind, dana):
    faults = Faults(slack)
    slack.attach(dana, PICTURE)
    stored(slack).about["url_private_download"] = f"{slack.core.url}/api/files.unheard"
    faults.drop("files.unheard", times=4)
    assert (await fetched(slack, behind))["problem"] == "another type than was said"
    assert faults.struck["files.unheard"] == 4

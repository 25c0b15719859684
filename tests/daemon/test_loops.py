"""Every task of a running daemon by name: it ticks, so that the watchdog starves without it, or the daemon ends with it.

A task that is new and in neither list fails here: somebody has to say what happens when it stops.
"""

import asyncio
import time
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from daemon import clock
from daemon.alive import STALE
from daemon.channels import slack
from daemon.config import load
from daemon.demo.workspace import Workspace
from daemon.opening import open_store
from daemon.service import LoopEnded, Service
from tests.support.doors import until
from tests.support.dovecot import free_port

ROOT = Path(__file__).parents[2]
# task -> the pulse that stops with it
PULSED = {
    "intake": "intake",
    "clock": "clock",
    "outbox": "outbox",
    "neighbours": "neighbours",
    "copies": "copies",
    "front desk": "front desk",
    "accounts": "accounts",
    "imap guard": "mailbox",
    "slack guard": "slack",
    "slack personal guard": "administrator token 1",
}
# of the workspace's door and a personal one: their guards tick only while each of these turns
GUARDED = {"slack token", "slack sweep", "slack socket 0", "slack socket 1", "slack personal looks"}
# raising in one of these raises in `doors`, which ends the daemon; so does their end
ENDING = {"doors", "slack door", "slack sockets", "slack afterwards", "slack personal door"}
# who starves is systemd, which starts us anew
FEEDING = {"watchdog"}
# one for each thing to do, or awaited by whoever made it
PASSING = {"slack line", "slack envelope"}
AWAITED = {"Service.serve", "Door.wait", "SlackRoom.wait", "Inquiries.turn", "Removal._removed", "_Queue.work"}

TOML = """
[community]
name = "Soft Skills Engineering Slack"
code = "SSE"
timezone = "America/Denver"
[[administrators]]
name = "Jamison Dance"
slack = "{jamison}"
email = "hi@jamison.dance"
[mailbox]
host = "127.0.0.1"
port = {nobody}
tls = "none"
user = "admin@example.org"
password = "unused"
[listener]
protocol = "lmtp"
bind = "127.0.0.1:0"
[smtp]
folder = "sent"
sender = "SSE Administrators <admin@softskills.example>"
[slack]
bot_token = "{bot}"
app_token = "{app}"
administrator_tokens = ["{own}"]
api_url = "{url}"
[metrics]
bind = "127.0.0.1:0"
"""


@asynccontextmanager
async def everything(folder):
    """A daemon with every door; its mailbox is out of reach. And the task that serves."""
    async with Workspace() as workspace:
        jamison = workspace.join("jamison")
        names = {"jamison": jamison.id, "own": workspace.member_token(jamison), "nobody": free_port()}
        names |= {"bot": workspace.bot_token, "app": workspace.app_token, "url": workspace.url}
        path = folder / "conductd.toml"
        path.write_text(TOML.format(**names), encoding="utf-8")
        path.chmod(0o600)
        config = load(path, {})
        store = open_store(config, clock.now())
        service = Service(config, store)
        serving = asyncio.create_task(service.serve())
        try:
            await service.ready.wait()
            await until(lambda: service._rooms.workspace.door.health()["sockets"] == 2, within=10)
            yield service, serving
        finally:
            service.stop()
            await asyncio.gather(serving, return_exceptions=True)
            await asyncio.to_thread(store.close)


def ours():
    """(name, what it runs) of every task whose code is conductd's."""
    running = [(task.get_name(), task.get_coro()) for task in asyncio.all_tasks()]
    return [(name, coro.__qualname__) for name, coro in running if _is_ours(coro)]


def _is_ours(coro):
    path = Path(getattr(getattr(coro, "cr_code", None), "co_filename", "/"))
    return path.is_relative_to(ROOT / "daemon") and not path.is_relative_to(ROOT / "daemon" / "demo")


def task(name):
    return next(each for each in asyncio.all_tasks() if each.get_name() == name)


def later(service):
    """The pulse's clock is moved so far that whoever does not turn any more counts as dead."""
    service._pulse._clock = lambda: time.monotonic() + STALE + 1
    service._wake()


async def test_each_task_is_one_of_which_somebody_has_said_what_happens_when_it_stops(tmp_path):
    async with everything(tmp_path):
        known = {*PULSED, *GUARDED, *ENDING, *FEEDING, *PASSING}
        found = ours()
        assert [each for each in found if each[0] not in known and each[1] not in AWAITED] == []
        assert {*PULSED, *GUARDED, *ENDING, *FEEDING} - {name for name, _ in found} == set()


async def test_whichever_loop_stops_its_pulse_stops_and_no_other(tmp_path):
    async with everything(tmp_path) as (service, _):
        await until(lambda: set(PULSED.values()) <= set(service._pulse.ages()), within=10)
        assert service._pulse.stale() == ()
        for name in PULSED:
            task(name).cancel()
        await asyncio.sleep(0)
        later(service)
        await until(lambda: set(service._pulse.stale()) == set(PULSED.values()), within=10)


@pytest.mark.parametrize("name", ["slack token", "slack sweep", "slack socket 1"])
async def test_a_loop_inside_the_workspace_s_door_stops_the_door_s_pulse(tmp_path, monkeypatch, name):
    async with everything(tmp_path) as (service, _):
        task(name).cancel()
        turns = service._rooms.workspace.door._turns
        await until(lambda: name.removeprefix("slack ") in turns, within=10)
        turns[name.removeprefix("slack ")] -= slack._STALLED_AFTER
        later(service)
        await until(lambda: "slack" in service._pulse.stale(), within=10)


@pytest.mark.parametrize("name", ["slack door", "slack personal door", "doors"])
async def test_a_door_that_ends_ends_the_daemon(tmp_path, name):
    async with everything(tmp_path) as (service, serving):
        if name == "doors":
            service._doors._forever.set()
            service._doors.mailbox._tell(service._doors.mailbox._ended.set)
        else:
            task(name).cancel()
        with pytest.raises(ExceptionGroup) as ended:
            async with asyncio.timeout(10):
                await serving
    assert ended.group_contains(LoopEnded)

"""The daemon with an administrator's own token: a member writes to the administrator in person, and never to the app."""

import asyncio
import re
from contextlib import asynccontextmanager

from daemon import clock
from daemon.config import load
from daemon.opening import open_store
from daemon.service import Service
from daemon.slack_manifest import app
from tests.support.doors import until
from tests.support.house import COMPLAINT
from tests.support.workspace_clients import workspace

CANARY = "CANARYQUETZAL"
TOML = """
[community]
name = "Soft Skills Engineering Slack"
code = "SSE"
timezone = "America/Denver"
[[administrators]]
name = "Jamison Dance"
email = "hi@jamison.dance"
slack = "{jamison}"
[process]
undo = "0s"
quiet_hours = ""
settle = "0s"
[listener]
protocol = "lmtp"
bind = "127.0.0.1:0"
[smtp]
folder = "sent"
sender = "SSE Administrators <admin@softskills.example>"
[slack]
bot_token = "{bot}"
administrator_tokens = ["{own}", "{revoked}"]
poll_every = "1s"
api_url = "{url}"
"""


@asynccontextmanager
async def serving(folder, **keys):
    path = folder / "conductd.toml"
    path.write_text(TOML.format(**keys), encoding="utf-8")
    path.chmod(0o600)
    config = load(path, {})
    store = open_store(config, clock.now())
    service = Service(config, store)
    task = asyncio.create_task(service.serve())
    try:
        await asyncio.wait([task, asyncio.create_task(service.ready.wait())], return_when=asyncio.FIRST_COMPLETED)
        yield service
    finally:
        service.stop()
        await asyncio.gather(task)
        await asyncio.to_thread(store.close)


def texts(slack, member) -> str:
    return " ".join(str(slack.letters(member)).split())


async def test_a_message_to_an_administrator_in_person_becomes_a_case_only_once_they_take_it(tmp_path, caplog, capfd):
    async with workspace() as slack:
        slack.install(app("x"))
        jamison, dana, robin = (slack.join(each) for each in ("jamison", "dana", "robin"))
        own, revoked = slack.member_token(jamison), slack.member_token(robin)
        slack.token(revoked).trouble = "token_revoked"
        keys = {"jamison": jamison.id, "bot": slack.bot_token, "own": own, "revoked": revoked, "url": slack.url}
        async with serving(tmp_path, **keys):
            slack.say(robin, f"{COMPLAINT} {CANARY}", to=jamison)
            await until(lambda: "accept M-" in texts(slack, jamison), within=10)
            left = re.search(r"accept (M-[A-Z0-9]+)", texts(slack, jamison))[1]
            slack.say(jamison, f"discard {left}")
            await until(lambda: "left alone" in texts(slack, jamison), within=10)
            slack.say(dana, COMPLAINT, to=jamison)
            await until(lambda: len(set(re.findall(r"accept (M-[A-Z0-9]+)", texts(slack, jamison)))) == 2, within=10)
            (taken,) = set(re.findall(r"accept (M-[A-Z0-9]+)", texts(slack, jamison))) - {left}
            slack.say(jamison, f"accept {taken}")
            await until(lambda: "an administrator gave us your message" in texts(slack, dana), within=10)
        assert slack.letters(robin) == []
        private = slack.room(dana, jamison).messages.values()
        assert {each["user"] for each in private} == {dana.id}  # nothing was posted under anybody's name
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in kept if CANARY.encode() in path.read_bytes()] == []
    out = capfd.readouterr()
    assert CANARY not in out.out + out.err + caplog.text
    assert own not in out.out + out.err + caplog.text

"""The front desk in a daemon whose loops run, on a workspace with real sockets: pressed, confirmed, carried out."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

from daemon.clock import now
from daemon.config import load
from daemon.demo.workspace import Workspace
from daemon.opening import open_store
from daemon.service import Service
from tests.support.front_desk import texts

COMPLAINT = "I want to make a formal complaint about @brack. He called me an idiot in #general."
WITHIN = 10.0

TOML = """
[community]
name = "Soft Skills Engineering Slack"
code = "SSE"
timezone = "America/Denver"
[[administrators]]
name = "Jamison Dance"
slack = "{jamison}"
email = "hi@jamison.dance"
[process]
settle = "0s"
undo = "0s"
quiet_hours = ""
digest = ""
[database]
url = "sqlite:///{folder}/conductd.db"
[keys]
file = "{folder}/conductd.key"
[smtp]
folder = "{folder}/sent"
sender = "SSE Administrators <admin@softskills.example>"
[slack]
bot_token = "{bot}"
app_token = "{app}"
api_url = "{url}"
"""


async def until(found):
    """What it finds, once it finds something."""
    async with asyncio.timeout(WITHIN):
        while not (what := found()):  # noqa: ASYNC110  what a person sees sets no event
            await asyncio.sleep(0.02)
    return what


@asynccontextmanager
async def living(folder, slack, jamison):
    path = folder / "conductd.toml"
    names = {"jamison": jamison.id, "bot": slack.bot_token, "app": slack.app_token, "url": slack.url}
    path.write_text(TOML.format(folder=folder, **names), encoding="utf-8")
    path.chmod(0o600)
    config = load(path, {})
    store = open_store(config, now())
    service = Service(config, store)
    running = asyncio.create_task(service.serve())
    try:
        await until(service.ready.is_set)
        await until(lambda: service._rooms.workspace.door.health()["sockets"])
        yield service
    finally:
        service.stop()
        await running
        await asyncio.to_thread(store.close)


def labels(message):
    return [
        each["text"]["text"] for block in message["blocks"] if block["type"] == "actions" for each in block["elements"]
    ]


def titled(slack, who, title):
    return lambda: slack.view_of(who) if slack.view_of(who).get("title", {}).get("text") == title else None


async def test_an_administrator_opens_a_case_gives_a_date_and_the_reporter_hears_of_it(tmp_path):
    async with Workspace() as slack:
        dana, jamison = slack.join("dana"), slack.join("jamison")
        async with living(tmp_path, slack, jamison):
            slack.say(dana, COMPLAINT)
            notice = (await until(lambda: slack.letters(jamison)))[0]
            await slack.press(jamison, notice["ts"], labels(notice)[0])
            code = labels(notice)[0].removeprefix("Open ")
            case = await until(titled(slack, jamison, code))
            assert COMPLAINT in texts(case)
            await slack.press(jamison, case["id"], "Give a date")
            form = await until(titled(slack, jamison, "Give a date"))
            day = (now() + timedelta(days=30)).date()
            past = await slack.submit(jamison, form["id"], {"day": "2020-01-01"})
            assert list(past["errors"]) == ["day"]
            assert (await slack.submit(jamison, form["id"], {"day": day.isoformat()}))["response_action"] == "update"
            await until(
                lambda: f"{day:%A} {day.day} {day:%B} {day.year}, 17:00" in texts(slack.letters(dana)[-1]["blocks"])
            )


async def test_a_reporter_s_press_counts_and_greys_its_row_and_their_home_follows(tmp_path):
    async with Workspace() as slack:
        dana, jamison = slack.join("dana"), slack.join("jamison")
        async with living(tmp_path, slack, jamison):
            slack.open_home(dana)
            await until(lambda: slack.home_of(dana))
            slack.say(dana, COMPLAINT)
            letter = (await until(lambda: slack.letters(dana)))[0]
            word = next(each for each in labels(letter) if each.startswith("PRIVATE"))
            await slack.press(dana, letter["ts"], word)
            await until(lambda: "You answered PRIVATE." in texts(slack.letters(dana)[0]["blocks"]))
            assert word not in labels(slack.letters(dana)[0])
            await until(lambda: "consent is refused now" in " ".join(each["text"] for each in slack.letters(jamison)))
            await until(lambda: "Next you get a date" in texts(slack.home_of(dana)))


async def test_what_somebody_types_after_the_command_becomes_a_report_only_by_the_form(tmp_path):
    async with Workspace() as slack:
        sam, jamison = slack.join("sam"), slack.join("jamison")
        async with living(tmp_path, slack, jamison):
            assert await slack.slash(sam, "/conduct", "list zanzibarquux") == {}
            form = await until(lambda: slack.view_of(sam))
            answer = await slack.submit(sam, form["id"], {"nature": "He called me an idiot in #general."})
            assert "You get an answer" in texts(answer["view"])
            await until(lambda: slack.letters(sam))
            assert await until(lambda: slack.letters(jamison))

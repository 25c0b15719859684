"""A house that no mail reaches offers no mail address, for nobody would read what is sent there."""

import asyncio
import re
from contextlib import asynccontextmanager

import pytest

from daemon.assembly import assemble, desks
from daemon.config import load
from daemon.front_desk_views import Views
from daemon.opening import open_store
from notifiers.render import Medium
from tests.support.direct import BOTH, DANA, SAM, SLACK, Workplace, workplace
from tests.support.house import COMMUNITY, COMPLAINT, MONDAY, Clock
from tests.support.settings import configured

APPEAL = "I appeal my suspension. I was suspended for something that somebody else wrote."


def without_mail(folder):
    configured(folder, administrators=BOTH, outside=SLACK)
    path = folder / "conductd.toml"
    path.write_text(re.sub(r"\[mailbox\].*?(?=\[smtp\])", "", path.read_text(), flags=re.DOTALL))
    return load(path, {})


@asynccontextmanager
async def deaf(folder):
    store = open_store(without_mail(folder), MONDAY)
    try:
        yield Workplace(without_mail(folder), store, Clock(MONDAY))
    finally:
        await asyncio.to_thread(store.close)


@pytest.fixture(params=[workplace, deaf])
def house(request, tmp_path):
    return request.param(tmp_path), request.param is workplace


async def test_mail_is_among_the_words_of_a_plain_message_only_where_it_is_read(house):
    opened, reads_mail = house
    async with opened as home:
        home.slack.medium = Medium.DM
        await home.reports(DANA, COMPLAINT)
        assert ("- MAIL: " in home.posts(DANA)[0].text) is reads_mail


async def test_who_asks_for_mail_gets_an_address_only_where_it_is_read(house):
    opened, reads_mail = house
    async with opened as home:
        await home.reports(DANA, COMPLAINT)
        await home.says(DANA, "MAIL")
        letter = home.posts(DANA, "mail_word")[0]
        assert ("@softskills.example" in letter.text, "no mail reaches us" in letter.text) == (
            reads_mail,
            not reads_mail,
        )


async def test_the_receipt_of_a_direct_message_names_the_address_for_appeals_only_where_it_is_read(house):
    opened, reads_mail = house
    async with opened as home:
        for who, text in ((SAM, APPEAL), (DANA, "Thanks!")):
            await home.says(who, text)
            await home.passes(seconds=91)
        texts = {each.text for each in home.posts(name="neutral_receipt")}
        assert len(texts) == 1
        assert (COMMUNITY in texts.pop()) is reads_mail


async def test_home_names_the_address_for_appeals_only_where_it_is_read(house):
    opened, reads_mail = house
    async with opened as home:
        desk = desks(home.config, home.store)
        views = Views(desk.orders, desk.admission)
        shown = str(await home.run(lambda unit: views.home(unit, SAM, home.clock())))
        assert (COMMUNITY in shown, "No mail reaches us" in shown) == (reads_mail, not reads_mail)


async def test_the_button_for_mail_stands_only_where_it_is_read(house):
    opened, reads_mail = house
    async with opened as home:
        rooms = assemble(home.config, home.store, home.clock, lambda: None)
        assert ("mail" in rooms.outbox._pens["slack"]._without) is not reads_mail

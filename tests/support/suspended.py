"""Stories that begin with a suspension: who is suspended, what they write, and what an administrator has to do for it."""

from datetime import timedelta

from daemon.process.case import Case, Stage, Track
from tests.support.house import COMPLAINT, Household

BRACK = "brack@example.com"
CORA = "cora@example.com"
OTHER = "brack.home@example.net"

APPEAL = (
    "I want to appeal the suspension of my account, because the messages that were reported are not mine.\n\n"
    "Somebody used my laptop while I was away, and I have written to them about it since.\n"
)
UNREASONED = "I appeal the suspension of my account.\n"
WEEK = timedelta(days=7)


async def suspends(home: Household, code: str, *who: str, by: str = "Jamison") -> tuple[str, ...]:
    """At the desk; the codes of the accounts, once their letters have left."""
    before = {each.account for each in (await home.case(code)).suspensions}
    await home.command(f"suspend {code} {' '.join(who)} because of threats", by)
    await home.passes(minutes=2)
    return tuple(each.account for each in (await home.case(code)).suspensions if each.account not in before)


async def suspended(home: Household, text: str = COMPLAINT, who: str = BRACK) -> tuple[Case, str]:
    """A complaint, and the code of the one account that is suspended under it."""
    case = await home.opens(text)
    (party,) = await suspends(home, case.code, who)
    return await home.case(case.code), party


async def appeals(home: Household) -> list[Case]:
    return [each for each in await home.cases() if each.track is Track.APPEAL]


async def appeal(home: Household) -> Case:
    (found,) = await appeals(home)
    return found


async def considered(home: Household, text: str = COMPLAINT) -> tuple[Case, str, Case]:
    """An appeal from the thread of the suspension, a week later: the complaint, the account, and the appeal."""
    case, party = await suspended(home, text)
    await home.passes(days=7)
    await home.answer(home.last("suspension", BRACK), APPEAL)
    found = await appeal(home)
    assert found.stage is Stage.CONSIDERED
    return await home.case(case.code), party, found


async def parties(home: Household, code: str):
    """Those of a case as the store knows them."""
    terms = home.rooms.corridor.house.terms
    return await home.run(lambda unit: unit.parties.of(unit.cases.by_code(code, terms).id))


async def every_row(home: Household, *but: str) -> dict[str, list[tuple[object, ...]]]:
    """The whole database, byte for byte, without the tables that are named."""

    def rows(unit):
        named = "SELECT name FROM sqlite_master WHERE type = 'table'"
        tables = [name for (name,) in unit._connection.exec_driver_sql(named)]
        return {
            name: sorted(map(repr, unit._connection.exec_driver_sql(f'SELECT * FROM "{name}"')))
            for name in tables
            if name not in but
        }

    return await home.run(rows)

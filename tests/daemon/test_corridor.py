"""The way through the house as a whole: nothing of it leaks, its record stays whole, and deadlines are met once."""

import io
import logging
import sys
import threading
from datetime import timedelta
from email.message import EmailMessage

import pytest
import structlog

from daemon import log
from daemon.corridor import facts
from daemon.process.case import Consent, Standing
from daemon.process.events import ConsentGiven, EstimateGiven, NotAllowed, ReporterWrote
from daemon.store.values import InboxState
from notifiers.sending import Deferred, Problem, Refused
from tests.support.house import COMPLAINT, JAMISON, MONDAY, REPORTER, Household, household

CANARIES = {
    "name": "Quastenflosser",
    "address": "kormoran.kanal@zwergtaucher.example",
    "text": "Rohrdommelruf",
    "subject": "Steinwaelzer",
    "file": "Uferschnepfe.png",
    "words": "Wachtelkoenig",
    "note": "Ziegenmelker",
    "host": "zwergtaucher",
}


def report() -> bytes:
    mail = EmailMessage()
    mail["From"] = f"{CANARIES['name']} <{CANARIES['address']}>"
    mail["To"] = "admin@softskills.example"
    mail["Subject"] = CANARIES["subject"]
    mail["Message-ID"] = f"<1@{CANARIES['host']}.example>"
    mail.set_content(f"{COMPLAINT}\nIt began with the {CANARIES['text']}.\n")
    mail.add_attachment(
        b"\x89PNG\r\n" + CANARIES["text"].encode(), maintype="image", subtype="png", filename=CANARIES["file"]
    )
    return mail.as_bytes()


@pytest.fixture
def logged(capsys):
    """What the daemon writes, at its most talkative."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    log.setup("debug")
    written = io.StringIO()
    root.handlers[0].setStream(written)
    root.setLevel(logging.DEBUG)
    yield lambda: written.getvalue() + "".join(capsys.readouterr())
    root.handlers[:] = before
    root.setLevel(level)
    for name in log.HOUSE:
        logging.getLogger(name).setLevel(logging.NOTSET)
    logging.captureWarnings(capture=False)
    logging.raiseExceptions = True
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    structlog.reset_defaults()


async def whole_life(home: Household) -> None:
    """A report, words, a note, letters that fail and leave, a fault, deadlines, and a mail that nobody can read."""
    home.wire.outcomes = [Deferred(Problem.LATER)]
    await home.hand_over(report())
    case = await home.case()
    await home.command(f"note {case.code} {CANARIES['note']}")
    await home.command(f"reply {case.code} {CANARIES['words']}")
    await home.passes(minutes=1)
    home.wire.outcomes = [Refused(Problem.RECIPIENT)]
    await home.passes(hours=1)
    await home.hand_over(report().replace(b"Message-ID: <1", b"Message-ID: <2"), note="too large")
    with pytest.raises(NotAllowed):
        await home.command(f"close {case.code}")
    await home.run(lambda unit: unit._connection.exec_driver_sql("UPDATE party SET contact = zeroblob(40)"))
    letter = home.last("acknowledgement")
    await home.mail(CANARIES["address"], f"Again the {CANARIES['text']}.\n", answers=letter)
    assert await home.run(lambda unit: unit.inbox.count(InboxState.ASIDE)) == 2


async def test_a_report_is_in_no_log_line_no_file_name_and_no_page_of_the_database(tmp_path, logged):
    async with household(tmp_path) as home:
        await whole_life(home)
        said = logged()
        assert "message not read" in said
        disk = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        names = " ".join(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*"))
        assert (tmp_path / "conductd.db-wal").stat().st_size > 0
    for canary in CANARIES.values():
        for form in (canary, canary.lower()):
            assert form not in said, canary
            assert form not in names, canary
            assert form.encode() not in disk, canary


async def test_nothing_of_a_message_shows_in_a_repr_or_an_exception(tmp_path):
    async with household(tmp_path) as home:
        await home.hand_over(report())
        terms = home.rooms.corridor.house.terms
        shown = await home.run(
            lambda unit: [
                repr(each)
                for kept in unit.cases.every(terms)
                for each in (
                    kept,
                    *unit.messages.of(kept.id),
                    *unit.parties.of(kept.id),
                    *unit.history.of(kept.id),
                    *(unit.letters.open(row.id) for row in unit.letters.of(kept.id)),
                    *unit.inbox.unread(5),
                    home.rooms.corridor.house,
                )
            ]
        )
        assert len(shown) > 5
        for canary in CANARIES.values():
            assert canary not in " ".join(shown)


async def test_the_record_is_whole_after_a_whole_life(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        await home.command(f"estimate {case.code} in 2 days")
        await home.answer(home.last("acknowledgement"), "PRIVATE\n")
        await home.command(f"resolve {case.code} We looked at it.")
        await home.passes(hours=80)
        assert await home.at_desk(lambda desk: desk.audit(), "Ada") == []


async def test_every_deadline_of_a_week_is_met_once(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        await home.passes(days=7)
        assert home.came(REPORTER) == ["acknowledgement", "late"]
        heard = home.came(JAMISON)
        assert heard.count("notice") == heard.count("warning") == heard.count("escalation") == 1
        assert heard.count("reminder") == 7


async def test_a_gap_of_a_week_is_met_at_its_end_once(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        await home.sleeps(days=7)
        await home.settle()
        assert home.came(REPORTER) == ["acknowledgement", "late"]
        heard = home.came(JAMISON)
        assert (heard.count("reminder"), heard.count("escalation")) == (1, 1)


async def test_what_the_process_forbids_writes_nothing(tmp_path):
    async with household(tmp_path) as home:
        before = await home.opens(COMPLAINT)
        corridor, terms = home.rooms.corridor, home.rooms.corridor.house.terms
        rows = len(await home.rows())
        past = EstimateGiven("Jamison Dance", MONDAY - timedelta(days=1))
        with pytest.raises(NotAllowed):
            await home.run(
                lambda unit: corridor.walk(
                    unit, unit.cases.by_code(before.code, terms), (past,), MONDAY, "Jamison Dance"
                )
            )
        assert (await home.case(), len(await home.rows())) == (before, rows)
        assert "EstimateGiven" not in await home.happened()


async def test_reminders_of_the_night_come_in_the_morning(tmp_path):
    async with household(tmp_path, start=MONDAY + timedelta(hours=13, minutes=30)) as home:  # 22:30 in Denver
        await home.mail(REPORTER, COMPLAINT)
        await home.passes(hours=40)
        assert {each.name: each.at.hour for each in home.letters(REPORTER)} == {"acknowledgement": 5, "late": 14}


def test_an_events_fields_are_plain_values():
    event = ReporterWrote(standing=Standing.VERIFIED, hint=Consent.REFUSED)
    assert facts(event)["standing"] == "verified"
    assert type(facts(ConsentGiven(Consent.GRANTED, Standing.PLAUSIBLE))["consent"]) is str

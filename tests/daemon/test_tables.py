"""The pages for a person: 80 columns, full dates, nothing of a stranger's that steers a terminal."""

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from daemon import tables
from daemon.views import (
    Absence,
    CaseLine,
    CaseView,
    Digest,
    Finding,
    Hit,
    LetterLine,
    MessageText,
    Moment,
    Party,
    Row,
    State,
    plain,
)

NOW = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
ZONE = ZoneInfo("America/Denver")
HOSTILE = "\x1b[31mred\x1b]0;title\x07 \u202egnp [bold]x[/bold] [/nothing]"
LINE = CaseLine(
    code="SSE-7K3F2",
    kind="undecided",
    stage="needs a date",
    opened_at=NOW - timedelta(days=3),
    owed="the date of the next word",
    due=NOW - timedelta(hours=1),
    urgent=True,
)
VIEW = CaseView(
    line=LINE,
    zone="America/Denver",
    privacy="ask first, read from the message",
    missing=("material",),
    parties=(Party(role="reporter", name=HOSTILE, ways=("dana@example.org",), consent="unstated"),),
    timeline=(Moment(at=NOW, what="a note", who="Jamison Dance", say=HOSTILE),),
    messages=(MessageText(number="M-AB2CD", at=NOW, channel="email", sender=HOSTILE, subject=HOSTILE, text=f"one\n{HOSTILE}\n" + "long " * 80, attachments=(HOSTILE,)),),
    letters=(LetterLine(number="L-AB2CD", name="acknowledgement", state="sent", at=NOW, to=HOSTILE),),
)  # fmt: skip


def printed(page, width=80, **console):
    out = io.StringIO()
    Console(file=out, width=width, highlight=False, emoji=False, markup=False, **console).print(page)
    return out.getvalue()


@pytest.mark.parametrize(
    "page",
    [
        tables.cases([LINE, LINE], ZONE, NOW),
        tables.show(VIEW, NOW),
        tables.search([Hit(code="SSE-7K3F2", at=NOW, where="message", excerpt=HOSTILE)], ZONE),
        tables.digest(Digest(made_at=NOW, zone="America/Denver", owed=(LINE,), away=(Absence(name=HOSTILE, until=NOW),)), NOW),
        tables.check([Row("mailbox.host", State.FAIL, "look " * 40)]),
        tables.audit([Finding(where="history", row="17", say="its seal does not fit")]),
        tables.reading({"file": HOSTILE, "kind": "complaint", "involved": [HOSTILE], "urgent": True, "text": HOSTILE}),
    ],
)  # fmt: skip
def test_a_page_fits_80_columns_and_steers_no_terminal(page):
    text = printed(page)
    assert text.strip()
    assert max(map(len, text.splitlines())) <= 80
    assert not [sign for sign in text if sign != "\n" and not sign.isprintable()]


def test_a_strangers_brackets_are_no_markup():
    assert "[bold]x[/bold] [/nothing]" in printed(tables.show(VIEW, NOW), width=200)


def test_a_deadline_is_a_full_date_in_the_communitys_zone():
    text = " ".join(printed(tables.cases([LINE], ZONE, NOW), width=200).split())
    assert "3 days" in text
    assert "DANGER: the date of the next word" in text
    assert "Fri 27 Nov 2026, 15:30 MST" in text


def test_show_holds_the_whole_case():
    text = printed(tables.show(VIEW, NOW), width=200)
    for said in (
        "SSE-7K3F2",
        "needs a date",
        "dana@example.org",
        "Jamison Dance",
        "M-AB2CD",
        "L-AB2CD",
        "acknowledgement",
        "material",
    ):
        assert said in text


def test_nothing_is_said_in_words():
    assert printed(tables.cases([], ZONE, NOW)) == "Nothing is open.\n"
    assert printed(tables.search([], ZONE)) == "Nothing was found.\n"
    assert printed(tables.audit([])) == "The history is whole.\n"
    assert "Nothing is owed" in printed(tables.digest(Digest(made_at=NOW, zone="UTC"), NOW))


def test_what_waits_for_a_person_stands_in_the_digest():
    text = printed(
        tables.digest(Digest(made_at=NOW, zone="UTC", waiting=1, set_aside=2, chain_head="ab" * 32, chain_count=7), NOW)
    )
    for said in ("1 letter for a person", "2 messages set aside", "7 rows", "head\n" + "ab" * 32):
        assert said in text


def test_no_color_takes_the_colours_out_at_a_terminal():
    page = tables.check([Row("clock", State.FAIL, "behind")])
    assert "\x1b[1;31m" in printed(page, force_terminal=True, color_system="standard", no_color=False)
    assert "31m" not in printed(page, force_terminal=True, color_system="standard", no_color=True)


def test_a_file_that_could_not_be_read_says_why():
    text = printed(tables.reading({"file": "a.eml", "error": "too large", "text": ""}))
    assert text.split() == ["a.eml", "could", "not", "be", "read:", "too", "large"]


def test_json_has_every_field_and_dates_in_full():
    shown = VIEW.as_json()
    assert shown["line"]["due"] == "2026-11-27T22:30:00+00:00"
    assert shown["messages"][0]["text"].startswith("one\n")
    assert plain(Row("a", State.WARN, "b")) == {"what": "a", "ok": "warn", "say": "b"}


def test_no_view_prints_what_a_person_wrote():
    assert "dana" not in repr(VIEW)
    assert "red" not in repr(VIEW)


def test_what_has_no_json_form_is_refused():
    with pytest.raises(TypeError, match="object has no JSON form"):
        plain(object())

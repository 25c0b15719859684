"""The pages for a person: 80 columns, full dates, nothing of a stranger's that steers a terminal."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from daemon import tables
from daemon.views import (
    Absence,
    Appeal,
    CaseLine,
    CaseView,
    Consultation,
    Consulted,
    Context,
    Digest,
    Finding,
    Hit,
    LetterLine,
    MessageText,
    Moment,
    Part,
    Party,
    Row,
    State,
    Suspension,
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
ELSEWHERE = tuple(Part(code=f"SSE-AAAA{n}", kind="complaint", role="reporter", stage="closed") for n in range(8))
CONTEXT = Context(wording="own", by=HOSTILE, text=HOSTILE, member="told", reporter="not yet", not_before=NOW)
VIEW = CaseView(
    line=LINE,
    zone="America/Denver",
    asked_for="SSE-4KX2P",
    privacy="conditional, as read, not confirmed",
    missing=("material",),
    finding="bad-faith",
    held=True,
    retaliation=True,
    retaliation_with=("SSE-AAAA1",),
    merged_into="SSE-AAAA2",
    related=("SSE-AAAA3",),
    appeals=("SSE-AAAA4",),
    parties=(
        Party(role="reporter", name=HOSTILE, ways=("dana@example.org",), consent="unstated"),
        Party(role="respondent", code="SSE-4KX2P", ways=(HOSTILE, "@brack"), told="on its way", heard_at=NOW, elsewhere=ELSEWHERE),
        Party(role="witness", code="SSE-WWWW2", spared_at=NOW),
    ),
    suspensions=(
        Suspension(account="SSE-4KX2P", role="respondent", since=NOW, by=HOSTILE, ground="a formal complaint", review_at=NOW, appeal_from=NOW + timedelta(days=7), access="to be removed"),
    ),
    appeal=Appeal(sender="the suspended member", complaint="SSE-AAAA5", account="SSE-AAAA6", suspended_at=NOW, suspended_by=HOSTILE, opens_at=NOW, reasons="missing", deciders=(HOSTILE, "Ada Quist"), context=CONTEXT),
    consultation=Consultation(by=HOSTILE, text=HOSTILE, until=NOW, asked=(Consulted(who="SSE-7K3F2", role="reporter", reply="no answer"),), waiting=(Consulted(who="SSE-TTTT2", role="target"),)),
    timeline=(Moment(at=NOW, what="a note", who="Jamison Dance", say=HOSTILE),),
    messages=(MessageText(number="M-AB2CD", at=NOW, channel="email", role="reporter", sender=HOSTILE, subject=HOSTILE, text=f"one\n{HOSTILE}\n" + "long " * 80, attachments=(HOSTILE,)),),
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


@pytest.mark.parametrize(
    "said",
    [
        "you asked for SSE-4KX2P (respondent)",
        "retaliation it may be, look at SSE-AAAA1",
        "outcome bad-faith (for administrators alone)",
        "held nothing of it is purged",
        "merged into SSE-AAAA2",
        "appeals SSE-AAAA4",
        "on its way; wrote to us 27 Nov 2026 16:30",
        "also reporter of SSE-AAAA7 (complaint, closed) and 2 more before these",
        "told nothing, as recorded 27 Nov 2026 16:30",
        "Suspension of SSE-4KX2P (respondent)",
        "how it stands its review is owed by Fri 27 Nov 2026, 16:30 MST",
        "in Slack to be removed",
        "may appeal from Fri 04 Dec 2026, 16:30 MST",
        "against the suspension of SSE-AAAA6 in SSE-AAAA5",
        "reasons missing",
        "how it stands a draft; once both sides saw it: publish SSE-7K3F2",
        "reporter's copy not yet",
        "answers by Fri 27 Nov 2026, 16:30 MST reporter no answer yet asked after that SSE-TTTT2 (target)",
    ],
)
def test_show_says_who_and_what_was_decided(said):
    assert said in " ".join(printed(tables.show(VIEW, NOW), width=200).split())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kept_until": NOW}, "kept until Fri 27 Nov 2026, 16:30 MST"),
        ({"kept_until": NOW, "returns_at": NOW, "reporter": "not yet"}, "it ends: access returns Fri 27 Nov 2026"),
        ({"returns_at": NOW, "ended_at": NOW}, "ended Fri 27 Nov 2026, 16:30 MST"),
    ],
)
def test_a_suspension_says_how_it_stands(change, said):
    view = replace(VIEW, suspensions=(replace(VIEW.suspensions[0], **change),))
    assert said in printed(tables.show(view, NOW), width=200)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"handed_at": NOW}, "once it stands there: published SSE-7K3F2"),
        ({"handed_at": NOW, "published_at": NOW}, "published Fri 27 Nov 2026, 16:30 MST"),
    ],
)
def test_the_text_for_the_channel_says_how_it_stands(change, said):
    view = replace(VIEW, appeal=replace(VIEW.appeal, context=replace(CONTEXT, **change)))
    assert said in printed(tables.show(view, NOW), width=200)


def test_what_repeats_is_told_once():
    reminders = tuple(Moment(at=NOW + timedelta(days=n), what="a reminder was due") for n in range(3))
    sent = tuple(
        LetterLine(number=f"L-AB2C{n}", name="reminder", state="sent", at=NOW, reader="administrator") for n in range(6)
    )
    came_back = replace(sent[0], number="L-FAIL2", state="failed", why="bounced")
    view = replace(VIEW, timeline=reminders, letters=(*sent, came_back))
    text = " ".join(printed(tables.show(view, NOW), width=200).split())
    assert "27 Nov 2026 16:30 a reminder was due (3 times, the last 29 Nov 2026 16:30)" in text
    assert "reminder (6) administrators sent last 27 Nov 2026 16:30" in text
    assert "L-FAIL2 reminder" in text
    assert "L-AB2C0" not in text


def test_an_appeal_that_is_kept_says_when_it_opens():
    line = CaseLine(code="SSE-7K3F2", kind="appeal", stage="kept until its day", opened_at=NOW, opens_at=NOW)
    text = " ".join(printed(tables.cases([line], ZONE, NOW), width=200).split())
    assert text.endswith("appeal kept until its day a moment nothing opens Fri 27 Nov 2026, 16:30 MST")


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
    assert "egnp" not in repr(VIEW)
    assert "Jamison" not in repr(VIEW)


def test_what_has_no_json_form_is_refused():
    with pytest.raises(TypeError, match="object has no JSON form"):
        plain(object())

"""The desk that sees to what is kept: a copy of one case, a purge by hand, a person who is erased."""

import asyncio
import json
import zipfile
from pathlib import Path

import pytest

from daemon.keeping_desk import KeepingDesk
from daemon.process.case import Stage
from daemon.process.events import NotAllowed
from daemon.store.purging import SOMEBODY, TEXT
from tests.support.house import ADA, COMPLAINT, JAMISON, QUESTION, REPORTER, STRANGER, household

QUIET = 'undo = "0s"\nquiet_hours = ""\n'
RESOLVED = "We spoke with everybody, and it will not happen again."
ADA_READS = """
[[administrators]]
name = "Jamison Dance"
email = "hi@jamison.dance"
[[administrators]]
name = "Ada Quist"
email = "ada@admins.example"
reads_mailbox = true
"""
ABOUT_ADA = "I want to file a formal complaint. Ada Quist called me an idiot in #random yesterday.\n"


@pytest.fixture
async def home(tmp_path):
    async with household(tmp_path, process=QUIET) as home:
        yield home


async def at_desk(home, work, actor="Jamison"):
    def sit():
        with KeepingDesk(home.config, actor, "robin", home.clock) as desk:
            return work(desk)

    done = await asyncio.to_thread(sit)
    await home.settle()
    return done


def _id(unit, home, code):
    return unit.cases.by_code(code, home.rooms.corridor.house.terms).id


async def closed(home, sender=REPORTER, text=COMPLAINT, by="Jamison"):
    case = await home.opens(text, sender)
    await home.command(f"resolve {case.code} {RESOLVED}", by)
    case = await home.case(case.code)
    assert case.stage is Stage.CLOSED
    return case


async def refused(home, work, actor="Jamison"):
    with pytest.raises(NotAllowed) as refusal:
        await at_desk(home, work, actor)
    return refusal.value.reason


async def whole(home):
    return await home.at_desk(lambda desk: desk.audit()) == []


# --- a copy of one case


async def test_an_export_is_private_whole_and_recorded(home, tmp_path):
    case = await closed(home)
    file = tmp_path / "out.zip"
    done = await at_desk(home, lambda desk: desk.export(case.code, file))
    assert file.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        told = json.loads(archive.read("case.json"))
        page = archive.read("timeline.txt").decode()
        (mail,) = [archive.read(name) for name in names if name.endswith(".eml")]
    assert told["line"]["code"] == done.code == case.code
    assert {"parties", "messages", "letters", "timeline", "privacy"} <= told.keys()
    assert RESOLVED in json.dumps(told["letters"])
    assert "What happened" in page
    assert b"asked beginner" in mail
    assert "Exported" in await home.happened(case.code)
    assert "WasRead" in await home.happened(case.code)


async def test_the_others_see_in_the_timeline_that_it_was_exported(home, tmp_path):
    case = await closed(home)
    await at_desk(home, lambda desk: desk.export(case.code, tmp_path / "out.zip"))
    view = await home.at_desk(lambda desk: desk.show(case.code), "Ada")
    assert ("exported whole", "Jamison Dance") in {(each.what, each.who) for each in view.timeline}


async def test_an_export_never_takes_another_files_place(home, tmp_path):
    case = await closed(home)
    (tmp_path / "out.zip").write_text("dear")
    assert "exists already" in await refused(home, lambda desk: desk.export(case.code, tmp_path / "out.zip"))
    assert (tmp_path / "out.zip").read_text() == "dear"
    assert "Exported" not in await home.happened(case.code)


@pytest.mark.parametrize("word", ["export", "purge"])
async def test_p14_to_whoever_is_off_it_the_case_does_not_exist(home, tmp_path, word):
    case = await closed(home, text=ABOUT_ADA)
    words = {
        "export": lambda code: lambda desk: desk.export(code, tmp_path / "out.zip"),
        "purge": lambda code: lambda desk: desk.may_purge(code),
    }[word]
    hidden = await refused(home, words(case.code), "Ada")
    unknown = await refused(home, words("SSE-ZZZZZ"), "Ada")
    assert hidden.replace(case.code, "CODE") == unknown.replace("SSE-ZZZZZ", "CODE")
    assert not (tmp_path / "out.zip").exists()


async def test_p14_an_export_names_no_case_that_its_reader_may_not_know_of(home, tmp_path):
    hidden = await home.opens(ABOUT_ADA, STRANGER)
    case = await home.opens(COMPLAINT)
    await home.answer(home.last("acknowledgement", REPORTER), f"Somebody told me of {hidden.code}.\n")
    await at_desk(home, lambda desk: desk.export(case.code, tmp_path / "ada.zip"), "Ada")
    with zipfile.ZipFile(tmp_path / "ada.zip") as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
        assert len([name for name in archive.namelist() if name.endswith(".eml")]) == 1
        assert len([name for name in archive.namelist() if name.startswith("messages/")]) == 2
    assert hidden.code.encode() not in everything
    assert b"Somebody told me of SSE-*****" in everything


# --- a purge by hand


async def test_a_closed_case_is_purged_at_once(home):
    case = await closed(home)
    done = await at_desk(home, lambda desk: desk.purge(case.code))
    assert (done.code, done.messages, done.people) == (case.code, 1, 1)
    assert await home.cases() == []
    assert await whole(home)


async def test_an_open_or_held_case_is_not(home):
    case = await home.opens(COMPLAINT)
    assert "it is open" in await refused(home, lambda desk: desk.purge(case.code))
    other = await closed(home, STRANGER)
    await home.command(f"hold {other.code}")
    assert f"hold {other.code} off" in await refused(home, lambda desk: desk.purge(other.code))
    assert {each.code for each in await home.cases()} == {case.code, other.code}


async def test_the_list_says_when_each_goes_and_why_one_stays(home):
    first, second = await closed(home), await closed(home, STRANGER)
    await home.command(f"hold {second.code}")
    assert (await at_desk(home, lambda desk: desk.purgeable())).cases == ()
    for _ in range(352):
        await home.passes(days=1)
    lines = {each.code: each for each in (await at_desk(home, lambda desk: desk.purgeable())).cases}
    assert lines[first.code].purge_at is not None
    assert (lines[second.code].purge_at, "held" in lines[second.code].kept) == (None, True)


# --- a person who is erased


async def test_a_person_is_erased_in_every_case_that_has_ended(home):
    case = await closed(home)
    found = await at_desk(home, lambda desk: desk.erasure(REPORTER))
    assert [(each.code, each.role, each.messages, each.waits) for each in found.places] == [
        (case.code, "reporter", 1, "")
    ]
    assert found.places[0].letters >= 2
    await at_desk(home, lambda desk: desk.erase(REPORTER))
    view = await home.at_desk(lambda desk: desk.show(case.code), "Jamison")
    (party,) = view.parties
    assert (party.name, party.ways) == (SOMEBODY, ())
    (message,) = view.messages
    assert (message.text.strip(), message.sender) == (TEXT, SOMEBODY)
    assert all(REPORTER not in str(each) for each in view.letters)
    assert REPORTER not in json.dumps(view.as_json())
    assert "brack" not in json.dumps(view.as_json())
    assert "a person was erased at their request" in {each.what for each in view.timeline}
    assert await whole(home)


async def test_by_the_code_of_a_party_too(home):
    case = await closed(home)
    await at_desk(home, lambda desk: desk.erase(case.code))
    assert await home.run(lambda unit: unit.parties.cases_of("email", REPORTER)) == []


async def test_an_open_case_waits_and_the_day_is_told(home):
    case = await home.opens(COMPLAINT)
    other = await closed(home)
    found = await at_desk(home, lambda desk: desk.erase(REPORTER))
    assert {each.code: each.waits for each in found.places} == {case.code: "once it is closed", other.code: ""}
    texts = await home.run(
        lambda unit: {
            code: [each.text for each in unit.messages.of(unit.cases.by_code(code, home.rooms.corridor.house.terms).id)]
            for code in (case.code, other.code)
        }
    )
    assert "brack" in texts[case.code][0]
    assert texts[other.code] == [TEXT]


async def test_a_suspended_member_waits_until_the_suspension_has_ended(home):
    case = await home.opens(COMPLAINT)
    await home.command(f"party {case.code} brack@example.org as respondent")
    await home.command(f"suspend {case.code} brack@example.org because it went on and on")
    await home.command(f"keep {case.code} brack@example.org until 2027-01-15 because it was grave")
    found = await at_desk(home, lambda desk: desk.erasure("brack@example.org"))
    assert found.places[0].waits == "once it is closed"
    await home.passes(days=1)
    party = (await home.case(case.code)).parties[0].code
    await home.command(f"tell {party} nothing because they were told with the suspension")
    await home.command(f"resolve {case.code} {RESOLVED}")
    found = await at_desk(home, lambda desk: desk.erasure("brack@example.org"))
    assert "suspension has ended" in found.places[0].waits
    assert "Friday 15 January 2027" in found.places[0].waits
    assert not found.can_begin


async def test_others_words_that_name_them_stay(home):
    case = await closed(home, text=f"{COMPLAINT}\nSam Stranger ({STRANGER}) saw it too.\n")
    await home.command(f"party {case.code} {STRANGER} as witness")
    await at_desk(home, lambda desk: desk.erase(STRANGER))
    (text,) = await home.run(
        lambda unit: [
            each.text for each in unit.messages.of(unit.cases.by_code(case.code, home.rooms.corridor.house.terms).id)
        ]
    )
    assert "Sam Stranger" in text
    assert await home.run(lambda unit: unit.parties.cases_of("email", STRANGER)) == []


async def test_what_concerns_no_case_is_erased_too(home):
    """An automatic answer that was kept, and a receipt."""
    await home.hand_over(f"From: {STRANGER}\r\n\r\n".encode() + b"hi\r\n", note="too large")
    (row,) = await home.run(lambda unit: unit.inbox.set_aside(5))
    await home.command(f"discard {row.short}")
    found = await at_desk(home, lambda desk: desk.erase(STRANGER))
    assert found.unfiled == 1
    assert not (await home.run(lambda unit: unit.inbox.by_id(row.id))).raw
    assert await whole(home)


async def test_nobody_known_is_said_and_nothing_is_written(home):
    case = await closed(home)
    before = await home.happened(case.code)
    found = await at_desk(home, lambda desk: desk.erase("nobody@example.org"))
    assert (found.is_empty, found.can_begin) == (True, False)
    assert await home.happened(case.code) == before


async def test_p14_whoever_is_reported_cannot_erase_who_reported_them(home):
    """Off means no command either: the others are told that a person asks, and do it."""
    case = await closed(home, text=ABOUT_ADA)
    home.forget()
    unknown = await at_desk(home, lambda desk: desk.erase("nobody@example.org"), "Ada")
    hidden = await at_desk(home, lambda desk: desk.erase(REPORTER), "Ada")
    assert hidden == unknown
    assert await home.run(lambda unit: len(unit.parties.cases_of("email", REPORTER))) == 1
    assert (home.came(ADA), home.came(JAMISON)) == ([], ["wrote_again"])
    assert f"erase {case.code}" in home.last("wrote_again").text
    await at_desk(home, lambda desk: desk.erase(case.code), "Jamison")
    assert await home.run(lambda unit: unit.parties.cases_of("email", REPORTER)) == []


async def test_p14_a_code_of_a_hidden_case_is_refused_as_an_unknown_one(home):
    case = await closed(home, text=ABOUT_ADA)
    hidden = await refused(home, lambda desk: desk.erasure(case.code), "Ada")
    unknown = await refused(home, lambda desk: desk.erasure("SSE-ZZZZZ"), "Ada")
    assert hidden.replace(case.code, "CODE") == unknown.replace("SSE-ZZZZZ", "CODE")


async def test_who_was_erased_can_write_again_and_is_somebody_new(home):
    await closed(home)
    await at_desk(home, lambda desk: desk.erase(REPORTER))
    home.forget()
    await home.mail(REPORTER, QUESTION)
    assert home.came(REPORTER) == ["question"]
    assert await whole(home)


async def test_an_old_letter_makes_nobody_known_again_who_was_erased(home):
    case = await closed(home)
    letter = home.last("acknowledgement", REPORTER)
    await at_desk(home, lambda desk: desk.erase(REPORTER))
    await home.answer(letter, "It happened again, with me this time: he called me an idiot.\n")
    assert len(await home.cases()) == 2
    texts = await home.run(lambda unit: [each.text for each in unit.messages.of(_id(unit, home, case.code))])
    assert texts == [TEXT]


async def test_an_administrator_still_acts_on_a_case_of_somebody_who_was_erased(home):
    case = await closed(home)
    notice = home.last("notice", JAMISON)
    await at_desk(home, lambda desk: desk.erase(REPORTER))
    await home.answer(notice, f"note {case.code} done\n", vouched=True)
    assert "NoteTaken" in await home.happened(case.code)


# --- a thief's copy


FORMS = {
    "utf-8": lambda text: text.encode(),
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "hex": lambda text: text.encode().hex().encode(),
    "quoted-printable": lambda text: text.encode().replace(b"@", b"=40"),
    "url": lambda text: text.encode().replace(b"@", b"%40"),
}


def base64_forms(text):
    """Wherever in a longer text it begins: three ways to stand in base64, without the characters at the edges."""
    import base64

    return [base64.b64encode(b"\0" * at + text.encode())[4 + 2 : -6] for at in range(3)]


CANARIES = (
    "canary-text-of-a-report",
    "canary-subject-of-a-mail",
    "Canary Person",
    "canary@birds.example",
    "canary-in-a-note",
    "canary-in-a-letter",
    "canary-in-a-file.txt",
    "brackcanary@birds.example",
    "canary-under-a-suspension",
)


def lies_open(folder, also=()):
    """Which canary stands in which file, in whatever form."""
    found = []
    for path in [each for each in Path(folder).rglob("*") if each.is_file() and "sent" not in each.parts]:
        data = path.read_bytes()
        if path.name == "conductd.toml" or path in also:
            continue
        for canary in CANARIES:
            forms = [form(canary) for form in FORMS.values()] + base64_forms(canary)
            lower = data.lower()
            if any(form in data or form.lower() in lower for form in forms):
                found.append((path.name, canary))
    return found


async def sung(home):
    """A story in which every kind of text, name and address is a canary."""
    attached = (
        'From: "Canary Person" <canary@birds.example>\r\nTo: admin@softskills.example\r\n'
        "Subject: canary-subject-of-a-mail\r\nMessage-ID: <one@birds.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n'
        "I want to make a formal complaint about @brackcanary: canary-text-of-a-report, three times this week.\r\n"
        '--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="canary-in-a-file.txt"\r\n\r\n'
        "canary-text-of-a-report\r\n--b--\r\n"
    )
    await home.hand_over(attached.encode())
    (case,) = await home.cases()
    await home.command(f"note {case.code} canary-in-a-note")
    await home.command(f"party {case.code} brackcanary@birds.example as respondent")
    await home.command(f"suspend {case.code} brackcanary@birds.example because canary-under-a-suspension")
    party = (await home.case()).parties[0].code
    await home.command(f"lift {case.code} {party}")
    await home.passes(days=2)
    await home.command(f"confirm {party}")
    await home.command(f"tell {party} nothing because canary-in-a-note")
    await home.command(f"resolve {case.code} canary-in-a-letter")
    await home.passes(hours=1)
    return case


async def test_a_copy_without_the_key_shows_no_text_name_or_address(home, tmp_path):
    await sung(home)
    backup(tmp_path)
    assert lies_open(tmp_path) == []
    assert (tmp_path / "backup.db").stat().st_size > 100_000


async def test_the_search_would_find_what_lies_open(home, tmp_path):
    await sung(home)
    (tmp_path / "open").write_bytes(b"x" + "canary-in-a-note".encode("utf-16-le"))
    assert lies_open(tmp_path) == [("open", "canary-in-a-note")]
    import base64

    (tmp_path / "open").write_bytes(base64.b64encode(b"Dear canary@birds.example, hello"))
    assert lies_open(tmp_path) == [("open", "canary@birds.example")]


async def test_with_the_key_nothing_is_left_after_a_purge(home, tmp_path):
    """Whoever steals everything the day after reads nothing: every cell that still opens is opened."""
    case = await sung(home)
    case = await home.case(case.code)
    assert case.stage is Stage.CLOSED
    await at_desk(home, lambda desk: desk.purge(case.code))
    await home.at_desk(lambda desk: desk.cases(), "Jamison")
    everything = await home.run(everything_that_opens)
    left = [each for each in CANARIES if each.lower() in everything.lower()]
    assert left == []
    backup(tmp_path)
    assert lies_open(tmp_path) == []


async def test_with_the_key_nothing_of_an_erased_person_opens_but_others_words(home):
    await sung(home)
    for who in ("canary@birds.example", "brackcanary@birds.example"):
        await at_desk(home, lambda desk, who=who: desk.erase(who))
    everything = (await home.run(everything_that_opens)).lower()
    left = {each for each in CANARIES if each.lower() in everything}
    # an administrator's own words: the note, the reason of the suspension, and the letter as the history has it
    assert left == {"canary-in-a-note", "canary-under-a-suspension", "canary-in-a-letter"}
    assert await whole(home)


def everything_that_opens(unit):
    """Every sealed cell of every table that audit can open, as one text."""
    from sqlalchemy import select

    from daemon import secrets
    from daemon.secrets import KeyProblem, Tampered
    from daemon.store.audit import SEALED
    from daemon.store.cells import place
    from daemon.store.errors import KeyGone

    found = []
    for sealed in SEALED:
        for row in unit._connection.execute(select(sealed.table)).all():
            cell = row._mapping[sealed.column]
            try:
                key = sealed.key(unit._cells, row)
                if cell and key:
                    found.append(secrets.unseal(key, cell, place(sealed.table, sealed.column, row.id)))
            except (Tampered, KeyProblem, KeyGone):
                continue
    assert found
    return b"\n".join(found).decode("utf-8", "replace")


def backup(folder):
    """As SQLite's own backup makes one, beside the files themselves."""
    import sqlite3
    from contextlib import closing

    with (
        closing(sqlite3.connect(folder / "conductd.db")) as here,
        closing(sqlite3.connect(folder / "backup.db")) as there,
    ):
        here.backup(there)


# --- what repeats somebody's words


async def acted_by_mail(home):
    """A case on which everything was done by answering its notice."""
    case = await home.opens(COMPLAINT)
    for text in (f"note {case.code} Rosalind spoke of brack.", f"reply {case.code} Dear Rosalind, thank you."):
        await home.answer(home.last("notice", JAMISON), f"{text}\n", vouched=True)
        await home.passes(minutes=3)
    await home.answer(
        home.last("notice", JAMISON), f"resolve {case.code} Dear Rosalind, it is settled.\n", vouched=True
    )
    await home.passes(minutes=3)
    return await home.case(case.code)


def opening(unit, word):
    """Which messages as they came, and which letters, hold this word."""
    ids = unit._connection.exec_driver_sql("SELECT id FROM inbox WHERE raw IS NOT NULL").scalars().all()
    mails = [each for each in ids if word.encode() in unit.inbox.by_id(each).raw]
    rows = unit._connection.exec_driver_sql("SELECT id, name FROM letter").all()
    letters = [row.name for row in rows if word in f"{unit.letters.open(row.id)}{unit.letters.open(row.id).words}"]
    return mails, sorted(letters)


async def test_a_purge_takes_the_commands_along_that_were_mailed_about_the_case(home):
    case = await acted_by_mail(home)
    assert len((await home.run(lambda unit: opening(unit, "Rosalind")))[0]) == 3
    await at_desk(home, lambda desk: desk.purge(case.code))
    assert await home.run(lambda unit: opening(unit, "Rosalind")) == ([], [])
    assert await whole(home)


async def test_an_erasure_takes_what_repeats_their_letters_along(home):
    await acted_by_mail(home)
    await at_desk(home, lambda desk: desk.erase(REPORTER))
    assert await home.run(lambda unit: opening(unit, "Rosalind")) == ([], [])
    assert await whole(home)


async def test_p14_a_command_of_a_case_that_is_hidden_stays_in_nobodys_done_folder(tmp_path):
    """Ada reads the mailbox, and is reported."""
    async with household(tmp_path, process=QUIET, administrators=ADA_READS) as home:
        case = await home.opens(ABOUT_ADA)
        notice = home.last("notice", JAMISON)
        await home.answer(notice, f"note {case.code} Ada did it.\n", vouched=True)
        (mail,), _ = await home.run(lambda unit: opening(unit, "Ada did it"))
        assert await home.run(lambda unit: home.rooms.intake.copies.verdict(unit, mail)) == "remove"
        assert (await home.run(lambda unit: unit.inbox.by_id(mail))).case_id


async def test_what_an_erasure_would_do_is_a_read_of_each_case_that_it_names(home):
    case = await home.opens(COMPLAINT)
    await at_desk(home, lambda desk: desk.erasure(REPORTER))
    assert "WasRead" in await home.happened(case.code)
    assert "WasRead" not in await home.happened((await home.opens(QUESTION, STRANGER)).code)

"""What the demo's exit status hangs on: which letter came to whom. Real files in a folder, and no daemon."""

from email.message import EmailMessage

import pytest
from rich.console import Console

from daemon.demo.people import BEN, BRACK, MEMBERS, SECOND
from daemon.demo.play import Play
from daemon.demo.stage import Missing, Stage, read_letter
from notifiers.plain import flowed

LONG = "You can answer with one of these words, each of them alone on a line of its own, whenever you like to."


def write(folder, name: str, to: str, text: str):
    message = EmailMessage()
    message["To"], message["Subject"] = to, "A message from the administrators"
    message.set_content(text)
    sent = folder / "sent"
    sent.mkdir(exist_ok=True)
    path = sent / f"{name}.eml"
    path.write_bytes(message.as_bytes())
    return path


def played(folder) -> Play:
    return Play(Stage(folder), Console(quiet=True))


async def test_a_letter_is_found_by_its_reader_and_its_words(tmp_path):
    write(tmp_path, "a", BRACK, "The first.\n")
    write(tmp_path, "b", BEN, "The second.\n")
    write(tmp_path, "c", BRACK, "The third.\n")
    stage = Stage(tmp_path)
    assert (await stage.letter(BRACK, "third", 1)).text == "The third.\n"
    assert [each.text for each in stage.unread(BRACK)] == ["The first.\n"]


async def test_one_letter_is_not_found_twice(tmp_path):
    write(tmp_path, "a", BRACK, "The promise.\n")
    stage = Stage(tmp_path)
    await stage.letter(BRACK, "promise", 1)
    with pytest.raises(Missing):
        await stage.letter(BRACK, "promise", 0.1)


async def test_a_letter_that_does_not_come_is_missed_by_its_name(tmp_path):
    show = played(tmp_path)
    show.soon = 0.1
    with pytest.raises(Missing, match="late, said once"):
        await show.expects("late, said once", BRACK, "We missed that")


async def test_a_letter_to_a_member_that_the_story_does_not_know_ends_the_demo(tmp_path):
    write(tmp_path, "a", BEN, "Somebody complained about you.\n")
    with pytest.raises(Missing, match="does not know: 1"):
        played(tmp_path).ends(*MEMBERS)


async def test_an_administrators_notice_may_stay_unread(tmp_path):
    write(tmp_path, "a", SECOND, "A new complaint waits.\n")
    played(tmp_path).ends(*MEMBERS)


def test_a_letter_is_read_as_its_lines_were_before_they_were_folded(tmp_path):
    folded = flowed(f"{LONG}\n\n-- \nThe administrators.")
    assert " \n" in folded
    assert read_letter(write(tmp_path, "a", BRACK, folded)).text == f"{LONG}\n\n-- \nThe administrators.\n"


async def test_a_command_that_should_be_refused_and_is_carried_out_ends_the_demo(tmp_path):
    with pytest.raises(Missing, match="was not refused"):
        await Stage(tmp_path).refused("--version")

"""What a letter offers by mail as words it offers in Slack as buttons, and each button is understood when it is pressed."""

import json
import re
from dataclasses import replace

import pytest

from daemon.process.letters import TO_MEMBERS, LetterName
from notifiers.facts import WORDED
from notifiers.plain import unfolded
from notifiers.render import Medium, render
from notifiers.slack_blocks import pressed
from notifiers.slack_buttons import SAYS, buttons_of
from notifiers.slack_forms import errors
from notifiers.slack_modals import case_view
from parsers.commands import Known, parse
from parsers.slack_acts import SAID, Does, read_act
from parsers.slack_forms import FormName
from parsers.terms import Word
from tests.support.letters import CODE, COMMUNITY, PARTY, REPORT, SAMPLES, VARIANTS, WORDS
from tests.support.slack_pictures import CASE, homes, letter, letters, modals

KNOWN = Known(code_prefix="SSE", default_code=CODE)
WORD = re.compile(r"\b(" + "|".join(sorted(Word, key=len, reverse=True)) + r")\b")
ALL_WORDS_BELOW = (LetterName.ACKNOWLEDGEMENT, LetterName.CONCERN, LetterName.CORRECTED)
EVERY = [(name, {}, WORDS if name in WORDED else "") for name in LetterName] + [*VARIANTS]


def buttons(name, facts, words):
    return buttons_of(name, {**SAMPLES[name], **facts}, words, "L-00001")


def press(block, element):
    chosen = {"selected_option": element["options"][0]} if "options" in element else {"value": element.get("value")}
    action = {"action_id": element["action_id"], "block_id": block["block_id"], "action_ts": "1.0", **chosen}
    who = {"team": {"id": "T0"}, "user": {"id": "U0DANA"}, "type": "block_actions"}
    return read_act({**who, "container": {"channel_id": "D0", "message_ts": "2.0"}, "actions": [action]}, KNOWN)


def rows(blocks):
    return [block for block in blocks if block["type"] == "actions"]


def shown():
    yield from letters()
    yield from ((name, view["blocks"]) for name, view in [*modals(), *homes()])


PRESSED = [
    (name, block, element) for name, blocks in shown() for block in rows(blocks) for element in block["elements"]
]


@pytest.mark.parametrize("name", sorted({name for name, _, _ in PRESSED}))
def test_every_button_is_understood(name):
    for _, block, element in (each for each in PRESSED if each[0] == name):
        act = press(block, element)
        assert act is not None, element
        assert act.block == block["block_id"]
        if act.does is Does.COMMAND and act.text not in {"reply", "note", "discard"}:
            assert parse(act.text, KNOWN).verb == act.text.split()[0]


@pytest.mark.parametrize(("name", "facts", "words"), [each for each in EVERY if each[0] in TO_MEMBERS])
def test_a_button_says_only_what_the_letter_offers_by_mail(name, facts, words):
    offered = set(WORD.findall(render(name, {**SAMPLES[name], **facts}, words, COMMUNITY).text))
    said = {str(each.means["word"]) for each in buttons(name, facts, words) if each.means["do"] == "word"}
    assert said <= offered
    if name not in ALL_WORDS_BELOW and not (name is LetterName.ASK and words):
        gone = {"CONTACT"} if facts.get("contact") == "no" else set()
        assert said == offered - gone


@pytest.mark.parametrize("name", [LetterName.ACKNOWLEDGEMENT, LetterName.CONCERN, LetterName.CORRECTED])
@pytest.mark.parametrize("consent", ["refused", "unstated", "conditional", "granted"])
@pytest.mark.parametrize("confirmed", ["yes", "no"])
def test_each_word_of_a_correcting_sentence_is_a_button(name, consent, confirmed):
    facts = {"consent": consent, "confirmed": confirmed}
    text = render(name, {**SAMPLES[name], **facts}, "", COMMUNITY).text.split("\n-- \n")[0]
    said = {str(each.means.get("word")) for each in buttons(name, facts, "")}
    assert set(WORD.findall(text)) - {"INCLUDE"} <= said | {"TALK"}
    assert {"SHARE", "ASK FIRST", "PRIVATE"} & set(WORD.findall(text)) <= said


def test_what_is_chosen_already_is_not_offered_again():
    said = {str(each.means.get("word")) for each in buttons(LetterName.CORRECTED, {}, "")}
    assert {"COMPLAINT", "PRIVATE", "TALK"}.isdisjoint(said)


def test_the_words_of_a_letter_are_answered_about_that_letter_and_its_own_code():
    for each in buttons(LetterName.CONSULT, {}, WORDS):
        assert (each.means["letter"], each.means["code"]) == ("L-00001", PARTY)


def test_no_button_of_a_member_says_a_command_or_opens_a_case():
    for name, facts, words in EVERY:
        if name in TO_MEMBERS:
            assert {each.means["do"] for each in buttons(name, facts, words)} <= {"word", "mail", "report", "add to"}


@pytest.mark.parametrize("path", ["complaint", "concern", "undecided", "question"])
def test_whoever_is_told_of_words_below_has_some_to_press(path):
    said = {str(each.means.get("word")) for each in buttons(LetterName.CORRECTED, {"path": path}, "")}
    assert said & {"COMPLAINT", "CONCERN"}


def test_to_stop_is_asked_twice():
    stop = next(each for each in buttons(LetterName.CONCERN, {}, "") if each.means.get("word") == "WITHDRAW")
    assert stop.asked


def test_no_button_of_the_text_of_an_administrator_tells_who_or_what():
    assert all("dana" not in json.dumps(block).lower() for block in rows(letter(LetterName.NOTICE)))


def test_the_labels_say_what_the_footer_says_by_mail():
    footer = render(LetterName.CONCERN, REPORT, "", COMMUNITY).text
    for word in (Word.COMPLAINT, Word.CONCERN, Word.TALK, Word.PRIVATE, Word.WITHDRAW):
        assert f"- {word}: {SAYS[word]}" in footer


def test_a_pressed_row_is_grey_and_the_others_stay():
    blocks = letter(LetterName.ACKNOWLEDGEMENT)
    first, *others = rows(blocks)
    after = pressed(blocks, first["block_id"], "You answered CONCERN.")
    assert [each["block_id"] for each in rows(after)] == [each["block_id"] for each in others]
    assert "You answered CONCERN." in json.dumps(after)
    assert after[0] == blocks[0]


def test_what_only_shows_something_stays_when_its_row_is_grey():
    blocks = letter(LetterName.NOTICE)
    (row,) = rows(blocks)
    after = rows(pressed(blocks, row["block_id"], "You are on it."))
    texts = [each["text"]["text"] for each in after[0]["elements"]]
    assert f"Open {CODE}" in texts
    assert "I am on it" not in texts
    assert after[0]["block_id"] != row["block_id"]


def test_a_wish_to_talk_takes_no_other_word_away():
    blocks = letter(LetterName.ACKNOWLEDGEMENT)
    talk = next(each["block_id"] for each in rows(blocks) if "TALK" in json.dumps(each))
    left = json.dumps(rows(pressed(blocks, talk, "You would rather talk.")))
    assert "WITHDRAW" in left
    assert "MAIL" in left
    assert "TALK" not in left


def test_pressing_twice_leaves_one_grey_line():
    blocks = letter(LetterName.CONSULT)
    once = pressed(blocks, rows(blocks)[0]["block_id"], "You said no.")
    assert pressed(once, rows(blocks)[0]["block_id"], "You said no.") == once


def test_a_view_of_a_case_changes_nothing_by_being_turned():
    turn = [press(block, element) for block in rows(case_view(CASE)["blocks"]) for element in block["elements"]]
    assert {act.does for act in turn if act.does not in SAID} == {Does.FORM}


def test_a_problem_is_shown_at_a_field_that_the_form_has():
    view = dict(modals())[f"form {FormName.TELL}"]
    shown = errors(view, {"words": "Fill in.", "members": "Who?"})
    assert shown == {"response_action": "errors", "errors": {"words": "Fill in.", "party": "Who?"}}


@pytest.mark.parametrize(("name", "facts", "words"), EVERY)
@pytest.mark.parametrize("medium", [Medium.DM, Medium.BUTTONS])
def test_nobody_in_slack_is_told_to_answer_a_mail(name, facts, words, medium):
    community = replace(COMMUNITY, medium=medium)
    text = unfolded(render(name, {**SAMPLES[name], **facts}, words, community).text)
    assert "this mail " not in text
    assert "this mail." not in text


BY_TERMINAL = {LetterName.NOT_VERIFIED, LetterName.DECLARE}


@pytest.mark.parametrize(("name", "facts", "words"), EVERY)
def test_above_buttons_nobody_is_told_to_write_a_line_or_to_use_a_terminal(name, facts, words):
    community = replace(COMMUNITY, medium=Medium.BUTTONS)
    body = unfolded(render(name, {**SAMPLES[name], **facts}, words, community).text).split("\n--\n")[0]
    if name not in {*BY_TERMINAL, LetterName.HELP, LetterName.RELEASED}:
        assert not re.search(r"conductd |at a terminal|with one line|alone on a line", body)


def test_to_stop_is_not_the_loudest_button():
    stop = next(each for each in buttons(LetterName.CONCERN, {}, "") if each.means.get("word") == "WITHDRAW")
    assert not stop.style

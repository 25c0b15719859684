"""The limits of Block Kit in the stand-in: what just fits, and what is one too many."""

import pytest

from daemon.demo.workspace_blocks import troubles_of, troubles_of_view
from tests.support.workspace_clients import actions, asked_for, button, modal, plain, section, typed_in


def select(count=1, **more):
    options = [{"text": plain(f"choice {number}"), "value": str(number)} for number in range(count)]
    return {"type": "static_select", "action_id": "pick", "options": options, **more}


def radio(count):
    return select(count) | {"type": "radio_buttons"}


def confirm(**more):
    parts = {"title": plain("Sure?"), "text": plain("It is sent."), "confirm": plain("Yes"), "deny": plain("No")}
    return parts | more


def rich(*elements):
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


FITS = {
    "a section of 3000": section("x" * 3000),
    "ten fields": {"type": "section", "fields": [plain("x" * 2000)] * 10},
    "a header of 150": {"type": "header", "text": plain("x" * 150)},
    "25 buttons": actions(*[button("x", action_id=str(number)) for number in range(25)]),
    "a button's words, value and id": actions(button("x" * 75, value="v" * 2000, action_id="a" * 255)),
    "a block_id of 255": {"type": "divider", "block_id": "b" * 255},
    "100 options": actions(select(100)),
    "ten radio buttons": actions(radio(10)),
    "a confirmation": actions(button("x", confirm=confirm(), style="danger")),
    "an input": asked_for("What?", typed_in(max_length=3000, initial_value=""), "b", hint=plain("all optional")),
    "a context": {"type": "context", "elements": [{"type": "mrkdwn", "text": "x" * 2000}] * 10},
    "rich text": rich({"type": "text", "text": "<!channel> & more"}, {"type": "link", "url": "https://example.org"}),
    "a time": actions({"type": "timepicker", "action_id": "t", "initial_time": "17:00"}),
}
TOO_MUCH = {
    "a section of 3001": section("x" * 3001),
    "an empty section": section(""),
    "a section without words": {"type": "section"},
    "eleven fields": {"type": "section", "fields": [plain("x")] * 11},
    "a field of 2001": {"type": "section", "fields": [plain("x" * 2001)]},
    "a header of 151": {"type": "header", "text": plain("x" * 151)},
    "a header in mrkdwn": {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
    "26 buttons": actions(*[button("x", action_id=str(number)) for number in range(26)]),
    "no button": actions(),
    "a button of 76": actions(button("x" * 76)),
    "a value of 2001": actions(button("x", value="v" * 2001)),
    "an action_id of 256": actions(button("x", action_id="a" * 256)),
    "two buttons of one action_id": actions(button("x", action_id="a"), button("y", action_id="a")),
    "a style of our own": actions(button("x", style="calm")),
    "a block_id of 256": {"type": "divider", "block_id": "b" * 256},
    "101 options": actions(select(101)),
    "no option": actions(select(0)),
    "an option's value of 151": actions(select() | {"options": [{"text": plain("x"), "value": "v" * 151}]}),
    "an option's words of 76": actions(select() | {"options": [{"text": plain("x" * 76), "value": "v"}]}),
    "two options of one value": actions(select() | {"options": [{"text": plain("x"), "value": "v"}] * 2}),
    "eleven radio buttons": actions(radio(11)),
    "a start that is not offered": actions(select(2, initial_option={"text": plain("x"), "value": "9"})),
    "a confirmation without a no": actions(button("x", confirm={"title": plain("?"), "text": plain("?")})),
    "a text that is typed into a message's actions": actions(typed_in()),
    "an input of 3001": asked_for("What?", typed_in(max_length=3001), "b"),
    "a date in words": actions({"type": "datepicker", "action_id": "d", "initial_date": "tomorrow"}),
    "eleven pieces of context": {"type": "context", "elements": [plain("x")] * 11},
    "a field that nobody knows": section("x", colour="red"),
    "a block that is not modelled": {"type": "video", "video_url": "https://example.org"},
    "a style that is no style": rich({"type": "text", "text": "x", "style": "bold"}),
    "no block at all": "section",
}


@pytest.mark.parametrize("block", FITS.values(), ids=FITS)
def test_it_fits(block):
    assert troubles_of([block]) == []


@pytest.mark.parametrize("block", TOO_MUCH.values(), ids=TOO_MUCH)
def test_it_is_too_much(block):
    assert troubles_of([block])


def test_two_blocks_of_one_block_id_are_too_much():
    assert troubles_of([section("x", block_id="b"), section("y", block_id="c")]) == []
    assert troubles_of([section("x", block_id="b"), section("y", block_id="b")]) == ["block_id already exists"]


VIEWS_THAT_FIT = {
    "a hundred blocks": modal(*[{"type": "divider"}] * 100),
    "24 characters": modal(section("x"), title="x" * 24, submit="x" * 24, close=plain("x" * 24)),
    "private_metadata of 3000": modal(section("x"), private_metadata="x" * 3000, callback_id="c" * 255),
    "a home": {"type": "home", "blocks": [section("x")]},
}
VIEWS_THAT_DO_NOT = {
    "101 blocks": modal(*[{"type": "divider"}] * 101),
    "a title of 25": modal(section("x"), title="x" * 25),
    "a submit of 25": modal(section("x"), submit="x" * 25),
    "a close of 25": modal(section("x"), close=plain("x" * 25)),
    "private_metadata of 3001": modal(section("x"), private_metadata="x" * 3001),
    "a callback_id of 256": modal(section("x"), callback_id="c" * 256),
    "inputs and no submit": {"type": "modal", "title": plain("x"), "blocks": [asked_for("?", typed_in(), "b")]},
    "a home with a title": {"type": "home", "title": plain("x"), "blocks": []},
    "a view of no kind": {"blocks": []},
    "no view": None,
}


@pytest.mark.parametrize("view", VIEWS_THAT_FIT.values(), ids=VIEWS_THAT_FIT)
def test_the_view_fits(view):
    assert troubles_of_view(view) == []


@pytest.mark.parametrize("view", VIEWS_THAT_DO_NOT.values(), ids=VIEWS_THAT_DO_NOT)
def test_the_view_does_not_fit(view):
    assert troubles_of_view(view)

"""What cannot be taken back is asked before it counts, wherever it is pressed in a modal."""

from dataclasses import replace

import pytest

from notifiers.slack_modals import Text, case_view
from tests.support.letters import CODE
from tests.support.slack_pictures import CASE


def _found(block, command):
    """Every element that says this command, from whatever depth."""
    if isinstance(block, dict):
        mine = [block] if f'"text":"{command}"' in str(block.get("value", "")) else []
        return mine + [each for value in block.values() for each in _found(value, command)]
    return [each for item in block for each in _found(item, command)] if isinstance(block, list) else []


@pytest.mark.parametrize(
    "picture",
    [
        replace(CASE, commands=(("I am on it", f"mine {CODE}"), ("The reporter wants to stop", f"withdrawn {CODE}"))),
        replace(CASE, commands=(("It is published", f"published {CODE}"),)),
        replace(CASE, texts=(Text(title="A letter", buttons=(("Let it go", f"drop {CODE}"),)),)),
        replace(CASE, texts=(Text(title="A message", buttons=(("Leave it alone", f"discard {CODE}"),)),)),
    ],
)
def test_what_cannot_be_taken_back_is_a_button_that_asks_first(picture):
    said = [command for _, command in (*picture.commands, *(each for text in picture.texts for each in text.buttons))]
    found = [each for each in said if each.split()[0] in {"withdrawn", "published", "drop", "discard"}]
    assert found
    for each in found:
        (button,) = _found(case_view(picture), each)
        assert (button["type"], set(button["confirm"])) == ("button", {"title", "text", "confirm", "deny"})
        assert len(button["confirm"]["title"]["text"]) <= 100


def test_what_can_be_taken_back_is_not_asked():
    (button,) = _found(case_view(CASE), "release L-4F7K2")
    assert "confirm" not in button

"""Every letter, modal and Home fits Slack's limits, and no word of a person stands where Slack would parse it."""

import json
from dataclasses import replace

import pytest

from daemon.demo.workspace_blocks import troubles_of, troubles_of_view
from daemon.process.letters import LetterName
from notifiers.render import Medium, Rendered
from notifiers.slack_blocks import CUT, LONGEST_LETTER, letter_blocks
from notifiers.slack_buttons import Button
from notifiers.slack_home import OpenCase, OwnCase, Presence, administrator_home, reporter_home
from notifiers.slack_modals import Person, Text, case_view, confirm_view, pages_of, which_view
from notifiers.slack_report import report_view
from parsers.slack_report import LONGEST_SHARED
from tests.support.slack_pictures import CASE, CODE, LONG, SHARED, homes, letter, letters, modals
from tests.support.slack_preview import page

LETTERS, VIEWS = dict(letters()), {**dict(modals()), **dict(homes())}
HOSTILE = "<!channel> <@U0EVE> <https://evil.example|https://good.example> & *bold* `code` :smile: \u202egnp"


def parsed_texts(found):
    """What stands where Slack reads markup: mrkdwn objects anywhere."""
    if isinstance(found, dict):
        if found.get("type") == "mrkdwn":
            yield found["text"]
        for each in found.values():
            yield from parsed_texts(each)
    elif isinstance(found, list):
        for each in found:
            yield from parsed_texts(each)


def said(found):
    """All texts, in order."""
    if isinstance(found, dict):
        if isinstance(found.get("text"), str):
            yield found["text"]
        for each in found.values():
            yield from said(each)
    elif isinstance(found, list):
        for each in found:
            yield from said(each)


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_fits(name):
    assert troubles_of(LETTERS[name]) == []


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_fits(name):
    assert troubles_of_view(VIEWS[name]) == []


@pytest.mark.parametrize("name", LetterName)
def test_a_letter_without_buttons_fits(name):
    assert troubles_of(letter(name, medium=Medium.DM)) == []


def test_nothing_is_left_to_slack_to_parse():
    assert list(parsed_texts([*LETTERS.values(), *VIEWS.values()])) == []


@pytest.mark.parametrize("body", ["a. " * 40_000, "x" * 60_000, "\n\n".join("line." for _ in range(9000)), "- item\n" * 9000, "> q\n" * 9000, "", " ", "\n\n\n", "\U0001f600" * 50_000])  # fmt: skip
def test_a_text_of_any_length_fits_and_says_where_it_ends(body):
    buttons = tuple(Button("x" * 200, {"do": "open", "code": CODE}, f"group {place // 10}") for place in range(40))
    blocks = letter_blocks(Rendered("s", f"{body}\n-- \nfooter\n"), "L-1", buttons)
    assert troubles_of(blocks) == []
    assert (CUT in list(said(blocks))) == (len(body.strip("\n")) > LONGEST_LETTER)
    assert sum(map(len, said(blocks))) < 40_000


def test_a_long_text_is_cut_at_a_sentence():
    blocks = letter_blocks(Rendered("s", "One two three. " * 5000), "L-1", ())
    assert list(said(blocks))[-2].endswith("three.")


def test_hostile_words_stand_as_they_are_and_turn_nothing_around():
    blocks = letter(LetterName.REPLY, words=HOSTILE)
    shown = " ".join(said(blocks))
    assert HOSTILE.replace("\u202e", "") in shown
    assert list(parsed_texts(blocks)) == []


@pytest.mark.parametrize("page", [-1, 0, 1, 5, 16, 17, 400])
def test_each_page_of_a_long_case_fits(page):
    assert troubles_of_view(case_view(LONG, page)) == []


def test_all_of_a_long_case_is_on_its_pages():
    shown = [text for page in range(pages_of(LONG)) for text in said(case_view(LONG, page))]
    assert pages_of(LONG) > 3
    assert "".join(shown).count("It was on Monday.") == 6 * 200
    assert sum("something happened" in text for text in shown) == 400


def test_a_case_of_hostile_words_fits():
    person = Person(code=CODE, role="witness", name=HOSTILE * 60, ways=(HOSTILE * 90,))
    hostile = replace(
        CASE,
        kind="x" * 500,
        people=(person,) * 60,
        texts=(Text(title=HOSTILE * 50, text=HOSTILE * 500, facts=((HOSTILE, HOSTILE * 200),)),),
        parts=((HOSTILE * 20, ((HOSTILE, HOSTILE * 90),) * 40),),
        timeline=(HOSTILE * 80,) * 50,
        commands=(("x" * 300, f"hold {CODE}"), ("y", "z" * 3000)),
    )
    for number in range(0, pages_of(hostile), 6):
        assert troubles_of_view(case_view(hostile, number)) == []
    assert list(parsed_texts(case_view(hostile))) == []


def test_a_shown_message_of_any_length_fits_the_report_form_and_comes_back_whole():
    for text in ("", HOSTILE, "x" * LONGEST_SHARED, "x" * 50_000, " " * 7000):
        view = report_view(emergency="e" * 400, rules_channel="#rules", shared=replace(SHARED, text=text))
        assert troubles_of_view(view) == []
        quoted = "".join(
            each["text"]["text"] for each in view["blocks"] if each.get("block_id", "").startswith("shared")
        )
        assert quoted == (text[:LONGEST_SHARED] if text.strip() else "")


def test_many_cases_fit_a_home_and_a_question():
    many = [OpenCase(f"SSE-{number}", "complaint", "2 days", "a word") for number in range(1000, 1400)]
    assert troubles_of_view(administrator_home(many, Presence(away=("x" * 5000,)), ("y" * 5000,) * 9)) == []
    own = [OwnCase(each.code, "x" * 500, "soon") for each in many]
    assert troubles_of_view(reporter_home(own, "c" * 500, "a" * 4000)) == []
    assert troubles_of_view(which_view([(each.code, "x" * 200) for each in many], "D0", "1.0")) == []


def test_the_value_of_every_button_is_json_of_our_version():
    values = [
        element["value"]
        for blocks in [*LETTERS.values(), *(view["blocks"] for view in VIEWS.values())]
        for block in blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if "value" in element
    ]
    assert values
    assert {json.loads(value)["v"] for value in values} == {1}


@pytest.mark.parametrize(
    ("words", "fits"), [("short", True), ("\n" * 2000, False), ("\U0001f600" * 1600, False), ("x" * 2500, True)]
)
def test_a_command_that_is_said_back_fits_or_is_handed_back(words, fits):
    view = confirm_view(CODE, ("Friday",), f"keep {CODE} until 2026-11-27 17:00 because\n{words}")
    assert troubles_of_view(view) == []
    assert ("private_metadata" in view) == fits


@pytest.mark.parametrize("light", ["light", "dark"])
def test_the_preview_shows_everything_and_carries_out_nothing(light):
    shown = page(360, light)
    assert all(f"<figcaption>{name}</figcaption>" in shown for name in [*LETTERS, *VIEWS])
    assert "<!channel>" not in shown


def test_a_line_of_two_dashes_in_the_words_of_a_person_hides_nothing():
    words = "Hello.\n--\n" + "We looked into it. " * 200 + "\n--\nJamison"
    for name in (LetterName.REPLY, LetterName.HANDOVER):
        shown = "".join(said(letter(name, words=words)))
        assert shown.count("We looked into it.") == 200
        assert "Jamison" in shown


def test_a_signature_of_a_person_stays_among_their_words():
    blocks = letter(LetterName.REPLY, words="Hello.\n--\nJamison")
    assert "Jamison" in "".join(said([each for each in blocks if each["type"] == "rich_text"]))

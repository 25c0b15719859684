"""docs/process.md says what the process does: its generated parts are what the code makes now, and nothing is missing."""

import re

import pytest

from daemon.config_model import Process
from daemon.process.case import Stage, Track
from daemon.process.letters import LetterName
from daemon.process.records import Access
from daemon.process.transitions import TABLE
from parsers.commands import Verb
from tests.support.process_diagrams import PICTURES, START, stage_id
from tests.support.process_document import BLOCK, BLOCKS, COMMAND, LINK, PAGE, parts, renewed, stale
from tests.support.process_explored import explored
from tests.support.process_letters import ANSWERS, WHEN, recipients
from tests.support.process_moves import BESIDE, COMMANDS, HAPPENS, Move, moves
from tests.support.process_suspension import ACCESS, DECISIONS, WORDS, Decided, walk
from tests.support.process_tables import DURATIONS, RULES, files_that_name, rules_in

ARROW = re.compile(r"    (\S+) --> (\S+): (.+)")
NAMED = re.compile(r'    state "(.+)" as (\S+)')
ROW = re.compile(r"\| (.+?) \| (.+?) \| (.+?) \|")
STAGES = {stage_id(stage): stage for stage in Stage}
PICTURED = [pytest.param(picture, id=str(picture.track)) for picture in PICTURES]


@pytest.fixture(scope="module")
def page():
    return PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def fresh(page):
    return renewed(page)


def part(name, body):
    return f"<!-- generated: {name} -->\n\n{body}\n\n<!-- end -->"


def arrows(drawn):
    """Each word of each arrow, as the page shows it."""
    for here, there, label in ARROW.findall(drawn):
        for words in label.replace(",<br/>", ", ").split("<br/>"):
            yield here, there, words


def test_the_generated_parts_are_what_the_code_makes_now(page):
    behind = stale(page)
    assert not behind, f"docs/process.md is behind the code; run: {COMMAND}; stale are: {', '.join(behind)}"


def test_every_part_that_can_be_made_stands_on_the_page(page):
    assert parts(page).keys() == BLOCKS.keys()


def test_a_part_that_nothing_makes_is_an_error():
    with pytest.raises(KeyError):
        renewed("<!-- generated: weather -->\n<!-- end -->")


def test_what_went_stale_is_renewed_and_the_rest_is_kept(page, fresh):
    old = re.sub(r"\| `estimate_within` \|.*", "| gone |", fresh)
    assert old != fresh
    assert renewed(old) == fresh
    assert BLOCK.sub("", fresh) == BLOCK.sub("", page)


def test_a_table_that_lost_a_row_is_stale():
    body = BLOCKS["durations"]()
    assert stale(part("durations", body)) == []
    assert stale(part("durations", body.replace("`estimate_within`", "gone"))) == ["durations"]


def test_a_test_that_is_not_listed_yet_is_no_fault_of_the_page():
    assert stale(part("tests P10", f"Tests: {LINK.search(BLOCKS['tests P10']()).group(0)}.")) == []


@pytest.mark.parametrize("listed", ["Tests: [process/gone](../tests/process/test_gone.py).", "Tests: none.", ""])
def test_a_test_that_is_listed_and_does_not_name_its_rule_is_stale_and_so_is_no_test_at_all(listed):
    assert stale(part("tests P10", listed)) == ["tests P10"]


def test_every_rule_has_its_section_and_tests_that_name_it(page):
    headings = set(re.findall(r"^### (P[0-9]+)[.:]? ", page, re.MULTILINE))
    assert headings == set(RULES)
    assert {rule for rule in RULES if not files_that_name(rule)} == set()


def test_every_rule_quotes_the_process(page):
    for section in re.split(r"^### ", page, flags=re.MULTILINE)[1:]:
        assert re.search(r"^> \S", section, re.MULTILINE), section[:40]


def test_a_span_of_rules_names_each_of_them():
    assert rules_in("all of P2 to P4, and P9-P10; not XP3 or P16") == {"P2", "P3", "P4", "P9", "P10"}


def test_every_letter_has_its_row_and_its_occasion(page):
    rows = re.findall(r"^\| `([a-z_]+)` \|", parts(page)["letters"], re.MULTILINE)
    assert sorted(rows) == sorted(LetterName)
    assert WHEN.keys() == set(LetterName)


def test_every_command_has_its_row(page):
    rows = re.findall(r"^\| `([a-z]+)", parts(page)["commands"], re.MULTILINE)
    assert sorted(rows) == sorted(Verb)


def test_every_duration_has_its_row():
    assert DURATIONS.keys() == Process.model_fields.keys()


def test_the_recipients_of_a_letter_are_read_from_the_calls_that_write_it():
    found = recipients()
    assert {name for name, whom in found.items() if not whom} == set()
    assert [str(to) for to in found[LetterName.RETURN]] == ["reporter", "party"]
    assert [str(to) for to in found[LetterName.PAGE]] == ["every administrator"]
    assert all([str(to) for to in found[name]] == ["one administrator"] for name in ANSWERS)


@pytest.mark.parametrize("picture", PICTURED)
def test_every_arrow_is_a_move_of_the_table_or_one_that_was_found_beside_it(page, picture):
    known = {(stage_id(move.here), stage_id(move.there), move.words) for move in moves(picture.track)}
    drawn = set(arrows(parts(page)[f"{picture.track} diagram"]))
    assert drawn
    assert drawn <= known


@pytest.mark.parametrize("picture", PICTURED)
def test_every_move_is_drawn_or_stands_in_the_table_beneath(page, picture):
    drawn = set(arrows(parts(page)[f"{picture.track} diagram"]))
    beneath = {
        (stage, there, said.replace("`", ""))
        for said, whence, there in ROW.findall(parts(page)[f"{picture.track} besides"])
        for stage in whence.split(", ")
    }
    for move in picture.moves():
        shown = (stage_id(move.here), stage_id(move.there), move.words) in drawn
        names = (picture.name(move.here), "every other")
        told = any((name, picture.name(move.there), move.words) in beneath for name in names)
        assert shown != told, move


@pytest.mark.parametrize("picture", PICTURED)
def test_what_is_not_shown_is_a_stage_that_the_page_names_with_its_reason(page, picture):
    gone = set(moves(picture.track)) - set(picture.moves())
    out = dict(picture.left_out)
    assert all({move.here, move.there} & out.keys() for move in gone)
    assert all(f"Not shown: *{stage}*; {why}." in parts(page)[f"{picture.track} besides"] for stage, why in out.items())


@pytest.mark.parametrize("picture", PICTURED)
def test_a_diagram_names_the_stages_that_its_arrows_touch(page, picture):
    drawn = parts(page)[f"{picture.track} diagram"]
    named = {known: name for name, known in NAMED.findall(drawn)}
    touched = {end for here, there, _ in arrows(drawn) for end in (here, there)}
    assert named.keys() == touched - {START}
    assert all(name == picture.name(STAGES[known]) for known, name in named.items())


@pytest.mark.parametrize("track", Track, ids=str)
def test_what_moves_a_case_beside_the_table_is_what_was_said_of_it(track):
    said = {(move.here, move.event, move.there) for each in BESIDE if track in each.tracks for move in each.moves()}
    assert explored(track) == said


@pytest.mark.parametrize("track", Track, ids=str)
def test_every_move_has_its_words(track):
    assert {move.event for move in moves(track)} <= COMMANDS.keys() | HAPPENS.keys()
    assert all(move.event in TABLE[track][move.here] for move in moves(track))


def test_a_move_without_words_is_an_error():
    with pytest.raises(KeyError):
        Move(Stage.NEW, object, Stage.CLOSED).words  # noqa: B018  asking for the words is the point


def test_a_suspension_comes_to_every_state_and_every_step_has_its_words():
    steps = walk()
    assert {each.there.decided for each in steps} == set(Decided)
    assert {each.event for each in steps} == WORDS.keys()


def test_no_account_is_given_back_before_the_reporter_was_told():
    steps = walk()
    assert {each.here.decided for each in steps if each.there.decided is Decided.ENDED} == {Decided.WARNED}
    assert {each.there.decided for each in steps if each.there.access is Access.TO_RETURN} == {Decided.WARNED}


@pytest.mark.parametrize(("name", "side"), [("decisions", DECISIONS), ("access", ACCESS)])
def test_every_step_of_a_suspension_is_drawn_or_stands_beneath(page, name, side):
    states = {known: shown for shown, known in NAMED.findall(parts(page)[f"suspension {name}"])} | {
        START: "not suspended"
    }
    drawn = {(states[here], states[there], words) for here, there, words in arrows(parts(page)[f"suspension {name}"])}
    beneath = {
        (state, there, words.replace("`", ""))
        for words, whence, there in ROW.findall(parts(page)[f"suspension {name} besides"])[1:]
        for state in whence.split(", ")
    }
    steps = {(str(here or Decided.NONE), str(there or Decided.NONE), words) for here, there, words in side.steps()}
    assert drawn | beneath == steps
    assert drawn & beneath == set()

"""Words of people inside a letter: they stay in its body, do nothing, and lose nothing that can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.process.letters import LetterName
from notifiers.plain import WIDTH, flowed, harmless, quoted, stuffed, unfolded
from notifiers.render import brief, listed, render
from tests.support.letters import CODE, COMMUNITY, FRIDAY, SAMPLES

REPLY = SAMPLES[LetterName.REPLY]


def reply(words, **facts):
    return render(LetterName.REPLY, {**REPLY, **facts}, words, COMMUNITY)


def test_words_are_never_a_template():
    assert "{{ community.zone }} {% include 'x' %}" in reply("{{ community.zone }} {% include 'x' %}").text


def test_words_cannot_become_a_header_or_a_second_subject():
    rendered = reply("Subject: mine\r\nBcc: all@members.example\r\n\r\nHello")
    assert rendered.subject == f"A message from the administrators [{CODE}]"
    assert "Bcc: all@members.example\n" in rendered.text


def test_a_line_end_in_a_fact_stays_on_its_line():
    rendered = render(LetterName.NOTICE, {**SAMPLES[LetterName.NOTICE], "kind": "a\r\nBcc: b@c"}, "", COMMUNITY)
    assert rendered.subject.startswith(f"[{CODE}] a Bcc: b@c")


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_way_to_end_a_line_is_one_way(ending):
    assert harmless(f"one{ending}two") == "one\ntwo"


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\u200f", "\ufeff"])
def test_controls_and_turns_of_direction_are_taken_out(sign):
    assert harmless(f"Jamison{sign} Dance") == "Jamison Dance"


def test_half_a_character_does_not_stop_a_letter():
    assert reply("broken \ud83d here").text.encode()


def test_joined_characters_stay_joined():
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert harmless(family) == family


def test_a_page_address_is_never_torn():
    address = "https://softskills.example/" + "a" * 90
    assert address in reply(f"Please read this page, all of it, before you answer: {address} Thank you.").text


def test_paragraphs_lists_and_quoted_lines_stay_as_they_were_written():
    words = "First.\n\n- one\n- two\n\n> what you wrote\n  indented"
    assert words in reply(words).text


def test_a_long_quoted_line_is_folded_inside_its_quotation():
    lines = flowed(quoted("word " * 40)).splitlines()
    assert len(lines) > 2
    assert all(line.startswith("> ") for line in lines)


def test_lines_that_a_mail_store_would_change_are_stuffed():
    assert stuffed("From here\n  two\nplain") == " From here\n   two\nplain"


def test_names_are_listed_as_people_say_them():
    assert [listed(("A",)), listed(("A", "B")), listed(("A", "B", "C"))] == ["A", "A and B", "A, B and C"]


def test_a_short_date_is_in_the_zone_of_the_community():
    assert brief(FRIDAY, COMMUNITY.zone) == "Fri 27 Nov 17:00"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_folding_loses_no_word_and_adds_none(text):
    clean = harmless(text)
    assert unfolded(flowed(clean)).split() == clean.split()


@given(st.lists(st.text(alphabet="abc>-", min_size=1, max_size=20), max_size=80))
def test_no_folded_line_is_wider_than_a_mail(words):
    assert max(map(len, flowed(" ".join(words)).splitlines()), default=0) <= WIDTH


def test_a_megabyte_without_a_space_is_folded_at_once():
    assert len(flowed("x" * 1_000_000)) == 1_000_001


def test_texts_of_an_administrator_go_before_ours_and_may_use_our_parts(tmp_path):
    (tmp_path / "reply.txt").write_text(
        "Subject: Ours\nDear member,\n{{ words }}\n{% include '_footer_person.txt' %}\n"
    )
    own = render(LetterName.REPLY, REPLY, "Hello", COMMUNITY, tmp_path)
    assert own.subject == "Ours"
    assert own.text.startswith("Dear member,\nHello\n")
    assert "A person wrote this: Jamison Dance" in own.text
    assert render(LetterName.WITHDRAWN, {"code": CODE}, "", COMMUNITY, tmp_path) == render(
        LetterName.WITHDRAWN, {"code": CODE}, "", COMMUNITY
    )


def test_a_text_of_an_administrator_reaches_nothing_but_its_facts(tmp_path):
    (tmp_path / "reply.txt").write_text("Subject: x\n{{ words.__class__.__mro__ }}\n")
    with pytest.raises(Exception, match="unsafe"):
        render(LetterName.REPLY, REPLY, "Hello", COMMUNITY, tmp_path)

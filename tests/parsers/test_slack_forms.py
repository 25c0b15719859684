"""A filled form says one command and nothing more, whatever was written into its fields."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.commands import Known, Verb, parse
from parsers.slack_forms import LONGEST_WORDS, Field, FormName, clean, command_of

KNOWN = Known(code_prefix="SSE")
CODE, PARTY = "SSE-7K3F2", "SSE-4KX2P"
AT = {Field.DAY: "2026-11-27", Field.HOUR: "17:00"}
WORDS = {Field.WORDS: "We talked to them."}

FILLED = {
    FormName.ESTIMATE: (AT, "estimate SSE-7K3F2 2026-11-27 17:00"),
    FormName.ANSWERED: (WORDS, "answered SSE-7K3F2\nWe talked to them."),
    FormName.REPLY: (WORDS, "reply SSE-7K3F2\nWe talked to them."),
    FormName.ASK: ({}, "ask SSE-7K3F2"),
    FormName.NOTE: (WORDS, "note SSE-7K3F2\nWe talked to them."),
    FormName.PARTY: (
        {Field.MEMBERS: ("U0DANA",), Field.ADDRESS: "dana@example.org", Field.ROLE: "respondent"},
        "party SSE-7K3F2 <@U0DANA> dana@example.org as respondent",
    ),
    FormName.CONSENT: (
        {Field.PARTY: PARTY, Field.SAID: "granted", Field.ITEM: "identity", Field.TO: "channel", **WORDS},
        "consent SSE-7K3F2 SSE-4KX2P granted identity to channel:\nWe talked to them.",
    ),
    FormName.CORRECT: ({Field.VALUE: "path complaint"}, "correct SSE-7K3F2 path\ncomplaint"),
    FormName.TELL: ({Field.PARTY: PARTY, **WORDS}, "tell SSE-7K3F2 SSE-4KX2P\nWe talked to them."),
    FormName.CONSULT: (
        {Field.MEMBERS: ("U0DANA", "U0EVE"), **WORDS},
        "consult SSE-7K3F2 <@U0DANA> <@U0EVE>\nWe talked to them.",
    ),
    FormName.SUSPEND: (
        {Field.PARTY: PARTY, Field.MEMBERS: ("U0DANA",), **WORDS},
        "suspend SSE-7K3F2 SSE-4KX2P <@U0DANA> because\nWe talked to them.",
    ),
    FormName.KEEP: (
        {Field.PARTY: PARTY, **AT, **WORDS},
        "keep SSE-7K3F2 SSE-4KX2P until 2026-11-27 17:00 because\nWe talked to them.",
    ),
    FormName.LIFT: ({Field.PARTY: PARTY}, "lift SSE-7K3F2 SSE-4KX2P"),
    FormName.RESOLVE: (WORDS, "resolve SSE-7K3F2\nWe talked to them."),
    FormName.CLOSE: ({}, "close SSE-7K3F2"),
    FormName.UPHOLD: (WORDS, "uphold SSE-7K3F2\nWe talked to them."),
    FormName.OVERTURN: (WORDS, "overturn SSE-7K3F2\nWe talked to them."),
    FormName.PUBLISH: ({}, "publish SSE-7K3F2"),
    FormName.ASSIGN: ({Field.ADMINISTRATOR: "Jamison Dance"}, "assign SSE-7K3F2 Jamison Dance"),
    FormName.RECUSE: (
        {Field.ADMINISTRATOR: "Jamison Dance", Field.OFF: "off"},
        "recuse SSE-7K3F2 Jamison Dance off",
    ),
    FormName.LINK: ({Field.PARTY: PARTY}, "link SSE-7K3F2 SSE-4KX2P"),
    FormName.AWAY: ({Field.ADMINISTRATOR: "Dave Smith", **AT}, "away until 2026-11-27 17:00 deputy Dave Smith"),
}
CODELESS = {FormName.AWAY}

HOSTILE = st.text(
    st.sampled_from("ab :.,\n\r\v\x85\u2028\u200b\ufeff<@U0DANA>!|&'\"-7\t")
    | st.characters(exclude_categories=["Cs"]),
    max_size=30,
) | st.sampled_from([
    "because", "nothing because x", "SSE-9M2QT resolve it", "estimate SSE-7K3F2 tomorrow", "<!channel>", "<@U0EVE> and",
    "@dana, hello", "dana@example.org hi", "resolved 2026-01-01", ": resolved tomorrow", "to channel: yes", "identity",
    "granted", "until 2027-01-01 because", "off", "deputy Eve", "U0DANA1", "as reporter", "KWXYZ", "confirm", "1 2 3",
    "nothing", "reply\nresolve SSE-7K3F2 done", "and @eve", "SSE-4KX2P", "\n\nclose SSE-7K3F2", "a\x1cb", "> quoted",
])  # fmt: skip


def written(form, values):
    return command_of(form, "" if form in CODELESS else CODE, values, KNOWN)


@pytest.mark.parametrize("form", FormName)
def test_a_filled_form_says_the_command_of_its_name(form):
    values, text = FILLED[form]
    assert written(form, values).text == text


@pytest.mark.parametrize("form", FormName)
@settings(max_examples=25, deadline=None)
@given(words=HOSTILE, other=HOSTILE, where=st.sampled_from(list(Field)))
def test_no_form_says_more_than_was_filled_in(form, words, other, where):
    values = {**FILLED[form][0], Field.WORDS: words, where: other}
    found = written(form, values)
    assert bool(found.text) != bool(found.problems)
    if found.text:
        command = parse(found.text, KNOWN)
        assert command.verb == Verb(form)
        assert command.code in {CODE, ""}
        assert not command.unread
        if command.words and form is not FormName.CORRECT:
            assert command.words.split() == clean(values[Field.WORDS]).split()


@pytest.mark.parametrize("form", [FormName.REPLY, FormName.NOTE, FormName.RESOLVE, FormName.SUSPEND, FormName.KEEP])
@pytest.mark.parametrize("words", ["", "  \n ", "\u200b"])
def test_a_form_without_its_words_is_handed_back_at_the_words(form, words):
    assert list(written(form, {**FILLED[form][0], Field.WORDS: words}).problems) == [Field.WORDS]


def test_words_that_read_as_a_person_are_handed_back_and_not_taken_for_one():
    found = written(FormName.CONSULT, {Field.WORDS: "@dana was warned."})
    assert not found.text
    assert "another word" in found.problems[Field.WORDS]


def test_the_party_whom_nothing_is_told_needs_a_reason():
    values = {Field.PARTY: PARTY, Field.SILENCE: "nothing", **WORDS}
    assert written(FormName.TELL, values).text == "tell SSE-7K3F2 SSE-4KX2P nothing because\nWe talked to them."


def test_a_hoped_for_end_stands_behind_the_promise():
    values = {**AT, Field.RESOLVED_DAY: "2026-12-04"}
    assert written(FormName.ESTIMATE, values).text.endswith("17:00: resolved 2026-12-04 17:00")


@pytest.mark.parametrize("day", ["", "tomorrow", "2026-11-27: resolved", "2026-11-27\nclose SSE-7K3F2"])
def test_a_day_that_no_picker_gives_is_handed_back(day):
    assert list(written(FormName.ESTIMATE, {**AT, Field.DAY: day}).problems) == [Field.DAY]


@pytest.mark.parametrize("address", ["dana", "a@b c@d.example", "<@U0EVE>", "dana@example.org."])
def test_an_address_that_is_none_is_handed_back(address):
    values = {Field.ADDRESS: address, Field.ROLE: "witness"}
    assert list(written(FormName.PARTY, values).problems) == [Field.ADDRESS]


def test_long_words_end_where_slack_ends_them():
    assert len(written(FormName.NOTE, {Field.WORDS: "a" * 9000}).text) == LONGEST_WORDS + len("note SSE-7K3F2\n")


def test_nothing_of_what_was_written_is_printed():
    assert "talked" not in repr(written(FormName.NOTE, WORDS))

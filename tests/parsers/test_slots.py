import pytest

from parsers.commands import Command, Known, NotUnderstood, Verb, parse

CODE = "SSE-7K3F2"
ANYWHERE = Known("SSE")
ANSWERING = Known("SSE", default_code="SSE-9M2QX")


def of(verb, **read):
    return Command(verb=Verb(verb), **read)


@pytest.mark.parametrize(
    "spelling",
    [
        "CLOSE SSE-7K3F2",
        "Close: SSE-7K3F2",
        "close sse-7k3f2.",
        "close [SSE-7K3F2]",
        "\n \n\ufeffclose\u00a0SSE-7K3F2 \u200b\r\n",
        "close SSE\u20137K3F2",
        "close SSE 7K3F2",
        "close 7K3F2",
        "close 7k3f2:",
        "close #SSE7K3F2",
    ],
)
def test_a_code_and_a_verb_may_be_spelt_in_many_ways(spelling):
    assert parse(spelling, ANYWHERE) == of("close", code=CODE)


@pytest.mark.parametrize("code", ["7K3F", "7K3F22", "KWXYZ", "O0I1L"])
def test_a_code_has_four_to_six_letters_or_digits(code):
    assert parse(f"reply SSE-{code.lower()} hello", ANYWHERE).code == f"SSE-{code}"


@pytest.mark.parametrize("code", ["7K3", "7K3F2XX"])
def test_a_code_of_another_length_is_none(code):
    with pytest.raises(NotUnderstood):
        parse(f"close SSE-{code}", ANYWHERE)


def test_a_code_of_letters_alone_needs_its_prefix_or_capitals_before_words():
    assert parse("reply KWXYZ hello", ANSWERING) == of("reply", code="SSE-KWXYZ", words="hello")
    assert parse("reply kwxyz hello", ANSWERING).code == "SSE-9M2QX"
    with pytest.raises(NotUnderstood):
        parse("reply kwxyz hello", ANYWHERE)


def test_where_nothing_follows_a_code_of_letters_needs_no_prefix():
    assert parse("show kwxyz", ANYWHERE).code == "SSE-KWXYZ"


def test_a_command_without_a_code_is_about_the_case_that_is_answered():
    assert parse("mine", ANSWERING).code == "SSE-9M2QX"
    assert parse("estimate: tomorrow 10am", ANSWERING) == of("estimate", code="SSE-9M2QX", when="tomorrow 10am")
    assert parse("reply: We read it.", ANSWERING) == of("reply", code="SSE-9M2QX", words="We read it.")
    assert parse("assign Dana", Known("SSE", "sse-9m2qx")) == of("assign", code="SSE-9M2QX", name="Dana")


@pytest.mark.parametrize("code", ["7K3F2", "SSE-7k3f2", "[7k3f2]:"])
def test_a_code_that_is_written_goes_before_the_case_that_is_answered(code):
    assert parse(f"reply {code} hello", ANSWERING) == of("reply", code=CODE, words="hello")


@pytest.mark.parametrize(
    "words", ["10am", "24hrs", "2days", "15min", "27th", "2026-11-27", "2026", "tomorrow", "friday", "today"]
)
def test_a_time_is_no_code(words):
    assert parse(f"estimate {words}", ANSWERING) == of("estimate", code="SSE-9M2QX", when=words)


@pytest.mark.parametrize(
    "words", ["that is right", "Thanks for this", "SSE table", "about us", "A table", "covid19 rules"]
)
def test_a_word_is_no_code(words):
    for prefix in ("SSE", "A"):
        assert parse(f"note {words}", Known(prefix, "SSE-9M2QX")) == of("note", code="SSE-9M2QX", words=words)

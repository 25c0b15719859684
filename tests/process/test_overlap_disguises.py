"""A name, a link or a row of words is found behind what people do to hide one (P8, design 7.3); an ordinary word is no
name because somebody is called so.
"""

import time

import pytest

from daemon.process.material import Kind, Person, Protected, Whose, Writing
from daemon.process.overlap import Identity, overlap
from parsers.name_words import NOT_NAMES

READER = "SSE-RRRRR"
REPORTER = Person(
    frozenset({"SSE-AAAAA"}),
    Whose.REPORTER,
    names=("Lilian Olsen",),
    addresses=("lilian.olsen@mail.example.org",),
    handles=("lily77",),
)
OTHERS = (
    Person(
        frozenset({"SSE-B"}),
        Whose.TARGET,
        names=("\u0410\u043d\u043d\u0430 \u0418\u0432\u0430\u043d\u043e\u0432\u0430",),
    ),
    Person(frozenset({"SSE-C"}), Whose.TARGET, names=("J\u00f6rg M\u00fcller",)),
    Person(frozenset({"SSE-D"}), Whose.TARGET, names=("Guenther Kraemer",)),
    Person(frozenset({READER}), names=("Brack",)),
)
SAID = "He called me a stupid beginner in the channel, see https://user:pw@pics.example.org/a/b.png today."
CASE = Protected((REPORTER, *OTHERS), (Writing("SSE-AAAAA", SAID),), NOT_NAMES)
IDENTITIES = {Identity.REPORTER, Identity.TARGET}


def found(text, case=CASE):
    return overlap(text, case, READER)


@pytest.mark.parametrize(
    "said",
    [
        "Joerg Mueller",
        "Joerg",
        "Mueller",
        "Jorg",
        "G\u00fcnther",
        "Gunther",
        "Kr\u00e4mer",
        "\u0410\u043d\u043d\u044b \u0418\u0432\u0430\u043d\u043e\u0432\u043e\u0439",
        "\u0418\u0432\u0430\u043d\u043e\u0432\u044b\u043c",
        "\u0410\u043d\u043d\u043e\u0439",
        "OlsenLilian",
        "Olsenlilian",
        "Olsen Lilian",
        "lily 77",
        "LiIian",
        "Li1ian",
        "0lsen",
        "O1sen",
        "L|l|an",
        "L\u00edl1an",
        "\U0001f15b\U0001f158\U0001f15b\U0001f158\U0001f150\U0001f15d",
        "\U0001f17b\U0001f178\U0001f17b\U0001f178\U0001f170\U0001f17d",
        "\U0001f15bilian",
        "\u13deilian",
        "Lil. ian",
        "L%69lian",
        "%4c%69lian",
        "Lilian%20Olsen",
    ],
)
def test_p8_who_somebody_is_is_found_however_the_name_is_written(said):
    assert {each.identity for each in found(f"It was {said} who wrote to us.")} & IDENTITIES


@pytest.mark.parametrize("said", ["Olsensmith", "TheLilian", "SmithOlsen"])
def test_p8_a_name_that_another_word_is_joined_to_is_for_a_person_to_judge(said):
    assert [(each.text, each.identity) for each in found(f"It was {said}.")] == [(said, None)]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Kind.WORDS, "cal1ed me a stup1d beg1nner"),
        (Kind.WORDS, "called me a stu-\npid beginner"),
        (Kind.WORDS, "c@lled me a $tupid beginner"),
        (Kind.LINK, "pics.example.org"),
        (Kind.LINK, "pics.example.org/a"),
        (Kind.LINK, "user:pw"),
        (Kind.FILE, "b.png"),
    ],
)
def test_p8_words_and_the_parts_of_a_link_are_found_in_disguise(kind, said):
    assert kind in {each.kind for each in found(f"You see: {said} - or so.")}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ali Khan", "We told all of them."),
        ("Dana", "It was Dan. A friend of his came."),
        ("Egan", "Some words, e.g. an insult."),
        ("Kim Lo", "Ten, 10, or 101 people read it."),
        ("Anna Bergmann", "There was an announcement in annals of 1 1 1."),
        ("Christa", "The christening was at Christmas."),
        ("Bo It", "It is so, and it was so."),
    ],
)
def test_an_innocent_text_is_not_marked(name, text):
    case = Protected((Person(frozenset({"SSE-A"}), Whose.REPORTER, names=(name,)),), (), NOT_NAMES)
    assert [each.text for each in found(text, case) if each.identity] == []


TEXT = (
    "Hello, this is a message about your words in the channel. What you posted in general, with code and work, hurt a "
    "new member. Please be kind and learn the rules. There are no further reports; for info write to the office."
)


@pytest.mark.parametrize("word", ["general", "new", "words", "reports", "learn", "info", "office", "code", "member"])
def test_a_reporter_who_is_called_like_a_word_of_every_letter_does_not_stop_it(word):
    for person in (
        Person(frozenset({"SSE-A"}), Whose.REPORTER, addresses=(f"{word}@rosa.example.org",)),
        Person(frozenset({"SSE-A"}), Whose.REPORTER, names=(word.title(),)),
        Person(frozenset({"SSE-A"}), Whose.REPORTER, names=(f"{word.title()} Zorbax",)),
    ):
        assert found(TEXT, Protected((person,), (), NOT_NAMES)) == ()
        written_large = found(f"It was {word.title()}.", Protected((person,), (), NOT_NAMES))
        assert [each.identity for each in written_large] == [None]


@pytest.mark.parametrize("address", ["boli@mail.example.org", "bo.li@mail.example.org", "zz@mail.example.org"])
def test_p8_a_short_name_is_found_whatever_the_address_is(address):
    case = Protected((Person(frozenset({"SSE-A"}), Whose.REPORTER, names=("Bo Li",), addresses=(address,)),))
    assert [(each.text, each.identity) for each in found("Bo Li wrote to us.", case)] == [("Bo Li", Identity.REPORTER)]
    assert [(each.text, each.identity) for each in found("Li wrote to us.", case)] == [("Li", None)]
    assert found("We boldly live, if lightly.", case) == ()


@pytest.mark.parametrize("said", ["Dr. Immelmann", "Mr Olafson", "Frau Immelmann", "Prof. Ada Immelmann"])
def test_p8_whom_a_report_calls_by_a_title_is_a_name_in_it(said):
    case = Protected((), (Writing("SSE-AAAAA", f"Her sister saw it, and {said} too."),))
    (mark,) = found(f"We asked {said.split()[-1]}.", case)
    assert mark.kind is Kind.NAME


def test_p8_what_was_written_to_somebody_is_no_secret_to_them_and_one_to_all_others():
    said = "We ask you to leave the beginners alone."
    case = Protected((), (Writing("", said, to=frozenset({READER})),))
    assert overlap(said, case, READER) == ()
    assert [each.kind for each in overlap(said, case, "SSE-AAAAA")] == [Kind.WORDS]


def test_two_megabytes_of_material_are_looked_through_in_seconds():
    long = "We were told of Lilian in a link, and cal1ed 0ur friends at https://pics.example.org/a today. " * 20_000
    case = Protected(CASE.people, (Writing("SSE-AAAAA", long),), NOT_NAMES)
    before = time.perf_counter()
    found(TEXT * 20, case)
    assert time.perf_counter() - before < 10  # ten times what it takes

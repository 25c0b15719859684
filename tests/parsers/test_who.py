import pytest

from parsers.commands import Command, Known, NotUnderstood, Verb, parse

CODE = "SSE-7K3F2"
ANYWHERE = Known("SSE")


def of(verb, **read):
    return Command(verb=Verb(verb), **read)


@pytest.mark.parametrize(
    ("written", "who"),
    [
        ("<@U012AB3CD>", "<@U012AB3CD>"),
        ("<@W012AB3CD|dana>:", "<@W012AB3CD|dana>"),
        ("U012AB3CD,", "U012AB3CD"),
        ("@dana.lee", "@dana.lee"),
        ("@dana.", "@dana"),
        ("Dana.Lee+x@Example.org;", "Dana.Lee+x@Example.org"),
        ("<dana@example.org>", "dana@example.org"),
        ("dana@example.org <dana@example.org>", "dana@example.org"),
        ("SSE-4KX2P", "SSE-4KX2P"),
        ("[sse\u20114kx2p]:", "SSE-4KX2P"),
    ],
)
def test_a_person_may_be_written_in_many_ways(written, who):
    assert parse(f"tell SSE-7K3F2 {written} We met.", ANYWHERE) == of("tell", code=CODE, who=(who,), words="We met.")


@pytest.mark.parametrize(
    "words",
    [
        "dana we met.",
        "UNFORTUNATELY this is late.",
        "4KX2P is one of ours",
        "@ noon",
        "dana@ is no address",
        "a@b@c is none either",
        f"@{'x' * 81} we met",
        "<@U012AB3CD we met",
        "u012ab3cd we met",
    ],
)
def test_what_only_resembles_a_person_belongs_to_the_words(words):
    assert parse(f"tell SSE-7K3F2 {words}", ANYWHERE) == of("tell", code=CODE, words=words)


def test_whoever_is_written_twice_is_meant_once():
    command = parse("suspend SSE-7K3F2 @dana, @lee & @dana because of it", ANYWHERE)
    assert command.who == ("@dana", "@lee")


def test_only_the_persons_before_the_words_are_meant():
    command = parse("suspend SSE-7K3F2 @dana because @lee asked\n@kim too", ANYWHERE)
    assert (command.who, command.words) == (("@dana",), "@lee asked\n@kim too")


@pytest.mark.parametrize(
    "broken",
    [
        "suspend SSE-7K3F2\ndana@example.org lee@example.org because of it",
        "suspend SSE-7K3F2 dana@example.org\nlee@example.org because of it",
        "suspend SSE-7K3F2 dana@example.org lee@example.org\n\nbecause of it",
        "suspend SSE-7K3F2 dana@example.org lee@example.org because\nof it",
    ],
)
def test_a_mail_client_may_break_the_line_of_a_long_command(broken):
    who = ("dana@example.org", "lee@example.org")
    assert parse(broken, ANYWHERE) == of("suspend", code=CODE, who=who, words="of it")


def test_a_broken_line_of_keep_is_read_and_a_broken_time_is_not():
    kept = of("keep", code=CODE, who=("@dana",), when="in 2 weeks", words="it goes on")
    assert parse("keep SSE-7K3F2 @dana\nuntil in 2 weeks\nbecause it goes on", ANYWHERE) == kept
    with pytest.raises(NotUnderstood):
        parse("keep SSE-7K3F2 @dana until in 2\nweeks because it goes on", ANYWHERE)

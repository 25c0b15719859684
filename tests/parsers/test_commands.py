from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from parsers.commands import (
    COMMANDS,
    Bare,
    Command,
    Correctable,
    Known,
    NotUnderstood,
    Role,
    Verb,
    bare,
    choice,
    forms,
    parse,
)
from parsers.when import when

CODE = "SSE-7K3F2"
ANYWHERE = Known("SSE")
ANSWERING = Known("SSE", default_code="SSE-9M2QX")


def of(verb, **read):
    return Command(verb=Verb(verb), **read)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("estimate SSE-7K3F2 in 2 days", of("estimate", code=CODE, when="in 2 days")),
        ("estimate SSE-7K3F2 friday 17:00", of("estimate", code=CODE, when="friday 17:00")),
        (
            "estimate SSE-7K3F2 2026-11-27 17:00: resolved in 2 weeks",
            of("estimate", code=CODE, when="2026-11-27 17:00", resolved_when="in 2 weeks"),
        ),
        (
            "estimate SSE-7K3F2 tomorrow, resolved by Friday 9:00",
            of("estimate", code=CODE, when="tomorrow", resolved_when="by Friday 9:00"),
        ),
        (
            "estimate SSE-7K3F2: tomorrow : Resolved: friday",
            of("estimate", code=CODE, when="tomorrow", resolved_when="friday"),
        ),
        ("answered SSE-7K3F2 by telephone", of("answered", code=CODE, words="by telephone")),
        ("reply SSE-7K3F2 Thank you.", of("reply", code=CODE, words="Thank you.")),
        ("reply SSE-7K3F2: Dear all:  two", of("reply", code=CODE, words="Dear all:  two")),
        ("reply SSE-7K3F2\n\nThank you.\n\n  - one\n", of("reply", code=CODE, words="Thank you.\n\n  - one")),
        ("reply SSE-7K3F2 first\nsecond", of("reply", code=CODE, words="first\nsecond")),
        ("ask SSE-7K3F2", of("ask", code=CODE)),
        ("ask SSE-7K3F2 Which channel?", of("ask", code=CODE, words="Which channel?")),
        ("note SSE-7K3F2 She called.", of("note", code=CODE, words="She called.")),
        ("consent SSE-7K3F2 granted by mail", of("consent", code=CODE, field="granted", words="by mail")),
        (
            "consent SSE-7K3F2 dana@example.org refused: on Tuesday",
            of("consent", code=CODE, who=("dana@example.org",), field="refused", words="on Tuesday"),
        ),
        (
            "consent SSE-7K3F2 <@U012AB3CD> CONDITIONAL no names",
            of("consent", code=CODE, who=("<@U012AB3CD>",), field="conditional", words="no names"),
        ),
        (
            "consent SSE-7K3F2 U012AB3CD granted DM",
            of("consent", code=CODE, who=("U012AB3CD",), field="granted", words="DM"),
        ),
        ("consent SSE-7K3F2 @dana, granted DM", of("consent", code=CODE, who=("@dana",), field="granted", words="DM")),
        ("correct SSE-7K3F2 path complaint", of("correct", code=CODE, field="path", words="complaint")),
        ("correct SSE-7K3F2 Danger: no", of("correct", code=CODE, field="danger", words="no")),
        ("correct SSE-7K3F2 outcome out-of-scope", of("correct", code=CODE, field="outcome", words="out-of-scope")),
        ("resolve SSE-7K3F2 We spoke.", of("resolve", code=CODE, words="We spoke.")),
        ("close SSE-7K3F2", of("close", code=CODE)),
        ("complain SSE-7K3F2", of("complain", code=CODE)),
        ("withdrawn SSE-7K3F2", of("withdrawn", code=CODE)),
        ("reopen SSE-7K3F2", of("reopen", code=CODE)),
        ("assign SSE-7K3F2 Jamison Dance", of("assign", code=CODE, name="Jamison Dance")),
        ("mine SSE-7K3F2", of("mine", code=CODE)),
        ("recuse SSE-7K3F2", of("recuse", code=CODE)),
        ("recuse SSE-7K3F2 @jamison.", of("recuse", code=CODE, name="@jamison")),
        ("away until friday", of("away", when="friday")),
        ("away until 2026-12-01 9:00, deputy Dana Lee", of("away", when="2026-12-01 9:00", name="Dana Lee")),
        ("back", of("back")),
        ("accept M-4F7KQ", of("accept", letter="M-4F7KQ")),
        ("discard [m-4f7kq]", of("discard", letter="M-4F7KQ")),
        ("resend L-4F7KQ", of("resend", letter="L-4F7KQ")),
        ("drop l-4f7kq.", of("drop", letter="L-4F7KQ")),
        ("release L\u20114F7KQ", of("release", letter="L-4F7KQ")),
        ("undo L-4F7KQ", of("undo", letter="L-4F7KQ")),
        ("confirm", of("confirm")),
        ("Confirm.", of("confirm")),
        ("confirm SSE-4KX2P", of("confirm", code="SSE-4KX2P")),
        ("confirm SSE-7K3F2 <@U012AB3CD>", of("confirm", code=CODE, who=("<@U012AB3CD>",))),
        ("list", of("list")),
        ("show SSE-7K3F2", of("show", code=CODE)),
        ("digest", of("digest")),
        ("stats", of("stats")),
        ("help", of("help")),
        ("help Estimate", of("help", field="estimate")),
    ],
)
def test_a_command_is_read(text, command):
    assert parse(text, ANYWHERE) == command


def test_every_verb_stands_in_the_table():
    assert list(COMMANDS) == list(Verb)


@pytest.mark.parametrize(
    "prose",
    [
        "Note that I will be away next week.",
        "note that",
        "Reply when you can, please.",
        "Ask them about the thread.",
        "Resolve this quickly",
        "Close the door behind you",
        "answered already",
        "Mine is the second message.",
        "Back to you on Friday.",
        "list of people who saw it",
        "Show me the case",
        "away next week",
        "Confirm that you got this",
        "help me",
        "correct",
        "estimate",
        "undo",
    ],
)
def test_prose_that_begins_with_a_verb_is_not_obeyed(prose):
    with pytest.raises(NotUnderstood) as refused:
        parse(prose, ANYWHERE)
    assert refused.value.nearest.split()[0] == prose.split()[0].lower()


@pytest.mark.parametrize(
    "text",
    [
        "close SSE-7K3F2 and SSE-9M2QX",
        "mine SSE-7K3F2 please",
        "estimate SSE-7K3F2",
        "estimate SSE-7K3F2 : resolved friday",
        "estimate SSE-7K3F2 friday: then we see",
        "estimate SSE-7K3F2 friday : resolved",
        "estimate SSE-7K3F2 friday : resolved monday: perhaps",
        "estimate SSE-7K3F2 friday deputy Dana",
        "reply SSE-7K3F2",
        "reply SSE-7K3F2:\n \n",
        "consent SSE-7K3F2 granted",
        "consent SSE-7K3F2 dana granted by mail",
        "consent SSE-7K3F2 yes by mail",
        "correct SSE-7K3F2 colour red",
        "correct SSE-7K3F2 outcome",
        "confirm @dana",
        "confirm SSE-7K3F2 dana",
        "correct SSE-7K3F2 path",
        "assign SSE-7K3F2",
        f"assign SSE-7K3F2 {'x' * 81}",
        "away friday",
        "away until",
        "away until friday deputy",
        "accept L-4F7KQ",
        "undo M-4F7KQ",
        "drop SSE-7K3F2",
        "help everything",
        "list all",
    ],
)
def test_a_command_with_a_part_missing_or_too_many_is_answered_with_its_form(text):
    with pytest.raises(NotUnderstood) as refused:
        parse(text, ANYWHERE)
    assert refused.value.nearest in {form.line for form in forms() if form.verb == text.split()[0]}


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("estmate SSE-7K3F2 friday", "estimate CODE WHEN [: resolved WHEN]"),
        ("Closed SSE-7K3F2", "close CODE"),
        ("assing SSE-7K3F2 Dana", "assign CODE ADMIN"),
        ("consents: SSE-7K3F2", "consent CODE [WHO] granted|refused|conditional [identity] [to WHO] words"),
        ("corect SSE-7K3F2", "correct CODE path|kind|nature|involved|material|privacy|danger|outcome VALUE"),
        ("parti SSE-7K3F2", "party CODE WHO [WHO] as reporter|target|respondent|witness"),
        ("tel SSE-4KX2P hello", "tell CODE [WHO] [words|nothing because words]"),
        ("suspended @dana", "suspend CODE [WHO\u2026] because words"),
        ("keeps", "keep CODE [WHO] until WHEN because words"),
        ("overturned SSE-7K3F2", "overturn CODE words"),
        ("confirmed SSE-7K3F2", "confirm [CODE [WHO]|LETTER [N…]]"),
        ("awa until friday", "away until WHEN [deputy ADMIN]"),
        ("Good morning", "help [VERB]"),
        ("notehello", "note CODE words"),
        ("", "help [VERB]"),
        ("> estimate SSE-7K3F2 friday", "help [VERB]"),
        ("🙂", "help [VERB]"),
    ],
)
def test_what_is_not_understood_is_answered_with_the_nearest_form(text, nearest):
    with pytest.raises(NotUnderstood) as refused:
        parse(text, ANYWHERE)
    assert refused.value.nearest == nearest


def test_a_verb_that_may_not_be_said_here_is_not_known():
    narrow = Known("SSE", verbs=frozenset({Verb.MINE, Verb.HELP}))
    assert parse("mine SSE-7K3F2", narrow).verb is Verb.MINE
    with pytest.raises(NotUnderstood) as refused:
        parse("resolve SSE-7K3F2 done", narrow)
    assert refused.value.nearest == "help [VERB]"


def test_only_the_first_line_is_a_command_and_the_rest_is_handed_back():
    command = parse("close SSE-7K3F2\n\nThanks,\nJ", ANYWHERE)
    assert command == of("close", code=CODE, unread="Thanks,\nJ")
    assert parse("estimate SSE-7K3F2 friday\nclose SSE-7K3F2", ANYWHERE).unread == "close SSE-7K3F2"


def test_a_command_never_prints_what_was_written():
    command = parse("consent SSE-7K3F2 dana@example.org granted canary", ANYWHERE)
    assert "canary" not in repr(command)
    assert "dana" not in repr(command)


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("tomorrow 10am", ANSWERING, Bare.TIME),
        ("\n In 2 days \n", ANSWERING, Bare.TIME),
        ("tomorrow 10am", ANYWHERE, Bare.WORDS),
        ("tomorrow\nI will call her", ANSWERING, Bare.WORDS),
        ("x" * 61, ANSWERING, Bare.WORDS),
        ("SSE-7K3F2 tomorrow", ANSWERING, Bare.WORDS),
        ("I told her that we would look at it.\nThank you.", ANSWERING, Bare.WORDS),
        ("estimate friday", ANSWERING, Bare.VERB),
        ("Note: she called", ANYWHERE, Bare.VERB),
        ("note, she called", ANSWERING, Bare.TIME),
        (" \n\u200b\n", ANSWERING, Bare.NOTHING),
    ],
)
def test_an_answer_without_a_verb_may_be_a_time_or_is_words(text, known, expected):
    assert bare(text, known) is expected


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("reply", Verb.REPLY),
        ("\n \nNOTE\n", Verb.NOTE),
        ("Discard.", Verb.DISCARD),
        ("\u201cReply!\u201d\n \u200b\n", Verb.REPLY),
        ("*note*", Verb.NOTE),
        ("reply:", Verb.REPLY),
        ("reply hello", None),
        ("reply\nhello", None),
        ("note\n\nJ", None),
        ("reply note", None),
        ("reply?", None),
        ("> reply", None),
        ("replying", None),
        ("discard M-4F7KQ", None),
        ("close", None),
        ("", None),
        (" \n ", None),
    ],
)
def test_a_choice_is_one_word_and_nothing_else(text, chosen):
    assert choice(text) is chosen


def test_the_forms_are_one_line_and_one_sentence_for_each_verb():
    assert [form.verb for form in forms()] == list(Verb)
    assert all(len(form.line) <= 76 and form.sentence.endswith(".") for form in forms())
    assert forms()[0].line == "estimate CODE WHEN [: resolved WHEN]"


SAMPLES = {
    "CODE": CODE,
    "WHEN": "friday 17:00",
    "[: resolved WHEN]": ": resolved in 2 weeks",
    "WHO": "@dana",
    "[WHO]": "lee@example.org",
    "[WHO\u2026]": "@dana, @lee",
    "because words": "because of it",
    "into": "into",
    "as": "as",
    "|".join(Role): "witness",
    "[off]": "off",
    "[CODE [WHO]|LETTER [N…]]": f"{CODE} @dana",
    "[identity] [to WHO]": "identity to @lee",
    "granted|refused|conditional": "granted",
    "|".join(Correctable) + " VALUE": "path concern",
    "ADMIN": "Dana",
    "[ADMIN]": "Dana",
    "[deputy ADMIN]": "deputy Dana",
    "MESSAGE": "M-4F7KQ",
    "LETTER": "L-4F7KQ",
    "none|WHO\u2026": "none",
    "[VERB]": "note",
    "until": "until",
}


@pytest.mark.parametrize("verb", Verb)
def test_every_form_is_understood_when_it_is_filled_in(verb):
    said = [SAMPLES.get(slot.shown, "some words") for slot in COMMANDS[verb][0]]
    command = parse(" ".join((verb, *said)), ANYWHERE)
    assert command.verb is verb
    assert command.unread == ""


def test_the_when_of_a_command_is_read_by_when():
    command = parse("estimate SSE-7K3F2 friday 17:00 : resolved in 2 weeks", ANYWHERE)
    now, zone = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("UTC")), ZoneInfo("UTC")
    assert when(command.when, now, zone).at == datetime(2026, 11, 27, 17, tzinfo=zone)
    assert when(command.resolved_when, now, zone).at == datetime(2026, 12, 8, 17, tzinfo=zone)

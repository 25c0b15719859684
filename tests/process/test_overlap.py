"""The second lock (design 7.3): what a text says again of what its reader did not write is found behind any disguise,
and nothing else is.
"""

import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from daemon.process.folding import Look, words
from daemon.process.lookalikes import LOOKS
from daemon.process.material import Kind, Person, Protected, Whose, Writing
from daemon.process.overlap import Identity, Mark, overlap

REPORTER, TARGET, BRACK = "SSE-AAAAA", "SSE-BBBBB", "SSE-CCCCC"
LINK = "https://sse.slack.com/archives/C0AB1/p1617?thread_ts=3"
REPORT = (
    "On Monday @brack called me a \u201cworthless clown\u201d in front of the whole room, and nobody there said a word.\n"
    f"It is all here: {LINK}. Ask dorn@friends.example.net.\n"
)
DENIAL = "Rosa keeps making these things up about everybody since she came here. I only ever helped her.\n"
PEOPLE = (
    Person(frozenset({REPORTER}), Whose.REPORTER, ("Rosa Lund",), addresses=("rosa.lund@mail.example.org",)),
    Person(frozenset({TARGET}), Whose.TARGET, ("Tim Okafor (he/him)",), handles=("@timo",)),
    Person(frozenset({BRACK}), Whose.OTHER, ("Dirk Brackman",), handles=("@brack",)),
)
WRITINGS = (
    Writing(REPORTER, REPORT, ("@brack",), (LINK,), ("room-on-monday_2.png",)),
    Writing(BRACK, DENIAL),
    Writing("", "Tell them that the landlord of the blue house knows about it."),
)
CASE = Protected(PEOPLE, WRITINGS)
NOBODY = ""
CALM = "We have looked at it and decided. Please be kind to beginners in future. You hear from us again on Friday."


def marked(text, reader=NOBODY, case=CASE):
    return [(each.kind, each.text) for each in overlap(text, case, reader)]


def kinds(text, reader=NOBODY, case=CASE):
    return {each.kind for each in overlap(text, case, reader)}


# --- what is found


SAID_AGAIN = [
    (Kind.NAME, "Dirk Brackman"),
    (Kind.NAME, "Brackman"),
    (Kind.NAME, "Rosa Lund"),
    (Kind.NAME, "Okafor"),
    (Kind.HANDLE, "timo"),
    (Kind.ADDRESS, "rosa.lund@mail.example.org"),
    (Kind.ADDRESS, "dorn@friends.example.net"),
    (Kind.LINK, "sse.slack.com/archives/C0AB1/p1617"),
    (Kind.FILE, "room-on-monday_2.png"),
    (Kind.QUOTE, "worthless clown"),
    (Kind.WORDS, "in front of the whole room"),
    (Kind.WORDS, "the landlord of the blue house"),
]


@pytest.mark.parametrize(("kind", "said"), SAID_AGAIN)
def test_p8_what_somebody_else_wrote_or_is_is_found(kind, said):
    assert (kind, said) in marked(f"We were told: {said} - or more.")


@pytest.mark.parametrize(
    "text", [CALM, "", "Thank you.", "\u200b \n\t&nbsp;", "Wir danken dir. \u0421\u043f\u0430\u0441\u0438\u0431\u043e!"]
)
def test_an_unrelated_text_has_no_marks(text):
    assert marked(text) == []


def test_four_words_in_a_row_are_no_coincidence_yet():
    assert marked("In front of the others it was said.") == []


def test_p8_a_row_is_marked_once_and_whole():
    assert marked("Somebody was called names in front of the whole room and nobody there minded.") == [
        (Kind.WORDS, "in front of the whole room and nobody there")
    ]


def test_p8_what_the_text_itself_puts_in_quotation_marks_is_found_however_short():
    assert marked('You wrote of "the whole room".', BRACK) == [(Kind.QUOTE, "the whole room")]
    assert marked("You wrote of the whole room.", BRACK) == []


def test_the_same_thing_said_twice_is_one_mark():
    assert marked("Brackman, and Brackman again, and BRACKMAN.") == [(Kind.NAME, "Brackman")]


def test_a_whole_name_is_one_mark_and_not_three():
    assert marked("Dirk Brackman said so.") == [(Kind.NAME, "Dirk Brackman")]


@pytest.mark.parametrize(
    "text", ["Brackman's words", "the Brackmans", "(brackman)", "BRACKMAN!", "Dirk, Brackman", "DirkBrackman"]
)
def test_p8_a_name_is_found_with_what_stands_about_it(text):
    assert kinds(text) == {Kind.NAME}


@pytest.mark.parametrize(
    "text", ["Embrackmanned", "a rosary", "Lundi", "Timo\u0301teo", "the timothy grass", "Ros and a friend"]
)
def test_a_name_within_another_word_is_none(text):
    assert marked(text) == []


# --- behind which disguise


INVISIBLE = [
    "\u200b",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u202e",
    "\u2066",
    "\u0301",
    "\u0336",
    "\u20dd",
    "\u180e",
    "\ufe0f",
]
LOOKS_LIKE = {}
for one, plain in LOOKS.items():
    LOOKS_LIKE.setdefault(plain, []).append(one)
PIECES = st.sampled_from(["case", "homoglyph", "fullwidth", "bold", "entity", "hexadecimal", "none"])


def disguised(char, how):
    low = char.lower()
    match how:
        case "case":
            return char.swapcase()
        case "homoglyph":
            return LOOKS_LIKE.get(low, [char])[0]
        case "fullwidth" if "!" <= char <= "~":
            return chr(ord(char) + 0xFEE0)
        case "bold" if "a" <= low <= "z":
            return chr(0x1D41A + ord(low) - ord("a"))
        case "entity":
            return f"&#{ord(char)};"
        case "hexadecimal":
            return f"&#x{ord(char):x};"
        case _:
            return char


@st.composite
def disguises(draw):
    kind, said = draw(st.sampled_from(SAID_AGAIN))
    out = []
    for char in said:
        if char == " ":
            out.append(draw(st.sampled_from([" ", "\n", "  ", " \u00a0", "\r\n", ", ", " - ", "*_", "<br>"])))
        else:
            out.append(disguised(char, draw(PIECES)) if char.isalnum() else char)
        out.append(draw(st.sampled_from(["", "", "", *INVISIBLE])))
    return kind, "".join(out)


@settings(max_examples=400, deadline=None)
@given(disguises())
def test_p8_it_is_found_however_it_is_disguised(disguise):
    kind, said = disguise
    assume("<br>" not in said or kind in {Kind.NAME, Kind.FILE})  # markup between is a word of its own: `br`
    text = f"We were told: {said.replace('<br>', '*')} - and more."
    found = kinds(text)
    assert kind in found or (kind is Kind.HANDLE and Kind.NAME in found)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_any_text_can_be_looked_through(text):
    for each in overlap(text, CASE, REPORTER):
        assert isinstance(each, Mark)


@pytest.mark.parametrize("between", [".", "-", "_", "\u200b", "\n", "*", "\u00ad", "&shy;", "-\n"])
def test_p8_a_name_taken_apart_by_signs_is_found(between):
    assert kinds(between.join("brackman")) == {Kind.NAME}


def test_p8_a_name_spelled_with_spaces_is_found():
    assert kinds("it was b r a c k m a n, who else") == {Kind.NAME}


@pytest.mark.parametrize("at", ["@", " [at] ", " (at) ", " at ", "[AT]", " \uff20 ", "&commat;"])
@pytest.mark.parametrize("dot", [".", " [dot] ", " dot ", "(DOT)"])
def test_p8_an_address_spelled_out_is_found(at, dot):
    assert Kind.ADDRESS in kinds(f"write to dorn{at}friends{dot}example{dot}net please")


def test_p8_a_name_in_another_alphabet_is_found_in_any_case_and_is_no_latin_one():
    olga = Protected(
        (Person(frozenset({BRACK}), names=("\u041e\u043b\u044c\u0433\u0430 \u041d\u0438\u043a\u043e\u0432\u0430",)),)
    )
    assert kinds("\u043e\u043b\u044c\u0433\u0430", case=olga) == {Kind.NAME}
    assert kinds("\u041d\u0418\u041a\u041e\u0412\u0410", case=olga) == {Kind.NAME}


def test_p8_a_name_without_spaces_around_it_is_found_in_a_script_that_has_none():
    wang = Protected((Person(frozenset({BRACK}), names=("\u738b\u5c0f\u660e",)),))
    assert kinds("\u6211\u4eec\u548c\u738b\u5c0f\u660e\u8c08\u8fc7\u4e86", case=wang) == {Kind.NAME}


def test_p8_a_name_is_found_without_its_accents_and_strokes():
    soren = Protected((Person(frozenset({BRACK}), names=("S\u00f8ren \u0141\u00f3d\u017a",)),))
    assert marked("Soren and lodz", case=soren) == [(Kind.NAME, "Soren"), (Kind.NAME, "lodz")]


# --- words that are also names


WILL = Protected((Person(frozenset({BRACK}), names=("Will",)),))


@pytest.mark.parametrize(
    ("text", "found"), [("you will hear", 0), ("We heard from Will about it", 1), ("WILL said", 1)]
)
def test_a_name_that_is_a_word_too_is_marked_only_where_it_is_written_large(text, found):
    assert len(marked(text, case=WILL)) == found


def test_a_reporter_whose_name_is_a_word_is_for_a_person_to_judge_and_not_stopped():
    may = Protected((Person(frozenset({REPORTER}), Whose.REPORTER, ("May",)),))
    assert [each.identity for each in overlap("We meet on 3 May.", may, BRACK)] == [None]


def test_a_short_name_is_found_as_a_word_and_nowhere_else():
    li = Protected((Person(frozenset({BRACK}), names=("Li",)),))
    assert marked("Li asked; we believe in living lively", case=li) == [(Kind.NAME, "Li")]


def test_the_words_of_an_address_that_is_nobodys_name_are_not_marked():
    team = Protected((Person(frozenset({REPORTER}), Whose.REPORTER, addresses=("dev.team@mail.example.org",)),))
    assert marked("the team of the developers", BRACK, team) == []


# --- for whom


def test_p8_what_the_reader_wrote_themselves_is_not_marked():
    assert marked("making these things up about everybody since", BRACK) == []
    assert marked("in front of the whole room; @brack; room-on-monday_2.png; worthless clown", REPORTER) == []


def test_p8_their_own_name_and_address_are_not_marked():
    assert marked("Dear Rosa Lund, we write to rosa.lund@mail.example.org", REPORTER) == []
    assert marked("Dear Dirk", BRACK) == []


def test_p8_a_respondents_name_that_the_reporter_never_wrote_is_marked_for_them():
    assert marked("We talked to @brack, who is Brackman", REPORTER) == [(Kind.NAME, "Brackman")]


def test_p8_for_a_public_place_everything_is_protected():
    for said in ("Rosa", "Brackman", "in front of the whole room", "since she came here. I"):
        assert marked(f"Now: {said}.", NOBODY)


@pytest.mark.parametrize(("said", "identity"), [("Rosa", Identity.REPORTER), ("Tim Okafor", Identity.TARGET)])
@pytest.mark.parametrize("reader", [BRACK, NOBODY])
def test_p8_who_the_reporter_or_a_target_is_is_told_apart_from_all_else(said, identity, reader):
    (mark,) = overlap(f"It was {said}.", CASE, reader)
    assert mark.identity is identity


def test_p8_a_guess_of_the_respondent_is_not_confirmed():
    assert [each.identity for each in overlap("Yes, it was Rosa.", CASE, BRACK)] == [Identity.REPORTER]


def test_p8_the_reporter_may_be_written_to_about_the_target_whom_they_named():
    wrote = Protected(PEOPLE, (Writing(REPORTER, "Brack did this to Tim Okafor, not to me."),))
    assert overlap("We talked to Tim", wrote, REPORTER) == ()
    assert overlap("We talked to Tim", CASE, REPORTER)[0].identity is Identity.TARGET


@pytest.mark.parametrize(("named_to", "reader"), [("parties", BRACK), (BRACK, BRACK), ("channel", NOBODY)])
def test_p8_with_their_consent_a_name_is_still_marked_and_no_more(named_to, reader):
    rosa = Person(frozenset({REPORTER}), Whose.REPORTER, ("Rosa Lund",), named_to=frozenset({named_to}))
    assert [each.identity for each in overlap("It was Rosa.", Protected((rosa,)), reader)] == [None]


@pytest.mark.parametrize(("named_to", "reader"), [("parties", NOBODY), (TARGET, BRACK), ("channel", BRACK)])
def test_p8_a_consent_for_others_opens_nothing(named_to, reader):
    rosa = Person(frozenset({REPORTER}), Whose.REPORTER, ("Rosa Lund",), named_to=frozenset({named_to}))
    assert [each.identity for each in overlap("It was Rosa.", Protected((rosa,)), reader)] == [Identity.REPORTER]


def test_p9_who_said_yes_to_exactly_this_text_is_named_in_it():
    text = "Rosa and we have agreed."
    rosa = Person(frozenset({REPORTER}), Whose.REPORTER, ("Rosa",), texts=("Rosa and  we\nhave agreed.",))
    assert [each.identity for each in overlap(text, Protected((rosa,)), NOBODY)] == [None]
    assert [each.identity for each in overlap(f"{text} Today.", Protected((rosa,)), NOBODY)] == [Identity.REPORTER]


def test_the_administrators_are_no_secret_of_a_case():
    case = Protected(
        PEOPLE, (Writing(REPORTER, "Dear @ada, please help."),), public=(Person(frozenset(), names=("Ada",)),)
    )
    assert marked("I am Ada, an administrator.", BRACK, case) == []


# --- its bounds


def test_no_mark_shows_what_was_found_in_a_repr():
    (mark,) = overlap("It was Rosa.", CASE, BRACK)
    assert "osa" not in repr(mark) + repr(CASE)


@pytest.mark.parametrize(
    "text", ["word ", "b ", "\u0432\u200b ", "Rosa Lund ", '"', "&amp;", "a.", "@x ", "[at] [dot] ", "http://"]
)
def test_a_hundred_thousand_characters_take_no_long_time(text):
    long = text * (100_000 // len(text))
    case = Protected(PEOPLE, (*WRITINGS, Writing(BRACK, long)))
    before = time.process_time()
    overlap(long, case, REPORTER)
    assert time.process_time() - before < 5


def test_twice_the_text_takes_about_twice_the_time():
    def seconds(size):
        before = time.process_time()
        overlap("b r a c k m a n or not " * size, CASE, REPORTER)
        return time.process_time() - before

    seconds(500)
    assert min(seconds(4000) for _ in range(3)) < 5 * min(seconds(2000) for _ in range(3)) + 0.1


def test_what_is_longer_than_can_be_compared_is_marked_for_a_person():
    assert kinds("so " * 70_000) == {Kind.LENGTH}
    assert kinds("so", case=Protected((), (Writing(BRACK, "x " * 2_100_000),))) == {Kind.LENGTH}


@pytest.mark.parametrize("look", Look)
def test_a_word_knows_its_place_in_the_text(look):
    text = "A &lt;b&gt; c\u00f6\u00ad\u0301d\uff45\n\u738bx"
    assert [text[each.start : each.end] for each in words(text, look)] == [
        "A",
        "b",
        "c\u00f6\u00ad\u0301d\uff45",
        "\u738b",
        "x",
    ]

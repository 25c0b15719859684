"""Every letter has a text, says what it must, and never what it must not (the words of the letters are law)."""

import re
from dataclasses import replace
from itertools import chain, combinations, product
from pathlib import Path

import pytest

import notifiers
from daemon.process.letters import TO_MEMBERS, LetterName
from notifiers.facts import FACTS, USUAL, WORDED
from notifiers.plain import SIGNATURE, unfolded
from notifiers.render import MissingFacts, render
from parsers.terms import Word
from tests.support.letters import CODE, COMMUNITY, FOUR, FRIDAY, REPORT, SAMPLES, VARIANTS, WORDS

TEXTS = Path(notifiers.__file__).parent / "letters"
FULL = "Friday 27 November 2026, 17:00 MST"
TO_ADMINISTRATORS = frozenset(LetterName) - set(TO_MEMBERS)
MOST_WORDS = 120


def subsets(items):
    return chain.from_iterable(combinations(items, size) for size in range(len(items) + 1))


PLAYED_BACK = [
    {**REPORT, "consent": consent, "confirmed": confirmed, "missing": missing, "urgent": urgent, "talk": talk}
    for consent, confirmed, missing, urgent, talk in product(
        ("refused", "unstated", "conditional", "granted"),
        ("yes", "no"),
        subsets(FOUR),
        ("yes", "no"),
        ("yes", "no"),
    )
]
ACKNOWLEDGEMENTS = [
    {**facts, "path": path, "peaceful": peaceful}
    for facts, (path, peaceful) in product(
        PLAYED_BACK, (("complaint", "no"), ("undecided", "no"), ("undecided", "yes"))
    )
    if peaceful == "no" or (facts["urgent"] == "no" and facts["consent"] != "refused")
]


def letter(name, facts=None, words="", community=COMMUNITY):
    return render(name, SAMPLES[name] if facts is None else facts, words, community)


def words_for(name):
    return WORDS if name in WORDED else ""


def whole(rendered):
    return unfolded(rendered.text)


def body(rendered):
    return whole(rendered).split("\n--\n")[0]


def every_member_letter():
    for name in set(TO_MEMBERS) - {LetterName.ACKNOWLEDGEMENT, LetterName.CONCERN}:
        yield name, letter(name, words=words_for(name))
    for name, changes, words in VARIANTS:
        if name in TO_MEMBERS:
            yield name, letter(name, {**SAMPLES[name], **changes}, words)
    for facts in ACKNOWLEDGEMENTS:
        yield LetterName.ACKNOWLEDGEMENT, letter(LetterName.ACKNOWLEDGEMENT, facts)
    for facts in PLAYED_BACK:
        yield LetterName.CONCERN, letter(LetterName.CONCERN, facts)
    for path, consent, confirmed, talk in product(
        ("complaint", "concern", "undecided", "question"),
        ("refused", "unstated", "conditional", "granted"),
        ("yes", "no"),
        ("yes", "no"),
    ):
        facts = {
            **SAMPLES[LetterName.CORRECTED],
            "path": path,
            "consent": consent,
            "confirmed": confirmed,
            "talk": talk,
        }
        yield LetterName.CORRECTED, letter(LetterName.CORRECTED, {**facts, "next_word": FRIDAY})


# --- complete ---------------------------------------------------------------------------------------------------------


def test_every_letter_has_its_facts_and_its_text_and_there_is_none_besides():
    texts = {path.stem for path in TEXTS.glob("[!_]*.txt")}
    assert texts == set(LetterName) == set(FACTS) == set(SAMPLES)


@pytest.mark.parametrize("name", LetterName)
def test_the_samples_are_the_facts_of_the_table(name):
    assert set(SAMPLES[name]) == FACTS[name]


@pytest.mark.parametrize("name", LetterName)
def test_a_letter_renders_with_its_facts(name):
    rendered = letter(name, words=words_for(name))
    assert rendered.subject
    assert rendered.text.strip()
    assert "{" not in rendered.subject + rendered.text


@pytest.mark.parametrize("name", [name for name in LetterName if FACTS[name]])
def test_a_letter_without_one_of_its_facts_is_a_mistake_that_names_it(name):
    for fact in FACTS[name] - USUAL.keys():
        rest = {key: value for key, value in SAMPLES[name].items() if key != fact}
        with pytest.raises(MissingFacts, match=fact):
            letter(name, rest)


@pytest.mark.parametrize("name", LetterName)
def test_the_first_line_of_a_text_is_its_subject(name):
    assert (TEXTS / f"{name}.txt").read_text().startswith("Subject: ")


def test_a_letter_prints_nothing_of_itself():
    assert "SSE" not in repr(letter(LetterName.ACKNOWLEDGEMENT))


# --- what every letter to a member keeps ------------------------------------------------------------------------------

NEVER = re.compile(
    r"\b(ticket|prove|proof|evidence|why did you|patience|patient|high volume|unfortunately|inconvenience|regret|guilty?"
    r"|innocent|alleged(ly)?|believe|violation|violated|punish\w*|penalt\w+|ban(ned)?|absolutely|completely|guarantee\w*"
    r"|anonymous|secret|cleared|failed to|you should have|watching|must|case number|do not reply|noreply)\b",
    re.IGNORECASE,
)


def test_no_letter_to_a_member_says_what_is_never_said():
    for _, rendered in every_member_letter():
        assert not NEVER.search(whole(rendered)), whole(rendered)


def test_a_member_reads_about_120_words_at_most_before_the_footer():
    longest = max((len(body(rendered).split()), name) for name, rendered in every_member_letter())
    assert longest <= (MOST_WORDS, "~")


def _codes(name):
    return {changes["code"] for each, changes, _ in VARIANTS if each is name and "code" in changes}


def test_the_subject_is_neutral_and_names_the_case_only_to_its_owner():
    for name, rendered in every_member_letter():
        codes = {SAMPLES[name]["code"], *_codes(name)} if "code" in FACTS[name] else set()
        owned = {f"A message from the administrators [{code}]" for code in codes}
        assert rendered.subject in (owned or {"A message from the administrators"})


def test_every_letter_to_a_member_says_whether_a_person_or_the_program_wrote_it():
    for name, rendered in every_member_letter():
        automatic = "This note is automatic" in whole(rendered)
        personal = "A person wrote this: Jamison Dance" in whole(rendered)
        assert automatic != personal, name


def test_every_letter_to_a_member_names_the_community_in_its_footer():
    for _, rendered in every_member_letter():
        assert COMMUNITY.name in rendered.text.split(f"\n{SIGNATURE}\n")[1]


def test_an_offered_word_never_stands_alone_on_a_line_of_a_letter():
    # it would be taken for an answer where a mail program quotes without marks; and never torn, or nobody finds it
    for _, rendered in every_member_letter():
        assert not {line.strip(" -.") for line in rendered.text.splitlines()} & set(Word)
        assert not rendered.text.count("ASK \nFIRST")


def test_no_letter_to_a_member_is_wider_than_72_columns():
    for _, rendered in every_member_letter():
        assert max(map(len, rendered.text.splitlines())) <= 72


def test_a_date_stands_in_full_with_its_zone():
    for name in TO_MEMBERS:
        if FACTS[name] & {"due", "next_word", "promised"}:
            assert FULL in whole(letter(name)).replace("\n", " ")


# --- the acknowledgement ----------------------------------------------------------------------------------------------


def acknowledgement(**changes):
    return letter(LetterName.ACKNOWLEDGEMENT, {**SAMPLES[LetterName.ACKNOWLEDGEMENT], **changes})


def test_where_danger_was_read_the_emergency_line_comes_first():
    for name in (LetterName.ACKNOWLEDGEMENT, LetterName.CONCERN, LetterName.ADDED):
        urgent = letter(name, {**SAMPLES[name], "urgent": "yes"})
        assert urgent.text.startswith(COMMUNITY.emergency)
        assert COMMUNITY.emergency not in letter(name).text


def test_only_what_is_missing_is_asked():
    text = body(acknowledgement(missing=("involved",)))
    assert "Who was involved?" in text
    assert "What happened?" not in text
    assert "shows it" not in text


def test_questions_are_optional_and_talking_will_do():
    text = body(acknowledgement())
    assert "optional" in text
    assert '"None" is fine' in text
    assert "Answer TALK" in text


def test_whoever_would_rather_talk_is_asked_nothing():
    text = body(acknowledgement(talk="yes", missing=()))
    assert "rather talk" in text
    assert "What happened?" not in text
    assert FULL in text


@pytest.mark.parametrize(
    ("consent", "confirmed", "says"),
    [
        ("refused", "yes", "You want it private. To change that, answer ASK FIRST or SHARE."),
        ("conditional", "no", "You want us to ask you first. To change that, answer PRIVATE or SHARE."),
        ("granted", "yes", "You said that we may share it."),
        ("granted", "no", "If so, answer SHARE, else ASK FIRST or PRIVATE."),
        ("unstated", "no", "Answer SHARE, ASK FIRST or PRIVATE."),
    ],
)
def test_privacy_is_played_back_with_the_words_that_correct_it(consent, confirmed, says):
    text = body(acknowledgement(consent=consent, confirmed=confirmed, missing=()))
    assert says in text
    assert "We share nothing without your word." in text


def test_the_path_is_played_back_with_the_word_that_corrects_it():
    assert "answer CONCERN" in body(acknowledgement(path="complaint"))
    undecided = body(acknowledgement(path="undecided"))
    assert "answer COMPLAINT" in undecided
    assert "CONCERN" in undecided
    assert '"You decide" is fine too' in undecided
    assert "answer COMPLAINT" in body(letter(LetterName.CONCERN))


def test_a_concern_is_told_that_there_may_be_no_action():
    assert "there may be no action" in body(letter(LetterName.CONCERN))


def test_p15_the_rules_channel_is_for_calm_undecided_reports_only():
    for facts in ACKNOWLEDGEMENTS:
        offered = COMMUNITY.rules_channel in letter(LetterName.ACKNOWLEDGEMENT, facts).text
        assert offered == (facts["path"] == "undecided" and facts["peaceful"] == "yes")
    assert COMMUNITY.rules_channel not in letter(LetterName.CONCERN).text
    assert "without names" in body(letter(LetterName.QUESTION))


def test_p14_a_reporter_is_told_plainly_who_else_can_open_the_mailbox():
    plainly = "Ann Reader can read it. Somebody kept out can open this mailbox; we "
    for what, says in MAILBOX.items():
        assert f"{plainly}{says}" in body(acknowledgement(readers=("Ann Reader",), mailbox=what))
        assert f"can open this mailbox; we {says}" in body(letter(LetterName.SEALED, {**SEALED, "mailbox": what}))
    assert "mailbox" not in body(acknowledgement())


MAILBOX = {
    "removed": "remove your mail once it is stored.",
    "stays": "could not remove your mail.",
    "removed where it is found": "remove your mail where we find it.",
}
SEALED = SAMPLES[LetterName.SEALED]


def test_a_letter_from_before_the_words_were_known_leaves_as_it_would_have():
    for name in LetterName:
        known = {key: value for key, value in SAMPLES[name].items() if key not in USUAL}
        expected = {**SAMPLES[name], **{key: USUAL[key] for key in FACTS[name] & USUAL.keys()}}
        assert letter(name, known, words_for(name)) == letter(name, expected, words_for(name))


def test_p14_who_is_unsure_is_asked_about_in_one_word_and_about_nothing_else():
    text = body(acknowledgement(held="yes"))
    assert "You mention one of us. Until you say otherwise, they do not learn of this." in text
    assert "Not about what they did? Answer INCLUDE." in text
    assert "tell us more" not in text
    assert "Jamison" not in body(acknowledgement(held="yes", readers=("Ann Reader",)))


def test_p14_a_sealed_case_promises_nothing_and_offers_what_there_is():
    text = body(letter(LetterName.SEALED))
    assert "no administrator may know of it, and none was told. So we give no date." in text
    assert not re.search(r"\d{4}|writes to you|answers you by", text)
    for contact, include in product(("yes", "no"), ("yes", "no")):
        offered = body(letter(LetterName.SEALED, {**SEALED, "contact": contact, "include": include}))
        words = [word for word in ("CONTACT", "INCLUDE", "SEALED") if f"- {word}:" in offered]
        expected = [word for word, fact in (("CONTACT", contact), ("INCLUDE", include)) if fact == "yes"]
        assert words == [*expected, "SEALED"]
        assert ("our contact" in offered) == (contact == "yes")


def test_all_who_can_read_it_are_named():
    assert "Ann, Ben and Cy can read it." in body(acknowledgement(readers=("Ann", "Ben", "Cy")))


# --- others -----------------------------------------------------------------------------------------------------------


def test_the_neutral_receipt_is_the_same_whatever_is_known():
    known = {"code": CODE, "next_word": FRIDAY, "urgent": "yes"}
    assert letter(LetterName.NEUTRAL_RECEIPT, known, WORDS) == letter(LetterName.NEUTRAL_RECEIPT)


def test_a_late_letter_without_a_new_date_says_by_tomorrow():
    text = body(letter(LetterName.LATE))
    assert "That is on us. Your case is not forgotten." in text
    assert "new date by tomorrow" in text


def test_the_count_keeps_small_numbers_to_itself():
    text = body(letter(LetterName.COUNT, {**SAMPLES[LetterName.COUNT], "total": "15", "complaints": "fewer than five"}))
    assert "15 up to 30 April 2019" in text
    assert "until 30 September 2026" in text
    assert "complaints: fewer than five" in text
    assert "from the start" not in text


def test_a_text_about_a_channel_disappears_where_there_is_none():
    plain = replace(COMMUNITY, rules_channel="", process_url="")
    assert "You can also ask in" not in letter(LetterName.QUESTION, community=plain).text
    assert "The process is at" not in letter(LetterName.NEUTRAL_RECEIPT, community=plain).text


# --- administrators ---------------------------------------------------------------------------------------------------


def test_a_notice_says_code_kind_and_what_is_owed_by_when_in_its_subject():
    assert letter(LetterName.NOTICE).subject == (
        f"[{CODE}] complaint: owed by Fri 27 Nov 17:00: the date of the next word"
    )


def test_a_notice_of_danger_says_so_first():
    urgent = letter(LetterName.NOTICE, {**SAMPLES[LetterName.NOTICE], "urgent": "yes"})
    assert urgent.subject.startswith(f"[{CODE}] DANGER, ")
    assert f"mine {CODE}" in body(urgent)


# these say where something is to be done, and not where anything came in
PLACES = {
    LetterName.DONE,
    LetterName.PERSONAL_OFFER,
    LetterName.NOT_VERIFIED,
    LetterName.HANDOVER,
    LetterName.CHECKLIST,
    LetterName.CLOSED_BY_HAND,
    LetterName.ACCESS_SEEN,
}


def test_no_letter_to_an_administrator_names_a_channel():
    for name in TO_ADMINISTRATORS - PLACES:
        text = whole(letter(name)).replace(COMMUNITY.name, "")
        assert not re.search(r"\b(mailbox|e-?mail(ed)?|slack|DM)\b", text, re.IGNORECASE), text


def test_a_reminder_is_one_line():
    assert whole(letter(LetterName.REMINDER)).strip().count("\n") == 0


def test_the_outside_contact_learns_only_that_something_waits():
    rendered = letter(LetterName.OUTSIDE_ESCALATION, {**SAMPLES[LetterName.NOTICE], "since": FRIDAY})
    assert CODE not in rendered.subject + rendered.text
    assert "complaint" not in rendered.text


def test_what_will_leave_is_shown_quoted_and_can_be_stopped():
    text = whole(letter(LetterName.DONE, words="First line.\n\nSecond line."))
    assert "> First line.\n>\n> Second line." in text
    assert "undo L4F7" in text


def test_subjects_to_administrators_end_with_the_line():
    for name in TO_ADMINISTRATORS:
        assert "\n" not in letter(name).subject

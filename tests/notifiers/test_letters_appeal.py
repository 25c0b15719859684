"""The letters of suspensions and appeals: to the member, to the reporter before access returns, to administrators."""

import re
from dataclasses import replace

import pytest

from daemon.process.letters import LetterName
from notifiers.facts import WORDED
from notifiers.plain import unfolded
from notifiers.render import context_text, render
from tests.support.letters import CODE, COMMUNITY, OUTSIDE, PARTY, SAMPLES, VARIANTS, WORDS

FULL = "Friday 27 November 2026, 17:00 MST"
WEEK_LATER = "Friday 4 December 2026, 17:00 MST"
TO_THE_SUSPENDED = (LetterName.SUSPENSION, LetterName.KEPT, LetterName.LIFTED)
APPEALS = (
    LetterName.APPEAL_EARLY,
    LetterName.APPEAL_OPEN,
    LetterName.APPEAL_CONFIRM,
    LetterName.UPHELD,
    LetterName.OVERTURNED,
)
NAMES_A_PLACE = {LetterName.OVERTURNED, LetterName.CONTEXT_DRAFT, LetterName.CONSULT}
NEW = (
    *TO_THE_SUSPENDED,
    *APPEALS,
    *NAMES_A_PLACE,
    LetterName.RETURN,
    LetterName.TOLD,
    LetterName.PARTY_CLOSED,
    LetterName.JOINED,
)
BY_TERMINAL = replace(COMMUNITY, by_mail=False)


def text(name, words=None, community=COMMUNITY, **changes):
    given = (WORDS if name in WORDED else "") if words is None else words
    rendered = render(name, {**SAMPLES[name], **changes}, given, community)
    return unfolded(rendered.text)


def body(*args, **changes):
    return text(*args, **changes).split("\n--\n")[0]


def every_text(name):
    yield body(name)
    for each, changes, words in VARIANTS:
        if each is name:
            yield body(name, words, **changes)


def lines(name, **changes):
    return [line.strip() for line in text(name, **changes).splitlines()]


# --- suspensions ------------------------------------------------------------------------------------------------------


def test_p6_a_suspension_says_since_when_until_when_and_when_it_is_looked_at_again():
    said = body(LetterName.SUSPENSION)
    assert "Your account at Soft Skills Engineering Slack is suspended." in said
    assert "It began on Thursday 26 November 2026, 09:30 MST and lasts until the incident is resolved." in said
    assert f"again by {FULL}" in said
    assert "a serious matter under the incident process" in said
    assert "do not look for anybody or contact anybody" in said


@pytest.mark.parametrize("name", [LetterName.SUSPENSION, LetterName.KEPT])
def test_p10_a_suspension_says_from_when_and_how_to_appeal(name):
    said = body(name)
    assert f"An appeal counts from {WEEK_LATER}." in said
    assert "write to admin@softskills.example and say why" in said
    assert "If you write earlier, we keep it until then." in said


def test_p6_a_kept_suspension_has_an_end():
    assert f"stays suspended until {FULL}. Then the suspension ends" in body(LetterName.KEPT)


def test_whoever_gets_access_back_is_told_from_when_and_to_leave_others_alone():
    for name in (LetterName.LIFTED, LetterName.OVERTURNED):
        assert f"again from {FULL}" in body(name)
        assert "Please have no contact with those involved." in body(name)


NEVER_TO_THE_SUSPENDED = re.compile(
    r"\b(report\w*|complain\w*|guilt\w*|ban|banned|threat\w*|accus\w*|legal|police)\b", re.IGNORECASE
)


@pytest.mark.parametrize("name", [*TO_THE_SUSPENDED, *APPEALS, LetterName.TOLD, LetterName.PARTY_CLOSED])
def test_no_letter_to_the_suspended_speaks_of_a_report_or_of_guilt(name):
    for said in every_text(name):
        assert not NEVER_TO_THE_SUSPENDED.search(said), said


@pytest.mark.parametrize("name", [*TO_THE_SUSPENDED, LetterName.TOLD, LetterName.PARTY_CLOSED, LetterName.CONSULT])
def test_a_party_reads_one_code_and_it_is_their_own(name):
    said = text(name)
    assert set(re.findall(r"SSE-\w{5}", said)) == {PARTY}
    assert not re.search(r"\bcase\b", said, re.IGNORECASE)


def test_p11_a_return_says_from_when_and_whom_to_tell_and_never_why():
    said = body(LetterName.RETURN)
    assert FULL in said
    assert "answer this mail, at any time" in said
    assert not re.search(r"\b(because you|appeal\w*|overturn\w*|decided|reason\w*|report\w*|case)\b", said)


def test_what_concerned_a_party_is_closed_and_nothing_else_is_said():
    assert len(body(LetterName.PARTY_CLOSED).split()) < 15


# --- appeals ----------------------------------------------------------------------------------------------------------


def test_p10_an_early_appeal_is_kept_and_told_its_day_who_decides_and_by_when():
    said = body(LetterName.APPEAL_EARLY)
    assert f"is kept. It counts from {FULL}. You need not send it again." in said
    assert f"Ann Reader or Ben Holder decides, and answers you by {WEEK_LATER}" in said


@pytest.mark.parametrize("name", [LetterName.APPEAL_EARLY, LetterName.APPEAL_OPEN])
def test_p10_a_missing_reason_may_be_added_and_one_that_is_there_is_not_asked_for(name):
    assert "If you want to say why" in body(name, reasons="no")
    assert "say why" not in body(name, reasons="yes")


@pytest.mark.parametrize("name", [LetterName.APPEAL_OPEN, LetterName.UPHELD, LetterName.OVERTURNED])
def test_a_solo_administrator_says_so_and_offers_the_outside_contact(name):
    solo = body(name, solo="yes", outside=OUTSIDE)
    assert "There is no other administrator for this: the one who suspended your account decide" in solo
    assert "write to Cy Outsider: cy@elsewhere.example" in solo
    assert "outside" not in body(name, solo="yes", outside=())
    assert "no other administrator" not in body(name, solo="no", outside=())


def test_an_appeal_in_a_members_name_is_confirmed_by_an_answer_and_costs_nothing_if_it_was_not_theirs():
    said = body(LetterName.APPEAL_CONFIRM)
    assert "If you sent it, answer this mail" in said
    assert "If you did not, you need not do anything. You keep the right to appeal." in said


def test_an_upheld_suspension_says_that_the_reasons_were_read_until_when_and_when_to_write_again():
    said = body(LetterName.UPHELD)
    assert "read, with the reasons that you gave" in said
    assert "the suspension of your account stands" in said
    assert f"It lasts until {FULL}." in said
    assert f"You can appeal again from {WEEK_LATER}" in said


def test_an_upheld_suspension_without_an_end_lasts_until_the_incident_is_resolved():
    said = body(LetterName.UPHELD, until=None, again=None)
    assert "until the incident is resolved" in said
    assert "appeal again" not in said


@pytest.mark.parametrize("name", [LetterName.UPHELD, LetterName.OVERTURNED])
def test_a_decision_is_a_persons_letter_where_they_wrote_words(name):
    assert WORDS in text(name)
    assert "A person wrote this: Jamison Dance" in text(name)
    alone = text(name, "")
    assert "This note is automatic" in alone
    assert "Jamison Dance decided" in alone


def test_regret_is_said_by_a_person_or_not_at_all():
    for name in NEW:
        for said in every_text(name):
            assert not re.search(r"\b(sorry|regret|apolog\w+|mistake)\b", said, re.IGNORECASE)


# --- what is said in public -------------------------------------------------------------------------------------------


def test_p11_the_fixed_context_is_word_for_word_what_the_member_sees():
    assert context_text() == "A suspension was overturned after new context; details stay confidential."
    assert f'\n"{context_text()}"\n' in body(LetterName.OVERTURNED)


def test_p11_an_administrators_folder_does_not_change_the_fixed_context(tmp_path):
    (tmp_path / "_context_text.txt").write_text("Somebody was cleared.\n")
    shown = render(LetterName.OVERTURNED, SAMPLES[LetterName.OVERTURNED], "", COMMUNITY, tmp_path)
    assert context_text() in unfolded(shown.text)
    assert "cleared" not in shown.text


def test_p11_a_draft_says_where_when_at_the_earliest_and_how_to_object():
    said = body(LetterName.CONTEXT_DRAFT)
    assert f'\n"{WORDS}"\n' in said
    assert "#rands-slack-rules" in said
    assert f"It is not published before {FULL}. If it is not right for you, answer this mail" in said
    assert "An administrator wrote it." in said


@pytest.mark.parametrize(("name", "own"), [(LetterName.CONTEXT_DRAFT, "no"), (LetterName.HANDOVER, "yes")])
def test_p11_where_nobody_wrote_words_the_fixed_context_is_shown_and_handed_over(name, own):
    assert context_text() in body(name, "", own=own)


def test_p11_the_fixed_context_stands_whatever_words_come_with_it():
    fixed = body(LetterName.CONTEXT_DRAFT, own="no")
    assert f'\n"{context_text()}"\n' in fixed
    assert "These words are always the same." in fixed


def test_p9_a_consultation_shows_the_exact_text_and_place_and_takes_no_answer_for_a_no():
    said = body(LetterName.CONSULT)
    assert "in #rands-slack-rules?" in said
    assert f'\n"{WORDS}"\n' in said
    assert "Nothing is published without your yes." in said
    assert "exactly this text there, answer SHARE. For no, answer PRIVATE." in said
    assert f"until {FULL}. No answer is a no. A no costs you nothing." in said


def test_p9_a_consultation_says_neither_that_there_is_a_report_nor_who_else_is_asked():
    for code in (CODE, PARTY):
        said = text(LetterName.CONSULT, "The text.", code=code)
        assert not re.search(r"\b(report\w*|case|incident|complain\w*|others?|else|please)\b", said, re.IGNORECASE)


def test_p15_the_rules_channel_stands_only_where_a_text_is_proposed_for_it():
    for name in set(NEW) - NAMES_A_PLACE:
        assert COMMUNITY.rules_channel not in text(name)


def test_two_messages_go_on_under_one_code():
    said = text(LetterName.JOINED)
    assert "under the code SSE-9M2QT" in said
    assert "Case SSE-9M2QT." in said


# --- an appeal in the letters of every case ---------------------------------------------------------------------------

ANY_CASE = (
    LetterName.WROTE_AGAIN,
    LetterName.WARNING,
    LetterName.ESCALATION,
    LetterName.LATE,
    LetterName.ESTIMATE,
    LetterName.ADDED,
    LetterName.WITHDRAWN,
    LetterName.REPLY,
    LetterName.ASK,
)


@pytest.mark.parametrize("name", ANY_CASE)
def test_an_appeal_is_not_called_a_report(name):
    changes = {"kind": "appeal", "what": "somebody wrote"} if name is LetterName.WROTE_AGAIN else {}
    words = "" if name is LetterName.ASK else None
    assert not re.search(r"\b(report\w*|complaint|concern)\b", text(name, words, **changes), re.IGNORECASE)


def test_the_author_of_an_appeal_may_be_asked_for_reasons_or_for_anything():
    assert "- Why should the suspension end?" in lines(LetterName.ASK, words="", questions=("reasons",))
    assert "- Is there anything that you want to add?" in lines(LetterName.ASK, words="", questions=())


def test_the_author_of_an_appeal_is_offered_no_word_of_a_report():
    said = text(LetterName.CORRECTED, path="appeal")
    assert "- It is an appeal." in said
    assert "COMPLAINT" not in said


def test_the_public_rule_on_appeals_is_the_communitys_own():
    assert "from one week after the suspension" in body(LetterName.NEUTRAL_RECEIPT)
    longer = replace(COMMUNITY, appeal_after="10 days")
    assert "from 10 days after the suspension" in body(LetterName.NEUTRAL_RECEIPT, community=longer)


# --- administrators ---------------------------------------------------------------------------------------------------


def test_a_flag_is_a_line_of_its_own_in_a_notice():
    flags = ("It may be about somebody who reported.", "Other cases name the same person.")
    assert set(flags) <= set(lines(LetterName.NOTICE, flag=flags))


def test_a_notice_of_which_nothing_is_owed_says_so_and_offers_nothing():
    said = text(LetterName.NOTICE, kind="appeal", owed="nothing", due=None, how=())
    assert "A new appeal waits since" in said
    assert "Nothing is owed now." in said
    assert "such as" not in said


@pytest.mark.parametrize(
    ("name", "command"),
    [
        (LetterName.PAGE, f"mine {CODE}"),
        (LetterName.CHECKLIST, f"confirm {PARTY}"),
        (LetterName.DRAFTED, "release L4F7"),
        (LetterName.DRAFTED, "drop L4F7"),
        (LetterName.HANDOVER, f"published {CODE}"),
    ],
)
def test_the_one_line_that_ends_it_stands_alone_by_mail_and_at_a_terminal(name, command):
    assert command in lines(name)
    assert f"conductd {command}" in lines(name, community=BY_TERMINAL)


def test_a_page_comes_again_until_somebody_is_on_it():
    assert "This comes again every hour until somebody does." in text(LetterName.PAGE)


@pytest.mark.parametrize(("what", "click"), [("suspend", "Deactivate account"), ("return", "Activate account")])
def test_p6_a_checklist_says_where_to_click_and_names_nobody(what, click):
    said = text(LetterName.CHECKLIST, what=what)
    assert f"then {click}." in said
    assert "Manage members" in said
    assert f"conductd show {CODE}" in said


def test_words_that_were_no_command_come_back_with_three_ways_to_go_on():
    said = text(LetterName.OFFER)
    assert f"> {WORDS}" in said
    assert all(f"- {way}: " in said for way in ("reply", "note", "discard"))


def test_a_text_is_handed_over_as_it_is_to_be_posted():
    assert context_text() in lines(LetterName.HANDOVER, words=context_text())


@pytest.mark.parametrize("community", [COMMUNITY, BY_TERMINAL])
def test_every_turn_of_a_letter_is_a_text_without_a_gap(community):
    for name, changes, words in VARIANTS:
        said = text(name, words, community, **changes)
        assert not re.search(r"[{}]|None|\(\)|\"\"|  by |\bin [.?:]|\bfor [.:]", said), said
        assert "\n\n\n" not in said

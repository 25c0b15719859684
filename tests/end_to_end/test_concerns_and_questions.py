"""What is no formal complaint: concerns, undecided reports, questions; and the words that stop or talk (P1, P5, P12)."""

from daemon.process.case import Consent, Stage, Track
from tests.support.daemon import eventually

COMPLAINT = """Hello,

I want to make a formal complaint about @brack in #careers. Three times this week he called
people who asked beginner questions idiots, yesterday me too.
"""
CONCERN = """Hi, just a heads-up, I am not looking for any action: the jokes in #random have been getting
rather mean lately, mostly from @dorn. Screenshots: none. You may share this if it helps.
"""
UNDECIDED = """Yesterday evening in #random @brack wrote that people like me should go back to school.
Three others laughed. I have been thinking about it all night.
"""
QUESTION = """Is it against the code of conduct to post the salary of a colleague in #random? Nothing has
happened, I am just asking before I write about it in the handbook.
"""


def at_stage(place, code, stage):
    return eventually(lambda: (case := place.daemon.case(code)).stage is stage and case, f"{code} is {stage}")


def test_a_concern_is_thanked_for_read_and_closed(place):
    gil, robin = place.person("gil@example.net"), place.administrator
    gil.writes(CONCERN)
    thanked = gil.gets("Thank you for telling us")
    code = thanked.code
    assert "there may be no action" in thanked.text
    notice = robin.gets("A new concern waits", code)
    assert place.daemon.case(code).stage is Stage.NEEDS_DATE
    shown = place.daemon.show(code)
    assert shown["line"]["stage"] == Stage.READ
    assert "getting\nrather mean" in shown["messages"][0]["text"]
    robin.answers(notice, f"close {code}")
    assert at_stage(place, code, Stage.CLOSED).track is Track.CONCERN
    assert len(gil.letters()) == 1


def test_a_concern_becomes_a_complaint_when_its_reporter_says_complaint_alone_on_a_line(place):
    hal, robin = place.person("hal@example.net"), place.administrator
    hal.writes(CONCERN)
    thanked = hal.gets("Thank you for telling us")
    hal.answers(thanked, "COMPLAINT")
    assert "It is a formal complaint" in hal.gets("Your case has changed", thanked.code).text
    robin.gets("the reporter says that it is a complaint", thanked.code)
    assert place.daemon.case(thanked.code).track is Track.COMPLAINT


def test_an_undecided_report_is_asked_which_path_and_has_a_complaint_s_clock_meanwhile(place):
    ivy, robin = place.person("ivy@example.net"), place.administrator
    ivy.writes(UNDECIDED)
    asked = ivy.gets("To have us look into it, answer COMPLAINT")
    assert '"You decide" is fine too' in asked.text
    robin.gets("A new undecided report waits", asked.code)
    case = place.daemon.case(asked.code)
    assert (case.track, case.stage) == (Track.UNDECIDED, Stage.NEEDS_DATE)
    assert case.promise.due - case.promise.made_at == case.terms.estimate_within


def test_a_question_is_acknowledged_and_answered_by_the_administrator_s_mail(place):
    jo, robin = place.person("jo@example.net"), place.administrator
    jo.writes(QUESTION)
    code = jo.gets("Your question arrived").code
    notice = robin.gets("A new question waits", code)
    robin.answers(notice, f"reply {code} Yes, it is: a salary belongs to whoever earns it.")
    assert "It leaves on" in robin.gets("a salary belongs to whoever earns it", code).text
    assert "A person wrote this: Robin Example" in jo.gets("a salary belongs to whoever earns it", code).text
    assert at_stage(place, code, Stage.CLOSED).track is Track.QUESTION


def test_how_many_incidents_is_answered_at_once_and_closed(place):
    kai = place.person("kai@example.net")
    kai.writes("How many incidents have you handled?")
    assert "We handled 15 up to" in kai.gets("how many incidents").text
    (code,) = place.daemon.cases_of(kai.address)
    case = place.daemon.case(code)
    assert (case.track, case.stage, case.debt) == (Track.QUESTION, Stage.CLOSED, None)
    assert place.administrator.letters(about=code) == []


def test_talk_ends_the_questions_and_owes_a_conversation(place):
    lou, robin = place.person("lou@example.net"), place.administrator
    lou.writes(COMPLAINT)
    acknowledged = lou.gets("We take it as a formal complaint")
    lou.answers(acknowledged, "TALK")
    lou.gets("You would rather talk: an administrator writes to you", acknowledged.code)
    robin.gets("a conversation is wanted", acknowledged.code)
    case = place.daemon.case(acknowledged.code)
    assert (case.talk, case.missing) == (True, ())


def test_withdraw_stops_the_letters_and_an_administrator_looks_once(place):
    mo, robin = place.person("mo@example.net"), place.administrator
    mo.writes(COMPLAINT)
    acknowledged = mo.gets("We take it as a formal complaint")
    mo.answers(acknowledged, "WITHDRAW")
    code = acknowledged.code
    mo.gets("You asked us to stop, and we stop", code)
    told = robin.gets("the reporter withdrew", code)
    case = place.daemon.case(code)
    assert (case.stage, case.promise, case.privacy.value) == (Stage.WITHDRAWN, None, Consent.REFUSED)
    robin.answers(told, f"close {code}")
    at_stage(place, code, Stage.CLOSED)
    assert len(mo.letters()) == 2

"""A formal complaint from its first mail to its end, by mail and by command line (P1, P2, P3, P4, P7)."""

from datetime import timedelta

from daemon.clock import now
from daemon.process.case import Consent, Stage, Told, Track
from tests.end_to_end.cast import Person
from tests.support.daemon import eventually

COMPLAINT = """Hello,

I want to make a formal complaint about @brack in #careers. Three times this week he called
people who asked beginner questions idiots, yesterday me too.
"""
MATERIAL = """Here is the thread: https://example.slack.com/archives/C0CAREERS/p1763712000000000

PRIVATE
"""
RESOLUTION = "We read the three threads and spoke with the person, who was told what is expected of everybody here."
ASKS = "tell us"
LATE = "We missed that."


def soon(seconds: int) -> str:
    """An exact time: it counts without being read back."""
    return (now() + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def at_stage(place, code, stage):
    return eventually(lambda: (case := place.daemon.case(code)).stage is stage and case, f"{code} is {stage}")


def test_a_complaint_is_asked_answered_promised_warned_late_renewed_and_resolved(place):
    ada, robin = place.person("ada@example.net"), place.administrator
    ada.writes(COMPLAINT, "Complaint")
    acknowledged = ada.gets("We take it as a formal complaint")
    code = acknowledged.code
    assert "Is there anything that shows it?" in acknowledged.text
    notice = robin.gets("A new complaint waits", code)
    assert "@brack" not in notice.text + notice.subject

    ada.answers(acknowledged, MATERIAL)
    ada.gets("Your case has changed", code)
    told_robin = robin.gets("consent is refused now, confirmed", code)
    case = place.daemon.case(code)
    assert (case.missing, case.privacy.value, case.track) == ((), Consent.REFUSED, Track.COMPLAINT)

    robin.answers(notice, f"estimate {code} {soon(5)}")
    assert "writes to you again by" in ada.gets("Robin Example writes to you again", code).text
    warned = robin.gets("If nothing happens, the one who waits for it is told then", code)
    ada.gets(LATE, code)
    assert place.daemon.case(code).stage is Stage.LATE
    robin.gets("a new date is owed", code)

    robin.answers(warned, soon(7200))
    ada.gets("This date takes the place of the earlier one", code)
    robin.answers(told_robin, f"resolve {code} {RESOLUTION}")
    resolved = ada.gets(RESOLUTION, code)
    assert "A person wrote this: Robin Example" in resolved.text
    assert at_stage(place, code, Stage.CLOSED).told is Told.TOLD

    assert len(ada.letters(LATE)) == 1
    assert [each for each in ada.letters() if ASKS in each.text] == [acknowledged]
    assert {each.code for each in ada.letters()} == {code}
    assert all("brack" not in each.text for each in (*ada.letters(), *robin.letters(about=code)))


def test_a_promise_given_on_the_command_line_reaches_the_reporter(place):
    bo = place.person("bo@example.net")
    bo.writes(COMPLAINT, "Complaint")
    code = bo.gets("We take it as a formal complaint").code
    place.daemon.command("estimate", code, "in", "2", "days")
    assert "This date takes the place" not in bo.gets("Robin Example writes to you again by", code).text
    assert place.daemon.case(code).promise.by == "Robin Example"


def test_a_time_in_words_counts_by_mail_once_it_is_confirmed(place):
    cleo, robin = place.person("cleo@example.net"), place.administrator
    cleo.writes(COMPLAINT, "Complaint")
    code = cleo.gets("We take it as a formal complaint").code
    robin.answers(robin.gets("A new complaint waits", code), "tomorrow 17:00")
    read_back = robin.gets("If that is right, answer with this line", code)
    assert place.daemon.case(code).stage is Stage.NEEDS_DATE
    robin.answers(read_back, "confirm")
    assert "17:00" in cleo.gets("Robin Example writes to you again by", code).text


UNVOUCHED = (
    "",
    "Authentication-Results: mx.example.org; dmarc=fail header.from=example.org",
    "Authentication-Results: mx.example.com; dmarc=pass header.from=example.org",
    "X-Trace: one\nAuthentication-Results: mx.example.org; dmarc=pass header.from=example.org",
)


def test_a_command_by_mail_that_our_server_does_not_vouch_for_does_nothing(place):
    dee, robin = place.person("dee@example.net"), place.administrator
    dee.writes(COMPLAINT, "Complaint")
    code = dee.gets("We take it as a formal complaint").code
    notice = robin.gets("A new complaint waits", code)
    for above in UNVOUCHED:
        Person(place, robin.address, above).answers(notice, f"estimate {code} {soon(7200)}")
    robin.gets("It could not be verified, so nothing was done", before=len(UNVOUCHED) - 1)
    assert place.daemon.case(code).promise.by == ""
    assert len(dee.letters()) == 1

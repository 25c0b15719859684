"""The stories of the process by direct message: with a bot token alone, which is polled, and with sockets and buttons.

Who has buttons presses them; who has none writes the same word. Beside Slack the daemon takes mail and sends it.
"""

from datetime import timedelta

import pytest

from daemon.clock import now
from daemon.process.case import Answer, Consent, Stage, Told, Track
from daemon.process.records import Outcome
from tests.end_to_end.cast import Place, composed
from tests.support.daemon import eventually, listener
from tests.support.dovecot import free_port
from tests.support.sink import Sink
from tests.support.town import Handing, Post, QuickDaemon, Town, community, outgoing

COMPLAINT = "I want to make a formal complaint about @brack. He called me an idiot in #careers yesterday."
CONCERN = (
    "Just a heads-up, I am not looking for any action: the jokes in #random got mean, mostly from @dorn. No proof."
)
QUESTION = "Is it against the code of conduct to post the salary of a colleague in #random? I am just asking."
DANGER = "I want to make a formal complaint: @brack wrote that he comes to my flat tonight with a knife. I am afraid."
RESOLUTION = "We read the thread and spoke with the person, who was told what is expected of everybody here."
ACKNOWLEDGED = "We take it as a formal complaint"
SHORT = 'appeal_after = "0s"\nreturn_notice = "0s"'
OUTSIDE = '[outside_contact]\nname = "Olu"\nemail = "olu@outside.example"\n'


@pytest.fixture(scope="module", params=[False, True], ids=["polled", "pressed"])
def town(request, tmp_path_factory):
    """Robin and Kim administer, both in Slack and with a mail address."""
    port = free_port()
    with Town() as town, Sink() as sink:
        town.robin, town.kim = town.join("Robin", "robin@example.org"), town.join("Kim", "kim@example.org")
        people = (
            ("Robin Example", town.robin.member.id, "robin@example.org"),
            ("Kim Example", town.kim.member.id, "kim@example.org"),
        )
        town.do(lambda: town.slack.open_channel("community-rules", town.slack.bot))
        slack = town.section(sockets=request.param)
        sections = (community(*people, process=SHORT), OUTSIDE, listener(port), outgoing(sink.port), slack)
        town.buttons = request.param
        with QuickDaemon(tmp_path_factory.mktemp("stories"), *sections) as daemon:
            town.daemon = daemon
            town.mail = Place(Handing(port), "", sink, daemon)
            yield town
            assert daemon.complaints() == []


def chooses(town, person, post, word):
    if not town.buttons:
        person.says(word, post)
        return
    person.presses(post, next(each for each in post.buttons if each.partition(":")[0] == word))


def at_stage(town, code, stage):
    return town.mail.at_stage(code, stage)


def reports(town, name, text=COMPLAINT, phrase=ACKNOWLEDGED, email=""):
    person = town.join(name, email)
    person.says(text)
    return person, person.gets(phrase)


def soon():
    return (now() + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_complaint_is_asked_answered_promised_and_resolved(town):
    """P1, P2, P3, P7."""
    dana, letter = reports(town, "Dana")
    code = letter.code
    assert "Is there anything that shows it?" in letter.text
    notice = town.robin.gets("A new complaint waits", code)
    assert "brack" not in notice.text + notice.short

    dana.says("Here is the thread: https://standin.slack.com/archives/C0CAREERS/p1763712000000000", letter)
    eventually(lambda: Answer.MATERIAL not in town.daemon.case(code).missing, "the thread was read")
    chooses(town, dana, letter, "PRIVATE")
    town.robin.gets("consent is refused now, confirmed", code)
    case = town.daemon.case(code)
    assert (case.missing, case.privacy.value, case.track) == ((), Consent.REFUSED, Track.COMPLAINT)

    town.robin.says(f"estimate {code} {soon()}")
    dana.gets("Robin Example writes to you again by", code)
    town.robin.says(f"reply {code} Thank you. We read the thread now.")
    assert "A person wrote this: Robin Example" in dana.gets("We read the thread now", code).text
    town.robin.says(f"resolve {code} {RESOLUTION}", notice)
    dana.gets(RESOLUTION, code)
    assert at_stage(town, code, Stage.CLOSED).told is Told.TOLD
    assert {each.code for each in dana.posts()} == {code}
    assert all("brack" not in each.text for each in (*dana.posts(), *town.robin.posts(about=code)))
    assert all(each.short == f"A message from the administrators [{code}]" for each in dana.posts())


def test_a_concern_becomes_a_complaint_by_its_reporter_s_word(town):
    gil, letter = reports(town, "Gil", CONCERN, "Thank you for telling us")
    assert "there may be no action" in letter.text
    chooses(town, gil, letter, "COMPLAINT")
    gil.gets("It is a formal complaint", letter.code)
    town.robin.gets("the reporter says that it is a complaint", letter.code)
    assert town.daemon.case(letter.code).track is Track.COMPLAINT


def test_a_question_is_answered_by_a_person(town):
    jo, letter = reports(town, "Jo", QUESTION, "Your question arrived")
    town.kim.gets("A new question waits", letter.code)
    town.kim.says(f"reply {letter.code} Yes, it is: a salary belongs to whoever earns it.")
    assert "A person wrote this: Kim Example" in jo.gets("a salary belongs to whoever earns it", letter.code).text
    assert at_stage(town, letter.code, Stage.CLOSED).track is Track.QUESTION


def test_how_many_incidents_is_answered_at_once(town):
    kai, letter = reports(town, "Kai", "How many incidents have you handled?", "how many incidents")
    assert "This answer is automatic" in letter.text
    (case,) = town.daemon.look(lambda unit: unit.parties.cases_of("slack", kai.member.id))
    assert case.code not in "".join(each.text for each in town.robin.posts())


def test_danger_is_paged_until_somebody_is_on_it(town):
    sam, letter = reports(town, "Sam", DANGER, "If anyone is in danger now")
    notice = town.kim.gets("It speaks of danger", letter.code)
    if town.buttons:
        town.kim.presses(notice, "I am on it")
    else:
        town.kim.says(f"mine {letter.code}")
    eventually(lambda: town.daemon.case(letter.code).on_it == "Kim Example", "Kim is on it")
    assert "knife" not in "".join(each.text for each in town.kim.posts())
    assert len(sam.posts()) == 1


def test_withdraw_stops_the_letters(town):
    mo, letter = reports(town, "Mo")
    chooses(town, mo, letter, "WITHDRAW")
    mo.gets("You asked us to stop, and we stop", letter.code)
    town.robin.gets("the reporter withdrew", letter.code)
    case = town.daemon.case(letter.code)
    assert (case.stage, case.promise, case.privacy.value) == (Stage.WITHDRAWN, None, Consent.REFUSED)


def test_nothing_is_published_before_reporter_and_target_said_yes(town):
    """P9: each is asked with the exact text, and learns nothing of the other."""
    dana, letter = reports(town, "Asked")
    code, ria = letter.code, town.join("Ria")
    chooses(town, dana, letter, "SHARE")
    eventually(lambda: town.daemon.case(code).privacy.confirmed, "the reporter's word counts")
    town.robin.says(f"party {code} {ria.member.id} as target")
    town.robin.gets("it stands who that is", code)
    words = "Somebody was told to be kinder to beginners."
    town.robin.says(f"consult {code} {words}")
    chooses(town, dana, dana.gets(words, code), "SHARE")
    asked = ria.gets(words)
    assert asked.code != code
    assert dana.member.handle not in asked.text
    chooses(town, ria, asked, "SHARE")
    town.robin.gets("consultation", code)


def test_a_suspension_its_appeal_by_mail_and_the_context_in_the_channel(town):
    """P6, P10, P11: whoever loses their account goes on by mail, and is told where that is known."""
    dana, letter = reports(town, "Hurt")
    code, member = letter.code, town.join(f"Bo{town.buttons}", f"bo{town.buttons}@example.net".lower())
    bo = town.mail.person(member.member.email)
    town.robin.says(f"suspend {code} {member.member.id} because quicksilver threats against three members")
    told = bo.gets("Your account at Example Community is suspended")
    assert "quicksilver" not in told.text
    town.do(lambda: town.slack.deactivate(member.member))

    bo.answers(told, "I appeal against my suspension. It was my brother, because I had left the laptop open.\n")
    appeal = bo.gets("From today your appeal is considered").code
    town.kim.gets("Owed by", appeal)
    town.kim.says(f"overturn {appeal} The screenshots show that somebody else wrote it.")
    bo.gets("the suspension of your account is lifted", appeal)
    dana.gets("We tell you this before it happens", code)
    dana.gets("This is the text that we propose", code)
    town.do(lambda: town.slack.reactivate(member.member))
    eventually(lambda: not any(each.in_force for each in town.daemon.case(code).suspensions), "it is lifted")
    town.robin.says(f"publish {appeal}")
    posted = eventually(
        lambda: town.do(lambda: list(town.slack.channel("community-rules"))),
        lambda: str([each.text for each in town.robin.posts(about=appeal)]),
    )
    assert "A suspension was overturned after new context" in Post(posted[-1]).text
    assert town.mail.at_stage(appeal, Stage.CLOSED).appeal.outcome is Outcome.OVERTURNED
    assert code not in "".join(each.text for each in bo.letters())


def test_a_report_about_all_administrators_is_sealed_and_handed_to_the_contact(town):
    """P14."""
    text = "I want to make a formal complaint about Robin Example and Kim Example. They called me a quince."
    ora, letter = reports(town, "Ora", text, "no administrator may know of it")
    contact = town.mail.person("olu@outside.example")
    chooses(town, ora, letter, "CONTACT")
    contact.gets("quince")
    both = (*town.robin.posts(), *town.kim.posts())
    assert letter.code not in "".join(f"{each.short} {each.text}" for each in both)


def test_who_reported_by_dm_goes_on_by_mail_and_comes_back(town):
    """Design 8: the first address that brings the word is bound, and it is said so in the DM."""
    pat, letter = reports(town, "Pat")
    chooses(town, pat, letter, "MAIL")
    given = pat.gets("where you want our answers", letter.code)
    to = next(each for each in given.text.split() if "@" in each)
    word = given.text.partition("first line:")[2].split()[0] if "first line:" in given.text else ""
    by_mail = town.mail.person(f"pat{town.buttons}@example.net".lower())
    mail = composed(by_mail.address, f"{word}\n\nHe wrote to me again today.\n")
    del mail["To"]
    mail["To"] = to
    by_mail.sends(mail)
    pat.gets("You wrote to us by mail", letter.code)
    town.robin.says(f"estimate {letter.code} {soon()}")
    estimate = by_mail.gets("Robin Example writes to you again by", letter.code)
    by_mail.answers(estimate, "Thank you, I wait.\n")
    town.robin.gets("the reporter wrote", letter.code)
    pat.says("I am back in Slack.")
    # polled, what Robin writes next might be read before it
    eventually(lambda: "I am back" in str(town.daemon.said_by(pat.member.id)), "what Pat said is in the case")
    town.robin.says(f"reply {letter.code} Good to hear from you.")
    pat.gets("Good to hear from you", letter.code)
    (held,) = town.daemon.said_by(pat.member.id)
    assert [first_line(each) for each in held] == [
        COMPLAINT, "MAIL", "He wrote to me again today.", "Thank you, I wait.", "I am back in Slack."
    ]  # fmt: skip


def first_line(text):
    return next(line for line in text.splitlines() if line.strip())

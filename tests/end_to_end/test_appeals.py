"""Appeals against a suspension, by mail, as their senders see them (P10, P11, design 8)."""

import re

from daemon.process.case import Stage
from daemon.process.records import Outcome, Sender
from tests.end_to_end.cast import KIM, suspended
from tests.end_to_end.story import OPEN, PLEA, REASONED
from tests.support.daemon import eventually

RECEIPT = "Your message reached the administrators. A person reads it."
CONFIRM = "an appeal came in your name"
MORE_REASON = "I apologise. It was a mistake, because I took the thread for a private one.\n"
WHY = "If you want to say why the suspension should end, answer this mail before that date"
UPHELD = "the suspension of your account stands"


def decides(place, code, words):
    """Kim's answer to the notice of an appeal, with a command."""
    kim = place.administrator_at(KIM)
    kim.answers(kim.gets("Owed", code), words)


def test_an_appeal_without_a_reason_is_asked_for_one_once_and_upheld_with_words_that_the_reporter_allows(swift):
    """P10: the reason is asked for, added, and read; upheld with words, for the reporter said SHARE."""
    it = suspended(swift, "uma", "SHARE")
    share(swift, it)
    it.member.answers(it.letter, PLEA)
    opened = it.member.gets(OPEN)
    assert WHY in opened.text
    it.member.answers(opened, MORE_REASON)
    it.member.gets("is now part of your case", it.appeal)
    assert swift.daemon.case(it.appeal).appeal.reasoned

    decides(swift, it.appeal, f"uphold {it.appeal} Your words were meant for one person, and three read them.")
    upheld = it.member.gets(UPHELD, it.appeal)
    assert "Kim Example decided" in upheld.text
    assert "Your words were meant for one person" in upheld.text
    assert "You can appeal again from" in upheld.text
    appeal = swift.at_stage(it.appeal, Stage.CLOSED).appeal
    assert (appeal.outcome, appeal.decided_by) == (Outcome.UPHELD, "Kim Example")
    assert it.record.in_force
    assert len(it.member.letters(WHY)) == 1
    assert len(it.member.letters()) == 4
    assert it.reporter.letters("appeal") == []


def share(place, it):
    """Only a word in an answer to one of our letters widens what may be said."""
    it.reporter.answers(it.reporter.gets("We take it as a formal complaint"), "SHARE")
    eventually(lambda: place.daemon.case(it.code).privacy.confirmed, "the consent is confirmed")


STRANGERS = {
    "never suspended": REASONED,
    "on behalf of a suspended member": "I appeal for {member}: their suspension must end, because it was a mistake.\n",
    "with the code of their suspension": f"My suspension has the code {{account}}. {REASONED}",
    "about nothing at all": "Thanks for the lovely newsletter.\n",
}


def test_who_was_never_suspended_gets_the_receipt_that_anybody_gets(swift):
    """Design 7.5: nobody learns by asking that a suspension exists; the receipts are compared byte by byte."""
    it = suspended(swift, "sol")
    came = []
    for number, text in enumerate(STRANGERS.values()):
        stranger = swift.person(f"stranger{number}@example.com")
        stranger.writes(text.format(member=it.member.address, account=it.account), "Hello")
        came.append(anonymous(stranger.gets(RECEIPT), stranger.address))
        assert len(stranger.letters()) == 1
    assert len(set(came)) == 1
    assert len(it.member.letters()) == 1
    assert swift.daemon.case(it.code).appeals == ()


def anonymous(letter, address):
    """Without what differs between any two letters: whom it goes to, when, in answer to what."""
    raw = re.sub(rb"(?im)^(Message-ID|In-Reply-To|References|Date|Reply-To):.*(\r?\n[ \t].*)*", rb"\1:", letter.raw)
    return raw.replace(address.encode(), b"ADDRESS")


def test_an_appeal_from_an_unknown_address_that_is_linked_is_answered_to_the_recorded_one(swift):
    it = suspended(swift, "lux")
    elsewhere = swift.person("lux@example.com")
    elsewhere.writes(REASONED)
    elsewhere.gets(RECEIPT)
    (code,) = swift.daemon.cases_of(elsewhere.address)
    assert swift.daemon.case(code).appeal.sender is Sender.SOMEBODY
    decides(swift, code, f"link {code} {it.member.address}")
    it.member.gets(OPEN, code)
    assert it.appeal == code
    assert len(elsewhere.letters()) == 1


def forged(place, it):
    """In the member's name, with an address of the forger's for the answers; what nobody vouches for."""
    forger = place.person("forger@example.com")
    place.person(it.member.address).writes(f"{REASONED}\nYours, a zeppelin", Reply_To=forger.address, Cc=forger.address)
    return forger


def test_an_appeal_in_the_member_s_name_is_held_until_the_recorded_address_confirms_it(swift):
    it = suspended(swift, "fox")
    forger = forged(swift, it)
    asked = it.member.gets(CONFIRM, it.appeal)
    case = swift.daemon.case(it.appeal)
    assert (case.stage, case.appeal.sender) == (Stage.UNCONFIRMED, Sender.UNCONFIRMED)
    decides(swift, it.appeal, f"uphold {it.appeal} This is not believed.")
    swift.administrator_at(KIM).gets("nobody has confirmed that it is the member's own", it.appeal)
    it.member.answers(asked, "CONFIRM")
    it.member.gets(OPEN, it.appeal)
    assert swift.daemon.case(it.appeal).appeal.sender is Sender.MEMBER
    assert forger.letters() == []
    assert "zeppelin" not in "".join(each.text for each in it.member.letters())


def test_a_forged_appeal_that_nobody_confirms_uses_up_nothing(swift):
    """The member's own appeal counts from the day that they were told, and is the first one."""
    it = suspended(swift, "gil")
    forger = forged(swift, it)
    it.member.gets(CONFIRM)
    first = it.appeal
    decides(swift, first, f"close {first}")
    swift.at_stage(first, Stage.CLOSED)
    it.member.answers(it.letter, REASONED)
    opened = it.member.gets(OPEN)
    assert opened.code != first
    appeal = swift.daemon.case(opened.code).appeal
    assert (appeal.sender, appeal.opens_at) == (Sender.MEMBER, it.opens_at)
    assert forger.letters() == []

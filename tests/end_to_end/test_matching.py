"""Which case a mail reaches (design, section 4): by what our letters carry, never by what anybody can write."""

import pytest

from daemon.process.case import Answer
from tests.end_to_end.cast import Client
from tests.support.daemon import eventually

COMPLAINT = """Hello,

I want to make a formal complaint about @brack in #careers. Three times this week he called
people who asked beginner questions idiots, yesterday me too.
"""
MORE = "It is this thread: https://example.slack.com/archives/C0CAREERS/p1763712000000000"


def messages_of(place, code):
    kept = place.daemon.kept(code)
    return place.daemon.look(lambda unit: [each.text for each in unit.messages.of(kept.id)])


@pytest.mark.parametrize("client", list(Client), ids=lambda each: each.name.lower())
def test_a_reply_reaches_its_case_whatever_the_mail_program_drops(place, client):
    """Only the token in the address widens what may be shared: a Message-ID is seen by whoever gets a copy."""
    nia = place.person(f"nia.{client.name.lower()}@example.net")
    nia.writes(COMPLAINT)
    acknowledged = nia.gets("We take it as a formal complaint")
    nia.answers(acknowledged, f"{MORE}\n\nSHARE", client)
    nia.gets("Your case has changed", acknowledged.code)
    assert messages_of(place, acknowledged.code)[1:] == [f"{MORE}\n\nSHARE"]
    assert place.daemon.cases_of(nia.address) == [acknowledged.code]
    case = place.daemon.case(acknowledged.code)
    assert Answer.MATERIAL in case.answered
    assert case.privacy.confirmed == (client is not Client.DROPS_THE_TOKEN)


def test_a_stranger_with_the_code_in_the_subject_reaches_nothing_and_learns_nothing(place):
    pat, stranger = place.person("pat@example.net"), place.person("stranger@example.com")
    pat.writes(COMPLAINT)
    code = pat.gets("We take it as a formal complaint").code
    stranger.writes(f"Please tell me what was said about me in {code}. I am a party to it.", f"Re: [{code}]")
    eventually(stranger.letters, "a first answer to the stranger")
    learned(place, stranger, code)


def test_a_stranger_with_a_stolen_letter_reaches_nothing_and_learns_nothing(place):
    quin, stranger = place.person("quin@example.net"), place.person("thief@example.com")
    quin.writes(COMPLAINT)
    stolen = quin.gets("We take it as a formal complaint")
    stranger.answers(stolen, "I saw it too, and it was worse than that.\n\nSHARE")
    eventually(stranger.letters, "a first answer to the stranger")
    learned(place, stranger, stolen.code)


def learned(place, stranger, code):
    """The case is as it was, and no letter to the stranger holds its code or its words."""
    assert messages_of(place, code) == [COMPLAINT.strip()]
    assert not place.daemon.case(code).privacy.confirmed
    assert all(code not in f"{each.subject} {each.text}" for each in stranger.letters())
    assert all("brack" not in each.text and "careers" not in each.text for each in stranger.letters())
    assert code not in place.daemon.cases_of(stranger.address)


def test_an_answer_from_another_address_is_offered_to_the_administrators_as_unverified(place):
    ray, other = place.person("ray@example.net"), place.person("ray@example.com")
    ray.writes(COMPLAINT)
    acknowledged = ray.gets("We take it as a formal complaint")
    other.answers(acknowledged, MORE + "\nHe did it again today, I am reporting this too.")
    code = eventually(other.letters, "an answer")[0].code
    assert code != acknowledged.code
    place.administrator.gets("its sender could not be verified", code)
    assert place.daemon.case(code).unverified_of == acknowledged.code

"""Two reporters of one incident: the administrators see their cases together, and neither learns of the other (P8)."""

from daemon.process.case import Stage, Told
from tests.end_to_end.cast import COMPLAINT, REASON

SECOND = """Hello,

I want to make a formal complaint. In #careers @brack called Zenobia an idiot, whose first question that was.
I have kept the pelican screenshots.
"""
RESOLUTION = "We looked at the thread, and spoke with the person whose words they were."


def complained(place, name, text):
    person = place.person(f"{name}@example.net")
    person.writes(text, "Complaint")
    return person, person.gets("We take it as a formal complaint").code


def test_two_reporters_of_one_incident_are_related_and_neither_learns_of_the_other(swift):
    """The member is suspended under the one and told; the other one is resolved as well."""
    ina, first = complained(swift, "ina.twice", COMPLAINT)
    jon, second = complained(swift, "jon.twice", SECOND)
    robin, member = swift.administrator, swift.person("member.twice@example.net")
    notice = robin.gets("A new complaint waits", second)
    robin.answers(notice, f"merge {second} into {first}")
    robin.gets("they have two reporters", second)
    robin.answers(notice, f"relate {second} {first}")
    robin.gets("are shown together", second)
    assert swift.daemon.case(first).related == (second,)
    assert swift.daemon.case(second).related == (first,)

    robin.answers(notice, f"suspend {first} {member.address} because {REASON}")
    account = member.gets("Your account at Example Community is suspended").code
    robin.answers(notice, f"lift {account}")
    ina.gets("We tell you this before it happens", first)
    both = ((ina, first), (jon, second))
    for _, code in both:
        robin.answers(notice, f"resolve {code} {RESOLUTION}")
    for reporter, code in both:
        reporter.gets(RESOLUTION, code)
        assert swift.at_stage(code, Stage.CLOSED).told is Told.TOLD

    learned(ina, jon, (second, account), ("Zenobia", "pelican"))
    learned(jon, ina, (first, account), ("beginner questions", "Three times"))
    assert [each.text for each in jon.letters("suspended")] == []
    learned(member, ina, (first, second, jon.address), ("Zenobia", "pelican", "beginner questions", REASON))


def learned(reader, other, codes, words):
    """Nothing of the other one, neither in a letter's text nor in its headers."""
    wrong = (*codes, *words, other.address, other.address.partition(".")[0])
    for each in reader.letters():
        said = f"{each.received.message.as_string()}\n{each.text}".casefold()
        assert [part for part in wrong if part.casefold() in said] == []

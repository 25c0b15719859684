"""The commands about people, suspensions, appeals and other cases: parties, P6, P7, P9, P10, P11."""

import pytest

from parsers.commands import NOTHING, OFF, Command, Known, NotUnderstood, Verb, forms, parse

CODE = "SSE-7K3F2"
ANYWHERE = Known("SSE")
ANSWERING = Known("SSE", default_code="SSE-9M2QX")


def of(verb, **read):
    return Command(verb=Verb(verb), **read)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        (
            "party SSE-7K3F2 @dana as target",
            of("party", code=CODE, who=("@dana",), field="target"),
        ),
        (
            "party SSE-7K3F2: <@U012AB3CD>, dana@example.org AS: Respondent.",
            of("party", code=CODE, who=("<@U012AB3CD>", "dana@example.org"), field="respondent"),
        ),
        ("party SSE-4KX2P as witness", of("party", code="SSE-4KX2P", field="witness")),
        ("tell SSE-7K3F2 @dana We looked at it.", of("tell", code=CODE, who=("@dana",), words="We looked at it.")),
        ("tell SSE-7K3F2 sse-4kx2p: We met.", of("tell", code=CODE, who=("SSE-4KX2P",), words="We met.")),
        ("tell SSE-4KX2P We met.", of("tell", code="SSE-4KX2P", words="We met.")),
        ("tell SSE-4KX2P\n\nWe met.\nTwice.", of("tell", code="SSE-4KX2P", words="We met.\nTwice.")),
        ("tell SSE-7K3F2 @dana", of("tell", code=CODE, who=("@dana",))),
        ("tell SSE-4KX2P", of("tell", code="SSE-4KX2P")),
        (
            "tell SSE-7K3F2 @dana Nothing, because: she has left.",
            of("tell", code=CODE, who=("@dana",), field=NOTHING, words="she has left."),
        ),
        ("tell SSE-4KX2P nothing\nbecause\nhe left", of("tell", code="SSE-4KX2P", field=NOTHING, words="he left")),
        ("tell SSE-4KX2P Nothing was found.", of("tell", code="SSE-4KX2P", words="Nothing was found.")),
        ("consult SSE-7K3F2 A text, and where.", of("consult", code=CODE, words="A text, and where.")),
        ("consult SSE-7K3F2\ndanger: read", of("consult", code=CODE, words="danger: read")),
        (
            "suspend SSE-7K3F2 @dana because of the threats",
            of("suspend", code=CODE, who=("@dana",), words="of the threats"),
        ),
        (
            "suspend SSE-7K3F2 @dana, U012AB3CD and lee@example.org Because: danger: a threat\nagain",
            of(
                "suspend",
                code=CODE,
                who=("@dana", "U012AB3CD", "lee@example.org"),
                words="danger: a threat\nagain",
            ),
        ),
        ("suspend SSE-4KX2P because\nof it", of("suspend", code="SSE-4KX2P", words="of it")),
        (
            "keep SSE-7K3F2 @dana until 2026-12-01 17:00 because it goes on",
            of("keep", code=CODE, who=("@dana",), when="2026-12-01 17:00", words="it goes on"),
        ),
        (
            "keep SSE-4KX2P Until: in 2 weeks, because: it is not resolved",
            of("keep", code="SSE-4KX2P", when="in 2 weeks", words="it is not resolved"),
        ),
        ("lift SSE-7K3F2 @dana", of("lift", code=CODE, who=("@dana",))),
        ("lift SSE-4KX2P", of("lift", code="SSE-4KX2P")),
        ("lift SSE-7K3F2 SSE-4KX2P.", of("lift", code=CODE, who=("SSE-4KX2P",))),
        ("merge SSE-7K3F2 into SSE-9M2QX", of("merge", code=CODE, other="SSE-9M2QX")),
        ("merge 7k3f2 INTO: [9m2qx]", of("merge", code=CODE, other="SSE-9M2QX")),
        ("relate SSE-7K3F2 SSE-9M2QX.", of("relate", code=CODE, other="SSE-9M2QX")),
        ("hold SSE-7K3F2", of("hold", code=CODE)),
        ("hold SSE-7K3F2 Off.", of("hold", code=CODE, field=OFF)),
        ("link SSE-7K3F2 dana@example.org", of("link", code=CODE, who=("dana@example.org",))),
        ("link SSE-7K3F2", of("link", code=CODE)),
        ("uphold SSE-7K3F2 It was read.", of("uphold", code=CODE, words="It was read.")),
        ("overturn SSE-7K3F2: our mistake", of("overturn", code=CODE, words="our mistake")),
        ("publish SSE-7K3F2", of("publish", code=CODE)),
        (
            "publish SSE-7K3F2\nA suspension was overturned.",
            of("publish", code=CODE, words="A suspension was overturned."),
        ),
        ("published SSE-7K3F2", of("published", code=CODE)),
    ],
)
def test_a_command_is_read(text, command):
    assert parse(text, ANYWHERE) == command


@pytest.mark.parametrize(
    "prose",
    [
        "Party on Friday?",
        "Tell them that we look into it.",
        "Consult the others first.",
        "Suspend whoever wrote it because it is bad",
        "Keep an eye on this until Friday because of the threat",
        "Lift that, please",
        "Merge both into one.",
        "Relate that to the other one",
        "Hold off until Friday",
        "Link to the thread?",
        "Uphold the rules.",
        "Overturn it if you like",
        "Publish it when you can",
        "published already",
    ],
)
def test_prose_that_begins_with_a_verb_is_not_obeyed(prose):
    with pytest.raises(NotUnderstood) as refused:
        parse(prose, ANYWHERE)
    assert refused.value.nearest.split()[0] == prose.split()[0].lower()


@pytest.mark.parametrize(
    "text",
    [
        "party SSE-7K3F2 @dana",
        "party SSE-7K3F2 @dana as friend",
        "party SSE-7K3F2 dana as target",
        "party SSE-7K3F2 @a @b @c as target",
        "tell @dana We met.",
        "tell SSE-7K3F2 @dana nothing",
        "tell SSE-7K3F2 @dana nothing\n\nJ",
        "tell SSE-7K3F2 @dana nothing because",
        "consult SSE-7K3F2",
        "suspend SSE-7K3F2 @dana",
        "suspend SSE-7K3F2 @dana because",
        "suspend SSE-7K3F2 @dana since he threatens",
        "suspend SSE-7K3F2 dana because he threatens",
        "suspend SSE-7K3F2 and @dana because he threatens",
        f"suspend SSE-7K3F2 {' '.join(f'@p{n}' for n in range(21))} because they threaten",
        "keep SSE-7K3F2 @dana until friday",
        "keep SSE-7K3F2 @dana until friday because",
        "keep SSE-7K3F2 @dana until because it goes on",
        "keep SSE-7K3F2 @dana because it goes on",
        "keep SSE-7K3F2 @dana until friday: 17:00: because it goes on",
        "lift SSE-7K3F2 dana",
        "lift SSE-7K3F2 @dana @lee",
        "merge SSE-7K3F2 SSE-9M2QX",
        "merge SSE-7K3F2 into",
        "merge SSE-7K3F2 into SSE-9M2QX and SSE-4KX2P",
        "relate SSE-7K3F2",
        "relate SSE-7K3F2 to SSE-9M2QX",
        "hold SSE-7K3F2 on",
        "link SSE-7K3F2 dana",
        "uphold SSE-7K3F2",
        "overturn SSE-7K3F2",
        "published SSE-7K3F2 today",
    ],
)
def test_a_command_with_a_part_missing_or_too_many_is_answered_with_its_form(text):
    with pytest.raises(NotUnderstood) as refused:
        parse(text, ANYWHERE)
    assert refused.value.nearest in {form.line for form in forms() if form.verb == text.split()[0]}


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("tell @dana We met.", of("tell", code="SSE-9M2QX", who=("@dana",), words="We met.")),
        ("suspend @dana because of it", of("suspend", code="SSE-9M2QX", who=("@dana",), words="of it")),
        ("suspend because of it", of("suspend", code="SSE-9M2QX", words="of it")),
        ("keep until friday because of it", of("keep", code="SSE-9M2QX", when="friday", words="of it")),
        ("lift", of("lift", code="SSE-9M2QX")),
        ("merge into SSE-7K3F2", of("merge", code="SSE-9M2QX", other=CODE)),
        ("relate SSE-7K3F2", of("relate", code="SSE-9M2QX", other=CODE)),
        ("relate 7k3f2 SSE-4KX2P", of("relate", code=CODE, other="SSE-4KX2P")),
        ("hold off", of("hold", code="SSE-9M2QX", field="off")),
        ("link @dana", of("link", code="SSE-9M2QX", who=("@dana",))),
        ("link SSE-4KX2P", of("link", code="SSE-9M2QX", who=("SSE-4KX2P",))),
        ("link SSE-9M2QX", of("link", code="SSE-9M2QX")),
        ("publish", of("publish", code="SSE-9M2QX")),
        ("published", of("published", code="SSE-9M2QX")),
        ("confirm @dana", of("confirm", code="SSE-9M2QX", who=("@dana",))),
    ],
)
def test_an_answer_needs_no_code_for_its_case(text, command):
    assert parse(text, ANSWERING) == command


@pytest.mark.parametrize("text", ["confirm", "Confirm!", "confirm ."])
def test_a_confirmation_alone_is_about_no_case(text):
    assert parse(text, ANSWERING) == of("confirm")


@pytest.mark.parametrize("text", ["merge SSE-7K3F2 into", "relate", "confirm please", "link to it", "hold on"])
def test_an_answer_that_lacks_a_part_is_not_obeyed(text):
    with pytest.raises(NotUnderstood):
        parse(text, ANSWERING)


@pytest.mark.parametrize("verb", ["lift", "hold", "publish", "published"])
def test_one_word_after_these_can_be_nothing_but_a_code(verb):
    assert parse(f"{verb} kwxyz", ANSWERING) == of(verb, code="SSE-KWXYZ")


def test_a_second_code_of_letters_needs_no_prefix():
    assert parse("merge SSE-7K3F2 into kwxyz", ANYWHERE).other == "SSE-KWXYZ"
    assert parse("relate SSE-7K3F2 kwxyz", ANYWHERE).other == "SSE-KWXYZ"

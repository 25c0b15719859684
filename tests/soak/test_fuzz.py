"""Ten seconds of the fuzz: mails that nobody has met before are read or set aside, and the bench notices where not."""

import pytest

from tests.soak.fuzz import Pair, Until, complaint, corpus, leaked, mail, played, unlike
from tests.support.minimised import smaller
from tests.support.mutations import MUTATIONS, Chance, mutate, noise

SEED, SECONDS, LEAST, MOST = 7, 10.0, 12, 400
MULTIPART = [raw for raw in corpus() if b"boundary=" in raw][:20]
WELL = {"fault": "", "reason": "", "state": "done", "cpu": 0.1, "peak": 100, "log": ""}
BAD = '{"event": "message not read", "level": "error", "error": "KeyError", "frames": "parsers/who.py:1"}'


def test_mutated_mails_are_read_or_set_aside_within_their_bounds():
    with Pair() as pair:
        told = played(pair, SEED, MOST, Until(SECONDS, LEAST), lambda _: None)
    replay = f"python -m tests.soak fuzz --seed {SEED} --size {told.mails}"
    assert [(replay, each.number, each.what) for each in told.failures] == []
    assert told.mails >= LEAST


def test_the_same_seed_makes_the_same_mails():
    assert [mail(3, number) for number in range(60)] == [mail(3, number) for number in range(60)]
    assert mail(3, 1) != mail(4, 1)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: each.__name__)
def test_every_mutation_bears_every_mail_and_changes_most(mutation):
    changed = 0
    for number, raw in enumerate([b"", b"\n\n", *corpus()[-30:], *MULTIPART]):
        changed += mutation(raw, corpus(), Chance(number)) != raw
    assert changed > 5


def test_mutations_on_mutations_end():
    raw = b""
    for number in range(30):
        raw = mutate(raw or noise(Chance(number)), corpus(), Chance(number))
    assert isinstance(raw, bytes)


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"fault": "KeyError"}, "raised KeyError"),
        ({"reason": "a fault of conductd's own", "log": BAD}, "a fault of conductd's own: message not read KeyError"),
        ({"state": "new"}, "it is new"),
        ({"cpu": 1.2}, "took 1.20 s"),
        ({"peak": 300}, "took 300 MiB"),
        ({"log": BAD}, "message not read KeyError"),
        ({"log": '{"event": "zebrafinch", "level": "info"}'}, "the log holds 1 of its words"),
    ],
)
def test_what_is_wrong_is_said(changed, what):
    assert complaint(WELL | changed, b"a zebrafinch").startswith(what)


def test_nothing_is_said_of_what_is_well():
    assert complaint(WELL, b"a zebrafinch") == ""
    assert unlike({"digest": "a"}, {"digest": "a", "limits": True}) == ""


@pytest.mark.parametrize(
    ("read", "what"),
    [
        ({"digest": "b", "limits": True}, "read in two ways"),
        ({"digest": "a", "limits": False}, "parse went beyond its limits"),
        ({"fault": "IndexError"}, "reading raised IndexError"),
    ],
)
def test_a_mail_that_is_read_otherwise_elsewhere_is_said(read, what):
    assert unlike({"digest": "a"}, read) == what


def test_words_of_our_own_code_are_no_leak():
    assert leaked("message not read zebrafinch", b"a message about a zebrafinch") == {"zebrafinch"}


def test_the_smallest_that_still_fails_is_found():
    raw = b"From: a\n" * 30 + b"Subject: needle here\n" + b"x\n" * 300
    assert smaller(raw, lambda tried: b"needle" in tried) == b"needle"

"""Lines as real servers write them (tests/data/authentication), read as mails and judged as the house judges them."""

import tomllib
from pathlib import Path

import pytest

from parsers.authenticity import authenticated
from parsers.email import read_email

FOLDER = Path(__file__).parents[1] / "data/authentication"
SAMPLES = tomllib.loads((FOLDER / "expected.toml").read_text())["sample"]
PASSING = [each for each in SAMPLES if each["verdict"] == "pass"]


def named(sample):
    return f"{sample['file']}-{sample['authserv_id']}-{sample['reason']}"


def judged(sample, raw):
    found = authenticated(read_email(raw), sample["authserv_id"], frozenset(sample["hops"]))
    return (str(found.passed), str(found.reason))


def raw_of(sample):
    return (FOLDER / sample["file"]).read_bytes()


@pytest.mark.parametrize("sample", SAMPLES, ids=named)
def test_a_servers_line_is_judged_as_its_server_meant_it(sample):
    assert judged(sample, raw_of(sample)) == (sample["verdict"], sample["reason"])


def test_every_sample_is_judged():
    assert {each["file"] for each in SAMPLES} == {path.name for path in FOLDER.glob("*.eml")}


@pytest.mark.parametrize("sample", SAMPLES, ids=named)
def test_line_ends_of_the_wire_change_nothing(sample):
    raw = raw_of(sample).replace(b"\n", b"\r\n")
    assert judged(sample, raw) == (sample["verdict"], sample["reason"])


@pytest.mark.parametrize("sample", PASSING, ids=named)
def test_the_same_line_vouches_for_nobody_elses_address(sample):
    raw = raw_of(sample).replace(b"From: Dana Quist <dana@example.org>", b"From: Dana Quist <dana@example.net>")
    assert judged(sample, raw)[0] == "none"


@pytest.mark.parametrize("sample", PASSING, ids=named)
def test_the_same_mail_sent_on_by_somebody_else_is_vouched_for_by_nobody(sample):
    hop = b"Received: from x.example (x.example [203.0.113.7])\n\tby relay.example.net (Postfix) with ESMTP id 1; x\n"
    assert judged(sample, hop + raw_of(sample)) == ("none", "hop")


@pytest.mark.parametrize("sample", PASSING, ids=named)
@pytest.mark.parametrize("above", [b"Subject: x", b"Reply-To: x@example.org", b"DKIM-Signature: v=1", b"List-Id: x"])
def test_a_header_of_a_sender_above_the_line_makes_it_the_senders(sample, above):
    assert judged(sample, above + b"\n" + raw_of(sample)) == ("none", "covered")


@pytest.mark.parametrize("sample", PASSING, ids=named)
def test_a_strangers_line_above_the_servers_own_hides_it(sample):
    brought = b"Authentication-Results: mail.example.net; dmarc=pass header.from=example.org\n"
    assert judged(sample, brought + raw_of(sample))[0] == "none"

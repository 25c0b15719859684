"""Whom a mail claims to be from: one address that every reader of mail would read alike, or nobody."""

import pytest

from parsers.email import read_email


def sender(value: str, *more: str) -> str:
    return read_email("\r\n".join([f"From: {value}", *more, "", "x"]).encode()).sender


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("alice@example.org", "alice@example.org"),
        ("Alice <Alice@Example.ORG>", "alice@example.org"),
        ('"Alice, of Example" <alice@example.org>', "alice@example.org"),
        ('"a;b <c>" <alice@example.org>', "alice@example.org"),
        ("=?utf-8?Q?Al=C3=AFce?= <alice@example.org>", "alice@example.org"),
        ("alice@example.org <alice@example.org>", "alice@example.org"),
        ("alice@example.org (Alice (of Example))", "alice@example.org"),
        ("Alice\r\n <alice@example.org>", "alice@example.org"),
        ("Example: Alice <alice@example.org>", "alice@example.org"),
        ("Alice <alice@example.org> (of Example)", "alice@example.org"),
    ],
)
def test_a_plain_sender_is_read(written, read):
    assert sender(written) == read


@pytest.mark.parametrize(
    "written",
    [
        "admin@example.org <evil@x.example>",
        "alice@example.org]@evil.example",
        "alice@example.org (<evil@x.example>",
        "alice@example.org (<evil@x.example>)",
        "alice@example.org (Alice",
        "alice@example.org) (Alice",
        "Group: alice@example.org",
        "evil@x.example Sender: alice@example.org",
        "evil@x.example Sender: <alice@example.org>",
        "<alice@example.org>@evil.example",
        "alice@example.org, evil@x.example",
        "<alice@example.org> <evil@x.example>",
        "<alice@example.org",
        "Group: alice@example.org;",
        "<@route.example:alice@example.org>",
        '"admin@example.org"@evil.example',
        "alice@example.org\0@evil.example",
        "alice@exam\u202eple.org",
        "alice@exam\u200bple.org",
        "alice @example.org",
        "alice@[127.0.0.1]",
        "alice",
        "<>",
        "",
    ],
)
def test_an_ambiguous_or_missing_sender_is_nobody(written):
    assert sender(written) == ""


def test_two_from_headers_are_nobody():
    assert sender("alice@example.org", "From: evil@x.example") == ""


def test_no_from_header_is_nobody():
    assert read_email(b"To: admin@example.org\r\n\r\nx").sender == ""


def test_a_look_alike_letter_is_not_lowered_into_a_known_one():
    assert sender("alice@example.or\u212a") != "alice@example.ork"


@pytest.mark.parametrize("name", ['"admin@example.org"', "=?utf-8?Q?admin=40example.org?="])
def test_a_name_that_poses_as_another_address_is_dropped(name):
    message = read_email(f"From: {name} <evil@x.example>\r\n\r\nx".encode())
    assert message.sender == "evil@x.example"
    assert message.sender_name == ""


def test_recipients_are_all_that_the_mail_names():
    raw = (
        b'To: A <a@x.example>, friends: b@x.example, C@x.example;\r\nCc: "D, E" <d@x.example>,,\r\n'
        b"Delivered-To: e@x.example\r\nX-Original-To: f@x.example\r\n\r\nx"
    )
    assert read_email(raw).recipients == tuple(f"{one}@x.example" for one in "abcdef")

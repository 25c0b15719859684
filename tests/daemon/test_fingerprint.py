"""What makes two deliveries the same message: its bytes without the lines that deliveries add."""

import pytest

from daemon.fingerprint import fingerprint

RAW = b"From: rae@example.org\nSubject: hello\n\nIt happened again.\n"


@pytest.mark.parametrize(
    "other",
    [
        RAW.replace(b"\n", b"\r\n"),
        b"Return-Path: <rae@example.org>\n" + RAW,
        b"Received: from a by b;\n\tMon, 23 Nov 2026 09:00:00 +0000\n" + RAW,
        b"Delivered-To: admin@softskills.example\nX-Original-To: admin@softskills.example\n" + RAW,
        b"AUTHENTICATION-RESULTS: mx.example.com;\n dmarc=pass\n" + RAW,
        RAW + b"\n\n",
        RAW.rstrip(b"\n"),
    ],
)
def test_what_a_delivery_adds_makes_no_other_message(other):
    assert fingerprint(other) == fingerprint(RAW)


@pytest.mark.parametrize(
    "other",
    [
        RAW.replace(b"again", b"twice"),
        RAW.replace(b"hello", b"hullo"),
        RAW.replace(b"rae@", b"sam@"),
        RAW.replace(b"It happened", b"Received: it happened"),
        RAW.replace(b"Subject: hello\n", b"Subject: hello\n folded\n"),
    ],
)
def test_other_words_make_another_message(other):
    assert fingerprint(other) != fingerprint(RAW)


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"no header and no end", b"\xff\xfe\x00", b"Received:\n" * 1000])
def test_anything_has_a_fingerprint(raw):
    assert isinstance(fingerprint(raw), bytes)

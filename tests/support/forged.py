"""Mails that a forger writes by hand: another's name, verdicts brought along, parts that say different things."""

from tests.support.house import REPORTER, Arrived

EVE = "eve@evil.example"
VERDICT = "mx.softskills.example; dmarc=pass header.from={}"
EVIL_HOP = "Received: from x by relay.evil.example (Postfix) with ESMTP id 1; Mon, 23 Nov 2026 15:00:00 +0000"


def token_of(letter: Arrived) -> str:
    return letter.reply_to.partition("+")[2].partition("@")[0]


def lifted(letter: Arrived) -> str:
    """The token that stands in a Message-ID, as whoever gets a copy of an answer reads it."""
    return letter.message_id.strip("<").partition(".")[0]


def tokened(token: str) -> str:
    return f"admin+{token}@softskills.example"


def raw(from_lines, to, text, *more) -> bytes:
    lines = [
        *more,
        *from_lines,
        f"To: {to}",
        "Subject: Re: A message from the administrators",
        "Message-ID: <1@x.example>",
    ]
    return "\n".join([*lines, "", text, ""]).encode("utf-8", "surrogateescape")


def multipart(letter, text, kind, inside, sender=REPORTER):
    return raw(
        [f"From: {sender}", "MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="b"'],
        letter.reply_to,
        f"--b\nContent-Type: text/plain\n\n{text}\n--b\nContent-Type: {kind}\n\n{inside}\n--b--",
        f"In-Reply-To: {letter.message_id}",
    )


def alternative(letter, text, html, sender=REPORTER):
    return raw(
        [f"From: {sender}", "MIME-Version: 1.0", 'Content-Type: multipart/alternative; boundary="b"'],
        letter.reply_to,
        f"--b\nContent-Type: text/plain\n\n{text}\n--b\nContent-Type: text/html\n\n<html>{html}</html>\n--b--",
        f"In-Reply-To: {letter.message_id}",
    )

"""Mails made worse: each mutation knows one thing of how a mail is built and breaks that, drawn from a seeded chance.

    mutate(raw, others, random.Random("7:123"))     # the same bytes every time

Nothing here reads a mail with a parser: a mutation works on bytes, so that it can write what no parser would.
"""

import random
import re
from collections.abc import Callable, Sequence

LARGEST = 3 << 20  # a mail that grew beyond it is cut: what is larger is the door's to refuse
HEAD_END = re.compile(rb"\r?\n\r?\n")
HEADER = re.compile(rb"(?m)^[!-9;-~]{1,80}:[^\n]*(?:\n[ \t][^\n]*)*\n?")
BOUNDARY = re.compile(rb'(?i)boundary="?([^"\s;]{1,70})')
CHARSET = re.compile(rb'(?i)charset="?([^"\s;]{1,40})')
ADDRESS = re.compile(rb"[\w.+@-]{1,64}@[\w.-]{1,80}")
NUMBER = re.compile(rb"\d{1,6}")
ENCODING = re.compile(rb"(?im)^content-transfer-encoding:[^\n]*")

NAMES = (
    b"From", b"To", b"Cc", b"Reply-To", b"Subject", b"Date", b"Message-ID", b"In-Reply-To", b"References",
    b"Content-Type", b"Content-Disposition", b"Content-Transfer-Encoding", b"MIME-Version", b"Auto-Submitted",
    b"Precedence", b"List-Id", b"Return-Path", b"Received", b"Authentication-Results", b"X-Failed-Recipients",
    b"Delivered-To", b"Sender", b"Content-ID", b"DKIM-Signature",
)  # fmt: skip
CHARSETS = (
    b"utf-8", b"utf-7", b"utf-16", b"utf-32", b"iso-2022-jp", b"hz", b"gb18030", b"big5", b"euc-kr", b"johab", b"cp437",
    b"rot13", b"zip", b"idna", b"punycode", b"unicode_escape", b"undefined", b"base64", b"mbcs", b"\xff\xfe", b"",
    b"utf-8" * 60, b"..", b"x-unknown", b"koi8-r", b"iso-8859-8-i", b"raw_unicode_escape", b"utf-16-surrogatepass",
)  # fmt: skip
ENCODINGS = (b"base64", b"quoted-printable", b"x-uuencode", b"7bit", b"8bit", b"binary", b"BASE64 ;x", b"", b"\x00")
KINDS = (
    b"text/plain", b"text/html", b"multipart/mixed", b"multipart/alternative", b"multipart/report", b"message/rfc822",
    b"message/delivery-status", b"message/partial", b"text/calendar", b"image/png", b"application/octet-stream",
    b"multipart/", b"/", b"text", b"message/external-body", b"multipart/signed", b"text/plain; format=flowed",
)  # fmt: skip
COUNTS = (0, 1, 2, 17, 100, 999, 10_000, 60_000)
MARKS = ("\u202e", "\u200b", "\ufeff", "\u2028", "\x85", "\U000e0041", "\u0130", "\u212a", "\ufdfa", "\u0600", "🏳️‍🌈")
BITS = (
    b"=?utf-8?b?", b"=?a?q?=0D=0A?=", b"=?", b"?=", b"<", b">", b"(", b")", b'"', b"\\", b"@", b",", b";", b":", b"[",
    b"]", b"--", b"-- \n", b"> ", b"On x wrote:\n", b"\n\n", b"\n ", b"\r", b"\n", b"\r\n", b"\x00", b"\t", b"\x0c",
    b"*0*=", b"%00", b"=00", b"=0D=0A", b"\x1b$B", b"+AGA-", b"~{", b"&#x110000;", b"&#0;", b"<![CDATA[", b"<!--",
    b"<table><tr><td>", b"<blockquote>", b"<style>", b"begin 644 x\n", b"From ", b".\n", b"http://", b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80", b"\xc0\x80", b"\xff", b"--Boundary", b"-----Original Message-----\n", b"Sent from my \n",
    b"SSE-7K3F2", b"<@U0DANA>", b"SHARE\n", b"estimate in 2 days", b"99999999999999999999", b"-1", b"1e999",
    *(mark.encode("utf-8") for mark in MARKS),
)  # fmt: skip

Chance = random.Random
Mutation = Callable[[bytes, Sequence[bytes], Chance], bytes]


def mutate(raw: bytes, others: Sequence[bytes], chance: Chance) -> bytes:
    """One to six mutations, one after the other; few for most, so that what is behind a first check is reached too."""
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 6))):
        raw = chance.choice(MUTATIONS)(raw, others, chance)[:LARGEST]
    return raw


def noise(chance: Chance) -> bytes:
    """Bytes of no structure at all, or of a few letters that mean something to a reader."""
    size = chance.choice((1, 10, 100, 1_000, 20_000))
    if chance.random() < 0.5:
        return chance.randbytes(size)
    return b"".join(chance.choice(BITS) for _ in range(size // 4 + 1))


def flip(raw: bytes, _others: Sequence[bytes], chance: Chance) -> bytes:
    changed = bytearray(raw or b"x")
    for _ in range(chance.choice((1, 3, 30, 300))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut(raw: bytes, _others: Sequence[bytes], chance: Chance) -> bytes:
    start, end = _span(raw, chance)
    return chance.choice((raw[:start], raw[start:], raw[:start] + raw[end:]))


def insert(raw: bytes, _others: Sequence[bytes], chance: Chance) -> bytes:
    place = _place(raw, chance)
    return raw[:place] + chance.choice(BITS) * chance.choice((1, 1, 2, 40)) + raw[place:]


def repeat(raw: bytes, _others: Sequence[bytes], chance: Chance) -> bytes:
    start, end = _span(raw, chance)
    piece = raw[start : min(end, start + chance.choice((1, 4, 80, 2_000)))]
    return raw[:start] + piece * chance.choice(COUNTS) + raw[end:]


def repeat_mark(raw: bytes, _others: Sequence[bytes], chance: Chance) -> bytes:
    place, mark = _place(raw, chance), chance.choice(BITS)
    return raw[:place] + mark * chance.choice(COUNTS) + raw[place:]


def double_header(raw: bytes, others: Sequence[bytes], chance: Chance) -> bytes:
    """One of its own, or of another mail, once more or very often, anywhere in the head."""
    head, rest = _parted(raw)
    found = HEADER.findall(_parted(chance.choice((raw, chance.choice(others))))[0] + b"\n")
    if not found:
        return raw
    again = chance.choice(found).rstrip(b"\n") + b"\n"
    return again * chance.choice((1, 1, 2, 40, 1_500)) + head + rest


def drop_header(raw: bytes, _others: Sequence[bytes], chance: Chance) -> bytes:
    head, rest = _parted(raw)
    found = list(HEADER.finditer(head))
    if not found:
        return raw
    gone = chance.choice(found)
    return head[: gone.start()] + head[gone.end() :] + rest


def break_header(raw: bytes, _others: Sequence[bytes], chance: Chance) -> bytes:
    """A known name with a value that was not made for it."""
    value = b"".join(chance.choice(BITS) for _ in range(chance.choice((1, 2, 5, 400))))
    own = HEADER.findall(_parted(raw)[0] + b"\n")
    value = chance.choice((value, chance.randbytes(60), chance.choice(own).partition(b":")[2] if own else b"x"))
    return chance.choice(NAMES) + chance.choice((b": ", b":", b" : ", b"")) + value.rstrip(b"\n") + b"\n" + raw


def refold(raw: bytes, _others: Sequence[bytes], chance: Chance) -> bytes:
    head, rest = _parted(raw)
    fold = chance.choice((b"\n ", b"\r\n\t", b"\r ", b"\n\n ", b"\n" + b" " * 3_000))
    every = chance.choice((1, 7, 60))
    return fold.join(head[start : start + every] for start in range(0, min(len(head), 20_000), every)) + rest


def splice(raw: bytes, others: Sequence[bytes], chance: Chance) -> bytes:
    other = chance.choice(others)
    start, end = _span(other, chance)
    place = _place(raw, chance)
    return raw[:place] + other[start:end] + raw[place:]


def marry(raw: bytes, others: Sequence[bytes], chance: Chance) -> bytes:
    """The head of one and the body of another."""
    return _parted(raw)[0] + _parted(chance.choice(others))[1]


def swap_boundary(raw: bytes, others: Sequence[bytes], chance: Chance) -> bytes:
    found = BOUNDARY.findall(raw)
    if not found:
        return raw
    elsewhere = BOUNDARY.findall(chance.choice(others)) or [b""]
    new = chance.choice((chance.choice(elsewhere), b"a" * 5_000, b"-", b"\xff", found[0][:-1], found[0] + b"--"))
    return raw.replace(chance.choice(found), new, chance.choice((1, 2, -1)))


def swap_charset(raw: bytes, _others: Sequence[bytes], chance: Chance) -> bytes:
    return _swapped(raw, CHARSET, chance.choice(CHARSETS), chance) or _typed(raw, b"text/plain", chance)


def swap_encoding(raw: bytes, _others: Sequence[bytes], chance: Chance) -> bytes:
    line = b"Content-Transfer-Encoding: " + chance.choice(ENCODINGS)
    return _swapped(raw, ENCODING, line, chance) or line + b"\n" + raw


def retype(raw: bytes, _others: Sequence[bytes], chance: Chance) -> bytes:
    return _typed(raw, chance.choice(KINDS), chance)


def parametrise(raw: bytes, _others: Sequence[bytes], chance: Chance) -> bytes:
    pieces = (b"; a=b", b"; name*0*=utf-8''%00", b'; filename="', b"; x*99999=1", b"; charset=", b';"', b"; boundary=x")
    piece = b"".join(chance.choice(pieces) for _ in range(chance.choice((1, 3, 90, 200))))
    name = chance.choice((b"Content-Type: text/plain", b"Content-Disposition: attachment"))
    return name + piece + b"\n" + raw


def nest(raw: bytes, _others: Sequence[bytes], chance: Chance) -> bytes:
    """The mail inside others, as a forward or a part: once, to the limit, beyond it."""
    for _ in range(chance.choice((1, 3, 28, 61, 400))):
        mark = b"b%d" % chance.randrange(10**6)
        raw = chance.choice((
            b"Content-Type: message/rfc822\n\n" + raw,
            b'Content-Type: multipart/mixed; boundary="%b"\n\n--%b\n%b\n--%b--\n' % (mark, mark, raw, mark),
        ))[:LARGEST]  # fmt: skip
    return b"From: a@b.example\n" + raw


def reend(raw: bytes, _others: Sequence[bytes], chance: Chance) -> bytes:
    """Other line ends: everywhere, in the head alone, or here and there."""
    new = chance.choice((b"\r\n", b"\r", b"\n\r", b"\r\r\n", b"\x0b", b"\x85", b"\x00\n", b" \n"))
    lines = raw.split(b"\n")
    often = chance.choice((1.0, 0.5, 0.02))
    return b"".join(line + (new if chance.random() < often else b"\n") for line in lines)


def refer(raw: bytes, _others: Sequence[bytes], chance: Chance) -> bytes:
    each = chance.choice((b"<a%d@b.example>", b"<%d", b"%d@x", b"<[%d@y]>", b"<@@TOKEN@@.%d@x>"))
    line = b" ".join(each % number for number in range(chance.choice((1, 60, 5_000))))
    return chance.choice((b"References: ", b"In-Reply-To: ", b"Message-ID: ")) + line + b"\n" + raw


def readdress(raw: bytes, _others: Sequence[bytes], chance: Chance) -> bytes:
    new = chance.choice((
        b"", b"@", b"a@b", b"admin@softskills.example", b"hi@jamison.dance", b"x" * 70_000 + b"@y.example",
        b'"a b"@c.example', b"a@[127.0.0.1]", "ä@ö.example".encode(), b"a@b.example,c@d.example", b"\xff@\xfe",
        b"admin@softskills.example]@evil.example", b"a@" + b"b." * 2_000 + b"example", b"a\x00@b.example",
    ))  # fmt: skip
    return _swapped(raw, ADDRESS, new, chance) or b"From: " + new + b"\n" + raw


def renumber(raw: bytes, _others: Sequence[bytes], chance: Chance) -> bytes:
    return _swapped(raw, NUMBER, chance.choice((b"0", b"-1", b"9" * 400, b"1e9", b"\xd9\xa3")), chance) or raw


def widen(raw: bytes, _others: Sequence[bytes], chance: Chance) -> bytes:
    """8-bit bytes, NUL and invisible letters, most of them where only ASCII may stand."""
    changed = bytearray(raw)
    end = len(_parted(raw)[0]) if chance.random() < 0.6 else len(raw)
    for _ in range(chance.choice((1, 5, 200))):
        place = chance.randrange(end + 1)
        changed[place:place] = chance.choice((b"\x00", b"\xff", b"\xe9", chance.choice(MARKS).encode()))
    return bytes(changed)


def quote(raw: bytes, _others: Sequence[bytes], chance: Chance) -> bytes:
    """The body as a deep quote, or below its own signature's mark, or as one endless line."""
    head, rest = _parted(raw)
    body = rest.strip(b"\r\n")
    depth = chance.choice((1, 9, 300))
    quoted = b"\n".join(b">" * depth + line for line in body.split(b"\n")[:2_000])
    changed = chance.choice((quoted, b"-- \n" + body, body.replace(b"\n", b" "), body + b"\n" + quoted, body * 9))
    return head + b"\n\n" + changed


def plain_noise(raw: bytes, _others: Sequence[bytes], chance: Chance) -> bytes:
    return chance.choice((noise(chance), _parted(raw)[0] + b"\n\n" + noise(chance)))


def _place(raw: bytes, chance: Chance) -> int:
    """Half of the time in the head, which is the smaller part and the one that more is read from."""
    end = len(_parted(raw)[0]) if chance.random() < 0.5 else len(raw)
    return chance.randrange(end + 1)


def _span(raw: bytes, chance: Chance) -> tuple[int, int]:
    first, second = _place(raw, chance), _place(raw, chance)
    return min(first, second), max(first, second)


def _parted(raw: bytes) -> tuple[bytes, bytes]:
    end = HEAD_END.search(raw)
    return (raw[: end.start()], raw[end.start() :]) if end else (raw, b"")


def _swapped(raw: bytes, what: re.Pattern[bytes], new: bytes, chance: Chance) -> bytes:
    """One of the places that `what` finds, among the first thousand; empty where there is none."""
    found = [match.span(match.lastindex or 0) for match, _ in zip(what.finditer(raw), range(1_000), strict=False)]
    if not found:
        return b""
    start, end = chance.choice(found)
    return raw[:start] + new + raw[end:]


def _typed(raw: bytes, kind: bytes, chance: Chance) -> bytes:
    line = b"Content-Type: " + kind + b"; charset=" + chance.choice(CHARSETS) + b"\n"
    return (
        line + raw if chance.random() < 0.5 else re.sub(rb"(?im)^content-type:[^\n]*\n", lambda _: line, raw, count=1)
    )


MUTATIONS: tuple[Mutation, ...] = (
    flip, cut, insert, repeat, repeat_mark, double_header, drop_header, break_header, refold, splice, marry,
    swap_boundary, swap_charset, swap_encoding, retype, parametrise, nest, reend, refer, readdress, renumber, widen, quote,
    plain_noise,
)  # fmt: skip

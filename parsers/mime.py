"""Raw mail -> the standard library's tree of parts, behind limits that are checked before it parses.

The parser of the standard library is slow, recursive or both on hand-made input; nothing here may let it see a mail
that the limits do not cover, and nothing here interprets what a part says. Policy is compat32: the newer policies
raise on one hand-made mail in four.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message as Part
from email.parser import BytesFeedParser
from email.policy import compat32
from urllib.parse import unquote_to_bytes

from parsers.charsets import clean_line, decode
from parsers.message import Unreadable


@dataclass(frozen=True, slots=True)
class Limits:
    """What one mail may cost. Sizes in bytes; a mail beyond any of them is set aside."""

    size: int = 25 * 1024 * 1024
    lines: int = 600_000  # 25 MiB of base64 are 350,000
    header_size: int = 256 * 1024
    header_lines: int = 2_000
    structures: int = 60  # multipart and message parts: each may be a level, and the parser recurses
    parts: int = 500
    parameters: int = 100
    parameter_header: int = 16 * 1024
    addresses: int = 1_000


LIMITS = Limits()

_HEADERS_END = re.compile(rb"\r\n\r\n|\n\r?\n|\r\r")
_STRUCTURE = re.compile(rb"(?im)^content-type[ \t]*:(?:[ \t]|\r?\n[ \t])*(?:multipart|message)/")
_PARAMETERS = re.compile(rb"(?im)^content-(?:type|disposition)[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*")
_BOUNDARY = re.compile(rb'(?i)boundary\*?0?\*?[ \t]*=[ \t]*(?:"([^"\r\n]{1,200})|([^\s";]{1,200}))')
_ADDRESSED = re.compile(rb"(?im)^(?:from|to|cc|bcc|reply-to|sender)[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*")
_FOLD = re.compile(r"[\r\n]{1,4}(?=[ \t])")
_CHUNK = 64 * 1024
_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))


def parse(raw: bytes, limits: Limits = LIMITS) -> Part:
    """The tree of `raw`. Raises only Unreadable."""
    _refuse_what_costs_too_much(raw, limits)
    parser = BytesFeedParser(policy=compat32)
    try:
        for start in range(0, len(raw), _CHUNK):  # one feed of all would hold four bytes a character
            parser.feed(raw[start : start + _CHUNK])
        tree = parser.close()
    except RecursionError:
        raise Unreadable("nested too deeply") from None
    except Exception:  # noqa: BLE001  what the parser raises on hand-made mail is no fixed set, and carries its text
        raise Unreadable("malformed") from None
    _refuse_trees_too_large(tree, limits)
    return tree


def _refuse_what_costs_too_much(raw: bytes, limits: Limits) -> None:
    head = header_block(raw)
    for reason, refused in (
        ("too large", len(raw) > limits.size),
        ("empty", not raw.strip(b"\0\r\n\t ")),
        ("too many lines", raw.count(b"\n") + raw.count(b"\r\r") > limits.lines),
        ("too many headers", len(head) > limits.header_size or head.count(b"\n") > limits.header_lines),
    ):
        if refused:
            raise Unreadable(reason)
    _refuse_structures(raw, limits)
    _refuse_parameters(raw, limits)
    if any(found[0].count(b"@") + found[0].count(b",") > 2 * limits.addresses for found in _ADDRESSED.finditer(head)):
        raise Unreadable("too many addresses")


def header_block(raw: bytes) -> bytes:
    """What stands above the first empty line, looked for no further than twice the limit."""
    window = raw[: 2 * LIMITS.header_size]
    end = _HEADERS_END.search(window)
    return window[: end.start()] if end else window


def _refuse_structures(raw: bytes, limits: Limits) -> None:
    if _more_than(limits.structures, _STRUCTURE.finditer(raw)):
        raise Unreadable("nested too deeply")
    boundaries = {found[1] or found[2] for found in _BOUNDARY.finditer(raw)}
    if len(boundaries) > 2 * limits.structures:
        raise Unreadable("nested too deeply")
    if boundaries and raw.count(b"\n--") > limits.parts:
        delimiters = re.compile(rb"\n--(?:" + b"|".join(re.escape(one) for one in sorted(boundaries)) + rb")")
        if _more_than(limits.parts, delimiters.finditer(raw)):
            raise Unreadable("too many parts")


def _refuse_parameters(raw: bytes, limits: Limits) -> None:
    for found in _PARAMETERS.finditer(raw):
        if len(found[0]) > limits.parameter_header or found[0].count(b";") > limits.parameters:
            raise Unreadable("too many parameters")


def _more_than(bound: int, found: Iterator[object]) -> bool:
    return any(number >= bound for number, _ in enumerate(found))


def _refuse_trees_too_large(tree: Part, limits: Limits) -> None:
    level, depth, count = [tree], 0, 0
    while level:
        depth, count = depth + 1, count + len(level)
        if depth > limits.structures:
            raise Unreadable("nested too deeply")
        if count > limits.parts:
            raise Unreadable("too many parts")
        level = [child for part in level for child in children(part)]


def _payload(part: Part) -> object:
    """What the parser stored: get_payload() would decode it with whatever codec the mail names, idna too."""
    return part._payload  # type: ignore[attr-defined]  # noqa: SLF001  there is no public way to it


def children(part: Part) -> list[Part]:
    payload = _payload(part)
    return [child for child in payload if isinstance(child, Part)] if isinstance(payload, list) else []


def content(part: Part) -> bytes:
    """The decoded bytes of a leaf; what is not encoded as declared comes as it is. Never raises."""
    payload = _payload(part)
    if not isinstance(payload, str):
        return b""
    data = payload.encode("utf-8", "surrogateescape")
    encoding = raw_value(part, "content-transfer-encoding").partition(";")[0].strip().strip("\"'").casefold()
    if encoding == "base64":
        return from_base64(data)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(data)
    if encoding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return _from_uuencode(data)
    return data


def from_base64(data: bytes) -> bytes:
    """What can be read of base64: letters outside the alphabet are skipped (RFC 2045 6.8), a torn end is mended."""
    kept = data.translate(None, _NOT_BASE64)  # a regular expression would hold each line of 25 MiB by itself
    kept = kept[:-1] if len(kept) % 4 == 1 else kept
    return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


def _from_uuencode(data: bytes) -> bytes:
    lines = iter(data.splitlines())
    decoded = []
    if not any(line.startswith(b"begin ") for line in lines):
        return data
    for line in lines:
        if line.strip() in {b"end", b"", b"`"}:
            continue
        try:
            decoded.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue  # a broken line costs itself, not the file
    return b"".join(decoded)


def raw_value(part: Part, name: str) -> str:
    """The first header of that name, unfolded, as it came: bytes outside ASCII read as text."""
    value = next((text for key, text in part.raw_items() if key.casefold() == name), "")
    return unfolded(value)


def unfolded(value: object) -> str:
    """A header's value on one line, its foreign bytes as text."""
    text = decode(str(value).encode("utf-8", "surrogateescape"))
    return _FOLD.sub("", text).replace("\r", " ").replace("\n", " ")


_PARAMETER = re.compile(r';\s*([^\s=;"]{1,80})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))')
_SECTION = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?\Z")


def parameters(value: str) -> dict[str, str]:
    """The parameters of a Content-Type or -Disposition, decoded as RFC 2231 says; continuations in their order."""
    sections: dict[str, dict[int, tuple[bool, str]]] = {}
    for name, quoted, bare in _PARAMETER.findall(value[: LIMITS.parameter_header]):
        part = _SECTION.match(name.casefold())
        if part:
            text = re.sub(r"\\(.)", r"\1", quoted) if quoted else bare.strip()
            sections.setdefault(part[1], {}).setdefault(int(part[2] or 0), (bool(part[3]), text))
    return {name: _joined(found) for name, found in sections.items()}


def _joined(found: dict[int, tuple[bool, str]]) -> str:
    encoded, first = found[min(found)]
    charset, rest = "", first
    if encoded and first.count("'") >= 2:  # noqa: PLR2004  charset'language'text
        charset, _, rest = first.split("'", 2)
    texts = [(encoded, rest), *(found[index] for index in sorted(found)[1:])]
    joined = b"".join(unquote_to_bytes(text) if extended else text.encode() for extended, text in texts)
    return decode(joined, charset) if any(extended for extended, _ in texts) else "".join(text for _, text in texts)


def declared(part: Part) -> tuple[str, dict[str, str]]:
    """The content type, lower-case, and its parameters; text/plain where it is missing or nonsense (RFC 2045 5.2)."""
    value = raw_value(part, "content-type")
    kind = clean_line(value.partition(";")[0], 120).casefold()
    if not re.fullmatch(r"[a-z0-9.+_-]+/[a-z0-9.+_-]+", kind):
        kind = part.get_default_type()
    return kind, parameters(value)

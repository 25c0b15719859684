"""Raw mail -> Message: decoded, bounded, nobody's words mixed with anybody else's.

Reads what a mail says and decides nothing about it. What cannot be read within the limits of `parsers.mime` is
Unreadable, which is the only exception that leaves this file.
"""

import re
from dataclasses import dataclass, field
from email.generator import BytesGenerator
from email.message import Message as Part
from email.policy import Compat32
from hashlib import sha256
from io import BytesIO

from parsers import headers
from parsers.charsets import clean, clean_line, decode
from parsers.forwarded import LONGEST_TEXT as LONGEST_FORWARD
from parsers.forwarded import parted
from parsers.hidden_links import own_links
from parsers.message import Attachment, Channel, Forwarded, Message, Unreadable
from parsers.mime import children, content, declared, header_block, parameters, parse, raw_value
from parsers.pages import Page

LONGEST_TEXT = 500_000  # characters
MOST_LINKS = 200
MOST_FORWARDED = 50

_LINK = re.compile(r"https?://[^\s<>\"\x00-\x20]{1,2000}", re.IGNORECASE)
_META_CHARSET = re.compile(rb"(?i)charset\s{0,5}=\s{0,5}[\"']?([a-z0-9_-]{1,40})")
_LOGO_AREA = 25_000  # square pixels: 250 x 100; one line of a chat, 500 x 60, is more
_LOGO_BYTES = 8_000  # where neither the markup nor the file tells its measures
_NOT_FOR_PEOPLE = frozenset(  # what machines add: signatures, versions, returned headers, invitations beside their text
    [
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-encrypted",
        "text/rfc822-headers",
        "message/delivery-status",
        "message/global-delivery-status",
        "message/disposition-notification",
        "message/feedback-report",
    ]
)
_SIGNATURE_FILES = re.compile(r"(?:smime\.p7s|signature\.asc|openpgp_digital_signature(?:\.asc)?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _File:
    attachment: Attachment
    content_id: str = field(default="", repr=False)
    area: int = -1


@dataclass(frozen=True, slots=True)
class _Found:
    """What a part holds, its children included."""

    texts: tuple[str, ...] = field(default=(), repr=False)
    pages: tuple[Page, ...] = field(default=(), repr=False)
    files: tuple[_File, ...] = field(default=(), repr=False)
    forwarded: tuple[Forwarded, ...] = field(default=(), repr=False)

    def joined(self, other: "_Found") -> "_Found":
        return _Found(
            self.texts + other.texts,
            self.pages + other.pages,
            self.files + other.files,
            self.forwarded + other.forwarded,
        )


def read_email(raw: bytes) -> Message:
    """`raw` as a mailbox or a mail server hands it over. Raises Unreadable, and nothing else."""
    tree = parse(raw)
    try:
        return _message(tree)
    except RecursionError:
        raise Unreadable("nested too deeply") from None


def claimed_sender(raw: bytes) -> str:
    """As `read_email` would find it, from the head alone; empty where there is none, or nothing can be read."""
    try:
        return headers.sender(parse(header_block(raw))).address
    except Unreadable:
        return ""


def _message(tree: Part) -> Message:
    subject, claimed = headers.subject(tree), headers.sender(tree)
    found = _walk(tree)
    text, inline = parted("\n".join(found.texts).strip("\n")[:LONGEST_TEXT], subject)
    ids = headers.identifiers(tree, "message-id")
    return Message(
        channel=Channel.EMAIL,
        sender=claimed.address,
        sender_name=claimed.name,
        recipients=headers.recipients(tree),
        subject=subject,
        text=text,
        message_id=ids[0] if ids else "",
        in_reply_to=headers.identifiers(tree, "in-reply-to"),
        references=headers.identifiers(tree, "references"),
        date=headers.date(tree),
        attachments=_real(found),
        forwarded=(inline + found.forwarded)[:MOST_FORWARDED],
        links=_links(text, found.pages, inline, claimed.name),
        headers=headers.all_headers(tree),
        content_type=declared(tree)[0],
    )


def links_in(text: str) -> tuple[str, ...]:
    """The web addresses of a text, each once, without the punctuation that follows them."""
    found = (_trimmed(match[0]) for match in _LINK.finditer(text))
    return tuple(dict.fromkeys(link for link in found if len(link) > len("https://")))[:MOST_LINKS]


def _trimmed(link: str) -> str:
    link = re.split(r"\]\(|&gt;|[\u201d\u00bb\u2019]", link, maxsplit=1)[0]
    while link and (
        link[-1] in ".,;:!?'*_~|" or (link[-1] in ")]}" and link.count(link[-1]) > link.count(_opening(link)))
    ):
        link = link[:-1]
    return link


def _opening(link: str) -> str:
    return {")": "(", "]": "[", "}": "{"}[link[-1]]


def _links(text: str, pages: tuple[Page, ...], inline: tuple[Forwarded, ...], name: str) -> tuple[str, ...]:
    """Those of the text, then those that only the HTML has (a link whose words are no address)."""
    written = links_in(text)
    handed_on = frozenset(link for one in inline for link in links_in(one.text))
    hidden = (link for one in pages for link in own_links(one, name) if link not in handed_on)
    return tuple(dict.fromkeys([*written, *hidden]))[:MOST_LINKS]


def _walk(part: Part) -> _Found:
    kind, said = declared(part)
    inside = children(part)
    if kind in _NOT_FOR_PEOPLE:
        return _Found()
    if kind in {"message/rfc822", "message/global", "message/news"}:
        return _handed_on(part, inside)
    if kind == "multipart/alternative" and inside:
        return _best([_walk(child) for child in inside])
    if inside:
        found = _Found()
        for child in inside:
            found = found.joined(_walk(child))
        return found
    return _leaf(part, kind, said)


def _best(offered: list[_Found]) -> _Found:
    """Plain text, unless it is empty or a stub that only points at the HTML."""
    found = _Found()
    for one in offered:
        found = found.joined(one)
    plain = next((one.texts for one in offered if one.texts and not one.pages), ())
    rich = next((one.texts for one in reversed(offered) if one.texts and one.pages), ())
    chosen = plain if not _is_stub(plain, rich) else rich or plain
    return _Found(chosen, found.pages, found.files, found.forwarded)


def _is_stub(plain: tuple[str, ...], rich: tuple[str, ...]) -> bool:
    said, shown = " ".join(plain).split(), " ".join(rich).split()
    return 3 * len(said) < len(shown) or not any(word[:1].isalnum() or len(word) > 1 for word in said)


def _leaf(part: Part, kind: str, said: dict[str, str]) -> _Found:
    disposition = raw_value(part, "content-disposition")
    placed = disposition.partition(";")[0].strip().casefold()
    name = _file_name(parameters(disposition).get("filename") or said.get("name") or "")
    broken_multipart = kind.startswith("multipart/")
    if placed != "attachment" and not name and (kind.startswith("text/") or broken_multipart):
        return _text(part, kind, said)
    data = content(part)
    if _SIGNATURE_FILES.fullmatch(name) or not (name or data):
        return _Found()
    return _Found(files=(_file(part, name, kind, data),))


def _text(part: Part, kind: str, said: dict[str, str]) -> _Found:
    data = content(part)
    if kind == "text/calendar":
        return _Found()
    if kind == "text/html":
        from parsers.html import page  # its libraries take longer to load than many a command to run

        meta = _META_CHARSET.search(data[:2048])
        shown = page(decode(data[: 4 * LONGEST_TEXT], said.get("charset") or (meta[1].decode() if meta else "")))
        return _Found((shown.text,), (shown,))
    text = clean(decode(data[: 4 * LONGEST_TEXT], said.get("charset", ""))[:LONGEST_TEXT])
    if said.get("format", "").casefold() == "flowed":
        text = _unflowed(text, "" if said.get("delsp", "").casefold() == "yes" else " ")
    return _Found((text,))


def _unflowed(text: str, joint: str) -> str:
    """RFC 3676: a line that ends in a space goes on in the next one; quoted lines and the signature's mark do not."""
    lines: list[list[str]] = []
    flows = False
    for raw in text.split("\n"):
        line = raw.removeprefix(" ")
        quoted = raw.startswith(">")
        if flows and not quoted and line != "-- ":
            lines[-1] += [joint, line]
        else:
            lines.append([line])
        flows = line.endswith(" ") and line != "-- " and not quoted
        if flows:
            lines[-1][-1] = line[:-1]
    return "\n".join("".join(pieces) for pieces in lines)


def _file_name(text: str) -> str:
    """The name alone: no folder, no control character, encoded words read although RFC 2047 forbids them there."""
    return clean_line(headers.words(text, 400).replace("\\", "/").rsplit("/", 1)[-1], 200).strip(". ") if text else ""


def _file(part: Part, name: str, kind: str, data: bytes) -> _File:
    content_id = clean_line(raw_value(part, "content-id"), 500).strip("<> ")
    attachment = Attachment(name or "unnamed", kind, len(data), sha256(data).hexdigest())
    return _File(attachment, content_id, _png_area(data))


def _png_area(data: bytes) -> int:
    if data[:8] != b"\x89PNG\r\n\x1a\n" or len(data) < 24:  # noqa: PLR2004  signature, then IHDR with both sides
        return -1
    return int.from_bytes(data[16:20], "big") * int.from_bytes(data[20:24], "big")


def _handed_on(part: Part, inside: list[Part]) -> _Found:
    """A message within the message: its words are kept apart; its file, where it has a name, is an attachment."""
    encoding = raw_value(part, "content-transfer-encoding").strip().casefold()
    inner = inside[0] if inside else None
    data = b"" if inside else content(part)
    if encoding in {"base64", "quoted-printable"} and inner is not None:  # RFC 2046 5.2.1 forbids it, senders do it
        inner.add_header("Content-Transfer-Encoding", encoding)
        data = content(inner)
        inner = parse(data) if data.strip() else None
    found = _walk(inner) if inner is not None else _Found()
    text = "\n".join(found.texts).strip()[:LONGEST_FORWARD]
    who, subject = (
        (headers.sender(inner), headers.subject(inner)) if inner is not None else (headers.Address("", ""), "")
    )
    message = Forwarded(who.address or who.name, subject, text)
    files = _attached_message(part, subject, data or inner)
    return _Found(files=files or found.files, forwarded=(message, *found.forwarded))


def _attached_message(part: Part, subject: str, inner: bytes | Part | None) -> tuple[_File, ...]:
    """Written out only where it is an attachment: each of a hundred nested ones holds all that are in it."""
    disposition = raw_value(part, "content-disposition")
    name = _file_name(parameters(disposition).get("filename") or declared(part)[1].get("name") or "")
    if not name and disposition.partition(";")[0].strip().casefold() != "attachment":
        return ()
    data = _as_bytes(inner) if isinstance(inner, Part) else inner or b""
    return (_file(part, name or _file_name(subject)[:100] + ".eml", "message/rfc822", data),)


class _AsItCame(Compat32):
    """Unfolded: the library's folding takes the square of a header's words."""

    def fold_binary(self, name: str, value: str) -> bytes:
        return f"{name}: {value}{self.linesep}".encode("ascii", "surrogateescape")


AS_IT_CAME = _AsItCame()


def _as_bytes(part: Part) -> bytes:
    written = BytesIO()
    try:
        BytesGenerator(written, mangle_from_=False, policy=AS_IT_CAME).flatten(part)
    except Exception:  # noqa: BLE001  the generator raises on what the parser let pass; the hash is then of what it wrote
        return written.getvalue()
    return written.getvalue()


def _real(found: _Found) -> tuple[Attachment, ...]:
    """Files that somebody attached: a picture that the HTML shows counts unless it has a logo's measures, for a
    screenshot that was pasted into the mail is evidence.
    """
    areas = dict(one for shown in found.pages for one in shown.shown)
    return tuple(one.attachment for one in found.files if not _is_logo(one, areas))


def _is_logo(file: _File, areas: dict[str, int]) -> bool:
    if not file.content_id or file.content_id not in areas:
        return False
    marked = areas[file.content_id]
    area = marked if marked >= 0 else file.area
    return area < _LOGO_AREA if area >= 0 else file.attachment.size < _LOGO_BYTES

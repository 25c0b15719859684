"""Text as it enters Slack: what a person types, what an app posts, and whom it pings. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

LONGEST_TEXT = 40_000

_SEQUENCE = re.compile(
    r"<(?:[@#][A-Z0-9]+(?:\|[^<>]*)?|![a-z]+(?:\^[^<>]*)?(?:\|[^<>]*)?|(?:https?|mailto|tel):[^<>]+)>"
)
_ADDRESS = re.compile(r"(?<![<|\w])https?://[^\s<>|]+")
_NAMED = re.compile(r"(?<![\w<])@([a-z0-9][a-z0-9._-]*)")
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")
_BROADCASTS = ("channel", "here", "everyone")


def escaped(text: str) -> str:
    """These three characters and no others."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def typed(text: str, ids: Mapping[str, str]) -> str:
    """What a person's client sends: their own angle brackets are text, `@name` a mention, an address a link."""

    def mention(found: re.Match[str]) -> str:
        name = found[1].rstrip(".-_")
        if name in _BROADCASTS:
            return f"<!{name}>{found[1][len(name) :]}"
        return f"<@{ids[name]}>{found[1][len(name) :]}" if name in ids else found[0]

    return _linked(_NAMED.sub(mention, escaped(text)))


def posted(text: str) -> str:
    """What an app sends: its control sequences work, other angle brackets are escaped, addresses become links."""
    pieces, end = [], 0
    for found in _SEQUENCE.finditer(text):
        pieces += [_loose(text[end : found.start()]), found[0]]
        end = found.end()
    return "".join([*pieces, _loose(text[end:])])[:LONGEST_TEXT]


def pieces(text: str) -> list[dict[str, Any]]:
    """The same as rich text's elements: a client sends both."""
    found, end = [], 0
    for sequence in _SEQUENCE.finditer(text):
        found += [_plain(text[end : sequence.start()]), _element(sequence[0][1:-1])]
        end = sequence.end()
    return [each for each in [*found, _plain(text[end:])] if each.get("text") != ""]


def _plain(text: str) -> dict[str, Any]:
    return {"type": "text", "text": decoded(text)}


def _element(inside: str) -> dict[str, Any]:
    sign, (name, _, label) = inside[0], inside[1:].partition("|")
    if sign == "@":
        return {"type": "user", "user_id": name}
    if sign == "#":
        return {"type": "channel", "channel_id": name}
    if sign == "!":
        return {"type": "broadcast", "range": name}
    return {"type": "link", "url": decoded(sign + name), **({"text": decoded(label)} if label else {})}


def _loose(text: str) -> str:
    return _linked(_AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;"))


def _linked(text: str) -> str:
    return _ADDRESS.sub(lambda found: f"<{found[0]}>", text)


def pinged(message: Mapping[str, Any]) -> list[str]:
    """Member ids and broadcasts that this message calls: in its text, in mrkdwn objects, in rich text's elements."""
    texts = [message.get("text", ""), *_mrkdwn(message.get("blocks", ()))]
    said = [found for text in texts for found in re.findall(r"<(?:@([A-Z0-9]+)|!([a-z]+))", text)]
    return [*dict.fromkeys([*(one or other for one, other in said), *_rich_pings(message.get("blocks", ()))])]


def _mrkdwn(found: object) -> Iterator[str]:
    for each in _mappings(found):
        if each.get("type") == "mrkdwn":
            yield each["text"]


def _rich_pings(found: object) -> Iterator[str]:
    for each in _mappings(found):
        if each.get("type") == "user":
            yield each["user_id"]
        elif each.get("type") == "broadcast":
            yield each["range"]


def _mappings(found: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(found, Mapping):
        yield found
    inner = list(found.values()) if isinstance(found, Mapping) else found
    if isinstance(inner, (list, tuple)):
        for each in inner:
            yield from _mappings(each)


def shown(message: Mapping[str, Any]) -> str:
    """What a reader sees: the blocks where there are some, else the text; buttons in square brackets."""
    blocks: Sequence[Mapping[str, Any]] = message.get("blocks") or ()
    lines = [line for block in blocks for line in _lines(block)] if blocks else [message.get("text", "")]
    return "\n".join(decoded(line) for line in lines)


def decoded(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _lines(block: Mapping[str, Any]) -> Iterator[str]:
    kind = block["type"]
    if kind == "divider":
        yield "---"
    elif kind == "rich_text":
        yield from ("".join(_rich_words(each)) for each in block["elements"])
    elif kind == "context":
        yield " ".join(each.get("text", "") for each in block["elements"])
    else:
        yield from (each["text"] for each in [block.get("text"), block.get("label"), block.get("hint")] if each)
        yield from (each["text"] for each in block.get("fields", ()))
        asked = [block[name] for name in ("accessory", "element") if name in block]
        if words := " ".join(filter(None, (_control(each) for each in [*asked, *block.get("elements", ())]))):
            yield words


def _control(element: Mapping[str, Any]) -> str:
    if element["type"] == "button":
        return f"[{element['text']['text']}]"
    return " ".join(f"({option['text']['text']})" for option in element.get("options", ()))


def _rich_words(element: Mapping[str, Any]) -> Iterator[str]:
    for piece in element["elements"]:
        if "elements" in piece:
            yield "".join(_rich_words(piece)) + "\n"
        else:
            yield piece.get("text") or piece.get("url") or _called(piece)


def _called(piece: Mapping[str, Any]) -> str:
    named = {"user": "user_id", "channel": "channel_id", "broadcast": "range", "emoji": "name"}[piece["type"]]
    return f"@{piece[named]}" if piece["type"] != "emoji" else f":{piece[named]}:"

"""Slack's rich_text blocks -> plain text, for messages whose `text` is empty. Pure, and bounded in depth and number.

What stands in a text element was written as it is: here nothing is decoded.
"""

from collections.abc import Iterator, Mapping
from typing import Final

DEEPEST: Final = 6
MOST_ELEMENTS: Final = 5_000
LINES: Final = frozenset({"rich_text_section", "rich_text_preformatted", "rich_text_quote", "rich_text_list"})


def rich_text(blocks: object) -> str:
    """The words of the blocks as their writer saw them; a mention as `<@U…>`, as in a plain text."""
    return "".join(_pieces(blocks, 0)).strip("\n")


def links_of(blocks: object) -> list[str]:
    return [str(each["url"]) for each in _elements(blocks, 0) if _is_link(each)]


def _is_link(element: Mapping[str, object]) -> bool:
    return element.get("type") == "link" and str(element.get("url", "")).startswith("http")


def _mappings(found: object) -> list[Mapping[str, object]]:
    return [each for each in found[:MOST_ELEMENTS] if isinstance(each, Mapping)] if isinstance(found, list) else []


def _elements(found: object, depth: int) -> Iterator[Mapping[str, object]]:
    for each in _mappings(found) if depth < DEEPEST else []:
        yield each
        yield from _elements(each.get("elements"), depth + 1)


def _pieces(found: object, depth: int) -> Iterator[str]:
    for each in _mappings(found) if depth < DEEPEST else []:
        yield from _piece(each, depth)


def _piece(element: Mapping[str, object], depth: int) -> Iterator[str]:
    match _said(element.get("type")):
        case "rich_text":
            yield from _pieces(element.get("elements"), depth + 1)
        case "rich_text_list":
            for item in _mappings(element.get("elements")):
                yield f"- {''.join(_pieces(item.get('elements'), depth + 2))}\n"
        case "rich_text_quote":
            words = "".join(_pieces(element.get("elements"), depth + 1))
            yield "".join(f"> {line}\n" for line in words.split("\n"))
        case kind if kind in LINES:
            words = "".join(_pieces(element.get("elements"), depth + 1))
            yield words if words.endswith("\n") else f"{words}\n"
        case "section" | "header" | "context":  # what an app wrote, shared on
            yield f"{_said(element.get('text'))}\n"
        case _:
            yield _inline(element)


def _said(found: object) -> str:
    words = found.get("text") if isinstance(found, Mapping) else found
    return words if isinstance(words, str) else ""


def _inline(element: Mapping[str, object]) -> str:
    match element.get("type"):
        case "text":
            return _said(element.get("text"))
        case "link":
            address, label = _said(element.get("url")), _said(element.get("text"))
            return address if not label or label == address else f"{label} {address}"
        case "user":
            return f"<@{_said(element.get('user_id'))}>"
        case "channel":
            return f"#{_said(element.get('channel_id'))}"
        case "broadcast":
            return f"@{_said(element.get('range'))}"
        case "emoji":
            return f":{_said(element.get('name'))}:"
        case "date":
            return _said(element.get("fallback"))
        case _:
            return ""

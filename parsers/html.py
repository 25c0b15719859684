"""The HTML of a mail -> plain text as a mail client would have written it beside it, its links and shown images.

Nothing is fetched, nothing hidden is read. Quotes come out as `> ` lines, a client's signature below `-- `, a link
whose words are not its address as `words <address>`. Bounded: beyond MARKUP the tags are cut out and no more.
"""

import re
from html import unescape

from bs4 import BeautifulSoup
from bs4.element import Tag
from markdownify import MarkdownConverter

from parsers.charsets import clean
from parsers.markup import HIDING, hidden_names, tidied, without_comments
from parsers.pages import Page

LONGEST = 400_000  # characters; Outlook's own markup of a long thread is about 200,000
MARKUP = 8_000  # tags; the tree costs about 20 microseconds a tag, and deep recursion beyond

_UNSEEN = frozenset(["head", "title", "template", "svg", "object", "noscript", "select", "audio", "video"])
# How clients mark what is not the writer's: Gmail, Thunderbird, Yahoo, Proton, Outlook for the web and for mobiles.
# Each may stand behind letters of its own (x_, ydp98e9a, m_12): those of the client that quoted it last.
_QUOTING = re.compile(r"moz-forward-container\b", re.IGNORECASE)
_SIGNING = re.compile(
    r"(?:gmail_signature|moz-signature|protonmail_signature_block|ms-outlook-mobile-signature|AppleMailSignature|"
    r"composer_signature)\b|^(?:x_)?Signature$",
    re.IGNORECASE,
)
_UNMARKED = re.compile(
    r"(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|ms-outlook-mobile-reference-message|yahoo_quoted)\b"
)
_QUOTE_STARTS = re.compile(rf"{_UNMARKED.pattern}|gmail_quote(?:_container)?\b")
_CITED = re.compile(r"(?:moz-cite-prefix|protonmail_quote)\b")
_SEPARATED = re.compile(r"\s{0,9}[-_]{4,40}[^-_\n]{3,60}[-_]{4,40}")
_SEPARATOR = "-----Original Message-----"
_OUTLOOK_RULE = re.compile(r"\s*border:\s*none;\s*border-top:\s*solid #[0-9A-F]{6} 1\.0pt", re.IGNORECASE)
_LONGEST_EMOJI = 8
_WEB = re.compile(r"https?://[^\s<>\"]{1,2000}", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,5000}>")


class _Text(MarkdownConverter):
    """Markdownify without Markdown: only quotes, lists, line ends and links leave a mark."""

    class Options:
        escape_asterisks = False
        escape_underscores = False
        bullets = "-"

    def _plain(self, _el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002  the library's signature
        return text

    convert_b = convert_strong = convert_i = convert_em = convert_del = convert_s = _plain
    convert_code = convert_kbd = convert_samp = convert_sub = convert_sup = _plain

    def convert_pre(self, _el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002  as above
        return f"\n\n{text}\n\n"

    def convert_hr(self, _el: Tag, _text: str, parent_tags: set[str]) -> str:  # noqa: ARG002  as above
        return "\n\n"

    def convert_br(self, _el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002  as above
        return f"\n{text}"

    def convert_img(self, el: Tag, _text: str, parent_tags: set[str]) -> str:  # noqa: ARG002  as above
        words = str(el.get("alt") or "")
        return "" if len(words) > _LONGEST_EMOJI or any(letter.isalnum() for letter in words) else words

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002  as above
        href = _address(el)
        return text if not href or _says(text, href) else f"{text} <{href}>"


def page(markup: str) -> Page:
    """What `markup` shows."""
    bounded = without_comments(markup[:LONGEST])
    if bounded.count("<") > MARKUP:
        return Page(_tags_cut_out(bounded))
    try:
        return _read(BeautifulSoup(tidied(bounded), "html.parser"), hidden_names(bounded))
    except (RecursionError, AssertionError):  # the tree is bounded in depth; html.parser asserts on some declarations
        return Page(_tags_cut_out(bounded))


def _read(soup: BeautifulSoup, hidden: frozenset[str]) -> Page:
    _drop_unseen(soup, hidden)
    shown = tuple(_shown_images(soup))
    _mark_signatures(soup)
    _mark_quotes(soup)
    _flatten(soup)
    links = _hidden_links(soup)
    try:
        text = _Text().convert_soup(soup)
    except RecursionError:  # some 300 levels of elements
        text = soup.get_text("\n")
    return Page(_tidy(text), tuple(dict.fromkeys(links)), shown)


def _tags_cut_out(markup: str) -> str:
    broken = re.sub(r"(?i)<(?:br|/p|/div|/tr|/li|/h[1-6])\b", "\n<", markup)
    return _tidy(unescape(_TAG.sub("", broken)))


def _tidy(text: str) -> str:
    lines = [line if line == "-- " else line.rstrip() for line in clean(text).split("\n")]
    kept = [line for place, line in enumerate(lines) if line or (place and lines[place - 1])]
    return "\n".join(kept).strip("\n")


def _drop_unseen(soup: BeautifulSoup, hidden: frozenset[str]) -> None:
    for element in soup.find_all(lambda one: one.name in _UNSEEN or _is_hidden(one, hidden)):
        if not element.decomposed:
            element.decompose()


def _is_hidden(element: Tag, names: frozenset[str]) -> bool:
    said = {f".{one}" for one in element.get_attribute_list("class")} | {f"#{element.get('id')}"}
    styled = HIDING.search(str(element.get("style") or "")[:2000])
    return element.has_attr("hidden") or bool(styled) or not names.isdisjoint(said)


def _matches(element: Tag, names: re.Pattern[str]) -> bool:
    said = [*element.get_attribute_list("class"), *element.get_attribute_list("id")]
    return any(names.search(str(one)[:200]) for one in said[:20] if one)


def _mark_signatures(soup: BeautifulSoup) -> None:
    """Below the mark everything is the signature; the markup knows where it ends, so what follows goes above it."""
    for element in soup.find_all(lambda one: _matches(one, _SIGNING)):
        if element.get_text(strip=True)[:2] != "--":
            element.insert(0, soup.new_tag("br"), "-- ", soup.new_tag("br"))
    first = soup.find(lambda one: _matches(one, _SIGNING))
    if isinstance(first, Tag) and not any(_opens_a_quote(above) for above in first.parents):
        _put_below(soup, first)


def _put_below(soup: BeautifulSoup, signature: Tag) -> None:
    """Below what was written, above the quote; it stays where only the text tells that there is one (Samsung)."""
    quote = soup.find(_opens_a_quote)
    if isinstance(quote, Tag) and any(one is signature for one in quote.parents):
        return
    if isinstance(quote, Tag) and any(one is signature for one in quote.find_all_previous()):
        quote.insert_before(signature.extract())
    elif quote is None and soup.find(string=_SEPARATED) is None:
        soup.append(signature.extract())


def _opens_a_quote(element: Tag) -> bool:
    return element.name == "blockquote" or _starts_a_quote(element) or _matches(element, _CITED)


def _mark_quotes(soup: BeautifulSoup) -> None:
    for element in soup.find_all(lambda one: one.name != "blockquote" and _matches(one, _QUOTING)):
        element.name = "blockquote"
    first = soup.find(lambda one: _matches(one, _UNMARKED))
    if isinstance(first, Tag):
        _part(soup, first)


def _part(soup: BeautifulSoup, quote: Tag) -> None:
    """Says where a quote without marks starts, for its headers may be in a language that no rule here knows."""
    quote.insert_before(soup.new_tag("br"), _SEPARATOR, soup.new_tag("br"))


def _flatten(soup: BeautifulSoup) -> None:
    """Tables in mail are layout: inside a cell the library would write quotes and paragraphs as one line."""
    for element in soup.find_all(["table", "tbody", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6"]):
        element.name = "div"


def _not_theirs(element: Tag) -> bool:
    return any(above.name == "blockquote" or _matches(above, _SIGNING) for above in element.parents)


def _hidden_links(soup: BeautifulSoup) -> tuple[str, ...]:
    start = soup.find(_starts_a_quote)
    quoted = {id(anchor) for anchor in start.find_all_next("a")} if isinstance(start, Tag) else set()
    theirs = [one for one in soup.find_all("a") if _address(one) and id(one) not in quoted and not _not_theirs(one)]
    return tuple(dict.fromkeys(_address(one) for one in theirs if not _says(one.get_text(), _address(one))))


def _starts_a_quote(element: Tag) -> bool:
    """Outlook (each kind) and Gmail's forwards mark where the quoted mail starts, not where it ends."""
    return _matches(element, _QUOTE_STARTS) or bool(_OUTLOOK_RULE.match(str(element.get("style") or "")[:200]))


def _address(anchor: Tag) -> str:
    found = _WEB.match(str(anchor.get("href") or "").strip())
    return found[0] if found else ""


def _says(words: str, href: str) -> bool:
    bare = re.sub(r"^https?://|/$", "", "".join(words.split()).casefold())
    return not bare or bare == re.sub(r"^https?://|/$", "", href.casefold())


def _shown_images(soup: BeautifulSoup) -> list[tuple[str, int]]:
    images = [image for image in soup.find_all("img") if str(image.get("src") or "")[:4].casefold() == "cid:"]
    return [(str(image["src"])[4:].strip("<>"), 0 if _not_theirs(image) else _area(image)) for image in images]


def _area(image: Tag) -> int:
    sides = [re.match(r"\s*(\d{1,5})", str(image.get(side) or "")) for side in ("width", "height")]
    return int(sides[0][1]) * int(sides[1][1]) if sides[0] and sides[1] else -1

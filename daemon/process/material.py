"""What is protected in a case, as values: who its people are and what each of them wrote (design 7.3).

Gathered by the daemon; here it is only taken apart into what can be found again in a letter. Nothing of it shows in a
repr.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from daemon.process.folding import Look, words
from daemon.process.ordinary import ORDINARY, PARTICLES, TITLES

LONGEST_NAME: Final = 120
LONGEST_QUOTE: Final = 300
MOST_QUOTES: Final = 200
SHORTEST_PIECE: Final = 2  # and two letters are one only where they are written large
SHORT_PIECE: Final = 2
MOST_PARTS: Final = 4  # of a link's path
SHORTEST_TURNED: Final = 5  # `Sue` is no `Su`
SHORTEST_QUOTE: Final = 4  # a quoted 'no' stands in every text
SHORTEST_STEM: Final = 6

ADDRESS: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
HANDLE: Final = re.compile(r"(?<![\w@.+-])@([\w.-]{2,40})|<@([UW][A-Z0-9]{2,20})")
LINK: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"'|]{3,500}", re.IGNORECASE)
QUOTED: Final = re.compile(
    '"([^"\n]{2,300})"|\u201c([^\u201c\u201d\n]{2,300})\u201d|\u201e([^\u201c\u201d\u201e\n]{2,300})[\u201c\u201d]'
    "|\u00ab([^\u00ab\u00bb\n]{2,300})\u00bb|\u2018([^\u2018\u2019\n]{2,300})\u2019(?!\\w)|`([^`\n]{2,300})`"
)
BRACKETED: Final = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]")
TITLED: Final = re.compile(
    r"\b(?:Mrs?|Ms|Mx|Miss|Dr|Prof|Professor|Herr|Frau|Mme|Dame)\b\.?[ \t]{1,3}"
    r"((?:[^\W\d_][\w'\u2019-]{1,30}[ \t]?){1,2})"
)
UMLAUTS: Final = str.maketrans(
    {"\u00e4": "ae", "\u00f6": "oe", "\u00fc": "ue", "\u00f8": "oe", "\u00e5": "aa"}
    | {"\u00c4": "Ae", "\u00d6": "Oe", "\u00dc": "Ue", "\u00d8": "Oe", "\u00c5": "Aa"}
)
SPELLED: Final = re.compile(r"([aou])e", re.IGNORECASE)
FILE: Final = re.compile(r"[^/]{1,100}\.[A-Za-z][A-Za-z0-9]{1,4}")
SITES: Final = frozenset({"slack.com", "github.com", "gitlab.com", "google.com", "youtube.com", "linkedin.com"})
TO_ALL: Final = frozenset({"here", "channel", "everyone", "everybody", "all"})


class Kind(StrEnum):
    """What was found, as an administrator is told."""

    NAME = "a name"
    HANDLE = "a handle"
    ADDRESS = "a mail address"
    LINK = "a link"
    FILE = "a file name"
    QUOTE = "quoted words"
    WORDS = "five words in a row or more"
    LENGTH = "more text than can be compared"


class Whose(StrEnum):
    REPORTER = "the reporter"
    TARGET = "a target"
    OTHER = "somebody else"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a case, by every code that they have. `named_to` are the audiences whom they allowed to learn who
    they are, `texts` the texts that they said yes to as they stand, each for its public place.
    """

    codes: frozenset[str]
    whose: Whose = Whose.OTHER
    names: tuple[str, ...] = field(default=(), repr=False)
    handles: tuple[str, ...] = field(default=(), repr=False)
    addresses: tuple[str, ...] = field(default=(), repr=False)
    named_to: frozenset[str] = frozenset()
    texts: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Writing:
    """What somebody wrote; `by` is empty for words that were only handed on, and for an administrator's. `names` are
    people whom it names, `to` those for whom it was written: to them it is no secret, but nor is it theirs.
    """

    by: str
    text: str = field(repr=False)
    names: tuple[str, ...] = field(default=(), repr=False)
    links: tuple[str, ...] = field(default=(), repr=False)
    files: tuple[str, ...] = field(default=(), repr=False)
    to: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Protected:
    """Everything in a case that somebody may not have written. `public` are people who are no secret, the
    administrators above all; `ordinary` are further words that are nobody's name.
    """

    people: tuple[Person, ...] = ()
    writings: tuple[Writing, ...] = field(default=(), repr=False)
    ordinary: frozenset[str] = field(default=frozenset(), repr=False)
    public: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Secret:
    """One thing to be found. A large one is looked for only where it is written large."""

    kind: Kind
    text: str = field(repr=False)
    whole: bool = True
    large: bool = False


def of_person(person: Person, ordinary: frozenset[str]) -> Iterator[Secret]:
    """Their addresses, handles and names, whole and in pieces: a first name tells as much as both."""
    for address in person.addresses:
        yield from _of_address(address[:LONGEST_NAME], ordinary)
    for handle in person.handles:
        yield from _single(Kind.HANDLE, handle[:LONGEST_NAME], ordinary)
    for name in person.names:
        yield from of_name(name, ordinary)


def _of_address(address: str, ordinary: frozenset[str]) -> Iterator[Secret]:
    yield Secret(Kind.ADDRESS, address)
    local = address.partition("@")[0].partition("+")[0]
    yield from of_name(re.sub(r"[._\d-]+", " ", local), ordinary)
    if any(each.isdigit() for each in local):
        yield from _single(Kind.HANDLE, local, ordinary)


def of_name(name: str, ordinary: frozenset[str]) -> Iterator[Secret]:
    """Without titles, and without what stands in brackets behind it."""
    name = BRACKETED.sub(" ", name[:LONGEST_NAME])
    if "@" in name.strip("@"):
        yield Secret(Kind.ADDRESS, name)
        return
    pieces = [each for each in _pieces(name) if each.casefold() not in TITLES]
    if not pieces:
        return
    if len(pieces) == 1:
        yield from _single(Kind.NAME, pieces[0], ordinary)
        return
    yield from _spellings(Secret(Kind.NAME, " ".join(pieces)))
    yield Secret(Kind.NAME, " ".join((*pieces[1:], pieces[0])))
    for piece in pieces:
        if len(piece) >= SHORTEST_PIECE and piece.casefold() not in PARTICLES:
            yield from _piece(piece, ordinary)


def _piece(piece: str, ordinary: frozenset[str]) -> Iterator[Secret]:
    if len(piece) > SHORT_PIECE or not piece.isascii():
        yield from _single(Kind.NAME, piece, ordinary)
    elif piece.casefold() not in ordinary and piece.casefold() not in ORDINARY:
        yield Secret(Kind.NAME, piece, large=True)


def _spellings(secret: Secret) -> Iterator[Secret]:
    """Mueller is M\u00fcller, either way."""
    yield secret
    turned = secret.text.translate(UMLAUTS), SPELLED.sub(r"\1", secret.text)
    yield from (
        Secret(secret.kind, each, large=secret.large)
        for each in turned
        if each != secret.text and len(each) >= SHORTEST_TURNED
    )


def _pieces(name: str) -> list[str]:
    """At spaces and signs, but not inside O'Neil: what is left of it is found joined."""
    return [
        each for each in re.split(r"[\s,;:/|\"<>._]+", name.replace("@", " ").strip()) if words(each, Look.AS_WRITTEN)
    ]


def _single(kind: Kind, name: str, ordinary: frozenset[str]) -> Iterator[Secret]:
    folded = name.strip("@").casefold()
    secret = Secret(kind, name, large=folded in ordinary or folded in ORDINARY)
    yield from _spellings(secret) if kind is Kind.NAME else (secret,)


def of_writing(writing: Writing, ordinary: frozenset[str]) -> Iterator[Secret]:
    """What can be told again in fewer than five words."""
    for name in writing.names:
        if name.startswith("@"):
            yield from _single(Kind.HANDLE, name[:LONGEST_NAME], ordinary)
        else:
            yield from of_name(name, ordinary)
    for found in HANDLE.finditer(writing.text):
        handle = (found.group(1) or found.group(2)).strip(".-")
        if handle.casefold() not in TO_ALL and len(handle) > 1:
            yield from _single(Kind.HANDLE, handle, ordinary)
    for found in TITLED.finditer(writing.text):
        yield from of_name(" ".join(each for each in found.group(1).split() if each[0].isupper()), ordinary)
    yield from (Secret(Kind.ADDRESS, found.group()) for found in ADDRESS.finditer(writing.text))
    for link in (*writing.links, *(found.group() for found in LINK.finditer(writing.text))):
        yield from _of_link(link)
    for file in writing.files:
        yield from _of_file(file[:LONGEST_NAME])
    yield from quotes(writing.text)


def _of_link(link: str) -> Iterator[Secret]:
    """With and without what stands behind its question mark."""
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", link[:LONGEST_QUOTE].rstrip(".,;:!?)'"), flags=re.IGNORECASE)
    yield Secret(Kind.LINK, bare)
    short = re.split(r"[?#]", bare, maxsplit=1)[0].rstrip("/")
    if short and short != bare:
        yield Secret(Kind.LINK, short)
    user, _, rest = short.rpartition("@")
    if user and "/" not in user:
        yield Secret(Kind.LINK, user)
    yield from _of_place(rest if user and "/" not in user else short)


def _of_place(place: str) -> Iterator[Secret]:
    """Its host, the host with what of the path stands first, and the file that it ends in."""
    host, *path = place.split("/")
    known = any(host.lower() == each or host.lower().endswith(f".{each}") for each in SITES)
    for length in range(1 if known else 0, min(len(path), MOST_PARTS) + 1):
        yield Secret(Kind.LINK, "/".join((host, *path[:length])))
    if path and FILE.fullmatch(path[-1]):
        yield Secret(Kind.FILE, path[-1])


def _of_file(name: str) -> Iterator[Secret]:
    yield Secret(Kind.FILE, name)
    stem = name.rpartition(".")[0]
    if len(stem) >= SHORTEST_STEM and not stem.isalpha():  # `screenshot` is a word of every letter about one
        yield Secret(Kind.FILE, stem)


def quotes(text: str) -> Iterator[Secret]:
    for found, _ in zip(QUOTED.finditer(text), range(MOST_QUOTES), strict=False):
        said = next(filter(None, found.groups()))
        folded = words(said, Look.AS_WRITTEN)
        if len(folded) > 1 or (folded and len(folded[0].text) >= SHORTEST_QUOTE and folded[0].text not in ORDINARY):
            yield Secret(Kind.QUOTE, said)

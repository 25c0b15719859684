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
SHORTEST_PIECE: Final = 3  # two letters of a longer name are no name by themselves
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
    """What somebody wrote; `by` is empty for words that were only handed on, and for a note. `names` are people whom it
    names.
    """

    by: str
    text: str = field(repr=False)
    names: tuple[str, ...] = field(default=(), repr=False)
    links: tuple[str, ...] = field(default=(), repr=False)
    files: tuple[str, ...] = field(default=(), repr=False)


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
    yield Secret(Kind.NAME, " ".join(pieces))
    for piece in pieces:
        if len(piece) >= SHORTEST_PIECE and piece.casefold() not in PARTICLES:
            yield from _single(Kind.NAME, piece, ordinary)


def _pieces(name: str) -> list[str]:
    """At spaces and signs, but not inside O'Neil: what is left of it is found joined."""
    return [
        each for each in re.split(r"[\s,;:/|\"<>._]+", name.replace("@", " ").strip()) if words(each, Look.AS_WRITTEN)
    ]


def _single(kind: Kind, name: str, ordinary: frozenset[str]) -> Iterator[Secret]:
    folded = name.strip("@").casefold()
    yield Secret(kind, name, large=folded in ordinary or folded in ORDINARY)


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

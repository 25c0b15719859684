"""The overlap check (design 7.3): where a text says again what its reader did not write and is not.

It finds a name, a handle, a mail address, a link, a file name or a quoted string of somebody else, and five folded
words in a row of a protected text, also behind case, signs, look-alike letters, invisible characters and line ends. It
does not find what was said in other words: it is a second lock, and the first is the consent. Pure, and linear.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice, pairwise
from typing import Final, NamedTuple

from daemon.process.disguises import cuts, is_disguised, may_be_shaped, name_stem, stems, unbroken
from daemon.process.folding import Gap, Look, Word, words
from daemon.process.material import (
    Kind,
    Person,
    Protected,
    Secret,
    Whose,
    Writing,
    of_person,
    of_writing,
)
from daemon.process.ordinary import ORDINARY
from daemon.process.records import CHANNEL, PARTIES
from daemon.process.rows_of_words import ROW, joined, quoted, rows, rows_in

LONGEST: Final = 200_000  # characters of one text
MOST_MATERIAL: Final = 4_000_000  # characters of a whole case
MOST_SECRETS: Final = 20_000
LONGEST_SHOWN: Final = 80
LONGEST_SECRET: Final = 160  # folded letters; five words and more are found as words in a row
MOST_JOINED: Final = 60  # words that one secret may be taken apart into
ENOUGH: Final = 5  # letters of a name that begin or end a longer word by no coincidence
ROOT: Final = 3
PLURAL: Final = 4  # from so many letters on a name is found with an s behind it, as in "Lunds"
SAID: Final = frozenset({"at", "dot"})  # rosa [at] example [dot] org


class Identity(StrEnum):
    """Whose name, handle or address it is that nobody may be told without that person's consent."""

    REPORTER = "it says who the reporter is"
    TARGET = "it says who a target is"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something in a text that its reader did not write. `text` is how it stands there, `key` the same folded: a person
    confirms a key. Where `identity` is set only a consent helps.
    """

    kind: Kind
    key: str = field(repr=False)
    text: str = field(repr=False)
    identity: Identity | None = None


class Found(NamedTuple):
    start: int
    end: int
    kind: Kind
    identity: Identity | None
    key: str


IDENTITIES: Final = {Whose.REPORTER: Identity.REPORTER, Whose.TARGET: Identity.TARGET}
NOT_SAID: Final = frozenset(Kind)
NAMES: Final = frozenset({Kind.NAME, Kind.HANDLE, Kind.ADDRESS})
GROUPS: Final = (NAMES, frozenset({Kind.LINK, Kind.FILE}), frozenset({Kind.QUOTE, Kind.WORDS}))


def overlap(text: str, protected: Protected, reader: str) -> tuple[Mark, ...]:
    """Each thing once, in the order of the text. `reader` is the code of who reads it; nobody's is a public place, for
    which everything is protected.
    """
    found = _widest(list(_found(text[:LONGEST], _for(protected, reader))))
    marks: dict[tuple[str, Identity | None], Mark] = {}
    for each in sorted(found, key=lambda one: (one.start, one.end)):
        shown = " ".join(text[each.start : each.end].split())
        shown = shown if len(shown) <= LONGEST_SHOWN else f"{shown[: LONGEST_SHOWN - 1]}\u2026"
        marks.setdefault((each.key, each.identity), Mark(each.kind, each.key, shown, each.identity))
    if len(text) > LONGEST or sum(len(each.text) for each in protected.writings) > MOST_MATERIAL:
        marks[("", None)] = Mark(Kind.LENGTH, "", "\u2026")
    return tuple(marks.values())


@dataclass(frozen=True, slots=True)
class Reading:
    """The material as one reader stands to it: their own names and words, and what is somebody else's."""

    audience: frozenset[str]
    themselves: tuple[Person, ...]
    people: tuple[Person, ...]
    theirs: tuple[Writing, ...] = field(repr=False)
    others: tuple[Writing, ...] = field(repr=False)
    ordinary: frozenset[str] = field(repr=False)

    @property
    def reported(self) -> bool:
        return any(each.whose is Whose.REPORTER for each in self.themselves)


def _for(protected: Protected, reader: str) -> Reading:
    own = frozenset({reader} if reader else ())
    own = own.union(*(each.codes for each in protected.people if reader in each.codes))
    themselves = tuple(each for each in protected.people if not own.isdisjoint(each.codes))
    return Reading(
        audience=own | {PARTIES} if reader else frozenset({CHANNEL}),
        themselves=(*themselves, *protected.public),
        people=tuple(each for each in protected.people if each not in themselves),
        theirs=tuple(each for each in protected.writings if each.by in own),
        others=tuple(_within_limits(each for each in protected.writings if not own & {each.by, *each.to})),
        ordinary=protected.ordinary,
    )


def _within_limits(writings: Iterable[Writing]) -> Iterator[Writing]:
    left = MOST_MATERIAL
    for each in writings:
        if left <= 0:
            return
        left -= len(each.text)
        yield each


def _found(text: str, reading: Reading) -> Iterator[Found]:
    looks = [Look.AS_WRITTEN]
    if not (text.isascii() and all(each.text.isascii() for each in reading.others)):
        looks.append(Look.BY_ITS_LOOKS)
    known = tuple(islice(dict.fromkeys(_known(reading, text)), MOST_SECRETS))
    if may_be_shaped(text):
        looks.append(Look.BY_ITS_SHAPE)
    for look in looks:
        folded = words(text, look)
        for each in _secrets(folded, _index(known, reading, look)):
            shown = text[each.start : each.end]
            if look is not Look.BY_ITS_SHAPE or is_disguised(shown, (reading.ordinary, ORDINARY)):
                yield each
        yield from _runs(folded, text, reading, look)
        whole = unbroken(folded, text)
        yield from _runs(whole, text, reading, look) if len(whole) < len(folded) else ()


def _widest(found: list[Found]) -> list[Found]:
    """Of several that begin at or lie within one place the widest: a whole name, not its pieces besides."""
    kept: list[Found] = []
    for group in GROUPS:
        end = -1
        mine = (each for each in found if each.kind in group)
        for each in sorted(mine, key=lambda one: (one.start, -one.end, one.identity is None)):
            if each.end > end:
                kept.append(each)
                end = each.end
    return kept


# --- names and other short things


@dataclass(slots=True)
class Index:
    """The folded secrets by their letters, each with the places at which a word of it ends."""

    secrets: dict[str, tuple[Secret, Identity | None, frozenset[int]]] = field(default_factory=dict, repr=False)
    beginnings: set[str] = field(default_factory=set, repr=False)
    stems: dict[str, str] = field(default_factory=dict, repr=False)

    def add(self, secret: Secret, identity: Identity | None, look: Look) -> None:
        folded = _folded(secret, look)
        letters = "".join(each.text for each in folded)
        if not letters or len(letters) > LONGEST_SECRET or len(self.secrets) >= MOST_SECRETS:
            return
        ends, known = _ends(folded), self.secrets.get(letters)
        if known:
            secret = known[0] if known[1] or not known[0].large else secret
            identity, ends = known[1] or identity, ends | known[2]
        self.secrets[letters] = (secret, identity, ends)
        if secret.kind is Kind.NAME and len(folded) == 1 and (stem := name_stem(letters)):
            self.stems.setdefault(stem, letters)
        self.beginnings.update(letters[:end] for end in range(1, len(letters) + 1))


def _folded(secret: Secret, look: Look) -> list[Word]:
    folded = words(secret.text, look)
    return [each for each in folded if each.text not in SAID] if secret.kind is Kind.ADDRESS else folded


def _ends(folded: Iterable[Word]) -> frozenset[int]:
    place, ends = 0, set[int]()
    for each in folded:
        kinds = pairwise(enumerate(char.isdigit() for char in each.text))
        ends.update(place + at for (_, one), (at, other) in kinds if one is not other)  # `lily77` as `lily 77`
        place += len(each.text)
        ends.add(place)
    return frozenset(ends)


def _known(reading: Reading, text: str) -> Iterator[tuple[Secret, Identity | None]]:
    for person in reading.people:
        identity = _identity(person, reading, text)
        for secret in of_person(person, reading.ordinary):
            yield secret, None if secret.large else identity
    for writing in reading.others:
        yield from ((secret, None) for secret in of_writing(writing, reading.ordinary))


def _index(known: Iterable[tuple[Secret, Identity | None]], reading: Reading, look: Look) -> Index:
    index = Index()
    for secret, identity in known:
        index.add(secret, identity, look)
    _drop_known(index, reading, look)
    return index


def _identity(person: Person, reading: Reading, text: str) -> Identity | None:
    """Nobody learns who the reporter or a target is but whom they allowed to, and a public place where they said yes to
    exactly this text.
    """
    agreed = CHANNEL in reading.audience and any(each.split() == text.split() for each in person.texts)
    allowed = agreed or not person.named_to.isdisjoint(reading.audience)
    return None if allowed else IDENTITIES.get(person.whose)


def _drop_known(index: Index, reading: Reading, look: Look) -> None:
    """Their own names, and what they wrote themselves. Who suspects that somebody reported them, and says so, is not
    told that it is true; the reporter knows whom they wrote of.
    """
    for person in reading.themselves:
        for secret in of_person(person, reading.ordinary):
            index.secrets.pop("".join(each.text for each in _folded(secret, look)), None)
    for writing in reading.theirs:
        named = " ".join((*writing.names, *writing.links, *writing.files))
        for said in (writing.text, named):
            for each in _secrets(words(said, look), index):
                if each.identity is None or (each.identity is Identity.TARGET and reading.reported):
                    index.secrets.pop(each.key, None)


def _secrets(folded: list[Word], index: Index) -> list[Found]:
    found = list(_matches(folded, index, NOT_SAID))
    found += (each for word in folded for each in (*_inflected(word, index), *_together(word, index)))
    if any(each.text in SAID for each in folded):
        found += _matches([each for each in folded if each.text not in SAID], index, frozenset({Kind.ADDRESS}))
    return found


def _matches(folded: list[Word], index: Index, kinds: frozenset[Kind]) -> Iterator[Found]:
    for first in range(len(folded)):
        letters = ""
        for word in folded[first : first + MOST_JOINED]:
            letters += word.text
            key = letters if letters in index.secrets else _singular(letters, index)
            if key and index.secrets[key][0].kind in kinds and _holds(folded, first, word, key, index):
                secret, identity, _ = index.secrets[key]
                yield Found(folded[first].start, word.end, secret.kind, identity, key)
            if letters not in index.beginnings:
                break


def _inflected(word: Word, index: Index) -> Iterator[Found]:
    key = (
        "" if word.text.isascii() else next((index.stems[each] for each in stems(word.text) if each in index.stems), "")
    )
    if key in index.secrets and (word.capital or len(key) > PLURAL):
        secret, identity, _ = index.secrets[key]
        yield Found(word.start, word.end, secret.kind, identity, key)


def _together(word: Word, index: Index) -> Iterator[Found]:
    """Two names without a space between them; of one name beside something else a person judges."""
    for one, other in cuts(word.text):
        head, tail = (_name(each, index) for each in (one, other))
        if head and tail:
            yield Found(word.start, word.end, Kind.NAME, head[1] or tail[1], word.text)
        elif (head and len(one) >= ENOUGH and len(other) >= PLURAL) or (tail and len(other) >= ENOUGH):
            yield Found(word.start, word.end, Kind.NAME, None, word.text)


def _name(letters: str, index: Index) -> tuple[Secret, Identity | None, frozenset[int]] | None:
    known = index.secrets.get(letters)
    return known if known and known[0].kind in NAMES and not known[0].large else None


def _singular(letters: str, index: Index) -> str:
    known = index.secrets.get(letters[:-1]) if letters.endswith("s") and len(letters) > PLURAL else None
    return letters[:-1] if known and known[0].kind in NAMES else ""


def _holds(folded: list[Word], first: int, last: Word, key: str, index: Index) -> bool:
    """Whether these words are that secret, and not two words that happen to have its letters: 'Dan a' is no Dana."""
    secret, _, ends = index.secrets[key]
    if secret.large and not folded[first].capital:
        return False
    place = 0
    for before, word in pairwise(folded[first : first + MOST_JOINED]):
        if before is last:
            break
        place += len(before.text)
        spelled = len(before.text) == len(word.text) == 1
        if word.gap is Gap.SPACE and place not in ends and not spelled:
            return False
        if word.gap is Gap.STOP and place not in ends and (word.capital or len(before.text) < ROOT):
            return False  # a sentence ends there
    return True


# --- words in a row


def _runs(folded: list[Word], text: str, reading: Reading, look: Look) -> Iterator[Found]:
    """Five words in a row of what somebody else wrote; and what the text puts in quotation marks, however short."""
    said = [each.text for each in folded]
    short = quoted(folded, text)
    wanted = {*rows(said, ROW), *(row for row, _, _ in short)}
    sizes = sorted({len(each) for each in wanted})
    hits = rows_in(reading.others, wanted, sizes, look) - rows_in(reading.theirs, wanted, sizes, look)
    for row, first, last in short:
        if row in hits:
            yield Found(folded[first].start, folded[last].end, Kind.QUOTE, None, " ".join(row))
    starts = [place for place, row in enumerate(rows(said, ROW)) if row in hits]
    for first, last in joined(starts):
        key = " ".join(said[first : last + 1])
        yield Found(folded[first].start, folded[last].end, Kind.WORDS, None, key)

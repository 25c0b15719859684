"""What a text says of each administrator whom it names: perhaps reported, kept out, or merely mentioned (P14).

Pure guesses over what is done in a sentence, its negation and its scope. It holds rather than lets through: whoever is
named and neither reported nor plainly spoken to is unsure, and the reporter is asked. `reported.py` says who is
reported; nothing here makes a report of what that file does not.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from parsers.common_names import is_name
from parsers.reported import MOST_SENTENCES, Administrators, Stance, stance
from parsers.said_of import HARM
from parsers.sentences import Sentence
from parsers.unnamed import another, unnamed

_SHOW = (
    r"(?:show(?:n|s|ing)?|shar(?:e|ed|ing)|tell(?:ing)?|told|sen[dt](?:ing)?|forward(?:ed|ing)?|giv(?:e|en|ing)|"
    r"pass(?:ed|ing)?|mention(?:ed|ing)?|hand(?:ed)?|disclos(?:e|ed|ing)|reveal(?:ed|ing)?|discuss(?:ed|ing)?|"
    r"involv(?:e|ed|ing)|includ(?:e|ed|ing)|inform(?:ed|ing)?|let(?:ting)?|read|see|seen|know|knows|copy|copied|"
    r"learns?|hears?|finds? out|get|gets|access|handles?|handled|deals?)"
)
_THING = r"(?:(?:this|it|that|them|any(?:thing)?(?: of (?:this|it))?|my \w+|the \w+|a word(?: of (?:this|it))?) )?"
_NOT = r"(?:not|n't|never|dont|nobody|without)"
_SHOWN_TO = rf"\b{_SHOW} {_THING}(?:on )?(?:(?:to|with|by|in|about (?:this|it) to) )?"
_KEPT_BEFORE = re.compile(
    rf"{_NOT} (?:\w+ ){{0,5}}?{_SHOWN_TO}$"
    rf"|\b(?:keep|hide|hold|withhold)(?:ing)? (?:\w+ ){{0,4}}?from $"
    rf"|\b{_SHOW}\b.{{0,80}}\b(?:but|and|,|only) ?not (?:to |with |by |for )?$"
    rf"|\b(?:any|every)(?:one|body)(?: else)? (?:but|except(?: for)?|other than|apart from) $"
    rf"|^\W*(?:(?:and|but|please|just) )?not (?:to |with |by |for )?$"
)
_KEPT_AFTER = re.compile(
    rf"^ (?:(?:must|should|may|can|shall|is|are|does|ought|will)(?: not|n't|not| never)|can't"
    rf"|won't)(?: ever)?(?: to)?(?: be)? "
    rf"(?:\w+ )?{_SHOW}\b"
    rf"|^ (?:out of|off|away from) (?:this|it|the case|my|these)\b"
)
_NARRATED = re.compile(r"\b(?:did|had|have|has|was|were|could)(?: not|n't) [^.,;]{0,60}$")  # 'I have not told NAME yet'
_OUT = re.compile(r"\b(?:keep|leave|have|want)(?:ing)? $")
_NEVER_LET = re.compile(rf"{_NOT} (?:\w+ ){{0,5}}?(?:want|like|let|allow|need) $")
_LEARNING = re.compile(rf"^(?:'s)? (?:to )?(?:be )?{_SHOW}\b|^(?:'s)? (?:know|see|read|learn|hear|find)ing\b")
_WITHOUT = re.compile(r"\bwithout $")
_ALONE_AFTER = re.compile(rf"^\W*$|^ (?:(?:and|or) )|^ (?:may|can|should|must|is to|shall|to) (?:be )?{_SHOW}\b")
_ONLY_BEFORE = re.compile(r"(?:(?<!not )(?<!n't )\b(?:only|just)|\bsolely|\bexclusively) (?:to |for |with |by )?$")
_HAS = re.compile(r"^ (?:has|had|is|was|did)\b(?! to\b)")
_NOBODY_BUT = re.compile(
    rf"\b(?:nobody|no one|no-one|none)(?: else)?\b.{{0,60}}\b(?:but|except(?: for)?|other than|than) $"
    rf"|{_NOT} {_SHOWN_TO}any(?:one|body)(?: else)? (?:but|except(?: for)?|other than|apart from) $"
)
_ONLY_AFTER = re.compile(r"^(?:'s)?(?: eyes)? (?:only|alone)\b|^,? (?:and|but) (?:to )?(?:nobody|no one|no-one) else\b")
_FOR = re.compile(r"(?:^\W*|\b(?:for|to|with|by) )$")
_SHOWS = re.compile(rf"\b{_SHOW}\b")
_AND = re.compile(r"^,? ?(?:(?:and|or|nor|&) )?(?:not )?(?:to |with |by |for )?$")

HELD = frozenset({Stance.UNSURE, Stance.REPORTED})  # a first name of three letters reports nobody for certain


class Named(NamedTuple):
    """Places in the administrators, each tuple sorted. `unsure` are neither reported nor kept out; `named` is whoever
    is named at all and not merely greeted.
    """

    unsure: tuple[int, ...] = ()
    kept_out: tuple[int, ...] = ()
    named: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Mention:
    place: int
    before: str
    after: str
    start: int
    end: int
    stance: Stance


def named(body: Sequence[Sentence], known: Administrators, reported: tuple[int, ...]) -> Named:
    """What the sender's own sentences say of each administrator; `reported` are those of whom it is certain."""
    short = body[:MOST_SENTENCES]
    perhaps = known.perhaps_in(short)
    mentions = [list(_mentions(one, known, perhaps)) if perhaps else [] for one in short]
    unsure = {each.place for found in mentions for each in found if each.stance in HELD}
    unsure |= _meant(short, mentions)
    if any((another if reported else unnamed)(one.words) for one in short):
        unsure |= set(range(len(known.names)))
    alone = {place for found in mentions for place in _run(found, _is_only_one)}
    kept_out = {place for found in mentions for place in _run(found, _is_kept_out)}
    kept_out |= set(range(len(known.names))) - alone if alone else set()
    at_all = {each.place for found in mentions for each in found if each.stance is not Stance.SPOKEN_TO}
    return Named(
        unsure=_places(unsure - kept_out - alone - set(reported)),
        kept_out=_places(kept_out),
        named=_places(at_all | kept_out | set(reported)),
    )


def _places(found: set[int]) -> tuple[int, ...]:
    return tuple(sorted(found))


def _mentions(one: Sentence, known: Administrators, places: Sequence[int]) -> Iterator[_Mention]:
    found = [(each, place) for place in places for each in known.mentions(place, one)]
    found += [
        (each, place)
        for place in places
        if (short := known.short_name(place)) is not None
        for each in short.finditer(one.said)
        if is_name(one.said, each.start(), each.end())
    ]
    end = 0
    for each, place in sorted(found, key=lambda one: one[0].start()):
        if each.start() >= end:
            end = each.end()
            before, after = one.words[: each.start()], one.words[end:]
            yield _Mention(place, before, after, each.start(), end, stance(one, each))


# --- whom the conduct that is told may be of


_HARMED = re.compile(rf"\b(?:he|she|they)(?: \w+){{0,2}}? {HARM}\b")
_ASKED_WHO = re.compile(r"\b(?:who|wer)\b.{0,40}\b(?:involved|it|this|that|beteiligt|es)\b[^.]{0,20}\?$")
_SOMEBODY_ELSE = re.compile(r"(?<!\w)@[\w.-]+|<@\w+>")
_ANOTHER = re.compile(r"\b[A-Z][\w'-]+\b")


def _meant(body: Sequence[Sentence], mentions: list[list[_Mention]]) -> set[int]:
    """'I told Jamison, and he laughed' names nobody in the clause that matters; 'Who was it? Jamison' has no clause."""
    found: set[int] = set()
    for place, one in enumerate(body):
        if mentions[place]:
            last = mentions[place][-1]
            if place and _ASKED_WHO.search(body[place - 1].words) and last.stance is Stance.SPOKEN_TO:
                found.add(last.place)
            below = body[place + 1].words if place + 1 < len(body) and not mentions[place + 1] else ""
            if _goes_on(one, last) or (below and _HARMED.match(below) and not _others(one.said, last)):
                found.add(last.place)
    return found


def _goes_on(one: Sentence, last: _Mention) -> bool:
    harmed = _HARMED.search(last.after)
    return harmed is not None and not _others(one.said, last, last.end + harmed.start())


def _others(said: str, last: _Mention, until: int | None = None) -> bool:
    """Whether somebody else is named in between, who is then the nearer 'he'."""
    between = said[last.end : until]
    return bool(_SOMEBODY_ELSE.search(between) or _ANOTHER.search(between))


# --- who may know


def _run(found: list[_Mention], is_meant: Callable[[_Mention], bool]) -> set[int]:
    """Of the mentions of one sentence those meant, and whoever is listed directly after one of them."""
    places: set[int] = set()
    end = -1
    for each in found:
        listed = end >= 0 and bool(_AND.match(each.before[end:]))
        if is_meant(each) or listed:
            places.add(each.place)
            end = each.end
    return places


def _is_kept_out(each: _Mention) -> bool:
    before, after = each.before[-200:], each.after[:120]
    if _NOBODY_BUT.search(before) or _NARRATED.search(before):
        return False
    if _KEPT_BEFORE.search(before) or _KEPT_AFTER.match(after):
        return not _OUT.search(before) or bool(_KEPT_AFTER.match(after))
    learning = _LEARNING.match(after)
    return bool(learning and (_NEVER_LET.search(before) or _WITHOUT.search(before)))


def _is_only_one(each: _Mention) -> bool:
    before, after = each.before[-200:], each.after[:120]
    if _NOBODY_BUT.search(before):
        return True
    if _ONLY_AFTER.match(after):
        return bool(_FOR.search(before) or _SHOWS.search(before))
    if _HAS.match(after):  # 'only NAME has the right to delete' limits nobody
        return False
    return bool(_ONLY_BEFORE.search(before) and (_SHOWS.search(before) or _ALONE_AFTER.match(after)))

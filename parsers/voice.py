"""Whose permission is it? One that somebody else gave, that is only supposed, or that is no earnest permits nothing.

Works on the words of `tokens` (small letters, no accents). It only takes permissions away; a refusal stays, whoever's
it is, for to read less is a question more.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from parsers.acts import Heard
from parsers.permission import permission
from parsers.terms import Consent
from parsers.tokens import Tokens

_SPEAKS = (
    r"(?:said|says|say|told|tells|tell|claims?|claimed|thinks?|announced|announces|insists|insisted|wrote|writes|"
    r"believes?|argues|argued|sagt|sagte|meint|meinte|schrieb|schreibt|findet|dit|pense|ecrit|affirme|dijo|dice|cree|"
    r"piensa|escribio|disse|diz|acha|pensa|escreveu|zei|zegt|vindt|denkt|schreef|detto|dice|crede|scritto)"
)
_THAT = r"(?:that|dass|que|qu|dat|che)"
_REPORTED = re.compile(
    rf"(?<!\bi )(?<!\bwe )(?<!\bich )(?<!\bik )(?<!\bje )(?<!\bto )(?<!\bmay )(?<!\bcan )(?<!\byou )(?<!\band )"
    rf"(?<!\bplease )(?<!\bj 'ai )(?<!\bho )\b{_SPEAKS}(?: (?:me|us|mir|uns|mij|ons))? (?:, )?{_THAT}\b"
)
_STARTS_WITH_VERB = re.compile(rf"^\W*{_SPEAKS}\b")  # "tell them that": an order, or "disse" with nobody before it
_SUPPOSED = re.compile(
    r"\b(?:si|se|wenn|falls|als|stel)\b.{0,40}\b(?:permettais|autorisais|permitiera|permitiese|autorizara|permitisse|"
    r"autorizasse|permettessi|autorizzassi|dicessi|dissesse|erlauben wurde|erlaubte|zou toestaan|toestond)\b|"
    r"\btell you whether\b|\b(?:not|n't) (?:yet )?(?:decided|know|sure) (?:yet )?whether\b"
)
_IN_JEST = re.compile(
    r"(?:^|\s)/s(?:arcasm)?\s*$|\(\s*(?:sarcasm|irony)\s*\)|/sarcasm\b|</?(?:irony|sarcasm)>|"
    r"\b(?:i'm|i am) (?:only |just )?(?:joking|kidding|(?:being )?(?:ironic|sarcastic))\b|"
    r"(?<!was )(?<!were )(?<!am )(?<!is )(?<!are )(?<!'s )(?<!'re )\bjust kidding\b|(?:^|[.!?)]\s+)not serious\b",
    re.MULTILINE,
)


def earnest(heard: Heard, said: Tokens, unquoted: str) -> Heard:
    """What was heard, without permissions that are another's, only supposed, or no earnest."""
    jest = in_jest(unquoted)
    kept = [
        (bound, row)
        for bound, row in zip(heard.bounds, heard.acts, strict=True)
        if not ((jest or another_voice(said.words[slice(*bound)])) and _permits(said.words[slice(*bound)]))
    ]
    return replace(heard, bounds=[bound for bound, _ in kept], acts=tuple(row for _, row in kept))


def _permits(words: list[str]) -> bool:
    found = permission(words)
    return found[Consent.REFUSED] < max(found[Consent.GRANTED], found[Consent.CONDITIONAL])


def another_voice(words: Sequence[str]) -> bool:
    """Does the sentence tell what somebody else permits, or only suppose that it were permitted?"""
    said = " ".join(words)
    reported = _REPORTED.search(said) is not None and _STARTS_WITH_VERB.search(said) is None
    return reported or _SUPPOSED.search(said) is not None


def in_jest(unquoted: str) -> bool:
    """Did the sender mark the message as irony? `unquoted` is without what stands in quotation marks."""
    return _IN_JEST.search(unquoted.lower().replace("’", "'")) is not None

"""What the sentences that speak of sharing allow, by a model: how likely each of the four consents is.

It reads only those sentences, and what is in a negation's reach counts apart. `consent.py` decides what is made of it.
"""

from functools import cache

from parsers.features import denied, features
from parsers.linear import Linear, chances, load
from parsers.terms import Consent

CONSENTS = (Consent.GRANTED, Consent.CONDITIONAL, Consent.REFUSED, Consent.UNSTATED)


@cache
def model() -> Linear:
    return load("permission")


def permission_features(words: list[str]) -> set[str]:
    found = features(words, 0, len(words))
    found |= denied(words)
    found.add(f"n:{min(6, (len(words) + 1).bit_length() - 1)}")
    return found


def permission(words: list[str]) -> dict[Consent, float]:
    """The chance of each; `words` are those of the sentences that speak of sharing."""
    if not words:
        return dict.fromkeys(CONSENTS, 0.0) | {Consent.UNSTATED: 1.0}
    learned = model()
    found = learned.scores(learned.summed(permission_features(words)))
    return dict(zip(CONSENTS, chances(found), strict=True))

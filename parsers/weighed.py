"""What the model and the rules say together. The model speaks first; rules are asked where it is not sure.

Rules know some wordings well and no others, so what they say shifts the model's odds and never outvotes it where it is
sure. Two guards stand above both: what tells of an incident is never `other` (nor `automatic`), and a permission is
read only where it is likely, for to read less is a question more, and to read more is a breach.
"""

from collections.abc import Callable, Mapping
from math import exp, log

from parsers.terms import Consent, MessageKind

SURE = 0.85  # from here on the rules are not asked
RULE_ODDS = 1.2  # what a rule's word adds to the log odds of what it says
REASON_ODDS = 0.6  # ... and of whether an appeal gives a reason
HANDED_ON_ODDS = 3.0  # ... where the appeal was handed on, and the model read only what stands above it
SURELY_NOTHING = 0.5  # chance that a message is no matter of ours, from which it is set aside as `other`
TOLD = 0.5  # chance that a sentence does one of these, from which it is not
MATTERS = ("tells", "danger", "suspended", "pleads")
CONSENT_ODDS = {Consent.GRANTED: 4.2, Consent.CONDITIONAL: 2.4, Consent.REFUSED: 4.2, Consent.UNSTATED: 1.2}
SURELY_GRANTED = 0.97  # a free permission that no rule sees must be as likely as that
PERMITS_NOTHING = 0.95  # ... and nor are they about consent
GRANTS, ALLOWS = 0.85, 0.8  # consent: least chances of a permission, and of a permission with a limit or more
LEAST = 1e-6
ASIDE = (MessageKind.OTHER, MessageKind.AUTOMATIC)


def odds(chance: float) -> float:
    bounded = min(max(chance, LEAST), 1 - LEAST)
    return log(bounded / (1 - bounded))


def shifted(chance: float, by: float) -> float:
    return 1 / (1 + exp(-(odds(chance) + by)))


def agreed(chance: float, rule: Callable[[], bool], weight: float = RULE_ODDS) -> float:
    """The chance of a yes when the rule has spoken too, where it was asked."""
    if chance >= SURE or chance <= 1 - SURE:
        return chance
    return shifted(chance, weight if rule() else -weight)


def first_kind(
    chances: Mapping[MessageKind, float], told: float, rule: Callable[[], MessageKind]
) -> tuple[MessageKind, float]:
    """The kind as a first message, and how sure. Neither `followup` nor `automatic` is a first message's kind."""
    first = {kind: chance for kind, chance in chances.items() if kind not in {MessageKind.FOLLOWUP, *ASIDE}}
    first[MessageKind.OTHER] = sum(chances[kind] for kind in ASIDE)
    whole = sum(first.values()) or 1.0
    first = {kind: chance / whole for kind, chance in first.items()}
    if max(first.values()) < SURE:
        said = rule()
        raised = {kind: chance * exp(RULE_ODDS if kind is said else 0.0) for kind, chance in first.items()}
        whole = sum(raised.values())
        first = {kind: chance / whole for kind, chance in raised.items()}
    if first[MessageKind.OTHER] < SURELY_NOTHING or told > TOLD:
        first[MessageKind.OTHER] = 0.0
    found = max(first, key=first.__getitem__)
    return found, first[found]


def consent(chances: Mapping[Consent, float], rule: Callable[[], Consent]) -> tuple[Consent, float]:
    """What permits less, in doubt: the rules are asked wherever the model sees a permission or is not sure of none."""
    if max(chances[Consent.REFUSED], chances[Consent.UNSTATED]) < PERMITS_NOTHING:
        said, before = rule(), chances
        raised = {each: chance * exp(CONSENT_ODDS[each] if each is said else 0.0) for each, chance in chances.items()}
        whole = sum(raised.values())
        chances = {each: chance / whole for each, chance in raised.items()}
        if (
            said is not Consent.GRANTED
            and before[Consent.GRANTED] < SURELY_GRANTED
            and _guarded(chances) is Consent.GRANTED
        ):
            return Consent.UNSTATED, 1 - chances[Consent.GRANTED]
    read = _guarded(chances)
    return read, chances[read]


def _guarded(chances: Mapping[Consent, float]) -> Consent:
    granted, limited = chances[Consent.GRANTED], chances[Consent.CONDITIONAL]
    if granted >= GRANTS:
        return Consent.GRANTED
    if granted + limited >= ALLOWS:
        return Consent.CONDITIONAL
    return max((Consent.REFUSED, Consent.UNSTATED), key=chances.__getitem__)

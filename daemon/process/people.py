"""Who somebody is in a case, what they allow, and how sure we are of it. Values only; nothing here decides or acts."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Consent(StrEnum):
    """Ordered in `NARROWNESS`: narrowing counts at once, widening only from somebody verified (design 7.4)."""

    REFUSED = "refused"
    UNSTATED = "unstated"
    CONDITIONAL = "conditional"
    GRANTED = "granted"


NARROWNESS = {Consent.REFUSED: 0, Consent.UNSTATED: 1, Consent.CONDITIONAL: 2, Consent.GRANTED: 3}


class Standing(StrEnum):
    """How sure we are that a message is its alleged author's (design 8)."""

    VERIFIED = "verified"  # brought the token, from the address that it was made for
    PLAUSIBLE = "plausible"  # says so, and that is all


class Told(StrEnum):
    """What became of the words that a party is owed (P7)."""

    ON_ITS_WAY = "on its way"
    TOLD = "told"
    UNREACHABLE = "could not be reached"


@dataclass(frozen=True, slots=True)
class Privacy:
    """A consent and where it comes from; only a confirmed one opens the gate. `source` is a fixed phrase."""

    value: Consent = Consent.UNSTATED
    confirmed_at: datetime | None = None
    source: str = ""

    @property
    def confirmed(self) -> bool:
        return self.confirmed_at is not None


class Role(StrEnum):
    """Who somebody is in a case; the respondent's conduct is reported, and only an administrator says so."""

    REPORTER = "reporter"
    TARGET = "target"
    RESPONDENT = "respondent"
    WITNESS = "witness"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in a case who is not its reporter, known here by a code of their own and by nothing else. `told` is
    what became of the words at the end (P7), `spared_at` when it was recorded why there are none; `heard_at` when they
    first wrote to us.
    """

    code: str
    role: Role
    privacy: Privacy = field(default_factory=Privacy)
    told: Told | None = None
    spared_at: datetime | None = None
    heard_at: datetime | None = None

    @property
    def is_answered(self) -> bool:
        """P7: nothing more is owed to them when the case ends. A bounce is not 'told', and is known not to be."""
        return self.told is not None or self.spared_at is not None

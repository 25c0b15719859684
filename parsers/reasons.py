"""Why a message was read as it was: for each field how sure, and where in the text the words stand that led to it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from parsers.acts import ACTS, KINDS, SHARES_FROM, SHARING, Heard
from parsers.fields import Why
from parsers.terms import Consent, MessageKind
from parsers.tokens import Tokens

Span = tuple[int, int]
MOST_SPANS = 20
_DOES = 0.3  # chance of an act from which its sentence is shown as a reason


@dataclass(frozen=True, slots=True)
class Found:
    """What was read, and how sure each of it is."""

    kind: MessageKind
    kind_sure: float
    consent: Consent
    consent_sure: float
    urgent: float
    nature: float
    material: float
    justified: float
    names: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Where:
    """The text of the reading, and its words as they were counted; `lead` characters stand before the text."""

    text: str = field(repr=False)
    said: Tokens = field(repr=False)
    lead: int

    def of(self, bound: tuple[int, int]) -> Span | None:
        """Where a sentence stands in the text; none where it stands in the subject."""
        start = max(self.said.starts[bound[0]] - self.lead, 0)
        end = min(self.said.ends[bound[1] - 1] - self.lead, len(self.text))
        said = self.text[start:end] if start < end else ""
        before, after = len(said) - len(said.lstrip()), len(said) - len(said.rstrip())
        return (start + before, end - after) if said.strip() else None


def reasons(found: Found, heard: Heard, where: Where) -> tuple[Why, ...]:
    def spans(places: Iterator[int]) -> tuple[Span, ...]:
        standing = (where.of(heard.bounds[place]) for place in places)
        return tuple(each for each in standing if each is not None)[:MOST_SPANS]

    appeal = found.kind is MessageKind.APPEAL
    told = (
        Why("kind", found.kind_sure, spans(_speaks_for(heard, found.kind))),
        Why("nature", 1 - found.nature, spans(_does(heard, "tells"))),
        Why("involved", 1.0 if found.names else 0.0, tuple(_places(found.names, where.text))),
        Why("material", 1 - found.material, spans(_does(heard, "material"))),
        Why("consent", found.consent_sure, spans(_does(heard, SHARING, SHARES_FROM))),
        Why("urgent", found.urgent, spans(_does(heard, "danger"))),
    )
    return (*told, Why("justified", found.justified, spans(_does(heard, "reason")))) if appeal else told


def _speaks_for(heard: Heard, kind: MessageKind) -> Iterator[int]:
    """The sentence that speaks most for the kind, against the mean of what it says for the others."""
    if heard.shares:
        place = KINDS.index(kind)
        yield max(range(len(heard.shares)), key=lambda at: heard.shares[at][place] - sum(heard.shares[at]) / len(KINDS))


def _does(heard: Heard, act: str, least: float = _DOES) -> Iterator[int]:
    place = ACTS.index(act)
    return (at for at, row in enumerate(heard.acts) if row[place] > least)


def _places(names: tuple[str, ...], text: str) -> Iterator[Span]:
    for name in names[:MOST_SPANS]:
        at = text.find(name)
        if at >= 0:
            yield at, at + len(name)

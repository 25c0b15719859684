"""What `correct` can mend and with which VALUE each: one table for the grammar, its help and its refusals."""

from typing import Final

from parsers.slots import Correctable

PATHS: Final = ("complaint", "concern", "undecided", "question", "appeal")
GIVEN: Final = ("given", "missing")

VALUES: Final[dict[Correctable, tuple[str, ...]]] = {
    Correctable.PATH: PATHS,
    Correctable.KIND: PATHS,
    Correctable.NATURE: GIVEN,
    Correctable.INVOLVED: GIVEN,
    Correctable.MATERIAL: GIVEN,
    Correctable.PRIVACY: GIVEN,
    Correctable.DANGER: ("yes", "no"),
    Correctable.OUTCOME: ("violation", "none", "unclear", "out-of-scope", "settled", "bad-faith"),
}
# what else was read is mended by a command of its own, for it says who somebody is, what they allow or who may know
BESIDE: Final = (
    "consent CODE granted|refused|conditional words: what the reporter allows",
    "party CODE WHO as respondent: who is meant",
    "recuse CODE ADMIN, recuse CODE ADMIN off: who may know of it",
)


def values(field: Correctable) -> str:
    return ", ".join(VALUES[field])


def explained() -> tuple[str, ...]:
    """A line for each set of values, then the commands beside it."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for field, known in VALUES.items():
        alike.setdefault(known, []).append(str(field))
    fields = (f"{', '.join(names)}: {', '.join(known)}" for known, names in alike.items())
    return (*fields, *BESIDE)

"""What the outside contact is handed of a sealed case, once its reporter has chosen that (P14). It decides nothing.

The reporter's own words and address, and nothing else: no code, no letter of ours, nobody else's words.
"""

from daemon.process.case import Role
from daemon.store.unit import Unit
from daemon.store.values import Kept
from parsers.words import offered_words

MOST = 40_000  # characters; what is longer is asked for
FILES = "(Files came with it. They are not in this letter: ask the writer for them.)"
CUT = "(It goes on. Ask the writer for the rest.)"


def handed_over(unit: Unit, kept: Kept) -> str:
    """Empty where the case has no reporter."""
    reporter = next((each for each in unit.parties.of(kept.id) if each.role == Role.REPORTER), None)
    if reporter is None:
        return ""
    theirs = [each for each in unit.messages.of(kept.id) if each.party_id == reporter.id]
    subject = theirs[0].subject if theirs else ""
    parts = [subject, *(each.text.strip() for each in theirs if not _is_answer(each.text))]
    words = "\n\n---\n\n".join(filter(None, parts))
    words = words if len(words) <= MOST else f"{words[:MOST]}\n\n{CUT}"
    files = f"\n\n{FILES}" if any(each.attachments for each in theirs) else ""
    return f"From: {reporter.address}\n\n{words}{files}"


def _is_answer(text: str) -> bool:
    """Nothing but words that our letters offer."""
    return len([line for line in text.splitlines() if line.strip()]) <= len(offered_words(text))

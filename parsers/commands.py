"""What an administrator can say (design section 6): one grammar for mail, direct messages and the command line.

The table COMMANDS is the grammar: a row is a verb, what follows it, and the sentence that `help` prints. It only
reads: whether the process allows the command, and whom a name means, is decided below. An error never repeats what was
written.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from rapidfuzz import fuzz, process

from parsers.corrections import explained
from parsers.scope import read_scope
from parsers.slots import (
    LONGEST_NAME,
    NOTHING,
    OFF,
    Command,
    Correctable,
    Granting,
    Known,
    Role,
    Scan,
    Slot,
    Verb,
    code_at_start,
    identifier,
    literal,
    one_of,
    read_admin,
    read_any_off,
    read_any_verb,
    read_any_words,
    read_because,
    read_code,
    read_deputy,
    read_only_code,
    read_other,
    read_related,
    read_resolved,
    read_telling,
    read_when,
    read_when_before_because,
    read_words,
)
from parsers.who import read_any_admin_off, read_any_who, read_confirmed, read_declared, read_every_who, read_linked

__all__ = [
    "COMMANDS",
    "NOTHING",
    "OFF",
    "Bare",
    "Command",
    "Correctable",
    "Form",
    "Granting",
    "Known",
    "NotUnderstood",
    "Role",
    "Verb",
    "bare",
    "choice",
    "forms",
    "parse",
]

LONGEST_BARE: Final = 60
NEAR: Final = 60  # of 100: below that a word is no misspelt verb

BLANK: Final = "\ufeff\u200b\u200c\u200d\u2060\u3000 \t\xa0"  # what mail clients leave before a first word
MARKS: Final = "\u2018\u2019\u201c\u201d\u2026.,:;!'\"*_()[]"  # what stands about a single word in haste
CHOICES: Final = {str(verb): verb for verb in (Verb.REPLY, Verb.NOTE, Verb.DISCARD)}
VERB_FORM: Final = re.compile(r"([a-z]{2,12})(?::|(?=\s)|[.!]?$)", re.IGNORECASE | re.ASCII)


class Bare(StrEnum):
    """What an answer to a notice is, when no command was looked for."""

    TIME = "time"  # may be one: `when` has the last word
    WORDS = "words"
    VERB = "verb"  # it begins as a command: what `parse` says about it counts
    NOTHING = "nothing"


class NotUnderstood(Exception):
    """Nothing was changed; `nearest` is the valid form that comes nearest, and never holds what was written."""

    def __init__(self, nearest: str) -> None:
        super().__init__(f"not understood; the nearest form is: {nearest}")
        self.nearest = nearest


@dataclass(frozen=True, slots=True)
class Form:
    """One line of `help`."""

    verb: Verb
    line: str
    sentence: str
    more: tuple[str, ...] = ()

    def explained(self, asked: str) -> str:
        """With its values where this verb alone was `asked` for."""
        more = self.more if asked else ()
        return "\n    ".join((self.line, self.sentence, *more))


def parse(text: str, known: Known) -> Command:
    """The command on the first line of `text` that is not empty; raises NotUnderstood with the nearest form."""
    line, below = _first_line(text)
    verb, rest = _verb(line)
    if verb is None or verb not in known.verbs:
        raise NotUnderstood(_nearest(line, known))
    scan: Scan | None = Scan(rest, below, known, Command(verb=verb))
    for slot in COMMANDS[verb][0]:
        scan = slot.read(scan) if scan else None
    if scan is None or scan.line.strip(" .!"):
        raise NotUnderstood(_line(verb))
    return replace(scan.command, unread=scan.below)


def bare(text: str, known: Known) -> Bare:
    """What an answer to a notice is where it is no command: perhaps a time for the case of the notice, or words."""
    line, below = _first_line(text)
    if not line:
        return Bare.NOTHING
    if _verb(line)[0] is not None:
        return Bare.VERB
    about_it = known.default_code and code_at_start(line, known) is None
    return Bare.TIME if about_it and not below and len(line) <= LONGEST_BARE else Bare.WORDS


def choice(text: str) -> Verb | None:
    """What to do with words that were sent before, where the answer is that one word and nothing else."""
    line, below = _first_line(text)
    if below.strip(f"{BLANK}\n"):
        return None
    return CHOICES.get(line.strip(f"{BLANK}{MARKS}").lower())


def forms() -> tuple[Form, ...]:
    """Every command as `help` shows it, in the order of the table."""
    return tuple(Form(verb, _line(verb), sentence, MORE.get(verb, ())) for verb, (_, sentence) in COMMANDS.items())


def _first_line(text: str) -> tuple[str, str]:
    lines = text.splitlines()
    first = next((place for place, line in enumerate(lines) if line.strip(BLANK)), len(lines))
    if first == len(lines):
        return "", ""
    below = "\n".join(line.rstrip() for line in lines[first + 1 :])
    return re.sub(r"\s", " ", lines[first].strip(BLANK)), below.strip("\n")


def _verb(line: str) -> tuple[Verb | None, str]:
    found = VERB_FORM.match(line)
    if found is None or found.group(1).lower() not in COMMANDS:
        return None, line
    return Verb(found.group(1).lower()), line[found.end() :].lstrip()


def _nearest(line: str, known: Known) -> str:
    word = line[:LONGEST_NAME].partition(" ")[0].strip(":.,!").lower()
    near = process.extractOne(word, sorted(known.verbs), scorer=fuzz.ratio, score_cutoff=NEAR)
    return _line(Verb(near[0]) if near else Verb.HELP)


def _line(verb: Verb) -> str:
    return " ".join((verb.value, *(slot.shown for slot in COMMANDS[verb][0])))


CODE: Final = Slot("CODE", read_code)
ONLY_CODE: Final = Slot("CODE", read_only_code)
WHEN: Final = Slot("WHEN", read_when)
WORDS: Final = Slot("words", read_words)
ADMIN: Final = Slot("ADMIN", read_admin)
LETTER: Final = identifier("LETTER", "L")
MESSAGE: Final = identifier("MESSAGE", "M")
GRANTING: Final = one_of("granted|refused|conditional", Granting)
FIELD: Final = one_of("|".join(Correctable), Correctable)


def read_correction(scan: Scan) -> Scan | None:
    """A field and its value, or nothing."""
    if not scan.line and not scan.below:
        return scan
    field = FIELD.read(scan)
    return read_words(field) if field else None


CORRECTION: Final = Slot(f"{FIELD.shown} VALUE", read_correction)
ROLE: Final = one_of("|".join(Role), Role)
WHO: Final = Slot("WHO", read_any_who)
ANY_WHO: Final = Slot("[WHO]", read_any_who)
BECAUSE: Final = Slot("because words", read_because)
OTHER: Final = Slot("CODE", read_other)

COMMANDS: Final[dict[Verb, tuple[tuple[Slot, ...], str]]] = {
    Verb.ESTIMATE: (
        (CODE, WHEN, Slot("[: resolved WHEN]", read_resolved)),
        "Promises the reporter the date of the next word, and the day you hope it is resolved.",
    ),
    Verb.ANSWERED: ((CODE, Slot("how", read_words)), "Records that you answered the reporter elsewhere, and how."),
    Verb.REPLY: ((CODE, WORDS), "Writes to the reporter; you see the letter before it leaves."),
    Verb.ASK: (
        (CODE, Slot("[question]", read_any_words)),
        "Asks the reporter again for what is missing, or your question.",
    ),
    Verb.NOTE: ((CODE, WORDS), "Keeps a note that only the administrators of the case can read."),
    Verb.PARTY: (
        (CODE, WHO, ANY_WHO, literal("as"), ROLE),
        "Says who somebody is in a case; a second WHO is another way to reach the same person.",
    ),
    Verb.CONSENT: (
        (CODE, ANY_WHO, GRANTING, Slot("[identity] [to WHO]", read_scope), WORDS),
        "Records what somebody said about sharing (their words, or identity; to all, a WHO or channel), and where.",
    ),
    Verb.CORRECT: ((CODE, CORRECTION), "Mends what was read from a message; the code alone says how it reads now."),
    Verb.TELL: (
        (CODE, ANY_WHO, Slot("[words|nothing because words]", read_telling)),
        "Tells one party how it ended, in your words or the fixed ones, or keeps why they are told nothing.",
    ),
    Verb.CONSULT: (
        (CODE, Slot("[WHO\u2026]", read_every_who), WORDS),
        "Asks the reporter, then the targets, then whom you name, whether these words may be public.",
    ),
    Verb.SUSPEND: (
        (CODE, Slot("[WHO\u2026]", read_every_who), BECAUSE),
        "Suspends accounts under a complaint; your words stay on the record.",
    ),
    Verb.KEEP: (
        (CODE, ANY_WHO, literal("until"), Slot("WHEN", read_when_before_because), BECAUSE),
        "Keeps a suspension until a date, and tells the member.",
    ),
    Verb.LIFT: ((ONLY_CODE, ANY_WHO), "Ends a suspension; the reporter hears before access returns."),
    Verb.RESOLVE: ((CODE, WORDS), "Ends a complaint, and tells the reporter the resolution."),
    Verb.CLOSE: ((ONLY_CODE,), "Ends a concern or a question that owes nothing more."),
    Verb.COMPLAIN: ((CODE, Slot("words", read_any_words)), "Opens a complaint of your own from a concern."),
    Verb.WITHDRAWN: ((ONLY_CODE,), "Records that the reporter withdrew, and tells them; close it after a look."),
    Verb.REOPEN: ((ONLY_CODE,), "Opens a closed case again."),
    Verb.MERGE: ((CODE, literal("into"), OTHER), "Joins two cases of one and the same reporter."),
    Verb.RELATE: (
        (CODE, Slot("CODE", read_related)),
        "Shows two cases together to the administrators; their reporters learn nothing of it.",
    ),
    Verb.HOLD: ((ONLY_CODE, Slot("[off]", read_any_off)), "Keeps a case from being purged, or no longer."),
    Verb.LINK: ((CODE, Slot("WHO", read_linked)), "Says whose suspension an appeal is about."),
    Verb.UPHOLD: ((CODE, WORDS), "Decides an appeal: the suspension stands, for these reasons."),
    Verb.OVERTURN: ((CODE, WORDS), "Decides an appeal: the suspension ends, for these reasons."),
    Verb.PUBLISH: (
        (ONLY_CODE, Slot("[words]", read_any_words)),
        "Hands over the text for the rules channel, or drafts your words, which both sides see first.",
    ),
    Verb.PUBLISHED: ((ONLY_CODE,), "Records that the text stands in the rules channel."),
    Verb.ASSIGN: ((CODE, ADMIN), "Makes an administrator responsible for a case."),
    Verb.MINE: ((ONLY_CODE,), "Says that you are on it."),
    Verb.RECUSE: (
        (CODE, Slot("[ADMIN [off]]", read_any_admin_off)),
        "Takes you, or the administrator you name, off a case; with off, lets them in again.",
    ),
    Verb.DECLARE: (
        (Slot("none|WHO\u2026", read_declared),),
        "Says with whom you have a conflict: you see no case with them; a new administrator says it first.",
    ),
    Verb.AWAY: (
        (literal("until"), WHEN, Slot("[deputy ADMIN]", read_deputy)),
        "Says that you are away, and who stands in for you.",
    ),
    Verb.BACK: ((), "Says that you are here again."),
    Verb.ACCEPT: ((MESSAGE,), "Takes a message that was set aside as a case."),
    Verb.DISCARD: ((MESSAGE,), "Leaves a message that was set aside alone."),
    Verb.RESEND: ((LETTER,), "Sends a letter that could not be delivered once more."),
    Verb.DROP: ((LETTER,), "Gives up a letter that waits."),
    Verb.RELEASE: ((LETTER,), "Lets a draft leave."),
    Verb.UNDO: ((LETTER,), "Takes back a letter that has not left yet."),
    Verb.CONFIRM: (
        (Slot("[CODE [WHO]|LETTER [N…]]", read_confirmed),),
        "Says yes to what was read back, to what was marked in a letter, or that an account is as the checklist says.",
    ),
    Verb.LIST: ((), "Lists the open cases: code, stage, age, what is owed."),
    Verb.SHOW: ((ONLY_CODE,), "Shows one case."),
    Verb.DIGEST: ((), "Shows the digest as it would be sent now."),
    Verb.STATS: ((), "Counts cases and times."),
    Verb.HELP: ((Slot("[VERB]", read_any_verb),), "Explains all commands, or one."),
}
MORE: Final = {Verb.CORRECT: explained()}

"""Which letter goes to whom, and when: the names and the recipients out of the code, the occasions in plain words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from daemon.config_rules import AWAITED
from daemon.process.letters import TO_MEMBERS, Facts, LetterName, To
from notifiers.render import render
from tests.support.letters import COMMUNITY, SAMPLES

ROOT = Path(__file__).parents[2]
TELLERS = {"to_reporter": To.REPORTER, "to_party": To.PARTY, "_to": To.ONE_ADMINISTRATOR}
N = LetterName
WHO = {
    To.REPORTER: "the author of the case",
    To.PARTY: "one party",
    To.RESPONSIBLE: "the responsible administrator",
    To.ADMINISTRATORS: "the administrators who are there",
    To.EVERY_ADMINISTRATOR: "every administrator, absent ones too",
    To.OUTSIDE_CONTACT: "the outside contact",
    To.ONE_ADMINISTRATOR: "one administrator",
    To.RULES_CHANNEL: "the rules channel",
    To.STRANGER: "the sender of that one mail",
}
WHEN: dict[LetterName, str] = {
    N.ACKNOWLEDGEMENT: "at once, for a complaint or an undecided report; also when a question turns out to be one",
    N.CONCERN: "at once, for a concern",
    N.QUESTION: "at once, for a question",
    N.COUNT: "at once, to whoever asks only how many incidents there were",
    N.NEUTRAL_RECEIPT: "to strangers, parties who write unasked, and appeals that no suspension is known for; always the same text",
    N.ESTIMATE: "`estimate`, for a report or a question: the date of the next word",
    N.READ_BY: "`estimate`, for a concern: the date by which it is read",
    N.LATE: "a promised date was missed; once for each",
    N.ADDED: "the author wrote again; once until an administrator acts, and whenever danger is read",
    N.CORRECTED: "the path or the consent changed: how it stands now",
    N.WHICH: "a direct message of somebody who has several open cases says of none that it is about it",
    N.MAIL_WORD: "MAIL, in a direct message: where to write to go on by mail, once",
    N.MAIL_BOUND: "a mail brought that word, and is answered from then on; STOP, in a direct message, took the address away",
    N.WITHDRAWN: "the author withdrew, or `withdrawn` recorded it; the last letter",
    N.REPLY: "`reply`",
    N.ASK: "`ask`; without words it asks for what is missing",
    N.RESOLUTION: "`resolve`",
    N.RETURN: "a suspension ends: before the account has access again",
    N.APPEAL_EARLY: "an appeal came before its day: it is kept, and counts from then",
    N.APPEAL_OPEN: "an appeal is considered from now on",
    N.APPEAL_CONFIRM: "an appeal came from the member's address and was not verified; it waits for the answer",
    N.UPHELD: "`uphold`",
    N.OVERTURNED: "`overturn`",
    N.CONTEXT_DRAFT: "the text for the rules channel: `overturn`, to the reporter; `publish CODE words`, to both",
    N.CONSULT: "`consult`: the reporter first, then each target",
    N.JOINED: "`merge`, where both messages came from one verified address",
    N.SEALED: "in place of every other first answer, where no administrator may know of the case: its author chooses",
    N.SEALED_CHOSEN: "CONTACT or SEALED, of such a case: how it stands",
    N.UNCHANGED: "EXCLUDE that keeps nobody out, and CONTACT or SEALED where somebody may know of the case",
    N.SUSPENSION: "`suspend`",
    N.KEPT: "`keep`",
    N.LIFTED: "`lift`, or the last day of a suspension that was kept",
    N.TOLD: "`tell CODE WHO words`",
    N.PARTY_CLOSED: "`tell CODE WHO`, without words",
    N.NOTICE: "a case opened, an appeal's day came, danger was found, or the case needs somebody else",
    N.WROTE_AGAIN: "somebody in the case wrote, chose or withdrew; a consultation is over",
    N.REMINDER: "something is owed and `remind_every` has passed; a date was missed; a review is due",
    N.WARNING: "`late_warning` before a promised date",
    N.ESCALATION: "something is owed for longer than `escalate_after`",
    N.OUTSIDE_ESCALATION: "no administrator may know of what came",
    N.UNDELIVERED: "no address of the author or the party took a letter, or a suspension's letter is in doubt",
    N.SET_ASIDE: "a message could not be read, or may not be a case",
    N.DIGEST: "at the times of `digest`, where anything is owed",
    N.PAGE: "danger was read and nobody is on it: every hour",
    N.CHECKLIST: "an account is to be suspended or given back in Slack, by hand",
    N.DRAFTED: "a letter that is set to `ask` waits for a release",
    N.HANDOVER: "`publish`: the text to post in the rules channel",
    N.ACCESS_SEEN: "Slack says that an account was closed, or is open again",
    N.CLOSED_BY_HAND: "somebody closed the account of a member: to each who knows of a case of theirs, and of no suspension",
    N.CONTEXT: "`publish`, where we may post in the rules channel: the text, and nothing with it",
    N.RETENTION: "closed cases are kept for `retain_closed_for`; 14 days before they are purged, several in one letter",
    N.DONE: "a command was carried out; with words, how they leave and how to stop them",
    N.OFFER: "an answer to a notice was no command: what is to be done with the words",
    N.READ_BACK: "a command holds a time in words: nothing happens until `confirm`",
    N.REFUSED: "a command was not understood, or the process does not allow it now",
    N.NOT_VERIFIED: "a command came in somebody's name, and could not be verified",
    N.HELP: "`help`",
    N.LISTING: "`list`, `show`, `digest`, `stats`",
    N.PERSONAL_OFFER: "a mail in a personal mailbox, or a direct message to an administrator in person, reads like something for the administrators",
    N.DECLARE: "to a new administrator of a community that has had cases, once",
    N.RELEASED: "CONTACT, by somebody verified: what they wrote, and their address; the only letter with words to them",
}
WORDS = "(the words)"
SAMPLED = (
    (r"[A-Z][a-z]+day [0-9]+ [A-Z][a-z]+ [0-9]{4}, [0-9:]{5} [A-Z]+", "DATE"),
    (r"[A-Z][a-z]{2} [0-9]+ [A-Z][a-z]{2} [0-9:]{5}", "DATE"),
    (rf"{COMMUNITY.code}-[A-Z0-9]{{5}}", "CODE"),
    (re.escape(COMMUNITY.name), "COMMUNITY"),
    (re.escape(COMMUNITY.rules_channel), "CHANNEL"),
    ("Jamison Dance", "NAME"),
)
# written through a name that was chosen before, so that the call does not show the letter
ANSWERS = frozenset({N.DONE, N.OFFER, N.READ_BACK, N.REFUSED, N.NOT_VERIFIED, N.HELP, N.LISTING})


def recipients() -> dict[LetterName, tuple[To, ...]]:
    """As the code writes them: every call that names a letter, and whom it names with it."""
    found: dict[LetterName, set[To]] = {name: set() for name in LetterName}
    for path in sorted((ROOT / "daemon").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                for name in _members(node, "LetterName"):
                    found[LetterName[name]] |= set(_whom(node))
    for name in ANSWERS:
        found[name].add(To.ONE_ADMINISTRATOR)
    return {name: tuple(to for to in To if to in whom) for name, whom in found.items()}


def _whom(call: ast.Call) -> Iterator[To]:
    teller = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if teller in TELLERS:
        yield TELLERS[teller]
    if teller in {"to_administrators", "Letter"}:
        yield from (To[name] for name in _members(call, "To"))


def _members(call: ast.Call, of: str) -> Iterator[str]:
    """Those that stand in the call itself, not in a call inside it."""
    waiting: list[ast.AST] = [*call.args, *(keyword.value for keyword in call.keywords)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == of:
            yield node.attr
        elif not isinstance(node, ast.Call):
            waiting += ast.iter_child_nodes(node)


def letters() -> str:
    whom = recipients()
    parts = (("To members", TO_MEMBERS), ("To administrators", tuple(each for each in N if each not in TO_MEMBERS)))
    return "\n\n".join(_table(title, names, whom) for title, names in parts)


def awaited() -> str:
    """Those that the configuration cannot switch off."""
    return f"{', '.join(f'`{name}`' for name in N if name in AWAITED)}."


def _table(title: str, names: tuple[LetterName, ...], whom: dict[LetterName, tuple[To, ...]]) -> str:
    rows = (f"| `{name}` | {_readers(whom[name])} | {WHEN[name]} | {_begins(name)} |" for name in names)
    return "\n".join((f"**{title}**", "", "| letter | goes to | when | begins |", "|---|---|---|---|", *rows))


def _readers(whom: tuple[To, ...]) -> str:
    return "; ".join(WHO[to] for to in whom) or "nobody: nothing writes it yet"


def _begins(name: LetterName) -> str:
    """Its first sentence in a sample, without what is only the sample's; or that a person's own words stand there."""
    text = render(name, cast("Facts", SAMPLES[name]), WORDS, COMMUNITY).text
    if text.startswith(WORDS):
        return "*the administrator's words*"
    first = " ".join(text.split("\n\n")[0].split()).partition(". ")[0].rstrip(".:")
    for sampled, stands in SAMPLED:
        first = re.sub(sampled, stands, first)
    return first.replace("|", "\\|")

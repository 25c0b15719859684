"""WHO: whom an administrator's command is about, as they wrote it. Whom that means, and whether anybody, is not decided
here.

A WHO may be left out wherever a code was written: a party's own code says whom (design, section 4).
"""

import re
from dataclasses import replace
from typing import Final

from parsers.slots import (
    OFF,
    Known,
    Scan,
    Slot,
    answered_about,
    identifier,
    onto_next_line,
    read_admin,
    read_any_admin,
    read_code,
    whole_code_at_start,
)

NONE: Final = "none"
MOST: Final = 20  # in one command

END: Final = r"[.,;:]{0,5}(?:\s+|$)"
# A bare Slack id needs a digit, or UNFORTUNATELY, first of the words of a `tell`, would be somebody.
WHO_FORM: Final = re.compile(
    r"(<@[UW][A-Z0-9]{2,20}(?:\|[^>\s]{0,80})?>|[UW](?=[A-Z]{0,20}[0-9])[A-Z0-9]{7,20}|@[^\s@]{0,79}[^\s@.,;:]|"
    rf"<?[^\s@<>]{{1,64}}@[^\s@<>]{{0,254}}[^\s@<>.,;:]>?){END}"
)
LETTER: Final[Slot] = identifier("LETTER", "L")
NUMBER: Final = re.compile(r"#?([0-9]{1,4})[.,;]?(?:\s+|$)", re.ASCII)
AND: Final = re.compile(r"(?:and|&)\s+", re.IGNORECASE | re.ASCII)


def who_at_start(line: str, known: Known) -> tuple[str, str] | None:
    """Somebody whom `line` begins with (a code whole and upper case, all else as written), and what follows."""
    code = whole_code_at_start(line, known)
    if code is not None:
        return code
    found = WHO_FORM.match(line)
    if found is None:
        return None
    written = found.group(1)
    who = written if written.startswith("<@") else written.strip("<>")
    return who, _without_echo(line[found.end() :], who)


def _without_echo(rest: str, who: str) -> str:
    """Gmail writes a linked address into its plain text twice: dana@example.org <dana@example.org>."""
    echo = f"<{who}>"
    return rest[len(echo) :].lstrip(".,;: ") if "@" in who and rest.startswith(echo) else rest


def read_any_who(scan: Scan) -> Scan | None:
    found = who_at_start(scan.line, scan.known)
    return _with(scan, *found) if found else scan


def _with(scan: Scan, who: str, rest: str) -> Scan:
    return scan.take(rest, who=tuple(dict.fromkeys((*scan.command.who, who))))


def read_every_who(scan: Scan) -> Scan | None:
    """As many as there are, with or without commas and an `and`, and over the end of the line."""
    for _ in range(MOST):
        ahead = onto_next_line(scan)
        line = AND.sub("", ahead.line, count=1) if ahead.command.who and AND.match(ahead.line) else ahead.line
        found = who_at_start(line, scan.known)
        if found is None:
            return scan
        scan = _with(ahead, *found)
    return scan


def read_linked(scan: Scan) -> Scan | None:
    """In an answer to the notice of an appeal one code is enough: it is the party's."""
    default = answered_about(scan)
    if not default:
        return read_any_who(scan)
    return replace(scan, command=replace(scan.command, code=default, who=(scan.command.code,)))


def read_confirmed(scan: Scan) -> Scan | None:
    """Alone it is a yes to what was read back, and about no case, whichever is answered about."""
    if not scan.line.strip(" .!"):
        return scan
    letter = LETTER.read(scan)
    if letter:
        return _numbered(letter)
    coded = read_code(scan)
    return read_any_who(coded) if coded else None


def _numbered(scan: Scan) -> Scan:
    """As many numbers as there are."""
    line: str = scan.line
    numbers: list[str] = []
    while len(numbers) < MOST and (number := NUMBER.match(line)):
        numbers.append(number.group(1))
        line = line[number.end() :]
    return scan.take(line, field=" ".join(numbers)) if numbers else scan


def read_any_admin_off(scan: Scan) -> Scan | None:
    """'ADMIN off' takes back what 'ADMIN' did; 'off' alone names nobody."""
    before, _, last = scan.line.rstrip(" .!").rpartition(" ")
    if last.lower() != OFF:
        return read_any_admin(scan)
    return read_admin(replace(scan, line=before, command=replace(scan.command, field=OFF))) if before else None


def read_declared(scan: Scan) -> Scan | None:
    """Somebody, or the word that there is nobody; neither is no declaration."""
    if scan.line.strip(" .!").lower() == NONE:
        return scan.take("")
    found = read_every_who(scan)
    return found if found and found.command.who else None

"""What a mail server wrote into one Authentication-Results line: who it is, and clause by clause what it found.

It judges nothing (authenticity.py does). authres reads what keeps to RFC 8601; what large servers write besides is read
here, without guessing: whatever is left over when the clauses are taken makes the whole line Unclear.
"""

import re
from dataclasses import dataclass

import authres

LONGEST = 8_192

# Exchange Online leaves its name out of this line and gives it in ARC-Authentication-Results (Microsoft, "Anti-spam
# message headers in Microsoft 365"). Only an operator who names it as their own server gets such a line read.
NAMELESS = "mx.microsoft.com"

_VALUE = r'(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[!#-:<-\[\]-~]+))'  # printable ASCII but " ; and \
_PAIR = re.compile(rf"\s*(?P<name>[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)?)(?:\s*/\s*1)?\s*=\s*{_VALUE}(?=\s|\Z)")
_NAME = re.compile(r"\s*([A-Za-z0-9_.-]+)(?:\s+(\d+))?\s*")
_DOMAIN = re.compile(r"\s*[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+\s*")
_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|\\.|[()";]|[^()";\\]+', re.DOTALL)
_BARE = frozenset({"reason", "action"})  # beside RFC 8601's reason, what Microsoft writes without a type


class Unclear(Exception):
    """A line that cannot be read with certainty."""


@dataclass(frozen=True, slots=True)
class Clause:
    """What was checked, how it went, and what that was about: ("header.from", "example.org"), in the order written."""

    method: str
    outcome: str
    about: tuple[tuple[str, str], ...]

    def named(self, name: str) -> tuple[str, ...]:
        return tuple(value for key, value in self.about if key == name)


@dataclass(frozen=True, slots=True)
class Line:
    """`verifier` is empty where the server did not say its name."""

    verifier: str
    clauses: tuple[Clause, ...]


def read_line(value: str, authserv_id: str) -> Line:
    """`authserv_id` decides alone whether a line without a name may be read at all. Raises Unclear."""
    if len(value) > LONGEST:
        raise Unclear
    bare = _without_comments(value)  # first of all: authres goes on behind a quotation mark that nothing closes
    try:
        return _by_the_rules(value)
    except Exception:  # noqa: BLE001  RecursionError on nested brackets, its own SyntaxError on Microsoft's style, more
        return _with_care(bare, authserv_id)


def _by_the_rules(value: str) -> Line:
    header = authres.AuthenticationResultsHeader.parse(f"Authentication-Results: {value}")
    return Line(str(header.authserv_id), tuple(_clause(result) for result in header.results))


def _clause(result: authres.AuthenticationResult) -> Clause:
    about = ((f"{one.type}.{one.name}".lower(), str(one.value)) for one in result.properties)
    return Clause(str(result.method).lower(), str(result.result).lower(), tuple(about))


def _with_care(bare: str, authserv_id: str) -> Line:
    """Every character of every clause is accounted for, or nothing is."""
    segments = _segments(bare)
    found = _NAME.fullmatch(segments[0])
    if found and found[2] in {None, "1"}:
        return Line(found[1], tuple(_careful(each) for each in segments[1:] if each.strip() not in {"", "none"}))
    if authserv_id.strip().lower() != NAMELESS:
        raise Unclear
    # older lines of Exchange Online name the domain that was written to between two clauses
    told = (each for each in segments if each.strip() and not _DOMAIN.fullmatch(each))
    return Line(NAMELESS, tuple(map(_careful, told)))


def _without_comments(value: str) -> str:
    """A space for each comment (RFC 5322 3.2.2), however deep; quoted strings stay. Raises Unclear for an open one."""
    kept, depth = [], 0
    for piece in _PIECE.findall(value):
        if piece in {"(", ")"}:
            depth += 1 if piece == "(" else -1
            kept.append(" ")
        elif piece == '"' and depth == 0:
            raise Unclear
        elif depth == 0:
            kept.append(piece)
        if depth < 0:
            raise Unclear
    if depth:
        raise Unclear
    return "".join(kept)


def _segments(bare: str) -> list[str]:
    """Between the semicolons that stand in no quoted string."""
    segments = [""]
    for piece in _PIECE.findall(bare):
        if piece == ";":
            segments.append("")
        else:
            segments[-1] += piece
    return segments


def _careful(segment: str) -> Clause:
    pairs, end = [], 0
    while found := _PAIR.match(segment, end):
        pairs.append((found["name"].lower(), found["plain"] or found["quoted"] or ""))
        end = found.end()
    if segment[end:].strip() or not pairs or "." in pairs[0][0]:
        raise Unclear
    (method, outcome), *about = pairs
    if any("." not in name and name not in _BARE for name, _ in about):
        raise Unclear  # a second result in one clause: whose it is nobody can say
    return Clause(method, outcome.lower(), tuple(about))

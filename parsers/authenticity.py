"""Did our own mail server vouch for a mail's From address? (design section 8)

It reads what that server wrote above everything the sender brought along, and nothing else: SPF, DKIM and DMARC are
the server's work. Whatever cannot be read, or could have been written by the sender, is no vouching.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

import authres

from parsers.message import Message

RESULTS = "authentication-results"
# Our own delivery writes these above the verifier's line; they say nothing about who sent the mail.
DELIVERY = frozenset({"return-path", "delivered-to", "x-original-to"})
LONGEST = 8_192

BY = re.compile(r"(?:^|\s)by\s+([^\s;]{1,255})", re.IGNORECASE)


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105  a verdict, not a password
    FAIL = "fail"
    NONE = "none"


class Reason(StrEnum):
    """Why; fixed words, so that they may be logged."""

    DMARC = "dmarc"
    DKIM = "dkim"
    OFF = "off"  # no trusted_authserv_id is configured
    SENDER = "sender"  # no single From address
    ABSENT = "absent"  # nobody verified it
    COVERED = "covered"  # a header that is not our delivery's stands above the verifier's
    HOP = "hop"  # it passed a server that is not ours after it was verified
    FOREIGN = "foreign"  # the verifier is not ours
    UNREADABLE = "unreadable"
    UNALIGNED = "unaligned"  # something passed, for another domain
    UNDECIDED = "undecided"  # the verifier could not tell (temperror, permerror, ...)


@dataclass(frozen=True, slots=True)
class Authenticity:
    passed: Verdict
    reason: Reason


@dataclass(frozen=True, slots=True)
class _Result:
    """One clause of the verifier's line: what was checked, how it went, for which domains."""

    method: str
    outcome: str
    domains: tuple[str, ...]

    def vouches_for(self, domain: str) -> bool:
        return bool(self.domains) and all(_aligned(named, domain) for named in self.domains)


def authenticated(message: Message, authserv_id: str, trusted_hops: frozenset[str]) -> Authenticity:
    """The verdict of `authserv_id` on the From address. Only the topmost verifier's line is looked at, ever."""
    domain = _domain(message.sender)
    if not authserv_id.strip():
        return _none(Reason.OFF)
    if not domain:
        return _none(Reason.SENDER)
    doubt = _doubt_above(message.headers, frozenset(map(_host, trusted_hops)) - {""})
    if doubt is not None:
        return _none(doubt)
    return _read(message.header(RESULTS), _host(authserv_id), domain)


def _doubt_above(headers: tuple[tuple[str, str], ...], hops: frozenset[str]) -> Reason | None:
    """Why the topmost verifier's line may be the sender's own, or None where only our servers wrote above it."""
    above = tuple(takewhile(lambda pair: pair[0] != RESULTS, headers))
    if len(above) == len(headers):
        return Reason.ABSENT
    for name, value in above:
        if name == "received" and _received_by(value) not in hops:
            return Reason.HOP
        if name != "received" and name not in DELIVERY:
            return Reason.COVERED
    return None


def _received_by(value: str) -> str:
    """The host that wrote a Received line. Comments are left out: a client chooses what stands in some of them."""
    found = BY.search(_without_comments(value[:LONGEST]))
    return _host(found.group(1)) if found else ""


def _without_comments(value: str) -> str:
    kept, depth = [], 0
    for character in value:
        if character == "(":
            depth += 1
        if depth == 0:
            kept.append(character)
        if character == ")":
            depth = max(0, depth - 1)
    return "".join(kept)


def _read(value: str, authserv_id: str, domain: str) -> Authenticity:
    if len(value) > LONGEST:
        return _none(Reason.UNREADABLE)
    try:
        verifier, results = _parsed(value)
    except Exception:  # noqa: BLE001  RecursionError on nested brackets, its own SyntaxError on Microsoft's style, more
        return _none(Reason.UNREADABLE)
    if verifier != authserv_id:
        return _none(Reason.FOREIGN)
    return _judge(results, domain)


def _parsed(value: str) -> tuple[str, tuple[_Result, ...]]:
    header = authres.AuthenticationResultsHeader.parse(f"Authentication-Results: {value}")
    return _host(header.authserv_id), tuple(_result(clause) for clause in header.results)


def _result(clause: authres.AuthenticationResult) -> _Result:
    """DMARC names the From domain (RFC 7489 11.1), DKIM the signing one (RFC 8601 2.7.1).

    Where a verifier names only header.i, the signing domain is that or a parent of it (RFC 6376 3.5), so that what is
    aligned by header.i is aligned by header.d.
    """
    method = str(clause.method).lower()
    named = "from" if method == "dmarc" else "d"
    domains = _named(clause, named) or (_named(clause, "i") if method == "dkim" else ())
    return _Result(method, str(clause.result).lower(), domains)


def _named(clause: authres.AuthenticationResult, name: str) -> tuple[str, ...]:
    return tuple(_host(one.value) for one in clause.properties if (one.type, one.name) == ("header", name))


def _judge(results: tuple[_Result, ...], domain: str) -> Authenticity:
    """DMARC decides where the domain publishes it; only where it does not, a signature of the domain is enough."""
    dmarc = [result for result in results if result.method == "dmarc"]
    outcomes = {result.outcome for result in dmarc} - {"none"}
    if not outcomes:
        return _judge_signatures([result for result in results if result.method == "dkim"], domain)
    if "fail" in outcomes:
        return Authenticity(Verdict.FAIL, Reason.DMARC)
    if outcomes != {"pass"}:
        return _none(Reason.UNDECIDED)
    if not all(result.vouches_for(domain) for result in dmarc):
        return _none(Reason.UNALIGNED)
    return Authenticity(Verdict.PASS, Reason.DMARC)


def _judge_signatures(signatures: list[_Result], domain: str) -> Authenticity:
    own = {signature.outcome for signature in signatures if signature.vouches_for(domain)}
    if "pass" in own:
        return Authenticity(Verdict.PASS, Reason.DKIM)
    if "fail" in own:
        return Authenticity(Verdict.FAIL, Reason.DKIM)
    return _none(Reason.UNALIGNED if signatures else Reason.ABSENT)


def _aligned(named: str, domain: str) -> bool:
    """Equal, or a parent with a dot in it: nobody is vouched for by a top-level domain."""
    return bool(named) and (named == domain or ("." in named and domain.endswith(f".{named}")))


def _domain(address: str) -> str:
    return _host(address) if address.count("@") == 1 else ""


def _host(name: str) -> str:
    """A host or domain as it is compared: after the last @, lower case, ASCII; empty where it is no such name."""
    try:
        return str(name).rpartition("@")[2].strip().rstrip(".").lower().encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _none(reason: Reason) -> Authenticity:
    return Authenticity(Verdict.NONE, reason)

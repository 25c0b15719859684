"""Did our own mail server vouch for a mail's From address? (design section 8)

It reads what that server wrote above everything the sender brought along, and nothing else: SPF, DKIM and DMARC are
the server's work. Whatever cannot be read, or could have been written by the sender, is no vouching.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address, ip_network
from itertools import takewhile

from parsers.message import Message
from parsers.verifier import LONGEST, Clause, Unclear, read_line

RESULTS = "authentication-results"
# Our own delivery writes these above the verifier's line; they say nothing about who sent the mail.
DELIVERY = frozenset({"return-path", "delivered-to", "x-original-to"})
# What verifiers put between their line and the Received line of their own server (tests/data/authentication).
VERIFIERS = frozenset({"received-spf", "dmarc-filter", "dkim-filter", "arc-seal", "arc-message-signature",
                       "arc-authentication-results"})  # fmt: skip

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


def authenticated(message: Message, authserv_id: str, trusted_hops: frozenset[str]) -> Authenticity:
    """The verdict of `authserv_id` on the From address. Only the topmost verifier's line is looked at, ever."""
    domain = _domain(message.sender)
    if not authserv_id.strip():
        return _none(Reason.OFF)
    if not domain:
        return _none(Reason.SENDER)
    doubt = _doubt_above(message.headers, frozenset(map(_hop, trusted_hops)) - {""})
    if doubt is not None:
        return _none(doubt)
    return _read(message.header(RESULTS), _host(authserv_id), domain)


def _doubt_above(headers: tuple[tuple[str, str], ...], hops: frozenset[str]) -> Reason | None:
    """Why the topmost verifier's line may be the sender's own, or None where only our servers wrote above it."""
    above = tuple(takewhile(lambda pair: pair[0] != RESULTS, headers))
    if len(above) == len(headers):
        return Reason.ABSENT
    lowest = max((place for place, (name, _) in enumerate(above) if name == "received"), default=-1)
    for place, (name, value) in enumerate(above):
        if name == "received" and not _is_ours(_received_by(value), hops):
            return Reason.HOP
        if name != "received" and not _may_stand(name, place, lowest):
            return Reason.COVERED
    return None


def _may_stand(name: str, place: int, lowest: int) -> bool:
    """`lowest` is the place of the last of our own Received lines: what servers add above it is theirs too, and a
    verifier's other lines follow it. Without one only delivery itself may have written there.
    """
    if name in DELIVERY or (lowest >= 0 and name in VERIFIERS):
        return True
    return place < lowest and name.startswith("x-")


def _is_ours(host: str, hops: frozenset[str]) -> bool:
    """By its name, by a name above it (".outlook.com"), or by its network where a server says only its address."""
    if host in hops or any(hop.startswith(".") and host.endswith(hop) for hop in hops):
        return bool(host)
    return any("/" in hop and _within(host, hop) for hop in hops)


def _within(host: str, network: str) -> bool:
    try:
        return ip_address(host.strip("[]")) in ip_network(network)
    except ValueError:
        return False


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
    try:
        line = read_line(value, authserv_id)
    except Unclear:
        return _none(Reason.UNREADABLE)
    if _host(line.verifier) != authserv_id:
        return _none(Reason.FOREIGN)
    return _judge(line.clauses, domain)


def _judge(clauses: tuple[Clause, ...], domain: str) -> Authenticity:
    """DMARC decides where the domain publishes it; only where it does not, a signature of the domain is enough."""
    dmarc = [clause for clause in clauses if clause.method == "dmarc"]
    outcomes = {clause.outcome for clause in dmarc}
    if outcomes <= {"none"}:
        return _judge_signatures([clause for clause in clauses if clause.method == "dkim"], domain, outcomes)
    if "fail" in outcomes:
        return Authenticity(Verdict.FAIL, Reason.DMARC)
    if outcomes != {"pass"}:
        return _none(Reason.UNDECIDED)
    if not all(set(map(_host, clause.named("header.from"))) == {domain} for clause in dmarc):
        return _none(Reason.UNALIGNED)
    return Authenticity(Verdict.PASS, Reason.DMARC)


def _judge_signatures(signatures: list[Clause], domain: str, dmarc: set[str]) -> Authenticity:
    """Where the verifier does not say that no DMARC is published, only the very domain's signature counts: it would
    pass whatever is published (RFC 7489 3.1.1), a parent's would not under adkim=s.
    """
    own = {each.outcome for each in signatures if _about(_signers(each), domain)}
    exact = {each.outcome for each in signatures if set(map(_host, _signers(each))) == {domain}}
    if "pass" in (own if dmarc else exact):
        return Authenticity(Verdict.PASS, Reason.DKIM)
    if "fail" in own and "pass" not in own:
        return Authenticity(Verdict.FAIL, Reason.DKIM)
    return _none(Reason.UNALIGNED if signatures else Reason.ABSENT)


def _signers(signature: Clause) -> tuple[str, ...]:
    """RFC 8601 2.7.1. Where a verifier names only header.i, the signing domain is that or a parent of it (RFC 6376
    3.5), so that what is aligned by header.i is aligned by header.d.
    """
    return signature.named("header.d") or signature.named("header.i")


def _about(named: tuple[str, ...], domain: str) -> bool:
    return bool(named) and all(_aligned(_host(each), domain) for each in named)


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


def _hop(name: str) -> str:
    """As it is compared; a leading dot or a network's length would not survive as a host's."""
    name = name.strip().lower()
    return name if name.startswith(".") or "/" in name else _host(name)


def _none(reason: Reason) -> Authenticity:
    return Authenticity(Verdict.NONE, reason)

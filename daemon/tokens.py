"""Tokens: proof that a letter of ours reached an address. One lets its bearer add to a case; it reads nothing out.

A token is lower-case base32 of: key id (1 byte), last day (2 bytes, days since 1970), HMAC (16 bytes), code.
Lower case because mail servers fold the local part of an address; base32 because they all carry its letters.
"""

import hmac
import re
from base64 import b32decode, b32encode
from binascii import Error as BadBase32
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from daemon.secrets import keyed, normalised

CODE_ALPHABET = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MAX_CODE = 16
PROOF_BYTES = 16
FIXED_BYTES = 3 + PROOF_BYTES
EPOCH = date(1970, 1, 1)
MAX_LOCAL_PART = 64  # RFC 5321, 4.5.3.1.1
MAX_TEXT = 8192
MAX_CANDIDATES = 50

TOKEN = r"[a-z2-7]{32,50}"  # noqa: S105  a pattern, not a secret
IN_LOCAL_PART = re.compile(rf"\+({TOKEN})@")
IN_FOOTER = re.compile(rf"\breference: ({TOKEN})(?![a-z2-7])")
IN_MESSAGE_ID = re.compile(rf"(?<![a-z2-7])({TOKEN})\.[a-z0-9]{{8,40}}@")


class Use(StrEnum):
    """Where a token stands. Whoever gets a copy of an answer reads our Message-ID in it, so that one made for there is
    none for an address, which alone widens anything (design 7.4).
    """

    ADDRESS = "token"
    MESSAGE_ID = "token in a message-id"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a token says of itself; worth nothing until `Tokens.holds` agrees."""

    code: str
    key_id: int
    expires: date


class Tokens:
    """Makes tokens with one secret; believes those of the older ones too, so that a secret can be rotated."""

    def __init__(self, secret: bytes, key_id: int, older: Mapping[int, bytes] | None = None) -> None:
        self.learn({**(older or {}), key_id: secret})

    def learn(self, known: Mapping[int, bytes]) -> None:
        """Takes these in the place of those that it had; the newest, which has the highest number, makes tokens."""
        self._secrets = dict(known)
        self._key_id = max(known)

    def make(self, code: str, address: str, expires: date, use: Use = Use.ADDRESS) -> str:
        """For one case or party and one address; good through the whole day `expires` (UTC)."""
        claim = Claim(code, self._key_id, expires)
        return _written(claim, _proof(self._secrets[self._key_id], claim, address, use))

    def holds(self, token: str, address: str, now: datetime, use: Use = Use.ADDRESS) -> str | None:
        """The code that this token opens for a message from `address`, if any."""
        parsed = _parsed(token)
        secret = self._secrets.get(parsed.claim.key_id) if parsed else None
        if parsed is None or secret is None:
            return None
        good = hmac.compare_digest(parsed.proof, _proof(secret, parsed.claim, address, use))
        return parsed.claim.code if good and now.date() <= parsed.claim.expires else None


@dataclass(frozen=True, slots=True)
class _Parsed:
    claim: Claim
    proof: bytes = field(repr=False)


def read(token: str) -> Claim | None:
    """What the token says, without proof; None for what is no token."""
    parsed = _parsed(token)
    return parsed.claim if parsed else None


def find_tokens(texts: Iterable[str]) -> tuple[str, ...]:
    """Candidates in addresses (`anything+TOKEN@domain`), Message-IDs (`<TOKEN.RANDOM@domain>`) and quoted footers
    (`Reference: TOKEN`), in order, once each.
    A candidate is unproven.
    """
    found: dict[str, None] = {}
    for text in texts:
        folded = text[:MAX_TEXT].lower()
        for pattern in (IN_LOCAL_PART, IN_MESSAGE_ID, IN_FOOTER):
            found.update((token, None) for token in pattern.findall(folded) if _parsed(token))
        if len(found) >= MAX_CANDIDATES:
            break
    return tuple(found)[:MAX_CANDIDATES]


def reply_to(address: str, token: str) -> str:
    """`admin@example.org` with the token in its local part; ValueError where that is longer than mail allows."""
    local, _, domain = address.rpartition("@")
    extended = f"{local}+{token}"
    if not local or len(extended) > MAX_LOCAL_PART:
        raise ValueError("no room for a token in the local part of the sender's address")
    return f"{extended}@{domain}"


def message_id(token: str, random: str, domain: str) -> str:
    """With angle brackets. `random` is 8 to 40 lower-case letters and digits; it makes the letter's id its own."""
    return f"<{token}.{random}@{domain}>"


def _written(claim: Claim, proof: bytes) -> str:
    days = (claim.expires - EPOCH).days
    packed = bytes([claim.key_id]) + days.to_bytes(2, "big") + proof + _packed_code(claim.code)
    return b32encode(packed).decode().rstrip("=").lower()


def _parsed(token: str) -> _Parsed | None:
    try:
        packed = b32decode(token.upper() + "=" * (-len(token) % 8))
    except (BadBase32, ValueError):
        return None
    if len(packed) <= FIXED_BYTES:
        return None
    claim = Claim(
        _unpacked_code(packed[FIXED_BYTES:]), packed[0], EPOCH + timedelta(int.from_bytes(packed[1:3], "big"))
    )
    parsed = _Parsed(claim, packed[3:FIXED_BYTES])
    # one spelling only: base32 has spare bits and a code could be padded, and a second spelling is a second token
    same = 0 < len(claim.code) <= MAX_CODE and _written(claim, parsed.proof) == token
    return parsed if same else None


def _proof(secret: bytes, claim: Claim, address: str, use: Use) -> bytes:
    about = f"{claim.key_id} {claim.expires.isoformat()} {claim.code}".encode()
    return keyed(secret, use.encode(), about, normalised(address))[:PROOF_BYTES]


def _packed_code(code: str) -> bytes:
    """Bijective base 37, so that no length need be written: a nine-character code takes six bytes."""
    if not 0 < len(code) <= MAX_CODE:
        raise ValueError("a code has one to sixteen characters")
    number = 0
    for character in code:
        number = number * len(CODE_ALPHABET) + CODE_ALPHABET.index(character) + 1
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _unpacked_code(packed: bytes) -> str:
    number, characters = int.from_bytes(packed, "big"), ""
    while number > 0:
        number, digit = divmod(number - 1, len(CODE_ALPHABET))
        characters = CODE_ALPHABET[digit] + characters
    return characters

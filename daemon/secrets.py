"""The daemon's keys and what is sealed under them. Nothing here knows a table; no key and no text is ever printed."""

import hashlib
import hmac
import os
import secrets
import stat
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12  # NIST SP 800-38D 8.2: 96 random bits
TAG_BYTES = 16
ID_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
MAX_ID = 32
MAX_FILE = 64 * 1024
LOOKUP_DIGITS = 32  # 128 bits: two people never meet by chance


class KeyProblem(Exception):
    """The operator's key file, or its match with the database; the text says what to do."""


class Tampered(Exception):
    """A cell that does not open: changed, moved to another row, or sealed under another key."""


@dataclass(frozen=True, slots=True)
class DaemonKey:
    """One line of the key file. `id` is no secret."""

    id: str
    secret: bytes = field(repr=False)


def create_key_file(path: Path) -> DaemonKey:
    """Writes a fresh key; a file that is there already is never touched, for it may hold the only key of a database."""
    key = DaemonKey(secrets.token_hex(4), secrets.token_bytes(KEY_BYTES))
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise KeyProblem(f"{path} exists already and is left as it is") from None
    except OSError as problem:
        raise KeyProblem(f"{path} cannot be made: {problem.strerror}") from None
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"{key.id} {b64encode(key.secret).decode()}\n")
            file.flush()
            os.fsync(file.fileno())
        sync_folder(path.parent)
    except OSError as problem:
        path.unlink(missing_ok=True)  # nothing is under it yet, and half a key would be taken for a lost one
        raise KeyProblem(f"{path} cannot be made: {problem.strerror}") from None
    return key


def sync_folder(folder: Path) -> None:
    """A new name is durable only when its folder is (fsync(2))."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def load_keys(path: Path) -> tuple[DaemonKey, ...]:
    """The keys of a key file or a systemd credential, the current one first."""
    lines = [line for line in _read_private(path).splitlines() if line.strip() and not line.startswith("#")]
    keys = tuple(_parsed(path, number, line) for number, line in enumerate(lines, start=1))
    if not keys:
        raise KeyProblem(f"{path} holds no key: restore it from its backup, or make a new one for a new database")
    if len({key.id for key in keys}) != len(keys):
        raise KeyProblem(f"{path} names the same key twice: keep one line for each key id")
    return keys


def _read_private(path: Path) -> str:
    try:
        with path.open("rb") as file:
            _refuse_shared(path, os.fstat(file.fileno()).st_mode)
            return file.read(MAX_FILE).decode("ascii")
    except FileNotFoundError:
        raise KeyProblem(f"there is no key file {path}: `conductd init` makes one for a new database") from None
    except UnicodeDecodeError:
        raise KeyProblem(f"{path} is not a key file: each line is KEYID BASE64") from None
    except OSError as problem:
        raise KeyProblem(f"the key file {path} cannot be read: {problem.strerror}") from None


def _refuse_shared(path: Path, mode: int) -> None:
    # systemd shows a credential as 0400, or 0440 with an access list that names the service alone; the bits for
    # others are what both have in common, and a credential's folder is the service's own (systemd.exec(5)).
    shared = stat.S_IRWXO if is_credential(path) else stat.S_IRWXG | stat.S_IRWXO
    if mode & shared:
        raise KeyProblem(f"the key file {path} can be read by others: chmod 600 {path}")


def is_credential(path: Path) -> bool:
    folder = os.environ.get("CREDENTIALS_DIRECTORY", "")
    return bool(folder) and path.resolve().is_relative_to(Path(folder).resolve())


def _parsed(path: Path, number: int, line: str) -> DaemonKey:
    name, _, encoded = line.strip().partition(" ")
    try:
        secret = b64decode(encoded.strip(), validate=True)
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES or not 0 < len(name) <= MAX_ID or not ID_CHARACTERS.issuperset(name):
        raise KeyProblem(f"{path}, key {number}: not KEYID BASE64 with {KEY_BYTES} bytes; restore it from its backup")
    return DaemonKey(name, secret)


def fresh_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, plaintext: bytes, about: bytes) -> bytes:
    """Nonce, ciphertext and tag; `about` is the cell's place, without which it does not open."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, about)


def unseal(key: bytes, sealed: bytes, about: bytes) -> bytes:
    """Raises `Tampered`; its text says the place, never the content."""
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise Tampered(f"{about.decode()} is cut short")
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], memoryview(sealed)[NONCE_BYTES:], about)
    except InvalidTag:
        raise Tampered(f"{about.decode()} does not open") from None


class Vault:
    """Wraps data keys under the daemon's current key and opens those that an older one wrapped.
    A wrapped key is: the length of the key id, the id, the sealed key. So rotation rewraps, and re-encrypts no text.
    """

    def __init__(self, keys: tuple[DaemonKey, ...]) -> None:
        self.learn(keys)

    def learn(self, keys: tuple[DaemonKey, ...]) -> None:
        """Takes these in the place of those that it had: the key file was written anew."""
        self._keys = {key.id: key.secret for key in keys}
        self.current = keys[0].id

    def has(self, name: str) -> bool:
        return name in self._keys

    def wrap(self, data_key: bytes, about: bytes) -> bytes:
        name = self.current.encode()
        return bytes([len(name)]) + name + seal(self._keys[self.current], data_key, about)

    def unwrap(self, wrapped: bytes, about: bytes) -> bytes:
        """Raises `KeyProblem` for a key that the file lacks, `Tampered` for damage."""
        name = key_id_of(wrapped)
        secret = self._keys.get(name)
        if not name:
            raise Tampered(f"{about.decode()} is damaged")
        if secret is None:
            raise KeyProblem(f"the key file lacks the key {name}: add its line from the backup of the key file")
        return unseal(secret, wrapped[1 + wrapped[0] :], about)


def key_id_of(wrapped: bytes) -> str:
    """The id of the daemon's key under which this was wrapped; empty for damage, which must not reach a message."""
    name = wrapped[1 : 1 + wrapped[0]].decode("ascii", "replace") if wrapped else ""
    return name if len(name) <= MAX_ID and ID_CHARACTERS.issuperset(name) else ""


def keyed(secret: bytes, *parts: bytes) -> bytes:
    """HMAC-SHA256 over parts that cannot run into each other: each is preceded by its length."""
    mac = hmac.new(secret, digestmod=hashlib.sha256)
    for part in parts:  # one after the other: a part may be 25 MiB
        mac.update(len(part).to_bytes(8, "big"))
        mac.update(part)
    return mac.digest()


def normalised(address: str) -> bytes:
    """Only ASCII letters fold: Unicode folding makes one person of two (the Kelvin sign lowers to `k`)."""
    return address.strip().encode("utf-8", "surrogatepass").lower()


def lookup(people_key: bytes, channel: str, address: str) -> str:
    """The keyed hash by which a person is found without their address being stored in the clear."""
    return keyed(people_key, b"person", channel.encode(), normalised(address)).hex()[:LOOKUP_DIGITS]

"""The key file written anew, whole or not at all: beside it, to disk, then renamed over it. It never prints a key."""

import errno
import os
import re
import secrets
from base64 import b64encode
from contextlib import suppress
from pathlib import Path

from daemon.secrets import KEY_BYTES, DaemonKey, KeyProblem, is_credential, sync_folder

ADVICE = "`conductd key rotate --print` makes a line for it by hand"


def new_key() -> DaemonKey:
    return DaemonKey(secrets.token_hex(4), secrets.token_bytes(KEY_BYTES))


def line_of(key: DaemonKey) -> str:
    """As it stands in a key file. The one place where a key becomes text."""
    return f"{key.id} {b64encode(key.secret).decode()}"


def refuse_unwritable(path: Path) -> None:
    """A systemd credential is a copy that only systemd writes: what is changed there is gone with the next start."""
    folder = path.parent
    if is_credential(path) or not os.access(folder, os.W_OK) or not os.access(path, os.W_OK):
        raise KeyProblem(f"the key file {path} cannot be written here, a systemd credential above all: {ADVICE}")


def remove_leftovers(path: Path) -> None:
    """What a crash between writing and renaming has left: old keys, which nobody else would look for. Only for whoever
    holds the lock of the rotation, else it is what another one writes just now.
    """
    name = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{8}}")
    for each in path.parent.iterdir():
        if name.fullmatch(each.name):
            with suppress(OSError):
                each.unlink()


def write_keys(path: Path, keys: tuple[DaemonKey, ...]) -> None:
    """The first one is the current one. A crash leaves the file as it was, or as it is to be."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    owner = path.stat()
    try:
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            if os.geteuid() == 0:  # the daemon, which is not root, must be able to read it as before
                os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
            file.write("".join(f"{line_of(key)}\n" for key in keys))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        sync_folder(path.parent)
    except OSError as problem:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        why = os.strerror(problem.errno or errno.EIO)
        raise KeyProblem(f"the key file {path} cannot be written ({why}): {ADVICE}") from None

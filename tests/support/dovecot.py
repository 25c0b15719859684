"""A private Dovecot on random loopback ports, for one test or one module. It touches nothing of an installed Dovecot.

It makes a folder of its own below /tmp: the sockets' paths must be short (108 bytes), and where the tests run as root
the mail belongs to `nobody` (Dovecot refuses uid 0), who cannot enter the folders that pytest makes.
"""

import contextlib
import datetime as dt
import grp
import os
import pwd
import random
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

import pytest
from imapclient import IMAPClient

from tests.support.certificates import Authority

HOST = "127.0.0.1"
PASSWORD = 'a "plain" password'
USERS = ("admin", "second")
CAPABILITIES = (
    "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ MOVE UIDPLUS NAMESPACE UNSELECT SPECIAL-USE CHILDREN"
)
INSTALL = "Dovecot is missing: apt-get install dovecot-imapd dovecot-lmtpd"


def dovecot_or_skip() -> str:
    """The server's path. Without one the test is skipped, or fails where real servers are required."""
    found = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found:
        return found
    if os.environ.get("REAL_SERVERS") == "required":
        pytest.fail(INSTALL)
    pytest.skip(INSTALL)


def free_port() -> int:
    """Below the range from which the system takes the ports of outgoing connections, so that none of those gets it."""
    while True:
        port = random.randrange(20_000, 32_000)  # noqa: S311  any free one will do
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind((HOST, port))
            return port


CONFIGURATION = """{internal}
base_dir = {root}/base
state_dir = {root}/state
log_path = {root}/log
protocols = imap lmtp
listen = {host}
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login {more_mechanisms}
auth_failure_delay = 0
auth_cache_size = 0
imap_capability = {offered}
imap_idle_notify_interval = 1 secs
first_valid_uid = 1
first_valid_gid = 1
mail_fsync = never
mail_location = maildir:~/Maildir
namespace inbox {{
  inbox = yes
  prefix = {prefix}
  separator = {delimiter}
}}
passdb {{
  driver = passwd-file
  args = scheme=plain {root}/users
}}
{oauth}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={root}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service lmtp {{
  inet_listener lmtp {{
    address = {host}
    port = {lmtp_port}
  }}
}}
"""


class Dovecot:
    """`with Dovecot() as server:` is a running server with empty mailboxes of `USERS`.

    `withhold` names capabilities that are not announced (IDLE, MOVE, UIDPLUS, NAMESPACE); `prefix` is that of the
    personal namespace, such as "INBOX." with the delimiter "."; `token_info` is an address at which an OAuth2 token
    is looked up, and opens XOAUTH2.
    """

    def __init__(
        self,
        *,
        withhold: Sequence[str] = (),
        prefix: str = "",
        names: Sequence[str] = (HOST, "localhost"),
        token_info: str = "",
    ) -> None:
        self._binary = dovecot_or_skip()
        self._withhold, self._prefix, self._token_info = set(withhold), prefix, token_info
        self.root = Path(tempfile.mkdtemp(prefix="dv"))
        self.root.chmod(0o755)
        self.host, self.password = HOST, PASSWORD
        authority = Authority(self.root)
        self.ca_file = str(authority.ca_file)
        self._certificate = authority.issue(*names)
        self.owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self._process: subprocess.Popen[bytes] | None = None
        self._ran = False
        self._prepare()
        self._choose_ports()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.root, ignore_errors=True)

    def start(self) -> Self:
        for _ in range(5):
            if self._started():
                self._ran = True
                return self
            self.stop()
            if self._ran:
                time.sleep(0.2)
            else:
                self._choose_ports()
        said = (self.root / "output").read_text()
        shutil.rmtree(self.root, ignore_errors=True)
        pytest.fail(f"Dovecot did not start: {said}")

    def _started(self) -> bool:
        command = [self._binary, "-F", "-c", str(self.root / "dovecot.conf")]
        with (self.root / "output").open("ab") as output:
            self._process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)
        return all(self._answers(port) for port in (self.port, self.tls_port, self.lmtp_port))

    def _answers(self, port: int) -> bool:
        for _ in range(200):
            if self._process is None or self._process.poll() is not None:
                return False
            with contextlib.suppress(OSError), socket.create_connection((HOST, port), 1):
                return True
            time.sleep(0.05)
        return False

    def stop(self) -> None:
        """Ends the server and its sessions; what the mailboxes hold stays."""
        if self._process is None:
            return
        # The group is this server's alone (start_new_session). Dovecot's own ending waits up to six seconds for its
        # children, so what is left after a moment is ended with it.
        self._signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(0.3)
        self._signal(signal.SIGKILL)
        self._process.wait(10)
        self._process = None

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    @property
    def group(self) -> int:
        """The process group of the server and its sessions."""
        assert self._process is not None
        return self._process.pid

    def restart(self) -> None:
        self.stop()
        self.start()

    @contextlib.contextmanager
    def session(self, user: str = "admin") -> Iterator[IMAPClient]:
        """A client of the test's own, logged in over the plain port."""
        with IMAPClient(HOST, self.port, ssl=False, timeout=10) as client:
            client.login(user, PASSWORD)
            client.normalise_times = False
            yield client

    def append(self, user: str, raw: bytes, internaldate: dt.datetime | None = None, folder: str = "INBOX") -> None:
        with self.session(user) as client:
            client.append(folder, raw, msg_time=internaldate)

    def deliver(self, user: str, raw: bytes, sender: str = "someone@example.net") -> None:
        """By LMTP, as a mail server would; Dovecot writes its own Return-Path and Received above it."""
        with smtplib.LMTP(HOST, self.lmtp_port) as door:
            door.sendmail(sender, [user], raw)

    def folder(self, user: str, name: str = "INBOX") -> list[bytes]:
        return [raw for raw, _ in self.contents(user, name)]

    def contents(self, user: str, name: str = "INBOX") -> list[tuple[bytes, frozenset[str]]]:
        """Each mail with its flags, without `\\Recent`, in the order of arrival; [] where there is no such folder."""
        with self.session(user) as client:
            if not client.folder_exists(name):
                return []
            client.select_folder(name, readonly=True)
            found = client.fetch(client.search(), ["BODY.PEEK[]", "FLAGS"])
        return [
            (bytes(one[b"BODY[]"]), frozenset(flag.decode() for flag in one[b"FLAGS"]) - {r"\Recent"})
            for _, one in sorted(found.items())
        ]

    def lose_uidlist(self, user: str) -> None:
        """What a crash or a careless restore does: the next session sees another UIDVALIDITY. The server is down."""
        for path in (self.root / "mail" / user / "Maildir").glob("dovecot*"):
            path.unlink()

    def log(self) -> str:
        return (self.root / "log").read_text(errors="replace")

    def _prepare(self) -> None:
        mail = self.root / "mail"
        mail.mkdir(mode=0o700)
        os.chown(mail, self.owner.pw_uid, self.owner.pw_gid)
        for name in ("base", "state"):
            (self.root / name).mkdir(mode=0o755)
        (self.root / "users").write_text("".join(f"{user}:{{PLAIN}}{PASSWORD}\n" for user in USERS))

    def _choose_ports(self) -> None:
        self.port, self.tls_port, self.lmtp_port = free_port(), free_port(), free_port()
        (self.root / "dovecot.conf").write_text(self._configuration())

    def _configuration(self) -> str:
        return CONFIGURATION.format(
            internal=self._internal_users(),
            root=self.root,
            host=HOST,
            certificate=self._certificate.certificate,
            key=self._certificate.key,
            more_mechanisms="xoauth2" if self._token_info else "",
            offered=" ".join(word for word in CAPABILITIES.split() if word not in self._withhold),
            prefix=self._prefix,
            delimiter="." if self._prefix.endswith(".") else "/",
            oauth=self._oauth(),
            uid=self.owner.pw_uid,
            gid=self.owner.pw_gid,
            port=self.port,
            tls_port=self.tls_port,
            lmtp_port=self.lmtp_port,
        )

    def _internal_users(self) -> str:
        """As root Dovecot's own users, which its package makes; else everything runs as whoever runs the tests."""
        if os.geteuid() == 0:
            return ""
        user, group = self.owner.pw_name, grp.getgrgid(os.getegid()).gr_name
        return f"default_internal_user = {user}\ndefault_login_user = {user}\ndefault_internal_group = {group}\n"

    def _oauth(self) -> str:
        if not self._token_info:
            return ""
        settings = self.root / "oauth2.conf"
        settings.write_text(f"tokeninfo_url = {self._token_info}\nusername_attribute = username\n")
        return f"passdb {{\n  driver = oauth2\n  mechanisms = xoauth2\n  args = {settings}\n}}"

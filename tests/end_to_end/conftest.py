"""One Dovecot for all of them, a mailbox for each daemon, and one daemon that most of the stories share."""

import re
from collections.abc import Callable, Iterator

import pytest

from tests.end_to_end.cast import KIM, LEE, Place
from tests.support.daemon import HOUSE, VERIFIER, Daemon, house, listener, mailbox, outgoing
from tests.support.dovecot import Dovecot, free_port
from tests.support.sink import Sink

POOL = tuple(f"box{number}" for number in range(30))
SHORT = 'appeal_after = "0s"\nreturn_notice = "1s"'


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    with Dovecot() as server:
        # Before anybody logs in: Dovecot looks for new names once a second at most.
        with (server.root / "users").open("a", encoding="utf-8") as users:
            users.writelines(f"{name}:{{PLAIN}}{server.password}\n" for name in POOL)
        yield server


@pytest.fixture(scope="session")
def new_user(dovecot) -> Callable[[], str]:
    """The name of a mailbox that nobody has used yet."""
    return iter(POOL).__next__


@pytest.fixture(scope="session")
def hops(dovecot) -> str:
    """The key that trusts this Dovecot's own Received line, by the name that it calls itself."""
    dovecot.deliver("second", b"From: a@example.net\r\n\r\nA mail to look at its trace.\r\n")
    host = re.search(rb"\tby (\S+) with LMTP", dovecot.folder("second")[0])
    assert host, "this Dovecot writes another Received line"
    return f'trusted_hops = ["{VERIFIER}", "{host.group(1).decode()}"]'


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as running:
        yield running


@pytest.fixture(scope="session")
def place(dovecot, new_user, hops, tmp_path_factory) -> Iterator[Place]:
    """The daemon with both doors and durations of days, which every test's own promise cuts short."""
    user, port = new_user(), free_port()
    with Sink() as sink:
        sections = (HOUSE, mailbox(dovecot, user, hops), listener(port), outgoing(sink.port))
        with Daemon(tmp_path_factory.mktemp("shared"), *sections) as daemon:
            yield Place(dovecot, user, sink, daemon, port)
            assert daemon.complaints() == []


@pytest.fixture(scope="session")
def swift(dovecot, new_user, hops, tmp_path_factory) -> Iterator[Place]:
    """The daemon of three administrators (Robin, who suspends, Kim and Lee) where an appeal counts at once."""
    user = new_user()
    with Sink() as sink:
        sections = (house(KIM, LEE, process=SHORT), mailbox(dovecot, user, hops), outgoing(sink.port))
        with Daemon(tmp_path_factory.mktemp("swift"), *sections) as daemon:
            yield Place(dovecot, user, sink, daemon)
            assert daemon.complaints() == []


@pytest.fixture(scope="module")
def sink_of_the_module() -> Iterator[Sink]:
    with Sink() as running:
        yield running

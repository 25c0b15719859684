"""The checker over traces: what proves that a row was safe before somebody was told so, and what does not."""

import sqlite3

import pytest

from tests.soak.syscalls import soak
from tests.soak.syscalls_trace import Claim, Disk, calls, came, sent, without_syncs
from tests.support.sqlite_pages import PAGE, rows

ROW = "0198a6f0c0de7000"
WAL = "9</srv/conductd.db-wal>"
WIRE = "7<TCP:[127.0.0.1:8025->127.0.0.1:40000]>"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A page as SQLite writes it, with a row that has an id, a body and a state."""
    path = tmp_path_factory.mktemp("page") / "a.db"
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE letter (id TEXT, body BLOB, attempts INTEGER, state TEXT)")
    database.execute("INSERT INTO letter VALUES (?, ?, 3, 'sending')", (ROW, b"\x00" * 300))
    database.execute("INSERT INTO letter VALUES ('other', ?, NULL, 'pending')", (b"x" * 20,))
    database.commit()
    database.close()
    return path.read_bytes()[PAGE : 2 * PAGE]


def hexed(data):
    return "".join(f"\\x{byte:02x}" for byte in data)


def wrote(page, thread=12):
    return f'{thread} pwrite64({WAL}, "{hexed(page)}", 4096, 56) = 4096'


CAME = f'11 recvfrom({WIRE}, "{hexed(b"the mail")}", 65536, 0, NULL, NULL) = 8'
SYNC = f"12 fdatasync({WAL}) = 0"
TOLD = f'11 sendto({WIRE}, "{hexed(b"250 OK")}", 6, MSG_NOSIGNAL, NULL, 0) = 6'


def proof(lines, **more):
    seen = list(calls(lines))
    return Disk(seen).prove(Claim("lmtp", ROW, sent(seen)[0], came(seen)[0], **more))


def test_the_rows_of_a_page_are_read_as_sqlite_wrote_them(page):
    assert list(rows(page)) == [
        [ROW.encode(), b"\x00" * 300, b"\x03", b"sending"],
        [b"other", b"x" * 20, b"", b"pending"],
    ]
    assert list(rows(b"\x05" + page[1:])) == []


def test_written_safe_and_then_told_is_a_proof(page):
    assert proof([CAME, wrote(page), SYNC, TOLD]).why == ""
    assert proof([CAME, wrote(page), SYNC, TOLD], column=3, value="sending").why == ""


def without_any(page):
    return [CAME, wrote(page), TOLD]


def too_late(page):
    return [CAME, wrote(page), TOLD, SYNC]


def before_the_write(page):
    return [CAME, SYNC, wrote(page), TOLD]


def by_another_thread(page):
    return [CAME, wrote(page), SYNC.replace("12 ", "13 ", 1), TOLD]


def of_another_file(page):
    return [CAME, wrote(page), SYNC.replace("-wal", ""), TOLD]


def that_failed(page):
    return [CAME, wrote(page), SYNC.replace("= 0", "= -1 EIO"), TOLD]


def that_had_not_ended(page):
    return [
        CAME, wrote(page), f"12 fdatasync({WAL} <unfinished ...>",
        TOLD, "12 <... fdatasync resumed>) = 0",
    ]  # fmt: skip


def begun_before_the_write_had_ended(page):
    begun, _, ended = wrote(page).partition(", 4096")
    return [
        CAME, f"{begun} <unfinished ...>", SYNC.replace("12 ", "13 ", 1),
        f"12 <... pwrite64 resumed>, 4096{ended}", TOLD,
    ]  # fmt: skip


def of_an_earlier_message(page):
    return [wrote(page), SYNC, CAME, TOLD]


@pytest.mark.parametrize(
    "lines",
    [
        without_any, too_late, before_the_write, by_another_thread, of_another_file, that_failed, that_had_not_ended,
        begun_before_the_write_had_ended, of_an_earlier_message,
    ],
)  # fmt: skip
def test_a_sync_that_proves_nothing_is_no_proof(page, lines):
    assert proof(lines(page)).why == "it was told before the row was safe"


def test_a_row_that_was_not_written_or_in_another_state_is_no_proof(page):
    assert "never written into the log" in proof([CAME, SYNC, TOLD]).why
    assert "never written as sent" in proof([CAME, wrote(page), SYNC, TOLD], column=3, value="sent").why


def test_a_call_that_was_interrupted_in_the_trace_is_put_together(page):
    begun, _, ended = wrote(page).partition(", 4096")
    lines = [CAME, f"{begun} <unfinished ...>", f"12 <... pwrite64 resumed>, 4096{ended}", SYNC, TOLD]
    assert proof(lines).why == ""
    halved = [f"12 fdatasync({WAL} <unfinished ...>", "12 <... fdatasync resumed>) = 0"]
    assert proof([CAME, wrote(page), *halved, TOLD]).why == ""


def test_a_process_without_any_sync_proves_nothing(page):
    seen = without_syncs(list(calls([CAME, wrote(page), SYNC, TOLD])))
    assert Disk(seen).prove(Claim("lmtp", ROW, sent(seen)[0])).why


def test_the_daemon_tells_nobody_before_the_disk_has_it():
    (row,) = soak(1, 1, lambda _: None)
    assert row.met, row.figure

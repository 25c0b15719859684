"""`conductd key`: the key and the secret of the letters are rotated, beside whoever has the database open."""

import os
import stat
from datetime import timedelta

import pytest

from daemon import rotation
from daemon.key_file import line_of, new_key, write_keys
from daemon.post import TOKEN_LIVES
from daemon.rotation import Old
from daemon.secrets import KeyProblem, create_key_file, load_keys
from daemon.store import Store
from tests.support.daemon import conductd
from tests.support.house import COMPLAINT, REPORTER, household
from tests.support.stores import NOW, new_case, opened, store_in


def silently(_done, _of):
    """Nobody waits at a terminal."""


def at(folder):
    """A store as `opening.py` makes one: it looks at the key file again."""
    store = store_in(folder)
    store.watch_keys(lambda: load_keys(folder / "key"))
    store.open(NOW)
    return store


@pytest.fixture
def folder(tmp_path):
    with opened(tmp_path) as store:
        store.run_now(new_case)
        store.run_now(lambda unit: unit.inbox.add("email", "imap:1", b"raw bytes", b"1", NOW))
    return tmp_path


def ids(folder):
    return [key.id for key in load_keys(folder / "key")]


def rotated(folder, old=Old.DROPPED, now=NOW):
    store = at(folder)
    try:
        return rotation.rotate(store, folder / "key", old, now, silently)
    finally:
        store.close()


def test_everything_is_brought_under_the_new_key_and_the_old_line_goes(folder):
    (before,) = ids(folder)
    done = rotated(folder)
    assert (done.removed, done.rewrapped, done.kept) == ((before,), 8, ())
    assert ids(folder) == [done.current]
    with opened(folder) as store:
        assert store.audit() == []
        assert store.run_now(lambda unit: unit.inbox.unread(1))[0].raw == b"raw bytes"
        assert list(store.run_now(lambda unit: unit.wrapped_by())) == [done.current]


def test_the_key_file_stays_private_and_nothing_is_left_beside_it(folder):
    rotated(folder)
    assert stat.S_IMODE((folder / "key").stat().st_mode) == 0o600
    assert sorted(path.name for path in folder.iterdir()) == ["conductd.db", "head", "key"]


def test_the_old_line_can_be_kept_for_older_backups(folder):
    (before,) = ids(folder)
    done = rotated(folder, Old.KEPT)
    assert ids(folder) == [done.current, before]
    assert done.kept == (before,)


def test_a_rotation_that_was_interrupted_is_finished_by_the_next_one(folder):
    """Both lines stood in the file; the keys in the database were still under the old one."""
    (before,) = load_keys(folder / "key")
    fresh = new_key()
    write_keys(folder / "key", (fresh, before))
    done = rotated(folder)
    assert (done.finished, done.current, done.removed, done.token) == (True, fresh.id, (before.id,), 2)
    assert ids(folder) == [fresh.id]


@pytest.mark.parametrize("rewrapped", [0, 3, 8])
def test_at_whatever_key_it_stops_the_file_opens_the_database(folder, rewrapped):
    write_keys(folder / "key", (new_key(), *load_keys(folder / "key")))
    store = at(folder)
    store.run_now(lambda unit: unit.rewrap(rewrapped))
    store.close()
    with opened(folder) as store:
        assert store.audit() == []


def test_a_file_that_cannot_be_renamed_into_place_stays_as_it_was(folder, monkeypatch):
    before = (folder / "key").read_bytes()

    def full(*_):
        raise OSError(28, "no")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KeyProblem, match="cannot be written"):
        write_keys(folder / "key", (new_key(),))
    assert (folder / "key").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == ["conductd.db", "head", "key"]


def test_who_has_the_database_open_wraps_under_the_new_key_from_the_next_transaction_on(folder):
    beside = at(folder)
    done = rotated(folder)
    beside.run_now(lambda unit: new_case(unit, "SSE-ZZZZZ"))
    assert list(beside.run_now(lambda unit: unit.wrapped_by())) == [done.current]
    beside.close()
    with opened(folder) as store:
        assert store.audit() == []


def test_who_cannot_see_the_new_line_writes_nothing_and_says_so(folder):
    """As a daemon whose key is a systemd credential: the copy that it was given stays as it was."""
    beside = store_in(folder)
    beside.open(NOW)
    rotated(folder)
    with pytest.raises(KeyProblem, match="restart it"):
        beside.run_now(lambda unit: new_case(unit, "SSE-ZZZZZ"))
    beside.close()
    with opened(folder) as store:
        assert store.audit() == []


def test_two_rotations_at_once_are_refused(folder):
    store = at(folder)
    with rotation._alone(folder), pytest.raises(KeyProblem, match="another"):
        rotation.rotate(store, folder / "key", Old.DROPPED, NOW, silently)
    store.close()


def test_a_key_that_was_changed_stops_the_rotation_and_both_lines_stay(folder):
    before = ids(folder)
    store = at(folder)
    store.run_now(
        lambda unit: unit._connection.exec_driver_sql(
            "UPDATE incident_case SET wrapped_key = CAST(substr(wrapped_key, 1, 20) || zeroblob(40) AS BLOB)"
        )
    )
    with pytest.raises(KeyProblem, match="incident_case/wrapped_key"):
        rotation.rotate(store, folder / "key", Old.DROPPED, NOW, silently)
    store.close()
    assert len(ids(folder)) == 2
    assert ids(folder)[1:] == before


# --- the secret that proves letters


def test_tokens_of_the_secret_before_are_believed_until_they_expire(folder):
    beside = at(folder)
    token = beside.tokens.make("SSE-7K3F2", "rae@example.org", (NOW + TOKEN_LIVES).date())
    rotated(folder)
    after = at(folder)
    assert after.tokens.holds(token, "rae@example.org", NOW) == "SSE-7K3F2"
    newer = after.tokens.make("SSE-7K3F2", "rae@example.org", (NOW + TOKEN_LIVES).date())
    assert newer != token
    assert beside.tokens.holds(newer, "rae@example.org", NOW) is None  # not before its next transaction
    beside.look_now(lambda unit: unit.cases.next_due())
    assert beside.tokens.holds(newer, "rae@example.org", NOW) == "SSE-7K3F2"
    after.close()
    beside.close()


def test_a_secret_goes_once_its_last_token_has_expired(folder):
    # the secrets are made by the machine's clock or by the test's: what counts is when the next one was made
    second = rotated(folder, now=NOW)
    early = rotated(folder, now=NOW + TOKEN_LIVES)
    late = rotated(folder, now=NOW + TOKEN_LIVES + timedelta(days=2))
    assert (second.token, early.token, late.token) == (2, 3, 4)
    assert (second.tokens_dropped, early.tokens_dropped, late.tokens_dropped) == ((), (), (1,))
    with opened(folder) as store:
        assert store.audit() == []


async def test_an_answer_to_a_letter_from_before_the_rotation_finds_its_case(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(REPORTER, COMPLAINT)
        letter = home.last("acknowledgement")
        await home.at_desk(
            lambda desk: rotation.rotate(desk._store, desk._config.keys.file, Old.DROPPED, NOW, silently)
        )
        await home.answer(letter, "One more thing: it happened in #random too.")
        assert len(await home.cases()) == 1
        assert "ReporterWrote" in await home.happened()


# --- on the command line


@pytest.fixture
def embedded(tmp_path):
    """A folder with the embedded default's data, as `conductd run` leaves it."""
    data = tmp_path / "conductd-data"
    data.mkdir(mode=0o700)
    create_key_file(data / "conductd.key")
    store = Store(f"sqlite:///{data / 'conductd.db'}", load_keys(data / "conductd.key"), data / "conductd.head")
    store.open(NOW)
    store.close()
    return tmp_path


def test_key_tells_ids_and_never_a_secret(embedded):
    line = (embedded / "conductd-data" / "conductd.key").read_text()
    done = conductd(embedded, "key")
    assert done.returncode == 0
    assert line.split()[0] in done.stdout
    assert line.split()[1] not in done.stdout


def test_a_line_for_a_credential_is_printed_alone(embedded):
    done = conductd(embedded, "key", "rotate", "--print")
    assert (done.returncode, len(done.stdout.split())) == (0, 2)
    (embedded / "line").write_text(done.stdout)
    (embedded / "line").chmod(0o600)
    assert len(load_keys(embedded / "line")) == 1
    assert "restart the daemon" in done.stderr


def test_a_line_tells_the_key_and_a_repr_does_not():
    key = new_key()
    assert line_of(key).split()[1] not in repr(key)


def test_a_systemd_credential_is_refused_with_what_to_do_by_hand(folder, monkeypatch):
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    before = (folder / "key").read_bytes()
    with pytest.raises(KeyProblem, match="rotate --print"):
        rotated(folder)
    assert (folder / "key").read_bytes() == before


def test_a_new_first_line_that_was_put_in_by_hand_is_rotated_to(folder, monkeypatch):
    """As after `key rotate --print` and a restart: the file cannot be written, so the old line stays and is told."""
    (before,) = load_keys(folder / "key")
    fresh = new_key()
    write_keys(folder / "key", (fresh, before))
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    done = rotated(folder)
    assert (done.current, done.kept, done.removed, done.finished) == (fresh.id, (before.id,), (), True)
    with opened(folder) as store:
        assert list(store.run_now(lambda unit: unit.wrapped_by())) == [fresh.id]


def test_what_a_crash_left_of_a_key_file_goes_with_the_next_rotation(folder):
    """Killed between writing and renaming: the old key would stay there for ever."""
    left = folder / ".key.0a1b2c3d"
    left.write_bytes((folder / "key").read_bytes())
    others = [folder / ".key.txt", folder / ".head.0a1b2c3d"]
    for each in others:
        each.write_text("mine")
    rotated(folder)
    assert not left.exists()
    assert all(each.exists() for each in others)


def test_the_lines_do_not_tell_how_much_there_is(folder):
    """The number grows with each case, also with one that whoever asks may not know of."""
    with opened(folder) as store:
        before = rotation.keys(store, folder / "key")
        store.run_now(lambda unit: new_case(unit, "SSE-BBBBB"))
        assert rotation.keys(store, folder / "key") == before

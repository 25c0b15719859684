from base64 import b64encode

import pytest

from daemon import secrets
from daemon.secrets import DaemonKey, KeyProblem, Tampered, Vault, create_key_file, load_keys, lookup

KEY = b"k" * 32
LINE = b64encode(KEY).decode()
PLACE = b"party/contact/01"


def written(tmp_path, text, mode=0o600):
    path = tmp_path / "key"
    path.write_text(text)
    path.chmod(mode)
    return path


def test_a_fresh_key_file_is_private_and_loads(tmp_path):
    made = create_key_file(tmp_path / "key")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert load_keys(tmp_path / "key") == (made,)
    assert len(made.secret) == 32


def test_two_key_files_hold_different_keys(tmp_path):
    first, second = create_key_file(tmp_path / "a"), create_key_file(tmp_path / "b")
    assert first.secret != second.secret
    assert first.id != second.id


def test_a_key_file_that_exists_is_left_as_it_is(tmp_path):
    path = written(tmp_path, f"old {LINE}\n")
    with pytest.raises(KeyProblem, match="exists already"):
        create_key_file(path)
    assert path.read_text() == f"old {LINE}\n"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_key_file_that_others_can_reach_is_refused_with_the_remedy(tmp_path, mode):
    path = written(tmp_path, f"one {LINE}\n", mode)
    with pytest.raises(KeyProblem, match=f"chmod 600 {path}"):
        load_keys(path)


def test_a_systemd_credential_may_have_its_group_bit(tmp_path, monkeypatch):
    path = written(tmp_path, f"one {LINE}\n", 0o440)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert load_keys(path) == (DaemonKey("one", KEY),)


def test_a_credential_that_everybody_can_read_is_refused(tmp_path, monkeypatch):
    path = written(tmp_path, f"one {LINE}\n", 0o444)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with pytest.raises(KeyProblem, match="chmod 600"):
        load_keys(path)


def test_the_first_line_is_the_current_key_and_comments_are_none(tmp_path):
    path = written(tmp_path, f"# renewed in autumn\nnew {LINE}\n\nold {b64encode(b'o' * 32).decode()}\n")
    assert [key.id for key in load_keys(path)] == ["new", "old"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "holds no key"),
        ("one\n", "not KEYID BASE64"),
        (f"ONE {LINE}\n", "not KEYID BASE64"),
        ("one c2hvcnQ=\n", "not KEYID BASE64"),
        (f"one {LINE[:-2]}!=\n", "not KEYID BASE64"),
        (f"one {LINE}\none {LINE}\n", "twice"),
        ("é\n", "not a key file"),
    ],
)
def test_a_damaged_key_file_says_what_it_lacks_and_shows_nothing_of_it(tmp_path, text, says):
    with pytest.raises(KeyProblem, match=says) as problem:
        load_keys(written(tmp_path, text))
    assert LINE not in str(problem.value)


def test_a_missing_key_file_says_how_to_make_one(tmp_path):
    with pytest.raises(KeyProblem, match="conductd init"):
        load_keys(tmp_path / "key")


def test_a_folder_in_the_place_of_the_key_file_is_an_error_with_its_name(tmp_path):
    with pytest.raises(KeyProblem, match="cannot be read"):
        load_keys(tmp_path)


def test_a_cell_opens_in_its_own_place_only():
    sealed = secrets.seal(KEY, b"words", PLACE)
    assert secrets.unseal(KEY, sealed, PLACE) == b"words"
    with pytest.raises(Tampered, match="party/contact/02"):
        secrets.unseal(KEY, sealed, b"party/contact/02")


def test_a_changed_bit_anywhere_is_found():
    sealed = secrets.seal(KEY, b"words", PLACE)
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(Tampered):
            secrets.unseal(KEY, bytes(changed), PLACE)


def test_a_cell_that_is_cut_short_is_found():
    sealed = secrets.seal(KEY, b"words", PLACE)
    for length in range(len(sealed)):
        with pytest.raises(Tampered):
            secrets.unseal(KEY, sealed[:length], PLACE)


def test_the_same_words_never_look_the_same_twice():
    assert secrets.seal(KEY, b"words", PLACE) != secrets.seal(KEY, b"words", PLACE)


def test_a_vault_opens_what_an_older_key_wrapped_and_wraps_under_the_current_one():
    old, new = DaemonKey("old", b"o" * 32), DaemonKey("new", b"n" * 32)
    wrapped = Vault((old,)).wrap(KEY, PLACE)
    vault = Vault((new, old))
    assert vault.unwrap(wrapped, PLACE) == KEY
    assert secrets.key_id_of(vault.wrap(KEY, PLACE)) == "new"


def test_a_key_that_the_file_lacks_is_named():
    wrapped = Vault((DaemonKey("old", b"o" * 32),)).wrap(KEY, PLACE)
    with pytest.raises(KeyProblem, match="the key old"):
        Vault((DaemonKey("new", b"n" * 32),)).unwrap(wrapped, PLACE)


@pytest.mark.parametrize("damaged", [b"", b"\x00", b"\xff", b"\x03old"])
def test_a_damaged_wrapped_key_is_an_error_and_nothing_else(damaged):
    with pytest.raises((KeyProblem, Tampered)):
        Vault((DaemonKey("old", b"o" * 32),)).unwrap(damaged, PLACE)


def test_no_key_is_ever_printed():
    key = DaemonKey("one", KEY)
    shown = f"{key!r} {Vault((key,))!r}"
    assert "kkkk" not in shown
    assert LINE not in shown


def test_a_person_is_found_whatever_the_case_of_their_address():
    assert lookup(KEY, "email", " Rae@Example.ORG ") == lookup(KEY, "email", "rae@example.org")


def test_letters_that_only_look_or_fold_alike_are_other_people():
    others = ["rae@example.org", "\u212aae@example.org", "kae@example.org", "raе@example.org", "strasse@x", "straße@x"]
    assert len({lookup(KEY, "email", address) for address in others}) == len(others)


def test_a_channel_and_a_key_are_part_of_who_somebody_is():
    seen = {lookup(KEY, "email", "rae"), lookup(KEY, "slack", "rae"), lookup(b"x" * 32, "email", "rae")}
    assert len(seen) == 3
    assert all(len(found) == 32 for found in seen)


def test_an_address_with_half_a_character_can_be_looked_up():
    assert len(lookup(KEY, "email", "\udce9@example.org")) == 32

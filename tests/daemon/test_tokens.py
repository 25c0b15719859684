import string
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon import tokens
from daemon.tokens import Claim, Tokens, Use, find_tokens, message_id, reply_to

SECRET = b"s" * 32
CODE, ADDRESS, EXPIRES = "SSE-7K3F2", "rae@example.org", date(2027, 11, 26)
NOW = datetime(2026, 11, 26, 16, 30, tzinfo=UTC)
MINT = Tokens(SECRET, 1)
TOKEN = MINT.make(CODE, ADDRESS, EXPIRES)


def test_a_token_from_the_address_that_it_was_made_for_opens_its_code():
    assert MINT.holds(TOKEN, ADDRESS, NOW) == CODE
    assert MINT.holds(TOKEN, "RAE@Example.org", NOW) == CODE


def test_a_token_from_another_address_opens_nothing():
    assert MINT.holds(TOKEN, "eve@example.org", NOW) is None


def test_a_token_holds_through_its_last_day_and_no_longer():
    last = datetime(2027, 11, 26, 23, 59, 59, tzinfo=UTC)
    assert MINT.holds(TOKEN, ADDRESS, last) == CODE
    assert MINT.holds(TOKEN, ADDRESS, last + timedelta(seconds=1)) is None


def test_a_token_with_any_other_character_opens_nothing():
    alphabet = string.ascii_lowercase + "234567"
    for position, character in enumerate(TOKEN):
        other = alphabet[(alphabet.index(character) + 1) % 32]
        assert MINT.holds(TOKEN[:position] + other + TOKEN[position + 1 :], ADDRESS, NOW) is None


def test_a_token_that_is_cut_or_longer_opens_nothing():
    for length in range(len(TOKEN)):
        assert MINT.holds(TOKEN[:length], ADDRESS, NOW) is None
    assert MINT.holds(TOKEN + "a", ADDRESS, NOW) is None


def test_a_token_made_with_another_secret_opens_nothing():
    assert Tokens(b"t" * 32, 1).holds(TOKEN, ADDRESS, NOW) is None
    assert Tokens(SECRET, 2).holds(TOKEN, ADDRESS, NOW) is None


def test_tokens_of_an_older_secret_hold_after_a_rotation():
    renewed = Tokens(b"t" * 32, 2, older={1: SECRET})
    assert renewed.holds(TOKEN, ADDRESS, NOW) == CODE
    assert renewed.holds(renewed.make(CODE, ADDRESS, EXPIRES), ADDRESS, NOW) == CODE
    assert MINT.holds(renewed.make(CODE, ADDRESS, EXPIRES), ADDRESS, NOW) is None


def test_a_token_has_one_spelling():
    assert MINT.holds(TOKEN.upper(), ADDRESS, NOW) is None
    assert MINT.holds(TOKEN + "=", ADDRESS, NOW) is None


def test_a_token_says_what_it_claims_without_being_believed():
    assert tokens.read(TOKEN) == Claim(CODE, 1, EXPIRES)
    assert tokens.read("no token at all") is None
    assert tokens.read("") is None


def test_a_token_leaves_room_in_a_local_part():
    assert len(TOKEN) == 40
    local = reply_to("conduct-administrators@example.org", TOKEN).partition("@")[0]
    assert len(local) <= 64


def test_a_sender_without_room_for_a_token_is_refused():
    with pytest.raises(ValueError, match="no room"):
        reply_to("the-administrators-of-a-community@example.org", TOKEN)


@given(st.text(alphabet=tokens.CODE_ALPHABET, min_size=1, max_size=16), st.integers(0, 255), st.integers(0, 65535))
def test_every_code_comes_back_as_it_was(code, key_id, days):
    expires = date(1970, 1, 1) + timedelta(days=days)
    token = Tokens(SECRET, key_id).make(code, ADDRESS, expires)
    assert tokens.read(token) == Claim(code, key_id, expires)
    assert find_tokens([f"admin+{token}@example.org"]) == (token,)


@given(st.text())
def test_no_text_makes_the_reader_of_tokens_fail(text):
    tokens.read(text)
    find_tokens([text])


def test_tokens_are_found_in_addresses_and_message_ids():
    other = MINT.make("SSE-ABCDE", "sam@example.org", EXPIRES)
    texts = [f"Admins <ADMIN+{TOKEN.upper()}@Example.org>", f"<x@y> {message_id(other, 'a1b2c3d4', 'example.org')}"]
    assert find_tokens(texts) == (TOKEN, other)


def test_a_token_is_found_behind_another_subaddress():
    assert find_tokens([f"admin+lists+{TOKEN}@example.org"]) == (TOKEN,)


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"{TOKEN}@example.org",
        f"admin+x{TOKEN}@example.org",
        f"<{TOKEN}.a@example.org>",
        f"<x{TOKEN}.a1b2c3d4@example.org>",
        f"admin+{TOKEN[:-1]}1@example.org",
    ],
)
def test_what_only_resembles_a_token_is_not_found(text):
    assert find_tokens([text]) == ()


def test_a_flood_of_candidates_is_cut():
    flood = [f"a+{MINT.make('SSE-7K3F2', str(n), EXPIRES)}@x" for n in range(200)]
    assert len(find_tokens(flood)) == tokens.MAX_CANDIDATES


def test_hostile_lengths_are_cut_before_they_are_read():
    assert find_tokens(["a" * 10_000_000, "+" * 10_000_000 + TOKEN]) == ()


def test_a_token_of_a_message_id_is_none_for_an_address_nor_the_other_way_round():
    of_id = MINT.make(CODE, ADDRESS, EXPIRES, Use.MESSAGE_ID)
    assert MINT.holds(of_id, ADDRESS, NOW, Use.MESSAGE_ID) == CODE
    assert MINT.holds(of_id, ADDRESS, NOW) is None
    assert MINT.holds(TOKEN, ADDRESS, NOW, Use.MESSAGE_ID) is None


def test_after_several_rotations_each_older_secret_opens_only_its_own_tokens():
    minted = {key_id: Tokens(bytes([key_id]) * 32, key_id).make(CODE, ADDRESS, EXPIRES) for key_id in (1, 2, 3)}
    renewed = Tokens(bytes([4]) * 32, 4, older={key_id: bytes([key_id]) * 32 for key_id in (1, 2, 3)})
    assert [renewed.holds(token, ADDRESS, NOW) for token in minted.values()] == [CODE] * 3
    swapped = Tokens(bytes([4]) * 32, 4, older={1: bytes([2]) * 32, 2: bytes([1]) * 32})
    assert [swapped.holds(token, ADDRESS, NOW) for token in minted.values()] == [None] * 3


def test_an_older_secret_that_is_let_go_closes_its_tokens():
    renewed = Tokens(b"t" * 32, 2, older={1: SECRET})
    assert renewed.holds(TOKEN, ADDRESS, NOW) == CODE
    assert Tokens(b"t" * 32, 2).holds(TOKEN, ADDRESS, NOW) is None


def test_a_rotation_prolongs_nothing():
    renewed = Tokens(b"t" * 32, 2, older={1: SECRET})
    assert renewed.holds(TOKEN, ADDRESS, datetime(2027, 11, 27, tzinfo=UTC)) is None


@pytest.mark.parametrize("key_id", [0, 255])
def test_the_key_id_is_part_of_the_proof(key_id):
    """The same secret under another name, as a key file that was mended by hand may have it, opens nothing."""
    assert tokens.read(Tokens(SECRET, key_id).make(CODE, ADDRESS, EXPIRES)).key_id == key_id
    assert Tokens(SECRET, key_id, older={}).holds(TOKEN, ADDRESS, NOW) is None


def test_a_current_secret_goes_before_an_older_one_of_the_same_id():
    both = Tokens(b"t" * 32, 1, older={1: SECRET})
    assert both.holds(TOKEN, ADDRESS, NOW) is None
    assert both.holds(both.make(CODE, ADDRESS, EXPIRES), ADDRESS, NOW) == CODE


def test_a_token_of_the_last_day_that_can_be_written_is_refused_before_it_is_made():
    with pytest.raises(OverflowError):
        MINT.make(CODE, ADDRESS, date(2150, 1, 1))

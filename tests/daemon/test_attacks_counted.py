"""The attacks on identity and injection are tables: each row is a test case of its own, with its name."""

from tests.daemon import (
    test_attacks_by_false_orders,
    test_attacks_by_forgers,
    test_attacks_by_injection,
    test_attacks_by_strangers,
)

TABLES = (
    test_attacks_by_strangers.HOLES,
    test_attacks_by_strangers.ON_SUSPENSIONS,
    test_attacks_by_strangers.SEEN_FROM_WITHIN,
    test_attacks_by_strangers.LIKE_THE_MEMBERS,
    test_attacks_by_strangers.AS_THE_RESPONDENT,
    test_attacks_by_forgers.FROM,
    test_attacks_by_forgers.WIDENING,
    test_attacks_by_false_orders.ORDERS,
    test_attacks_by_injection.ATTACKS,
)
PROMISED = 60


def test_more_attacks_are_played_than_were_promised():
    assert sum(map(len, TABLES)) >= PROMISED


def test_no_attack_stands_in_a_table_twice():
    for table in TABLES:
        made = [each for each in table.values() if not callable(each)]
        assert len(set(map(repr, made))) == len(made)

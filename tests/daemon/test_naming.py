"""Whom a command names by Slack: what looks like an id and is a word is nobody, and Slack is not asked about it."""

import pytest

from daemon.naming import named_by_slack


@pytest.mark.parametrize("line", ["WITHDRAW", "withdrawn SSE-7K3F2", "note SSE-7K3F2 URGENTLY", "WITHOUT a word"])
def test_a_word_in_capitals_is_no_account(line):
    assert named_by_slack(line) == ()


def test_an_id_has_a_digit():
    assert named_by_slack("party SSE-7K3F2 U0SAMSAM as target") == ("U0SAMSAM",)

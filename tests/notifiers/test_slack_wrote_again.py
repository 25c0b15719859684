"""What stands under the notice that somebody wrote again."""

from daemon.process.letters import LetterName
from notifiers.slack_buttons import buttons_of
from tests.support.letters import SAMPLES


def labels(name, **facts):
    return [each.text for each in buttons_of(name, {**SAMPLES[name], **facts}, "", "L-1")]


def test_danger_is_taken_on_first():
    assert labels(LetterName.WROTE_AGAIN, what="danger was read")[0] == "I am on it"
    assert "I am on it" not in labels(LetterName.WROTE_AGAIN)


def test_an_appeal_has_an_author_and_no_reporter():
    how = ("reply CODE words",)
    for name, facts in ((LetterName.WROTE_AGAIN, {}), (LetterName.NOTICE, {"how": how})):
        assert "Write to the author" in labels(name, kind="appeal", **facts)
        assert "Write to the reporter" in labels(name, kind="complaint", **facts)

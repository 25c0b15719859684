"""What is installed beside the daemon fits to it."""

import re
from pathlib import Path

from daemon import leaving, outbox, readers
from daemon.alive import STALE
from daemon.config_problems import secret_keys
from daemon.service import FINISH_WITHIN
from daemon.store.engine import BUSY_SECONDS

UNIT = (Path(__file__).parents[2] / "deploy" / "conductd.service").read_text(encoding="utf-8")


def settings(key):
    return [line.partition("=")[2] for line in UNIT.splitlines() if line.startswith(f"{key}=")]


def test_the_unit_waits_for_readiness_and_feeds_a_watchdog():
    assert settings("Type") == ["notify"]
    assert int(settings("WatchdogSec")[0]) >= 30
    assert settings("Restart") == ["always"]
    assert settings("ExecStart")[0].endswith("conductd run --config /etc/conductd/conductd.toml")


def test_a_stop_is_shorter_than_systemd_waits_for_it_and_for_a_sign_of_life():
    """The last sign of life comes when the stop begins."""
    assert int(settings("TimeoutStopSec")[0]) > leaving.WITHIN
    assert int(settings("WatchdogSec")[0]) > leaving.WITHIN + FINISH_WITHIN


def test_whoever_takes_longest_over_one_turn_is_not_taken_for_dead():
    assert outbox.LONGEST_ATTEMPT + outbox.LONGEST_QUESTION < STALE
    assert 2 * readers.WITHIN + BUSY_SECONDS < STALE  # to take a mail apart, to read it, and to wait for the database


def test_every_credential_of_the_unit_is_a_secret_of_the_configuration():
    names = [each.partition(":")[0] for each in settings("LoadCredential")]
    assert names == ["mailbox.password", "smtp.password"]
    assert set(names) <= {".".join(path) for path in secret_keys()}


def test_the_credentials_that_can_be_added_are_secrets_of_the_configuration_too():
    names = re.findall(r"^# LoadCredential=([\w.]+):/etc/conductd/\1$", UNIT, re.MULTILINE)
    assert set(names) == {".".join(path) for path in secret_keys() if path[0] == "slack"}


def test_no_core_holds_a_report():
    assert settings("LimitCORE") == ["0"]

"""What is installed beside the daemon fits to it."""

import re
from pathlib import Path

from daemon.config_problems import secret_keys

UNIT = (Path(__file__).parents[2] / "deploy" / "conductd.service").read_text(encoding="utf-8")


def settings(key):
    return [line.partition("=")[2] for line in UNIT.splitlines() if line.startswith(f"{key}=")]


def test_the_unit_waits_for_readiness_and_feeds_a_watchdog():
    assert settings("Type") == ["notify"]
    assert int(settings("WatchdogSec")[0]) >= 30
    assert settings("Restart") == ["always"]
    assert settings("ExecStart")[0].endswith("conductd run --config /etc/conductd/conductd.toml")


def test_every_credential_of_the_unit_is_a_secret_of_the_configuration():
    names = [each.partition(":")[0] for each in settings("LoadCredential")]
    assert names == ["mailbox.password", "smtp.password"]
    assert set(names) <= {".".join(path) for path in secret_keys()}


def test_the_credentials_that_can_be_added_are_secrets_of_the_configuration_too():
    names = re.findall(r"^# LoadCredential=([\w.]+):/etc/conductd/\1$", UNIT, re.MULTILINE)
    assert set(names) == {".".join(path) for path in secret_keys() if path[0] == "slack"}


def test_no_core_holds_a_report():
    assert settings("LimitCORE") == ["0"]

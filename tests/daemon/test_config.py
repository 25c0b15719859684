"""What a configuration becomes."""

from datetime import date, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from daemon.config import Config, ConfigError, Reach, embedded, find, load
from daemon.config_model import Mode
from daemon.config_problems import secret_keys
from daemon.config_values import Bind, Mailbox, QuietHours, WeeklyTime
from daemon.process.letters import TO_MEMBERS, LetterName
from tests.support.configurations import read, written

ROOT = Path(__file__).parents[2]


def test_what_is_left_out_has_the_defaults_of_the_contract(tmp_path):
    config = read(tmp_path)
    assert dict(config.process) == {
        "estimate_within": timedelta(hours=24),
        "remind_every": timedelta(hours=24),
        "escalate_after": timedelta(hours=72),
        "late_warning": timedelta(hours=12),
        "appeal_after": timedelta(days=7),
        "decide_appeal_within": timedelta(days=7),
        "review_suspension_within": timedelta(hours=24),
        "return_notice": timedelta(hours=24),
        "settle": timedelta(seconds=90),
        "undo": timedelta(minutes=2),
        "digest": WeeklyTime(("mon", "tue", "wed", "thu", "fri"), time(9)),
        "quiet_hours": QuietHours(time(22), time(7)),
        "retain_closed_for": timedelta(days=365),
    }
    mailbox = config.mailbox
    assert (mailbox.use, mailbox.effective_port, mailbox.tls, mailbox.folder) == ("dedicated", 993, "implicit", "INBOX")
    assert (mailbox.done_folder, mailbox.aside_folder, mailbox.subaddress) == ("Cases", "Set aside", "+")
    assert mailbox.max_size == 25 * 1024**2
    assert (config.smtp.effective_port, config.smtp.tls, config.smtp.evidence) == (587, "starttls", "none")
    assert config.community.emergency.startswith("If anyone is in danger now")


def test_values_are_read_as_what_they_are(tmp_path):
    config = read(
        tmp_path,
        community="incidents_before = { count = 15, as_of = 2019-04-30 }",
        process='digest = "tue,sat-mon 17:30"\nquiet_hours = ""\nsettle = "0s"\nremind_every = "2w"',
        letters='resolution = "ask"',
        listener='bind = "[::1]:24"\nmax_size = "1 MiB"',
        mailbox='not_before = 2026-11-21\ntrusted_hops = ["mx.example.org"]',
    )
    assert config.community.timezone == ZoneInfo("Europe/Vienna")
    assert config.community.incidents_before.as_of == date(2019, 4, 30)
    assert config.process.digest == WeeklyTime(("mon", "tue", "sat", "sun"), time(17, 30))
    assert config.process.quiet_hours is None
    assert (config.process.settle, config.process.remind_every) == (timedelta(0), timedelta(weeks=2))
    assert config.letters == {LetterName.RESOLUTION: Mode.ASK}
    assert (config.listener.bind, config.listener.max_size) == (Bind("::1", 24), 1024**2)
    assert (config.mailbox.not_before, config.mailbox.trusted_hops) == (date(2026, 11, 21), ("mx.example.org",))
    assert config.smtp.sender == Mailbox("The Administrators", "admin@example.org")
    assert config.administrators[0].email == "robin@example.org"


def test_paths_start_from_the_files_own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir("/")
    config = read(tmp_path, mailbox='ca_file = "ca.pem"', smtp='ca_file = "/etc/ca.pem"')
    assert config.database.url.get_secret_value() == f"sqlite:///{tmp_path}/conductd.db"
    assert config.keys.file == tmp_path / "conductd.key"
    assert (config.mailbox.ca_file, config.smtp.ca_file) == (tmp_path / "ca.pem", Path("/etc/ca.pem"))


def test_the_key_is_beside_the_database_unless_it_is_named(tmp_path):
    elsewhere = {"CONDUCTD_DATABASE__URL": "sqlite:////srv/data/conductd.db"}
    assert read(tmp_path, elsewhere).keys.file == Path("/srv/data/conductd.key")
    assert read(tmp_path, elsewhere, keys='file = "k"').keys.file == tmp_path / "k"
    (tmp_path / "conductd.key").write_bytes(b"\xff\x00 no text")
    assert read(tmp_path, {"CREDENTIALS_DIRECTORY": str(tmp_path)}, keys='file = "k"').keys.file.name == "conductd.key"


def test_the_environment_goes_before_the_file(tmp_path):
    environ = {
        "CONDUCTD_PROCESS__UNDO": "5s",
        "CONDUCTD_MAILBOX__PASSWORD": "12345",
        "CONDUCTD_MAILBOX__TRUSTED_HOPS": '["a.example", "b.example"]',
        "CONDUCTD_LISTENER__BIND": "127.0.0.1:2500",
        "CONDUCTD_PROCESS__DIGEST": "daily 08:00",
        "CONDUCTD_CONFIG": "ignored here",
        "CONDUCTD_AS": "Robin",
        "PATH": "/bin",
    }
    config = read(tmp_path, environ, process='undo = "9s"')
    assert config.process.undo == timedelta(seconds=5)
    assert config.mailbox.password.get_secret_value() == "12345"
    assert config.mailbox.trusted_hops == ("a.example", "b.example")
    assert config.listener.bind == Bind("127.0.0.1", 2500)
    assert len(config.process.digest.days) == 7


def test_a_whole_list_of_sections_can_come_from_the_environment(tmp_path):
    environ = {"CONDUCTD_ADMINISTRATORS": '[{"name": "Kim", "email": "kim@example.net"}]'}
    assert [each.name for each in read(tmp_path, environ).administrators] == ["Kim"]


@pytest.mark.parametrize("name", ["mailbox.password", "mailbox__password"])
def test_a_secret_comes_from_a_systemd_credential(tmp_path, name):
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / name).write_text("from systemd\n")
    (credentials / "conductd.key").write_bytes(b"\xff\xfe")
    (credentials / "somebody.elses").write_text("not ours")
    config = read(tmp_path, {"CREDENTIALS_DIRECTORY": str(credentials)})
    assert config.mailbox.password.get_secret_value() == "from systemd"


def test_every_secret_can_come_from_a_file(tmp_path):
    (tmp_path / "secret").write_text("from a file\n")
    (tmp_path / "bot").write_text("xoxb-from a file\n")
    (tmp_path / "tokens").write_text("xoxp-1\nxoxp-2\n")
    config = read(
        tmp_path,
        smtp='user = "u"\npassword_file = "secret"',
        slack='bot_token_file = "bot"\nadministrator_tokens_file = "tokens"',
    )
    assert config.smtp.password.get_secret_value() == "from a file"
    assert config.slack.bot_token.get_secret_value() == "xoxb-from a file"
    assert [each.get_secret_value() for each in config.slack.administrator_tokens] == ["xoxp-1", "xoxp-2"]


def test_the_environments_secret_goes_before_the_files(tmp_path):
    (tmp_path / "secret").write_text("from a file")
    path = written(tmp_path, smtp='user = "u"\npassword_file = "secret"')
    config = load(path, {"CONDUCTD_SMTP__PASSWORD": "from the environment"})
    assert config.smtp.password.get_secret_value() == "from the environment"


def test_who_only_looks_at_the_store_needs_no_mail_password(tmp_path):
    path = written(tmp_path, smtp='user = "u"\npassword_file = "/nowhere/at/all"')
    with pytest.raises(ConfigError):
        load(path, {})
    config = load(path, {}, Reach.STORE)
    assert "canary" not in config.mailbox.password.get_secret_value()
    assert config.database.url.get_secret_value().endswith("conductd.db")


def test_the_secrets_of_the_contract_are_known_as_secrets():
    assert {".".join(path) for path in secret_keys()} == {
        "database.url",
        "mailbox.password",
        "mailbox.oauth2.client_secret",
        "mailbox.oauth2.refresh_token",
        "smtp.password",
        "slack.bot_token",
        "slack.app_token",
        "slack.administrator_tokens",
        "slack.scim_token",
    }


def test_no_secret_and_no_address_shows_in_a_repr(tmp_path):
    config = read(
        tmp_path, smtp='user = "login-canary"\npassword = "word-canary"\nreceipts_to = "receipts@canary.example"'
    )
    shown = f"{config!r} {config} {config.mailbox!r}"
    assert "canary" not in shown
    assert "@" not in shown.replace("(loopback", "")


def test_a_configuration_does_not_change(tmp_path):
    config = read(tmp_path)
    with pytest.raises(ValidationError):
        config.process.undo = timedelta(0)


def test_the_file_is_looked_for_where_the_contract_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find(None, {}) in {None, Path("/etc/conductd/conductd.toml")}
    (tmp_path / "conductd.toml").write_text("")
    assert find(None, {}) == Path("conductd.toml")
    assert find(None, {"CONDUCTD_CONFIG": "/x.toml"}) == Path("/x.toml")
    assert find(Path("y.toml"), {"CONDUCTD_CONFIG": "/x.toml"}) == Path("y.toml")


def test_the_embedded_default_is_the_community_of_the_process_and_stays_in_its_folder(tmp_path):
    config = embedded(tmp_path)
    assert (config.community.name, config.community.code) == ("Soft Skills Engineering Slack", "SSE")
    assert [(each.name, each.slack, each.email) for each in config.administrators] == [
        ("Jamison Dance", "@jamison", "hi@jamison.dance")
    ]
    assert (config.listener.protocol, str(config.listener.bind)) == ("smtp", "127.0.0.1:8025")
    assert config.mailbox is None
    assert config.smtp.folder == tmp_path / "sent"
    assert config.database.url.get_secret_value() == f"sqlite:///{tmp_path}/conductd.db"
    assert config.keys.file == tmp_path / "conductd.key"
    assert list(tmp_path.iterdir()) == []


def test_the_embedded_default_takes_keys_from_the_environment(tmp_path):
    assert embedded(tmp_path, {"CONDUCTD_LISTENER__BIND": "127.0.0.1:0"}).listener.bind.port == 0


def test_the_annotated_example_is_a_configuration(tmp_path):
    example = ROOT / "deploy" / "conductd.example.toml"
    passwords = {"CONDUCTD_MAILBOX__PASSWORD": "one", "CONDUCTD_SMTP__PASSWORD": "two"}
    assert load(example, passwords).community.code == "EXC"


def test_the_annotated_example_shows_every_key():
    text = (ROOT / "deploy" / "conductd.example.toml").read_text(encoding="utf-8")
    assert [name for name in _keys(Config) if f"{name} = " not in text and f"{name}_file = " not in text] == []


def _keys(model):
    for name, known in model.model_fields.items():
        inner = [
            each
            for each in (known.annotation, *getattr(known.annotation, "__args__", ()))
            if hasattr(each, "model_fields")
        ]
        if inner:
            yield from _keys(inner[0])
        elif name != "letters":
            yield name


def test_every_letter_is_to_a_member_an_administrator_or_the_rules_channel():
    to_administrators = {
        LetterName(name)
        for name in [
            "notice",
            "wrote_again",
            "reminder",
            "warning",
            "escalation",
            "outside_escalation",
            "undelivered",
            "declare",
            "released",
            "set_aside",
            "digest",
            "page",
            "checklist",
            "drafted",
            "handover",
            "retention",
            "done",
            "offer",
            "read_back",
            "refused",
            "not_verified",
            "help",
            "listing",
            "personal_offer",
            "closed_by_hand",
            "access_seen",
        ]
    }
    to_the_rules_channel = {LetterName.CONTEXT}
    assert set(TO_MEMBERS) | to_administrators | to_the_rules_channel == set(LetterName)
    assert not set(TO_MEMBERS) & to_administrators

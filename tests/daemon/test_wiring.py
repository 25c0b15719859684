"""Each room gets what the configuration says, in its own values."""

from datetime import UTC, datetime, time, timedelta

import pytest

from daemon import wiring
from daemon.channels.imap_settings import Tls
from daemon.config import embedded, load
from tests.support.configurations import read, written


def test_the_process_gets_its_durations_and_the_quiet_hours_in_the_communitys_zone(tmp_path):
    terms = wiring.terms(read(tmp_path, process='late_warning = "6h"\nquiet_hours = "23:00-06:30"'))
    assert (terms.late_warning, terms.remind_every) == (timedelta(hours=6), timedelta(hours=24))
    assert (terms.quiet.start, terms.quiet.end, str(terms.quiet.zone)) == (time(23), time(6, 30), "Europe/Vienna")
    assert terms.administrators == ("Robin Example",)
    assert wiring.terms(read(tmp_path, process='quiet_hours = ""')).quiet is None


@pytest.mark.parametrize(
    ("undo", "said"), [("2m", "2 minutes"), ("90s", "1 minute and 30 seconds"), ("0s", "0 seconds")]
)
def test_the_letters_get_the_time_to_take_words_back_in_words(tmp_path, undo, said):
    assert wiring.community(read(tmp_path, process=f'undo = "{undo}"')).undo == said


def test_the_parsers_know_the_administrators_and_our_own_addresses(tmp_path):
    context = wiring.context(read(tmp_path, smtp='receipts_to = "admin+receipts@example.org"'))
    assert context.administrators == (("Robin Example", "@robin", "robin@example.org"),)
    assert context.own_addresses == {"admin@example.org", "admin+receipts@example.org"}
    assert context.code_prefix == "EXC"


def test_the_mailbox_is_told_everything_that_its_section_says(tmp_path):
    settings = wiring.imap_settings(
        read(tmp_path, mailbox='tls = "starttls"\nca_file = "ca.pem"\nnot_before = 2026-11-21')
    )
    assert (settings.host, settings.port, settings.tls, settings.user) == (
        "imap.example.org",
        143,
        Tls.STARTTLS,
        "admin@example.org",
    )
    assert (settings.password, settings.ca_file) == ("hunter2-canary", str(tmp_path / "ca.pem"))
    assert settings.not_before == datetime(2026, 11, 20, 23, tzinfo=UTC)
    assert "canary" not in repr(settings)


def test_a_mailbox_with_a_token_has_no_password(tmp_path):
    oauth2 = '[mailbox.oauth2]\ntoken_url = "https://login.example.org/token"\nclient_id = "c"\nrefresh_token = "r"'
    path = written(tmp_path)
    path.write_text(path.read_text().replace('password = "hunter2-canary"', oauth2))
    config = load(path, {})
    assert wiring.imap_settings(config).password == ""
    token = wiring.oauth2_settings(config)
    assert (token.token_url, token.refresh_token) == ("https://login.example.org/token", "r")


def test_the_mail_server_is_told_everything_that_its_section_says(tmp_path):
    settings = wiring.smtp_settings(
        read(tmp_path, smtp='tls = "implicit"\nuser = "u"\npassword = "p"\nreceipts_to = "r@example.org"')
    )
    assert (settings.host, settings.port, settings.user, settings.password) == ("smtp.example.org", 465, "u", "p")
    assert settings.receipts_to == "r@example.org"


def test_the_embedded_default_has_a_listener_and_a_folder_and_no_server(tmp_path):
    config = embedded(tmp_path, {"CONDUCTD_LISTENER__BIND": "localhost:25"})
    assert wiring.imap_settings(config) is None
    assert wiring.smtp_settings(config) is None
    assert wiring.oauth2_settings(config) is None
    assert (wiring.listener_settings(config).host, wiring.listener_settings(config).port) == ("127.0.0.1", 25)

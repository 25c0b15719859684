"""`check` says of each thing how it is and, where it is not well, what to do. Real sockets, files and databases."""

import os
import socket

import pytest

from daemon.check import check
from daemon.clock import now
from daemon.config import embedded, load
from daemon.opening import open_store
from daemon.secrets import create_key_file
from daemon.views import State
from tests.support.configurations import written
from tests.support.dovecot import PASSWORD, Dovecot
from tests.support.sink import Sink


async def rows(config, file=None):
    return {row.what: row for row in await check(config, file)}


def on_free_port(folder):
    return embedded(folder, {"CONDUCTD_LISTENER__BIND": "127.0.0.1:0"})


def a_free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def test_the_embedded_default_is_well_before_its_first_start(tmp_path):
    found = await rows(on_free_port(tmp_path / "data"))
    assert {what for what, row in found.items() if row.ok is not State.OK} == {"commands by mail", "outside contact"}
    assert "it runs" not in found["listener"].say


async def test_check_leaves_nothing_behind(tmp_path):
    await rows(on_free_port(tmp_path / "data"))
    assert list(tmp_path.iterdir()) == []


async def test_a_taken_port_is_said(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        row = (await rows(embedded(tmp_path, {"CONDUCTD_LISTENER__BIND": bind})))["listener"]
    assert (row.ok, bind in row.say) == (State.WARN, True)


async def test_a_key_that_others_can_read_fails_with_the_command_that_mends_it(tmp_path):
    create_key_file(tmp_path / "conductd.key")
    (tmp_path / "conductd.key").chmod(0o644)
    row = (await rows(on_free_port(tmp_path)))["key"]
    assert (row.ok, f"chmod 600 {tmp_path}/conductd.key" in row.say) == (State.FAIL, True)


async def test_a_database_without_its_key_fails(tmp_path):
    (tmp_path / "conductd.db").touch()
    assert (await rows(on_free_port(tmp_path)))["key"].ok is State.FAIL


async def test_a_file_that_is_no_database_fails(tmp_path):
    (tmp_path / "conductd.db").write_bytes(b"canary " * 1000)
    row = (await rows(on_free_port(tmp_path)))["database"]
    assert row.ok is State.FAIL
    assert "canary" not in row.say


async def test_a_folder_that_cannot_be_written_fails(tmp_path):
    (tmp_path / "file").touch()  # a file where a folder should be refuses root too
    row = (await rows(on_free_port(tmp_path / "file" / "data")))["database"]
    assert (row.ok, "cannot be written" in row.say) == (State.FAIL, True)


async def test_a_clock_behind_the_database_fails(tmp_path):
    (tmp_path / "conductd.db").touch()
    os.utime(tmp_path / "conductd.db", (4_000_000_000, 4_000_000_000))
    row = (await rows(on_free_port(tmp_path)))["clock"]
    assert (row.ok, "NTP" in row.say) == (State.FAIL, True)


async def test_nobody_listening_is_said_of_both_servers(tmp_path):
    port = str(a_free_port())
    servers = {
        f"CONDUCTD_{name}__{key}": value
        for name in ("MAILBOX", "SMTP")
        for key, value in (("HOST", "127.0.0.1"), ("PORT", port), ("TLS", "none"))
    }
    found = await rows(load(written(tmp_path), servers))
    failed = {what: row.say for what, row in found.items() if row.ok is State.FAIL}
    assert set(failed) == {"mailbox.port", "smtp connection"}
    assert all(failed.values())


async def test_a_mail_server_that_answers_is_ok_and_gets_no_mail(tmp_path):
    with Sink() as sink:
        environ = {
            "CONDUCTD_SMTP__HOST": "127.0.0.1",
            "CONDUCTD_SMTP__PORT": str(sink.port),
            "CONDUCTD_SMTP__TLS": "none",
        }
        config = load(
            written(tmp_path), environ | {"CONDUCTD_MAILBOX__HOST": "127.0.0.1", "CONDUCTD_MAILBOX__PORT": "1"}
        )
        found = await rows(config)
        assert [row.ok for what, row in found.items() if what.startswith("smtp")] == [State.OK] * 2
        assert not sink.messages


@pytest.mark.parametrize(
    ("changes", "what", "state", "said"),
    [
        ({"mailbox": 'trusted_authserv_id = "mx.example.org"'}, "commands by mail", State.WARN, "trusted_hops"),
        (
            {"mailbox": 'trusted_authserv_id = "mx.example.org"\ntrusted_hops = ["mx.example.org"]'},
            "commands by mail",
            State.OK,
            "on",
        ),
        ({"mailbox": ""}, "commands by mail", State.WARN, "trusted_authserv_id"),
        ({"mailbox": ""}, "commands by mail", State.WARN, "use the command line"),
        (
            {
                "administrators": 'name = "Kim"\nemail = "kim@example.org"\n[slack]\nbot_token = "xoxb-1"\n[[administrators]]'
            },
            "commands by mail",
            State.WARN,
            "use Slack or the command line",
        ),
        (
            {"administrators": 'name = "Kim"\nslack = "@kim"\n[[administrators]]'},
            "administrators",
            State.WARN,
            "1 without",
        ),
        ({"smtp": 'receipts_to = "x@example.org"'}, "administrators", State.OK, "1, each"),
    ],
)
async def test_what_only_the_configuration_tells_is_told(tmp_path, changes, what, state, said):
    file = written(tmp_path, **changes)
    here = {"CONDUCTD_MAILBOX__HOST": "127.0.0.1", "CONDUCTD_MAILBOX__PORT": "1"}
    row = (await rows(load(file, here | {"CONDUCTD_SMTP__HOST": "127.0.0.1", "CONDUCTD_SMTP__PORT": "1"}), file))[what]
    assert (row.ok, said in row.say) == (state, True)


def with_slack(folder, **environ):
    """Nobody answers for Slack here."""
    keys = {"SLACK__BOT_TOKEN": "xoxb-1", "SLACK__API_URL": "http://127.0.0.1:1/api/", "LISTENER__BIND": "127.0.0.1:0"}
    return embedded(folder, {f"CONDUCTD_{name}": value for name, value in (keys | environ).items()})


async def test_a_file_with_a_token_that_others_can_read_is_warned_of(tmp_path):
    token = tmp_path / "slack.bot_token"
    token.write_text("xoxb-canary")
    token.chmod(0o600)
    file = written(tmp_path, slack='bot_token_file = "slack.bot_token"\napi_url = "http://127.0.0.1:1/api/"')
    here = {"CONDUCTD_MAILBOX__HOST": "127.0.0.1", "CONDUCTD_MAILBOX__PORT": "1"}
    here |= {"CONDUCTD_SMTP__HOST": "127.0.0.1", "CONDUCTD_SMTP__PORT": "1"}
    assert "slack.bot_token_file" not in await rows(load(file, here), file)
    token.chmod(0o640)
    row = (await rows(load(file, here), file))["slack.bot_token_file"]
    assert (row.ok, f"chmod 600 {token}" in row.say) == (State.WARN, True)
    assert "canary" not in row.say


async def test_an_administrator_who_has_slack_alone_is_reached_there(tmp_path):
    people = '[{"name": "Robin", "slack": "@robin"}, {"name": "Kim", "slack": "@kim", "email": "kim@example.org"}]'
    row = (await rows(with_slack(tmp_path, ADMINISTRATORS=people)))["administrators"]
    assert (row.ok, row.say) == (State.OK, "2, 1 with an email, the others by Slack alone")


async def test_without_a_way_in_for_mail_a_suspended_member_could_not_appeal(tmp_path):
    config = with_slack(tmp_path)
    assert "appeals" not in await rows(config)
    row = (await rows(config.model_copy(update={"listener": None})))["appeals"]
    assert (row.ok, "[mailbox]" in row.say) == (State.WARN, True)


@pytest.mark.parametrize(("host", "state"), [("127.0.0.1", State.OK), ("0.0.0.0", State.WARN)])  # noqa: S104  never served
async def test_health_that_the_network_can_ask_is_warned_of(tmp_path, host, state):
    config = embedded(tmp_path, {"CONDUCTD_LISTENER__BIND": "127.0.0.1:0", "CONDUCTD_METRICS__BIND": f"{host}:0"})
    assert (await rows(config))["metrics"].ok is state


async def test_an_administrator_at_the_communitys_own_address_fails(tmp_path):
    config = embedded(tmp_path, {"CONDUCTD_SMTP__SENDER": "hi@jamison.dance", "CONDUCTD_LISTENER__BIND": "127.0.0.1:0"})
    assert (await rows(config))["administrators"].ok is State.FAIL


async def test_a_file_with_a_password_that_others_can_read_is_warned_of(tmp_path):
    here = {"CONDUCTD_MAILBOX__HOST": "127.0.0.1", "CONDUCTD_MAILBOX__PORT": "1"}
    here |= {"CONDUCTD_SMTP__HOST": "127.0.0.1", "CONDUCTD_SMTP__PORT": "1"}
    file = written(tmp_path)
    assert (await rows(load(file, here), file))["configuration"].ok is State.OK
    file.chmod(0o644)
    row = (await rows(load(file, here), file))["configuration"]
    assert (row.ok, f"chmod 600 {file}" in row.say) == (State.WARN, True)
    assert "canary" not in str(await rows(load(file, here), file))


@pytest.fixture(scope="module")
def mail_server():
    with Dovecot() as server:
        yield server


@pytest.fixture(scope="module")
def namesake():
    """A server whose certificate is for another name."""
    with Dovecot(names=("imap.example.org",)) as server:
        yield server


def mailbox_of(server, folder, **changes):
    """A configuration whose mailbox is on `server`, and whose mail server nobody answers for."""
    keys = {
        "HOST": "127.0.0.1",
        "PORT": str(server.tls_port),
        "USER": "admin",
        "PASSWORD": PASSWORD,
        "CA_FILE": server.ca_file,
    }
    servers = {f"CONDUCTD_MAILBOX__{name}": value for name, value in (keys | changes).items()}
    return load(written(folder), servers | {"CONDUCTD_SMTP__HOST": "127.0.0.1", "CONDUCTD_SMTP__PORT": "1"})


async def test_a_mailbox_that_answers_is_ok_in_every_row(tmp_path, mail_server):
    found = await rows(mailbox_of(mail_server, tmp_path))
    assert {row.ok for what, row in found.items() if what.startswith("mailbox")} == {State.OK}
    assert found["mailbox.password"].ok is State.OK


async def test_a_wrong_password_fails_at_its_key_and_is_not_quoted(tmp_path, mail_server):
    found = await rows(mailbox_of(mail_server, tmp_path, PASSWORD="canary"))
    assert found["mailbox.password"].ok is State.FAIL
    assert "canary" not in str(found)


async def test_a_certificate_of_another_name_fails_at_tls(tmp_path, namesake):
    row = (await rows(mailbox_of(namesake, tmp_path)))["mailbox.tls"]
    assert (row.ok, "certificate is for another name" in row.say) == (State.FAIL, True)


async def test_a_folder_that_is_not_there_fails_at_its_key(tmp_path, mail_server):
    assert (await rows(mailbox_of(mail_server, tmp_path, FOLDER="Nowhere")))["mailbox.folder"].ok is State.FAIL


async def test_a_key_that_does_not_open_the_database_is_told(tmp_path):
    config = embedded(tmp_path)
    open_store(config, now()).close()
    config.keys.file.unlink()
    create_key_file(config.keys.file)
    assert (await rows(config))["database"].ok is State.FAIL

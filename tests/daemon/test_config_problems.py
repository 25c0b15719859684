"""What is wrong with a configuration is said in one line that names the key and the remedy, and never a secret."""

import re

import pytest

from daemon.config import ConfigError, Reach, load
from tests.support.configurations import refused, written

CANARY = "hunter2-canary"


@pytest.mark.parametrize(
    ("section", "line", "said"),
    [
        ("process", 'late_warning = "12 hours"', '[process] late_warning: "12 hours" is not a duration. Write 12h (units: s m h d w).'),
        ("process", "undo = 5", "[process] undo: 5 is not a duration. Write 12h (units: s m h d w)."),
        ("process", 'remind_every = "0s"', '[process] remind_every: "0s" would never end.'),
        ("process", 'undo = "999999w"', "longer than ten years"),
        ("process", 'late_warnin = "12h"', '[process] late_warnin: is not a known key. Did you mean "late_warning"?'),
        ("process", 'done_folder = "x"', "[process] done_folder: is not a known key. It belongs to [mailbox]."),
        ("process", 'digest = "weekdays at nine"', 'Write "mon-fri 09:00"'),
        ("process", 'quiet_hours = "22-7"', 'Write "22:00-07:00"'),
        ("process", 'quiet_hours = "24:00-07:00"', 'Write "22:00-07:00"'),
        ("mailbox", 'tls = "ssl"', '[mailbox] tls: "ssl" is not one of the choices. Write "implicit", "starttls" or "none".'),
        ("mailbox", 'tls = "none"', "[mailbox] tls: would send mail and password in the clear"),
        ("mailbox", 'port = "imap"', '[mailbox] port: "imap" is not a whole number.'),
        ("mailbox", "port = 70000", "[mailbox] port: 70000 is too large. Write at most 65535."),
        ("mailbox", 'max_size = "big"', '[mailbox] max_size: "big" is not a size. Write 25MiB'),
        ("mailbox", 'done_folder = "INBOX"', "[mailbox] folder: is the same as"),
        ("mailbox", 'not_before = "soon"', '[mailbox] not_before: "soon" is not valid here. Write a day, such as 2026-11-21.'),
        ("mailbox", 'trusted_hops = "mx"', '[mailbox] trusted_hops: "mx" is not a list. Write a list'),
        ("mailbox.oauth2", 'token_url = "x"', "[mailbox.oauth2] client_id: is missing."),
        ("listener", 'bind = "0.0.0.0:25"', '[listener] bind: "0.0.0.0:25" can be reached from outside.'),
        ("listener", 'bind = "8025"', '[listener] bind: "8025" is not host:port.'),
        ("smtp", 'folder = "sent"', "[smtp] host: or folder is needed, and not both."),
        ("smtp", 'user = "u"', "[smtp] password: is missing."),
        ("smtp", 'evidence = "copy"', "[smtp] receipts_to: is missing"),
        ("smtp", 'evidence = "sent"', "[smtp] evidence:"),
        ("smtp", 'tls = "none"', "[smtp] tls:"),
        ("letters", 'acknowledgment = "off"', "[letters] acknowledgment: is not a letter to a member. Letters: acknowledgement"),
        ("mailbox", 'trusted_hops = ["."]', '[mailbox] trusted_hops: "." names no hosts, or all of them.'),
        ("mailbox", 'trusted_hops = ["::/0"]', '[mailbox] trusted_hops: "::/0" names no hosts, or all of them.'),
        ("mailbox", 'trusted_hops = ["2002:a00::/200"]', '[mailbox] trusted_hops: "2002:a00::/200" names no hosts'),
        ("letters", 'notice = "off"', "[letters] notice: is not a letter to a member."),
        ("letters", 'late = "never"', '[letters] late: "never" is not one of the choices.'),
        ("lisener", 'bind = "127.0.0.1:25"', 'lisener: is not a known key. Did you mean "listener"?'),
        ("administrators", 'emial = "x@example.org"', "[[administrators]] number 1: emial: is not a known key."),
        ("outside_contact", 'name = "R"\nemail = "robin@example.org"', "[outside_contact] email: is an administrator's."),
        ("database", "", None),
    ],
)  # fmt: skip
def test_one_line_names_the_key_and_the_remedy(tmp_path, section, line, said):
    if said is None:
        assert load(written(tmp_path, **{section: line}), {})
        return
    lines = refused(tmp_path, **{section: line})
    assert len([each for each in lines if said in each and each.startswith("conductd.toml: ")]) == 1, lines


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('code = "EXC"', 'code = "exc"', '[community] code: "exc" cannot begin a case code.'),
        ('code = "EXC"', "", '[community] code: is missing. Write code = "...".'),
        ('timezone = "Europe/Vienna"', 'timezone = "Mars/Base"', '[community] timezone: "Mars/Base" is not a time zone.'),
        ('timezone = "Europe/Vienna"', 'timezone = "../../etc/passwd"', "is not a time zone."),
        ('email = "Robin@Example.org"', 'email = "robin at example"', "[[administrators]] number 1: email:"),
        ('sender = "The Administrators <admin@example.org>"', 'sender = "a <b> <c@d>"', "[smtp] sender:"),
        ('sender = "The Administrators <admin@example.org>"', 'sender = "a\\r\\nBcc: x <c@d.example>"', "[smtp] sender:"),
        ('url = "sqlite:///conductd.db"', 'url = "sqlite://"', "[database] url: is no database that conductd knows."),
        ('password = "hunter2-canary"', "", "[mailbox] password: is missing."),
        ('password = "hunter2-canary"', 'password = ""', "[mailbox] password: is empty or is not one line."),
        ("[smtp]", "[smpt]", "[smtp]: is missing."),
    ],
)  # fmt: skip
def test_what_is_replaced_is_named_too(tmp_path, old, new, said):
    path = written(tmp_path)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        load(path, {})
    assert said in str(caught.value)


def test_every_problem_is_told_at_once(tmp_path):
    lines = refused(tmp_path, process='undo = "x"\nsettle = "y"', mailbox='tls = "ssl"', listener="bind = 3")
    assert len(lines) == 4


def test_without_a_door_it_is_said_which_sections_to_add(tmp_path):
    path = written(tmp_path)
    text = path.read_text()
    path.write_text(text[: text.index("[mailbox]")] + text[text.index("[smtp]") :])
    with pytest.raises(ConfigError, match=r"Add \[mailbox\] \(IMAP\), \[listener\] .* or \[slack\]"):
        load(path, {})


def test_two_administrators_of_one_name_are_refused(tmp_path):
    twin = 'name = "robin EXAMPLE"\nemail = "other@example.org"\n[[administrators]]'
    assert refused(tmp_path, administrators=twin) == [
        "conductd.toml: [[administrators]]: name: stands at two of them. Give each a different one."
    ]


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"CONDUCTD_PROCESS__UNDO": "soon"}, 'CONDUCTD_PROCESS__UNDO: "soon" is not a duration.'),
        ({"CONDUCTD_PROCES__UNDO": "5s"}, 'CONDUCTD_PROCES__UNDO: is not a known key. Did you mean "process"?'),
        ({"CONDUCTD_MAILBOX__FOLDERS": "x"}, 'CONDUCTD_MAILBOX__FOLDERS: is not a known key. Did you mean "folder"?'),
        ({"CONDUCTD_MAILBOX": CANARY}, "CONDUCTD_MAILBOX: what stands there is not a section."),
        ({"CONDUCTD_ADMINISTRATORS": CANARY}, "CONDUCTD_ADMINISTRATORS: what stands there is not a list."),
        ({"CONDUCTD_ADMINISTRATORS": "[]"}, "CONDUCTD_ADMINISTRATORS: there is none. Add one"),
        ({"CONDUCTD_DATABASE__URL": f"mysql://u:{CANARY}@h/d"}, "CONDUCTD_DATABASE__URL: is no database"),
        ({"CONDUCTD_MAILBOX__PASSWORD": f"{CANARY}\nx"}, "CONDUCTD_MAILBOX__PASSWORD: is empty or is not one line."),
        ({"CONDUCTD_SMTP__PASSWORD_FILE": "/nowhere"}, "[smtp] password_file: names a file that cannot be read"),
        ({"CONDUCTD_MAILBOX__PASSWORT": CANARY}, 'Did you mean "password"?'),
        ({"CREDENTIALS_DIRECTORY": "/nowhere"}, "CREDENTIALS_DIRECTORY: names no folder."),
    ],
)  # fmt: skip
def test_a_key_of_the_environment_is_named_as_such(tmp_path, environ, said):
    lines = refused(tmp_path, environ)
    assert any(said in line for line in lines), lines
    assert CANARY not in "".join(lines)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('bot_token = "xapp-{}"', "[slack] bot_token: is an app-level token. bot_token begins with xoxb-"),
        ('bot_token = "{}"', "[slack] bot_token: is not a token of Slack's. bot_token begins with xoxb-"),
        ('bot_token = "xoxe.xoxb-{}"', "[slack] bot_token: is a token that expires (switch token rotation off in"),
        (
            'bot_token = "xoxb-1"\napp_token = "xoxb-{}"',
            "[slack] app_token: is a bot token. app_token begins with xapp-",
        ),
        ('bot_token = "xoxb-1"\nscim_token = "xoxb-{}"', "[slack] scim_token: is a bot token. scim_token begins with"),
        ('bot_token = "xoxb-1"\nadministrator_tokens = ["xoxp-1", "xoxb-{}"]', "administrator_tokens: is a bot token."),
        (
            'bot_token = "xoxb-{}"\napi_url = "http://slack.com/api/"',
            "[slack] api_url: would send tokens and messages in",
        ),
        ('bot_token = "xoxb-{}"\napi_url = "ftp://127.0.0.1/api/"', "[slack] api_url: would send"),
        ('bot_token = "xoxb-{}"\napi_url = "https://[/api/"', "[slack] api_url: would send"),
    ],
)
def test_a_token_in_anothers_place_and_an_unsafe_address_are_refused_by_their_key(tmp_path, line, said):
    lines = refused(tmp_path, slack=line.format(CANARY))
    assert any(said in each for each in lines), lines
    assert CANARY not in "".join(lines)


def test_slack_alone_is_a_door(tmp_path):
    path = written(tmp_path, slack='bot_token = "xoxb-1"')
    path.write_text(re.sub(r"\[mailbox\][^\[]*", "", path.read_text()))
    assert load(path, {}).mailbox is None


def test_who_only_looks_at_the_store_is_not_asked_for_slacks_tokens(tmp_path):
    path = written(tmp_path, slack='bot_token_file = "/nowhere"\nadministrator_tokens_file = "/nowhere"')
    assert load(path, {}, Reach.STORE).slack is not None


@pytest.mark.parametrize(
    ("section", "line"),
    [
        ("smtp", f'pasword = "{CANARY}"'),
        ("smtp", f'password = ["{CANARY}"]'),
        ("smtp", f'user = "u"\npassword = "{CANARY}\\n"'),
        ("mailbox", f'[mailbox.oauth2]\nrefresh_token = "{CANARY}"'),
        ("slack", f'bot_token = "{CANARY}"\nadministrator_tokens = "{CANARY}"'),
        ("slack", f'bot_token = "{CANARY}"\nadministrator_tokens = [["{CANARY}"]]'),
        ("mailbox", f'password_file = "{CANARY}"'),
        ("smtp", f'password = "{CANARY}'),
    ],
)
def test_no_secret_is_ever_quoted(tmp_path, section, line):
    assert CANARY not in "\n".join(refused(tmp_path, **{section: line}))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'[smtp]\npassword = "hunter2-canary\n', "is not TOML (line 2)."),
        (b"[smtp]\nx = \xff", "is not UTF-8."),
        (b"x = " + b"[" * 100_000, "is not TOML"),
        (b"x" * 2_000_000, "cannot be read (too large)."),
    ],
)
def test_a_file_that_is_no_toml_says_where(tmp_path, content, said):
    path = tmp_path / "conductd.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load(path, {})
    assert said in str(caught.value)
    assert CANARY not in str(caught.value)


def test_a_file_that_is_not_there_is_an_error_and_not_an_empty_configuration(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path / "nothing.toml", {})


def test_the_error_has_no_cause_that_could_quote_the_input(tmp_path):
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, process='undo = "x"'), {})
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__

"""Configurations for a house in a folder of its own: one whose rooms a test drives, one whose loops run."""

from pathlib import Path

from daemon.config import Config, load

TOML = """
[community]
name = "Soft Skills Engineering Slack"
code = "SSE"
timezone = "America/Denver"
rules_channel = "#rands-slack-rules"
incidents_before = {{ count = 15, as_of = 2019-04-30 }}
{administrators}
[process]
{process}
[letters]
{letters}
[mailbox]
host = "imap.softskills.example"
user = "admin@softskills.example"
password = "unused"
trusted_authserv_id = "mx.softskills.example"
{mailbox}
[smtp]
folder = "sent"
sender = "SSE Administrators <admin@softskills.example>"
{outside}
"""
BOTH = """
[[administrators]]
name = "Jamison Dance"
email = "hi@jamison.dance"
[[administrators]]
name = "Ada Quist"
email = "ada@admins.example"
"""
ADA_ALONE = """
[[administrators]]
name = "Ada Quist"
email = "ada@admins.example"
"""
JAMISON_ALONE = """
[[administrators]]
name = "Jamison Dance"
email = "hi@jamison.dance"
"""
OUTSIDE = """
[outside_contact]
name = "Olu Outside"
email = "contact@outside.example"
"""
LISTENING = """
[community]
name = "Soft Skills Engineering Slack"
code = "SSE"
timezone = "America/Denver"
[[administrators]]
name = "Jamison Dance"
email = "hi@jamison.dance"
[process]
{process}
[listener]
protocol = "lmtp"
bind = "127.0.0.1:0"
[smtp]
folder = "sent"
sender = "SSE Administrators <admin@softskills.example>"
"""


def configured(
    folder: Path,
    *,
    administrators: str = BOTH,
    process: str = "",
    letters: str = "",
    mailbox: str = "",
    outside: str = "",
) -> Config:
    """A configuration with a mailbox that is never opened; each argument adds lines to its section."""
    path = folder / "conductd.toml"
    if "digest" not in process:  # a story begins at nine, when one would come
        process = f'digest = ""\n{process}'
    text = TOML.format(
        administrators=administrators, process=process, letters=letters, mailbox=mailbox, outside=outside
    )
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return load(path, {})


def listening(folder: Path, process: str = 'undo = "0s"\nquiet_hours = ""\nlate_warning = "0s"') -> Config:
    """A configuration for a daemon whose loops run: a free port to listen on, letters as files."""
    path = folder / "conductd.toml"
    path.write_text(LISTENING.format(process=process), encoding="utf-8")
    path.chmod(0o600)
    return load(path, {})

"""A whole configuration to change one thing in, as a file in a folder."""

from pathlib import Path

from daemon.config import Config, ConfigError, load

WHOLE = """
[community]
name = "Example Community"
code = "EXC"
timezone = "Europe/Vienna"

[[administrators]]
name = "Robin Example"
slack = "@robin"
email = "Robin@Example.org"

[process]

[letters]

[database]
url = "sqlite:///conductd.db"

[mailbox]
host = "imap.example.org"
user = "admin@example.org"
password = "hunter2-canary"

[smtp]
host = "smtp.example.org"
sender = "The Administrators <admin@example.org>"
"""


def written(folder: Path, **changes: str) -> Path:
    """`WHOLE` in `folder`, lines put at the head of a section by its name (`smtp='port = 25'`)."""
    text = WHOLE
    for section, lines in changes.items():
        heading = "[[administrators]]" if section == "administrators" else f"[{section}]"
        text = text.replace(heading, f"{heading}\n{lines}") if heading in text else f"{text}\n{heading}\n{lines}\n"
    path = folder / "conductd.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


def read(folder: Path, environ: dict[str, str] | None = None, **changes: str) -> Config:
    return load(written(folder, **changes), environ or {})


def refused(folder: Path, environ: dict[str, str] | None = None, **changes: str) -> list[str]:
    """The lines of the ConfigError."""
    try:
        config = read(folder, environ, **changes)
    except ConfigError as error:
        return str(error).splitlines()
    raise AssertionError(f"it was taken: {config!r}")

"""The configuration: TOML, systemd credentials and the environment -> one frozen Config, or a ConfigError.

What comes out is whole: every path is absolute (relative ones start from the file's own folder, wherever a command was
started), every secret is a SecretStr, and every rule between the sections holds.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError

from daemon.config_model import Config
from daemon.config_problems import ConfigError, Layer, Problem, placed, problems
from daemon.config_rules import SQLITE, broken_rules
from daemon.config_sources import from_credentials, from_environment, from_toml, over, unread, with_secret_files

__all__ = ["Config", "ConfigError", "Reach", "embedded", "find", "load"]


class Reach(StrEnum):
    """What the configuration is read for: the daemon's doors too, or the store alone (no mail password is opened)."""

    DOORS = "doors"
    STORE = "store"


USUAL = (Path("conductd.toml"), Path("/etc/conductd/conductd.toml"))
KEY_FILE = "conductd.key"

# The community and the administrator of the incident process that conductd was made for.
EMBEDDED_DEFAULT: Mapping[str, Any] = {
    "community": {
        "name": "Soft Skills Engineering Slack",
        "code": "SSE",
        "timezone": "America/Denver",
        "rules_channel": "#rands-slack-rules",
        "incidents_before": {"count": 15, "as_of": "2019-04-30"},
    },
    "administrators": [{"name": "Jamison Dance", "slack": "@jamison", "email": "hi@jamison.dance"}],
    "listener": {"protocol": "smtp", "bind": "127.0.0.1:8025"},
    "smtp": {"folder": "sent", "sender": "SSE Administrators <admin@softskills.example>"},
}


def find(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    """The file to read: `path`, CONDUCTD_CONFIG, ./conductd.toml, /etc/conductd/conductd.toml; None where none is."""
    if path is not None:
        return path
    if environ.get("CONDUCTD_CONFIG"):
        return Path(environ["CONDUCTD_CONFIG"])
    return next((each for each in USUAL if each.is_file()), None)


def load(path: Path | None, environ: Mapping[str, str], reach: Reach = Reach.DOORS) -> Config:
    """The configuration of the file that `find` names; a ConfigError where there is none or it cannot be used."""
    found = find(path, environ)
    if found is None:
        remedy = "Name one with --config FILE, or write it after deploy/conductd.example.toml."
        raise ConfigError([Problem("conductd.toml", "there is no configuration.", remedy)])
    return _made(from_toml(found), found.absolute().parent, environ, reach)


def embedded(folder: Path, environ: Mapping[str, str] | None = None) -> Config:
    """What `run` uses without any configuration: all of it in `folder`, mail by loopback alone."""
    return _made(Layer("embedded default", EMBEDDED_DEFAULT), folder.absolute(), environ or {}, Reach.DOORS)


def _made(base: Layer, folder: Path, environ: Mapping[str, str], reach: Reach) -> Config:
    layers = [base, from_credentials(environ), from_environment(environ)]
    if reach is Reach.STORE:
        layers = [Layer(base.name, unread(_merged(layers)))]
    layers = [with_secret_files(layer, folder) for layer in layers]
    merged = _merged(layers)
    try:
        config = Config.model_validate(merged)
    except ValidationError as error:
        raise ConfigError(problems(error, layers)) from None
    broken = broken_rules(config)
    if broken:
        raise ConfigError([placed(*each, layers) for each in broken])
    return _rooted(config, folder, _key_file(merged, environ))


def _merged(layers: Sequence[Layer]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for layer in layers:
        merged = over(merged, layer.values)
    return merged


def _key_file(merged: Mapping[str, Any], environ: Mapping[str, str]) -> Path | None:
    """The file that was named for the daemon's key: the systemd credential before the configuration's."""
    credential = Path(environ.get("CREDENTIALS_DIRECTORY", ""), KEY_FILE)
    if environ.get("CREDENTIALS_DIRECTORY") and credential.is_file():
        return credential
    named = merged.get("keys", {}).get("file")
    return Path(named) if named else None


def _rooted(config: Config, folder: Path, key_file: Path | None) -> Config:
    """`config` with every path absolute."""
    url = config.database.url.get_secret_value()
    home = folder
    if url.startswith(SQLITE):
        file = _from(folder, Path(url.removeprefix(SQLITE)))
        url, home = f"{SQLITE}{file}", file.parent
    mailbox, smtp = config.mailbox, config.smtp
    return config.model_copy(
        update={
            "database": config.database.model_copy(update={"url": SecretStr(url)}),
            "keys": config.keys.model_copy(update={"file": _from(folder, key_file) if key_file else home / KEY_FILE}),
            "mailbox": mailbox and mailbox.model_copy(update={"ca_file": _maybe(folder, mailbox.ca_file)}),
            "smtp": smtp.model_copy(
                update={"ca_file": _maybe(folder, smtp.ca_file), "folder": _maybe(folder, smtp.folder)}
            ),
        }
    )


def _from(folder: Path, path: Path) -> Path:
    return folder / path.expanduser()


def _maybe(folder: Path, path: Path | None) -> Path | None:
    return _from(folder, path) if path else None

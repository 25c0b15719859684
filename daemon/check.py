"""`conductd check`: the configuration read and every connection tried. It changes nothing and sends nothing.

Each row says what was tried and, where it is not well, what to do; no row holds a secret, or a server's own text of
what went wrong.
"""

import asyncio
import errno
import os
import shutil
import socket
import stat
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import inspect

from daemon import clock
from daemon.channels import imap_check, oauth, slack_check
from daemon.config_model import Config
from daemon.config_problems import secret_keys
from daemon.config_rules import SQLITE
from daemon.config_sources import from_toml, secret_files
from daemon.config_values import Bind, is_loopback
from daemon.secrets import KeyProblem, Vault, load_keys
from daemon.slack_scopes import ADMINISTRATORS, FEATURES, PURPOSES, RULES, SCIM
from daemon.steady import FARTHEST, RELEASED, TOLERANCE
from daemon.store.engine import damage, open_engine
from daemon.store.errors import StoreProblem
from daemon.store.keyring import KEYS, load_roots
from daemon.store.trouble import damaged, told
from daemon.views import Row, State
from daemon.wiring import imap_settings, oauth2_settings, shown, slack_settings, smtp_settings
from notifiers import folder, smtp_check
from notifiers.slack_scim import scim_url

LITTLE = 1024**3
TOO_LITTLE = 100 * 1024**2
NOTE = "note: "


async def check(config: Config, file: Path | None = None) -> list[Row]:
    """A row for each thing that was tried. `file` is where the configuration came from, None: the embedded default."""
    rows = await asyncio.to_thread(_rows, BEFORE, config, file)
    rows += [*await _smtp(config), *await _slack(config)]
    return rows + await asyncio.to_thread(_rows, AFTER, config, file)


def _rows(looks: "Sequence[Look]", config: Config, file: Path | None) -> list[Row]:
    return [row for look in looks for row in look(config, file)]


def _configuration(_config: Config, file: Path | None) -> list[Row]:
    if file is None:
        return [Row("configuration", State.OK, "none: the embedded default, in ./conductd-data")]
    if file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH) and _holds_secrets(file):
        say = f"others can read the secrets in it: chmod 600 {file}, or name a file: password_file"
        return [Row("configuration", State.WARN, say)]
    return [Row("configuration", State.OK, str(file)), *_secret_files(file)]


def _secret_files(file: Path) -> Iterator[Row]:
    """The files that the configuration names for its secrets, where others can read them too."""
    for key, name in secret_files(from_toml(file)):
        secret = file.parent / Path(name).expanduser()
        if secret.exists() and secret.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
            yield Row(key, State.WARN, f"others can read the secret in it: chmod 600 {secret}")


def _holds_secrets(file: Path) -> bool:
    layer = from_toml(file)
    return any(layer.has(path) for path in secret_keys() if path != ("database", "url"))


def _administrators(config: Config, _file: Path | None) -> list[Row]:
    own = config.smtp.sender.address
    reached = [each for each in config.administrators if each.email or (each.slack and config.slack)]
    if any(each.email == own for each in reached):
        say = "an administrator's address is the community's own: notices would come back as reports; write another"
        return [Row("administrators", State.FAIL, say)]
    if not reached:
        say = "none can be reached: there is no [slack], and none has an email; write email for each"
        return [Row("administrators", State.FAIL, say)]
    without = len(config.administrators) - len(reached)
    if without:
        return [Row("administrators", State.WARN, f"{without} without email, who would hear of nothing; write email")]
    by_mail = sum(bool(each.email) for each in reached)
    say = "each with an email" if by_mail == len(reached) else f"{by_mail} with an email, the others by Slack alone"
    return [Row("administrators", State.OK, f"{len(reached)}, {say}")]


def _clock(config: Config, _file: Path | None) -> list[Row]:
    now, database = clock.now(), _sqlite_file(config)
    if now < RELEASED:
        return [Row("clock", State.FAIL, "it is years behind: set it, and keep it right by NTP")]
    changed = _changed(database) if database and database.exists() else now
    if changed - now > TOLERANCE:
        return [Row("clock", State.FAIL, "it is behind the database's last change: set it, and keep it right by NTP")]
    if now - changed > FARTHEST:
        say = (
            "it is months beyond the database's last change: set it, or start once with: conductd run --clock-is-right"
        )
        return [Row("clock", State.WARN, say)]
    local = now.astimezone(config.community.timezone)
    return [Row("clock", State.OK, f"{local:%a %d %b %Y, %H:%M %Z} in the community's zone")]


def _changed(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _key(config: Config, _file: Path | None) -> list[Row]:
    file, database = config.keys.file, _sqlite_file(config)
    if not file.exists() and database and not database.exists():
        return [Row("key", State.OK, f"{file} is made with the database")]
    try:
        load_keys(file)
    except KeyProblem as problem:
        return [Row("key", State.FAIL, str(problem))]
    return [Row("key", State.OK, str(file))]


def _database(config: Config, _file: Path | None) -> list[Row]:
    file = _sqlite_file(config)
    if file and not file.exists():
        return [_to_be_made("database", file)]
    problem = _open(config.database.url.get_secret_value(), config.keys.file)
    say = "opens" if file and shutil.disk_usage(file.parent).free < TOO_LITTLE else "opens and can be written"
    return [Row("database", State.FAIL, problem) if problem else Row("database", State.OK, say)]


def _to_be_made(what: str, path: Path) -> Row:
    """Whether `path` can be made, without making it: the nearest folder that exists tells."""
    home = next(folder for folder in path.parents if folder.exists())
    if os.statvfs(home).f_flag & os.ST_RDONLY:
        return Row(what, State.FAIL, f"{home} is mounted read-only: mount it for writing, or name another place")
    if not os.access(home, os.W_OK | os.X_OK):
        say = f"{home} cannot be written: give it to the user that conductd runs as, or name another place"
        return Row(what, State.FAIL, say)
    return Row(what, State.OK, f"{path} is made when it is first needed")


def _open(url: str, key: Path) -> str:
    """Begins a write and takes it back, and tries the key on what it must open; what is wrong, or nothing."""
    try:
        engine = open_engine(url)
        with told(), engine.connect() as connection:
            if inspect(connection).has_table(KEYS.name):
                load_roots(connection, Vault(load_keys(key)))
            connection.rollback()
        found = damage(engine)
        engine.dispose()
    except (StoreProblem, KeyProblem) as problem:
        return str(problem)
    except Exception as error:  # noqa: BLE001  a driver's own errors have no common type, and quote the address
        return f"cannot be opened ({type(error).__name__}): look at [database] url and the rights of its file"
    return str(damaged()) if found else ""


def _disk(config: Config, _file: Path | None) -> list[Row]:
    file = _sqlite_file(config) or config.keys.file
    free = shutil.disk_usage(next(folder for folder in file.parents if folder.exists())).free
    say = f"{free // 1024**2} MiB free"
    if free < TOO_LITTLE:
        return [Row("disk", State.FAIL, f"{say}: make room, mail is refused when it is full")]
    return [Row("disk", State.WARN, f"{say}: make room") if free < LITTLE else Row("disk", State.OK, say)]


def _mailbox(config: Config, _file: Path | None) -> list[Row]:
    try:
        settings, renewed = imap_settings(config), oauth2_settings(config)
    except ValueError as error:  # the door's own words about a key; it holds no value
        return [Row("mailbox", State.FAIL, str(error))]
    if settings is None:
        return []
    token = oauth.AccessToken(renewed) if renewed else None
    try:
        found = imap_check.check(settings, token)
    except (oauth.TokenRefused, OSError):
        return [Row("mailbox.oauth2", State.FAIL, "no access token: look at token_url, client_id and refresh_token")]
    return [_noted(what, say) for what, say in found]


def _noted(what: str, say: str) -> Row:
    if not say:
        return Row(what, State.OK, "")
    return Row(what, State.OK, say.removeprefix(NOTE)) if say.startswith(NOTE) else Row(what, State.FAIL, say)


def _listener(config: Config, _file: Path | None) -> list[Row]:
    return [_port("listener", config.listener.bind)] if config.listener else []


def _port(what: str, bind: Bind) -> Row:
    family = socket.AF_INET6 if ":" in bind.host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((bind.host, bind.port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return Row(what, State.WARN, f"{bind} is taken: by conductd itself if it runs, else write another bind")
        return Row(what, State.FAIL, f"{bind} cannot be bound ({error.strerror}): write another bind")
    return Row(what, State.OK, f"{bind} is free")


async def _smtp(config: Config) -> list[Row]:
    settings, place = smtp_settings(config), config.smtp.folder
    if settings:
        rows = await smtp_check.check(settings, config.smtp.sender.address)
    elif place and place.exists():
        rows = folder.check_folder(place)
    else:
        return [_to_be_made("smtp.folder", place)] if place else []
    return [Row(row.what, State.FAIL if row.problem else State.OK, row.problem) for row in rows]


def _outside(config: Config, _file: Path | None) -> list[Row]:
    if config.outside_contact:
        return [Row("outside contact", State.OK, "named")]
    say = "none: a report about every administrator would wait, and nobody would be told; write [outside_contact]"
    return [Row("outside contact", State.WARN, say)]


def _commands(config: Config, _file: Path | None) -> list[Row]:
    mailbox = config.mailbox
    if mailbox and mailbox.trusted_authserv_id and not mailbox.trusted_hops:
        say = "on, but trusted_hops is empty: name the hosts whose Received lines stand above your server's verdict"
        return [Row("commands by mail", State.WARN, say)]
    if mailbox and mailbox.trusted_authserv_id:
        return [Row("commands by mail", State.OK, f"on, as {mailbox.trusted_authserv_id} vouches")]
    say = "off: write [mailbox] trusted_authserv_id, the name in your server's Authentication-Results header"
    others = "use Slack or the command line" if config.slack else "use the command line"
    say = f"{say}; until then {others}" if mailbox else f"off: they need a [mailbox]; {others}"
    return [Row("commands by mail", State.WARN, say)]


def _appeals(config: Config, _file: Path | None) -> list[Row]:
    if config.mailbox or config.listener:
        return []
    say = "a suspended member has no Slack, and cannot write a mail either: add [mailbox] or [listener]"
    return [Row("appeals", State.WARN, say)]


async def _slack(config: Config) -> list[Row]:
    """Without an app token there are no forms, and without a rules channel there is none to find."""
    given, room = config.slack, config.community.rules_channel
    if given is None:
        return []
    unused = {each for each, used in ((FEATURES, given.app_token), (RULES, room)) if not used}
    looks = slack_check.Looks(
        scopes={scope: purpose for scope, purpose in PURPOSES.items() if scope not in unused},
        administrators={each.name: each.slack for each in config.administrators if each.slack},
        rules_channel=room,
        tokens=tuple(map(shown, given.administrator_tokens)),
        token_scopes=ADMINISTRATORS,
        scim_token=shown(given.scim_token),
        scim_scope=SCIM,
        scim_url=scim_url(given.api_url),
    )
    found = await slack_check.check(slack_settings(config, RELEASED), looks)
    return [_noted(what, say) for what, say in found]


def _metrics(config: Config, _file: Path | None) -> list[Row]:
    if config.metrics is None:
        return []
    row = _port("metrics", config.metrics.bind)
    if row.ok is State.OK and not is_loopback(config.metrics.bind.host):
        return [Row("metrics", State.WARN, f"{row.say}, and open to the network: /health says how conductd is, to all")]
    return [row]


Look = Callable[[Config, Path | None], Sequence[Row]]
BEFORE: tuple[Look, ...] = (_configuration, _administrators, _clock, _key, _database, _disk, _mailbox, _listener)
AFTER: tuple[Look, ...] = (_outside, _commands, _appeals, _metrics)


def _sqlite_file(config: Config) -> Path | None:
    url = config.database.url.get_secret_value()
    return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None

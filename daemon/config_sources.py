"""Where the configuration's keys come from: a TOML file, systemd credentials, the environment, and files of secrets.

Text in, plain dictionaries out; what they mean is `config_model.py`'s. A file's content never stands in an error.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict

from daemon.config_model import Config
from daemon.config_problems import ENVIRONMENT, ConfigError, Layer, Problem, secret_keys, spelled, suggestion

PREFIX = "CONDUCTD_"
NOT_KEYS = frozenset({"CONDUCTD_CONFIG", "CONDUCTD_AS"})
CREDENTIALS = "credentials"
UNREAD = "not read"
LARGEST_FILE = 1024**2
LISTS = frozenset({("slack", "administrator_tokens")})  # one a line, where they come from a file


class Keys(Config, BaseSettings):
    """Config's fields in the shape that pydantic-settings asks of a source; no value of it is ever made."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid")


class Environment(EnvSettingsSource):
    """pydantic-settings' reading of an environment, of the one that is handed in."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        super().__init__(Keys)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return {name.lower(): value for name, value in self._environ.items()}

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:
        """JSON where it is JSON; else the text, which the key's own language reads (`127.0.0.1:25`) or refuses."""
        try:
            return super().decode_complex_value(field_name, field, value)
        except ValueError:
            return value


def from_toml(path: Path) -> Layer:
    """The keys of a file; its absence is an error, where pydantic-settings would read nothing."""
    try:
        text = _read(path)
        return Layer(path.name, tomllib.loads(text))
    except OSError as error:
        what, remedy = f"cannot be read ({error.strerror or 'too large'}).", "Name another with --config FILE."
    except UnicodeDecodeError:
        what, remedy = "is not UTF-8.", "Save it as UTF-8."
    except (ValueError, RecursionError) as error:
        what, remedy = f"is not TOML{_place(error)}.", "Texts stand in quotes, sections in [brackets]."
    raise ConfigError([Problem(str(path), what, remedy)])


def from_environment(environ: Mapping[str, str]) -> Layer:
    ours = {name: text for name, text in environ.items() if name.startswith(PREFIX) and name not in NOT_KEYS}
    unknown = [name for name in ours if _top(name) not in Config.model_fields]
    if unknown:
        raise ConfigError([_unknown(name) for name in unknown])
    return Layer(ENVIRONMENT, Environment(ours)())


def from_credentials(environ: Mapping[str, str]) -> Layer:
    """Each secret that systemd hands over, in a file called as its key: mailbox.password or mailbox__password.

    Only known names are opened: the same folder holds the daemon's key, which is no text.
    """
    if not environ.get("CREDENTIALS_DIRECTORY"):
        return Layer(CREDENTIALS, {})
    folder = Path(environ["CREDENTIALS_DIRECTORY"])
    if not folder.is_dir():
        remedy = "Start conductd by its unit, or unset the variable."
        raise ConfigError([Problem("CREDENTIALS_DIRECTORY", "names no folder.", remedy)])
    values: dict[str, Any] = {}
    for path in secret_keys():
        file = next((folder / name for name in (".".join(path), "__".join(path)) if (folder / name).is_file()), None)
        if file is not None:
            _put(values, path, _secret(path, file, file.name))
    return Layer(CREDENTIALS, values)


def with_secret_files(layer: Layer, folder: Path) -> Layer:
    """The layer with every `password_file = "…"` replaced by the secret in that file, relative to `folder`."""
    values = over({}, layer.values)
    for path in secret_keys():
        home = _at(values, path[:-1])
        key = f"{path[-1]}_file"
        if home is None or key not in home:
            continue
        name = home.pop(key)
        said = spelled((*path[:-1], key))
        if path[-1] in home:
            raise ConfigError([Problem(said, f"stands beside {path[-1]}.", "Remove one of the two.", layer.name)])
        home[path[-1]] = _secret(path, folder / Path(str(name)).expanduser(), said)
    return Layer(layer.name, values)


def secret_files(layer: Layer) -> Iterator[tuple[str, str]]:
    """The key and the name of each file that the layer says a secret is in."""
    for path in secret_keys():
        home = _at(dict(layer.values), path[:-1]) or {}
        name = home.get(f"{path[-1]}_file")
        if name is not None:
            yield ".".join((*path[:-1], f"{path[-1]}_file")), str(name)


def unread(values: Mapping[str, Any]) -> dict[str, Any]:
    """The keys with a placeholder for every secret of the doors, given or not: who only looks at the store needs none
    of them, and may not be allowed to read them.
    """
    changed = over({}, values)
    for path in secret_keys():
        home = _at(changed, path[:-1])
        if home is None or path[0] == "database":
            continue
        given = {path[-1], f"{path[-1]}_file"} & home.keys()
        home.pop(f"{path[-1]}_file", None)
        if given or (path[-1] == "password" and "user" in home and "oauth2" not in home):
            home[path[-1]] = [UNREAD] if path in LISTS else UNREAD
    return changed


def over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of `below` in which the keys of `above` win, section by section."""
    merged = {key: over({}, value) if isinstance(value, Mapping) else value for key, value in below.items()}
    for key, value in above.items():
        kept = merged.get(key)
        inner = kept if isinstance(kept, Mapping) else {}
        merged[key] = over(inner, value) if isinstance(value, Mapping) else value
    return merged


def _read(path: Path) -> str:
    if path.stat().st_size > LARGEST_FILE:
        raise OSError
    return path.read_bytes().decode("utf-8-sig")


def _secret(path: tuple[str, ...], file: Path, said: str) -> str | list[str]:
    try:
        text = _read(file).strip("\r\n")
    except OSError as error:
        problem = Problem(said, f"names a file that cannot be read ({error.strerror or 'too large'}).", _OPEN)
    except UnicodeDecodeError:
        problem = Problem(said, "names a file that is not text.", "Write the secret alone into it.")
    else:
        return text.split() if path in LISTS else text
    raise ConfigError([problem])


_OPEN = "Make it readable for the user that conductd runs as."


def _put(values: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    for step in path[:-1]:
        values = values.setdefault(step, {})
    values[path[-1]] = value


def _at(values: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any] | None:
    here: Any = values
    for step in path:
        here = here.get(step) if isinstance(here, dict) else None
    return here if isinstance(here, dict) else None


def _top(name: str) -> str:
    return name.removeprefix(PREFIX).partition("__")[0].lower()


def _unknown(name: str) -> Problem:
    return Problem(name, "is not a known key.", suggestion((_top(name),)), "")


def _place(error: Exception) -> str:
    """The line of a TOML error; the rest of its text may quote the file."""
    line = re.search(r"line (\d{1,9})", str(error))
    return f" (line {line[1]})" if line else ""

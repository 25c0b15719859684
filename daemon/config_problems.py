"""What is wrong with a configuration, one line a problem: where, which key, what, and the remedy.

Never the value of a secret, nor of a key that nobody knows (it may be a secret with a slip in its name). pydantic's own
texts are not used for the same reason: they quote what they refuse.
"""

import errno
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from daemon.config_model import Config
from daemon.config_values import Refused, quoted
from daemon.process.letters import TO_MEMBERS

Path = tuple[str | int, ...]
NEAR = 60  # of 100: "warning" still finds "late_warning", "x" finds nothing


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `source` is the file, or what else the key came from."""

    key: str
    what: str
    remedy: str
    source: str = ""

    def __str__(self) -> str:
        where = f"{self.source}: {self.key}" if self.source else self.key
        return f"{where}: {self.what} {self.remedy}".rstrip()


class ConfigError(Exception):
    """The operator's configuration cannot be used; a line for each problem."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def cannot_listen(key: str, where: str, error: OSError) -> ConfigError:
    what = f"{where} cannot be listened on ({os.strerror(error.errno or errno.EIO).lower()})."
    return ConfigError([Problem(key, what, "Write another port, or stop what listens there.")])


@dataclass(frozen=True, slots=True)
class Layer:
    """One place that keys come from: the file, the credentials, the environment. A later layer wins."""

    name: str
    values: Mapping[str, Any] = field(repr=False)

    def has(self, path: Path) -> bool:
        here: Any = self.values
        for step in path:
            try:
                here = here[step]
            except (KeyError, IndexError, TypeError):
                return False
        return True


ENVIRONMENT = "environment"


def problems(error: ValidationError, layers: Sequence[Layer]) -> tuple[Problem, ...]:
    """The problems of `error`, in the order of the sections."""
    found = (_problem(each, layers) for each in error.errors(include_url=False))
    return tuple(dict.fromkeys(found))


def spelled(path: Path) -> str:
    """`("process", "undo")` as the operator wrote it: `[process] undo`."""
    words = [str(step) for step in path if isinstance(step, str) and step != "[key]"]
    number = next((step + 1 for step in path if isinstance(step, int)), None)
    if path[:1] == ("administrators",):
        return ": ".join(["[[administrators]]" + (f" number {number}" if number else ""), *words[1:]])
    model = section(tuple(words))
    if model is not None:
        return f"[{'.'.join(words)}]"
    return " ".join([f"[{'.'.join(words[:-1])}]", words[-1]]) if words[1:] else words[0]


def section(path: Path) -> type[BaseModel] | None:
    """The model of the section at `path`, or None where a plain key or nothing is there."""
    here: type[BaseModel] | None = Config
    for step in (step for step in path if isinstance(step, str)):
        known = here.model_fields.get(step) if here else None
        here = _model(known.annotation) if known else None
    return here


@cache
def secret_keys() -> tuple[tuple[str, ...], ...]:
    """The path of each secret of the configuration."""
    return tuple(_secrets((), Config))


def _secrets(path: tuple[str, ...], model: type[BaseModel]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, known in model.model_fields.items():
        inner = _model(known.annotation)
        if inner is not None:
            found += _secrets((*path, name), inner)
        elif _mentions_secret(known.annotation):
            found.append((*path, name))
    return found


def _model(annotation: Any) -> type[BaseModel] | None:
    """The section's model in `Section`, `Section | None` or `tuple[Section, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model, get_args(annotation))), None)


def _mentions_secret(annotation: Any) -> bool:
    return annotation is SecretStr or any(map(_mentions_secret, get_args(annotation)))


def _problem(error: ErrorDetails, layers: Sequence[Layer]) -> Problem:
    cause = error.get("ctx", {}).get("error")
    path: Path = error["loc"]
    if isinstance(cause, Refused):
        path = (*path, cause.key) if cause.key else path
        return placed(path, cause.what, cause.remedy, layers)
    what, remedy = _said(error, path)
    return placed(path, what, remedy, layers)


def placed(path: Path, what: str, remedy: str, layers: Sequence[Layer]) -> Problem:
    """A problem of the key at `path`, named after the layer that it came from."""
    source = next((layer.name for layer in reversed(layers) if layer.has(path)), layers[0].name)
    if source == ENVIRONMENT:
        return Problem(
            "__".join(["CONDUCTD", *(str(step).upper() for step in path)]).replace("__", "_", 1), what, remedy
        )
    return Problem(spelled(path), what, remedy, source)


def _said(error: ErrorDetails, path: Path) -> tuple[str, str]:
    """What to say about one of pydantic's own errors, by its type alone."""
    kind, leaf = error["type"], str(path[-1])
    if kind == "extra_forbidden":
        return "is not a known key.", suggestion(path)
    if kind == "missing":
        return "is missing.", f"Add a section [{leaf}]." if section(path) else f'Write {leaf} = "...".'
    if leaf == "[key]":
        return "is not a letter to a member.", f"Letters: {', '.join(TO_MEMBERS)}."
    return f"{_shown(error, path)} {_COMPLAINTS.get(kind, 'is not valid here')}.", _remedy(error, path)


_COMPLAINTS = {
    "literal_error": "is not one of the choices",
    "enum": "is not one of the choices",
    "int_parsing": "is not a whole number",
    "int_type": "is not a whole number",
    "bool_parsing": "is not true or false",
    "bool_type": "is not true or false",
    "greater_than_equal": "is too small",
    "less_than_equal": "is too large",
    "model_type": "is not a section",
    "tuple_type": "is not a list",
    "string_type": "is not a text in quotes",
}


def _shown(error: ErrorDetails, path: Path) -> str:
    words = tuple(step for step in path if isinstance(step, str))
    value = error["input"]
    open_to_show = not section(words) and words not in secret_keys() and isinstance(value, (str, int, float))
    return quoted(value) if open_to_show else "what stands there"


def _remedy(error: ErrorDetails, path: Path) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind in {"literal_error", "enum"}:
        return f"Write {context['expected']}.".replace("'", '"')
    if kind in {"greater_than_equal", "less_than_equal"}:
        bound = context.get("ge", context.get("le"))
        return f"Write {'at least' if 'ge' in context else 'at most'} {bound}."
    if kind.startswith("date"):
        return "Write a day, such as 2026-11-21."
    if kind in {"tuple_type", "list_type"}:
        return 'Write a list: ["one", "two"].'
    if section(path):
        return f"Write {spelled(path)} on a line of its own, and its keys below."
    return "The annotated example shows its form."


def suggestion(path: Path) -> str:
    """The nearest known key, or where such a key belongs."""
    *parent, leaf = (step for step in path if isinstance(step, str))
    known = _known(tuple(parent))
    near = process.extractOne(leaf.lower(), known, scorer=fuzz.ratio, score_cutoff=NEAR)
    at_home = [name for name in Config.model_fields if leaf in _known((name,))]
    if at_home and (near is None or near[0] != leaf):
        return f"It belongs to [{at_home[0]}]."
    return f'Did you mean "{near[0]}"?' if near else f"Known here: {', '.join(known)}."


def _known(parent: Path) -> list[str]:
    model = section(parent)
    names = list(model.model_fields) if model else []
    files = [f"{path[-1]}_file" for path in secret_keys() if path[:-1] == parent]
    return names + files

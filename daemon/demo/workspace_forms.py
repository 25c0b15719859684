"""Controls and what is filled into them, in Slack's shapes. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from daemon.demo.workspace_blocks import elements_of, options_of

JSON = dict[str, Any]
Filled = Mapping[str, Mapping[str, JSON]]

_ONE = {
    "users_select": "selected_user",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "plain_text_input": "value",
}
_INITIAL = {
    "users_select": "initial_user",
    "datepicker": "initial_date",
    "timepicker": "initial_time",
    "datetimepicker": "initial_date_time",
    "plain_text_input": "initial_value",
    "multi_users_select": "initial_users",
}
_OPTION = {"static_select", "radio_buttons", "overflow"}
_OPTIONS = {"multi_static_select", "checkboxes"}
TYPED = "plain_text_input"


class CannotSubmit(Exception):
    """Slack's own client refuses: the app hears nothing."""


@dataclass(frozen=True, slots=True)
class Controls:
    blocks: Sequence[JSON]

    def __iter__(self) -> Iterator[tuple[JSON, JSON]]:
        return ((block, element) for block in self.blocks for element in elements_of(block))


def found_control(controls: Controls, what: str) -> tuple[JSON, JSON]:
    """By action_id, block_id, a button's words or an input's label. Raises LookupError, also where several fit."""
    for names in (_ids, _block_ids, _words):
        found = [(block, element) for block, element in controls if what in names(block, element)]
        if len(found) == 1:
            return found[0]
        if found:
            raise LookupError("several controls go by that name")
    raise LookupError(f"nothing here is called {what}")


def _ids(_: JSON, element: JSON) -> tuple[str, ...]:
    return (element["action_id"],)


def _block_ids(block: JSON, _: JSON) -> tuple[str, ...]:
    return (block["block_id"],)


def _words(block: JSON, element: JSON) -> tuple[str, ...]:
    texts = (element.get("text"), block.get("label"))
    return tuple(each["text"] for each in texts if each)


def picked(element: JSON, value: object) -> JSON:
    """What stands in `state.values` once this value is picked or typed. Raises LookupError for what is not offered."""
    kind = element["type"]
    if kind in _OPTION:
        return {"type": kind, "selected_option": _option(element, value)}
    if kind in _OPTIONS:
        wanted = list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value]
        return {"type": kind, "selected_options": [_option(element, each) for each in wanted]}
    if kind == "multi_users_select":
        return {"type": kind, "selected_users": [_plain(each) for each in cast("Iterable[object]", value)]}
    if kind in _ONE:
        return {"type": kind, _ONE[kind]: _plain(value)}
    raise LookupError("nothing can be picked from a button")


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return int(value.timestamp())
    return getattr(value, "id", value)


def _option(element: JSON, value: object) -> JSON | None:
    """By value or by the words shown; None clears it."""
    if value is None:
        return None
    for option in options_of(element):
        if value in {option["value"], option["text"]["text"]}:
            return option
    raise LookupError("that is not offered")


def _start(element: JSON) -> JSON:
    """What a control holds before anybody touches it."""
    kind = element["type"]
    if kind in _OPTION:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in _OPTIONS:
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    if kind == "multi_users_select":
        return {"type": kind, "selected_users": element.get("initial_users", [])}
    return {"type": kind, _ONE[kind]: element.get(_INITIAL[kind])}


def state_of(blocks: Sequence[JSON], filled: Filled) -> dict[str, dict[str, JSON]]:
    """Every control that holds something, filled in or not; a button holds nothing."""
    values: dict[str, dict[str, JSON]] = {}
    for block, element in Controls(blocks):
        if element["type"] not in {"button", "overflow"}:
            held = filled.get(block["block_id"], {}).get(element["action_id"]) or _start(element)
            values.setdefault(block["block_id"], {})[element["action_id"]] = held
    return values


def missing(blocks: Sequence[JSON], filled: Filled) -> list[str]:
    """The labels of required inputs that are empty, and of texts that are too short or too long."""
    state = state_of(blocks, filled)
    inputs = [block for block in blocks if block["type"] == "input"]
    return [block["label"]["text"] for block in inputs if not _good(block, state)]


def _good(block: JSON, state: Mapping[str, Mapping[str, JSON]]) -> bool:
    element = block["element"]
    held = state[block["block_id"]][element["action_id"]]
    value = next((each for name, each in held.items() if name != "type"), None)
    if not value:
        return bool(block.get("optional"))
    if element["type"] == TYPED:
        return bool(element.get("min_length", 0) <= len(value) <= element.get("max_length", 3000))
    return True

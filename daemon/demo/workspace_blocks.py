"""Block Kit as far as the stand-in models it: blocks, elements and their limits (slack.md 2.4 and 2.5).

It says every trouble that it finds, as Slack does in `response_metadata.messages`. A block, element or field that it
does not know is a trouble.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

JSON = Mapping[str, Any]
Check = Callable[[object], str]

MOST_BLOCKS, MOST_VIEW_BLOCKS = 50, 100


def _string(longest: int, shortest: int = 1) -> Check:
    def check(found: object) -> str:
        if not isinstance(found, str):
            return "must be a string"
        if len(found) > longest:
            return f"must be less than {longest + 1} characters"
        return f"must be more than {shortest - 1} characters" if len(found) < shortest else ""

    return check


def _plain(longest: int) -> Check:
    return lambda found: "must be plain_text" if _kind(found) != "plain_text" else _composed(found, longest)


def _words(longest: int) -> Check:
    def check(found: object) -> str:
        known = _kind(found) in {"plain_text", "mrkdwn"}
        return _composed(found, longest) if known else "must be plain_text or mrkdwn"

    return check


def _composed(found: object, longest: int) -> str:
    text = found if isinstance(found, dict) else {}
    allowed = {"type", "text", "emoji"} if text.get("type") == "plain_text" else {"type", "text", "verbatim"}
    if unknown := text.keys() - allowed:
        return f"invalid additional property: {min(unknown)}"
    return _string(longest)(text.get("text"))


def _pattern(pattern: str) -> Check:
    good = re.compile(pattern)
    return lambda found: "" if isinstance(found, str) and good.fullmatch(found) else "is malformed"


def _one_of(*choices: object) -> Check:
    return lambda found: "" if found in choices else "is not one of the choices"


def _flag(found: object) -> str:
    return "" if isinstance(found, bool) else "must be a boolean"


def _count(most: int) -> Check:
    def check(found: object) -> str:
        good = isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= most
        return "" if good else f"must be a number up to {most}"

    return check


def _list_of(each: Check, most: int, least: int = 1) -> Check:
    def check(found: object) -> str:
        if not isinstance(found, list):
            return "must be an array"
        if not least <= len(found) <= most:
            return f"must have {least} to {most} items"
        return next((trouble for item in found if (trouble := each(item))), "")

    return check


def _kind(found: object) -> object:
    return found.get("type") if isinstance(found, dict) else None


def _fields(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """All fields that an object may have."""

    def check(found: object) -> str:
        if not isinstance(found, dict):
            return "must be an object"
        if unknown := found.keys() - {"type", *required, *optional}:
            return f"invalid additional property: {min(unknown)}"
        if missing := [name for name in required if name not in found]:
            return f"missing required field: {missing[0]}"
        checks = {**required, **optional}
        troubles = ((name, checks[name](each)) for name, each in found.items() if name != "type" or name in checks)
        return next((f"{name} {trouble}" for name, trouble in troubles if trouble), "")

    return check


def _typed(table: Mapping[str, Check]) -> Check:
    def check(found: object) -> str:
        known = table.get(str(_kind(found)))
        return known(found) if known else f"unsupported type: {_kind(found)}"

    return check


_ID = _string(255)
_CONFIRM = _fields(
    {"title": _plain(100), "text": _words(300), "confirm": _plain(30), "deny": _plain(30)},
    {"style": _one_of("primary", "danger")},
)
_OPTION = _fields({"text": _words(75), "value": _string(150)}, {"description": _words(75)})
_GROUP = _fields({"label": _plain(75), "options": _list_of(_OPTION, 100)}, {})
_ASKED: dict[str, Check] = {"action_id": _ID, "confirm": _CONFIRM, "focus_on_load": _flag}
_PICKED: dict[str, Check] = {**_ASKED, "placeholder": _plain(150)}
_OPTIONS = _list_of(_OPTION, 100)
_FEW_OPTIONS = _list_of(_OPTION, 10)
_MEMBER_ID = _string(20)
_DATE, _TIME = _pattern(r"\d{4}-\d\d-\d\d"), _pattern(r"([01]\d|2[0-3]):[0-5]\d")
_MANY = {"max_selected_items": _count(100)}


def _select(initial: str, check: Check, **more: Check) -> Check:
    return _fields({}, {**_PICKED, initial: check, **more})


_BUTTON = _fields(
    {"text": _plain(75)},
    {
        **_ASKED,
        "value": _string(2000),
        "url": _string(3000),
        "style": _one_of("primary", "danger"),
        "accessibility_label": _string(75),
    },
)
_CHOICES: dict[str, Check] = {
    "static_select": _select("initial_option", _OPTION, options=_OPTIONS, option_groups=_list_of(_GROUP, 100)),
    "multi_static_select": _select(
        "initial_options", _OPTIONS, options=_OPTIONS, option_groups=_list_of(_GROUP, 100), **_MANY
    ),
    "users_select": _select("initial_user", _MEMBER_ID),
    "multi_users_select": _select("initial_users", _list_of(_MEMBER_ID, 100), **_MANY),
    "datepicker": _select("initial_date", _DATE),
    "timepicker": _select("initial_time", _TIME, timezone=_string(60)),
    "datetimepicker": _select("initial_date_time", _count(9_999_999_999)),
    "radio_buttons": _fields({"options": _FEW_OPTIONS}, {**_ASKED, "initial_option": _OPTION}),
    "checkboxes": _fields({"options": _FEW_OPTIONS}, {**_ASKED, "initial_options": _FEW_OPTIONS}),
}
_TYPED_IN = _fields(
    {},
    {
        **_PICKED,
        "initial_value": _string(3000, 0),
        "multiline": _flag,
        "min_length": _count(3000),
        "max_length": _count(3000),
        "dispatch_action_config": _fields({"trigger_actions_on": _list_of(_string(40), 2)}, {}),
    },
)
_IMAGE = _fields({"alt_text": _string(2000)}, {"image_url": _string(3000)})
_PRESSED = {
    "button": _BUTTON,
    "overflow": _fields({"options": _list_of(_OPTION, 5)}, {"action_id": _ID, "confirm": _CONFIRM}),
}


def _styled(found: object) -> str:
    return "" if isinstance(found, dict) and all(isinstance(each, bool) for each in found.values()) else "is no style"


_STYLE = {"style": _styled}
_RICH_PIECES = _typed(
    {
        "text": _fields({"text": _string(40_000, 0)}, _STYLE),
        "link": _fields({"url": _string(3000)}, {"text": _string(40_000), "unsafe": _flag, **_STYLE}),
        "user": _fields({"user_id": _MEMBER_ID}, _STYLE),
        "channel": _fields({"channel_id": _MEMBER_ID}, _STYLE),
        "broadcast": _fields({"range": _one_of("here", "channel", "everyone")}, _STYLE),
        "emoji": _fields({"name": _string(100)}, {"unicode": _string(60), **_STYLE}),
    }
)
_PIECES = {"elements": _list_of(_RICH_PIECES, 5000, 0)}
_BORDER = {"border": _count(1)}
_SECTION_OF_RICH_TEXT = _fields(_PIECES, {})
_RICH = {
    "rich_text_section": _SECTION_OF_RICH_TEXT,
    "rich_text_preformatted": _fields(_PIECES, _BORDER),
    "rich_text_quote": _fields(_PIECES, _BORDER),
    "rich_text_list": _fields(
        {"elements": _list_of(_typed({"rich_text_section": _SECTION_OF_RICH_TEXT}), 1000), "style": _string(20)},
        {"indent": _count(8), "offset": _count(1000), **_BORDER},
    ),
}
_BLOCK = {"block_id": _ID}
_BLOCKS: dict[str, Check] = {
    "section": _fields(
        {},
        {
            **_BLOCK,
            "text": _words(3000),
            "fields": _list_of(_words(2000), 10),
            "accessory": _typed({**_PRESSED, **_CHOICES, "image": _IMAGE}),
            "expand": _flag,
        },
    ),
    "header": _fields({"text": _plain(150)}, _BLOCK),
    "divider": _fields({}, _BLOCK),
    "context": _fields(
        {"elements": _list_of(_typed({"image": _IMAGE, "plain_text": _words(2000), "mrkdwn": _words(2000)}), 10)},
        _BLOCK,
    ),
    "actions": _fields({"elements": _list_of(_typed({**_PRESSED, **_CHOICES}), 25)}, _BLOCK),
    "input": _fields(
        {"label": _plain(2000), "element": _typed({**_CHOICES, "plain_text_input": _TYPED_IN})},
        {**_BLOCK, "hint": _plain(2000), "optional": _flag, "dispatch_action": _flag},
    ),
    "rich_text": _fields({"elements": _list_of(_typed(_RICH), 1000)}, _BLOCK),
}
_BLOCK_CHECK = _typed(_BLOCKS)
_VIEW_ALWAYS: dict[str, Check] = {"blocks": lambda found: "" if isinstance(found, list) else "must be an array"}
_VIEW_OPTIONAL: dict[str, Check] = {
    "private_metadata": _string(3000, 0),
    "callback_id": _ID,
    "external_id": _ID,
}
_MODAL = _fields(
    {**_VIEW_ALWAYS, "title": _plain(24)},
    {**_VIEW_OPTIONAL, "submit": _plain(24), "close": _plain(24), "clear_on_close": _flag, "notify_on_close": _flag},
)
_HOME = _fields(_VIEW_ALWAYS, _VIEW_OPTIONAL)


def troubles_of(blocks: object, most: int = MOST_BLOCKS) -> list[str]:
    """What is wrong with these blocks, each with its place; nothing where they are good."""
    if not isinstance(blocks, list):
        return ["blocks must be an array"]
    if len(blocks) > most:
        return [f"no more than {most} items allowed [json-pointer:/blocks]"]
    each = [
        f"{trouble} [json-pointer:/blocks/{place}]"
        for place, block in enumerate(blocks)
        if (trouble := _BLOCK_CHECK(block) or _beyond_fields(block))
    ]
    return each or _repeated(blocks)


def troubles_of_view(view: object) -> list[str]:
    check = {"modal": _MODAL, "home": _HOME}.get(str(_kind(view)))
    if check is None or not isinstance(view, dict):
        return ["view must be a modal or a home"]
    trouble = check(view)
    inputs = any(_kind(block) == "input" for block in view.get("blocks", ())) if not trouble else False
    if inputs and "submit" not in view and view["type"] == "modal":
        return ["submit is required when an input block is within blocks array"]
    return [trouble] if trouble else troubles_of(view["blocks"], MOST_VIEW_BLOCKS)


def _beyond_fields(block: JSON) -> str:
    """What no single field shows."""
    if block["type"] == "section" and "text" not in block and "fields" not in block:
        return "section needs text or fields"
    for element in elements_of(block):
        if "select" in element["type"] and "users" not in element["type"]:
            if ("options" in element) == ("option_groups" in element):
                return "needs options or option_groups"
            if len({option["value"] for option in options_of(element)}) != len(list(options_of(element))):
                return "option values must be unique"
        initial = element.get("initial_option")
        if initial is not None and initial not in list(options_of(element)):
            return "initial_option must be one of the options"
    ids = [element["action_id"] for element in elements_of(block) if "action_id" in element]
    return "action_id already exists" if len(ids) != len(set(ids)) else ""


def _repeated(blocks: Sequence[JSON]) -> list[str]:
    seen = [block["block_id"] for block in blocks if "block_id" in block]
    return ["block_id already exists"] if len(seen) != len(set(seen)) else []


def elements_of(block: JSON) -> Iterator[dict[str, Any]]:
    """What can be pressed, picked or typed into."""
    for name in ("accessory", "element"):
        if name in block and block[name]["type"] != "image":
            yield block[name]
    if block["type"] == "actions":
        yield from block["elements"]


def options_of(element: JSON) -> Iterator[dict[str, Any]]:
    yield from element.get("options", ())
    for group in element.get("option_groups", ()):
        yield from group["options"]

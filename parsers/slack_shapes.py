"""The shapes of what Slack sends: a field that is not exactly of its shape is empty, whatever type it has.

Slack's own documents are wrong now and then, and a forged interaction need not keep to them.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

MOST_FIELDS: Final = 40

TEAM: Final = re.compile(r"[TE][A-Z0-9]{1,30}")
MEMBER: Final = re.compile(r"[UW][A-Z0-9]{1,30}")
CHANNEL: Final = re.compile(r"[CDG][A-Z0-9]{1,30}")
TS: Final = re.compile(r"[0-9]{1,12}\.[0-9]{1,8}")
CODE: Final = re.compile(r"[A-Z0-9]{1,10}-[A-Z0-9]{4,6}")  # of a case, a party or a message (M-…)
IDENTIFIER: Final = re.compile(r"[A-Za-z0-9-]{1,64}")
BLOCK: Final = re.compile(r"[A-Za-z0-9:' -]{1,255}")
PHRASE: Final = re.compile(r"[a-z_ -]{1,40}")
OPAQUE: Final = re.compile(r"[A-Za-z0-9._-]{1,200}")  # trigger ids and the hashes of views
NUMBER: Final = re.compile(r"[0-9]{1,4}")
DOMAIN: Final = re.compile(r"[a-z0-9-]{1,60}")

Values = Mapping[str, str | tuple[str, ...]]


def mapping(found: object) -> Mapping[str, object]:
    return found if isinstance(found, Mapping) else {}


def listed(found: object) -> list[object]:
    return found[:MOST_FIELDS] if isinstance(found, list) else []


def text(found: object) -> str:
    return found if isinstance(found, str) else ""


def shaped(found: object, form: re.Pattern[str]) -> str:
    return found if isinstance(found, str) and form.fullmatch(found) else ""


def from_json(said: str) -> Mapping[str, object]:
    try:
        return mapping(json.loads(said))
    except (ValueError, RecursionError):
        return {}


def is_of_team(theirs: object, interaction: Mapping[str, object]) -> bool:
    """Whether a member's team, where Slack names it, is that of the interaction. On Enterprise Grid it may be named by
    the enterprise that the team belongs to.
    """
    team = mapping(interaction.get("team"))
    ours = {team.get("id"), team.get("enterprise_id"), mapping(interaction.get("enterprise")).get("id")}
    return not theirs or (isinstance(theirs, str) and theirs in {each for each in ours if isinstance(each, str)})


def chosen(option: object) -> str:
    """The value of an option of a menu or of radio buttons."""
    return text(mapping(option).get("value"))


def filled_in(view: Mapping[str, object]) -> Values:
    """What was filled in, by block_id; only what an element of its type can hold."""
    blocks = mapping(mapping(view.get("state")).get("values"))
    return {name: value for name, value in _filled(blocks) if value}


def _filled(blocks: Mapping[str, object]) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for name, block in list(blocks.items())[:MOST_FIELDS]:
        for element in list(mapping(block).values())[:1]:
            yield name, _value(mapping(element))


def _value(element: Mapping[str, object]) -> str | tuple[str, ...]:
    match element.get("type"):
        case "plain_text_input" | "email_text_input":
            return text(element.get("value"))
        case "datepicker":
            return text(element.get("selected_date"))
        case "timepicker":
            return text(element.get("selected_time"))
        case "static_select" | "radio_buttons":
            return chosen(element.get("selected_option"))
        case "checkboxes":
            return tuple(chosen(each) for each in listed(element.get("selected_options")))
        case "users_select":
            return text(element.get("selected_user"))
        case "multi_users_select":
            return tuple(text(each) for each in listed(element.get("selected_users")))
        case _:
            return ""

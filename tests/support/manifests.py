"""The app's manifest read back, by another hand than the one that writes it."""

import json
import re


def read_yaml(text):
    """Block style, as far as the manifest goes: two spaces a level, a dash for an item, values as JSON has them."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    found, rest = read_block(lines, 0)
    assert rest == []
    return found


def read_block(lines, depth):
    found = [] if lines[0].lstrip().startswith("- ") else {}
    while lines and len(lines[0]) - len(lines[0].lstrip()) == depth:
        line, lines = lines[0].strip(), lines[1:]
        if isinstance(found, list):
            within = line.removeprefix("- ")
            if re.match(r"[a-z_]+:", within):
                value, lines = read_block([f"{' ' * (depth + 2)}{within}", *lines], depth + 2)
            else:
                value = json.loads(within)
            found.append(value)
            continue
        key, _, value = line.partition(":")
        if value.strip():
            found[key] = json.loads(value)
        else:
            found[key], lines = read_block(lines, depth + 2)
    return found, lines

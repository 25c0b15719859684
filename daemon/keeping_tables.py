"""The pages about what is kept, for a person. Values in, tables out; nothing here reads anything."""

from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.text import Text

from daemon.layout import full, heading, new_table
from daemon.rotation import Keys, Rotated


def keys(found: Keys, zone: ZoneInfo) -> RenderableType:
    lines = new_table("key", "opens", "")
    for each in found.lines:
        idle = "opens nothing of this database any more" if not each.wraps else "older"
        lines.add_row(each.id, f"{each.wraps} keys", "current" if each.current else idle)
    for missing in found.missing:
        lines.add_row(missing, "", Text("missing: put its line back from a backup of the key file"))
    tokens = new_table("letters' secret", "made", "believed")
    for token in found.tokens:
        until = "makes them now" if token.believed_until is None else f"until {full(token.believed_until, zone)}"
        tokens.add_row(str(token.number), full(token.made_at, zone), until)
    return Group(heading(found.file), lines, heading("What proves an answer to one of our letters"), tokens)


def rotated(done: Rotated) -> RenderableType:
    begun = "A rotation that had been begun is finished" if done.finished else "The key is new"
    lines = [f"{begun}: {done.current} is the current one. {done.rewrapped} keys were brought under it."]
    if done.token is not None:
        lines.append(
            f"Letters are proved with secret {done.token} from now on; older ones are believed until they expire."
        )
    if done.tokens_dropped:
        lines.append(f"No token needs secret {_joined(done.tokens_dropped)} any more: dropped.")
    if done.removed:
        lines.append(f"Gone from the key file: {_joined(done.removed)}. Backups made before today open only with it.")
    if done.kept:
        lines.append(f"Still in the key file, and opening nothing of this database: {_joined(done.kept)}.")
    lines.append("Make a backup of the key file now.")
    return Text("\n".join(lines))


def _joined(each: tuple[object, ...]) -> str:
    return ", ".join(map(str, each))

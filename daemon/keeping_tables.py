"""The pages about what is kept, for a person. Values in, tables out; nothing here reads anything."""

from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.text import Text

from daemon.erasing import Erasure
from daemon.exporting import Exported
from daemon.keeping_views import Purgeable, Purged, Reach
from daemon.layout import counted, full, heading, new_table
from daemon.rotation import Keys, Rotated

STAYS = (
    "what others wrote, also where it names them; it goes with its case",
    "what administrators wrote about them (notes, replies, resolutions): it stays until the case is purged",
    "the other rows of the history: that something happened, and when",
    "the counts, which know no names",
)


OLDER = {True: "older, and still needed: conductd key rotate", False: "older, and opens nothing of this database"}


def keys(found: Keys, zone: ZoneInfo) -> RenderableType:
    lines = new_table("key", "")
    for each in found.lines:
        lines.add_row(each.id, "current" if each.current else OLDER[each.needed])
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
    lines.append(f"Letters are proved with secret {done.token} from now on; older ones are believed until they expire.")
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


def exported(done: Exported) -> RenderableType:
    lines = [f"{done.code} is in {done.file}: case.json, timeline.txt and its messages as they came."]
    if done.without_bytes:
        lines.append(f"{counted(done.without_bytes, 'message')} as text only.")
    lines.append(
        "It is not encrypted: keep it where nobody else reads, and delete it when it has served. The read is recorded."
    )
    return Text("\n".join(lines))


# --- what goes for good


def purgeable(found: Purgeable, reach: Reach | None, zone: ZoneInfo) -> RenderableType:
    parts: list[RenderableType] = [
        Text(f"Closed cases are kept for {counted(found.retain, 'day')}, longer where something keeps them.")
    ]
    if found.cases:
        table = new_table("code", "closed", "goes", "")
        for each in found.cases:
            day = full(each.purge_at, zone) if each.purge_at else ""
            why = each.kept or ("" if each.purge_at else "its administrators are warned 14 days before")
            table.add_row(each.code, full(each.closed_at, zone) if each.closed_at else "", day, Text(why))
        parts.append(table)
    else:
        parts.append(Text("None is old enough yet. One closed case now: conductd purge CODE"))
    return Group(*parts, *(_reach(reach) if reach else ()))


def purged(done: Purged, reach: Reach) -> RenderableType:
    what = f"{counted(done.messages, 'message')}, {counted(done.letters, 'letter')}, people: {done.people}"
    return Group(
        Text(f"{done.code} is purged: {what}. Its keys are destroyed, and the history stays whole."), *_reach(reach)
    )


def erasure(found: Erasure) -> RenderableType:
    """What is erased, what waits and why, and what stays in any case."""
    table = new_table("case", "as", "erased", "waits")
    for each in found.places:
        what = f"{counted(each.messages, 'message')}, {counted(each.letters, 'letter')}"
        table.add_row(each.code, each.role, "" if each.waits else what, Text(each.waits))
    lines = []
    if found.unfiled:
        lines.append(Text(f"Besides: {counted(found.unfiled, 'message')} that concern no case."))
    if found.receipts:
        lines.append(Text(f"Besides: {counted(found.receipts, 'letter')} to them that concern no case."))
    return Group(heading("Found"), table, *lines, heading("Kept all the same"), *(Text(f"- {each}") for each in STAYS))


def erased(done: Erasure, reach: Reach | None) -> RenderableType:
    if done.is_empty:
        return Text("Nothing of that person is found in what you may see.")
    gone = [each.code for each in done.places if not each.waits]
    waits = [f"{each.code}: {each.waits}" for each in done.places if each.waits]
    parts: list[RenderableType] = []
    if gone or done.unfiled or done.receipts:
        parts.append(Text(f"Erased{': ' if gone else ''}{', '.join(gone)}. They stay there as an erased person."))
    if waits:
        parts.append(Text("\n".join(["Waits; say conductd erase again then:", *(f"- {each}" for each in waits)])))
    return Group(*parts, *(_reach(reach) if reach else ()))


def _reach(reach: Reach) -> list[RenderableType]:
    parts: list[RenderableType] = []
    if reach.trouble:
        waits = "Copies may still be there; the daemon tries again each day, and conductd purge does at once."
        parts.append(Text(f"The mailbox: {reach.trouble}. {waits}"))
    elif reach.clear:
        parts.append(Text("No copy of it is left in our folders of the mailbox."))
    parts += [Text("Not reached:"), *(Text(f"- {each}") for each in reach.beyond)]
    return parts

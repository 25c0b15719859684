"""Administrators by the names that other administrators write."""

from daemon.process.events import NotAllowed


def named(words: str, names: tuple[str, ...]) -> str:
    """The one administrator whom the words mean; raises NotAllowed naming those there are."""
    folded = words.strip().lstrip("@").casefold()
    exact = [name for name in names if name.casefold() == folded]
    found = exact or [name for name in names if folded and folded in name.casefold().split()]
    if len(found) != 1:
        raise NotAllowed(f"which administrator? There are: {', '.join(names)}")
    return found[0]

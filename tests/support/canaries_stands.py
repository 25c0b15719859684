"""What of a case the overlap check has to find in a letter, looked up in the rows: never what the check says of it.

A canary in a sentence is pasted with the words around it, for five in a row are what is compared; a name, an address, a
handle, a link and a file's name alone.
"""

from collections.abc import Iterator

from tests.support.canaries import SHAPE

BEFORE, AFTER = 3, 3
ROW = 5  # words in a row (design 7.3)


def stands_in(town, code: str, readers: set[str]) -> list[str]:
    """Every such phrase that nobody with one of these addresses wrote, or is."""

    def look(unit):
        kept = unit.cases.by_code(code, town.home.rooms.corridor.house.terms)
        if kept is None:
            return []
        parties = unit.parties.of(kept.id)
        by = {each.id: each.address for each in parties}
        others = [each for each in unit.messages.of(kept.id) if by.get(each.party_id) not in readers]
        who = [each for each in parties if not readers & {way.address for way in each.ways}]
        said = [phrase for each in others for phrase in (*phrases(each.text), *files(each))]
        named = [text for each in who for text in (each.address, each.name) if SHAPE.search(text.casefold())]
        return [*said, *named]

    return town.run(town.store.look(look))


def files(message) -> list[str]:
    return [str(each["name"]) for each in message.attachments]


def phrases(text: str) -> Iterator[str]:
    for line in text.splitlines():
        words = line.split()
        for place, word in enumerate(words):
            if not SHAPE.search(word):
                continue
            around = words[max(0, place - BEFORE) : place + AFTER]
            if word.startswith("@") or "://" in word:
                yield word.rstrip(".,")
            elif len(around) >= ROW:
                yield " ".join(around)

"""Rows in a page of an SQLite table, as it is written: for who watches the writes and not the database.

The format is https://www.sqlite.org/fileformat2.html, chapters 1.6 and 2.1. Only leaf pages of tables, and of each row
what stands in the page itself.
"""

from collections.abc import Iterator

LEAF = 0x0D
PAGE = 4096
HEADER = 8
MOST_LOCAL = PAGE - 35
SIZES = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 7: 8, 8: 0, 9: 0}
BYTES_FROM = 12


def rows(page: bytes) -> Iterator[list[bytes]]:
    """The columns of each row, as bytes; none of a page that is anything else."""
    if len(page) != PAGE or page[0] != LEAF:
        return
    for number in range(int.from_bytes(page[3:5])):
        place = HEADER + 2 * number
        yield _columns(page, int.from_bytes(page[place : place + 2]))


def _columns(page: bytes, at: int) -> list[bytes]:
    _, at = _varint(page, at)  # the payload's length
    _, at = _varint(page, at)  # the row's number
    length, place = _varint(page, at)
    kinds, body = [], at + length
    while place < body:
        kind, place = _varint(page, place)
        kinds.append(kind)
    found = []
    for kind in kinds:
        size = (kind - BYTES_FROM) // 2 if kind >= BYTES_FROM else SIZES[kind]
        found.append(page[body : body + size])
        body += size
    return found


def _varint(page: bytes, at: int) -> tuple[int, int]:
    """Seven bits a byte, eight in the ninth; and where it ends."""
    value = 0
    for place in range(at, at + 8):
        value = value << 7 | page[place] & 0x7F
        if page[place] < 0x80:
            return value, place + 1
    return value << 8 | page[at + 8], at + 9

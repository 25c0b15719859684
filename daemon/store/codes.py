"""Names that people read out to each other: case codes, M-… and L-…. Drawn at random: they tell no count, no order."""

import secrets
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, bindparam, exists, select

from daemon.rows import IncidentCase, Party, table

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 and O, no 1, I and L
LENGTH = 5
LONGEST = 6  # readers accept four to six
DRAWS = 20
CASES, PARTIES = table(IncidentCase), table(Party)


def fresh_code(connection: Connection, prefix: str) -> str:
    """Used by no case and no party."""
    return _unused(connection, prefix.upper(), (CASES.c.code, PARTIES.c.code))


def fresh_short(connection: Connection, prefix: str, column: Column[str]) -> str:
    return _unused(connection, prefix, (column,))


def _unused(connection: Connection, prefix: str, columns: tuple[Column[str], ...]) -> str:
    for length in range(LENGTH, LONGEST + 1):
        for _ in range(DRAWS):
            code = f"{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(length))}"
            if not any(connection.execute(_taken(columns), {"code": code}).one()):
                return code
    raise RuntimeError("no free code was found; the alphabet holds 900 million")


@cache
def _taken(columns: tuple[Column[str], ...]) -> Any:
    return select(*(exists().where(column == bindparam("code")) for column in columns))

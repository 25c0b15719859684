"""What was written to a case, as it was read."""

from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select

from daemon import rows
from daemon.rows import new_id, table
from daemon.store.cells import Cells, open_body, place, seal_body
from daemon.store.values import KeptMessage, NewMessage

MESSAGES = table(rows.Message)
NEW = insert(MESSAGES)
OF_CASE = select(MESSAGES).where(MESSAGES.c.case_id == bindparam("case")).order_by(MESSAGES.c.at, MESSAGES.c.id)


class Messages:
    def __init__(self, connection: Connection, cells: Cells) -> None:
        self._connection = connection
        self._cells = cells

    def add(self, new: NewMessage) -> str:
        row = new_id(new.at)
        body = {
            "text": new.text,
            "subject": new.subject,
            "reading": dict(new.reading),
            "attachments": [dict(attachment) for attachment in new.attachments],
        }
        values = {
            "id": row,
            "case_id": new.case_id,
            "inbox_id": new.inbox_id,
            "party_id": new.party_id,
            "at": new.at,
            "body": seal_body(self._cells.of_case(new.case_id), body, place(MESSAGES, "body", row)),
        }
        self._connection.execute(NEW, values)
        self._cells.wrote(MESSAGES, row, new.case_id)
        return row

    def of(self, case_id: str) -> list[KeptMessage]:
        return [self._opened(row) for row in self._connection.execute(OF_CASE, {"case": case_id})]

    def _opened(self, row: Row[Any]) -> KeptMessage:
        body = open_body(self._cells.of_case(row.case_id), row.body, place(MESSAGES, "body", row.id))
        return KeptMessage(
            id=row.id,
            case_id=row.case_id,
            inbox_id=row.inbox_id,
            party_id=row.party_id,
            at=row.at,
            text=body["text"],
            subject=body["subject"],
            reading=body["reading"],
            attachments=tuple(body["attachments"]),
        )

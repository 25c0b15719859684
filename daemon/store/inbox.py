"""Messages as they came. Once `add` is committed a door may say yes; what is known already is not added again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, or_, select, update

from daemon import rows, secrets
from daemon.rows import new_id, table
from daemon.store.cells import Cells, place
from daemon.store.codes import fresh_short
from daemon.store.values import Arrival, InboxMessage, InboxState, Known

INBOX = table(rows.Inbox)
AT_ONCE = 500  # SQLite's oldest limit of bound values is 999
SECOND_COPY = "second copy"
PART = "goes along with another"
UNSTORED = (InboxState.OFFERED, InboxState.WANTED, InboxState.LEFT)
ONE = select(INBOX).where(INBOX.c.id == bindparam("message"))
IN_ORDER = select(INBOX).order_by(INBOX.c.received_at, INBOX.c.id)
IN_STATE = IN_ORDER.where(INBOX.c.state == bindparam("now")).limit(bindparam("most"))
READY = IN_STATE.where(or_(INBOX.c.ready_at.is_(None), INBOX.c.ready_at <= bindparam("at")))
THEIRS = (
    INBOX.c.sender == bindparam("whose"),
    INBOX.c.state == InboxState.NEW,
    INBOX.c.ready_at.is_not(None),
)
WAITING_OF = IN_ORDER.where(*THEIRS)
SET_WAITING_OF = update(INBOX).where(*THEIRS)
PUT_OFF = SET_WAITING_OF.where(INBOX.c.ready_at > bindparam("at"))
HASTEN = (
    update(INBOX)
    .where(INBOX.c.state == InboxState.NEW, INBOX.c.ready_at > bindparam("latest"))
    .values(ready_at=bindparam("at"))
)
ALL_WAITING = select(INBOX.c.id).where(INBOX.c.state == InboxState.NEW, INBOX.c.ready_at.is_not(None))
ASIDES_OF = (
    IN_ORDER.where(INBOX.c.sender == bindparam("whose"), INBOX.c.state == InboxState.ASIDE)
    .where(INBOX.c.reason == bindparam("why"))
)  # fmt: skip
NEXT = select(func.min(INBOX.c.ready_at)).where(INBOX.c.state == InboxState.NEW)
PARTS_OF = select(INBOX.c.id).where(INBOX.c.part_of == bindparam("message"), INBOX.c.reason != SECOND_COPY)
COUNT = select(func.count()).select_from(INBOX).where(INBOX.c.state == bindparam("now"))
STATE_OF = select(INBOX.c.state).where(INBOX.c.id == bindparam("message"))
FIRST = INBOX.alias("first_copy")
MET = (
    select(INBOX.c.origin_hash, func.coalesce(FIRST.c.id, INBOX.c.id), func.coalesce(FIRST.c.state, INBOX.c.state))
    .outerjoin(FIRST, (INBOX.c.reason == SECOND_COPY) & (FIRST.c.id == INBOX.c.part_of))
    .where(INBOX.c.origin_hash.in_(bindparam("origins", expanding=True)))
)
SAME_CONTENT = INBOX.c.content_hash == bindparam("content")
# the first copy has a content hash, a second one has none
SAME = select(INBOX).order_by(INBOX.c.content_hash.is_(None), INBOX.c.id).limit(1)
BY_CONTENT = SAME.where(SAME_CONTENT)
BY_EITHER = SAME.where(or_(INBOX.c.origin_hash == bindparam("origin"), SAME_CONTENT))
NEW, SET = insert(INBOX), update(INBOX).where(INBOX.c.id == bindparam("message"))
TRIED = SET.values(attempts=INBOX.c.attempts + 1).returning(INBOX.c.attempts)


class Inbox:
    def __init__(self, connection: Connection, cells: Cells) -> None:
        self._connection = connection
        self._cells = cells

    def add(self, channel: str, origin: str, raw: bytes, content: bytes, now: datetime, note: str = "") -> Arrival:
        """`origin` is the message's name at its door (door, account, UIDVALIDITY, UID), empty where it has none (LMTP);
        `content` is what makes two deliveries the same message, by whatever door. One of which only hashes were kept is
        taken in after all.
        """
        hashes = self._hashes(origin, content)
        del content  # as large as `raw`, and not needed while that is sealed
        known = self._known(hashes)
        if known is None:
            return self._insert(hashes, channel, now, self._sealed(now, raw, note))
        if known.state in UNSTORED and not self._opened(known).raw:
            return self._take_in(known, raw, note)
        self._note_second_copy(channel, origin, known.id, now)
        return Arrival(known.id, known.short, Known.KNOWN, InboxState(known.state))

    def remember(
        self, channel: str, origin: str, content: bytes, now: datetime, state: InboxState, where: str = ""
    ) -> Arrival:
        """Only hashes: for a person's own mail, of which nothing may be kept (design 9.1). `where` it stands is kept
        besides, sealed, for a door that must be told which message somebody wants.
        """
        hashes = self._hashes(origin, content)
        known = self._known(hashes)
        if known is None:
            row = new_id(now)
            sealed: dict[str, Any] = {"id": row, "state": state}
            if where:
                sealed |= self._sealed_cells(row, b"", where)
            return self._insert(hashes, channel, now, sealed)
        self._note_second_copy(channel, origin, known.id, now)
        return Arrival(known.id, known.short, Known.KNOWN, InboxState(known.state))

    def known(self, origins: Sequence[str]) -> Mapping[str, InboxState]:
        """Which of these were met before, and what became of them."""
        return {origin: InboxState(state) for origin, (_, state) in self.met(origins).items()}

    def met(self, origins: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        """The id and the state of those that were met before; of a second copy those of the first, for its own row says
        no more than that it is one.
        """
        hashes = {self._origin_hash(origin): origin for origin in origins}
        found: dict[str, tuple[str, str]] = {}
        for some in (list(hashes)[start : start + AT_ONCE] for start in range(0, len(hashes), AT_ONCE)):
            rows_met = self._connection.execute(MET, {"origins": some})
            found |= {hashes[origin]: (message, state) for origin, message, state in rows_met}
        return found

    def unread(self, limit: int, now: datetime | None = None) -> list[InboxMessage]:
        """The oldest first; without those that at `now` still wait for more of their sender."""
        if now is None:
            return self._in_state(InboxState.NEW, limit)
        asked = {"now": InboxState.NEW, "most": limit, "at": now}
        return [self._opened(row) for row in self._connection.execute(READY, asked)]

    def still_unread(self, message: str) -> InboxMessage | None:
        row = self._connection.execute(ONE, {"message": message}).one_or_none()
        return self._opened(row) if row and row.state == InboxState.NEW else None

    def waits(self, message: str, sender: str, ready_at: datetime | None, now: datetime) -> None:
        """It is read together with whatever else its sender sends before then; at once without a time. What is due
        already waits for nothing more.
        """
        self._connection.execute(SET, {"message": message, "sender": sender, "ready_at": ready_at})
        if ready_at:
            self._connection.execute(PUT_OFF, {"whose": sender, "ready_at": ready_at, "at": now})

    def not_before(self, message: str, ready_at: datetime) -> None:
        """It is looked at again then, which counts as no attempt."""
        self._connection.execute(SET, {"message": message, "ready_at": ready_at, "attempts": 0})

    def wait_no_longer(self, latest: datetime, now: datetime) -> None:
        """What would wait until after `latest` is read now."""
        self._connection.execute(HASTEN, {"latest": latest, "at": now})

    def waits_until(self, sender: str, ready_at: datetime) -> None:
        """Whatever of this sender waits is read together, and not before then."""
        self._connection.execute(SET_WAITING_OF, {"whose": sender, "ready_at": ready_at})

    def waiting_of(self, sender: str) -> list[InboxMessage]:
        """What this sender sent while it was waited for more, in the order in which it came."""
        return [self._opened(row) for row in self._connection.execute(WAITING_OF, {"whose": sender})]

    def belongs_to(self, message: str, owner: str) -> None:
        """Of a message that is only remembered: whose own it is."""
        self._connection.execute(update(INBOX).where(INBOX.c.id == message).values(sender=owner))

    def wanted_of(self, owner: str) -> list[InboxMessage]:
        """What its owner took, and their door hands over again; `note` is its place."""
        theirs = (INBOX.c.sender == owner) & (INBOX.c.state == InboxState.WANTED)
        return [self._opened(row) for row in self._connection.execute(select(INBOX).where(theirs).limit(AT_ONCE))]

    def forget_where(self, message: str) -> None:
        """Nobody wants it any more: its hashes are left."""
        gone = {"raw": None, "note": None, "wrapped_key": None}
        kept = (INBOX.c.id == message) & INBOX.c.wrapped_key.is_not(None) & INBOX.c.state.in_(UNSTORED)
        if self._connection.execute(update(INBOX).where(kept).values(gone)).rowcount:
            self._cells.wrote(INBOX, message, None)

    def asides_of(self, sender: str, reason: str) -> list[InboxMessage]:
        """Those of this sender that were set aside for this reason, the oldest first."""
        found = self._connection.execute(ASIDES_OF, {"whose": sender, "why": reason})
        return [self._opened(row) for row in found]

    def all_waiting(self) -> list[str]:
        """The ids of those that wait for more of their senders."""
        return list(self._connection.execute(ALL_WAITING).scalars())

    def next_at(self) -> datetime | None:
        """When the next of them has waited long enough."""
        return self._connection.execute(NEXT).scalar()

    def goes_along(self, message: str, first: str) -> None:
        """From now on it is where the other one is: its bytes live and die with the same case."""
        case_id = self._row(first).case_id
        self._connection.execute(SET, {"message": message, "part_of": first})
        self.settle(message, InboxState.DONE, case_id, PART)

    def set_aside(self, limit: int) -> list[InboxMessage]:
        return self._in_state(InboxState.ASIDE, limit)

    def count(self, state: InboxState) -> int:
        return int(self._connection.execute(COUNT, {"now": state}).scalar_one())

    def state(self, message: str) -> InboxState:
        return InboxState(self._connection.execute(STATE_OF, {"message": message}).scalar_one())

    def tried(self, message: str) -> int:
        """Counts one more attempt at reading it; how many there were."""
        return int(self._connection.execute(TRIED, {"message": message}).scalar_one())

    def settle(self, message: str, state: InboxState, case_id: str | None = None, reason: str = "") -> None:
        """What became of it; `reason` is a fixed word. With a case the raw bytes live and die with that case's key."""
        changes: dict[str, Any] = {"state": state, "reason": reason}
        if case_id is not None:
            changes |= {"case_id": case_id} | self._moved_key(self._row(message), case_id)
        self._connection.execute(SET, {"message": message, **changes})
        self._cells.wrote(INBOX, message, case_id or self._row(message).case_id)
        if case_id is not None:
            for part in self._connection.execute(PARTS_OF, {"message": message}).scalars().all():
                self.settle(part, InboxState.DONE, case_id, PART)

    def raw(self, message: str) -> bytes:
        return self._opened(self._row(message)).raw

    def by_id(self, message: str) -> InboxMessage:
        return self._opened(self._row(message))

    def by_short(self, short: str) -> InboxMessage | None:
        row = self._connection.execute(select(INBOX).where(INBOX.c.short == short.strip().upper())).one_or_none()
        return self._opened(row) if row else None

    def _known(self, hashes: Mapping[str, str | None]) -> Row[Any] | None:
        same = {"origin": hashes["origin_hash"], "content": hashes["content_hash"]}
        return self._connection.execute(BY_EITHER if same["origin"] else BY_CONTENT, same).one_or_none()

    def _hashes(self, origin: str, content: bytes) -> dict[str, str | None]:
        origin_hash = self._origin_hash(origin) if origin else None
        return {"origin_hash": origin_hash, "content_hash": self._cells.hashed("content", content)}

    def _origin_hash(self, origin: str) -> str:
        return self._cells.hashed("origin", origin.encode("utf-8", "surrogatepass"))

    def _insert(
        self, hashes: Mapping[str, str | None], channel: str, now: datetime, sealed: Mapping[str, Any]
    ) -> Arrival:
        short = fresh_short(self._connection, "M", INBOX.c.short)
        common = {"short": short, "channel": channel, "received_at": now, "reason": "", "attempts": 0}
        self._connection.execute(NEW, {**common, **hashes, **sealed})
        if "raw" in sealed:  # of a person's own mail there are thousands, and nothing of it is kept to be changed
            self._cells.wrote(INBOX, sealed["id"], None)
        return Arrival(sealed["id"], short, Known.NEW, InboxState(sealed["state"]))

    def _note_second_copy(self, channel: str, origin: str, first: str, now: datetime) -> None:
        """So that the next sweep of that door knows it by name and does not fetch it again, and does with it what is
        done with the first.
        """
        if origin and not self.known([origin]):
            named = {"origin_hash": self._origin_hash(origin), "content_hash": None}
            sealed = {"id": new_id(now), "state": InboxState.DONE, "reason": SECOND_COPY, "part_of": first}
            self._insert(named, channel, now, sealed)

    def _sealed(self, now: datetime, raw: bytes, note: str) -> dict[str, Any]:
        row = new_id(now)
        return {"id": row, "state": InboxState.NEW} | self._sealed_cells(row, raw, note)

    def _sealed_cells(self, row: str, raw: bytes, note: str) -> dict[str, Any]:
        key = secrets.fresh_key()
        return {
            "raw": secrets.seal(key, raw, place(INBOX, "raw", row)),
            "note": secrets.seal(key, note.encode("utf-8", "surrogatepass"), place(INBOX, "note", row)),
            "wrapped_key": self._cells.wrap(key, place(INBOX, "wrapped_key", row)),
            "key_of_case": None,
        }

    def _take_in(self, known: Row[Any], raw: bytes, note: str) -> Arrival:
        changes = {"state": InboxState.NEW} | self._sealed_cells(known.id, raw, note)
        self._connection.execute(SET, {"message": known.id, **changes})
        self._cells.wrote(INBOX, known.id, None)
        return Arrival(known.id, known.short, Known.NEW, InboxState.NEW)

    def _row(self, message: str) -> Row[Any]:
        return self._connection.execute(ONE, {"message": message}).one()

    def _in_state(self, state: InboxState, limit: int) -> list[InboxMessage]:
        return [self._opened(row) for row in self._connection.execute(IN_STATE, {"now": state, "most": limit})]

    def _opened(self, row: Row[Any]) -> InboxMessage:
        key = raw_key(self._cells, row)
        raw, note = (
            secrets.unseal(key, cell, place(INBOX, column, row.id)) if key and cell else b""
            for column, cell in (("raw", row.raw), ("note", row.note))
        )
        return InboxMessage(
            id=row.id,
            short=row.short,
            channel=row.channel,
            received_at=row.received_at,
            state=InboxState(row.state),
            case_id=row.case_id,
            reason=row.reason,
            attempts=row.attempts,
            raw=raw,
            note=note.decode("utf-8", "surrogatepass"),
            sender=row.sender or "",
        )

    def _moved_key(self, row: Row[Any], case_id: str) -> dict[str, Any]:
        key = raw_key(self._cells, row)
        if key is None:
            return {}
        wrapped = secrets.seal(self._cells.of_case(case_id), key, place(INBOX, "wrapped_key", row.id))
        return {"wrapped_key": wrapped, "key_of_case": case_id}


def raw_key(cells: Cells, row: Row[Any]) -> bytes | None:
    """None where only hashes were kept. Raises `KeyGone` where the message went with a purged case."""
    if row.wrapped_key is None:
        return None
    about = place(INBOX, "wrapped_key", row.id)
    if row.key_of_case is None:
        return cells.unwrap(row.wrapped_key, about)
    return secrets.unseal(cells.of_case(row.key_of_case), row.wrapped_key, about)

"""The desk where an administrator sees to what is kept: the keys, how long cases stay, a copy of one, an erasure.

As `desk.py`: one transaction a word, recorded with who said it, and nothing for whoever may not know of the case. What
was deleted leaves the database's log before the word is over.
"""

from collections.abc import Callable
from pathlib import Path

from daemon import exporting, rotation
from daemon.config_model import Config
from daemon.desk import Desk
from daemon.desk_views import case_view
from daemon.doors import mailbox_token, remove_copies
from daemon.erasing import Erasing, Erasure
from daemon.exporting import Exported, Mail
from daemon.keeping_views import BACKUPS, DISK, MAILBOXES, TRASH, Aging, Purgeable, Purged, Reach
from daemon.process.events import NotAllowed, WasRead
from daemon.retention import old_cases, purge, purge_at, why_kept
from daemon.rotation import Keys, Old, Progress, Rotated
from daemon.sight import Sight
from daemon.store.engine import Scrubbed
from daemon.store.store import Store
from daemon.store.unit import Unit
from daemon.store.values import Kept
from daemon.views import CaseView, NotOpen


class KeepingDesk(Desk):
    """A desk, and what only this one does."""

    # --- keys

    def keys(self) -> Keys:
        return rotation.keys(self._sound(), self._config.keys.file)

    def rotate_keys(self, old: Old, progress: Progress) -> Rotated:
        """A key is the operator's: no administrator need act."""
        done = rotation.rotate(self._sound(), self._config.keys.file, old, self._now(), progress)
        facts = {"os_user": self._os_user, "key": done.current, "removed": list(done.removed)}
        self._run(lambda unit: unit.history.record(None, self._now(), "KeyRotated", self._actor or "operator", facts))
        self._store.scrub_now()
        return done

    # --- a copy of one case

    def export(self, code: str, file: Path | None) -> Exported:
        """A read, and recorded as one. Refused, for whoever is off the case, as a code that does not exist is."""
        place = file or Path(f"{self._whole(code)}.zip")
        if place.exists():
            raise NotAllowed(f"{place} exists already: name another file")
        view, found = self._run(lambda unit: self._export(unit, code))
        return exporting.write(place, view, found, self._now())

    def _export(self, unit: Unit, code: str) -> tuple[CaseView, tuple[Mail, ...]]:
        sight = Sight(unit, self._house, self.by)
        kept = self._known(sight, code)
        kept = self._orders.was_read(unit, self.by, kept, WasRead(self.by), self._now())
        self._record(unit, kept.id, "Exported")
        return sight.without_hidden(case_view(sight, kept)), exporting.mails(sight, kept)

    def _known(self, sight: Sight, code: str) -> Kept:
        asked = self._whole(code)
        kept = sight.kept(asked)
        if kept is None:
            raise NotAllowed(f"there is no case {asked}")
        return kept

    # --- purging

    def purgeable(self) -> Purgeable:
        """What is old enough, and why what stays stays."""
        return self._look(self._purgeable)

    def _purgeable(self, unit: Unit) -> Purgeable:
        house, by = self._house, self.by
        retain = house.terms.retain_closed_for
        old = (unit.cases.by_id(each, house.terms) for each in old_cases(unit, house, self._now()))
        lines = tuple(self._aging(unit, kept) for kept in old if kept and not kept.case.hides_from(by))
        return Purgeable(cases=lines, retain=retain.days, copies=bool(unit.purging.copies()))

    def _aging(self, unit: Unit, kept: Kept) -> Aging:
        why = why_kept(unit, self._house, kept)
        at = None if why else purge_at(unit, self._house, kept.case)
        said = why.replace("CODE", kept.case.code) if why else ""
        return Aging(code=kept.case.code, closed_at=kept.case.closed_at, purge_at=at, kept=said)

    def may_purge(self, code: str) -> str:
        """The code of the case; raises NotAllowed where it must stay."""
        return self._look(lambda unit: self._free(unit, code).case.code)

    def purge(self, code: str) -> Purged:
        """One closed case, now: without waiting for its day, and without a warning."""

        def work(unit: Unit) -> Purged:
            kept = self._free(unit, code)
            gone = purge(unit, kept, self.by, self._now())
            self._record(unit, None, "CommandLine")
            return Purged(code=kept.case.code, messages=gone.messages, letters=gone.letters, people=gone.parties)

        return self._scrubbed(work)

    def _free(self, unit: Unit, code: str) -> Kept:
        kept = self._known(Sight(unit, self._house, self.by), code)
        why = why_kept(unit, self._house, kept)
        if why:
            raise NotAllowed(f"{kept.case.code} stays: {why.replace('CODE', kept.case.code)}")
        return kept

    def _scrubbed(self, work: Callable[[Unit], Purged]) -> Purged:
        done = self._run(work)
        if self._store.scrub_now() is Scrubbed.WAITS:
            raise NotOpen(f"it is gone, but {Scrubbed.WAITS}", "Once nobody reads: conductd purge")
        return done

    def reach(self, doors: Config | None) -> Reach:
        """What was purged and may lie elsewhere. `doors` is the configuration with the mailbox's password in it."""
        trouble = ""
        if doors and doors.mailbox:
            token = mailbox_token(doors, self._sound(), self._now)
            _, trouble = remove_copies(doors, self._sound(), token)
        elif self._config.mailbox:
            trouble = "the mailbox was not asked"
        waits = bool(self._look(lambda unit: unit.purging.copies()))
        clear = not waits and self._config.mailbox is not None
        return Reach(clear=clear, trouble=trouble if waits else "", beyond=self._beyond())

    def _beyond(self) -> tuple[str, ...]:
        """What is said, because no program can do it."""
        smtp = self._config.smtp
        lines = [BACKUPS, MAILBOXES]
        if self._config.mailbox:
            lines.append(TRASH)
        if smtp.folder and not smtp.host:
            lines.append(f"the letters that were written to {smtp.folder}")
        if smtp.receipts_to and smtp.evidence == "copy":
            lines.append("the copies of letters that went to [smtp] receipts_to")
        return (*lines, DISK)

    # --- one person

    def erasure(self, who: str) -> Erasure:
        """What would be erased, and what waits. It tells who has a part in which case: a read, and recorded as one."""
        return self._run(lambda unit: self._erasing(unit).shown(who, self._os_user))

    def erase(self, who: str) -> Erasure:
        done = self._run(lambda unit: self._erasing(unit).erase(who, self._os_user))
        self._store.scrub_now()
        return done

    def _erasing(self, unit: Unit) -> Erasing:
        return Erasing(unit, self._admission, self.by, self._now())

    def _sound(self) -> Store:
        if self._rolled_back:
            raise NotOpen(self._rolled_back)
        return self._store

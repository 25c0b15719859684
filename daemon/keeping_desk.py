"""The desk where an administrator sees to what is kept: the keys, how long cases stay, a copy of one, an erasure.

As `desk.py`: one transaction a word, recorded with who said it, and nothing for whoever may not know of the case.
"""

from daemon import rotation
from daemon.desk import Desk
from daemon.rotation import Keys, Old, Progress, Rotated
from daemon.store.store import Store
from daemon.views import NotOpen


class KeepingDesk(Desk):
    """A desk, and what only this one does."""

    def keys(self) -> Keys:
        return rotation.keys(self._sound(), self._config.keys.file)

    def rotate_keys(self, old: Old, progress: Progress) -> Rotated:
        """Recorded; what only the older keys opened is gone from the file too (`Store.scrub`)."""
        done = rotation.rotate(self._sound(), self._config.keys.file, old, self._now(), progress)
        facts = {"os_user": self._os_user, "key": done.current, "removed": list(done.removed)}
        self._run(lambda unit: unit.history.record(None, self._now(), "KeyRotated", self._actor_or_operator, facts))
        self._store.scrub_now()
        return done

    @property
    def _actor_or_operator(self) -> str:
        """A key is the operator's: no administrator need act."""
        return self._actor or "operator"

    def _sound(self) -> Store:
        if self._rolled_back:
            raise NotOpen(self._rolled_back)
        return self._store

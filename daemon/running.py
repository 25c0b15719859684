"""`conductd run`, from the first signal that may come to the exit code: the lock, the database, the loops, the end."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress

from daemon.clock import now
from daemon.config_model import Config
from daemon.leaving import leave_by_force
from daemon.lookups import Lookups
from daemon.service import Service
from daemon.starting import Signals, alone, opened
from daemon.steady import Belief, believe, refuse_years_behind


async def run(config: Config, belief: Belief = Belief.COMPARED, begun: Callable[[], object] = lambda: None) -> int:
    """The daemon until a signal ends it; `begun` is called once nothing stands in its way. Raises what an operator must
    mend: KeyProblem, StoreProblem, OSError.
    """
    refuse_years_behind(now())
    signals = Signals()
    signals.listen()
    asyncio.get_running_loop().set_default_executor(Lookups())
    with alone(config, now()) as lock:
        store = await opened(config, now(), signals.stopping)
        if store is None:
            signals.done()
            return 0
        if store.remark:
            with suppress(OSError):  # the disk of the log may be full, and letters go out all the same
                sys.stderr.write(f"conductd: {store.remark}\n")
        try:
            await store.run(lambda unit: believe(unit, now(), store.made_at, belief))
            await store.made_no_later(now())
            begun()
            service = Service(config, store)
            service.still_alone = lock.keep if lock else service.still_alone
            signals.then = lambda: _stop(service)
            if signals.stopping.is_set():
                _stop(service)
            await service.serve()
        except BaseException:
            leave_by_force()
            raise
        finally:
            store.hurry()
            await asyncio.to_thread(store.close)
    signals.done()
    return 0


def _stop(service: Service) -> None:
    leave_by_force()
    service.stop()

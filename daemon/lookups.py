"""Where blocking calls of the loop run, names being looked up above all: nobody waits for one that hangs.

A look-up cannot be interrupted. The usual executor has six threads on a small machine, so that a resolver that hangs
for one server leaves none for another; and a process that ends waits for every one of them.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Lookups(ThreadPoolExecutor):
    """A thread for each call, which dies with the process. It is the loop's default: asyncio wants this very class."""

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        future: Future[_T] = Future()

        def called() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001  carried to whoever waits
                future.set_exception(error)

        threading.Thread(target=called, name="lookup", daemon=True).start()
        return future

    def shutdown(self, *_: Any, **__: Any) -> None:
        """What is still under way is left behind."""

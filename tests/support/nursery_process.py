"""The process from which daemons are forked: it imports what conductd imports, starts no thread, and waits for orders.

A line of JSON on its standard input is an order, a line on its standard output the answer. A forked process goes back to
the end of this file and leaves as any program does, so that what runs at an interpreter's end runs there too.
"""

import ctypes
import gc
import importlib
import json
import os
import pkgutil
import random
import runpy
import signal
import sys
import time
import warnings

import aiosmtpd.smtp
import imapclient
import slack_sdk.socket_mode.aiohttp
import time_machine

import daemon
import notifiers
import parsers

LOADED = (aiosmtpd, imapclient, slack_sdk, time_machine)
APART = ("daemon.__main__", "daemon.migrations.")  # what runs when it is imported
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG (prctl(2))


def load() -> None:
    for package in (daemon, notifiers, parsers):
        for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not each.name.startswith(APART):
                importlib.import_module(each.name)
    gc.collect()
    gc.freeze()


def become(order: dict) -> None:
    """What a start from a shell would have given it: streams, folder, environment, a signal's default, fresh chance."""
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    for number, (name, flags) in enumerate(
        ((order["stdin"], os.O_RDONLY), *((order[each], os.O_WRONLY | os.O_APPEND) for each in ("stdout", "stderr")))
    ):
        opened = os.open(name, flags)
        os.dup2(opened, number)
        os.close(opened)
    os.environ.clear()
    os.environ.update(order["environment"])
    time.tzset()
    os.chdir(order["folder"])
    random.seed()


def play(words: list[str]) -> None:
    """`words` as they would follow `python`: -W ACTION, then -m MODULE, or a file; -P means nothing here. Its exit is
    ours.
    """
    if words[0] == "-W":
        warnings.simplefilter(words[1])
        words = words[2:]
    words = words[1:] if words[0] == "-P" else words
    if words[0] == "-m":
        sys.argv = words[1:]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = words
        runpy.run_path(words[0], run_name="__main__")


def reaped(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def say(answer: dict) -> None:
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()


def serve() -> None:
    say({"ready": True})
    for line in sys.stdin:
        order = json.loads(line)
        if "reap" in order:
            say({"code": reaped(order["reap"])})
            continue
        pid = os.fork()
        if not pid:
            become(order)
            play(order["words"])
            return
        say({"pid": pid})


if __name__ == "__main__":
    load()
    serve()

"""The process in which long messages are read: requests in on standard input, answers out on standard output.

It opens no file and no connection, keeps nothing between two requests, and ends when its parent closes the pipe or
dies. Both ends of the pipe are conductd's own, so what goes through it is pickled: a length of four bytes, then as
many as it says.
"""

import os
import pickle
import struct
import sys
from collections.abc import Callable
from typing import BinaryIO

from daemon.coreless import dies_with_its_parent, gives_memory_back, without_core
from parsers.reading import read

LENGTH = struct.Struct("!I")


def framed(what: object) -> bytes:
    packed = pickle.dumps(what, protocol=pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(packed)) + packed


def _job(name: str) -> Callable[..., object]:
    if name == "unpack":
        from daemon.admission import unpack  # with it comes the database's library, which few messages need here

        return unpack
    return read


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answers until the requests end. A fault is answered by its class alone: its text may hold what was written."""
    while head := requests.read(LENGTH.size):
        try:
            job, given = pickle.loads(requests.read(*LENGTH.unpack(head)))  # noqa: S301  written by our own parent
            answer = framed(("done", _job(job)(*given)))
        except Exception as problem:  # noqa: BLE001  whatever it is, the next message is read
            answer = framed(("failed", type(problem).__name__))
        answers.write(answer)
        answers.flush()


if __name__ == "__main__":
    without_core()
    gives_memory_back()
    dies_with_its_parent()
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer)
    except BrokenPipeError:
        os._exit(0)  # the daemon is gone: a traceback in its log would help nobody

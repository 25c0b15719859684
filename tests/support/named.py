"""`python named.py FILE words...`: the command line where `localhost` is looked up as FILE says at that moment.

`unknown` is a resolver that knows no such name, `hangs` one that does not answer for as long as the word stands there;
anything else is the system's own answer. A resolver cannot be put between without being root; its answer can.
"""

import socket
import sys
import time
from pathlib import Path

from daemon.cli import main

SLOW = 120.0  # resolvers give up at last

if __name__ == "__main__":
    words = Path(sys.argv.pop(1))
    asked = words.with_name(f"{words.name}.asked")
    usual = socket.getaddrinfo

    def looked_up(host, *more, **others):
        if host in {"localhost", b"localhost"}:
            began = time.monotonic()
            if words.read_text():
                with asked.open("a") as each:
                    each.write(".")  # a byte for each question that was answered wrongly
            while words.read_text() == "hangs" and time.monotonic() - began < SLOW:
                time.sleep(0.1)
            if words.read_text() == "unknown" or time.monotonic() - began >= SLOW:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return usual(host, *more, **others)

    socket.getaddrinfo = looked_up
    main()

"""`python leaking.py words...`: the command line of a conductd that remembers every message it takes, for ever."""

from daemon.cli import main
from daemon.intake import Intake

KEPT = []


def leak():
    usual = Intake.receive

    async def receive(self, channel, raw, origin, note):
        KEPT.append(raw + b" ")  # a copy of its own
        return await usual(self, channel, raw, origin, note)

    Intake.receive = receive


if __name__ == "__main__":
    leak()
    main()

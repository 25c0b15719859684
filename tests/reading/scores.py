"""How well messages are read: `make read-scores`, or `python -m tests.reading.scores [FILE...]`.

Each file of tests/data/corpus/texts is kept aside in turn: the models are learned anew from all the others and from the
texts written for training, and the whole reader (`parsers.reading.read`, rules and models) reads the file. The rules
were written with reports, consent and languages in sight, and never with a look at a miss of the other two: so of the
first three only the models' part is kept aside, and docs/reading.md says so. The mails and Slack messages of the corpus
train nothing; their figures stand at the end.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from parsers import acts, linear, permission
from tests.reading.figures import FILES, Figures, measured, of_messages, shown
from tests.reading.training import first_step, weights


def kept_aside(names: list[str]) -> Iterator[tuple[str, Figures]]:
    sys.stderr.write("learning what sentences do ...\n")
    trained, packaged = first_step(), linear.FOLDER
    for name in names:
        sys.stderr.write(f"learning without {name} ...\n")
        with tempfile.TemporaryDirectory() as folder:
            weights(trained, [name], Path(folder))
            _reads_with(Path(folder))
            yield name, measured(name)
    _reads_with(packaged)


def _reads_with(folder: Path) -> None:
    linear.FOLDER = folder
    acts.model.cache_clear()
    permission.model.cache_clear()


if __name__ == "__main__":
    for file, figures in kept_aside(sys.argv[1:] or list(FILES)):
        sys.stdout.write(f"{file} (kept aside)\n" + "\n".join(shown(figures)) + "\n")
        sys.stdout.flush()
    sys.stdout.write("mails and Slack messages (never learned from)\n" + "\n".join(shown(of_messages())) + "\n")

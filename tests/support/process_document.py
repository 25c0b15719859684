"""Renews the generated parts of docs/process.md: `python -m tests.support.process_document`.

They stand between two comments each, and nothing else of the page is touched. A test fails while a part is stale.
"""

import re
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from tests.support.process_diagrams import PICTURES, beneath, diagram
from tests.support.process_letters import awaited, letters
from tests.support.process_suspension import ACCESS, DECISIONS, drawn, turned
from tests.support.process_tables import RULES, commands, differences, durations, tests_of

PAGE = Path(__file__).parents[2] / "docs" / "process.md"
COMMAND = "make process"
BLOCK = re.compile(r"<!-- generated: ([a-zA-Z0-9 ]{1,40}) -->\n(.*?)<!-- end -->", re.DOTALL)
TESTS_OF = "tests "
LINK = re.compile(r"\[([^\]\s]{1,100})\]\(([^)\s]{1,200})\)")
BLOCKS: Mapping[str, Callable[[], str]] = {
    **{f"{picture.track} diagram": partial(diagram, picture) for picture in PICTURES},
    **{f"{picture.track} besides": partial(beneath, picture) for picture in PICTURES},
    "paths": differences,
    "suspension decisions": partial(drawn, DECISIONS),
    "suspension decisions besides": partial(turned, DECISIONS),
    "suspension access": partial(drawn, ACCESS),
    "suspension access besides": partial(turned, ACCESS),
    "letters": letters,
    "awaited": awaited,
    "commands": commands,
    "durations": durations,
    **{f"{TESTS_OF}{rule}": partial(tests_of, rule) for rule in RULES},
}


def renewed(page: str) -> str:
    """The page with its generated parts as they are now. Raises KeyError for a part that nothing makes."""
    return BLOCK.sub(lambda found: _block(found.group(1)), page)


def _block(name: str) -> str:
    return f"<!-- generated: {name} -->\n\n{BLOCKS[name]()}\n\n<!-- end -->"


def stale(page: str) -> list[str]:
    """The generated parts that are not what the code makes now. A list of tests is stale where one of them does not
    name its rule any more; one that is not listed yet is a matter of time.
    """
    return [name for name, body in parts(page).items() if not _is_fresh(name, body)]


def _is_fresh(name: str, body: str) -> bool:
    if not name.startswith(TESTS_OF):
        return body == BLOCKS[name]()
    listed = LINK.findall(body)
    return bool(listed) and set(listed) <= set(LINK.findall(BLOCKS[name]()))


def parts(page: str) -> dict[str, str]:
    return {found.group(1): found.group(2).strip() for found in BLOCK.finditer(page)}


def main() -> None:
    before = PAGE.read_text(encoding="utf-8")
    after = renewed(before)
    PAGE.write_text(after, encoding="utf-8")
    sys.stdout.write("docs/process.md was renewed\n" if after != before else "docs/process.md was up to date\n")


if __name__ == "__main__":
    main()

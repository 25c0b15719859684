"""What the weights in the package were learned from, as one digest: texts, classes, and the code that counts features.

It stands in the head of each file of weights; a test compares. Comments and layout of the code do not count.
"""

import ast
import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = (
    "parsers/tokens.py",
    "parsers/features.py",
    "parsers/permission.py",
    "tests/reading/training.py",
    "tests/reading/texts.py",
)
TEXTS = ("tests/data/reading/*.jsonl", "tests/data/corpus/texts/*.jsonl", "parsers/learned/classes.txt")


def sources() -> str:
    found = hashlib.sha256()
    for pattern in TEXTS:
        for path in sorted(ROOT.glob(pattern)):
            found.update(path.read_bytes())
    for name in CODE:
        found.update(ast.dump(ast.parse((ROOT / name).read_text(encoding="utf-8"))).encode())
    return found.hexdigest()

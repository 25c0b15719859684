"""ruff (all rules) and mypy --strict find nothing. As tests they run beside the others, on a core that waits."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CALLS = (("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",))


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_it_finds_nothing(call):
    done = subprocess.run([sys.executable, "-m", *call], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

"""What attacks a daemon waits for it: on a busy machine longer than other tests do."""

import pytest

PATIENCE = 300  # seconds


def pytest_collection_modifyitems(items):
    for item in items:
        if "soak" in item.path.parts and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(PATIENCE))

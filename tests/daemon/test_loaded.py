"""What a process loads: a command that reads no mail does not wait for the rules, nor anybody for an unused channel."""

import subprocess
import sys

LOADS = """
import sys
import daemon.desk
print(*sorted({"parsers.about", "bs4", "slack_sdk", "aiohttp"} & sys.modules.keys()))
import daemon.service
print(*sorted({"parsers.about", "bs4", "slack_sdk", "aiohttp"} & sys.modules.keys()))
"""


def test_a_command_loads_no_rules_and_the_daemon_has_them_before_the_first_mail():
    ended = subprocess.run([sys.executable, "-c", LOADS], capture_output=True, text=True, check=True, timeout=60)
    assert ended.stdout.splitlines() == ["", "bs4 parsers.about"]

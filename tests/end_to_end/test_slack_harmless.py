"""What is hostile in Slack does no harm, and what could not be taken is said: pings, links, lengths, files (slack.md 2.5).

And whoever is no administrator changes nothing and learns nothing, whatever they call themselves.
"""

import json
import re
from pathlib import Path

import pytest

from tests.end_to_end.test_slack_lost import ACKNOWLEDGED, REPORT, opened, reports
from tests.support.daemon import eventually
from tests.support.sink import Sink
from tests.support.town import Town

MEGABYTE = 1024 * 1024
PING = re.compile(r"<[@!#]|<https?://[^>|]*\|")


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    with Town() as town, Sink() as sink:
        town.daemon = opened(town, tmp_path_factory.mktemp("harmless"), sink, sockets=True)
        with town.daemon:
            yield town
            assert town.daemon.complaints() == []


def everything_posted(town):
    return town.asked("chat.postMessage") + town.asked("chat.update") + town.asked("views.update")


def live_text(found):
    """What Slack would parse: the text beside the blocks, and mrkdwn; not plain_text and not rich text."""
    if isinstance(found, list):
        return "".join(map(live_text, found))
    if not isinstance(found, dict):
        return ""
    parsed = found.get("type") == "mrkdwn" or "channel" in found
    own = str(found.get("text", "")) if parsed and isinstance(found.get("text"), str) else ""
    return own + "".join(map(live_text, found.values()))


def test_pings_and_disguised_links_reach_nobody_where_they_are_echoed(town):
    dana, _ = reports(town, "Pinging")
    letter = dana.gets(ACKNOWLEDGED)
    foul = "look <!channel> <!here> <@U000000001> <https://evil.example|https://good.example> & so on"
    dana.says("", encoded=foul)
    town.robin.says(f"reply {letter.code} Hello <!channel> & <https://evil.example|https://good.example> *bold*")
    dana.gets("Hello", letter.code)
    eventually(lambda: len(town.daemon.said_by(dana.member.id)[0]) == 2, "her words are kept")
    posted = everything_posted(town)
    assert not PING.search("".join(map(live_text, posted)))
    assert '"link_names"' not in json.dumps(posted)
    assert all(each["unfurl_links"] in {False, "0"} for each in town.asked("chat.postMessage"))


def test_forty_thousand_characters_and_sixty_blocks_are_kept_whole(town):
    dana, said = reports(town, "Long")
    long = "He wrote it again. " * 2100
    said.append(long.strip())
    dana.says(long.strip())
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": "One of sixty."}]}
    blocks = [{"type": "rich_text", "block_id": f"b{n}", "elements": [section]} for n in range(60)]
    said.append("Sixty blocks stand below this.")
    dana.says(said[-1], blocks=blocks)
    eventually(lambda: len(town.daemon.said_by(dana.member.id)[0]) == 3, "all three are kept")
    (held,) = town.daemon.said_by(dana.member.id)
    assert held[0] == REPORT
    assert len(held[1]) >= len(said[1]) - 1
    assert "One of sixty." in held[2] or "Sixty blocks" in held[2]


def files_of(town, code):
    """The fixed word for each file that came, by its name; no word for one that was taken."""
    case = town.daemon.kept(code).id
    rows = town.daemon.look(lambda unit: unit.history.of(case))
    return {row.body["name"]: row.body["problem"] for row in rows if row.kind == "FileKept"}


def test_a_login_page_and_a_giant_in_place_of_a_file_are_said_and_not_kept(town):
    """The giant is announced small, and 200 MB come: memory does not follow."""
    dana, _ = reports(town, "Files")
    code = dana.gets(ACKNOWLEDGED).code
    before = peak(town)
    town.do(lambda: attach(town, dana, "proof.png", redirect="/"))
    dana.attaches(b"x", "../../etc/<!channel>.png", text="The second.", size=200 * MEGABYTE)
    town.do(lambda: attach(town, dana, "giant.png", padding=200 * MEGABYTE))
    dana.attaches(b"GIF89a", "fine.gif", text="The fourth.")
    found = eventually(lambda: len(files := files_of(town, code)) == 4 and files, lambda: str(files_of(town, code)))
    assert found == {
        "proof.png": "login page",
        "../../etc/<!channel>.png": "too large",
        "giant.png": "too large",
        "fine.gif": "",
    }
    assert peak(town) - before < 100 * 1024, "more than 100 MB for a file that is not taken"
    assert not PING.search("".join(map(live_text, everything_posted(town))))


def attach(town, dana, name, *, redirect="", padding=0):
    """Where the file is fetched, something else comes than what was said."""
    town.slack.attach(dana.member, b"y" * 10, name, text="One more.")
    (file,) = (each for each in town.slack.records.files.values() if each.about.get("name") == name)
    file.redirect, file.padding = redirect, padding


def peak(town):
    """In KiB."""
    status = Path(f"/proc/{town.daemon.pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1])


TRIES = ("estimate {code} in 2 days", "close {code}", "show {code}", "suspend {code} <@{dana}> because no", "list")


def test_whoever_is_no_administrator_changes_nothing_and_learns_nothing(town):
    """Not by a command, a name like an administrator's, an edit that becomes a command, or a stolen button."""
    dana, _ = reports(town, "Victim")
    letter = dana.gets(ACKNOWLEDGED)
    mallory = town.join("Mallory")
    town.do(lambda: town.slack.change(mallory.member, real_name="Robin Example"))
    before = town.daemon.case(letter.code)
    innocent = mallory.says("Hello, I only look around here.")
    for text in TRIES:
        mallory.says(text.format(code=letter.code, dana=dana.member.id))
    mallory.edits(innocent, f"close {letter.code}")
    eventually(lambda: len(mallory.posts()) >= 1, "they are answered as anybody is")
    eventually(lambda: len(town.daemon.said_by(mallory.member.id)) >= 1, "it is a message of their own")
    after = town.daemon.case(letter.code)
    assert (after.stage, after.promise, after.suspensions) == (before.stage, before.promise, before.suspensions)
    assert letter.code not in "".join(f"{each.short} {each.text}" for each in mallory.posts())
    assert len(dana.posts()) == 1


def test_an_edit_with_a_command_by_an_administrator_does_nothing_and_says_so(town):
    dana, _ = reports(town, "Edited")
    code = dana.gets(ACKNOWLEDGED).code
    town.robin.gets("complaint waits", code)
    ts = town.robin.says(f"note {code} I read this on Monday.")
    town.robin.gets("note", code)
    town.robin.edits(ts, f"close {code}")
    town.robin.gets("say it in a new message")
    assert town.daemon.case(code).stage.is_open

"""What a mailbox's server does to a daemon: a fault a function, which says itself what must have come of it."""

import contextlib
import os
import re
import shutil
import signal
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from daemon.clock import now
from tests.soak.servers_town import Lost, Town, always, once
from tests.support.moody_wire import Act

Fault = Callable[[Town], None]
STAGES = ("LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "UID MOVE", "IDLE")
REFUSALS = (
    "NO later",
    "BAD what",
    "NO [INUSE] somebody has it",
    "NO [UNAVAILABLE] not now",
    "NO [OVERQUOTA] full",
    "NO [SERVERBUG] sorry",
    "* BYE closing",
)


def begins(town: Town, known: int = 2) -> None:
    """The daemon runs, has read some mail, and one that it set aside."""
    town.daemon.start()
    town.writes(known)
    town.writes_unreadably()
    town.all_is_read()
    town.all_is_marked()


def ends(town: Town) -> None:
    town.wire.mood = lambda _: Act.PASS
    town.is_well_again()
    town.writes(1)
    town.all_is_read()
    town.all_is_marked()


def restarted_at_a_stage(town: Town) -> None:
    begins(town)
    stage = town.chance.choice(STAGES)
    once(town, stage, town.server.restart)
    town.writes(3)
    town.server.restart()
    ends(town)


def sessions_killed_at_a_stage(town: Town) -> None:
    begins(town)
    once(town, town.chance.choice(STAGES[2:]), lambda: kill_sessions(town))
    town.writes(4)
    time.sleep(town.chance.random())
    kill_sessions(town)
    ends(town)


def kill_sessions(town: Town) -> None:
    """SIGKILL to the processes that serve a session, of this Dovecot alone: its process group."""
    group = town.server.group
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ProcessLookupError):
            if (process / "comm").read_text().strip() == "imap" and os.getpgid(int(process.name)) == group:
                os.kill(int(process.name), signal.SIGKILL)


def cut_after_a_command(town: Town) -> None:
    """The server has done it, and nobody hears that it did."""
    begins(town)
    then = town.chance.choice((Act.CLOSE, Act.PASS_AND_CLOSE))
    once(town, town.chance.choice(STAGES[2:]), lambda: None, then)  # the daemon is logged in, and has its folder
    town.writes(3)
    time.sleep(town.chance.random())
    ends(town)


def stored_and_not_marked(town: Town) -> None:
    """Mails that are known stand in the folder, because the server lets none be moved."""
    always(town, "UID MOVE", "NO not now")
    town.writes(2)
    town.writes_unreadably()
    town.all_is_read()


def uid_list_lost(town: Town) -> None:
    begins(town)
    stored_and_not_marked(town)
    stopped = town.chance.random() < 0.5
    if stopped:
        town.daemon.stop()
    town.server.stop()
    town.server.lose_uidlist(town.user)
    town.server.start()
    town.writes(2)
    if stopped:
        town.daemon.start()
    ends(town)
    files_are_right(town)


def uids_given_anew(town: Town) -> None:
    """The same UIDVALIDITY, and every message has another UID."""
    begins(town)
    stored_and_not_marked(town)
    town.server.stop()
    renumber(uidlist(town))
    town.server.start()
    town.writes(2)
    ends(town)
    files_are_right(town)


def uidlist(town: Town) -> Path:
    return town.server.root / "mail" / town.user / "Maildir" / "dovecot-uidlist"


def renumber(path: Path) -> None:
    head, *lines = path.read_text().splitlines()
    moved = [f"{int(line.split()[0]) + 1000} {line.partition(' ')[2]}" for line in lines]
    head = re.sub(r"N(\d+)", lambda found: f"N{int(found[1]) + 1000}", head)
    keeping_its_owner(path, "\n".join([head, *moved, ""]))
    for index in path.parent.glob("dovecot.index*"):
        index.unlink()


def keeping_its_owner(path: Path, text: str) -> None:
    """Written where it is: it stays the mail user's."""
    path.write_text(text)


def restored_from_a_backup(town: Town) -> None:
    """The mailbox of some mails ago: the UIDs that were given since are given again, to other mails."""
    begins(town)
    town.server.stop()
    maildir = uidlist(town).parent
    kept = Path(shutil.copytree(maildir, maildir.with_name("kept"), symlinks=True))
    town.server.start()
    town.writes(3)
    town.all_is_read()
    town.all_is_marked()
    stopped = town.chance.random() < 0.5
    if stopped:
        town.daemon.stop()
    town.server.stop()
    shutil.rmtree(maildir)
    shutil.copytree(kept, maildir, symlinks=True)
    for path in (maildir, *maildir.rglob("*")):
        os.chown(path, town.server.owner.pw_uid, town.server.owner.pw_gid, follow_symlinks=False)
    town.server.start()
    town.writes(4)
    if stopped:
        town.daemon.start()
    ends(town)


def files_are_right(town: Town) -> None:
    """What was set aside lies in its folder, and everything else among what is done."""
    aside = town.server.folder(town.user, "Set aside")
    if len(aside) != town.asides:
        raise Lost(f"{len(aside)} mails lie in the folder of what was set aside, and it should be {town.asides}")


def done_folder_deleted(town: Town) -> None:
    begins(town)
    with town.server.session(town.user) as client:
        for name in ("Cases", "Set aside"):
            client.delete_folder(name)
    town.writes_unreadably()
    ends(town)


def done_folder_renamed(town: Town) -> None:
    begins(town)
    with town.server.session(town.user) as client:
        client.rename_folder("Cases", "Old cases")
    ends(town)


def with_folder(town: Town) -> None:
    with town.server.session(town.user) as client:
        client.create_folder("Conduct")


def watched_folder_deleted(town: Town) -> None:
    """It is said, and as soon as somebody has made it again all goes on."""
    with_folder(town)
    town.daemon.start()
    town.writes(1, "Conduct")
    town.all_is_read()
    town.all_is_marked("Conduct")
    with town.server.session(town.user) as client:
        client.delete_folder("Conduct")
    town.sees(lambda: "folder missing" in town.daemon.log(), "it says that the folder is missing")
    with_folder(town)
    town.is_well_again()
    town.writes(2, "Conduct")
    town.all_is_read()
    town.all_is_marked("Conduct")


def watched_folder_renamed(town: Town) -> None:
    with_folder(town)
    town.daemon.start()
    town.writes(1, "Conduct")
    town.all_is_read()
    with town.server.session(town.user) as client:
        client.rename_folder("Conduct", "Away")
    town.writes(2, "Away")
    town.sees(lambda: "folder missing" in town.daemon.log(), "it says that the folder is missing")
    with town.server.session(town.user) as client:
        client.rename_folder("Away", "Conduct")
    town.is_well_again()
    town.all_is_read()
    town.all_is_marked("Conduct")


def expunged_by_somebody_else(town: Town) -> None:
    """Between two commands of ours: what is gone was never ours, and all else is read."""
    begins(town)
    stage = town.chance.choice(("UID FETCH", "UID MOVE"))
    once(town, stage, lambda: town.gone.update(expunge_one(town)))
    town.writes(4)
    ends(town)


def expunge_one(town: Town) -> list[str]:
    with town.server.session(town.user) as client:
        client.select_folder("INBOX")
        (uid, *_) = client.search() or [0]
        if not uid:
            return []
        raw = bytes(client.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"])
        client.delete_messages([uid])
        client.uid_expunge([uid])
    return re.findall(r"^From: (\S+)", raw.decode(), re.MULTILINE)


def moved_by_a_second_client(town: Town) -> None:
    """Away while we work at it, and back after a while."""
    begins(town)

    def takes_it_away() -> None:
        with town.server.session(town.user) as client:
            client.create_folder("Elsewhere")
            client.select_folder("INBOX")
            client.move(client.search()[:2], "Elsewhere")

    once(town, town.chance.choice(("UID FETCH", "UID MOVE")), takes_it_away)
    town.writes(3)
    town.sees(lambda: town.server.folder(town.user, "Elsewhere"), "the second client took them away")
    with town.server.session(town.user) as client:
        client.select_folder("Elsewhere")
        client.move(client.search(), "INBOX")
    ends(town)


def put_back_by_a_second_client(town: Town) -> None:
    """What was done with lies in the folder again, with another UID."""
    begins(town)
    with town.server.session(town.user) as client:
        for name in ("Cases", "Set aside"):
            client.select_folder(name)
            client.move(client.search(), "INBOX")
    ends(town)
    files_are_right(town)


def flag_storm(town: Town) -> None:
    """Somebody's program sets and removes flags of a thousand messages a second."""
    begins(town)
    old = b"From: x@example.net\r\nSubject: old\r\n\r\nold\r\n"
    with town.server.session(town.user) as client:
        for _ in range(5):
            client.append("INBOX", old, msg_time=a_year_ago())
    stop = threading.Event()
    storm = threading.Thread(target=lambda: blow(town, stop))
    storm.start()
    before = sum(town.wire.commands.values())
    began = time.monotonic()
    try:
        town.writes(3)
        town.all_is_read()
        time.sleep(1)
        asked = sum(town.wire.commands.values()) - before
        town.notes["commands a second in a storm"] = round(asked / (time.monotonic() - began), 1)
    finally:
        stop.set()
        storm.join()
    town.is_well_again()
    town.writes(1)
    town.all_is_read()


def blow(town: Town, stop: threading.Event) -> None:
    with town.server.session(town.user) as client:
        client.select_folder("INBOX")
        uids = client.search(["BEFORE", time.strftime("%d-%b-%Y")])
        while not stop.is_set():
            client.add_flags(uids, [rb"\Flagged"], silent=True)
            client.remove_flags(uids, [rb"\Flagged"], silent=True)


def a_year_ago() -> datetime:
    return now() - timedelta(days=365)


def quota_on_the_move(town: Town) -> None:
    """As far as the daemon sees it: the copy does not fit. The mail stays, is not read twice, and the operator hears."""
    begins(town)
    always(town, "UID MOVE", "NO [OVERQUOTA] Quota exceeded (mailbox for user is full)")
    town.writes(3)
    town.all_is_read()
    town.sees(lambda: "could not be marked" in town.daemon.log(), "it says that it could not mark them")
    ends(town)


def refuses_everything(town: Town) -> None:
    begins(town)
    answer = town.chance.choice(REFUSALS)
    town.wire.mood = lambda said: Act.PASS if said == "CONNECT" else answer
    town.writes(3)
    time.sleep(1.0)
    ends(town)


def refuses_one_command(town: Town) -> None:
    begins(town)
    always(town, town.chance.choice(STAGES), town.chance.choice(REFUSALS))
    town.writes(3)
    time.sleep(1.0)
    ends(town)


def takes_nobody(town: Town) -> None:
    begins(town)
    greeting = town.chance.choice(("* BYE [UNAVAILABLE] too many", "* NO what", "garbage"))
    town.wire.mood = lambda said: greeting if said == "CONNECT" else Act.CLOSE
    town.server.restart()
    town.writes(3)
    time.sleep(1.0)
    ends(town)


def answers_slowly(town: Town) -> None:
    begins(town)

    def mood(_: str) -> Act:
        time.sleep(0.3)
        return Act.PASS

    town.wire.mood = mood
    town.writes(4)
    town.all_is_read()
    ends(town)


def login_refused_for_a_while(town: Town) -> None:
    begins(town)
    always(town, "LOGIN", "NO [AUTHENTICATIONFAILED] expired")
    town.server.restart()
    town.writes(2)
    town.sees(lambda: "refused login" in town.daemon.log(), "it says that the login is refused")
    ends(town)


def one_mail_that_cannot_be_opened(town: Town) -> None:
    """The file of one message cannot be read by the server; the others are."""
    begins(town)
    town.server.deliver(town.user, b"From: x@example.net\r\nSubject: broken\r\n\r\nbroken\r\n")
    maildir = uidlist(town).parent
    for path in (*maildir.glob("new/*"), *maildir.glob("cur/*")):
        path.chmod(0)
    town.is_well_again()
    town.writes(3)
    town.all_is_read()
    for path in maildir.glob("*/*"):
        path.chmod(0o600)


def one_mail_that_ends_the_connection(town: Town) -> None:
    """Whenever that one is asked for, the server breaks down; the others are read nevertheless."""
    stage = town.chance.choice(("(UID BODY.PEEK[])", "RFC822.SIZE"))
    town.writes(3)
    town.server.deliver(town.user, b"From: x@example.net\r\nSubject: poison\r\n\r\npoison\r\n")
    town.writes(3)

    def mood(said: str) -> Act:
        found = re.match(r"UID FETCH ([\d,:]+) (.*)", said)
        return Act.CLOSE if found and stage in found[2] and "4" in found[1].split(",") else Act.PASS

    town.wire.mood = mood
    town.is_well_again()
    town.daemon.start()
    town.all_is_read()
    town.wire.mood = lambda _: Act.PASS


FAULTS: tuple[Fault, ...] = (
    restarted_at_a_stage,
    sessions_killed_at_a_stage,
    cut_after_a_command,
    uid_list_lost,
    uids_given_anew,
    restored_from_a_backup,
    done_folder_deleted,
    done_folder_renamed,
    watched_folder_deleted,
    watched_folder_renamed,
    expunged_by_somebody_else,
    moved_by_a_second_client,
    put_back_by_a_second_client,
    flag_storm,
    quota_on_the_move,
    refuses_everything,
    refuses_one_command,
    takes_nobody,
    answers_slowly,
    login_refused_for_a_while,
    one_mail_that_cannot_be_opened,
    one_mail_that_ends_the_connection,
)
OTHER_FOLDER = {watched_folder_deleted, watched_folder_renamed}

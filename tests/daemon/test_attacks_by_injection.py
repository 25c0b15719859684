"""What somebody hid in a mail so that something else than a reader carries it out: our letters, terminal, log, template.

Each is a report like any other. What leaves has our headers and nobody else's, what an administrator prints moves no
terminal, and the log says none of it.
"""

import io
import re

import pytest
import structlog.testing
from rich.console import Console

from daemon import tables
from tests.support.house import ADA, COMMUNITY, JAMISON, Household, household

SAM = "sam@example.net"
EVE = "eve@evil.example"
REPORT = "I want to make a formal complaint about @brack, who called me an idiot in #careers yesterday."
CANARY = "Zq7canary"
OURS = {
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted",
    "X-Auto-Response-Suppress", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
}  # fmt: skip
MOVES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\u2028\u2029]")
THREAD = re.compile(r"^(?:In-Reply-To|References): .*$", re.MULTILINE)  # their own Message-ID comes back to them
# what would be there if it had been carried out
CARRIED_OUT = ("3551617", "root:x:", "<class ", "Undefined", "Traceback")


def mail(*lines, text=REPORT, sender=SAM, subject="Hello", message_id="<1@client.example>"):
    head = {"From": sender, "To": COMMUNITY, "Subject": subject, "Message-ID": message_id}
    named = {line.partition(":")[0].lower() for line in lines}
    given = [f"{name}: {value}" for name, value in head.items() if name.lower() not in named]
    return "\n".join([*lines, *given, "", text, ""]).encode("utf-8", "surrogateescape")


def with_file(name, content="x", more=""):
    return mail(
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="b"',
        text=f"--b\nContent-Type: text/plain\n\n{REPORT}\n--b\nContent-Type: application/octet-stream\n"
        f"Content-Disposition: attachment; filename={name}\n{more}\n{content}\n--b--",
    )


LINE_ENDS = "=0D=0A"
ATTACKS = {
    "a line end in the subject": mail(f"Subject: =?utf-8?q?x{LINE_ENDS}Bcc:_{EVE}?="),
    "a line end and a body in the subject": mail(f"Subject: =?utf-8?q?x{LINE_ENDS}{LINE_ENDS}From_{EVE}?="),
    "a bare CR in the subject": mail(f"Subject: x\rBcc: {EVE}"),
    "a Unicode line separator in the subject": mail(f"Subject: x\u2028Bcc: {EVE}"),
    "a next-line in the subject": mail(f"Subject: =?utf-8?b?eMKFQmNjOiBldmU=?= {EVE}"),
    "a line end in the name": mail(f"From: =?utf-8?q?Sam{LINE_ENDS}Bcc:_{EVE}?= <{SAM}>"),
    "a line end in a quoted name": mail(f'From: "Sam\r\n Bcc: {EVE}" <{SAM}>'),
    "a line end in the Message-ID": mail(f"Message-ID: <1@x.example>\r\n Bcc: {EVE}"),
    "an encoded line end in the Message-ID": mail(f"Message-ID: =?utf-8?q?<1@x{LINE_ENDS}Bcc:_{EVE}>?="),
    "a bare CR in the Message-ID": mail(f"Message-ID: <1\rBcc:{EVE}@x.example>"),
    "spaces and brackets in the Message-ID": mail("Message-ID: <1@x> <2@y> , <3 @ z>"),
    "a long Message-ID": mail(f"Message-ID: <{'a' * 5000}@x.example>"),
    "a Message-ID of 998 characters": mail(f"Message-ID: <{'a' * 980}@x.example>"),
    "no ASCII in the Message-ID": mail("Message-ID: <\u00e9\u4e2d\U0001f600@x.example>"),
    "a NUL in the Message-ID": mail("Message-ID: <1\0@x.example>"),
    "an IMAP command in the Message-ID": mail('Message-ID: <a"\r\n1 DELETE INBOX\r\n@x.example>'),
    "an IMAP literal in the Message-ID": mail("Message-ID: <{3}abc@x.example>"),
    "five thousand references": mail("References: " + " ".join(f"<{n}@x.example>" for n in range(5000))),
    "a line end in the references": mail(f"References: <1@x.example>\r\n\tBcc: {EVE}"),
    "an SMTP command in the sender": mail("From: <sam@example.net>\r\n\tDATA\r\n\t."),
    "a dot on a line of its own": mail(text=f"{REPORT}\n.\nMAIL FROM:<{EVE}>\nRCPT TO:<{EVE}>\nDATA\n"),
    "a mail in the mail": mail(text=f"{REPORT}\n\n\nFrom {EVE} Mon Nov 23\nFrom: {EVE}\nBcc: {EVE}\n"),
    "a template in the text": mail(text=f"{REPORT}\n{{{{ 1234567 * 2.8767 }}}} {{{{ 1193 * 2977 }}}}\n"),
    "a template in the name": mail(f'From: "{{{{ 1193 * 2977 }}}}" <{SAM}>'),
    "a template in the subject": mail("Subject: {{ 1193 * 2977 }} {% include '/etc/passwd' %}"),
    "a template that reads a class": mail("Subject: {{ ''.__class__.__mro__ }}", text=f"{REPORT}\n{{{{ cycler }}}}"),
    "a template as the whole name": mail(f"From: {{{{ words }}}} <{SAM}>"),
    "a template in a Message-ID": mail("Message-ID: <{{1193*2977}}@x.example>"),
    "a template in a file's name": with_file('"{{ 1193 * 2977 }}.txt"'),
    "format fields": mail("Subject: %s%n%(password)s {0.__class__} {secret!r}", text=f"{REPORT}\n%s %n {{0}}\n"),
    "a shell's words": mail("Subject: $(reboot) `reboot` ; reboot | tee", text=f"{REPORT}\n$(reboot)\n"),
    "a query's words": mail("Subject: '); DROP TABLE cases; --", sender="o'brien@example.net"),
    "rich markup": mail("Subject: [bold red]x[/bold red] [link=file:///etc/passwd]y[/link]", text=f"{REPORT}\n[/]\n"),
    "a ping of a Slack channel": mail("Subject: <!channel> <!here> <@U012345>", text=f"{REPORT}\n<!channel>\n"),
    "HTML and a script": mail("Subject: <script>alert(1)</script>", text=f"{REPORT}\n<img src=x onerror=x>\n"),
    "a terminal's colours": mail(
        "Subject: =?utf-8?q?=1B[31mred=1B]0;title=07?=", text=f"{REPORT}\n\x1b[2J\x1b[1;1Hgone\n"
    ),
    "a terminal's link": mail(text=f"{REPORT}\n\x1b]8;;file:///etc/passwd\x1b\\x\x1b]8;;\x1b\\\n"),
    "a terminal's eight-bit commands": mail(text=f"{REPORT}\n\x9b2J\x9d0;x\x9c\x90q\n"),
    "backspaces": mail(text=f"{REPORT}\nevil\x08\x08\x08\x08good\rover\n"),
    "a right-to-left override": mail("Subject: \u202egnp.exe", text=f"{REPORT}\n\u202edesrever\u2066x\u2069\n"),
    "a name turned round": mail(f'From: "\u202e{JAMISON}" <{SAM}>'),
    "tag characters": mail(text=f"{REPORT}\n\U000e0041\U000e0042\u2060\ufeff\n"),
    "a line for the log": mail(
        'Subject: x\r\n {"event": "ready", "level": "info"}', text=f'{REPORT}\n{{"event": "x"}}\n'
    ),
    "a path as a file's name": with_file('"../../../../etc/cron.d/x"'),
    "a Windows path as a file's name": with_file('"C:\\\\Windows\\\\x.bat"'),
    "a NUL in a file's name": with_file('"a.txt\0.exe"'),
    "an encoded path as a file's name": with_file("=?utf-8?q?=2E=2E=2Fetc=2Fpasswd?="),
    "a path in pieces": with_file('x; filename*0="../"; filename*1="../etc"; filename*2="/passwd"'),
    "a device as a file's name": with_file('"/dev/stdin"'),
    "a file's name of 5,000 characters": with_file('"' + "a" * 5000 + '"'),
    "an archive with a path": with_file(
        '"x.zip"', "UEsDBBQAAAAAAAAAIQAAAAAAAAAAAAAAAAAMAAAALi4vLi4vZXZpbA==", "Content-Transfer-Encoding: base64\n"
    ),
    "a uuencoded file with a path": mail(text=f"{REPORT}\nbegin 644 ../../etc/passwd\n#86)C\n`\nend\n"),
    "an external body": mail(
        "MIME-Version: 1.0",
        'Content-Type: message/external-body; access-type=local-file; name="/etc/passwd"',
        text="Content-Type: text/plain\n\n" + REPORT,
    ),
    "a link for a file in the HTML": mail(
        "MIME-Version: 1.0",
        "Content-Type: text/html",
        text=f'<p>{REPORT}</p><iframe src="file:///etc/passwd"></iframe>',
    ),
}


async def printed(home: Household) -> str:
    """All that the command line has to say of it, as a terminal gets it."""
    out = io.StringIO()
    console = Console(file=out, width=100, force_terminal=False, color_system=None)

    def say(desk):
        lines = desk.cases()
        console.print(tables.cases(lines, desk._house.zone, home.clock.now))
        for line in lines:
            console.print(tables.show(desk.show(line.code), home.clock.now))
        console.print(tables.search(desk.search(["formal"]), desk._house.zone))
        console.print(tables.digest(desk.digest(), home.clock.now))

    await home.at_desk(say, "Ada")
    return out.getvalue()


@pytest.mark.parametrize("raw", ATTACKS.values(), ids=ATTACKS)
async def test_what_is_hidden_in_a_mail_is_carried_out_by_nobody(tmp_path, raw):
    raw = raw.replace(b"idiot", f"idiot {CANARY}".encode())
    async with household(tmp_path) as home:
        before = files(tmp_path)
        with structlog.testing.capture_logs() as log:
            await home.hand_over(raw)
        assert home.wire.letters, "nobody heard of it"
        assert {each.to for each in home.wire.letters} <= {SAM, JAMISON, ADA, "o'brien@example.net"}
        for each in home.wire.letters:
            assert set(each.mail.keys()) <= OURS
            assert all(len(each.mail.get_all(name)) == 1 for name in each.mail)
            assert not any(MOVES.search(str(value)) for value in each.mail.values())
            whole = each.mail.as_string()
            assert EVE not in THREAD.sub("", whole)
            assert CANARY not in whole
            assert not any(sign in whole for sign in CARRIED_OUT)
        said = await printed(home)
        assert not MOVES.search(said)
        assert not any(sign in said for sign in CARRIED_OUT)
        assert CANARY not in str(log)
        assert [each for each in log if each["log_level"] in {"error", "critical"}] == []
        assert files(tmp_path) == before | {"conductd.head"}


def files(folder):
    """But those of the database, which comes and goes with its log."""
    ours = ("conductd.db", ".conductd.head.")  # the head is written beside itself first, at any moment
    return {path.name for path in folder.rglob("*") if not path.name.startswith(ours)}


async def test_what_a_terminal_would_obey_is_in_what_was_sent(tmp_path):
    """So that the table above cannot pass because nothing hostile was in it."""
    hostile = [name for name, raw in ATTACKS.items() if MOVES.search(raw.decode("utf-8", "replace"))]
    assert len(hostile) > 10


async def test_words_of_an_administrator_are_no_template_either(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(REPORT, SAM)
        await home.command(f"reply {case.code} {{{{ 1193 * 2977 }}}} {{% include '_footer.txt' %}} %s <!channel>")
        await home.passes(minutes=3)
        assert "{{ 1193 * 2977 }}" in home.last("reply", SAM).text


@pytest.mark.parametrize("place", ["Reply-To", "In-Reply-To", "References", "Subject", "Message-ID"])
async def test_a_letters_header_holds_nothing_of_a_strangers_header_but_its_thread(tmp_path, place):
    async with household(tmp_path) as home:
        await home.hand_over(mail(f"{place}: <{CANARY}@client.example>"))
        for each in home.letters(SAM):
            held = {name for name, value in each.mail.items() if CANARY in str(value)}
            assert held <= ({"In-Reply-To", "References"} if place == "Message-ID" else set())

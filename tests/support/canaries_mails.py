"""Mails as people's own programs write them, put together by hand: the standard library takes longer than the house."""

from dataclasses import dataclass

from tests.support.house import COMMUNITY, PASSED

BOUNDARY = "=_between"
DATE = "Mon, 23 Nov 2026 09:00:00 -0700"


@dataclass(frozen=True, slots=True)
class Written:
    """One mail. `above` is what the community's own mail server wrote; `files` are names of attachments."""

    sender: str
    text: str
    subject: str = "Hello"
    message_id: str = ""
    to: str = COMMUNITY
    answers: str = ""
    above: str = ""
    more: str = ""
    files: tuple[str, ...] = ()
    html: str = ""

    def __bytes__(self) -> bytes:
        lines = [
            f"From: {self.sender}",
            f"To: {self.to}",
            f"Subject: {self.subject}",
            f"Date: {DATE}",
            f"Message-ID: {self.message_id}",
            *([f"In-Reply-To: {self.answers}", f"References: {self.answers}"] if self.answers else []),
            *([self.more] if self.more else []),
            "MIME-Version: 1.0",
        ]
        return (self.above + "\n".join([*lines, *self._body()]) + "\n").encode()

    def _body(self) -> list[str]:
        if not (self.files or self.html):
            return ["Content-Type: text/plain; charset=utf-8", "", self.text]
        parts = [self._part("text/html" if self.html else "text/plain", "", self.html or self.text)]
        for name in self.files:
            disposition = f'Content-Disposition: attachment; filename="{name}"\n'
            parts.append(self._part("image/png", disposition, "not a picture"))
        return [f'Content-Type: multipart/mixed; boundary="{BOUNDARY}"', "", *parts, f"--{BOUNDARY}--"]

    def _part(self, kind: str, headers: str, content: str) -> str:
        return f"--{BOUNDARY}\nContent-Type: {kind}; charset=utf-8\n{headers}\n{content}\n"


def vouched(address: str) -> str:
    """What the community's mail server writes above a mail that its domain signed."""
    return PASSED.format(domain=address.rpartition("@")[2])


def unreadable(number: int, secret: str, sender: str) -> bytes:
    """Mails that readers stumble over, with the secret where they stumble."""
    many = "".join(f"--x\nContent-Type: multipart/mixed; boundary=x{secret}{n}\n\n" for n in range(80))
    text = f"I want to make a formal complaint about {secret}, who called me an idiot.\n"
    kinds = (
        f"From: {sender}\nSubject: {secret}\nContent-Type: multipart/mixed; boundary=x\n\n{many}{text}",
        f"From: {secret}\nSubject: {secret}\n\n{text}",
        f"Subject: {secret}\n\n{text}",
        f"From: {sender}\nFrom: {secret}@elsewhere.example\nSubject: {secret}\n\n{text}",
        f"From: {sender}\nContent-Type: text/plain; charset={secret}\n\n{text}",
        f"From: {sender}\nSubject: =?utf-8?b?{secret}?=\nContent-Type: {secret}/{secret}; name*={secret}\n\n{text}",
        f"From: {sender}\nSubject: {secret}\nContent-Transfer-Encoding: base64\n\n{secret}!{text}",
        f"From: {sender}\nMessage-ID: <[{secret}@y]>\nReply-To: {secret}@list.example\nCc: {secret}@other.example\n\n{text}",
        f"From: {sender}\nAuto-Submitted: auto-replied\nSubject: Out of office {secret}\n\nI am away. {secret}\n",
    )
    raw = kinds[number % len(kinds)]
    return (raw if raw.startswith("From: ") else f"X-{raw}").encode()


def bounce(address: str, message_id: str, secret: str, bounced_to: str) -> bytes:
    """A mail server's report that a letter did not arrive (RFC 3464), with its own words about it."""
    return f"""From: MAILER-DAEMON@mx.people.example
To: {bounced_to}
Subject: Undelivered {secret}
Message-ID: <{secret}@mx.people.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

{secret}: no such user

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.people.example

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 {secret}

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}
To: {address}

--b--
""".encode()

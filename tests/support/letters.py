"""Facts as the process gives them, one sample a letter, for tests that render or send letters."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from daemon.process.letters import LetterName
from notifiers.render import Community

CODE = "SSE-7K3F2"
FRIDAY = datetime(2026, 11, 28, 0, 0, tzinfo=UTC)  # Friday 27 November 2026, 17:00 in Denver
THURSDAY = datetime(2026, 11, 26, 16, 30, tzinfo=UTC)
FOUR = ("nature", "involved", "material", "privacy")

COMMUNITY = Community(
    name="Soft Skills Engineering Slack",
    code="SSE",
    emergency="If anyone is in danger now, call your local emergency number first.",
    zone=ZoneInfo("America/Denver"),
    rules_channel="#rands-slack-rules",
    process_url="https://softskills.example/incident-process",
)

REPORT = {
    "code": CODE,
    "consent": "unstated",
    "confirmed": "no",
    "missing": FOUR,
    "urgent": "no",
    "next_word": FRIDAY,
    "readers": ("Jamison Dance",),
    "talk": "no",
    "shared_mailbox": ("Jamison Dance",),
}

SAMPLES = {
    LetterName.ACKNOWLEDGEMENT: {**REPORT, "path": "complaint", "peaceful": "no"},
    LetterName.CONCERN: REPORT,
    LetterName.QUESTION: {"code": CODE, "next_word": FRIDAY, "urgent": "no", "readers": ("Jamison Dance",)},
    LetterName.COUNT: {
        "total": "21",
        "baseline": "15",
        "as_of": "2019-04-30",
        "until": "2026-09-30",
        "complaints": "6",
        "concerns": "fewer than five",
        "questions": "fewer than five",
    },
    LetterName.NEUTRAL_RECEIPT: {},
    LetterName.ESTIMATE: {
        "code": CODE,
        "by": "Jamison Dance",
        "due": FRIDAY,
        "resolved_by": datetime(2026, 12, 5, 0, 0, tzinfo=UTC),
        "renewal": "yes",
    },
    LetterName.READ_BY: {"code": CODE, "by": "Jamison Dance", "due": FRIDAY, "renewal": "no"},
    LetterName.LATE: {"code": CODE, "promised": FRIDAY, "new_date": None},
    LetterName.ADDED: {"code": CODE, "next_word": FRIDAY, "urgent": "no"},
    LetterName.CORRECTED: {
        "code": CODE,
        "path": "complaint",
        "consent": "refused",
        "confirmed": "yes",
        "talk": "yes",
        "next_word": FRIDAY,
    },
    LetterName.WITHDRAWN: {"code": CODE},
    LetterName.REPLY: {"code": CODE, "by": "Jamison Dance"},
    LetterName.ASK: {"code": CODE, "by": "Jamison Dance", "questions": FOUR},
    LetterName.RESOLUTION: {"code": CODE, "by": "Jamison Dance"},
    LetterName.NOTICE: {
        "code": CODE,
        "kind": "complaint",
        "urgent": "no",
        "opened": THURSDAY,
        "owed": "the date of the next word",
        "due": FRIDAY,
        "unverified": "no",
        "how": (f"estimate {CODE} WHEN", f"reply {CODE} words", f"mine {CODE}"),
    },
    LetterName.WROTE_AGAIN: {
        "code": CODE,
        "kind": "complaint",
        "at": THURSDAY,
        "what": "the reporter wrote",
        "owed": "the next word",
        "due": FRIDAY,
    },
    LetterName.REMINDER: {
        "code": CODE,
        "owed": "the date of the next word",
        "since": THURSDAY,
        "due": None,
        "next": "the reporter hears nothing until then; the next reminder comes to you",
    },
    LetterName.WARNING: {"code": CODE, "due": FRIDAY},
    LetterName.ESCALATION: {
        "code": CODE,
        "owed": "the date of the next word",
        "since": THURSDAY,
        "reminders": 3,
        "step": f"estimate {CODE} WHEN",
    },
    LetterName.OUTSIDE_ESCALATION: {"since": THURSDAY},
    LetterName.UNDELIVERED: {
        "code": CODE,
        "letter": "estimate",
        "short": "L4F7",
        "reason": "the mail server refused the recipient",
    },
    LetterName.SET_ASIDE: {"short": "M8QX", "at": THURSDAY, "reason": "too many parts"},
    LetterName.DIGEST: {
        "lines": (f"{CODE}  complaint   the next word              by Fri 27 Nov 17:00",),
        "away": ("Jamison Dance until Mon 30 Nov",),
        "head": "1204 9f3ac1d07b52",
        "at": THURSDAY,
    },
    LetterName.DONE: {"code": CODE, "what": "reply to the reporter", "letter": "L4F7", "at": THURSDAY},
    LetterName.READ_BACK: {
        "code": CODE,
        "what": "the next word to the reporter",
        "at": FRIDAY,
        "confirm": "confirm",
    },
    LetterName.REFUSED: {
        "code": CODE,
        "reason": "that time has passed; give one that is still to come",
        "forms": (f"estimate {CODE} WHEN",),
    },
    LetterName.NOT_VERIFIED: {"at": THURSDAY},
    LetterName.HELP: {"forms": ("estimate CODE WHEN [: resolved WHEN]", "answered CODE how", "list")},
    LetterName.LISTING: {"lines": (f"{CODE}  complaint   2 days   the next word",)},
    LetterName.PERSONAL_OFFER: {"at": THURSDAY, "short": "M8QX"},
}

WORDS = "We looked at what happened and talked to the people it concerns."

"""Facts as the process gives them, one sample a letter, for tests that render or send letters."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from daemon.process.letters import Fact, LetterName
from notifiers.render import Community

CODE = "SSE-7K3F2"
PARTY = "SSE-4KX2P"  # the code of a party: never that of the case
FRIDAY = datetime(2026, 11, 28, 0, 0, tzinfo=UTC)  # Friday 27 November 2026, 17:00 in Denver
NEXT_FRIDAY = datetime(2026, 12, 5, 0, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 26, 16, 30, tzinfo=UTC)
OUTSIDE = ("Cy Outsider", "cy@elsewhere.example")
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
        "resolved_by": NEXT_FRIDAY,
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
    LetterName.RETURN: {"code": CODE, "at": FRIDAY, "account": PARTY},
    LetterName.APPEAL_EARLY: {
        "code": CODE,
        "opens": FRIDAY,
        "due": NEXT_FRIDAY,
        "deciders": ("Ann Reader", "Ben Holder"),
        "reasons": "no",
    },
    LetterName.APPEAL_OPEN: {
        "code": CODE,
        "due": FRIDAY,
        "deciders": ("Jamison Dance",),
        "reasons": "yes",
        "solo": "yes",
        "outside": OUTSIDE,
    },
    LetterName.APPEAL_CONFIRM: {"code": CODE, "at": THURSDAY},
    LetterName.UPHELD: {
        "code": CODE,
        "by": "Jamison Dance",
        "until": FRIDAY,
        "again": NEXT_FRIDAY,
        "solo": "no",
        "outside": (),
    },
    LetterName.OVERTURNED: {
        "code": CODE,
        "by": "Jamison Dance",
        "at": FRIDAY,
        "place": COMMUNITY.rules_channel,
        "solo": "no",
        "outside": (),
    },
    LetterName.CONTEXT_DRAFT: {
        "code": CODE,
        "place": COMMUNITY.rules_channel,
        "at": FRIDAY,
        "own": "yes",
        "appeal": "SSE-9M2QT",
        "draft": 1,
    },
    LetterName.CONSULT: {"code": PARTY, "place": COMMUNITY.rules_channel, "until": FRIDAY},
    LetterName.JOINED: {"code": CODE, "into": "SSE-9M2QT"},
    LetterName.SUSPENSION: {
        "code": PARTY,
        "since": THURSDAY,
        "review": FRIDAY,
        "appeal_from": NEXT_FRIDAY,
        "address": "admin@softskills.example",
    },
    LetterName.KEPT: {
        "code": PARTY,
        "until": FRIDAY,
        "appeal_from": NEXT_FRIDAY,
        "address": "admin@softskills.example",
    },
    LetterName.LIFTED: {"code": PARTY, "at": FRIDAY},
    LetterName.TOLD: {"code": PARTY, "by": "Jamison Dance"},
    LetterName.PARTY_CLOSED: {"code": PARTY},
    LetterName.NOTICE: {
        "code": CODE,
        "kind": "complaint",
        "urgent": "no",
        "opened": THURSDAY,
        "owed": "the date of the next word",
        "due": FRIDAY,
        "unverified": "no",
        "how": (f"estimate {CODE} WHEN", f"reply {CODE} words", f"mine {CODE}"),
        "flag": (),
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
    LetterName.PAGE: {"code": CODE, "since": THURSDAY},
    LetterName.CHECKLIST: {"code": CODE, "party": PARTY, "what": "suspend", "since": THURSDAY},
    LetterName.DRAFTED: {"code": CODE, "letter": "appeal_open", "short": "L4F7", "at": THURSDAY},
    LetterName.HANDOVER: {"code": CODE, "place": COMMUNITY.rules_channel},
    LetterName.RETENTION: {"lines": (f"{CODE}, closed 12 Dec 2025: Friday 11 December 2026",)},
    LetterName.OFFER: {"code": CODE},
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


# where a fact, or words that may be missing, switch the text: what differs from the sample, and the words
VARIANTS: tuple[tuple[LetterName, dict[str, Fact], str], ...] = (
    (LetterName.ASK, {}, ""),
    (LetterName.ASK, {"questions": ()}, ""),
    (LetterName.ASK, {"questions": ("reasons",)}, ""),
    (LetterName.LATE, {"new_date": FRIDAY}, ""),
    (LetterName.CORRECTED, {"path": "appeal"}, ""),
    (LetterName.APPEAL_EARLY, {"reasons": "yes"}, ""),
    (LetterName.APPEAL_EARLY, {"deciders": ()}, ""),
    (LetterName.APPEAL_OPEN, {"reasons": "no"}, ""),
    (LetterName.APPEAL_OPEN, {"solo": "no", "outside": ()}, ""),
    (LetterName.APPEAL_OPEN, {"outside": ()}, ""),
    (LetterName.APPEAL_OPEN, {"reasons": "no", "solo": "no", "deciders": (), "outside": ()}, ""),
    (LetterName.UPHELD, {}, ""),
    (LetterName.UPHELD, {"until": None, "again": None}, WORDS),
    (LetterName.UPHELD, {"solo": "yes", "outside": OUTSIDE}, WORDS),
    (LetterName.UPHELD, {"solo": "yes", "outside": OUTSIDE, "until": None}, ""),
    (LetterName.OVERTURNED, {}, ""),
    (LetterName.OVERTURNED, {"solo": "yes"}, ""),
    (LetterName.OVERTURNED, {"solo": "yes", "outside": OUTSIDE, "place": ""}, WORDS),
    (LetterName.CONTEXT_DRAFT, {"own": "no", "place": ""}, ""),
    (LetterName.CONSULT, {"code": CODE, "place": ""}, WORDS),
    (LetterName.RETURN, {"code": PARTY}, ""),
    (LetterName.CHECKLIST, {"what": "return"}, ""),
    (LetterName.HANDOVER, {"place": ""}, ""),
    (LetterName.NOTICE, {"kind": "appeal", "owed": "nothing", "due": None, "how": ()}, ""),
    (LetterName.NOTICE, {"flag": ("It may be about somebody who reported.",)}, ""),
)

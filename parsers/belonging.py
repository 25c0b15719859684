"""Does a message belong to a case that is open already? Its thread, an answer to a letter of ours, a code, or the words
for it say so. A hint: which case it is, and whether it may add to it, is not the reader's to say (design 4).
"""

import re
from functools import lru_cache

from parsers.message import Message

_GOES_ON = re.compile(
    r"\b(?:any (?:news|update)s?\b|(?:more|an addition|adding|addition|update|in addition) (?:on|to) my "
    r"(?:report|complaint|concern|message|mail|case)|my (?:report|complaint|concern|case|message|mail|"
    r"appeal) (?:of|from) (?:last|yesterday|monday|tuesday|"
    r"wednesday|thursday|friday|saturday|sunday|the \d|this morning)|(?:as (?:i )?promised|you asked "
    r"(?:me )?(?:for|about|who|what|whether)|here(?:'s| is| are) the [^.\n]{1,40} (?:i promised|you "
    r"asked)|i forgot to (?:say|mention|add)|case (?:number|code)|i (?:would like|'d like|want) to "
    r"withdraw (?:this|it|my))\b)",
)

_REPLY = re.compile(
    r"^\s*(?:(?:re|aw|fwd?|wg|tr|sv|antw|rv|res|enc|rif)\s?(?:\[\d+\])?\s?:|\[[^\]\n]{1,60}\])\s*", re.IGNORECASE
)


def own_subject(subject: str) -> str:
    """A subject without the marks that replies and lists set before it."""
    before = ""
    while subject != before:
        before, subject = subject, _REPLY.sub("", subject)
    return subject.strip()


@lru_cache(maxsize=8)
def _code(prefix: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(prefix)}-([A-Z0-9]{{4,6}})(?![\w-])", re.IGNORECASE)


def case_code(prefix: str, text: str) -> str:
    """The first case code that the text names, upper case, or nothing."""
    found = _code(prefix).search(text)
    return f"{prefix}-{found[1]}".upper() if found else ""


def without_codes(prefix: str, text: str) -> str:
    """The text with every case code alike, as long as it was: no reading may hang on the letters that were drawn."""
    return _code(prefix).sub(lambda found: f"{prefix}-{'0' * len(found[1])}", text)


def goes_on(message: Message, own_addresses: frozenset[str], code: str, plain: str) -> bool:
    """Whether it belongs to an open case: our thread, an answer to our Message-ID, a code, or the words for it."""
    ours = {address.rpartition("@")[2] for address in own_addresses}
    answers = {each.rpartition("@")[2].lower() for each in (*message.in_reply_to, *message.references)}
    return bool(message.thread or code or (ours & answers) or _GOES_ON.search(plain.lower()))

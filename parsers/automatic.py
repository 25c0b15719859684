"""Did a program write this mail? An ordered table of named rules, each a sentence and a check.

Automatic mail is recorded and never answered (RFC 3834), so a report that is taken for it is lost to its reporter:
what people's mail may carry too (wording, an address, one odd header) counts only together with another sign.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from parsers.bounces import Bounce, Failure, read_bounce
from parsers.headers import mailboxes
from parsers.message import Message
from parsers.programs import is_of_conductd, says_so, says_undelivered

__all__ = ["RULES", "Bounce", "Failure", "Rule", "automatic", "bounced"]

_MAIL_SYSTEM = re.compile(r"(?:mailer-?daemon|mail-?delivery-?(?:system|subsystem)|mdaemon|double-bounce)@")
_DAEMON = re.compile(r"(?:mailer-?daemon|postmaster|mail-?delivery(?:-?system|-?subsystem)?|mdaemon|double-bounce)@")
_NO_REPLY = re.compile(
    r"(?:[\w.+-]{0,60}[._+-])?(?:no-?\.?_?reply|do-?_?not-?_?reply|noreply|notifications?|notify|alerts?|"
    r"auto(?:mat)?-?reply|"
    r"bounces?|robot|unattended)(?:[._+-][\w.+-]{0,60})?@"
)
_BOUNCE_SUBJECT = re.compile(
    r"undeliver(?:ed|able)|delivery (?:status notification|failure|has failed|delayed)|mail delivery (?:failed|"
    r"subsystem)|"
    r"returned (?:mail|to sender)|failure notice|message .{1,80} delayed|unzustellbar|nicht zugestellt|non remis|"
    r"non distribuable|no se ha (?:podido )?entreg|n[ãa]o (?:foi )?entregue|onbestelbaar|mancato recapito|recapito",
    re.IGNORECASE,
)
_AUTO_SUBJECT = re.compile(
    r"(?:auto(?:matic)?[ -]?(?:reply|response|antwort|matische antwort)|auto|automatische antwort|"
    r"abwesenheits(?:notiz|nachricht|"
    r"agent)?|out of (?:the )?office|r[ée]ponse automatique|absence|r[ée]ponse d[’']absence|respuesta autom[áa]tica|"
    r"fuera de la oficina|resposta autom[áa]tica|fora do escrit[óo]rio|automatisch antwoord|afwezig(?:heid)?|"
    r"risposta automatica|fuori (?:sede|ufficio)|vacation(?: reply)?)\s?(?:[:,]| - |\Z)",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"\b(?:out of (?:the )?office|on (?:vacation|holiday|annual leave|parental leave)|(?:am|be) (?:away|out)\b|"
    r"(?:bin|nicht) (?:bis|vom|derzeit|ab|im)\b.{0,60}(?:urlaub|büro|erreichbar|abwesend|haus)|abwesend|im urlaub|"
    r"(?:suis|serai) (?:absente?|en congé)|absente? du bureau|en vacances|estoy (?:ausente|de vacaciones)|"
    r"fuera de la oficina|"
    r"estou (?:ausente|de férias|fora)|ben (?:afwezig|met vakantie|niet aanwezig)|(?:sono|sarò) (?:assente|in ferie|"
    r"fuori))",
    re.IGNORECASE,
)
_LEAVE = re.compile(
    r"\b(?:until|bis|jusqu['’]aux?|hasta|at[ée]|tot|fino a[ldi]?)\b.{0,12}\b"
    r"(?:\d{1,2}\b|[a-zéçà]{3,10}(?:day|tag|di|dag|ì)\b)|"
    r"\b(?:parental|maternity|paternity|sick|annual) leave|geschlossen|elternzeit|mutterschutz|krankgeschrieben|"
    r"\ben cong[ée]s?\b|\bcong[ée] (?:de )?(?:maternit|parental|maladie)|\bde (?:baja|permiso)\b|\blicen[çc]a\b|"
    r"\bverlof\b|\bcongedo\b|\b(?:i am|i['’]m|we are) back\b|\b(?:zurück|wieder da)\b|\bde retour\b|\bvuelvo\b|"
    r"\bvolto\b|\bweer terug\b|\brientro\b",
    re.IGNORECASE,
)
_LONGEST_AUTO_REPLY = 250  # words
_MEETING_SUBJECT = re.compile(
    r"(?:updated invitation|invitation|accepted|tentative(?:ly accepted)?|declined|cancell?ed(?: event)?|zugesagt|"
    r"abgelehnt|"
    r"mit vorbehalt|abgesagt|einladung|accept[ée]|refus[ée]|annul[ée]|aceptad[oa]|rechazad[oa]|cancelad[oa]|aceit[oa]|"
    r"recusad[oa]|geaccepteerd|afgewezen|geannuleerd|accettato|rifiutato|annullato)\s?:",
    re.IGNORECASE,
)
_RECEIPT_SUBJECT = re.compile(
    r"(?:read|not read|gelesen|ungelesen|lu|le[íi]do|lida?|gelezen|letto|receipt|return receipt \(displayed\)|"
    r"read-receipt|lesebestätigung)\s?(?::|-|\Z)",
    re.IGNORECASE,
)
_DOMAIN_REPORT = re.compile(r"report domain:.{1,200}submitter:", re.IGNORECASE)
_BULK_MAILER = re.compile(
    r"mailchimp|sendgrid|sendinblue|brevo|mailgun|campaign|hubspot|phplist|mailjet|klaviyo", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Rule:
    """`name` is what `automatic` answers where `holds`; `sentence` says when that is."""

    name: str
    sentence: str
    holds: Callable[[Message, frozenset[str]], bool]


def automatic(message: Message, own_addresses: frozenset[str] = frozenset()) -> str:
    """The name of the first rule that holds, or an empty string for a person's mail. `own_addresses` are the
    community's, lower case: a list that is one of them is how its mail arrives (a group address), no list to us.
    """
    return next((rule.name for rule in RULES if rule.holds(message, own_addresses)), "")


def bounced(raw: bytes, message: Message) -> Bounce:
    """Whose delivery failed, where `message` is a program's or comes from a mail system; else an empty Bounce: a
    person who quotes a bounce to us is no bounce.
    """
    if not (
        automatic(message) in {"bounce", "undelivered", "auto-submitted"}
        or _DAEMON.match(message.sender)
        or _null_return_path(message)
    ):
        return Bounce()
    return read_bounce(raw, message)


def _report_type(message: Message) -> str:
    if message.content_type != "multipart/report":
        return ""
    found = re.search(r"report-type\s{0,3}=\s{0,3}\"?([a-z-]{1,40})", message.header("content-type").casefold())
    return found[1] if found else "delivery-status"


def _null_return_path(message: Message) -> bool:
    return message.header("return-path").replace(" ", "") == "<>"


def _auto_submitted(message: Message) -> str:
    return message.header("auto-submitted").partition(";")[0].partition("(")[0].strip().casefold()


def _is_bounce(message: Message, _own: frozenset[str]) -> bool:
    if _report_type(message) in {"delivery-status", "global-delivery-status"} or message.header("x-failed-recipients"):
        return True
    if _MAIL_SYSTEM.match(message.sender):  # it may still be somebody's mailbox
        return _null_return_path(message) or says_undelivered(message)
    return not message.sender and _null_return_path(message)


def _is_receipt(message: Message, _own: frozenset[str]) -> bool:
    if (
        _report_type(message) == "disposition-notification"
        or message.content_type == "message/disposition-notification"
    ):
        return True
    return bool(_RECEIPT_SUBJECT.match(message.subject)) and _null_return_path(message)


def _is_our_own(message: Message, own: frozenset[str]) -> bool:
    """An administrator may write from the community's address; only what we send says that a program did."""
    return message.sender in own and _auto_submitted(message) not in {"", "no"}


def _is_out_of_office(message: Message, _own: frozenset[str]) -> bool:
    if message.header("x-autoreply") or message.header("x-autorespond") or message.header("x-autoresponse"):
        return True
    subject = bool(_AUTO_SUBJECT.match(message.subject))
    if _auto_submitted(message) in {"auto-replied", "auto-notified"}:
        return subject or "vacation" in message.header("auto-submitted").casefold()
    signs = (
        _wish_for_no_answer(message) or _null_return_path(message) or bool(_auto_submitted(message) not in {"", "no"})
    )
    return subject and (signs or _says_away(message.text))


def _says_away(text: str) -> bool:
    """Wording alone is never enough: this is asked only below a subject that a program writes."""
    return len(text.split()) <= _LONGEST_AUTO_REPLY and bool(_AWAY.search(text[:4000]))


def _says_leave(message: Message, _own: frozenset[str]) -> bool:
    short = len(message.text.split()) <= _LONGEST_AUTO_REPLY
    return short and bool(_AUTO_SUBJECT.match(message.subject) and _LEAVE.search(message.text[:4000]))


def is_by_words_alone(name: str, message: Message) -> bool:
    """Whether that rule found wording and nothing else, which a person writes too."""
    if name == "undelivered":
        status = any(one.content_type.endswith("delivery-status") for one in message.attachments)
        return not (status or _null_return_path(message) or _DAEMON.match(message.sender))
    return name in WORDED


def _wish_for_no_answer(message: Message) -> bool:
    """X-Auto-Response-Suppress (MS-OXCMAIL 2.2.3.2.14): a wish, which some people's servers add too."""
    asked = re.findall(r"[a-z]+", message.header("x-auto-response-suppress").casefold())
    return bool({"all", "oof", "autoreply"} & set(asked))


def _is_domain_report(message: Message, _own: frozenset[str]) -> bool:
    reported = _report_type(message) in {"tlsrpt", "feedback-report"} or message.header("tls-report-domain")
    return bool(reported or _DOMAIN_REPORT.match(message.subject))


def _is_calendar(message: Message, _own: frozenset[str]) -> bool:
    if message.content_type == "text/calendar" or "calendarmessage" in message.header("content-class").casefold():
        return True
    dated = any(one.content_type in {"text/calendar", "application/ics"} for one in message.attachments)
    return dated and bool(_MEETING_SUBJECT.match(message.subject))


def _is_list(message: Message, own: frozenset[str]) -> bool:
    listed = message.header("list-id") or message.header("precedence").strip().casefold() == "list"
    return bool(listed) and not _posted_to_us(message, own)


def _posted_to_us(message: Message, own: frozenset[str]) -> bool:
    """Who posts to a list (RFC 2369 List-Post) that is our own address, or to a list and to somebody beside it, writes
    to people; who posts to a list alone does not write to us.
    """
    said = message.header("list-post").casefold()
    posting = {found.partition("?")[0] for found in re.findall(r"mailto:([^>\s]{3,300})", said)}
    addressed = {one.address for name in ("to", "cc") for one in mailboxes(message.header(name)) if one.address}
    if not posting or message.sender.rpartition("@")[0].endswith(("-request", "-bounces", "-owner")):
        return False
    return bool(posting & own) or (bool(addressed - posting) and message.sender not in posting)


def _is_bulk(message: Message, _own: frozenset[str]) -> bool:
    if message.header("precedence").strip().casefold() in {"bulk", "junk", "auto_reply"}:
        return True
    signs = [
        message.header("list-unsubscribe") and not message.header("list-post"),
        message.header("list-unsubscribe-post"),
        _BULK_MAILER.search(message.header("x-mailer")) or message.header("x-campaign"),
        message.header("x-auto-response-suppress") and _wish_for_no_answer(message),
        _NO_REPLY.match(message.sender),
        _null_return_path(message),
    ]
    return sum(map(bool, signs)) > 1


def _is_of_conductd(message: Message, own: frozenset[str]) -> bool:
    return message.sender not in own and is_of_conductd(message)


def _says_undelivered(message: Message, _own: frozenset[str]) -> bool:
    named = bool(_BOUNCE_SUBJECT.search(message.subject))
    null, postmaster = _null_return_path(message), bool(_DAEMON.match(message.sender))
    return named + null + postmaster > 1 or says_undelivered(message)


def _says_so(message: Message, _own: frozenset[str]) -> bool:
    return says_so(message)


def _is_auto_submitted(message: Message, _own: frozenset[str]) -> bool:
    return _auto_submitted(message) not in {"", "no"}


WORDED = frozenset({"undelivered", "says so", "says away"})
RULES = (
    Rule("own letter", "It comes from our own address and says that a program sent it.", _is_our_own),
    Rule(
        "bounce", "It is a delivery report (RFC 3462), or a mail system says that mail was not delivered.", _is_bounce
    ),
    Rule(
        "undelivered",
        "A mail system's address, its subject or its words tell, two of them, that mail came back.",
        _says_undelivered,
    ),
    Rule("receipt", "It is a disposition notification (RFC 8098): read, deleted.", _is_receipt),
    Rule("out of office", "An auto-responder's header, or its subject together with another sign.", _is_out_of_office),
    Rule("says away", "Under an auto-responder's subject it says until when somebody is away.", _says_leave),
    Rule("calendar", "It is an invitation or the answer to one, and no letter beside it.", _is_calendar),
    Rule(
        "domain report",
        "It reports on our domain's mail (RFC 7489 7.2, RFC 8460) or on a complaint (RFC 5965).",
        _is_domain_report,
    ),
    Rule("list", "A mailing list distributed it (RFC 2919), and it was not addressed to us as well.", _is_list),
    Rule("bulk", "Precedence says so, or two signs of a bulk sender stand together.", _is_bulk),
    Rule("auto-submitted", "Auto-Submitted says anything but no (RFC 3834 5).", _is_auto_submitted),
    Rule("conductd", "Its Message-ID or Reply-To is one that a conductd makes.", _is_of_conductd),
    Rule("says so", "It says at its top or end that a program wrote it, and answers nothing.", _says_so),
)

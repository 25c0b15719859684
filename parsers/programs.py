"""What programs write about themselves, in seven languages: "this message was generated automatically".

And the signs of other conductds. Wording is the weakest of signs, for people write about programs too: it counts only
at the top or the end of what stands outside any quotation, never in an answer, and whoever asks drops nothing for it.
"""

import re
from itertools import takewhile

from parsers.message import Message
from parsers.quotes import openings

__all__ = ["is_of_conductd", "says_so", "says_undelivered"]

_LONGEST = 12_000  # characters
_TOP = 30  # lines; a report says first what it is
_FIRST, _LAST = 4, 9  # lines of text; a footer of ours has as many below the sentence
_ANSWER = re.compile(
    r"(?:re|aw|antw?|sv|rif|res|r|odp|vs|fwd?|wg|tr|i|enc|rv|doorst)\s?(?:\[\d{1,3}\])?\s?:", re.IGNORECASE
)
_SAYS_SO = re.compile(
    r"\bthis (?:note|message|e-?mail|mail|reply|response|notification|notice|receipt) (?:is|was|has been) "
    r"(?:an? |sent |generated |created |produced )?auto(?:mat|-?generated)|"
    r"\bthis is an? (?:auto(?:mated|matic|matically|-|reply|response)|system[ -]generated)|"
    r"\bauto(?:matically|-)[ ]?generated (?:message|e-?mail|mail|reply|response|notification)|"
    r"\b(?:do not|don['’]t) (?:reply|respond) (?:directly )?to this (?:message|e-?mail|mail)|"
    r"\bplease do not reply\b|\breplies to this (?:message|e-?mail|mail|address) are not|"
    r"\b(?:created|generated|sent) automatically by\b|"
    r"\bautomatisch (?:generiert|erstellt|erzeugt|versandt|versendet|verschickt|gesendet)|"
    r"\bautomatische[rns]? (?:nachricht|antwort|benachrichtigung|e-?mail|mail|eingangsbest[äa]tigung)|"
    r"\bnicht auf diese (?:e-?mail|mail|nachricht)|"
    r"\b(?:message|courriel|e-?mail|mail|r[ée]ponse|notification|accus[ée] de r[ée]ception)\b.{0,20}"
    r"\bautomatique(?:ment)?\b|\bg[ée]n[ée]r[ée]e? automatiquement|"
    r"\bne pas r[ée]pondre [àa] (?:ce|cet|cette) (?:message|courriel|e-?mail|mail|adresse)|"
    r"\b(?:mensaje|correo|respuesta|e-?mail|notificaci[óo]n|mensagem|resposta|notifica[çc][ãa]o)\b.{0,30}"
    r"\bautom[áa]tic(?:o|a|amente)\b|\bno respond(?:a|as|er|an) (?:a )?este (?:mensaje|correo|e-?mail)|"
    r"\bn[ãa]o responda (?:a )?est[ea] (?:mensagem|e-?mail)|"
    r"\bautomatisch (?:gegenereerd|verzonden|verstuurd|aangemaakt|bericht|antwoord)|"
    r"\b(?:dit is een|een) automatisch(?:e)? |\bniet (?:te )?(?:beantwoorden|reageren|antwoorden) op (?:dit|deze)|"
    r"\b(?:deze|dit) (?:e-?mail|mail|bericht) (?:kan |kunt u )?niet (?:worden )?beantwoord|"
    r"\b(?:messaggio|risposta|e-?mail|mail|notifica)\b.{0,30}\bautomatic(?:o|a|amente)\b|"
    r"\bnon (?:rispond(?:ere|ete|a)|replicare) a quest[oa]",
    re.IGNORECASE,
)


# challenges: the sender is to prove that there is a person
_CHALLENGE = re.compile(
    r"\bverif(?:y|ies) that you are (?:a )?(?:real|human|not)|"
    r"\byour (?:e-?mail|message) (?:requires (?:verification|confirmation)|(?:has been|is|is being) held)\b|"
    r"\bplease (?:confirm|verify) (?:your|the) (?:message|e-?mail)|"
    r"\bbest[äa]tigen sie (?:bitte )?ihre (?:e-?mail|nachricht)|"
    r"\bconfirmez votre (?:envoi|message|courriel|e-?mail)|"
    r"\bconfirm[ea] (?:su|tu|a sua|o seu) (?:mensaje|correo|mensagem|e-?mail)|"
    r"\bbevestig (?:uw|je) (?:bericht|e-?mail)|\bconferm[ai] il (?:suo|tuo) messaggio",
    re.IGNORECASE,
)
_QUOTATION = re.compile(r"[\"“„«][^\"“”„«»\n]{1,300}[\"”“»]")
_UNDELIVERED_SUBJECT = re.compile(
    r"\b(?:undeliver|non[- ]?deliver|not delivered|delivery (?:problem|failure|fail|error|status|warning|report|"
    r"incomplete|delay|notification|has)|failure delivery|(?:returned|rejected|bounced|failed|"
    r"delayed|undelivered) (?:e-?)?mail|"
    r"could not be delivered|cannot be delivered|mail (?:system )?error|error during delivery|unzustellbar|"
    r"(?:nicht|konnte nicht) zugestellt|zustell(?:ung|fehler)|non (?:remis|distribu|d[ée]livr)|[ée]chec de (?:la )?"
    r"(?:remise|distribution|livraison)|no (?:se )?(?:ha |pudo )?(?:podido )?(?:ser )?entreg|error de entrega|"
    r"n[ãa]o (?:foi |p[ôo]de ser )?entreg|falha na entrega|onbestelbaar|niet (?:worden )?(?:bezorgd|afgeleverd)|"
    r"mancat[ao] (?:recapito|consegna)|(?:non|impossibile) (?:recapitat|consegna))",
    re.IGNORECASE,
)
_UNDELIVERED = re.compile(
    r"(?:could|can|was|were|has|have|is|are) ?not (?:yet )?(?:be(?:en)? )?(?:delivered|reached|sent|accepted)|"
    r"\b(?:undeliver|unable to deliver|delivery .{0,40}(?:failed|postponed|delayed|attempts?)|failed recipients?|"
    r"mail delivery failed|did not reach|(?:has been|was) (?:returned|rejected|postponed|delayed)|"
    r"no such (?:user|mailbox)|user unknown|mailbox (?:is )?(?:full|unavailable)|"
    r"(?:konnte|wurde)\b.{0,80}nicht\b.{0,20}(?:zugestellt|[üu]bermittelt)|n['’]a pas (?:pu|[ée]t[ée])|"
    r"no se (?:ha|pudo)|no ha podido|n[ãa]o (?:foi|p[ôo]de)|(?:kon|kan) niet|non (?:[èe]|ha|[èe] stato))",
    re.IGNORECASE,
)
_SYSTEM = re.compile(
    r"(?:^|[._+-])(?:postmaster|mailer|mailadmin|mail-?(?:service|system|admin|server|gateway|delivery)|smtp|ndr|mta|"
    r"[a-z]*daemon|[a-z]*antivirus|gateways?|bounces?)(?:$|[._+-])"
)
_STATUS_CODE = re.compile(r"\b(?:[45]\.\d\.\d{1,3}|55[0-4][ -]|(?:error|code|said):? ?[45]\d\d)\b", re.IGNORECASE)
_STATUS = frozenset({"message/delivery-status", "message/global-delivery-status"})
# a Message-ID of a conductd: base32 with a stop and sixteen hexadecimal digits behind it; and its address with a token
_ID_OF_CONDUCTD = re.compile(r"[a-z2-7]{32,50}\.[0-9a-f]{16}@")
_ADDRESS_OF_CONDUCTD = re.compile(r"\+[a-z2-7]{32,50}@")


def is_of_conductd(message: Message) -> bool:
    """Another one's letter, or ours under another name, whatever its marks: only `Auto-Submitted: no` makes it a
    person's (RFC 3834 5).
    """
    if _ID_OF_CONDUCTD.match(message.message_id) or _ADDRESS_OF_CONDUCTD.search(message.header("reply-to").lower()):
        return message.header("auto-submitted").strip().casefold() != "no"
    return False


def says_undelivered(message: Message) -> bool:
    """A bounce without any header of one: two signs of what it is about, or a delivery status in it (RFC 3464)."""
    if not _starts_afresh(message):
        return False
    if any(one.content_type in _STATUS for one in message.attachments):
        return True
    about = bool(_UNDELIVERED_SUBJECT.search(message.subject))
    system = bool(_SYSTEM.search(message.sender.partition("@")[0]))
    if not (about or system):
        return False
    top = " ".join(message.text[:_LONGEST].split("\n")[:_TOP])
    return about + system + bool(_UNDELIVERED.search(top)) + bool(_STATUS_CODE.search(top)) > 1


def says_so(message: Message) -> bool:
    """An answer by a person keeps its Re:, and may quote a program of ours without a mark."""
    if not _starts_afresh(message):
        return False
    if _CHALLENGE.search(message.subject):
        return True
    if not _is_program_s(" ".join(message.text[:_LONGEST].split())):
        return False  # quotations are looked for in few mails: that takes a while
    return any(_is_program_s(_QUOTATION.sub(" ", part)) for part in _top_and_end(message.text))


def _is_program_s(text: str) -> bool:
    return bool(_SAYS_SO.search(text) or _CHALLENGE.search(text))


def _starts_afresh(message: Message) -> bool:
    return not _ANSWER.match(message.subject)


def _top_and_end(text: str) -> tuple[str, str]:
    """What stands first and last outside quotations, without the line ends that clients move."""
    lines = text[:_LONGEST].split("\n")
    found = openings(lines)
    unquoted = lines[: found[0].start] if found else lines
    written = [line.strip() for line in unquoted if line.strip() and not line.lstrip().startswith((">", "|"))]
    below = len(list(takewhile(lambda line: line != "--", reversed(written))))
    last = max(_LAST, below) if below < len(written) else _LAST
    return " ".join(written[:_FIRST]), " ".join(written[-last:])

"""What a sender handed on inside the text: found by the headings that mail clients write above it.

Only cuts and reads. Whose words stand where decides what a reporter is taken to have said, so what follows such a
heading is never the sender's; a reply's quote is not a forward and stays in the text for `parsers.newtext`.
"""

import re
from dataclasses import dataclass, field

from parsers.headers import mailboxes
from parsers.message import Forwarded

LONGEST_TEXT = 100_000
LONGEST_LINE = 400  # of a heading, or of a header that was quoted

# Gmail, Thunderbird, Apple Mail, Outlook for the Mac, Proton, Yahoo, in en de fr es pt nl it.
_HEADING = re.compile(
    r"(?:-{2,20}|_{5,60})?[ ]?(?:"
    r"(?:begin )?forwarded (?:message|mail)|original message forwarded|weitergeleitete (?:nachricht|e-?mail)|"
    r"anfang der weitergeleiteten (?:nachricht|e-?mail)|message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée])|"
    r"d[ée]but du message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée])|(?:mensaje|mensagem) (?:reenviado|encaminhada|"
    r"reencaminhada)|"
    r"(?:inicio del mensaje reenviado|in[íi]cio da mensagem (?:re)?encaminhada)|doorgestuurd bericht|"
    r"begin doorgestuurd bericht|messaggio inoltrato|inizio messaggio inoltrato)"
    r"[ ]?:?[ ]?(?:-{2,20}|_{5,60})?",
    re.IGNORECASE,
)
_FORWARD_SUBJECT = re.compile(r"(?:fwd?|wg|tr|rv|enc|i|doorst?|vl)\s?:", re.IGNORECASE)
_FIELD = re.compile(r"[ *>]{0,4}([^\W\d_][\w.\- ]{0,18}?)\*?[ ]?:\*?[ ]?(.{0,300})")
_FROM = frozenset(["from", "von", "de", "van", "da"])
_SUBJECT = frozenset(["subject", "betreff", "objet", "asunto", "assunto", "onderwerp", "oggetto"])
_OTHERS = frozenset(
    {
        *("sent", "date", "to", "cc", "bcc", "reply-to", "importance"),
        *("gesendet", "gesendet am", "datum", "an", "kopie", "antwort", "wichtigkeit"),
        *("envoyé", "envoye", "envoyé le", "à", "a", "cci", "copie à", "répondre", "priorité"),
        *("para", "enviado", "enviada", "enviado el", "enviado em", "enviada em", "data", "fecha", "cco", "copia"),
        *("verzonden", "verzonden op", "aan", "urgentie", "inviato", "inviato il", "per"),
    }
)
_BLOCK = 16  # lines that a block of quoted headers may take, with a blank one between each two


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """A block of headers that a client wrote above somebody else's words; `end` is the line below it."""

    sender: str = field(repr=False)
    subject: str = field(repr=False)
    fields: int
    end: int


def header_block(lines: list[str], start: int) -> HeaderBlock | None:
    """The block that begins at line `start`: at least a From and another field, in seven languages."""
    found: dict[str, str] = {}
    names: set[str] = set()
    end = start
    for place in range(start, min(start + _BLOCK, len(lines))):
        match = _FIELD.fullmatch(lines[place].rstrip()[:340])
        name = match[1].casefold().strip() if match else ""
        role = _role(name)
        if name in names or not (role or (names and _goes_on(lines[place], name))):
            break
        if match and role:
            names.add(name)
            found.setdefault(role, match[2].strip("* "))
            end = place + 1
    if len(names) < 2 or "from" not in found:  # noqa: PLR2004  one such line may be anybody's sentence
        return None
    return HeaderBlock(_who(found["from"]), found.get("subject", ""), len(names), end)


def _role(name: str) -> str:
    return "from" if name in _FROM else "subject" if name in _SUBJECT else "other" if name in _OTHERS else ""


def _goes_on(line: str, name: str) -> bool:
    """Between two fields may stand one that no rule knows, the rest of a long one, and a blank line of the markup."""
    return bool(name) or not line.strip() or line[:1].isspace()


def _who(text: str) -> str:
    found = mailboxes(text.replace("[mailto:", "<").replace("]", ">"))
    return next((one.address or one.name for one in found), "")


def heading(line: str) -> bool:
    """Does the line say that what follows was forwarded?"""
    bare = line.strip("> \t*")
    return len(bare) < 100 and bool(_HEADING.fullmatch(bare))  # noqa: PLR2004  no client writes a longer one


def parted(text: str, subject: str) -> tuple[str, tuple[Forwarded, ...]]:
    """`text` up to the first inline forward, and the forward. A heading counts only with headers below it; without
    one, headers count where the subject says that this is a forward (Outlook).
    """
    lines = text.split("\n")
    says_forward = bool(_FORWARD_SUBJECT.match(subject))
    for place, line in enumerate(lines):
        if not line or len(line) > LONGEST_LINE or not any(map(str.isalpha, line)):
            continue
        if heading(line) and (block := header_block(lines, _next_filled(lines, place + 1))):
            return _cut(lines, place, block)
        if says_forward and (block := header_block(lines, place)) and block.fields > 2:  # noqa: PLR2004  "From: … To: …" may be a list
            return _cut(lines, _above_rule(lines, place), block)
    return text, ()


def _cut(lines: list[str], place: int, block: HeaderBlock) -> tuple[str, tuple[Forwarded, ...]]:
    below = "\n".join(lines[block.end :]).strip()[:LONGEST_TEXT]
    return "\n".join(lines[:place]).rstrip(), (Forwarded(block.sender, block.subject[:1000], below),)


def _next_filled(lines: list[str], place: int) -> int:
    return next((at for at in range(place, min(place + 4, len(lines))) if lines[at].strip()), place)


def _above_rule(lines: list[str], place: int) -> int:
    """Outlook writes a rule, or its own heading, above the headers."""
    above = place - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    rule = re.fullmatch(r"[_\-]{5,80}[ \w]{0,40}[_\-]{0,80}", lines[above].strip()) if above >= 0 else None
    return above if rule else place

"""What stands below a message and is not part of it: signature, a phone's or a tracker's footer, a disclaimer.

Cuts only at the end, and only what clients and companies add. A person's last words ("this is confidential, please
tell nobody") must survive every rule here: better a footer too many than a sentence too few.
"""

import re

from parsers.footers import without_footer

_MOST_SIGNATURE_LINES = 15
_LONGEST_SIGNATURE_LINE = 100
_MOST_LEGAL_LINES = 60
_MOST_CUTS = 20  # a footer below a disclaimer below a signature, and what lists add
_FIRST_PERSON = re.compile(
    r"\b(?:I|I[’']\w{1,2}|[Mm]y|me|[Ii]ch|[Mm]ir|[Mm]ich|[Jj]e|[Jj][’']\w+|[Mm]oi|[Yy]o|[Ee]u|[Ii]k|[Mm]ij|[Ii]o)\b"
)
_ASKS = re.compile(r"\b(?:please|bitte|merci|s[’']il vous|por favor|alstublieft|per favore)\b", re.IGNORECASE)
# Two of these in one paragraph are a lawyer's, one may be a reporter's.
_LEGAL = re.compile(
    r"intended (?:solely |only |exclusively )?for|intended recipient|"
    r"(?:this|the) (?:e-?mail|message|communication)(?:,? (?:and|including|together with) (?:any|all|"
    r"its))? ?(?:attach|files)|"
    r"received (?:this|it)[\w\- ]{0,30} in error|(?:notify|inform|contact) the sender|"
    r"(?:privileged|legally|contractually) (?:and|or|protected)|"
    r"must not be (?:disclosed|copied|distributed|passed)|unauthori[sz]ed (?:use|disclosure|copying|distribution)|"
    r"(?:disclos|cop(?:y|ying)|distribut|disseminat)\w*,? (?:or |and )?(?:disclos|copy|distribut|disseminat|forward|"
    r"use)|"
    r"registered (?:in|office|at|under)|(?:consider|think of) the environment|"
    r"not the (?:intended |named )?(?:recipient|addressee)|delete (?:it|this|all)|"
    r"diese (?:e-?mail|nachricht) (?:enthält|ist|und)|nicht der (?:richtige|beabsichtigte|vorgesehene) (?:adressat|"
    r"empfänger)|"
    r"irrtümlich (?:erhalten|zugegangen)|(?:vernichten|löschen) sie|unbefugte|registergericht|geschäftsführer|"
    r"amtsgericht|sitz der gesellschaft|siège social|domicilio social|sede legale|"
    r"(?:ce|présent) (?:message|courriel|e-?mail)|destinataire|par erreur|"
    r"(?:este|esta) (?:mensaje|correo|mensagem|e-?mail)|(?:el|o) destinatario|destinat[áa]rio|por err(?:or|o)|"
    r"(?:questo|presente) (?:messaggio|e-?mail)|per errore|"
    r"(?:dit|deze) (?:bericht|e-?mail) (?:is|en|kan)|geadresseerde|abusievelijk|niet de beoogde ontvanger",
    re.IGNORECASE,
)
# Both speak to whoever reads, and of more than what happened: to whom it is meant, what they must not do, who signs.
_TO_ANY_READER = re.compile(
    r"if you|wenn sie|sollten sie|falls sie|si vous|si (?:usted|no es|lo ha|la ha|ha recibido|recibe)|"
    r"se (?:[ao] recebeu|não (?:é|for)|você|recebeu|recebê)|(?:indien|als|mocht) u|se (?:l[oa] |non |avete|ha )|"
    r"qualora|prohibited|forbidden|untersagt|nicht gestattet|interdit|prohibid|proibid|verboden|niet toegestaan|vietat|"
    r"solely|only for|exclusively|ausschließlich|exclusi[fv]|uitsluitend|esclusiv|intended recipient|"
    r"(?:notify|inform|contact) the sender|the environment|registered (?:in|office|at|under)|registergericht|"
    r"amtsgericht|must not be",
    re.IGNORECASE,
)
_HEADED = re.compile(
    r"\W*(?:(?:legal )?(?:disclaimer|notice)|confidential|confid|vertraulich|hinweis|avis|aviso|avvertenz)",
    re.IGNORECASE,
)
_LIST_FOOTER = re.compile(
    r"unsubscribe|mailing list|list-?info|you received this (?:message|e-?mail) because|abmelden|désabonner|désinscri",
    re.IGNORECASE,
)
_LIST_RULE = re.compile(r"[_=\-*]{5,100}")
_CONTACT = re.compile(
    r"\bwww\.\w|^\s*(?:t|tel|telefon|phone|p|m|mob|mobile|mobil|cell|f|fax|d|direct)\b ?[.:]? ?[+(]?\d|"
    r"\+\d{2}[\d ()./-]{6,}|"
    r"\b(?:gmbh|ltd|llc|inc|b\.v\.|s\.a\.|s\.r\.l|sarl|plc|ag|oy|ab)\b\.?|^[^|]{2,60} [|·•] [^|]{2,60}|^\s*pgp\b|"
    r"\btel\b",
    re.IGNORECASE,
)
_NOT_ON_A_CARD = re.compile(r"[.!?…:,;]['\")”]?\s*$|^\s*p\.?\s?p?\.?s\b|https?://", re.IGNORECASE)
_SITE = re.compile(r"https?://[^\s/?#]{1,200}(?:/[^\s/?#]{0,100}){0,2}/?", re.IGNORECASE)
_MOST_TITLES = 2
_ARMOR_OPENS = re.compile(r"-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Z][\w-]{1,20}: .{0,200}\n){0,5}\n?")
_ARMOR_ENDS = "-----BEGIN PGP SIGNATURE-----"


def without_armor(text: str) -> str:
    """A clear-signed text without what OpenPGP wrote around it (RFC 9580, 7)."""
    if "-----BEGIN PGP SIGNED MESSAGE-----" not in text:
        return text
    return _ARMOR_OPENS.sub("", text).partition(_ARMOR_ENDS)[0].replace("\n- -", "\n-")


def without_tail(lines: list[str], sender_name: str) -> list[str]:
    """`lines` without what was added below them."""
    kept = _stripped(lines)
    for _ in range(_MOST_CUTS):
        shorter = _one_less(kept, sender_name)
        if len(shorter) == len(kept):
            break
        kept = _stripped(shorter)
    return kept


def _one_less(lines: list[str], sender_name: str) -> list[str]:
    for cut in (_footer, _list_footer, _disclaimer, _delimited, _contacts):
        shorter = cut(lines, sender_name)
        if len(shorter) < len(lines):
            return shorter
    return lines


def _stripped(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and not lines[end - 1].strip(" \t>*_|"):
        end -= 1
    return lines[:end]


def _footer(lines: list[str], _sender_name: str) -> list[str]:
    return without_footer(lines)


def _list_footer(lines: list[str], _sender_name: str) -> list[str]:
    """A mailing list's program rules off what it adds."""
    for place in range(max(0, len(lines) - _MOST_SIGNATURE_LINES), len(lines)):
        if _LIST_RULE.fullmatch(lines[place].strip()[:110]) and _LIST_FOOTER.search(" ".join(lines[place:])[:3000]):
            return lines[:place]
    return lines


def _disclaimer(lines: list[str], _sender_name: str) -> list[str]:
    start = _legal_from(lines, _last_paragraph(lines))
    text = " ".join(lines[start:])[:4000]
    signs = {match[0].casefold() for match in _LEGAL.finditer(text)}
    legal = len(signs) > 1 and _TO_ANY_READER.search(text) and not _FIRST_PERSON.search(text)
    return lines[:start] if legal and start else lines


def _legal_from(lines: list[str], start: int) -> int:
    """Some servers add it to the last line of what was written, and some wrap it: then its sentence began above."""
    places = range(max(start, len(lines) - _MOST_LEGAL_LINES), len(lines))
    found = next((one for one in places if _LEGAL.search(lines[one][:1000]) or _HEADED.match(lines[one])), len(lines))
    while start < found < len(lines) and lines[found].lstrip()[:1].islower():
        found -= 1
    return found


def _last_paragraph(lines: list[str]) -> int:
    place = len(lines)
    while place and lines[place - 1].strip():
        place -= 1
    return place


def _delimited(lines: list[str], sender_name: str) -> list[str]:
    """RFC 3676 4.3. Many clients lose its space; then it may be a person's own rule."""
    for place in range(len(lines) - 1, max(0, len(lines) - _MOST_SIGNATURE_LINES - 1) - 1, -1):
        if lines[place] == "-- " or (lines[place] == "--" and _signs(lines[place + 1 :], sender_name)):
            return lines[:place]
    return lines


def _signs(below: list[str], sender_name: str) -> bool:
    """The sender's name at once, or a business card, and nobody who speaks."""
    filled = [line for line in below if any(map(str.isalnum, line))]
    said = " ".join((filled or [""])[0].split()).strip("*_, ").casefold()
    name = " ".join(sender_name.split()).casefold()
    own = said and not _blank(below[:1]) and (_same_person(said, name) or (name and said.startswith(f"{name} ")))
    return not _speaks(" ".join(below)) and bool(own or _is_card(filled))


def _blank(lines: list[str]) -> bool:
    return not any(line.strip() for line in lines)


def _speaks(text: str) -> bool:
    return bool(_FIRST_PERSON.search(text) or _ASKS.search(text))


def _contacts(lines: list[str], sender_name: str) -> list[str]:
    """A business card below the sender's name: short lines, none a sentence, one a number, a firm or a site."""
    name = " ".join(sender_name.split()).casefold()
    for place in range(max(0, len(lines) - _MOST_SIGNATURE_LINES), len(lines) - 1):
        said = " ".join(lines[place].split()).strip("*_, ").casefold()
        if said and _same_person(said, name) and _is_card([line for line in lines[place + 1 :] if line.strip()]):
            return lines[: place + 1]
    return lines


def _same_person(said: str, name: str) -> bool:
    """Titles stand before a name, and directories write it backwards (Brandstetter, Karin)."""
    words, asked = set(re.findall(r"[\w'’-]+", said)), set(re.findall(r"[\w'’-]+", name))
    if not words or len(words) > len(asked) + _MOST_TITLES:
        return False
    return asked <= words or (words < asked and len(said) > 2)  # noqa: PLR2004  initials may be any word


def _is_card(lines: list[str]) -> bool:
    texts = [line for line in lines if not _SITE.fullmatch(line.strip("<> "))]
    if any(len(line) > _LONGEST_SIGNATURE_LINE or _NOT_ON_A_CARD.search(line) for line in texts):
        return False
    sites = len(lines) - len(texts)
    # A link of its own below a name is evidence, unless it is a home page below an office.
    return any(_CONTACT.search(line) for line in texts) if sites != 1 else len(texts) > 1

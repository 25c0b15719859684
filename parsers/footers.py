"""The line that a phone, an app or a provider adds below a mail: "Sent from my iPhone", in seven languages.

A line counts only where it has a footer's form, names a device or an app, and tells of nobody and of no time: "Sent
from his phone on Monday" is what somebody saw.
"""

import re

_LONGEST = 200
_FORM = re.compile(
    r"(?:sent|gesendet|verschickt|envoy[ée]e?|enviad[oa]|inviato|verzonden|verstuurd|skickat|sendt|wysłan[eo])"
    r" (?:from|with|via|using|by|von|mit|mittels|über|depuis|avec|de|à partir|desde|con|do|da|dal|dall['’]|a partir|"
    r"pelo|com|vanaf|vanuit|van|met|från|fra|z)\b.{1,80}|"
    r"(?:diese nachricht wurde )?(?:von|mit|über) .{1,60} gesendet|"
    r"(?:get|download|holen sie sich|hol dir|laden sie|obten[ei][rz]|obtenir|télécharge[rz]|obter|obtenha|baixe|baixar|"
    r"descarga|descargar|scarica|ottieni|installe[rz]|ontvang|haal) (?:\S{1,14} ){0,3}(?:outlook|yahoo|proton|gmx|"
    r"web\.de|aol|bluemail|spark|gmail|k-9)\b.{0,40}\b(?:ios|android|mac|mobile?|windows|iphone|ipad|app\w*)\b.{0,20}|"
    r"outlook (?:for|für|pour|para|voor|per) (?:ios|android|mac)(?: (?:beziehen|herunterladen|downloaden|ophalen))?|"
    r"yahoo mail ?[:–-] ?(?:search|suche|recherche).{0,40}",
    re.IGNORECASE,
)
_TRACKER = re.compile(
    r"(?:sender notified by|e-?mail tracked|tracked with|virus-?free\b|virenfrei\b|sans virus\b|libre de virus\b|"
    r"livre de vírus\b|privo di virus\b|virusvrij\b).{0,80}",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"\b(?:i(?:phone|pad|os)|android\w*|samsung|galaxy|pixel|huawei|xiaomi|blackberry|outlook|gmail|yahoo|proton\w*|gmx|"
    r"web\.de|aol|t-online|\w*mail\w*|thunderbird|mobil\w*|handy|smartphone|phone|telefon\w*|téléphone|teléfono|móvil|"
    r"celular|telemóvel|tablet|app|k-9|windows|courrier|correo|posta|courriel|tutanota|avast|avg|mailtrack)\b",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"\b(?:he|she|they|him|his|her|hers|their|them|you|your|who|and|because|but|seine\w{0,2}|ihre[mnrs]?|ihm|ihr|"
    r"dein\w*|und|aber|weil|son|sa|leur|ton|ta|et|mais|su(?! (?:android|i\w))|sus|tu|y|pero|seu|sua|dele|dela|teu|mas|"
    r"zijn|haar|hun|jouw|en|maar|suo|sua|loro|tuo|ma|to|ieri|ayer|ontem|hier|gisteren|gestern|yesterday|last|monday|"
    r"tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|"
    r"mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|segunda|terça|quarta|"
    r"quinta|sexta|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|lunedì|martedì|mercoledì|giovedì|venerdì|"
    r"sabato|domenica)\b|\b\d{1,2}[:.]\d{2}\b|\d{1,2}\.$|[?!;]",
    re.IGNORECASE,
)
_BREVITY = re.compile(
    r"(?:please )?excuse (?:my |the |any )?(?:brevity|typos)(?: (?:and|or) (?:any )?(?:brevity|typos))?|"
    r"(?:bitte )?entschuldigen sie (?:bitte )?die kürze(?: dieser nachricht)?|"
    r"(?:veuillez |merci d[’']|pardon )?excuser? (?:ma|la) brièveté|"
    r"(?:por favor, )?(?:disculpa|disculpe|perdona|perdone) (?:mi|la) brevedad|"
    r"(?:por favor, )?desculpe(?:-me)? (?:a|pela) (?:minha )?brevidade|excuseer (?:mijn|de) (?:beknoptheid|bondigheid)|"
    r"(?:mi )?(?:perdonate|scusate|perdoni|scusi) (?:la|per la) (?:mia )?brevità",
    re.IGNORECASE,
)
_LINK = re.compile(r"[(<\[]{0,2}https?://[^\s<>\[\]()]{1,300}[)>\]]{0,2}", re.IGNORECASE)
_MARKS = "*_<>[]() .,"


def without_footer(lines: list[str]) -> list[str]:
    """`lines` without such a line at their end; some clients write its link below it."""
    last = lines[-1] if lines else ""
    if len(lines) > 1 and _LINK.fullmatch(last.strip()[:_LONGEST]) and is_footer(lines[-2]):
        return lines[:-2]
    return lines[:-1] if is_footer(last) else lines


def is_footer(line: str) -> bool:
    bare = " ".join(_LINK.sub("", line[: 2 * _LONGEST]).split())[:_LONGEST]
    sentences = [one.strip(_MARKS) for one in bare.split(". ")]
    return any(sentences) and all(_one(sentence) for sentence in sentences if sentence)


def _one(sentence: str) -> bool:
    if _BREVITY.fullmatch(sentence):
        return True
    of_an_app = _TRACKER.fullmatch(sentence) or (_FORM.fullmatch(sentence) and not _SOMEBODY.search(sentence))
    return bool(of_an_app and _DEVICE.search(sentence))

"""An administrator accused in German, French, Spanish, Portuguese, Italian or Dutch: to their face, or by name.

Only plain wordings count here. What is doubtful stays with the rules that hold a message and ask its sender (P14).
"""

import re

_DONE = (
    r"(?:ausgelacht|verspottet|beleidigt|bloßgestellt|blossgestellt|nachgeäfft|stummgeschaltet|beschimpft|gedemütigt|"
    r"angeschrien|bedroht|belästigt|lächerlich gemacht|beledigd|uitgelachen|vernederd|bespot|bedreigd|uitgescholden|"
    r"belachelijk gemaakt|weggezet)"
)
_FAIT = r"(?:insult|humili|ridiculis|menac|raill|harcel|engueul|moqué)\w*"
_FATTO = r"(?:insultat|deris|umiliat|offes|minacciat|zittit|pres\w in giro)\w*"
_YOU = re.compile(
    r"\b(?:beschwerde|meldung|anzeige|geht|gehts|richtet sich)\b[^.]{0,30} (?:gegen|um|über) (?:dich|sie (?:selbst|"
    r"persönlich))\b"
    rf"|\b(?:du hast|hast du|haben sie|sie haben) (?:mich|mir|uns)\b[^.]{{0,80}}\b{_DONE}"
    r"|\bplainte (?:\w+ )?contre (?:toi|vous)\b"
    rf"|\b(?:tu (?:m'as|t'es)|vous (?:m'avez|vous êtes)) (?:\w+ )?{_FAIT}"
    r"|\b(?:queja|denuncia|reclamo|esto|va) (?:\w+ )?contra (?:ti|usted|vos)\b|\besto (?:es sobre|va de) (?:ti|usted)\b"
    r"|\bte lo digo a la cara\b|\bme (?:insultaste|humillaste|gritaste|silenciaste|ridiculizaste|amenazaste)\b"
    r"|\bte (?:reíste|burlaste) de (?:mí|mi|nosotr)"
    r"|\b(?:queixa|denúncia|reclamação) (?:\w+ )?contra (?:você|ti|si)\b"
    r"|\bvocê me (?:chamou de|insultou|humilhou|ridicularizou|silenciou|ameaçou)\b"
    r"|\bce l'ho con (?:te|lei)\b|\b(?:reclamo|denuncia|segnalazione) (?:\w+ )?contro di (?:te|lei)\b"
    rf"|\bmi (?:hai|ha lei) (?:\w+ )?{_FATTO}"
    r"|\b(?:dit gaat|klacht (?:\w+ )?(?:gaat|is)?) ?(?:over|tegen) (?:jou|u)\b"
    rf"|\b(?:je|jij|u|gij) (?:hebt|heb|heeft) (?:mij|me|ons)\b[^.]{{0,80}}\b{_DONE}"
)
_MAY_BE_YOU = re.compile(
    r"\b(?:dich|du|sie|toi|vous|tu|ti|usted|vos|te|me|você|si|lei|hai|jou|u|je|jij|gij)\b"
)  # without one of these nothing in _YOU holds
_NOT = re.compile(r"\b(?:nicht|keine?|nie|pas|aucune|no|não|nunca|non|niet|geen|nooit)\b")
_AGAINST = re.compile(
    r"\b(?:plainte (?:\w+ )?contre|(?:queja|denuncia|reclamación|reclamo) (?:\w+ )?contra|esto es (?:sobre|contra)|"
    r"(?:queixa|denúncia|reclamação) (?:\w+ )?contra (?:o |a )?|(?:reclamo|denuncia|segnalazione) (?:\w+ )?contro|"
    r"klacht (?:\w+ )?tegen|dit gaat over (?:jou)?|beschwerde (?:\w+ )?gegen)\s?$"
)
_DID = re.compile(
    rf"^ hat (?:mich|mir|uns)\b[^.]{{0,60}}\b{_DONE}|^ heeft (?:mij|me|ons)\b[^.]{{0,60}}\b{_DONE}"
    rf"|^ (?:m'a|nous a|s'est) (?:\w+ )?{_FAIT}|^ mi ha (?:\w+ )?{_FATTO}"
    r"|^ (?:me|nos) (?:insultó|humilló|gritó|ridiculizó|amenazó|ha (?:insultado|humillado|gritado|ridiculizado|"
    r"amenazado)|insultou|humilhou|ridicularizou|ameaçou|chamou de)\b"
)


def is_about_you(words: str) -> bool:
    """Does the sentence, in lower case, accuse whom it is written to?"""
    if not _MAY_BE_YOU.search(words):
        return False
    found = _YOU.search(words)
    return found is not None and not _NOT.search(words[max(0, found.start() - 30) : found.end()])


def is_accused(before: str, after: str) -> bool:
    """Does what stands around a name, in lower case, accuse its bearer?"""
    found = _AGAINST.search(before[-80:])
    if found is None:
        return bool(_DID.match(after))
    return not _NOT.search(before[-80:])

"""German, French, Spanish, Portuguese, Dutch, Italian, as far as it comes cheaply: the acts that decide most.

A text is read with these only where its small words are not English. What is missing here is read as less than it is
(no consent, no path), never as more.
"""

import re

from parsers.consent_phrases import MOVES as ENGLISH_MOVES
from parsers.consent_words import Act
from parsers.deeds import Deed, Done
from parsers.sentences import Sentence

_SMALL = {
    "en": "the and to of is that was it for with you my he she they have this not are but on in at me we i",
    "de": "der die das und ist ich nicht ein eine zu mit er sie es hat haben auf mir mich wir war den dem im bitte",
    "fr": "le la les et est je ne pas un une des que qui il elle dans mon ma me vous pour du sur a au c'est j'ai",
    "es": "el la los y es yo no un una que de en mi me lo se por con del las su para ha como hola",
    "pt": "o a os e é eu não um uma que de em meu minha me por com do da no na para foi ele ela olá",
    "nl": "de het een en is ik niet dat van in op mij mijn hij zij ze met voor heeft hebben was aan er maar",
    "it": "il la i e è io non un una che di in mio mia mi per con del della lo si ha ho al sono gli le",
}
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL.items()}
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")

_CLOSED = (
    # German
    (
        r"\bniemand(?:em|en)?\b|\bnicht (?:weiter|teilen|öffentlich|bekannt)|\b(?:weitergeben|teilen|"
        r"weitersagen|weiterleiten) (?:bitte )?nicht\b|\bunter uns\b|"
        r"\bfür (?:sich|dich|euch)\b[^.]{0,20}\bbehalte|\bbehalte\w*\b[^.]{0,20}\bfür (?:sich|dich|euch)|"
        r"\blieber nicht\b|\bvertraulich\b|\bmöchte nicht,? dass\b|\bkeine weitergabe\b"
    ),
    # French
    (
        r"\bentre nous\b|\bconfidentiel(?:le|lement)?\b|\bà personne\b|\bque personne\b|\bne (?:\w+ "
        r"){0,2}(?:partagez|transmettez|dites|parlez|diffusez|divulguez)\b|\bgardez[- ](?:cela|le|ça|ceci|"
        r"la)\b|\bje (?:ne (?:veux|souhaite)|refuse)\b[^.]{0,40}\b(?:partag|sache|transm|diffus|divulgu)"
    ),
    # Spanish, Portuguese
    (
        r"\b(?:a|con) nadie\b|\bque nadie\b|\bnadie (?:debe|puede|tiene|se)\b|\bno lo (?:compart|cuent|dig|"
        r"difund)\w+|\bentre nosotros\b|\bconfidencial\w*\b|\bno doy (?:mi )?(?:consentimiento|permiso)\b|"
        r"\bno quiero que (?:se|nadie|lo)\b|\bque no salga\b|\b(?:a|com) ninguém\b|\bninguém (?:pode|deve|"
        r"precisa|saiba)\b|\bque ninguém\b|\bnão (?:o |a )?(?:cont|partilh|compartilh|dig|divulg|pass)(?:em|e|"
        r"ue|uem|am|a)\b|\bentre nós\b|\bnão (?:quero|autorizo|dou)\b"
    ),
    # Dutch, Italian
    (
        r"\b(?:met|aan|tegen) niemand\b|\bniemand (?:mag|hoeft|anders)\b|\b(?:tussen|onder) ons\b|"
        r"\bvertrouwelijk\b|\bliever niet\b|\bniet (?:delen|doorgeven|verder)\b|"
        r"\bdeel\w*\b[^.]{0,20}\bniets?\b|\btoestemming in\b|\ba nessuno\b|\bche nessuno\b|\bnessuno (?:deve|"
        r"può)\b|\btra (?:di )?noi\b|\briservat[aoe]\b|\bconfidenziale\b|\bnon (?:lo )?(?:dite|ditelo|"
        r"condivid\w+|parlat\w+|inoltrat\w+|divulgat\w+)\b|\bnon (?:voglio|autorizzo|acconsento)\b"
    ),
)
_LIMIT = (
    (
        r"\b(?:fragt?|fragen sie|kontaktier\w+) mich\b|\bvorher\b|\bohne meine[nm]? namen\b|\banonym\w*\b|"
        r"\bsolange\b|\bnur\b|\baußer\b|\berst (?:wenn|nach)\b|\bnicht mein\w*\b|\bbis\b"
    ),
    (
        r"\bdemandez[- ]moi\b|\bavant de\b|\bsans (?:mon nom|me (?:nommer|citer)|citer|dire)\b|\btant que\b|"
        r"\bseulement\b|\buniquement\b|\bsauf\b|\bà condition\b|\bpas un mot à\b|\bmais pas\b|\bsi \b"
    ),
    (
        r"\bpregúnt\w+\b|\bantes (?:de|que)\b|\bsin (?:mi nombre|decir|mencionar)\b|\banónim\w*\b|\bsiempre "
        r"que\b|\bs[oó]lo\b|\bsalvo\b|\bexcepto\b|\bmenos a?\b|\bpergunt\w+\b|\bsem (?:o )?(?:meu nome|dizer|"
        r"mencionar)\b|\banônim\w*\b|\bsó\b|\bexceto\b|\bdesde que\b|\bdepois (?:que|de)\b|\bpero\b|\bmas\b"
    ),
    (
        r"\bvraag (?:me|mij|het)\b|\beerst\b|\bzonder mijn naam\b|\banoniem\b|\balleen\b|\bbehalve\b|"
        r"\bzolang\b|\bchiedete\w*\b|\bprima (?:di|che)\b|\bsenza (?:il mio nome|nominarmi|dire)\b|"
        r"\banonim\w+\b|\bsolo\b|\btranne\b|\bpurché\b|\bma\b|\bmaar\b"
    ),
)
_OPEN = (
    (
        r"\bkeine(?:rlei)? (?:bedenken|einwände)\b|\bnichts (?:dagegen|zu verbergen)\b|\b(?:dürfen|dürft|darf|"
        r"können|könnt|kannst)\b[^.]{0,40}\b(?:alle[nsm]?|jede[mrn]?|wen|wem)\b[^.]{0,40}\b(?:weiter|sagen|"
        r"teilen|zeigen|erzählen|wissen)"
    ),
    (
        r"\baucune? (?:réserve|souci|problème|inconvénient|objection)\b|\bpas d'inconvénient\b|\bà qui vous "
        r"voul\w+\b|\brien à cacher\b|\b(?:partager|transmettre|transmettez|partagez|montrer|"
        r"dire)\b[^.]{0,30}\b(?:à|avec) (?:tout le monde|n'importe qui|tous|toute personne)\b|\bce n'est pas "
        r"confidentiel\b"
    ),
    (
        r"\b(?:con|a) quien(?:es)? (?:quier|necesit|haga)\w+\b|\bning[uú]n (?:problema|inconveniente)\b|\bsin "
        r"(?:problemas?|inconvenientes?)\b|\bnada que (?:ocultar|esconder)\b|\bcompart\w+\b[^.]{0,30}\b(?:con "
        r"todos|con todo el mundo|con cualquiera)\b|\bcom quem (?:quis|precis)\w+\b|\bdivulgar à vontade\b|"
        r"\bnada a esconder\b|\bnão tem problema nenhum\b|\b(?:partilh|compartilh)\w+\b[^.]{0,30}\bcom "
        r"(?:todos|toda a gente|qualquer)\b|\bsem (?:problemas?|restrições)\b"
    ),
    (
        r"\bgeen (?:enkel )?(?:bezwaar|zorgen|problemen?)\b|\b(?:aan|met) wie (?:je|jullie|u) (?:wil\w*)\b|"
        r"\bniets te verbergen\b|\b(?:mogen|mag|delen)\b[^.]{0,30}\bmet iedereen\b|\bnessun(?:a)? (?:problema|"
        r"obiezione|riserva)\b|\b(?:con|a) chi (?:volete|vuoi|vuole)\b|\b(?:con|a) chiunque\b|\b(?:niente|"
        r"nulla) da nascondere\b"
    ),
)

MOVES: tuple[tuple[Act, re.Pattern[str]], ...] = (
    *((Act.OPEN_TO_ALL, re.compile(pattern)) for pattern in _OPEN),
    *((Act.CLOSED_TO_ALL, re.compile(pattern)) for pattern in _CLOSED),
    *((Act.IF, re.compile(pattern)) for pattern in _LIMIT),
)
_DEEDS: tuple[tuple[Deed, re.Pattern[str]], ...] = tuple(
    (deed, re.compile(pattern))
    for deed, pattern in (
        (
            Deed.NO_ACTION,
            (
                r"\b(?:keine (?:formelle |förmliche )?(?:beschwerde|maßnahmen?|lösung|reaktion|untersuchung)|"
                r"nichts (?:unternehmen|tun|machen|weiter)|(?:müsst|müssen|sollt|sollen) (?:ihr |sie )?nichts|"
                r"nicht(?:s)? (?:eingreifen|passieren|geschehen))\b"
                r"|\b(?:pas (?:une |de |d')?(?:plainte|action|mesure|résolution|suite|enquête)|aucune "
                r"(?:action|mesure|suite|résolution|démarche)|ne (?:faites|attends|demande|souhaite|cherche|"
                r"veux) (?:rien|pas|aucune?)|rien (?:à faire|de plus))\b"
                r"|\b(?:no (?:es una |quiero |pido |busco |espero |hace falta |hagan |necesito )(?:queja|"
                r"denuncia|que hagan|nada|ninguna|una|hacer)|ninguna (?:acción|medida|resolución)|sin (?:que "
                r"hagan|medidas))\b"
                r"|\b(?:não (?:é uma |quero |peço |procuro |espero |precisam? |façam |preciso )(?:queixa|"
                r"denúncia|que façam|nada|nenhuma|uma|fazer|de)|nenhuma (?:ação|medida|resolução))\b"
                r"|\b(?:geen (?:formele )?(?:klacht|actie|maatregel(?:en)?|oplossing|onderzoek|vervolg)|"
                r"(?:hoeven|hoeft) (?:jullie |u |er )?(?:niets|niks|geen)|niets (?:mee )?(?:te )?doen|non "
                r"(?:è una |voglio |chiedo |cerco |serve |fate |mi aspetto )(?:denuncia|reclamo|niente|nulla|"
                r"alcuna|nessuna|una|che)|nessun(?:a)? (?:azione|provvedimento|misura|risoluzione))\b"
            ),
        ),
        (
            Deed.FORMAL,
            (
                r"\b(?:(?:formelle|förmliche|offizielle)[nr]? beschwerde|beschwerde (?:einreichen|einlegen|"
                r"über|gegen)|(?:ich )?(?:beschwere|melde) (?:mich|hiermit)|offiziell|plainte (?:formelle|"
                r"officielle|contre)|(?:porter|déposer|dépose|porte) (?:\w+ )?plainte|formellement|"
                r"officiellement|"
                r"(?:queja|denuncia|reclamación) (?:formal|oficial|contra|sobre)|(?:presentar|presento|poner|"
                r"hacer|quiero) (?:una )?(?:queja|denuncia)|formalmente|(?:queixa|denúncia|reclamação) "
                r"(?:formal|oficial|contra|sobre)|(?:apresentar|apresento|fazer|faço|quero) (?:uma "
                r")?(?:queixa|denúncia|reclamação)|"
                r"(?:formele|officiële) klacht|klacht (?:indienen|tegen|over)|(?:dien|wil) (?:\w+ "
                r"){0,3}klacht|(?:reclamo|denuncia|segnalazione) (?:formale|ufficiale|contro)|(?:presentare|"
                r"presento|sporgere|fare) (?:un |una )?(?:reclamo|denuncia)|formeel|ufficialmente)\b"
            ),
        ),
        (
            Deed.CONCERN,
            (
                r"\b(?:zur (?:info|information|kenntnis)|nur (?:damit|zur|als) (?:ihr|sie|info|hinweis|\w+)|"
                r"(?:ein|kleiner|als) hinweis|bedenken (?:äußern|melden|mitteilen)|(?:bescheid|wissen) "
                r"(?:wisst|wissen|lassen)|pour (?:info(?:rmation)?|votre information)|(?:simplement|juste) "
                r"(?:pour|que) (?:vous|info\w*|signaler)|signaler une préoccupation|"
                r"(?:solo|sólo) (?:para que|quería|quiero que) (?:lo |la )?(?:sepa\w*|avis\w*|inform\w*)|para "
                r"(?:su|vuestra|tu) información|inquietud|preocupación|(?:só|apenas) (?:para que|queria|quero "
                r"que) (?:saib\w*|avis\w*)|para (?:vosso|seu) conhecimento|preocupação|"
                r"ter info(?:rmatie)?|(?:alleen|gewoon) (?:even|zodat|om) (?:te )?(?:jullie|laten|melden|"
                r"weten)|(?:mijn )?zorg (?:uiten|delen)|(?:solo|soltanto) (?:per|perché) (?:informarvi|lo "
                r"sappiate|sappiate|conoscenza)|per (?:vostra )?(?:conoscenza|informazione))\b"
            ),
        ),
        (
            Deed.REQUEST,
            (
                r"\b(?:(?:ich )?(?:möchte|will|verlange|erwarte|bitte|fordere|wünsche)[^.]{0,60}(?:dass|"
                r"handel\w*|stopp\w*|aufhör\w*|entfern\w*|sperr\w*|eingreif\w*|unternehm\w*|klär\w*|"
                r"kümmer\w*)|(?:könnt|können|kannst) (?:ihr|sie|du)[^.]{0,50}(?:entfernen|sperren|stoppen|"
                r"sprechen|reden|eingreifen|tun|kümmern)|muss (?:aufhören|weg|etwas)|bitte (?:entfernt|sperrt|"
                r"stoppt|redet|sprecht|unternehmt|greift)|"
                r"(?:je )?(?:veux|souhaite|demande|voudrais|exige|attends)[^.]{0,60}(?:que|cesse\w*|arrêt\w*|"
                r"supprim\w*|exclu\w*|sanction\w*|intervien\w*)|(?:pouvez|pourriez)[ "
                r"-]vous[^.]{0,50}(?:supprimer|exclure|intervenir|parler|arrêter|faire)|doit (?:cesser|"
                r"arrêter)|merci de (?:faire|supprimer|intervenir|traiter)|"
                r"(?:quiero|pido|solicito|exijo|espero|quisiera)[^.]{0,60}(?:que|actúen|retir\w*|expuls\w*|"
                r"pare\w*|intervien\w*|resuel\w*)|(?:pueden|podrían|podéis)[^.]{0,50}(?:hablar|quitar|"
                r"expulsar|parar|intervenir|hacer)|tiene que (?:parar|dejar)|por favor,? (?:actúen|paren|"
                r"quiten|hagan|hablen|intervengan)|"
                r"(?:quero|peço|solicito|exijo|gostaria)[^.]{0,60}(?:que|ajam|retir\w*|expuls\w*|pare\w*|"
                r"intervenh\w*|resolv\w*)|(?:podem|poderiam)[^.]{0,50}(?:falar|retirar|expulsar|parar|"
                r"intervir|fazer)|tem (?:de|que) (?:parar|deixar)|"
                r"(?:ik )?(?:wil|verzoek|vraag|verwacht|eis|zou graag)[^.]{0,60}(?:dat|stopt|verwijder\w*|"
                r"ingrijp\w*|oplos\w*|aanpak\w*)|(?:kunnen|kunt|willen) (?:jullie|u)[^.]{0,50}(?:verwijderen|"
                r"stoppen|praten|ingrijpen|doen|aanpakken)|moet (?:stoppen|ophouden)|"
                r"(?:voglio|chiedo|vorrei|pretendo|esigo)[^.]{0,60}(?:che|smett\w*|rimuov\w*|interven\w*|"
                r"risol\w*)|(?:potete|potreste)[^.]{0,50}(?:parlare|rimuovere|fermare|intervenire|fare)|deve "
                r"(?:smettere|finire))\b"
            ),
        ),
    )
)


def path_deeds(sentence: Sentence) -> tuple[Done, ...]:
    """What a sentence in another language says about the path: at most one deed, refusals before requests."""
    found = next((deed for deed, pattern in _DEEDS if pattern.search(sentence.words)), None)
    return () if found is None else (Done(found, sentence.asks),)


def language(text: str) -> str:
    """The language whose small words stand in the text most often; English where nothing is clearly another."""
    found = _WORD.findall(text[:3_000].lower())
    counts = {name: sum(map(words.__contains__, found)) for name, words in _WORDS.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] > 1.3 * counts["en"] else "en"


def moves_for(spoken: str) -> tuple[tuple[Act, re.Pattern[str]], ...]:
    """What consent is read with, by the language of the text."""
    return ENGLISH_MOVES if spoken == "en" else (*MOVES, *ENGLISH_MOVES)

"""Names where the language hides them: German writes every noun large, and other verbs than English ones follow a name.

It judges one written word by its form and its neighbours, in bounded looks, and is asked only about texts that are not
English. What it doubts is no name: a person can add one, and a list full of nouns is read by nobody.
"""

import re

_REACH = 40  # characters before a word that are looked at
_NOUN_FORM = re.compile(
    r"(?:ung|heit|keit|schaft|tion|tionen|tät|täten|tum|nis|nisse|ling|linge|ungen|heiten|keiten|schaften|ismus|ment|"
    r"mente|thek|eur|eure|chen|lein|ierung|erei|ierer|amkeit|rinnen|erin|ahme|age|agen|enz|anz|ik|iker|ur|uren)s?",
)
# What compounds end in: 'Sprachnachricht' is a 'Nachricht'. With the endings of the plural and the cases.
_TAIL = re.compile(
    r".*(?:abend|account|administrator|akte|anfrage|anhang|anlass|anliegen|anruf|antrag|antwort|anwalt|anzeige|"
    r"arbeit|"
    r"arbeiter|artikel|arzt|aufgabe|auftritt|ausdruck|aussage|beispiel|beitrag|beiträge|beleg|bericht|beruf|bescheid|"
    r"beschwerde|betrag|betreff|betrieb|beweis|bild|bilder|brief|buch|büro|call|chat|chef|community|computer|datei|"
    r"daten|datum|ding|dinge|eindruck|eingabe|einladung|einwand|eltern|ende|entscheid|fall|fälle|familie|firma|folge|"
    r"form|formular|forum|foto|frage|frauen|freund|frist|führer|gang|gebühr|gefahr|gefühl|geld|gespräch|gesicht|"
    r"grund|gründe|gruppe|hilfe|hinweis|jahr|kanal|kanäle|kind|kinder|kollege|konferenz|konto|konten|kopie|kreis|"
    r"kunde"
    r"|kurs|lage|lehrer|leute|leuten|liste|mail|mails|material|meeting|meister|mensch|minute|mitglied|mittel|"
    r"moderator|"
    r"monat|mutter|name|nacht|nachricht|notiz|ordner|partner|person|plan|platz|polizei|post|problem|profil|programm|"
    r"projekt|protokoll|punkt|raum|recht|rede|regel|reihe|richter|runde|sache|satz|sätze|schluss|schreiben|schritt|"
    r"schutz|screenshot|seite|server|sicht|sinn|spruch|sprüche|stand|stelle|stimme|streit|strich|stück|stunde|"
    r"tabelle|"
    r"tage|tagen|team|teil|teilnehmer|termin|text|thema|themen|thread|tisch|ton|treffen|umgang|unterlage|urteil|"
    r"vater|"
    r"verbot|verein|verfahren|verhalten|verlauf|versuch|vertrag|vertrauen|verweis|video|vorfall|vorfälle|vorschlag|"
    r"vortrag|vorwurf|vorwürfe|weise|werbung|wettbewerb|widerspruch|wille|woche|wort|worte|wörter|wunsch|zahl|"
    r"zeichen|"
    r"zeit|zettel|zeuge|zimmer|zugang|zweck)(?:e|en|n|s|es|er|ern|in)?",
)
_NOUNS = frozenset(
    """
    ahnung angst art ball bild bitte boden chat dank deutsch eile ernst euer euro fan firma fotos gast geduld glück
    gott gruss gruß grüsse grüße haus hand hause herz humor ihnen ihr ihre ihrem ihren ihrer ihres junge kampf kern
    kopf kritik lauf leben leid lust mal mann männer mitte montags mut mädchen männern müll mühe name nase nerven
    neues not ohr opfer ort punkt rat respekt rest ruf ruhe sache scham scherz schuld sie sinn sohn sorge spaß spiel
    sport staat stadt start stil stress tag tat termin test tests tipp tod tochter tür uhr uhrzeit weg welt wert witz
    witze wut zeit ziel zorn zug zufall zwang hallo moin servus tschüss danke mfg betreff betr nachtrag ps wer was wo
    wie wann warum wieso weshalb welche welcher beweise belege vertraulichkeit privatsphäre beteiligte beteiligter
    beteiligt täter betroffene den dem des einen einem einer eines meinen meinem meiner meines unser unsere unserem
    unseren unserer euch eure eurem euren eurer diese diesem diesen dieser dieses jede jeder jeden jedes alle allen
    aller alles andere anderen keinen keiner keinem man da dann dort damit dabei daher darum deshalb trotzdem außerdem
    ausserdem allerdings leider eigentlich vielleicht natürlich inzwischen seitdem seither zuerst zuletzt danach davor
    dazu darauf daraufhin also denn doch jetzt nun nur noch schon sehr so sonst als am an im in um ob seit vor zum zur
    vom beim durch gegen ohne bis während wegen trotz laut kurz viele vielen viel mehr manche einige zwei drei vier
    fünf sechs sieben acht neun zehn niemand jemand nichts etwas dich dir dein deine deinem deinen deiner ihm ihn uns
    mir mich sich selbst wurde wurden wird werden kann können könnt könnte soll sollte muss müssen darf dürfen will
    wollen mag möchte habe hatte hatten januar februar märz april mai juni juli august september oktober november
    dezember montag dienstag mittwoch donnerstag freitag samstag sonntag ostern weihnachten gestern heute morgen bald
    oft nie niemals weder entweder sobald sofern falls irgendwer irgendjemand irgendwie jemanden keinerlei ja nein
    klar stimmt hab habt guckt schaut nachzulesen hochachtungsvoll freundlichst herzlichst ahoi moinsen verehrte werte
    werter liebes lieber vermutlich wahrscheinlich weitere weiterer letzte nächste erste zweite dritte dritter dritten
    freiwilliger papa mama oma opa eltern logs info ironie damen herren verantwortliche deutschland österreich schweiz
    wien berlin hamburg münchen köln zürich bern einsteiger nutzer dieb gremium verehrtes schwangerschaft euerm
    treffen wen stempel gerade wäre bin seid gibt geht macht sagte schrieb meinte fand finde denke glaube hoffe weiß
    weiss
    """.split()  # noqa: SIM905  a list of quoted words is nothing to read
)
_PARTICIPLE = re.compile(r"(?:an|auf|ab|fest|zu|aus|ein|vor|nach)ge\w{3,}|ge\w{4,}en")
_RELATION = (
    r"herr|herrn|frau|namens|kolleg(?:e|en|in)|freund(?:in|es)?|bruder|schwester|cousin(?:e)?|onkel|tante|"
    r"chef(?:in)?|"
    r"nachbar(?:in|n)?|mitarbeiter(?:in|s)?|moderator(?:in)?|gewisse[rn]?|referent(?:in)?|mitglied|sohn|tochter|mann"
)
_AFTER_RELATION = re.compile(rf"\b(?:{_RELATION}) $", re.IGNORECASE)
_BLAMED = re.compile(r"\b(?:von|gegen|über|heißt|heisst|nennt sich|@[\w.-]{1,40} und) $", re.IGNORECASE)
_SUBJECT = re.compile(
    r"(?:^|[\n.!?:;,(\"*•-]|\b(?:dass|weil|wenn|wie|ob|aber|denn|und|hat|lässt|ist|sagt|sagte|schrieb|also|auch|"
    r"gestern|"
    r"heute|dann|wo))\s*$",
    re.IGNORECASE,
)
_DOES = re.compile(
    r" (?:hat|ist|war|hatte|wird|wurde|kann|will|muss|soll|darf|mich|mir|uns|meine[nmrs]?|die|der|in #|im|aus #|"
    r"aus dem|"
    r"sich|dauernd|ständig|immer|[a-zäöüß]{2,}(?:t|te|ten)\b|und (?:@|<@|[A-ZÄÖÜ][a-zäöüß]+ (?:haben|sind)))"
    r"|,? (?:der|die|ein|eine|mein|meine|unser|unsere)\b|, | \(|'s\b|[ .!]*$"
)
# What follows a name that opens a sentence, in the languages beside German and English.
_OPENS = re.compile(
    r" (?:a|ont|est|était|avait|m'|t'|s'|nous|vient|dit|fait|va|"  # French
    r"me|le|te|ha|han|es|era|fue|dijo|tambi[eé]n|dejó|"  # Spanish
    r"foi|é|está|disse|também|fica|ficou|"  # Portuguese
    r"è|mi|ci|si|gli|anche|continua|"  # Italian
    r"heeft|hebt|is|was|zei|blijft|zegt|werd|bleef)(?:\b|(?<='))|, (?:qui|que|che|die|el|la|le|de|du|un|une|una|il|"
    r"o|een|celui|celle|animat\w+|mod[ée]r\w+)\b"
)
_ELIDED = re.compile(r"(?:[JLDCSMTN]|Qu)'|\w+-(?:ce|il|elle|vous|moi|joint|lo|me|nous|on|le|la)$", re.IGNORECASE)
_MYSELF = re.compile(
    r"\b(?:je m'appelle|moi c'est|moi,? c'est|ich heiße|ich heisse|mein name ist|ich bin(?: die| der)?|me llamo|soy|"
    r"mi nombre es|chamo-me|me chamo|meu nome é|sou(?: a| o)?|mi chiamo|sono|il mio nome è|ik heet|ik ben|"
    r"mijn naam is)"
    r" $"
)
_WHOSE = re.compile(r"\b(?:de|d'|di|da|do|van|del|della|dell') ?$")
_DEEDS_OF = re.compile(
    r"\b(?:comport|condu|mensa|messag|messagg|comment|coment|berich|remarque|propos|part|gedrag|attit|atit|culpa|"
    r"faute|"
    r"insult|trat|víctima|vítima|victime|slachtoffer)\w*(?: \w+)? (?:de|d'|di|da|do|van|del|della|dell') ?$"
)
_PLACE = re.compile(
    r"\b(?:en|em|à|au|aux|uit|près de|cerca de|perto de|vicino a|barreau de|est[aá] en|na|no|nel|nella) $"
)
_LABELS = frozenset(
    """
    hechos pruebas privacidad implicados bewijs privacy vertrouwelijkheid confidentialité confidencialidad personnes
    pièces preuves faits prove chi cosa dove quando wat wie waar qui quoi où quién quiénes qué dónde cuándo quem quê
    onde provas privacidade factos fatos riservatezza objet asunto assunto oggetto onderwerp betreft bises coucou
    monsieur madame mademoiselle messieurs mesdames maître cordialmente hoogachtend egregio egregia signor signora
    signore signori atentamente agradecida agradecido falou houd tenho luego ayer hoy siempre nunca también ahora
    entonces después ieri oggi poi sempre ora adesso quindi ontem hoje agora depois então gisteren vandaag dan nu
    altijd daarna toen sinds hier aujourd'hui maintenant puis ensuite depuis toujours jamais alors il elle on ça cela
    cet cette ces celui celle quelqu'un personne rien tout tous toute toutes aucun aucune alguien nadie nada todo
    todos todas alguém ninguém tudo qualcuno nessuno niente tutto tutti iemand niemand niets alles iedereen ese esa
    eso aquel aquella esse essa isso aquele aquela quello quella questa questi dat deze die zo hij zij ze er mij je u
    jullie faut voilà allô bien tant chez ci-joint sachez permettez effacez mardi samedi lundi mercredi jeudi vendredi
    dimanche quiero exijo pido solicito quedo soy si sé se había pese miren esperad buenas ay primero segundo tercero
    lleva quede quero peço acho entendo escrevo éramos oi olá quanto guarde vejam primeiro anteontem voglio chiedo
    desidero domando pretendo basta ehi raccontatelo ecco gij hoort daar mijnheer mevrouw vriendelijke personas
    inquiétudes señor señora señores lunes martes miércoles jueves viernes sábado domingo segunda terça quarta quinta
    sexta lunedì martedì mercoledì giovedì venerdì sabato domenica maandag dinsdag woensdag donderdag vrijdag zaterdag
    zondag nederlands vlaams español français italiano português
    stamattina stasera stanotte anoche vanmorgen vanavond vannacht
    deus dios dieu dio god excel
    """.split()  # noqa: SIM905  a list of quoted words is nothing to read
)


_SMALL = re.compile(
    r"([a-zà-öø-ÿ]{3,14}) (?:hat (?:mich|mir|uns|meine?[nmr]?)|m'a|nous a|me (?:ha|dijo|llamó|chamou|disse)|"
    r"mi ha|ci ha|"
    r"heeft (?:mij|me|ons|mijn))\b"
)


def small_name(said: str, language: str) -> str:
    """Who opens a sentence in lower case and does something to its writer: 'wiebke hat mich ausgelacht'."""
    found = _SMALL.match(said)
    if found is None or found[1] in _NOUNS or found[1] in _LABELS or _is_common(found[1], language):
        return ""
    return found[1]


def without_nouns(name: str, language: str) -> str:
    """The name without the common words that stand before it, written large: 'Kollegin Xenia' is Xenia."""
    words = name.split()
    while words and _is_common(words[0], language):
        words.pop(0)
    while words and words[-1].casefold() in (_NOUNS if language == "de" else _LABELS):
        words.pop()
    return " ".join(words)


def _is_common(word: str, language: str) -> bool:
    folded = word.casefold()
    if language != "de":
        return folded in _LABELS
    return (
        folded in _NOUNS
        or bool(_PARTICIPLE.fullmatch(folded))
        or _is_noun(word.lower())
        or bool(re.fullmatch(_RELATION, folded))
    )


def _is_noun(word: str) -> bool:
    """Of compounds with a hyphen the last part decides."""
    last = word.rpartition("-")[2]
    return bool(_TAIL.fullmatch(last)) or bool(len(last) > 5 and re.search(rf"{_NOUN_FORM.pattern}$", last))  # noqa: PLR2004  'Ulrik'


def may_be_name(name: str, before: str, after: str, language: str) -> bool:
    """Whether a word written large is a name, by what stands around it."""
    before = before[-_REACH:]
    if language != "de":
        return _may_be_romance(name, before.lower())
    if " " in name:
        return not _ends_as_noun(name)
    if _AFTER_RELATION.search(before) or _BLAMED.search(before):
        return True
    return bool(_SUBJECT.search(before) and _DOES.match(after))


def _may_be_romance(name: str, before: str) -> bool:
    if _ELIDED.match(name) or _MYSELF.search(before):
        return False
    whose = _WHOSE.search(before)
    return " " in name or not (_PLACE.search(before) or (whose and not _DEEDS_OF.search(before)))


def _ends_as_noun(name: str) -> bool:
    """'Letzte Woche', 'Formelle Beschwerde': an adjective opens a sentence, and its noun follows."""
    first, *_, last = name.split()
    return bool(_TAIL.fullmatch(last.lower()) or re.search(r"(?:ung|heit|keit|sphäre)$", last)) and first.endswith(
        ("e", "er", "es", "en")
    )


def opens_as_name(after: str, language: str) -> bool:
    """Whether a word that opens a sentence is followed by what somebody does."""
    return bool((_DOES if language == "de" else _OPENS).match(after[:_REACH]))


def article_of_names(before: str, language: str) -> bool:
    """'a Genoveva coordena': Portuguese puts the article before a woman's name."""
    return language == "pt" and bool(re.search(r"(?:^|[\s(])a $", before.lower()))

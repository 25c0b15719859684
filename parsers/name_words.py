"""Words that are written large and are nobody's name: openings of sentences, days, places, languages, trades' terms.

Closed classes only (function words, the calendar, languages), and what a letter to administrators is made of.
"""

import re

TITLES = (
    "mr|mrs|ms|mx|dr|prof|professor|herr|frau|m|mme|señor|señora|sr|sra|dhr|mevr|sig|lt|sister|brother|uncle|aunt|coach"
)

_WORDS = """
i i'm i've i'd i'll a an the and or but so if then than as at by for from in into of off on onto out over to up with
without within about above after again against all also although always am among any anybody anyone anything are
aren't around because been before behind being below between both can can't cannot could couldn't did didn't do does
doesn't doing don't down during each either else even ever every everybody everyone everything few finally first
found four further get gets give given go goes going gone good got had hadn't has hasn't have haven't having he he'd
he'll he's her here here's hers herself hi him himself his how how's however hello hey dear it it's its itself just
kind kindly last lately later least less let let's like little look lot made make makes many may maybe me mine more
most much must mustn't my myself near neither never next no nobody none nor not nothing now nowhere often oh ok okay
old once one only other others our ours own part per perhaps please pls possibly quite rather really same see seen
several she she'd she'll she's should shouldn't since some somebody someone something sometimes soon sorry still
such sure take tell thank thanks that that's their theirs them there there's these they they'd they'll they're
they've thing things think third this those though three through thus till today together tomorrow too two under
unless until upon us use used usually very via was wasn't we we'd we'll we're we've well were weren't what what's
whatever when whenever where whether which while who who's whoever whole whom whose why will won't would wouldn't
yes yesterday yet you you'd you'll you're you've your yours yourself another anyway apparently besides certainly
clearly currently earlier especially eventually fyi honestly hopefully ideally instead meanwhile moreover
nevertheless obviously otherwise previously recently regarding secondly similarly thirdly unfortunately enough five
six seven eight nine ten fifteen twenty nope yep yeah nah wow ugh hmm uh um meh monday tuesday wednesday thursday
friday saturday sunday january february march april june july august september october november december easter
christmas spring summer autumn winter english german french spanish portuguese dutch italian american british indian
chinese japanese russian european muslim jewish christian hindu african asian latino vietnamese polish slack url
http https discord zoom teams github gitlab google linkedin twitter facebook instagram whatsapp telegram youtube
gmail outlook email mail dm dms admin admins administrator administrators moderator moderators mod mods channel code
conduct coc cto ceo vp hr pr prs qa ui ux api sql css html sre ai faq tbd cet cest utc gmt pst est mst pm usd eur re
fw fwd ps nb asap tldr imo imho idk btw fwiw irl wfh adhd formal complaint concern report incident nature involved
material privacy proof evidence sharing consent person persons people member members name names subject background
context summary impact detection disclosure desired expected observation data timeline question answer attached
attachment screenshot screenshots recording link links thread message messages post posts note notes confidential
confidentiality private urgent appeal suspension soft skills engineering community workspace process page rule rules
path rands leadership podcast host hosts show meetup conference team company manager boss colleague friend sister
brother mother father daughter son husband wife partner police best regards cheers sincerely faithfully respectfully
greetings love warmly colleagues folks sir sirs madam evening morning afternoon day night week month year said says
told asked wrote called posted sent replied answered joined left removed deleted muted raising filing lodging
requesting flagging reporting writing quoting noted read saw heard long early mr mrs ms dr prof professor sr herr
frau user participant root action items author receiver congratulations treat ask resolve leave put scrap making
insulting according laughter plagiarism sending keep stop remove ban transcribed thats whats theres dont cant wont
im ive id hes shes theyre youre isnt doesnt didnt der die das ein eine und oder aber ich du er sie es wir ihr mein
meine sein seine ist sind war hat haben nicht kein keine auf aus bei mit nach von zu für über unter wenn weil dass
wie wer wo hier heute gestern morgen bitte danke le la les un une et ou mais je tu il elle nous vous ils elles mon
ma mes sa ses sont était ont ne pas dans sur avec pour par de des que qui quoi ce cette cela ça bonjour merci el los
las una y o pero yo tú él ella nosotros mi mis su sus fue ha han en con por para del este esta esto hola gracias eu
você ele ela nós meu minha seu sua é são foi não em com da isto olá obrigado obrigada het een maar ik jij hij zij
wij mijn zijn haar is heeft niet geen op aan van voor met bij dat dit deze hallo bedankt lo gli uno e io lui lei noi
mio mia suo è sono era non nel di che questo ciao grazie
""".split()  # noqa: SIM905  a list of a thousand quoted words is nothing to read
NOT_NAMES = frozenset(_WORDS)
# "in Berlin", "the Friday", "my Slack": places and things stand after these; people hardly ever do
NOT_NAMES_AFTER = re.compile(
    r"(?:\b(?:in|at|near|via|into|across|the|my|your|our|this|a|an|no|every|last|next|since|until|till)|#) $"
)

"""A first name that is also a common word: is it a name here? It looks at one word and its neighbours only, and knows
no administrators.

Taking a word for a name holds everybody's mail; taking a name for a word tells the accused (P14). So a word
counts where it is written large, unless it plainly is the word; in lower case
only before a verb that no 'will' takes.
"""

import re

_MODALS = frozenset({"will", "may", "can"})
_MONTHS = frozenset({"may", "april", "june", "august", "summer", "autumn", "winter", "easter"})
_WORDS = (
    _MODALS
    | _MONTHS
    | frozenset(
        """
    art ash bell bill bob brook brooks buck bud chance chase chip clay cliff dale dawn day dean dick drew duke earl eve
    faith fern frank gene glen grace grant guy hope jack jean josh joy mark matt max mike miles nick pat penny pearl
    rich rob rock rod rose royal ruby rusty sandy sky stone sue terry tony trip victor ward wade woody
    """.split()  # noqa: SIM905  a list of quoted words is nothing to read
    )
)
_PRONOUN = re.compile(
    r"\b(?:i|you|we|he|she|they|it|who|which|that|this|there|one|nobody|everybody|somebody|everyone|someone|ich|er|sie|"
    r"es|wir|ihr|man|wer|niemand|@[\w.-]{1,40}|<@\w{1,20}>) $"
)
_WHEN = re.compile(r"\b(?:in|on|since|last|next|this|early|late|until|till|mid|during|end of|im|seit|\d\.?) $")
_DETERMINER = re.compile(r"\b(?:the|an?|my|your|his|her|our|their|this|that|of|some|any|no|in|more|much|good|bad) $")
_BASE = re.compile(
    r"^ (?:also |not |never |then |only |please |just |gladly |soon |probably )?(?:i|you|he|she|it|we|they|this|that|"
    r"there|the|these|those|my|your|anyone|anybody|someone|somebody|nobody|ich|das|be|have|do|send|add|attach"
    r"|write|try|"
    r"follow|get|give|let|keep|report|share|tell|ask|wait|call|come|go|look|check|make|mail|update|provide|explain|"
    r"forward|upload|reply|answer|need|see|read(?! (?:me|my|out)\b)|show|say|take|talk|think|work|post"
    r"|put(?! (?:me|us|my|her|him)\b)|remain|stay|stop|use|describe|"
    r"elaborate|continue|help|list|happily)\b"
)
# a verb in a form that no modal takes before it: 'will insulted', 'may keeps', 'will is'
_INFLECTED = re.compile(
    r"^ (?:just |also |always |then |really |again )?(?:is|was|has|had|did|does|keeps|kept|said|says|told|tells|wrote|"
    r"made|sent|went|gave|took|called|\w{2,20}[^e\W]ed|\w{2,20}(?:ssed|tens|sults|lls me))\b"
)


def is_name(said: str, start: int, end: int) -> bool:
    """Whether the word of `said` between `start` and `end` is meant as a name."""
    word = said[start:end]
    if word.casefold() not in _WORDS:
        return True
    before, after = said[:start].lower()[-60:], said[end:].lower()[:60]
    if _PRONOUN.search(before):
        return False
    if word[:1].isupper():
        return not _is_word_at_start(word.casefold(), before, after) and not _is_time(word.casefold(), before)
    return bool(_INFLECTED.match(after)) and not _DETERMINER.search(before)


def _is_word_at_start(word: str, before: str, after: str) -> bool:
    return not before.strip(" \"'(*-:") and (word in _MODALS or word == "mark") and bool(_BASE.match(after))


def _is_time(word: str, before: str) -> bool:
    return word in _MONTHS and bool(_WHEN.search(before))

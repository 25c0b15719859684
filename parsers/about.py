"""What one message says, part by part: each view of it is made once, however many fields of a Reading ask for it.

With it come all the rules, some 850 patterns: whoever reads no message need not wait for them (`parsers/reading.py`).
"""

from dataclasses import dataclass, field
from functools import cached_property

from parsers import abroad, weighed
from parsers.acts import SHARING, Heard, hear
from parsers.answers import Form, Told, form, points_at_material, tells_what
from parsers.appeals import justified
from parsers.automatic import automatic, is_by_words_alone
from parsers.belonging import case_code, goes_on, own_subject, without_codes
from parsers.consent import bare_consent, consent
from parsers.fields import Context, Reading, Why
from parsers.kind import ENGLISH, asks_count, kind, offered
from parsers.kind import Heard as Ruled
from parsers.mentioned import Named, named
from parsers.message import Message
from parsers.newtext import new_links, new_text
from parsers.people import fold_name, involved
from parsers.permission import permission
from parsers.reach import REACH, within_reach
from parsers.reasons import Found, Where, reasons
from parsers.reported import Administrators, reported
from parsers.sentences import LONGEST, QUOTE, Sentence, own_words, plain, sentences
from parsers.terms import QUESTION, RANK, UNDECIDED, Answer, Consent, MessageKind, Word
from parsers.tokens import Tokens, tokens
from parsers.urgency import plainly_urgent, upset, urgent
from parsers.voice import earnest
from parsers.words import offered_words

_REPORTS = frozenset({MessageKind.COMPLAINT, MessageKind.CONCERN, MessageKind.REPORT})
YES = 0.5
LONGEST_BARE = 200  # characters of an answer that is only a no or a yes
GOES_ON = 0.7  # the chance of a follow-up from which it is read as one
SILENT = 0.1  # a chance that sharing is spoken of, below which nothing is said of it
URGENT, URGENT_ABROAD = 0.3, 0.12  # the chance of danger from which somebody is woken; less was learned abroad
SIGN_OF_DANGER = 3.0  # what a rule that sees one adds to the log odds
DOUBTED = 0.01
LONGEST_SUBJECT = 300
_BY_WORD = {Word.SHARE: Consent.GRANTED, Word.ASK_FIRST: Consent.CONDITIONAL, Word.PRIVATE: Consent.REFUSED}
_TOLD = frozenset(MessageKind) - {MessageKind.OTHER, MessageKind.AUTOMATIC, MessageKind.FOLLOWUP}
_BY_CHOICE = {
    Word.COMPLAINT.value: MessageKind.COMPLAINT,
    Word.CONCERN.value: MessageKind.CONCERN,
    UNDECIDED: MessageKind.REPORT,
    QUESTION: MessageKind.QUESTION,
}


def understood(message: Message, context: Context) -> Reading:
    text = new_text(message, context.sent_lines)[:LONGEST]
    about = _About(message, context, text)
    first = about.first_kind
    if first is MessageKind.OTHER and (Word.DANGER in about.words or about.in_danger):
        first = MessageKind.REPORT  # of what, a person asks
    return Reading(
        channel=message.channel,
        kind=_kind(about, first),
        first_kind=first,
        text=text,
        answered=about.answered,
        involved=about.involved,
        consent=about.consent,
        links=about.links,
        attachments=message.attachments,
        justified=first is MessageKind.APPEAL and about.justified > YES,
        named_administrators=about.reported if about.accuses else (),
        unsure_administrators=about.named.unsure if about.accuses else (),
        kept_out_administrators=about.named.kept_out,
        mentioned_administrators=about.named.named,
        urgent=Word.DANGER in about.words or about.in_danger,
        upset=about.language != ENGLISH or upset(about.plain),
        words=about.words,
        asks_count=first is MessageKind.QUESTION and asks_count(about.ruled),
        code=about.code,
        automatic=about.automatic,
        why=about.why,
    )


def _kind(about: "_About", first: MessageKind) -> MessageKind:
    if about.automatic:
        return MessageKind.AUTOMATIC
    if about.goes_on:
        return MessageKind.FOLLOWUP
    if about.chosen is not None:
        return first
    if about.heard.kinds[MessageKind.FOLLOWUP] > GOES_ON:
        return MessageKind.FOLLOWUP
    likeliest = max(about.heard.kinds, key=about.heard.kinds.__getitem__)
    return likeliest if likeliest is MessageKind.AUTOMATIC and first is MessageKind.OTHER else first


@dataclass(frozen=True)
class _About:
    """One message and what its parts are read from. Each view is made once, however many fields ask for it."""

    message: Message = field(repr=False)
    context: Context = field(repr=False)
    text: str = field(repr=False)

    @cached_property
    def plain(self) -> str:
        return plain(self.tokens_of)

    @cached_property
    def own(self) -> tuple[Sentence, ...]:
        """The sender's own sentences, without what they quote."""
        return sentences(self.unquoted)

    @cached_property
    def unquoted(self) -> str:
        return own_words(self.plain)

    @cached_property
    def spoken(self) -> tuple[Sentence, ...]:
        """All sentences, quotations included: a quoted threat is a danger too."""
        if not self.subject and QUOTE not in self.unquoted:
            return self.own
        return sentences(f"{self.subject}\n{self.plain}")

    @cached_property
    def subject(self) -> str:
        """The subject without marks of replies and lists; a reply's subject is somebody else's words."""
        return own_subject(plain(self.message.subject))

    @cached_property
    def is_reply(self) -> bool:
        return bool(self.message.in_reply_to or self.message.references)

    @cached_property
    def announced(self) -> tuple[Sentence, ...]:
        """The sender's own sentences, the subject of a first message among them."""
        subject = "" if self.is_reply else self.subject
        return (*sentences(own_words(subject)), *self.own)

    @cached_property
    def opening(self) -> str:
        """The subject of a first message, which is its sender's too, as its first paragraph."""
        return f"{self.subject}\n\n" if self.subject and not self.is_reply else ""

    @cached_property
    def tokens(self) -> Tokens:
        return tokens(without_codes(self.context.code_prefix, self.opening + self.tokens_of))

    @cached_property
    def tokens_of(self) -> str:
        return within_reach(self.text)

    @cached_property
    def heard(self) -> Heard:
        """What the model says of the message and of each of its sentences."""
        return hear(self.tokens)

    @cached_property
    def ruled(self) -> Ruled:
        return Ruled(
            body=self.announced,
            everything=f"{self.subject}\n{self.plain}".lower(),
            words=self.words,
            language=self.language,
            shown=self.shown,
            people=len(self.involved),
        )

    @cached_property
    def with_what_was_handed_on(self) -> str:
        return "\n".join([self.plain, *(plain(each.text) for each in self.message.forwarded)])

    @cached_property
    def language(self) -> str:
        return abroad.language(self.text)

    @cached_property
    def links(self) -> tuple[str, ...]:
        return new_links(self.message, self.text)

    @cached_property
    def shown(self) -> int:
        """Files, forwarded messages, and links into the community's archive."""
        archived = sum("/archives/" in link for link in self.links)
        return archived + len(self.message.attachments) + len(self.message.forwarded)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """What was written alone on a line, then what was chosen in a form: it says the same, and is the last word."""
        return (*offered_words(self.text), *(word for word in Word if word in self.message.choices))

    @cached_property
    def automatic(self) -> str:
        """Words alone make nobody a program who tells, asks or allows something; in Slack no program has them."""
        found = automatic(self.message, self.context.own_addresses)
        if not is_by_words_alone(found, self.message):
            return found
        tells = self.first_kind in _TOLD or self.in_danger or self.words or self.message.channel == "slack"
        return "" if tells else found

    @cached_property
    def first_kind(self) -> MessageKind:
        return self.kind_and_sure[0]

    @cached_property
    def chosen(self) -> MessageKind | None:
        """The kind that a form or an offered word says."""
        chosen = (_BY_CHOICE[each] for each in sorted(self.message.choices & _BY_CHOICE.keys()))
        return next(chosen, None) or offered(self.words)

    @cached_property
    def kind_and_sure(self) -> tuple[MessageKind, float]:
        if self.chosen is not None:
            return self.chosen, 1.0
        tells_of_it = max(self.heard.most(act)[0] for act in weighed.MATTERS)
        # whoever accuses an administrator has something to say (P14), and a picture says it without words
        if self.reported or (self.shown and self._ruled_kind() is not MessageKind.OTHER):
            tells_of_it = 1.0
        found, sure = weighed.first_kind(self.heard.kinds, tells_of_it, self._ruled_kind)
        if self.reported and found not in _REPORTS and self._ruled_kind() in _REPORTS:
            return self._ruled_kind(), sure
        return found, sure

    def _ruled_kind(self) -> MessageKind:
        return kind(self.ruled)

    @cached_property
    def accuses(self) -> bool:
        """A question about somebody takes nobody off; a report, an appeal and more words to either may."""
        told = {*_REPORTS, MessageKind.APPEAL}
        return self.goes_on or self.first_kind in told or (bool(self.reported) and self._ruled_kind() in told)

    @cached_property
    def reported(self) -> tuple[int, ...]:
        known = Administrators(self.context.administrators)
        named = reported(self.announced, self.plain, known, frozenset(self.message.recipients))
        shown = (
            place
            for place in range(len(known.names))
            if any(known.pattern(place).search(each.sender.lower()) for each in self.message.forwarded)
        )
        return tuple(sorted({*named, *shown}))

    @cached_property
    def named(self) -> Named:
        return named(self.announced, Administrators(self.context.administrators), self.reported)

    @cached_property
    def involved(self) -> tuple[str, ...]:
        known = Administrators(self.context.administrators)
        apart = frozenset(
            name for place in range(len(known.names)) if place not in self.reported for name in known.folded(place)
        )
        sender = {fold_name(self.message.sender_name), fold_name(self.message.sender), *self.context.own_addresses}
        found = involved(self.plain, self.own, apart | frozenset(filter(None, sender)), self.language)
        return found or tuple(known.as_written(place, self.plain) for place in self.reported)

    @cached_property
    def answered(self) -> frozenset[Answer]:
        shown = len(self.links) + len(self.message.attachments) + len(self.message.forwarded)
        told = Told(self.form, len(self.involved), shown, self.consent, self.language)
        has = set(told.plainly())
        has |= {answer for answer in (Answer.NATURE, Answer.MATERIAL) if self.missing[answer] <= YES}
        has = {answer for answer in has if not self.form.left_empty(answer)}
        return frozenset(has | {answer for answer in Answer if answer in self.message.choices})

    @cached_property
    def missing(self) -> dict[Answer, float]:
        """The chance that nothing in free words answers what happened, or where it can be seen."""
        nature, material = self.heard.judged["nature"], self.heard.judged["material"]
        if self.first_kind is MessageKind.QUESTION:  # the model learned it of reports alone
            nature = max(nature, 1 - self.heard.most("tells")[0])
        if len([line for line in self.text.splitlines() if line.strip()]) <= len(self.words):  # offered words alone
            nature = material = 1.0
        return {
            Answer.NATURE: 1 - weighed.agreed(1 - nature, lambda: tells_what(self.own, self.language)),
            Answer.MATERIAL: 1 - weighed.agreed(1 - material, lambda: points_at_material(self.own)),
        }

    @cached_property
    def urgent(self) -> float:
        """The chance that somebody is in danger. A rule that sees a sign of it wakes sooner than none keeps asleep."""
        chance = 1.0 if plainly_urgent(self.spoken) else self.heard.judged["urgent"]
        if DOUBTED < chance < URGENT and urgent(self.spoken):
            return weighed.shifted(chance, SIGN_OF_DANGER)
        return chance

    @property
    def in_danger(self) -> bool:
        return self.urgent >= (URGENT if self.language == ENGLISH else URGENT_ABROAD)

    @cached_property
    def justified(self) -> float:
        return weighed.agreed(
            self.heard.judged["justified"],
            lambda: justified(self.with_what_was_handed_on),
            weighed.HANDED_ON_ODDS if self.message.forwarded else weighed.REASON_ODDS,
        )

    @cached_property
    def form(self) -> Form:
        return form(self.plain)

    @cached_property
    def consent(self) -> Consent:
        """An offered word before all else; then the answer under the privacy question; the rest can only narrow it."""
        said = [_BY_WORD[word] for word in self.words if word in _BY_WORD]
        if said:
            return min(said, key=RANK.__getitem__)
        if len(self.text) > REACH:  # the rest was not read, and may say no
            return min(self.consent_elsewhere[0], Consent.UNSTATED, key=RANK.__getitem__)
        bare = bare_consent(self.form.parts.get(Answer.PRIVACY, "")[:LONGEST_BARE])
        if bare is None:
            return self.consent_elsewhere[0]
        stated = [each for each in (bare, self._ruled_consent()) if each is not Consent.UNSTATED]
        return min(stated, key=RANK.__getitem__)

    @cached_property
    def consent_elsewhere(self) -> tuple[Consent, float]:
        """What the sentences that speak of sharing allow."""
        spoken = earnest(self.heard, self.tokens, self.unquoted).sharing()
        speaking = [word for first, end in spoken for word in self.tokens.words[first:end]]
        if not speaking and self.heard.most(SHARING)[0] < SILENT:
            return Consent.UNSTATED, 1 - self.heard.most(SHARING)[0]
        return weighed.consent(permission(speaking), self._ruled_consent)

    def _ruled_consent(self) -> Consent:
        return consent(self.own, None, abroad.moves_for(self.language))

    @cached_property
    def why(self) -> tuple[Why, ...]:
        kind, kind_sure = self.kind_and_sure
        shown = len(self.tokens_of) == len(self.text)
        found = Found(
            kind=kind,
            kind_sure=kind_sure,
            consent=self.consent,
            consent_sure=self.consent_elsewhere[1],
            urgent=self.urgent,
            nature=self.missing[Answer.NATURE],
            material=self.missing[Answer.MATERIAL],
            justified=self.justified if kind is MessageKind.APPEAL else 0.0,
            names=self.involved,
        )
        # a text that was shortened to be read has its words at other places
        return reasons(found, self.heard, Where(self.text if shown else "", self.tokens, len(self.opening)))

    @cached_property
    def code(self) -> str:
        return case_code(self.context.code_prefix, f"{self.message.subject[:LONGEST_SUBJECT]}\n{self.text}")

    @cached_property
    def goes_on(self) -> bool:
        return goes_on(self.message, self.context.own_addresses, self.code, self.plain)

"""The new context that the rules channel is told after a suspension was overturned (P11): a draft until both sides saw
it and, where there is one, a second administrator let it go. A fixed text is always publishable.
"""

from dataclasses import replace
from datetime import datetime

from daemon.process.case import Case, Told
from daemon.process.decision import Decision, Elsewhere, change, later, to_reporter, yes
from daemon.process.events import NotAllowed
from daemon.process.events_suspensions import ContextDrafted, ContextHanded, ContextProposed, Side
from daemon.process.judges import readers
from daemon.process.letters import Letter, LetterName, To
from daemon.process.records import Appeal, Context, Wording
from daemon.process.returning import returns_at

ALWAYS = "the fixed text can always be published: publish {code} fixed"


def appeal_of(case: Case) -> Appeal:
    if case.appeal is None:
        raise ValueError(f"{case.code} is no appeal")
    return case.appeal


def seen(case: Case, side: Side, told: Told, number: int) -> Case:
    """A copy of the draft of this number; of another one it says nothing (P11)."""
    appeal = appeal_of(case)
    if appeal.context is None or appeal.context.number != number:
        return case
    context = appeal.context
    context = replace(context, member=told) if side is Side.MEMBER else replace(context, reporter=told)
    return change(case, appeal=replace(appeal, context=context))


def context_of(case: Case) -> Context:
    context = appeal_of(case).context
    if context is None:
        raise NotAllowed("no context is owed to the rules channel", "P11")
    return context


def draft(case: Case, event: ContextDrafted, now: datetime) -> Decision:
    """Own words take the place of the fixed text only where consent and consultation cover them; no words are the
    fixed text again. Both sides are sent each draft, and have time to object.
    """
    before = context_of(case)
    if before.handed_at:
        raise NotAllowed(f"a text was handed over already; once it stands there: published {case.code}", "P11")
    words = event.words.strip()
    if event.stop and words:
        raise NotAllowed(f"{event.stop}; {ALWAYS.format(code=case.code)}", "P9")
    wording = Wording.OWN if words else Wording.FIXED
    member = None if case.has_reporter else Told.TOLD
    number, at = before.number + 1, returns_at(case, now)
    context = Context(event.by, wording, words, member, not_before=at, number=number)
    drafted = change(case, appeal=replace(appeal_of(case), context=context))
    proposed = ContextProposed(event.by, case.code, wording, words, number)
    return Decision(drafted, copy(drafted, proposed, at), also=(Elsewhere(appeal_of(case).complaint, proposed),))


def copy(case: Case, proposed: ContextProposed, at: datetime) -> tuple[Letter, ...]:
    """The proposed text for the author of the case; `at` is until when they can object."""
    return later(
        to_reporter(
            case,
            LetterName.CONTEXT_DRAFT,
            proposed.words,
            place=case.terms.rules_channel,
            at=at,
            own=yes(proposed.wording is Wording.OWN),
            appeal=proposed.appeal,
            draft=proposed.number,
        )
    )


def hand(case: Case, event: ContextHanded, now: datetime) -> Decision:
    """A second administrator lets it go, where there is one, after both sides had it."""
    context = context_of(case)
    if event.by not in readers(case):
        raise NotAllowed("this appeal is not yours to look at", "P14")
    others = tuple(name for name in readers(case) if name != context.by)
    if event.by == context.by and others:
        raise NotAllowed("another administrator than the one who wrote it publishes it", "P11")
    waiting = [side for side, told in ((Side.MEMBER, context.member), (Side.REPORTER, context.reporter)) if not told]
    if waiting:
        raise NotAllowed(f"{waiting[0]} sees the text first, and their copy has not left yet", "P11")
    if context.not_before and now < context.not_before:
        raise NotAllowed("both sides were told that they have until then to object: publish it a day later", "P11")
    missed = Told.UNREACHABLE in {context.member, context.reporter}
    if missed and context.wording is Wording.OWN:
        raise NotAllowed(f"a copy of your words did not arrive; {ALWAYS.format(code=case.code)}", "P11")
    if event.stop and context.wording is Wording.OWN:
        raise NotAllowed(f"{event.stop}; {ALWAYS.format(code=case.code)}", "P9")
    handed = change(case, appeal=replace(appeal_of(case), context=replace(context, handed_at=context.handed_at or now)))
    return Decision(handed, () if context.handed_at else posted(handed))


def posted(case: Case) -> tuple[Letter, ...]:
    """The text for the channel itself, once; where there is no way to post it a person does (P11)."""
    words = context_of(case).text
    text = Letter(name=LetterName.CONTEXT, to=To.RULES_CHANNEL, about=case.code, words=words)
    return later((text,))


def taken_back(case: Case) -> Case:
    """It was let go and stopped before it left: it can be let go again."""
    context = appeal_of(case).context
    if context is None or context.published_at:
        return case
    return change(case, appeal=replace(appeal_of(case), context=replace(context, handed_at=None)))


def published(case: Case, now: datetime) -> Decision:
    context = context_of(case)
    if context.handed_at is None:
        raise NotAllowed(f"it has not been let go yet: publish {case.code}", "P11")
    done = change(case, appeal=replace(appeal_of(case), context=replace(context, published_at=now)))
    return Decision(change(done, promise=None))

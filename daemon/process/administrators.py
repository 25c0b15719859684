"""What follows from an administrator's command (P3-P5, P7, P12)."""

from datetime import UTC, datetime
from typing import assert_never

from daemon.process.appeals import may_decide, taken_up
from daemon.process.asked import must_not_be_asked
from daemon.process.case import Case, Debt, Privacy, Promise, Stage, Told, Track
from daemon.process.consents import recorded
from daemon.process.decision import Decision, Opening, change, to_reporter, yes
from daemon.process.events import (
    AdministratorEvent,
    AnswerCorrected,
    AnsweredElsewhere,
    AskedAgain,
    Assigned,
    Closed,
    ComplaintOpened,
    ConsentRecorded,
    DangerCorrected,
    EstimateGiven,
    Knowledge,
    Mending,
    NotAllowed,
    NoteTaken,
    PathCorrected,
    Recused,
    Reopened,
    ReplyWritten,
    ReportReceived,
    ResolutionWritten,
    TakenOn,
    WasRead,
    WithdrawalRecorded,
)
from daemon.process.events_parties import Danger
from daemon.process.joins import unanswered
from daemon.process.judges import is_sealed, must_leave_a_judge, readers
from daemon.process.letters import LetterName
from daemon.process.members import begins, notice, withdrawn
from daemon.process.parties import party_of, with_party
from daemon.process.questions import as_question, has_others
from daemon.process.records import CHANNEL, PARTIES
from daemon.process.returning import told_elsewhere
from daemon.process.said_back import played_back

NO_SOURCE = "the words are missing that say where and when they said it: write them behind the consent"
RECORDED = "recorded by an administrator"
UNSEEN = (Assigned, Recused, TakenOn)  # who arranges the work has not read what was written


def follow_administrator(case: Case, event: AdministratorEvent, now: datetime) -> Decision:
    """`case` is already in its next stage. Who answers, mends or notes has seen what was written."""
    case = case if isinstance(event, UNSEEN) else change(case, unread_since=None)
    case = change(case, promise=None) if case.stage is Stage.READ else case
    match event:
        case (
            EstimateGiven() | AnsweredElsewhere() | ReplyWritten() | AskedAgain() | ResolutionWritten() | Closed()
            | WithdrawalRecorded() | Reopened()
        ):  # fmt: skip
            return _moves(case, event, now)
        case ConsentRecorded() | PathCorrected() | AnswerCorrected() | DangerCorrected():
            return _mends(case, event, now)
        case NoteTaken() | WasRead():
            return Decision(case)
        case ComplaintOpened() | Assigned() | Recused() | TakenOn():
            return _arranges(case, event, now)
        case _:
            assert_never(event)


Moves = (
    EstimateGiven
    | AnsweredElsewhere
    | ReplyWritten
    | AskedAgain
    | ResolutionWritten
    | Closed
    | WithdrawalRecorded
    | Reopened
)


def _moves(case: Case, event: Moves, now: datetime) -> Decision:
    match event:
        case EstimateGiven():
            return _estimate(case, event, now)
        case AnsweredElsewhere():
            return _answered(case, event.known)
        case ReplyWritten():
            return _reply(case, event)
        case AskedAgain():
            return _ask(case, event)
        case ResolutionWritten():
            return _resolve(case, event)
        case Closed():
            return _close(case, event)
        case WithdrawalRecorded():
            return _withdraw(case, event, now)
        case Reopened():
            return _reopen(case, now)
        case _:
            assert_never(event)


def _withdraw(case: Case, event: WithdrawalRecorded, now: datetime) -> Decision:
    if case.stage is not Stage.WITHDRAWN:  # an appeal that was decided: there is nothing to take back
        return Decision(case)
    if case.track is Track.APPEAL:
        may_decide(case, event.by)  # by a word of whoever suspended an appeal would be gone
    gone = withdrawn(case, RECORDED, now)
    return Decision(gone, to_reporter(gone, LetterName.WITHDRAWN, sealed=yes(is_sealed(gone))))


def _answered(case: Case, known: Knowledge) -> Decision:
    """The reporter heard it in another way. Where an administrator says so, they count as warned of a return that no
    letter told them of (P11); a mail that was merely seen may have been about anything.
    """
    warned = told_elsewhere(case) if known is Knowledge.SAID else case
    if case.stage not in {Stage.RESOLVED, Stage.WITHDRAWN}:
        return Decision(_kept(warned))
    if warned == case:
        raise NotAllowed(f"{case.code} is {case.stage}: close {case.code} ends it, reopen {case.code} goes on", "P7")
    return Decision(warned)


def _estimate(case: Case, event: EstimateGiven, now: datetime) -> Decision:
    """P3, P4: the date of the next word, or a new one in its place."""
    if event.due <= now:
        raise NotAllowed("that time has passed; give one that is still to come", "P3")
    if event.resolved_by and event.resolved_by < event.due:
        raise NotAllowed("the hoped-for end comes before the date of the next word", "P3")
    if case.promise and case.promise.by and case.promise.due == event.due and not event.resolved_by:
        raise NotAllowed("that is the date that the reporter has already", "P4")
    due = event.due.astimezone(UTC)  # a day is 24 hours to the clock, also in a night that has 25
    promised = change(case, promise=Promise(due, now, event.by, event.resolved_by))
    if case.track is Track.CONCERN:
        letters = to_reporter(promised, LetterName.READ_BY, by=event.by, due=due, renewal=yes(_renews(case)))
    else:
        letters = to_reporter(
            promised,
            LetterName.ESTIMATE,
            by=event.by,
            due=due,
            resolved_by=event.resolved_by,
            renewal=yes(_renews(case)),
        )
    return Decision(promised, letters)


def _renews(case: Case) -> bool:
    """P4: whether an earlier date stood, or was missed."""
    if case.promise is not None:
        return bool(case.promise.by)
    return case.debt is Debt.NEW_DATE or (case.debt is Debt.ANSWER and case.reminders > 0)


def _reply(case: Case, event: ReplyWritten) -> Decision:
    """A person's words. They answer a question; a conversation that is owed stays owed until it was had (P2)."""
    if not event.words.strip():
        raise NotAllowed("write the words that are to be sent", "P3")
    _needs_reporter(case)
    replied = _kept(case) if case.stage is Stage.CLOSED and case.track is Track.QUESTION else _next_word(case)
    return Decision(replied, to_reporter(replied, LetterName.REPLY, event.words, by=event.by))


def _next_word(case: Case) -> Case:
    """P4: whether the reply is the word that was promised. It is, where only the acknowledgement had promised one, and
    after the warning; before that, an administrator's date stands beside a word in between.
    """
    promise = case.promise
    if promise is None or (promise.by and not promise.warned_at):
        return case
    match case.stage:
        case Stage.NEEDS_DATE | Stage.PROMISED:
            return change(case, stage=Stage.NEEDS_DATE, promise=None)
        case _:
            return case


def _needs_reporter(case: Case) -> None:
    if not case.has_reporter:
        raise NotAllowed("this case has no reporter to write to", "P3")


def _reopen(case: Case, now: datetime) -> Decision:
    if case.told is Told.ON_ITS_WAY:
        raise NotAllowed("the resolution is still on its way: undo that letter first, or wait until it has left", "P7")
    again = change(case, promise=None, told=None, closed_at=None, resolution_sent_at=None, merged_into="")
    return taken_up(again, now) if case.track is Track.APPEAL else Decision(again)


def _kept(case: Case) -> Case:
    """The promise is kept. A question is done with that; of a complaint the next date is owed anew."""
    return change(case, promise=None, talk=False, debt=None, owed_since=None)


def _ask(case: Case, event: AskedAgain) -> Decision:
    """P2: conductd asks once; asking again is a person's decision."""
    _needs_reporter(case)
    questions = _still_to_ask(case)
    if not event.words and not questions:
        raise NotAllowed("nothing is missing any more; write the question that you want to ask", "P2")
    words = event.words
    asked = () if words else questions
    return Decision(case, to_reporter(case, LetterName.ASK, words, questions=asked, by=event.by))


def _still_to_ask(case: Case) -> tuple[str, ...]:
    """The questions of a report (P2), or the reasons of an appeal (P10), that nobody has answered."""
    if case.appeal:
        return () if case.appeal.reasoned else ("reasons",)
    return tuple(str(answer) for answer in case.missing)


def _resolve(case: Case, event: ResolutionWritten) -> Decision:
    """P7: the reporter is told, or it stands why not; only then does a complaint end."""
    if not event.words.strip():
        raise NotAllowed("a resolution needs the words that its reporter is told", "P7")
    if case.told is Told.ON_ITS_WAY:
        raise NotAllowed("a resolution is on its way already: undo that letter first", "P7")
    _settled(case)
    must_not_be_asked(case)
    _answered_all(case)
    case = change(case, unheard_said=True)
    if not case.has_reporter:
        return Decision(change(case, stage=Stage.CLOSED, promise=None))
    resolved = change(case, told=Told.ON_ITS_WAY, resolution_sent_at=None)
    return Decision(resolved, to_reporter(resolved, LetterName.RESOLUTION, event.words, by=event.by))


def _answered_all(case: Case) -> None:
    """P7: a text for each party, or a reason why there is none."""
    owed = unanswered(case)
    if owed:
        who = owed[0]
        reason = f"{who} is owed a word: tell {who} words, or: tell {who} nothing because words"
        raise NotAllowed(reason, "P7")


def _settled(case: Case) -> None:
    """P6: each suspension is lifted, or kept until a day, before its complaint can end."""
    standing = next((each for each in case.suspensions if each.in_force and not each.is_settled), None)
    if standing:
        who = standing.account
        raise NotAllowed(f"{who} is suspended: lift {who}, or keep {who} until WHEN because words", "P6")


def _close(case: Case, event: Closed) -> Decision:
    """P5 for a concern, a last look for a withdrawal; a resolution on its way is waited for (P7)."""
    if case.appeal and case.appeal.outcome is None:
        may_decide(case, event.by)
    if case.told is Told.ON_ITS_WAY:
        raise NotAllowed("the resolution is still on its way; the case closes by itself once it has left", "P7")
    _settled(case)
    must_not_be_asked(case)
    if case.told and case.track in {Track.COMPLAINT, Track.UNDECIDED}:
        _answered_all(case)
    return Decision(change(case, promise=None, talk=False))


Mends = ConsentRecorded | PathCorrected | AnswerCorrected | DangerCorrected


def _mends(case: Case, event: Mends, now: datetime) -> Decision:
    match event:
        case ConsentRecorded():
            if not event.source.strip():
                raise NotAllowed(NO_SOURCE, "P8")
            for who in {event.who, event.to} - {"", case.code, PARTIES, CHANNEL}:
                party_of(case, who)
            if not event.is_general:
                return Decision(recorded(case, event, now))
            if event.who and event.who != case.code:
                return Decision(with_party(case, event.who, privacy=Privacy(event.consent, now, RECORDED)))
            return _played_back(change(case, privacy=Privacy(event.consent, now, RECORDED)))
        case PathCorrected():
            return _correct_path(case, event, now)
        case AnswerCorrected():
            given = event.mending is Mending.GIVEN
            answered = case.answered | {event.answer} if given else case.answered - {event.answer}
            return Decision(change(case, answered=answered))
        case DangerCorrected():
            urgent = event.danger is Danger.READ
            marked = change(case, urgent=urgent)
            return Decision(marked, notice(marked, now) if urgent and not case.urgent else ())
        case _:
            assert_never(event)


def _correct_path(case: Case, event: PathCorrected, now: datetime) -> Decision:
    """A misread path is mended and played back, so that the reporter can set it right again (P1)."""
    if event.track is case.track:
        raise NotAllowed(f"{case.code} is read as {case.track} already", "P1")
    if event.track is Track.QUESTION and has_others(case):
        raise NotAllowed("a question has no parties, and this case has: it stays a report", "P12")
    mended = change(case, track=event.track, path_mended=event.track is Track.COMPLAINT)
    if event.track is Track.QUESTION:
        return _played_back(as_question(mended, now))
    return _played_back(mended) if case.asked else begins(mended, now)


def _played_back(case: Case) -> Decision:
    return Decision(case, played_back(case))


Arranges = ComplaintOpened | Assigned | Recused | TakenOn


def _arranges(case: Case, event: Arranges, now: datetime) -> Decision:
    match event:
        case ComplaintOpened():
            received = ReportReceived(
                track=Track.COMPLAINT,
                answered=case.answered,
                privacy=case.privacy,
                danger=Danger.READ if case.urgent else Danger.NOT_READ,
                off=case.off,
            )
            return Decision(case, opens=Opening(received, event.by, case.code, event.words))
        case Assigned():
            if event.to in case.off:
                raise NotAllowed("this case cannot be assigned to that administrator", "P14")
            return Decision(change(case, assigned=event.to))
        case Recused():
            return _recuse(case, event, now)
        case TakenOn():
            return Decision(change(case, assigned=event.by, on_it=event.by))
        case _:
            assert_never(event)


def _recuse(case: Case, event: Recused, now: datetime) -> Decision:
    """P14: off means off. Where it was theirs to do, the others are told that it waits."""
    must_leave_a_judge(case, frozenset({event.who}), event.by)
    off = change(case, off=case.off | {event.who})
    if not readers(off):
        raise NotAllowed("nobody would be left who may know of this case; name another administrator first", "P14")
    if event.who not in {case.assigned, case.on_it}:
        return Decision(off)
    off = change(off, assigned="", on_it="")
    return Decision(off, notice(off, now))

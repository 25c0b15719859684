"""What happened to a case, in words for its administrators: one fixed phrase for each kind of row in the history.

Phrases only, none with a name, a text or a code in it. An appeal's author is called the appellant here, so that nobody
takes them for the reporter of the complaint that the appeal is about.
"""

from daemon.process.case import Role, Track

HAPPENED = {
    # what people outside the administrators do
    "ReportReceived": "a report arrived",
    "QuestionAsked": "a question arrived",
    "ReporterWrote": "the reporter wrote",
    "PathChosen": "the reporter chose the path",
    "ConsentGiven": "the reporter said what may be shared",
    "TalkWanted": "the reporter would rather talk",
    "Withdrew": "the reporter withdrew",
    "PartyWrote": "a party wrote",
    "PartyConsented": "a party said what may be shared",
    "ConsultationAnswered": "an answer to the consultation came",
    "AppealReceived": "an appeal arrived",
    "Included": "the reporter let those know whom their words had kept out",
    "Excluded": "the reporter asked to keep out whom their words mention",
    "SealedChosen": "the reporter chose what becomes of a case that nobody may know of",
    "AppellantWrote": "the appellant wrote",
    "AutomaticMail": "automatic mail, not answered",
    # what administrators do
    "EstimateGiven": "the date of the next word was promised",
    "AnsweredElsewhere": "answered elsewhere",
    "ReplyWritten": "a reply was written",
    "AskedAgain": "the reporter was asked",
    "NoteTaken": "note",
    "ConsentRecorded": "consent was recorded",
    "PathCorrected": "the path was corrected",
    "AnswerCorrected": "an answer was corrected",
    "DangerCorrected": "the reading of danger was corrected",
    "FindingRecorded": "the outcome was recorded",
    "ResolutionWritten": "the resolution was written",
    "Closed": "closed",
    "ComplaintOpened": "a complaint was opened from it",
    "WithdrawalRecorded": "a withdrawal was recorded",
    "Reopened": "opened again",
    "Assigned": "assigned",
    "Recused": "an administrator was taken off",
    "RecusalEnded": "an administrator may know of it again",
    "ConflictsDeclared": "an administrator declared with whom they have a conflict",
    "ConflictDeclared": "an administrator declared a conflict",
    "TakenOn": "somebody is on it",
    "WasRead": "read",
    "OwnMailKept": "an administrator's own mail was kept",
    "MessageAccepted": "a message that was set aside was taken",
    "PartyNamed": "it was said who somebody is",
    "PartyTold": "words for a party were written",
    "PartySpared": "a party is told nothing",
    "ConsultationProposed": "a text for a public place was proposed",
    "Related": "shown together with another case",
    "Merged": "it goes on in another case",
    "Held": "held: nothing of it is purged",
    "HoldEnded": "no longer held",
    "AccountsSuspended": "suspended",
    "SuspensionKept": "the suspension is kept",
    "SuspensionLifted": "the suspension ends",
    "AccessConfirmed": "done in Slack",
    "AppealLinked": "it was said whose suspension it is about",
    "AppealUpheld": "upheld: the suspension stands",
    "AppealOverturned": "overturned: the suspension ends",
    "ContextDrafted": "a text for the rules channel was drafted",
    "ContextHanded": "the text was let go for the rules channel",
    "ContextPublished": "the text stands in the rules channel",
    # what becomes of letters
    "ResolutionLeft": "the reporter was told; closed",
    "ResolutionUndone": "the resolution was taken back",
    "ResolutionFailed": "the resolution came back: the reporter was not told",
    "LetterFailed": "a letter was not delivered",
    "LetterLeft": "letter sent",
    "LetterTakenBack": "letter taken back",
    "LetterWordsTakenOut": "the words of a letter were taken out: nobody allows them any more",
    "LetterReleased": "letter released",
    "LetterHeld": "letter held back: it is not safe to send as it stands",
    "LetterMarkConfirmed": "something that its reader did not write was confirmed",
    "LetterSentAgain": "letter sent once more",
    "LetterSentAnotherWay": "letter came back; it goes by another way that is known",
    "PartyReached": "a party was told",
    "PartyMissed": "a party was not reached",
    "PartyTextUndone": "the words for a party were taken back",
    "SuspensionUndone": "the suspension was taken back",
    "LiftUndone": "the end of the suspension was taken back",
    "ReturnWarned": "the reporter was told from when access returns",
    "ReturnUnwarned": "the reporter was not told: access does not return yet",
    "DecisionLeft": "the appellant was told the decision",
    "DecisionUndone": "the decision was taken back",
    "DecisionFailed": "the decision came back: the appellant was not told",
    "ContextCopyFate": "the reporter's copy of the text for the rules channel",
    "ContextSeen": "a copy of the text for the rules channel",
    # what follows from the clock, or from another case
    "WarningDue": "a promise is about to be missed; its administrator was warned",
    "PromiseMissed": "the promise was missed; the reporter was told",
    "ReminderDue": "a reminder was due",
    "EscalationDue": "it was escalated to every administrator",
    "PageDue": "danger: every administrator was told again",
    "ConsultationEnded": "the time for answers to the consultation is over",
    "SuspensionDue": "something was due under a suspension",
    "AddressLearned": "a mail address of a party became known",
    "SuspensionAppealed": "the suspension was appealed",
    "SuspensionOverturned": "the suspension was overturned on appeal",
    "ContextProposed": "the text for the rules channel goes to the reporter first",
    "AppealOpens": "its day has come: the appeal counts from now",
    "AppealMoot": "the suspension ended without a decision on the appeal",
    "PurgeWarned": "its administrators were told that it will be purged",
    "Exported": "exported whole",
    "PersonErased": "a person was erased at their request",
    "ErasureAsked": "a person asks to be erased",
    "OutsideDue": "the outside contact was told again that something waits",
    "ReleaseFailed": "what was handed to the outside contact came back",
    "OnLearned": "more administrators may know of what it is about",
    "OffLearned": "fewer administrators may know of it",
    "ConsentNarrowed": "the reporter of the concern that it was opened from allows less",
}
EARLIER = {"Searched": "found by a search"}  # rows that only an earlier version wrote
APPELLANT = "appellant"


def happened(kind: str, track: Track) -> str:
    return of_track(HAPPENED.get(kind, EARLIER.get(kind, kind)), track)


def of_track(phrase: str, track: Track) -> str:
    """The process calls whoever a case belongs to its reporter."""
    return phrase.replace(Role.REPORTER, APPELLANT) if track is Track.APPEAL else phrase

"""What a member may see in Slack, from the rows of one transaction: the modal of a case, a form, the Home.

Whoever may not know of a case gets the same view as for one that is not there (P14). What shows a case's text, or who
has a part in it, is a read, and recorded as one.
"""

from collections.abc import Iterator
from datetime import datetime

from daemon.admission import Admission
from daemon.desk_views import aside_view, case_line, case_view
from daemon.front_desk_cases import aside_picture, case_picture
from daemon.house import SLACK, House
from daemon.layout import age, counted
from daemon.matching import goes_on
from daemon.orders import Orders
from daemon.process.case import Case, Role, Stage
from daemon.process.digest import digest
from daemon.process.events import NotAllowed, WasRead
from daemon.process.events_audience import How
from daemon.process.owed import due
from daemon.roster import roster
from daemon.sight import Sight
from daemon.store.unit import Unit
from daemon.store.values import Kept, LetterState
from daemon.views import CaseLine, CaseView
from notifiers.slack_fields import About
from notifiers.slack_forms import FORMS, form_view
from notifiers.slack_home import OpenCase, OwnCase, Presence, administrator_home, reporter_home
from notifiers.slack_modals import case_view as case_modal
from notifiers.slack_modals import nothing_view
from notifiers.slack_pieces import Block
from parsers.slack_forms import FormName
from parsers.when import say

WITHOUT_CASE = frozenset({FormName.AWAY})
NAMES_PARTIES = frozenset({"party", "any_party", "to"})  # the fields that offer the parties of a case
SET_ASIDE = "M-"

STAGES = {
    Stage.NEEDS_DATE: "We have it. Next you get a date for our answer.",
    Stage.PROMISED: "We have it, and gave you a date for our next word.",
    Stage.LATE: "We are late. You get a new date.",
    Stage.READ: "We have read it. It stays open.",
    Stage.NEEDS_ANSWER: "You asked us something. You get an answer.",
    Stage.EARLY: "We keep it until its day.",
    Stage.CONSIDERED: "We are deciding about it.",
    Stage.OVERTURNED: "It is decided.",
    Stage.RESOLVED: "It is decided. Our answer to you has its own message.",
    Stage.WITHDRAWN: "You asked us to stop. It ends soon.",
}
"""A stage for whoever it is about, who sees nothing else of their case here."""

USUAL = "We have it."
SEALED = "Nobody here may read it. You choose what happens to it: look at our message."


class Views:
    """Its methods run inside one transaction of the store; `case` and `form` write that something was read."""

    def __init__(self, orders: Orders, admission: Admission) -> None:
        self._orders = orders
        self._admission = admission
        self._house: House = admission.house

    # --- modals of an administrator

    def case(self, unit: Unit, by: str, code: str, page: int, now: datetime) -> Block:
        if code.startswith(SET_ASIDE):
            return self._aside(unit, by, code, now)
        view = self._read(unit, by, code, now)
        return case_modal(case_picture(view, now), page) if view else nothing_view()

    def form(self, unit: Unit, by: str, form: FormName, code: str, now: datetime) -> Block:
        about = self._about(code)
        if form in WITHOUT_CASE:
            return form_view(form, about)
        if NAMES_PARTIES.isdisjoint(FORMS[form].fields):
            kept = Sight(unit, self._house, by).kept(code)
            return form_view(form, self._about(kept.case.code)) if kept else nothing_view()
        view = self._read(unit, by, code, now)
        if view is None:
            return nothing_view()
        parties = tuple((each.code, _who(each.role, each.name or next(iter(each.ways), ""))) for each in view.parties)
        return form_view(form, self._about(view.line.code, parties))

    def _read(self, unit: Unit, by: str, code: str, now: datetime) -> CaseView | None:
        sight = Sight(unit, self._house, by)
        kept = sight.kept(code)
        if kept is None:
            return None
        kept = self._orders.was_read(unit, by, kept, WasRead(by, How.SLACK), now)
        return sight.without_hidden(case_view(sight, kept))

    def _aside(self, unit: Unit, by: str, short: str, now: datetime) -> Block:
        """A message that is no case yet; that it was read is recorded too."""
        try:
            row = self._admission.waiting(unit, short, by)
        except NotAllowed:
            return nothing_view()
        if not row.raw:  # in somebody's own mailbox: it is read there
            return nothing_view()
        unit.history.record(None, now, "MessageRead", by, {"how": str(How.SLACK), "message": short})
        view = Sight(unit, self._house, by).without_hidden(aside_view(unit, row, self._house))
        return case_modal(aside_picture(view))

    def _about(self, code: str, parties: tuple[tuple[str, str], ...] = ()) -> About:
        names = tuple(each.name for each in self._house.administrators)
        undo = self._orders.community.undo
        return About(code=code, parties=parties, administrators=names, zone=str(self._house.zone), undo=undo)

    # --- the Home

    def home(self, unit: Unit, member: str, now: datetime) -> Block:
        administrator = self._house.administrator_at(member)
        if administrator:
            return self._administrators(unit, administrator.name, now)
        cases = tuple(self._own(unit, member))
        appeal = HOW_TO_APPEAL.format(address=self._house.address) if self._house.reads_mail else NO_MAIL
        return reporter_home(cases, self._orders.community.name, appeal)

    def _administrators(self, unit: Unit, by: str, now: datetime) -> Block:
        """The oldest promise first, as in the digest; below it what is open and owes nothing."""
        kept = [each for each in unit.cases.open(self._house.terms) if not each.case.hides_from(by)]
        cases = {each.case.code: each.case for each in kept}
        owed = [line.code for line in digest(cases.values(), roster(unit, self._house, now), by)]
        rest = sorted(cases.keys() - set(owed), key=lambda code: cases[code].opened_at)
        lines = [self._open(case_line(cases[code]), now) for code in (*owed, *rest)]
        return administrator_home(lines, self._presence(unit, by, now), self._waiting(unit, by, kept))

    def _open(self, line: CaseLine, now: datetime) -> OpenCase:
        return OpenCase(
            code=line.code,
            kind=line.kind,
            age=f"{age(line.opened_at, now)} old",
            owed=line.owed or "nothing is owed",
            due=say(line.due, self._house.zone) if line.due and line.owed else "",
            is_urgent=line.urgent,
        )

    def _waiting(self, unit: Unit, by: str, kept: list[Kept]) -> list[str]:
        """Counts alone, and of nothing that they may not know of."""
        aside = len(self._admission.all_waiting(unit, by))
        mine = {each.id for each in kept}
        drafts = sum(row.case_id is None or row.case_id in mine for row in unit.letters.in_state(LetterState.DRAFT))
        lines = [(aside, "message", "looked at"), (drafts, "letter", "released")]
        return [f"{counted(many, what)} to be {done}. Write: list" for many, what, done in lines if many]

    def _presence(self, unit: Unit, by: str, now: datetime) -> Presence:
        away = {each.admin: say(each.until, self._house.zone) for each in unit.roster.away(now)}
        others = tuple(f"{name} until {until}" for name, until in away.items() if name != by)
        return Presence(away.get(by, ""), others)

    def _own(self, unit: Unit, member: str) -> Iterator[OwnCase]:
        """Of their own open cases those that they know of: they wrote in it, or were written to."""
        seen = set()
        for each in unit.parties.cases_of(SLACK, member):
            kept = goes_on(unit, self._house, unit.cases.by_code(each.code, self._house.terms))
            if each.role != Role.REPORTER or kept is None or kept.case.closed_at or kept.id in seen:
                continue
            if _knows(unit, each.case_id, each.party_id, unit.lookup(SLACK, member)):
                seen.add(kept.id)
                yield self._own_case(kept.case)

    def _own_case(self, case: Case) -> OwnCase:
        stage = SEALED if case.sealed_at else STAGES.get(case.stage, USUAL)
        promised = due(case)
        return OwnCase(case.code, stage, say(promised, self._house.zone) if promised else "")


HOW_TO_APPEAL = "Was an account suspended? Its owner can appeal by mail: {address}"
NO_MAIL = "Was an account suspended? No mail reaches us here: its owner can ask an administrator how to appeal."


def _who(role: str, name: str) -> str:
    return f"{role}: {name}" if name else role


def _knows(unit: Unit, case_id: str, party_id: str, lookup: str) -> bool:
    if any(row.sent_at for row in unit.letters.of_party(case_id, lookup)):
        return True
    return any(each.party_id == party_id for each in unit.messages.of(case_id))

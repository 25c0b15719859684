"""One story from the complaint to the rules channel, step by step and wholly by mail (P6, P10, P11).

A step ends once its last letter is there, and needs nothing of the one before it but what a reader would have kept: so
the daemon may be started anew between any two.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from daemon.process.case import Stage
from daemon.process.records import Access
from parsers.when import say
from tests.end_to_end.cast import COMPLAINT, KIM, LEE, Letter, Person, Place, Suspended, suspended

VIENNA = ZoneInfo("Europe/Vienna")
PLEA = "I appeal against my suspension.\n"
REASONED = f"{PLEA}It was my brother who wrote that with my account, because I had left the marmalade laptop open.\n"
WHY = "The marmalade screenshots show that somebody else wrote it."
CONTEXT = "A suspension was overturned after new context; details stay confidential."
HELD = "Your appeal arrived and is kept"
OPEN = "From today your appeal is considered"
RETURNS = "We tell you this before it happens"
DRAFT = "This is the text that we propose"


def seconds(at):
    return at.replace(microsecond=0)


@dataclass
class Story:
    """From the complaint to the rules channel; what every step leaves for the next are letters and codes."""

    place: Place
    name: str
    it: Suspended | None = None
    notices: dict[str, Letter] = field(default_factory=dict)

    @property
    def kim(self) -> Person:
        return self.place.administrator_at(KIM)

    @property
    def lee(self) -> Person:
        return self.place.administrator_at(LEE)

    def is_suspended(self):
        self.it = suspended(self.place, self.name)
        told = self.it.letter.text
        assert f"An appeal counts from {say(self.it.opens_at, VIENNA)}" in told
        assert COMPLAINT.splitlines()[2] not in told
        assert "quicksilver" not in told

    def account_is_closed(self):
        """Whoever of the administrators did it in Slack says so."""
        self.kim.answers(self.kim.gets("It is not done in Slack yet", self.it.account), f"confirm {self.it.account}")
        self.kim.gets("it stands that this was done in Slack", self.it.code)
        assert self.it.record.access is Access.REMOVED

    def appeals_early(self):
        self.it.member.answers(self.it.letter, REASONED)
        kept = self.it.member.gets(HELD)
        assert kept.code == self.it.appeal
        assert f"It counts from {say(self.it.opens_at, VIENNA)}. You need not send it again" in kept.text
        assert "Kim Example or Lee Example decides" in kept.text
        assert "If you want to say why" not in kept.text
        assert self.place.daemon.case(kept.code).stage is Stage.EARLY

    def its_day_comes(self):
        opened = self.it.member.gets(OPEN, self.it.appeal)
        case = self.place.daemon.case(self.it.appeal)
        assert case.stage is Stage.CONSIDERED
        assert case.promise.made_at >= self.it.opens_at
        assert "There is no other administrator" not in opened.text

    def is_overturned(self):
        """By somebody else than whoever suspended; undo has not passed yet when this is answered."""
        notice = self.kim.gets("Owed by", self.it.appeal)
        self.kim.answers(notice, f"overturn {self.it.appeal} {WHY}")
        done = self.kim.gets("overturned; the reporter is warned first", self.it.appeal)
        assert "your words stay on the record and are not sent" in done.text

    def both_sides_hear(self):
        told = self.it.member.gets("the suspension of your account is lifted", self.it.appeal)
        warned = self.it.reporter.gets(RETURNS, self.it.code)
        draft = self.it.reporter.gets(DRAFT, self.it.code)
        returns = say(self.it.record.returns_at, VIENNA)
        assert f"You can use it again from {returns}" in told.text
        assert f"from {returns}, a member who was suspended" in warned.text
        assert CONTEXT in told.text
        assert CONTEXT in draft.text
        assert self.it.record.in_force

    def access_returns(self):
        """The checklist comes once the reporter was told and the notice has passed."""
        checklist = self.lee.gets("gets its access back", self.it.account)
        assert checklist.received.message["Date"].datetime >= seconds(self.it.record.returns_at)
        self.lee.answers(checklist, f"confirm {self.it.account}")
        self.lee.gets("it stands that this was done in Slack", self.it.code)
        assert not self.it.record.in_force

    def is_let_go(self):
        """By a second administrator."""
        notice = self.lee.gets("Owed by", self.it.appeal)
        self.lee.answers(notice, f"publish {self.it.appeal}")
        handed = self.lee.gets("Please post exactly this text in #community-rules", self.it.appeal)
        assert CONTEXT in handed.text
        self.notices["handed"] = handed

    def is_published(self):
        self.lee.answers(self.notices["handed"], f"published {self.it.appeal}")
        self.lee.gets("the new context stands in the rules channel", self.it.appeal)
        case = self.place.at_stage(self.it.appeal, Stage.CLOSED)
        assert case.appeal.context.published_at

    @property
    def steps(self) -> tuple[tuple[int, Callable[[], None]], ...]:
        """Each with the day on which it happens where a day has its real length."""
        return (
            (0, self.is_suspended),
            (2, self.appeals_early),
            (2, self.account_is_closed),
            (7, self.its_day_comes),
            (7, self.is_overturned),
            (7, self.both_sides_hear),
            (8, self.access_returns),
            (8, self.is_let_go),
            (8, self.is_published),
        )

    def ends_well(self):
        """Each heard everything once, and nothing of what another wrote."""
        reporter, member = self.it.reporter, self.it.member
        assert [heading(each) for each in member.letters()] == ["suspended", HELD, OPEN, "overturned"]
        assert [heading(each) for each in reporter.letters()] == ["complaint", RETURNS, DRAFT]
        assert "marmalade" not in "".join(each.text for each in (*reporter.letters(), *member.letters()))
        assert self.it.code not in "".join(f"{each.subject} {each.text}" for each in member.letters())
        assert self.it.appeal not in "".join(f"{each.subject} {each.text}" for each in reporter.letters())


def heading(letter):
    known = {
        "is suspended. It began": "suspended",
        HELD: HELD,
        OPEN: OPEN,
        "account is lifted": "overturned",
        "We take it as a formal complaint": "complaint",
        RETURNS: RETURNS,
        DRAFT: DRAFT,
    }
    return next((name for phrase, name in known.items() if phrase in letter.text), letter.text)

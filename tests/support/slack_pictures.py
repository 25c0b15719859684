"""Everything that somebody sees in Slack, one sample each, by name: for the limits' test and for the preview page."""

from collections.abc import Iterator
from dataclasses import replace

from daemon.process.letters import LetterName
from notifiers.facts import WORDED
from notifiers.render import Medium, render
from notifiers.slack_blocks import letter_blocks, pressed
from notifiers.slack_buttons import buttons_of
from notifiers.slack_fields import About
from notifiers.slack_forms import form_view
from notifiers.slack_home import OpenCase, OwnCase, Presence, administrator_home, reporter_home
from notifiers.slack_modals import (
    CasePicture,
    Person,
    Text,
    case_view,
    confirm_view,
    loading_view,
    nothing_view,
    plain_view,
    which_view,
)
from notifiers.slack_report import report_view
from parsers.slack_forms import FormName
from parsers.slack_report import Shared
from tests.support.letters import CODE, COMMUNITY, PARTY, SAMPLES, VARIANTS, WORDS

IN_SLACK = replace(COMMUNITY, medium=Medium.BUTTONS, by_mail=True)
FULL = "Friday 27 November 2026, 17:00 MST"


SHORT = {"L4F7": "L-4F7K2", "M8QX": "M-8QXA2"}  # as long as real ones


def letter(name, facts=None, words=None, medium=Medium.BUTTONS):
    facts = {**SAMPLES[name], **(facts or {})}
    facts |= {key: SHORT[value] for key, value in facts.items() if isinstance(value, str) and value in SHORT}
    words = (WORDS if name in WORDED else "") if words is None else words
    rendered = render(name, facts, words, replace(IN_SLACK, medium=medium))
    buttons = buttons_of(name, facts, words, "L-00001") if medium is Medium.BUTTONS else ()
    return letter_blocks(rendered, "L-00001", buttons)


def letters() -> Iterator[tuple[str, list]]:
    for name in LetterName:
        yield f"letter {name}", letter(name)
    for place, (name, facts, words) in enumerate(VARIANTS):
        yield f"letter {name} {place}", letter(name, facts, words)
    undecided = {"path": "undecided", "peaceful": "yes", "missing": ("nature", "privacy")}
    yield "letter acknowledgement undecided", letter(LetterName.ACKNOWLEDGEMENT, undecided)
    danger = {"urgent": "yes"}
    yield "letter notice danger", letter(LetterName.NOTICE, danger)
    row = letter(LetterName.ACKNOWLEDGEMENT)
    private = next(each["block_id"] for each in row if each["type"] == "actions")
    yield "letter pressed", pressed(row, private, f"You answered CONCERN on {FULL}.")


PEOPLE = (
    Person(code=CODE, role="reporter", name="Dana Reyes", ways=("dana@example.org",), says=("asks to be asked first",)),
    Person(code=PARTY, role="respondent", name="Eve Stone", ways=("U0EVE",), says=("told nothing yet",)),
)
REPORT = "In #random he wrote <!channel> <https://evil.example|this>, & nobody stopped it.\n\nIt was on Monday."
CASE = CasePicture(
    code=CODE,
    kind="complaint",
    stage="waits for a date",
    facts=(("Owed", "the date of the next word"), ("Due", FULL), ("Privacy", "ask first"), ("Assigned to", "")),
    people=PEOPLE,
    parts=(("What they allow", (("reporter", "their words, to nobody yet"),)),),
    texts=(
        Text(title="Message M-8QXA2, Thu 26 Nov 09:30", text=REPORT, facts=(("From", "Dana Reyes (reporter)"),)),
        Text(
            title="Letter L-4F7K2: reply, a draft",
            text=WORDS,
            buttons=(("Release it", "release L-4F7K2"), ("Let it go", "drop L-4F7K2")),
        ),
    ),
    timeline=("Thu 26 Nov 09:30  a report came in", "Thu 26 Nov 09:31  the reporter got an answer"),
    forms=tuple(form for form in FormName if form is not FormName.AWAY),
    commands=(("I am on it", f"mine {CODE}"), ("Keep from purging", f"hold {CODE}")),
)
LONG = replace(
    CASE,
    texts=tuple(Text(title=f"Message {number}", text=REPORT * 200) for number in range(6)),
    timeline=tuple(f"Thu 26 Nov 09:{minute % 60:02}  something happened" for minute in range(400)),
)
SHARED = Shared("U0EVE", REPORT, "C0GENERAL", "1764180000.000300", "https://sse.slack.com/archives/C0GENERAL/p1")
ABOUT = About(
    code=CODE,
    parties=((CODE, f"the reporter ({CODE})"), (PARTY, f"Eve Stone, respondent ({PARTY})")),
    administrators=("Jamison Dance", "Dave Smith"),
    zone="America/Denver",
)


def modals() -> Iterator[tuple[str, dict]]:
    yield "modal loading", loading_view()
    yield "modal nothing", nothing_view()
    yield "modal refused", plain_view("Not done", "That time has passed already. Nothing has changed.")
    yield "modal case", case_view(CASE)
    yield "modal case later", case_view(LONG, 1)
    lines = (f"{CODE}: the reporter is told that they hear from you by", FULL)
    yield "modal confirm", confirm_view(CODE, lines, f"estimate {CODE} 2026-11-27 17:00")
    cases = ((CODE, "opened on Thursday 26 November 2026"), (PARTY, "opened on Monday 23 November 2026"))
    yield "modal which", which_view(cases, "D0DANA", "1764180000.000300")
    emergency, channel = COMMUNITY.emergency, COMMUNITY.rules_channel
    yield "modal report", report_view(emergency=emergency, rules_channel=channel)
    yield "modal report of a message", report_view(emergency=emergency, rules_channel=channel, shared=SHARED)
    for form in FormName:
        yield f"form {form}", form_view(form, ABOUT)
        yield f"form {form} bare", form_view(form, About(code=CODE))


def homes() -> Iterator[tuple[str, dict]]:
    own = (
        OwnCase(CODE, "A complaint. We look into it.", FULL),
        OwnCase("SSE-9M2QT", "A question. It is answered."),
    )
    appeal = "To appeal a suspension, write to admin@softskills.example."
    yield "home of a reporter", reporter_home(own, COMMUNITY.name, appeal)
    yield "home of a member", reporter_home((), COMMUNITY.name, appeal)
    cases = (
        OpenCase(CODE, "complaint", "2 days old", "the date of the next word", FULL, is_urgent=True),
        OpenCase("SSE-9M2QT", "question", "5 hours old", "an answer", FULL),
        OpenCase("SSE-4KX2P", "concern", "3 days old", "nothing"),
    )
    yield (
        "home of an administrator",
        administrator_home(cases, Presence(away=("Dave Smith until Monday",)), ("1 letter waits.",)),
    )
    yield "home of an administrator away", administrator_home((), Presence(away_until=FULL))
    yield "home of an administrator busy", administrator_home(cases * 40, Presence())

"""What people press and fill in on a workspace comes back as the act that was meant: pictures and readers agree."""

import json
from dataclasses import replace

import pytest

from daemon.process.letters import LetterName
from notifiers.render import Medium, render
from notifiers.slack_blocks import letter_blocks, pressed
from notifiers.slack_buttons import buttons_of
from notifiers.slack_fields import About
from notifiers.slack_forms import errors, form_view
from notifiers.slack_home import OwnCase, reporter_home
from notifiers.slack_modals import case_view, confirm_view, loading_view, which_view
from notifiers.slack_report import report_view
from parsers.commands import Known
from parsers.slack_acts import Does, read_act
from parsers.slack_forms import FormName
from parsers.terms import Word
from tests.support.letters import CODE, PARTY, SAMPLES
from tests.support.slack_pictures import ABOUT, CASE, IN_SLACK
from tests.support.workspace_clients import client, ears, workspace

KNOWN = Known(code_prefix="SSE")
WORDS = "because of <!channel> & *this*\n\nnothing: until then"
MEMBER = object()

FILLED = {
    FormName.ESTIMATE: (
        {"day": "2026-11-27", "hour": "09:30", "resolved_day": "2026-12-04"},
        f"estimate {CODE} 2026-11-27 09:30: resolved 2026-12-04 17:00",
    ),
    FormName.ANSWERED: ({"How": WORDS}, f"answered {CODE}\n{WORDS}"),
    FormName.REPLY: ({"Your words": WORDS}, f"reply {CODE}\n{WORDS}"),
    FormName.ASK: ({}, f"ask {CODE}"),
    FormName.NOTE: ({"Your words": WORDS}, f"note {CODE}\n{WORDS}"),
    FormName.PARTY: ({"A member": [MEMBER], "role": "a witness"}, f"party {CODE} <@MEMBER> as witness"),
    FormName.CONSENT: (
        {"party": PARTY, "said": "yes", "item": "who they are", "to": "channel", "words": WORDS},
        f"consent {CODE} {PARTY} granted identity to channel:\n{WORDS}",
    ),
    FormName.CORRECT: ({"value": "It is a concern"}, f"correct {CODE} path\nconcern"),
    FormName.TELL: (
        {"party": PARTY, "silence": ["nothing"], "words": WORDS},
        f"tell {CODE} {PARTY} nothing because\n{WORDS}",
    ),
    FormName.CONSULT: ({"words": WORDS, "members": [MEMBER]}, f"consult {CODE} <@MEMBER>\n{WORDS}"),
    FormName.SUSPEND: ({"party": PARTY, "words": WORDS}, f"suspend {CODE} {PARTY} because\n{WORDS}"),
    FormName.KEEP: ({"day": "2026-11-27", "words": WORDS}, f"keep {CODE} until 2026-11-27 17:00 because\n{WORDS}"),
    FormName.LIFT: ({"party": PARTY}, f"lift {CODE} {PARTY}"),
    FormName.RESOLVE: ({"words": WORDS}, f"resolve {CODE}\n{WORDS}"),
    FormName.CLOSE: ({}, f"close {CODE}"),
    FormName.UPHOLD: ({"words": WORDS}, f"uphold {CODE}\n{WORDS}"),
    FormName.OVERTURN: ({"words": WORDS}, f"overturn {CODE}\n{WORDS}"),
    FormName.PUBLISH: ({}, f"publish {CODE}"),
    FormName.ASSIGN: ({"administrator": "Dave Smith"}, f"assign {CODE} Dave Smith"),
    FormName.RECUSE: ({"administrator": "Dave Smith", "off": ["off"]}, f"recuse {CODE} Dave Smith off"),
    FormName.LINK: ({"party": PARTY}, f"link {CODE} {PARTY}"),
    FormName.AWAY: (
        {"day": "2026-11-27", "administrator": "Dave Smith"},
        "away until 2026-11-27 17:00 deputy Dave Smith",
    ),
}


@pytest.fixture
async def slack():
    async with workspace() as found:
        yield found


@pytest.fixture
def dana(slack):
    return slack.join("dana", "Dana Reyes")


@pytest.fixture
async def heard(slack):
    async with ears(slack) as hearing:
        yield hearing


def last(heard):
    """The last gesture: events of messages come when they like."""
    return next(each.payload for each in reversed(heard.requests) if each.payload.get("type") != "event_callback")


def act(heard):
    return read_act(last(heard), KNOWN)


async def opened(slack, heard, member, view):
    """As the daemon does it: a loading view at once, then the right one in its place."""
    await slack.shortcut(member, "report")
    found = act(heard)
    assert found.does is Does.REPORT_FORM
    first = await client(slack).views_open(trigger_id=found.trigger, view=loading_view())
    await client(slack).views_update(view_id=first["view"]["id"], view=view)
    return first["view"]["id"]


async def posted(slack, member, blocks):
    channel = slack.room(member).id
    return (await client(slack).chat_postMessage(channel=channel, text="A message", blocks=blocks))["ts"]


async def test_every_form_says_its_command(slack, heard, dana):
    for form, (values, text) in FILLED.items():
        about = About(administrators=ABOUT.administrators) if form is FormName.AWAY else ABOUT
        view = await opened(slack, heard, dana, form_view(form, about))
        given = {name: [dana.id] if value == [MEMBER] else value for name, value in values.items()}
        await slack.submit(dana, view, given)
        found = act(heard)
        assert (found.does, found.text) == (Does.COMMAND, text.replace("MEMBER", dana.id))
        assert (found.member, found.team) == (dana.id, slack.team)


async def test_a_form_that_lacks_something_stays_open_and_says_where(slack, heard, dana):
    view = form_view(FormName.SUSPEND, ABOUT)
    shown = await opened(slack, heard, dana, view)
    heard.answers = lambda _: errors(view, act(heard).problems)
    answer = await slack.submit(dana, shown, {"words": "danger: now", "address": "dana"})
    assert list(answer["errors"]) == ["address"]
    assert slack.view_of(dana)["id"] == shown


async def test_the_report_form_leaves_nothing_to_guess(slack, heard, dana):
    shown = await opened(slack, heard, dana, report_view(emergency="Call first.", rules_channel="#rules"))
    await slack.submit(
        dana, shown, {"nature": "He shouts & <shoves>.", "path": "Only to let you know", "privacy": "Share nothing"}
    )
    report = act(heard).report
    assert (report.path, report.privacy, report.nature) == ("concern", "private", "He shouts & <shoves>.")


async def test_a_form_that_is_only_sent_decides_nothing_for_its_sender(slack, heard, dana):
    shown = await opened(slack, heard, dana, report_view())
    await slack.submit(dana, shown, {"nature": "x"})
    assert act(heard).report.choices == {"undecided", "ASK FIRST", "nature"}


async def test_an_empty_report_is_handed_back_and_a_wish_to_talk_is_none(slack, heard, dana):
    shown = await opened(slack, heard, dana, report_view())
    heard.answers = lambda _: errors(report_view(), act(heard).problems) if act(heard).problems else {}
    assert list((await slack.submit(dana, shown))["errors"]) == ["nature"]
    await slack.submit(dana, shown, {"talk": ["talk"]})
    assert (act(heard).does, act(heard).report.talk) == (Does.REPORT, True)


@pytest.mark.parametrize(
    "text", ["go & <hide>", "&amp; is how it is written", "x" * 7001, "see https://x.example/?a=1&b=2"]
)
async def test_a_message_that_was_shown_comes_back_whole(slack, heard, dana, text):
    eve = slack.join("eve")
    ts = slack.say(eve, text)
    await slack.shortcut(dana, "report_message", ts, slack.room(eve))
    shared = act(heard).shared
    assert (shared.author, shared.text) == (eve.id, text)
    first = await client(slack).views_open(trigger_id=act(heard).trigger, view=report_view(shared=shared))
    await slack.submit(dana, first["view"]["id"], {"nature": "this one"})
    assert act(heard).report.shared == shared


async def test_an_administrator_hands_a_message_over_with_its_author(slack, heard, dana):
    eve = slack.join("eve")
    await slack.shortcut(dana, "hand_over", slack.say(eve, "please help"), slack.room(eve))
    assert (act(heard).does, act(heard).shared.author, act(heard).shared.text) == (
        Does.HAND_OVER,
        eve.id,
        "please help",
    )


async def test_the_slash_command_opens_the_form_and_says_an_administrators_command(slack, heard, dana):
    await slack.slash(dana, "/conduct")
    assert act(heard).does is Does.REPORT_FORM
    await slack.slash(dana, "/conduct", f"estimate {CODE} tomorrow")
    assert (act(heard).does, act(heard).text) == (Does.COMMAND, f"estimate {CODE} tomorrow")


async def test_a_reporters_answer_is_said_and_its_row_goes_grey(slack, heard, dana):
    facts = SAMPLES[LetterName.ACKNOWLEDGEMENT]
    rendered = render(LetterName.ACKNOWLEDGEMENT, facts, "", IN_SLACK)
    blocks = letter_blocks(rendered, "L-1", buttons_of(LetterName.ACKNOWLEDGEMENT, facts, "", "L-1"))
    ts = await posted(slack, dana, blocks)
    await slack.press(dana, ts, "ASK FIRST: before you share")
    found = act(heard)
    assert (found.does, found.word, found.code, found.letter) == (Does.WORD, Word.ASK_FIRST, CODE, "L-1")
    body = last(heard)["message"]["blocks"]
    after = pressed(body, found.block, "You answered ASK FIRST.")
    await client(slack).chat_update(channel=found.at.channel, ts=found.at.ts, text="A message", blocks=after)
    with pytest.raises(LookupError):
        await slack.press(dana, ts, "ASK FIRST: before you share")
    await slack.press(dana, ts, "TALK: I would rather talk")
    assert act(heard).word is Word.TALK


async def test_a_case_is_acted_on_from_its_modal(slack, heard, dana):
    shown = await opened(slack, heard, dana, case_view(CASE))
    await slack.press(dana, shown, "Give a date")
    assert (act(heard).does, act(heard).form, act(heard).code, act(heard).view) == (Does.FORM, "estimate", CODE, shown)
    await slack.press(dana, shown, "more", "Keep from purging")
    assert (act(heard).does, act(heard).text) == (Does.COMMAND, f"hold {CODE}")


async def test_a_date_counts_once_it_was_said_back(slack, heard, dana):
    view = confirm_view(CODE, ("Friday 27 November 2026, 17:00 MST",), f"estimate {CODE} 2026-11-27 17:00")
    await slack.submit(dana, await opened(slack, heard, dana, view))
    assert act(heard).text == f"estimate {CODE} 2026-11-27 17:00"


async def test_which_case_is_answered_in_one_choice(slack, heard, dana):
    view = which_view(((CODE, "opened on Monday"), ("SSE-9M2QT", "opened today")), "D0DANA", "1764180000.000300")
    await slack.submit(dana, await opened(slack, heard, dana, view), {"which": "SSE-9M2QT"})
    assert (act(heard).does, act(heard).code, act(heard).at.ts) == (Does.ADD_TO, "SSE-9M2QT", "1764180000.000300")


async def test_the_home_of_a_reporter_opens_the_form_and_holds_no_word_of_the_case(slack, heard, dana):
    home = reporter_home((OwnCase(CODE, "We look into it.", "Friday"),), "Our Slack", "")
    await client(slack).views_publish(user_id=dana.id, view=home)
    await slack.press(dana, slack.home_of(dana)["id"], "Report something")
    assert act(heard).does is Does.REPORT_FORM
    assert "shouts" not in json.dumps(slack.home_of(dana))


async def test_without_buttons_a_letter_says_what_to_write(slack, dana):
    facts = SAMPLES[LetterName.ACKNOWLEDGEMENT]
    rendered = render(LetterName.ACKNOWLEDGEMENT, facts, "", replace(IN_SLACK, medium=Medium.DM))
    ts = await posted(slack, dana, letter_blocks(rendered, "L-1", ()))
    said = json.dumps(next(each for each in slack.letters(dana) if each["ts"] == ts))
    assert "PRIVATE: share nothing" in said
    assert "Put each word alone on a line." in said
    assert "mail" not in said

"""The modals of the Slack app: the case, the only place in Slack where its text is shown, and the small ones around it.

Pure, and fed with pictures: a view of one case is filled in by whoever knows the store, after the right to see it was
checked and the read was recorded. A modal leaves no copy in Slack's history. What is long goes over several pages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from notifiers.slack_escape import one_line
from notifiers.slack_pieces import (
    LONGEST_LABEL,
    LONGEST_METADATA,
    LONGEST_OPTION_VALUE,
    LONGEST_TITLE,
    MOST_OPTIONS,
    Block,
    Json,
    actions,
    button,
    confirm,
    context,
    divider,
    facts,
    header,
    in_utf16,
    label,
    line,
    meaning,
    option,
    plain,
    rich,
    section,
    sections,
    words,
)
from parsers.slack_acts import CONFIRM_FORM, FORM_PREFIX, WHICH_FORM
from parsers.slack_forms import FormName

MOST_ON_A_PAGE: Final = 60  # blocks: a view takes 100, a phone is tired before
MOST_LETTERS: Final = 12_000  # characters of a page
MAIN_FORMS: Final = 4  # buttons; the other forms are in a menu


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A party: `code` is what commands take, `says` fixed phrases (what they allow, what they were told)."""

    code: str
    role: str
    name: str = field(default="", repr=False)
    ways: tuple[str, ...] = field(default=(), repr=False)
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A message that came in, a letter that goes out, a text that was proposed. `number` is what accept, release, undo,
    drop and resend take; `buttons` those of them that may be said now.
    """

    title: str = field(repr=False)
    text: str = field(default="", repr=False)
    facts: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    buttons: tuple[tuple[str, str], ...] = ()  # what stands on it, and the command that it says


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePicture:
    """One case as one administrator may see it. From daemon/views.CaseView: `facts` are the rows of the case's page
    (owed and due first), `parts` each further heading with its rows (a suspension, an appeal, the ledger), `texts` its
    messages, letters that wait and proposed texts, `timeline` a line a moment. `forms` and `commands` are what may be
    done now, the likeliest first.
    """

    code: str
    kind: str
    stage: str
    facts: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    people: tuple[Person, ...] = field(default=(), repr=False)
    parts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = field(default=(), repr=False)
    texts: tuple[Text, ...] = field(default=(), repr=False)
    timeline: tuple[str, ...] = field(default=(), repr=False)
    forms: tuple[FormName, ...] = ()
    commands: tuple[tuple[str, str], ...] = ()


FORM_LABELS: Final[dict[FormName, str]] = {
    FormName.ESTIMATE: "Give a date",
    FormName.ANSWERED: "I answered elsewhere",
    FormName.REPLY: "Write to the reporter",
    FormName.ASK: "Ask the reporter",
    FormName.NOTE: "Keep a note",
    FormName.PARTY: "Say who is who",
    FormName.CONSENT: "Record a consent",
    FormName.CORRECT: "Mend the reading",
    FormName.TELL: "Tell somebody",
    FormName.CONSULT: "Ask about publishing",
    FormName.SUSPEND: "Suspend",
    FormName.KEEP: "Keep a suspension",
    FormName.LIFT: "Lift a suspension",
    FormName.RESOLVE: "Resolve",
    FormName.CLOSE: "Close",
    FormName.UPHOLD: "Uphold",
    FormName.OVERTURN: "Overturn",
    FormName.PUBLISH: "Text for the channel",
    FormName.ASSIGN: "Assign",
    FormName.RECUSE: "Take somebody off",
    FormName.LINK: "Say whose suspension",
    FormName.AWAY: "I am away",
}


ASKED: Final[dict[str, tuple[str, str, str]]] = {
    "withdrawn": (
        "The reporter wants to stop?",
        "Letters and questions to them end, and nothing of it is shared any more. They are told at once.",
        "Yes, they want to stop",
    ),
    "published": ("Is it published?", "Say so only if the text stands in the channel now.", "Yes, it is published"),
    "drop": ("Let it go?", "This letter is then not sent.", "Yes, let it go"),
    "discard": ("Leave it alone?", "It is then no case, and nobody is asked again.", "Yes, leave it alone"),
}
"""What cannot be taken back is asked before it counts: title, text and yes. A menu asks nothing: these are buttons."""


def modal(title: str, blocks: Sequence[Block], **more: Json) -> Block:
    view: Block = {"type": "modal", "title": label(title, LONGEST_TITLE), "blocks": list(blocks)}
    return {**view, "close": plain("Close", LONGEST_TITLE), **more}


def loading_view() -> Block:
    """Opened before anything is looked up: the trigger lives for three seconds (slack.md 2.4)."""
    return modal("One moment", [section("One moment, please.")])


def plain_view(title: str, text: str) -> Block:
    """Some words and nothing to press: what was done, or why it was not."""
    return modal(title, sections(text) or [section(" ")])


def nothing_view() -> Block:
    """The same for a case that is not there and for one that this administrator may not know of (P14)."""
    return plain_view("Nothing here", "There is no such case for you.")


def confirm_view(code: str, lines: Sequence[str], command: str) -> Block:
    """A date is said back in full before it counts; what is then submitted is exactly this command."""
    kept = meaning({"code": code, "text": command})
    if in_utf16(kept) > LONGEST_METADATA:
        return plain_view("Not done", "These words are too long for a form. Please make them shorter.")
    return modal(
        "Is that right?",
        [*sections("\n".join(lines)), context("Nothing happens until you say yes.")],
        callback_id=f"{FORM_PREFIX}{CONFIRM_FORM}",
        private_metadata=kept,
        submit=plain("Yes", LONGEST_TITLE),
        close=plain("No, go back", LONGEST_TITLE),
    )


def which_view(cases: Sequence[tuple[str, str]], channel: str, ts: str) -> Block:
    """Which of somebody's own open cases a message belongs to: code, and when it was opened in words."""
    options: list[Json] = [option(f"{code}, {opened}", code) for code, opened in cases[: MOST_OPTIONS - 1]]
    element: Block = {"type": "static_select", "action_id": "value", "options": options}
    element["placeholder"] = plain("Choose", LONGEST_LABEL)
    asked: Block = {"type": "input", "block_id": "which", "label": plain("It belongs to"), "element": element}
    return modal(
        "Which case?",
        [section("You have more than one open case. Which one is your message about?"), asked],
        callback_id=f"{FORM_PREFIX}{WHICH_FORM}",
        private_metadata=meaning({"at": {"channel": channel, "ts": ts}}),
        submit=plain("Send", LONGEST_TITLE),
    )


def case_view(case: CasePicture, page: int = 0) -> Block:
    """One page of the case; a page that is not there is the nearest that is."""
    pages = _paged(case)
    page = min(max(page, 0), len(pages) - 1)
    return modal(
        case.code,
        [*_top(case, page, len(pages)), *pages[page], *_turn(case.code, page, len(pages))],
        callback_id="case",
        private_metadata=meaning({"code": case.code, "page": str(page)}),
    )


def pages_of(case: CasePicture) -> int:
    return len(_paged(case))


def _top(case: CasePicture, page: int, pages: int) -> list[Block]:
    of = f", page {page + 1} of {pages}" if pages > 1 else ""
    return [header(f"{case.kind}: {case.stage}{of}")]


def _turn(code: str, page: int, pages: int) -> list[Block]:
    turns = [("Earlier", page - 1)] if page else []
    turns += [("Later", page + 1)] if page + 1 < pages else []
    shown = [
        button(text, {"do": "open", "code": code, "page": str(to)}, f"turn:{place}")
        for place, (text, to) in enumerate(turns)
    ]
    return [divider(), actions("turn", shown)] if shown else []


def _paged(case: CasePicture) -> list[list[Block]]:
    """What belongs together stays together while it fits."""
    pages: list[list[Block]] = [[]]
    length = 0
    for unit in _units(case):
        more = sum(len(str(block)) for block in unit)
        if pages[-1] and (len(pages[-1]) + len(unit) > MOST_ON_A_PAGE or length + more > MOST_LETTERS):
            pages.append([])
            length = 0
        pages[-1] += unit
        length += more
    return pages


def _units(case: CasePicture) -> Iterator[list[Block]]:
    yield facts(case.facts)
    yield _doing(case)
    for place, text in enumerate(case.texts):
        yield from _text(text, place, case.code)
    if case.people:
        yield [divider(), header("Who")]
        yield from (_person(each) for each in case.people)
    for title, rows in case.parts:
        yield [divider(), header(title), *facts(rows)]
    if case.timeline:
        yield [divider(), header("What happened")]
        yield from (_moments(case.timeline[at : at + 15]) for at in range(0, len(case.timeline), 15))


def _doing(case: CasePicture) -> list[Block]:
    """The likeliest as buttons, all others in one menu: a phone shows few at once."""
    main, others = case.forms[:MAIN_FORMS], case.forms[MAIN_FORMS:]
    buttons = [
        button(FORM_LABELS[form], {"do": "form", "form": str(form), "code": case.code}, f"form:{form}") for form in main
    ]
    menu: list[Json] = [
        option(FORM_LABELS[form], meaning({"do": "form", "form": str(form), "code": case.code})) for form in others
    ]
    menu += [
        option(text, value)
        for text, command in case.commands
        if _verb(command) not in ASKED
        and len(value := meaning({"do": "command", "text": command, "code": case.code})) <= LONGEST_OPTION_VALUE
    ]
    if menu:
        more: Block = {
            "type": "static_select",
            "action_id": "more",
            "placeholder": plain("More\u2026", 150),
            "options": menu[:MOST_OPTIONS],
        }
        buttons.append(more)
    asked = [(text, command) for text, command in case.commands if _verb(command) in ASKED]
    buttons += [_command(text, command, case.code, f"command:{_verb(command)}") for text, command in asked]
    return [actions("doing", buttons)] if buttons else []


def _verb(command: str) -> str:
    return command.partition(" ")[0]


def _command(text: str, command: str, code: str, action_id: str) -> Block:
    asked = ASKED.get(_verb(command))
    more: Block = {"confirm": confirm(*asked)} if asked else {}
    return button(text, {"do": "command", "text": command, "code": code}, action_id, **more)


def _text(text: Text, place: int, code: str) -> Iterator[list[Block]]:
    """Foreign words in plain_text: nothing of them is parsed, and a link in them leads nowhere unseen."""
    first, *rest = sections(text.text) or [section("(no words)")]
    yield [divider(), rich(line(words(one_line(text.title, 300), bold=True))), *facts(text.facts), first]
    yield from ([part] for part in rest)
    buttons = [
        _command(says, command, code, f"text:{place}:{number}") for number, (says, command) in enumerate(text.buttons)
    ]
    if buttons:
        yield [actions(f"text:{place}", buttons)]


def _person(person: Person) -> list[Block]:
    name = f"{person.role.capitalize()}: {person.name or 'no name'}"
    below = "\n".join(filter(None, (person.code, ", ".join(person.ways), *person.says)))
    return [rich(line(words(f"{one_line(name, 300)}\n", bold=True), words(below[:2000])))]


def _moments(lines: Sequence[str]) -> list[Block]:
    return [rich(*(line(words(f"{one_line(each, 800)}\n")) for each in lines))]

"""Which buttons stand under which letter: what its text offers as a word or a command, and nothing more.

A table and the functions that it names. A button's value says what is meant; who may mean it is decided elsewhere.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from daemon.process.letters import Facts, LetterName
from notifiers.slack_pieces import Block, Json, button, confirm
from parsers.slack_forms import FormName
from parsers.terms import Word

CODE: Final = re.compile(r"([A-Z0-9]{1,10}-[A-Z0-9]{4,6})\b")
MOST_OPENED: Final = 20

SHARING: Final = "What may we do with it?"
PATH: Final = "What should we do?"
CHOICE: Final = "What should happen?"

# in the words of the footer that lists them by mail
SAYS: Final[Mapping[Word, str]] = {
    Word.COMPLAINT: "please look into it",
    Word.CONCERN: "only to let you know",
    Word.ONLY_ASKING: "it was only a question",
    Word.SHARE: "what the process needs",
    Word.ASK_FIRST: "before you share",
    Word.PRIVATE: "share nothing",
    Word.TALK: "I would rather talk",
    Word.DANGER: "somebody may get hurt",
    Word.WITHDRAW: "stop",
    Word.CONFIRM: "I sent it",
    Word.STOP: "that address is not mine",
    Word.INCLUDE: "they may read it",
    Word.CONTACT: "give it to the contact",
    Word.SEALED: "leave it as it is",
}


class Style(StrEnum):
    PLAIN = ""
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """`group` is the question that the button answers, shown once above those of the group."""

    text: str
    means: Mapping[str, Json] = field(repr=False)
    group: str = ""
    style: Style = Style.PLAIN
    asked: tuple[str, str, str] | None = None  # title, text and yes of the question before it counts


def block_of(one: Button, action_id: str) -> Block:
    more: dict[str, Json] = {"style": str(one.style)} if one.style else {}
    if one.asked:
        more["confirm"] = confirm(*one.asked)
    return button(one.text, one.means, action_id, **more)


def buttons_of(name: LetterName, facts: Facts, words: str, letter_id: str) -> tuple[Button, ...]:
    """Those of a letter, in the order in which they stand. `words` are what a person wrote in it."""
    row = TABLE.get(name)
    return tuple(row(_About(facts, words, letter_id))) if row else ()


@dataclass(frozen=True, slots=True)
class _About:
    facts: Facts = field(repr=False)
    words: str = field(repr=False)
    letter_id: str

    @property
    def code(self) -> str:
        return self.text("code")

    def text(self, name: str) -> str:
        return str(self.facts.get(name) or "")

    def says(self, name: str) -> bool:
        return self.facts.get(name) == "yes"

    def word(self, word: Word, group: str = "", says: str = "", style: Style = Style.PLAIN) -> Button:
        means: dict[str, Json] = {"do": "word", "word": word.value, "code": self.code, "letter": self.letter_id}
        return Button(f"{word.value}: {says or SAYS[word]}", means, group, style)

    def command(
        self, text: str, says: str, style: Style = Style.PLAIN, asked: tuple[str, str, str] | None = None
    ) -> Button:
        means: dict[str, Json] = {"do": "command", "text": says, "code": self.code, "letter": self.letter_id}
        return Button(text, means, "", style, asked)

    def form(self, text: str, form: FormName, style: Style = Style.PLAIN) -> Button:
        return Button(text, {"do": "form", "form": str(form), "code": self.code}, "", style)

    def open(self, style: Style = Style.PLAIN) -> Button:
        return Button(f"Open {self.code}", {"do": "open", "code": self.code}, "", style)


# --- to members


def _path(about: _About, path: str) -> list[Button]:
    match path:
        case "complaint":
            return [about.word(Word.CONCERN, PATH), about.word(Word.ONLY_ASKING, PATH)]
        case "concern":
            return [about.word(Word.COMPLAINT, PATH), about.word(Word.ONLY_ASKING, PATH)]
        case "undecided":
            return [about.word(each, PATH) for each in (Word.COMPLAINT, Word.CONCERN, Word.ONLY_ASKING)]
        case "question":
            return [about.word(Word.COMPLAINT, PATH), about.word(Word.CONCERN, PATH)]
        case _:
            return []


def _sharing(about: _About) -> list[Button]:
    """The answers that are not given yet; one that was only read from the text is offered, for it does not count."""
    in_force = {"refused": Word.PRIVATE, "conditional": Word.ASK_FIRST}.get(about.text("consent"))
    if about.text("consent") == "granted" and about.says("confirmed"):
        in_force = Word.SHARE
    words = (Word.SHARE, Word.ASK_FIRST, Word.PRIVATE)
    return [about.word(word, SHARING) for word in words if word is not in_force]


def _always(about: _About) -> list[Button]:
    talk = [] if about.says("talk") else [about.word(Word.TALK, OTHERS)]
    stop = Button(
        f"{Word.WITHDRAW.value}: {SAYS[Word.WITHDRAW]}",
        {"do": "word", "word": Word.WITHDRAW.value, "code": about.code, "letter": about.letter_id},
        OTHERS,
        Style.PLAIN,  # no letter invites a reporter to withdraw, and red is an invitation
        ("Stop?", "You get no more letters and questions about this. You can start again at any time.", "Yes, stop"),
    )
    danger = [] if about.says("urgent") else [about.word(Word.DANGER, OTHERS)]
    return [*talk, *danger, Button("MAIL: go on by mail", {"do": "mail", "code": about.code}, OTHERS), stop]


OTHERS: Final = "At any time:"


def _played_back(path: str) -> Callable[[_About], list[Button]]:
    def row(about: _About) -> list[Button]:
        held = [about.word(Word.INCLUDE, HELD)] if about.says("held") else []
        said = path or about.text("path")
        if said == "appeal":
            return held
        return [*_path(about, said), *held, *_sharing(about), *_always(about)]

    return row


HELD: Final = "About the one of us whom you mention:"


def _added(about: _About) -> list[Button]:
    if about.says("sealed"):
        return [about.word(word, CHOICE) for word in (Word.CONTACT, Word.INCLUDE, Word.SEALED)]
    return [about.word(Word.INCLUDE, HELD)] if about.says("held") else []


def _sealed(about: _About) -> list[Button]:
    handed = about.text("chosen") == "handed to the outside contact"
    offered = ((Word.CONTACT, about.says("contact")), (Word.INCLUDE, about.says("include")), (Word.SEALED, not handed))
    return [about.word(word, CHOICE) for word, is_offered in offered if is_offered]


def _ask(about: _About) -> list[Button]:
    if about.words:
        return []
    asked = about.facts.get("questions") or ()
    privacy = "privacy" in asked if isinstance(asked, tuple) else False
    words = (Word.SHARE, Word.ASK_FIRST, Word.PRIVATE) if privacy else ()
    return [*(about.word(word, SHARING) for word in words), about.word(Word.TALK, OTHERS)]


def _consult(about: _About) -> list[Button]:
    return [about.word(Word.SHARE, says="publish exactly this text"), about.word(Word.PRIVATE, says="no")]


def _question(about: _About) -> list[Button]:
    """What was read as a question and is none; a report of its own is a form beside it."""
    return [*_path(about, "question"), Button("Report something else", {"do": "report"}, OTHERS)]


# --- to administrators


def _notice(about: _About) -> list[Button]:
    how = about.facts.get("how") or ()
    verbs = {line.partition(" ")[0] for line in how} if isinstance(how, tuple) else set()
    mine = [about.command("I am on it", f"mine {about.code}")] if "mine" in verbs else []
    forms = [about.form(_to_author(about) if form is FormName.REPLY else text, form) for form, text in FORMS.items()]
    forms = [each for each in forms if each.means["form"] in verbs]
    if about.says("urgent"):
        return [about.command("I am on it", f"mine {about.code}", Style.PRIMARY), about.open(), *forms]
    return [about.open(Style.PRIMARY), *mine, *forms]


def _wrote_again(about: _About) -> list[Button]:
    """Danger is for somebody to take on first, whatever else is to be done (P4)."""
    write = about.form(_to_author(about), FormName.REPLY)
    if about.text("what") == DANGER:
        return [about.command("I am on it", f"mine {about.code}", Style.PRIMARY), about.open(), write]
    return [about.open(Style.PRIMARY), write]


def _to_author(about: _About) -> str:
    """An appeal has nobody who reported anything."""
    return "Write to the author" if about.text("kind") == "appeal" else FORMS[FormName.REPLY]


DANGER: Final = "danger was read"  # as the process says it
FORMS: Final[Mapping[FormName, str]] = {
    FormName.ESTIMATE: "Give a date",
    FormName.REPLY: "Write to the reporter",
    FormName.LINK: "Say whose suspension",
    FormName.UPHOLD: "Uphold",
    FormName.OVERTURN: "Overturn",
}


def _reminder(about: _About) -> list[Button]:
    date = [about.form("Give a date", FormName.ESTIMATE)] if "date" in about.text("owed") else []
    return [about.open(Style.PRIMARY), *date]


def _warning(about: _About) -> list[Button]:
    return [
        about.form("Give a new date", FormName.ESTIMATE, Style.PRIMARY),
        about.form("I wrote to them already", FormName.ANSWERED),
        about.open(),
    ]


def _escalation(about: _About) -> list[Button]:
    verb = about.text("step").partition(" ")[0]
    mine = [about.command("I am on it", f"mine {about.code}")] if verb == "mine" else []
    form = [about.form(FORMS[FormName(verb)], FormName(verb))] if verb in set(FORMS) else []
    return [about.open(Style.PRIMARY), *mine, *form]


def _page(about: _About) -> list[Button]:
    return [about.command("I am on it", f"mine {about.code}", Style.PRIMARY), about.open()]


def _undelivered(about: _About) -> list[Button]:
    short = about.text("short")
    again = [about.command("Send once more", f"resend {short}"), _dropped(about, short)] if short else []
    return [about.open(Style.PRIMARY), *again]


def _dropped(about: _About, short: str) -> Button:
    asked = ("Let it go?", "This letter is then not sent.", "Yes, let it go")
    return about.command("Let it go", f"drop {short}", Style.DANGER, asked)


def _set_aside(about: _About) -> list[Button]:
    """A message that is a case to look at; one in a person's own DMs or mailbox is read there, and not here."""
    opened = Button("Open it", {"do": "open", "code": about.text("short")}, "", Style.PRIMARY)
    return [opened, *_taken_or_left(about)]


def _taken_or_left(about: _About) -> list[Button]:
    short = about.text("short")
    return [about.command("Take it as a case", f"accept {short}"), about.command("Leave it alone", f"discard {short}")]


def _checklist(about: _About) -> list[Button]:
    return [about.open(), about.command("Done in Slack", f"confirm {about.text('party')}", Style.PRIMARY)]


def _drafted(about: _About) -> list[Button]:
    short = about.text("short")
    return [about.open(Style.PRIMARY), about.command("Release it", f"release {short}"), _dropped(about, short)]


def _handover(about: _About) -> list[Button]:
    return [about.command("It is published", f"published {about.code}", Style.PRIMARY)]


def _done(about: _About) -> list[Button]:
    letter = about.text("letter")
    return [about.command("Undo", f"undo {letter}")] if letter else []


def _offer(about: _About) -> list[Button]:
    return [
        about.command("Send it to the reporter", "reply"),
        about.command("Keep it as a note", "note"),
        about.command("Discard it", "discard"),
    ]


def _read_back(about: _About) -> list[Button]:
    return [about.command("Yes, that is right", about.text("confirm") or "confirm", Style.PRIMARY)]


def _which(about: _About) -> list[Button]:
    """The codes of their own cases; that it is about something else is written."""
    codes = about.facts.get("codes") or ()
    found = codes[:MOST_OPENED] if isinstance(codes, tuple) else ()
    return [Button(code, {"do": "add to", "code": code}) for code in found]


def _opened(about: _About) -> list[Button]:
    """A list of cases: one button a case, for those that are seen at once."""
    lines = about.facts.get("lines") or ()
    found = (CODE.match(each) for each in lines) if isinstance(lines, tuple) else ()
    codes = dict.fromkeys(match[1] for match in found if match)
    return [Button(f"Open {code}", {"do": "open", "code": code}) for code in list(codes)[:MOST_OPENED]]


TABLE: Final[Mapping[LetterName, Callable[[_About], list[Button]]]] = {
    LetterName.ACKNOWLEDGEMENT: _played_back(""),
    LetterName.CONCERN: _played_back("concern"),
    LetterName.CORRECTED: _played_back(""),
    LetterName.ADDED: _added,
    LetterName.SEALED: _sealed,
    LetterName.SEALED_CHOSEN: _sealed,
    LetterName.ASK: _ask,
    LetterName.CONSULT: _consult,
    LetterName.APPEAL_CONFIRM: lambda about: [about.word(Word.CONFIRM)],
    LetterName.MAIL_BOUND: lambda about: [] if about.text("stopped") == "yes" else [about.word(Word.STOP)],
    LetterName.QUESTION: _question,
    LetterName.WHICH: _which,
    LetterName.RELEASED: lambda about: [about.word(Word.INCLUDE)],
    LetterName.NOTICE: _notice,
    LetterName.WROTE_AGAIN: _wrote_again,
    LetterName.REMINDER: _reminder,
    LetterName.WARNING: _warning,
    LetterName.ESCALATION: _escalation,
    LetterName.UNDELIVERED: _undelivered,
    LetterName.SET_ASIDE: _set_aside,
    LetterName.DIGEST: _opened,
    LetterName.LISTING: _opened,
    LetterName.RETENTION: _opened,
    LetterName.PAGE: _page,
    LetterName.CHECKLIST: _checklist,
    LetterName.DRAFTED: _drafted,
    LetterName.HANDOVER: _handover,
    LetterName.DONE: _done,
    LetterName.OFFER: _offer,
    LetterName.READ_BACK: _read_back,
    LetterName.PERSONAL_OFFER: _taken_or_left,
}

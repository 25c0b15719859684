"""The forms of the Slack app: which there are, which fields each has, and the command that a filled form says.

Pure. A form is only another way to write a line of `parsers.commands`: what it makes is parsed again before it counts,
and where that gives anything but what was filled in, the form is handed back.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from parsers.commands import NOTHING, OFF, Command, Correctable, Granting, Known, NotUnderstood, Role, Verb, parse

LONGEST_WORDS: Final = 3000  # of one plain_text_input, by Slack's own limit
MOST_PEOPLE: Final = 20  # in one command, as parsers.who reads them

DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
HOUR: Final = re.compile(r"[0-9]{2}:[0-9]{2}")
ADDRESS: Final = re.compile(r"[^\s@<>,;:]{1,64}@[^\s@<>,;:]{1,250}[A-Za-z0-9]")
MEMBER: Final = re.compile(r"[UW][A-Z0-9]{2,20}")
LINE_ENDS: Final = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
LEFT_OUT: Final = re.compile("[\x00-\x08\x0e-\x1b\x1f\ufeff\u200b\u200c\u200d\u2060]|[\ud800-\udfff]")

END_OF_DAY: Final = "17:00"

FILL_IN: Final = "Please fill this in."
DAY_WRONG: Final = "Please choose a day and a time."
BEGINS_WITH_WHO: Final = "This reads as a name or as part of a command. Please begin with another word."
TOO_MANY: Final = f"Not more than {MOST_PEOPLE} people at once."


class FormName(StrEnum):
    """The forms that an administrator fills in; each says the command of the same name."""

    ESTIMATE = "estimate"
    ANSWERED = "answered"
    REPLY = "reply"
    ASK = "ask"
    NOTE = "note"
    PARTY = "party"
    CONSENT = "consent"
    CORRECT = "correct"
    TELL = "tell"
    CONSULT = "consult"
    SUSPEND = "suspend"
    KEEP = "keep"
    LIFT = "lift"
    RESOLVE = "resolve"
    CLOSE = "close"
    UPHOLD = "uphold"
    OVERTURN = "overturn"
    PUBLISH = "publish"
    ASSIGN = "assign"
    RECUSE = "recuse"
    LINK = "link"
    AWAY = "away"


class Field(StrEnum):
    """A field of a form: the block_id of its input, and where its problem is shown."""

    DAY = "day"
    HOUR = "hour"
    RESOLVED_DAY = "resolved_day"
    RESOLVED_HOUR = "resolved_hour"
    WORDS = "words"
    MEMBERS = "members"  # chosen among the members of the workspace
    ADDRESS = "address"  # a mail address, for somebody who is no member
    PARTY = "party"  # chosen among the parties of the case, by code
    ROLE = "role"
    SAID = "said"  # granted | refused | conditional
    ITEM = "item"  # words | identity
    TO = "to"  # all | channel | a party's code
    VALUE = "value"  # what is mended of a reading, and to what: "path complaint"
    SILENCE = "silence"  # "nothing": a party is told nothing, and the words say why
    ADMINISTRATOR = "administrator"
    OFF = "off"  # "off": lets an administrator in again


Values = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Written:
    """The text of a command; or what is wrong, by field. Never both."""

    text: str = field(default="", repr=False)
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Line:
    """A command in the making: what stands on its first line behind verb and code, and what it must be read as."""

    head: tuple[str, ...] = field(repr=False)
    meant: Command = field(repr=False)


class _Unfilled(Exception):
    def __init__(self, **problems: str) -> None:
        super().__init__("a field is missing or wrong")
        self.problems = problems


def command_of(form: FormName, code: str, values: Values, known: Known) -> Written:
    """The command that the filled form says: its verb, its code and its words, and nothing more."""
    try:
        line = _LINES[form](code, values)
    except _Unfilled as unfilled:
        return Written(problems=unfilled.problems)
    first = " ".join(filter(None, (form, code, *line.head)))
    text = f"{first}\n{line.meant.words}" if line.meant.words else first
    return Written(text) if _reads_as(text, line.meant, known) else Written(problems=_where(line.meant))


def clean(words: str) -> str:
    """Words as a command keeps them: one kind of line end, nothing invisible, no blank line at either end."""
    lines = LEFT_OUT.sub("", LINE_ENDS.sub("\n", words[:LONGEST_WORDS])).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _reads_as(text: str, meant: Command, known: Known) -> bool:
    try:
        command = parse(text, known)
    except NotUnderstood:
        return False
    return replace(command, words=_folded(command.words)) == replace(meant, words=_folded(meant.words))


def _folded(words: str) -> str:
    """The first line that `parse` sees has its blanks made plain; elsewhere they stay, and mean the same."""
    return re.sub(r"[^\S\n]", " ", words)


def _where(meant: Command) -> dict[str, str]:
    return {Field.WORDS: BEGINS_WITH_WHO} if meant.words else {Field.MEMBERS: FILL_IN}


def _one(values: Values, name: Field) -> str:
    found = values.get(name, "")
    return clean(found if isinstance(found, str) else next(iter(found), ""))


def _line(values: Values, name: Field) -> str:
    return " ".join(_one(values, name).split())


def _words(values: Values) -> str:
    words = _one(values, Field.WORDS)
    if not words:
        raise _Unfilled(**{Field.WORDS: FILL_IN})
    return words


def _when(values: Values, day: Field, hour: Field) -> str:
    """'2026-11-27 17:00': an ISO date, which counts without being read back from words."""
    on, at = _line(values, day), _line(values, hour) or END_OF_DAY
    if not DAY.fullmatch(on) or not HOUR.fullmatch(at):
        raise _Unfilled(**{day: DAY_WRONG})
    return f"{on} {at}"


def _members(values: Values) -> tuple[str, ...]:
    found = values.get(Field.MEMBERS, ())
    chosen = tuple(each for each in ((found,) if isinstance(found, str) else found) if MEMBER.fullmatch(each))
    if len(chosen) > MOST_PEOPLE:
        raise _Unfilled(**{Field.MEMBERS: TOO_MANY})
    return tuple(f"<@{each}>" for each in dict.fromkeys(chosen))


def _people(values: Values) -> tuple[str, ...]:
    """Whoever was chosen, by whatever field; at least one."""
    address = _line(values, Field.ADDRESS)
    if address and not ADDRESS.fullmatch(address):
        raise _Unfilled(**{Field.ADDRESS: "This is not a whole mail address."})
    who = tuple(filter(None, (*_party_chosen(values), *_members(values), address)))
    if not who:
        raise _Unfilled(**{Field.MEMBERS: FILL_IN})
    return who


def _party_chosen(values: Values) -> tuple[str, ...]:
    party = _line(values, Field.PARTY)
    return (party,) if party else ()


def _estimate(code: str, values: Values) -> _Line:
    when = _when(values, Field.DAY, Field.HOUR)
    if not _line(values, Field.RESOLVED_DAY):
        return _Line((when,), Command(verb=Verb.ESTIMATE, code=code, when=when))
    hoped = _when(values, Field.RESOLVED_DAY, Field.RESOLVED_HOUR)
    return _Line(
        (f"{when}:", "resolved", hoped), Command(verb=Verb.ESTIMATE, code=code, when=when, resolved_when=hoped)
    )


def _party(code: str, values: Values) -> _Line:
    who, role = _people(values), _line(values, Field.ROLE)
    if role not in set(Role):
        raise _Unfilled(**{Field.ROLE: FILL_IN})
    if len(who) > 2:  # noqa: PLR2004  a second WHO is another way to reach the same person, and there is no third
        raise _Unfilled(**{Field.MEMBERS: "One person at a time."})
    return _Line((*who, "as", role), Command(verb=Verb.PARTY, code=code, who=who, field=role))


def _consent(code: str, values: Values) -> _Line:
    said, to = _line(values, Field.SAID), _line(values, Field.TO).removeprefix("all")
    if said not in set(Granting):
        raise _Unfilled(**{Field.SAID: FILL_IN})
    item = "identity" if _line(values, Field.ITEM) == "identity" else ""
    who = _party_chosen(values)
    meant = Command(verb=Verb.CONSENT, code=code, who=who, field=said, item=item, to=to, words=_words(values))
    return _Line((*who, said, item, f"to {to}:" if to else ""), meant)


def _correct(code: str, values: Values) -> _Line:
    part, _, value = _line(values, Field.VALUE).partition(" ")
    if part not in set(Correctable) or not value:
        raise _Unfilled(**{Field.VALUE: FILL_IN})
    return _Line((part,), Command(verb=Verb.CORRECT, code=code, field=part, words=value))


def _tell(code: str, values: Values) -> _Line:
    who = _party_chosen(values)
    if not who:
        raise _Unfilled(**{Field.PARTY: FILL_IN})
    if _line(values, Field.SILENCE) == NOTHING:
        meant = Command(verb=Verb.TELL, code=code, who=who, field=NOTHING, words=_words(values))
        return _Line((*who, NOTHING, "because"), meant)
    return _Line(who, Command(verb=Verb.TELL, code=code, who=who, words=_one(values, Field.WORDS)))


def _consult(code: str, values: Values) -> _Line:
    who = _members(values)
    return _Line(who, Command(verb=Verb.CONSULT, code=code, who=who, words=_words(values)))


def _suspend(code: str, values: Values) -> _Line:
    who = _people(values)
    return _Line((*who, "because"), Command(verb=Verb.SUSPEND, code=code, who=who, words=_words(values)))


def _keep(code: str, values: Values) -> _Line:
    who, until = _party_chosen(values), _when(values, Field.DAY, Field.HOUR)
    meant = Command(verb=Verb.KEEP, code=code, who=who, when=until, words=_words(values))
    return _Line((*who, "until", until, "because"), meant)


def _lift(code: str, values: Values) -> _Line:
    who = _party_chosen(values)
    return _Line(who, Command(verb=Verb.LIFT, code=code, who=who))


def _assign(code: str, values: Values) -> _Line:
    name = _administrator(values)
    return _Line((name,), Command(verb=Verb.ASSIGN, code=code, name=name))


def _recuse(code: str, values: Values) -> _Line:
    name = _administrator(values)
    off = OFF if _line(values, Field.OFF) == OFF else ""
    return _Line((name, off), Command(verb=Verb.RECUSE, code=code, name=name, field=off))


def _link(code: str, values: Values) -> _Line:
    who = _people(values)[:1]
    return _Line(who, Command(verb=Verb.LINK, code=code, who=who))


def _away(_code: str, values: Values) -> _Line:
    deputy, until = _line(values, Field.ADMINISTRATOR), _when(values, Field.DAY, Field.HOUR)
    meant = Command(verb=Verb.AWAY, when=until, name=deputy)
    return _Line(("until", until, f"deputy {deputy}" if deputy else ""), meant)


def _administrator(values: Values) -> str:
    name = _line(values, Field.ADMINISTRATOR)
    if not name:
        raise _Unfilled(**{Field.ADMINISTRATOR: FILL_IN})
    return name


def _wordy(verb: Verb, words: Callable[[Values], str]) -> Callable[[str, Values], _Line]:
    return lambda code, values: _Line((), Command(verb=verb, code=code, words=words(values)))


def _any_words(values: Values) -> str:
    return _one(values, Field.WORDS)


_LINES: Final[Mapping[FormName, Callable[[str, Values], _Line]]] = {
    FormName.ESTIMATE: _estimate,
    FormName.ANSWERED: _wordy(Verb.ANSWERED, _words),
    FormName.REPLY: _wordy(Verb.REPLY, _words),
    FormName.ASK: _wordy(Verb.ASK, _any_words),
    FormName.NOTE: _wordy(Verb.NOTE, _words),
    FormName.PARTY: _party,
    FormName.CONSENT: _consent,
    FormName.CORRECT: _correct,
    FormName.TELL: _tell,
    FormName.CONSULT: _consult,
    FormName.SUSPEND: _suspend,
    FormName.KEEP: _keep,
    FormName.LIFT: _lift,
    FormName.RESOLVE: _wordy(Verb.RESOLVE, _words),
    FormName.CLOSE: lambda code, _values: _Line((), Command(verb=Verb.CLOSE, code=code)),
    FormName.UPHOLD: _wordy(Verb.UPHOLD, _words),
    FormName.OVERTURN: _wordy(Verb.OVERTURN, _words),
    FormName.PUBLISH: _wordy(Verb.PUBLISH, _any_words),
    FormName.ASSIGN: _assign,
    FormName.RECUSE: _recuse,
    FormName.LINK: _link,
    FormName.AWAY: _away,
}

"""The report form of the Slack app, and the message that was shown with it -> a Report, and the Message that it is.

Pure. What the form offers as choices counts like an offered word alone on its line (design 7.4): nothing is guessed.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Final

from parsers.message import Channel, Forwarded, Message
from parsers.slack import read_slack
from parsers.slack_forms import clean
from parsers.slack_shapes import CHANNEL, DOMAIN, MEMBER, TS, Values, is_of_team, listed, mapping, shaped, text
from parsers.terms import QUESTION, UNDECIDED, Answer, Word

REPORT_FORM: Final = "report"
SHARED_BLOCK: Final = "shared:"  # the block_ids of the quotation in the form: it comes back with the submission
LONGEST_SHARED: Final = 30_000

PATHS: Final = {
    "complaint": Word.COMPLAINT.value,
    "concern": Word.CONCERN.value,
    "undecided": UNDECIDED,
    "question": QUESTION,
}
PRIVACIES: Final = {"share": Word.SHARE.value, "ask first": Word.ASK_FIRST.value, "private": Word.PRIVATE.value}

FILL_IN: Final = "Please write a few words. What happened, or what do you want to ask?"


@dataclass(frozen=True, slots=True)
class Shared:
    """A message that somebody showed us: whose it is, and where it stands. The text is a copy: its author may edit."""

    author: str = field(repr=False)
    text: str = field(repr=False)
    channel: str
    ts: str
    permalink: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the form says. `path` is complaint, concern, undecided or question; `privacy` share, ask first, private or
    empty; `problems` are by field, and nothing counts where there are some.
    """

    path: str = "undecided"
    nature: str = field(default="", repr=False)
    who: str = field(default="", repr=False)
    material: str = field(default="", repr=False)
    privacy: str = ""
    talk: bool = False
    shared: Shared | None = field(default=None, repr=False)
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def choices(self) -> frozenset[str]:
        """In the words that confirm; and the questions that were answered, so that none is asked again."""
        talk = Word.TALK.value if self.talk else ""
        given = {Answer.NATURE: self.nature, Answer.INVOLVED: self.who, Answer.MATERIAL: self.material or self.shared}
        answered = (str(answer) for answer, said in given.items() if said)
        return frozenset(filter(None, (PATHS[self.path], PRIVACIES.get(self.privacy, ""), talk, *answered)))

    def as_json(self) -> dict[str, object]:
        names = ("path", "nature", "who", "material", "privacy", "talk")
        return {name: getattr(self, name) for name in names} | {"shared": asdict(self.shared) if self.shared else None}


def report_of(values: Values, view: Mapping[str, object], means: Mapping[str, object]) -> Report:
    """`means` is what the form was opened with, `view` the submitted one."""
    path, privacy = _one(values, "path"), _one(values, "privacy")
    report = Report(
        path=path if path in PATHS else "undecided",
        nature=_one(values, "nature"),
        who=_one(values, "who"),
        material=_one(values, "material"),
        privacy=privacy if privacy in PRIVACIES else "",
        talk="talk" in values.get("talk", ()),
        shared=_shown_again(view, mapping(means.get("shared"))),
    )
    is_empty = not (report.nature or report.talk or report.shared)
    return replace(report, problems={"nature": FILL_IN}) if is_empty else report


def report_from(kept: Mapping[str, object]) -> Report:
    """The report of a stored act. What is not of its shape is empty, as when it came in."""
    path, privacy = text(kept.get("path")), text(kept.get("privacy"))
    return Report(
        path=path if path in PATHS else "undecided",
        nature=text(kept.get("nature")),
        who=text(kept.get("who")),
        material=text(kept.get("material")),
        privacy=privacy if privacy in PRIVACIES else "",
        talk=kept.get("talk") is True,
        shared=shared_from(mapping(kept.get("shared"))),
    )


def message_of(report: Report, member: str, name: str = "") -> Message:
    """The report as its sender's message: the labels are those under which the reader of forms looks."""
    parts = (("", report.nature), ("Who is involved: ", report.who), ("Material: ", report.material))
    words = "\n\n".join(f"{label}{said}" for label, said in parts if said)
    shared = report.shared
    forwarded = (Forwarded(shared.author, "", shared.text),) if shared else ()
    return Message(
        channel=Channel.SLACK,
        sender=member,
        sender_name=name,
        text=words,
        forwarded=forwarded,
        links=(shared.permalink,) if shared and shared.permalink else (),
        choices=report.choices,
    )


def handed_over(shared: Shared) -> Message:
    """A message that an administrator handed over, as its author's: they are the reporter."""
    links = (shared.permalink,) if shared.permalink else ()
    return Message(channel=Channel.SLACK, sender=shared.author, text=shared.text, links=links)


def shared_of(interaction: Mapping[str, object]) -> Shared | None:
    """The message of a message shortcut, as a reader sees it. What a program wrote has no member as its author; nor has
    what a guest from another team wrote, for with us they are nobody.
    """
    message, channel = mapping(interaction.get("message")), mapping(interaction.get("channel"))
    where, ts = shaped(channel.get("id"), CHANNEL), shaped(message.get("ts"), TS)
    if not where or not ts:
        return None
    domain = shaped(mapping(interaction.get("team")).get("domain"), DOMAIN)
    link = f"https://{domain}.slack.com/archives/{where}/p{ts.replace('.', '')}" if domain else ""
    said = read_slack({**message, "type": "message"}).text[:LONGEST_SHARED]
    by_a_program = message.get("bot_id") or message.get("app_id")
    is_ours = is_of_team(message.get("user_team") or message.get("team"), interaction)
    author = shaped(message.get("user"), MEMBER) if is_ours and not by_a_program else ""
    return Shared(author, said, where, ts, link)


def shared_from(kept: Mapping[str, object]) -> Shared | None:
    where, ts = shaped(kept.get("channel"), CHANNEL), shaped(kept.get("ts"), TS)
    if not where or not ts:
        return None
    author = shaped(kept.get("author"), MEMBER)
    return Shared(author, text(kept.get("text")), where, ts, text(kept.get("permalink")))


def _shown_again(view: Mapping[str, object], kept: Mapping[str, object]) -> Shared | None:
    """The quotation comes back in the blocks of the form, for private_metadata has no room for it. Slack may have
    escaped it on the way; its length says.
    """
    shared = shared_from(kept)
    if shared is None:
        return None
    blocks = [mapping(each) for each in listed(view.get("blocks"))]
    quoted = [mapping(each.get("text")) for each in blocks if text(each.get("block_id")).startswith(SHARED_BLOCK)]
    said = "".join(text(each.get("text")) for each in quoted)
    if len(said) != kept.get("length"):
        said = said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return replace(shared, text=said[:LONGEST_SHARED])


def _one(values: Values, name: str) -> str:
    found = values.get(name, "")
    return clean(found) if isinstance(found, str) else ""

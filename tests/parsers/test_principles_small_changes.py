"""What says nothing changes nothing: a greeting, the weather, another keyboard. The sentences are written for the tests."""

import unicodedata

import pytest

from parsers.message import Channel, Message
from parsers.reading import Context, read

CONTEXT = Context(
    administrators=(("Jamison Dance", "@jamison", "U0JAMISON", "hi@jamison.dance"),),
    own_addresses=frozenset({"admin@softskills.example"}),
)
CLEAR = [
    "I want to file a formal complaint: @grub called me a rat in #general. You may share this with anybody.",
    "I want to file a formal complaint: @grub mocked my stutter. Please do not tell anyone about this.",
    "This is a formal complaint about @grub, who swore at a guest. You can share it, but leave my name out.",
    "Formal complaint: @grub spat at the cleaner. Keep this confidential, please.",
    "I demand that you act against @grub, he keeps insulting the interns. Share it with whoever you need.",
    "@grub called my faith a disease. I'd like to complain formally. Ask me first before you share this.",
    "@grub laughed at my scar. Please treat this as a formal complaint, and tell nobody that I wrote.",
    "I am filing a complaint against @grub for yelling at Ana. I have no privacy concerns, share it freely.",
    "Just so you know, @grub called the volunteers lazy pigs. No action needed. You may share this with anyone.",
    "I only want you to be aware that @grub sneers at newcomers. Nothing needs to be done. Please tell no one.",
    "This is only a concern, I want no action: @grub made a joke about my weight. Do not share this.",
    "For your information only: @grub swore in the huddle. No action needed. Leave my name out if you share it.",
    "I'd like to raise a concern, nothing more: @grub talks over women in every call.",
    "FYI, @grub mocks accents in #random. You don't need to do anything about it.",
    "How long does a formal complaint usually take?",
    "Who reads the reports that are sent to this address?",
    "What is the difference between a concern and a complaint?",
    "In theory, would a rude joke be an incident under your code of conduct?",
    "Could you tell me whether reports are confidential?",
    "I appeal my suspension. The screenshot was forged.",
    "My account was suspended last week. Please lift the suspension, it was not me who wrote that.",
    "I would like to appeal the decision to suspend me, because you confused me with somebody else.",
    "You suspended my account. I apologise for what I said and ask for a second chance.",
    "Please reconsider my suspension. I was not online that evening.",
    "@grub insulted me in #general yesterday. Please keep this between us.",
    "@grub sent me rude pictures. You have my permission to share this with everyone.",
    "@grub told Ana to go back to her country. I do not agree to this being shared.",
    "@grub threw my hijab on the floor at the meetup. Please do something about it.",
    "1. @grub called me a leech\n2. @grub\n3. see #general\n4. do not share it with anyone",
    "1. @grub mocked my limp\n2. @grub and me\n3. a screenshot\n4. you can share it with anyone",
]


def without_accents(text):
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


CHANGES = {
    "a greeting": lambda text: f"Dear administrators,\n\n{text}",
    "a sign-off": lambda text: f"{text}\n\nKind regards,\nWilma",
    "a telephone's footer": lambda text: f"{text}\n\nSent from my phone",
    "the weather": lambda text: f"{text}\n\nIt has been raining here all day.",
    "capitals": str.upper,
    "small letters": str.lower,
    "missing accents": without_accents,
    "typographic marks": lambda text: text.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}"),
    "an emoji": lambda text: f"{text} :pensive:",
}


def reading(text):
    found = read(Message(channel=Channel.EMAIL, sender="a@member.example", text=text), CONTEXT)
    return found.kind, found.consent


@pytest.mark.parametrize("change", CHANGES)
def test_what_says_nothing_changes_neither_kind_nor_consent(change):
    assert [text for text in CLEAR if reading(CHANGES[change](text)) != reading(text)] == []

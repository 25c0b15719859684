"""Letters that look like another letter. A table, nothing else.

LOOKS is our own short selection from the Unicode Consortium's confusables.txt (UTS #39, section 4): letters of other
alphabets whose usual form is that of an ASCII letter, upper and lower case apart, for a large Greek Eta looks like an H
and a small one like an n. Whole styled alphabets (fullwidth, mathematical, circled) are not here: NFKD takes them.
PLAINER are Latin letters that NFKD leaves as they are and that people write without their stroke.
"""

from typing import Final

_PAIRS: Final = (
    # Cyrillic, small and large
    ("аеорсхуіјѕԁһԛԝѵӏкмтвнгпьүҽҏ", "aeopcxyijsdhqwvlkmtbhrnbyep"),
    ("АВЕІЈКМНОРЅСТУХҮԚԜԌѴЬҺ", "abeijkmhopsctyxyqwgvbh"),
    # Greek, small and large
    ("αβγεηικνορτυχωϲϳ", "abyenikvoptuxwcj"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ", "abezhikmnoptyxc"),
    # Armenian, small and large
    ("աոսօհցզյք", "wnuohgqjp"),
    ("ՍՏՕԼ", "usol"),
    # Cherokee, large and small
    ("ᎠᎡᎢᎥᎪᎫᎬᎳᎷᎻᎽᏀᏂᏃᏏᏒᏔᏙᏚᏞᏟᏢᏦᏧᏴ", "drtiajewmhyghzbrwvslcpkdb"),
    ("ꭰꭱꭲꭵꭺꭻꭼꮃꮇꮋꮍꮐꮒꮓꮟꮢꮤꮩꮪꮮꮯꮲꮶꮷ", "drtiajewmhyghzbrwvslcpkd"),
)
_PLAINER: Final = (
    ("øłđħŧıȷɑɡɩƀɓɗɖɛɨƙɫɱɲŋɵƥʂʈʉʋʏƶʐ", "oldhtijagibbddeiklmnnopstuvyzz"),
    ("ØŁĐĦŦƁƊƐƗƘŊƤƵ", "oldhtbdeiknpz"),
    # phonetic small capitals
    ("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡᴢ", "abcdefghijklmnoprstuvwz"),
)
_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz"
_WHITE_ON_BLACK: Final = (0x1F150, 0x1F170, 0x1F1E6)  # circled, squared, regional indicators: NFKD leaves them

LOOKS: Final[dict[str, str]] = {one: as_ for ones, as_s in _PAIRS for one, as_ in zip(ones, as_s, strict=True)}
PLAINER: Final[dict[str, str]] = {
    **{one: as_ for ones, as_s in _PLAINER for one, as_ in zip(ones, as_s, strict=True)},
    **{chr(first + place): letter for first in _WHITE_ON_BLACK for place, letter in enumerate(_ALPHABET)},
    "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th", "ð": "d", "Ð": "d", "ß": "ss", "ẞ": "ss",
}  # fmt: skip

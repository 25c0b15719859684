"""Bytes that claim a charset -> text that may be printed.

Never asks Python's codec registry for a name from a mail: it would remember every unknown name for ever, and it also
knows codecs that are no charsets (zip, rot13, idna, unicode_escape, undefined).
"""

import re
from encodings.aliases import aliases

# A family is decoded by its superset: senders declare gb2312 and write GBK, iso-8859-1 and write Windows-1252 (as the
# WHATWG Encoding Standard has it).
_SUPERSET = {
    "ascii": "cp1252",
    "latin_1": "cp1252",
    "iso8859_9": "cp1254",
    "iso8859_11": "cp874",
    "tis_620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "cp950",
}
_TEXT_CODECS = frozenset(
    [
        "utf_8",
        "utf_8_sig",
        "utf_7",
        "utf_16",
        "utf_16_be",
        "utf_16_le",
        "utf_32",
        "utf_32_be",
        "utf_32_le",
        "cp1250",
        "cp1251",
        "cp1252",
        "cp1253",
        "cp1254",
        "cp1255",
        "cp1256",
        "cp1257",
        "cp1258",
        "cp437",
        "cp850",
        "cp852",
        "cp855",
        "cp858",
        "cp860",
        "cp861",
        "cp862",
        "cp863",
        "cp865",
        "cp866",
        "cp874",
        "cp932",
        "cp949",
        "cp950",
        "big5hkscs",
        "gb18030",
        "hz",
        "euc_jp",
        "iso2022_jp",
        "iso2022_jp_1",
        "iso2022_jp_2",
        "iso2022_jp_3",
        "iso2022_jp_ext",
        "iso2022_kr",
        "johab",
        "koi8_r",
        "koi8_t",
        "koi8_u",
        "kz1048",
        "mac_cyrillic",
        "mac_greek",
        "mac_latin2",
        "mac_roman",
        "mac_turkish",
        "ptcp154",
        "iso8859_2",
        "iso8859_3",
        "iso8859_4",
        "iso8859_5",
        "iso8859_6",
        "iso8859_7",
        "iso8859_8",
        "iso8859_10",
        "iso8859_13",
        "iso8859_14",
        "iso8859_15",
        "iso8859_16",
    ]
)
_SPOKEN_BY_MAILERS = {  # names that mailers write and that Python's table lacks
    "utf8mb4": "utf_8",
    "unicode_1_1_utf_8": "utf_8",
    "unicode_1_1_utf_7": "utf_7",
    "iso_8859_8_i": "iso8859_8",
    "iso_8859_8_e": "iso8859_8",
    "iso_8859_6_i": "iso8859_6",
    "x_sjis": "cp932",
    "windows_31j": "cp932",
    "x_euc_jp": "euc_jp",
    "x_gbk": "gb18030",
    "x_cp1252": "cp1252",
    "macintosh": "mac_roman",
    "windows_874": "cp874",
    "cp_850": "cp850",
}
_LONGEST_NAME = 40
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")

# Control characters but tab and newline; bidi embeddings, overrides, isolates and marks; zero-width space, word joiner,
# byte order mark, soft hyphen, grapheme joiner, fillers, tag characters. The zero-width (non-)joiners stay: emoji and
# Persian need them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_ODD_SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def codec(name: str) -> str:
    """The Python codec for a charset's name as mailers write it; empty where it is unknown or no text."""
    word = _NOT_IN_A_NAME.sub("_", name[: _LONGEST_NAME + 1].casefold()).strip("_")
    if not word or len(word) > _LONGEST_NAME:
        return ""
    found = _SPOKEN_BY_MAILERS.get(word) or aliases.get(word) or word
    found = _SUPERSET.get(found, found)
    return found if found in _TEXT_CODECS else ""


def decode(data: bytes, charset: str = "") -> str:
    """`data` as text: the declared charset where it is one and fits, else what the bytes look like. Never raises."""
    declared = codec(charset)
    for guess in _guesses(data, declared):
        try:
            return data.decode(guess)
        except ValueError:  # UnicodeDecodeError, and what single codecs raise besides
            continue
    return data.decode(declared or "cp1252", errors="replace")


def _guesses(data: bytes, declared: str) -> tuple[str, ...]:
    """Strict UTF-8 that is not plain ASCII is UTF-8 whatever a single-byte label says: chance hardly writes it."""
    if declared in {"", "cp1252", "cp1254", "utf_8"}:
        return ("utf_8", declared or "cp1252", "cp1252")
    if declared.startswith("utf_16") and b"\x00" not in data and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        return ("utf_8", declared)  # one byte a character: the label lies
    return (declared,)


def clean(text: str) -> str:
    """Text for people: one kind of line end and of space, no control, bidi or invisible character."""
    text = _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", _LINE_ENDS.sub("\n", text))
    return _ODD_SPACES.sub(" ", _INVISIBLE.sub("", text))


def clean_line(text: str, limit: int) -> str:
    """`clean` on one line, white space folded, at most `limit` characters."""
    return " ".join(clean(text[: limit * 4]).split())[:limit]

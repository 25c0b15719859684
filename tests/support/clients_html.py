"""The replies of `clients` as HTML: what surrounds quote, signature and header block in each client's markup."""

from html import escape

from tests.support.clients import ASKED, FOOTERS, LETTER, LINKS, Written, headers, opening

_QUOTES = {
    "gmail": '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204)">',
    "apple": '<blockquote type="cite">',
    "thunderbird": '<blockquote type="cite" cite="mid:x7@softskills.example">',
    "yahoo": "<div>",
    "proton": '<blockquote class="protonmail_quote" type="cite">',
    "k9": '<blockquote class="gmail_quote" style="margin: 0pt 0pt 0pt 0.8ex; border-left: 1px solid">',
}


def html(client: str, language: str, said: Written) -> str:
    above, below = _lines(client, said.above), _lines(client, said.below)
    footer = _footer(client, FOOTERS[client].get(language, ""))
    quote = _FRAMES[client](client, language, said)
    body = f"{above}{quote}{below}{footer}" if client == "k9" else f"{above}{footer}{quote}{below}"
    return f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>'


def _lines(client: str, lines: tuple[str, ...]) -> str:
    if client == "outlook":
        return "".join(f'<p class="MsoNormal"><span>{escape(one)}<o:p></o:p></span></p>' for one in lines)
    if client == "k9":
        return "".join(f"{escape(one)}<br>" for one in lines)
    return "".join(f'<div dir="ltr">{escape(one)}</div>' for one in lines)


def _footer(client: str, words: str) -> str:
    said = escape(words)
    if not words:
        return ""
    if client in LINKS:
        said = f'<a href="{LINKS[client]}">{said}</a>'
    return {
        "outlook_mobile": f'<div><br></div><div id="ms-outlook-mobile-signature" dir="ltr">{said}</div>',
        "apple": f'<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">{said}</div>',
        "yahoo": f'<br><br><p style="font-size:12px">{said}</p>',
        "proton": '<div><br></div><div class="protonmail_signature_block" style="font-size: 14px;"><div class="'
        'protonmail_signature_block-user protonmail_signature_block-empty"></div><div class="'
        f'protonmail_signature_block-proton">{said}</div></div><div><br></div>',
        "samsung": '<div><br></div><div id="composer_signature"><div style="font-size:12px;color:#575757" dir="auto">'
        f"{said}</div></div><div><br></div>",
        "k9": f"<br><div style='white-space: pre-wrap'><div class='k9mail-signature'>-- <br>{said}</div></div>",
    }[client]


def _quoted(client: str, said: Written) -> str:
    """The letter; where somebody answered between its lines, they broke the quote in pieces."""
    start = _QUOTES[client]
    end = "</div>" if start == "<div>" else "</blockquote>"
    if client == "k9":
        start, end = f'{start}<pre dir="auto" class="k9mail">', f"</pre>{end}"
    pieces = [f"<div>{LETTER[0]}</div><div><br></div>"]
    for question, answer in zip(ASKED, said.between, strict=True):
        pieces += [f"<div>{question}</div>"] + ([f"{end}{_lines(client, (answer,))}{start}"] if answer else [])
    return f"{start}{''.join(pieces)}{end}"


def _unmarked(client: str, said: Written) -> str:
    pieces = [_lines(client, (LETTER[0],))]
    for question, answer in zip(ASKED, said.between, strict=True):
        pieces += [_lines(client, (question,)), _lines(client, (answer,) if answer else ())]
    return "".join(pieces)


def _header_block(client: str, language: str) -> str:
    pairs = [line.partition(":") for line in headers(client, language)]
    return "<br>".join(f"<b>{name}:</b>{escape(value)}" for name, _, value in pairs)


def _attributed(client: str, language: str) -> str:
    return escape(" ".join(line.strip() for line in opening(client, language))).replace("&lt; ", "&lt;")


def _gmail(client: str, language: str, said: Written) -> str:
    attribution = f'<div dir="ltr" class="gmail_attr">{_attributed(client, language)}<br></div>'
    return f'<br><div class="gmail_quote gmail_quote_container">{attribution}{_quoted(client, said)}</div>'


def _outlook(client: str, language: str, said: Written) -> str:
    block = f'<p class="MsoNormal">{_header_block(client, language)}<o:p></o:p></p>'
    rule = "border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"
    return f'<p class="MsoNormal"><o:p>&nbsp;</o:p></p><div><div style="{rule}">{block}</div></div>{_unmarked(client, said)}'


def _outlook_new(client: str, language: str, said: Written) -> str:
    block = f'<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">{_header_block(client, language)}</font></div>'
    rule = '<hr style="display:inline-block;width:98%" tabindex="-1">'
    return f'<div id="appendonsend"></div>{rule}{block}<div>{_unmarked(client, said)}</div>'


def _outlook_mobile(client: str, language: str, said: Written) -> str:
    inside = _outlook_new(client, language, said).removeprefix('<div id="appendonsend"></div>')
    name = "ms-outlook-mobile-reference-message"
    return f'<div id="mail-editor-reference-message-container" class="{name}">{inside}</div>'


def _apple(client: str, language: str, said: Written) -> str:
    inside = _quoted(client, said).removeprefix(_QUOTES[client])
    attribution = f'<div>{_attributed(client, language)}</div><br class="Apple-interchange-newline">'
    return f'<br id="lineBreakAtBeginningOfMessage"><div><br>{_QUOTES[client]}{attribution}{inside}</div>'


def _thunderbird(client: str, language: str, said: Written) -> str:
    return f'<br><div class="moz-cite-prefix">{_attributed(client, language)}<br></div>{_quoted(client, said)}'


def _yahoo(client: str, language: str, said: Written) -> str:
    """Its web page puts letters of its own before each class and id."""
    head = f"<div>{_attributed(client, language)}</div><div><br></div><div><br></div>"
    inside = f'<div style="font-size:13px;color:#26282a;">{head}{_quoted(client, said)}</div>'
    return f'<div id="ydp98e9ayahoo_quoted_17754" class="ydp98e9ayahoo_quoted">{inside}</div>'


def _proton(client: str, language: str, said: Written) -> str:
    return f'<div class="protonmail_quote">{_attributed(client, language)}<br>{_quoted(client, said)}</div>'


def _samsung(client: str, language: str, said: Written) -> str:
    lines = "".join(f"<div>{escape(line)}</div>" for line in opening(client, language))
    return f'<div style="font-size:100%;color:#000000"><!-- originalMessage -->{lines}<div><br></div></div>{_unmarked(client, said)}'


def _k9(client: str, language: str, said: Written) -> str:
    return f'<br><br><div class="gmail_quote">{_attributed(client, language)}{_quoted(client, said)}</div>'


_FRAMES = {
    "gmail": _gmail,
    "outlook": _outlook,
    "outlook_new": _outlook_new,
    "outlook_mobile": _outlook_mobile,
    "apple": _apple,
    "thunderbird": _thunderbird,
    "yahoo": _yahoo,
    "proton": _proton,
    "samsung": _samsung,
    "k9": _k9,
}

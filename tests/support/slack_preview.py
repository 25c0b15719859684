"""Slack's blocks as a web page, to be looked at: every letter, modal, form and Home, on a phone and on a desktop.

    python -m tests.support.slack_preview FOLDER

writes one page for each width and light; a browser without a head takes the pictures. Like Slack, not Slack.
"""

import sys
from html import escape
from pathlib import Path

from tests.support.slack_pictures import homes, letters, modals

CSS = """
*{box-sizing:border-box} body{margin:0;font:15px/1.46 Lato,"Noto Sans",system-ui,sans-serif;background:var(--back);color:var(--ink)}
.light{--back:#fff;--ink:#1d1c1d;--grey:#616061;--line:#ddd;--button:#fff;--edge:#bbb;--quote:#ddd;--code:#f6f6f6}
.dark{--back:#1a1d21;--ink:#d1d2d3;--grey:#ababad;--line:#393b3f;--button:#22252a;--edge:#565856;--quote:#56585c;--code:#26292e}
main{display:grid;grid-template-columns:repeat(auto-fill,var(--width));gap:18px;padding:12px}
figure{width:var(--width);margin:0;border:1px solid var(--line);border-radius:8px;padding:10px 12px;align-self:start;overflow:hidden}
figcaption{font-size:11px;color:#1264a3;margin:-4px 0 6px}
.title{display:flex;justify-content:space-between;font-weight:900;border-bottom:1px solid var(--line);padding-bottom:8px;margin-bottom:8px}
.b{margin:8px 0;white-space:pre-wrap;overflow-wrap:anywhere}.h{font-size:18px;font-weight:900}.c{font-size:13px;color:var(--grey)}
hr{border:0;border-top:1px solid var(--line);margin:14px 0}
.a{display:flex;flex-wrap:wrap;gap:8px}.a span{border:1px solid var(--edge);background:var(--button);border-radius:6px;padding:5px 12px;font-weight:700;max-width:100%;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.a .primary{background:#007a5a;color:#fff;border-color:#007a5a}.a .danger{color:#e01e5a;border-color:#e01e5a}
blockquote{border-left:4px solid var(--quote);margin:0;padding-left:12px}pre{background:var(--code);border:1px solid var(--line);border-radius:4px;padding:6px;margin:4px 0;white-space:pre-wrap;font-size:13px}
ul{margin:0;padding-left:22px}label{font-weight:900;display:block;margin-bottom:4px}.f{border:1px solid var(--edge);border-radius:4px;padding:7px 10px;color:var(--grey);min-height:36px}.m{min-height:72px}
.o{display:block;margin:3px 0}.o i{display:inline-block;width:14px;height:14px;border:2px solid var(--edge);border-radius:50%;margin-right:8px;vertical-align:-1px}.o i.on{border:5px solid #1264a3}.o i.box{border-radius:3px}.hint{font-size:13px;color:var(--grey);margin-top:3px}
"""


def page(width, light):
    shown = [figure(name, blocks) for name, blocks in letters()]
    shown += [figure(name, view["blocks"], view) for name, view in [*modals(), *homes()]]
    style = f"<style>{CSS}main{{--width:{width}px}}</style>"
    return f'<!doctype html><meta charset="utf-8">{style}<body class="{light}"><main>{"".join(shown)}</main>'


def figure(name, blocks, view=None):
    title = view.get("title") if view else None
    submit = (view or {}).get("submit")
    head = f'<div class="title"><span>{words(title)}</span><span>&times;</span></div>' if title else ""
    foot = (
        f'<div class="a" style="justify-content:flex-end"><span>{words(view["close"])}</span><span class="primary">{words(submit)}</span></div>'
        if submit
        else ""
    )
    return f"<figure><figcaption>{escape(name)}</figcaption>{head}{''.join(map(block_of, blocks))}{foot}</figure>"


def words(found):
    return escape(found["text"]) if found else ""


def block_of(block):
    match block["type"]:
        case "section":
            return f'<div class="b">{words(block["text"])}</div>'
        case "header":
            return f'<div class="b h">{words(block["text"])}</div>'
        case "context":
            return f'<div class="b c">{" ".join(map(words, block["elements"]))}</div>'
        case "divider":
            return "<hr>"
        case "rich_text":
            return f'<div class="b">{"".join(map(run, block["elements"]))}</div>'
        case "actions":
            return f'<div class="b a">{"".join(map(pressable, block["elements"]))}</div>'
        case "input":
            optional = " <span class=c>(optional)</span>" if block.get("optional") else ""
            hint = f'<div class="hint">{words(block["hint"])}</div>' if "hint" in block else ""
            return f'<div class="b"><label>{words(block["label"])}{optional}</label>{element(block["element"])}{hint}</div>'
    raise ValueError(block["type"])


def run(piece):
    inner = "".join(run(each) if "elements" in each else styled(each) for each in piece["elements"])
    match piece["type"]:
        case "rich_text_list":
            return f"<ul>{''.join(f'<li>{run(each)}</li>' for each in piece['elements'])}</ul>"
        case "rich_text_quote":
            return f"<blockquote>{inner}</blockquote>"
        case "rich_text_preformatted":
            return f"<pre>{inner}</pre>"
        case _:
            return f"<div>{inner}</div>"


def styled(piece):
    return f"<b>{escape(piece['text'])}</b>" if piece.get("style") else escape(piece["text"])


def pressable(found):
    if found["type"] == "static_select":
        return f"<span>{words(found['placeholder'])} &#9662;</span>"
    return f'<span class="{found.get("style", "")}">{words(found["text"])}</span>'


def element(found):
    match found["type"]:
        case "radio_buttons" | "checkboxes":
            box = "box" if found["type"] == "checkboxes" else ""
            return "".join(
                f'<span class="o"><i class="{"on" if each == found.get("initial_option") else box}"></i>'
                f'{words(each["text"])} <span class="c">{words(each.get("description"))}</span></span>'
                for each in found["options"]
            )
        case "plain_text_input":
            return f'<div class="f {"m" if found.get("multiline") else ""}"></div>'
        case kind:
            shown = found.get("initial_time") or words(found.get("placeholder")) or kind
            return f'<div class="f">{shown} &#9662;</div>'


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, width, light in (("phone", 360, "light"), ("phone-dark", 360, "dark"), ("desktop", 620, "light")):
        (folder / f"{name}.html").write_text(page(width, light), encoding="utf-8")

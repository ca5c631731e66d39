"""Blocks and inlines to HTML in a line, and a judge of what HTML does in a browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import html5lib

from polyphony.html import (
    Context,
    render_blocks,
    render_inlines,
)
from polyphony.html.voices import Speaker, Voices
from polyphony.model import (
    Block,
    Inline,
    Utterance,
)
from polyphony.words import Words

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "open" / "nasty-markdown"

TEXTS = {
    "together": "Together",
    "list-comma": ", ",
    "list-and": "{first} and {last}",
    "quoted-begin": "{name}, quoted: ",
    "quoted-end": " (end of quotation)",
    "uncertain": "attribution uncertain",
    "redacted": "[redacted]",
    "omitted-reason": "left out, {reason}",
    "note-number": "Note {number}",
    "note-back": "Back to reference {number}",
    "task": "Task",
    "colon": ":",
    "note-back-again": "Back to reference {number}, place {repeat}",
    "code": "Code",
    "code-in": "Code ({language})",
    "table-number": "Table {number}",
    "figure-number": "Figure {number}",
    "section-number": "Section {number}",
}

VOICES = Voices(
    {
        "claire": Speaker("claire", 1, "Claire", "Claire Russell"),
        "helen": Speaker("helen", 2, "Helen", "Helen Charnley"),
    },
    {"creative": "Creative"},
    {},
)


def make_context(**changes: object) -> Context:
    """A page's context; a voice in it is its text alone."""

    def structure(block: object, context: Context) -> str:
        assert isinstance(block, Utterance)
        return f"<div>{render_blocks(block.blocks, context)}</div>"

    values: dict[str, object] = {
        "voices": VOICES,
        "words": Words("en", TEXTS),
        "language": "en",
        "structure": structure,
        "authors": ("claire", "helen"),
        "order": ("helen", "claire"),
        "root": "../",
        "file": "part-1/index.html",
    }
    return Context(**{**values, **changes})  # type: ignore[arg-type]


def blocks(*given: Block, **changes: object) -> str:
    return render_blocks(given, make_context(**changes))


def inlines(*given: Inline, **changes: object) -> str:
    return render_inlines(given, make_context(**changes))


ACTING = {"script", "style", "iframe", "object", "embed", "form", "base", "link", "meta", "svg", "video", "audio"}
"""Elements that a text has no use for."""


def _is_score(element: Any) -> bool:
    """Tell whether this is the picture that a page draws itself, or the image in it."""
    drawn = element.attrib
    return drawn.get("class") == "score-picture" or (drawn.get("role") == "img" and "text-anchor" in drawn)


def faults(html: str) -> list[str]:
    """Whatever acts, loads or poses as a voice in a piece of HTML, as a browser's parser reads it."""
    found = []
    tree = html5lib.parse(f"<!DOCTYPE html><title>t</title><body>{html}", namespaceHTMLElements=False)
    for element in tree.iter():
        name = str(element.tag).lower().rpartition("}")[2]
        # The score is ours: a picture that has no more than shapes, names and links, which are judged like any other.
        if name in ACTING and not (name == "svg" and _is_score(element)):
            found.append(name)
        for key, value in element.attrib.items():
            key = str(key).lower()  # noqa: PLW2901 - one name for one thing
            if key.startswith("on") or key in {"style", "srcdoc", "formaction", "action", "ping", "background"}:
                found.append(f"{name} {key}")
            if key in {"href", "src", "cite", "poster", "xlink:href"}:
                # As a browser does: leading and inner white space and controls don't count.
                address = re.sub(r"[\x00-\x20]", "", str(value)).lower()
                scheme = re.match(r"([a-z][a-z0-9+.-]*):", address)
                if scheme and (scheme[1] not in {"http", "https", "mailto", "tel"} or key == "src"):
                    found.append(f"{name} {key}={address}")
                if address.startswith(("//", "\\", "/\\")):
                    found.append(f"{name} {key}={address}")
    return found


VECTORS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '" onmouseover="alert(1)',
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    " javascript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "javascript\x00:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml;base64,PHN2Zz4=",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "/\\evil.example",
    "http:evil.example",
    "https:\\\\evil.example",
    "file:///etc/passwd",
    "blob:https://evil.example/x",
    "view-source:javascript:alert(1)",
    "feed:javascript:alert(1)",
    "jar:javascript:alert(1)",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=//evil.example>x</a>",
    "<a href='java&#x0A;script:alert(1)'>x</a>",
    "<iframe src=javascript:alert(1)>",
    "<math><mi//xlink:href='data:x,<script>'>",
    "<details open ontoggle=alert(1)>",
    "<style>@import 'http://evil.example/x.css'</style>",
    "<p style='background:url(//evil.example)'>",
    "<p class='passage voice-1' id=main>posing</p>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//e.example'>",
    "<form action=//evil.example><input name=q></form>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<table background=javascript:alert(1)>",
    "<video src=//evil.example onerror=alert(1)>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<button formaction=javascript:alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
    "<b><i></b></i>",
    "{{ 7*7 }}",
    "{% include '/etc/passwd' %}",
    "{{ cycler.__init__.__globals__ }}",
    "\u202ejavascript:alert(1)",
    "\ufeffjavascript:alert(1)",
    "\x1b[2J\x07",
    "﷐\ufffe",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "<a href='tel:1' onclick=alert(1)>x</a>",
    "<q cite='javascript:alert(1)'>x</q>",
    "<bdo dir=evil>x</bdo>",
    "<p lang='\"><script>'>x</p>",
]

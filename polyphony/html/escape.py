"""Text into HTML that shows this very text."""

from __future__ import annotations

import re


def escape(text: str) -> str:
    """Escape text for an element's content or a double-quoted attribute."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if '"' in text:
        text = text.replace('"', "&quot;")
    return text


RESERVED_CLASS = re.compile(
    r"(?:voice|mode|seat|kind|facet|theme|level|site|language)(?:-.*)?|together|several|speaker|label|text"
    r"|passage|turns?(?:-.*)?|exchange.*|narration|margin|parallel|columns?|epigraph|quotation|source|withheld|quoted"
    r"|omitted|editorial|pause|redacted|flow|filters|score|chip|byline.*|author|notes?|references|about|place"
    r"|certainty|sr-only|entr(?:y|ies).*|group.*|skip-link|page.*|hidden-.*|reset|shown|contents"
    r"|kicker|subtitle|left-out|glossed|story|is-(?:out|held|active)|outcome|beside|reading-bar|now|strip|ways|embed"
    r"|emoji|score-.*",
    re.IGNORECASE,
)
"""Classes that mean something on a page: an author's own class of such a name gets `user-` before it."""

_RESERVED_DATA = frozenset(["by", "themes", "value", "medium", "kind", "root", "filter", "layout", "scheme"])
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def render_classes(classes: tuple[str, ...]) -> str:
    """Name an author's own classes, none of which may pose as a voice, each with a space before it."""
    return "".join(
        f" {'user-' if RESERVED_CLASS.fullmatch(name) else ''}{escape(name)}"
        for name in classes
        if name.split() == [name]
    )


def render_data(data: tuple[tuple[str, str], ...]) -> str:
    """Write an author's own keys as `data-` attributes; a key that HTML has no room for is left out."""
    written: dict[str, str] = {}
    for key, value in data:
        name = key.lower().removeprefix("data-")
        if _NAME.fullmatch(name):
            written.setdefault(f"data-{'user-' if name in _RESERVED_DATA else ''}{name}", value)
    return "".join(f' {name}="{escape(value)}"' for name, value in written.items())

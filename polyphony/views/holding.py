"""What a page's texts hold beyond paragraphs in a voice, so that a theme sends style for it to those pages alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARK: Final = re.compile(r'<([a-z]+[1-6]?)(?: class="([a-z-]+)([^"]*))?')
_OF_ELEMENT: Final = {
    "abbr": "abbreviations",
    "code": "code",
    "dl": "lists",
    "figcaption": "epigraphs",
    "h4": "headings",
    "h5": "headings",
    "h6": "headings",
    "hr": "rules",
    "math": "formulas",
    "pre": "code",
    "sub": "raised",
    "sup": "raised",
    "table": "tables",
}
_OF_CLASS: Final = {
    "certainty": "editing",
    "editorial": "editing",
    "epigraph": "epigraphs",
    "figure": "figures",
    "margin": "margins",
    "note": "notes",
    "omitted": "editing",
    "parallel": "parallels",
    "redacted": "editing",
    "section-number": "headings",
    "tasks": "lists",
    "withheld": "editing",
}
"""By the first class of an element. A mark that means nothing costs a reader a style sheet, no more."""

KINDS: Final = tuple(
    sorted({*_OF_ELEMENT.values(), *_OF_CLASS.values(), "filters", "long", "matter", "quotations", "right-to-left"})
)
"""All that a page may be said to hold: what its texts show, and what a view knows of itself."""


def holdings(texts: Iterable[str], *known: tuple[str, object]) -> tuple[str, ...]:
    """Name what the HTML of these texts holds, in the order of `KINDS`, and each of what is `known` that is true."""
    held = {kind for kind, there in known if there}
    for element, first, more in {mark for html in texts for mark in _MARK.findall(html)}:
        if element in _OF_ELEMENT:
            held.add(_OF_ELEMENT[element])
        if first in _OF_CLASS:
            held.add(_OF_CLASS[first])
        if first == "quoted" and element == "blockquote":
            held.add("quotations")
        elif first == "turns" and more == " long":
            held.add("long")
        elif more.endswith(" glossed") or " glossed " in more:
            held.add("margins")
    return tuple(kind for kind in KINDS if kind in held)

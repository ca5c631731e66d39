"""What a page's texts hold beyond paragraphs in a voice, so that a theme sends style for it to those pages alone."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARK: Final = re.compile(r'<[a-z]+[1-6]?(?: class="[^"]*)?')
_PARTS: Final = re.compile(r'<([a-z]+[1-6]?)(?: class="([a-z-]+)([^"]*))?')
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
    for mark in {mark for html in texts for mark in _MARK.findall(html)}:
        held |= _kinds_of(mark)
    return tuple(kind for kind in KINDS if kind in held)


@lru_cache(4096)
def _kinds_of(mark: str) -> frozenset[str]:
    """Say what an element is a mark of, as it is written up to the end of its classes."""
    parts = _PARTS.match(mark)
    element, first, more = parts.groups("") if parts else ("", "", "")
    kinds = {_OF_ELEMENT.get(element, ""), _OF_CLASS.get(first, "")}
    if first == "quoted" and element == "blockquote":
        kinds.add("quotations")
    elif first == "turns" and more == " long":
        kinds.add("long")
    elif more.endswith(" glossed") or " glossed " in more:
        kinds.add("margins")
    return frozenset(kinds)

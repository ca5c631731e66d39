"""What a page's texts hold beyond paragraphs in a voice, so that a theme sends style for it to those pages alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARKS: Final = {
    "abbreviations": ("<abbr",),
    "code": ("<code", "<pre"),
    "editing": ('class="omitted', 'class="editorial', 'class="redacted', 'class="certainty', 'class="withheld'),
    "epigraphs": ('class="epigraph', "<figcaption"),
    "figures": ('class="figure',),
    "formulas": ("<math",),
    "headings": ("<h4", "<h5", "<h6", 'class="section-number'),
    "lists": ("<dl", 'class="tasks'),
    "long": ('class="turns long',),
    "margins": ('class="margin', " glossed"),
    "notes": ('class="note"',),
    "parallels": ('class="parallel',),
    "quotations": ("<blockquote ",),
    "rules": ("<hr",),
    "scripts": ("<sup", "<sub"),
    "tables": ("<table",),
}
"""By what each shows in HTML. A mark that is found where it means nothing costs a reader a style sheet, no more."""

KINDS: Final = (*_MARKS, "filters", "matter", "right-to-left")
"""All that a page may be said to hold: what its texts show, and what a view knows of itself."""


def holdings(texts: Iterable[str], *known: tuple[str, object]) -> tuple[str, ...]:
    """Name what the HTML of these texts holds, in the order of `KINDS`, and each of what is `known` that is true."""
    html = "\n".join(texts)
    held = {kind for kind, marks in _MARKS.items() if any(mark in html for mark in marks)}
    held.update(kind for kind, there in known if there)
    return tuple(kind for kind in KINDS if kind in held)

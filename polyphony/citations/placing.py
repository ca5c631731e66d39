"""A publication whose citation style wants notes to the same with notes of its own where it cites.

What a page's text cites becomes a note among the authors' own, all numbered in reading order. In a note, an abstract
or the publication's own matter a citation stays in its place, in parentheses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from polyphony.model import (
    Attribution,
    Body,
    Citation,
    FormattedCitation,
    Inline,
    Note,
    NoteReference,
    Page,
    PageReferences,
    Paragraph,
    Publication,
    pack_body,
    unpack_body,
)

__all__ = ["place_notes"]

_OUTSIDE: Final = 1_000_000
_INSIDE: Final = 2_000_000
"""What is added to a citation's number for what of it stands in the text, and for what of it stands in the note."""


def place_notes(
    publication: Publication, references: Mapping[str, PageReferences]
) -> tuple[Publication, dict[str, PageReferences]]:
    """Give pages the notes that the style wants; all stays as it is where it wants none."""
    pages, changed = [], dict(references)
    for page in publication.pages:
        given = references.get(page.parsed.path)
        noted = {one.number: one for one in given.citations if one.noted} if given else {}
        if given is None or not noted:
            pages.append(page)
            continue
        placed = _Placed(noted, unpack_body(page.parsed))
        pages.append(_with_body(page, placed.body))
        citations = (*given.citations, *placed.citations)
        changed[page.parsed.path] = replace(given, citations=citations)
    return replace(publication, pages=tuple(pages)), changed


def _with_body(page: Page, body: Body) -> Page:
    return replace(page, parsed=replace(page.parsed, body=pack_body(body)))


class _Placed:
    """A page's text with its new notes, counted while the text is gone through."""

    def __init__(self, noted: Mapping[int, FormattedCitation], body: Body) -> None:
        self.noted = noted
        self.given = {note.number: note for note in body.notes}
        self.numbers: dict[int, int] = {}
        self.notes: list[Note] = []
        self.citations: list[FormattedCitation] = []
        blocks = self._value(body.blocks)
        # What nothing in the text refers to, a note in a note, comes last.
        for number in self.given:
            self._renumbered(number)
        self.body = replace(body, blocks=blocks, notes=tuple(self.notes))

    def _value(self, value: Any) -> Any:
        """Go through a part of the tree; whatever holds no inline is given back as it is."""
        if isinstance(value, tuple):
            if any(isinstance(one, Citation | NoteReference) for one in value):
                return tuple(self._line(value))
            return tuple(self._value(one) for one in value)
        if not isinstance(value, Struct) or isinstance(value, Attribution):
            return value
        changes = {}
        for name in value.__struct_fields__:
            field = getattr(value, name)
            if (isinstance(field, tuple) and field) or isinstance(field, Struct):
                changes[name] = self._value(field)
        return replace(value, **changes) if changes else value

    def _line(self, inlines: tuple[Inline, ...]) -> Iterator[Inline]:
        """Put marks of notes in the place of citations: against the word before, behind the stop that follows."""
        line = list(inlines)
        for place, inline in enumerate(line):
            if isinstance(inline, NoteReference):
                yield replace(inline, number=self._renumbered(inline.number))
            elif isinstance(inline, Citation) and inline.number in self.noted:
                if inline.number in self.noted and self.noted[inline.number].outside:
                    yield replace(inline, number=inline.number + _OUTSIDE)
                following = line[place + 1] if place + 1 < len(line) else None
                if isinstance(following, str) and following[:1] in (".", ",", ";", ":", "!", "?"):
                    yield following[0]
                    line[place + 1] = following[1:]
                yield self._cited(inline)
                rest = [one for one in line[place + 1 :] if one]
                if rest and isinstance(rest[0], NoteReference):
                    yield "\u2009"  # Two marks would else read as one number.
            elif isinstance(inline, str):
                after = line[place + 1] if place + 1 < len(line) else None
                bare = isinstance(after, Citation) and after.number in self.noted
                if not inline:
                    continue
                yield inline.rstrip() if bare and not self.noted[after.number].outside else inline  # type: ignore[union-attr]
            else:
                yield self._value(inline)

    def _renumbered(self, number: int) -> int:
        known = self.numbers.get(number)
        if known is None:
            known = self.numbers[number] = len(self.notes) + 1
            self.notes.append(replace(self.given[number], number=known))
        return known

    def _cited(self, citation: Citation) -> NoteReference:
        found = self.noted[citation.number]
        number, key = len(self.notes) + 1, f"citation-{citation.number}"
        inside = replace(citation, number=citation.number + _INSIDE)
        self.notes.append(Note(key, number, (Paragraph((inside,)),), 1))
        self.citations.append(replace(found, parts=found.outside, noted=(), number=citation.number + _OUTSIDE))
        self.citations.append(replace(found, parts=found.noted, noted=(), outside=(), number=inside.number))
        return NoteReference(key, number)

"""A publication whose citations are formatted to the same with its abstracts as text, which is all that records hold.

What a sentence needs stays: "As Chang (2013) says". What only stands in parentheses behind it is left out, since no
list of references follows; for the same reason a number in the place of a name is written as name and year.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec.structs import replace

from polyphony.bylines import join_names
from polyphony.markup import Rendering, text_of_blocks
from polyphony.metadata.cited import names_of, year_of_record
from polyphony.metadata.names import clean
from polyphony.model import Block, Citation, CrossReference, Page, PageReferences, Publication, unpack_body

__all__ = ["place_abstracts"]

_LEFT_OUT = "\N{OBJECT REPLACEMENT CHARACTER}"


def place_abstracts(
    publication: Publication,
    references: Mapping[str, PageReferences],
    matter: str,
    rendering: Callable[[Page | None], Rendering],
) -> Publication:
    """Tell the publication and each page its abstract as text; a summary stands for one that the publication lacks.

    `references` are by a page's source path, under `matter` those of the publication's own matter. `rendering` says
    what citations read as on a page, or (None) in that matter.
    """

    def text(blocks: Iterable[Block], page: Page | None, language: str) -> str:
        listed = references.get(page.parsed.path if page else matter)
        return _text(
            blocks, rendering(page), {one.key: one.record for one in listed.entries} if listed else {}, language
        )

    def placed(page: Page) -> Page:
        if not page.parsed.front.abstract:
            return page
        language = page.parsed.language or publication.language
        return replace(page, abstract_text=text(unpack_body(page.parsed).abstract, page, language))

    own = publication.matter.abstract or publication.matter.plain_summary
    pages = tuple(map(placed, publication.pages))
    return replace(publication, pages=pages, abstract_text=text(own, None, publication.language))


def _text(blocks: Iterable[Block], rendering: Rendering, records: Mapping[str, str], language: str) -> str:
    def read(reference: Citation | CrossReference) -> str:
        if isinstance(reference, CrossReference):
            return rendering(reference)
        if not reference.narrative:
            return _LEFT_OUT
        written = rendering(reference)
        return written if any(map(str.isalpha, written)) else " ".join(_named(reference, records, language)) or written

    return clean(text_of_blocks(blocks, read).replace(f" {_LEFT_OUT}", "").replace(_LEFT_OUT, ""))


def _named(citation: Citation, records: Mapping[str, str], language: str) -> Iterator[str]:
    """Give the names and the year of the work that a citation in a sentence names."""
    record = json.loads(records.get(citation.items[0].key) or "{}")
    names = names_of(record)
    if names:
        yield join_names(names, language) if len(names) < 3 else f"{names[0]} et al."
        year = year_of_record(record)
        if year:
            yield f"({year})"

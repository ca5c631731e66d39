"""What a page cites, formatted: what each citation reads as, and the list of the works."""

from __future__ import annotations

from msgspec import Struct

from polyphony.model.inlines import Inline


class CitedPart(Struct, frozen=True, array_like=True, gc=False):
    """A stretch of a citation: what stands for one work, or (without a key) what stands between and around them."""

    inlines: tuple[Inline, ...]
    key: str = ""


class FormattedCitation(Struct, frozen=True):
    """How a citation reads. `raw` is its source text; `keys` are the works, in its order.

    It is found by the citation's `number`: what the source writes alike may read otherwise later in a text (ibid.).
    Where the style wants it in a note, `noted` stands there and `outside` in the text; `parts` are both in one.
    """

    raw: str
    parts: tuple[CitedPart, ...]
    keys: tuple[str, ...]
    text: str
    number: int = 0
    outside: tuple[CitedPart, ...] = ()
    noted: tuple[CitedPart, ...] = ()


class FormattedSource(Struct, frozen=True):
    """How the source of an epigraph or a quotation reads, by key and locator as written."""

    key: str
    locator: str
    inlines: tuple[Inline, ...]
    text: str


class ReferenceEntry(Struct, frozen=True):
    """An entry of the list of references. `record` is its record as CSL-JSON: the text of one object."""

    key: str
    inlines: tuple[Inline, ...]
    text: str
    record: str


class PageReferences(Struct, frozen=True):
    """All that a page cites, formatted in the style of the publication and the language of the page."""

    citations: tuple[FormattedCitation, ...] = ()
    sources: tuple[FormattedSource, ...] = ()
    entries: tuple[ReferenceEntry, ...] = ()

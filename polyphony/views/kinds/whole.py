"""What templates see of a publication that is one document."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from polyphony.views.kinds.pages import BioView, BylineView, FacetView, PartView, ReferenceView, SiteView
from polyphony.views.kinds.text import FlowView


class ChapterView(Struct, frozen=True):
    """A page as a part of one document. `title` is empty where it is the document's own; so is `byline`."""

    id: str
    language: str
    direction: str
    title: Markup
    title_text: str
    subtitle: Markup
    byline: BylineView | None
    abstract: Markup
    key_messages: tuple[Markup, ...]
    flow: tuple[FlowView, ...]
    notes: Markup
    notes_id: str
    references: tuple[ReferenceView, ...] = ()
    references_id: str = ""


class WholeView(Struct, frozen=True):
    """A publication, or one of its pages, as one document that needs no other file.

    `policy` is what it may load (empty: whatever the host allows), `style` its style sheet's text or `stylesheet` that
    file's name; `place` is where it stands on the web, empty where
    that isn't known.
    """

    site: SiteView
    language: str
    direction: str
    title_text: str
    title: Markup
    subtitle: Markup
    kicker: str
    byline: BylineView
    plain_summary: Markup
    abstract: Markup
    key_messages: tuple[Markup, ...]
    keywords: tuple[str, ...]
    score: Markup
    facets: tuple[FacetView, ...]
    has_parallel: bool
    chapters: tuple[ChapterView, ...]
    matter: tuple[PartView, ...]
    bios: tuple[BioView, ...]
    references: tuple[ReferenceView, ...]
    references_id: str
    main_id: str
    doi: str
    place: str
    policy: str = ""
    style: Markup = Markup()
    stylesheet: str = ""

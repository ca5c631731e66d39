"""What templates see: the views. Every field is described in docs/themes.md, and tested against it.

Values of type `Markup` are safe HTML; every other text is escaped where a template prints it.
"""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct


class LinkView(Struct, frozen=True):
    """A link: where to, and its text."""

    address: str
    title: Markup
    key: str = ""
    current: bool = False


class SectionView(Struct, frozen=True):
    """A group of pages in the navigation."""

    title: Markup
    pages: tuple[LinkView, ...]
    sections: tuple[SectionView, ...] = ()


class SiteView(Struct, frozen=True):
    """What all pages share. Addresses are relative to the site's root: a template puts `page.root` before them."""

    title: Markup
    title_text: str
    kind: str
    language: str
    url: str
    design: str
    home: str
    navigation: tuple[LinkView, ...]
    license_name: str
    license_url: str
    copyright: str
    generator: str
    more: tuple[LinkView, ...] = ()


class SpeakerView(Struct, frozen=True):
    """Somebody who speaks, as a label names them."""

    id: str
    name: str
    number: int
    right_to_left: bool = False


class LabelView(Struct, frozen=True):
    """Who says something and how: what stands before every utterance."""

    speakers: tuple[SpeakerView, ...]
    together: bool
    place: str
    modes: tuple[str, ...]
    date: str
    date_text: str
    time: str
    uncertain: bool


class AboutView(Struct, frozen=True):
    """When something was written (`when` in the authors' words), and in answer to what."""

    date: str
    date_text: str
    when: str
    responds: LinkView | None


class UtteranceView(Struct, frozen=True):
    """A passage, turn, narration, gloss or quoted voice. `attributes` are the element's own, written out."""

    kind: str
    id: str
    attributes: Markup
    label: Markup
    text_attributes: Markup
    text: Markup
    margins: Markup
    about: AboutView | None = None
    permalink: bool = False


class QuotationView(Struct, frozen=True):
    """An epigraph or a block quotation from a published source; `source` is empty where it has just been cited."""

    kind: str
    attributes: Markup
    text_attributes: Markup
    text: Markup
    source: Markup


class RunView(Struct, frozen=True):
    """Part of an exchange: turns that follow each other (`start` numbers the first), or one narration."""

    start: int
    turns: tuple[UtteranceView, ...]
    narration: UtteranceView | None = None


class EmbedCodeView(Struct, frozen=True):
    """What somebody pastes to show this elsewhere: `frame` needs no script, `element` is as high as its text.

    `complete` tells whether the addresses in them are; where the site doesn't know its own they begin in its root.
    """

    id: str
    title: str
    frame: str
    element: str
    complete: bool


class ExchangeView(Struct, frozen=True):
    """A conversation within a page."""

    id: str
    label_id: str
    attributes: Markup
    medium: str
    medium_text: str
    date: str
    date_text: str
    when: str
    turns: int
    runs: tuple[RunView, ...]
    links: tuple[LinkView, ...]
    embed: EmbedCodeView | None = None


class ParallelView(Struct, frozen=True):
    """Voices side by side."""

    attributes: Markup
    columns: tuple[Markup, ...]


class WithheldView(Struct, frozen=True):
    """What a reader is told of a withheld passage."""

    attributes: Markup
    text: str


class FlowView(Struct, frozen=True):
    """A part of a page in reading order: `kind` is that of an utterance, or `exchange`, `heading` and the like."""

    kind: str
    html: Markup


class AuthorView(Struct, frozen=True):
    """Somebody in a byline. `address` is empty where the site has no page on them."""

    id: str
    name: str
    number: int
    address: str
    right_to_left: bool = False


class BylineView(Struct, frozen=True):
    """Who wrote a page, in an order that `statement` explains."""

    authors: tuple[AuthorView, ...]
    collective: AuthorView | None
    statement: Markup


class ChipView(Struct, frozen=True):
    """A box of a filter. `hidden` is what the page says while a reader has hidden these passages."""

    id: str
    label: str
    classes: str
    passages: int
    hidden: str


class FacetView(Struct, frozen=True):
    """A group of boxes: `kind` is person, mode or theme."""

    kind: str
    title: str
    chips: tuple[ChipView, ...]


class ContentsView(Struct, frozen=True):
    """A line of the table of contents."""

    level: int
    id: str
    title: Markup


class ReferenceView(Struct, frozen=True):
    """An entry of the list of references; `places` are the ids of the citations of it on the page."""

    id: str
    html: Markup
    places: tuple[str, ...]


class PartView(Struct, frozen=True):
    """A part of the publication's own matter: its `key` (`ethics`), title and text."""

    key: str
    title: str
    text: Markup


class EntryView(Struct, frozen=True):
    """An entry of a list: an exchange, a passage, a person … `text` are its first words, `details` what kind it is."""

    address: str
    title: Markup
    details: str = ""
    text: str = ""
    lang: str = ""
    classes: str = ""
    speakers: tuple[SpeakerView, ...] = ()
    page: LinkView | None = None


class GroupView(Struct, frozen=True):
    """Entries under a heading of their own; `title` is empty for a list that needs none."""

    id: str
    title: str
    entries: tuple[EntryView, ...]


class CellView(Struct, frozen=True):
    """How much somebody says in a mode."""

    count: int
    words: int


class RowView(Struct, frozen=True):
    """A person's (or everybody's) share of a publication; `cells` stand in the order of the table's columns."""

    speaker: SpeakerView
    address: str
    cells: tuple[CellView, ...]
    total: CellView
    roles: tuple[str, ...]
    contributions: tuple[str, ...]


class TableView(Struct, frozen=True):
    """Who says how much in which mode: rows in the byline's order, which is no rank."""

    columns: tuple[str, ...]
    rows: tuple[RowView, ...]
    total: RowView


class FeedEntryView(Struct, frozen=True):
    """A page in the feed."""

    address: str
    title: str
    updated: str
    authors: tuple[str, ...]
    summary: str


class FeedView(Struct, frozen=True):
    """What `feed.xml` and `sitemap.xml` see. Dates are as Atom wants them; all addresses are full."""

    site: SiteView
    address: str
    home: str
    updated: str
    entries: tuple[FeedEntryView, ...]


class PageView(Struct, frozen=True):
    """A reading page, and what any other page of the site has of it. `root` leads to the site's root (`../`)."""

    site: SiteView
    kind: str
    root: str
    address: str
    language: str
    direction: str
    head_title: str
    title: Markup
    head: Markup
    subtitle: Markup = Markup()
    kicker: str = ""
    byline: BylineView | None = None
    plain_summary: Markup = Markup()
    abstract: Markup = Markup()
    key_messages: tuple[Markup, ...] = ()
    sections: tuple[SectionView, ...] = ()
    score: Markup = Markup()
    facets: tuple[FacetView, ...] = ()
    has_parallel: bool = False
    contents: tuple[ContentsView, ...] = ()
    flow: tuple[FlowView, ...] = ()
    notes: Markup = Markup()
    notes_id: str = ""
    references: tuple[ReferenceView, ...] = ()
    references_id: str = ""
    main_id: str = "site-main"
    matter: tuple[PartView, ...] = ()
    intro: Markup = Markup()
    groups: tuple[GroupView, ...] = ()
    table: TableView | None = None
    scripts: tuple[str, ...] = ()
    downloads: tuple[LinkView, ...] = ()
    origin: LinkView | None = None
    embed: EmbedCodeView | None = None
    previous: LinkView | None = None
    next: LinkView | None = None


class EmbedView(Struct, frozen=True):
    """Part of the publication on a page of its own for a frame: it asks for no other file.

    `kind` is page, exchange, passage, turn or score. `policy` is what the page may load, `style` its style sheet's
    text. `canonical` is the page's own address, empty where the site doesn't know it; `origin` leads to the place.
    """

    site: SiteView
    kind: str
    root: str
    language: str
    direction: str
    title: str
    canonical: str
    policy: str
    style: Markup
    flow: tuple[FlowView, ...]
    notes: Markup
    notes_id: str
    references: tuple[ReferenceView, ...]
    references_id: str
    score: Markup
    byline: BylineView
    origin: LinkView
    oembed: Markup


class RedirectView(Struct, frozen=True):
    """A page at an old address: where the reader finds it now. `canonical` is empty where the site has no address."""

    language: str
    address: str
    title: str
    canonical: str


class StyleView(Struct, frozen=True):
    """What `voices.css` sees: all of the style that depends on who speaks.

    `sets` are the sets of people who speak (those of all authors together left out), `mode_sets` the sets of modes,
    each sorted by id; `hidden` is the word for what a filter hides.
    """

    people: tuple[SpeakerView, ...]
    sets: tuple[tuple[str, ...], ...]
    modes: tuple[str, ...]
    mode_sets: tuple[tuple[str, ...], ...]
    themes: tuple[str, ...]
    colours: tuple[tuple[str, str], ...]
    hidden: str

"""What templates see of pages: of what all share, of a reading page, and of every list."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from polyphony.views.kinds.text import EmbedCodeView, FlowView, LinkView, SpeakerView


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
    direction: str = "ltr"


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
    separator: str = ""


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


class BioView(Struct, frozen=True):
    """Somebody's own words about themselves, as all others have theirs."""

    author: AuthorView
    text: Markup


class EntryView(Struct, frozen=True):
    """An entry of a list: something that is said, an exchange, a person, a mode or theme.

    `address` is that of `title`; `text` are first words or a description, `details` what kind of thing it is. `page` is
    where it stands, `turns` how many turns of a conversation it stands for.
    """

    address: str
    title: Markup
    speakers: tuple[AuthorView, ...] = ()
    modes: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    date: str = ""
    date_text: str = ""
    text: str = ""
    lang: str = ""
    classes: str = ""
    page: LinkView | None = None
    turns: int = 0


class GroupView(Struct, frozen=True):
    """Entries under a heading of their own; `title` is empty for a list that needs none.

    `kind` is `names` for a list of names alone. `more` leads to what the list has no room for.
    """

    id: str
    title: Markup
    entries: tuple[EntryView, ...]
    details: str = ""
    kind: str = ""
    more: LinkView | None = None


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


class FormatView(Struct, frozen=True):
    """What a format makes of the order of names; `field` is empty where the order's meaning has no place in it."""

    id: str
    name: str
    order: str
    equality: str
    field: str
    source: str


class SignerView(Struct, frozen=True):
    """How many passages and turns somebody has signed, and how many wait for it; `last` is a date as one reads it."""

    speaker: SpeakerView
    signed: int
    changed: int
    unsigned: int
    last: str = ""


class FirstView(Struct, frozen=True):
    """Who stands first on which pages."""

    speaker: SpeakerView
    pages: tuple[LinkView, ...]


class CiteFormView(Struct, frozen=True):
    """A reference in a form: `key` is text, bibtex, ris or csl. It stands in the page, or in the file at `address`."""

    key: str
    label: str
    id: str
    text: Markup = Markup()
    address: str = ""


class CiteView(Struct, frozen=True):
    """How to cite something. `files` have references to all that is said in it, `parts` is for a script."""

    id: str
    title: str
    forms: tuple[CiteFormView, ...]
    files: tuple[LinkView, ...] = ()
    parts: str = ""


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
    versions: tuple[LinkView, ...] = ()
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
    keywords: tuple[str, ...] = ()
    bios: tuple[BioView, ...] = ()
    intro: Markup = Markup()
    groups: tuple[GroupView, ...] = ()
    table: TableView | None = None
    firsts: tuple[FirstView, ...] = ()
    signers: tuple[SignerView, ...] = ()
    formats: tuple[FormatView, ...] = ()
    scripts: tuple[LinkView, ...] = ()
    downloads: tuple[LinkView, ...] = ()
    origin: LinkView | None = None
    embed: EmbedCodeView | None = None
    cite: CiteView | None = None
    previous: LinkView | None = None
    next: LinkView | None = None
    up: LinkView | None = None
    holds: tuple[str, ...] = ()


class RedirectView(Struct, frozen=True):
    """A page at an old address: where the reader finds it now. `canonical` is empty where the site has no address."""

    language: str
    address: str
    title: str
    canonical: str


class VoiceView(Struct, frozen=True):
    """How somebody's voice looks: a colour on light and on dark paper, a stroke, a glyph or none.

    `filtered` is for whoever says more than what others quote of them, and so has a box in a filter.
    """

    id: str
    name: str
    number: int
    light: str
    dark: str
    stroke: str
    glyph: str
    filtered: bool = True


class ColourView(Struct, frozen=True):
    """A colour by its name: on light and on dark paper."""

    name: str
    light: str
    dark: str


class StyleView(Struct, frozen=True):
    """What `voices.css` sees: all of the style that depends on who speaks.

    `hidden` is the word for what a filter hides, `columns` in how many columns voices stand when they stand side by
    side.
    """

    people: tuple[VoiceView, ...]
    modes: tuple[str, ...]
    themes: tuple[str, ...]
    colours: tuple[ColourView, ...]
    hidden: str
    columns: int

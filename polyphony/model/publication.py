"""A publication: its sources, its pages as parsed, as placed among each other, and the files that come of it."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import Struct

from polyphony.model.people import BylineSettings, Mode, Name, Person, Prose, Theme
from polyphony.model.tree import Block, Inline

PublicationKind = Literal["article", "book", "collection", "journal"]
AnchorKind = Literal[
    "page", "section", "passage", "turn", "quoted", "narration", "margin", "epigraph", "quotation", "exchange",
    "figure", "table", "other", "withheld",
]  # fmt: skip


class SourceFile(Struct, frozen=True):
    """A file of the publication's folder as it was read; `path` is relative to that folder, with slashes."""

    path: str
    content: bytes


class License(Struct, frozen=True):
    """A licence: an SPDX id (else empty), a name to show and an address (else empty)."""

    name: str
    spdx: str = ""
    url: str = ""


class Container(Struct, frozen=True):
    """The journal or book that the publication is part of. All values are text, empty where not known."""

    title: str = ""
    volume: str = ""
    issue: str = ""
    locator: str = ""
    issn: str = ""
    isbn: str = ""
    publisher: str = ""


class NavigationEntry(Struct, frozen=True):
    """A line of the navigation: a page's source path, or a title with pages below it."""

    path: str = ""
    title: Prose | None = None
    pages: tuple[NavigationEntry, ...] = ()


class FrontMatter(Struct, frozen=True):
    """What a page says about itself before its text. Empty means: not stated. `line` is where the text begins."""

    title: Prose | None = None
    subtitle: Prose | None = None
    authors: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    date: str = ""
    order: float | None = None
    slug: str = ""
    aliases: tuple[str, ...] = ()
    abstract: Prose | None = None
    key_messages: tuple[Prose, ...] = ()
    keywords: tuple[str, ...] = ()
    lang: str = ""
    draft: bool = False
    translation_of: str = ""
    bibliography: tuple[str, ...] = ()
    template: str = ""


class Place(Struct, frozen=True, array_like=True, gc=False):
    """A place in a source, as `diagnostics.Span` has it, in a short form."""

    path: str
    line: int
    column: int = 0
    length: int = 0
    source: str = ""


class Anchor(Struct, frozen=True, array_like=True, gc=False):
    """Something on a page that has an id. `items` counts the items of its lists, for `re=id.2`; `number` is the
    number that a reader sees (sections, figures and tables), `text` its title, caption or first words, as text."""

    id: str
    kind: AnchorKind
    stated: bool
    place: Place
    items: int = 0
    number: str = ""
    text: str = ""


class Use(Struct, frozen=True, array_like=True, gc=False):
    """Something that a page names and that may stand elsewhere: a link's target, an id, a citation's key."""

    target: str
    place: Place


class Spoken(Struct, frozen=True, array_like=True, gc=False):
    """How much was said on a page by the same people in the same modes in the same kind of utterance."""

    kind: str
    by: tuple[str, ...]
    modes: tuple[str, ...]
    count: int
    words: int


class ExchangeOutline(Struct, frozen=True, array_like=True, gc=False):
    """What an exchange is from afar: `turns` and `words` count, `by` are all who speak in it, sorted."""

    id: str
    medium: str
    date: str
    when: str
    turns: int
    words: int
    by: tuple[str, ...]
    themes: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()


class Note(Struct, frozen=True, array_like=True, gc=False):
    """A footnote: its number on the page, its text, and how often it is referred to."""

    key: str
    number: int
    blocks: tuple[Block, ...]
    references: int


class Body(Struct, frozen=True, array_like=True, gc=False):
    """All the text of a page. `abstract` and `key_messages` come from its front matter."""

    blocks: tuple[Block, ...]
    notes: tuple[Note, ...] = ()
    abstract: tuple[Block, ...] = ()
    key_messages: tuple[tuple[Inline, ...], ...] = ()


class ParsedPage(Struct, frozen=True):
    """A page by itself: what others may need of it in plain sight, and its text packed away (`unpack_body`).

    `authors` are sorted ids. `title_text` is the title as plain text. `links`, `responses` and `citations` are what
    it names and where; `spoken` and `withheld` count.
    """

    path: str
    front: FrontMatter
    authors: tuple[str, ...]
    language: str
    title: tuple[Inline, ...]
    title_text: str
    subtitle: tuple[Inline, ...]
    anchors: tuple[Anchor, ...]
    links: tuple[Use, ...]
    images: tuple[Use, ...]
    responses: tuple[Use, ...]
    references: tuple[Use, ...]
    citations: tuple[Use, ...]
    exchanges: tuple[ExchangeOutline, ...]
    spoken: tuple[Spoken, ...]
    withheld: int
    words: int
    body: bytes
    title_in_body: bool = False


class Byline(Struct, frozen=True):
    """The authors of a page or publication in the order in which it names them, and what that order means.

    `order` holds person ids; `collective` is the id of a collective that stands first, whose members `order` holds.
    `policy` is the name of the policy. `statement` explains the order in the publication's language (inlines;
    `statement_text` as text). `equal` are the sets of equals among `order`.
    """

    order: tuple[str, ...]
    policy: str
    statement: tuple[Inline, ...] = ()
    statement_text: str = ""
    collective: str = ""
    equal: tuple[tuple[str, ...], ...] = ()


class PageLink(Struct, frozen=True):
    """A page as seen from another: its address relative to the site's root (`part-1/`; empty: the root) and title."""

    address: str
    title: tuple[Inline, ...]
    title_text: str = ""


class Link(Struct, frozen=True, array_like=True, gc=False):
    """What a link's target as written comes to: an address relative to the site's root with its fragment."""

    target: str
    address: str


class Destination(Struct, frozen=True, array_like=True, gc=False):
    """Where an id is to be found: the page's address, the id there, its kind, and (for numbered things) its number."""

    address: str
    id: str
    kind: AnchorKind
    number: str = ""
    text: str = ""


class Section(Struct, frozen=True):
    """A group of pages in the navigation; `title` is empty for pages that stand by themselves."""

    title: tuple[Inline, ...]
    pages: tuple[PageLink, ...]
    sections: tuple[Section, ...] = ()


class Page(Struct, frozen=True):
    """A page among the others.

    `address` is relative to the site's root and ends with a slash, or is a file's name without clean addresses; `file`
    is the output file. `renamed` maps ids made on this page to those they got since another page had them first.
    `links` are its links to other pages and to ids, resolved. `destinations` are those ids elsewhere that it responds
    or refers to.
    """

    parsed: ParsedPage
    address: str
    file: str
    byline: Byline
    previous: PageLink | None = None
    next: PageLink | None = None
    renamed: tuple[tuple[str, str], ...] = ()
    links: tuple[Link, ...] = ()
    destinations: tuple[tuple[str, Destination], ...] = ()
    aliases: tuple[str, ...] = ()


class Matter(Struct, frozen=True):
    """The publication's own Markdown, parsed. Each is empty where there is none; `bios` by person id."""

    abstract: tuple[Block, ...] = ()
    plain_summary: tuple[Block, ...] = ()
    key_messages: tuple[tuple[Inline, ...], ...] = ()
    acknowledgements: tuple[Block, ...] = ()
    declarations: tuple[tuple[str, tuple[Block, ...]], ...] = ()
    bios: tuple[tuple[str, tuple[Block, ...]], ...] = ()
    mode_descriptions: tuple[tuple[str, tuple[Block, ...]], ...] = ()
    theme_descriptions: tuple[tuple[str, tuple[Block, ...]], ...] = ()


class Publication(Struct, frozen=True):
    """All of it, every name resolved. `people` are sorted by id, `pages` in the order of navigation.

    `url` is empty where it isn't known, else ends with a slash. Dates are ISO, empty where not known.
    """

    title: tuple[Inline, ...]
    title_text: str
    subtitle: tuple[Inline, ...]
    subtitle_text: str
    kind: PublicationKind
    language: str
    url: str
    license: License | None
    published: str
    updated: str
    submitted: str
    accepted: str
    doi: str
    container: Container | None
    keywords: tuple[str, ...]
    copyright: str
    people: tuple[Person, ...]
    modes: tuple[Mode, ...]
    themes: tuple[Theme, ...]
    byline: Byline
    byline_settings: BylineSettings
    show_contributions: bool
    matter: Matter
    pages: tuple[Page, ...]
    navigation: tuple[Section, ...]
    design: str
    citation_style: str
    bibliography: tuple[str, ...]
    sign_off: str
    outputs: tuple[str, ...]
    clean_urls: bool
    drafts_left_out: int = 0


class OutputFile(Struct, frozen=True):
    """A file to be written: its path in the output folder, with slashes, and its bytes."""

    path: str
    content: bytes


_BODY = msgspec.msgpack.Decoder(Body)
_ENCODER = msgspec.msgpack.Encoder()


def pack_body(body: Body) -> bytes:
    """Pack a page's text into bytes, in which form it is kept and passed between processes."""
    return _ENCODER.encode(body)


def unpack_body(parsed: ParsedPage) -> Body:
    """Unpack a page's text."""
    return _BODY.decode(parsed.body)


__all__ = [
    "Anchor", "AnchorKind", "Block", "Body", "Byline", "Container", "Destination", "ExchangeOutline", "FrontMatter",
    "Inline", "License", "Link", "Matter", "Name", "NavigationEntry", "Note", "OutputFile", "Page", "PageLink",
    "ParsedPage", "Place", "Publication", "PublicationKind", "Section", "SourceFile", "Spoken", "Use", "pack_body",
    "unpack_body",
]  # fmt: skip

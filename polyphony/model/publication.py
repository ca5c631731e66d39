"""A publication: its sources, its pages as parsed, as placed among each other, and the files that come of it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from polyphony.model.pages import (
    Anchor,
    AnchorKind,
    Body,
    ExchangeOutline,
    FrontMatter,
    Note,
    ParsedPage,
    Place,
    Spoken,
    Use,
    pack_anchors,
    pack_body,
    pack_links,
    unpack_anchors,
    unpack_body,
    unpack_links,
    unpack_marks,
)
from polyphony.model.people import BylineSettings, Mode, Name, Person, Prose, Theme
from polyphony.model.signing import SignOff
from polyphony.model.tree import Block, Inline

PublicationKind = Literal["article", "book", "collection", "journal"]


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


class Byline(Struct, frozen=True):
    """The authors of a page or publication in the order in which it names them, and what that order means.

    `order` holds person ids; `collective` is the id of a collective that stands first, whose members `order` holds.
    `policy` is the name of the policy. `statement` explains the order in `language` (inlines; `statement_text` as
    text). `equal` are the sets of equals among `order`.
    """

    order: tuple[str, ...]
    policy: str
    statement: tuple[Inline, ...] = ()
    statement_text: str = ""
    collective: str = ""
    equal: tuple[tuple[str, ...], ...] = ()
    language: str = "en"


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


class Picture(Struct, frozen=True, array_like=True, gc=False):
    """A picture that a page shows: its path in the site, and its width and height in pixels as it is seen.

    `smaller` are the paths and widths of the same picture made smaller, narrowest first.
    """

    path: str
    width: int
    height: int
    smaller: tuple[tuple[str, int], ...] = ()


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
    or refers to. `numbers` are those of its own figures, tables and sections, by id; `pictures` are
    those that it shows and that tell their size, sorted by path. `abstract_text` is its own abstract as text, once
    citations are formatted. `versions` are the same page in other languages.
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
    numbers: tuple[tuple[str, str], ...] = ()
    pictures: tuple[Picture, ...] = ()
    aliases: tuple[str, ...] = ()
    abstract_text: str = ""
    versions: tuple[PageLink, ...] = ()


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
    mode_labels: tuple[tuple[str, tuple[Inline, ...]], ...] = ()
    theme_labels: tuple[tuple[str, tuple[Inline, ...]], ...] = ()


class Publication(Struct, frozen=True):
    """All of it, every name resolved. `people` are sorted by id, `pages` in the order of navigation.

    `url` is empty where it isn't known, else ends with a slash. Dates are ISO, empty where not known. `agreed` says who
    has signed what, where the publication wants that. `pictures` are those in its own matter that tell their size,
    `links` what its own links and pictures come to, `destinations` what it refers to.
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
    agreed: SignOff = SignOff()
    pictures: tuple[Picture, ...] = ()
    links: tuple[Link, ...] = ()
    destinations: tuple[tuple[str, Destination], ...] = ()
    abstract_text: str = ""


class OutputFile(Struct, frozen=True):
    """A file to be written: its path in the output folder, with slashes, and its bytes."""

    path: str
    content: bytes


__all__ = [
    "Anchor",
    "AnchorKind",
    "Block",
    "Body",
    "Byline",
    "Container",
    "Destination",
    "ExchangeOutline",
    "FrontMatter",
    "Inline",
    "License",
    "Link",
    "Matter",
    "Name",
    "NavigationEntry",
    "Note",
    "OutputFile",
    "Page",
    "PageLink",
    "ParsedPage",
    "Picture",
    "Place",
    "Publication",
    "PublicationKind",
    "Section",
    "SourceFile",
    "Spoken",
    "Use",
    "pack_anchors",
    "pack_body",
    "pack_links",
    "unpack_anchors",
    "unpack_body",
    "unpack_links",
    "unpack_marks",
]

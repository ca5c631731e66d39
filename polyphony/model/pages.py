"""A page by itself: what it says of itself, what it names, what others may need of it, and its text."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Literal

import msgspec
from msgspec import Struct

from polyphony.model.people import Prose
from polyphony.model.tree import Block, Inline, UtteranceKind

AnchorKind = Literal[
    "page",
    "section",
    "passage",
    "turn",
    "quoted",
    "narration",
    "margin",
    "epigraph",
    "quotation",
    "exchange",
    "figure",
    "table",
    "other",
    "withheld",
]


class Place(Struct, frozen=True, array_like=True, gc=False):
    """A place in a source, as `diagnostics.Span` has it, in a short form."""

    path: str
    line: int
    column: int = 0
    length: int = 0
    source: str = ""


class FrontMatter(Struct, frozen=True):
    """What a page says about itself before its text. Empty means: not stated.

    `places` are those of values that name something beyond the page: (key, text, place).
    """

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
    places: tuple[tuple[str, str, Place], ...] = ()


class Anchor(Struct, frozen=True, array_like=True, gc=False):
    """Something on a page that has an id.

    `items` counts the items of its lists, for `re=id.2`; `level` is that of the heading of a section that is numbered,
    else 0; `text` is its title, caption or first words, as text.
    """

    id: str
    kind: AnchorKind
    stated: bool
    items: int
    level: int
    place: Place
    text: str = ""


class AnchorMark(Struct, frozen=True, array_like=True, gc=False):
    """What of an anchor matters to other pages. It is the beginning of one, and so is unpacked in half the time."""

    id: str
    kind: AnchorKind
    stated: bool
    items: int
    level: int


class Use(Struct, frozen=True, array_like=True, gc=False):
    """Something that a page names and that may stand elsewhere: a link's target, an id, a citation's key."""

    target: str
    place: Place


class CodeOutline(Struct, frozen=True, array_like=True, gc=False):
    """A block of code from afar: its language as written, its length and that of its longest line, in characters."""

    language: str
    characters: int
    longest: int
    place: Place


class Spoken(Struct, frozen=True, array_like=True, gc=False):
    """How much was said on a page by the same people in the same modes in the same kind of utterance."""

    kind: UtteranceKind
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
    """A page by itself: what others may need of it in plain sight, and what is much packed away.

    Packed are its text (`unpack_body`), all that has an id on it (`unpack_anchors`) and what it links to
    (`unpack_links`): a packed value takes a third of the memory, and isn't copied when several processes look at it.

    `authors` are sorted ids. `title_text` is the title as plain text. `links`, `responses` and `citations` are what
    it names and where; `spoken` and `withheld` count, `withheld_at` says where. `raw` is HTML as it was typed, with its
    place.
    """

    path: str
    front: FrontMatter
    authors: tuple[str, ...]
    language: str
    title: tuple[Inline, ...]
    title_text: str
    subtitle: tuple[Inline, ...]
    anchors: bytes
    links: bytes
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
    withheld_at: tuple[Place, ...] = ()
    raw: tuple[Use, ...] = ()
    code: tuple[CodeOutline, ...] = ()


_BODY = msgspec.msgpack.Decoder(Body)
_ANCHORS = msgspec.msgpack.Decoder(tuple[Anchor, ...])
_MARKS = msgspec.msgpack.Decoder(tuple[AnchorMark, ...])
_LINKS = msgspec.msgpack.Decoder(tuple[Use, ...])
_ENCODER = msgspec.msgpack.Encoder()


def pack_body(body: Body) -> bytes:
    """Pack a page's text into bytes, in which form it is kept and passed between processes.

    They are compressed as is quickest: half of what a publication takes in memory are its texts.
    """
    return zlib.compress(_ENCODER.encode(body), 1)


def unpack_body(parsed: ParsedPage) -> Body:
    """Unpack a page's text."""
    return _BODY.decode(zlib.decompress(parsed.body))


def pack_anchors(anchors: Iterable[Anchor]) -> bytes:
    """Pack what has an id on a page into bytes."""
    return _ENCODER.encode(tuple(anchors))


def unpack_anchors(parsed: ParsedPage) -> tuple[Anchor, ...]:
    """Unpack what has an id on a page, in the order of the page."""
    return _ANCHORS.decode(parsed.anchors)


def unpack_marks(parsed: ParsedPage) -> tuple[AnchorMark, ...]:
    """Unpack the same, as far as it matters to other pages."""
    return _MARKS.decode(parsed.anchors)


def pack_links(links: Iterable[Use]) -> bytes:
    """Pack what a page links to into bytes."""
    return _ENCODER.encode(tuple(links))


def unpack_links(parsed: ParsedPage) -> tuple[Use, ...]:
    """Unpack what a page links to, in the order of the page."""
    return _LINKS.decode(parsed.links)

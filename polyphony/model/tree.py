"""A page's text as a tree of blocks, after CommonMark and Pandoc, and the utterances in it. Lines are in `inlines`."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from polyphony.model.inlines import (
    Attribution,
    Citation,
    CitationItem,
    CodeSpan,
    CrossReference,
    EditorialMark,
    Emphasis,
    Hyperlink,
    Image,
    Inline,
    LineBreak,
    Math,
    Node,
    NoteReference,
    Quoted,
    RawInline,
    Redacted,
    SoftBreak,
    Span,
    Strikeout,
    Strong,
    Subscript,
    Superscript,
)

__all__ = [
    "Attribution",
    "Block",
    "BlockQuote",
    "Citation",
    "CitationItem",
    "CodeBlock",
    "CodeSpan",
    "CrossReference",
    "Definition",
    "DefinitionList",
    "Division",
    "EditorialMark",
    "Emphasis",
    "Exchange",
    "Figure",
    "Heading",
    "Hyperlink",
    "Image",
    "Inline",
    "LineBreak",
    "ListBlock",
    "ListItem",
    "Math",
    "MathBlock",
    "Node",
    "NoteReference",
    "Paragraph",
    "Parallel",
    "Plain",
    "Quoted",
    "RawBlock",
    "RawInline",
    "Redacted",
    "SoftBreak",
    "Span",
    "Strikeout",
    "Strong",
    "Subscript",
    "Superscript",
    "Table",
    "TableCell",
    "ThematicBreak",
    "Utterance",
    "UtteranceKind",
    "Withheld",
]

UtteranceKind = Literal["passage", "turn", "quoted", "narration", "margin", "epigraph", "quotation"]


class Paragraph(Node, frozen=True):
    """A paragraph."""

    inlines: tuple[Inline, ...]


class Plain(Node, frozen=True):
    """Text of a block that is no paragraph, as in a tight list."""

    inlines: tuple[Inline, ...]


class Heading(Node, frozen=True):
    """A heading of a section; `level` 1 to 6 as typed; `number` is its number for `@sec-…`, where it has one."""

    level: int
    inlines: tuple[Inline, ...]
    id: str
    classes: tuple[str, ...] = ()
    data: tuple[tuple[str, str], ...] = ()
    lang: str = ""
    stated: bool = False
    line: int = 0


class ThematicBreak(Node, frozen=True):
    """A break between parts."""


class CodeBlock(Node, frozen=True):
    """Code; `language` is the first word of a fence's info string or its first class."""

    code: str
    language: str = ""
    id: str = ""
    classes: tuple[str, ...] = ()
    data: tuple[tuple[str, str], ...] = ()


class RawBlock(Node, frozen=True):
    """HTML as a co-author typed it: to be sanitised by whoever prints it."""

    html: str


class BlockQuote(Node, frozen=True):
    """A quote by Markdown's `>`."""

    blocks: tuple[Block, ...]


class ListItem(Struct, frozen=True, array_like=True, gc=False):
    """An item; `checked` is None where it is no task. `id` is set where something answers to this item."""

    blocks: tuple[Block, ...]
    checked: bool | None = None


class ListBlock(Node, frozen=True):
    """A list; `start` is None where it isn't numbered."""

    items: tuple[ListItem, ...]
    start: int | None = None
    tight: bool = True


class Definition(Struct, frozen=True, array_like=True, gc=False):
    """Terms and what they mean, each meaning a run of blocks."""

    terms: tuple[tuple[Inline, ...], ...]
    meanings: tuple[tuple[Block, ...], ...]


class DefinitionList(Node, frozen=True):
    """Terms with their definitions."""

    definitions: tuple[Definition, ...]


class TableCell(Struct, frozen=True, array_like=True, gc=False):
    """A cell of a table."""

    inlines: tuple[Inline, ...]
    align: Literal["", "left", "center", "right"] = ""


class Table(Node, frozen=True):
    """A table: a row of headers (may be empty), rows, a caption; `id` as `tbl-…` where it is numbered."""

    header: tuple[TableCell, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    caption: tuple[Inline, ...] = ()
    id: str = ""


class MathBlock(Node, frozen=True):
    """TeX that stands by itself."""

    tex: str


class Figure(Node, frozen=True):
    """A picture that stands by itself, with its caption; `image.id` as `fig-…` where it is numbered."""

    image: Image


class Division(Node, frozen=True):
    """A div that says nothing of who speaks, kept for a theme to style."""

    blocks: tuple[Block, ...]
    id: str = ""
    classes: tuple[str, ...] = ()
    data: tuple[tuple[str, str], ...] = ()
    lang: str = ""


class Parallel(Node, frozen=True):
    """Voices side by side, one a column."""

    columns: tuple[tuple[Block, ...], ...]
    id: str = ""


class Withheld(Node, frozen=True):
    """What a reader is told where a passage is withheld: whose it is, and nothing more."""

    by: tuple[str, ...]
    lang: str = ""


class Utterance(Node, frozen=True):
    """A stretch of text in one voice. `label` is a turn's label as a reader sees it, else empty."""

    kind: UtteranceKind
    attribution: Attribution
    blocks: tuple[Block, ...]
    label: str = ""


class Exchange(Node, frozen=True):
    """A conversation. Its `attribution` says what its turns inherit (nobody speaks in it as a whole)."""

    attribution: Attribution
    medium: str
    items: tuple[Utterance, ...]


Block: TypeAlias = (
    Paragraph
    | Plain
    | Heading
    | ThematicBreak
    | CodeBlock
    | RawBlock
    | BlockQuote
    | ListBlock
    | DefinitionList
    | Table
    | MathBlock
    | Figure
    | Division
    | Parallel
    | Withheld
    | Utterance
    | Exchange
)

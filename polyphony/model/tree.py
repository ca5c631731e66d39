"""A page's text as a tree: blocks and inlines, after CommonMark and Pandoc, and the voices in it.

Every voice is resolved: an `Attribution` says who speaks and how, whatever was inherited from where. Plain text is
a bare `str`. Sets of people are tuples sorted by id: their order says nothing, a page's byline does.
"""

from __future__ import annotations

from typing import Literal, TypeAlias, Union

from msgspec import Struct

UtteranceKind = Literal["passage", "turn", "quoted", "narration", "margin", "epigraph", "quotation"]


class Attribution(Struct, frozen=True, array_like=True, gc=False):
    """Who says something, how, when, in answer to what; and where it stands.

    `by` holds person ids (none for a text with a `source`), sorted; `modes` and `themes` their ids as written. `date`
    is a date, month, year or EDTF interval, `time` HH:MM, `when` words. `lang` is the language of the text, `stated_lang`
    whether the source says so at this very place. `re` is the target's id. `words` are counted as markup.md says, for
    this voice alone. `stated` tells whether the source states the id. `data` are attributes kept for a theme. `file` is
    the source file, `line` counts from 1.
    """

    id: str
    by: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    date: str = ""
    time: str = ""
    when: str = ""
    cert: str = ""
    lang: str = ""
    re: str = ""
    source: str = ""
    locator: str = ""
    words: int = 0
    stated: bool = False
    stated_lang: bool = False
    file: str = ""
    line: int = 0
    classes: tuple[str, ...] = ()
    data: tuple[tuple[str, str], ...] = ()


class _Node(Struct, frozen=True, array_like=True, gc=False, tag=True):
    """What all nodes of the tree have in common: their form."""


# Inlines


class SoftBreak(_Node, frozen=True):
    """A line end in the source that is a space to a reader."""


class LineBreak(_Node, frozen=True):
    """A line end that a reader sees."""


class Emphasis(_Node, frozen=True):
    """Stressed text."""

    inlines: tuple[Inline, ...]


class Strong(_Node, frozen=True):
    """Strongly stressed text."""

    inlines: tuple[Inline, ...]


class Strikeout(_Node, frozen=True):
    """Text struck through."""

    inlines: tuple[Inline, ...]


class Superscript(_Node, frozen=True):
    """Raised text."""

    inlines: tuple[Inline, ...]


class Subscript(_Node, frozen=True):
    """Lowered text."""

    inlines: tuple[Inline, ...]


class CodeSpan(_Node, frozen=True):
    """Code within a line."""

    code: str


class Hyperlink(_Node, frozen=True):
    """A link. `target` is as written (a page's source file and `#id` among them), percent-encoded as CommonMark does."""

    inlines: tuple[Inline, ...]
    target: str
    title: str = ""


class Image(_Node, frozen=True):
    """A picture. `alt` is None where the source states none; `caption` is what stands in the brackets."""

    source: str
    caption: tuple[Inline, ...] = ()
    alt: str | None = None
    title: str = ""
    id: str = ""
    classes: tuple[str, ...] = ()
    data: tuple[tuple[str, str], ...] = ()


class RawInline(_Node, frozen=True):
    """HTML as a co-author typed it: to be sanitised by whoever prints it."""

    html: str


class Math(_Node, frozen=True):
    """TeX within a line."""

    tex: str


class CitationItem(Struct, frozen=True, array_like=True, gc=False):
    """One work in a citation: its key, what stands before it, the locator and what else follows, as text."""

    key: str
    prefix: tuple[Inline, ...] = ()
    suffix: tuple[Inline, ...] = ()
    suppress_author: bool = False


class Citation(_Node, frozen=True):
    """A citation: `[@a, p. 3; @b]`, or in the text `@a [p. 3]` (`narrative`). `raw` is its source text."""

    items: tuple[CitationItem, ...]
    narrative: bool = False
    raw: str = ""
    line: int = 0


class CrossReference(_Node, frozen=True):
    """`@fig-…`, `@tbl-…` or `@sec-…`: a reference to something numbered; `target` is the id without the `@`."""

    target: str
    line: int = 0


class NoteReference(_Node, frozen=True):
    """A footnote's mark; `number` counts from 1 on the page, `repeat` from 1 for each further reference to it."""

    key: str
    number: int
    repeat: int = 1


class Span(_Node, frozen=True):
    """A bracketed span that says nothing of who speaks: an id, classes, a language, data for a theme, a mode.

    `modes` is None where it states none.
    """

    inlines: tuple[Inline, ...]
    id: str = ""
    classes: tuple[str, ...] = ()
    data: tuple[tuple[str, str], ...] = ()
    lang: str = ""
    modes: tuple[str, ...] | None = None
    themes: tuple[str, ...] = ()


class EditorialMark(_Node, frozen=True):
    """`.omitted` (cut by an editor), `.editorial` (an editor's words) or `.pause` (the speaker's own)."""

    kind: Literal["omitted", "editorial", "pause"]
    inlines: tuple[Inline, ...]
    reason: str = ""


class Redacted(_Node, frozen=True):
    """What stands in for redacted words. The words themselves are nowhere but in the source."""

    replacement: str


class Quoted(_Node, frozen=True):
    """A quoted voice within a line: the words are its holder's and, once more, those of who is quoted."""

    attribution: Attribution
    inlines: tuple[Inline, ...]


# Blocks


class Paragraph(_Node, frozen=True):
    """A paragraph."""

    inlines: tuple[Inline, ...]


class Plain(_Node, frozen=True):
    """Text of a block that is no paragraph, as in a tight list."""

    inlines: tuple[Inline, ...]


class Heading(_Node, frozen=True):
    """A heading of a section; `level` 1 to 6 as typed; `number` is its number for `@sec-…`, where it has one."""

    level: int
    inlines: tuple[Inline, ...]
    id: str
    classes: tuple[str, ...] = ()
    data: tuple[tuple[str, str], ...] = ()
    lang: str = ""
    stated: bool = False
    line: int = 0


class ThematicBreak(_Node, frozen=True):
    """A break between parts."""


class CodeBlock(_Node, frozen=True):
    """Code; `language` is the first word of a fence's info string or its first class."""

    code: str
    language: str = ""
    id: str = ""
    classes: tuple[str, ...] = ()
    data: tuple[tuple[str, str], ...] = ()


class RawBlock(_Node, frozen=True):
    """HTML as a co-author typed it: to be sanitised by whoever prints it."""

    html: str


class BlockQuote(_Node, frozen=True):
    """A quote by Markdown's `>`."""

    blocks: tuple[Block, ...]


class ListItem(Struct, frozen=True, array_like=True, gc=False):
    """An item; `checked` is None where it is no task. `id` is set where something answers to this item."""

    blocks: tuple[Block, ...]
    checked: bool | None = None


class ListBlock(_Node, frozen=True):
    """A list; `start` is None where it isn't numbered."""

    items: tuple[ListItem, ...]
    start: int | None = None
    tight: bool = True


class Definition(Struct, frozen=True, array_like=True, gc=False):
    """Terms and what they mean, each meaning a run of blocks."""

    terms: tuple[tuple[Inline, ...], ...]
    meanings: tuple[tuple[Block, ...], ...]


class DefinitionList(_Node, frozen=True):
    """Terms with their definitions."""

    definitions: tuple[Definition, ...]


class TableCell(Struct, frozen=True, array_like=True, gc=False):
    """A cell of a table."""

    inlines: tuple[Inline, ...]
    align: Literal["", "left", "center", "right"] = ""


class Table(_Node, frozen=True):
    """A table: a row of headers (may be empty), rows, a caption; `id` as `tbl-…` where it is numbered."""

    header: tuple[TableCell, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    caption: tuple[Inline, ...] = ()
    id: str = ""


class MathBlock(_Node, frozen=True):
    """TeX that stands by itself."""

    tex: str


class Figure(_Node, frozen=True):
    """A picture that stands by itself, with its caption; `image.id` as `fig-…` where it is numbered."""

    image: Image


class Division(_Node, frozen=True):
    """A div that says nothing of who speaks, kept for a theme to style."""

    blocks: tuple[Block, ...]
    id: str = ""
    classes: tuple[str, ...] = ()
    data: tuple[tuple[str, str], ...] = ()


class Parallel(_Node, frozen=True):
    """Voices side by side, one a column."""

    columns: tuple[tuple[Block, ...], ...]
    id: str = ""


class Withheld(_Node, frozen=True):
    """What a reader is told where a passage is withheld: whose it is, and nothing more."""

    by: tuple[str, ...]
    lang: str = ""


class Utterance(_Node, frozen=True):
    """A stretch of text in one voice. `label` is a turn's label as a reader sees it, else empty."""

    kind: UtteranceKind
    attribution: Attribution
    blocks: tuple[Block, ...]
    label: str = ""


class Exchange(_Node, frozen=True):
    """A conversation. Its `attribution` says what its turns inherit (nobody speaks in it as a whole)."""

    attribution: Attribution
    medium: str
    items: tuple[Utterance, ...]


Inline: TypeAlias = Union[
    str, SoftBreak, LineBreak, Emphasis, Strong, Strikeout, Superscript, Subscript, CodeSpan, Hyperlink, Image,
    RawInline, Math, Citation, CrossReference, NoteReference, Span, EditorialMark, Redacted, Quoted,
]  # fmt: skip
Block: TypeAlias = Union[
    Paragraph, Plain, Heading, ThematicBreak, CodeBlock, RawBlock, BlockQuote, ListBlock, DefinitionList, Table,
    MathBlock, Figure, Division, Parallel, Withheld, Utterance, Exchange,
]  # fmt: skip

"""What stands in a line of a page's tree, after CommonMark and Pandoc, and the voices that are quoted in it.

Every voice is resolved: an `Attribution` says who speaks and how, whatever was inherited from where. Plain text is
a bare `str`. Sets of people are tuples sorted by id: their order says nothing, a page's byline does.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct


class Attribution(Struct, frozen=True, array_like=True, gc=False):
    """Who says something, how, when, in answer to what; and where it stands.

    `by` holds person ids (none for a text with a `source`), sorted; `modes` and `themes` their ids as written. `date`
    is a date, month, year or EDTF interval, `time` HH:MM, `when` words. `lang` is the language of the text,
    `stated_lang` whether the source says so at this very place. `re` is the target's id. `words` are counted as
    markup.md says, for this voice alone. `stated` tells whether the source states the id. `data` are attributes kept
    for a theme. `file` is the source file, `line` counts from 1.
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


class Node(Struct, frozen=True, array_like=True, gc=False, tag=True):
    """What all nodes of the tree have in common: their form."""


class SoftBreak(Node, frozen=True):
    """A line end in the source that is a space to a reader."""


class LineBreak(Node, frozen=True):
    """A line end that a reader sees."""


class Emphasis(Node, frozen=True):
    """Stressed text."""

    inlines: tuple[Inline, ...]


class Strong(Node, frozen=True):
    """Strongly stressed text."""

    inlines: tuple[Inline, ...]


class Strikeout(Node, frozen=True):
    """Text struck through."""

    inlines: tuple[Inline, ...]


class Superscript(Node, frozen=True):
    """Raised text."""

    inlines: tuple[Inline, ...]


class Subscript(Node, frozen=True):
    """Lowered text."""

    inlines: tuple[Inline, ...]


class CodeSpan(Node, frozen=True):
    """Code within a line."""

    code: str


class Hyperlink(Node, frozen=True):
    """A link. `target` is as written (a page's source file and `#id` among them), encoded as CommonMark does."""

    inlines: tuple[Inline, ...]
    target: str
    title: str = ""


class Image(Node, frozen=True):
    """A picture. `alt` is None where the source states none; `caption` is what stands in the brackets."""

    source: str
    caption: tuple[Inline, ...] = ()
    alt: str | None = None
    title: str = ""
    id: str = ""
    classes: tuple[str, ...] = ()
    data: tuple[tuple[str, str], ...] = ()


class RawInline(Node, frozen=True):
    """HTML as a co-author typed it: to be sanitised by whoever prints it."""

    html: str


class Math(Node, frozen=True):
    """TeX within a line."""

    tex: str


class CitationItem(Struct, frozen=True, array_like=True, gc=False):
    """One work in a citation: its key, what stands before it, the locator and what else follows, as text."""

    key: str
    prefix: tuple[Inline, ...] = ()
    suffix: tuple[Inline, ...] = ()
    suppress_author: bool = False


class Citation(Node, frozen=True):
    """A citation: `[@a, p. 3; @b]`, or in the text `@a [p. 3]` (`narrative`).

    `raw` is its source text; `number` counts from 1 on the page (in the publication's own matter from -1 down).
    """

    items: tuple[CitationItem, ...]
    narrative: bool = False
    raw: str = ""
    line: int = 0
    number: int = 0


class CrossReference(Node, frozen=True):
    """`@fig-…`, `@tbl-…` or `@sec-…`: a reference to something numbered; `target` is the id without the `@`."""

    target: str
    line: int = 0


class NoteReference(Node, frozen=True):
    """A footnote's mark; `number` counts from 1 on the page, `repeat` from 1 for each further reference to it."""

    key: str
    number: int
    repeat: int = 1


class Span(Node, frozen=True):
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


class EditorialMark(Node, frozen=True):
    """`.omitted` (cut by an editor), `.editorial` (an editor's words) or `.pause` (the speaker's own)."""

    kind: Literal["omitted", "editorial", "pause"]
    inlines: tuple[Inline, ...]
    reason: str = ""


class Redacted(Node, frozen=True):
    """What stands in for redacted words. The words themselves are nowhere but in the source."""

    replacement: str


class Quoted(Node, frozen=True):
    """A quoted voice within a line: the words are its holder's and, once more, those of who is quoted."""

    attribution: Attribution
    inlines: tuple[Inline, ...]


Inline: TypeAlias = (
    str
    | SoftBreak
    | LineBreak
    | Emphasis
    | Strong
    | Strikeout
    | Superscript
    | Subscript
    | CodeSpan
    | Hyperlink
    | Image
    | RawInline
    | Math
    | Citation
    | CrossReference
    | NoteReference
    | Span
    | EditorialMark
    | Redacted
    | Quoted
)

"""An utterance into the words that are agreed to, as one line of plain text, and into their digest.

It holds what a reader is told: words, links, pictures, notes, and who is quoted. It doesn't hold how that is set: line
ends, stress, the shape of quotation marks, modes, themes. A redaction is its replacement; no redacted word is in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import assert_never

from polyphony.model import (
    Block,
    BlockQuote,
    Body,
    Citation,
    CodeBlock,
    CodeSpan,
    CrossReference,
    DefinitionList,
    Division,
    EditorialMark,
    Emphasis,
    Exchange,
    Figure,
    Heading,
    Hyperlink,
    Image,
    Inline,
    LineBreak,
    ListBlock,
    Math,
    MathBlock,
    NoteReference,
    Paragraph,
    Parallel,
    Plain,
    Quoted,
    RawBlock,
    RawInline,
    Redacted,
    SoftBreak,
    Span,
    Strikeout,
    Strong,
    Subscript,
    Superscript,
    Table,
    ThematicBreak,
    Utterance,
    Withheld,
)

__all__ = ["Notes", "digest_of_words", "notes_of", "words_of"]

Notes = Mapping[str, tuple[Block, ...]]
"""The texts of a page's notes, by key."""

_VERSION = "v1-"
_DIGITS = 32
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_QUOTES = str.maketrans(dict.fromkeys('"“”„«»‹›‘’‚「」『』', "'"))
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def notes_of(body: Body) -> Notes:
    """The texts of a page's notes, by key."""
    return {note.key: note.blocks for note in body.notes}


def words_of(utterance: Utterance, notes: Notes) -> str:
    """Everything in an utterance that its speakers agree to; empty where there is nothing."""
    return " ".join("".join(_blocks(utterance.blocks, notes)).split())


def digest_of_words(words: str, by: Iterable[str]) -> str:
    """A digest of words and of those whose words they are: whoever they are shared with is a part of what is signed."""
    text = unicodedata.normalize("NFC", words).translate(_QUOTES)
    whole = "\n".join((" ".join(sorted(by)), text))
    return _VERSION + sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _blocks(blocks: Iterable[Block], notes: Notes) -> Iterator[str]:  # noqa: C901  (one branch a kind of block)
    for block in blocks:
        match block:
            case Paragraph(inlines) | Plain(inlines) | Heading(_, inlines):
                yield from _inlines(inlines, notes)
            case BlockQuote(inner) | Division(inner):
                yield from _blocks(inner, notes)
            case ListBlock(items):
                for item in items:
                    yield from _blocks(item.blocks, notes)
            case DefinitionList(definitions):
                for definition in definitions:
                    for term in definition.terms:
                        yield from (*_inlines(term, notes), ": ")
                    for meaning in definition.meanings:
                        yield from _blocks(meaning, notes)
            case Table(header, rows, caption):
                for row in (header, *rows):
                    for cell in row:
                        yield from (*_inlines(cell.inlines, notes), " | ")
                yield from _inlines(caption, notes)
            case CodeBlock(text) | MathBlock(text):
                yield text
            case RawBlock(html):
                yield _COMMENT.sub("", html)
            case Figure(image):
                yield from _image(image, notes)
            case Parallel(columns):
                for column in columns:
                    yield from _blocks(column, notes)
            case Utterance(kind, attribution, inner):
                if kind == "quoted" or attribution.source:
                    yield from ("{", " ".join(attribution.by) or attribution.source, ": ", *_blocks(inner, notes), "}")
            case ThematicBreak() | Withheld() | Exchange():
                pass
            case _:
                assert_never(block)
        yield " "


def _inlines(inlines: Iterable[Inline], notes: Notes) -> Iterator[str]:  # noqa: C901  (one branch a kind of inline)
    for inline in inlines:
        match inline:
            case str():
                yield inline
            case SoftBreak() | LineBreak():
                yield " "
            case Emphasis(inner) | Strong(inner) | Superscript(inner) | Subscript(inner) | Span(inner):
                yield from _inlines(inner, notes)
            case Strikeout(inner):
                yield from ("~~", *_inlines(inner, notes), "~~")
            case Hyperlink(inner, target):
                yield from _inlines(inner, notes)
                if _ELSEWHERE.match(target):
                    yield f"<{target}>"
            case Image():
                yield from _image(inline, notes)
            case Quoted(attribution, inner):
                yield from ("{", " ".join(attribution.by) or attribution.source, ": ", *_inlines(inner, notes), "}")
            case CodeSpan(text) | Math(text) | Redacted(text):
                yield text
            case Citation(items):
                for item in items:
                    yield from ("[", *_inlines(item.prefix, notes), f"@{item.key}", *_inlines(item.suffix, notes), "]")
            case CrossReference(target):
                yield f"@{target}"
            case EditorialMark(kind, inner):
                yield from (f"{{{kind}: ", *_inlines(inner, notes), "}")
            case RawInline(html):
                yield _COMMENT.sub("", html)
            case NoteReference(key, _, repeat):
                if repeat == 1 and key in notes:
                    others = {other: blocks for other, blocks in notes.items() if other != key}
                    yield from ("[^", *_blocks(notes[key], others), "]")
            case _:
                assert_never(inline)


def _image(image: Image, notes: Notes) -> Iterator[str]:
    yield from ("![", *_inlines(image.caption, notes), f"]({image.source}) {image.alt or ''} {image.title}")

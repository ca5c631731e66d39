"""The tree to what a reader reads, as plain text with single spaces; and how many words of it are whose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import unescape
from itertools import filterfalse
from typing import assert_never

from polyphony.model import (
    Block,
    BlockQuote,
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

__all__ = ["Rendering", "count_words", "is_empty", "opening_of_blocks", "own_text", "plain_text", "text_of_blocks"]

Rendering = Callable[[Citation | CrossReference], str]
"""What a citation or a reference to something numbered reads as."""

_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|<[^<>]*>", re.DOTALL | re.IGNORECASE)


_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)

_OPENING = 200
"""How many characters of an utterance's text its id and its outline are made of, at most."""


def _left_out(_: Citation | CrossReference) -> str:
    return ""


def count_words(text: str) -> int:
    """Count the tokens between spaces that hold a letter or digit."""
    tokens = text.split()
    # Nearly all begin with one; only the others are looked through.
    unsure = [token for token in filterfalse(str.isalnum, tokens) if not token[0].isalnum()]
    return len(tokens) - sum(not any(map(str.isalnum, token)) for token in unsure)


def plain_text(inlines: Iterable[Inline], rendering: Rendering = _left_out) -> str:
    """The text of inlines, citations as rendered; without notes, images and comments."""
    parts: list[str] = []
    _inlines(inlines, parts, rendering, own=False)
    return " ".join("".join(parts).split())


def text_of_blocks(blocks: Iterable[Block], rendering: Rendering = _left_out) -> str:
    """The text of an utterance's blocks with its quoted voices; without other utterances in it, headings and notes."""
    parts: list[str] = []
    _blocks(blocks, parts, rendering, own=False)
    return " ".join("".join(parts).split())


def opening_of_blocks(blocks: Iterable[Block], rendering: Rendering = _left_out) -> str:
    """The text with which an utterance's blocks begin, some hundred characters of it; empty where there is none."""
    opening = ""
    for block in blocks:
        parts = [opening, " "]
        _blocks((block,), parts, rendering, own=False)
        text = "".join(parts)
        opening = " ".join(text[: 2 * _OPENING].split())
        if len(opening) > _OPENING:
            break
        opening = " ".join(text.split())
        if len(opening) > _OPENING:
            break
    return opening


def is_empty(blocks: Iterable[Block]) -> bool:
    """Tell whether there is nothing in blocks to read or to look at: headings and comments alone, or less."""
    return not any(map(_shows, blocks))


def _shows(block: Block) -> bool:
    match block:
        case Heading() | ThematicBreak():
            return False
        case Paragraph(inlines) | Plain(inlines):
            seen = any(isinstance(inline, Image | NoteReference) for inline in inlines)
            return seen or bool(plain_text(inlines, lambda _: "cited"))
        case RawBlock(html):
            return bool(_COMMENT.sub("", html).strip())
        case BlockQuote(inner) | Division(inner) | Utterance(_, _, inner):
            return not is_empty(inner)
        case Parallel(columns):
            return not all(map(is_empty, columns))
        case _:
            return True


def own_text(blocks: Iterable[Block], inlines: Iterable[Inline] = ()) -> str:
    """The text that counts for the holder alone: without citations, quoted voices and an editor's words."""
    parts: list[str] = []
    _inlines(inlines, parts, _left_out, own=True)
    _blocks(blocks, parts, _left_out, own=True)
    return "".join(parts)


def _inlines(  # noqa: C901  (one branch a kind of inline)
    inlines: Iterable[Inline], parts: list[str], rendering: Rendering, *, own: bool
) -> None:
    for inline in inlines:
        match inline:
            case str():
                parts.append(inline)
            case SoftBreak() | LineBreak():
                parts.append(" ")
            case (
                Emphasis(inner)
                | Strong(inner)
                | Strikeout(inner)
                | Superscript(inner)
                | Subscript(inner)
                | Hyperlink(inner)
                | Span(inner)
            ):
                _inlines(inner, parts, rendering, own=own)
            case Quoted():
                if own:
                    parts.append(" ")
                else:
                    _inlines(inline.inlines, parts, rendering, own=own)
            case CodeSpan(text) | Math(text):
                parts.append(text)
            case Citation() | CrossReference():
                parts.append(rendering(inline))
            case Redacted(text):
                parts.append(text)
            case EditorialMark(kind, inner):
                if own and kind != "pause":
                    parts.append(" ")
                elif kind == "pause":
                    _inlines(inner, parts, rendering, own=own)
                else:
                    parts.append("[")
                    _inlines(inner, parts, rendering, own=own)
                    parts.append("]")
            case RawInline(html):
                parts.append(unescape(_TAG.sub("", html)))
            case Image() | NoteReference():
                pass
            case _:
                assert_never(inline)


def _blocks(  # noqa: C901  (one branch a kind of block)
    blocks: Iterable[Block], parts: list[str], rendering: Rendering, *, own: bool
) -> None:
    for block in blocks:
        match block:
            case Paragraph(inlines) | Plain(inlines):
                _inlines(inlines, parts, rendering, own=own)
            case BlockQuote(inner) | Division(inner):
                _blocks(inner, parts, rendering, own=own)
            case ListBlock(items):
                for item in items:
                    _blocks(item.blocks, parts, rendering, own=own)
            case DefinitionList(definitions):
                for definition in definitions:
                    for term in definition.terms:
                        _inlines(term, parts, rendering, own=own)
                        parts.append(" ")
                    for meaning in definition.meanings:
                        _blocks(meaning, parts, rendering, own=own)
            case Table(header, rows):
                for row in (header, *rows):
                    for cell in row:
                        _inlines(cell.inlines, parts, rendering, own=own)
                        parts.append(" ")
            case CodeBlock(text) | MathBlock(text):
                parts.append(text)
            case RawBlock(html):
                parts.append(unescape(_TAG.sub(" ", html)))
            case Utterance(kind):
                if kind == "quoted" and not own:
                    _blocks(block.blocks, parts, rendering, own=own)
            case Parallel(columns):
                for column in columns:
                    _blocks(column, parts, rendering, own=own)
            case Heading() | ThematicBreak() | Figure() | Withheld() | Exchange():
                pass
            case _:
                assert_never(block)
        parts.append(" ")

"""Ways through a tree: all that is said in it, in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias, TypeVar

from msgspec import Struct

from polyphony.model.tree import (
    Block,
    BlockQuote,
    DefinitionList,
    Division,
    EditorialMark,
    Emphasis,
    Exchange,
    Figure,
    Heading,
    Hyperlink,
    Inline,
    ListBlock,
    Paragraph,
    Parallel,
    Plain,
    Quoted,
    Span,
    Strikeout,
    Strong,
    Subscript,
    Superscript,
    Table,
    Utterance,
)

__all__ = ["Voiced", "exchanges_in", "found_in", "quoted_in", "voiced_in"]

_Found = TypeVar("_Found", bound=Struct)

Voiced: TypeAlias = Utterance | Quoted
"""Whatever has an attribution of its own and is said by somebody (or is nobody's, with a source)."""


def voiced_in(  # noqa: C901  (one branch a kind of block)
    blocks: Iterable[Block], exchange: str | None = None
) -> Iterator[tuple[Voiced, str | None]]:
    """All utterances and quoted voices in reading order, each with the id of the exchange that it is in.

    Something that holds others comes before what it holds.
    """
    for block in blocks:
        match block:
            case Paragraph(inlines) | Plain(inlines) | Heading(_, inlines):
                for quoted in quoted_in(inlines):
                    yield quoted, exchange
            case Utterance():
                yield block, exchange
                yield from voiced_in(block.blocks, exchange)
            case Exchange():
                yield from voiced_in(block.items, block.attribution.id)
            case BlockQuote() | Division():
                yield from voiced_in(block.blocks, exchange)
            case ListBlock(items):
                for item in items:
                    yield from voiced_in(item.blocks, exchange)
            case Parallel(columns):
                for column in columns:
                    yield from voiced_in(column, exchange)
            case DefinitionList(definitions):
                for definition in definitions:
                    for term in definition.terms:
                        for quoted in quoted_in(term):
                            yield quoted, exchange
                    for meaning in definition.meanings:
                        yield from voiced_in(meaning, exchange)
            case Table(header, rows, caption):
                for quoted in quoted_in(inline for row in (header, *rows) for cell in row for inline in cell.inlines):
                    yield quoted, exchange
                for quoted in quoted_in(caption):
                    yield quoted, exchange
            case Figure(image):
                for quoted in quoted_in(image.caption):
                    yield quoted, exchange
            case _:
                pass


def quoted_in(inlines: Iterable[Inline]) -> Iterator[Quoted]:
    """All quoted voices of a line, in reading order, a quoting one before what it quotes."""
    for inline in inlines:
        if isinstance(inline, str):
            continue
        match inline:
            case Quoted():
                yield inline
                yield from quoted_in(inline.inlines)
            case (
                Emphasis(inner)
                | Strong(inner)
                | Strikeout(inner)
                | Superscript(inner)
                | Subscript(inner)
                | Hyperlink(inner)
                | Span(inner)
            ):
                yield from quoted_in(inner)
            case EditorialMark(_, inner):
                yield from quoted_in(inner)
            case _:
                pass


def exchanges_in(blocks: Iterable[Block]) -> Iterator[Exchange]:
    """All exchanges in reading order."""
    for block in blocks:
        match block:
            case Exchange():
                yield block
                for item in block.items:
                    yield from exchanges_in(item.blocks)
            case Utterance() | Division() | BlockQuote():
                yield from exchanges_in(block.blocks)
            case Parallel(columns):
                for column in columns:
                    yield from exchanges_in(column)
            case _:
                pass


def found_in(value: Any, kind: type[_Found]) -> Iterator[_Found]:
    """All parts of one kind in a part of the tree, in reading order; what is in one of them isn't looked for."""
    if isinstance(value, kind):
        yield value
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from found_in(getattr(value, name), kind)
    elif isinstance(value, tuple):
        for one in value:
            yield from found_in(one, kind)

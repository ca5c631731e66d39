"""A page's tree to the citations in it, in reading order; and a citation to what pandoc knows as one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, assert_never

from msgspec import Struct
from msgspec.structs import replace

from polyphony.citations.bibliographies import normal_key
from polyphony.model import (
    Block,
    BlockQuote,
    Body,
    Citation,
    CitationItem,
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
    Note,
    NoteReference,
    Paragraph,
    Parallel,
    Plain,
    Quoted,
    RawInline,
    Redacted,
    SoftBreak,
    Span,
    Strikeout,
    Strong,
    Subscript,
    Superscript,
    Table,
    Utterance,
)

__all__ = ["Cluster", "clusters_in", "clusters_of", "keys_in", "write_blocks"]


class Cluster(Struct, frozen=True, array_like=True):
    """A citation to be formatted. For the source of a quotation, `locator` is as written."""

    citation: Citation
    kind: Literal["citation", "source"] = "citation"
    locator: str = ""


def clusters_of(body: Body) -> tuple[Cluster, ...]:
    """Collect what a page cites in reading order; a note's citations stand where its first mark does."""
    notes = {note.number: note for note in body.notes}
    found = [*_in_blocks(body.abstract, notes)]
    for message in body.key_messages:
        found.extend(_in_inlines(message, notes))
    found.extend(_in_blocks(body.blocks, notes))
    return _once(found)


def clusters_in(blocks: Iterable[Block], lines: Iterable[Sequence[Inline]] = ()) -> tuple[Cluster, ...]:
    """Collect what texts cite that are no page's."""
    found = [*_in_blocks(blocks, {})]
    for line in lines:
        found.extend(_in_inlines(line, {}))
    return _once(found)


def _once(found: Iterable[Cluster]) -> tuple[Cluster, ...]:
    """Each citation once, though a note is referred to twice; each source of a quotation once, however often it is."""
    once: dict[tuple[object, ...], Cluster] = {}
    for one in found:
        key = (one.citation.number,) if one.kind == "citation" else (one.citation.items[0].key, one.locator)
        once.setdefault(key, one)
    return tuple(once.values())


def keys_in(clusters: Iterable[Cluster]) -> list[str]:
    """List the keys that are cited, each once, in the order in which they are."""
    return list(dict.fromkeys(normal_key(item.key) for one in clusters for item in one.citation.items))


def _in_blocks(blocks: Iterable[Block], notes: dict[int, Note]) -> Iterator[Cluster]:  # noqa: C901 - one arm a kind
    for block in blocks:
        match block:
            case Paragraph(inlines) | Plain(inlines) | Heading(_, inlines):
                yield from _in_inlines(inlines, notes)
            case Utterance():
                yield from _in_blocks(block.blocks, notes)
                yield from _source(block.attribution.source, block.attribution.locator)
            case Exchange():
                yield from _in_blocks(block.items, notes)
            case BlockQuote() | Division():
                yield from _in_blocks(block.blocks, notes)
            case ListBlock(items):
                for item in items:
                    yield from _in_blocks(item.blocks, notes)
            case Parallel(columns):
                for column in columns:
                    yield from _in_blocks(column, notes)
            case DefinitionList(definitions):
                for definition in definitions:
                    for term in definition.terms:
                        yield from _in_inlines(term, notes)
                    for meaning in definition.meanings:
                        yield from _in_blocks(meaning, notes)
            case Table(header, rows, caption):
                yield from _in_inlines(caption, notes)
                for row in (header, *rows):
                    for cell in row:
                        yield from _in_inlines(cell.inlines, notes)
            case Figure(image):
                yield from _in_inlines(image.caption, notes)
            case _:
                pass


def _in_inlines(inlines: Iterable[Inline], notes: dict[int, Note]) -> Iterator[Cluster]:
    for inline in inlines:
        match inline:
            case str():
                pass
            case Citation():
                yield Cluster(replace(inline, line=0))
            case Quoted():
                yield from _in_inlines(inline.inlines, notes)
                yield from _source(inline.attribution.source, inline.attribution.locator)
            case NoteReference(_, number):
                note = notes.get(number)
                if note is not None:
                    yield from _in_blocks(note.blocks, {})
            case (
                Emphasis(inner)
                | Strong(inner)
                | Strikeout(inner)
                | Superscript(inner)
                | Subscript(inner)
                | Hyperlink(inner)
                | Span(inner)
            ):
                yield from _in_inlines(inner, notes)
            case EditorialMark():
                yield from _in_inlines(inline.inlines, notes)
            case Image():
                yield from _in_inlines(inline.caption, notes)
            case _:
                pass


def _source(key: str, locator: str) -> Iterator[Cluster]:
    if key:
        suffix = (f", {locator}",) if locator else ()
        citation = Citation((CitationItem(key, (), suffix),), raw=f"{key} {locator}".strip())
        yield Cluster(citation, "source", locator)


def write_blocks(clusters: Iterable[Cluster]) -> str:
    """Write citations as the JSON of pandoc's tree: one paragraph each."""
    return json.dumps([{"t": "Para", "c": [_cite(one.citation)]} for one in clusters], ensure_ascii=False)


def _cite(citation: Citation) -> dict[str, Any]:
    items = []
    for place, item in enumerate(citation.items):
        narrative = citation.narrative and place == 0
        mode = "SuppressAuthor" if item.suppress_author else "AuthorInText" if narrative else "NormalCitation"
        items.append(
            {
                "citationId": normal_key(item.key),
                "citationPrefix": _pandoc(item.prefix),
                "citationSuffix": _pandoc(item.suffix),
                "citationMode": {"t": mode},
                "citationNoteNum": 0,
                "citationHash": 0,
            }
        )
    return {"t": "Cite", "c": [items, []]}


_PLAIN_KINDS: dict[type, str] = {
    Emphasis: "Emph",
    Strong: "Strong",
    Strikeout: "Strikeout",
    Superscript: "Superscript",
    Subscript: "Subscript",
}


def _pandoc(inlines: Iterable[Inline]) -> list[dict[str, Any]]:
    """Write inlines as pandoc's; what has no place in a citation (notes, pictures, raw HTML) is left out."""
    written: list[dict[str, Any]] = []
    for inline in inlines:
        match inline:
            case str():
                written.extend(_words(inline))
            case SoftBreak() | LineBreak():
                written.append({"t": "Space"})
            case Emphasis() | Strong() | Strikeout() | Superscript() | Subscript():
                written.append({"t": _PLAIN_KINDS[type(inline)], "c": _pandoc(inline.inlines)})
            case CodeSpan(text):
                written.append({"t": "Code", "c": [["", [], []], text]})
            case Math(text):
                written.append({"t": "Math", "c": [{"t": "InlineMath"}, text]})
            case Hyperlink():
                written.append({"t": "Link", "c": [["", [], []], _pandoc(inline.inlines), [inline.target, ""]]})
            case Span() | Quoted():
                written.extend(_pandoc(inline.inlines))
            case EditorialMark(kind, inner):
                around = ("", "") if kind == "pause" else ("[", "]")
                written.extend([*_words(around[0]), *_pandoc(inner), *_words(around[1])])
            case Redacted(text):
                written.extend(_words(text))
            case Citation():
                written.extend(_words(inline.raw))
            case CrossReference(target):
                written.extend(_words(f"@{target}"))
            case Image() | NoteReference() | RawInline():
                pass
            case _:
                assert_never(inline)
    return written


def _words(text: str) -> Iterator[dict[str, Any]]:
    for word in re.split("( +)", text):
        if word:
            yield {"t": "Space"} if word[0] == " " else {"t": "Str", "c": word}

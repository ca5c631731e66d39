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

__all__ = ["Cluster", "clusters_in", "clusters_of", "grouped", "keys_in", "write_blocks"]


class Cluster(Struct, frozen=True, array_like=True):
    """A citation to be formatted. For the source of a quotation, `locator` is as written.

    `note` is the number of the author's note in which it stands, 0 in the text; `place` says where there: all that the
    note holds, its end, or amid words. A note that cites nothing counts too, where a style names notes by number.
    """

    citation: Citation
    kind: Literal["citation", "source", "note"] = "citation"
    locator: str = ""
    note: int = 0
    place: Literal["amid", "end", "alone"] = "amid"


def clusters_of(body: Body) -> tuple[Cluster, ...]:
    """Collect what a page cites in reading order; a note's citations stand where its first mark does."""
    notes = {note.number: note for note in body.notes}
    found = [*_in_blocks(body.abstract, notes)]
    for message in body.key_messages:
        found.extend(_in_inlines(message, notes))
    found.extend(_in_blocks(body.blocks, notes))
    return _once(found) if any(one.kind != "note" for one in found) else ()


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
        key: tuple[object, ...] = (one.kind, one.citation.number, one.note)
        if one.kind == "source":
            key = (one.citation.items[0].key, one.locator)
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
                    yield from _in_note(note)
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


def _in_note(note: Note) -> Iterator[Cluster]:
    """What a note cites, or that it is there."""
    found = [replace(one, note=note.number) for one in _in_blocks(note.blocks, {})]
    last = note.blocks[-1] if note.blocks else None
    ending = [one for one in last.inlines if one not in ("", " ")] if isinstance(last, Paragraph) else []
    if found and ending and isinstance(ending[-1], Citation):
        found[-1] = replace(found[-1], place="alone" if len(note.blocks) == len(ending) == 1 else "end")
    elif found and len(note.blocks) == 1 and len(ending) == 2 and isinstance(ending[0], Citation) and ending[1] == ".":
        found[-1] = replace(found[-1], place="alone")
    yield from found or (Cluster(Citation(()), "note", note=note.number),)


def _source(key: str, locator: str) -> Iterator[Cluster]:
    if key:
        suffix = (f", {locator}",) if locator else ()
        citation = Citation((CitationItem(key, (), suffix),), raw=f"{key} {locator}".strip())
        yield Cluster(citation, "source", locator)


def grouped(clusters: Iterable[Cluster]) -> list[list[Cluster]]:
    """Put together what stands in one note; what stands in the text is alone."""
    groups: list[list[Cluster]] = []
    for one in clusters:
        if one.note and groups and groups[-1][0].note == one.note:
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def write_blocks(clusters: Iterable[Cluster]) -> str:
    """Write citations as the JSON of pandoc's tree: one paragraph each, or each note."""
    blocks = []
    for number, group in enumerate(grouped(clusters), 1):  # As pandoc counts: every citation in the text is a note.
        written: list[dict[str, Any]] = []
        for one in group:
            words = [] if one.place == "alone" else _pandoc(("x ",))  # What stands around decides about parentheses.
            cite = [_cite(one.citation, number)] if one.citation.items else []
            written += [*words, *cite, *(_pandoc((" x ",)) if one.place == "amid" else [])]
        if group[0].note:
            blocks.append({"t": "Para", "c": [{"t": "Note", "c": [{"t": "Para", "c": written}]}]})
        else:
            blocks.append({"t": "Para", "c": [_cite(group[0].citation, number)]})
    return json.dumps(blocks, ensure_ascii=False)


def _cite(citation: Citation, number: int) -> dict[str, Any]:
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
                "citationNoteNum": number,
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

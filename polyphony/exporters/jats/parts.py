"""Paragraphs, lists, tables, figures and code into the elements that JATS has for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from polyphony.exporters.jats.inlines import inlines
from polyphony.markup import plain_text
from polyphony.model import (
    Block,
    CodeBlock,
    DefinitionList,
    Figure,
    Hyperlink,
    Inline,
    LineBreak,
    ListBlock,
    ListItem,
    Table,
    TableCell,
)
from polyphony.views.writing import Writer
from polyphony.xmltree import Element, element, text_id

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    Write: TypeAlias = Callable[[Sequence[Block]], list[Element]]


def paragraph(line: Sequence[Inline], writer: Writer) -> Element:
    """Write a paragraph; one whose lines end where a reader sees it is a group of verses."""
    if LineBreak() not in line or _has_links(line):
        return element("p", None, *inlines(line, writer))
    lines: list[list[Inline]] = [[]]
    for inline in line:
        if isinstance(inline, LineBreak):
            lines.append([])
        else:
            lines[-1].append(inline)
    return element("verse-group", None, *(element("verse-line", None, *inlines(one, writer)) for one in lines))


def _has_links(line: Sequence[Inline]) -> bool:
    """Tell whether there is a link, which no line of a verse can hold."""
    for inline in line:
        if isinstance(inline, Hyperlink):
            return True
        if not isinstance(inline, str) and _has_links(getattr(inline, "inlines", ())):
            return True
    return False


def paragraphs(made: Sequence[Element]) -> list[Element]:
    """Put into a paragraph whatever is none, for places that hold nothing else."""
    return [one if one.tag == "p" else element("p", None, one) for one in made]


def listed(block: ListBlock, write: Write) -> Element:
    """Write a list; one that doesn't begin with 1 and one of tasks have their labels written out."""
    start = block.start
    kind = "bullet" if start is None else "order"
    tasks = any(item.checked is not None for item in block.items)
    made = element("list", {"list-type": "simple" if tasks or start not in (None, 1) else kind})
    for number, item in enumerate(block.items, start or 0):
        made.append(_item(item, f"{number}." if start not in (None, 1) else "", write))
    return made


def _item(item: ListItem, number: str, write: Write) -> Element:
    box = "" if item.checked is None else "☑" if item.checked else "☐"
    label = " ".join(part for part in (number, box) if part)
    inner = [
        one if one.tag in ("p", "list", "def-list") else element("p", None, one)
        for one in write(item.blocks) or [element("p")]
    ]
    return element("list-item", None, element("label", None, label) if label else None, *inner)


def definitions(block: DefinitionList, writer: Writer, write: Write) -> Element:
    """Write terms with what they mean; where several terms share it, it stands with the last."""
    made = element("def-list")
    for definition in block.definitions:
        for number, term in enumerate(definition.terms, 1):
            item = element("def-item", None, element("term", None, *inlines(term, writer)))
            if number == len(definition.terms):
                for meaning in definition.meanings:
                    item.append(element("def", None, *(paragraphs(write(meaning)) or [element("p")])))
            made.append(item)
    return made


def code(block: CodeBlock, writer: Writer) -> Element:
    """Write code, to the letter."""
    anchor = text_id(writer.context.anchor(block.id)) if block.id else ""
    return element("code", {"id": anchor, "language": block.language, "xml:space": "preserve"}, block.code)


def _caption(line: Sequence[Inline], writer: Writer) -> Element | None:
    return element("caption", None, element("p", None, *inlines(line, writer))) if line else None


def _label(anchor: str, writer: Writer) -> Element | None:
    number = writer.number(anchor)
    return element("label", None, number) if number else None


def table(block: Table, writer: Writer) -> Element | None:
    """Write a table; None for one without a cell."""
    rows = [row for row in block.rows if row]
    head = [block.header] if block.header and rows else []
    if not rows:
        rows = [block.header] if block.header else []
    if not rows:
        return None
    parts = [
        element(part, None, *(element("tr", None, *(_cell(cell, name, writer) for cell in row)) for row in group))
        for part, name, group in (("thead", "th", head), ("tbody", "td", rows))
        if group
    ]
    return element(
        "table-wrap",
        {"id": text_id(writer.context.anchor(block.id)) if block.id else ""},
        _label(block.id, writer),
        _caption(block.caption, writer),
        element("table", None, *parts),
    )


def _cell(cell: TableCell, name: str, writer: Writer) -> Element:
    return element(name, {"align": cell.align}, *inlines(cell.inlines, writer))


def figure(block: Figure, writer: Writer) -> Element:
    """Write a picture that stands by itself."""
    image = block.image
    alt = image.alt if image.alt is not None else plain_text(image.caption)
    path = writer.picture(image.source)
    words = element("alt-text", None, alt) if alt else None
    return element(
        "fig",
        {"id": text_id(writer.context.anchor(image.id)) if image.id else ""},
        _label(image.id, writer),
        _caption(image.caption, writer),
        element("graphic", {"xlink:href": path}, words) if path else words,
    )

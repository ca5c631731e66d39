"""Lists, tables and figures into the elements that TEI has for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from polyphony.exporters.tei.inlines import inlines
from polyphony.markup import plain_text
from polyphony.model import Block, DefinitionList, Figure, Inline, ListBlock, Table, TableCell
from polyphony.xmltree import Child, Element, element, text_id

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from polyphony.views.writing import Writer

    Write: TypeAlias = Callable[[Sequence[Block]], list[Element]]


def listed(block: ListBlock, write: Write) -> Element:
    """Write a list; numbers that don't begin with 1 stand at their items, and so does what is done of tasks."""
    start = block.start
    made = element("list", {"rend": "bulleted" if start is None else "numbered"})
    for number, item in enumerate(block.items, start or 0):
        done = {None: "", True: "done", False: "open"}[item.checked]
        attributes = {"n": str(number) if start not in (None, 1) else "", "rend": done}
        made.append(element("item", attributes, *write(item.blocks)))
    return made


def definitions(block: DefinitionList, writer: Writer, write: Write) -> Element:
    """Write terms with what they mean; several terms of one meaning share a label."""
    made = element("list", {"type": "gloss"})
    for definition in block.definitions:
        terms: list[Child] = []
        for term in definition.terms:
            terms += [" "] if terms else []
            terms.append(element("term", None, *inlines(term, writer)))
        made.append(element("label", None, *terms))
        made.append(element("item", None, *(one for meaning in definition.meanings for one in write(meaning))))
    return made


def _head(anchor: str, caption: Sequence[Inline], writer: Writer) -> Element | None:
    number = writer.number(anchor)
    if not number and not caption:
        return None
    line = inlines(caption, writer)
    before: list[Child] = [element("label", None, number), " "] if number else []
    return element("head", None, *before, *line)


def table(block: Table, writer: Writer) -> Element | None:
    """Write a table; None for one without a cell."""
    rows = [("label", block.header)] if block.header else []
    rows += [("data", row) for row in block.rows if row]
    if not rows:
        return None
    made = element("table", {"xml:id": text_id(writer.context.anchor(block.id)) if block.id else ""})
    head = _head(block.id, block.caption, writer)
    made.extend([head] if head is not None else [])
    for role, row in rows:
        made.append(element("row", {"role": role}, *(_cell(cell, writer) for cell in row)))
    return made


def _cell(cell: TableCell, writer: Writer) -> Element:
    return element("cell", {"rend": cell.align}, *inlines(cell.inlines, writer))


def figure(block: Figure, writer: Writer) -> Element:
    """Write a picture that stands by itself."""
    image = block.image
    alt = image.alt if image.alt is not None else plain_text(image.caption)
    path = writer.picture(image.source)
    return element(
        "figure",
        {"xml:id": text_id(writer.context.anchor(image.id)) if image.id else ""},
        _head(image.id, image.caption, writer),
        element("graphic", {"url": path}) if path else None,
        element("figDesc", None, alt) if alt else None,
    )

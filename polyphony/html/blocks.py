"""Blocks into HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from polyphony.config.licences import LICENCES
from polyphony.html.code import colour_code, language_class, render_math
from polyphony.html.context import Contents, Context
from polyphony.html.escape import escape, render_classes, render_data
from polyphony.html.inlines import render_image, render_inlines
from polyphony.html.languages import direction_of
from polyphony.html.raw import sanitise
from polyphony.model import (
    Block,
    BlockQuote,
    CodeBlock,
    DefinitionList,
    Division,
    Exchange,
    Figure,
    Heading,
    ListBlock,
    ListItem,
    MathBlock,
    Note,
    Paragraph,
    Parallel,
    Plain,
    RawBlock,
    Table,
    TableCell,
    ThematicBreak,
    Utterance,
    Withheld,
)
from polyphony.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def render_blocks(blocks: Sequence[Block], context: Context) -> str:  # noqa: C901 - one arm a kind of block
    """Render a run of blocks; every voice in it goes through the context's `structure`."""
    out: list[str] = []
    for block in blocks:
        match block:
            case Paragraph():
                out.append(f"<p>{render_inlines(block.inlines, context)}</p>")
            case Plain():
                out.append(render_inlines(block.inlines, context))
            case Utterance() | Exchange() | Parallel() | Withheld():
                out.append(context.structure(block, context))
            case Heading():
                out.append(render_heading(block, context))
            case ListBlock():
                out.append(_render_list(block, context))
            case BlockQuote():
                out.append(f"<blockquote>{render_blocks(block.blocks, context)}</blockquote>")
            case ThematicBreak():
                out.append("<hr>")
            case CodeBlock():
                out.append(_render_code(block, context))
            case RawBlock():
                out.append(sanitise(block.html))
            case DefinitionList():
                out.append(_render_definitions(block, context))
            case Table():
                out.append(_render_table(block, context))
            case MathBlock():
                out.append(f'<div class="math" role="group" tabindex="0">{render_math(block.tex, "block")}</div>')
            case Figure():
                out.append(_render_figure(block, context))
            case Division():
                css = render_classes(block.classes)
                lang = f' lang="{escape(block.lang)}" dir="{direction_of(block.lang)}"' if block.lang else ""
                out.append(
                    f'<div class="division{css}"{_id(block.id, context)}{lang}{render_data(block.data)}>'
                    f"{render_blocks(block.blocks, context)}</div>"
                )
            case _:
                assert_never(block)
    return "\n".join(out)


def _id(anchor: str, context: Context) -> str:
    return f' id="{escape(context.anchor(anchor))}"' if anchor else ""


def render_heading(heading: Heading, context: Context) -> str:
    """Render a heading one level below what it stands under, and note it for the table of contents."""
    level = context.heading_level(heading.level)
    html = render_inlines(heading.inlines, context)
    number = context.numbers.get(heading.id, "")
    if number:
        html = f'<span class="section-number">{escape(number)} </span>{html}'
    anchor = context.anchor(heading.id)
    if anchor:
        context.contents.append(Contents(level, anchor, _without_links(html)))
    classes = render_classes(heading.classes)
    css = f' class="{classes[1:]}"' if classes else ""
    lang = f' lang="{escape(heading.lang)}" dir="{direction_of(heading.lang)}"' if heading.lang else ""
    attributes = f"{_id(heading.id, context)}{lang}{render_data(heading.data)}"
    return f"<h{level}{css}{attributes}>{html}</h{level}>"


def _render_list(block: ListBlock, context: Context) -> str:
    items = "\n".join(_render_item(item, context) for item in block.items)
    tasks = ' class="tasks"' if any(item.checked is not None for item in block.items) else ""
    if block.start is None:
        return f"<ul{tasks}>\n{items}\n</ul>"
    start = f' start="{block.start}"' if block.start != 1 else ""
    return f"<ol{tasks}{start}>\n{items}\n</ol>"


def _render_item(item: ListItem, context: Context) -> str:
    if item.checked is None:
        return f"<li>{render_blocks(item.blocks, context)}</li>"
    box = f'<input type="checkbox" disabled{" checked" if item.checked else ""}>'
    match item.blocks:
        case (Plain(inlines) | Paragraph(inlines), *rest):
            label = f"<label>{box} {render_inlines(inlines, context)}</label>"
            return f"<li>{label}{render_blocks(rest, context)}</li>"
    name = escape(say(context.words, "task"))
    label = f'<label>{box}<span class="sr-only">{name}</span></label>'
    return f"<li>{label}{render_blocks(item.blocks, context)}</li>"


def _render_code(block: CodeBlock, context: Context) -> str:
    label = say(context.words, "code-in", language=block.language) if block.language else say(context.words, "code")
    css = render_classes(tuple(name for name in block.classes if name != block.language))
    return (
        f'<div class="code{css}"{_id(block.id, context)}{render_data(block.data)} role="group" tabindex="0"'
        f' aria-label="{escape(label)}"><pre><code{language_class(block.language)}>'
        f"{colour_code(block.code, block.language)}</code></pre></div>"
    )


def _render_definitions(block: DefinitionList, context: Context) -> str:
    out = ["<dl>"]
    for definition in block.definitions:
        out.extend(f"<dt>{render_inlines(term, context)}</dt>" for term in definition.terms)
        out.extend(f"<dd>{render_blocks(meaning, context)}</dd>" for meaning in definition.meanings)
    out.append("</dl>")
    return "\n".join(out)


def _render_cell(cell: TableCell, name: str, context: Context) -> str:
    align = f' class="align-{cell.align}"' if cell.align else ""
    scope = ' scope="col"' if name == "th" else ""
    return f"<{name}{scope}{align}>{render_inlines(cell.inlines, context)}</{name}>"


def _render_table(table: Table, context: Context) -> str:
    context.tables += 1
    caption_id = f"{context.prefix}table-{context.tables}"
    out = []
    number = _number(table.id, "table-number", context)
    if table.caption or number:
        out.append(f'<caption id="{caption_id}">{number}{render_inlines(table.caption, context)}</caption>')
        label = f'aria-labelledby="{caption_id}"'
    else:
        label = f'aria-label="{escape(say(context.words, "table-number", number=context.tables))}"'
    if table.header:
        cells = "".join(_render_cell(cell, "th" if cell.inlines else "td", context) for cell in table.header)
        out.append(f"<thead><tr>{cells}</tr></thead>")
    if table.rows:
        rows = "\n".join(f"<tr>{''.join(_render_cell(cell, 'td', context) for cell in row)}</tr>" for row in table.rows)
        out.append(f"<tbody>{rows}</tbody>")
    inner = "\n".join(out)
    return f'<div class="table"{_id(table.id, context)} role="group" tabindex="0" {label}><table>{inner}</table></div>'


def _number(anchor: str, key: str, context: Context) -> str:
    """Write "Figure 1: " where the thing is numbered."""
    number = context.numbers.get(anchor, "")
    if not number:
        return ""
    text = escape(say(context.words, key, number=number))
    return f'<span class="number">{text}{escape(say(context.words, "colon"))} </span>'


def _render_figure(figure: Figure, context: Context) -> str:
    image = figure.image
    number = _number(image.id, "figure-number", context)
    caption = number + render_inlines(image.caption, context)
    stated = dict(image.data)
    caption += _render_credit(stated.get("credit", ""), stated.get("license", ""))
    text = f"<figcaption>{caption}</figcaption>" if caption else ""
    data = tuple(pair for pair in image.data if pair[0] not in ("credit", "license"))
    bare = type(image)(image.source, image.caption, image.alt, image.title, "", image.classes, data)
    return f'<figure class="figure"{_id(image.id, context)}>{render_image(bare, context)}{text}</figure>'


def _render_credit(credit: str, license_name: str) -> str:
    """Say whose a picture is, and under which licence (an SPDX id, or words)."""
    known = LICENCES.get(license_name)
    terms = escape(license_name)
    if known:
        terms = f'<a href="{escape(known.url)}" rel="license noopener noreferrer">{escape(known.name)}</a>'
    said = ", ".join(part for part in (escape(credit), terms) if part)
    return f'<p class="credit">{said}</p>' if said else ""


def _without_links(html: str) -> str:
    """Take the links and ids out of a heading's own HTML, for the table of contents."""
    if "<a " not in html and " id=" not in html:
        return html
    import re

    return re.sub(r"</?a(?: [^>]*)?>| id=\"[^\"]*\"", "", html)


def render_notes(notes: Sequence[Note], context: Context) -> str:
    """Render a page's notes as list items, each with links back that have names; empty without notes."""
    return "\n".join(
        _render_note(note, render_blocks(note.blocks, context), range(1, max(note.references, 1) + 1), context)
        for note in notes
    )


def render_noted(notes: Sequence[Note], context: Context) -> str:
    """Render those of a page's notes likewise that a part of it refers to, or a note of these; they lead back to it."""
    texts: dict[int, str] = {}
    while len(texts) < len({number for number, _ in context.noted}):
        referred = {number for number, _ in context.noted}
        texts.update(
            (note.number, render_blocks(note.blocks, context))
            for note in notes
            if note.number in referred and note.number not in texts
        )
    repeats = sorted(context.noted)
    return "\n".join(
        _render_note(note, texts[note.number], [repeat for of, repeat in repeats if of == note.number], context)
        for note in notes
        if note.number in texts
    )


def _render_note(note: Note, text: str, repeats: Iterable[int], context: Context) -> str:
    note_id = f"{context.note_prefix}note-{note.number}"
    links = []
    for repeat in repeats:
        key, values = ("note-back", {}) if repeat == 1 else ("note-back-again", {"repeat": repeat})
        label = escape(say(context.words, key, number=note.number, **values))
        suffix = f"-{repeat}" if repeat > 1 else ""
        links.append(f'<a href="#{note_id}-back{suffix}" role="doc-backlink">{label}</a>')
    back = " ".join(links)
    text = f"{text[:-4]} {back}</p>" if text.endswith("</p>") else f"{text} {back}"
    return f'<li id="{note_id}" value="{note.number}">{text}</li>'

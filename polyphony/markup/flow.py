"""Block tokens to the flow of a page: passages, exchanges and headings, each in its voice; and what utterances hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from polyphony.diagnostics import Code
from polyphony.markup.blocks import build_block, build_heading, count_items, join_captions
from polyphony.markup.exchanges import build_exchange
from polyphony.markup.meanings import BLOCK_CLASSES, VOICE_KEYS
from polyphony.markup.text import count_words, opening_of_blocks, own_text
from polyphony.markup.tokens import Token
from polyphony.markup.voices import Context, Stated, attribute, enter, read_attributes
from polyphony.markup.workspace import make_slug
from polyphony.model import Block, Division, Parallel, Place, Utterance, Withheld
from polyphony.model.tree import UtteranceKind

if TYPE_CHECKING:
    from polyphony.markup.files import Files

__all__ = ["build_flow", "build_text", "ids_in"]

_STATED_ID = re.compile(r"\{[^}]*#([^\s}]+)[^}]*\}\s*\Z")
_PASSAGES: dict[str, UtteranceKind] = {
    "margin": "margin",
    "epigraph": "epigraph",
    "quotation": "quotation",
    "narration": "narration",
}


def build_flow(files: Files, tokens: list[Token], context: Context) -> tuple[Block, ...]:
    """Build what stands in no utterance: each run of blocks becomes a passage in the voice that holds there."""
    built: list[Block] = []
    run: list[Token] = []
    sections: list[tuple[int, Context]] = []
    current = context
    for token in join_captions(tokens):
        kind = token["type"]
        if kind == "heading":
            _flush(files, run, current, built)
            current = _open_section(files, token, context, sections, built)
        elif kind == "div" and _has_structure(token):
            _flush(files, run, current, built)
            built.extend(_div(files, token, current))
        elif kind != "blank_line":
            run.append(token)
    _flush(files, run, current, built)
    return tuple(built)


def build_text(files: Files, tokens: list[Token], context: Context) -> tuple[Block, ...]:
    """Build what an utterance holds; a section in it that states another voice is a passage in it."""
    built: list[Block] = []
    sections: list[tuple[int, Context]] = []
    current, run = context, [t for t in join_captions(tokens) if t["type"] != "blank_line"]
    for index, token in enumerate(run):
        if token["type"] == "heading":
            current = _open_section(files, token, context, sections, built)
            if (current.by, current.modes) != (context.by, context.modes):
                built.extend(build_flow(files, run[index + 1 :], current))
                break
        elif token["type"] == "div":
            built.extend(_div(files, token, current))
        else:
            built.extend(build_block(files.workspace, token, current, _build_within(files)))
    return tuple(built)


def _build_within(files: Files) -> Callable[[list[Token], Context], tuple[Block, ...]]:
    return lambda tokens, context: build_text(files, tokens, context)


def _open_section(
    files: Files, token: Token, context: Context, sections: list[tuple[int, Context]], built: list[Block]
) -> Context:
    """Build a heading and give what holds in its section."""
    level = token["attrs"]["level"]
    while sections and sections[-1][0] >= level:
        sections.pop()
    around = sections[-1][1] if sections else context
    heading, stated = build_heading(files.workspace, token, around)
    built.append(heading)
    inside = enter(around, stated)
    sections.append((level, inside))
    return inside


def _has_structure(token: Token) -> bool:
    """Tell whether a div stands in the flow by itself; one that only styles some blocks is a part of its run."""
    attributes = token["attributes"]
    if attributes.id or any(name in BLOCK_CLASSES for name in attributes.classes):
        return True
    if any(key in VOICE_KEYS for key, _ in attributes.pairs):
        return True
    return any(
        child["type"] == "heading" or (child["type"] == "div" and _has_structure(child)) for child in token["children"]
    )


def _flush(files: Files, run: list[Token], context: Context, built: list[Block]) -> None:
    """Make a passage of the blocks gathered so far."""
    if not run:
        return
    inside = context.within()
    blocks = build_text(files, run, inside)
    line = run[0]["line"]
    run.clear()
    text = opening_of_blocks(blocks)
    if text or any(isinstance(block, Utterance) for block in blocks):
        built.append(_utterance(files, "passage", inside, Stated(), blocks, line, text))
    else:
        built.extend(blocks)


def _utterance(
    files: Files, kind: UtteranceKind, inside: Context, stated: Stated, blocks: tuple[Block, ...], line: int, text: str
) -> Utterance:
    words = count_words(own_text(blocks))
    attribution = attribute(
        files.workspace, inside, stated, kind, line, text=text, words=words, items=count_items(blocks)
    )
    return Utterance(kind, attribution, blocks)


def _div(files: Files, token: Token, context: Context) -> list[Block]:
    """Build a div, in the flow (where the context has no holder) or within an utterance."""
    workspace, line = files.workspace, token["line"]
    stated = read_attributes(workspace, token["attributes"], context.path, line)
    match stated.kind:
        case "withheld":
            return [_withheld(files, token, stated, context)]
        case "exchange":
            return [build_exchange(files.workspace, token, stated, context, files, build_text)]
        case "parallel":
            return [_parallel(files, token, stated, context)]
        case "include":
            return files.include(token, stated, context)
        case "weave":
            return files.weave(token, stated, context)
    inside = enter(context, stated)
    if not stated.kind and not stated.voiced:
        build = build_flow if context.holder is None else build_text
        blocks = build(files, token["children"], context)
        return [Division(blocks, "", stated.classes, stated.rest)]
    if stated.kind in _PASSAGES:
        kind = _PASSAGES[stated.kind]
    elif stated.source:
        kind = "quotation"
    else:
        kind = "passage" if context.holder is None or inside.by == context.holder else "quoted"
    if kind in {"margin", "quoted"}:
        inside = inside._replace(date=stated.date, when=stated.when)
    if stated.medium and stated.kind != "exchange":
        workspace.report(
            Code.MISPLACED_DIV,
            "medium= is for an exchange",
            context.path,
            line,
            "medium=",
            hint="write ::: {.exchange medium=…}",
        )
    inside = inside.within()
    blocks = build_text(files, token["children"], inside)
    text = opening_of_blocks(blocks)
    if not blocks:
        workspace.report(
            Code.NOTHING_INSIDE,
            "there is nothing in this div",
            context.path,
            line,
            stated.attributes.raw,
            hint="write what belongs into it before its closing :::, or delete it",
        )
    return [_utterance(files, kind, inside, stated, blocks, line, text)]


def _withheld(files: Files, token: Token, stated: Stated, context: Context) -> Withheld:
    inside = enter(context, stated)
    files.workspace.withheld.append(Place(context.path, token["line"]))
    for identifier, given in ids_in([token]):
        if given:
            files.workspace.withhold_id(identifier, context.path, token["line"])
    return Withheld(inside.by, inside.lang)


def ids_in(tokens: list[Token]) -> Iterator[tuple[str, bool]]:
    """The ids of all divs and sections among tokens, each with whether it is stated or made of a heading's words."""
    for token in tokens:
        if token["type"] == "div":
            if token["attributes"].id:
                yield token["attributes"].id, True
            yield from ids_in(token["children"])
        elif token["type"] == "heading":
            text = token.get("text", "")
            stated = _STATED_ID.search(text)
            yield (stated[1], True) if stated else (make_slug(text), False)


def _parallel(files: Files, token: Token, stated: Stated, context: Context) -> Parallel:
    inside = enter(context, stated)
    columns: list[tuple[Block, ...]] = []
    loose: list[Token] = []
    build = build_flow if context.holder is None else build_text

    def close() -> None:
        if loose:
            columns.append(build(files, list(loose), inside))
            loose.clear()

    for child in token["children"]:
        if child["type"] == "div":
            close()
            columns.append(build(files, [child], inside))
        elif child["type"] != "blank_line":
            loose.append(child)
    close()
    identifier = stated.id
    if identifier:
        identifier = files.workspace.state_id(identifier, "other", context.path, token["line"])
    if len(columns) < 2:
        files.workspace.report(
            Code.NOTHING_INSIDE,
            "nothing stands side by side here",
            context.path,
            token["line"],
            ".parallel",
            hint="put two or more divs into it, one a voice",
        )
    return Parallel(tuple(columns), identifier)

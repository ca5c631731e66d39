"""Blocks of a text into what stands in the body of an article in JATS.

A passage has no element of its own in JATS. Each of its paragraphs, lists, tables … says whose it is, in the words of
`specific-use`, and so keeps its voice wherever a copy-editor puts it; where the voice changes, a paragraph says whose
words come next. What has an element of its own (a turn, a gloss, a quotation) says it there, once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from polyphony.exporters.jats.formula import formula
from polyphony.exporters.jats.inlines import inlines, reference
from polyphony.exporters.jats.parts import code, definitions, figure, listed, paragraph, paragraphs, table
from polyphony.exporters.jats.sections import HEADING, as_paragraph
from polyphony.exporters.jats.voices import details, names, speaker, tokens
from polyphony.markup import text_of_blocks
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
    MathBlock,
    Paragraph,
    Parallel,
    Plain,
    RawBlock,
    Table,
    ThematicBreak,
    Utterance,
    Withheld,
)
from polyphony.views.writing import Writer
from polyphony.xmltree import Child, Element, add, element, text_id

if TYPE_CHECKING:
    from collections.abc import Sequence


class Voice:
    """A passage or narration that is being written: what each of its blocks says of it, and whether one has its id."""

    __slots__ = ("attribution", "kind", "language", "placed", "tokens")

    def __init__(self, utterance: Utterance, writer: Writer, language: str) -> None:
        self.attribution = utterance.attribution
        self.kind = utterance.kind
        self.language = language
        self.tokens = tokens(utterance.attribution, utterance.kind, writer)
        self.placed = not utterance.attribution.id


def blocks(  # noqa: C901 - one arm a kind of block
    run: Sequence[Block], writer: Writer, voice: Voice | None = None
) -> list[Element]:
    """Write a run of blocks, those of a passage or narration in its voice; headings are still among them."""
    out: list[Element] = []

    def write(inner: Sequence[Block]) -> list[Element]:
        return contained(inner, writer)

    for block in run:
        match block:
            case Paragraph(line) | Plain(line):
                _say(out, paragraph(line, writer), voice, writer)
            case ListBlock():
                _say(out, listed(block, write), voice, writer)
            case BlockQuote(inner):
                _say(out, element("disp-quote", None, *(write(inner) or [element("p")])), voice, writer)
            case CodeBlock():
                _say(out, code(block, writer), voice, writer)
            case MathBlock(tex):
                _say(out, formula(tex, "block"), voice, writer)
            case DefinitionList():
                _say(out, definitions(block, writer, write), voice, writer)
            case Table():
                made = table(block, writer)
                if made is not None:
                    _say(out, made, voice, writer)
            case Figure():
                _say(out, figure(block, writer), voice, writer)
            case RawBlock():
                text = text_of_blocks((block,))
                writer.left_out.add("HTML")
                if text:
                    _say(out, element("p", None, text), voice, writer)
            case Division():
                before = len(out)
                out.extend(blocks(block.blocks, writer, voice))
                _place(out, before, block.id, writer)
            case ThematicBreak():
                out.append(element("p", {"content-type": "break"}, "* * *"))
            case Heading():
                out.append(_heading(block, writer))
                writer.said = None
            case Utterance("quoted") if voice is not None:
                _say(out, element("p", None, *_utterance(block, writer)), voice, writer)
            case Utterance():
                out.extend(_utterance(block, writer))
            case Exchange():
                out.append(exchange(block, writer))
                writer.said = None
            case Parallel():
                out.append(_parallel(block, writer, voice))
                writer.said = None
            case Withheld(by):
                out.append(_withheld(by, writer))
            case _:
                assert_never(block)
    return out


def contained(run: Sequence[Block], writer: Writer, voice: Voice | None = None) -> list[Element]:
    """Write blocks that stand in something, where no section can begin."""
    writer.inside += 1
    made = [as_paragraph(one) if one.tag == HEADING else one for one in blocks(run, writer, voice)]
    writer.inside -= 1
    return made


def _heading(block: Heading, writer: Writer) -> Element:
    anchor = text_id(writer.context.anchor(block.id)) if block.id else ""
    attributes = {"id": anchor, "level": str(block.level), "xml:lang": writer.turned(block.lang)}
    return element(HEADING, attributes, *inlines(block.inlines, writer))


def _say(out: list[Element], made: Element, voice: Voice | None, writer: Writer) -> None:
    """Put a block in its place, in its voice; first say whose it is where a reader couldn't know."""
    if voice is None:
        out.append(made)
        return
    at = voice.attribution
    told = not writer.inside and writer.needs_label(at, voice.kind)
    label = speaker(at, voice.kind, writer) if told else None
    if label is not None:
        out.append(label)
    if made.tag == "p" and voice.kind != "passage":
        made.set("content-type", voice.kind)
    made.set("specific-use", voice.tokens)
    if voice.language and "xml:lang" not in made.attrib:
        made.set("xml:lang", voice.language)
    if not voice.placed:
        voice.placed = True
        anchor = text_id(writer.context.anchor(voice.attribution.id))
        if label is not None:
            label.set("id", anchor)
        elif "id" in made.attrib:
            out.append(element("p", None, element("target", {"id": anchor})))
        else:
            made.set("id", anchor)
    out.append(made)


def _place(out: list[Element], start: int, anchor: str, writer: Writer) -> None:
    """Give an id to the first of some blocks."""
    if not anchor:
        return
    name = text_id(writer.context.anchor(anchor))
    if start < len(out) and "id" not in out[start].attrib:
        out[start].set("id", name)
    else:
        out.insert(start, element("p", None, element("target", {"id": name})))


def _utterance(block: Utterance, writer: Writer) -> list[Element]:
    before = writer.context.language
    language = writer.turned(block.attribution.lang)
    writer.context.language = language or before
    match block.kind:
        case "passage" | "narration":
            voice = Voice(block, writer, language)
            made = blocks(block.blocks, writer, voice)
            _place(made, 0, "" if voice.placed else block.attribution.id, writer)
        case "turn":
            made = [_turn(block, writer, language, None)]
        case "margin":
            label = speaker(block.attribution, "margin", writer)
            attributes = {**_attributes(block, writer, language), "content-type": "margin", "position": "margin"}
            made = [element("boxed-text", attributes, label, *contained(block.blocks, writer))]
        case "quoted":
            made = [_quoted(block, writer, language)]
        case "epigraph" | "quotation":
            made = [_sourced(block, writer, language)]
        case _:
            assert_never(block.kind)
    writer.context.language = before
    return made


def _attributes(block: Utterance, writer: Writer, language: str) -> dict[str, str]:
    at = block.attribution
    writer.speakers.update(at.by)
    return {
        "id": text_id(writer.context.anchor(at.id)) if at.id else "",
        "content-type": block.kind,
        "specific-use": tokens(at, block.kind, writer),
        "xml:lang": language,
    }


def _quoted(block: Utterance, writer: Writer, language: str) -> Element:
    attributes = {**_attributes(block, writer, language), "content-type": "said"}
    who = names(writer.label(block.attribution, "quoted"), block.attribution, writer)
    return element(
        "disp-quote", attributes, *(contained(block.blocks, writer) or [element("p")]), element("attrib", None, *who)
    )


def _sourced(block: Utterance, writer: Writer, language: str) -> Element:
    """Write an epigraph or a quotation, with its source or with who says it."""
    at = block.attribution
    attribution: list[Child] = []
    if at.source:
        found = writer.context.sources.get((at.source, at.locator))
        line = found.inlines if found else (f"@{at.source}, {at.locator}".rstrip(", "),)
        attribution = reference(line, at.source, writer)
    elif at.by:
        attribution = names(writer.label(at, block.kind), at, writer)
    attributes = _attributes(block, writer, language)
    end = element("attrib", None, *attribution) if attribution else None
    return element("disp-quote", attributes, *(contained(block.blocks, writer) or [element("p")]), end)


def exchange(block: Exchange, writer: Writer) -> Element:
    """Write a conversation: a box that holds its turns and what is told between them."""
    whole = block.attribution
    medium = block.medium
    about = [part for part in (writer.medium(medium), whole.when or writer.date(whole.date)) if part]
    title = writer.say("exchange") + (f"{writer.say('colon')} {', '.join(about)}" if about else "")
    words = [f"medium:{medium}"] if medium and not medium.split()[1:] else []
    words += [f"date:{whole.date}"] if whole.date else []
    words += [f"theme:{theme}" for theme in whole.themes]
    attributes = {
        "id": text_id(writer.context.anchor(whole.id)) if whole.id else "",
        "content-type": "exchange",
        "specific-use": " ".join(words),
    }
    box = element("boxed-text", attributes, element("caption", None, element("title", None, title)))
    writer.inside += 1
    for item in block.items:
        if item.kind == "turn":
            before = writer.context.language
            language = writer.turned(item.attribution.lang)
            writer.context.language = language or before
            box.append(_turn(item, writer, language, block))
            writer.context.language = before
            continue
        if item.attribution.by and not writer.is_everybody(item.attribution):
            box.append(speaker(item.attribution, item.kind, writer))
        add(box, [as_paragraph(one) if one.tag == HEADING else one for one in _utterance(item, writer)])
    writer.inside -= 1
    return box


def _turn(block: Utterance, writer: Writer, language: str, around: Exchange | None) -> Element:
    """Write a turn: as a speech, or in the plain profile as a quotation that opens with the speaker's name."""
    at = block.attribution
    label = writer.label(at, "turn", around.attribution if around else None)
    who = names(label, at, writer)
    about = details(label, at, writer)
    colon = writer.say("colon")
    attributes = {**_attributes(block, writer, language), "content-type": "turn"}
    text = paragraphs(contained(block.blocks, writer)) or [element("p")]
    if not writer.plain:
        return element("speech", attributes, element("speaker", None, *who, f"{about}{colon}"), *text)
    opening = element("named-content", {"content-type": "speaker"}, element("bold", None, *who, about, colon))
    first = text[0] if text[0].get("specific-use") is None else element("p")
    opening.tail, first.text = " " + (first.text or ""), None
    first.insert(0, opening)
    return element("disp-quote", attributes, *([] if first is text[0] else [first]), *text)


def _parallel(block: Parallel, writer: Writer, voice: Voice | None) -> Element:
    attributes = {"id": text_id(writer.context.anchor(block.id)) if block.id else "", "content-type": "parallel"}
    box = element("boxed-text", attributes)
    for column in block.columns:
        writer.said = None
        made = [as_paragraph(one) if one.tag == HEADING else one for one in blocks(column, writer, voice)]
        box.append(element("boxed-text", {"content-type": "column"}, *made))
    return box


def _withheld(by: tuple[str, ...], writer: Writer) -> Element:
    """Say whose passage stands in the source and not here, and nothing else of it."""
    if not by:
        return element("p", {"content-type": "withheld"}, writer.say("withheld-nobody"))
    writer.speakers.update(by)
    name = writer.name_of(by)
    tokens = " ".join(f"by:{one}" for one in by)
    return element("p", {"content-type": "withheld", "specific-use": tokens}, writer.say("withheld", name=name))

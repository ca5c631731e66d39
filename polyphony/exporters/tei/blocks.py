"""Blocks of a text into what stands in the body of a TEI document.

Whatever is said holds its text: a passage and a quoted voice are `said`, a turn is a `post`, a gloss is a `note`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from polyphony.exporters.tei.inlines import inlines, reference
from polyphony.exporters.tei.parts import definitions, figure, listed, table
from polyphony.exporters.tei.voices import clock, label, pointers, voice_of
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
from polyphony.xmltree import Child, Element, element, own_id, text_id

if TYPE_CHECKING:
    from collections.abc import Sequence

SPOKEN = frozenset(["meeting", "interview", "call"])
HEADING = "heading"
"""A heading among blocks, until it is known whether a division may begin there; no element of TEI is called so."""


def blocks(run: Sequence[Block], writer: Writer) -> list[Element]:  # noqa: C901 - one arm a kind of block
    """Write a run of blocks; headings are still among them where divisions may begin."""
    out: list[Element] = []
    for block in run:
        match block:
            case Paragraph(line) | Plain(line):
                out.append(element("p", None, *inlines(line, writer)))
            case ListBlock():
                out.append(listed(block, lambda inner: contained(inner, writer)))
            case BlockQuote(inner):
                out.append(element("quote", None, *contained(inner, writer)))
            case CodeBlock():
                anchor = text_id(writer.context.anchor(block.id)) if block.id else ""
                attributes = {"lang": block.language, "rend": "block", "xml:space": "preserve"}
                out.append(element("p", {"xml:id": anchor}, element("code", attributes, block.code)))
            case MathBlock(tex):
                out.append(element("p", None, element("formula", {"notation": "TeX", "rend": "block"}, tex)))
            case DefinitionList():
                out.append(definitions(block, writer, lambda inner: contained(inner, writer)))
            case Table():
                made = table(block, writer)
                out.extend([made] if made is not None else [])
            case Figure():
                out.append(figure(block, writer))
            case RawBlock():
                writer.left_out.add("HTML")
                text = text_of_blocks((block,))
                out.extend([element("p", None, text)] if text else [])
            case Division():
                if block.id:
                    out.append(element("anchor", {"xml:id": text_id(writer.context.anchor(block.id))}))
                out.extend(blocks(block.blocks, writer))
            case ThematicBreak():
                out.append(element("milestone", {"unit": "section", "rend": "rule"}))
            case Heading():
                out.append(_heading(block, writer))
                writer.said = None
            case Utterance():
                out.append(utterance(block, writer))
            case Exchange():
                out.append(_exchange(block, writer))
                writer.said = None
            case Parallel():
                out.append(_parallel(block, writer))
                writer.said = None
            case Withheld(by):
                out.append(_withheld(by, writer))
            case _:
                assert_never(block)
    return out


def contained(run: Sequence[Block], writer: Writer) -> list[Element]:
    """Write blocks that stand in something, where no division can begin."""
    writer.inside += 1
    made = [_as_label(one) if one.tag == HEADING else one for one in blocks(run, writer)]
    writer.inside -= 1
    return made


def _as_label(heading: Element) -> Element:
    heading.tag = "label"
    heading.set("type", HEADING)
    heading.attrib.pop("level")
    return heading


def _heading(block: Heading, writer: Writer) -> Element:
    anchor = text_id(writer.context.anchor(block.id)) if block.id else ""
    attributes = {"xml:id": anchor, "level": str(block.level), "xml:lang": writer.turned(block.lang)}
    return element(HEADING, attributes, *inlines(block.inlines, writer))


def utterance(block: Utterance, writer: Writer, exchange: Exchange | None = None) -> Element:
    """Write a stretch of text in one voice."""
    before = writer.context.language
    language = writer.turned(block.attribution.lang)
    attributes = voice_of(block.attribution, block.kind, writer, language=language)
    writer.context.language = language or before
    match block.kind:
        case "passage" | "narration":
            made = _passage(block, attributes, writer)
        case "turn":
            made = _turn(block, attributes, writer, exchange)
        case "margin":
            attributes |= {"type": "gloss", "place": "margin", "resp": attributes.pop("who")}
            who = _label(block, writer)
            made = element("note", attributes, who, *contained(block.blocks, writer))
        case "quoted":
            made = element("said", {**attributes, "direct": "true"}, *contained(block.blocks, writer))
        case "epigraph" | "quotation":
            made = _sourced(block, attributes, writer)
        case _:
            assert_never(block.kind)
    writer.context.language = before
    return made


def _label(block: Utterance, writer: Writer) -> Element:
    voice = block.attribution
    view = writer.label(voice, block.kind)
    return element("label", {"type": "speaker"}, *label(view, voice, writer))


def _passage(block: Utterance, attributes: dict[str, str], writer: Writer) -> Element:
    """Write a passage or narration, with a label where a reader couldn't know whose it is."""
    told = not writer.inside and writer.needs_label(block.attribution, block.kind)
    if block.kind == "narration":
        told = bool(block.attribution.by) and not writer.is_everybody(block.attribution)
    who = _label(block, writer) if told else None
    return element("said", {**attributes, "aloud": "false"}, who, *contained(block.blocks, writer))


def _turn(block: Utterance, attributes: dict[str, str], writer: Writer, around: Exchange | None) -> Element:
    voice = block.attribution
    medium = around.medium if around else ""
    date, _, interval = voice.date.partition("/")
    time = clock(voice.time)
    when = f"{date}T{time}" if time and len(date) == len("2022-11-03") else date
    attributes |= {
        "modality": "spoken" if medium in SPOKEN else "written",
        "generatedBy": "human",
        "when": "" if interval or date == ".." else when,
    }
    view = writer.label(voice, "turn", around.attribution if around else None)
    head = element("head", None, *label(view, voice, writer, end=writer.say("colon")))
    return element("post", attributes, head, *(contained(block.blocks, writer) or [element("p")]))


def _sourced(block: Utterance, attributes: dict[str, str], writer: Writer) -> Element:
    """Write an epigraph or a quotation: from a published source, or in somebody's voice."""
    voice = block.attribution
    inner = contained(block.blocks, writer)
    if not voice.source:
        who = _label(block, writer) if voice.by else None
        return element("said", {**attributes, "direct": "true"}, who, *inner)
    found = writer.context.sources.get((voice.source, voice.locator))
    line = found.inlines if found else (f"@{voice.source}, {voice.locator}".rstrip(", "),)
    cited: list[Child] = reference(line, voice.source, writer)
    attributes.pop("who")
    return element(
        "cit", {**attributes, "type": block.kind}, element("quote", None, *inner), element("bibl", None, *cited)
    )


def _exchange(block: Exchange, writer: Writer) -> Element:
    """Write a conversation: a division, or a text of its own where no division can stand."""
    whole = block.attribution
    when = whole.when or writer.date(whole.date)
    about = ", ".join(part for part in (writer.medium(block.medium), when) if part)
    title = writer.say("exchange") + (f"{writer.say('colon')} {about}" if about else "")
    attributes = {
        "xml:id": text_id(writer.context.anchor(whole.id)) if whole.id else "",
        "type": "exchange",
        "subtype": block.medium if block.medium.isalpha() else "",
        "ana": pointers("theme", whole.themes),
    }
    writer.inside += 1
    items = [utterance(item, writer, block) for item in block.items]
    writer.inside -= 1
    return _apart(attributes, [element("head", None, title), *items], writer)


def _apart(attributes: dict[str, str], inner: Sequence[Element], writer: Writer) -> Element:
    """Write a part of the text that stands apart: a division, or a floating text within something else."""
    if not writer.inside:
        return element("div", attributes, *inner)
    return element("floatingText", attributes, element("body", None, *(inner or [element("p")])))


def _parallel(block: Parallel, writer: Writer) -> Element:
    anchor = text_id(writer.context.anchor(block.id)) if block.id else ""
    columns = []
    for column in block.columns:
        writer.said = None
        made = [_as_label(one) if one.tag == HEADING else one for one in blocks(column, writer)]
        columns.append(element("div", {"type": "column"}, *apart(made, "column")))
    return _apart({"xml:id": anchor, "type": "parallel"}, columns, writer)


def _withheld(by: tuple[str, ...], writer: Writer) -> Element:
    """Say whose passage stands in the source and not here, and nothing else of it."""
    writer.speakers.update(by)
    text = writer.say("withheld", name=writer.name_of(by)) if by else writer.say("withheld-nobody")
    gap = element("gap", {"reason": "withheld", "resp": pointers("person", by)}, element("desc", None, text))
    return element("p", {"rend": "withheld"}, gap)


def apart(made: Sequence[Element], kind: str) -> list[Element]:
    """Put into a division whatever follows one: after a division there may be none but divisions."""
    out: list[Element] = []
    for one in made:
        if one.tag == "div" or not any(other.tag == "div" for other in out):
            out.append(one)
        elif out[-1].get("type") == f"after-{kind}":
            out[-1].append(one)
        else:
            out.append(element("div", {"type": f"after-{kind}"}, one))
    return out


def divisions(made: Sequence[Element], *, prefix: str) -> list[Element]:
    """Let a division begin at each heading, within that of a higher level; `prefix` begins ids where there is none."""
    top: list[Element] = []
    opened: list[tuple[int, Element, list[Element]]] = []

    def close(level: int) -> None:
        while opened and opened[-1][0] >= level:
            _, division, inner = opened.pop()
            division.extend(apart(inner, "exchange"))

    for number, one in enumerate(made):
        inner = opened[-1][2] if opened else top
        if one.tag != HEADING:
            inner.append(one)
            continue
        level = int(one.get("level", "1"))
        close(level)
        anchor = one.get("xml:id") or own_id("x", f"{prefix}-{number}")
        division = element("div", {"xml:id": anchor, "type": "section", "xml:lang": one.get("xml:lang", "")})
        division.append(element("head", None, one.text, *one))
        (opened[-1][2] if opened else top).append(division)
        opened.append((level, division, []))
    close(0)
    return apart(top, "exchange")

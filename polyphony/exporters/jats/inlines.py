"""Lines of a text into the content of JATS's elements."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from polyphony.exporters.jats.formula import formula
from polyphony.exporters.jats.voices import note_id, tokens
from polyphony.html.raw import sanitise_tag
from polyphony.markup import plain_text
from polyphony.model import (
    Citation,
    CodeSpan,
    CrossReference,
    EditorialMark,
    Emphasis,
    Hyperlink,
    Image,
    Inline,
    LineBreak,
    Math,
    NoteReference,
    Quoted,
    RawInline,
    Redacted,
    SoftBreak,
    Span,
    Strikeout,
    Strong,
    Subscript,
    Superscript,
)
from polyphony.views.writing import Target, Writer
from polyphony.words import say_numbered
from polyphony.xmltree import Child, Element, add, element, own_id, text_id

if TYPE_CHECKING:
    from collections.abc import Sequence

RAW = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "cite": "italic",
    "dfn": "italic",
    "var": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strike",
    "del": "strike",
    "sub": "sub",
    "sup": "sup",
    "code": "monospace",
    "kbd": "monospace",
    "samp": "monospace",
}
"""What is kept of HTML that a co-author typed in a line; of all else the words are kept."""


def inlines(line: Sequence[Inline], writer: Writer) -> list[Child]:  # noqa: C901 - one arm a kind
    """Write a run of inlines."""
    if any(isinstance(inline, RawInline) for inline in line):
        return _with_tags(line, writer)
    out: list[Child] = []
    for inline in line:
        match inline:
            case str():
                out.append(inline)
            case SoftBreak():
                out.append("\n")
            case LineBreak():
                out.append("\n")
            case Emphasis(inner):
                out.append(element("italic", None, *inlines(inner, writer)))
            case Strong(inner):
                out.append(element("bold", None, *inlines(inner, writer)))
            case Strikeout(inner):
                out.append(element("strike", None, *inlines(inner, writer)))
            case Superscript(inner):
                out.append(element("sup", None, *inlines(inner, writer)))
            case Subscript(inner):
                out.append(element("sub", None, *inlines(inner, writer)))
            case CodeSpan(code):
                out.append(element("monospace", None, code))
            case Math(tex):
                out.append(element("monospace", None, tex) if writer.in_link else formula(tex, "inline"))
            case Citation():
                out.extend(_citation(inline, writer))
            case CrossReference():
                out.append(_cross_reference(inline, writer))
            case NoteReference(_, number):
                out.append(_note_reference(number, writer))
            case Hyperlink():
                out.extend(_hyperlink(inline, writer))
            case Image():
                out.append(picture(inline, writer))
            case Quoted():
                out.append(_quoted(inline, writer))
            case Redacted(words):
                out.append(element("named-content", {"content-type": "redacted"}, words or writer.say("redacted")))
            case EditorialMark():
                out.append(_mark(inline, writer))
            case Span():
                out.extend(_span(inline, writer))
            case RawInline():
                raise AssertionError("a run with tags is written by _with_tags")
            case _:
                assert_never(inline)
    return out


def _with_tags(line: Sequence[Inline], writer: Writer) -> list[Child]:
    """Write a run that holds raw tags: those that JATS has an element for become it, of the others the words stay."""
    top = element("p")
    opened: list[tuple[str, Element]] = [("", top)]
    for inline in line:
        if not isinstance(inline, RawInline):
            add(opened[-1][1], inlines((inline,), writer))
            continue
        kind, name, _ = sanitise_tag(inline.html)
        if kind == "open" and name in RAW:
            child = element(RAW[name])
            add(opened[-1][1], [child])
            opened.append((name, child))
        elif kind == "close" and any(name == other for other, _ in opened[1:]):
            while opened.pop()[0] != name:
                pass
        elif not kind:
            add(opened[-1][1], [plain_text((inline,))])
        if kind and name not in RAW and name != "br":
            writer.left_out.add("HTML")
    return [top.text, *_children(top)]


def _children(parent: Element) -> list[Child]:
    children: list[Child] = []
    for child in parent:
        tail, child.tail = child.tail, None
        children.extend((child, tail))
    return children


def _citation(citation: Citation, writer: Writer) -> list[Child]:
    found = writer.context.formatted.get(citation.number)
    if found is None:
        return [citation.raw or "; ".join(f"@{item.key}" for item in citation.items)]
    out: list[Child] = []
    for part in found.parts:
        out.extend(reference(part.inlines, part.key, writer) if part.key else inlines(part.inlines, writer))
    return out


def reference(line: Sequence[Inline], key: str, writer: Writer) -> list[Child]:
    """Link what names a work to its entry in the list of references, where it has one."""
    if writer.in_link or key not in writer.context.listed:
        return inlines(line, writer)
    return [element("xref", {"ref-type": "bibr", "late-rid": key}, *_within_link(line, writer))]


def _within_link(line: Sequence[Inline], writer: Writer) -> list[Child]:
    before, writer.in_link = writer.in_link, True
    inner = inlines(line, writer)
    writer.in_link = before
    return inner


def _cross_reference(cross: CrossReference, writer: Writer) -> Child:
    destination = writer.context.destinations.get(cross.target)
    if destination is None:
        return f"@{cross.target}"
    text = say_numbered(writer.context.words, cross.target, destination.number, destination.text)
    return text if writer.in_link else writer.late_link(Target(destination.address, destination.id), text)


def _note_reference(number: int, writer: Writer) -> Element:
    mark = element("sup", None, str(number))
    if writer.in_link:
        return element("named-content", {"content-type": "note"}, mark)
    return element("xref", {"ref-type": "fn", "rid": note_id(number, writer)}, mark)


def _hyperlink(link: Hyperlink, writer: Writer) -> list[Child]:
    found = None if writer.in_link else writer.link(link.target)
    if found is None:
        return inlines(link.inlines, writer)
    inner = _within_link(link.inlines, writer)
    if not any(child is not None and child != "" for child in inner):
        inner = [link.target]
    if isinstance(found, Target):
        return [writer.late_link(found, *inner)]
    return [element("ext-link", {"ext-link-type": "uri", "xlink:href": found, "xlink:title": link.title}, *inner)]


def picture(image: Image, writer: Writer) -> Element:
    """Write a picture in a line; where there is none to show, its text stands for it."""
    alt = image.alt if image.alt is not None else plain_text(image.caption)
    path = "" if writer.in_link else writer.picture(image.source)
    if not path:
        return element("named-content", {"content-type": "picture"}, alt)
    words = element("alt-text", None, alt) if alt else None
    anchor = text_id(writer.context.anchor(image.id)) if image.id else ""
    return element("inline-graphic", {"id": anchor, "xlink:href": path}, words)


def _quoted(quoted: Quoted, writer: Writer) -> Element:
    voice = quoted.attribution
    writer.speakers.update(voice.by)
    before = writer.context.language
    language = writer.turned(voice.lang)
    attributes = {
        "id": text_id(writer.context.anchor(voice.id)) if voice.id else "",
        "content-type": "said",
        "specific-use": tokens(voice, "quoted", writer),
        "rid": " ".join(own_id("person", one) for one in voice.by),
        "xml:lang": language,
    }
    writer.context.language = language or before
    made = element("named-content", attributes, *inlines(quoted.inlines, writer))
    writer.context.language = before
    return made


def _mark(mark: EditorialMark, writer: Writer) -> Element:
    inner = inlines(mark.inlines, writer)
    if mark.kind != "pause":
        inner = ["[", *inner, "]"]
    return element("named-content", {"content-type": mark.kind, "alt": mark.reason}, *inner)


def _span(span: Span, writer: Writer) -> list[Child]:
    before = writer.context.language
    language = writer.turned(span.lang)
    writer.context.language = language or before
    inner = inlines(span.inlines, writer)
    writer.context.language = before
    anchor = text_id(writer.context.anchor(span.id)) if span.id else ""
    said = [f"mode:{mode}" for mode in span.modes or ()] + [f"theme:{theme}" for theme in span.themes]
    if not (anchor or language or said):
        return inner
    kind = "mode" if span.modes else "theme" if span.themes else "language" if language else "span"
    attributes = {"id": anchor, "content-type": kind, "specific-use": " ".join(said), "xml:lang": language}
    return [element("named-content", attributes, *inner)]

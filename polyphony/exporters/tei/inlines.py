"""Lines of a text into the content of TEI's elements."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from polyphony.exporters.tei.voices import note_id, pointers, voice_of
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
from polyphony.xmltree import Child, Element, add, element, text_id

if TYPE_CHECKING:
    from collections.abc import Sequence

RAW = {
    "b": ("hi", "bold"),
    "strong": ("hi", "bold"),
    "i": ("hi", "italic"),
    "em": ("emph", ""),
    "cite": ("title", ""),
    "dfn": ("term", ""),
    "var": ("hi", "italic"),
    "u": ("hi", "underline"),
    "ins": ("add", ""),
    "s": ("hi", "strikethrough"),
    "del": ("del", ""),
    "sub": ("hi", "subscript"),
    "sup": ("hi", "superscript"),
    "code": ("code", ""),
    "kbd": ("code", ""),
    "samp": ("code", ""),
}
"""What is kept of HTML that a co-author typed in a line; of all else the words are kept."""
_TEXT_ALONE = frozenset(["code"])
"""Elements of these that hold text and nothing else."""


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
                out.append(element("lb"))
            case Emphasis(inner):
                out.append(element("emph", None, *inlines(inner, writer)))
            case Strong(inner):
                out.append(_hi("bold", inner, writer))
            case Strikeout(inner):
                out.append(_hi("strikethrough", inner, writer))
            case Superscript(inner):
                out.append(_hi("superscript", inner, writer))
            case Subscript(inner):
                out.append(_hi("subscript", inner, writer))
            case CodeSpan(code):
                out.append(element("code", None, code))
            case Math(tex):
                out.append(element("formula", {"notation": "TeX"}, tex))
            case Citation():
                out.extend(_citation(inline, writer))
            case CrossReference():
                out.append(_cross_reference(inline, writer))
            case NoteReference(_, number):
                out.append(element("ref", {"type": "note", "target": f"#{note_id(number, writer)}"}, str(number)))
            case Hyperlink():
                out.extend(_hyperlink(inline, writer))
            case Image():
                out.append(picture(inline, writer))
            case Quoted():
                out.append(_quoted(inline, writer))
            case Redacted(words):
                out.append(element("gap", {"reason": "anonymization"}))
                shown = words or writer.say("redacted")
                out.append(element("supplied", {"reason": "anonymization"}, shown))
            case EditorialMark():
                out.extend(_mark(inline, writer))
            case Span():
                out.extend(_span(inline, writer))
            case RawInline():
                raise AssertionError("a run with tags is written by _with_tags")
            case _:
                assert_never(inline)
    return out


def _hi(form: str, inner: Sequence[Inline], writer: Writer) -> Element:
    return element("hi", {"rend": form}, *inlines(inner, writer))


def _with_tags(line: Sequence[Inline], writer: Writer) -> list[Child]:
    """Write a run that holds raw tags: those that TEI has an element for become it, of the others the words stay."""
    top = element("p")
    opened: list[tuple[str, Element]] = [("", top)]
    for inline in line:
        holder = opened[-1][1]
        if not isinstance(inline, RawInline):
            made = inlines((inline,), writer)
            add(holder, [plain_text((inline,))] if holder.tag in _TEXT_ALONE else made)
            continue
        kind, name, _ = sanitise_tag(inline.html)
        if kind == "open" and name in RAW and holder.tag not in _TEXT_ALONE:
            tag, form = RAW[name]
            child = element(tag, {"rend": form})
            add(holder, [child])
            opened.append((name, child))
        elif kind == "close" and any(name == other for other, _ in opened[1:]):
            while opened.pop()[0] != name:
                pass
        elif kind == "void" and name == "br" and holder.tag not in _TEXT_ALONE:
            add(holder, [element("lb", {"type": "html"})])
        elif not kind:
            add(holder, [plain_text((inline,))])
        if kind and name not in RAW and name != "br":
            writer.left_out.add("HTML")
    children: list[Child] = [top.text]
    for child in top:
        tail, child.tail = child.tail, None
        children += [child, tail]
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
    """Point from what names a work to its entry in the list of references, where it has one."""
    if key not in writer.context.listed:
        return inlines(line, writer)
    return [element("ref", {"type": "bibl", "late-rid": key}, *inlines(line, writer))]


def _cross_reference(cross: CrossReference, writer: Writer) -> Child:
    destination = writer.context.destinations.get(cross.target)
    if destination is None:
        return f"@{cross.target}"
    text = say_numbered(writer.context.words, cross.target, destination.number, destination.text)
    return text if writer.in_link else writer.late_link(Target(destination.address, destination.id), text)


def _hyperlink(link: Hyperlink, writer: Writer) -> list[Child]:
    found = None if writer.in_link else writer.link(link.target)
    if found is None:
        return inlines(link.inlines, writer)
    before, writer.in_link = writer.in_link, True
    inner = inlines(link.inlines, writer)
    writer.in_link = before
    if not any(child is not None and child != "" for child in inner):
        inner = [link.target]
    if isinstance(found, Target):
        return [writer.late_link(found, *inner)]
    return [element("ref", {"target": found, "n": link.title}, *inner)]


def picture(image: Image, writer: Writer) -> Element:
    """Write a picture in a line; where there is none to show, its text stands for it."""
    alt = image.alt if image.alt is not None else plain_text(image.caption)
    path = writer.picture(image.source)
    anchor = text_id(writer.context.anchor(image.id)) if image.id else ""
    if not path:
        return element("seg", {"xml:id": anchor, "type": "picture"}, alt)
    return element("graphic", {"xml:id": anchor, "url": path}, element("desc", None, alt) if alt else None)


def _quoted(quoted: Quoted, writer: Writer) -> Element:
    voice = quoted.attribution
    before = writer.context.language
    language = writer.turned(voice.lang)
    attributes = {**voice_of(voice, "quoted", writer, language=language), "direct": "true"}
    writer.context.language = language or before
    made = element("said", attributes, *inlines(quoted.inlines, writer))
    writer.context.language = before
    return made


def _mark(mark: EditorialMark, writer: Writer) -> list[Child]:
    """Write what an editor cut or said, or where the speaker stopped; an editor's words stand in brackets."""
    inner = inlines(mark.inlines, writer)
    match mark.kind:
        case "omitted":
            why = element("desc", None, mark.reason) if mark.reason else None
            return [element("gap", {"reason": "omitted"}, why), element("seg", {"type": "omitted"}, "[", *inner, "]")]
        case "editorial":
            return [element("supplied", {"reason": "editorial"}, "[", *inner, "]")]
        case "pause":
            return [element("seg", {"type": "pause"}, *inner)]
        case _:
            assert_never(mark.kind)


def _span(span: Span, writer: Writer) -> list[Child]:
    before = writer.context.language
    language = writer.turned(span.lang)
    writer.context.language = language or before
    inner = inlines(span.inlines, writer)
    writer.context.language = before
    anchor = text_id(writer.context.anchor(span.id)) if span.id else ""
    ana = " ".join(part for part in (pointers("mode", span.modes or ()), pointers("theme", span.themes)) if part)
    if not (anchor or language or ana):
        return inner
    return [element("seg", {"xml:id": anchor, "ana": ana, "xml:lang": language}, *inner)]

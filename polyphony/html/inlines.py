"""Inlines into HTML."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, assert_never
from urllib.parse import quote

from polyphony.html.addresses import is_external, safe_address
from polyphony.html.code import render_math
from polyphony.html.context import Context, voice_of
from polyphony.html.emoji import escape_named
from polyphony.html.escape import escape, render_classes, render_data
from polyphony.html.languages import direction_of
from polyphony.html.quoting import name_source
from polyphony.html.raw import sanitise, sanitise_tag
from polyphony.html.voices import in_order, is_together, theme_data
from polyphony.model import (
    Attribution,
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
from polyphony.words import mark_language, say, say_numbered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from polyphony.model import Picture


_SHOWN = "(min-width: 46rem) 42rem, 100vw"
"""How wide a picture is shown where the browser doesn't look itself: as wide as the column of text."""

_WIDTH = re.compile(r' width="(\d+)"')

_IN_SET = "/:?@!$&'()*+;=-._~%"
"""What may stand as it is in an address among others that are set apart by commas."""

_IN_FRAGMENT = "/:?@!$&'()*+,;=-._~"
"""What may stand in the fragment of an address as it is, beside letters and digits."""


def render_inlines(inlines: Sequence[Inline], context: Context) -> str:  # noqa: C901 - one arm a kind
    """Render a run of inlines."""
    out: list[str] = []
    for place, inline in enumerate(inlines):
        match inline:
            case str():
                out.append(escape(inline) if inline.isascii() else escape_named(inline, context.language))
            case SoftBreak():
                out.append("\n")
            case Emphasis():
                out.append(f"<em>{render_inlines(inline.inlines, context)}</em>")
            case Strong():
                out.append(f"<strong>{render_inlines(inline.inlines, context)}</strong>")
            case Citation():
                out.append(_render_citation(inline, context))
            case Hyperlink():
                out.append(_render_link(inline, context))
            case Quoted():
                out.append(_render_quoted(inline, context))
            case LineBreak():
                out.append("<br>\n")
            case CodeSpan():
                out.append(f"<code>{escape(inline.code)}</code>")
            case NoteReference():
                out.append(_render_note_reference(inline, context))
            case Span():
                out.append(_render_span(inline, context))
            case EditorialMark():
                out.append(_render_mark(inline, context))
            case Redacted():
                words = inline.replacement or say(context.words, "redacted")
                out.append(f'<span class="redacted">{escape(words)}</span>')
            case Strikeout():
                out.append(f"<del>{render_inlines(inline.inlines, context)}</del>")
            case Superscript():
                out.append(f"<sup>{render_inlines(inline.inlines, context)}</sup>")
            case Subscript():
                out.append(f"<sub>{render_inlines(inline.inlines, context)}</sub>")
            case Image():
                out.append(render_image(inline, context))
            case Math():
                out.append(render_math(inline.tex, "inline"))
            case CrossReference():
                out.append(_render_cross_reference(inline, context))
            case RawInline():
                out.append(_render_with_tags(inlines[place:], context))
                break
            case _:
                assert_never(inline)
    return "".join(out)


def _render_with_tags(inlines: Sequence[Inline], context: Context) -> str:
    """Render a run that holds raw tags: a tag is kept where it is harmless and has its partner in the same run."""
    tags = {place: sanitise_tag(item.html) for place, item in enumerate(inlines) if isinstance(item, RawInline)}
    partner: set[int] = set()
    open_tags: list[tuple[str, int]] = []
    for place, (kind, name, _) in tags.items():
        if kind == "open":
            open_tags.append((name, place))
        elif kind == "close" and any(name == other for other, _ in open_tags):
            while open_tags[-1][0] != name:
                open_tags.pop()
            partner.update((open_tags.pop()[1], place))
    out = []
    for place, item in enumerate(inlines):
        if not isinstance(item, RawInline):
            out.append(render_inlines((item,), context))
            continue
        kind, _, tag = tags[place]
        if kind == "void" or place in partner:
            out.append(tag)
        elif not kind:
            out.append(sanitise(item.html))
    return "".join(out)


def _attributes(anchor: str, lang: str, context: Context) -> str:
    written = f' id="{escape(context.anchor(anchor))}"' if anchor else ""
    if lang:
        written += f' lang="{escape(lang)}" dir="{direction_of(lang)}"'
    return written


def resolve_link(target: str, context: Context) -> str | None:
    """Find the address that a link's target comes to on this page, or None where it isn't safe to link to."""
    known = context.links.get(target)
    if known is not None:
        return known if is_external(known) else context.address(known)
    if target.startswith("#"):
        return safe_address("#" + context.anchor(target[1:]))
    return safe_address(target)


def render_link(html: str, address: str, title: str = "") -> str:
    """Link a piece of HTML to a safe address."""
    rel = ' rel="noopener noreferrer"' if is_external(address) else ""
    tip = f' title="{escape(title)}"' if title else ""
    return f'<a href="{escape(address)}"{rel}{tip}>{html}</a>'


def _render_link(link: Hyperlink, context: Context) -> str:
    html = render_inlines(link.inlines, context)
    address = resolve_link(link.target, context)
    if not address or "<a " in html:
        return html
    if not html.strip():
        html = escape(link.target)
    return render_link(html, address, link.title)


def _render_citation(citation: Citation, context: Context) -> str:
    found = context.formatted.get(citation.number)
    if found is None:
        raw = citation.raw or "; ".join(f"@{item.key}" for item in citation.items)
        return f'<span class="citation">{escape(raw)}</span>'
    parts = []
    for part in found.parts:
        html = render_inlines(part.inlines, context)
        parts.append(render_reference(html, part.key, context) if part.key else html)
    return "".join(parts)


def render_reference(html: str, key: str, context: Context) -> str:
    """Link what names a work to its entry in the list of references, where it has one."""
    if key not in context.listed or "<a " in html:
        return f'<span class="citation">{html}</span>'
    address = escape(f"#{context.reference_prefix}ref-{quote(key, safe=_IN_FRAGMENT)}")
    return f'<a id="{context.cite(key)}" href="{address}" role="doc-biblioref">{html}</a>'


def _render_note_reference(note: NoteReference, context: Context) -> str:
    context.noted.add((note.number, note.repeat))
    back = f"{context.note_prefix}note-{note.number}-back" + (f"-{note.repeat}" if note.repeat > 1 else "")
    label = escape(say(context.words, "note-number", number=note.number))
    return (
        f'<sup class="note"><a class="note-reference" id="{back}" href="#{context.note_prefix}note-{note.number}"'
        f' role="doc-noteref" aria-label="{label}">{note.number}</a></sup>'
    )


def _render_cross_reference(reference: CrossReference, context: Context) -> str:
    destination = context.destinations.get(reference.target)
    if destination is None:
        return escape(f"@{reference.target}")
    address = context.address(f"{destination.address}#{destination.id}")
    text = escape(say_numbered(context.words, reference.target, destination.number, destination.text))
    return f'<a class="cross-reference" href="{escape(address)}">{text}</a>' if address else text


def _render_span(span: Span, context: Context) -> str:
    classes = "".join(f" mode-{escape(mode)}" for mode in span.modes or ()) + render_classes(span.classes)
    outer, context.themes = context.themes, frozenset(span.themes) or context.themes
    data, text = theme_data(context.themes, outer), render_inlines(span.inlines, context)
    context.themes = outer
    css = f' class="{classes[1:]}"' if classes else ""
    head = _attributes(span.id, span.lang, context)
    if span.classes == ("abbr",) and len(span.data) == 1 and span.data[0][0] == "title":
        return f'<abbr title="{escape(span.data[0][1])}"{head}>{text}</abbr>'
    return f"<span{css}{head}{data}{render_data(span.data)}>{text}</span>"


def _render_mark(mark: EditorialMark, context: Context) -> str:
    text = render_inlines(mark.inlines, context)
    match mark.kind:
        case "omitted":
            reason = ""
            if mark.reason:
                why = escape(say(context.words, "omitted-reason", reason=mark.reason))
                reason = f'<span class="reason sr-only"> ({why})</span>'
            shown = text if text.startswith("[") else f"[{text or '…'}]"
            tip = f' title="{escape(mark.reason)}"' if mark.reason else ""
            return f'<span class="omitted"{tip}>{shown}{reason}</span>'
        case "editorial":
            shown = text if text.startswith("[") else f"[{text}]"
            return f'<span class="editorial">{shown}</span>'
        case "pause":
            return f'<span class="pause">{text or "…"}</span>'
        case _:
            assert_never(mark.kind)


def who_speaks(by: Sequence[str], context: Context) -> str:
    """Name people as plain text in the byline's order: "Claire and Helen", or the word for all of them together."""
    if is_together(by, context.authors):
        return say(context.words, "together")
    return join_names([context.voices.speakers[one].name for one in in_order(by, context.order)], context)


def join_names(names: Sequence[str], context: Context) -> str:
    """Join names with commas and the language's word for "and"."""
    if len(names) < 2:
        return "".join(names)
    first = say(context.words, "list-comma").join(names[:-1])
    return say(context.words, "list-and", first=first, last=names[-1])


def _render_quoted(quoted: Quoted, context: Context) -> str:
    voice = quoted.attribution
    classes, data = voice_of(voice, context)
    if voice.classes:
        classes += render_classes(voice.classes)
    name = who_speaks(voice.by, context) or name_source(voice, context)
    before = escape(say(context.words, "quoted-begin", name=name))
    after = escape(say(context.words, "quoted-end", name=name))
    lang = voice.lang if voice.lang and voice.lang != context.language else ""
    outer, themes = context.language, context.themes
    if lang:
        context.language = lang
    context.themes = frozenset(voice.themes)
    inner = render_inlines(quoted.inlines, context)
    context.language, context.themes = outer, themes
    head = f' id="{escape(context.anchor(voice.id))}"' if voice.id else ""
    part = f'<span lang="{escape(lang)}" dir="{direction_of(lang)}">{inner}</span>' if lang else inner
    return (
        f'<span class="quoted{classes}"{head}{data}{render_data(voice.data) if voice.data else ""}>'
        f'<span class="sr-only">{before}</span>{part}<span class="sr-only">{after}</span></span>'
        f"{_uncertainty(voice, context)}"
    )


def _uncertainty(voice: Attribution, context: Context) -> str:
    """Say where it isn't sure that these people said it."""
    if voice.cert in ("", "high"):
        return ""
    words = context.words
    return f' <span class="certainty"{mark_language(words, "uncertain")}>({escape(say(words, "uncertain"))})</span>'


def resolve_image(source: str, context: Context) -> str:
    """Find a picture's address as seen from the page; nothing for what doesn't lie in the site's own folder."""
    return context.picture(path) if (path := _path_of(source, context)) else ""


def _path_of(source: str, context: Context) -> str:
    """Find a picture's path in the site; nothing for what doesn't lie there."""
    if (known := context.links.get(source)) is not None:
        return known
    address = safe_address(source)
    if address is None or ":" in address.split("/")[0]:
        return ""
    if address.startswith("/"):
        return address.lstrip("/")
    path = posixpath.normpath(posixpath.join(context.folder, address))
    return "" if path.startswith("..") else path


def render_image(image: Image, context: Context) -> str:
    """Render a picture; one that has no address of its own within the site shows its text alone."""
    alt = image.alt if image.alt is not None else "".join(item for item in image.caption if isinstance(item, str))
    address = resolve_image(image.source, context)
    if not address:
        return escape(alt)
    attributes = f' class="{css[1:]}"' if (css := render_classes(image.classes)) else ""
    if image.id:
        attributes += f' id="{escape(context.anchor(image.id))}"'
    if image.title:
        attributes += f' title="{escape(image.title)}"'
    sizes = ""
    rest = []
    for key, value in image.data:
        if key in ("width", "height") and value.removesuffix("px").isascii() and value.removesuffix("px").isdigit():
            sizes += f' {key}="{value.removesuffix("px")}"'
        else:
            rest.append((key, value))
    known = context.sizes.get(_path_of(image.source, context).partition("#")[0])
    later = "" if not context.pictured else ' loading="lazy"'
    context.pictured = True
    smaller = _render_smaller(known, sizes, later, context) if known and context.pictures is None else ""
    if known and not sizes:
        sizes = f' width="{known.width}" height="{known.height}"'
    return (
        f'<img src="{escape(address)}" alt="{escape(alt)}"{smaller}{sizes}{attributes}{render_data(tuple(rest))}'
        f'{later} decoding="async">'
    )


def _render_smaller(picture: Picture, stated: str, later: str, context: Context) -> str:
    """Offer a picture in several widths, and say how wide it is shown, as far as that is known before the page is."""
    if not picture.smaller:
        return ""
    offered = (*picture.smaller, (picture.path, picture.width))
    written = ", ".join(f"{quote(context.picture(path), safe=_IN_SET)} {width}w" for path, width in offered)
    width = _WIDTH.search(stated)
    shown = f"{width[1]}px" if width else _SHOWN if not later else f"auto, {_SHOWN}"
    return f' srcset="{escape(written)}" sizes="{shown}"'

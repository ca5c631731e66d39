"""A run of inlines into text of a dialect; a quoted voice stands in brackets, with the name of who is quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from polyphony.html.inlines import resolve_image, who_speaks
from polyphony.html.quoting import name_source
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
from polyphony.words import say, say_numbered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from polyphony.exporters.plain.dialects import Dialect
    from polyphony.html import Context

__all__ = ["LineWriter"]


class LineWriter:
    """Writes inlines. `keys` begins the names of the page's notes."""

    def __init__(self, dialect: Dialect, context: Context, keys: str) -> None:
        self.dialect = dialect
        self.context = context
        self.keys = keys

    def say(self, key: str, /, **values: str | int) -> str:
        """Say something in the language of the page, escaped."""
        return self.dialect.escape(say(self.context.words, key, **values))

    def line(self, inlines: Iterable[Inline]) -> str:
        """Write a run of inlines."""
        return "".join(map(self.inline, inlines))

    def inline(self, inline: Inline) -> str:  # noqa: C901 - one arm a kind
        """Write an inline."""
        dialect = self.dialect
        match inline:
            case str():
                return dialect.escape(inline)
            case SoftBreak():
                return " "
            case LineBreak():
                return dialect.line_break
            case Emphasis(inner):
                return dialect.emphasis(self.line(inner))
            case Strong(inner):
                return dialect.strong(self.line(inner))
            case Strikeout(inner):
                return dialect.strikeout(self.line(inner))
            case Superscript(inner):
                return dialect.superscript(self.line(inner))
            case Subscript(inner):
                return dialect.subscript(self.line(inner))
            case CodeSpan(code):
                return dialect.code(code)
            case Math(tex):
                return dialect.math(tex)
            case Hyperlink():
                return self._link(inline)
            case Quoted(attribution, inner):
                name = who_speaks(attribution.by, self.context) or name_source(attribution, self.context)
                if attribution.cert not in ("", "high"):
                    name += f" ({say(self.context.words, 'uncertain')})"
                begin = self.say("quoted-begin", name=name)
                return f"{dialect.escape('[')}{begin}{self.line(inner)}{dialect.escape(']')}"
            case Span(inner):
                return self.line(inner)
            case EditorialMark():
                return self._mark(inline)
            case Redacted(replacement):
                return dialect.escape(replacement) if replacement else self.say("redacted")
            case Citation():
                found = self.context.formatted.get(inline.number)
                return "".join(self.line(part.inlines) for part in found.parts) if found else dialect.escape(inline.raw)
            case CrossReference(target):
                return self._reference(target)
            case NoteReference():
                return dialect.note(f"{self.keys}{inline.number}")
            case Image():
                return self.picture(inline)
            case RawInline():
                return ""
            case _:
                assert_never(inline)

    def picture(self, image: Image) -> str:
        """Write a picture, or what it shows, in brackets, where there are no pictures."""
        alt = self.dialect.escape(image.alt) if image.alt is not None else self.line(image.caption)
        address = resolve_image(image.source, self.context)
        if address:
            return self.dialect.picture(alt, address)
        return f"{self.dialect.escape('[')}{alt}{self.dialect.escape(']')}" if alt else ""

    def _link(self, link: Hyperlink) -> str:
        """Write a link; within the document, and where it leads nowhere from here, its text alone."""
        text = self.line(link.inlines)
        known = self.context.links.get(link.target, link.target)
        address = known if ":" in known.partition("/")[0] else self.context.address(known)
        if not address or address.startswith("#") or link.target.startswith("#"):
            return text
        return self.dialect.link(text or self.dialect.escape(address), address)

    def _mark(self, mark: EditorialMark) -> str:
        """Write an editor's mark as the page shows it."""
        text = self.line(mark.inlines)
        if mark.kind == "pause":
            return text or "…"
        begin, end = self.dialect.escape("["), self.dialect.escape("]")
        shown = text if text.startswith(begin) else f"{begin}{text or '…'}{end}"
        if mark.kind == "editorial" or not mark.reason:
            return shown
        return f"{shown} ({self.say('omitted-reason', reason=mark.reason)})"

    def _reference(self, target: str) -> str:
        """Write a reference to something numbered."""
        destination = self.context.destinations.get(target)
        if destination is None:
            return self.dialect.escape(f"@{target}")
        return self.dialect.escape(say_numbered(self.context.words, target, destination.number, destination.text))

"""A page's raw HTML and code to warnings about what is left out and what has no colours."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from polyphony.diagnostics import Code, Collector, Diagnostic, Span, near_name
from polyphony.html.code import LONGEST_CODE, LONGEST_LINE, names_of_lexers
from polyphony.html.raw import keeps
from polyphony.model import CodeOutline, ParsedPage, Use

__all__ = ["find_losses"]


def find_losses(page: ParsedPage) -> Iterator[Diagnostic]:
    """Say what of a page's raw HTML is left out, and which of its code is shown without colours."""
    collector = Collector()
    for use in page.raw:
        _check_html(collector, use)
    for code in page.code:
        _check_code(collector, code)
    yield from collector.found


class _Tags(HTMLParser):
    """Gathers what of a fragment is left out: elements and attributes, each once."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lost: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not keeps(tag):
            self.lost.setdefault(f"<{tag}>", tag)
            return
        for name, value in attrs:
            if not keeps(tag, name, value or ""):
                self.lost.setdefault(f"{name}= of <{tag}>", name)


def _check_html(collector: Collector, use: Use) -> None:
    tags = _Tags()
    tags.feed(use.target)
    tags.close()
    if not tags.lost:
        return
    names = list(tags.lost)
    shown = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
    span = _span(use)
    at = span.source.casefold().find(tags.lost[names[0]], max(span.column - 1, 0))
    if at >= 0:
        span = Span(span.path, span.line, at + 1, len(tags.lost[names[0]]), span.source)
    collector.report(
        Code.UNSAFE_HTML,
        f"{shown} {'is' if len(names) == 1 else 'are'} left out of the page",
        span,
        hint="scripts, styles, forms, frames, classes and ids never come out of raw HTML; use Markdown where you can",
    )


def _check_code(collector: Collector, code: CodeOutline) -> None:
    if not code.language:
        return
    known = names_of_lexers()
    language = code.language.lower()
    if language not in known:
        near = near_name(language, known, edits=1 if len(language) < 6 else 2) if len(language) > 2 else None
        if near:
            collector.report(
                Code.CODE_NOT_COLOURED,
                f'no language is called "{code.language}", so that this code has no colours',
                _span(code),
                hint=f'did you mean "{near}"?',
            )
    elif code.longest > LONGEST_LINE or code.characters > LONGEST_CODE:
        collector.report(
            Code.CODE_NOT_COLOURED,
            "this code is too long to be coloured: it is shown as it is",
            _span(code),
            hint=f"colours are for code of up to {LONGEST_CODE:,} characters, with lines of up to {LONGEST_LINE:,}",
        )


def _span(use: Use | CodeOutline) -> Span:
    place = use.place
    return Span(place.path, place.line, place.column, place.length, place.source)

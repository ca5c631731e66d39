"""A page's raw HTML and code to warnings about what is left out and what has no colours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from polyphony.diagnostics import Code, Collector, Diagnostic, Span, near_name
from polyphony.html.code import LONGEST_CODE, LONGEST_LINE, names_of_lexers
from polyphony.html.raw import keeps
from polyphony.model import CodeOutline, ParsedPage, Use

__all__ = ["find_losses"]

_TAG = re.compile(r"<([A-Za-z][^\s/<>]*)([^<>]*)")
_ATTRIBUTE = re.compile(r"([^\s\"'/=]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"']+))?")


_LOOKS = frozenset(
    (
        "align",
        "border",
        "cellpadding",
        "cellspacing",
        "class",
        "height",
        "id",
        "name",
        "rel",
        "role",
        "target",
        "valign",
    )
) | {"width"}
"""Attributes that no reader misses: they are left out without a word."""


def find_losses(page: ParsedPage) -> Iterator[Diagnostic]:
    """Say what of a page's raw HTML is left out, and which of its code is shown without colours."""
    collector = Collector()
    for use in page.raw:
        _check_html(collector, use)
    for code in page.code:
        _check_code(collector, code)
    yield from collector.found


def _lost(html: str) -> dict[str, str]:
    """What of a fragment is left out, each thing once, with the word by which it is found in the source."""
    lost: dict[str, str] = {}
    for tag in _TAG.finditer(html):
        name = tag[1].lower()
        if not keeps(name):
            lost.setdefault(f"<{name}>", name)
            continue
        for attribute in _ATTRIBUTE.finditer(tag[2]):
            key, value = attribute[1].lower(), (attribute[2] or "").strip("\"'")
            if key not in _LOOKS and not key.startswith(("data-", "aria-")) and not keeps(name, key, unescape(value)):
                lost.setdefault(f"{key}= of <{name}>", key)
    return lost


def _check_html(collector: Collector, use: Use) -> None:
    lost = _lost(use.target)
    if not lost:
        return
    names = list(lost)
    shown = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
    span = _span(use)
    at = span.source.casefold().find(lost[names[0]], max(span.column - 1, 0))
    if at >= 0:
        span = Span(span.path, span.line, at + 1, len(lost[names[0]]), span.source)
    collector.report(
        Code.UNSAFE_HTML,
        f"{shown} {'is' if len(names) == 1 else 'are'} left out of the page",
        span,
        hint="scripts, styles, forms and frames never come out of raw HTML; use Markdown where you can",
    )


def _check_code(collector: Collector, code: CodeOutline) -> None:
    if not code.language:
        return
    known = names_of_lexers()
    language = code.language.lower()
    if language not in known:
        near = near_name(language, known, edits=1 if len(language) < 6 else 2) if len(language) > 3 else None
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

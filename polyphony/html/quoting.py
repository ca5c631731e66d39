"""The published work that words are from, as those read it who can't see that they are quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from polyphony.markup import plain_text

if TYPE_CHECKING:
    from polyphony.html.context import Context
    from polyphony.model import Attribution

__all__ = ["name_source"]


def name_source(voice: Attribution, context: Context) -> str:
    """Name the work that a text is from as it is cited, without brackets around it: "Hoff, 1982: 26"."""
    if not voice.source:
        return ""
    found = context.sources.get((voice.source, voice.locator))
    text = plain_text(found.inlines) if found else ""
    if not text:
        return f"@{voice.source}, {voice.locator}".rstrip(", ")
    return text[1:-1] if text[0] + text[-1] in ("()", "[]") else text

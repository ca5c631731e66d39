"""Lines such as `*[HTML]: Hypertext Markup Language` to spans around the letters wherever they stand in a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from msgspec.structs import replace

from polyphony.model import (
    EditorialMark,
    Emphasis,
    Hyperlink,
    Inline,
    Quoted,
    Span,
    Strikeout,
    Strong,
    Subscript,
    Superscript,
)

__all__ = ["Abbreviations", "explain", "take_abbreviations"]

Token = dict[str, Any]

_DEFINITION = re.compile(r"[ \t]{0,3}\*\[([^\]\n]+)\]:[ \t]+(\S.*)")


class Abbreviations(NamedTuple):
    """What stands for what in a file, and where in a text any of it stands."""

    meanings: dict[str, str]
    pattern: re.Pattern[str]


def take_abbreviations(tokens: list[Token]) -> tuple[list[Token], Abbreviations | None]:
    """Take the definitions out of a file's blocks; the first of two for the same letters holds."""
    meanings: dict[str, str] = {}
    kept = []
    for token in tokens:
        lines = token.get("text", "").strip("\n").split("\n") if token["type"] == "paragraph" else []
        matches = [_DEFINITION.fullmatch(line.rstrip()) for line in lines]
        if matches and all(matches):
            for match in matches:
                if match:
                    meanings.setdefault(match[1].strip(), match[2])
        else:
            kept.append(token)
    if not meanings:
        return tokens, None
    longest_first = sorted(meanings, key=lambda letters: (-len(letters), letters))
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    return kept, Abbreviations(meanings, pattern)


def explain(inlines: tuple[Inline, ...], abbreviations: Abbreviations) -> tuple[Inline, ...]:
    """Put a span with the meaning around each abbreviation; code and mathematics stay as they are."""
    return tuple(_explained(inlines, abbreviations))


def _explained(inlines: tuple[Inline, ...], abbreviations: Abbreviations) -> Iterator[Inline]:
    for inline in inlines:
        match inline:
            case str():
                place = 0
                for found in abbreviations.pattern.finditer(inline):
                    if found.start() > place:
                        yield inline[place : found.start()]
                    letters = found.group()
                    yield Span((letters,), classes=("abbr",), data=(("title", abbreviations.meanings[letters]),))
                    place = found.end()
                if place < len(inline):
                    yield inline[place:]
            case Emphasis() | Strong() | Strikeout() | Superscript() | Subscript() | Hyperlink() | Span() | Quoted():
                yield replace(inline, inlines=explain(inline.inlines, abbreviations))
            case EditorialMark():
                yield replace(inline, inlines=explain(inline.inlines, abbreviations))
            case _:
                yield inline

"""A line's text to the citations in it, as Pandoc reads them: which works a bracket cites, and what is said of each."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

__all__ = ["Cited", "Marks", "cited_alone", "keys_on"]

Token = dict[str, Any]

_REST = r"(?:\w|[:.#$%&\-+?<>~/](?=\w)|[:/](?=/))*"
_BRACED = r"\{(?:[^{}\s]|\{[^{}\s]*\})+\}"
_KEY = rf"(?:{_BRACED}|[^\W_]{_REST}|_{_REST})"
_CITED = re.compile(rf"@(?P<key>{_KEY})")
_ALONE = re.compile(r"[ \t]*\n?[ \t]*\[(?!\^)")
_BRACKETS = re.compile(r"\\.|(`+)[^`]*\1|[\[\]]", re.DOTALL)
_LONGEST_LOCATOR = 1000
"""How many characters after a key standing alone may belong to it, so that a text of open brackets stays quick."""

_OPAQUE = re.compile(
    r"""\\. | (`+)[^`]+\1 | \$(?!\s)[^$]+\$ | <!--(?:(?!--).)*--> | <[A-Za-z/!][^<>]*> | (?<!\w)&\#?\w+;
    | "[^"\[\]]*" | (?<!\w)'[^'\[\]]+'(?!\w) | (\*{1,3})(?!\s)[^*\[\]]+\2 | (?<!\w)(_{1,3})(?!\s)[^_\[\]]+\3(?!\w)
    | ~~[^~\[\]]+~~ | ~[^~\s\[\]]+~ | \^[^\^\s\[\]]+\^""",
    re.VERBOSE | re.DOTALL,
)
"""What is one piece to Pandoc, so that a key or a semicolon in it divides nothing."""


_PLACES = re.compile(rf"\\.|(`+)[^`]+\1|(?P<at>-?@)(?P<key>{_KEY})")


def keys_on(line: str) -> list[tuple[int, int, str]]:
    """All keys on a line of a source, each with where it and its mark begin and end."""
    found = [match for match in _PLACES.finditer(line) if match["key"]]
    return [(*match.span(), match["key"].removeprefix("{").removesuffix("}")) for match in found]


class Cited(NamedTuple):
    """The works that a stretch of text cites, and where it ends."""

    items: list[Token]
    end: int


class Marks:
    """A text with the places of all `@` and `;` that can divide a citation: those that no other piece holds."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.marks = bytearray(len(text))
        for match in re.finditer("[@;]", text):
            self.marks[match.start()] = 1 if match.group() == "@" else 2
        for match in _OPAQUE.finditer(text):
            self.hide(match.start(), match.end())

    def hide(self, start: int, end: int) -> None:
        """Take a stretch of the text as one piece from now on."""
        self.marks[start:end] = bytes(end - start)

    def items(self, start: int, end: int) -> list[Token]:
        """The works that the text between two brackets cites; none where a part between semicolons names no key."""
        items: list[Token] = []
        if self.marks.find(1, start, end) < 0:
            return items
        place = start
        while True:
            stop = self.marks.find(2, place, end)
            stop = end if stop < 0 else stop
            match = self._key(place, stop)
            if match is None:
                return []
            suffix = match.end()
            items.append(_item(self.text, place, match, suffix, stop))
            if stop == end:
                return items
            place = stop + 1

    def _key(self, start: int, end: int) -> re.Match[str] | None:
        """The first key of a part of a bracket."""
        at = self.marks.find(1, start, end)
        while at >= 0:
            match = _CITED.match(self.text, at, end)
            if match is not None and not _after_word(self.text, at, start):
                return match
            at = self.marks.find(1, at + 1, end)
        return None


def cited_alone(marks: Marks, at: int) -> Cited | None:
    """What is cited where a key stands in the text, at its `@`, with the bracket that may follow: `@a [p. 4; @b]`."""
    text = marks.text
    match = _CITED.match(text, at)
    if match is None or _after_word(text, at, 0):
        return None
    end = match.end()
    opening = _ALONE.match(text, end)
    close = _closing(text, opening.end(), marks) if opening else 0
    if opening and close:
        start = opening.end()
        more = marks.items(start, close)
        if more:
            return Cited([_item(text, at, match, end, end, narrative=True), *more], close + 1)
        stop = marks.marks.find(2, start, close)
        more = marks.items(stop + 1, close) if stop >= 0 else []
        if (stop < 0 or more) and text[close + 1 : close + 2] not in ("[", "(", "{"):
            item = _item(text, at, match, start, close if stop < 0 else stop, narrative=True)
            return Cited([item, *more], close + 1)
    return Cited([_item(text, at, match, end, end, narrative=True)], end)


def _closing(text: str, start: int, marks: Marks) -> int:
    """The place of the bracket that closes one that was opened before `start`; brackets within are hidden."""
    if text.find("]", start, start + _LONGEST_LOCATOR) < 0:
        return 0
    inner: list[int] = []
    for match in _BRACKETS.finditer(text, start, start + _LONGEST_LOCATOR):
        if match.group() == "[":
            inner.append(match.start())
        elif match.group() == "]":
            if not inner:
                return match.start()
            marks.hide(inner.pop(), match.end())
    return 0


def _suppresses(text: str, at: int, start: int) -> bool:
    """Tell whether a hyphen before the `@` leaves out the author; it is part of a word where one comes before it."""
    before = text[at - 2 : at - 1] if at - 1 > start else ""
    return at > start and text[at - 1] == "-" and before != "-" and not before.isalnum() and before != "."


def _after_word(text: str, at: int, start: int) -> bool:
    before = text[at - 1 : at] if at > start else ""
    return before.isalnum() or before == "."


def _item(text: str, start: int, match: re.Match[str], suffix: int, end: int, *, narrative: bool = False) -> Token:
    """A work: its key and the texts before and after it, each with the place where it begins."""
    at = match.start()
    suppress = _suppresses(text, at, 0 if narrative else start)
    begin = at - 1 if suppress else at
    key = match["key"]
    return {
        "key": key[1:-1] if key.startswith("{") else key,
        "offset": begin,
        "suppress": suppress,
        "prefix": ("" if narrative else text[start:begin], start),
        "suffix": (text[suffix:end], suffix),
    }

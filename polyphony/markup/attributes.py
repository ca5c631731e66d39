"""`{#id .class key=value key="two words"}` to attributes, as Pandoc reads them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

__all__ = ["ATTRIBUTES", "EMPTY", "Attributes", "Malformed", "parse_attributes"]

ATTRIBUTES = r"\{(?:[^{}\"'\n]|\n(?![ \t]*\n)|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*')*\}"
"""A pattern for text that may be attributes, braces and all; it runs over no blank line and no brace outside quotes."""

_ITEM = re.compile(
    r"""[ \t\n]*(?:
        \#(?P<id>[^\s{}=\#"']+)
      | \.(?P<class>[^\s{}=\#."'][^\s{}=\#"']*)
      | (?P<key>[^\W\d_][\w:.-]*|_[\w:.-]+)=(?P<value>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^\s{}"']+)
      | (?P<unnumbered>-)
    )(?=[\s}])""",
    re.VERBOSE,
)
_SPACE = re.compile(r"[ \t\n]*")
_UNESCAPE = re.compile(r"\\(.)", re.DOTALL)
_CURLY = re.compile(r"[“”„«»‘’]")


class Attributes(NamedTuple):
    """What stands in a pair of braces. `start` is where it stands in the text that it was read from, `raw` its text."""

    id: str = ""
    classes: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    raw: str = ""
    start: int = 0

    def get(self, key: str) -> str | None:
        """The value of a key, which no attributes hold twice."""
        return next((value for name, value in self.pairs if name == key), None)

    def place_of(self, text: str) -> tuple[int, int]:
        """Where in `raw` a piece of it stands, and how long it is: (offset, length)."""
        offset = self.raw.find(text) if text else -1
        return (offset, len(text)) if offset >= 0 else (0, len(self.raw))


EMPTY = Attributes()


class Malformed(NamedTuple):
    """Why something in braces can't be read; `offset` and `length` say where in it."""

    message: str
    offset: int
    length: int
    hint: str


def parse_attributes(raw: str, start: int = 0) -> Attributes | Malformed:
    """Parse attributes with their braces; `start` is their place in a greater text."""
    parsed = _parse(raw)
    return parsed._replace(start=start) if start and isinstance(parsed, Attributes) else parsed


@lru_cache(4096)
def _parse(raw: str) -> Attributes | Malformed:
    if raw == "{}":
        return Attributes("", (), (), raw)
    position, end = 1, len(raw) - 1
    identifier = ""
    classes: list[str] = []
    pairs: list[tuple[str, str]] = []
    while True:
        position = _SPACE.match(raw, position).end()  # type: ignore[union-attr]
        if position >= end:
            return Attributes(identifier, tuple(classes), tuple(pairs), raw)
        match = _ITEM.match(raw, position)
        if match is None:
            return _malformed(raw, position)
        position = match.end()
        if match["key"]:
            if any(match["key"] == key for key, _ in pairs):
                return _twice(match, f"{match['key']}= stands twice")
            value = match["value"]
            if value[0] in "\"'":
                value = _UNESCAPE.sub(r"\1", value[1:-1]).replace("\n", " ")
            pairs.append((match["key"], value))
        elif match["class"]:
            classes.append(match["class"])
        elif match["id"]:
            if identifier:
                return _twice(match, f"a second id, beside #{identifier}")
            identifier = match["id"]
        else:
            classes.append("unnumbered")


def _twice(match: re.Match[str], message: str) -> Malformed:
    text = match[0].strip()
    return Malformed(
        message, match.end() - len(text), len(text), "say it once, so that nobody has to guess which holds"
    )


def _malformed(raw: str, position: int) -> Malformed:
    word = re.compile(r"[^\s}]+").match(raw, position)
    text = word.group() if word else raw[position]
    if _CURLY.search(text):
        return Malformed(
            f"curly quotation marks in {text}",
            position,
            len(text),
            'inside braces, use straight ones: by="claire helen"',
        )
    if text.endswith("=") or '="' in text or "='" in text:
        return Malformed(
            f"{text} has no complete value", position, len(text), 'write it as key=value or key="two words"'
        )
    return Malformed(
        f"{text} is no attribute",
        position,
        len(text),
        'an attribute is #id, .class, key=value or key="two words"',
    )

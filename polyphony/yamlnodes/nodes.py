"""The nouns of a YAML file: scalars, lists, mappings and the document that holds them, each with its place."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from msgspec import Struct

from polyphony.diagnostics import Span

__all__ = ["Document", "Entry", "Mapping", "Node", "Scalar", "Sequence", "show_line", "to_data"]

# Where a key can stand: at a line's start, behind an item's hyphen, in braces. The name of ours has no space in it.
_KEY = re.compile(r"""(?:^[\s-]*|[{,]\s*)["']?([^{}\[\],"':]+?)["']?[ \t]*:(?=\s|$)""")
_HIDDEN = "‹hidden›"


class Scalar(Struct, frozen=True):
    """A value as text. `plain`: not in quotes, no block. `text_line` and `text_column` are where its text begins."""

    text: str
    plain: bool
    line: int
    column: int
    length: int
    text_line: int
    text_column: int


class Entry(Struct, frozen=True):
    """A key and its value. `bare`: there is no colon, as after a comma in `{label: Time, pace}`."""

    key: Scalar
    value: Node
    bare: bool = False


class Sequence(Struct, frozen=True):
    """A list."""

    items: tuple[Node, ...]
    line: int
    column: int
    length: int


class Mapping(Struct, frozen=True):
    """Keys and values in the order of the file, no key twice."""

    entries: tuple[Entry, ...]
    line: int
    column: int
    length: int

    def get(self, key: str) -> Node | None:
        """The value of a key, or None."""
        return next((entry.value for entry in self.entries if entry.key.text == key), None)


Node: TypeAlias = Scalar | Sequence | Mapping


class Document(Struct, frozen=True):
    """A parsed file: its root node, and its lines from the file's line `line` on.

    Where `shown` isn't None, the source line in a diagnostic is cut at the first key that isn't in it: what stands
    under a key that we don't know may be private.
    """

    path: str
    root: Node
    lines: tuple[str, ...]
    line: int = 1
    shown: frozenset[str] | None = None

    def span(self, node: Node) -> Span:
        """The place of a node, with its source line."""
        return Span(self.path, node.line, node.column, node.length, self.source(node.line))

    def source(self, line: int) -> str:
        """A line of the file, as far as it may be shown."""
        return show_line(self.lines, line - self.line, self.shown)


def to_data(node: Node) -> str | list[Any] | dict[str, Any]:
    """Turn a node into plain texts, lists and dictionaries of them."""
    match node:
        case Scalar():
            return node.text
        case Sequence():
            return [to_data(item) for item in node.items]
        case Mapping():
            return {entry.key.text: to_data(entry.value) for entry in node.entries}


def show_line(lines: tuple[str, ...], row: int, shown: frozenset[str] | None) -> str:
    """Give a line up to the first key that isn't among `shown`; one without a key is shown if the key above it is."""
    if not 0 <= row < len(lines):
        return ""
    line = lines[row]
    if shown is None or not line.strip():
        return line
    keys = list(_KEY.finditer(line))
    for number, key in enumerate(keys):
        rest = line[key.end() :].strip()
        opens_group = number == 0 and (not rest or rest[0] in "{#")
        if key[1] not in shown and (not opens_group or " " in key[1]):
            kept = line[: key.start(1) if " " in key[1] else key.end()]
            return f"{kept.rstrip()} {_HIDDEN}" if kept.strip() else kept + _HIDDEN
    if keys or line.lstrip().startswith(("#", "---", "...")):
        return line
    owner = next((found for above in reversed(lines[:row]) if (found := _KEY.search(above))), None)
    if owner is not None and owner[1] in shown:
        return line
    return line[: len(line) - len(line.lstrip(" -"))] + _HIDDEN

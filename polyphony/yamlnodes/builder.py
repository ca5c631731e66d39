"""Events of a YAML parser to nodes; what a settings file has no use for is refused on the way."""

from __future__ import annotations

import re
from typing import Any, Final, NoReturn, Protocol

import yaml
from msgspec import Struct

from polyphony.diagnostics import Code, Collector, Span
from polyphony.yamlnodes.mistakes import UNCLOSED
from polyphony.yamlnodes.nodes import Entry, Mapping, Node, Scalar, Sequence

__all__ = ["CONTROLS", "DISGUISE", "Builder", "PlaceOf", "RefusedError"]

DEPTH_LIMIT: Final = 100
ALIAS_LIMIT: Final = 10_000
"""How many nodes all the aliases of a file may stand for together."""

CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
DISGUISE: Final = {0x85: 0x10FFF0, 0x2028: 0x10FFF1, 0x2029: 0x10FFF2, 0xFEFF: 0x10FFF3}
"""To YAML 1.1 the first three end a line. To us, to editors and to Markdown they don't: they pass in disguise."""
_UNDISGUISE: Final = {disguise: character for character, disguise in DISGUISE.items()}


class PlaceOf(Protocol):
    """Row and column (from 0) and a length to a span."""

    def __call__(self, row: int, column: int, length: int = 1) -> Span:
        """Make the span."""
        ...


class RefusedError(Exception):
    """Ends the walk over events; what is wrong has been reported."""


class _Open(Struct):
    """A list or mapping that is being read."""

    event: Any
    sequence: bool
    anchor: str | None
    children: list[Node]
    size: int = 1
    height: int = 1


class Builder:
    """The state of one walk over a file's events: what is open, what has an anchor, how much aliases stand for."""

    def __init__(
        self, collector: Collector, place: PlaceOf, lines: tuple[str, ...], line: int, *, disguised: bool
    ) -> None:
        self.collector = collector
        self.place = place
        self.lines = lines
        self.line = line
        self.disguised = disguised
        self.anchors: dict[str, tuple[Node, int, int]] = {}
        self.aliased = 0
        self.open: list[_Open] = []
        self.root: Node | None = None

    def build(self, events: Any) -> Node:
        """Read all events and give the root; raises `RefusedError` where that is of no use."""
        documents = 0
        for event in events:
            match event:
                case yaml.ScalarEvent():
                    self._refuse_tag(event)
                    self._add(self._scalar(event), event.anchor)
                case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                    self._refuse_tag(event)
                    if len(self.open) >= DEPTH_LIMIT:
                        self._refuse_depth(event)
                    sequence = isinstance(event, yaml.SequenceStartEvent)
                    self.open.append(_Open(event, sequence, event.anchor, []))
                case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                    done = self.open.pop()
                    self._add(self._container(done, event), done.anchor, done.size, done.height)
                case yaml.AliasEvent():
                    self._alias(event)
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        self._refuse(
                            Code.YAML_SYNTAX,
                            "a second document starts here: there can be only one in a file",
                            event,
                            hint="remove the line ---",
                        )
        return self.root if self.root is not None else Mapping((), self.line, 1, 0)

    def _refuse(self, code: Code, message: str, event: Any, *, label: str = "", hint: str = "") -> NoReturn:
        """Report what makes the file useless, and stop."""
        self.collector.report(code, message, self.place(*self._extent(event)), label=label, hint=hint)
        raise RefusedError

    def _refuse_tag(self, event: Any) -> None:
        if event.tag is not None:
            # The parser doesn't say where the tag is, only where the value with its tag starts.
            self._refuse(
                Code.YAML_TAG,
                "a value that starts with ! is a YAML tag, and tags aren't used here",
                event,
                hint="remove the tag; where the value is text that starts with !, put it in quotes",
            )

    def _refuse_depth(self, event: Any) -> NoReturn:
        self._refuse(
            Code.YAML_TOO_DEEP,
            f"more than {DEPTH_LIMIT} lists or groups of keys stand inside each other here",
            event,
            hint=UNCLOSED,
        )

    def _alias(self, event: Any) -> None:
        known = self.anchors.get(event.anchor)
        if known is None:
            inside = any(item.anchor == event.anchor for item in self.open)
            if inside:
                self._refuse(Code.YAML_ALIASES, f'"*{event.anchor}" stands inside of what it stands for', event)
            self._refuse(
                Code.YAML_SYNTAX,
                f'"*{event.anchor}" is read as a reference to "&{event.anchor}", which isn\'t in this file',
                event,
                hint="where the value is text that starts with *, put it in quotes",
            )
        node, size, height = known
        self.aliased += size
        if self.aliased > ALIAS_LIMIT:
            self._refuse(
                Code.YAML_ALIASES,
                f"references (*{event.anchor} and others) multiply to more than {ALIAS_LIMIT:,} values",
                event,
                hint="write out what is meant",
            )
        if len(self.open) + height > DEPTH_LIMIT:
            self._refuse_depth(event)
        self._add(node, None, size, height)

    def _add(self, node: Node, anchor: str | None, size: int = 1, height: int = 0) -> None:
        if anchor:
            self.anchors[anchor] = (node, size, height)
        if not self.open:
            self.root = node
            return
        holder = self.open[-1]
        holder.children.append(node)
        holder.size += size
        holder.height = max(holder.height, height + 1)

    def _extent(self, event: Any) -> tuple[int, int, int]:
        """Row and column (from 0) and the length of an event on its first line."""
        start, end = event.start_mark, event.end_mark
        if end.line == start.line:
            return start.line, start.column, end.column - start.column
        rest = len(self.lines[start.line].rstrip()) - start.column if start.line < len(self.lines) else 0
        return start.line, start.column, max(rest, 0)

    def _scalar(self, event: Any) -> Scalar:
        row, column, length = self._extent(event)
        text: str = event.value.translate(_UNDISGUISE) if self.disguised else event.value
        if found := CONTROLS.search(text):
            self._refuse(
                Code.YAML_SYNTAX,
                f"this value holds an invisible control character (U+{ord(found[0]):04X}), which no text needs",
                event,
                hint="delete it",
            )
        text_row, text_column = row, column
        style = event.style
        if style in ("|", ">"):
            text_row = row + 1
            after = next((line for line in self.lines[text_row : event.end_mark.line + 1] if line.strip()), "")
            text_column = len(after) - len(after.lstrip(" "))
        elif style in ("'", '"'):
            text_column += 1
        plain = bool(event.implicit[0]) and style in (None, "")
        return Scalar(text, plain, row + self.line, column + 1, length, text_row + self.line, text_column + 1)

    def _container(self, done: _Open, end: Any) -> Node:
        row, column, length = self._extent(done.event)
        if end.end_mark.line == row:
            length = end.end_mark.column - column
        elif row < len(self.lines):
            length = max(len(self.lines[row].rstrip()) - column, 0)
        line = row + self.line
        if done.sequence:
            return Sequence(tuple(done.children), line, column + 1, length)
        entries: dict[str, Entry] = {}
        merged: list[Mapping] = []
        for key, value in zip(done.children[::2], done.children[1::2], strict=True):
            if not isinstance(key, Scalar):
                self.collector.report(
                    Code.YAML_SYNTAX,
                    "a list or a group stands where the name of a key is expected",
                    self.place(key.line - self.line, key.column - 1, key.length),
                    hint="put quotes around text that starts with [ or {",
                )
            elif key.text == "<<" and key.plain and (maps := _mappings(value)):
                merged.extend(maps)
            elif key.text in entries:
                self._report_double(entries[key.text].key, key)
            else:
                entries[key.text] = Entry(key, value, _is_bare(key, value))
        for mapping in merged:
            for entry in mapping.entries:
                entries.setdefault(entry.key.text, entry)
        return Mapping(tuple(entries.values()), line, column + 1, length)

    def _report_double(self, first: Scalar, second: Scalar) -> None:
        before = self.place(first.line - self.line, first.column - 1, first.length)
        self.collector.report(
            Code.DUPLICATE_KEY,
            f'"{second.text}" stands here for the second time',
            self.place(second.line - self.line, second.column - 1, second.length),
            label=f"first in line {first.line}",
            hint="keep one of the two",
            related=((before, "first here"),),
        )


def _is_bare(key: Scalar, value: Node) -> bool:
    """Tell whether a key has no colon: then its value is nothing, and stands where the key ends."""
    here = (value.line, value.column) == (key.line, key.column + key.length)
    return isinstance(value, Scalar) and not value.length and here


def _mappings(node: Node) -> list[Mapping]:
    """The mappings that a merge key names; none where it is no merge."""
    if isinstance(node, Mapping):
        return [node]
    if isinstance(node, Sequence) and all(isinstance(item, Mapping) for item in node.items):
        return [item for item in node.items if isinstance(item, Mapping)]
    return []

"""YAML text to a tree of nodes, each with its line and column: the only reader of YAML.

Scalars stay text as written, since YAML 1.1 would make `no` a False, `12:30` a 750 and `0777` a 511; who reads a node
knows what type it expects. What a settings file has no use for is refused: tags, double keys, aliases that multiply.
"""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

from polyphony.diagnostics import Checked, Code, Collector, Span
from polyphony.yamlnodes.builder import CONTROLS, DISGUISE, Builder, RefusedError
from polyphony.yamlnodes.mistakes import explain_mistake
from polyphony.yamlnodes.nodes import Document, Entry, Mapping, Node, Scalar, Sequence, show_line, to_data

__all__ = ["Document", "Entry", "Mapping", "Node", "Scalar", "Sequence", "parse_yaml", "to_data"]

SIZE_LIMIT: Final = 2_000_000
"""How many characters a file may have by default."""

# The C parser, where PyYAML was built with it, is ten times as fast.
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DISGUISED = re.compile("[\x85\u2028\u2029\ufeff]")


def parse_yaml(
    text: str, path: str, *, line: int = 1, limit: int = SIZE_LIMIT, shown: frozenset[str] | None = None
) -> Checked[Document | None]:
    """Parse a YAML document whose first line is line `line` of the file; line ends are LF. None where it can't be.

    An empty document is an empty mapping. `limit` counts characters; for `shown` see `Document`.
    """
    collector = Collector()
    lines = tuple(text.split("\n"))

    def place(row: int, column: int, length: int = 1) -> Span:
        # A file that ends too early is wrong at its end, not on the line after its last.
        while row and (row >= len(lines) or not lines[row].strip()):
            row, column = row - 1, len(lines[row - 1].rstrip())
        return Span(path, row + line, column + 1, length, show_line(lines, row, shown))

    if len(text) > limit:
        collector.report(
            Code.TOO_LARGE,
            f"this is too large for settings: {len(text):,} characters, of {limit:,} at most",
            Span(path, line),
            hint="long texts belong into pages, in content/",
        )
        return Checked(None, tuple(collector.found))
    if found := CONTROLS.search(text):
        row, column = text.count("\n", 0, found.start()), found.start() - (text.rfind("\n", 0, found.start()) + 1)
        collector.report(
            Code.YAML_SYNTAX,
            f"an invisible control character (U+{ord(found[0]):04X}) stands here, which no text needs",
            place(row, column),
            label="delete it",
            hint="it often comes with text pasted from elsewhere; type the few letters around it anew",
        )
        return Checked(None, tuple(collector.found))
    disguised = bool(_DISGUISED.search(text))
    try:
        events = yaml.parse(text.translate(DISGUISE) if disguised else text, Loader=_LOADER)
        root = Builder(collector, place, lines, line, disguised=disguised).build(events)
    except RefusedError:
        return Checked(None, tuple(collector.found))
    except yaml.MarkedYAMLError as error:
        mistake = explain_mistake(error, lines)
        collector.report(
            mistake.code,
            mistake.message,
            place(mistake.row, mistake.column),
            label=mistake.label,
            hint=mistake.hint,
        )
        return Checked(None, tuple(collector.found))
    if collector.found:
        return Checked(None, tuple(collector.found))
    return Checked(Document(path, root, lines, line, shown), ())

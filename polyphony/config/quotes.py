"""A file of settings to warnings about curly quotation marks that were meant to enclose a value, as straight ones do.

Word processors make them of straight ones. To YAML they are letters, so that readers would see them, and a comma or a
colon between them parts the value. Somebody who wants them seen, as around a quotation, says so by straight ones around
them, or by writing the text below `key: |`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from polyphony.config.shapes import Context
from polyphony.diagnostics import Code
from polyphony.yamlnodes import Mapping, Node, Scalar, Sequence

__all__ = ["report_curly_quotes"]

_CLOSING: Final = {
    "“": "”\"", "„": "“”\"", "”": "”\"", "«": "»\"", "»": "«\"", "‹": "›'", "‘": "’'", "‚": "‘’'", "’": "’'",
    "\"": "”", "'": "’",
}  # fmt: skip
_ALONE: Final = frozenset("“„«")
"""What is never a letter of its own: where it opens a value and nothing closes it, the value was parted."""


def report_curly_quotes(context: Context) -> None:
    """Report values that stand whole between curly quotation marks, and by nothing else show that these are meant."""
    told = set()
    for scalar in _scalars(context.document.root):
        if scalar.plain and (scalar.line, scalar.column) not in told and _is_enclosed(scalar.text.strip()):
            told.add((scalar.line, scalar.column))
            context.report(
                Code.CURLY_QUOTES,
                "curly quotation marks are a part of the text here, and readers will see them",
                scalar,
                hint='write straight ones, "…", or none; where this is a quotation, put straight ones around it: "“…”"',
            )


def _scalars(node: Node) -> Iterator[Scalar]:
    match node:
        case Scalar():
            yield node
        case Sequence(items):
            for item in items:
                yield from _scalars(item)
        case Mapping(entries):
            for entry in entries:
                yield from _scalars(entry.value)


def _is_enclosed(text: str) -> bool:
    closing = _CLOSING.get(text[:1], "")
    if len(text) < 2 or not closing:
        return False
    places = [place for place in range(1, len(text)) if text[place] in closing and not _is_apostrophe(text, place)]
    return places == [len(text) - 1] or (not places and text[0] in _ALONE)


def _is_apostrophe(text: str, place: int) -> bool:
    return text[place] in "’'" and text[place - 1].isalnum() and text[place + 1 : place + 2].isalnum()

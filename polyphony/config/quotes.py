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


_SINGLE: Final = frozenset("‘’‚‹'")
_NAMES: Final = frozenset({"name", "given", "family", "particle", "suffix", "aliases", "affiliation", "email"})
"""Keys of what is never a quotation. Single marks may else be meant: a title or a keyword may be a term, ‘a gate’."""


def report_curly_quotes(context: Context) -> None:
    """Report values that stand whole between curly quotation marks, and by nothing else show that these are meant."""
    told = set()
    for key, scalar in _scalars(context.document.root, ""):
        text = scalar.text.strip()
        meant = text[:1] in _SINGLE and key not in _NAMES
        if scalar.plain and not meant and (scalar.line, scalar.column) not in told and _is_enclosed(text):
            told.add((scalar.line, scalar.column))
            context.report(
                Code.CURLY_QUOTES,
                "curly quotation marks are a part of the text here, and readers will see them",
                scalar,
                hint='write straight ones, "…", or none; where this is a quotation, put straight ones around it: "“…”"',
            )


def _scalars(node: Node, key: str) -> Iterator[tuple[str, Scalar]]:
    """All values, each with the nearest key around it."""
    match node:
        case Scalar():
            yield key, node
        case Sequence(items):
            for item in items:
                yield from _scalars(item, key)
        case Mapping(entries):
            for entry in entries:
                yield from _scalars(entry.value, entry.key.text)


def _is_enclosed(text: str) -> bool:
    closing = _CLOSING.get(text[:1], "")
    if len(text) < 2 or not closing:
        return False
    places = [place for place in range(1, len(text)) if text[place] in closing and not _is_apostrophe(text, place)]
    return places == [len(text) - 1] or (not places and text[0] in _ALONE)


def _is_apostrophe(text: str, place: int) -> bool:
    return text[place] in "’'" and text[place - 1].isalnum() and text[place + 1 : place + 2].isalnum()

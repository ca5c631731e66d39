"""A YAML document to the places of some of its values: what names something beyond its file is checked later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from polyphony.model import Place
from polyphony.yamlnodes import Document, Mapping, Node, Scalar, Sequence

__all__ = ["places_in"]


def places_in(document: Document, keys: Iterable[str]) -> tuple[tuple[str, str, Place], ...]:
    """The places of all texts below some of a document's outermost keys: (key, text, place)."""
    root = document.root
    found: list[tuple[str, str, Place]] = []
    for key in keys:
        for scalar in _scalars(root.get(key) if isinstance(root, Mapping) else None):
            span = document.span(scalar)
            found.append((key, scalar.text, Place(span.path, span.line, span.column, span.length, span.source)))
    return tuple(found)


def _scalars(node: Node | None) -> Iterator[Scalar]:
    match node:
        case Scalar():
            yield node
        case Sequence():
            for item in node.items:
                yield from _scalars(item)
        case Mapping():
            for entry in node.entries:
                yield from _scalars(entry.value)

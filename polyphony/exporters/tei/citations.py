"""Entries of a list of references into TEI: each as it reads, with the numbers by which a program finds the work."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from polyphony.exporters.tei.inlines import inlines
from polyphony.xmltree import Element, element

if TYPE_CHECKING:
    from polyphony.model import ReferenceEntry
    from polyphony.views.writing import Writer


def entry(one: ReferenceEntry, anchor: str, writer: Writer) -> Element:
    """Write an entry."""
    try:
        record: Any = json.loads(one.record) if one.record else {}
    except ValueError:
        record = {}
    if not isinstance(record, dict):
        record = {}
    kind = record.get("type")
    made = element(
        "bibl",
        {"xml:id": anchor, "type": kind if isinstance(kind, str) and not kind.split()[1:] else ""},
        *inlines(one.inlines, writer),
    )
    for key in ("DOI", "ISBN", "ISSN", "URL"):
        value = record.get(key)
        if isinstance(value, str) and value.strip():
            made.append(element("idno", {"type": "URI" if key == "URL" else key, "rend": "none"}, value.strip()))
    return made

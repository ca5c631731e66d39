"""Entries of a list of references into TEI: what each work is, in elements, and the entry as it reads."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from polyphony.exporters.tei.inlines import inlines
from polyphony.xmltree import Child, Element, element

if TYPE_CHECKING:
    from collections.abc import Iterable

    from polyphony.model import ReferenceEntry
    from polyphony.views.writing import Writer

    Record = dict[str, Any]

_SCOPES = (("volume", "volume"), ("issue", "issue"), ("number", "number"), ("page", "page"))


def entry(one: ReferenceEntry, anchor: str, writer: Writer) -> Element:
    """Write an entry; one without a record or a title is only as it reads."""
    record = _read(one.record)
    kind = _text(record, "type")
    attributes = {"xml:id": anchor, "type": kind if not kind.split()[1:] else ""}
    if not _text(record, "title"):
        return element("bibl", attributes, *inlines(one.inlines, writer))
    analytic = _analytic(record) if _text(record, "container-title") else None
    as_it_reads = element("note", {"type": "citation"}, *inlines(one.inlines, writer))
    return element("biblStruct", attributes, analytic, _monograph(record), as_it_reads)


def _read(record: str) -> Record:
    try:
        value = json.loads(record) if record else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _text(record: Record, key: str) -> str:
    value = record.get(key, "")
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _analytic(record: Record) -> Element:
    """Write what is a part of something: an article, a chapter."""
    title = element("title", {"level": "a"}, _text(record, "title"))
    return element("analytic", None, *_people(record, "author"), title, *_numbers(record, "DOI", "URL"))


def _monograph(record: Record) -> Element:
    """Write what stands by itself, or what a part is in."""
    container = _text(record, "container-title")
    level = "j" if _text(record, "type").startswith("article") else "m"
    title = element("title", {"level": level}, container or _text(record, "title"))
    people = [*(() if container else _people(record, "author")), *_people(record, "editor")]
    numbers = _numbers(record, "ISBN", "ISSN", *(() if container else ("DOI", "URL")))
    edition = _text(record, "edition")
    return element(
        "monogr",
        None,
        *people,
        title,
        *numbers,
        element("edition", None, edition) if edition else None,
        _imprint(record),
    )


def _people(record: Record, role: str) -> Iterable[Element]:
    for name in record.get(role) or ():
        if isinstance(name, dict):
            yield element(role, None, _name(name))


def _name(name: Record) -> Child:
    family, given = _text(name, "family"), _text(name, "given")
    if _text(name, "literal") or not (family or given):
        return element("name", None, _text(name, "literal"))
    parts = (
        ("forename", given),
        ("nameLink", f"{_text(name, 'dropping-particle')} {_text(name, 'non-dropping-particle')}".strip()),
        ("surname", family),
        ("genName", _text(name, "suffix")),
    )
    made: list[Child] = []
    for tag, text in parts:
        if text:
            made += [" ", element(tag, None, text)] if made else [element(tag, None, text)]
    return element("persName", None, *made)


def _numbers(record: Record, *keys: str) -> Iterable[Element]:
    for key in keys:
        if _text(record, key):
            yield element("idno", {"type": "URI" if key == "URL" else key}, _text(record, key))


def _imprint(record: Record) -> Element:
    parts = [
        element(tag, None, _text(record, key))
        for key, tag in (("publisher", "publisher"), ("publisher-place", "pubPlace"))
        if _text(record, key)
    ]
    parts += [element("biblScope", {"unit": unit}, _text(record, key)) for key, unit in _SCOPES if _text(record, key)]
    parts.append(_date(record.get("issued"), ""))
    if record.get("accessed"):
        parts.append(_date(record["accessed"], "accessed"))
    return element("imprint", None, *parts)


def _date(value: Any, kind: str) -> Element:
    """Write a date of CSL's, to the day where that is known; an empty one says that no date is."""
    known = value if isinstance(value, dict) else {}
    dates = known.get("date-parts")
    parts = dates[0] if isinstance(dates, list) and dates and isinstance(dates[0], list) else []
    numbers = [str(part) for part in parts if str(part).isdigit()]
    if not numbers or len(numbers) < len(parts):
        words = _text(known, "literal") or _text(known, "raw") or "-".join(map(str, parts))
        return element("date", {"type": kind}, words)
    day = "-".join([numbers[0].zfill(4), *(number.zfill(2) for number in numbers[1:3])])
    return element("date", {"type": kind, "when": day if _DAY.fullmatch(day) else ""}, day)


_DAY = re.compile(r"(?!0000)\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")

"""Entries of a list of references into JATS: each as it reads, and its record in elements that a program can use."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from polyphony.exporters.jats.inlines import inlines
from polyphony.xmltree import Element, element

if TYPE_CHECKING:
    from collections.abc import Iterable

    from polyphony.model import ReferenceEntry
    from polyphony.views.writing import Writer

KINDS = {
    "article": "preprint",
    "article-journal": "journal",
    "article-magazine": "periodical",
    "article-newspaper": "newspaper",
    "book": "book",
    "chapter": "book",
    "dataset": "data",
    "entry-dictionary": "book",
    "entry-encyclopedia": "book",
    "paper-conference": "confproc",
    "patent": "patent",
    "post-weblog": "web",
    "report": "report",
    "software": "software",
    "standard": "standard",
    "thesis": "thesis",
    "webpage": "web",
}
"""Types of CSL to those that JATS4R recommends; any other stays as it is."""


def entry(one: ReferenceEntry, anchor: str, writer: Writer) -> Element:
    """Write an entry: first in elements, where there is a record, then as it reads."""
    writer.in_link = True  # What is cited here is the entry itself.
    mixed = element("mixed-citation", None, *inlines(one.inlines, writer))
    writer.in_link = False
    record = _read(one.record)
    if not record:
        return element("ref", {"id": anchor}, mixed)
    kind = _kind(record)
    mixed.set("publication-type", str(record.get("type") or "other") if kind in _STRICT else kind or "other")
    structured = element("element-citation", {"publication-type": kind}, *_parts(record, kind))
    if not len(structured):
        return element("ref", {"id": anchor}, mixed)
    return element("ref", {"id": anchor}, element("citation-alternatives", None, structured, mixed))


_STRICT = frozenset(["data", "preprint"])
"""Kinds whose parts JATS4R wants in elements. An entry as it reads has none, and so keeps to CSL's word."""


def _kind(record: dict[str, Any]) -> str:
    """Say of which kind a work is; a preprint says where it is, and whose it is, or it is some text."""
    kind = KINDS.get(str(record.get("type", "")), str(record.get("type", "")))
    whole = record.get("author") and _text(record, "title") and _server(record) and record.get("issued")
    return "working-paper" if kind == "preprint" and not (whole and _text(record, "DOI")) else kind


def _server(record: dict[str, Any]) -> str:
    return _text(record, "container-title") or _text(record, "publisher")


def _read(record: str) -> dict[str, Any]:
    try:
        value = json.loads(record) if record else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _parts(record: dict[str, Any], kind: str) -> Iterable[Element]:
    for role in ("author", "editor", "translator"):
        names = [name for name in record.get(role) or () if isinstance(name, dict)]
        if names:
            yield element("person-group", {"person-group-type": role}, *(_name(name) for name in names))
    container = _server(record) if kind in _STRICT else _text(record, "container-title")
    title = _text(record, "title")
    chapter = record.get("type") in ("chapter", "paper-conference")
    inside = "data-title" if kind == "data" else "chapter-title" if chapter else "article-title"
    if container:
        if title:
            yield element(inside, None, title)
        yield element("source", None, container)
    elif title:
        yield element("data-title" if kind == "data" else "source", None, title)
    yield from _date(record.get("issued"), "year")
    publisher = [] if kind in _STRICT and container == _text(record, "publisher") else [("publisher", "publisher-name")]
    for key, name in (
        ("volume", "volume"),
        ("issue", "issue"),
        ("edition", "edition"),
        *publisher,
        ("publisher-place", "publisher-loc"),
        ("ISSN", "issn"),
        ("ISBN", "isbn"),
    ):
        text = _text(record, key)
        if text:
            yield element(name, None, text)
    yield from _pages(_text(record, "page"))
    if _text(record, "DOI"):
        yield element("pub-id", {"pub-id-type": "doi"}, _text(record, "DOI"))
    if _text(record, "URL"):
        yield element("uri", {"xlink:href": _text(record, "URL"), "xlink:title": title}, _text(record, "URL"))
    yield from _date(record.get("accessed"), "date-in-citation")


def _text(record: dict[str, Any], key: str) -> str:
    value = record.get(key, "")
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _name(name: dict[str, Any]) -> Element:
    family = " ".join(
        part for part in (_text(name, "dropping-particle"), _text(name, "non-dropping-particle"), _text(name, "family"))
        if part
    )  # fmt: skip
    given, suffix = _text(name, "given"), _text(name, "suffix")
    if _text(name, "literal") or not (family or given):
        return element("collab", None, _text(name, "literal"))
    if not family:
        return element("name", {"name-style": "given-only"}, element("given-names", None, given))
    return element(
        "name",
        None,
        element("surname", None, family),
        element("given-names", None, given) if given else None,
        element("suffix", None, suffix) if suffix else None,
    )


def _date(value: Any, name: str) -> Iterable[Element]:
    """Write a date of CSL's: a year, or the day on which something was looked up."""
    if not isinstance(value, dict):
        return
    dates = value.get("date-parts")
    parts = dates[0] if isinstance(dates, list) and dates and isinstance(dates[0], list) else []
    numbers = [str(part) for part in parts if str(part).lstrip("-").isdigit()]
    if not numbers:
        literal = _text(value, "literal") or _text(value, "raw")
        if literal:
            yield element(name, {"content-type": "access-date"} if name != "year" else None, literal)
        return
    iso = "-".join([numbers[0].zfill(4), *(number.zfill(2) for number in numbers[1:3])])
    if name == "year":
        yield element("year", {"iso-8601-date": iso}, numbers[0])
        for part, number in zip(("month", "day"), numbers[1:3], strict=False):
            yield element(part, None, number.zfill(2))
    else:
        yield element(name, {"content-type": "access-date", "iso-8601-date": iso}, iso)


def _pages(pages: str) -> Iterable[Element]:
    if not pages:
        return
    first, _, last = pages.replace("\u2013", "-").partition("-")
    if last and "," not in pages:
        yield element("fpage", None, first.strip())
        yield element("lpage", None, last.strip(" -"))
    elif pages.isalnum():
        yield element("fpage", None, pages)
    else:
        yield element("page-range", None, pages)

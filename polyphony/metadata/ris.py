"""A work into a record of RIS: one `AU` an author in the byline's order, the order's meaning in `N1`."""

from __future__ import annotations

from collections.abc import Iterator

from polyphony.metadata.dates import date_parts, end_of
from polyphony.metadata.names import clean, inverted
from polyphony.metadata.works import Work

__all__ = ["render_ris"]


def render_ris(work: Work) -> str:
    """Write a record, its lines ended as RIS wants it (CR LF)."""
    lines = [f"{tag}  - {clean(value)}" for tag, value in _fields(work) if value or tag == "TY"]
    return "".join(f"{line}\r\n" for line in [*lines, "ER  - ", ""])


def _fields(work: Work) -> Iterator[tuple[str, str]]:
    container = work.container if work.kind == "publication" else None
    yield "TY", _type(work)
    for person in work.authors:
        yield "AU", inverted(person)
    for person in work.editors:
        yield "ED", inverted(person)
    for person in work.translators:
        yield "A4", inverted(person)
    yield "TI", work.full_title
    if work.host is not None:
        yield "T2", work.inside
        if work.host.kind == "publication" and work.genre in ("book", "collection"):
            for person in work.host.authors:
                yield "A2", inverted(person)
    if container is not None:
        yield "T2", container.title
        yield "JO", container.title if _type(work) == "JOUR" else ""
        yield "VL", container.volume
        yield "IS", container.issue
        yield "SP", container.locator
        yield "SN", container.issn or container.isbn
        yield "PB", container.publisher
    yield "PY", work.year
    yield "DA", _date(work)
    yield "DO", work.doi
    yield "UR", work.url
    yield "LA", work.language
    yield "AB", work.abstract
    for word in work.keywords:
        yield "KW", word
    yield "M3", work.medium
    yield "N1", work.statement


def _type(work: Work) -> str:
    match work.kind, work.genre:
        case "publication", "article":
            return "JOUR" if work.container and work.container.title else "ELEC"
        case "publication", "book":
            return "BOOK"
        case "publication", "collection":
            return "EDBOOK"
        case "publication", "journal":
            return "JFULL"
        case "page", "journal":
            return "JOUR"
        case "page", "book" | "collection":
            return "CHAP"
        case _:
            return "ELEC"


def _date(work: Work) -> str:
    """Write a date as `2025/08/13/`, with what is known of it."""
    parts = date_parts(end_of(work.date))
    if not parts:
        return ""
    year, *rest = parts[0]
    return "/".join([f"{year:04}", *(f"{part:02}" for part in rest), *[""] * (3 - len(rest))])

"""A work into an item of CSL-JSON: names in the byline's order, the order's meaning in `note`, equals in `custom`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from polyphony.metadata.dates import date_parts
from polyphony.metadata.names import has_parts
from polyphony.metadata.works import Work
from polyphony.model import Person, family_first

__all__ = ["csl_item", "csl_names", "render_csl"]


def render_csl(works: Iterable[Work]) -> str:
    """Write items as a file of CSL-JSON, one property a line."""
    return json.dumps([csl_item(work) for work in works], ensure_ascii=False, indent=2) + "\n"


def csl_item(work: Work) -> dict[str, Any]:
    """Make an item of a work; what isn't known is left out."""
    container = work.container if work.kind == "publication" else None
    dates = date_parts(work.date)
    host = work.host
    item: dict[str, Any] = {
        "id": work.key,
        "type": _type(work),
        "title": work.full_title,
        "author": csl_names(work.authors),
        "editor": csl_names(work.editors),
        "translator": csl_names(work.translators),
        "container-title": work.inside if host else container.title if container else "",
        "container-author": csl_names(host.authors) if host else [],
        "volume": container.volume if container else "",
        "issue": container.issue if container else "",
        "page": container.locator if container else "",
        "ISSN": container.issn if container else "",
        "ISBN": container.isbn if container else "",
        "publisher": container.publisher if container else "",
        "issued": {"date-parts": dates} if dates else {},
        "DOI": work.doi,
        "URL": work.url,
        "language": work.language,
        "medium": work.medium,
        "keyword": ", ".join(work.keywords),
        "abstract": work.abstract,
        "note": work.statement,
        "custom": _custom(work),
    }
    return {name: value for name, value in item.items() if value or name in ("id", "type")}


def csl_names(people: Iterable[Person]) -> list[dict[str, Any]]:
    """Write names; one without parts is literal, and one that is read family name first stays so."""
    return [_name(person) for person in people]


def _name(person: Person) -> dict[str, Any]:
    name = person.name
    if not has_parts(person):
        return {"literal": name.display}
    parts: dict[str, Any] = {"family": name.family, "given": name.given}
    if name.particle:
        parts["non-dropping-particle"] = name.particle
    if name.suffix:
        parts["suffix"] = name.suffix
    if family_first(name) and " " in name.display:
        parts["static-ordering"] = True
    return parts


def _custom(work: Work) -> dict[str, Any]:
    """Keep for machines what CSL has no place for: the policy of the order and the sets of equals, by place from 1."""
    if work.kind not in ("publication", "page") or not work.statement:
        return {}
    place = {person.id: number for number, person in enumerate(work.authors, 1)}
    equal = [sorted(place[id] for id in equals if id in place) for equals in work.equal]
    return {"author-order": work.policy, **({"equal-authors": equal} if equal else {})}


def _type(work: Work) -> str:
    match work.kind, work.genre:
        case "publication", "article":
            return "article-journal" if work.container and work.container.title else "webpage"
        case "publication", "book":
            return "book"
        case "publication", "collection":
            return "collection"
        case "publication", "journal":
            return "periodical"
        case "page", "journal":
            return "article-journal"
        case "page", "book" | "collection":
            return "chapter"
        case _:
            return "webpage"

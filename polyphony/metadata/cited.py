"""Records of cited works (CSL-JSON) to what schema.org says of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from polyphony.model import ReferenceEntry, with_particle

__all__ = ["citation_nodes", "names_of", "year_of_record"]

_TYPES: Final = {
    "article-journal": "ScholarlyArticle", "article-magazine": "Article", "article-newspaper": "NewsArticle",
    "article": "ScholarlyArticle", "paper-conference": "ScholarlyArticle", "book": "Book", "chapter": "Chapter",
    "report": "Report", "thesis": "Thesis", "webpage": "WebPage", "post": "SocialMediaPosting",
    "post-weblog": "BlogPosting", "motion_picture": "Movie", "dataset": "Dataset", "software": "SoftwareSourceCode",
    "map": "Map", "legislation": "Legislation",
}  # fmt: skip
"""The types of CSL that schema.org has a type for; all others are a `CreativeWork`."""


def citation_nodes(entries: Iterable[ReferenceEntry]) -> list[dict[str, Any]]:
    """Describe the works of a list of references, in its order."""
    return [_node(json.loads(entry.record), entry.text) for entry in entries if entry.record]


def names_of(record: Mapping[str, Any]) -> list[str]:
    """The names under which a work's authors, or else its editors, are cited in a text."""
    people = [name for name in _list(record.get("author")) or _list(record.get("editor")) if isinstance(name, dict)]
    names = ({key: part for key, part in name.items() if isinstance(part, str)} for name in people)
    cited = (
        name.get("literal") or with_particle(name.get("non-dropping-particle", ""), name.get("family", ""))
        for name in names
    )
    return [name for name in cited if name]


def year_of_record(record: Mapping[str, Any]) -> str:
    """The year in which a work came out; empty where it isn't known."""
    return _date(record.get("issued")).partition("-")[0]


def _node(record: Mapping[str, Any], text: str) -> dict[str, Any]:
    node: dict[str, Any] = {"@type": _TYPES.get(str(record.get("type", "")), "CreativeWork")}
    title = record.get("title")
    node["name"] = title if isinstance(title, str) and title else text
    authors = [_name(name) for name in _list(record.get("author")) if isinstance(name, dict)]
    if any(authors):
        node["author"] = [author for author in authors if author]
    date = _date(record.get("issued"))
    if date:
        node["datePublished"] = date
    doi, address = record.get("DOI"), record.get("URL")
    if isinstance(doi, str) and doi:
        node["sameAs"] = f"https://doi.org/{doi}"
    elif isinstance(address, str) and address.startswith(("https://", "http://")):
        node["url"] = address
    return node


def _name(name: Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(name.get("literal"), str):
        return {"@type": "Organization", "name": name["literal"]}
    known = {key: part for key, part in name.items() if isinstance(part, str)}
    family = known.get("family", "")
    for key in ("non-dropping-particle", "dropping-particle"):
        family = with_particle(known.get(key, ""), family)
    whole = " ".join(part for part in (known.get("given"), family, known.get("suffix")) if part)
    return {"@type": "Person", "name": whole} if whole else {}


def _date(issued: Any) -> str:
    """Write the first date of a CSL date: "2013", "2013-05" or "2013-05-01"; empty where there is none."""
    parts = _list(_list(issued.get("date-parts"))[:1] and issued["date-parts"][0]) if isinstance(issued, dict) else []
    try:
        numbers = [int(part) for part in parts[:3]]
    except (TypeError, ValueError):
        return ""
    return "-".join(f"{number:04}" if place == 0 else f"{number:02}" for place, number in enumerate(numbers))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

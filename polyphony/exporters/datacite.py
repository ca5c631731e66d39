"""A publication and its pages into DataCite's metadata (schema 4.6), as JSON and as XML.

DataCite registers a DOI: a publication whose year isn't known can't be registered, and has no such file. Where there is
no DOI yet the XML says so in DataCite's own words, `(:tba)`. The order of names is "priority" to DataCite; what it
means here is said in a description.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from polyphony.metadata import works_of
from polyphony.metadata.formats import folder_of
from polyphony.metadata.names import affiliation_text, has_parts, inverted, orcid_address
from polyphony.model import OutputFile, Publication, with_particle
from polyphony.xmltree import Element, element, render_document, render_element

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from polyphony.metadata import Work
    from polyphony.model import Affiliation, Person

_ORCID = "https://orcid.org"
_ROR = "https://ror.org"
_SPDX = "https://spdx.org/licenses/"


def export_datacite(publication: Publication) -> Iterator[OutputFile]:
    """Make `datacite.json` and `datacite.xml` of whatever has a year."""
    for page, work in works_of(publication):
        if work.year:
            record = datacite_record(work)
            text = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
            yield OutputFile(f"{folder_of(page)}datacite.json", text.encode())
            yield OutputFile(f"{folder_of(page)}datacite.xml", datacite_xml(record))


def datacite_record(work: Work) -> dict[str, Any]:
    """Make the record of a work, as DataCite's JSON has it; what isn't known is left out."""
    publisher = work.container.publisher if work.container else ""
    record: dict[str, Any] = {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "doi": work.doi,
        "url": work.url,
        "types": {"resourceTypeGeneral": _general(work), "resourceType": _type(work)},
        "creators": _people(work.authors) or [{"name": "(:none)"}],
        "titles": _titles(work),
        "publisher": {"name": publisher or _self_published(work)},
        "publicationYear": work.year,
        "contributors": [
            *(dict(person, contributorType="Editor") for person in _people(work.editors)),
            *(dict(person, contributorType="Translator") for person in _people(work.translators)),
        ],
        "subjects": [{"subject": word} for word in dict.fromkeys(work.keywords) if word],
        "dates": _dates(work),
        "language": work.language,
        "rightsList": _rights(work),
        "descriptions": _descriptions(work),
        "relatedIdentifiers": _related(work),
        "relatedItems": _related_items(work),
    }
    return {name: value for name, value in record.items() if value}


def _self_published(work: Work) -> str:
    """Name who publishes what no publisher does: the collective, or all authors, as it stands in the byline."""
    people = [person for person in work.authors if person.id == work.collective] or list(work.authors)
    return "; ".join(person.name.display for person in people) or "(:none)"


def _general(work: Work) -> str:
    match work.kind, work.genre:
        case "publication", "article":
            return "JournalArticle" if work.container and work.container.issn else "InteractiveResource"
        case "publication", "book":
            return "Book"
        case "publication", "collection":
            return "Collection"
        case "publication", "journal":
            return "Journal"
        case "page", "journal":
            return "JournalArticle"
        case "page", "book" | "collection":
            return "BookChapter"
        case _:
            return "InteractiveResource"


def _type(work: Work) -> str:
    return "Multivocal publication" if work.host is None else "Part of a multivocal publication"


def _people(people: Iterable[Person]) -> list[dict[str, Any]]:
    return [_person(person) for person in people]


def _person(person: Person) -> dict[str, Any]:
    record: dict[str, Any] = {"name": inverted(person)}
    if person.kind == "collective":
        record["nameType"] = "Organizational"
    elif has_parts(person):
        record["nameType"] = "Personal"
        record["givenName"] = f"{person.name.given} {person.name.suffix}".strip()
        record["familyName"] = with_particle(person.name.particle, person.name.family)
    else:
        # A name that is one whole is still somebody's.
        record["nameType"] = "Personal"
    if person.orcid:
        record["nameIdentifiers"] = [
            {"nameIdentifier": orcid_address(person), "nameIdentifierScheme": "ORCID", "schemeUri": _ORCID}
        ]
    places = [_affiliation(affiliation) for affiliation in person.affiliations if affiliation_text(affiliation)]
    if places:
        record["affiliation"] = list({place["name"]: place for place in places}.values())
    return record


def _affiliation(affiliation: Affiliation) -> dict[str, str]:
    record = {"name": affiliation_text(affiliation)}
    if affiliation.ror:
        record |= {"affiliationIdentifier": affiliation.ror, "affiliationIdentifierScheme": "ROR", "schemeUri": _ROR}
    return record


def _titles(work: Work) -> list[dict[str, str]]:
    titles = [{"title": work.title, "lang": work.language}]
    if work.subtitle:
        titles.append({"title": work.subtitle, "titleType": "Subtitle", "lang": work.language})
    return titles


def _dates(work: Work) -> list[dict[str, str]]:
    known = {"Issued": work.date, "Submitted": work.submitted, "Accepted": work.accepted, "Updated": work.updated}
    return [{"date": date, "dateType": kind} for kind, date in known.items() if date]


def _rights(work: Work) -> list[dict[str, str]]:
    license = work.license
    if license is None:
        return []
    record = {"rights": license.name, "rightsUri": license.url}
    if license.spdx:
        record |= {
            "rightsIdentifier": license.spdx.lower(),
            "rightsIdentifierScheme": "SPDX",
            "schemeUri": _SPDX,
        }
    return [{name: value for name, value in record.items() if value}]


def _descriptions(work: Work) -> list[dict[str, str]]:
    known = (("Abstract", work.abstract, work.language), ("Other", work.statement, work.statement_language))
    return [{"description": text, "descriptionType": kind, "lang": language} for kind, text, language in known if text]


def _related(work: Work) -> list[dict[str, str]]:
    """Say what it is part of, by whatever is known of that: its DOI, else its address."""
    host = work.host
    if host is None or not (host.doi or host.url):
        return []
    kind = "DOI" if host.doi else "URL"
    return [
        {"relatedIdentifier": host.doi or host.url, "relatedIdentifierType": kind, "relationType": "IsPartOf"},
    ]


def _related_items(work: Work) -> list[dict[str, Any]]:
    """Describe the journal or book that it appeared in."""
    container = work.container if work.host is None else None
    if container is None or not container.title:
        return []
    item: dict[str, Any] = {
        "relatedItemType": "Book" if container.isbn else "Journal",
        "relationType": "IsPublishedIn",
        "relatedItemIdentifier": {
            "relatedItemIdentifier": container.isbn or container.issn,
            "relatedItemIdentifierType": "ISBN" if container.isbn else "ISSN",
        }
        if container.isbn or container.issn
        else {},
        "titles": [{"title": container.title}],
        "volume": container.volume,
        "issue": container.issue,
        "firstPage": container.locator,
        "publicationYear": work.year,
        "publisher": container.publisher,
    }
    return [{name: value for name, value in item.items() if value}]


_LAID_OUT = frozenset({"resource", "creator", "contributor", "relatedItem", "creators", "contributors", "relatedItems",
    "titles", "subjects", "dates", "relatedIdentifiers", "rightsList", "descriptions"})  # fmt: skip
"""The elements that hold elements alone."""

_SCHEMA = "http://datacite.org/schema/kernel-4"


def datacite_xml(record: dict[str, Any]) -> bytes:
    """Write a record as XML."""
    namespaces = {
        "xmlns": _SCHEMA,
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": f"{_SCHEMA} https://schema.datacite.org/meta/kernel-4.6/metadata.xsd",
    }
    types = record["types"]
    root = element(
        "resource",
        namespaces,
        element("identifier", {"identifierType": "DOI"}, record.get("doi") or "(:tba)"),
        _people_xml("creator", record["creators"]),
        _group("titles", "title", record["titles"], "title"),
        element("publisher", None, record["publisher"]["name"]),
        element("publicationYear", None, record["publicationYear"]),
        element("resourceType", {"resourceTypeGeneral": types["resourceTypeGeneral"]}, types["resourceType"]),
        _group("subjects", "subject", record.get("subjects"), "subject"),
        _people_xml("contributor", record.get("contributors")),
        _group("dates", "date", record.get("dates"), "date"),
        element("language", None, record["language"]),
        _group("relatedIdentifiers", "relatedIdentifier", record.get("relatedIdentifiers"), "relatedIdentifier"),
        _group("rightsList", "rights", record.get("rightsList"), "rights"),
        _group("descriptions", "description", record.get("descriptions"), "description"),
        _related_xml(record.get("relatedItems")),
    )
    return render_document(render_element(root, _LAID_OUT))


_ATTRIBUTES = {"lang": "xml:lang", "schemeUri": "schemeURI", "rightsUri": "rightsURI"}
"""Keys of the JSON that are called otherwise as attributes."""


def _item(tag: str, item: dict[str, str], text: str) -> Element:
    """Make an element of an item of the JSON: one of its keys is the text, the others are attributes."""
    return element(tag, {_ATTRIBUTES.get(key, key): value for key, value in item.items() if key != text}, item[text])


def _group(group: str, tag: str, items: list[dict[str, str]] | None, text: str) -> Element | None:
    return element(group, None, *(_item(tag, item, text) for item in items)) if items else None


def _people_xml(tag: str, people: list[dict[str, Any]] | None) -> Element | None:
    if not people:
        return None
    found = []
    for person in people:
        kind = {"contributorType": person.get("contributorType", "")}
        found.append(
            element(
                tag,
                kind,
                element(f"{tag}Name", {"nameType": person.get("nameType", "")}, person["name"]),
                *(element(part, None, person[part]) for part in ("givenName", "familyName") if part in person),
                *(_item("nameIdentifier", one, "nameIdentifier") for one in person.get("nameIdentifiers", ())),
                *(_item("affiliation", place, "name") for place in person.get("affiliation", ())),
            )
        )
    return element(f"{tag}s", None, *found)


def _related_xml(items: list[dict[str, Any]] | None) -> Element | None:
    if not items:
        return None
    found = []
    for item in items:
        known = item.get("relatedItemIdentifier")
        found.append(
            element(
                "relatedItem",
                {"relatedItemType": item["relatedItemType"], "relationType": item["relationType"]},
                _item("relatedItemIdentifier", known, "relatedItemIdentifier") if known else None,
                _group("titles", "title", item["titles"], "title"),
                *(
                    element(part, None, item[part])
                    for part in ("publicationYear", "volume", "issue", "firstPage", "publisher")
                    if part in item
                ),
            )
        )
    return element("relatedItems", None, *found)

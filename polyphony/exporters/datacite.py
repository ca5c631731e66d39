"""A publication and its pages into DataCite's metadata (schema 4.6), as JSON and as XML.

DataCite registers a DOI: a publication whose year isn't known can't be registered, and has no such file. Where there is
no DOI yet the XML says so in DataCite's own words, `(:tba)`. The order of names is "priority" to DataCite; what it
means here is said in a description.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from polyphony.metadata import works_of
from polyphony.metadata.formats import folder_of
from polyphony.metadata.names import affiliation_text, has_parts, inverted, orcid_address
from polyphony.model import OutputFile, Publication

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
        record["familyName"] = f"{person.name.particle} {person.name.family}".strip()
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
    known = {"Abstract": work.abstract, "Other": work.statement}
    return [
        {"description": text, "descriptionType": kind, "lang": work.language} for kind, text in known.items() if text
    ]


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


def datacite_xml(record: dict[str, Any]) -> bytes:
    """Write a record as XML."""
    root = ET.Element(
        "resource",
        {
            "xmlns": "http://datacite.org/schema/kernel-4",
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:schemaLocation": "http://datacite.org/schema/kernel-4 "
            "https://schema.datacite.org/meta/kernel-4.6/metadata.xsd",
        },
    )
    _add(root, "identifier", record.get("doi") or "(:tba)", identifierType="DOI")
    _add_people(root, "creators", "creator", record["creators"])
    _add_each(root, "titles", "title", record["titles"], "title", lang="xml:lang", titleType="titleType")
    _add(root, "publisher", record["publisher"]["name"])
    _add(root, "publicationYear", record["publicationYear"])
    types = record["types"]
    _add(root, "resourceType", types["resourceType"], resourceTypeGeneral=types["resourceTypeGeneral"])
    _add_each(root, "subjects", "subject", record.get("subjects"), "subject")
    _add_people(root, "contributors", "contributor", record.get("contributors"))
    _add_each(root, "dates", "date", record.get("dates"), "date", dateType="dateType")
    _add(root, "language", record["language"])
    _add_each(root, "relatedIdentifiers", "relatedIdentifier", record.get("relatedIdentifiers"), "relatedIdentifier",
              relatedIdentifierType="relatedIdentifierType", relationType="relationType")  # fmt: skip
    _add_each(root, "rightsList", "rights", record.get("rightsList"), "rights", rightsUri="rightsURI",
              rightsIdentifier="rightsIdentifier", rightsIdentifierScheme="rightsIdentifierScheme",
              schemeUri="schemeURI")  # fmt: skip
    _add_each(root, "descriptions", "description", record.get("descriptions"), "description",
              descriptionType="descriptionType", lang="xml:lang")  # fmt: skip
    _add_related(root, record.get("relatedItems"))
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return text + b"\n"


def _add(parent: ET.Element, tag: str, text: str, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, tag, attributes)
    child.text = text
    return child


def _add_each(
    root: ET.Element, group: str, tag: str, items: list[dict[str, str]] | None, text: str, **names: str
) -> None:
    """Add a group of elements, `names` leading from a key of the JSON to the attribute that it is in XML."""
    if items:
        parent = ET.SubElement(root, group)
        for item in items:
            child = ET.SubElement(parent, tag, {name: item[key] for key, name in names.items() if key in item})
            child.text = item[text]


def _add_people(root: ET.Element, group: str, tag: str, people: list[dict[str, Any]] | None) -> None:
    parent = ET.SubElement(root, group) if people else root
    for person in people or ():
        kind = {"contributorType": person["contributorType"]} if "contributorType" in person else {}
        child = ET.SubElement(parent, tag, kind)
        name_type = {"nameType": person["nameType"]} if "nameType" in person else {}
        _add(child, f"{tag}Name", person["name"], **name_type)
        for part in ("givenName", "familyName"):
            if part in person:
                _add(child, part, person[part])
        for one in person.get("nameIdentifiers", ()):
            scheme = {"nameIdentifierScheme": one["nameIdentifierScheme"], "schemeURI": one["schemeUri"]}
            _add(child, "nameIdentifier", one["nameIdentifier"], **scheme)
        for place in person.get("affiliation", ()):
            names = {"affiliationIdentifier": "affiliationIdentifier", "schemeUri": "schemeURI",
                     "affiliationIdentifierScheme": "affiliationIdentifierScheme"}  # fmt: skip
            attributes = {name: place[key] for key, name in names.items() if key in place}
            _add(child, "affiliation", place["name"], **attributes)


def _add_related(root: ET.Element, items: list[dict[str, Any]] | None) -> None:
    parent = ET.SubElement(root, "relatedItems") if items else root
    for item in items or ():
        kind = {"relatedItemType": item["relatedItemType"], "relationType": item["relationType"]}
        child = ET.SubElement(parent, "relatedItem", kind)
        if found := item.get("relatedItemIdentifier"):
            _add(child, "relatedItemIdentifier", found["relatedItemIdentifier"],
                 relatedItemIdentifierType=found["relatedItemIdentifierType"])  # fmt: skip
        _add_each(child, "titles", "title", item["titles"], "title")
        for part in ("publicationYear", "volume", "issue", "firstPage", "publisher"):
            if part in item:
                _add(child, part, item[part])

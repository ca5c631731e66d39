"""A publication and its pages into RO-Crates: folders of files that say in JSON-LD what they hold, and of whom.

A crate needs the date when it was published. Where none is known there is no such file.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from polyphony.metadata import Catalogue, Work, catalogue_of, page_work
from polyphony.metadata.dates import end_of
from polyphony.metadata.formats import files_for, folder_of
from polyphony.metadata.jsonld import credit_address
from polyphony.metadata.names import affiliation_text, has_parts, orcid_address
from polyphony.model import CREDIT_ROLES, License, OutputFile, Person, Publication, with_particle
from polyphony.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from polyphony.words import Words

    Node = dict[str, Any]

VERSION = "https://w3id.org/ro/crate/1.2"


def export_rocrate(publication: Publication, words: Words) -> Iterator[OutputFile]:
    """Make a crate of the site, one of the publication's metadata, and one of each page's."""
    catalogue = catalogue_of(publication)
    whole = catalogue.whole
    if whole.year:
        yield OutputFile(
            "ro-crate-metadata.json", render_crate(whole, _site_files(publication, catalogue), catalogue, words)
        )
        yield OutputFile(
            "metadata/ro-crate-metadata.json", render_crate(whole, _metadata_files(whole, catalogue), catalogue, words)
        )
    for page in publication.pages:
        work = page_work(page, catalogue)
        if work.year:
            content = render_crate(work, _metadata_files(work, catalogue), catalogue, words)
            yield OutputFile(f"{folder_of(page)}ro-crate-metadata.json", content)


def _metadata_files(work: Work, catalogue: Catalogue) -> list[Node]:
    """List the files that stand beside a crate's own."""
    return [
        _file(file.name, f"{row.name}: {work.title}", file.media_type)
        for row, file in files_for(work, catalogue.outputs)
        if row.exporter != "ro-crate"
    ]


def _site_files(publication: Publication, catalogue: Catalogue) -> list[Node]:
    """List the site's pages with their authors, the data, and the metadata."""
    nodes = []
    if "pages" in catalogue.outputs:
        for page in publication.pages:
            work = page_work(page, catalogue)
            node = _file(page.file, work.title, "text/html")
            nodes.append(
                {**node, "author": _references(work.authors), "creditText": work.statement, "inLanguage": work.language}
            )
    if "data" in catalogue.outputs:
        nodes.append(_file("polyphony.json", publication.title_text, "application/json"))
    for row, file in files_for(catalogue.whole, catalogue.outputs):
        if row.exporter != "ro-crate":
            nodes.append(_file(f"metadata/{file.name}", f"{row.name}: {catalogue.whole.title}", file.media_type))
    return nodes


def _file(path: str, name: str, media_type: str) -> Node:
    return {"@id": path, "@type": "File", "name": name, "encodingFormat": media_type}


def render_crate(work: Work, files: list[Node], catalogue: Catalogue, words: Words) -> bytes:
    """Write the crate of a work that holds some files; the graph is flat, and authors are a set in it."""
    people = {person.id: person for person in (*work.authors, *work.editors, *work.translators)}
    for member in sorted({member for person in people.values() for member in person.members}):
        people.setdefault(member, catalogue.people[member])
    for file in files:
        for author in file.get("author", ()):
            id = author["@id"].removeprefix("#person-")
            people.setdefault(id, catalogue.people[id])
    nodes: list[Node] = [
        {
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "conformsTo": {"@id": VERSION},
            "about": {"@id": "./"},
        },
        _root(work, files, words),
        _license(work.license, words),
    ]
    for person in people.values():
        nodes.extend(_person_nodes(person))
    nodes.extend(_role_nodes(work))
    if work.container and work.container.publisher:
        nodes.append({"@id": "#publisher", "@type": "Organization", "name": work.container.publisher})
    nodes.extend(_filled(file) for file in files)
    unique = {node["@id"]: node for node in nodes}
    graph = {"@context": f"{VERSION}/context", "@graph": list(unique.values())}
    return (json.dumps(graph, ensure_ascii=False, indent=2) + "\n").encode()


def _root(work: Work, files: list[Node], words: Words) -> Node:
    publisher = work.container.publisher if work.container else ""
    return _filled(
        {
            "@id": "./",
            "@type": "Dataset",
            "name": work.full_title,
            "description": work.abstract or work.full_title,
            "datePublished": end_of(work.date),
            "license": {"@id": _license(work.license, words)["@id"]},
            "author": _references(work.authors),
            "creditText": work.statement,
            "editor": _references(work.editors),
            "translator": _references(work.translators),
            "contributor": [{"@id": node["@id"]} for node in _role_nodes(work)],
            "publisher": {"@id": "#publisher"} if publisher else {},
            "inLanguage": work.language,
            "keywords": list(work.keywords),
            "identifier": f"https://doi.org/{work.doi}" if work.doi else "",
            "url": work.url,
            "isPartOf": {"@id": work.host.url} if work.host and work.host.url else {},
            "hasPart": [{"@id": file["@id"]} for file in files],
        }
    )


def _references(people: Iterable[Person]) -> list[Node]:
    return [{"@id": f"#person-{person.id}"} for person in people]


def _license(license: License | None, words: Words) -> Node:
    """Describe the licence; without one, say that there is none."""
    if license is None:
        text = say(words, "cite-no-license")
        return {"@id": "#license", "@type": "CreativeWork", "name": text, "description": text}
    name = license.name
    return {"@id": license.url or "#license", "@type": "CreativeWork", "name": name, "description": name}


def _person_nodes(person: Person) -> Iterator[Node]:
    name = person.name
    organizations = []
    for number, place in enumerate(person.affiliations, 1):
        if affiliation_text(place):
            id = place.ror or f"#affiliation-{person.id}-{number}"
            organizations.append({"@id": id, "@type": "Organization", "name": affiliation_text(place)})
    yield _filled(
        {
            "@id": f"#person-{person.id}",
            "@type": "Organization" if person.kind == "collective" else "Person",
            "name": name.display,
            "givenName": name.given if has_parts(person) else "",
            "familyName": with_particle(name.particle, name.family) if has_parts(person) else "",
            "honorificSuffix": name.suffix if has_parts(person) else "",
            "member": [{"@id": f"#person-{member}"} for member in sorted(person.members)],
            "jobTitle": person.position,
            "affiliation": [{"@id": place["@id"]} for place in organizations],
            "identifier": orcid_address(person),
            "email": person.email,
            "url": person.url,
        }
    )
    yield from organizations


def _role_nodes(work: Work) -> Iterator[Node]:
    """Say which roles authors had; nobody stands here who doesn't stand among the authors."""
    for person in work.authors if work.host is None else ():
        roles = [credit_address(role) for role in person.credit if role in CREDIT_ROLES]
        for number, name in enumerate((*roles, *person.contributions), 1):
            yield {
                "@id": f"#role-{person.id}-{number}",
                "@type": "Role",
                "roleName": name,
                "contributor": {"@id": f"#person-{person.id}"},
            }


def _filled(node: Node) -> Node:
    return {name: value for name, value in node.items() if value}

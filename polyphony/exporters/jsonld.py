"""A publication and its pages into JSON-LD in the words of schema.org, with every message and every passage."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from polyphony.metadata import Catalogue, catalogue_of, page_work
from polyphony.metadata.cited import citation_nodes
from polyphony.metadata.formats import folder_of
from polyphony.metadata.jsonld import (
    conversation_nodes,
    part_id,
    part_nodes,
    person_nodes,
    reference,
    work_id,
    work_node,
)
from polyphony.metadata.parts import conversations_on, parts_on
from polyphony.model import OutputFile, Page, PageReferences, Person, Publication, unpack_body
from polyphony.theme import Theme
from polyphony.views.spoken import rendering_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence


class GraphJob(Struct, frozen=True):
    """All that a page's file depends on, beside what it shares with the others."""

    page: Page
    references: PageReferences


class GraphBytes(Struct, frozen=True):
    """A page's file."""

    content: bytes


def export_jsonld(
    publication: Publication,
    remember: Callable[[Callable[[GraphJob], GraphBytes], Sequence[GraphJob], type[GraphBytes]], Iterator[GraphBytes]],
    references: Mapping[str, PageReferences],
    theme: Theme,
) -> Iterator[OutputFile]:
    """Make `schema-org.jsonld`. `references` are by a page's source path."""
    catalogue = catalogue_of(publication)
    none = PageReferences()
    jobs = [GraphJob(page, references.get(page.parsed.path, none)) for page in publication.pages]
    yield OutputFile("metadata/schema-org.jsonld", _document(_whole(publication, catalogue)))
    render = partial(render_graph, catalogue=catalogue, theme=theme)
    for page, made in zip(publication.pages, remember(render, jobs, GraphBytes), strict=True):
        yield OutputFile(f"{folder_of(page)}schema-org.jsonld", made.content)


def render_graph(job: GraphJob, *, catalogue: Catalogue, theme: Theme) -> GraphBytes:
    """Render a page's file: the page, its people, its exchanges with their messages, and all else that is said."""
    page, body = job.page, unpack_body(job.page.parsed)
    work = page_work(page, catalogue)
    rendering = rendering_for(page, job.references, theme)
    conversations = list(conversations_on(page, body.blocks, rendering))
    messages = {item.id for conversation in conversations for item in conversation.items}
    parts = [part for part in parts_on(page, body, rendering) if part.id not in messages]
    top = [one.id for one in conversations] + [part.id for part in parts if not part.exchange]
    speakers = {one for part in parts_on(page, body, rendering) for one in part.by}
    nodes = [work_node(work, catalogue, [reference(part_id(id, work)) for id in top])]
    if job.references.entries:
        nodes[0]["citation"] = citation_nodes(job.references.entries)
    if work.kind == "page":
        nodes.append(_host(catalogue))
    nodes += person_nodes(_everyone(work.authors, speakers, catalogue), catalogue)
    nodes += [node for one in conversations for node in conversation_nodes(one, work, catalogue)]
    nodes += part_nodes(parts, work, catalogue)
    return GraphBytes(_document(nodes))


def _everyone(authors: Iterable[Person], others: Iterable[str], catalogue: Catalogue) -> list[Person]:
    """Put authors in the byline's order, then all others, then the members of collectives, by id."""
    found = {person.id: person for person in authors}
    found |= {id: catalogue.people[id] for id in sorted(others) if id in catalogue.people}
    members = sorted({member for person in found.values() for member in person.members})
    found |= {id: catalogue.people[id] for id in members if id in catalogue.people and id not in found}
    return list(found.values())


def _host(catalogue: Catalogue) -> dict[str, Any]:
    """Describe the publication as far as a page of it needs to."""
    node = work_node(catalogue.whole, catalogue)
    return {name: node[name] for name in ("@id", "@type", "name", "url", "identifier") if name in node}


def _whole(publication: Publication, catalogue: Catalogue) -> list[dict[str, Any]]:
    whole = catalogue.whole
    works = [page_work(page, catalogue) for page in publication.pages]
    pages = [work for work in works if work.kind == "page"]
    people = [*whole.authors, *whole.editors, *whole.translators]
    speakers = {one for page in publication.pages for spoken in page.parsed.spoken for one in spoken.by}
    nodes = [work_node(whole, catalogue, [reference(work_id(work, whole.url)) for work in pages])]
    nodes += person_nodes(_everyone(people, speakers, catalogue), catalogue)
    nodes += [work_node(work, catalogue) for work in pages]
    return nodes


def _document(nodes: list[dict[str, Any]]) -> bytes:
    encoded = msgspec.json.encode({"@context": "https://schema.org", "@graph": nodes})
    return msgspec.json.format(encoded, indent=1) + b"\n"

"""A page into what machines find in its head: whose it is, where its records are, how it wants to be cited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from polyphony.html.addresses import file_of
from polyphony.html.escape import escape
from polyphony.metadata.dates import date_parts, end_of
from polyphony.metadata.formats import files_for, folder_of
from polyphony.metadata.jsonld import (
    conversation_nodes,
    conversation_summary,
    part_id,
    person_nodes,
    reference,
    whole_type,
    work_id,
    work_node,
)
from polyphony.metadata.names import affiliation_text, inverted, orcid_address
from polyphony.metadata.parts import conversations_on
from polyphony.metadata.works import Catalogue, Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from polyphony.markup import Rendering
    from polyphony.metadata.parts import Conversation
    from polyphony.model import Body, Page, Section

__all__ = ["metadata_head", "script_json", "transcript_head"]

MESSAGES_SHOWN = 2000
"""How many characters of messages a page's head holds at most; where there are more it says only which exchanges there
are, and these have pages of their own with every message."""

ITEMS_SHOWN = 100
"""How many pages a first page's head links to at most."""

_SAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def script_json(value: Any) -> str:
    """Write a value as JSON that no HTML parser takes for anything else, and no script for a line's end."""
    text = msgspec.json.encode(value).decode()
    for character, safe in _SAFE.items():
        if character in text:
            text = text.replace(character, safe)
    return text


def metadata_head(
    page: Page,
    body: Body,
    work: Work,
    catalogue: Catalogue,
    root: str,
    rendering: Rendering,
    navigation: Sequence[Section],
) -> str:
    """Write the head of a reading page: JSON-LD, Highwire and Dublin Core tags, and links to its records.

    `work` is the page as something to cite; `root` leads to the site's root.
    """
    lines = [
        *_highwire(work),
        *_dublin_core(work),
        *_signposts(page, work, catalogue, root, navigation),
        _script(_page_graph(page, body, work, catalogue, rendering), catalogue, root),
    ]
    return "\n".join(lines)


def transcript_head(conversation: Conversation, work: Work, catalogue: Catalogue, root: str) -> str:
    """Write the JSON-LD of an exchange's own page, with every message; `work` is the page that it stands on."""
    people = {one for item in conversation.items for one in item.by}
    nodes = list(conversation_nodes(conversation, work, catalogue))
    nodes += [_stub(work, catalogue), *_people(people, catalogue)]
    return _script(nodes, catalogue, root)


def _script(nodes: Sequence[dict[str, Any]], catalogue: Catalogue, root: str) -> str:
    tree = {"@context": "https://schema.org", **_nested(nodes, catalogue.whole.url, root)}
    return f'<script type="application/ld+json">{script_json(tree)}</script>'


def _nested(nodes: Sequence[dict[str, Any]], base: str, root: str) -> dict[str, Any]:
    """Make a tree of a graph whose first node leads to all others: each stands where it is first referred to.

    The first has its whole address, the others are found from the page that they stand in. A part that stands in what
    it is part of doesn't say so again.
    """
    waiting = {node["@id"]: node for node in nodes[1:]}

    def place(node: dict[str, Any], holder: str) -> dict[str, Any]:
        if len(node) == 1 and "@id" in node:
            node = waiting.pop(node["@id"], node)
        here = node.get("@id", holder)
        found: dict[str, Any] = {}
        for name, value in node.items():
            if type(value) is dict:
                if name != "isPartOf" or value != {"@id": holder}:
                    found[name] = place(value, here)
            elif type(value) is list:
                found[name] = [place(one, here) if type(one) is dict else one for one in value]
            else:
                found[name] = value
        if base and here.startswith(base) and here != base and "@id" in node:
            found["@id"] = root + here.removeprefix(base)
        return found

    return {**place(nodes[0], ""), "@id": nodes[0]["@id"]}


def _page_graph(page: Page, body: Body, work: Work, catalogue: Catalogue, rendering: Rendering) -> list[dict[str, Any]]:
    conversations = list(conversations_on(page, body.blocks, rendering)) if page.parsed.exchanges else []
    people = {person.id for person in work.authors} | {speaker for one in conversations for speaker in one.by}
    shown: list[dict[str, Any]] = []
    if sum(len(item.text) for one in conversations for item in one.items) <= MESSAGES_SHOWN:
        people.update(speaker for one in conversations for item in one.items for speaker in item.by)
        for one in conversations:
            shown.extend(conversation_nodes(one, work, catalogue))
    else:
        shown.extend(conversation_summary(one, work, catalogue) for one in conversations)
    others = [*work.editors, *work.translators]
    people.update(person.id for person in others)
    people.update(member for person in work.authors for member in person.members)
    nodes = [work_node(work, catalogue, _parts(conversations, work))]
    if work.host is not None:
        nodes.append(_stub(work.host, catalogue))
    return [*nodes, *_people(people, catalogue), *shown]


def _parts(conversations: Iterable[Conversation], work: Work) -> list[dict[str, Any]]:
    return [reference(part_id(one.id, work)) for one in conversations]


def _stub(work: Work, catalogue: Catalogue) -> dict[str, Any]:
    """Describe a work as far as its parts need it."""
    node = {"@id": work_id(work, catalogue.whole.url), "@type": whole_type(work), "name": work.title}
    return {**node, "url": work.url} if work.url else node


def _people(ids: Iterable[str], catalogue: Catalogue) -> list[dict[str, Any]]:
    """Describe people, by id: nobody stands first."""
    return person_nodes((catalogue.people[id] for id in sorted(ids) if id in catalogue.people), catalogue)


def _meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{escape(content)}">'


def _is_scholarly(work: Work) -> bool:
    """Tell whether a page stands in catalogues by itself; a part of an article doesn't, nor does a journal's front."""
    return work.genre in ("article", "book") if work.kind == "publication" else work.genre != "article"


def _highwire(work: Work) -> Iterator[str]:
    if not _is_scholarly(work):
        return
    container = work.container if work.kind == "publication" else None
    yield _meta("citation_title", work.full_title)
    for person in work.authors:
        yield _meta("citation_author", inverted(person))
        for place in filter(None, map(affiliation_text, person.affiliations)):
            yield _meta("citation_author_institution", place)
        if person.orcid:
            yield _meta("citation_author_orcid", orcid_address(person))
        if person.email:
            yield _meta("citation_author_email", person.email)
    dates = date_parts(end_of(work.date))
    known = {
        "citation_publication_date": "/".join(f"{part:02}" for part in dates[0]) if dates else "",
        "citation_journal_title": work.host.title if work.host and work.genre == "journal" else "",
        "citation_inbook_title": work.host.full_title if work.host and work.genre != "journal" else "",
        "citation_doi": work.doi,
        "citation_language": work.language,
        "citation_keywords": "; ".join(work.keywords),
        "citation_abstract_html_url": work.url,
    }
    if container is not None:
        known |= {
            "citation_journal_title": container.title if work.genre == "article" else "",
            "citation_volume": container.volume,
            "citation_issue": container.issue,
            "citation_firstpage": container.locator,
            "citation_issn": container.issn,
            "citation_isbn": container.isbn,
            "citation_publisher": container.publisher,
        }
    for name, value in known.items():
        if value:
            yield _meta(name, value)


def _dublin_core(work: Work) -> Iterator[str]:
    yield _meta("DC.title", work.full_title)
    for person in work.authors:
        yield _meta("DC.creator", inverted(person))
    host = work.host
    known = {
        "DC.date": work.date,
        "DC.language": work.language,
        "DC.type": "Text",
        "DC.rights": work.license.name if work.license else "",
        "DC.identifier": f"doi:{work.doi}" if work.doi else work.url,
        "DC.relation": "" if host is None else f"doi:{host.doi}" if host.doi else host.url,
    }
    for name, value in known.items():
        if value:
            yield _meta(name, value)


def _link(rel: str, address: str, media_type: str = "") -> str:
    kind = f' type="{media_type}"' if media_type else ""
    return f'<link rel="{rel}" href="{escape(address)}"{kind}>'


def _signposts(page: Page, work: Work, catalogue: Catalogue, root: str, navigation: Sequence[Section]) -> Iterator[str]:
    """Write links that lead machines to what belongs to a page (signposting.org)."""
    doi = work.doi or (work.host.doi if work.host and work.genre == "article" else "")
    if doi or work.url:
        yield _link("cite-as", f"https://doi.org/{doi}" if doi else work.url)
    yield _link("type", f"https://schema.org/{whole_type(work)}")
    if work.host is None:
        yield _link("type", "https://schema.org/AboutPage")
    for person in work.authors:
        if address := orcid_address(person) or person.url:
            yield _link("author", address)
    if work.license and work.license.url:
        yield _link("license", work.license.url)
    folder = folder_of(page)
    for _, record in files_for(work, catalogue.outputs):
        yield _link("describedby", root + quote(folder + record.name), record.media_type)
    if work.host is None:
        others = [file for file in dict.fromkeys(_files_in(navigation)) if file != page.file]
        for file in others if len(others) <= ITEMS_SHOWN else ():
            yield _link("item", root + quote(file), "text/html")
    else:
        yield _link("collection", root + quote(catalogue.first), "text/html")


def _files_in(sections: Iterable[Section]) -> Iterator[str]:
    """Give the files of all pages in a navigation, in order."""
    for section in sections:
        yield from (file_of(link.address) for link in section.pages)
        yield from _files_in(section.sections)

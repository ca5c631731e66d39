"""Works into JSON-LD in the words of schema.org: authors as a set, and what their order means as `creditText`.

Nobody who is an author stands under `contributor` alone, which schema.org calls secondary: roles refer to authors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from polyphony.metadata.names import affiliation_text, has_parts, orcid_address
from polyphony.metadata.parts import Conversation, Part
from polyphony.metadata.works import Catalogue, Work
from polyphony.model import CREDIT_ROLES, Person, with_particle

__all__ = [
    "conversation_nodes",
    "conversation_summary",
    "credit_address",
    "part_id",
    "part_nodes",
    "person_nodes",
    "reference",
    "whole_type",
    "work_id",
    "work_node",
]

Node = dict[str, Any]

_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}\Z")
_TIME = re.compile(r"\d\d:\d\d(?::\d\d)?\Z")


def credit_address(role: str) -> str:
    """Give the address of a CRediT role in NISO's vocabulary."""
    return f"https://credit.niso.org/contributor-roles/{role}/"


def whole_type(work: Work) -> str:
    """Name the type of a work."""
    match work.kind, work.genre:
        case "publication", "article":
            return "ScholarlyArticle"
        case "publication", "book":
            return "Book"
        case "publication", "collection":
            return "Collection"
        case "publication", "journal":
            return "Periodical"
        case "page", "book":
            return "Chapter"
        case "page", "collection":
            return "Article"
        case "page", "journal":
            return "ScholarlyArticle"
        case "exchange", _:
            return "Conversation"
        case _:
            return "WebPage" if work.kind == "page" else "CreativeWork"


def reference(ids: str) -> Node:
    """Refer to a node."""
    return {"@id": ids}


def work_id(work: Work, base: str) -> str:
    """Give the id of a publication or page: its address, or one within the document where none is known."""
    if work.kind == "publication":
        return f"{base}#publication"
    return work.url or f"#page-{work.address.strip('/') or 'index'}"


def person_id(person: str, base: str) -> str:
    """Give the id of a person's node."""
    return f"{base}#person-{person}"


def person_reference(people: Iterable[str], base: str) -> list[Node]:
    """Refer to people; the array is a set to schema.org."""
    return [reference(person_id(person, base)) for person in people]


def work_node(work: Work, catalogue: Catalogue, parts: Sequence[Node] = ()) -> Node:
    """Describe a publication or a page; `parts` are references to what it holds."""
    base = catalogue.whole.url
    node: Node = {
        "@id": work_id(work, base),
        "@type": whole_type(work),
        "name": work.title,
        "headline": work.title if whole_type(work).endswith("Article") else "",
        "alternativeHeadline": work.subtitle,
        "author": person_reference((person.id for person in work.authors), base),
        "creditText": work.statement,
        "editor": person_reference((person.id for person in work.editors), base),
        "translator": person_reference((person.id for person in work.translators), base),
        "datePublished": work.date if _DATE.match(work.date) else "",
        "temporalCoverage": "" if _DATE.match(work.date) else work.date,
        "dateModified": work.updated,
        "inLanguage": work.language,
        "license": _license(work),
        "copyrightNotice": work.copyright,
        "keywords": list(work.keywords),
        "abstract": work.abstract,
        "url": work.url,
        "identifier": f"https://doi.org/{work.doi}" if work.doi else "",
        "isPartOf": _container(work) if work.host is None else reference(work_id(work.host, base)),
        "pagination": work.container.locator if work.container and whole_type(work) == "ScholarlyArticle" else "",
        "publisher": _publisher(work),
        "contributor": list(_roles(work, base)) if work.kind == "publication" else [],
        "hasPart": list(parts),
    }
    return {name: value for name, value in node.items() if value}


def _license(work: Work) -> str | Node:
    if work.license is None:
        return ""
    return work.license.url or {"@type": "CreativeWork", "name": work.license.name}


def _publisher(work: Work) -> Node:
    name = work.container.publisher if work.container and work.host is None else ""
    return {"@type": "Organization", "name": name} if name else {}


def _container(work: Work) -> Node:
    """Describe the journal (with volume and issue) or the book that a work appeared in."""
    container = work.container
    if container is None or not container.title:
        return {}
    if container.isbn or not (container.issn or container.volume or container.issue):
        return _filled({"@type": "Book" if container.isbn else "CreativeWork", "name": container.title,
                        "isbn": container.isbn})  # fmt: skip
    node = _filled({"@type": "Periodical", "name": container.title, "issn": container.issn})
    if container.volume:
        node = {"@type": "PublicationVolume", "volumeNumber": container.volume, "isPartOf": node}
    if container.issue:
        node = {"@type": "PublicationIssue", "issueNumber": container.issue, "isPartOf": node}
    return node


def _roles(work: Work, base: str) -> Iterator[Node]:
    """Say which roles authors had: CRediT's by address, their own in their own words, all alike."""
    for person in work.authors:
        names = [credit_address(role) for role in person.credit if role in CREDIT_ROLES]
        for name in (*names, *person.contributions):
            yield {"@type": "Role", "roleName": name, "contributor": reference(person_id(person.id, base))}


def person_nodes(people: Iterable[Person], catalogue: Catalogue) -> list[Node]:
    """Describe people and collectives, by what they publish of themselves."""
    return [_person(person, catalogue) for person in people]


def _person(person: Person, catalogue: Catalogue) -> Node:
    base, name = catalogue.whole.url, person.name
    node: Node = {
        "@id": person_id(person.id, base),
        "@type": "Organization" if person.kind == "collective" else "Person",
        "name": name.display,
    }
    if person.kind == "collective":
        node["member"] = person_reference(sorted(person.members), base)
    elif has_parts(person):
        node["givenName"] = name.given
        node["familyName"] = with_particle(name.particle, name.family)
        node["honorificSuffix"] = name.suffix
    places = [affiliation for affiliation in person.affiliations if affiliation_text(affiliation)]
    node["jobTitle"] = person.position
    node["affiliation"] = [
        _filled({"@type": "Organization", "@id": place.ror, "name": affiliation_text(place)}) for place in places
    ]
    node["identifier"] = orcid_address(person)
    node["email"] = person.email
    page = f"{base}people/{person.id}/" if base and "people" in catalogue.outputs else ""
    node["url"] = page or person.url
    node["sameAs"] = person.url if page else ""
    return _filled(node)


def conversation_nodes(conversation: Conversation, page: Work, catalogue: Catalogue) -> Iterator[Node]:
    """Describe an exchange, then each message in it."""
    base = catalogue.whole.url
    here = part_id(conversation.id, page)
    items = [item for item in conversation.items if item.text]
    yield {
        **conversation_summary(conversation, page, catalogue),
        "isPartOf": reference(work_id(page, base)),
        "hasPart": [reference(part_id(item.id, page)) for item in items],
    }
    for position, item in enumerate(items, 1):
        yield _message(item, position, conversation, page, base, here)


def conversation_summary(conversation: Conversation, page: Work, catalogue: Catalogue) -> Node:
    """Describe an exchange without its messages, and without its page, which refers to it."""
    base = catalogue.whole.url
    return _filled(
        {
            "@id": part_id(conversation.id, page),
            "@type": "Conversation",
            "author": person_reference(conversation.by, base),
            "dateCreated": conversation.date if _DATE.match(conversation.date) else "",
            "temporalCoverage": "" if _DATE.match(conversation.date) else conversation.date,
            "description": conversation.when,
            "genre": conversation.medium,
            "keywords": list(conversation.themes),
        }
    )


def part_id(id: str, page: Work) -> str:
    """Give the id of something on a page: its address there."""
    return f"{page.url}#{id}"


def _message(item: Part, position: int, conversation: Conversation, page: Work, base: str, here: str) -> Node:
    by = person_reference(item.by, base)
    kind = "EmailMessage" if conversation.medium == "email" else "Message"
    node: Node = {
        "@id": part_id(item.id, page),
        "@type": kind if item.kind == "turn" else "CreativeWork",
        "isPartOf": reference(here),
        "position": position,
        "author": by,
        "sender": by if item.kind == "turn" else [],
        "genre": list(item.modes),
        **_moment(item, sent=item.kind == "turn"),
        "description": item.when,
        "inLanguage": item.language if item.language != page.language else "",
        "text": item.text,
    }
    return _filled(node)


def part_nodes(parts: Iterable[Part], page: Work, catalogue: Catalogue) -> Iterator[Node]:
    """Describe what is said outside of turns: passages, glosses, and voices that others quote."""
    base = catalogue.whole.url
    for part in parts:
        inside = part_id(part.exchange, page) if part.exchange else work_id(page, base)
        yield _filled(
            {
                "@id": part_id(part.id, page),
                "@type": "Quotation" if part.kind == "quoted" else "CreativeWork",
                "isPartOf": reference(inside),
                "author": person_reference(part.by, base),
                "genre": list(part.modes),
                **_moment(part, sent=False),
                "description": part.when,
                "inLanguage": part.language if part.language != page.language else "",
                "text": part.text,
            }
        )


def _moment(part: Part, *, sent: bool) -> Node:
    """Say when something was written; only a day with its time is a moment of sending."""
    if _DAY.match(part.date) and _TIME.match(part.time):
        return {"dateSent" if sent else "dateCreated": f"{part.date}T{part.time}"}
    if _DATE.match(part.date):
        return {"dateCreated": part.date}
    return {"temporalCoverage": part.date}


def _filled(node: Node) -> Node:
    return {name: value for name, value in node.items() if value or value == 0}

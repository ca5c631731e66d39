"""A publication and its pages into the Citation File Format 1.2.0.

The format knows only software and datasets, so that the text itself stands under `preferred-citation`; what the order
of names means stands in `message` and in the citation's `notes`.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, TypeAlias

from polyphony.metadata import works_of
from polyphony.metadata.dates import date_parts, end_of
from polyphony.metadata.formats import folder_of
from polyphony.metadata.names import affiliation_text, has_parts, orcid_address
from polyphony.model import OutputFile, Publication, with_particle
from polyphony.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from polyphony.metadata import Work
    from polyphony.model import Person
    from polyphony.words import Words

    Value: TypeAlias = "str | int | list[Value] | dict[str, Value]"

_DOI = re.compile(r"10\.\d{4,9}(\.\d+)?/[A-Za-z0-9:/_;\-.()\[\]\\]+\Z", re.ASCII)
_EMAIL = re.compile(r"\S+@\S+\.\S{2,}\Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
_UNKNOWN_TO_CFF = frozenset({"CC-PDM-1.0"})
"""Licences with an SPDX id that is younger than the format."""


def export_cff(publication: Publication, words: Words) -> Iterator[OutputFile]:
    """Make `CITATION.cff`; `words` are those of the publication's language."""
    for page, work in works_of(publication):
        yield OutputFile(f"{folder_of(page)}CITATION.cff", render_cff(work, words).encode())


def render_cff(work: Work, words: Words) -> str:
    """Write a work as a file of its own."""
    message = " ".join(part for part in (say(words, "cite-message"), work.statement) if part)
    shared = _shared(work, words)
    contact = [person for person in work.authors if person.corresponding and _EMAIL.match(person.email)]
    file: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": message,
        "type": "dataset",
        **shared,
        "contact": _people(contact),
        "date-released": end_of(work.date) if _DAY.match(end_of(work.date)) else "",
        "preferred-citation": _citation(work, shared),
    }
    return "\n".join(_lines(file, "")) + "\n"


def _shared(work: Work, words: Words) -> dict[str, Any]:
    """Collect what a file says of a work twice: of the files, and of what is to be cited."""
    license = work.license
    spdx = license.spdx if license and license.spdx not in _UNKNOWN_TO_CFF else ""
    known = bool(_DOI.match(work.doi))
    identifiers = [{"type": "other", "value": f"doi:{work.doi}"}] if work.doi and not known else []
    return {
        "title": work.full_title,
        "authors": _people(work.authors) or [{"name": say(words, "cite-anonymous")}],
        "abstract": work.abstract,
        "keywords": list(dict.fromkeys(word for word in work.keywords if word)),
        "doi": work.doi if known else "",
        "identifiers": identifiers,
        "url": work.url,
        "license": spdx,
        "license-url": license.url if license and not spdx else "",
    }


def _citation(work: Work, shared: dict[str, Any]) -> dict[str, Any]:
    container = work.container if work.host is None else None
    parts = date_parts(end_of(work.date))
    year, month = (*parts[0], 0, 0)[:2] if parts else (0, 0)
    in_journal = container is not None and container.title and work.genre == "article"
    host = work.host
    names = {"title", "authors", "abstract", "keywords", "doi", "identifiers", "url", "license", "license-url"}
    return {
        "type": _type(work),
        **{name: value for name, value in shared.items() if name in names - {"abstract", "keywords"}},
        "editors": _people(work.editors),
        "translators": _people(work.translators),
        "journal": container.title
        if in_journal and container
        else host.full_title
        if host and _in_journal(work)
        else "",
        "collection-title": host.full_title if host and not _in_journal(work) else "",
        "volume": container.volume if container else "",
        "issue": container.issue if container else "",
        "start": container.locator if container else "",
        "issn": container.issn if container else "",
        "isbn": container.isbn if container else "",
        "publisher": {"name": container.publisher} if container and container.publisher else {},
        "year": year,
        "month": month,
        "languages": [language] if re.fullmatch("[a-z]{2,3}", language := work.language.split("-")[0]) else [],
        "copyright": work.copyright,
        "notes": work.statement,
    }


def _in_journal(work: Work) -> bool:
    return work.kind == "page" and work.genre == "journal"


def _type(work: Work) -> str:
    match work.kind, work.genre:
        case ("publication", "article") | ("page", "journal"):
            return "article"
        case "publication", "book":
            return "book"
        case "publication", "collection":
            return "edited-work"
        case "publication", "journal":
            return "serial"
        case _:
            return "generic"


def _people(people: Iterable[Person]) -> list[dict[str, Any]]:
    """Describe people; the format refuses two entries that are the same, so that namesakes get their ids as aliases."""
    found = [(person.id, _filled(_person(person))) for person in people]
    entries = [entry for _, entry in found]
    return [{**entry, "alias": id} if entries.count(entry) > 1 else entry for id, entry in found]


def _person(person: Person) -> dict[str, Any]:
    """Describe somebody; a name without parts is an entity's, which every reader of the format shows whole."""
    name = person.name
    email = person.email if _EMAIL.match(person.email) else ""
    if not has_parts(person):
        return {"name": name.display, "orcid": orcid_address(person), "email": email, "website": person.url}
    family = with_particle(name.particle, name.family)
    apart = " " in family[: len(name.particle) + 1]
    return {
        "family-names": name.family if apart else family,
        "given-names": name.given,
        "name-particle": name.particle if apart else "",
        "name-suffix": name.suffix,
        "orcid": orcid_address(person),
        "affiliation": "; ".join(filter(None, map(affiliation_text, person.affiliations))),
        "email": email,
        "website": person.url,
    }


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _lines(values: dict[str, Any], indent: str) -> Iterator[str]:
    """Write a mapping as YAML: every text in double quotes, as in JSON, so that nothing in it means anything else."""
    for name, value in _filled(values).items():
        match value:
            case dict():
                yield f"{indent}{name}:"
                yield from _lines(value, indent + "  ")
            case [dict(), *_]:
                yield f"{indent}{name}:"
                for item in value:
                    first, *rest = _lines(item, indent + "    ")
                    yield f"{indent}  - {first.lstrip()}"
                    yield from rest
            case list():
                yield f"{indent}{name}: [{', '.join(_scalar(item) for item in value)}]"
            case _:
                yield f"{indent}{name}: {_scalar(value)}"


_NOT_PRINTABLE = re.compile("[\x7f-\x84\x86-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def _scalar(value: Value) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return _NOT_PRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)

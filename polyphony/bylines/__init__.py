"""Authors to bylines: in which order the names of equals stand, and the words that explain it.

docs/bylines.md describes each policy. No order depends on the order of people in the settings file, but for `listed`.
"""

from __future__ import annotations

from collections import Counter

import msgspec

from polyphony.bylines.names import name_parts, sort_alphabetically, sort_name
from polyphony.bylines.policies import (
    Policy,
    Request,
    alphabetical,
    collective_of,
    collective_order,
    listed,
    reversed_order,
    rotating,
    shuffled,
)
from polyphony.bylines.statements import equality_statement, explain_order, join_names, statement_language
from polyphony.model.people import BylineOrder, BylineSettings, Person
from polyphony.model.publication import Byline

__all__ = [
    "BYLINE_POLICIES",
    "collective_members",
    "display_order",
    "equality_statement",
    "first_record",
    "join_names",
    "name_parts",
    "page_byline",
    "places_of_pages",
    "publication_byline",
    "separator_of",
    "sort_alphabetically",
    "sort_name",
    "statement_language",
]

BYLINE_POLICIES: dict[BylineOrder, Policy] = {
    "alphabetical": alphabetical,
    "reverse-alphabetical": reversed_order,
    "rotating": rotating,
    "shuffled": shuffled,
    "listed": listed,
    "collective": collective_order,
}
"""Each way in which authors may stand beside each other. A new one needs its words in `statements`, too."""


def publication_byline(
    settings: BylineSettings,
    people: tuple[Person, ...],
    listed: tuple[str, ...],
    language: str,
    authors: tuple[str, ...],
) -> Byline:
    """Give the byline of a publication as a whole; under `rotating` it is in the order of the alphabet.

    `people` are all people and collectives, `listed` their ids as the settings file has them, `language` is a
    BCP 47 tag, `authors` are ids in any order. A statement of the authors' own is given as its Markdown, unparsed, in
    `statement_text`.
    """
    spoken = statement_language(language)
    return _byline(
        Request(settings=settings, people=people, listed=listed, language=language, authors=authors, spoken=spoken)
    )


def page_byline(
    settings: BylineSettings,
    people: tuple[Person, ...],
    listed: tuple[str, ...],
    language: str,
    *,
    authors: tuple[str, ...],
    place: int,
    pages: int,
    spoken: str = "",
) -> Byline:
    """Give the byline of a page, as `publication_byline` does for the whole.

    `place` counts from 0 the pages *with the same authors*, in order of navigation, and `pages` says how many these
    are: see `places_of_pages`. `spoken` is the page's language, in which the order explains itself; where that has no
    words for it, it is the publication's.
    """
    return _byline(
        Request(
            settings=settings,
            people=people,
            listed=listed,
            language=language,
            authors=authors,
            place=place,
            pages=pages,
            spoken=statement_language(spoken, language),
        )
    )


def places_of_pages(authors: tuple[tuple[str, ...], ...]) -> tuple[tuple[int, int], ...]:
    """Give `place` and `pages` of each page, from the authors of all pages in order of navigation."""
    total = Counter(frozenset(of_page) for of_page in authors)
    seen: Counter[frozenset[str]] = Counter()
    places = []
    for of_page in authors:
        together = frozenset(of_page)
        places.append((seen[together], total[together]))
        seen[together] += 1
    return tuple(places)


def first_record(bylines: tuple[Byline, ...]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Say who stands first where: each author's id with the pages (from 0, as in `bylines`), by the first such page."""
    record: dict[str, tuple[int, ...]] = {}
    for page, byline in enumerate(bylines):
        if byline.order:
            record[byline.order[0]] = (*record.get(byline.order[0], ()), page)
    return tuple(record.items())


def display_order(by: tuple[str, ...], byline: Byline) -> tuple[str, ...]:
    """Put any set of people in a byline's order: the collective, the authors, then everybody else by id."""
    known = {id: index for index, id in enumerate((byline.collective, *byline.order))}
    return tuple(sorted(set(by), key=lambda id: (known.get(id, len(known)), id)))


def collective_members(byline: Byline, people: tuple[Person, ...]) -> tuple[str, ...]:
    """Give those in a byline's order who are members of its collective; the rest stand beside the collective."""
    members = {member for person in people if person.id == byline.collective for member in person.members}
    return tuple(id for id in byline.order if id in members)


def separator_of(settings: BylineSettings) -> str:
    """Give what stands between names that were shuffled, the American Economic Association's mark; else nothing.

    Where it is empty, names are joined as the language does it: see `join_names`.
    """
    return " ⓡ " if settings.mark and settings.order == "shuffled" else ""


def _byline(request: Request) -> Byline:
    settings = request.settings
    collective = collective_of(request)
    if settings.order == "collective" and collective is None:
        # A page by others alone: nothing may say that a collective wrote it.
        settings = msgspec.structs.replace(settings, order="alphabetical")
        request = msgspec.structs.replace(request, settings=settings)
    order = BYLINE_POLICIES[settings.order](request)
    equal = _equals_among(order, settings)
    text = ""
    if len(order) > 1 or collective is not None:
        text = settings.statement.text if settings.statement else explain_order(request, order, equal)
    return Byline(
        order=order,
        policy=settings.order,
        statement=(text,) if text else (),
        statement_text=text,
        collective=collective.id if collective else "",
        equal=equal,
        language=request.language if settings.statement else request.spoken,
    )


def _equals_among(order: tuple[str, ...], settings: BylineSettings) -> tuple[tuple[str, ...], ...]:
    """Give the sets of equals among some authors, each sorted by id; one who is left over alone is no set."""
    match settings.equal:
        case "none":
            sets: tuple[tuple[str, ...], ...] = ()
        case "all":
            sets = (order,)
        case stated:
            sets = stated
    here = {tuple(sorted(set(equals) & set(order))) for equals in sets}
    return tuple(sorted(equals for equals in here if len(equals) > 1))

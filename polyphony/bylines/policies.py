"""Authors to their order: one function a policy, out of the same few values."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable

from msgspec import Struct

from polyphony.bylines.names import sort_alphabetically
from polyphony.model.people import BylineSettings, Person

__all__ = ["Policy", "Request", "collective_order", "listed", "reversed_order", "rotating", "shuffled"]


class Request(Struct, frozen=True, kw_only=True):
    """What an order may depend on.

    `authors` are the ids to be put in order. `listed` are ids in the order of the settings file. `place` counts pages
    with the same authors in order of navigation from 0, out of `pages`; both are 0 for the publication as a whole.
    `language` is the publication's, by whose alphabet names stand; `spoken` is the one in which the order is explained.
    """

    settings: BylineSettings
    people: tuple[Person, ...]
    listed: tuple[str, ...]
    language: str
    authors: tuple[str, ...]
    place: int = 0
    pages: int = 0
    spoken: str = "en"


Policy = Callable[[Request], tuple[str, ...]]


def alphabetical(request: Request) -> tuple[str, ...]:
    """Put authors in the order of the alphabet."""
    wanted = set(request.authors)
    known = {person.id for person in request.people}
    if not wanted <= known:
        raise ValueError(f"authors who are nobody: {sorted(wanted - known)}")
    # All people are sorted, so that the work is done once for all pages.
    in_order = sort_alphabetically(request.people, request.settings.by, request.language)
    return tuple(id for id in in_order if id in wanted)


def reversed_order(request: Request) -> tuple[str, ...]:
    """Put authors in the order of the alphabet from its end."""
    return alphabetical(request)[::-1]


def rotating(request: Request) -> tuple[str, ...]:
    """Start the alphabetical order one author later on each page, so that k pages give each of k authors each place."""
    order = alphabetical(request)
    start = request.place % len(order) if order else 0
    return order[start:] + order[:start]


def shuffled(request: Request) -> tuple[str, ...]:
    """Sort authors by the SHA-256 of the seed, a colon and the name (as displayed, UTF-8, NFC), in hexadecimal.

    A reader can redo it for one name with `printf %s 'SEED:NAME' | sha256sum`. Equal names follow by id.
    """
    names = {person.id: person.name.display for person in request.people}

    def digest(id: str) -> tuple[str, str]:
        text = unicodedata.normalize("NFC", f"{request.settings.seed}:{names[id]}")
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(), id

    return tuple(sorted(set(request.authors), key=digest))


def listed(request: Request) -> tuple[str, ...]:
    """Put authors in the order that they chose; those whom the list leaves out follow by the alphabet."""
    wanted = set(request.authors)
    chosen = tuple(id for id in dict.fromkeys(request.listed) if id in wanted)
    return chosen + tuple(id for id in alphabetical(request) if id not in chosen)


def collective_order(request: Request) -> tuple[str, ...]:
    """Put the collective's members by the alphabet, then those authors who are no members, in the same way.

    A collective that names no members hides the authors behind it: the order is empty. A page none of whose authors
    are the collective's is not the collective's, and in the order of the alphabet.
    """
    collective = collective_of(request)
    order = alphabetical(request)
    if collective is None:
        return order
    if not collective.members:
        return ()
    if collective.id in request.authors:
        # The collective as such is an author, so all its members are.
        everyone = tuple(sorted({*request.authors, *collective.members} - {collective.id}))
        order = tuple(id for id in sort_alphabetically(
            request.people, request.settings.by, request.language) if id in everyone)  # fmt: skip
    inside = tuple(id for id in order if id in collective.members)
    return inside + tuple(id for id in order if id not in inside)


def collective_of(request: Request) -> Person | None:
    """Give the collective that stands first, if the policy has one and these authors are of it."""
    if request.settings.order != "collective":
        return None
    collective = next((person for person in request.people if person.id == request.settings.collective), None)
    if collective is None or not collective.members:
        return collective
    return collective if set(request.authors) & {collective.id, *collective.members} else None

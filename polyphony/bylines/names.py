"""A person's name to the parts that it is sorted by, and people to their order in the alphabet."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from polyphony.bylines.collation import SortKey, collation_keys
from polyphony.model.people import Name, Person

__all__ = ["name_parts", "sort_alphabetically", "sort_name"]

_CLOSE = re.compile(r"([a-zà-öø-ÿ]{1,4}['’ʼ‐‑-])([A-ZÀ-ÖØ-ÞĀ-Ž].*)")
"""A particle in small letters that stands close to its name, as in al-Hassan and d’Annunzio."""
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


def name_parts(person: Person) -> Name:
    """Give the parts of a person's name: those that are stated, else what its capitals suggest.

    "Vincent van der Berg" is read as given name, particle and family name: the last word is the family name, small
    words before it are its particle. A collective, a single word ("Hesiod"), a description ("the reader") and a name
    in a script without capitals ("王小明") have no parts: such a name is one whole. The guess serves sorting alone.
    """
    name = person.name
    if name.given or name.family or person.kind == "collective":
        return name
    words = name.display.split()
    suffix = words.pop() if len(words) > 2 and words[-1].strip(".,").lower() in _SUFFIXES else ""
    if len(words) < 2 or not (words[0][0].isupper() and (words[-1][0].isupper() or _CLOSE.match(words[-1]))):
        return name
    close = _CLOSE.match(words[-1])
    if close:
        words[-1:] = close.groups()
    start = len(words) - 1
    while start > 1 and words[start - 1].islower():
        start -= 1
    return Name(
        display=name.display,
        given=" ".join(words[:start]).rstrip(","),
        family=words[-1].rstrip(","),
        particle=" ".join(words[start:-1]),
        suffix=suffix,
    )


def sort_name(name: Name) -> str:
    """Write a name as an index has it, out of the parts that are stated.

    "Berg, Vincent van der" and "King, Martin Luther, Jr." are such names.
    A name without parts is as it is displayed.
    """
    after = " ".join(part for part in (name.given, name.particle) if part)
    return ", ".join(part for part in (name.family, after, name.suffix) if part) or name.display


@lru_cache(maxsize=16)
def sort_alphabetically(people: tuple[Person, ...], by: Literal["family", "given"], language: str) -> tuple[str, ...]:
    """Give the ids of people in the order of the language's alphabet; their order in `people` changes nothing.

    Looks at the family name (or the given name), then at the other, then at particle, suffix, the whole name and the
    id. Where the language is that of Belgium (`nl-BE`) the particle belongs to the family name, elsewhere it doesn't.
    """
    fields = {person.id: _sorted_fields(person, by, language) for person in people}
    keys = collation_keys((field for row in fields.values() for field in row), language)

    def key(person: Person) -> tuple[tuple[SortKey, ...], str, str]:
        display = unicodedata.normalize("NFC", person.name.display)
        return tuple(keys[field] for field in fields[person.id]), display, person.id

    return tuple(person.id for person in sorted(people, key=key))


def _sorted_fields(person: Person, by: Literal["family", "given"], language: str) -> tuple[str, ...]:
    """Give what a person is sorted by, the weightiest first."""
    name = name_parts(person)
    family, given, particle = name.family or name.given or name.display, name.given, name.particle
    if "BE" in language.replace("_", "-").upper().split("-")[1:]:
        family, particle = f"{particle} {family}".strip(), ""
    first = (family, given) if by == "family" else (given or family, family)
    return (*first, particle, name.suffix, name.display)

"""Lists of references of several pages into the one list of a document that holds them all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from polyphony.bylines.collation import collation_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from polyphony.model import ReferenceEntry

__all__ = ["merge_references"]

_NUMBER_FIRST = re.compile(r"\W?\d+\W")


def merge_references(lists: Sequence[Sequence[ReferenceEntry]], language: str) -> tuple[ReferenceEntry, ...] | None:
    """Merge pages' lists of references into one in the order of the alphabet.

    None where that isn't one list: where they are numbered, sorted by something else, or differ in how a work reads.
    """
    filled = [entries for entries in lists if entries]
    if len(filled) < 2:
        return tuple(filled[0]) if filled else ()
    merged: dict[str, ReferenceEntry] = {}
    for one in (one for entries in filled for one in entries):
        if _NUMBER_FIRST.match(one.text) or merged.setdefault(one.key, one).text != one.text:
            return None
    keys = collation_keys((one.text for one in merged.values()), language)
    whole = sorted(merged.values(), key=lambda one: (keys[one.text], one.key))
    places = {one.key: place for place, one in enumerate(whole)}
    for entries in filled:
        order = [places[one.key] for one in entries]
        if order != sorted(order):
            return None
    return tuple(whole)

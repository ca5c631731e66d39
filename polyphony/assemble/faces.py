"""Pages before and after an edit to whether they are still the same to all other pages."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from polyphony.model import ParsedPage, pack_anchors, unpack_anchors

__all__ = ["look_alike"]

OWN = (
    "body", "words", "spoken", "links", "images", "responses", "references", "citations", "exchanges", "raw", "code",
    "withheld", "withheld_at",
)  # fmt: skip
"""What of a page no other page depends on. Whatever isn't named here is held to matter to all."""


def look_alike(before: Sequence[ParsedPage], after: Sequence[ParsedPage]) -> bool:
    """Tell whether the same pages stand in the same order, each the same to the others as it was."""
    return len(before) == len(after) and all(
        old is new or _looks_alike(old, new) for old, new in zip(before, after, strict=True)
    )


def _looks_alike(old: ParsedPage, new: ParsedPage) -> bool:
    here, there = unpack_anchors(new), unpack_anchors(old)
    if len(here) != len(there):
        return False
    # Where on its page something stands matters to nobody else.
    anchors = pack_anchors(replace(one, place=other.place) for one, other in zip(here, there, strict=True))
    return replace(new, anchors=anchors, **{name: getattr(old, name) for name in OWN}) == old

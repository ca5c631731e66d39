"""Pages before and after an edit to whether they are still the same to all other pages."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from polyphony.model import ParsedPage

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
    if len(old.anchors) != len(new.anchors):
        return False
    # Where on its page something stands matters to nobody else.
    anchors = tuple(replace(one, place=other.place) for one, other in zip(new.anchors, old.anchors, strict=True))
    return replace(new, anchors=anchors, **{name: getattr(old, name) for name in OWN}) == old

"""A publication into what is dated in it, in time; what is placed in time by words alone keeps its place in reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from polyphony.model import OutputFile, Page, Publication
from polyphony.views.kinds import GroupView
from polyphony.views.lists import entry_of, limit
from polyphony.views.site import Frame, base_view, render_file
from polyphony.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from polyphony.diagnostics import Diagnostic
    from polyphony.views.spoken import Said, SpokenPage


def export_chronology(
    publication: Publication, frame: Frame, spoken: Sequence[SpokenPage]
) -> Iterator[OutputFile | Diagnostic]:
    """Make the page of what is dated, a group a year."""
    words = frame.theme.words(publication.language)
    groups: dict[str, list[tuple[Said, Page]]] = {}
    for said, page, moment in _in_time(publication, spoken):
        groups.setdefault(moment[:4] if moment else "", []).append((said, page))
    shown = tuple(
        GroupView(
            f"year-{year}" if year else "",
            year or say(words, "no-date"),
            limit([entry_of(said, page, frame, words, root="../") for said, page in found], words),
        )
        for year, found in groups.items()
    )
    title = say(words, "nav-chronology")
    view = replace(
        base_view(frame, "chronology", "chronology/index.html", title),
        groups=shown,
        kicker="" if shown else say(words, "nothing-dated"),
    )
    yield from render_file("chronology/index.html", "listing.html", view, frame, publication.language)


def _in_time(publication: Publication, spoken: Sequence[SpokenPage]) -> list[tuple[Said, Page, str]]:
    """Sort what is dated by when it begins; what has only words for its time follows what stands before it."""
    found: list[tuple[str, int, Said, Page]] = []
    last = ""
    for page, on_page in zip(publication.pages, spoken, strict=True):
        for said in on_page.said:
            if said.kind == "quoted" or not (said.date or said.when):
                continue
            last = f"{said.date.partition('/')[0]}T{said.time}" if said.date else last
            found.append((last, len(found), said, page))
    found.sort(key=lambda one: one[:2])
    return [(said, page, moment) for moment, _, said, page in found]

"""A publication into what is dated in it, in time; what is placed in time by words alone keeps its place in reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup
from msgspec.structs import replace

from polyphony.model import OutputFile, Page, Publication
from polyphony.views.kinds import EntryView
from polyphony.views.lists import entry_of, group_of
from polyphony.views.site import Frame, base_view, render_file, word
from polyphony.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from polyphony.diagnostics import Diagnostic
    from polyphony.views.spoken import Said, SpokenPage
    from polyphony.words import Words


def export_chronology(
    publication: Publication, frame: Frame, spoken: Sequence[SpokenPage]
) -> Iterator[OutputFile | Diagnostic]:
    """Make the page of what is dated, a group a year."""
    words = frame.theme.words(publication.language)
    groups: dict[str, list[EntryView]] = {}
    last: tuple[str, str, str] = ("", "", "")
    for said, page, moment in _in_time(publication, spoken):
        entries = groups.setdefault(moment[:4] if moment else "", [])
        same = (said.exchange, said.date, said.when) if said.exchange else ("", "", "")
        if same[0] and same == last and not said.time and entries:
            entries[-1] = _add_turn(entries[-1], words)
            continue
        last = same
        entry = entry_of(said, page, frame, words, root="../")
        entries.append(replace(entry, turns=1) if same[0] else entry)
    shown = tuple(
        group_of(
            Markup(year) or word("no-date", words), found, frame, words, root="../", name=f"year-{year}" if year else ""
        )
        for year, found in groups.items()
    )
    title = say(words, "nav-chronology")
    view = replace(
        base_view(frame, "chronology", "chronology/index.html", title, key="nav-chronology"),
        groups=shown,
        kicker="" if shown else say(words, "nothing-dated"),
    )
    yield from render_file("chronology/index.html", "listing.html", view, frame, publication.language)


def _add_turn(entry: EntryView, words: Words) -> EntryView:
    """Count one more turn of a conversation on the same day, which is one entry."""
    turns = entry.turns + 1
    return replace(entry, turns=turns, details=(word("turns-more", words, count=turns - 1),))


def _in_time(publication: Publication, spoken: Sequence[SpokenPage]) -> list[tuple[Said, Page, str]]:
    """Sort what is dated by when it begins; what has only words for its time follows what stands before it.

    A turn without a time of day follows the one before it in its conversation.
    """
    found: list[tuple[str, int, Said, Page]] = []
    last = ""
    turns: dict[tuple[str, str], str] = {}
    for page, on_page in zip(publication.pages, spoken, strict=True):
        for said in on_page.said:
            if said.kind == "quoted" or not (said.date or said.when):
                continue
            if said.date:
                last = f"{said.date.partition('/')[0]}T{said.time}"
                if said.exchange:
                    day = said.exchange, said.date
                    last = turns[day] = last if said.time else turns.get(day, last)
            found.append((last, len(found), said, page))
    found.sort(key=lambda one: one[:2])
    return [(said, page, moment) for moment, _, said, page in found]

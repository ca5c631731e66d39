"""A publication whose address is known into an Atom feed and a sitemap."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from polyphony.model import OutputFile, Page, Publication
from polyphony.views.kinds import FeedEntryView, FeedView
from polyphony.views.site import Frame, render_file
from polyphony.views.spoken import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from polyphony.diagnostics import Diagnostic
    from polyphony.views.spoken import SpokenPage

_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


def moment_of(date: str) -> str:
    """Write a date as Atom wants it: the first moment of the day, month or year; empty for what isn't one."""
    match = _DAY.match(date)
    if match is None:
        return ""
    year, month, day = match.groups()
    return f"{year}-{month or '01'}-{day or '01'}T00:00:00Z"


def export_feed(
    publication: Publication, frame: Frame, spoken: Sequence[SpokenPage]
) -> Iterator[OutputFile | Diagnostic]:
    """Make the feed: the pages that have a date, the newest first. None where the address or every date is unknown."""
    view = feed_view(publication, frame, spoken)
    entries = tuple(sorted((e for e in view.entries if e.updated), key=lambda entry: entry.updated, reverse=True))
    if not publication.url or not entries:
        return
    latest = max(entry.updated for entry in entries)
    shown = FeedView(view.site, view.address, view.home, max(view.updated, latest), entries[:100])
    yield from render_file("feed.xml", "feed.xml", shown, frame, publication.language)


def export_sitemap(publication: Publication, frame: Frame) -> Iterator[OutputFile | Diagnostic]:
    """Make the sitemap of all reading pages, and `robots.txt`, which names it. None where the address is unknown."""
    if publication.url:
        yield from render_file("sitemap.xml", "sitemap.xml", feed_view(publication, frame), frame, publication.language)
        robots = f"User-agent: *\nDisallow:\n\nSitemap: {publication.url}sitemap.xml\n"
        yield OutputFile("robots.txt", robots.encode())


def feed_view(publication: Publication, frame: Frame, spoken: Sequence[SpokenPage] = ()) -> FeedView:
    """See all pages as a feed does; it says a page's first words where `spoken` has what is said on each."""
    url = publication.url
    said = {page.file: on_page for page, on_page in zip(publication.pages, spoken, strict=False)}
    updated = moment_of(publication.updated or publication.published)
    entries = tuple(
        FeedEntryView(
            url + quote(page.address),
            page.parsed.title_text,
            moment_of(page.parsed.front.date) or updated,
            _authors(page, frame),
            _summary(said.get(page.file)),
        )
        for page in publication.pages
    )
    return FeedView(frame.site, f"{url}feed.xml", url, updated, entries)


def _authors(page: Page, frame: Frame) -> tuple[str, ...]:
    byline = page.byline
    names = [frame.voices.speakers[person].full for person in byline.order]
    return (frame.voices.speakers[byline.collective].full,) if byline.collective else tuple(names)


def _summary(on_page: SpokenPage | None) -> str:
    """Take the first words of what is said first on a page."""
    said = on_page.said if on_page else ()
    return next((shorten(one.text) for one in said if one.kind in ("passage", "turn") and one.text), "")

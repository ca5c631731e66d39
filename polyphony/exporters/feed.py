"""A publication whose address is known into an Atom feed and a sitemap."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from polyphony.model import OutputFile, Page, Publication
from polyphony.views.kinds import FeedEntryView, FeedView
from polyphony.views.site import Frame, render_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from polyphony.diagnostics import Diagnostic

_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


def moment_of(date: str) -> str:
    """Write a date as Atom wants it: the first moment of the day, month or year; empty for what isn't one."""
    match = _DAY.match(date)
    if match is None:
        return ""
    year, month, day = match.groups()
    return f"{year}-{month or '01'}-{day or '01'}T00:00:00Z"


def export_feed(publication: Publication, frame: Frame) -> Iterator[OutputFile | Diagnostic]:
    """Make the feed: the pages that have a date, the newest first. None where the address or every date is unknown."""
    view = feed_view(publication, frame)
    entries = tuple(sorted((e for e in view.entries if e.updated), key=lambda entry: entry.updated, reverse=True))
    if not publication.url or not entries:
        return
    latest = max(entry.updated for entry in entries)
    shown = FeedView(view.site, view.address, view.home, max(view.updated, latest), entries[:100])
    yield from render_file("feed.xml", "feed.xml", shown, frame, publication.language)


def export_sitemap(publication: Publication, frame: Frame) -> Iterator[OutputFile | Diagnostic]:
    """Make the sitemap of all reading pages. None where the address is unknown."""
    if publication.url:
        yield from render_file("sitemap.xml", "sitemap.xml", feed_view(publication, frame), frame, publication.language)


def feed_view(publication: Publication, frame: Frame) -> FeedView:
    """See all pages as a feed does."""
    url = publication.url
    updated = moment_of(publication.updated or publication.published)
    entries = tuple(
        FeedEntryView(
            url + quote(page.address),
            page.parsed.title_text,
            moment_of(page.parsed.front.date) or updated,
            _authors(page, frame),
            _summary(page),
        )
        for page in publication.pages
    )
    return FeedView(frame.site, f"{url}feed.xml", url, updated, entries)


def _authors(page: Page, frame: Frame) -> tuple[str, ...]:
    byline = page.byline
    names = [frame.voices.speakers[person].full for person in byline.order]
    return (frame.voices.speakers[byline.collective].full,) if byline.collective else tuple(names)


def _summary(page: Page) -> str:
    """Take the first words of the page's first passage."""
    return next(
        (anchor.text for anchor in page.parsed.anchors if anchor.kind in ("passage", "turn") and anchor.text), ""
    )

"""A publication into every file of its site: those that an earlier build has written are not even read again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from io import BytesIO
from typing import BinaryIO

from polyphony.cache import Cache
from polyphony.copies import copies_of_assets
from polyphony.diagnostics import Diagnostic
from polyphony.exporters import EXPORTERS, Given, export_ahead, order_exporters
from polyphony.exporters.site import (
    PageJob,
    RenderedPage,
    export_frame,
    export_redirects,
    page_jobs,
    render_page,
)
from polyphony.model import OutputFile, Publication
from polyphony.output import FileCopy
from polyphony.project import Project

__all__ = ["make_files"]


def make_files(
    publication: Publication,
    given: Given,
    project: Project,
    cache: Cache,
    *,
    first: frozenset[str],
    written: Mapping[str, str] | None,
) -> Iterator[OutputFile | FileCopy | Diagnostic]:
    """Every file of the site, exporter by exporter, then the assets; before them the pages that come `first`.

    `written` are the stamps under which files were written, by their paths; None where nobody asks for copies.
    """
    ahead = list(export_ahead(publication, given, first))
    yield from ahead
    made = {file.path for file in ahead if isinstance(file, OutputFile)}
    for name in order_exporters(publication.outputs, first):
        if name == "pages" and written is not None:
            yield from _pages(publication, given, cache, written)
            continue
        for file in EXPORTERS[name](publication, given):
            if isinstance(file, Diagnostic) or file.path not in made:
                yield file
    yield from copies_of_assets(publication, project)


def _pages(
    publication: Publication, given: Given, cache: Cache, written: Mapping[str, str]
) -> Iterator[OutputFile | FileCopy | Diagnostic]:
    """The same as `EXPORTERS["pages"]`, but reading pages are copies of what is remembered, read when that is needed.

    A page that was written under its stamp had no mistake in it then, and so has none now.
    """
    render = partial(render_page, frame=given.frame)
    jobs = page_jobs(publication, given.references, head=given.head, score=given.score, pages=publication.pages)

    def is_written(number: int, stamp: str) -> bool:
        return written.get(jobs[number].page.file) == stamp

    for job, (stamp, rendered) in zip(jobs, cache.stream_new(render, jobs, RenderedPage, is_written), strict=True):
        file = job.page.file
        if rendered is None:
            yield FileCopy(file, stamp, partial(_open_again, cache, render, job))
            continue
        yield from rendered.diagnostics
        if rendered.content:
            content = rendered.content
            yield FileCopy(file, stamp, partial(BytesIO, content)) if stamp else OutputFile(file, content)
    yield from export_redirects(publication, given.frame)
    yield from export_frame(publication, given.frame)


def _open_again(cache: Cache, render: partial[RenderedPage], job: PageJob) -> BinaryIO:
    """Open a page that is remembered; where that turns out to be damaged it is rendered anew."""
    return BytesIO(next(cache.stream(render, [job], RenderedPage)).content)

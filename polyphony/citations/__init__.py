"""A publication and its files of references to what each page cites, formatted. The only package that knows pandoc.

What is remembered is not formatted again; all the rest goes through pandoc at once. Where nothing is cited, pandoc is
not even looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from polyphony.citations.clusters import Cluster, clusters_in, clusters_of
from polyphony.citations.formatting import PageJob, format_pages
from polyphony.citations.library import Library
from polyphony.citations.memory import Memory
from polyphony.citations.pandoc import INSTALL, MISSING, find_programs
from polyphony.diagnostics import Checked, Code, Collector, has_errors
from polyphony.model import Block, Body, Matter, Page, PageReferences, Publication, SourceFile, unpack_body

__all__ = ["MATTER", "Memory", "cite_pages"]

MATTER = ""
"""Under this, in place of a page's path, stands what the publication's own matter cites, without a list."""


def cite_pages(
    publication: Publication, files: Mapping[str, SourceFile], memory: Memory
) -> Checked[dict[str, PageReferences]]:
    """Format all citations of a publication, by the source path of the page (and `MATTER`).

    `files` are the publication's, its settings among them. Where something is wrong, nothing is formatted.
    """
    collector = Collector()
    library = Library(publication, files, collector)
    everything = _in_matter(publication.matter)
    jobs: dict[str, PageJob] = {}
    for number, page in enumerate(publication.pages):
        clusters = _on_page(page, publication.matter if number == 0 else None)
        if clusters:
            known = library.known(page.parsed.front.bibliography, page.parsed.path)
            jobs[page.parsed.path] = PageJob(page.parsed.language or publication.language, clusters, known)
    if everything:
        jobs[MATTER] = PageJob(publication.language, everything, library.known(()))
    library.check(publication, [(item.key, one.citation.line) for one in everything for item in one.citation.items])
    if not jobs:
        return Checked({}, tuple(collector.found))
    if has_errors(collector.found):
        if not find_programs():
            collector.report(Code.MISSING_PANDOC, MISSING, hint=f"run: {INSTALL}")
        return Checked({}, tuple(collector.found))
    return Checked(format_pages(jobs, library.style, memory, collector), tuple(collector.found))


def _on_page(page: Page, matter: Matter | None) -> tuple[Cluster, ...]:
    """What is cited on a page; on the first, that of the publication's matter too which is shown there."""
    own = unpack_body(page.parsed) if page.parsed.citations else Body(())
    clusters = clusters_of(own)
    if matter is None:
        return clusters
    before = (*matter.plain_summary, *(() if own.abstract else matter.abstract))
    front = clusters_in(before, () if own.key_messages else matter.key_messages)
    bios = dict(matter.bios)
    told = (block for person in page.byline.order for block in bios.get(person, ()))
    return (*front, *clusters, *clusters_in((*_back(matter), *told)))


def _back(matter: Matter) -> Iterable[Block]:
    yield from matter.acknowledgements
    for _, blocks in matter.declarations:
        yield from blocks


def _in_matter(matter: Matter) -> tuple[Cluster, ...]:
    described = (*matter.bios, *matter.mode_descriptions, *matter.theme_descriptions)
    blocks = (*matter.abstract, *matter.plain_summary, *_back(matter), *(one for _, some in described for one in some))
    return clusters_in(blocks, matter.key_messages)

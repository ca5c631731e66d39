"""A publication, or each of its pages, into documents in TEI P5: docs/formats.md says how.

A page's text is written once and remembered; the whole and the page's own document are put together of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from polyphony.diagnostics import Code, Collector, Diagnostic
from polyphony.exporters.tei.document import document_of_whole, render_alone, render_page
from polyphony.metadata.formats import folder_of
from polyphony.model import OutputFile, Page, PageReferences, Publication
from polyphony.views.writing import Alone, AloneJob, PageJob, PageText

if TYPE_CHECKING:
    from polyphony.views.site import Frame

__all__ = ["export_tei"]

FILE = "tei.xml"

LEFT_OUT = {
    "HTML": "HTML that was typed into a text: of it there are the words, and what TEI has of its forms",
    "pictures": "the pictures themselves: the file names where they are in the site",
    "links": "links to other pages, since the publication has no address yet: add url: to polyphony.yaml",
}
"""What is said of what the format has no room for."""


def export_tei(
    publication: Publication,
    frame: Frame,
    remember: Callable[[Callable[[Any], Any], Sequence[Any], Any], Iterator[Any]],
    references: Mapping[str, PageReferences],
    *,
    pages: Sequence[Page],
    whole: bool,
) -> Iterator[OutputFile | Diagnostic]:
    """Make `metadata/tei.xml` where the `whole` is wanted, and a document of each of these pages.

    What has no room in the format is told as warnings.
    """
    none = PageReferences()
    wanted = publication.pages if whole else pages
    jobs = [PageJob(page, references.get(page.parsed.path, none)) for page in wanted]
    made = remember(partial(render_page, frame=frame), jobs, PageText)
    texts = {page.file: text for page, text in zip(wanted, made, strict=True)}
    left_out: set[str] = set()
    if whole:
        yield OutputFile(folder_of(None) + FILE, document_of_whole(publication, frame, references, texts, left_out))
    alone = [AloneJob(page, references.get(page.parsed.path, none), texts[page.file]) for page in pages]
    shared = msgspec.structs.replace(publication, pages=(), navigation=())
    for page, one in zip(
        pages, remember(partial(render_alone, frame=frame, publication=shared), alone, Alone), strict=True
    ):
        yield OutputFile(folder_of(page) + FILE, one.content)
        left_out.update(one.left_out)
    collector = Collector()
    for what in sorted(left_out):
        collector.report(Code.LEFT_OUT, LEFT_OUT[what])
    yield from collector.found

"""A publication, or each of its pages, into articles in JATS 1.3 (Journal Publishing): docs/formats.md says how.

A page's text is written once and remembered; the whole and the page's own article are put together of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from polyphony.diagnostics import Code, Collector, Diagnostic
from polyphony.exporters.jats.article import article_of_whole, render_alone, render_page
from polyphony.metadata.formats import folder_of
from polyphony.model import OutputFile, Page, PageReferences, Publication
from polyphony.views.writing import Alone, AloneJob, PageJob, PageText

if TYPE_CHECKING:
    from polyphony.views.site import Frame

__all__ = ["export_jats", "export_jats_plain"]

FILE = "jats.xml"

LEFT_OUT = {
    "HTML": "HTML that was typed into a text: of it there are the words, and what JATS has of its forms",
    "journal": "the journal's title and ISSN, which JATS demands: add container: to polyphony.yaml, or fill them in",
    "names": "which part of a name is the family's, where the settings don't say: add given: and family: to the person",
    "pronouns": "people's pronouns, for which JATS has no place",
    "permissions": "on which terms the text may be used: add license: or copyright: to polyphony.yaml",
    "pictures": "the pictures themselves: the file names where they are in the site",
    "links": "links to other pages, since the publication has no address yet: add url: to polyphony.yaml",
}
"""What is said of what the format has no room for."""


def export_jats(
    publication: Publication,
    frame: Frame,
    remember: Callable[[Callable[[Any], Any], Sequence[Any], Any], Iterator[Any]],
    references: Mapping[str, PageReferences],
    *,
    pages: Sequence[Page],
    whole: bool,
    plain: bool = False,
) -> Iterator[OutputFile | Diagnostic]:
    """Make `metadata/jats.xml` where the `whole` is wanted, and an article of each of these pages.

    `plain` is the profile without speeches. What has no room in the format is told as warnings.
    """
    none = PageReferences()
    wanted = publication.pages if whole else pages
    jobs = [PageJob(page, references.get(page.parsed.path, none)) for page in wanted]
    made = remember(partial(render_page, frame=frame, plain=plain), jobs, PageText)
    texts = {page.file: text for page, text in zip(wanted, made, strict=True)}
    left_out: set[str] = set()
    if whole:
        yield OutputFile(folder_of(None) + FILE, article_of_whole(publication, frame, references, texts, left_out))
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


export_jats_plain = partial(export_jats, plain=True)
"""The same in the profile without speeches."""

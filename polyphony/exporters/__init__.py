"""The table of exporters: a publication into files of one kind. Adding one is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from polyphony.diagnostics import Diagnostic
from polyphony.exporters import site, transcripts
from polyphony.model import OutputFile, Page, Publication

if TYPE_CHECKING:
    from polyphony.html import References
    from polyphony.views.site import Frame

Remember: TypeAlias = Callable[[Callable[[Any], Any], Sequence[Any], Any], list[Any]]


def _nothing(_page: Page) -> str:
    return ""


class Given(NamedTuple):
    """What exporters may need besides the publication.

    `remember(f, jobs, kind)` is `[f(job) for job in jobs]`, remembered; `references` are by a page's source path;
    `head` and `score` make what stands in a page's head and its score.
    """

    frame: Frame
    remember: Remember
    references: Mapping[str, References] = {}
    head: Callable[[Page], str] = _nothing
    score: Callable[[Page], str] = _nothing


Exporter: TypeAlias = Callable[[Publication, Given], Iterator[OutputFile | Diagnostic]]

EXPORTERS: dict[str, Exporter] = {
    "pages": lambda publication, given: site.export_pages(
        publication, given.frame, given.remember, given.references, head=given.head, score=given.score
    ),
    "transcripts": lambda publication, given: transcripts.export_transcripts(
        publication, given.frame, given.remember, given.references
    ),
}
"""Every exporter by its name, as `build.outputs` names it."""

"""The table of exporters: a publication into files of one kind. Adding one is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from polyphony.diagnostics import Diagnostic
from polyphony.exporters import site
from polyphony.html import References
from polyphony.model import OutputFile, Page, Publication
from polyphony.views.site import Frame

Remember: TypeAlias = Callable[[Callable[[Any], Any], Sequence[Any], Any], list[Any]]


class Given(NamedTuple):
    """What exporters may need besides the publication.

    `remember(f, jobs, kind)` is `[f(job) for job in jobs]`, remembered; `references` are by a page's source path; `head`
    and `score` make what stands in a page's head and its score.
    """

    frame: Frame
    remember: Remember
    references: Mapping[str, References] = {}
    head: Callable[[Page], str] = lambda page: ""
    score: Callable[[Page], str] = lambda page: ""


Exporter: TypeAlias = Callable[[Publication, Given], Iterator[OutputFile | Diagnostic]]

EXPORTERS: dict[str, Exporter] = {
    "pages": lambda publication, given: site.export_pages(
        publication, given.frame, given.remember, given.references, given.head, given.score
    ),
}
"""Every exporter by its name, as `build.outputs` names it."""

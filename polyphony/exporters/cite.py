"""A publication's pages into references to every exchange, passage and turn on them: text, BibTeX, RIS and CSL-JSON."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from polyphony.metadata import Catalogue, catalogue_of, page_work
from polyphony.metadata.bibtex import render_bibtex
from polyphony.metadata.csl import render_csl
from polyphony.metadata.formats import folder_of
from polyphony.metadata.ris import render_ris
from polyphony.metadata.text import render_text
from polyphony.metadata.voices import voices_on
from polyphony.model import OutputFile, Page, PageReferences, Publication, unpack_body
from polyphony.views.citing import parts_script
from polyphony.views.spoken import rendering_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from polyphony.theme import Theme


class VoicesJob(Struct, frozen=True):
    """All that references to what is said on a page depend on, beside what they share with the others."""

    page: Page
    references: PageReferences


class VoicesFiles(Struct, frozen=True):
    """The files of a page."""

    files: tuple[OutputFile, ...]


def export_cite(
    publication: Publication,
    theme: Theme,
    remember: Callable[
        [Callable[[VoicesJob], VoicesFiles], Sequence[VoicesJob], type[VoicesFiles]], Iterator[VoicesFiles]
    ],
    references: Mapping[str, PageReferences],
) -> Iterator[OutputFile]:
    """Make `voices.txt`, `.bib`, `.ris` and `.json` of each page on which somebody speaks, and `.js` for its script."""
    none = PageReferences()
    jobs = [VoicesJob(page, references.get(page.parsed.path, none)) for page in publication.pages if page.parsed.spoken]
    render = partial(render_voices, catalogue=catalogue_of(publication), theme=theme)
    for made in remember(render, jobs, VoicesFiles):
        yield from made.files


def render_voices(job: VoicesJob, *, catalogue: Catalogue, theme: Theme) -> VoicesFiles:
    """Render the files of a page."""
    page, body = job.page, unpack_body(job.page.parsed)
    words = theme.words(page.parsed.language or catalogue.whole.language)
    work = page_work(page, catalogue)
    rendering = rendering_for(page, job.references, theme)
    works = list(voices_on(page, body, work, catalogue, rendering, words))
    if not works:
        return VoicesFiles(())
    folder = folder_of(page)
    texts = {
        "voices.txt": "\n\n".join(render_text(one, words) for one in works) + "\n",
        "voices.bib": "\n".join(render_bibtex(one, "bibtex") for one in works),
        "voices.ris": "".join(render_ris(one) for one in works),
        "voices.json": render_csl(works),
        "voices.js": parts_script(page, work, catalogue, words),
    }
    return VoicesFiles(tuple(OutputFile(folder + name, text.encode()) for name, text in texts.items()))

"""A publication and its pages into BibTeX and biblatex, an entry a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from polyphony.metadata import works_of
from polyphony.metadata.bibtex import render_bibtex
from polyphony.metadata.formats import folder_of
from polyphony.model import OutputFile, Publication

if TYPE_CHECKING:
    from collections.abc import Iterator


def export_bibtex(publication: Publication) -> Iterator[OutputFile]:
    """Make `citation.bib` for BibTeX and `biblatex.bib`, which says who are equals, for biblatex."""
    for page, work in works_of(publication):
        yield OutputFile(f"{folder_of(page)}citation.bib", render_bibtex(work, "bibtex").encode())
        yield OutputFile(f"{folder_of(page)}biblatex.bib", render_bibtex(work, "biblatex").encode())

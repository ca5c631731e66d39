"""A publication and its pages into RIS, a record a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from polyphony.metadata import works_of
from polyphony.metadata.formats import folder_of
from polyphony.metadata.ris import render_ris
from polyphony.model import OutputFile, Publication

if TYPE_CHECKING:
    from collections.abc import Iterator


def export_ris(publication: Publication) -> Iterator[OutputFile]:
    """Make `citation.ris`."""
    for page, work in works_of(publication):
        yield OutputFile(f"{folder_of(page)}citation.ris", render_ris(work).encode())

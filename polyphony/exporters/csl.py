"""A publication and its pages into CSL-JSON, which citation processors read, an item a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from polyphony.metadata import works_of
from polyphony.metadata.csl import render_csl
from polyphony.metadata.formats import folder_of
from polyphony.model import OutputFile, Publication

if TYPE_CHECKING:
    from collections.abc import Iterator


def export_csl(publication: Publication) -> Iterator[OutputFile]:
    """Make `csl.json`."""
    for page, work in works_of(publication):
        yield OutputFile(f"{folder_of(page)}csl.json", render_csl([work]).encode())

"""A publication to the same with the sizes of the pictures that its pages show, so that nothing moves as they load."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from polyphony.model import Page, Publication
from polyphony.pictures import is_picture, picture_size

__all__ = ["HEAD", "measure_pictures"]

HEAD = 300_000
"""How many bytes from a picture's begin say how large it is, whatever a camera has put before that."""


def measure_pictures(publication: Publication, read: Callable[[str], bytes]) -> Publication:
    """Measure what pages show; `read` gives the begin of a picture by its path in the site."""
    known: dict[str, tuple[int, int] | None] = {}

    def size_of(path: str) -> tuple[int, int] | None:
        if path not in known:
            known[path] = picture_size(read(path)) if is_picture(path) else None
        return known[path]

    def measured(page: Page) -> Page:
        if not page.parsed.images:
            return page
        addresses = {link.target: link.address for link in page.links}
        paths = sorted({addresses.get(use.target, "") for use in page.parsed.images})
        return replace(page, sizes=tuple((path, *size) for path in paths if (size := size_of(path))))

    return replace(publication, pages=tuple(map(measured, publication.pages)))

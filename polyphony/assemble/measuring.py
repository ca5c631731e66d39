"""A publication to the same with the sizes of the pictures that its pages show, so that nothing moves as they load."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from polyphony.model import Image, Page, Picture, Publication, found_in

__all__ = ["matter_pictures", "place_pictures", "shown_pictures"]


def shown_pictures(publication: Publication) -> frozenset[str]:
    """Name the files of the site that pages show as pictures."""
    shown = {path for page in publication.pages for path in _shown_on(page)}
    return frozenset(shown.union(matter_pictures(publication)))


def matter_pictures(publication: Publication) -> tuple[str, ...]:
    """Name the pictures in the publication's own matter, such as portraits, by their paths in the site."""
    addresses = {link.target: link.address.partition("#")[0] for link in publication.links}
    paths = (addresses.get(image.source, "") for image in found_in(publication.matter, Image))
    return tuple(dict.fromkeys(path for path in paths if path))


def place_pictures(publication: Publication, known: Mapping[str, Picture]) -> Publication:
    """Tell each page what is known of the pictures that it shows, by their paths in the site."""

    def placed(page: Page) -> Page:
        found = tuple(known[path] for path in sorted(_shown_on(page)) if path in known)
        return replace(page, pictures=found) if found else page

    own = tuple(known[path] for path in matter_pictures(publication) if path in known)
    return replace(publication, pages=tuple(map(placed, publication.pages)), pictures=own)


def _shown_on(page: Page) -> frozenset[str]:
    if not page.parsed.images:
        return frozenset()
    addresses = {link.target: link.address.partition("#")[0] for link in page.links}
    return frozenset(addresses[use.target] for use in page.parsed.images if addresses.get(use.target))

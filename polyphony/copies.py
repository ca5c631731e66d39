"""Assets of a publication into the files of a site that are copied: pictures without what a camera wrote into them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from io import BytesIO
from typing import BinaryIO

from msgspec import Struct

from polyphony.assemble import output_of_asset
from polyphony.cache import Cache
from polyphony.diagnostics import Diagnostic
from polyphony.model import Publication
from polyphony.output import FileCopy
from polyphony.pictures import clean_picture, format_of, is_picture
from polyphony.project import FRESH, LARGEST_READ, AssetFile, Project, open_asset, read_asset
from polyphony.vectors import check_vector

__all__ = ["check_assets", "copies_of_assets", "published_reader", "shown_assets"]

_BEGIN = 64
"""How many bytes of a file say of what kind it is."""


def copies_of_assets(publication: Publication, project: Project) -> Iterator[FileCopy]:
    """Every asset of a site, as a copy to be made."""
    for asset in shown_assets(publication, project):
        yield FileCopy(output_of_asset(asset.path), f"{asset.stamp} cleaned", partial(_open, project.folder, asset))


def published_reader(read: Callable[[str], bytes]) -> Callable[[str], bytes]:
    """Make a function that gives a file as it is published, of one that gives it as it stands in the publication."""

    def find(path: str) -> bytes:
        content = read(path)
        return clean_picture(content) if is_picture(path) or format_of(content) else content

    return find


class Looked(Struct, frozen=True, array_like=True):
    """What is to be said of a file that is published."""

    found: tuple[Diagnostic, ...]


def check_assets(assets: Sequence[AssetFile], project: Project, cache: Cache) -> Iterator[Diagnostic]:
    """Look into files that are published; what has looked the same from outside for a while is not opened again."""
    name = f"{__name__}.check_assets"
    known = cache.recall(name, [(asset.path, asset.stamp) for asset in assets], Looked)
    settled = time.time_ns() - FRESH
    for asset, looked in zip(assets, known, strict=True):
        if looked is None:
            looked = Looked(tuple(_look_into(asset, project.folder)))  # noqa: PLW2901 - what isn't known is found
            if asset.changed < settled:
                cache.keep(name, [(asset.path, asset.stamp)], [looked])
        yield from looked.found


def _look_into(asset: AssetFile, folder: str) -> Iterator[Diagnostic]:
    def read(limit: int = LARGEST_READ) -> bytes:
        try:
            return read_asset(folder, asset, limit) if asset.size <= LARGEST_READ or limit < LARGEST_READ else b""
        except OSError:  # Copying it says what is wrong.
            return b""

    from polyphony.attachments import check_attachment  # slow to load, and many publications have no asset

    yield from check_vector(asset.path, lambda _: read())
    yield from check_attachment(asset.path, read(_BEGIN), read)


def shown_assets(publication: Publication, project: Project) -> Iterator[AssetFile]:
    """All of `assets/`, and whatever else a page shows or links to."""
    yield from project.assets
    links = (*publication.links, *(link for page in publication.pages for link in page.links))
    shown = {link.address.partition("#")[0] for link in links}
    for asset in project.media:
        if output_of_asset(asset.path) in shown:
            yield asset


def _open(folder: str, asset: AssetFile) -> BinaryIO:
    """Open an asset as it is published: a picture, whatever it is called, without what a camera wrote into it."""
    file = open_asset(folder, asset)
    try:
        begin = file.read(_BEGIN)
        if is_picture(asset.path) or format_of(begin):
            with file:
                return BytesIO(clean_picture(begin + file.read()))
        file.seek(0)
    except OSError:
        file.close()
        raise
    return file

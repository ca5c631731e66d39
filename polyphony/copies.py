"""Assets of a publication into the files of a site that are copied: pictures without what a camera wrote into them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import BinaryIO

from polyphony.assemble import output_of_asset
from polyphony.model import Publication
from polyphony.output import FileCopy
from polyphony.pictures import clean_picture, is_picture
from polyphony.project import AssetFile, Project, open_asset

__all__ = ["copies_of_assets", "published_reader", "shown_assets"]


def copies_of_assets(publication: Publication, project: Project) -> Iterator[FileCopy]:
    """Every asset of a site, as a copy to be made."""
    for asset in shown_assets(publication, project):
        if is_picture(asset.path):
            yield FileCopy(output_of_asset(asset.path), f"{asset.stamp} cleaned", _cleaner(project.folder, asset))
        else:
            yield FileCopy(output_of_asset(asset.path), asset.stamp, _opener(project.folder, asset))


def published_reader(read: Callable[[str], bytes]) -> Callable[[str], bytes]:
    """Make a function that gives a file as it is published, of one that gives it as it stands in the publication."""
    return lambda path: clean_picture(read(path)) if is_picture(path) else read(path)


def shown_assets(publication: Publication, project: Project) -> Iterator[AssetFile]:
    """All of `assets/`, and whatever else a page shows or links to."""
    yield from project.assets
    shown = {link.address.partition("#")[0] for page in publication.pages for link in page.links}
    for asset in project.media:
        if output_of_asset(asset.path) in shown:
            yield asset


def _cleaner(folder: str, asset: AssetFile) -> Callable[[], BinaryIO]:
    """A picture without what a camera wrote into it."""

    def read() -> BinaryIO:
        with open_asset(folder, asset) as file:
            return BytesIO(clean_picture(file.read()))

    return read


def _opener(folder: str, asset: AssetFile) -> Callable[[], BinaryIO]:
    return lambda: open_asset(folder, asset)

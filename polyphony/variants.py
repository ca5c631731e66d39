"""The pictures that pages show to their sizes, and to the same pictures in smaller files where Pillow is installed.

What a picture comes to is remembered by its content, so that it is made smaller once.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from io import BytesIO
from typing import BinaryIO

from msgspec import Struct

from polyphony.assemble import output_of_asset
from polyphony.assemble.measuring import shown_pictures
from polyphony.cache import Cache, Pieces, cache_folder
from polyphony.diagnostics import Code, Collector, Diagnostic, Span
from polyphony.model import Picture, Publication
from polyphony.output import FileCopy
from polyphony.pictures import is_picture, picture_size, turn_of
from polyphony.project import FRESH, LARGEST_READ, AssetFile, Project, read_asset
from polyphony.scaling import LARGEST, name_scaler, scale_picture

__all__ = ["Variants", "find_variants"]

_BEGIN = 300_000
"""How many bytes from its begin say how large a picture is that isn't read whole."""

_MOST_WORKERS = 4
"""Each holds a picture unpacked."""

_FOREIGN = (".heic", ".heif", ".tif", ".tiff", ".psd", ".eps")
"""Endings of pictures that phones and scanners make and browsers don't show."""


class Measured(Struct, frozen=True, array_like=True):
    """A picture: its content's digest (empty where it isn't read whole), its size (0: no picture), how it is turned."""

    digest: str
    width: int = 0
    height: int = 0
    turn: int = 1


class Widths(Struct, frozen=True, array_like=True):
    """The widths in which a picture is made smaller, and whether it can't be read to its end."""

    widths: tuple[int, ...] = ()
    damaged: bool = False


class _Variant(Struct, frozen=True):
    """A smaller picture: of what, how wide, and the key of its bytes."""

    asset: AssetFile
    width: int
    key: str


class Variants:
    """What is known of the pictures that pages show, by their paths in the site, and the smaller files."""

    def __init__(self, folder: str, pieces: Pieces) -> None:
        self.folder = folder
        self.pieces = pieces
        self.pictures: dict[str, Picture] = {}
        self.files: dict[str, _Variant] = {}
        self.diagnostics: list[Diagnostic] = []

    def copies(self) -> Iterator[FileCopy]:
        """Give every smaller picture as a copy to be made."""
        for path, variant in self.files.items():
            yield FileCopy(path, variant.key, partial(self._open, variant))

    def reader(self, read: Callable[[str], bytes]) -> Callable[[str], bytes]:
        """Make a function that gives the bytes of a smaller picture too, beside those that `read` gives."""

        def find(path: str) -> bytes:
            variant = self.files.get(path)
            return self._read(variant) if variant else read(path)

        return find

    def fit(self, read: Callable[[str], bytes]) -> Callable[[str], bytes]:
        """Make a function that gives a picture no wider than a document needs it."""
        every = self.reader(read)

        def find(path: str) -> bytes:
            picture = self.pictures.get(path)
            wide = picture is not None and picture.width > LARGEST
            return every(picture.smaller[-1][0] if picture and wide and picture.smaller else path)

        return find

    def _open(self, variant: _Variant) -> BinaryIO:
        return BytesIO(self._read(variant))

    def _read(self, variant: _Variant) -> bytes:
        known = self.pieces.find(variant.key)
        if known is not None:
            return known
        made = scale_picture(read_asset(self.folder, variant.asset, LARGEST_READ))
        for one in made.smaller:
            if one.width == variant.width:
                self.pieces.keep(variant.key, one.content)
                return one.content
        raise OSError(f"{variant.asset.name} has changed while it was published")


def find_variants(publication: Publication, project: Project, cache: Cache) -> Variants:
    """Measure what pages show and make it smaller, as far as that isn't remembered."""
    shown = shown_pictures(publication)
    everything = (*project.assets, *project.media)
    assets = [one for one in everything if output_of_asset(one.path) in shown and not one.path.lower().endswith("svg")]
    variants = Variants(project.folder, Pieces(cache_folder(project.folder), "pictures"))
    if not assets:
        return variants
    measured = dict(zip(assets, _measure(assets, project.folder, cache), strict=True))
    widths = _scale(measured, variants.pieces, project.folder, cache) if name_scaler() else {}
    taken = {output_of_asset(one.path).casefold() for one in everything}
    for asset, found in measured.items():
        path = output_of_asset(asset.path)
        made = widths.get(found.digest, Widths())
        smaller = []
        for width in made.widths:
            name = _name(path, width, taken)
            variants.files[name] = _Variant(asset, width, _key(found.digest, width, cache))
            smaller.append((name, width))
        if found.width:
            variants.pictures[path] = Picture(path, found.width, found.height, tuple(smaller))
        variants.diagnostics.extend(_problems(asset, found, made))
    return variants


def _problems(asset: AssetFile, found: Measured, made: Widths) -> Iterator[Diagnostic]:
    collector = Collector()
    if made.damaged:
        collector.report(
            Code.DAMAGED_PICTURE,
            "this picture can't be read to its end, and is published as it is",
            Span(asset.path),
            hint="look at it in another program, and save it anew",
        )
    foreign = asset.path.lower().endswith(_FOREIGN)
    if foreign or (found.digest and not found.width and is_picture(asset.path)):
        collector.report(
            Code.DAMAGED_PICTURE,
            "browsers can't show this picture"
            if foreign
            else "this file is empty"
            if not asset.size
            else "this is no picture",
            Span(asset.path),
            hint="save it as JPEG or PNG in a program for pictures, and name that file",
        )
    if found.turn > 1 and asset.path.lower().endswith("webp"):
        collector.report(
            Code.TURNED_PICTURE,
            "this picture says that it is to be turned, which some browsers do and some don't",
            Span(asset.path),
            hint="turn it in a program for pictures, and save it anew; or save it as JPEG, which all browsers turn",
        )
    yield from collector.found


def _name(path: str, width: int, taken: set[str]) -> str:
    """Name a smaller picture beside the whole one; no file of the publication's own is called so."""
    stem, dot, end = path.rpartition(".")
    if not dot or "/" in end:
        stem, dot, end = path, "", ""
    name, number = f"{stem}-{width}w{dot}{end}", 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem}-{width}w-{number}{dot}{end}"
    taken.add(name.casefold())
    return name


def _key(digest: str, width: int, cache: Cache) -> str:
    return f"{digest} {width} {name_scaler()} {cache.fingerprint}"


def _measure(assets: Sequence[AssetFile], folder: str, cache: Cache) -> list[Measured]:
    """Measure pictures; what has looked the same from outside for a while is not opened again."""
    name = f"{__name__}.measure"
    known = cache.recall(name, [(asset.path, asset.stamp) for asset in assets], Measured)
    settled = time.time_ns() - FRESH
    results = []
    for asset, found in zip(assets, known, strict=True):
        if found is None:
            found = _look(asset, folder)  # noqa: PLW2901 - what isn't known is found
            if asset.changed < settled:
                cache.keep(name, [(asset.path, asset.stamp)], [found])
        results.append(found)
    return results


def _look(asset: AssetFile, folder: str) -> Measured:
    whole = asset.size <= LARGEST_READ
    try:
        content = read_asset(folder, asset, LARGEST_READ if whole else _BEGIN)
    except OSError:
        return Measured("")  # Copying it says what is wrong.
    size = picture_size(content)
    digest = hashlib.sha256(content).hexdigest() if whole else ""
    return Measured(digest, *size, turn_of(content)) if size else Measured(digest)


def _scale(measured: Mapping[AssetFile, Measured], pieces: Pieces, folder: str, cache: Cache) -> dict[str, Widths]:
    """Make pictures smaller that have not been made so before; the widths of all by the digests of their content."""
    name = f"{__name__}.scale"
    of_digest = {found.digest: asset for asset, found in measured.items() if found.digest and found.width}
    known = cache.recall(name, [(digest, name_scaler()) for digest in of_digest], Widths)
    widths = {digest: found for digest, found in zip(of_digest, known, strict=True) if found is not None}
    for digest, found in widths.items():
        for width in found.widths:
            pieces.holds(_key(digest, width, cache))
    missing = [digest for digest in of_digest if digest not in widths]

    def make(digest: str) -> Widths:
        try:
            content = read_asset(folder, of_digest[digest], LARGEST_READ)
        except OSError:
            return Widths()
        scaling = scale_picture(content)
        for one in scaling.smaller:
            pieces.keep(_key(digest, one.width, cache), one.content)
        return Widths(tuple(one.width for one in scaling.smaller), scaling.damaged)

    made = _share(make, missing, min(cache.jobs, _MOST_WORKERS))
    cache.keep(name, [(digest, name_scaler()) for digest in missing], made)
    widths.update(zip(missing, made, strict=True))
    return widths


def _share(make: Callable[[str], Widths], digests: Sequence[str], jobs: int) -> list[Widths]:
    """Call a function for each digest. Threads do, since Pillow works without the interpreter's lock."""
    if jobs < 2 or len(digests) < 2:
        return [make(digest) for digest in digests]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(jobs) as workers:
        return list(workers.map(make, digests))

"""A folder on disk to a `Project`: all that a publication is made of, read once. The only reader of such a folder.

Texts are held in memory; assets are listed, and opened when they are copied. Nothing outside the folder is read.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable
from typing import BinaryIO

from msgspec import Struct

from polyphony.diagnostics import Checked, Code, Collector, Span, has_errors
from polyphony.model import SourceFile
from polyphony.project.folder import Folder, find_reason
from polyphony.project.private import find_private, read_private
from polyphony.project.themes import theme_folder, theme_names
from polyphony.project.walk import FRESH, SETTINGS, AssetFile, Known, Walk

__all__ = [
    "FRESH",
    "LARGEST_READ",
    "SETTINGS",
    "AssetFile",
    "Known",
    "Project",
    "find_private",
    "open_asset",
    "read_asset",
    "read_files",
    "read_private",
    "read_project",
    "theme_folder",
    "theme_names",
]


LARGEST_READ = 50_000_000
"""How many bytes an asset may have to be read into memory."""


class Project(Struct, frozen=True):
    """What a publication's folder held at one moment. All tuples are sorted by path, and paths are in NFC.

    `files` are texts, and whatever `design/` holds; `assets` is all of `assets/`, copied as it stands; `media` is any
    other file, which nobody sees unless a page names it. `folder` is for messages and for opening assets alone.
    """

    settings: SourceFile
    files: tuple[SourceFile, ...]
    assets: tuple[AssetFile, ...]
    media: tuple[AssetFile, ...]
    folder: str


_NEARLY_MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdwn"})
"""How the names of Markdown files end elsewhere, and in capitals."""


def read_project(
    folder: str | os.PathLike[str],
    *,
    leave_out: tuple[str, ...] = ("_site",),
    known: dict[str, Known] | None = None,
) -> Checked[Project | None]:
    """Read a publication's folder. `leave_out` are paths of folders, relative to it, that are no part of it.

    The value is None where there is no publication or its settings can't be read. An earlier output is known by its
    manifest, wherever it lies. `known` is filled by one reading of a folder for the next: what looks as it did then
    isn't read again.
    """
    given = os.fspath(folder)
    collector = Collector()
    opened = _open(given, leave_out, collector)
    if opened is None:
        return Checked(None, tuple(collector.found))
    with opened:
        walk = Walk(opened, given, collector, everything=False, known=known)
        if walk.read_settings():
            walk.read_folder(opened.top, "", "", ())
    if known is not None:
        known.clear()
        known.update(walk.read)
    settings = walk.texts.pop(SETTINGS, None)
    if settings is None:
        return Checked(None, tuple(collector.found))
    listed = sorted(walk.listed, key=lambda asset: asset.path)
    for path in (*walk.texts, *(asset.path for asset in listed)):
        stem, ending = posixpath.splitext(path)
        if path.startswith("content/") and ending != ".md" and ending.lower() in _NEARLY_MARKDOWN:
            collector.report(
                Code.UNREADABLE_FILE,
                f'"{path}" is read as no page: the name of a page ends in .md',
                Span(path),
                hint=f'call it "{posixpath.basename(stem)}.md"',
            )
    project = Project(
        settings=settings,
        files=tuple(walk.texts[path] for path in sorted(walk.texts)),
        assets=tuple(asset for asset in listed if asset.path.startswith("assets/")),
        media=tuple(asset for asset in listed if not asset.path.startswith("assets/")),
        folder=opened.root,
    )
    return Checked(project, tuple(collector.found))


def read_files(folder: str | os.PathLike[str]) -> Checked[tuple[SourceFile, ...]]:
    """Read every file of a folder, such as a design theme's, sorted by path. Its links may not leave it either."""
    collector = Collector()
    opened = _open(os.fspath(folder), (), collector)
    if opened is None:
        return Checked((), tuple(collector.found))
    with opened:
        walk = Walk(opened, os.fspath(folder), collector, everything=True)
        walk.read_folder(opened.top, "", "", ())
    files = () if has_errors(collector.found) else tuple(walk.texts[path] for path in sorted(walk.texts))
    return Checked(files, tuple(collector.found))


def open_asset(folder: str, asset: AssetFile) -> BinaryIO:
    """Open an asset of the project in this folder for reading.

    It raises OSError where that can't be done any more, also where a link now leads out of the folder.
    """
    with Folder(folder) as opened:
        return os.fdopen(opened.open_by_name(asset.name), "rb")


def read_asset(folder: str, asset: AssetFile, limit: int) -> bytes:
    """Read up to `limit` bytes from an asset's begin. It raises OSError as `open_asset` does."""
    with open_asset(folder, asset) as file:
        return file.read(limit)


def asset_reader(project: Project, place: Callable[[str], str], limit: int = LARGEST_READ) -> Callable[[str], bytes]:
    """Make a function that gives an asset's bytes by its path in the site, which `place` tells; none where it can't.

    With a smaller `limit` it gives the begin of any asset.
    Copying such a file into the site says what is wrong with it.
    """
    assets = {place(asset.path): asset for asset in (*project.assets, *project.media)}

    def read(path: str) -> bytes:
        asset = assets.get(path)
        if asset is None or asset.size > LARGEST_READ:
            return b""
        try:
            return read_asset(project.folder, asset, limit)
        except OSError:
            return b""

    return read


def _open(path: str, leave_out: tuple[str, ...], collector: Collector) -> Folder | None:
    try:
        return Folder(path, leave_out)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        collector.report(
            Code.NO_PUBLICATION,
            f'there is no folder "{path}"',
            hint=f"name the folder that holds {SETTINGS}, or make a publication: polyphony new FOLDER",
        )
    except OSError as error:
        collector.report(Code.UNREADABLE_FILE, f'the folder "{path}" cannot be read: {find_reason(error)}')
    return None

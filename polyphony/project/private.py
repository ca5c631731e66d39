"""A publication's private folder to the texts of its two files; nothing else reads it, and nobody keeps them."""

from __future__ import annotations

import os

from polyphony.diagnostics import Checked, Code, Collector, Span, near_name
from polyphony.model import SourceFile
from polyphony.project.folder import find_reason

__all__ = ["find_private", "read_private"]

PRIVATE = "private"
_NAMES = ("names.yaml", "terms.yaml")
_LARGEST = 2_000_000


def find_private(folder: str | os.PathLike[str]) -> str:
    """Find the private folder in a publication's folder or beside it; an empty name where there is none."""
    inside = os.path.join(folder, PRIVATE)
    beside = os.path.join(os.path.dirname(os.path.realpath(folder)), PRIVATE)
    if os.path.isdir(inside):
        return inside
    # Beside a publication only what is surely meant: a folder of this name may be anything.
    return beside if any(os.path.isfile(os.path.join(beside, name)) for name in _NAMES) else ""


def read_private(folder: str | os.PathLike[str]) -> Checked[tuple[SourceFile, ...]]:
    """Read `names.yaml` and `terms.yaml` of the private folder; one that can't be read is an error."""
    place = find_private(folder)
    collector = Collector()
    if not place:
        return Checked(())
    read: list[SourceFile] = []
    try:
        names = sorted(os.listdir(place))
    except OSError as error:
        collector.report(Code.UNREADABLE_FILE, f'"{PRIVATE}" cannot be read: {find_reason(error)}', Span(PRIVATE))
        return Checked((), tuple(collector.found))
    for name in names:
        path = f"{PRIVATE}/{name}"
        if name in _NAMES:
            try:
                with open(os.path.join(place, name), "rb") as file:
                    content = file.read(_LARGEST + 1)
            except OSError as error:
                collector.report(Code.UNREADABLE_FILE, f'"{path}" cannot be read: {find_reason(error)}', Span(path))
                continue
            if len(content) > _LARGEST:
                collector.report(Code.TOO_LARGE, f'"{path}" has over {_LARGEST // 1_000_000} MB', Span(path))
                continue
            read.append(SourceFile(path, content))
        elif (near := near_name(name.removesuffix(".yml").removesuffix(".yaml") + ".yaml", _NAMES)) is not None:
            collector.report(
                Code.UNKNOWN_FILE,
                f'"{path}" is read by nothing, so that nothing in it is looked for',
                Span(path),
                hint=f"call it {near}",
            )
    return Checked(tuple(read), tuple(collector.found))

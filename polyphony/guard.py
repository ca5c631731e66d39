"""The files of a site on their way to disk to the same files, or to an end: no private word passes.

What looks for words is loaded only where there is something to look for.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from polyphony.diagnostics import Checked, Diagnostic, Span, has_errors
from polyphony.model import OutputFile, Person, Publication, SourceFile
from polyphony.output import FileCopy
from polyphony.output.manifest import MANIFEST
from polyphony.project import read_private, read_project

if TYPE_CHECKING:
    from polyphony.leaks import Leak, Matcher

__all__ = ["check_redactions", "check_site", "guard_files", "read_matcher"]

_PIECE = 64_000_000
_OVERLAP = 1_000


def read_matcher(folder: str | os.PathLike[str], people: Iterable[Person] = ()) -> Checked[Matcher | None]:
    """Read what must be nowhere in the site of a publication of these people; None where it has nothing private."""
    private = read_private(folder)
    if has_errors(private.diagnostics):
        return Checked(None, private.diagnostics)
    if not private.value:
        return Checked(None)
    from polyphony.leaks import make_matcher, parse_private

    parsed = parse_private(private.value, (person.id for person in people))
    return Checked(None if has_errors(parsed.diagnostics) else make_matcher(parsed.value), parsed.diagnostics)


def check_redactions(publication: Publication, sources: tuple[SourceFile, ...]) -> tuple[Diagnostic, ...]:
    """Say where words that are redacted in one of the sources stand openly in another."""
    if not any(b".redacted" in source.content for source in sources):
        return ()
    from polyphony.leaks import find_open_redactions

    return tuple(find_open_redactions(publication, sources))


def guard_files(
    files: Iterable[OutputFile | FileCopy | Diagnostic], folder: str | os.PathLike[str], people: Iterable[Person]
) -> Iterable[OutputFile | FileCopy | Diagnostic]:
    """Look into every file as it passes; at last say which private words are in them, which is an error.

    Where a publication has nothing private the files are what they were.
    """
    matcher = read_matcher(folder, people)
    if matcher.diagnostics:
        return [*matcher.diagnostics]
    return files if matcher.value is None else _guard(files, folder, matcher.value)


def _guard(
    files: Iterable[OutputFile | FileCopy | Diagnostic], folder: str | os.PathLike[str], matcher: Matcher
) -> Iterator[OutputFile | FileCopy | Diagnostic]:
    from polyphony.leaks import explain_leaks, find_leaks

    leaks: list[Leak] = []
    for file in files:
        if isinstance(file, OutputFile):
            leaks += find_leaks(file.path, file.content, matcher)
        elif isinstance(file, FileCopy):
            leaks += _look_into(file, matcher)
        yield file
    if leaks:
        yield from explain_leaks(leaks, matcher, _places(folder, matcher, {leak.secret for leak in leaks}))


def _look_into(file: FileCopy, matcher: Matcher) -> list[Leak]:
    """Find secrets in a file that is copied, one too large for memory piece by piece."""
    from polyphony.leaks import find_leaks

    leaks: dict[int, Leak] = {}
    try:
        with file.open() as source:
            before = b""
            while piece := source.read(_PIECE):
                leaks |= {leak.secret: leak for leak in find_leaks(file.path, before + piece, matcher)}
                before = piece[-_OVERLAP:]
            if not before:
                leaks |= {leak.secret: leak for leak in find_leaks(file.path, b"", matcher)}
    except OSError:
        return list(leaks.values())  # Copying it says what is wrong with it.
    return list(leaks.values())


def _places(folder: str | os.PathLike[str], matcher: Matcher, wanted: set[int]) -> dict[int, list[Span]]:
    """Where secrets stand in the sources, read once more: it is needed only where something is wrong."""
    from polyphony.leaks import find_leaks, find_places, hide_path

    project = read_project(folder).value
    places: dict[int, list[Span]] = {}
    if project is not None:
        for secret, place in find_places((project.settings, *project.files), matcher, wanted):
            places.setdefault(secret, []).append(place)
        for asset in (*project.assets, *project.media):
            for leak in find_leaks(asset.path, b"", matcher):
                places.setdefault(leak.secret, []).append(Span(hide_path(asset.path, matcher)))
    return places


def check_site(place: str | os.PathLike[str], matcher: Matcher) -> Checked[int]:
    """Look for private words in a site's folder, or in one file, as it lies on disk; how many files there are.

    It raises OSError.
    """
    from polyphony.leaks import find_leaks, list_leaks

    found: list[Diagnostic] = []
    number = 0
    for path, name in _list_files(os.fspath(place)):
        number += 1
        with open(path, "rb") as file:
            found.extend(list_leaks(find_leaks(name, file.read(), matcher), matcher))
    return Checked(number, tuple(found))


def _list_files(place: str) -> Iterator[tuple[str, str]]:
    if not os.path.isdir(place):
        yield place, os.path.basename(place)
        return
    for folder, folders, names in os.walk(place):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            if os.path.isfile(path) and name != MANIFEST:
                yield path, os.path.relpath(path, place).replace(os.sep, "/")

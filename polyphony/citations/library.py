"""A publication's files of references and its citation style to the works that each page may cite."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from polyphony.citations.bibliographies import (
    FORMATS,
    BibliographyFile,
    Reference,
    combine,
    normal_key,
    parse_bibliography,
)
from polyphony.citations.styles import OWN_STYLES, check_style, read_own_style
from polyphony.diagnostics import Code, Collector, Span, near_name
from polyphony.model import Publication, SourceFile

__all__ = ["Library", "find_place"]

SETTINGS = "polyphony.yaml"


def find_place(files: Mapping[str, SourceFile], path: str, pattern: str, line: int = 0) -> Span:
    """Find the first place in a file that fits a pattern, from a line on; the file itself where there is none."""
    file = files.get(path)
    if file is None:
        return Span(path)
    for number, text in enumerate(file.content.decode("utf-8", "replace").splitlines(), 1):
        match = re.search(pattern, text) if number >= line else None
        if match:
            return Span(path, number, match.start() + 1, max(len(match.group()), 1), text)
    return Span(path)


class Library:
    """What a publication's files of references hold, each read once."""

    def __init__(self, publication: Publication, files: Mapping[str, SourceFile], collector: Collector) -> None:
        self.files = files
        self.collector = collector
        self._read: dict[str, BibliographyFile | None] = {}
        self._combined: dict[tuple[str, ...], dict[str, Reference]] = {}
        self._shared = self._paths(publication.bibliography, SETTINGS)
        self.known(())
        self.style = self._style(publication.citation_style)

    def known(self, own: tuple[str, ...], page: str = "") -> dict[str, Reference]:
        """All works that may be cited where these files are named beside the publication's, by key."""
        paths = tuple(dict.fromkeys((*self._shared, *self._paths(own, page))))
        if paths not in self._combined:
            found = [file for path in paths if (file := self._file(path)) is not None]
            self._combined[paths] = combine(found, self.collector)
        return self._combined[paths]

    def _file(self, path: str) -> BibliographyFile | None:
        if path not in self._read:
            checked = parse_bibliography(self.files[path])
            self.collector.found.extend(checked.diagnostics)
            self._read[path] = checked.value
        return self._read[path]

    def _paths(self, names: Iterable[str], where: str) -> tuple[str, ...]:
        """The files that are named, those that aren't there reported; a page may name what lies beside it."""
        folder = where.rpartition("/")[0]
        paths = []
        for name in names:
            beside = f"{folder}/{name}" if folder else name
            path = name if name in self.files else beside
            if not name.lower().endswith(tuple(FORMATS)):
                self.collector.report(
                    Code.INVALID_BIBLIOGRAPHY,
                    f'"{name}" is no file of references that can be read',
                    find_place(self.files, where, re.escape(name)),
                    hint="its name ends in .bib (BibTeX, biblatex), .json (CSL-JSON) or .ris",
                )
            elif path in self.files:
                paths.append(path)
            else:
                self._missing(name, where, "file of references", tuple(FORMATS))
        return tuple(paths)

    def _missing(self, name: str, where: str, what: str, suffixes: tuple[str, ...]) -> None:
        there = sorted(path for path in self.files if path.lower().endswith(suffixes))
        near = near_name(name, there)
        hint = f'did you mean "{near}"?' if near else f"there are: {', '.join(there)}" if there else ""
        place = find_place(self.files, where, re.escape(name))
        message = f'there is no {what} "{name}"'
        self.collector.report(Code.UNKNOWN_FILE, message, place, hint=hint or "paths begin at the publication's folder")

    def _style(self, name: str) -> bytes:
        """The bytes of the citation style; none where it can't be used."""
        if name in OWN_STYLES and name not in self.files:
            return read_own_style(name)
        if not name.endswith(".csl"):
            place = find_place(self.files, SETTINGS, re.escape(name))
            near = near_name(name, OWN_STYLES)
            hint = f"it is {' or '.join(OWN_STYLES)}, or the path of a .csl file in the publication's folder"
            hint = f'did you mean "{near}"?' if near else hint
            self.collector.report(Code.INVALID_STYLE, f'no citation style is called "{name}"', place, hint=hint)
            return b""
        if name not in self.files:
            self._missing(name, SETTINGS, "citation style", (".csl",))
            return b""
        checked = check_style(self.files[name])
        self.collector.found.extend(checked.diagnostics)
        return checked.value or b""

    def check(self, publication: Publication, matter: Iterable[tuple[str, int]]) -> None:
        """Report every key that names no work. `matter` are keys in the publication's own matter, and their lines."""
        for page in publication.pages:
            known = self.known(page.parsed.front.bibliography, page.parsed.path)
            for use in page.parsed.citations:
                if normal_key(use.target) not in known:
                    at = use.place
                    self._unknown(use.target, known, Span(at.path, at.line, at.column, at.length, at.source))
        known = self.known(())
        for key, line in matter:
            if normal_key(key) not in known:
                self._unknown(key, known, find_place(self.files, SETTINGS, f"-?@\\{{?{re.escape(key)}", line))

    def _unknown(self, key: str, known: Mapping[str, Reference], place: Span) -> None:
        near = near_name(key, known) or _only(known, key)
        escape = rf"; if it is no citation, write \@{key}" if "@" in place.source[place.column - 1 :][:2] else ""
        read = sorted({reference.place.path for reference in known.values()})
        if near:
            hint = f'did you mean "{near}"?'
        elif read:
            hint = f"add it to {' or '.join(read)}{escape}"
        else:
            hint = f"name a file of references in polyphony.yaml, as in bibliography: [references.bib]{escape}"
        self.collector.report(
            Code.UNKNOWN_CITATION, f'no reference has the key "{key}"', place, label="cited here", hint=hint
        )


def _only(known: Iterable[str], begin: str) -> str | None:
    """The only key that begins so, where someone has left out the year."""
    found = [key for key in known if key.casefold().startswith(begin.casefold())] if len(begin) > 2 else []
    return found[0] if len(found) == 1 else None

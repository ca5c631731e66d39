"""A site into one zip for a journal or an archive: its pages, a note for people, its licence, and sums of all."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from polyphony.archive import pack_files
from polyphony.diagnostics import Code, Collector, Diagnostic
from polyphony.model import OutputFile, Publication

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from polyphony.views.site import Frame

__all__ = ["export_archive"]

FILE = "site.zip"

_README = """\
{title}
{line}

{names}

{statement}

This folder is a site. Open index.html in any browser: it needs no server and asks nothing of any other place.

  index.html               where to begin
  polyphony.json           the same as data: every passage and turn with who says it
  exchanges/               each exchange as a page, as plain text and as a table (CSV)
  SHA256SUMS               the sum of each file, to be checked with: sha256sum --check SHA256SUMS

{terms}
"""


def export_archive(
    publication: Publication,
    frame: Frame,
    files: Iterable[OutputFile | Diagnostic],
    assets: Iterable[str],
    read: Callable[[str], bytes],
) -> Iterator[OutputFile | Diagnostic]:
    """Pack a site's files and its assets (paths in the site, which `read` gives)."""
    packed: dict[str, bytes] = {}
    for file in files:
        if isinstance(file, Diagnostic):
            yield file
        else:
            packed[file.path] = file.content
    missing = []
    for path in assets:
        content = read(path)
        if content or path.endswith("/"):
            packed[path] = content
        else:
            missing.append(path)
    packed.setdefault("README.txt", _readme(publication, frame).encode())
    packed.setdefault("LICENSE.txt", _terms(publication).encode())
    sums = "".join(f"{hashlib.sha256(packed[path]).hexdigest()}  {path}\n" for path in sorted(packed))
    packed["SHA256SUMS"] = sums.encode()
    yield OutputFile(FILE, pack_files(OutputFile(path, content) for path, content in packed.items()))
    if missing:
        collector = Collector()
        collector.report(Code.LEFT_OUT, f"empty files, or such that are too large to pack: {', '.join(missing)}")
        yield from collector.found


def _readme(publication: Publication, frame: Frame) -> str:
    speakers = frame.voices.speakers
    names = " · ".join(speakers[person].full for person in publication.byline.order)
    if publication.byline.collective:
        names = f"{speakers[publication.byline.collective].full}: {names}"
    doi = f"https://doi.org/{publication.doi}" if publication.doi else ""
    terms = "\n".join(line for line in (_terms(publication).strip(), doi, publication.url) if line)
    title = publication.title_text
    return _README.format(
        title=title,
        line="=" * max(len(title), 3),
        names=names,
        statement=publication.byline.statement_text,
        terms=terms,
    )


def _terms(publication: Publication) -> str:
    lines = [f"© {publication.copyright}" if publication.copyright else ""]
    if publication.license:
        lines += [f"Licence: {publication.license.name}", publication.license.url]
    else:
        lines.append("No licence is stated: all rights are their holders'.")
    return "\n".join(line for line in lines if line) + "\n"

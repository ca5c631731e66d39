"""A format and the name that somebody gives its file to what is wrong with the name's ending, if anything is.

A program opens a file by its ending, so a Word file called `x.pdf` opens nowhere. An ending that we don't know is the
user's own affair.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from polyphony.exporters import Document

__all__ = ["complain_of_ending"]

_ALSO: Final = {
    "single": (".htm", ".xhtml"),
    "embed": (".htm", ".xhtml"),
    "markdown": (".markdown", ".mdown", ".qmd", ".rmd", ".txt"),
    "bibtex": (".bibtex", ".txt"),
    "biblatex": (".bibtex", ".txt"),
    "ris": (".txt",),
    "cff": (".yaml", ".yml", ".txt"),
    "jsonld": (".jsonld",),
}
"""What else the file of a format may be called: what its programs open, too."""

_OTHERS: Final = (
    ".htm", ".xhtml", ".markdown", ".bibtex", ".jsonld", ".doc", ".odt", ".rtf", ".pages", ".ppt", ".pptx", ".odp",
    ".xls", ".xlsx", ".ods", ".csv", ".tex", ".ps", ".mobi", ".azw3", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp",
    ".tif", ".tiff", ".mp3", ".mp4", ".css", ".js", ".py", ".yaml", ".yml",
)  # fmt: skip
"""Endings of well-known formats beside those that a file of ours has by itself."""


def complain_of_ending(form: str, target: str, documents: Mapping[str, Document]) -> str:
    """Say that a file's ending is that of another format, and what to write instead; nothing where all is well.

    `target` is a file's path, not that of a folder that is there.
    """
    name = os.path.basename(target)
    ending = os.path.splitext(name)[1].lower()
    several = documents[form].file.endswith("/")
    if not ending or (several and ending == ".zip") or ending in (_own(documents[form]), *_ALSO.get(form, ())):
        return ""
    forms = [other for other, document in documents.items() if ending in (_own(document), *_ALSO.get(other, ())[:1])]
    if not forms and ending not in _OTHERS:
        return ""
    stem = target[: -len(ending)]
    if several:
        said = (
            f'{form} writes several files, and "{name}" is the name of one\nname a folder, or an archive: -o {stem}.zip'
        )
    else:
        own = _own(documents[form])
        said = f'{form} writes a file that ends in {own}, and "{name}" is called after another format'
        said += f"\nwrite -o {stem}{own}"
    if forms:
        said += f"; for a file that ends in {ending}: polyphony export {' or '.join(forms[:3])}"
    return said


def _own(document: Document) -> str:
    return os.path.splitext(document.file)[1]

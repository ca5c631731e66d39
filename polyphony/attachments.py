"""A published file to whether it may tell who made it, where and when, in a form that we don't clean."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Final

from polyphony.diagnostics import Code, Collector, Diagnostic, Span
from polyphony.pdfs import find_details
from polyphony.pictures import format_of

__all__ = ["check_attachment"]

_ISO_MEDIA: Final = (b"Exif", b"rdf+xml", b"udta", b"\xa9xyz", b"xmpmeta")
_COMMENTS: Final = (b"ARTIST=", b"AUTHOR=", b"LOCATION=", b"Artist=", b"artist=")
_MARKS: Final[dict[str, tuple[bytes, ...]]] = {
    **dict.fromkeys(["avif", "heic", "heif", "jxl", "m4a", "m4v", "mov", "mp4"], _ISO_MEDIA),
    **dict.fromkeys(["tif", "tiff"], (b"",)),
    "mp3": (b"ID3", b"TAG", b"APETAGEX"),
    "wav": (b"LIST", b"bext", b"iXML", b"id3 ", b"_PMX"),
    **dict.fromkeys(["flac", "oga", "ogg", "ogv", "opus"], _COMMENTS),
    **dict.fromkeys(["doc", "ppt", "xls", "rtf"], (b"",)),
}
"""What stands in such a file when it says more than it shows; the empty mark is in every file."""
_PACKED: Final = frozenset(["docx", "xlsx", "pptx", "odt", "ods", "odp"])
_PROPERTIES: Final = ("docProps/core.xml", "docProps/app.xml", "meta.xml")
_NAMED: Final = re.compile(
    rb"<(?:\w+:)?(?:creator|initial-creator|lastModifiedBy|printed-by|Company|Manager)(?:\s[^>]*)?>\s*[^<\s]"
)
_HINTS: Final = {
    **dict.fromkeys(
        ("avif", "heic", "heif", "jxl", "tif", "tiff"), "save it as JPEG, PNG or WebP, which Polyphony cleans"
    ),
    **dict.fromkeys(
        (*_PACKED, "doc", "ppt", "xls", "rtf"), "take the names out in its program (File, Properties), and save it anew"
    ),
    "pdf": "make it anew without these properties, or take them out in a program for PDFs (File, Properties)",
}
_LARGEST_PROPERTIES: Final = 1_000_000
_BEGINNINGS: Final = (
    (b"%PDF-", "pdf"), (b"II*\0", "tif"), (b"MM\0*", "tif"), (b"II+\0", "tif"), (b"\xff\x0a", "jxl"),
    (b"\0\0\0\x0cJXL ", "jxl"), (b"ID3\2", "mp3"), (b"ID3\3", "mp3"), (b"ID3\4", "mp3"),
    (b"OggS", "ogg"), (b"fLaC", "flac"), (b"{\\rtf", "rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
)  # fmt: skip
"""How files begin that may be called anything."""


def check_attachment(path: str, begin: bytes, read: Callable[[], bytes]) -> Iterator[Diagnostic]:
    """Report a file that is published as it is though it may hold names, places or times that nobody sees in it.

    `begin` are its first bytes, which say what it is whatever it is called. A file that can't be read, since it is too
    large, counts as one that tells.
    """
    kind = _kind_of(path, begin)
    if kind not in _MARKS and kind not in _PACKED and kind != "pdf":
        return
    content = read()
    told = find_details(content) if kind == "pdf" and content else None
    if told == () or (kind != "pdf" and not _tells(kind, content)):
        return
    collector = Collector()
    what = f"tells {_listed(told)}" if told else "may tell who made it, where and when"
    hint = _HINTS.get(kind, "look at its properties, and take out who made it, where and when")
    message = f"this file {what}, and is published as it is"
    collector.report(Code.UNSEEN_DETAILS, message, Span(path), hint=hint)
    yield from collector.found


def _kind_of(path: str, begin: bytes) -> str:
    """Name a file's kind by an ending: that of its first bytes, or else of its name; empty for what we clean."""
    if format_of(begin):
        return ""
    ending = path.rpartition("/")[2].partition(".")[2].rpartition(".")[2].lower()
    if begin[4:8] == b"ftyp":
        return (
            ending if _MARKS.get(ending) == _ISO_MEDIA else {b"avif": "avif", b"heic": "heic"}.get(begin[8:12], "mp4")
        )
    if begin[:4] == b"RIFF" and begin[8:12] == b"WAVE":
        return "wav"
    return next((kind for start, kind in _BEGINNINGS if begin.startswith(start) and ending not in _MARKS), ending)


def _listed(told: tuple[str, ...]) -> str:
    return f"{', '.join(told[:-1])} and {told[-1]}" if len(told) > 1 else told[0]


def _tells(ending: str, content: bytes) -> bool:
    if ending not in _PACKED or not content:
        return not content or any(mark in content for mark in _MARKS.get(ending, ()))
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for info in archive.infolist():
                if info.filename in _PROPERTIES and (
                    info.file_size > _LARGEST_PROPERTIES or _NAMED.search(archive.read(info))
                ):
                    return True
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        return True
    return False

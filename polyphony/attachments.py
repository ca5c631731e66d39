"""A published file to whether it may tell who made it, where and when, in a form that we don't clean."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Final

from polyphony.diagnostics import Code, Collector, Diagnostic, Span

__all__ = ["check_attachment"]

_ISO_MEDIA: Final = (b"Exif", b"rdf+xml", b"udta", b"\xa9xyz", b"xmpmeta")
_COMMENTS: Final = (b"ARTIST=", b"AUTHOR=", b"LOCATION=", b"Artist=", b"artist=")
_MARKS: Final[dict[str, tuple[bytes, ...]]] = {
    **dict.fromkeys(["avif", "heic", "heif", "m4a", "m4v", "mov", "mp4"], _ISO_MEDIA),
    **dict.fromkeys(["tif", "tiff"], (b"",)),
    "pdf": (b"/Author", b"/Creator", b"/Info", b"xmpmeta", b"/ObjStm", b"/Encrypt"),
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
    **dict.fromkeys(("avif", "heic", "heif", "tif", "tiff"), "save it as JPEG, PNG or WebP, which Polyphony cleans"),
    **dict.fromkeys(
        (*_PACKED, "doc", "ppt", "xls", "rtf"), "take the names out in its program (File, Properties), and save it anew"
    ),
    "pdf": "make it anew without its author's name, or look at its properties before you publish it",
}
_LARGEST_PROPERTIES: Final = 1_000_000


def check_attachment(path: str, read: Callable[[str], bytes]) -> Iterator[Diagnostic]:
    """Report a file that is published as it is though it may hold names, places or times that nobody sees in it.

    A file that can't be read, since it is too large, counts as one that does.
    """
    ending = path.rpartition("/")[2].partition(".")[2].rpartition(".")[2].lower()
    if (ending not in _MARKS and ending not in _PACKED) or not _tells(ending, read(path)):
        return
    collector = Collector()
    collector.report(
        Code.UNSEEN_DETAILS,
        "this file may tell who made it, where and when, and is published as it is",
        Span(path),
        hint=_HINTS.get(ending, "look at its properties, and take out who made it, where and when"),
    )
    yield from collector.found


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

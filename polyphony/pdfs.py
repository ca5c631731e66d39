"""A PDF's bytes to what it tells of who made it, in its properties and within its compressed parts."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Final

__all__ = ["find_details", "parts_of_pdf"]

_MOST_UNPACKED: Final = 64_000_000
"""How many bytes the compressed parts of a PDF may have in all to be looked into."""

_HEAD: Final = 4_000
"""How far before a stream its dictionary may begin."""

_STREAM = re.compile(rb"stream\r?\n")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_EMPTY = re.compile(
    rb"\(\s*(?:\xfe\xff|\xff\xfe|\xef\xbb\xbf|\\376\\377)?\s*\)|<\s*(?:[Ff][Ee]\s*[Ff][Ff])?\s*>|null\b"
)
_ENTRY = re.compile(rb"/(Author|Creator|Company|Manager|LastModifiedBy|SourceModified)(?=[\s(</\d])\s*")
_TELLING = re.compile(
    rb"<(?:dc:creator|pdf:Author|xmp:CreatorTool|dc:contributor|pdfx:Company|pdfx:Manager|photoshop:Credit)\b[^>]{0,500}+>"
    rb"(?:\s++|<[^>]{0,500}+>){0,20}+[^\s<]"
    rb"|\b(?:pdf:Author|xmp:CreatorTool|pdfx:Company|pdfx:Manager|photoshop:Credit)\s*=\s*[\"'][^\"']"
)
_NAMES: Final = {
    b"Author": "who wrote it",
    b"creator": "who wrote it",
    b"contributor": "who wrote it",
    b"Creator": "what it was written with",
    b"CreatorTool": "what it was written with",
    b"Company": "a company",
    b"Manager": "a manager",
    b"LastModifiedBy": "who changed it",
    b"SourceModified": "when it was changed",
    b"Credit": "who made it",
}


def find_details(content: bytes) -> tuple[str, ...] | None:
    """Name what a PDF tells, each once; None where that can't be known."""
    packed = list(parts_of_pdf(content))
    plain = b"".join(part for part, _ in packed)
    inner: list[bytes] = []
    room = _MOST_UNPACKED
    for head, body in packed:
        head = head[-_HEAD:]  # noqa: PLW2901 - of what stands before, its own dictionary
        head = head[head.rfind(b"obj") + 3 :]  # noqa: PLW2901
        if not body or not re.search(rb"/Type\s*/(?:ObjStm|Metadata)\b", head):
            continue
        unpacked = _unpack(head, body, room)
        if unpacked is None:
            return None
        room -= len(unpacked)
        inner.append(unpacked)
    if re.search(rb"/Encrypt\b", plain):
        return None
    told: dict[str, None] = {}
    for text in (plain, *inner):
        for entry in _ENTRY.finditer(text):
            if not _EMPTY.match(text, entry.end()):
                told[_NAMES[entry[1]]] = None
    for text in (content, *inner):
        for telling in _TELLING.finditer(text):
            named = re.search(rb":(\w+)", telling[0])
            told[_NAMES.get(named[1] if named else b"", "who made it")] = None
    if b"Exif\0\0" in content:
        told["what a camera wrote into a picture"] = None
    return tuple(told)


def parts_of_pdf(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Part a PDF into what stands outside of streams, names spelt out, each with the stream that follows."""
    place = 0
    while found := _STREAM.search(content, place):
        end = content.find(b"endstream", found.end())
        end = len(content) if end < 0 else end
        yield _spelt(content[place : found.start()]), content[found.end() : end]
        place = min(end + len(b"endstream"), len(content))
    yield _spelt(content[place:]), b""


def _spelt(text: bytes) -> bytes:
    return _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), text) if b"#" in text else text


def _unpack(head: bytes, body: bytes, room: int) -> bytes | None:
    """Unpack a stream; None where it is packed in a way that we don't know, or is too large."""
    filters = re.search(rb"/Filter\s*(\[[^\]]*\]|/\w+)", head)
    names = re.findall(rb"/(\w+)", filters[1]) if filters else []
    if not names:
        return body if len(body) <= room and b"/Filter" not in head else None
    if names not in ([b"FlateDecode"], [b"Fl"]) or b"/Predictor" in head:
        return None
    try:
        unpacker = zlib.decompressobj()
        unpacked = unpacker.decompress(body, max(room, 1))
    except zlib.error:
        return None
    return None if unpacker.unconsumed_tail else unpacked

"""A picture's bytes to the same picture without what a camera or a program wrote into it: place, time, names.

No pixel is touched. Of segments and chunks only those are kept that a browser needs, so that what we have never heard
of goes too. How a picture is to be turned is kept, in a segment that says nothing else. Colour profiles stay. What is
no picture of a known kind is given back as it is.
"""

from __future__ import annotations

import struct
import zlib
from typing import Final

__all__ = ["chunks_of", "clean_picture", "format_of", "is_picture", "picture_size", "turn_of"]

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8"
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PNG_KEPT: Final = frozenset(b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB bKGD pHYs cICP acTL fcTL fdAT".split())
_WEBP_KEPT: Final = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_GIF_KEPT: Final = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_ORIENTATION: Final = 0x0112


def is_picture(path: str) -> bool:
    """Tell by its name whether a file is a picture that may say more than it shows."""
    return path.lower().endswith((".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".webp", ".gif"))


def format_of(content: bytes) -> str:
    """Name the format of a picture by its first 16 bytes, whatever it is called; empty for none that we clean."""
    if content.startswith(b"\xff\xd8\xff") and content[3:4] > b"\xbf":
        return "jpeg"
    if content.startswith(_PNG) and content[12:16] == b"IHDR":
        return "png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    return "gif" if content[:6] in (b"GIF87a", b"GIF89a") else ""


def clean_picture(content: bytes) -> bytes:
    """Take out of a JPEG, PNG, WebP or GIF what it says of people and places."""
    if content.startswith(_JPEG):
        return _clean_jpeg(content)
    if content.startswith(_PNG) and content[12:16] == b"IHDR":
        return _clean_png(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _clean_webp(content)
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return _clean_gif(content)
    return content


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Read a picture's width and height in pixels as it is seen, turned as it says; None where it doesn't tell."""
    width = height = 0
    if content.startswith(_PNG) and content[12:16] == b"IHDR" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
    elif content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
    elif content.startswith(_JPEG):
        width, height = _jpeg_size(content)
    elif content[:4] == b"RIFF" and len(content) >= 30:
        width, height = _webp_size(content)
    if turn_of(content) >= 5:
        width, height = height, width
    return (width, height) if 0 < width < 100_000 and 0 < height < 100_000 else None


def chunks_of(content: bytes) -> dict[bytes, bytes]:
    """What the chunks of a PNG or a WebP hold, by their kind, the first of each; empty for any other file."""
    png = content.startswith(_PNG)
    if not png and content[8:12] != b"WEBP":
        return {}
    found: dict[bytes, bytes] = {}
    place = 8 if png else 12
    while place + 8 <= len(content):
        first, second = content[place : place + 4], content[place + 4 : place + 8]
        kind, length = (second, int.from_bytes(first)) if png else (first, int.from_bytes(second, "little"))
        found.setdefault(kind, content[place + 8 : place + 8 + length])
        place += 12 + length if png else 8 + length + length % 2
    return found


def turn_of(content: bytes) -> int:
    """How a picture is to be turned: 1 to 8, as Exif counts; 1 where it doesn't say."""
    if content.startswith(_JPEG):
        return _orientation(content)
    chunks = chunks_of(content)
    return _orientation_of(chunks.get(b"eXIf") or chunks.get(b"EXIF") or b"")


def _webp_size(content: bytes) -> tuple[int, int]:
    match content[8:16]:
        case b"WEBPVP8X":
            return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
        case b"WEBPVP8 " if content[23:26] == b"\x9d\x01\x2a":
            width, height = struct.unpack("<HH", content[26:30])
            return width & 0x3FFF, height & 0x3FFF
        case b"WEBPVP8L":
            bits = int.from_bytes(content[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case _:
            return 0, 0


def _jpeg_size(content: bytes) -> tuple[int, int]:
    for kind, start, end in _segments(content):
        if kind in _FRAMES and end - start >= 9:
            height, width = struct.unpack(">HH", content[start + 5 : start + 9])
            return width, height
    return 0, 0


def _segments(content: bytes) -> list[tuple[int, int, int]]:
    """The segments of a JPEG up to its pixels: kind, begin, end."""
    found = []
    place = 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        kind = content[place + 1]
        if kind == 0xFF:
            place += 1
            continue
        if kind == 0xDA:
            found.append((kind, place, len(content)))
            break
        end = place + 2 + int.from_bytes(content[place + 2 : place + 4], "big")
        if end > len(content) or end < place + 4:
            break
        found.append((kind, place, end))
        place = end
    return found


def _orientation(content: bytes) -> int:
    """How a JPEG is to be turned: 1 to 8, as Exif counts; 1 where it doesn't say."""
    exif = (content[start + 4 : end] for kind, start, end in _segments(content) if kind == 0xE1)
    return next((_orientation_of(one) for one in exif if one.startswith(b"Exif\0\0")), 1)


def _orientation_of(exif: bytes) -> int:
    """Which way is up, 1 to 8 as EXIF has it; 1 where that isn't said."""
    exif = exif.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(order + "I", exif, 4)
        (count,) = struct.unpack_from(order + "H", exif, start)
        for place in range(start + 2, start + 2 + 12 * count, 12):
            tag, kind, _, value = struct.unpack_from(order + "HHIH", exif, place)
            if tag == _ORIENTATION and kind == 3 and 1 <= value <= 8:
                return int(value)
    except struct.error:
        pass
    return 1


def _exif(orientation: int) -> bytes:
    """EXIF that says which way is up and nothing else; nothing where that needs no saying."""
    if orientation == 1:
        return b""
    return b"MM\0\x2a" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)


def _clean_jpeg(content: bytes) -> bytes:
    kept: list[bytes] = []
    orientation, place = 1, 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker == 0xFF:  # Padding.
            place += 1
            continue
        if marker == 0xD9:
            break
        end = place + 2 + int.from_bytes(content[place + 2 : place + 4])
        body = content[place + 4 : end]
        if marker == 0xE0 and body.startswith(b"JFIF\0"):
            kept.append(b"\xff\xe0\0\x10" + body[:12].ljust(12, b"\0") + b"\0\0")  # without a thumbnail
        elif marker == 0xE1 and body.startswith(b"Exif\0\0"):
            orientation = _orientation_of(body)
        elif not (0xE0 <= marker <= 0xEF or marker == 0xFE) or body.startswith((b"ICC_PROFILE\0", b"Adobe")):
            kept.append(content[place:end])
        if marker == 0xDA:
            place = _end_of_scan(content, end)
            kept.append(content[end:place])
        else:
            place = max(end, place + 2)
    if not kept:
        return content[:2]
    exif = _exif(orientation)
    first = b"\xff\xe1" + struct.pack(">H", len(exif) + 8) + b"Exif\0\0" + exif if exif else b""
    return b"\xff\xd8" + first + b"".join(kept) + b"\xff\xd9"


def _end_of_scan(content: bytes, place: int) -> int:
    """Find the marker after a scan's data; a zero or a restart after FF belongs to the data."""
    while (place := content.find(b"\xff", place)) >= 0 and place + 1 < len(content):
        if content[place + 1] and not 0xD0 <= content[place + 1] <= 0xD7:
            return place
        place += 2
    return len(content)


def _clean_png(content: bytes) -> bytes:
    kept, place = [_PNG], 8
    while place + 8 <= len(content):
        kind, end = content[place + 4 : place + 8], place + 12 + int.from_bytes(content[place : place + 4])
        if kind in _PNG_KEPT:
            kept.append(content[place:end])
        elif kind == b"eXIf" and (exif := _exif(_orientation_of(content[place + 8 : end - 4]))):
            chunk = b"eXIf" + exif
            kept.append(struct.pack(">I", len(exif)) + chunk + struct.pack(">I", zlib.crc32(chunk)))
        if kind == b"IEND":
            break
        place = end
    return b"".join(kept)


def _clean_webp(content: bytes) -> bytes:
    kept, exif, place = [], b"", 12
    while place + 8 <= len(content):
        kind, end = content[place : place + 4], place + 8 + int.from_bytes(content[place + 4 : place + 8], "little")
        if kind in _WEBP_KEPT:
            kept.append(content[place : end + end % 2])
        elif kind == b"EXIF":
            exif = _exif(_orientation_of(content[place + 8 : end]))
        place = end + end % 2
    if kept and kept[0].startswith(b"VP8X") and len(kept[0]) > 8:
        flags = kept[0][8] & ~0x0C | (0x08 if exif else 0)
        kept[0] = kept[0][:8] + bytes([flags]) + kept[0][9:]
        if exif:
            kept.append(b"EXIF" + struct.pack("<I", len(exif)) + exif)
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _clean_gif(content: bytes) -> bytes:
    if len(content) < 13:
        return content
    place = 13 + _table(content[10:11])
    kept = [content[:place]]
    while place < len(content) and content[place] in b"!,":
        start = place
        if content[place] == 0x2C:
            place += 10 + _table(content[place + 9 : place + 10]) + 1
            wanted = True
        else:
            name = content[place + 3 : place + 14]
            wanted = content[place + 1 : place + 2] == b"\xf9" or (
                content[place + 1 : place + 2] == b"\xff" and name in _GIF_KEPT
            )
            place += 2
        while place < len(content) and content[place]:
            place += 1 + content[place]
        place += 1
        if wanted:
            kept.append(content[start:place])
    return b"".join(kept) + b";"


def _table(flags: bytes) -> int:
    """How many bytes a table of colours has."""
    return 3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0

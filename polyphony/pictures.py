"""A picture's bytes to the same picture without what a camera or a program wrote into it: place, time, names.

No pixel is touched. Segments and chunks are left out whole, by their kind; only how a JPEG is to be turned is kept, in
a segment that says nothing else. Colour profiles stay. What is no picture of a known kind is given back as it is.
"""

from __future__ import annotations

import struct
from typing import Final

__all__ = ["clean_picture", "is_picture", "picture_size"]

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_SAID: Final = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
_JPEG: Final = b"\xff\xd8"
_JPEG_KEPT: Final = frozenset({0xE0, 0xE2, 0xEE})
"""JFIF, colour profiles, and how Adobe's programs store colours; all other application segments and comments go."""
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WEBP_SAID: Final = frozenset({b"EXIF", b"XMP "})


def is_picture(path: str) -> bool:
    """Tell by its name whether a file is a picture that may say more than it shows."""
    return path.lower().endswith((".jpg", ".jpeg", ".png", ".webp", ".gif"))


def clean_picture(content: bytes) -> bytes:
    """Take out of a JPEG, PNG, WebP or GIF what it says of people and places."""
    if content.startswith(_JPEG):
        return _clean_jpeg(content)
    if content.startswith(_PNG):
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
    return (width, height) if 0 < width < 100_000 and 0 < height < 100_000 else None


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
            return (height, width) if _orientation(content) >= 5 else (width, height)
    return 0, 0


def _clean_jpeg(content: bytes) -> bytes:
    kept = bytearray(_JPEG)
    turn = _orientation(content)
    if turn != 1:
        kept += _turned(turn)
    for kind, start, end in _segments(content):
        if kind == 0xDA:
            kept += content[start:]
            break
        if kind not in range(0xE0, 0xF0) and kind != 0xFE:
            kept += content[start:end]
        elif kind == 0xE2 and content[start + 4 : start + 15] != b"ICC_PROFILE":
            continue  # Previews that some cameras hide here.
        elif kind in _JPEG_KEPT:
            kept += content[start:end]
    return bytes(kept)


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
    """How a JPEG is to be turned: 1 to 8, as Exif 2.3 counts; 1 where it doesn't say."""
    for kind, start, end in _segments(content):
        body = content[start + 4 : end]
        if kind != 0xE1 or not body.startswith(b"Exif\0\0"):
            continue
        tiff = body[6:]
        order: str = {b"II": "<", b"MM": ">"}.get(tiff[:2], "")
        if not order or len(tiff) < 10:
            return 1
        (first,) = struct.unpack(order + "I", tiff[4:8])
        if first + 2 > len(tiff):
            return 1
        (count,) = struct.unpack(order + "H", tiff[first : first + 2])
        for number in range(min(count, 200)):
            entry = tiff[first + 2 + number * 12 : first + 14 + number * 12]
            if len(entry) == 12 and struct.unpack(order + "H", entry[:2])[0] == 0x0112:
                (turn,) = struct.unpack(order + "H", entry[8:10])
                return turn if 1 <= turn <= 8 else 1
    return 1


def _turned(turn: int) -> bytes:
    """A segment that says how to turn a picture, and nothing else."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, turn, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _clean_png(content: bytes) -> bytes:
    kept = bytearray(_PNG)
    place = len(_PNG)
    while place + 12 <= len(content):
        end = place + 12 + int.from_bytes(content[place : place + 4], "big")
        kind = content[place + 4 : place + 8]
        if end > len(content):
            kept += content[place:] if kind == b"IDAT" else b""
            break
        if kind not in _PNG_SAID:
            kept += content[place:end]
        place = end
        if kind == b"IEND":
            break  # What hangs behind the end is no part of the picture.
    return bytes(kept)


def _clean_webp(content: bytes) -> bytes:
    chunks = bytearray()
    place = 12
    while place + 8 <= len(content):
        size = int.from_bytes(content[place + 4 : place + 8], "little")
        end = place + 8 + size + size % 2
        kind = content[place : place + 4]
        if kind not in _WEBP_SAID:
            chunk = bytearray(content[place:end])
            if kind == b"VP8X" and len(chunk) > 8:
                chunk[8] &= ~0x0C & 0xFF  # It has neither Exif nor XMP any more.
            chunks += chunk
        place = end
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + bytes(chunks)


def _clean_gif(content: bytes) -> bytes:
    """Leave out comments and the extensions of applications but that which says how often a film is shown."""
    if len(content) < 13:
        return content
    place = 13 + (3 << (content[10] & 7) + 1 if content[10] & 0x80 else 0)
    kept = bytearray(content[:place])
    while place < len(content):
        start, kind = place, content[place]
        if kind == 0x3B:
            kept += b"\x3b"
            break
        if kind == 0x2C and place + 10 <= len(content):
            flags = content[place + 9]
            place += 10 + (3 << (flags & 7) + 1 if flags & 0x80 else 0) + 1
        elif kind == 0x21 and place + 2 <= len(content):
            place += 2
        else:
            break
        while place < len(content) and content[place]:
            place += content[place] + 1
        place += 1
        name = content[start + 3 : start + 14] if kind == 0x21 and content[start + 1] == 0xFF else b""
        said = kind == 0x21 and (content[start + 1] == 0xFE or (name and name != b"NETSCAPE2.0"))
        if not said:
            kept += content[start:place]
    return bytes(kept)

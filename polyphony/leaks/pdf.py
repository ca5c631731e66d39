"""A PDF to the texts in it, as far as that is cheap: its own words, and what its pages show by fonts that say how."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Final

from polyphony.pdfs import parts_of_pdf

__all__ = ["texts_of_pdf"]

_SHOWN: Final = re.compile(
    rb"\[((?:[^\[\]()<>]|\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>)*)\]\s*TJ|(\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>)\s*(?:Tj|'|\")"
)
_STRING: Final = re.compile(rb"\(((?:\\.|[^\\()])*)\)|<([0-9A-Fa-f\s]+)>", re.DOTALL)
_OCTAL: Final = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_RANGES: Final = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_HEX: Final = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_RANGE: Final = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[([^\]]*)\])")
_LARGEST: Final = 50_000_000


def texts_of_pdf(content: bytes) -> Iterator[str]:
    """The texts of a PDF: what stands in it in letters, its strings, and the texts of its pages by each font."""
    parts = list(parts_of_pdf(content))
    around = b"\n".join(outside for outside, _ in parts)
    streams = [_unpack(stream) for _, stream in parts if stream]
    maps = [found for stream in streams if b"begincmap" in stream and (found := _read_map(stream))]
    for part in (around, *streams):
        yield part.replace(b"\x00", b"").decode("utf-8", "replace")
        yield "\n".join(_text_of_string(match) for match in _STRING.finditer(part))
    shown = [stream for stream in streams if b"Tj" in stream or b"TJ" in stream]
    for codes in maps:
        for stream in shown:
            yield " ".join(_show(match, codes) for match in _SHOWN.finditer(stream))
            yield "".join(_show(match, codes) for match in _SHOWN.finditer(stream))


def _unpack(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream, _LARGEST)
    except zlib.error:
        return stream


def _bytes_of(literal: bytes | None, digits: bytes | None) -> bytes:
    if literal is not None:
        return _OCTAL.sub(_octal, literal)
    plain = b"".join((digits or b"").split())
    return bytes.fromhex((plain + b"0" * (len(plain) % 2)).decode())


def _octal(match: re.Match[bytes]) -> bytes:
    code = match[1]
    if code.isdigit():
        return bytes([int(code, 8) & 0xFF])
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"\n": b""}.get(code, code)


def _text_of_string(match: re.Match[bytes]) -> str:
    content = _bytes_of(match[1], match[2])
    if content.startswith(b"\xfe\xff"):
        return content[2:].decode("utf-16-be", "replace")
    return content.decode("utf-8", "replace") if b"\x00" not in content else content.decode("utf-16-be", "replace")


def _show(match: re.Match[bytes], codes: Mapping[int, str]) -> str:
    """What one operator shows by one font, whose codes have two bytes."""
    content = b"".join(_bytes_of(one[1], one[2]) for one in _STRING.finditer(match[1] or match[2] or b""))
    points = [int.from_bytes(content[place : place + 2]) for place in range(0, len(content) - 1, 2)]
    return "".join(codes.get(point, "") for point in points)


def _read_map(stream: bytes) -> dict[int, str]:
    """What each code of a font means, out of its ToUnicode map."""
    codes: dict[int, str] = {}
    for kind, body in _RANGES.findall(stream):
        if kind == b"bfchar":
            values = [one.replace(b" ", b"") for one in _HEX.findall(body)]
            codes.update((int(code, 16), _unicode(text)) for code, text in zip(values[::2], values[1::2], strict=False))
            continue
        for low, high, text, several in _RANGE.findall(body):
            texts = _HEX.findall(several)
            for offset, code in enumerate(range(int(low, 16), min(int(high, 16), int(low, 16) + 0xFFFF) + 1)):
                if texts:
                    codes[code] = _unicode(texts[offset]) if offset < len(texts) else ""
                elif text:
                    codes[code] = _unicode(b"%0*x" % (len(text), int(text, 16) + offset))
    return codes


def _unicode(digits: bytes) -> str:
    try:
        return bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")
    except ValueError:
        return ""

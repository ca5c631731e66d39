"""A file's bytes to the texts that somebody could read out of them, each with a word on how: the deeper, the later."""

from __future__ import annotations

import base64
import binascii
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from html import unescape
from io import BytesIO
from typing import Final, NamedTuple
from urllib.parse import unquote

from polyphony.leaks.pdf import texts_of_pdf

__all__ = ["Reading", "readings_of"]

DEEPEST: Final = 4
LARGEST_MEMBER: Final = 200_000_000
_ROUNDS: Final = 3
_RUN, _LONG_RUN = 8, 16
_ESCAPE: Final = re.compile(
    r"""\\(?:([\\"'/])|([nrt])|u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|U([0-9a-fA-F]{8}))"""
)
_PAIR: Final = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_STYLE_ESCAPE: Final = re.compile(r"\\([0-9a-fA-F]{1,6})[ \t\n]?")
_BASE64: Final = re.compile(r"(?<![A-Za-z0-9+/_-])(?:[A-Za-z0-9+/_-]{16,}+={0,2}|[A-Za-z0-9+/_-]{6,}+={1,2})")
_TAG: Final = re.compile(r"<[^<>]*>")
_DATA: Final = (".json", ".jsonld", ".js", ".webmanifest")
_MARKUP: Final = re.compile(r"\s*<[!?A-Za-z]")
_KEY: Final = re.compile(r"""["'][\w$@:.-]+["']\s*:""")
_CODE: Final = re.compile(r"<(script|style)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r' (?:alt|title|content|href|src|label|aria-label|value|summary|abbr)="(?!#)([^"]*)"')
_STRESS: Final = re.compile(
    r"<(?:/?(?:wbr|a|abbr|b|bdi|bdo|cite|code|del|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u)\b[^<>]*><?)+"
)
_WRITTEN: Final = re.compile(r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]+")
_BETWEEN_WIDE: Final = re.compile(rb"\xff\xfe|\xfe\xff|\x00\x00+")


class Reading(NamedTuple):
    """A text, how it was come by (empty: as it stands), and how many letters a name must have to be there on purpose.

    What is in `plain` as well was there already before anything was decoded. `code` is what machines read, and has
    words of its own, such as "mark" and "page": there a single word is a name only with its capital.
    """

    text: str
    how: str = ""
    fewest: int = 0
    plain: str | None = None
    code: bool = False


def readings_of(path: str, content: bytes, depth: int = 0) -> Iterator[Reading]:
    """Read a file in every way that we know of. What isn't text is read as far as it is written in letters."""
    if content.startswith(b"PK\x03\x04"):
        yield from _members(content, depth)
        return
    if content.startswith(b"\x1f\x8b"):
        yield from _nested(path, _inflate(content, 31), "unpacked", depth)
        return
    if content.startswith(b"%PDF-"):
        for text in texts_of_pdf(content):
            yield Reading(text, "text of a PDF")
        return
    text, is_text = _decode(content)
    if not is_text:
        runs = [run for run in _WRITTEN.findall(text) if len(run) >= _RUN]
        yield Reading("\n".join(runs), "letters in a file that isn't text", 5)
        yield Reading("\n".join(run for run in runs if len(run) >= _LONG_RUN), "letters in a file that isn't text")
        if b"\x00" in content:
            wide = _BETWEEN_WIDE.sub(b"\n", content).replace(b"\x00", b"")
            squeezed = _WRITTEN.findall(wide.decode("latin-1"))
            yield Reading("\n".join(run for run in squeezed if len(run) >= _LONG_RUN), "letters of two bytes each", 5)
        return
    yield from _of_text(path, text, depth)


def _decode(content: bytes) -> tuple[str, bool]:
    for mark, name in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(name, "replace"), True
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("utf-8", "replace"), False
    return text, "\x00" not in text


def _of_text(path: str, text: str, depth: int) -> Iterator[Reading]:
    decoded, how = text, []
    for _ in range(_ROUNDS):
        before = decoded
        for name, decode in _DECODERS:
            after = decode(decoded)
            if after != decoded:
                decoded = after
                how.append(name)
        if decoded == before:
            break
    markup, data = _MARKUP.match(decoded) is not None and not path.endswith((".md", ".txt")), path.endswith(_DATA)
    code = markup or data or path.endswith(".css")
    yield Reading(decoded, ", ".join(dict.fromkeys(how)), plain=text if how else None, code=code)
    if "\\" in text:
        yield Reading(text, code=code)  # What looks like an escape may be none.
        if _STYLE_ESCAPE.search(text):
            yield Reading(_STYLE_ESCAPE.sub(_character, text), "escapes of a style sheet", code=code)
    if data and (path.startswith("search/") or not path.endswith(".js")):
        yield Reading(_KEY.sub(" ", decoded))
    if "<" in decoded:
        prose = _CODE.sub(" ", decoded) if markup else decoded
        code = code and not markup
        yield Reading(_TAG.sub(" ", prose), "across tags", code=code)
        if markup:
            yield Reading("\n".join(_ATTRIBUTE.findall(prose)), "an attribute")
        if not path.endswith(".html") or _is_split(prose):
            yield Reading(_TAG.sub("", prose), "across tags", code=code)
    if depth < DEEPEST:
        for token in dict.fromkeys(_BASE64.findall(decoded)):
            content = b"" if token.islower() else _from_base64(token)
            if content:
                yield from _nested("", content, "base64", depth)


def _is_split(text: str) -> bool:
    """Tell whether a tag stands within a word somewhere."""
    ends = ((match.start() - 1, match.end()) for match in _STRESS.finditer(text))
    return any(before >= 0 and text[before].isalnum() and text[after : after + 1].isalnum() for before, after in ends)


def _nested(path: str, content: bytes, how: str, depth: int) -> Iterator[Reading]:
    if depth >= DEEPEST:
        return
    for reading in readings_of(path, content, depth + 1):
        # What is short and comes of chance is no name: base64 is all over in digests and keys.
        fewest = max(reading.fewest, 3) if how == "base64" else reading.fewest
        yield Reading(reading.text, f"{how}, {reading.how}" if reading.how else how, fewest, None, reading.code)


def _members(content: bytes, depth: int) -> Iterator[Reading]:
    left = LARGEST_MEMBER
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            yield from _nested("", archive.comment, "comment of an archive", depth)
            for info in archive.infolist():
                how = f"member {info.filename} of an archive"
                yield Reading(info.filename, "name of a member of an archive")
                yield from _nested("", info.comment, how, depth)
                if info.file_size <= left and not info.is_dir():  # one that is too large hides no other
                    left -= info.file_size
                    yield from _nested(info.filename, archive.read(info), how, depth)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        yield Reading(content.decode("utf-8", "replace"), "a damaged archive", 5)


def _inflate(content: bytes, window: int) -> bytes:
    try:
        return zlib.decompressobj(window).decompress(content, LARGEST_MEMBER)
    except zlib.error:
        return b""


def _from_base64(token: str) -> bytes:
    plain = token.rstrip("=").replace("-", "+").replace("_", "/")
    if len(plain) % 4 == 1:
        plain = plain[:-1]
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4))
    except (binascii.Error, ValueError):
        return b""


def _unescape(text: str) -> str:
    return unescape(text) if "&" in text else text


def _unquote(text: str) -> str:
    return unquote(text) if "%" in text else text


def _unbackslash(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_escaped, _PAIR.sub(_pair, text))


def _escaped(match: re.Match[str]) -> str:
    return match[1] or (" " if match[2] else _character(match))


def _pair(match: re.Match[str]) -> str:
    return chr(0x10000 + (int(match[1], 16) - 0xD800) * 0x400 + int(match[2], 16) - 0xDC00)


def _character(match: re.Match[str]) -> str:
    point = int(next(group for group in match.groups() if group), 16)
    return chr(point) if point < 0xD800 or 0xDFFF < point < 0x110000 else " "


_DECODERS: Final[tuple[tuple[str, Callable[[str], str]], ...]] = (
    ("character references", _unescape),
    ("percent-encoding", _unquote),
    ("escapes with a backslash", _unbackslash),
)

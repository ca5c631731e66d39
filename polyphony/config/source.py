"""Bytes of a source to its text, and that to its front matter and its body; never to a guess at what it might say."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from polyphony.diagnostics import Checked, Code, Collector, Span
from polyphony.model import SourceFile

__all__ = ["FRONT_MATTER_KEYS", "SourceText", "decode_source", "parse_source"]

FRONT_MATTER_KEYS: Final = (
    "title", "subtitle", "authors", "by", "mode", "date", "order", "slug", "aliases", "theme", "abstract",
    "key-messages", "keywords", "lang", "draft", "translation-of", "bibliography", "template",
)  # fmt: skip
"""The keys that a page may state, in the order in which they are explained."""

# The longer marks first: that of UTF-32 starts with that of UTF-16.
_OTHER_ENCODINGS: Final = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_BOM: Final = "\ufeff"
_LINE_END = re.compile(rb"\r\n|\r|\n")
_HINT: Final = "re-save the file as UTF-8: most editors ask for the encoding under “Save as”"


class SourceText(Struct, frozen=True):
    """A source as text with line ends LF: its front matter (empty: none) and its body, each with its first line."""

    path: str
    yaml: str
    yaml_line: int
    body: str
    body_line: int


def decode_source(source: SourceFile) -> Checked[str | None]:
    """Decode a file from UTF-8, without byte order mark, with LF as line end; None where it isn't UTF-8."""
    collector = Collector()
    content = source.content
    for mark, name in _OTHER_ENCODINGS:
        if content.startswith(mark):
            collector.report(
                Code.NOT_UTF8, f"this file is {name}, and UTF-8 is expected", Span(source.path, 1), hint=_HINT
            )
            return Checked(None, tuple(collector.found))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _place_in_bytes(content, error.start)
        collector.report(
            Code.NOT_UTF8,
            f"line {line} is not UTF-8 (byte 0x{content[error.start]:02x}, the file's byte {error.start + 1:,})",
            Span(source.path, line, column),
            hint=_HINT,
        )
        return Checked(None, tuple(collector.found))
    if (nothing := content.find(b"\x00")) >= 0:
        line, column = _place_in_bytes(content, nothing)
        collector.report(
            Code.NOT_UTF8,
            f"line {line} holds a byte 0x00, which no text does: this is another kind of file, or it is damaged",
            Span(source.path, line, column),
            hint="if it should be text, " + _HINT,
        )
        return Checked(None, tuple(collector.found))
    text = text.lstrip(_BOM)
    return Checked(text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text)


def _place_in_bytes(content: bytes, offset: int) -> tuple[int, int]:
    """Line and column (from 1, in characters) of a byte, all before which is UTF-8."""
    before = content[:offset]
    ends = list(_LINE_END.finditer(before))
    start = ends[-1].end() if ends else 0
    return len(ends) + 1, len(before[start:].decode("utf-8", "replace").lstrip(_BOM)) + 1


_FENCE = re.compile(r"---\s*\Z")
_INDENTED_FENCE = re.compile(r"\s{1,3}---\s*\Z")
_CLOSING = re.compile(r"(---|\.\.\.)\s*\Z")
_INDENTED_CLOSING = re.compile(r"\s{0,3}(---|\.\.\.)\s*\Z")
_ANY_KEY = re.compile(r"""\s*["']?[\w-]+["']?\s*:(\s|\Z)""")
_KNOWN_KEY = re.compile(rf"\s*({'|'.join(FRONT_MATTER_KEYS)})\s*:(\s|\Z)")


def parse_source(source: SourceFile) -> Checked[SourceText | None]:
    """Part a page's file into front matter and body; None where it isn't UTF-8 or its front matter has no end.

    Front matter is what stands between a first line of `---` (after blank lines, a byte order mark or both) and the
    next line of `---` or `...`. As in Pandoc, a line of `---` with a blank line after it is a thematic break, unless
    the first thing after it is a key of front matter: rather an error too many than settings among the text.
    """
    decoded = decode_source(source)
    if decoded.value is None:
        return Checked(None, decoded.diagnostics)
    text = decoded.value
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None or not _opens(lines, first):
        return Checked(SourceText(source.path, "", 1, text, 1))
    closing = _INDENTED_CLOSING if lines[first][0].isspace() else _CLOSING
    last = next((number for number in range(first + 1, len(lines)) if closing.match(lines[number])), None)
    if last is None:
        collector = Collector()
        collector.report(
            Code.UNCLOSED_FRONT_MATTER,
            "the front matter that opens here never closes",
            Span(source.path, first + 1, 1, 3, lines[first]),
            hint="write --- on a line of its own below its last key; a line across the page is written * * *",
        )
        return Checked(None, tuple(collector.found))
    front = "\n".join(lines[first + 1 : last])
    body = "\n".join(lines[last + 1 :])
    return Checked(SourceText(source.path, front, first + 2, body, last + 2))


def _opens(lines: list[str], first: int) -> bool:
    """Tell whether a file's first line of text opens front matter."""
    following = lines[first + 1] if first + 1 < len(lines) else ""
    if _FENCE.match(lines[first]):
        if following.strip():
            return True
        after = next((line for line in lines[first + 1 :] if line.strip()), "")
        return bool(_KNOWN_KEY.match(after))
    return bool(_INDENTED_FENCE.match(lines[first]) and _ANY_KEY.match(following))

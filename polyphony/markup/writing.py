"""What somebody typed, to Markdown that reads as exactly that: no sign in it is a mark, no line in it opens a turn."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["clean_text", "write_paragraphs"]

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
"""What no page can hold, and what some programs break a line at; a space is left of each."""

_SIGN = re.compile(r"[\\`*\[\]{}^~$]|<(?=[A-Za-z/!?])|&(?=#?\w+;)|(?<![^\W_])@|(?<![^\W_])_|_(?![^\W_])")
_OPENING = re.compile(r"[#>+\-=|:%]|(?:\(?(?:[0-9]{1,9}|[A-Za-z]|[ivxlcdmIVXLCDM]+|@\w*))(?=[.)](?:\s|$))")
"""What a line may begin with that makes of it a heading, a quote, a list, a table, a definition or a fence."""

_COLON = re.compile("[:\uff1a]")
_REACH = 300
"""How far from a line's start a label may reach; more than the longest name."""

_WIDTH = 72
_LONGEST = 80
"""Lines that a program has broken are at most so long, and one word more would make them longer than the first."""


def write_paragraphs(text: str, *, wrapped: bool = False, begun: bool = False) -> list[str]:
    """Write text as paragraphs, whose lines stay lines; `wrapped` lines may be what a program has broken.

    Each paragraph is Markdown without a blank line in it. Where it is `begun`, something stands before the first.
    """
    text = clean_text(text)
    paragraphs: list[str] = []
    lines: list[str] = []
    for line in [*(line.strip(" \t") for line in text.split("\n")), ""]:
        if line.strip():
            lines.append(line)
        elif lines:
            paragraphs.append("".join(_join(lines, wrapped=wrapped, begun=begun and not paragraphs)))
            lines = []
    return paragraphs


def clean_text(text: str) -> str:
    """Give a text as a page can hold it: a space for what is no character, and one kind of line end."""
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def _join(lines: list[str], *, wrapped: bool, begun: bool) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number:
            yield "\n" if wrapped and _is_broken(lines[number - 1], line) else "\\\n"
        yield _escape(line) if begun and not number else _write_line(line)


def _is_broken(line: str, following: str) -> bool:
    """Tell whether a program has broken a line here: the next word would have made it too long."""
    return len(line) <= _LONGEST and len(line) + 1 + len(following.split(maxsplit=1)[0]) > _WIDTH


def _write_line(line: str) -> str:
    """Write a line that may stand first in a paragraph."""
    head = next(_ends_of_labels(line), 0)
    if head:
        return f"[{_escape(line[:head])}]{{.text}}{_escape(line[head:])}"
    opening = _OPENING.match(line)
    if opening is None:
        return _escape(line)
    begin, rest = line[: opening.end()], line[opening.end() :]
    if begin[-1].isalnum() or begin.startswith(("(", "@")):
        return f"{_escape(begin)}\\{rest[0]}{_escape(rest[1:])}"
    return f"\\{begin}{_escape(rest)}"


def _ends_of_labels(line: str) -> Iterator[int]:
    """Where a label could end that a reader of Markdown would see at the start of a line."""
    for match in _COLON.finditer(line[:_REACH]):
        after = line[match.end() : match.end() + 1]
        if match.start() and (
            match[0] == "\uff1a" or not after or after.isspace() or not _is_address(line, match.end())
        ):
            yield match.end()


def _is_address(line: str, place: int) -> bool:
    """Tell whether a colon is that of an address or of a time."""
    return line.startswith("//", place) or (line[place - 2 : place - 1].isdigit() and line[place : place + 1].isdigit())


def _escape(text: str) -> str:
    return _SIGN.sub(r"\\\g<0>", text)

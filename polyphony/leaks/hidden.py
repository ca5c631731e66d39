"""A source as text to the same text without what no reader sees of it: redactions, withheld passages, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

__all__ = ["Redaction", "blank_hidden", "redactions_in"]

_REDACTED: Final = re.compile(
    r"""(?P<words>\[(?:[^\[\]\\]|\\.|\[(?:[^\[\]\\]|\\.)*\])*\](?:\([^()]*\))?|`[^`\n]*`)"""
    r"""(?P<marks>\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\.redacted\b(?:[^{}"]|"(?:[^"\\]|\\.)*")*\})"""
)
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FENCE: Final = re.compile(r"^[ \t]*(?:>[ \t]*)*(?P<colons>:{3,})[ \t]*(?P<rest>.*)$")
_MARKED: Final = re.compile(r"\{[^}]*\.withheld\b|^withheld\b")


class Redaction(NamedTuple):
    """Words that a source redacts, and the line (from 1) on which they begin."""

    words: str
    line: int


def redactions_in(text: str) -> Iterator[Redaction]:
    """All redacted words of a source that a reader could otherwise read."""
    if ".redacted" not in text:
        return
    text = _COMMENT.sub(_blank, text)
    for match in _REDACTED.finditer(text):
        words = re.sub(r"\](?:\([^()]*\)|\{[^{}]*\})", "]", match["words"])
        yield Redaction(re.sub(r"[][*_`\\]", "", words), text.count("\n", 0, match.start()) + 1)


def blank_hidden(text: str) -> str:
    """Blank what no reader sees; every line stays where it is."""
    if "<!--" in text:
        text = _COMMENT.sub(_blank, text)
    if ".redacted" in text:
        text = _REDACTED.sub(lambda match: _blank(match, match["words"]) + match["marks"], text)
    return _blank_withheld(text) if "withheld" in text else text


def _blank(match: re.Match[str], words: str | None = None) -> str:
    return re.sub(r"[^\n]", " ", match[0] if words is None else words)


def _blank_withheld(text: str) -> str:
    lines = text.split("\n")
    depth = 0
    for number, line in enumerate(lines):
        fence = _FENCE.match(line)
        opens = fence is not None and bool(fence["rest"].strip(" :"))
        if depth:
            depth += (1 if opens else -1) if fence else 0
            lines[number] = ""
        elif opens and fence is not None and _MARKED.search(fence["rest"]):
            depth = 1
            lines[number] = ""
    return "\n".join(lines)

"""A stretch of text that blocks are read from: which line of the file it begins at, and which of its fences pair."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from mistune import BlockState

from polyphony.codes import Code
from polyphony.markup.attributes import ATTRIBUTES

__all__ = ["DEFINITION", "NOTE", "OPENER", "Problem", "State", "Token", "check_line_before", "indented_text"]

Token = dict[str, Any]

OPENER = re.compile(
    r" {0,3}:{3,}[ \t]*(?:(?P<attributes>" + ATTRIBUTES + r")|(?P<word>[^\s{}:][^\s{}]*?))[ \t]*:*[ \t]*(?:\n|\Z)"
)
"""A line that opens a div, with attributes or one bare word."""

_FENCE = re.compile(r" {0,3}(?:(?P<colons>:{3,})[ \t]*(?P<rest>[^\n]*)|(?P<code>`{3,}|~{3,})(?P<info>[^\n]*))")
_MARK = re.compile(r":::|```|~~~|<!--")
_COLONS = re.compile(":::")
"""What fences and comments hold; looked for first, since a pattern of plain text runs through a page much faster."""
_INDENTED = re.compile(r" {4}| {0,3}\t")
NOTE = r"^ {0,3}\[\^(?P<note_key>[^\]\s^][^\]\s]*)\]:(?=\s)"
DEFINITION = r"^ {0,2}[:~](?:[ \t]+(?=\S))"
_BLANK_OR_FENCE = re.compile(r"[ \t]*$| {0,3}(?::{3,}|`{3,}|~{3,})")
_MARKER_ALONE = re.compile(r"[ \t]*(?:[*+-]|\d{1,9}[.)])[ \t]*$")


class Problem(NamedTuple):
    """What is wrong with a text's form, at a line of the file; `text` is the piece of that line that is meant."""

    code: Code
    message: str
    line: int
    text: str = ""
    label: str = ""
    hint: str = ""


class State(BlockState):
    """A stretch of text that blocks are read from, which knows at which line of the file it begins."""

    def __init__(self, parent: State | None = None) -> None:
        super().__init__(parent)
        self.first_line = 1
        self.child_line = 1
        self.in_list = False
        self.holds_item = False
        self.div_depth: int = parent.div_depth if parent else 0
        self.withheld: bool = parent.withheld if parent else False
        self._counted = 0
        self._counted_to = 0
        self._closers: dict[int, tuple[int, int]] | None = None

    def child_state(self, src: str, lazy_line_starts: set[int] | None = None) -> State:
        """Make a state for a stretch of this text, which begins at `child_line`."""
        child = super().child_state(src, lazy_line_starts)
        assert isinstance(child, State)
        child.first_line = self.child_line
        if self.in_list:
            child.holds_item = True
            if _MARKER_ALONE.match(self.text_of_line(self.child_line)):
                child.first_line += 1
            self.child_line = self.line_at(max(self.cursor - 1, 0))
        return child

    def line_at(self, position: int) -> int:
        """The line in the file of a position in this text."""
        # Whoever asks goes on from where he asked before, mostly: the lines between are counted.
        before = self._counted_to
        if position >= before:
            self._counted += self.src.count("\n", before, position)
        else:
            self._counted -= self.src.count("\n", position, before)
        self._counted_to = position
        return self.first_line + self._counted

    def text_of_line(self, line: int) -> str:
        """The text of a line of the file, as far as it stands here, without its end."""
        position = self._counted_to
        while (at := self.line_at(position)) < line and (end := self.src.find("\n", position)) >= 0:
            position = end + 1
        while at > line and position > 0:
            position = self.src.rfind("\n", 0, position - 1) + 1
            at = self.line_at(position)
        start = self.src.rfind("\n", 0, position) + 1
        end = self.src.find("\n", start)
        return self.src[start:] if end < 0 else self.src[start:end]

    def append_token(self, token: Token) -> None:
        """Add a token, with its line."""
        token["line"] = self.line_at(self.cursor)
        self.tokens.append(token)

    def prepend_token(self, token: Token) -> None:
        """Add a token before the last one, with its line."""
        token["line"] = self.line_at(self.cursor)
        super().prepend_token(token)

    def add_paragraph(self, text: str) -> None:
        """Add a line of a paragraph, or begin one."""
        last = self.tokens[-1] if self.tokens else None
        if last and last["type"] == "paragraph":
            last["text"] += text
        else:
            self.tokens.append({"type": "paragraph", "text": text, "line": self.line_at(self.cursor)})

    def report(self, code: Code, message: str, line: int, text: str = "", label: str = "", hint: str = "") -> None:
        """Say what is wrong with this text's form."""
        self.env["problems"].append(Problem(code, message, line, text, label, hint))

    def closers(self) -> Mapping[int, tuple[int, int]]:
        """For each line that opens a div, by the position of its start: start and end of the line that closes it."""
        if self._closers is None:
            self._closers = _match_fences(self.src)
        return self._closers


def _match_fences(src: str) -> dict[int, tuple[int, int]]:
    """Pair the lines that open and close divs, passing over code and comments."""
    closers: dict[int, tuple[int, int]] = {}
    opened: list[int] = []
    position = 0
    marks = _MARK if "`" in src or "~" in src or "<" in src else _COLONS
    while mark := marks.search(src, position):
        if mark.group() == "<!--":
            in_code = src[mark.start() - 1 : mark.start()] == "`"
            end = -1 if in_code else src.find("-->", mark.end())
            position = end + 3 if end >= 0 else mark.end()
            continue
        start = src.rfind("\n", 0, mark.start()) + 1
        match = _FENCE.match(src, start) if start >= position else None
        if match is None:
            position = mark.end()
            continue
        position = match.end()
        if match["code"]:
            if match["code"][0] == "`" and "`" in match["info"]:
                continue
            end_of_code = re.compile(rf"^ {{0,3}}{match['code'][0]}{{{len(match['code'])},}}[ \t]*$", re.MULTILINE)
            closing = end_of_code.search(src, position)
            position = closing.end() if closing else len(src)
        elif match["rest"].strip():
            opened.append(match.start())
            opener = OPENER.match(src, match.start())
            if opener:
                position = max(opener.end() - 1, position)
        elif opened:
            end = src.find("\n", match.end())
            closers[opened.pop()] = (match.start(), len(src) if end < 0 else end + 1)
    return closers


def check_line_before(state: State, position: int, line: int, fence: str) -> None:
    """Report a div that Pandoc would read as text, since the line before belongs to a paragraph, list or quote."""
    if position == 0:
        return
    before = state.src[state.src.rfind("\n", 0, position - 1) + 1 : position - 1]
    if _BLANK_OR_FENCE.match(before):
        return
    last = state.tokens[-1]["type"] if state.tokens else ""
    if last in {"heading", "thematic_break", "block_html", "div"}:
        return
    state.report(
        Code.NO_BLANK_LINE_BEFORE_DIV,
        "no blank line stands before this div",
        line,
        fence,
        "would be read as text",
        "put a blank line above it",
    )


def indented_text(state: State, position: int) -> tuple[str, int]:
    """The text of a note or definition that begins at a position, without its indentation, and where it ends."""
    src, blank = state.src, False
    lines: list[str] = []
    end = position
    while end < state.cursor_max:
        stop = src.find("\n", end)
        stop = state.cursor_max if stop < 0 else stop + 1
        line = src[end:stop]
        if not lines:
            lines.append(line.lstrip(" \t") or "\n")
        elif not line.strip():
            blank = True
            lines.append("\n")
        elif indent := _INDENTED.match(line):
            lines.append(line[indent.end() :])
            blank = False
        elif blank or _BLANK_OR_FENCE.match(line) or re.match(NOTE + "|" + DEFINITION, line):
            break
        else:
            lines.append(line)
        end = stop
    while len(lines) > 1 and not lines[-1].strip():
        lines.pop()
    return "".join(lines), end

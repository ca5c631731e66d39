"""Two ways to write a text without any layout: Markdown that anything can read, and text that is nothing but text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

__all__ = ["MARKDOWN", "TEXT", "WORD", "Dialect", "indent"]


class Dialect(NamedTuple):
    """How each thing is written; all values are finished text but those that `escape` gets.

    `picture` gets what a picture shows and its address, `voice` an utterance and the name of who says it.
    `lines` guards the beginnings of a paragraph's lines; `table` gets rows of cells, the first of them the head's (a
    row without cells where there is none).
    """

    escape: Callable[[str], str]
    lines: Callable[[str], str]
    emphasis: Callable[[str], str]
    strong: Callable[[str], str]
    strikeout: Callable[[str], str]
    superscript: Callable[[str], str]
    subscript: Callable[[str], str]
    code: Callable[[str], str]
    math: Callable[[str], str]
    link: Callable[[str, str], str]
    note: Callable[[str], str]
    picture: Callable[[str, str], str]
    voice: Callable[[str, str], str]
    line_break: str
    heading: Callable[[int, str], str]
    quote: Callable[[str], str]
    code_block: Callable[[str, str], str]
    math_block: Callable[[str], str]
    table: Callable[[Sequence[Sequence[str]]], str]
    note_text: Callable[[str, str], str]
    rule: str


def indent(text: str, prefix: str) -> str:
    """Put a prefix before each line; an empty line gets no spaces at its end."""
    return "\n".join((prefix + line).rstrip(" ") if not line else prefix + line for line in text.split("\n"))


def _same(text: str) -> str:
    return text


_SPECIAL = re.compile(r"([\\`*_\[\]<>~^$@|])")
_BEGIN = re.compile(r"^([ \t]*)([#+\-=:]|\d{1,9}(?=[.)]))", re.MULTILINE)


def _escape_lines(text: str) -> str:
    """Keep a line from beginning with what Markdown would take for a heading, a list or a fence."""

    def keep(match: re.Match[str]) -> str:
        space, begin = match[1], match[2]
        return f"{space}{begin}\\" if begin[0].isdigit() else f"{space}\\{begin}"

    return _BEGIN.sub(keep, text)


def _around(mark: str) -> Callable[[str], str]:
    """Put marks around a text, inside the spaces at its ends, where there is any text."""

    def write(text: str) -> str:
        inner = text.strip()
        if not inner:
            return text
        begin, _, end = text.partition(inner)
        return f"{begin}{mark}{inner}{mark}{end}"

    return write


def _script(mark: str) -> Callable[[str], str]:
    return lambda text: f"{mark}{text.replace(' ', chr(92) + ' ')}{mark}" if text else ""


def _fence(code: str, language: str) -> str:
    longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
    mark = "`" * (longest + 1)
    return f"{mark}{language}\n{code.rstrip(chr(10))}\n{mark}"


def _code(code: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    mark = "`" * (longest + 1)
    space = " " if code[:1] == "`" or code[-1:] == "`" else ""
    return f"{mark}{space}{code}{space}{mark}"


def _link(text: str, address: str) -> str:
    return f"[{text}](<{address}>)" if re.search(r"[\s()<>]", address) else f"[{text}]({address})"


def _pipe_table(rows: Sequence[Sequence[str]]) -> str:
    width = max(map(len, rows), default=0)
    lines = [[*row, *[""] * (width - len(row))] for row in rows]
    lines.insert(1, ["---"] * width)
    return "\n".join("| " + " | ".join(cell.replace("\n", " ") for cell in line) + " |" for line in lines)


def _text_table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = ["; ".join(cell.replace("\n", " ") for cell in row) for row in rows]
    return "\n".join([head, "-" * min(len(head), 40), *body] if head else body)


def _underlined(level: int, text: str) -> str:
    return f"{text}\n{('=' if level == 1 else '-') * max(len(text), 3)}" if level < 3 else text


MARKDOWN = Dialect(
    escape=lambda text: _SPECIAL.sub(r"\\\1", text),
    lines=_escape_lines,
    emphasis=_around("*"),
    strong=_around("**"),
    strikeout=_around("~~"),
    superscript=_script("^"),
    subscript=_script("~"),
    code=_code,
    math=lambda tex: f"${tex.strip()}$",
    link=_link,
    note=lambda key: f"[^{key}]",
    picture=lambda alt, address: f"![{alt}]({address})",
    voice=lambda text, _: text,
    line_break="\\\n",
    heading=lambda level, text: f"{'#' * min(level, 6)} {text}",
    quote=lambda text: indent(text, "> "),
    code_block=_fence,
    math_block=lambda tex: f"$$\n{tex.strip()}\n$$",
    table=_pipe_table,
    note_text=lambda key, text: f"[^{key}]: {indent(text, '    ').lstrip()}",
    rule="* * *",
)
"""Markdown as Pandoc reads it, in which names are text like all else."""

TEXT = Dialect(
    escape=_same,
    lines=_same,
    emphasis=_same,
    strong=_same,
    strikeout=_same,
    superscript=_same,
    subscript=_same,
    code=_same,
    math=lambda tex: tex.strip(),
    link=lambda text, address: text if address in (text, f"mailto:{text}") else f"{text} <{address}>",
    note=lambda key: f"[{key}]",
    picture=lambda alt, _: f"[{alt}]",
    voice=lambda text, _: text,
    line_break="\n",
    heading=_underlined,
    quote=lambda text: indent(text, "    "),
    code_block=lambda code, _: indent(code.rstrip("\n"), "    "),
    math_block=lambda tex: indent(tex.strip(), "    "),
    table=_text_table,
    note_text=lambda key, text: f"[{key}] {indent(text, '    ').lstrip()}",
    rule="* * *",
)
"""Text for a letter, a braille display or a machine that reads aloud."""


def _styled(text: str, name: str) -> str:
    plain = re.sub(r'["\\{}\n]', "", name)
    return f'::: {{custom-style="{plain}"}}\n\n{text}\n\n:::'


WORD = MARKDOWN._replace(
    voice=_styled, heading=lambda level, text: MARKDOWN.heading(level - 1, text) if level > 1 else ""
)
"""Markdown for pandoc to make a Word file of: the title is metadata, each speaker has a style of their own."""

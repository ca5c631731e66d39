"""What a YAML parser says about a mistake, in plain words: its terse English to what was meant and how to mend it.

The two parsers of PyYAML (in C and in Python) word their messages differently; nothing of either is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from polyphony.diagnostics import Code

if TYPE_CHECKING:
    import yaml

__all__ = ["UNCLOSED", "Mistake", "explain_mistake"]


class Mistake(Struct, frozen=True):
    """What is wrong, and where: `row` and `column` count from 0."""

    message: str
    row: int
    column: int
    label: str = ""
    hint: str = ""
    code: Code = Code.YAML_SYNTAX


_QUOTE: Final = 'put the whole value in quotes, like this: title: "Part 1: Beginnings"'
_STRAIGHT: Final = 'curly quotation marks enclose nothing; write straight ones: title: "Part 1: Beginnings"'
_CURLY: Final = ("“", "”", "„", "«", "»", "‘", "’", "‚")
UNCLOSED: Final = "settings need four or five levels; look for brackets that were never closed"
_INDENT: Final = "keys of one group start in the same column, with spaces; a longer text goes below `key: |`, indented"


def explain_mistake(error: yaml.MarkedYAMLError, lines: tuple[str, ...]) -> Mistake:
    """Turn an error of PyYAML into a mistake, whichever of its parsers raised it."""
    problem = (error.problem or "").lower()
    context = (error.context or "").lower()
    mark: Any = error.problem_mark or error.context_mark
    start: Any = error.context_mark or mark
    row, column = (mark.line, mark.column) if mark else (0, 0)
    first_row, first_column = (start.line, start.column) if start else (row, column)
    character = lines[row][column : column + 1] if row < len(lines) else ""
    if "nesting depth" in problem:
        return Mistake(
            "far too many lists or groups of keys stand inside each other here",
            row,
            column,
            hint=UNCLOSED,
            code=Code.YAML_TOO_DEEP,
        )
    if "mapping values are not allowed" in problem:
        return _second_colon(lines, row, column)
    if "quoted scalar" in context and "unexpected" in problem:
        line = lines[first_row] if first_row < len(lines) else ""
        curly = line.rstrip().endswith(_CURLY)
        return Mistake(
            "a quotation mark opens here and never closes",
            first_row,
            first_column,
            hint="the mark at the end is curly and closes nothing: write a straight one there, too"
            if curly
            else "close it at the end of the value; an apostrophe inside '…' is written twice: ''",
        )
    if "escape" in problem or "escape" in context or "hexdecimal" in problem:
        return Mistake(
            "a backslash in a text between double quotes starts an escape, and this is none",
            row,
            max(lines[row].rfind("\\", 0, column + 1), 0) if row < len(lines) else column,
            hint="use single quotes around the text, or write \\\\ for one backslash",
        )
    if "cannot start any token" in problem:
        return _bad_start(character, row, column)
    if "scanning an alias" in context or "scanning an anchor" in context:
        sign = lines[first_row][first_column : first_column + 1]
        return Mistake(
            f"a value can't start with {sign} unless it stands in quotes",
            first_row,
            first_column,
            hint=f'put the whole value in quotes: "{sign}…"',
        )
    if "tag" in problem or "tag" in context:
        return Mistake(
            "a value that starts with ! is a YAML tag, and tags aren't used here",
            first_row,
            first_column,
            hint="remove the tag; where the value is text that starts with !, put it in quotes",
            code=Code.YAML_TAG,
        )
    if "simple key" in context:
        return Mistake(
            "this line is neither a key with a colon nor an item of a list",
            first_row,
            first_column,
            label="no colon with a space after it",
            hint="write `key: value`; a text of several lines goes below `key: |`, indented",
        )
    return _structure(context, problem, place=(row, column), start=(first_row, first_column))


def _structure(context: str, problem: str, *, place: tuple[int, int], start: tuple[int, int]) -> Mistake:
    """Explain what is wrong with how values stand inside each other."""
    row, column = place
    first_row, first_column = start
    if "flow node" in context:
        return Mistake(
            "a value is expected here: a bracket before it isn't closed, or a comma is one too many",
            row,
            column,
            hint="close every [ with ] and every { with }; put a value that holds brackets or commas in quotes",
        )
    if "flow sequence" in context or "flow mapping" in context:
        left, right = ("[", "]") if "sequence" in context else ("{", "}")
        return Mistake(
            f"what opens with {left} here isn't closed with {right}, or a comma is missing in it",
            first_row,
            first_column,
            hint=f"separate with commas and close with {right}; put a value that holds brackets or commas in quotes",
        )
    if "block scalar" in context:
        return Mistake(
            "nothing can follow | or > on its line",
            row,
            column,
            hint="the text starts on the next line, indented; to start a value with | or >, put it in quotes",
        )
    if "block collection" in context or "block sequence" in context:
        return Mistake(
            "an item of a list is expected here, with a hyphen and a space",
            row,
            column,
            hint="items of one list start in the same column: `- one`, and below it `- two`",
        )
    if "block mapping" in context:
        return Mistake(
            "this doesn't belong to the value before it, and is no key either",
            row,
            column,
            hint=f"{_INDENT}. Where a value is in quotes, nothing may follow the last one",
        )
    if "document start" in problem:
        return Mistake("this doesn't belong to the keys above", row, column, hint=_INDENT)
    return Mistake("this can't be read as YAML", row, column, hint=_QUOTE)


def _second_colon(lines: tuple[str, ...], row: int, column: int) -> Mistake:
    """Explain a colon where none can be: in a value, or on a line that is indented too far."""
    before = lines[row][:column] if row < len(lines) else ""
    if ": " in before:
        curly = before.partition(": ")[2].lstrip().startswith(_CURLY)
        return Mistake(
            "a second colon with a space after it stands in this value",
            row,
            column,
            hint=_STRAIGHT if curly else _QUOTE,
        )
    if before.startswith((" ", "\t")):
        return Mistake(
            "this key is indented further than the one above it, which has a value already",
            row,
            len(before) - len(before.lstrip()),
            hint=_INDENT,
        )
    return Mistake(
        "a key can't stand here: the line above it isn't finished",
        row,
        0,
        hint="look at the line above: does it have a colon and a space after its key?",
    )


def _bad_start(character: str, row: int, column: int) -> Mistake:
    if character == "\t":
        return Mistake(
            "a tab stands here where only spaces can",
            row,
            column,
            hint="replace the tab by two spaces for each level",
        )
    return Mistake(
        f"a value can't start with {character} unless it stands in quotes",
        row,
        column,
        hint=f'put the whole value in quotes: "{character}…"',
    )

"""What is said to a user about a mistake: values, and their rendering as text, as one line, or as JSON.

A user's mistake is a `Diagnostic`, never an exception; a programmer's mistake is an exception, never a diagnostic.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Generic, NamedTuple, TypeVar

import msgspec

from polyphony.codes import CODES, Code

__all__ = [
    "CODES",
    "Checked",
    "Code",
    "Collector",
    "Diagnostic",
    "Severity",
    "Span",
    "escape_controls",
    "has_errors",
    "near_name",
    "render_concise",
    "render_json",
    "render_text",
    "sort_diagnostics",
]

T_co = TypeVar("T_co", covariant=True)


class Severity(Enum):
    """How bad it is: an error stops a build, a warning stops it with `--strict`."""

    ERROR = "error"
    WARNING = "warning"


class Span(msgspec.Struct, frozen=True, order=True):
    """A stretch of one line of a source.

    `path` is relative to the publication's folder, with slashes; `line` and `column` count from 1, in characters;
    `length` counts characters (0: the place has no extent); `source` is the line's own text, without its line end.
    """

    path: str
    line: int = 0
    column: int = 0
    length: int = 0
    source: str = ""


class Diagnostic(msgspec.Struct, frozen=True):
    """One thing that is wrong, where, and what to do.

    `label` stands under the source line, `hint` is the help below it, `related` are other places that matter, each
    with a word on why.
    """

    code: Code
    message: str
    span: Span | None = None
    label: str = ""
    hint: str = ""
    severity: Severity = Severity.ERROR
    related: tuple[tuple[Span, str], ...] = ()


class Checked(NamedTuple, Generic[T_co]):
    """One value, and what is to be said about it. With an error among the diagnostics the value is not to be used."""

    value: T_co
    diagnostics: tuple[Diagnostic, ...] = ()


class Collector:
    """A list of diagnostics that a stage fills while it works; it gives each the severity of its code."""

    __slots__ = ("found",)

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []

    def report(
        self,
        code: Code,
        message: str,
        span: Span | None = None,
        *,
        label: str = "",
        hint: str = "",
        related: tuple[tuple[Span, str], ...] = (),
    ) -> None:
        """Add a diagnostic of this code."""
        severity = Severity(CODES[code])
        self.found.append(Diagnostic(code, message, span, label, hint, severity, related))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Tell whether one of them is an error."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort by file, line and column, without doubles; what has no place comes first."""
    unique = dict.fromkeys(diagnostics)
    nowhere = Span("")
    return sorted(unique, key=lambda d: (d.span or nowhere, d.severity.value, d.code.value, d.message))


def near_name(name: str, names: Iterable[str], *, edits: int | None = None) -> str | None:
    """Find the declared name that is nearest to a misspelt one, or None where none is near.

    `edits` is how many insertions, deletions, replacements and swaps of neighbours are allowed; by default one for
    names of up to 5 characters and two for longer ones (and a difference in case alone is always near).
    """
    allowed = edits if edits is not None else (1 if len(name) <= 5 else 2)
    wanted = name.casefold()
    best: tuple[int, str] | None = None
    for other in names:
        distance = 0 if other.casefold() == wanted else _distance(wanted, other.casefold(), allowed)
        if distance <= allowed and (best is None or (distance, other) < best):
            best = (distance, other)
    return best[1] if best else None


def _distance(a: str, b: str, limit: int) -> int:
    """Optimal string alignment distance, or `limit + 1` where it is larger."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, previous = previous, current
    return previous[-1]


def escape_controls(text: str) -> str:
    """Show control and direction-changing characters as escapes, so that no text can steer a terminal or a log."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escape_character(character) for character in text)


def _escape_character(character: str) -> str:
    if character == "\t":
        return "    "
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and character not in "\u200c\u200d":
        point = ord(character)
        return f"\\x{point:02x}" if point < 256 else f"\\u{point:04x}" if point < 65536 else f"\\U{point:08x}"
    return character


def _width(text: str) -> int:
    """How many columns a terminal gives to this (already escaped) text."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _place(span: Span) -> str:
    path = escape_controls(span.path)
    if not span.line:
        return path
    return f"{path}:{span.line}:{span.column}" if span.column else f"{path}:{span.line}"


_SHOWN = 160
"""How many characters of a source line are shown: a line of a megabyte stays a line."""


def _render_source(span: Span, label: str) -> Iterator[str]:
    start = max(span.column - 1, 0)
    source, cut = span.source, ""
    if len(source) > _SHOWN:
        begin = max(0, min(start - _SHOWN // 3, len(source) - _SHOWN))
        source, start, cut = source[begin : begin + _SHOWN], start - begin, "…" if begin else ""
    text = cut + escape_controls(source)
    margin = " " * len(str(span.line))
    yield f"{margin} |"
    yield f"{span.line} | {text}"
    if span.column:
        indent = _width(cut + escape_controls(source[:start]))
        under = max(_width(escape_controls(source[start : start + span.length])), 1)
        yield f"{margin} | {' ' * indent}{'^' * under} {escape_controls(label)}".rstrip()
    elif label:
        yield f"{margin} | {escape_controls(label)}"


def render_text(diagnostic: Diagnostic) -> str:
    """Render a diagnostic for a person at a terminal, with its source line; no line end after the last line."""
    lines = [f"{diagnostic.severity.value}[{diagnostic.code.value}]: {escape_controls(diagnostic.message)}"]
    span = diagnostic.span
    if span is not None:
        margin = " " * len(str(span.line)) if span.line and span.source else " "
        lines.append(f"{margin}--> {_place(span)}")
        if span.line and span.source:
            lines.extend(_render_source(span, diagnostic.label))
    for place, why in diagnostic.related:
        lines.append(f"  = {escape_controls(why)}: {_place(place)}")
    if diagnostic.hint:
        lines.append(f"help: {escape_controls(diagnostic.hint)}")
    return "\n".join(lines)


def render_concise(diagnostic: Diagnostic) -> str:
    """Render a diagnostic as one line for an editor: `path:line:column: severity[code]: message (hint)`."""
    place = f"{_place(diagnostic.span)}: " if diagnostic.span else ""
    hint = f" ({escape_controls(diagnostic.hint)})" if diagnostic.hint else ""
    message = escape_controls(diagnostic.message)
    return f"{place}{diagnostic.severity.value}[{diagnostic.code.value}]: {message}{hint}"


def _span_object(span: Span) -> dict[str, str | int]:
    return {"path": span.path, "line": span.line, "column": span.column, "length": span.length}


def render_json(diagnostic: Diagnostic) -> str:
    """Render a diagnostic as a JSON object on one line, in ASCII."""
    value: dict[str, object] = {
        "severity": diagnostic.severity.value,
        "code": diagnostic.code.value,
        "message": diagnostic.message,
    }
    if diagnostic.span is not None:
        value["span"] = _span_object(diagnostic.span)
        value["source"] = diagnostic.span.source
    texts = {"label": diagnostic.label, "hint": diagnostic.hint}
    value |= {key: text for key, text in texts.items() if text}
    if diagnostic.related:
        value["related"] = [{**_span_object(span), "why": why} for span, why in diagnostic.related]
    return json.dumps(value, ensure_ascii=True)

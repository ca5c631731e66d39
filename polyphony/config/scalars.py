"""The shapes of single values: text, Markdown, true or false, numbers, words out of several, ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from operator import contains
from typing import Any, Final

from polyphony.config.shapes import Context, Problem, Schema, Shape, hint_near
from polyphony.diagnostics import Code, near_name
from polyphony.model import Prose
from polyphony.yamlnodes import Node, Scalar, Sequence

__all__ = ["Boolean", "Choice", "Markdown", "Number", "Reference", "Text"]


_HIDING: Final = re.compile(r"\{[^{}]*\.(?:redacted|withheld)(?![\w-])")


class Text(Shape[str]):
    """Text as written, whatever YAML would make of it. `check` gives it in its final form, or a problem."""

    expected = "text"

    def __init__(
        self,
        check: Callable[[str], str | Problem] | None = None,
        *,
        pattern: str = "",
        examples: tuple[str, ...] = (),
    ) -> None:
        self.check = check
        self.takes_words = check is None  # a person may be called Null; no date is
        self.pattern = pattern
        self.examples = examples

    def read(self, node: Node, context: Context) -> str | None:
        """Read a node; None where it is wrong."""
        if not isinstance(node, Scalar):
            self.refuse(node, context)
            return None
        text = " ".join(node.text.split("\n")).strip(" ") if self.check is None else node.text.strip()
        if self.check is None:
            if _HIDING.search(text):
                context.report(
                    Code.NEARLY_SECRET,
                    "this is read as text, without marks: it hides nothing, and the words would be published",
                    node,
                    hint="leave the words out, or write what stands in for them",
                )
            return text
        checked = self.check(text)
        if isinstance(checked, Problem):
            context.report(checked.code, checked.message, node, label=checked.label, hint=checked.hint)
            return None
        return checked

    def schema(self) -> Schema:
        """The same as JSON Schema."""
        schema: Schema = {"type": ["string", "number", "boolean"]}
        if self.pattern:
            schema["pattern"] = self.pattern
            if not re.search(self.pattern, "-3.5"):  # what looks like a number to an editor is none of these
                schema["type"] = "string"
                if re.search(self.pattern, "2025"):
                    schema = {"anyOf": [schema, {"type": "integer", "minimum": 1, "maximum": 9999}]}
        if self.examples:
            schema["examples"] = list(self.examples)
        return schema


class Markdown(Shape[Prose]):
    """Markdown, with the place where it begins."""

    expected = "text"
    takes_words = True

    def read(self, node: Node, context: Context) -> Prose | None:
        """Read a node; None where it is wrong."""
        if not isinstance(node, Scalar):
            self.refuse(node, context)
            return None
        text, (line, column) = node.text.strip("\n"), _beginning(node)
        lines = text.split("\n")
        shown = [context.document.source(line + row) for row in range(len(lines))]
        is_as_typed = all(map(contains, shown, lines))
        return Prose(text, context.document.path, line, column, "\n".join(shown) if is_as_typed else "")

    def schema(self) -> Schema:
        """The same as JSON Schema."""
        return {"type": ["string", "number", "boolean"]}


def _beginning(node: Scalar) -> tuple[int, int]:
    """Line and column of a text without the blank lines that it may begin with."""
    blank = len(node.text) - len(node.text.lstrip("\n"))
    return node.text_line + blank, node.text_column


_TRUE: Final = {"true", "yes", "on"}
_FALSE: Final = {"false", "no", "off"}


class Boolean(Shape[bool]):
    """True or false; yes, no, on and off are understood."""

    expected = "true or false"

    def read(self, node: Node, context: Context) -> bool | None:
        """Read a node; None where it is wrong."""
        word = node.text.lower() if isinstance(node, Scalar) else ""
        if word in _TRUE | _FALSE and isinstance(node, Scalar) and node.text in (word, word.title(), word.upper()):
            return word in _TRUE
        self.refuse(node, context)
        return None

    mending = "write true or false"

    def schema(self) -> Schema:
        """The same as JSON Schema."""
        words = sorted(form for word in _TRUE | _FALSE for form in (word, word.title(), word.upper()))
        return {"anyOf": [{"type": "boolean"}, {"enum": words}]}


class Number(Shape[float]):
    """A number in digits."""

    expected = "a number"

    def read(self, node: Node, context: Context) -> float | None:
        """Read a node; None where it is wrong."""
        text = node.text if isinstance(node, Scalar) else ""
        digits = text.removeprefix("-").replace(".", "", 1)
        if digits.isascii() and digits.isdigit() and not text.endswith(".") and len(digits) <= 15:
            return float(text)
        self.refuse(node, context)
        return None

    mending = "write it in digits: 3, or 2.5"

    def schema(self) -> Schema:
        """The same as JSON Schema."""
        return {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?\d*\.?\d+$", "maxLength": 16}]}


class Choice(Shape[str]):
    """One word out of several. `also` maps further words (what YAML makes of `off`, for one) to one of these."""

    def __init__(
        self, words: Iterable[str], *, also: dict[str, str] | None = None, code: Code = Code.INVALID_VALUE
    ) -> None:
        self.words = tuple(words)
        self.also = also or {}
        self.code = code
        self.expected = f"one of {', '.join(self.words)}" if len(self.words) <= 6 else "one of the known words"

    def read(self, node: Node, context: Context) -> str | None:
        """Read a node; None where it is wrong."""
        if not isinstance(node, Scalar):
            self.refuse(node, context)
            return None
        word = self.also.get(node.text, node.text)
        if word in self.words:
            return word
        context.report(self.code, f'"{node.text}" is not a known word here', node, hint=hint_near(word, self.words))
        return None

    def schema(self) -> Schema:
        """The same as JSON Schema."""
        words: list[Any] = list(self.words)
        # To an editor that reads YAML 1.1, `off` is false.
        words.extend({"false": False, "true": True}.get(word, word) for word in self.also)
        return {"enum": words}


class Reference(Shape[tuple[str, ...]]):
    """Ids of one kind, as a list or as one text with spaces between; `all` where that is allowed. Sorted for people."""

    expected = "an id, or a list of ids"

    def __init__(self, kind: str, *, everyone: bool = False) -> None:
        self.kind = kind
        self.everyone = everyone

    def read(self, node: Node, context: Context) -> tuple[str, ...] | None:
        """Read a node; None where it is wrong."""
        nodes = node.items if isinstance(node, Sequence) else (node,)
        found: list[str] = []
        for item in nodes:
            if not isinstance(item, Scalar):
                self.refuse(item, context)
                return None
            for name in item.text.split():
                if not (name == "all" and self.everyone) and not self.check(name, item, context):
                    return None
                found.append(name)
        if "all" in found and self.everyone:
            return ("all",)
        unique = dict.fromkeys(found)
        return tuple(sorted(unique)) if self.kind == "person" else tuple(unique)

    def check(self, name: str, node: Scalar, context: Context) -> bool:
        """Report a name that isn't declared."""
        code, nobody, known = {
            "person": (Code.UNKNOWN_PERSON, "nobody is called", context.names.people),
            "mode": (Code.UNKNOWN_MODE, "no mode is called", context.names.modes),
            "theme": (Code.UNKNOWN_THEME, "no theme is called", context.names.themes),
        }[self.kind]
        if name in known:
            return True
        near = near_name(name, known)
        declared = f"Declared: {', '.join(known)}" if known else "None is declared in polyphony.yaml"
        hint = f'did you mean "{near}"? {declared}' if near else declared
        span = context.document.span(node)
        offset = span.source.find(name, max(span.column - 1, 0))
        if offset >= 0:
            column, length = offset + 1, len(name)
        else:
            column, length = span.column, span.length
        place = type(span)(span.path, span.line, column, length, span.source)
        context.collector.report(code, f'{nobody} "{name}"', place, label="not in polyphony.yaml", hint=hint)
        return False

    def schema(self) -> Schema:
        """The same as JSON Schema."""
        words = {"type": ["string", "number", "boolean"]}
        return {"anyOf": [words, {"type": "array", "items": words}]}

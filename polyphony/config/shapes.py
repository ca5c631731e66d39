"""YAML nodes to values by shape; and each shape to its JSON Schema, so that the two can't disagree.

A shape reads a node and gives a value, or reports what is wrong and gives None. Keys and their shapes are written down
once, in tables (`settings`, `people`, `front_matter`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from msgspec import Struct

from polyphony.diagnostics import Code, Collector, near_name
from polyphony.yamlnodes import Document, Node, Scalar, Sequence
from polyphony.yamlnodes import Mapping as MappingNode

__all__ = [
    "EMPTY",
    "Context",
    "Either",
    "Listed",
    "Names",
    "Problem",
    "Schema",
    "Shape",
    "describe",
    "hint_near",
    "is_empty",
]

Schema = dict[str, Any]
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


EMPTY: Schema = {"type": ["null", "string"], "pattern": "^\\s*$"}
"""What a key may hold that isn't required: nothing, which is as good as no key."""


class Names(Struct, frozen=True):
    """What a value may name: ids of people and collectives, of modes, of themes; and the exporters' names."""

    people: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    outputs: tuple[str, ...] | None = None


class Context(Struct, frozen=True):
    """What reading a node needs: the document that it stands in, what can be named, and where to report."""

    document: Document
    collector: Collector
    names: Names = Names()

    def report(self, code: Code, message: str, node: Node, *, label: str = "", hint: str = "") -> None:
        """Report what is wrong with a node."""
        self.collector.report(code, message, self.document.span(node), label=label, hint=hint)


class Problem(Struct, frozen=True):
    """What is wrong with a text."""

    message: str
    hint: str = ""
    code: Code = Code.INVALID_VALUE
    label: str = ""


def describe(node: Node) -> str:
    """Say in a word what a node is."""
    match node:
        case Scalar():
            return "text" if node.text else "nothing"
        case Sequence():
            return "a list"
        case MappingNode():
            return "a group of keys"


def is_empty(node: Node, shape: Shape[Any]) -> bool:
    """Tell whether a value is left empty (`key:`). Where text is expected, the word `null` isn't: it is a name."""
    if not isinstance(node, Scalar):
        return False
    if not node.plain:
        return not node.text.strip()
    return node.text in ("", "~") or (not shape.takes_words and node.text in ("null", "Null", "NULL"))


def hint_near(word: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """Ask whether the nearest known word was meant; else list what is known."""
    names = list(known)
    near = near_name(word, names)
    if near is not None:
        return f'did you mean "{near}"?'
    return otherwise or (f"there are: {', '.join(names)}" if names else "")


class Shape(Generic[T_co]):
    """What a value looks like. `expected` ends the sentence "expected here: …"."""

    expected = "a value"
    takes_words = False
    mending = ""

    def read(self, node: Node, context: Context) -> T_co | None:
        """Read a node; None where it is wrong, which is reported."""
        raise NotImplementedError

    def schema(self) -> Schema:
        """The same as JSON Schema, as far as that can say it."""
        raise NotImplementedError

    def refuse(self, node: Node, context: Context) -> None:
        """Report that a node is of the wrong kind."""
        found = describe(node)
        context.report(
            Code.WRONG_TYPE,
            f"{self.expected} is expected here, and this is {found}",
            node,
            hint=self.mending or _mend(node),
        )


def _mend(node: Node) -> str:
    """Say what to do about a list or a group that stands where text is expected."""
    match node:
        case MappingNode():
            return "put text that holds a colon or braces in quotes"
        case Sequence():
            return "put text that holds brackets in quotes; where one value is expected, write it without a hyphen"
        case Scalar():
            return ""


class Listed(Shape[tuple[T, ...]]):
    """A list; one value by itself is a list of one, unless `alone` is False."""

    def __init__(self, item: Shape[T], *, alone: bool = True) -> None:
        self.item = item
        self.alone = alone
        self.expected = "a list"

    def read(self, node: Node, context: Context) -> tuple[T, ...] | None:
        """Read a node; None where it is wrong."""
        if not isinstance(node, Sequence):
            if self.alone:
                value = self.item.read(node, context)
                return None if value is None else (value,)
            self.refuse(node, context)
            return None
        values: list[T] = []
        for item in node.items:
            if is_empty(item, self.item):
                context.report(
                    Code.WRONG_TYPE, "an item of this list is empty", item, hint="fill it in, or delete its line"
                )
                continue
            value = self.item.read(item, context)
            if value is not None:
                values.append(value)
        return tuple(values)

    mending = "write it as a list: [one, two], or a line `- one` for each"

    def schema(self) -> Schema:
        """The same as JSON Schema."""
        array = {"type": "array", "items": self.item.schema()}
        return {"anyOf": [self.item.schema(), array]} if self.alone else array


class Either(Shape[T]):
    """A text of one shape, or a group of keys of another."""

    def __init__(self, text: Shape[T], group: Shape[T]) -> None:
        self.text = text
        self.group = group

    def read(self, node: Node, context: Context) -> T | None:
        """Read a node; None where it is wrong."""
        return (self.group if isinstance(node, MappingNode) else self.text).read(node, context)

    def schema(self) -> Schema:
        """The same as JSON Schema."""
        return {"anyOf": [self.text.schema(), self.group.schema()]}

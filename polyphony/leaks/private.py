"""`private/names.yaml` and `private/terms.yaml` to what must be nowhere in a site; and what is wrong with these files.

Nothing that is said about them repeats what stands in them: a line is shown without its values, a name as its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from polyphony.config import decode_source
from polyphony.config.records import Key, MapOf, Record
from polyphony.config.scalars import Boolean, Text
from polyphony.config.shapes import Context, Listed, Schema, Shape
from polyphony.diagnostics import Checked, Code, Collector, Diagnostic, Span
from polyphony.leaks.folding import fold, tokens_of
from polyphony.model import SourceFile
from polyphony.yamlnodes import Mapping as MappingNode
from polyphony.yamlnodes import Node, Scalar, Sequence, parse_yaml

__all__ = ["Secret", "parse_private", "private_schema"]

HIDDEN: Final = "‹hidden›"


class Secret(Struct, frozen=True):
    """Words that must be nowhere, in all the forms that are listed.

    `called` is how they are named without being said, `where` their place in the private file, `instead` what is to be
    written in their place, `person` whose they are, where that is one of the publication's people. `exact`: they are
    meant only with these capitals.
    """

    forms: tuple[str, ...]
    called: str
    where: Span
    instead: str = ""
    person: str = ""
    exact: bool = False


_WHOLE: Final[Record[dict[str, Any]]] = Record(
    "a private name",
    {
        "name": Key(Text(), "The name that must be nowhere.", required=True),
        "variants": Key(Listed(Text()), "Other forms of it: nicknames, initials, spellings."),
        "exact": Key(Boolean(), "Whether it is meant only with these capitals, as May and not may."),
        "instead": Key(Text(), "What to write instead, which everybody may read."),
        "why": Key(Text(), "A note to yourselves."),
    },
    lambda **values: values,
)
_TERM: Final[Record[dict[str, Any]]] = Record(
    "a private term",
    {
        "term": Key(Text(), "The words that must be nowhere.", required=True),
        "variants": Key(Listed(Text()), "Other forms of them."),
        "exact": Key(Boolean(), "Whether it is meant only with these capitals, as May and not may."),
        "instead": Key(Text(), "What to write instead, which everybody may read."),
        "why": Key(Text(), "A note to yourselves."),
    },
    lambda **values: values,
)


class _Entry(Shape[dict[str, Any]]):
    """One text, a list of its forms, or a group of keys."""

    expected = "a name, a list of its forms, or a group of keys"
    takes_words = True

    def __init__(self, group: Record[dict[str, Any]], first: str) -> None:
        self.group = group
        self.first = first

    def read(self, node: Node, context: Context) -> dict[str, Any] | None:
        """Read a node; None where it is wrong."""
        match node:
            case Scalar():
                text = Text().read(node, context)
                return None if text is None else {"forms": (text,), "line": node.line}
            case Sequence():
                forms = Listed(Text(), alone=False).read(node, context)
                return None if forms is None else {"forms": forms, "line": node.line}
            case MappingNode():
                values = self.group.read(node, context) or {}
                forms = (values.get(self.first, ""), *values.get("variants", ()))
                return {**values, "forms": forms, "line": node.line}

    def schema(self) -> Schema:
        """The same as JSON Schema."""
        text = Text().schema()
        return {"anyOf": [text, {"type": "array", "items": text}, self.group.schema()]}


_NAMES: Final = MapOf("name", _Entry(_WHOLE, "name"), lambda key, value: (key, value))
_TERMS: Final = Listed(_Entry(_TERM, "term"), alone=False)


def private_schema(name: str) -> dict[str, Any]:
    """Give the JSON Schema of `private/names.yaml` or `private/terms.yaml`, by that name."""
    shape: Shape[Any] = _NAMES if name == "names" else _TERMS
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"private/{name}.yaml",
        "description": "What must be nowhere in what is published. Only the leak check reads it.",
        **shape.schema(),
    }


def parse_private(sources: Iterable[SourceFile], people: Iterable[str]) -> Checked[tuple[Secret, ...]]:
    """Parse the private files; `people` are ids. With an error nothing of them is to be relied on."""
    secrets: list[Secret] = []
    found: list[Diagnostic] = []
    known = frozenset(people)
    for source in sources:
        checked = _parse(source, known)
        secrets.extend(checked.value)
        found.extend(_hide(one) for one in checked.diagnostics)
    return Checked(tuple(secrets), tuple(found))


def _parse(source: SourceFile, people: frozenset[str]) -> Checked[list[Secret]]:
    decoded = decode_source(source)
    if decoded.value is None:
        return Checked([], decoded.diagnostics)
    parsed = parse_yaml(decoded.value, source.path)
    if parsed.value is None:
        return Checked([], parsed.diagnostics)
    collector = Collector()
    document = parsed.value
    if not any(line.strip() and not line.lstrip().startswith("#") for line in document.lines):
        return Checked([])
    context = Context(document, collector)
    named = source.path.rpartition("/")[2].startswith("names")
    entries: list[tuple[str, dict[str, Any] | None]]
    if named:
        read = _NAMES.read(document.root, context) or ()
        entries = [(key.text, value and {**value, "line": key.line}) for key, value in read]
    else:
        entries = [("", value) for value in _TERMS.read(document.root, context) or ()]
    secrets = []
    for number, (label, value) in enumerate(entries, 1):
        if value is None:
            continue
        where = Span(source.path, value["line"])
        _check_forms(value["forms"], where, collector)
        called = f"entry {number} of {source.path} (line {where.line})"
        if label in people:
            called += f", a name of {label},"
        forms = tuple(dict.fromkeys(form for form in value["forms"] if form))
        person, instead = label if label in people else "", value.get("instead", "")
        secrets.append(Secret(forms, called, where, instead, person, value.get("exact", False)))
    return Checked(secrets, tuple(collector.found))


def _check_forms(forms: Iterable[str], where: Span, collector: Collector) -> None:
    """Report words that stand in every text, or in none."""
    for form in forms:
        letters = sum(len(token) for token in tokens_of(fold(form)))
        if form and letters < 2:
            collector.report(
                Code.INVALID_VALUE,
                "these words have fewer than two letters, and can't be looked for",
                where,
                hint="write out what must be nowhere; a single letter is everywhere",
            )


_KEYS: Final = re.compile(r"^([\s-]*(?:name|term|variants|exact|instead|why):)")


def _hide(found: Diagnostic) -> Diagnostic:
    """Take out of a message whatever stands in a private file but for the keys that all of them have."""
    span = found.span
    if span is not None and span.source:
        key = _KEYS.match(span.source)
        indent = span.source[: len(span.source) - len(span.source.lstrip(" -"))]
        span = replace(span, source=f"{key[1]} {HIDDEN}" if key else indent + HIDDEN, length=1)
    quotes = '"' in found.message or "“" in found.message
    message = _PLAIN.get(found.code, "this can't be read") if quotes else found.message
    hint = "" if '"' in found.hint and "Part 1" not in found.hint else found.hint
    return replace(found, message=message, span=span, label="", hint=hint, related=())


_PLAIN: Final = {
    Code.DUPLICATE_KEY: "this label stands here for the second time",
    Code.UNKNOWN_KEY: "this key is unknown here; there are name or term, variants, exact, instead and why",
    Code.MISSING_KEY: "something is missing here: a group needs name (or term), and a label needs a value",
    Code.INVALID_VALUE: (
        "this label can't be used: it is a person's id, or another word of letters, digits and hyphens that gives"
        " nothing away"
    ),
    Code.YAML_ALIASES: "a reference (*) stands here that doesn't lead anywhere; put text that starts with * in quotes",
    Code.YAML_SYNTAX: "this can't be read as YAML; put text that starts with a sign in quotes",
}

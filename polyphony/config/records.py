"""Groups of keys to values: records, whose keys are known, and maps, whose keys are ids that the authors choose."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, Literal, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from polyphony.config.shapes import EMPTY, Context, Schema, Shape, hint_near, is_empty
from polyphony.diagnostics import Code, near_name
from polyphony.yamlnodes import Entry, Node, Scalar
from polyphony.yamlnodes import Mapping as MappingNode

__all__ = ["ID_PATTERN", "Key", "MapOf", "Record", "all_keys", "check_id"]

T = TypeVar("T")

ID_PATTERN: Final = r"^[^\s!-,./:-@\[-^`{-~-][^\s!-,./:-@\[-^`{-~]{0,63}$"
"""Letters, digits, hyphen and underscore in any script, no hyphen first, as far as JSON Schema can say it."""


class Key(Struct, frozen=True):
    """A key of a record: the shape of its value, and what it is, for people and for editors.

    `into` is the parameter that its value goes to, by default its own name with underscores.
    """

    shape: Shape[Any]
    description: str
    required: bool = False
    into: str = ""


class Record(Shape[T]):
    """A group of known keys, made into a value by `make`, which gets those that are there.

    `one_of` are keys of which at least one must be there. `other` maps words that people may try to the right key.
    """

    expected = "a group of keys"

    def __init__(
        self,
        name: str,
        keys: Mapping[str, Key],
        make: Callable[..., T],
        *,
        one_of: tuple[str, ...] = (),
        other: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.keys = keys
        self.make = make
        self.one_of = one_of
        self.other = other or {}
        first = one_of[0] if one_of else next((word for word, key in keys.items() if key.required), next(iter(keys)))
        self.mending = f"write its keys below it, each on a line of its own and indented, as in `{first}: …`"

    def read(self, node: Node, context: Context) -> T | None:
        """Read a node; None where it is wrong."""
        if not isinstance(node, MappingNode):
            self.refuse(node, context)
            return None
        return self.make(**self.values(node, context))

    def values(self, node: MappingNode, context: Context) -> dict[str, Any]:
        """The values of the keys that are there and right, by parameter."""
        values: dict[str, Any] = {}
        stated: set[str] = set()
        for entry in _join_bare(node.entries, self.keys):
            key = self.keys.get(entry.key.text)
            if key is None:
                self.report_unknown(entry, context)
            elif not is_empty(entry.value, key.shape):
                stated.add(entry.key.text)
                value = key.shape.read(entry.value, context)
                if value is not None:
                    values[key.into or entry.key.text.replace("-", "_")] = value
            elif key.required:
                stated.add(entry.key.text)
                self.report_missing(entry.key.text, entry.key, context)
        for word, key in self.keys.items():
            if key.required and word not in stated:
                self.report_missing(word, node, context)
        if self.one_of and not stated.intersection(self.one_of):
            self.report_missing(self.one_of[0], node, context)
        return values

    def report_unknown(self, entry: Entry, context: Context) -> None:
        """Report a key that isn't one of these, with the near one."""
        word = entry.key.text
        if (right := self.other.get(word)) is not None:
            hint = f'did you mean "{right}"?'
        else:
            hint = hint_near(word, self.keys, otherwise=f"the keys of {self.name} are: {', '.join(self.keys)}")
        context.report(Code.UNKNOWN_KEY, f'"{word}" is not a key of {self.name}', entry.key, hint=hint)

    def report_missing(self, word: str, node: Node, context: Context) -> None:
        """Report a key that must be there."""
        context.report(Code.MISSING_KEY, f'{self.name} needs "{word}"', node, hint=f"write `{word}: …` here")

    def schema(self) -> Schema:
        """The same as JSON Schema."""
        properties: Schema = {}
        for word, key in self.keys.items():
            shape = key.shape.schema()
            if key.required:
                shape = {"allOf": [shape, {"not": {"type": "null"}}], **_filled(shape)}
            else:
                shape = {"anyOf": [shape, EMPTY]}
            properties[word] = {"description": key.description, **shape}
        schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        if required := [word for word, key in self.keys.items() if key.required]:
            schema["required"] = required
        if self.one_of:
            schema["anyOf"] = [{"required": [word], **_stated(word)} for word in self.one_of]
        return schema


def _join_bare(entries: Iterable[Entry], keys: Iterable[str]) -> list[Entry]:
    """Put together what a comma took apart in `{label: Time, pace and capacity}`: text that is no key, without a colon.

    Where it is nearly a key it is left, to be reported.
    """
    joined: list[Entry] = []
    for entry in entries:
        before = joined[-1].value if joined else None
        if entry.bare and isinstance(before, Scalar) and before.plain and not near_name(entry.key.text, keys):
            text = f"{before.text}, {entry.key.text}"
            joined[-1] = Entry(joined[-1].key, replace(before, text=text))
        else:
            joined.append(entry)
    return joined


def _filled(shape: Schema) -> Schema:
    """That a required text isn't blank."""
    types = shape.get("type")
    return {"pattern": r"\S"} if isinstance(types, list) and "string" in types else {}


def _stated(word: str) -> Schema:
    return {"properties": {word: {"not": EMPTY}}}


def check_id(key: Scalar, context: Context, *, what: str) -> bool:
    """Report a key that can't be the id of a person, a mode or a theme."""
    word = key.text
    hint = "use letters, digits, hyphens and underscores, as in second-reader"
    if word == "all":
        context.report(Code.INVALID_VALUE, '"all" already means all authors', key, hint=f"give this {what} another id")
        return False
    letters = all(c in "-_" or unicodedata.category(c)[0] in "LMN" for c in word)
    if not word or not letters or word.startswith("-") or unicodedata.category(word[0])[0] == "M":
        context.report(Code.INVALID_VALUE, f'"{word}" can\'t be the id of a {what}', key, hint=hint)
        return False
    if len(word) > 64:
        context.report(Code.INVALID_VALUE, "this id is longer than 64 characters", key, hint="shorten it")
        return False
    if unicodedata.normalize("NFC", word) != word:
        context.report(
            Code.INVALID_VALUE,
            f'the letters of "{word}" have loose accents, and the same word typed in a text may not match',
            key,
            hint=f'type the id anew: "{unicodedata.normalize("NFC", word)}"',
        )
        return False
    return True


class MapOf(Shape[tuple[T, ...]]):
    """A group whose keys are ids; `read_one` makes a value of an id, its node and the context.

    What is empty counts as a group without keys where `empty` is "allowed".
    """

    expected = "a group of ids"

    def __init__(
        self,
        what: str,
        value: Shape[Any],
        read_one: Callable[[Scalar, Any], T],
        *,
        empty: Literal["allowed", "refused"] = "refused",
    ) -> None:
        self.what = what
        self.value = value
        self.read_one = read_one
        self.empty = empty

    def read(self, node: Node, context: Context) -> tuple[T, ...] | None:
        """Read a node; None where it is wrong."""
        if not isinstance(node, MappingNode):
            self.refuse(node, context)
            return None
        values: list[T] = []
        seen: dict[str, Scalar] = {}
        for entry in node.entries:
            if not check_id(entry.key, context, what=self.what):
                continue
            folded = unicodedata.normalize("NFKC", entry.key.text).casefold()
            if folded in seen:
                context.report(
                    Code.DUPLICATE_KEY,
                    f'"{entry.key.text}" and "{seen[folded].text}" differ in capitals alone',
                    entry.key,
                    hint="some computers can't tell the two apart: rename one",
                )
                continue
            seen[folded] = entry.key
            values.append(self.read_one(entry.key, self.read_value(entry, context)))
        return tuple(values)

    def read_value(self, entry: Entry, context: Context) -> Any:
        """The value of one id; None where it is empty or wrong."""
        if not is_empty(entry.value, self.value):
            return self.value.read(entry.value, context)
        if entry.bare:
            context.report(
                Code.MISSING_KEY,
                f'nothing is said of "{entry.key.text}"',
                entry.key,
                hint="write a colon and a value after it; or put the text that its comma belongs to in quotes",
            )
        elif self.empty == "refused":
            context.report(
                Code.MISSING_KEY,
                f'nothing is said of "{entry.key.text}"',
                entry.key,
                hint="write `name: …` below it, indented",
            )
        return None

    mending = "write each id on a line of its own, with a colon, and what belongs to it below, indented"

    def schema(self) -> Schema:
        """The same as JSON Schema."""
        value = self.value.schema()
        return {
            "type": "object",
            "propertyNames": {"pattern": ID_PATTERN, "not": {"const": "all"}},
            "additionalProperties": {"anyOf": [value, EMPTY]} if self.empty == "allowed" else value,
        }


def all_keys(shapes: Iterable[Shape[Any]]) -> Iterator[str]:
    """Every key that is known anywhere in these shapes."""
    for shape in shapes:
        parts: list[Any] = [getattr(shape, name, None) for name in ("item", "text", "group", "value")]
        if isinstance(shape, Record):
            yield from shape.keys
            parts.extend(key.shape for key in shape.keys.values())
        yield from all_keys(part for part in parts if isinstance(part, Shape))

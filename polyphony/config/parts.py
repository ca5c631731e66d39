"""The groups of keys within `polyphony.yaml`, but for people: licence, byline, modes, navigation and so on."""

from __future__ import annotations

from typing import Any, Final

from polyphony.config import values
from polyphony.config.licences import LICENCES
from polyphony.config.records import Key, MapOf, Record
from polyphony.config.scalars import Boolean, Choice, Markdown, Reference, Text
from polyphony.config.shapes import Context, Either, Listed, Problem, Schema, Shape, hint_near, is_empty
from polyphony.diagnostics import Code
from polyphony.model import BylineSettings, Container, License, Mode, NavigationEntry, Prose, Theme
from polyphony.yamlnodes import Node, Scalar, Sequence

__all__ = ["BUILD", "BYLINE", "CONTAINER", "CONTRIBUTIONS", "DECLARATIONS", "LICENSE", "MODES", "NAVIGATION"]
__all__ += ["THEMES", "VOICE"]


class _KnownLicense(Shape[License]):
    """A licence by its SPDX id."""

    expected = "a licence"

    def read(self, node: Node, context: Context) -> License | None:
        """Read a node; None where it is wrong."""
        if not isinstance(node, Scalar):
            self.refuse(node, context)
            return None
        if (known := LICENCES.get(node.text)) is not None:
            return known
        other = "write `license: {name: …, url: …}` for one that has no SPDX id, or that isn't known here"
        context.report(
            Code.INVALID_VALUE,
            f'"{node.text}" is not a licence that is known by its SPDX id',
            node,
            hint=hint_near(node.text, LICENCES, otherwise=other),
        )
        return None

    def schema(self) -> Schema:
        """The same as JSON Schema."""
        return {"enum": list(LICENCES)}


_OWN_LICENSE: Final[Record[License]] = Record(
    "license",
    {
        "name": Key(Text(), "What the licence is called.", required=True),
        "url": Key(values.WEB_ADDRESS, "Where it can be read."),
    },
    lambda name="", url="": License(name, url=url),
)
LICENSE: Final = Either(_KnownLicense(), _OWN_LICENSE)

CONTAINER: Final = Record(
    "container",
    {
        "title": Key(Text(), "The title of the journal or book."),
        "volume": Key(Text(), "The volume."),
        "issue": Key(Text(), "The issue."),
        "locator": Key(Text(), "Pages, or the number of the article."),
        "issn": Key(values.ISSN, "The ISSN, as in 2399-8121."),
        "isbn": Key(values.ISBN, "The ISBN."),
        "publisher": Key(Text(), "The publisher."),
    },
    Container,
    other={"pages": "locator", "page": "locator", "journal": "title", "name": "title", "number": "issue"},
)


class _Equal(Shape[Any]):
    """`all`, `none`, or sets of people who are equals."""

    expected = "all, none, or a list of lists of ids"

    def read(self, node: Node, context: Context) -> Any:
        """Read a node; None where it is wrong."""
        if isinstance(node, Scalar):
            return Choice(("all", "none"), also={"true": "all", "false": "none"}).read(node, context)
        if not isinstance(node, Sequence) or not all(isinstance(item, Sequence) for item in node.items):
            self.refuse(node, context)
            return None
        people = Reference("person")
        sets = [people.read(item, context) for item in node.items]
        found: dict[str, str] = {}
        for item, members in zip(node.items, sets, strict=True):
            for member in members or ():
                if member in found:
                    context.report(
                        Code.INVALID_VALUE,
                        f'"{member}" stands in two sets of equals',
                        item,
                        hint="make the two sets one",
                    )
                found[member] = member
            if members is not None and len(members) < 2:
                context.report(
                    Code.INVALID_VALUE,
                    "a set of equals holds two people at least",
                    item,
                    hint="add to it, or delete it",
                )
        return tuple(sorted(members for members in sets if members))

    mending = "write `equal: all`, `equal: none`, or sets: `equal: [[claire, helen], [joris, george]]`"

    def schema(self) -> Schema:
        """The same as JSON Schema."""
        person = {"type": ["string", "number", "boolean"]}
        sets = {"type": "array", "items": {"type": "array", "items": person, "minItems": 2}}
        return {"anyOf": [{"enum": ["all", "none", True, False]}, sets]}


class _OnePerson(Shape[str]):
    """The id of one person or collective."""

    expected = "an id"

    def read(self, node: Node, context: Context) -> str | None:
        """Read a node; None where it is wrong."""
        if not isinstance(node, Scalar):
            self.refuse(node, context)
            return None
        return node.text if Reference("person").check(node.text, node, context) else None

    def schema(self) -> Schema:
        """The same as JSON Schema."""
        return {"type": ["string", "number", "boolean"]}


BYLINE: Final = Record(
    "byline",
    {
        "order": Key(
            Choice(("alphabetical", "reverse-alphabetical", "rotating", "shuffled", "listed", "collective")),
            "The order of authors: nobody is told a rank that the authors did not choose.",
        ),
        "by": Key(Choice(("family", "given")), "What the alphabet looks at: family or given names."),
        "seed": Key(Text(), "For shuffled: the same seed gives the same order."),
        "collective": Key(_OnePerson(), "For collective: the id of the collective that is the byline."),
        "statement": Key(Markdown(), "What the order means, in the authors' words. Inline Markdown."),
        "equal": Key(_Equal(), "Who contributed equally: all, none (not said), or sets of ids."),
        "mark": Key(Boolean(), "For shuffled: whether the sign of a random order stands between the names."),
    },
    BylineSettings,
)

CONTRIBUTIONS: Final = Record(
    "contributions",
    {"show": Key(Boolean(), "Whether there is a page of contributions.", into="show_contributions")},
    dict[str, Any],
)


class _Labelled(Shape[dict[str, Any]]):
    """A label by itself, or a label with a description."""

    expected = "a label, or `label` and `description`"
    takes_words = True
    group: Record[dict[str, Any]] = Record(
        "a mode or theme",
        {
            "label": Key(Markdown(), "What readers see. Inline Markdown.", into="written"),
            "description": Key(Markdown(), "What it stands for, in Markdown."),
        },
        dict[str, Any],
        other={"name": "label", "title": "label"},
    )

    def read(self, node: Node, context: Context) -> dict[str, Any] | None:
        """Read a node; None where it is wrong."""
        if isinstance(node, Scalar):
            return {"written": Markdown().read(node, context)}
        return self.group.read(node, context)

    def schema(self) -> Schema:
        """The same as JSON Schema."""
        return {"anyOf": [{"type": ["string", "number", "boolean"]}, self.group.schema()]}


def _label_of(name: str) -> str:
    """Make a label of an id: `exclusive-othering` is Exclusive othering."""
    words = name.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]


def _read_mode(key: Scalar, parts: dict[str, Any] | None) -> Mode:
    return Mode(key.text, _written(parts), **(parts or {}))


def _read_theme(key: Scalar, parts: dict[str, Any] | None) -> Theme:
    return Theme(key.text, _written(parts) or _label_of(key.text), **(parts or {}))


def _written(parts: dict[str, Any] | None) -> str:
    written = (parts or {}).get("written")
    return written.text if written else ""


MODES: Final = MapOf("mode", _Labelled(), _read_mode, empty="allowed")
THEMES: Final = MapOf("theme", _Labelled(), _read_theme, empty="allowed")

VOICE: Final = Record(
    "voice",
    {
        "by": Key(Reference("person", everyone=True), "Who speaks: ids, or all.", into="voice_by"),
        "mode": Key(Reference("mode"), "In which modes.", into="voice_mode"),
    },
    dict[str, Any],
)

DECLARATIONS: Final[Record[tuple[tuple[str, Prose], ...]]] = Record(
    "declarations",
    {
        "ethics": Key(Markdown(), "On ethics approval."),
        "consent": Key(Markdown(), "On consent to publication."),
        "conflicts": Key(Markdown(), "On conflicts of interest."),
        "funding": Key(Markdown(), "On funding."),
        "peer-review": Key(Markdown(), "On how it was reviewed."),
    },
    lambda **stated: tuple(sorted((key.replace("_", "-"), prose) for key, prose in stated.items())),
    other={"conflict-of-interest": "conflicts", "competing-interests": "conflicts", "review": "peer-review"},
)


class _NavigationEntry(Shape[NavigationEntry]):
    """A page's path, or a title with pages below it."""

    expected = "the name of a page, or `title` and `pages`"

    def read(self, node: Node, context: Context) -> NavigationEntry | None:
        """Read a node; None where it is wrong."""
        if isinstance(node, Scalar):
            path = values.PAGE_PATH.read(node, context)
            return None if path is None else NavigationEntry(path=path)
        return _NAVIGATION_GROUP.read(node, context)

    def schema(self) -> Schema:
        """The same as JSON Schema."""
        return {"$ref": "#/$defs/navigation"}

    def definition(self) -> Schema:
        """What the reference stands for; it holds itself."""
        return {"anyOf": [values.PAGE_PATH.schema(), _NAVIGATION_GROUP.schema()]}


_ENTRY: Final = _NavigationEntry()
_NAVIGATION_GROUP: Final = Record(
    "an entry of navigation",
    {
        "title": Key(Markdown(), "What stands above these pages. Inline Markdown.", required=True),
        "pages": Key(Listed(_ENTRY), "The pages, as in content/ or in groups of their own.", required=True),
    },
    NavigationEntry,
    other={"page": "pages", "label": "title", "name": "title", "children": "pages"},
)
NAVIGATION: Final = Listed(_ENTRY)


def navigation_definition() -> Schema:
    """Give the JSON Schema of an entry of the navigation, which refers to itself."""
    return _ENTRY.definition()


class _Outputs(Shape[tuple[str, ...]]):
    """`all`, or names of exporters."""

    expected = "all, or a list of names"

    def read(self, node: Node, context: Context) -> tuple[str, ...] | None:
        """Read a node; None where it is wrong."""
        nodes = node.items if isinstance(node, Sequence) else (node,)
        known = context.names.outputs
        names: list[str] = []
        for item in nodes:
            if not isinstance(item, Scalar) or is_empty(item, self):
                self.refuse(item, context)
                return None
            if item.text != "all" and known is not None and item.text not in known:
                context.report(
                    Code.INVALID_VALUE, f'nothing that can be built is called "{item.text}"', item,
                    hint=hint_near(item.text, ("all", *known)),
                )  # fmt: skip
                return None
            names.append(item.text)
        return ("all",) if "all" in names else tuple(dict.fromkeys(names))

    def schema(self) -> Schema:
        """The same as JSON Schema."""
        return {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


def _check_output(text: str) -> str | Problem:
    checked = values.PATH.check(text.removesuffix("/")) if values.PATH.check else text
    if isinstance(checked, Problem):
        return Problem(checked.message, "name a folder in this one; `polyphony build --output` can write elsewhere")
    if checked.partition("/")[0].lower() in (".", "content", "private", "assets", "design", "sign-off", ".git"):
        return Problem(
            f'the site can\'t be written into "{text}", where sources are kept',
            "leave the key out, or name a new folder",
        )
    return checked


BUILD: Final = Record(
    "build",
    {
        "output": Key(Text(_check_output, pattern=values.PATH.pattern), "The folder that the site is written to."),
        "clean-urls": Key(Boolean(), "Whether a page's address is a folder (part-1/) and not a file (part-1.html)."),
        "outputs": Key(_Outputs(), "all, or a list of what is made, as in [pages, transcripts, jats]."),
    },
    dict[str, Any],
    other={"folder": "output", "target": "output"},
)

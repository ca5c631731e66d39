"""What pandoc made of a page's citations to values: its tree, read anew, so that nothing raw gets through."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from polyphony.citations.clusters import Cluster
from polyphony.model import (
    CitedPart,
    CodeSpan,
    Emphasis,
    FormattedCitation,
    FormattedSource,
    Hyperlink,
    Inline,
    Math,
    PageReferences,
    ReferenceEntry,
    Span,
    Strikeout,
    Strong,
    Subscript,
    Superscript,
)

__all__ = ["read_references", "text_of"]

_ADDRESS = re.compile(r"https?://[\w.\-]+(?::\d+)?(?:[/?#]\S*)?$|mailto:[^\s@]+@[^\s@]+$")
_ENTRY = "ref-"
_NO_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160)))
_NESTED: dict[str, type[Emphasis | Strong | Strikeout | Superscript | Subscript]] = {
    "Emph": Emphasis,
    "Underline": Emphasis,
    "Strong": Strong,
    "Strikeout": Strikeout,
    "Superscript": Superscript,
    "Subscript": Subscript,
}
_QUOTATION_MARKS = {"SingleQuote": "‘’", "DoubleQuote": "“”"}


def read_references(
    document: Mapping[str, Any], clusters: Sequence[Cluster], records: Mapping[str, str]
) -> PageReferences:
    """Read a page's citations and the list of its references from pandoc's tree; `records` are those by key."""
    blocks = document["blocks"]
    citations: list[FormattedCitation] = []
    sources: list[FormattedSource] = []
    for cluster, block in zip(clusters, blocks, strict=False):
        keys = tuple(item.key for item in cluster.citation.items)
        parts = tuple(_parts(block["c"]))
        inlines = tuple(inline for part in parts for inline in part.inlines)
        if cluster.kind == "source":
            sources.append(FormattedSource(keys[0], cluster.locator, inlines, text_of(inlines)))
        else:
            number = cluster.citation.number
            outside, noted = (tuple(_parts(nodes)) for nodes in _divided(block["c"]))
            if not noted:
                outside = ()
            citations.append(
                FormattedCitation(cluster.citation.raw, parts, keys, text_of(inlines), number, outside, noted)
            )
    entries = []
    for block in blocks[len(clusters) :]:
        for key, inlines in _entries(block):
            if key in records:
                entries.append(ReferenceEntry(key, inlines, text_of(inlines), records[key]))
    return PageReferences(tuple(citations), tuple(sources), tuple(entries))


def text_of(inlines: Iterable[Inline]) -> str:
    """The text of inlines such as stand in citations, with single spaces."""
    return " ".join("".join(_texts(inlines)).split())


def _texts(inlines: Iterable[Inline]) -> Iterator[str]:
    for inline in inlines:
        match inline:
            case str():
                yield inline
            case CodeSpan(text) | Math(text):
                yield text
            case (
                Emphasis(inner)
                | Strong(inner)
                | Strikeout(inner)
                | Superscript(inner)
                | Subscript(inner)
                | Hyperlink(inner)
                | Span(inner)
            ):
                yield from _texts(inner)
            case _:
                pass


def _entries(block: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Inline, ...]]]:
    """The entries of a list of references by key, wherever pandoc has put the list."""
    if block.get("t") != "Div":
        return
    (identifier, classes, _), inner = block["c"]
    if identifier.startswith(_ENTRY) and "csl-entry" in classes:
        yield identifier.removeprefix(_ENTRY), _join(_inlines_of_blocks(inner))
    else:
        for child in inner:
            yield from _entries(child)


def _inlines_of_blocks(blocks: Iterable[Mapping[str, Any]]) -> Iterator[Inline]:
    """All inlines of blocks, a space between two blocks."""
    for number, block in enumerate(blocks):
        if number:
            yield " "
        match block["t"]:
            case "Para" | "Plain":
                yield from _inlines(block["c"])
            case "Div":
                yield from _inlines_of_blocks(block["c"][1])
            case "LineBlock":
                for line in block["c"]:
                    yield from _inlines(line)
                    yield " "
            case _:
                pass


def _parts(inlines: Iterable[Mapping[str, Any]]) -> Iterator[CitedPart]:
    """A citation's inlines, divided into what stands for one work each and what stands around them."""
    around: list[Inline] = []
    nodes = list(_flat(inlines))
    if nodes and nodes[0]["t"] == "Str":  # a note that begins a citation stands behind a space already
        nodes[0] = {"t": "Str", "c": nodes[0]["c"].lstrip()}
    for node in nodes:
        target = node["c"][2][0] if node["t"] == "Link" else ""
        if target.startswith("#" + _ENTRY):
            if around:
                yield CitedPart(_join(around))
                around = []
            yield CitedPart(_join(_inlines(node["c"][1])), target.removeprefix("#" + _ENTRY))
        else:
            around.extend(_inlines((node,)))
    if around:
        yield CitedPart(_join(around))


def _divided(
    inlines: Iterable[Mapping[str, Any]],
) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """Divide what stands in the text from what the style wants in a note; nothing in the latter with other styles."""
    outside: list[Mapping[str, Any]] = []
    noted: list[Mapping[str, Any]] = []
    for node in inlines:
        if node["t"] == "Note":
            noted += [part for block in node["c"] if block["t"] in ("Para", "Plain") for part in block["c"]]
        elif node["t"] == "Cite" or (node["t"] == "Span" and not node["c"][0][1] and not node["c"][0][2]):
            before, inside = _divided(node["c"][1])
            outside += before
            noted += inside
        else:
            outside.append(node)
    while outside and outside[-1]["t"] in ("Space", "SoftBreak"):
        outside.pop()
    return outside, noted


def _flat(inlines: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Inlines without what only holds others. A citation that the style wants in a note stands in parentheses."""
    for node in inlines:
        match node["t"]:
            case "Cite":
                yield from _flat(node["c"][1])
            case "Span" if not node["c"][0][1] and not node["c"][0][2]:
                yield from _flat(node["c"][1])
            case "Note":
                inner = [part for block in node["c"] if block["t"] in ("Para", "Plain") for part in block["c"]]
                yield {"t": "Str", "c": " ("}
                yield from _flat(_without_stop(inner))
                yield {"t": "Str", "c": ")"}
            case _:
                yield node


def _without_stop(inlines: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    if inlines and inlines[-1]["t"] == "Str" and inlines[-1]["c"].endswith("."):
        return [*inlines[:-1], {"t": "Str", "c": inlines[-1]["c"][:-1]}]
    return inlines


def _inlines(nodes: Iterable[Mapping[str, Any]]) -> Iterator[Inline]:  # noqa: C901 - one arm a kind
    for node in nodes:
        kind, content = node["t"], node.get("c")
        match kind:
            case "Str":
                yield str(content).translate(_NO_CONTROLS)
            case "Space" | "SoftBreak" | "LineBreak":
                yield " "
            case "Emph" | "Underline" | "Strong" | "Strikeout" | "Superscript" | "Subscript":
                yield _NESTED[kind](_join(_inlines(_list(content))))
            case "SmallCaps":
                yield Span(_join(_inlines(_list(content))), classes=("small-caps",))
            case "Quoted":
                opening, closing = tuple(_QUOTATION_MARKS[_list(content)[0]["t"]])
                yield opening
                yield from _inlines(_list(content)[1])
                yield closing
            case "Cite":
                yield from _inlines(_list(content)[1])
            case "Span":
                yield from _inlines(_list(content)[1])
                if "csl-left-margin" in _list(content)[0][1]:
                    yield " "
            case "Link":
                inner, target = _join(_inlines(_list(content)[1])), _list(content)[2][0]
                if _ADDRESS.match(target):
                    yield Hyperlink(inner, target)
                else:
                    yield from inner
            case "Code":
                yield CodeSpan(_list(content)[1])
            case "Math":
                yield Math(_list(content)[1])
            case "RawInline":
                yield str(_list(content)[1])
            case "Image":
                yield from _inlines(_list(content)[1])
            case _:
                pass


def _list(content: Any) -> list[Any]:
    return content if isinstance(content, list) else []


def _join(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """Put neighbouring texts together, with single spaces in them."""
    joined: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, str) and joined and isinstance(joined[-1], str):
            joined[-1] += inline
        elif inline != "":
            joined.append(inline)
    return tuple(re.sub(" {2,}", " ", one) if isinstance(one, str) else one for one in joined)

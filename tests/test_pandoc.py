"""Pandoc reads the same containers, attributes, labels, quoted voices and citation keys out of a source as we do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypandoc
import pytest

from polyphony.markup.attributes import Attributes, parse_attributes
from polyphony.markup.inlines import parse_inline_tokens
from polyphony.markup.tokens import parse_tokens
from tests.environment import require_shared
from tests.test_markup_cases import CASES, DIVIDER, other_files

Found = tuple[str, str, tuple[str, ...], tuple[tuple[str, str], ...]]

# What Pandoc reads differently on purpose: sources with errors, which build nothing here.
BROKEN = {"divs", "unknown-names", "blocks-without-blank-lines"}


def pandoc_tree(source: str) -> Any:
    """Read a source as Pandoc does."""
    return json.loads(pypandoc.convert_text(source, "json", format="markdown"))["blocks"]


def pandoc_text(inlines: Any) -> str:
    """The letters and digits of Pandoc's inlines."""
    parts = []
    for node in walk(inlines):
        if node.get("t") in {"Str", "Code", "Math"}:
            content = node["c"]
            parts.append(content if isinstance(content, str) else content[-1])
    return letters("".join(parts))


def letters(text: str) -> str:
    """Reduce a text to letters and digits: punctuation is set by each in its own way."""
    return re.sub(r"[\W_]+", "", text)


def walk(node: Any) -> Iterator[dict[str, Any]]:
    """All elements below a node, in reading order; notes are left out, since they stand elsewhere."""
    if isinstance(node, list):
        for child in node:
            yield from walk(child)
    elif isinstance(node, dict):
        if node.get("t") == "Note":
            return
        yield node
        yield from walk(node.get("c"))


def pandoc_containers(blocks: Any) -> list[Found]:
    """All divs, spans, attributed headings and citations that Pandoc reads."""
    found: list[Found] = []
    for node in walk(blocks):
        content = node.get("c")
        if node.get("t") == "Div":
            found.append(("div", *attributes(content[0])))
        elif node.get("t") == "Span" and content[0] != ["", [], []]:
            found.append((f"span {pandoc_text(content[1])}", *attributes(content[0])))
        elif node.get("t") == "Cite":
            found.extend((f"cite {item['citationId']}", "", (), ()) for item in content[0])
        elif node.get("t") == "Header":
            found.append((f"h{content[0]} {pandoc_text(content[2])}", "", tuple(content[1][1]), pairs(content[1][2])))
    return found


def attributes(value: Any) -> tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Pandoc's attributes."""
    return value[0], tuple(value[1]), pairs(value[2])


def pairs(value: Any) -> tuple[tuple[str, str], ...]:
    """Pandoc's pairs of key and value."""
    return tuple((key, text) for key, text in value)


def our_containers(source: str) -> list[Found]:
    """All of the same that we read."""
    tokens, env = parse_tokens(source)
    return list(our_blocks(tokens, env))


def our_blocks(tokens: list[dict[str, Any]], env: dict[str, Any]) -> Iterator[Found]:
    """What we read in blocks."""
    for token in tokens:
        kind = token["type"]
        if kind == "div":
            yield ("div", *of(token["attributes"]))
        if kind == "heading":
            text = token["text"]
            match = re.search(r"\{[^{}]*\}\s*$", text)
            read = parse_attributes(match.group().strip()) if match else Attributes()
            assert isinstance(read, Attributes)
            inner = list(our_inlines(parse_inline_tokens(text[: match.start()] if match else text, env)))
            plain = "".join(our_text(parse_inline_tokens(text[: match.start()] if match else text, env)))
            yield (f"h{token['attrs']['level']} {letters(plain)}", "", read.classes, read.pairs)
            yield from inner
        elif kind == "definition_list":
            for item in token["items"]:
                for term in item["terms"]:
                    yield from our_inlines(parse_inline_tokens(term, env))
                for meaning in item["meanings"]:
                    yield from our_blocks(meaning, env)
        elif "text" in token and not token["text"].startswith(("Table:", ": ")):
            yield from our_inlines(parse_inline_tokens(token["text"], env))
        yield from our_blocks(token.get("children", []), env)


def our_inlines(tokens: list[dict[str, Any]]) -> Iterator[Found]:
    """What we read in lines."""
    for token in tokens:
        if token["type"] == "span":
            yield (f"span {letters(''.join(our_text(token['children'])))}", *of(token["attributes"]))
        if token["type"] == "citation":
            for item in token["items"]:
                yield (f"cite {item['key']}", "", (), ())
        yield from our_inlines(token.get("children", []))


def our_text(tokens: list[dict[str, Any]]) -> Iterator[str]:
    """The text of inline tokens."""
    for token in tokens:
        if token["type"] in {"text", "codespan", "math"} or token["type"] == "citation":
            yield token["raw"]
        else:
            yield from our_text(token.get("children", []))


def of(read: Attributes) -> tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Our attributes, as Pandoc has them."""
    return read.id, read.classes, read.pairs


@pytest.mark.parametrize("path", sorted(p for p in CASES.glob("*.md") if p.stem not in BROKEN), ids=lambda p: p.stem)
def test_pandoc_reads_a_case_as_we_do(path: Path) -> None:
    """Every markup case."""
    source, _ = other_files(path.read_text(encoding="utf-8").partition(DIVIDER)[0])
    assert our_containers(source) == pandoc_containers(pandoc_tree(source))


def test_pandoc_reads_the_article_as_we_do() -> None:
    """The article in the shared corpus: 10 exchanges, 13 quoted voices, 3 epigraphs, 1 quotation."""
    folder = require_shared("corpus/heart-of-the-matter")
    every: list[Found] = []
    for path in sorted((folder / "content").glob("*.md")):
        source = path.read_text(encoding="utf-8")
        if source.startswith("---\n"):
            source = source.split("\n---\n", 1)[1]
        ours = our_containers(source)
        assert ours == pandoc_containers(pandoc_tree(source)), path.name
        every.extend(ours)
    divs = [classes for kind, _, classes, _ in every if kind == "div"]
    assert [sum(name in classes for classes in divs) for name in ("exchange", "epigraph", "quotation")] == [10, 3, 1]
    assert sum(kind.startswith("span ") and any(key == "by" for key, _ in read) for kind, _, _, read in every) == 13

"""The example site: every construct of the markup is in it, and the reader of its settings has nothing to say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from environment import ROOT
from msgspec import Struct

from polyphony import model
from polyphony.model import Exchange, Utterance, unpack_body
from polyphony.model.inlines import Attribution, CitationItem, Inline
from polyphony.model.tree import Block
from polyphony.pipeline import BuildReport, Options, build

SITE = ROOT / "example-site"
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SITE.rglob("*.md")) if "_site" not in path.parts)

WRITTEN = {
    "a turn by id, name or alias": r"^Writer: ",
    "a turn with a time": r"^Reader \(\d\d:\d\d\): ",
    "a turn with date and time": r"^Writer \(\d{4}-\d\d-\d\d \d\d:\d\d\): ",
    "a turn in bold": r"^\*\*Reader\*\* \(.*\): ",
    "a turn with attributes": r"^\[Writer:\]\{",
    "a turn of two": r"^Reader & Writer: ",
    "a turn of all": r"^All: ",
    "what looks like a label and is text": r"^\[Editor:\]\{\.text\}",
    "a mode on a heading": r"^## .*\{mode=",
    "a speaker on a heading": r"^## .*\{by=",
    "a speaker on a picture": r"^!\[.*\]\(.*\)\{.*by=",
    "an answer to an item of a list": r"\bre=[\w-]+\.\d",
    "a file included": r"\.include src=\S+\.md\}",
    "a part of a file included": r"\.include src=\S+\.md#",
    "a weave by date": r"order=date",
    "a weave by answers": r"order=reply",
    "a weave by turns": r"order=alternate",
    "what an editor cut, with a reason": r"\]\{\.omitted reason=",
    "an editor's words": r"\]\{\.editorial\}",
    "a pause": r"\]\{\.pause\}",
    "another name": r"\]\{\.redacted as=",
    "no name": r"\]\{\.redacted\}",
    "a citation of two works": r"\[@[\w-]+, p\. \d+; see also @",
    "a citation in the text": r"@[\w-]+ \[p\. ",
    "a citation without its author": r"\[-@",
    "a reference to a figure": r"@fig-",
    "a reference to a table": r"@tbl-",
    "a reference to a section": r"@sec-",
    "a comment": r"<!-- .* -->",
    "another language": r"\]\{lang=cy\}",
    "a list of what is done": r"^- \[x\] ",
    "a link to another page": r"\]\(\w+\.md\)",
    "a caption of a table": r"^Table: .*\{#tbl-",
    "the text of a picture": r'\balt="',
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> BuildReport:
    return build(SITE, Options(output=str(tmp_path_factory.mktemp("example") / "site"), jobs=1))


def nodes(value: Any) -> Iterator[Struct]:
    """Every value in a tree."""
    if isinstance(value, Struct):
        yield value
        for name in value.__struct_fields__:
            yield from nodes(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            yield from nodes(one)


@pytest.fixture(scope="module")
def found(report: BuildReport) -> list[Struct]:
    assert report.publication is not None
    return [node for page in report.publication.pages for node in nodes(unpack_body(page.parsed))]


def test_it_builds_without_a_word(report: BuildReport) -> None:
    assert report.diagnostics == []
    assert report.written is not None


@pytest.mark.parametrize("kind", [kind for kind in (*get_args(Block), *get_args(Inline)) if kind is not str])
def test_every_block_and_inline_is_in_it(kind: type, found: list[Struct]) -> None:
    if kind.__name__ in {"RawBlock", "Image", "Division"}:
        pytest.skip("there is no reason for it in this text")
    assert any(type(node) is kind for node in found)


def test_every_kind_of_utterance_is_in_it(found: list[Struct]) -> None:
    kinds = Counter(node.kind for node in found if isinstance(node, Utterance))
    assert kinds.keys() == set(get_args(model.tree.UtteranceKind))


@pytest.mark.parametrize("field", Attribution.__struct_fields__)
def test_everything_that_is_said_of_a_voice_is_said_once(field: str, found: list[Struct]) -> None:
    if field == "data":
        pytest.skip("a key of a theme's own")
    assert any(getattr(node, field) for node in found if isinstance(node, Attribution))


def test_every_mode_that_is_built_in_is_used_and_one_that_is_not(found: list[Struct]) -> None:
    used = {mode for node in found if isinstance(node, Attribution) for mode in node.modes}
    assert used == {"descriptive", "evocative", "analytical", "creative", "asking"}


def test_a_quoted_voice_holds_another(found: list[Struct]) -> None:
    quoted = [node for node in found if isinstance(node, model.inlines.Quoted)]
    assert any(isinstance(inner, model.inlines.Quoted) for one in quoted for inner in nodes(one.inlines))


def test_a_turn_holds_a_letter(found: list[Struct]) -> None:
    turns = [item for node in found if isinstance(node, Exchange) for item in node.items if item.kind == "turn"]
    assert any(isinstance(block, Utterance) and block.kind == "quoted" for turn in turns for block in turn.blocks)


def test_every_work_of_the_bibliography_is_cited(found: list[Struct]) -> None:
    keys = {node.key for node in found if isinstance(node, CitationItem)}
    keys |= {node.source for node in found if isinstance(node, Attribution) and node.source}
    assert keys == {"tow-path-guide", "on-sitting"}


@pytest.mark.parametrize("pattern", WRITTEN.values(), ids=WRITTEN)
def test_every_way_to_write_is_in_it(pattern: str) -> None:
    assert re.search(pattern, TEXT, re.MULTILINE)

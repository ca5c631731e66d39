"""The examples of `docs/markup.md`: each is a page that builds, and means what the text around it says."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from polyphony.diagnostics import render_text
from tests.environment import ROOT
from tests.sites import make

SETTINGS = """\
title: Two
people:
  claire: {name: Claire Russell, given: Claire, family: Russell}
  helen: {name: Helen Charnley, given: Helen, family: Charnley}
  reader: {name: a reader, role: participant}
themes: {time: Time}
voice: {by: all}
bibliography: references.bib
"""
OTHERS = {
    "references.bib": "@book{hoff1982, author = {Hoff, Benjamin}, title = {The Tao of Pooh}, year = {1982}}",
    "strands/claire.md": "---\nby: claire\n---\n::: {mode=creative}\nOne.\n:::\n",
    "strands/helen.md": "---\nby: helen\n---\n::: {#garden}\nTwo.\n:::\n",
    "content/part-2.md": "# Part two\n\nIt goes on.\n",
    "assets/crab.svg": "",
}
EXAMPLES = [
    found[2]
    for found in re.finditer(
        r"^(`{3,})markdown\n(.*?)^\1$",
        (ROOT / "docs" / "markup.md").read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
]


def said(example: str) -> list[dict[str, Any]]:
    """What is said on the page that an example makes; nothing may be wrong with it."""
    made, found = make({"polyphony.yaml": SETTINGS, **OTHERS, "content/index.md": example})
    assert found == [], "\n".join(map(render_text, found))
    pages = json.loads(made["polyphony.json"])["pages"]
    return list(next(page for page in pages if page["path"] == "content/index.md")["utterances"])


def example(words: str) -> str:
    return next(one for one in EXAMPLES if words in one)


def voices(words: str) -> list[tuple[str, str, str]]:
    return [(one["kind"], " ".join(one["by"]), " ".join(one["modes"])) for one in said(example(words))]


@pytest.mark.parametrize("source", EXAMPLES, ids=range(len(EXAMPLES)))
def test_every_example_builds_without_a_word(source: str) -> None:
    assert said(source) or "crab.svg" in source


def test_the_examples_say_what_they_are_said_to_say() -> None:
    assert len(EXAMPLES) >= 12
    assert voices("early train") == [
        ("passage", "helen", "descriptive"),
        ("passage", "helen", "descriptive"),
        ("passage", "helen claire", ""),
    ]
    assert voices("hermit crab who dared") == [("passage", "claire", ""), ("quoted", "helen", "creative")]
    assert [kind for kind, _, _ in voices("Tao does not do")] == ["epigraph", "passage", "quoted"]
    turns = [one for one in said(example("#hermit-crab")) if one["kind"] == "turn"]
    assert [(len(one["by"]), one["time"], one["date"]) for one in turns] == [
        (1, None, "2022-11"),
        (1, "09:41", "2022-11"),
        (1, None, "2022-11-20"),
        (2, None, "2022-11"),
    ]
    assert turns[1]["text"].endswith("A second paragraph is still Helen’s.")
    assert voices(".parallel") == [("passage", "claire", ""), ("passage", "helen", ""), ("margin", "helen", "")]
    assert said(example("re=what-i-need.2"))[1]["re"] == "what-i-need.2"
    assert [one["text"] for one in said(example(".redacted"))] == ["We met in the hospital, […] on [that] day."]
    assert voices(".weave strands") == [("passage", "claire", "creative"), ("passage", "helen", "")]

"""Builds collect no garbage, so that nothing may hold itself: what is done with goes at once."""

from __future__ import annotations

import gc

import pytest

from polyphony.markup import PageFile, SourceText, parse_page
from polyphony.model import FrontMatter, Prose
from tests.test_markup_cases import VOCABULARY

PIECES = {
    "passage": "::: {by=claire mode=evocative}\nA *text*, [a quotation]{by=helen} and a link to [it](page.md).\n:::\n",
    "exchange": "::: {.exchange}\nClaire: Hello: you.\n\n12:30 Helen: Hello.\n\n::: {.narration}\nLater:\n:::\n\n"
    "Helen: Yes.\n:::\n",
    "parallel": ":::: {.parallel}\n::: {by=claire}\nOne.\n:::\n::: {by=helen}\nTwo.\n:::\n::::\n",
    "list": "- one\n- two\n\n  1. three\n",
    "table": "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "note": "A word.[^NUMBER]\n\n[^NUMBER]: Another.\n",
}


def left_behind(text: str) -> int:
    """How many objects a page leaves that only a collector of garbage would find."""
    path = "content/page.md"
    files = {path: PageFile(SourceText(path, text), FrontMatter(title=Prose("Page", path)))}
    gc.collect()
    gc.disable()
    try:
        parsed = parse_page(path, files, VOCABULARY)
        del parsed, files
        return gc.collect()
    finally:
        gc.enable()


@pytest.mark.parametrize("kind", PIECES)
def test_a_longer_page_leaves_no_more_garbage(kind: str) -> None:
    def pieces(count: int) -> str:
        return "\n".join(PIECES[kind].replace("NUMBER", f"n{number}") for number in range(count))

    left_behind(pieces(2))  # what is made once and kept
    assert left_behind(pieces(60)) - left_behind(pieces(2)) < 60

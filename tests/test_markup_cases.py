"""Markup cases: a source, the tree that it means and what is said of it; and Pandoc's reading of the same source.

A file in `cases/markup` is a Markdown source; below the line `=== tree` stand the outline of its tree and, after it,
each diagnostic on one line. `POLYPHONY_GOLDEN=1` rewrites what stands below that line; the change is to be read.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from polyphony.diagnostics import render_concise, sort_diagnostics
from polyphony.markup import PageFile, SourceText, parse_page
from polyphony.model import FrontMatter, Prose, Vocabulary, unpack_body
from tests.outline import inline_text, outline

CASES = Path(__file__).parent / "cases" / "markup"
DIVIDER = "\n=== tree\n"
VOCABULARY = Vocabulary(
    people=("claire", "hierarchy", "helen", "thomas", "wayfinders"),
    authors=("claire", "helen"),
    labels=tuple(
        sorted(
            {
                "claire": ("claire",),
                "Claire Russell": ("claire",),
                "Claire": ("claire",),
                "CR": ("claire",),
                "helen": ("helen",),
                "Helen": ("helen",),
                "Helen Charnley": ("helen",),
                "thomas": ("thomas",),
                "Thomas": ("thomas",),
                "hierarchy": ("hierarchy",),
                "the hierarchy": ("hierarchy",),
                "Wayfinders": ("wayfinders",),
                "wayfinders": ("wayfinders",),
                "All": ("all",),
            }.items(),
            key=lambda pair: (-len(pair[0]), pair[0]),
        )
    ),
    modes=("descriptive", "evocative", "analytical", "creative"),
    themes=("emotions", "time", "power"),
    by=("all",),
    mode=("analytical",),
    language="en-GB",
)


def other_files(source: str) -> tuple[str, dict[str, PageFile]]:
    """Take apart a case that holds more files: each after a line `=== file path`."""
    first, *others = source.split("\n=== file ")
    files = {}
    for other in others:
        path, _, text = other.partition("\n")
        files[path.strip()] = PageFile(SourceText(path.strip(), text + "\n"), FrontMatter())
    return first + "\n", files


def parse_case(source: str) -> str:
    """Parse a case and write down what came of it."""
    text, files = other_files(source)
    path = "content/page.md"
    files[path] = PageFile(SourceText(path, text), FrontMatter(title=Prose("Page", path)))
    checked = parse_page(path, files, VOCABULARY)
    body = unpack_body(checked.value)
    lines = list(outline(body.blocks))
    for note in body.notes:
        lines.append(f"note {note.number} [{note.references}]")
        lines.extend(outline(note.blocks, 1))
    if inline_text(checked.value.title) != "Page":
        lines.insert(0, f"title {inline_text(checked.value.title)}")
    lines += [render_concise(diagnostic) for diagnostic in sort_diagnostics(checked.diagnostics)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("path", sorted(CASES.glob("*.md")), ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    """A source means its tree."""
    source, divider, expected = path.read_text(encoding="utf-8").partition(DIVIDER)
    found = parse_case(source)
    if os.environ.get("POLYPHONY_GOLDEN"):
        path.write_text(source + DIVIDER + found, encoding="utf-8")
        return
    assert divider, "the case has no tree yet: write one, or POLYPHONY_GOLDEN=1"
    assert found == expected

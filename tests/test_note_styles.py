"""Citation styles that want notes: what is cited becomes a note among the authors' own."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from polyphony.pipeline import Options, build, export
from tests.sites import text_of

STYLE = """\
<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0">
  <info><title>Notes</title><id>notes</id><updated>2026-01-01T00:00:00+00:00</updated></info>
  <citation><layout suffix="." delimiter="; "><choose><if position="ibid"><text term="ibid"/></if>
    <else><names variable="author"/><text variable="title" prefix=", "/></else></choose>
    <text variable="locator" prefix=", "/></layout></citation>
  <bibliography><layout suffix=".">
    <names variable="author"/><text variable="title" prefix=", "/></layout></bibliography>
</style>
"""
SETTINGS = """\
title: Notes
url: https://example.org/notes/
people: {ada: {name: Ada}, ben: {name: Ben}}
bibliography: [references.json]
citation-style: notes.csl
abstract: As said [@owls].
"""
TEXT = """\
::: {by=ada}
One [@trees, p. 3].[^own] Two [@trees, p. 4], and @owls said so.
:::

::: {.exchange #talk}
Ben: Three *as in [@owls]*, I think.
:::

[^own]: My own words, as in [@owls].
"""
BOOKS = [
    {"id": "trees", "type": "book", "title": "Trees", "author": [{"family": "Alder", "given": "Ann"}]},
    {"id": "owls", "type": "book", "title": "Owls", "author": [{"family": "Barn", "given": "Bo"}]},
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notes")
    files = {
        "polyphony.yaml": SETTINGS,
        "content/index.md": TEXT,
        "content/plain.md": "# Plain\n\nNothing is cited.[^a]\n\n[^a]: A note.\n",
        "references.json": json.dumps(BOOKS),
        "notes.csl": STYLE,
    }
    for path, content in files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(content)
    report = build(folder, Options(jobs=1))
    assert not report.diagnostics, report.diagnostics
    return folder


def notes_of(html: str) -> list[str]:
    section = re.search(r'<section class="notes".*?</section>', html, re.DOTALL)
    assert section
    return [text_of(one) for one in re.findall(r"<li id.*?</li>", section[0], re.DOTALL)]


def test_citations_are_notes_among_the_authors_own_in_reading_order(folder: Path) -> None:
    html = (folder / "_site/index.html").read_text()
    notes = [note.partition("Back to")[0].strip() for note in notes_of(html)]
    assert notes[0] == "Ann Alder, Trees, 3."
    assert notes[1].startswith("My own words, as in (")
    assert notes[2].endswith("4.")
    assert len(notes) == 5
    text = text_of(html.partition('<div class="flow">')[2])
    assert "One.1 2 Two,3 and Bo Barn4 said so." in text
    assert "Three as in5, I think." in text


def test_a_citation_in_the_publications_own_matter_stays_in_its_place(folder: Path) -> None:
    assert "As said (Bo Barn, Owls)." in text_of((folder / "_site/index.html").read_text())


def test_notes_lead_there_and_back_and_to_the_list(folder: Path) -> None:
    html = (folder / "_site/index.html").read_text()
    ids = set(re.findall(r'\bid="([^"]*)"', html))
    for target in re.findall(r'href="#([^"]*)"', html):
        assert target in ids, target
    assert [text_of(one)[:10] for one in re.findall(r'<li id="site-ref-.*?</li>', html, re.DOTALL)]


def test_every_export_has_the_notes(folder: Path) -> None:
    for form in ("text", "jats", "tei", "single"):
        content = export(folder, form).files[0].content.decode()
        assert "My own words" in content, form
        assert re.sub(r"<[^>]*>", "", content).count("Ann Alder, Trees, 3.") == 1, form


def test_words_and_voices_are_those_of_the_text_alone(folder: Path) -> None:
    data = json.loads((folder / "_site/polyphony.json").read_text())
    passage = data["pages"][0]["utterances"][0]
    assert passage["by"] == ["ada"]
    assert passage["text"].startswith("One.")
    assert "Alder" not in passage["text"]
    assert passage["words"] == 5

"""Citation styles that want notes: what is cited becomes a note among the authors' own."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pypandoc
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


PAGE = """\
---
abstract: "Before all, as [@owls] has it."
key-messages: ["Say what is said [@trees, p. 9]."]
---

# Within notes

One [@trees, p. 3].[^alone] Two.[^same][^amid] Three.[^none] Four [@owls].[^narrative][^last]

[^alone]: [@owls, p. 5].

[^same]: [@owls, p. 5]

[^amid]: Words, as in [@owls, p. 5; @trees, for that], and [see @trees, p. 3] as well.

[^none]: Nothing is cited.

[^narrative]: As @owls says, and [-@trees].

[^last]: More in @trees [p. 12].
"""
LINE = re.compile(r"\[(\d+)\] ")


def test_in_a_note_and_an_abstract_a_citation_reads_as_pandoc_prints_it(project: Any) -> None:
    """Pandoc's own abstract is no text, so that ours stands before the text there."""
    files = {"content/index.md": PAGE, "references.json": json.dumps(BOOKS), "notes.csl": STYLE}
    settings = "title: T\npeople: {a: {name: A}}\nbibliography: [references.json]\ncitation-style: notes.csl\n"
    made = project({**files, "polyphony.yaml": settings})
    assert made.build().messages == []
    body = PAGE.replace('---\nabstract: "', "").replace('"\nkey-messages: ["', "\n\n").replace('"]\n---\n', "\n")
    command = [pypandoc.get_pandoc_path(), "--from=markdown", "--to=plain", "--wrap=none", "--citeproc"]
    command += ["--csl=notes.csl", "--bibliography=references.json", "--metadata=link-citations"]
    run = subprocess.run(command, input=body, cwd=made.folder, capture_output=True, text=True, check=True)
    numbered = [line for line in run.stdout.splitlines() if LINE.match(line)]
    expected = [LINE.sub("", line) for line in numbered]
    notes = [note.replace("↩\ufe0e", "").strip() for note in notes_of(made.read("index.html"))]
    assert notes == expected
    assert len(notes) == 10
    text = text_of(made.read("index.html"))
    assert "Before all, as1 has it." in text
    assert "Say what is said.2" in text
    html = made.read("index.html")
    ids = re.findall(r'\bid="([^"]*)"', html)
    assert len(ids) == len({*ids})
    assert {*re.findall(r'href="#([^"]*)"', html)} <= {*ids}
    for form in ("text", "markdown", "jats", "tei", "single", "epub", "docx"):
        assert export(made.folder, form, options=Options(jobs=1)).files, form


def notes_of(html: str) -> list[str]:
    section = re.search(r'<section class="notes".*?</section>', html, re.DOTALL)
    assert section
    return [text_of(one) for one in re.findall(r"<li id.*?</li>", section[0], re.DOTALL)]


def test_citations_are_notes_among_the_authors_own_in_reading_order(folder: Path) -> None:
    html = (folder / "_site/index.html").read_text()
    notes = [note.replace("↩\ufe0e", "").strip() for note in notes_of(html)]
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
    assert [text_of(one)[:10] for one in re.findall(r'<li id="site-reference-.*?</li>', html, re.DOTALL)]


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

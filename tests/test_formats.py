"""The table of formats: the same in the code, in the documents and on the page of contributions."""

from __future__ import annotations

import pytest
from environment import ROOT

from polyphony.exporters import EXPORTERS
from polyphony.metadata.formats import FORMATS, Format
from polyphony.pipeline import theme_folder
from polyphony.project import read_files
from polyphony.theme import load_theme
from polyphony.words import Words, say
from tests.sites import SETTINGS, site, text_of

DOCUMENT = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")


def words(language: str) -> Words:
    folder = theme_folder("counterpoint")
    assert folder is not None
    files = {file.path: file.content for file in read_files(folder).value}
    theme = load_theme("counterpoint", files, {}).value
    assert theme is not None
    return theme.words(language)


def cells(row: Format, said: Words) -> list[str]:
    return [
        row.name,
        say(said, f"formats-order-{row.order}"),
        say(said, f"formats-equality-{row.equality}"),
        row.field or say(said, "formats-meaning-none"),
        say(said, f"formats-source-{row.source}"),
    ]


def test_the_documents_have_the_table_of_the_code() -> None:
    english = words("en")
    rows = [
        "| " + " | ".join([*cells(row, english)[:3], f"`{row.field}`" if row.field else cells(row, english)[3],
                           cells(row, english)[4]]) + " |" for row in FORMATS
    ]  # fmt: skip
    table = [line for line in DOCUMENT.splitlines() if line.startswith("| ")][1:]
    assert table[: len(rows)] == rows


@pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.id)
def test_each_format_that_is_written_has_a_section(row: Format) -> None:
    if row.exporter in EXPORTERS:
        assert f"### {row.name}" in DOCUMENT
        assert all(f"`{file.name}`" in DOCUMENT for file in row.files)


def test_every_file_is_of_an_exporter_that_makes_it() -> None:
    made = site({"polyphony.yaml": SETTINGS + "published: 2025\n", "content/index.md": "Text."})
    for row in FORMATS:
        if row.exporter in EXPORTERS:
            assert row.files
            assert all(f"metadata/{file.name}" in made for file in row.files)
    written = {path.removeprefix("metadata/") for path in made if path.startswith("metadata/") and path.count("/") == 1}
    assert written == {file.name for row in FORMATS if row.exporter in EXPORTERS for file in row.files}


@pytest.mark.parametrize("language", ["en", "cy", "de", "es", "fr", "ar"])
def test_the_page_of_contributions_has_the_table_in_each_language(language: str) -> None:
    settings = SETTINGS + f"language: {language}\n"
    html = site({"polyphony.yaml": settings, "content/index.md": "Text."})["contributions/index.html"].decode()
    table = text_of(html.partition('id="formats"')[2])
    said = words(language)
    place = 0
    for row in FORMATS:
        line = " ".join(cells(row, said))
        assert line in table, (line, table)
        assert table.index(line) >= place
        place = table.index(line)

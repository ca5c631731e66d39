"""The table of formats: the same in the code, in the documents and on the page of contributions."""

from __future__ import annotations

import pytest
from environment import ROOT
from exports import in_memory

from polyphony.cache import Cache
from polyphony.exporters import DOCUMENTS, EXPORTERS
from polyphony.metadata.formats import FORMATS, Format
from polyphony.model import OutputFile
from polyphony.pipeline import make_site, theme_folder
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


def test_every_file_of_metadata_is_written_alone_too() -> None:
    """By `polyphony export`, and the same bytes."""
    files = {
        "polyphony.yaml": SETTINGS + "published: 2025\n",
        "content/index.md": "Text.",
        "content/b.md": "# B\n\nText.",
    }
    made = site(files)
    for page in ("", "b.md"):
        written: dict[str, bytes] = {}
        for name in DOCUMENTS:
            if name not in ENGINES:
                written |= written_alone(files, name, page)
        folder = "metadata/pages/b/" if page else "metadata/"
        names = {path.removeprefix(folder) for path in made if path.startswith(folder)} - {"voices.js"}
        names = {name for name in names if "/" not in name}
        assert names
        assert names <= {path.rpartition("/")[2] for path in written}
        for name in names - {"ro-crate-metadata.json"}:
            alone = [content for path, content in written.items() if path.rpartition("/")[2] == name]
            assert made[folder + name] in alone, name
        crate = made[f"{folder}ro-crate-metadata.json" if page else "ro-crate-metadata.json"]
        assert written["ro-crate-metadata.json" if not page else f"{folder}ro-crate-metadata.json"] == crate


ENGINES = ("pdf", "docx", "epub", "zip", "single", "janeway", "ojs")
"""Formats of the whole text that need more than texts."""


def written_alone(files: dict[str, str], name: str, page: str) -> dict[str, bytes]:
    made = make_site(in_memory(files), Cache(None, jobs=1, fingerprint="")).value
    assert made is not None
    chosen = next((one for one in made.publication.pages if one.parsed.path == f"content/{page}"), None)
    if page and not DOCUMENTS[name].by_page:
        return {}
    found = DOCUMENTS[name].make(made.publication, made.given, chosen)
    return {one.path: one.content for one in found if isinstance(one, OutputFile)}


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

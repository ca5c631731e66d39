"""Documents that hold several pages as one: what each page and the publication say of themselves is in all of them."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from pathlib import Path

import pytest

from tests.journals import exported, write

CHAPTERS = {
    "polyphony.yaml": "title: Whole\nabstract: Of all of it.\npeople: {a: {name: Ada}, b: {name: Bo}}\n",
    "content/index.md": "---\nabstract: Of the begin.\n---\n## Inner\n\nFirst.[^1]\n\n[^1]: A note.\n",
    "content/two.md": (
        "---\ntitle: Two\nabstract: Of the second.\nkey-messages: [One message]\n---\n## Deeper\n\n3. three\n4. four\n"
    ),
}


def headings(html: str) -> list[int]:
    return [int(level) for level in re.findall(r"<h([1-6])\b", html)]


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    given: list[str] = []
    monkeypatch.setattr("polyphony.pipeline.print_pdf", lambda html: given.append(html) or b"%PDF")
    return given


def test_a_page_keeps_its_abstract_and_messages_in_every_whole_document(tmp_path: Path, printed: list[str]) -> None:
    folder = write(tmp_path / "publication", CHAPTERS)
    made = {form: exported(folder, form)[0] for form in ("single", "epub", "pdf", "ojs", "janeway", "text", "markdown")}
    texts = {form: b"".join(files.values()).decode("utf-8", "replace") for form, files in made.items()}
    with zipfile.ZipFile(io.BytesIO(made["epub"]["publication.epub"])) as archive:
        texts["epub"] = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith("xhtml"))
    texts["pdf"] = printed[0]
    for form, text in texts.items():
        for words in ("Of all of it.", "Of the begin.", "Of the second.", "One message"):
            assert text.count(words) == 1, (form, words)
    assert exported(folder, "single", "two.md")[0]["single.html"].decode().count("Of the second.") == 1


def test_no_level_of_heading_is_skipped_in_a_whole_document(tmp_path: Path, printed: list[str]) -> None:
    folder = write(tmp_path / "publication", CHAPTERS)
    single = exported(folder, "single")[0]["single.html"].decode()
    exported(folder, "pdf")
    for html in (single, printed[0]):
        levels = headings(html)
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), levels


WORKS = """\
[{"id": "zed", "type": "book", "title": "Last", "author": [{"family": "Zed"}], "issued": {"date-parts": [[2001]]}},
 {"id": "abe", "type": "book", "title": "First", "author": [{"family": "Abe"}], "issued": {"date-parts": [[2002]]}},
 {"id": "mid", "type": "book", "title": "Middle", "author": [{"family": "Mid"}], "issued": {"date-parts": [[2003]]}}]
"""
NUMBERS = """\
<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text">
<info><title>Numbers</title><id>numbers</id></info>
<citation><layout prefix="[" suffix="]"><text variable="citation-number"/></layout></citation>
<bibliography><layout><text variable="citation-number" suffix=". "/><text variable="title"/></layout></bibliography>
</style>
"""
CITING = {
    "polyphony.yaml": "title: Whole\npeople: {a: {name: Ada}, b: {name: Bo}}\nbibliography: [works.json]\n",
    "works.json": WORKS,
    "content/index.md": "First [@zed] and [@mid].\n",
    "content/two.md": "# Two\n\nThen [@abe], and [@zed].\n",
}


def test_a_whole_document_has_one_list_of_references_in_the_order_of_its_style(tmp_path: Path) -> None:
    folder = write(tmp_path / "publication", CITING)
    single = exported(folder, "single")[0]["single.html"].decode()
    ids = re.findall(r'<li id="([^"]*ref-[^"]*)"', single)
    assert [name.rpartition("-")[2] for name in ids] == ["abe", "mid", "zed"]
    text = exported(folder, "text")[0]["publication.txt"].decode()
    listed = text[text.index("\nReferences\n") :]
    assert listed.index("Abe") < listed.index("Mid") < listed.index("Zed")
    assert single.count('role="doc-backlink"') == 4


def test_where_works_are_numbered_by_page_each_page_keeps_its_list(tmp_path: Path, printed: list[str]) -> None:
    settings = CITING["polyphony.yaml"] + "citation-style: numbers.csl\n"
    folder = write(tmp_path / "publication", {**CITING, "polyphony.yaml": settings, "numbers.csl": NUMBERS})
    exported(folder, "pdf")
    single = exported(folder, "single")[0]["single.html"].decode()
    for html in (single, printed[0]):
        ids = re.findall(r'<li id="([^"]*ref-[^"]*)"', html)
        assert [name.rpartition("-")[2] for name in ids] == ["zed", "mid", "abe", "zed"]
        assert len(set(ids)) == 4
        every = re.findall(r'\bid="([^"]+)"', html)
        assert len(every) == len(set(every))
        places = re.findall(r'href="#([^"]+)" role="doc-biblioref"', html)
        assert places == ids
    text = exported(folder, "text")[0]["publication.txt"].decode()
    assert text.count("\nReferences\n") == 2
    assert text.index("1. Last") < text.index("2. Middle") < text.index("1. First") < text.index("2. Last")


MATTER = {
    "polyphony.yaml": """\
title: Whole
subtitle: a subtitle
doi: 10.1234/abc
license: CC-BY-4.0
copyright: 2025, Ada and Bo
published: 2025-03-04
container: {title: A journal, volume: 3, issue: 2}
plain-summary: In plain words it is so.
abstract: It is abstract.
key-messages: [A message.]
keywords: [keyone, keytwo]
acknowledgements: Thanks to the owls.
declarations: {ethics: It was allowed., funding: Nobody paid.}
people:
  a: {name: Ada, bio: Ada keeps owls.}
  b: {name: Bo, bio: Bo counts owls.}
""",
    "content/index.md": "First words.\n",
    "content/two.md": "# Two\n\nMore words.\n",
}
STATED = (
    "a subtitle", "In plain words it is so.", "It is abstract.", "A message.", "keyone", "keytwo",
    "Thanks to the owls.", "It was allowed.", "Nobody paid.", "Ada keeps owls.", "Bo counts owls.", "2025, Ada and Bo",
    "10.1234/abc", "First words.", "More words.", "Two",
)  # fmt: skip


@pytest.mark.parametrize("page", ["", "index.md"])
def test_all_that_a_publication_says_of_itself_is_in_every_whole_document(
    tmp_path: Path, printed: list[str], page: str
) -> None:
    folder = write(tmp_path / "publication", MATTER)
    forms = ("single", "epub", "pdf", "ojs", "janeway", "text", "markdown")
    made = {form: exported(folder, form, page)[0] for form in forms}
    texts = {form: b"".join(files.values()).decode("utf-8", "replace") for form, files in made.items()}
    with zipfile.ZipFile(io.BytesIO(made["epub"]["publication.epub"])) as archive:
        texts["epub"] = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith("xhtml"))
    texts["pdf"] = printed[0]
    wanted = [words for words in STATED if not page or words not in ("More words.", "Two")]
    assert [(form, words) for form, text in texts.items() for words in wanted if words not in text] == []


@pytest.mark.parametrize("page", ["", "index.md"])
def test_the_first_pages_own_subtitle_is_that_of_a_whole_document(
    tmp_path: Path, printed: list[str], page: str
) -> None:
    files = {
        "polyphony.yaml": "title: Whole\nsubtitle: Of all of it\npeople: {a: {name: Ada}, b: {name: Bo}}\n",
        "content/index.md": "---\nsubtitle: Of *this* telling\n---\nFirst words.\n",
        "content/two.md": "---\ntitle: Two\nsubtitle: Of the second\n---\nMore words.\n",
    }
    folder = write(tmp_path / "publication", files)
    made = {form: exported(folder, form, page)[0] for form in ("single", "epub", "pdf", "text")}
    texts = {form: b"".join(files.values()).decode("utf-8", "replace") for form, files in made.items()}
    with zipfile.ZipFile(io.BytesIO(made["epub"]["publication.epub"])) as archive:
        texts["epub"] = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith("xhtml"))
    texts["pdf"] = printed[0]
    for form, text in texts.items():
        own = "Of this telling" if form == "text" else "Of <em>this</em> telling"
        assert text.count(own) == 1, form
        assert "Of all of it" not in text.partition("First words.")[0].replace(text.partition("</head>")[0], ""), form
        assert ("Of the second" in text) is (not page), form

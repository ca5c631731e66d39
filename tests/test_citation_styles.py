"""What is cited reads as `pandoc --citeproc` prints it by the same style, and as the journal printed it."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

import pypandoc
import pytest
from citation_cases import CITATIONS, RECORDS
from environment import require_shared
from sites import text_of
from test_citations import references_of

from polyphony.citations.styles import read_own_style

NUMERIC = """\
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0" default-locale="en-US">
  <info><title>Numbers</title><id>numbers</id><updated>2026-01-01T00:00:00+00:00</updated></info>
  <citation collapse="citation-number"><sort><key variable="citation-number"/></sort>
    <layout prefix="[" suffix="]" delimiter=","><text variable="citation-number"/></layout></citation>
  <bibliography second-field-align="flush"><layout suffix=".">
    <text variable="citation-number" suffix="."/>
    <group delimiter=", "><names variable="author"><name initialize-with=". "/></names>
      <text variable="title" quotes="true"/></group></layout></bibliography>
</style>
"""


def plain(text: str) -> str:
    """A text with single spaces, whatever spaces they are."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def as_pandoc_prints(records: Any, citations: list[str], style: bytes, language: str, folder: Path) -> Any:
    """What each citation reads as, and the list of references: by pandoc's own command line."""
    (folder / "works.json").write_text(json.dumps(records), encoding="utf-8")
    (folder / "own.csl").write_bytes(style)
    source = "\n\n".join(citations)
    options = ["--citeproc", "--bibliography=works.json", "--csl=own.csl", f"--metadata=lang:{language}", "--wrap=none"]
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), "-f", "markdown", "-t", "html", *options],
        input=source.encode(), capture_output=True, check=True, cwd=folder,
    )  # fmt: skip
    body, _, listed = done.stdout.decode().partition('<div id="refs"')
    entries = re.findall(r'<div id="ref-[^"]*"[^>]*>(.*?)</div>\n(?=<div id|</div>)', listed + "\n", re.DOTALL)
    paragraphs = re.findall(r"<p>(.*?)</p>", body, re.DOTALL)
    return [plain(text_of(one)) for one in paragraphs], [plain(text_of(one)) for one in entries]


def as_we_print(records: Any, citations: list[str], style: bytes, language: str, project: Any) -> Any:
    settings = f"title: T\nlanguage: {language}\npeople: {{ana: {{name: Ana}}}}\nbibliography: [works.json]\n"
    files = {
        "polyphony.yaml": settings + "citation-style: own.csl\n",
        "works.json": json.dumps(records),
        "own.csl": style,
        "content/index.md": "\n\n".join(citations) + "\n",
    }
    made = project(files).build()
    assert made.messages == []
    html = made.read("index.html")
    flow = re.search(r'<div class="text">(.*?)</div>', html, re.DOTALL)
    assert flow
    paragraphs = re.findall(r"<p>(.*?)</p>", flow[1], re.DOTALL)
    return [plain(text_of(one)) for one in paragraphs], [plain(one) for one in references_of(html)]


def styles() -> dict[str, bytes]:
    found = {"harvard": read_own_style("harvard"), "numeric": NUMERIC.encode()}
    folder = Path(__file__).parent.parent.parent / "shared/corpus/open/conformance/csl/styles"
    return {**found, **{path.stem: path.read_bytes() for path in sorted(folder.glob("*.csl"))}}


@pytest.mark.parametrize("language", ["en-GB", "de"])
@pytest.mark.parametrize("style", styles())
def test_everything_reads_as_pandoc_prints_it(style: str, language: str, project: Any, tmp_path: Path) -> None:
    assert len(RECORDS) >= 40
    content = styles()[style]
    folder = tmp_path / "oracle"
    folder.mkdir()
    ours, list_of_ours = as_we_print(RECORDS, CITATIONS, content, language, project)
    theirs, list_of_theirs = as_pandoc_prints(RECORDS, CITATIONS, content, language, folder)
    assert len(list_of_theirs) == len(RECORDS)
    assert list_of_ours == list_of_theirs
    assert ours == theirs


def printed(heading: str) -> list[str]:
    """The citations or the references that the journal printed, as far as they are known."""
    text = require_shared("corpus/heart-of-the-matter/as-printed.md").read_text(encoding="utf-8")
    return re.findall(r"^- (.*)$", text.partition(f"## {heading}")[2].partition("\n## ")[0], re.MULTILINE)


def bare(text: str) -> str:
    """A text without spaces, and with the dashes and quotation marks of a typewriter, as the extraction has them."""
    return re.sub(r"\s", "", text.translate(str.maketrans("–‘’“”", "-''\"\"")))


# What the extraction lost or misread, which the file beside it says, and one slip of the printer's.
MISREAD = {
    "D9lhs241zeg": "D9Ihs241zeg",
    "am-ireally-doing": "am-i-really-doing",
    '(2022) "Remember': "(2022) '\"Remember",
    "1154–9. https://doi.org/10.1080/02508281.2022.2": "1154–9.",
    "London: Routledge. 54–80": "London: Routledge, 54–80",
}


def test_the_article_reads_as_the_journal_printed_it(project: Any) -> None:
    folder = require_shared("corpus/heart-of-the-matter")
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}
    made = project(files).build()
    pages = [made.read(path) for path in made.files() if path.endswith("index.html")]
    text = bare(" ".join(map(text_of, pages)))
    assert [one for one in printed("Citations") if bare(one) not in text] == []
    references = {bare(entry) for page in pages for entry in references_of(page)}
    expected = []
    for entry in printed("References"):
        for misread, right in MISREAD.items():
            entry = entry.replace(misread, right)  # noqa: PLW2901
        expected.append(entry)
    assert len(expected) >= 30
    assert [one for one in expected if bare(one) not in references] == []

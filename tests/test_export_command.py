"""`polyphony export`: a publication's folder and arguments in; files, words and an exit code out."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from polyphony.cli import polyphony
from polyphony.diagnostics import Code
from polyphony.exporters import DOCUMENTS
from polyphony.pipeline import export

TALK = "# Home\n\n::: {.exchange #talk}\nAna: Hello.\n\nBen: Hello 🙂\n:::\n"


class Run:
    """A run of the program: its exit code and what it printed, as text."""

    def __init__(self, *arguments: str | Path, at: Path) -> None:
        command = [sys.executable, "-m", "polyphony", "export", *map(str, arguments)]
        done = subprocess.run(command, cwd=at, capture_output=True, check=False, timeout=120)
        self.code, self.bytes, self.said = done.returncode, done.stdout, done.stderr.decode()
        self.printed = done.stdout.decode(errors="replace")


@pytest.fixture
def talk(project: Callable[..., Any]) -> Path:
    folder: Path = project({"content/index.md": TALK, "content/part.md": "# Part\n\nText."}).folder
    return folder


def test_alone_it_lists_every_format_with_a_line_each(tmp_path: Path) -> None:
    run = Run(at=tmp_path)
    assert run.code == 0
    lines = run.printed.splitlines()[1:]
    assert [line.split()[0] for line in lines] == list(DOCUMENTS)
    assert all(len(line) < 110 for line in lines)


def test_a_format_is_written_here_with_its_digest(talk: Path, tmp_path: Path) -> None:
    run = Run("json", talk, at=tmp_path)
    content = (tmp_path / "polyphony.json").read_bytes()
    assert run.code == 0, run.said
    assert json.loads(content)["title"] == "A publication"
    assert run.printed.splitlines() == [
        f"polyphony.json: {len(content):,} bytes",
        f"SHA-256 {hashlib.sha256(content).hexdigest()}",
    ]
    assert not stat.S_IMODE((tmp_path / "polyphony.json").stat().st_mode) & 0o111


def test_a_file_that_is_there_is_replaced_and_keeps_its_mode(talk: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")
    target.chmod(0o640)
    assert Run("json", talk, "-o", target, at=tmp_path).code == 0
    assert target.read_bytes().startswith(b"{")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".poly")] == []


def test_standard_output_gets_the_bytes_alone(talk: Path, tmp_path: Path) -> None:
    run = Run("json", talk, "-o", "-", at=tmp_path)
    assert json.loads(run.bytes)["title"] == "A publication"
    assert hashlib.sha256(run.bytes).hexdigest() in run.said


def test_a_folder_that_is_there_gets_the_file(talk: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert Run("json", talk, "-o", "out", at=tmp_path).code == 0
    assert (tmp_path / "out" / "polyphony.json").is_file()


def test_several_files_become_a_folder_or_a_zip(talk: Path, tmp_path: Path) -> None:
    assert Run("transcripts", talk, at=tmp_path).printed == "2 files in transcripts/\n"
    folder = tmp_path / "transcripts" / "exchanges" / "talk"
    assert sorted(path.name for path in folder.iterdir()) == ["transcript.csv", "transcript.txt"]
    for name in ("a.zip", "b.zip"):
        assert Run("transcripts", talk, "-o", name, at=tmp_path).code == 0
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist() == ["exchanges/talk/transcript.csv", "exchanges/talk/transcript.txt"]
        assert archive.read("exchanges/talk/transcript.txt") == (folder / "transcript.txt").read_bytes()


@pytest.mark.parametrize("name", ["polyphony.yaml", "content/index.md", "content/new.md", "private/x.json", ".git/x"])
def test_no_part_of_the_publication_is_written_over(talk: Path, name: str) -> None:
    before = {path: path.read_bytes() for path in talk.rglob("*") if path.is_file()}
    run = Run("json", ".", "-o", name, at=talk)
    assert run.code == 2
    assert "part of the publication" in run.said
    after = {path: path.read_bytes() for path in talk.rglob("*") if path.is_file() and ".polyphony" not in path.parts}
    assert after == before


def test_no_link_leads_to_a_part_of_the_publication(talk: Path, tmp_path: Path) -> None:
    link = tmp_path / "harmless.json"
    link.symlink_to(talk / "content" / "index.md")
    assert Run("json", talk, "-o", link, at=tmp_path).code == 2
    os.link(talk / "content" / "part.md", tmp_path / "hard.json")
    assert Run("json", talk, "-o", tmp_path / "hard.json", at=tmp_path).code == 2
    assert (talk / "content" / "index.md").read_text() == TALK


def test_a_folder_of_somebody_else_is_not_filled(talk: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    run = Run("transcripts", talk, "-o", "mine", at=tmp_path)
    assert run.code == 2
    assert "was not made by Polyphony" in run.said
    assert "name an empty folder with --output, or transcripts.zip" in run.said
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["jsn"], 2, 'did you mean "json"?'),
        (["nothing"], 2, "there are: json"),
        (["rocrate"], 2, 'did you mean "ro-crate"?'),
        (["cff", ".", "-o", "/proc/nowhere.cff"], 3, "/proc/nowhere.cff"),
        (["cff", ".", "-o", ""], 2, "has no name"),
        (["json", "nowhere"], 1, "there is no folder"),
        (["json", ".", "--page", "part.md"], 2, "leave out --page"),
        (["."], 2, "the format comes first"),
    ],
)
def test_wrong_use_is_told_in_words(talk: Path, arguments: list[str], code: int, words: str) -> None:
    run = Run(*arguments, at=talk)
    assert (run.code, run.printed) == (code, "")
    assert words in run.said
    assert "Traceback" not in run.said


def test_an_error_writes_nothing_and_a_draft_is_named(project: Callable[..., Any], tmp_path: Path) -> None:
    wrong = project({"content/index.md": "::: {by=anna}\nWhose?\n:::\n"}).folder
    run = Run("json", wrong, at=tmp_path)
    assert run.code == 1
    assert 'did you mean "ana"?' in run.said
    assert "1 error; nothing was written." in run.said
    assert list(tmp_path.glob("*.json")) == []
    draft = project({"content/index.md": "Text.", "content/d.md": "---\ntitle: D\ndraft: true\n---\nSecret."}).folder
    run = Run("json", draft, "-o", "-", at=tmp_path)
    assert b"Secret" not in run.bytes
    assert "Left out: 1 draft." in run.said


def test_an_export_leaves_what_builds_remember(talk: Path, tmp_path: Path) -> None:
    build = [sys.executable, "-m", "polyphony", "build", str(talk)]
    subprocess.run(build, check=True, capture_output=True, timeout=120)
    kept = sorted((talk / ".polyphony" / "cache").rglob("*"))
    assert kept
    assert Run("json", talk, at=tmp_path).code == 0
    assert [path for path in kept if not path.exists()] == []


def test_what_a_format_has_no_room_for_is_said(talk: Path, tmp_path: Path) -> None:
    run = Run("jats", talk, "--page", "part", at=tmp_path)
    assert run.code == 0
    assert "Left out: the journal's title and ISSN" in run.said
    assert "Left out: on which terms the text may be used" in run.said
    found = [one.message for one in export(talk, "jats", "part").diagnostics if one.code is Code.LEFT_OUT]
    assert [f"Left out: {message}" for message in found] == run.said.splitlines()
    assert [path.name for path in tmp_path.glob("*.xml")] == ["part-jats.xml"]
    run = Run("jats", talk, "--page", "prt.md", at=tmp_path)
    assert (run.code, run.said) == (2, 'there is no page "prt.md"; did you mean "part.md"?\n')


@pytest.mark.parametrize(("form", "name", "said"), [
    ("docx", "x.pdf", 'docx writes a file that ends in .docx, and "x.pdf" is called after another format\n'),
    ("docx", "x.pdf", "\nwrite -o x.docx; for a file that ends in .pdf: polyphony export pdf\n"),
    ("docx", "x.doc", "write -o x.docx\n"),
    ("pdf", "X.DOCX", "write -o X.pdf; for a file that ends in .docx: polyphony export docx\n"),
    ("single", "sub/x.epub", "write -o sub/x.html; for a file that ends in .epub: polyphony export epub\n"),
    ("text", "x.html", "write -o x.txt; for a file that ends in .html: polyphony export single or embed\n"),
    ("epub", "x.zip", "write -o x.epub; for a file that ends in .zip: polyphony export zip\n"),
    ("jats", "x.json", "for a file that ends in .json: polyphony export json or csl or datacite\n"),
    ("json", "x.xml", "for a file that ends in .xml: polyphony export jats or jats-plain or tei\n"),
    ("zip", "x.html", "write -o x.zip"),
    ("ojs", "x.html", 'ojs writes several files, and "x.html" is the name of one\n'),
    ("ojs", "x.html", "or an archive: -o x.zip; for a file that ends in .html: polyphony export single or embed\n"),
])  # fmt: skip
def test_a_file_called_after_another_format_is_refused_with_the_fix(
    talk: Path, form: str, name: str, said: str
) -> None:
    before = sorted(path.name for path in talk.iterdir())
    result = CliRunner().invoke(polyphony, ["export", form, str(talk), "-o", name])
    assert result.exit_code == 2
    assert said in result.output
    assert sorted(path.name for path in talk.iterdir()) == before, "nothing was made"


@pytest.mark.parametrize(("form", "name"), [
    ("json", "x"), ("json", "x.v2"), ("json", "X.JSON"), ("markdown", "x.txt"), ("text", "x.TXT"), ("cff", "x.yaml"),
    ("jsonld", "x.jsonld"), ("csl", "x.json"), ("ojs", "x"), ("ojs", "x.zip"), ("ojs", "version-1.2"),
    ("single", "x.htm"),
])  # fmt: skip
def test_an_ending_of_its_own_or_of_nothing_known_is_taken(talk: Path, tmp_path: Path, form: str, name: str) -> None:
    (talk / "polyphony.yaml").write_text((talk / "polyphony.yaml").read_text() + "published: 2025\n")
    result = CliRunner().invoke(polyphony, ["export", form, str(talk), "-o", str(tmp_path / "out" / name)])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / name).exists()


def test_a_folder_that_is_there_may_be_called_anything(talk: Path, tmp_path: Path) -> None:
    (tmp_path / "out.pdf").mkdir()
    result = CliRunner().invoke(polyphony, ["export", "json", str(talk), "-o", str(tmp_path / "out.pdf")])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out.pdf" / "polyphony.json").is_file()

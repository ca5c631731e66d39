"""PDF and Word files: what other programs make of a publication, and what is said where they can't."""

from __future__ import annotations

import builtins
import io
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pypandoc
import pytest
from environment import require_program

from polyphony import engines
from polyphony.diagnostics import Code, Diagnostic
from tests.journals import exported, write


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("publication"))


def test_a_pdf_is_tagged_sound_and_names_everybody(folder: Path, tmp_path: Path) -> None:
    files, found = exported(folder, "pdf")
    assert {one.code for one in found} <= {Code.LEFT_OUT}
    path = tmp_path / "publication.pdf"
    path.write_bytes(files["publication.pdf"])
    qpdf = require_program("qpdf", "qpdf")
    checked = subprocess.run([qpdf, "--check", path], capture_output=True, check=False)
    assert checked.returncode == 0, checked.stderr
    plain = tmp_path / "plain.pdf"
    subprocess.run([qpdf, "--qdf", "--object-streams=disable", path, plain], check=True)
    content = plain.read_bytes()
    assert b"/StructTreeRoot" in content
    assert b"/Outlines" in content
    assert re.search(rb"/Lang\s?\(en\)", content)
    assert b"pdfuaid:part" in content
    program = require_program("pdftotext", "poppler-utils")
    text = " ".join(subprocess.run([program, path, "-"], capture_output=True, text=True, check=True).stdout.split())
    assert "Wren: Did you sleep?" in text
    assert "Rea (09:41): You wrote: ‘Wren, quoted: the owls kept me up" in text
    assert "Rea Reader · Wren Writer" in text


def test_a_word_file_gives_back_every_turn_with_its_speaker(folder: Path, tmp_path: Path) -> None:
    content = exported(folder, "docx")[0]["publication.docx"]
    path = tmp_path / "publication.docx"
    path.write_bytes(content)
    text = " ".join(pypandoc.convert_file(str(path), "plain", extra_args=["--wrap=none"]).split())
    for words in (
        "Wren (evocative): I came by the late train.",
        "Rea (in the margin): It was on time.",
        "Wren: Did you sleep?",
        "Rea (09:41): You wrote: ‘[Wren, quoted: the owls kept me up]’. So did the clock.",
        "It was an hour late.",
    ):
        assert words in text
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert any(name.startswith("word/media/") for name in archive.namelist())
        styles = archive.read("word/styles.xml").decode()
        core = archive.read("docProps/core.xml").decode()
    assert 'w:val="Wren"' in styles
    assert "1980-01-01" in core


def test_a_pdf_without_weasyprint_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    original = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name == "weasyprint":
            raise ImportError(name)
        return original(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    found = engines.print_pdf("<p>x")
    assert isinstance(found, Diagnostic)
    assert found.code is Code.MISSING_EXTRA
    assert found.hint == 'run: pip install "polyphony-press[pdf]"'


def test_a_word_file_without_pandoc_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "find_programs", list)
    found = engines.write_word("x", {}, {})
    assert isinstance(found, Diagnostic)
    assert found.code is Code.MISSING_PANDOC
    assert 'pip install "polyphony-press[citations]"' in found.hint


def test_a_pandoc_that_fails_is_said_with_what_it_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "pandoc"
    program.write_text("#!/bin/sh\necho 'no such thing' >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setattr(engines, "find_programs", lambda: [str(program)])
    found = engines.write_word("x", {}, {})
    assert isinstance(found, Diagnostic)
    assert (found.code, found.message) == (Code.FAILED_ENGINE, "pandoc failed: no such thing")


def test_a_pdf_reads_no_file_and_asks_nothing_of_any_place(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary")
    html = (
        f'<html lang="en"><title>t</title><img src="file://{secret}" alt="a"><iframe src="file://{secret}"></iframe>x'
    )
    printed = engines.print_pdf(html)
    assert isinstance(printed, bytes)
    assert b"canary" not in printed

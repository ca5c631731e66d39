"""PDF and Word files: what other programs make of a publication, and what is said where they can't."""

from __future__ import annotations

import builtins
import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pypandoc
import pytest
from environment import require_npm_part, require_program
from PIL import Image

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


def test_a_pdf_shows_each_voice_in_its_colour_in_the_score_and_beside_the_text(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []
    monkeypatch.setattr("polyphony.pipeline.print_pdf", lambda html: given.append(html) or b"%PDF")
    exported(folder, "pdf")
    staves = re.findall(r'<g class="(?:stave )?(voice-\d+|together)".*?</g>', given[0], re.DOTALL)
    assert sorted(set(staves)) == ["together", "voice-1", "voice-2"]
    picture = given[0][given[0].index("<svg") : given[0].rindex("</svg>")]
    assert "currentColor" not in picture
    assert 'stroke="url' not in picture, "the printer draws no pattern along a stroke"
    assert "<line" not in picture
    size = float(re.findall(r'font-size="([\d.]+)"', picture)[0])
    assert 18 * 0.56 * size + 16 <= 0.1875 * 605, "the longest name fits before its stave, on a page of A4"
    style = given[0][: given[0].index("</style>")]
    for number in (1, 2):
        colour = re.search(rf"\.voice-{number} > \.text[^{{]*{{ border-color: (#[0-9a-f]+)", style)
        assert colour is not None
        assert f'<g class="voice-{number}" fill="{colour[1]}"' in picture


def test_an_emoji_is_on_paper_with_its_name(tmp_path: Path) -> None:
    require_npm_part("@fontsource/noto-emoji/LICENSE")
    program = require_program("pdftotext", "poppler-utils")
    files = {"polyphony.yaml": "title: T\npeople: {a: {name: Ada}}\n", "content/index.md": "A magic 🪶 for you.\n"}
    path = tmp_path / "emoji.pdf"
    path.write_bytes(exported(write(tmp_path / "publication", files), "pdf")[0]["publication.pdf"])
    text = subprocess.run([program, path, "-"], capture_output=True, text=True, check=True).stdout
    assert "[feather] for you." in " ".join(text.split())
    fonts = require_program("pdffonts", "poppler-utils")
    assert "Emoji" in subprocess.run([fonts, path], capture_output=True, text=True, check=True).stdout
    files["content/index.md"] = "Magic for you.\n"
    path.write_bytes(exported(write(tmp_path / "other", files), "pdf")[0]["publication.pdf"])
    assert "Emoji" not in subprocess.run([fonts, path], capture_output=True, text=True, check=True).stdout


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


def test_a_list_in_a_pdf_begins_where_it_was_told_to(tmp_path: Path) -> None:
    program = require_program("pdftotext", "poppler-utils")
    printed = engines.print_pdf('<html lang="en"><title>t</title><ol start="3"><li>three</li><li>four</li></ol>')
    assert isinstance(printed, bytes)
    path = tmp_path / "list.pdf"
    path.write_bytes(printed)
    text = subprocess.run([program, path, "-"], capture_output=True, text=True, check=True).stdout
    assert "3.\xa0three" in text.replace(" ", "\xa0").replace("\n", "\xa0")


FORMULA = (
    '<math display="{display}"><semantics><mrow>{what}</mrow>'
    '<annotation encoding="application/x-tex">{tex}</annotation></semantics></math>'
)


def test_a_formula_is_drawn_in_a_pdf_and_keeps_its_tex_for_who_does_not_see_it() -> None:
    inner = FORMULA.format(display="inline", what="<msup><mi>x</mi><mn>2</mn></msup>", tex="x^2 &lt; 3")
    printed = engines.print_pdf(f'<html lang="en"><title>t</title><p>Before {inner} after.')
    assert isinstance(printed, bytes)
    drawn = engines.draw_formulas(f"<p>Before {inner} after.</p>")
    assert drawn.startswith('<p>Before <img class="math" alt="x^2 &lt; 3" style="')
    assert drawn.endswith('"> after.</p>')
    assert "<math" not in drawn


def test_a_formula_that_cannot_be_drawn_is_shown_as_its_tex() -> None:
    broken = FORMULA.format(display="block", what="<mfrac><mn>1</mn></mfrac>", tex="1 &amp; 2")
    assert engines.draw_formulas(f"<div>{broken}</div>") == '<div><code class="math">1 &amp; 2</code></div>'


def test_without_the_program_that_draws_formulas_they_are_tex(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ziamath.zmath", None)
    inner = FORMULA.format(display="inline", what="<mi>x</mi>", tex="x")
    assert engines.draw_formulas(inner) == '<code class="math">x</code>'


def test_a_pdf_reads_no_file_and_asks_nothing_of_any_place(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary")
    html = (
        f'<html lang="en"><title>t</title><img src="file://{secret}" alt="a"><iframe src="file://{secret}"></iframe>x'
    )
    printed = engines.print_pdf(html)
    assert isinstance(printed, bytes)
    assert b"canary" not in printed


def test_a_picture_keeps_its_form_and_fits_a_page_of_a_pdf(tmp_path: Path) -> None:
    """A picture as wide as three pages stays three times as wide as high; a tall one fits a page."""
    require_program("pdftoppm", "poppler-utils")

    files: dict[str, str | bytes] = {
        "polyphony.yaml": "title: T\npeople: {a: {name: A}}\n",
        "content/index.md": "![Wide](assets/wide.png)\n\n![Tall](assets/tall.png)\n",
    }
    for name, size in (("wide", (1800, 600)), ("tall", (600, 3600))):
        black = io.BytesIO()
        Image.new("RGB", size).save(black, "PNG")
        files[f"assets/{name}.png"] = black.getvalue()
    found, _ = exported(write(tmp_path / "publication", files), "pdf")
    path = tmp_path / "publication.pdf"
    path.write_bytes(found["publication.pdf"])
    subprocess.run(["pdftoppm", "-r", "36", "-gray", "-png", path, tmp_path / "page"], check=True)
    boxes = []
    for page in sorted(tmp_path.glob("page*.png")):
        with Image.open(page) as shown:
            box = shown.point(lambda value: 255 if value < 8 else 0).getbbox()
        if box:
            boxes.append((box[2] - box[0]) / (box[3] - box[1]))
    assert [round(one * 6) for one in boxes if one > 2 or one < 0.5] == [18, 1]

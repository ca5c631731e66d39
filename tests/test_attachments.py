"""What a published file may tell that nobody sees in it (S3-06)."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from polyphony.attachments import check_attachment
from polyphony.diagnostics import render_text
from polyphony.pipeline import Options, build


def office(properties: str, name: str = "docProps/core.xml") -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, properties)
        archive.writestr("word/document.xml", "<dc:creator>in the text</dc:creator>")
    return target.getvalue()


TELLING = {
    "a.avif": b"\x00\x00\x00\x1cftypavif....meta....infe....Exif",
    "b.HEIC": b"ftypheic..mime..application/rdf+xml",
    "c.tiff": b"II*\x00",
    "d.pdf": b"%PDF-1.4 1 0 obj <</Author (A)>>",
    "e.mp3": b"ID3\x04",
    "f.mp4": b"ftypisom....moov....udta",
    "g.wav": b"RIFF....WAVELIST....INFOIART",
    "h.docx": office("<cp:coreProperties><dc:creator>A</dc:creator></cp:coreProperties>"),
    "i.xlsx": office("<Properties><Company>A</Company></Properties>", "docProps/app.xml"),
    "j.odt": office('<meta:initial-creator x="1"> A</meta:initial-creator>', "meta.xml"),
    "k.docx": b"no archive",
    "l.docx": b"",
    "m.ogg": b"OggS....ARTIST=A",
    "n.doc": b"\xd0\xcf",
}
SILENT = {
    "a.avif": b"\x00\x00\x00\x1cftypavif....meta",
    "d.pdf": b"%PDF-1.4 1 0 obj <</Type /Catalog>>",
    "e.mp3": b"\xff\xfb\x90",
    "h.docx": office("<cp:coreProperties><dc:creator></dc:creator><cp:lastModifiedBy/></cp:coreProperties>"),
    "o.csv": b"ID3,Author",
    "p.png": b"Exif",
    "pdf": b"/Author",
}


@pytest.mark.parametrize("path", TELLING)
def test_s3_06_what_may_tell_more_is_found(path: str) -> None:
    (found,) = check_attachment(f"assets/{path}", lambda _: TELLING[path])
    assert found.span is not None
    assert found.span.path.endswith(path)


@pytest.mark.parametrize("path", SILENT)
def test_what_tells_nothing_brings_no_warning(path: str) -> None:
    assert not list(check_attachment(f"assets/{path}", lambda _: SILENT[path]))


def test_s3_06_a_build_says_which_file_may_tell_more(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "assets").mkdir()
    (tmp_path / "polyphony.yaml").write_text("title: T\npeople: {a: {name: Ada}}\n")
    (tmp_path / "content/index.md").write_text("Text.\n")
    (tmp_path / "assets/minutes.docx").write_bytes(TELLING["h.docx"])
    report = build(tmp_path, Options(jobs=1))
    assert report.written is not None
    assert render_text(report.diagnostics[0]) == (
        "warning[unseen-details]: this file may tell who made it, where and when, and is published as it is\n"
        " --> assets/minutes.docx\n"
        "help: take the names out in its program (File, Properties), and save it anew"
    )
    assert build(tmp_path, Options(jobs=1, strict=True)).written is None

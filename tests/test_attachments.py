"""What a published file may tell that nobody sees in it (S3-06)."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from polyphony.attachments import check_attachment
from polyphony.diagnostics import render_text
from polyphony.pdfs import find_details
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
    (found,) = check_attachment(f"assets/{path}", TELLING[path][:64], lambda: TELLING[path])
    assert found.span is not None
    assert found.span.path.endswith(path)


@pytest.mark.parametrize("path", SILENT)
def test_what_tells_nothing_brings_no_warning(path: str) -> None:
    assert not list(check_attachment(f"assets/{path}", SILENT[path][:64], lambda: SILENT[path]))


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


def pdf(*objects: bytes, trailer: bytes = b"<< /Root 1 0 R >>") -> bytes:
    """A PDF as far as it matters: its objects, and what stands at its end."""
    written = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, 1))
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + written + b"trailer\n" + trailer + b"\nstartxref\n0\n%%EOF\n"


def stream(content: bytes, entries: bytes = b"", *, packed: bool = True) -> bytes:
    body = zlib.compress(content) if packed else content
    how = b"/Filter /FlateDecode " if packed else b""
    return b"<< %s%s/Length %d >>\nstream\n%s\nendstream" % (how, entries, len(body), body)


def properties(said: bytes) -> bytes:
    return b"2 0 3 9 << /Type /Catalog >> << /Producer (a program) /CreationDate (D:20250101) %s >>" % said


XMP = b"<x:xmpmeta><rdf:RDF><dc:creator><rdf:Seq>\n <rdf:li>%s</rdf:li></rdf:Seq></dc:creator></rdf:RDF></x:xmpmeta>"
OBJECTS = b"/Type /ObjStm /N 2 /First 8 "
METADATA = b"/Type /Metadata /Subtype /XML "
WRITER, PROGRAM = "who wrote it", "what it was written with"
PDFS: dict[str, tuple[bytes, tuple[str, ...] | None]] = {
    "plain": (pdf(b"<< /Type /Catalog >>", properties(b"")), ()),
    "packed, silent": (pdf(stream(properties(b""), OBJECTS)), ()),
    "packed, empty": (pdf(stream(properties(b"/Author () /Creator <FEFF>"), OBJECTS)), ()),
    "packed, author": (pdf(stream(properties(b"/Author (A)/Creator(B)"), OBJECTS)), (WRITER, PROGRAM)),
    "packed, indirect": (pdf(stream(properties(b"/Author 12 0 R"), OBJECTS)), (WRITER,)),
    "open author": (pdf(properties(b"/Author <FEFF0041>")), (WRITER,)),
    "escaped name": (pdf(properties(b"/Auth#6fr (A)")), (WRITER,)),
    "packed XMP": (pdf(stream(XMP % b"A", METADATA)), (WRITER,)),
    "packed XMP, empty": (pdf(stream(XMP % b"", METADATA)), ()),
    "open XMP": (pdf(stream(XMP % b"A", METADATA, packed=False)), (WRITER,)),
    "XMP attributes": (pdf(stream(b'<rdf:Description xmp:CreatorTool="B"/>', METADATA)), (PROGRAM,)),
    "text of a page": (pdf(b"<< /Metadata 3 0 R >>", stream(b"BT (/Author (A)) Tj ET")), ()),
    "another packing": (pdf(stream(properties(b""), OBJECTS).replace(b"/FlateDecode", b"/LZWDecode")), None),
    "another object's packing": (pdf(stream(b"", OBJECTS).replace(b"/FlateDecode", b"9 0 R")), None),
    "damaged": (pdf(stream(properties(b""), OBJECTS).replace(b"x\x9c", b"\0\0")), None),
    "a secret": (pdf(b"<< /Type /Catalog >>", trailer=b"<< /Encrypt 5 0 R >>"), None),
    "a photograph": (pdf(b"<< /Filter /DCTDecode >>\nstream\n\xff\xd8\xff\xe1\0\x99Exif\0\0MM\nendstream"),
                     ("what a camera wrote into a picture",)),
    "too much": (pdf(stream(b"\0" * 70_000_000, OBJECTS)), None),
}  # fmt: skip


@pytest.mark.parametrize("name", PDFS)
def test_a_pdf_is_looked_into_also_where_it_is_packed(name: str) -> None:
    content, told = PDFS[name]
    assert find_details(content) == told
    for end in range(0, min(len(content), 3000), 37):
        find_details(content[:end])


def test_a_pdf_that_tells_nothing_stops_no_strict_build_and_one_that_does_says_what(project: Any) -> None:
    page = "# One\n\n[Minutes](../assets/minutes.pdf)\n"
    made = project({"content/index.md": page, "assets/minutes.pdf": PDFS["packed, silent"][0]})
    assert made.build(strict=True).messages == []
    assert made.report.written is not None
    made.write("assets/minutes.pdf", PDFS["packed, author"][0])
    assert render_text(made.build().report.diagnostics[0]) == (
        "warning[unseen-details]: this file tells who wrote it and what it was written with, and is published "
        "as it is\n"
        " --> assets/minutes.pdf\n"
        "help: make it anew without these properties, or take them out in a program for PDFs (File, Properties)"
    )
    again = made.build().report.diagnostics
    assert [one.code.value for one in again] == ["unseen-details"]


MISNAMED = {
    "photo": b"II*\0", "b.jpg": b"\0\0\0\x1cftypavif....meta....infe....Exif", "c.png": b"MM\0*",
    "d.dat": b"\0\0\0\x1cftypheic..mime..application/rdf+xml", "e": PDFS["packed, author"][0], "f.txt": b"ID3\x04",
    "g.webp": b"\0\0\0\x0cJXL \r\n\x87\n....Exif", "h": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
}  # fmt: skip


@pytest.mark.parametrize("path", MISNAMED)
def test_s3_06_what_is_called_otherwise_is_known_by_its_bytes(path: str) -> None:
    content = MISNAMED[path]
    assert [one.code.value for one in check_attachment(f"assets/{path}", content[:64], lambda: content)] == [
        "unseen-details"
    ]

"""Pictures say what they show, and nothing of who took them, where and when (S3-05)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from polyphony.pictures import clean_picture, picture_size
from polyphony.pipeline import Options, build, export

SECRET = "canary"
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def picture() -> Image.Image:
    made = Image.new("RGB", (40, 20), "white")
    made.paste("red", (0, 0, 20, 20))
    return made


def exif(turn: int = 1) -> Image.Exif:
    said = Image.Exif()
    said[0x0112] = turn
    said[0x010F] = f"{SECRET} make"
    said[0x9286] = f"{SECRET} comment"
    said.get_ifd(0x8825)[1] = "N"
    said.get_ifd(0x8825)[29] = f"{SECRET} gps"
    return said


def saved(kind: str, **said: Any) -> bytes:
    out = io.BytesIO()
    picture().save(out, kind, **said)
    return out.getvalue()


def pixels(content: bytes) -> list[Any]:
    with Image.open(io.BytesIO(content)) as opened:
        from PIL import ImageOps

        return list(ImageOps.exif_transpose(opened).convert("RGB").getdata())


XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRET}</x:xmpmeta>".encode()


def png() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", f"{SECRET} author")
    text.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return saved("PNG", pnginfo=text, exif=exif(), icc_profile=PROFILE)


CASES = {
    "jpg": lambda: saved("JPEG", exif=exif(6), xmp=XMP, comment=SECRET.encode(), icc_profile=PROFILE, quality=95),
    "png": png,
    "webp": lambda: saved("WEBP", exif=exif(), xmp=XMP, icc_profile=PROFILE, lossless=True),
    "gif": lambda: saved("GIF", comment=SECRET.encode()),
}


@pytest.mark.parametrize("kind", CASES)
def test_s3_05_what_is_said_goes_and_what_is_seen_stays(kind: str) -> None:
    content = CASES[kind]()
    assert SECRET.encode() in content
    cleaned = clean_picture(content)
    assert SECRET.encode() not in cleaned
    assert pixels(cleaned) == pixels(content)
    with Image.open(io.BytesIO(cleaned)) as opened:
        opened.load()
        assert kind == "gif" or opened.info.get("icc_profile") == PROFILE
        assert not opened.info.get("comment")
    assert clean_picture(cleaned) == cleaned


@pytest.mark.parametrize("kind", CASES)
def test_a_picture_tells_its_size_as_it_is_seen(kind: str) -> None:
    expected = (20, 40) if kind == "jpg" else (40, 20)
    assert picture_size(CASES[kind]()) == picture_size(clean_picture(CASES[kind]())) == expected


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(("turn", "size"), [(1, (40, 20)), (3, (40, 20)), (6, (20, 40)), (8, (20, 40))])
def test_a_turned_picture_tells_its_size_as_it_is_seen(kind: str, turn: int, size: tuple[int, int]) -> None:
    content = saved(kind, exif=exif(turn))
    assert picture_size(content) == picture_size(clean_picture(content)) == size


@pytest.mark.parametrize("lossless", [True, False])
def test_a_plain_webp_tells_its_size_too(lossless: bool) -> None:
    assert picture_size(saved("WEBP", lossless=lossless)) == (40, 20)


def test_a_page_says_how_large_its_pictures_are_unless_its_author_does(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "polyphony.yaml").write_text("title: T\npeople: {a: {name: Ada}}\n")
    (tmp_path / "content/a.jpg").write_bytes(CASES["jpg"]())
    (tmp_path / "content/index.md").write_text('![](a.jpg){alt="one"}\n\n![](a.jpg){alt="two" width=10}\n')
    assert not build(tmp_path, Options(jobs=1)).diagnostics
    html = (tmp_path / "_site/index.html").read_text()
    assert 'alt="one" width="20" height="40"' in html
    assert 'alt="two" width="10" loading' in html


def test_a_turned_photograph_is_still_turned() -> None:
    with Image.open(io.BytesIO(clean_picture(CASES["jpg"]()))) as opened:
        assert dict(opened.getexif()) == {0x0112: 6}


def test_a_film_is_still_a_film() -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue", "green")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], loop=0, duration=50, comment=SECRET.encode())
    cleaned = clean_picture(out.getvalue())
    assert SECRET.encode() not in cleaned
    with Image.open(io.BytesIO(cleaned)) as opened:
        assert (opened.n_frames, opened.info["loop"]) == (3, 0)


def test_what_hangs_behind_a_png_is_left_out() -> None:
    assert clean_picture(saved("PNG") + SECRET.encode()) == clean_picture(saved("PNG"))


@pytest.mark.parametrize("kind", CASES)
def test_a_broken_picture_says_nothing_either_and_breaks_nothing(kind: str) -> None:
    content = CASES[kind]()
    for end in range(0, len(content), 7):
        clean_picture(content[:end])
    for place in range(0, min(len(content), 400), 3):
        clean_picture(content[:place] + b"\xff" + content[place + 1 :])


@pytest.mark.parametrize("content", [b"", b"plain text", b"\xff\xd8", b"RIFF\0\0\0\0WEBP", b"GIF89a"])
def test_what_is_no_picture_stays_or_becomes_none(content: bytes) -> None:
    assert len(clean_picture(content)) <= len(content)


def test_no_file_of_a_site_or_export_says_who_took_a_picture(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "assets").mkdir()
    (tmp_path / "polyphony.yaml").write_text("title: T\npeople: {a: {name: Ada}}\n")
    shown = "".join(f'![](../assets/a.{kind}){{alt="a {kind}"}}\n\n' for kind in CASES)
    (tmp_path / "content/index.md").write_text(shown + '![](b.jpg){alt="beside"}\n')
    for kind, make in CASES.items():
        (tmp_path / f"assets/a.{kind}").write_bytes(make())
    (tmp_path / "content/b.jpg").write_bytes(CASES["jpg"]())
    (tmp_path / "assets/unseen.JPG").write_bytes(CASES["jpg"]())
    report = build(tmp_path, Options(jobs=1))
    assert not report.failed, report.diagnostics
    for path in (tmp_path / "_site").rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path
    assert (tmp_path / "_site/assets/unseen.JPG").exists()
    for form in ("single", "ojs", "epub", "zip", "docx"):
        for file in export(tmp_path, form).files:
            assert SECRET.encode() not in file.content, form


@pytest.mark.parametrize("kind", CASES)
@pytest.mark.parametrize("name", ["photo", "photo.avif", "photo.dat", "photo.pdf", "a.b/photo", "photo.jpg.bak"])
def test_a_picture_is_known_by_its_bytes_whatever_it_is_called(project: Any, kind: str, name: str) -> None:
    files = {"content/index.md": f"![A]({name})\n", f"content/{name}": CASES[kind](), f"assets/{name}": CASES[kind]()}
    made = project(files)
    made.build(strict=True)
    assert made.messages == []
    published = made.files()
    assert {f"media/{name}", f"assets/{name}"} <= {*published}
    assert not [path for path, content in published.items() if SECRET.encode() in content]
    size = 'width="20" height="40"' if kind == "jpg" else 'width="40" height="20"'
    assert size in made.read("index.html")
    (single,) = export(made.folder, "single", options=Options(jobs=1)).files
    assert f'src="data:image/{kind.replace("jpg", "jpeg")};base64,' in single.content.decode()
    assert not export(made.folder, "epub", options=Options(jobs=1)).diagnostics[1:]

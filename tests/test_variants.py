"""Pictures in the sizes that a page needs: what is made of them, what pages say of it, and that it is made once."""

from __future__ import annotations

import io
import os
import re
import zipfile
from base64 import b64decode
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageFile, PngImagePlugin

from polyphony import scaling, variants
from polyphony.pictures import clean_picture, picture_size
from polyphony.pipeline import Options, export
from polyphony.scaling import scale_picture

CANARY = "canary-51.4778"
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def noise(width: int, height: int) -> Image.Image:
    """A picture with much to see in it, the same every time; its upper left quarter is red."""
    made = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    grain = Image.frombytes("L", (width, height), Random(1).randbytes(width * height)).convert("RGB")
    made = Image.blend(made, grain, 0.3)
    made.paste("red", (0, 0, width // 2, height // 2))
    return made


def saved(image: Image.Image, kind: str, **said: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **said)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def exif(turn: int = 1) -> Image.Exif:
    said = Image.Exif()
    said[0x0112], said[0x010F] = turn, CANARY
    return said


PHOTO = saved(noise(2000, 1200), "JPEG", quality=95, exif=exif(), icc_profile=PROFILE, comment=CANARY.encode())
PAGE = "# One\n\n![A crab](crab.jpg)\n\n![Again](crab.jpg)\n\n![Small](crab.jpg){width=300}\n"


@pytest.mark.parametrize(
    ("kind", "said"), [("JPEG", {"quality": 95}), ("PNG", {}), ("WEBP", {"quality": 95}), ("WEBP", {"lossless": True})]
)
def test_a_picture_comes_in_three_widths_each_lighter_than_the_next(kind: str, said: dict[str, Any]) -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", CANARY)
    more = {"pnginfo": text} if kind == "PNG" else {}
    whole = saved(noise(2000, 1200), kind, exif=exif(), icc_profile=PROFILE, **said, **more)
    made = scale_picture(whole).smaller
    assert [(one.width, one.height) for one in made] == [(640, 384), (960, 576), (1440, 864)]
    sizes = [len(one.content) for one in made] + [len(whole)]
    assert sizes == sorted(sizes)
    for one in made:
        image = opened(one.content)
        assert (image.size, image.format) == ((one.width, one.height), kind)
        assert image.info["icc_profile"] == PROFILE
        assert not image.getexif()
        assert CANARY.encode() not in one.content
        assert clean_picture(one.content) == one.content
        red, green, _ = image.convert("RGB").getpixel((20, 20))
        assert (red > 240, green < 20) == (True, True)
    assert scale_picture(whole) == scale_picture(whole)


def test_a_turned_picture_is_made_smaller_upright() -> None:
    whole = saved(noise(2000, 1200), "JPEG", quality=95, exif=exif(6))
    assert picture_size(whole) == (1200, 2000)
    made = scale_picture(whole).smaller
    assert [(one.width, one.height) for one in made] == [(640, 1067), (960, 1600)]
    image = opened(made[0].content)
    assert not image.getexif()
    red, green, _ = image.getpixel((600, 20))  # what was on the upper left is on the upper right now
    assert (red > 240, green < 20) == (True, True)


@pytest.mark.parametrize("width", [1, 639, 640])
def test_nothing_is_made_larger(width: int) -> None:
    assert scale_picture(saved(noise(width, 300), "JPEG")).smaller == ()


def test_what_would_be_no_lighter_is_not_made() -> None:
    assert scale_picture(saved(Image.new("RGB", (2000, 1200), "white"), "PNG")).smaller == ()
    poor = saved(noise(1500, 900), "JPEG", quality=8)
    assert len(poor) > 30_000
    assert scale_picture(poor).smaller == ()


def test_a_picture_with_clear_parts_keeps_them() -> None:
    image = noise(1200, 800)
    image.putalpha(Image.linear_gradient("L").resize((1200, 800)))
    for kind in ("PNG", "WEBP"):
        for one in scale_picture(saved(image, kind)).smaller:
            alpha = opened(one.content).convert("RGBA").getchannel("A")
            assert alpha.getpixel((10, 2)) < 10
            assert alpha.getpixel((10, one.height - 3)) > 240
    palette = noise(1200, 800).quantize(200)
    clear = palette.getpixel((10, 10))
    for one in scale_picture(saved(palette, "PNG", transparency=clear)).smaller:
        assert opened(one.content).convert("RGBA").getpixel((5, 5))[3] == 0


def test_a_png_keeps_what_it_says_of_its_colours() -> None:
    chunks = PngImagePlugin.PngInfo()
    chunks.add(b"gAMA", (100_000).to_bytes(4, "big"))
    made = scale_picture(saved(noise(1200, 800), "PNG", pnginfo=chunks)).smaller
    assert [opened(one.content).info["gamma"] for one in made] == [1.0, 1.0]


def frames(kind: str) -> bytes:
    return saved(noise(900, 600), kind, save_all=True, append_images=[Image.new("RGB", (900, 600), "blue")])


def claiming(width: int, height: int) -> bytes:
    small = bytearray(saved(noise(30, 20), "PNG"))
    small[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return bytes(small)


LEFT = {
    "four inks": lambda: saved(noise(900, 600).convert("CMYK"), "JPEG"),
    "16 bits": lambda: saved(Image.new("I;16", (900, 600), 70), "PNG"),
    "moving PNG": lambda: frames("PNG"),
    "moving WebP": lambda: frames("WEBP"),
    "moving GIF": lambda: frames("GIF"),
    "larger than memory": lambda: claiming(60_000, 60_000),
}


@pytest.mark.parametrize("name", LEFT)
def test_what_is_out_of_the_ordinary_is_left_as_it_is(name: str) -> None:
    assert scale_picture(LEFT[name]()) == scaling.Scaling()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("lenient", [False, True])
def test_a_picture_that_breaks_off_is_left_as_it_is_and_said_to(
    kind: str, lenient: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)  # as WeasyPrint does when it is loaded
    whole = saved(noise(900, 600), kind)
    for part in (0.3, 0.9):
        assert scale_picture(whole[: int(len(whole) * part)]) == scaling.Scaling(damaged=True)
    assert ImageFile.LOAD_TRUNCATED_IMAGES is lenient


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_damage_breaks_anything(kind: str) -> None:
    whole = saved(noise(700, 40), kind)
    for place in range(0, len(whole), max(1, len(whole) // 120)):
        scale_picture(whole[:place] + b"\xff\x00" + whole[place + 2 :])


def image_tags(html: str) -> list[str]:
    return re.findall(r"<img [^>]*>", html)


def test_a_page_offers_its_pictures_in_widths_and_loads_the_first_at_once(project: Any) -> None:
    made = project(
        {"content/part/one.md": PAGE, "content/part/crab.jpg": PHOTO, "content/index.md": "# Home\n\nText.\n"}
    )
    made.build()
    assert made.messages == []
    first, second, third = image_tags(made.read("part/one/index.html"))
    names = [f"../../media/part/crab-{width}w.jpg {width}w" for width in (640, 960, 1440)]
    offered = ", ".join([*names, "../../media/part/crab.jpg 2000w"])
    assert f'src="../../media/part/crab.jpg" alt="A crab" srcset="{offered}"' in first
    assert 'width="2000" height="1200"' in first
    assert 'loading="lazy"' not in first
    assert ' sizes="(min-width: 46rem) 42rem, 100vw"' in first
    assert ' loading="lazy" decoding="async"' in second
    assert ' sizes="auto, (min-width: 46rem) 42rem, 100vw"' in second
    assert ' sizes="300px" width="300"' in third
    for width in (640, 960, 1440):
        content = (made.output / f"media/part/crab-{width}w.jpg").read_bytes()
        assert opened(content).size[0] == width
        assert CANARY.encode() not in content


def test_names_that_an_address_cannot_hold_and_names_that_are_taken(project: Any) -> None:
    text = "# One\n\n![A](<my crab, new.jpg>)\n"
    files = {"content/index.md": text, "content/my crab, new.jpg": PHOTO, "assets/Crab.jpg": PHOTO}
    made = project(
        {**files, "content/my crab, new-640W.JPG": b"", "content/two.md": "# Two\n\n![A](../assets/Crab.jpg)"}
    )
    made.build()
    assert not made.report.failed
    (tag,) = image_tags(made.read("index.html"))
    assert "media/my%20crab%2C%20new-640w-2.jpg 640w, media/my%20crab%2C%20new-960w.jpg 960w," in tag
    assert {"media/my crab, new-640w-2.jpg", "media/my crab, new-960w.jpg", "assets/Crab-640w.jpg"} <= {*made.files()}


def test_what_is_unchanged_is_not_made_again(project: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made = project({"content/index.md": PAGE, "content/crab.jpg": PHOTO})
    old = 1_700_000_000
    os.utime(made.folder / "content/crab.jpg", (old, old))
    before = made.build().files()
    calls: list[int] = []

    def count(content: bytes) -> scaling.Scaling:
        calls.append(len(content))
        return scale_picture(content)

    monkeypatch.setattr(variants, "scale_picture", count)
    made.write("content/index.md", PAGE + "\nMore.\n")
    made.build()
    assert calls == []
    made.write("content/index.md", PAGE)
    for path in made.output.rglob("*w.jpg"):
        path.unlink()
    assert made.build().files() == before
    assert calls == []
    for path in (made.folder / ".polyphony/cache/pictures").iterdir():
        path.write_bytes(path.read_bytes()[:-5] + b"wrong")
    for path in made.output.rglob("*w.jpg"):
        path.unlink()
    assert made.build().files() == before
    assert calls  # What is damaged was never kept.
    made.write("content/crab.jpg", saved(noise(1000, 500), "JPEG", quality=95))
    made.build()
    assert len(list((made.folder / ".polyphony/cache/pictures").iterdir())) == 2
    assert {path for path in made.files() if "crab" in path} == {
        f"media/crab{end}.jpg" for end in ("", "-640w", "-960w")
    }


def test_pictures_made_by_several_threads_are_the_same(project: Any) -> None:
    sources = {f"content/{n}.jpg": saved(noise(700 + n, 300), "JPEG", quality=95) for n in range(6)}
    text = "# One\n" + "".join(f"\n![Number {n}]({n}.jpg)\n" for n in range(6))
    one, four = (project({**sources, "content/index.md": text}).build(jobs=jobs).files() for jobs in (1, 4))
    assert one == four
    assert "media/5-640w.jpg" in one


def test_without_pillow_all_is_published_as_it_is_and_nothing_is_said(
    project: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(variants, "name_scaler", lambda: "")
    made = project({"content/index.md": PAGE, "content/crab.jpg": PHOTO})
    made.build(strict=True)
    assert made.messages == []
    assert 'src="media/crab.jpg" alt="A crab" width="2000" height="1200"' in made.read("index.html")
    assert [path for path in made.files() if "crab" in path] == ["media/crab.jpg"]


def test_a_document_holds_pictures_no_wider_than_it_shows_them(project: Any) -> None:
    made = project({"content/index.md": PAGE, "content/crab.jpg": PHOTO})
    (single,) = export(made.folder, "single", options=Options(jobs=1)).files
    held = re.findall(rb'src="data:image/jpeg;base64,([^"]+)"', single.content)
    assert [opened(b64decode(one)).size for one in held] == [(1440, 864)] * 3
    assert b"srcset" not in single.content
    (book,) = export(made.folder, "epub", options=Options(jobs=1)).files
    with zipfile.ZipFile(io.BytesIO(book.content)) as archive:
        pictures = [archive.read(name) for name in archive.namelist() if name.endswith(".jpg")]
    assert [opened(one).size for one in pictures] == [(1440, 864)]
    (archived,) = export(made.folder, "zip", options=Options(jobs=1)).files
    with zipfile.ZipFile(io.BytesIO(archived.content)) as archive:
        names = {name.rpartition("/")[2]: name for name in archive.namelist() if "crab" in name}
        assert {*names} == {"crab.jpg", "crab-640w.jpg", "crab-960w.jpg", "crab-1440w.jpg"}
        assert opened(archive.read(names["crab-640w.jpg"])).size == (640, 384)


def test_a_broken_picture_and_a_turned_webp_are_warned_of(tmp_path: Path, project: Any) -> None:
    turned = saved(noise(30, 20), "WEBP", exif=exif(6))
    text = "# One\n\n![First](a.png)\n\n![Second](b.webp)\n"
    made = project({"content/index.md": text, "content/a.png": PNG[: len(PNG) // 2], "content/b.webp": turned})
    made.build()
    assert [message.partition(":")[0] for message in made.messages] == ["content/a.png", "content/b.webp"]
    assert [one.code.value for one in made.report.diagnostics] == ["damaged-picture", "turned-picture"]
    assert 'width="20" height="30"' in image_tags(made.read("index.html"))[1]


def test_what_is_no_picture_is_warned_of(project: Any) -> None:
    names = ("empty.png", "words.jpg", "phone.HEIC", "fine.png", "unused.png")
    text = "".join(f"![What {name} shows]({name})\n\n" for name in names[:4])
    contents = (b"", b"words", b"\x00\x00\x00\x18ftypheic", saved(noise(30, 20), "PNG"), b"")
    made = project({"content/index.md": text, **{f"content/{n}": c for n, c in zip(names, contents, strict=True)}})
    assert sorted(message.partition(" (")[0] for message in made.build().messages) == [
        "content/empty.png: warning[damaged-picture]: this file is empty",
        "content/phone.HEIC: warning[damaged-picture]: browsers can't show this picture",
        "content/words.jpg: warning[damaged-picture]: this is no picture",
    ]
    made.build()
    assert len(made.messages) == 3


PNG = saved(noise(900, 600), "PNG")


def test_a_portrait_is_offered_in_widths_too_and_is_in_every_document(project: Any) -> None:
    settings = "title: T\npeople:\n  ana: {name: Ana, bio: '![A face in the shade](assets/ana.jpg) Ana writes.'}\n"
    made = project({"polyphony.yaml": settings, "content/index.md": "Hello.\n", "assets/ana.jpg": PHOTO})
    assert made.build().messages == []
    (tag,) = image_tags(made.read("index.html"))
    assert 'srcset="assets/ana-640w.jpg 640w, ' in tag
    assert 'width="2000" height="1200" loading="lazy"' in tag
    assert "../../assets/ana-640w.jpg 640w" in made.read("people/ana/index.html")
    (single,) = export(made.folder, "single", options=Options(jobs=1)).files
    (held,) = re.findall(rb'src="data:image/jpeg;base64,([^"]+)"', single.content)
    assert opened(b64decode(held)).size == (1440, 864)

"""Pictures are published without what they say of people and places."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from polyphony.photographs import strip_picture

CANARY = "canary-51.4778"


def picture(kind: str) -> bytes:
    image = Image.effect_noise((40, 20), 80).convert("RGB")
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = CANARY, 6
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", CANARY)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    more = {
        "JPEG": {"exif": exif, "comment": CANARY.encode(), "xmp": CANARY.encode(), "icc_profile": profile},
        "PNG": {"exif": exif, "pnginfo": text, "icc_profile": profile},
        "WEBP": {"exif": exif, "xmp": CANARY.encode(), "icc_profile": profile, "lossless": True},
        "GIF": {"comment": CANARY.encode()},
    }[kind]
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_keeps_what_is_seen_and_nothing_that_tells(kind):
    content = picture(kind)
    assert CANARY.encode() in content
    stripped = strip_picture(content)
    assert CANARY.encode() not in stripped
    before, after = Image.open(io.BytesIO(content)), Image.open(io.BytesIO(stripped))
    assert after.convert("RGB").tobytes() == before.convert("RGB").tobytes()
    assert after.info.get("icc_profile") == before.info.get("icc_profile")
    assert dict(after.getexif()) == ({} if kind == "GIF" else {0x0112: 6})
    assert strip_picture(stripped) == stripped


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_that_breaks_off_anywhere_tells_nothing_either(kind):
    content = picture(kind)
    for end in range(0, len(content), 7):
        assert CANARY.encode() not in strip_picture(content[:end])


def test_pictures_of_a_site_are_stripped_whether_shown_or_not(project):
    photo = picture("JPEG")
    page = "# One\n\n![A crab](crab.jpg)\n"
    made = project(
        {
            "content/index.md": page,
            "content/crab.jpg": photo,
            "assets/other.JPG": photo,
        }
    )
    made.build()
    assert made.messages == []
    files = made.files()
    assert {"media/crab.jpg", "assets/other.JPG"} <= files.keys()
    assert not [path for path, content in files.items() if CANARY.encode() in content]

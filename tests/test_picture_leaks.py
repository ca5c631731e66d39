"""Pictures are published without what they say of people and places."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from polyphony.pictures import clean_picture

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
    stripped = clean_picture(content)
    assert CANARY.encode() not in stripped
    before, after = Image.open(io.BytesIO(content)), Image.open(io.BytesIO(stripped))
    assert after.convert("RGB").tobytes() == before.convert("RGB").tobytes()
    assert after.info.get("icc_profile") == before.info.get("icc_profile")
    assert dict(after.getexif()) == ({} if kind == "GIF" else {0x0112: 6})
    assert clean_picture(stripped) == stripped


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_that_breaks_off_anywhere_tells_nothing_either(kind):
    content = picture(kind)
    for end in range(0, len(content), 7):
        assert CANARY.encode() not in clean_picture(content[:end])


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


def test_what_nobody_has_heard_of_goes_too():
    def chunk(kind: bytes) -> bytes:
        content = CANARY.encode()
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    said = CANARY.encode()
    size = struct.pack(">H", 2 + len(said))
    outs = {kind: io.BytesIO() for kind in ("JPEG", "PNG", "WEBP", "GIF")}
    for kind, out in outs.items():
        Image.new("RGB", (8, 8), "red").save(out, kind)
    jpeg, png, webp, gif = (out.getvalue() for out in outs.values())
    told = [
        jpeg[:20] + b"\xff\xe0" + size + said + jpeg[20:],
        jpeg[:20] + b"\xff\xee" + size + said + jpeg[20:],
        jpeg[:20] + b"\xff\xe2" + size + said + jpeg[20:],
        jpeg + jpeg[:2] + b"\xff\xe1" + size + said,  # a second picture behind the end, as phones write it
        png[:33] + chunk(b"prVt") + png[33:],
        webp + b"XTRA" + struct.pack("<I", len(said)) + said,
        gif[:-1] + b"!\xff\x0bMYAPPL 1.00" + bytes([len(said)]) + said + b"\0;",
    ]
    for content in told:
        assert said not in clean_picture(content)
        assert Image.open(io.BytesIO(clean_picture(content))).convert("RGB").size == (8, 8)

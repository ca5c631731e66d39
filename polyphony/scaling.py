"""A picture's bytes to the same in the widths that screens need; the only place that knows Pillow, which is optional.

Nothing here fails: what can't be made smaller, or would be no lighter, is left as it is.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from polyphony.pictures import chunks_of, clean_picture, picture_size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

__all__ = ["LARGEST", "WIDTHS", "Scaled", "Scaling", "name_scaler", "scale_picture"]

WIDTHS: Final = (640, 960, 1440)
"""Widths in pixels: a phone's screen, a column of text, and the same on a dense screen."""

LARGEST: Final = WIDTHS[-1]
"""How wide a picture within a document is at most."""

_MOST_PIXELS: Final = 64_000_000
"""A larger picture is left as it is: unpacked it would fill a small machine's memory."""

_SAVING: Final = 0.9
"""How many bytes a smaller picture may have at most, in parts of those of the next larger one."""

_LIGHT: Final = 20_000
"""A picture of so many bytes is light enough."""

_QUALITY: Final = 82


class Scaled(Struct, frozen=True, array_like=True):
    """A picture made smaller: its width and height in pixels, and its bytes."""

    width: int
    height: int
    content: bytes


class Scaling(Struct, frozen=True, array_like=True):
    """What came of a picture, narrowest first; `damaged` tells that it can't be read to its end."""

    smaller: tuple[Scaled, ...] = ()
    damaged: bool = False


@cache
def name_scaler() -> str:
    """Name all that decides about the bytes of a smaller picture; empty where Pillow isn't installed."""
    try:
        from PIL import features
    except ImportError:
        return ""
    named = [f"{name} {features.version(name)}" for name in ("pil", "jpg", "libjpeg_turbo", "zlib", "webp")]
    return f"{', '.join(named)}; {WIDTHS} {_QUALITY} {_SAVING} {_LIGHT}"


def scale_picture(content: bytes) -> Scaling:
    """Make a JPEG, PNG or WebP smaller, upright, with its colour profile and nothing else that it says."""
    size = picture_size(content)
    kind = _kind_of(content)
    if (
        len(content) <= _LIGHT
        or not name_scaler()
        or size is None
        or not kind
        or size[0] <= WIDTHS[0]
        or size[0] * size[1] > _MOST_PIXELS
    ):
        return Scaling()
    from PIL.Image import Resampling

    try:
        with _to_the_end():
            image = _read(content, kind, size)
        if image is None:
            return Scaling()
        made = []
        room = len(clean_picture(content)) * _SAVING
        for width in reversed([width for width in WIDTHS if width < size[0]]):
            height = max(1, round(size[1] * width / size[0]))
            image = image.resize((width, height), Resampling.LANCZOS, reducing_gap=3.0)  # each from the one before
            written = clean_picture(_write(image, content, kind))
            if len(written) <= room:
                made.append(Scaled(width, height, written))
                room = len(written) * _SAVING
    except MemoryError:
        return Scaling()
    except Exception:  # noqa: BLE001 - whatever a decoder trips over, the picture is published as it is
        return Scaling(damaged=True)
    return Scaling(tuple(reversed(made)))


@contextmanager
def _to_the_end() -> Iterator[None]:
    """Have Pillow say where a picture breaks off, whatever others have set for the whole process (WeasyPrint does)."""
    from PIL import ImageFile

    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _kind_of(content: bytes) -> str:
    """Name the format of a still picture; empty for all that isn't made smaller."""
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    chunks = chunks_of(content)
    if content.startswith(b"\x89PNG"):  # One that moves or is brighter than white is left alone.
        return "" if chunks.keys() & {b"acTL", b"cICP"} else "PNG"
    if content[8:12] == b"WEBP":
        from PIL import features

        return "" if b"ANIM" in chunks or not features.check("webp") else "WEBP"
    return ""


def _read(content: bytes, kind: str, size: tuple[int, int]) -> Image | None:
    """Read a picture's pixels, upright; None where they are of a kind that screens don't show as it stands."""
    from PIL import Image, ImageOps

    with Image.open(BytesIO(content), formats=(kind,)) as opened:
        if getattr(opened, "n_frames", 1) > 1 or opened.mode not in {"1", "L", "LA", "P", "RGB", "RGBA"}:
            return None
        if opened.size[0] * opened.size[1] > _MOST_PIXELS:
            return None
        if kind == "JPEG":  # Unpacked no larger than is needed, which is quick.
            scale = LARGEST / size[0]
            opened.draft(None, (round(opened.size[0] * scale), round(opened.size[1] * scale)))
        opened.load()
        profile = opened.info.get("icc_profile")
        clear = "transparency" in opened.info
        mode = {"1": "L", "P": "RGBA" if clear else "RGB", "L": "LA" if clear else "L"}.get(opened.mode, opened.mode)
        upright = ImageOps.exif_transpose(opened.convert("RGBA" if clear and mode == "RGB" else mode))
    upright.info = {"icc_profile": profile} if profile else {}
    return upright


def _write(image: Image, content: bytes, kind: str) -> bytes:
    from PIL import PngImagePlugin

    said: dict[str, Any] = {"icc_profile": image.info.get("icc_profile")}
    if kind == "JPEG":
        said |= {"quality": _QUALITY, "optimize": True, "progressive": True}
    elif kind == "WEBP":
        said |= {"lossless": True} if b"VP8L" in chunks_of(content) else {"quality": _QUALITY, "method": 4}
    else:
        said["pnginfo"] = PngImagePlugin.PngInfo()
        for name in (b"cHRM", b"gAMA", b"sRGB"):
            if (part := chunks_of(content).get(name)) is not None:
                said["pnginfo"].add(name, part)
        said["compress_level"] = 6
    out = BytesIO()
    image.save(out, kind, **said)
    return out.getvalue()

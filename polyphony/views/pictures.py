"""Pictures into what a document can hold or name: data addresses, and names for a flat folder."""

from __future__ import annotations

import base64
import hashlib

from polyphony.pictures import format_of

__all__ = ["MEDIA_TYPES", "data_address", "flat_name"]

MEDIA_TYPES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webp": "image/webp",
}
"""Media types of pictures by the ends of their names."""


def data_address(path: str, content: bytes) -> str:
    """Write a picture as a data address; empty for what is no picture that a page could show, or has no content."""
    media_type = MEDIA_TYPES.get(format_of(content) or _end(path), "")
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}" if media_type and content else ""


def flat_name(path: str, content: bytes) -> str:
    """Name a picture for a folder without folders: all names are equally long, so that none is the end of another."""
    digest = hashlib.sha256(path.encode() + b"\0" + content).hexdigest()[:12]
    end, known = _end(path), format_of(content)
    if known and MEDIA_TYPES.get(end) != MEDIA_TYPES[known]:
        end = known
    return f"polyphony-{digest}.{end or 'bin'}"


def _end(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[2].rpartition(".")[2].lower()

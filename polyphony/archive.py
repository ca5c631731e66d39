"""Files into one zip that is the same, byte for byte, whenever and wherever it is made.

Nothing in it is compressed: how well a machine's zlib does that differs from machine to machine.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from polyphony.model import OutputFile

__all__ = ["pack_files"]


def pack_files(files: Iterable[OutputFile], *, first: str = "") -> bytes:
    """Pack files, sorted by path; the one called `first` comes before all others."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for file in sorted(files, key=lambda file: (file.path != first, file.path)):
            entry = zipfile.ZipInfo(file.path, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, file.content)
    return packed.getvalue()

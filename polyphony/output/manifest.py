"""The list of what a build made, which it leaves in the output: one line a file, SHA-256 and path, sorted.

It is not trusted: a path that could lead anywhere but to a file of the folder is passed over.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat

__all__ = [
    "MANIFEST",
    "digest_file",
    "digest_of",
    "find_file",
    "is_ours",
    "is_plain",
    "parse_manifest",
    "read_manifest",
    "render_manifest",
]

MANIFEST = ".polyphony-manifest"
_TITLE = "Made by Polyphony. It writes and deletes the files below, and no others."
_LINE = re.compile(r"([0-9a-f]{64})  ([^\x00-\x1f\\]+)")
_LARGEST = 200_000_000

Manifest = dict[str, tuple[str, ...]]
"""The digests that the file at a path may have; it has two only where a build was cut off while it wrote."""


def digest_of(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digest_file(path: str) -> str:
    """SHA-256 of a file, read piece by piece."""
    total = hashlib.sha256()
    with open(path, "rb", buffering=0) as file:
        size = min(os.fstat(file.fileno()).st_size + 1, 1 << 20)
        while piece := file.read(size):
            total.update(piece)
    return total.hexdigest()


def is_plain(path: str) -> bool:
    """Tell whether a path leads straight down: relative, with slashes, no dots, no controls, and no `c:` on Windows."""
    if not path or path[0] == "/" or "\\" in path or (os.name == "nt" and ":" in path):
        return False
    if not path.isprintable() and any(ord(c) < 32 for c in path):
        return False
    parts = path.split("/")
    return not ("" in parts or "." in parts or ".." in parts)


def render_manifest(files: Manifest) -> bytes:
    """Render the list; the same files give the same bytes."""
    lines = [f"{digest}  {path}\n" for path, digests in sorted(files.items()) for digest in digests]
    return (_TITLE + "\n" + "".join(lines)).encode()


def parse_manifest(content: bytes) -> Manifest | None:
    """Parse the list, or None where it isn't one. Lines that name no file below the folder are passed over."""
    try:
        title, _, rest = content.decode().partition("\n")
    except UnicodeDecodeError:
        return None
    if title != _TITLE:
        return None
    files: Manifest = {}
    for line in rest.split("\n"):
        found = _LINE.fullmatch(line)
        if found and is_plain(found[2]):
            files[found[2]] = (*files.get(found[2], ()), found[1])
    return files


def read_manifest(root: str) -> tuple[Manifest, int] | None:
    """Read the list in a folder, and when it was put there (ns); None where there is none."""
    content = _read(root, _LARGEST)
    files = parse_manifest(content) if content is not None else None
    if files is None:
        return None
    return files, os.lstat(os.path.join(root, MANIFEST)).st_ctime_ns


def is_ours(root: str) -> bool:
    """Tell whether a folder holds a list of ours."""
    start = (_TITLE + "\n").encode()
    return _read(root, len(start)) == start


def _read(root: str, limit: int) -> bytes | None:
    path = os.path.join(root, MANIFEST)
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return None
        with open(path, "rb") as file:
            return file.read(limit)
    except OSError:
        return None


def find_file(root: str, path: str) -> str | None:
    """Find the file at a path below the folder: its full path, or None where there is none, or a link on the way."""
    target = root
    parts = path.split("/")
    for level, part in enumerate(parts, 1):
        target = os.path.join(target, part)
        try:
            mode = os.lstat(target).st_mode
        except OSError:
            return None
        if not (stat.S_ISREG(mode) if level == len(parts) else stat.S_ISDIR(mode)):
            return None
    return target

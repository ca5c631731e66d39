"""Output folders for tests: to fill them, and to see what is in them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from polyphony.model import OutputFile
from polyphony.output import (
    WriteReport,
    write_output,
)
from polyphony.output.manifest import MANIFEST

SITE = {"index.html": b"home", "a/index.html": b"a", "a/b/index.html": b"b", "assets/x.css": b"x"}


def values(files: dict[str, bytes]) -> list[OutputFile]:
    return [OutputFile(path, content) for path, content in files.items()]


def write(folder: Path, files: dict[str, bytes], *, force: bool = False) -> WriteReport:
    report = write_output(folder, iter(values(files)), force=force)
    assert isinstance(report, WriteReport), report
    return report


def tree(folder: Path) -> dict[str, bytes]:
    """All that is in a folder, the links as text, empty folders too; without our list."""
    found: dict[str, bytes] = {}
    for here, folders, files in os.walk(folder):
        for name in folders + files:
            path = Path(here, name)
            key = path.relative_to(folder).as_posix()
            if path.is_symlink():
                found[key] = b"-> " + os.fsencode(os.readlink(path))
            elif path.is_file():
                found[key] = path.read_bytes()
            elif not os.listdir(path):
                found[key + "/"] = b""
    found.pop(MANIFEST, None)
    return found


def times(folder: Path) -> dict[str, tuple[int, int]]:
    """When each file was made, and as what; of folders only that they are there."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        found[str(path)] = (0, 0) if path.is_dir() else (status.st_mtime_ns, status.st_ino)
    return found


def run(code: str, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, **options)  # type: ignore[call-overload, no-any-return]

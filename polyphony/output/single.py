"""A file to where a user wants it: outside a site's folder, and never over a part of the publication."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress

from polyphony.output.disk import explain
from polyphony.output.target import Refusal, lies_in, list_sources

__all__ = ["check_place", "write_file"]


def check_place(
    path: str | os.PathLike[str], project: str | os.PathLike[str], sources: Iterable[str]
) -> Refusal | None:
    """Say why no file may be written to `path`, or None where it may.

    `project` is the publication's folder, `sources` are the paths in it of all that it is made of.
    """
    given = os.fspath(path)
    if not given.strip() or "\0" in given:
        return Refusal("the file to write has no name", "name one with --output")
    target, root = os.path.realpath(given), os.path.realpath(project)
    if os.path.isdir(target):
        return Refusal(f'"{given}" is a folder', "name a file in it")
    for source in sources:
        if lies_in(target, os.path.realpath(os.path.join(root, source))):
            return Refusal(f'"{given}" is a part of the publication itself', "name another file with --output")
    for name in list_sources(root):
        if lies_in(target, os.path.realpath(os.path.join(root, name))):
            return Refusal(f'"{given}" lies in {name}/, a part of the publication', "name another file with --output")
    return None


def write_file(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file whole or not at all, over one that is there; its folder is made. It raises `MachineError`."""
    given = os.fspath(path)
    target = os.path.realpath(given)
    try:
        if os.path.exists(target) and not stat.S_ISREG(os.stat(target).st_mode):
            with open(target, "wb") as device:
                device.write(content)
            return
        import tempfile  # slow to load, and no build needs it

        folder = os.path.dirname(target)
        os.makedirs(folder, exist_ok=True)
        handle, staged = tempfile.mkstemp(prefix=".polyphony-", dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            # A file of mkstemp's is its owner's alone; one that a user asks for is like any other.
            os.chmod(staged, stat.S_IMODE(os.stat(target).st_mode) if os.path.exists(target) else 0o666 & ~_mask())
            os.replace(staged, target)
        except BaseException:
            with suppress(OSError):
                os.unlink(staged)
            raise
    except OSError as error:
        raise explain(error, given) from error


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

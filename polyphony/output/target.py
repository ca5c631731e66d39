"""A folder's name to a reason why nothing may be written there, if there is one."""

from __future__ import annotations

import os
import stat

from msgspec import Struct

from polyphony.output.disk import TEMPORARY
from polyphony.output.manifest import MANIFEST, is_ours

__all__ = ["Refusal", "check_owner", "check_target", "lies_in", "list_sources"]

_SOURCES = ("content", "assets", "design", "sign-off", "private", ".git", ".polyphony")


class Refusal(Struct, frozen=True):
    """Why a folder is not written to, and what to do instead."""

    message: str
    hint: str = "name another folder with --output, such as _site"


def check_target(
    folder: str | os.PathLike[str], project: str | os.PathLike[str], *, force: bool = False
) -> Refusal | None:
    """Say why a build of the publication in `project` may not write to `folder`, or None where it may.

    `folder` is as the user named it, relative to the working folder. `force` lets a folder pass that no build made.
    """
    given = os.fspath(folder)
    if not given.strip():
        return Refusal("the output folder has no name")
    if "\0" in given:
        return Refusal("the output folder's name holds a NUL character")
    if set(os.path.normpath(given).split(os.sep)) <= {".", ".."}:
        return Refusal(f'"{given}" is the folder that you work in, or lies above it')
    target, root = os.path.realpath(given), os.path.realpath(project)
    home = os.path.realpath(os.path.expanduser("~"))
    if os.path.dirname(target) == target:
        return Refusal(f'"{given}" is the root of the disk')
    if lies_in(home, target):
        return Refusal(f'"{given}" is your home folder, or lies above it')
    if lies_in(root, target):
        return Refusal(f'"{given}" is the folder of the publication itself, or lies above it')
    for name in list_sources(root):
        source = os.path.realpath(os.path.join(root, name))
        if lies_in(target, source) or lies_in(source, target):
            return Refusal(f'"{given}" is, holds or lies in {name}/, a part of the publication')
    if lies_in(target, os.path.realpath(os.path.join(os.path.dirname(__file__), os.pardir))):
        return Refusal(f'"{given}" lies in the program itself')
    return check_owner(target, given, force=force)


def check_owner(target: str, given: str, *, force: bool) -> Refusal | None:
    """Say why a folder is not ours to write to, or None where it is, is empty or absent.

    `target` is its real path, `given` how the user named it.
    """
    try:
        if not stat.S_ISDIR(os.stat(target).st_mode):
            return Refusal(f'"{given}" is a file, and no folder')
        names = set(os.listdir(target)) - {TEMPORARY}
    except FileNotFoundError:
        return None
    except OSError:
        return None  # What can't be looked into can't be written to either, and that is told when it's tried.
    if not names or force or (MANIFEST in names and is_ours(target)):
        return None
    return Refusal(
        f'"{given}" holds files, and this folder was not made by Polyphony',
        "name an empty folder, or let --force write into this one; it deletes nothing",
    )


def list_sources(root: str) -> list[str]:
    """List the publication's folders by the names that they have on disk; those that are reserved come in any case."""
    try:
        names = [entry.name for entry in os.scandir(root) if entry.name.casefold() in _SOURCES]
    except OSError:
        names = []
    return [*_SOURCES, *names]


def lies_in(path: str, folder: str) -> bool:
    """Tell whether a real path is a folder or lies below it, also where one folder has two spellings."""
    if os.path.normcase(path) == os.path.normcase(folder):
        return True
    while True:
        try:
            if os.path.samefile(path, folder):
                return True
        except OSError:
            pass
        path, last = os.path.split(path)
        if not last:
            return False
        if os.path.normcase(path) == os.path.normcase(folder):
            return True

"""A folder's path to what can safely be opened in it.

Nothing outside is ever opened, whatever links say and whoever swaps them meanwhile: every step down is taken from an
open folder without following links, and a link is resolved first and then walked down in the same way.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from typing import Self

__all__ = [
    "Folder", "Handle", "LeavesError", "close", "find_reason", "further_up", "name_kind", "open_file", "open_folder",
    "read_status",
]  # fmt: skip

Handle = int | str
"""An open folder: a descriptor where the system can open what lies below one, else its real path (Windows)."""

_BELOW = {os.open, os.stat} <= os.supports_dir_fd and os.scandir in os.supports_fd
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_DIRECTORY", 0)
_IS_LINK = frozenset({errno.ELOOP, errno.EMLINK, errno.ENOTDIR})
_LEFT_OUT = frozenset({"node_modules", "__pycache__", "thumbs.db", "desktop.ini"})
"""Names (in small letters) that are no part of a publication, wherever they stand; so are all hidden names."""

_REASONS = {
    errno.EACCES: "no permission",
    errno.EPERM: "no permission",
    errno.ENOENT: "it is a link to nothing",
    errno.ELOOP: "it changed while it was read",
    errno.ENOTDIR: "it changed while it was read",
}


class LeavesError(OSError):
    """A link leads out of the folder, or to a part of it that is never read."""


class Folder:
    """An open folder: `root` is its real path, `top` the handle. `leave_out` are paths in it that are never read."""

    def __init__(self, path: str, leave_out: tuple[str, ...] = ()) -> None:
        """Open the folder; OSError or ValueError where that can't be done."""
        self.root = os.path.realpath(path)
        self.leave_out = frozenset(path.strip("/") for path in leave_out)
        self.top: Handle = self.root
        if _BELOW:
            self.top = os.open(self.root, _FOLDER)
        elif not os.path.isdir(self.root):
            raise FileNotFoundError(errno.ENOENT, "no such folder", path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        close(self.top)

    def is_left_out(self, path: str) -> bool:
        """Tell whether this is hidden, private, a program's or an editor's."""
        last = path.rpartition("/")[2]
        if last[0] == "." or last[-1] == "~" or path in self.leave_out:
            return True
        return last.casefold() in _LEFT_OUT or path.casefold() == "private" or (last[0] == "#" and last[-1] == "#")

    def resolve(self, name: str) -> tuple[str, ...]:
        """Find where a path leads once all links are followed, as steps down from the folder.

        It raises `LeavesError` where it leads out or to what is left out, another OSError where it leads nowhere.
        """
        real = os.path.realpath(os.path.join(self.root, name), strict=True)
        if real == self.root:
            return ()
        top = self.root.rstrip(os.sep) + os.sep
        if not real.startswith(top):
            raise LeavesError(errno.EPERM, "it leads out of the folder")
        parts = tuple(real.removeprefix(top).split(os.sep))
        if any(self.is_left_out("/".join(parts[: i + 1])) for i in range(len(parts))):
            raise LeavesError(errno.EPERM, "it leads to a part of the folder that is kept private")
        return parts

    def open_parent(self, parts: tuple[str, ...]) -> Handle:
        """Open the folder above the last of these steps, without following any link on the way."""
        folder = self.top
        for part in parts[:-1]:
            try:
                below = open_folder(folder, part)
            finally:
                self.leave(folder)
            folder = below
        return folder

    def leave(self, folder: Handle) -> None:
        """Close a folder below this one."""
        if folder != self.top:
            close(folder)

    def open_by_name(self, name: str) -> int:
        """Open a file by its name on disk, following such links as stay inside. OSError where it can't be done."""
        try:
            return self._open_plainly(tuple(name.split("/")))
        except OSError as error:
            if error.errno not in _IS_LINK:
                raise
            return self._open_plainly(self.resolve(name))

    def _open_plainly(self, parts: tuple[str, ...]) -> int:
        parent = self.open_parent(parts)
        try:
            return open_file(parent, parts[-1])
        finally:
            self.leave(parent)


def open_folder(folder: Handle, last: str) -> Handle:
    """Open a folder in an open one; a link is refused (OSError)."""
    if isinstance(folder, int):
        return os.open(last, _FOLDER, dir_fd=folder)
    path = os.path.join(folder, last)
    if not os.path.isdir(path) or os.path.realpath(path) != path:
        raise NotADirectoryError(errno.ENOTDIR, "it changed while it was read")
    return path


def open_file(folder: Handle, last: str) -> int:
    """Open a regular file in an open folder; links, pipes and devices are refused (OSError), and never waited for."""
    if isinstance(folder, int):
        descriptor = os.open(last, _READ, dir_fd=folder)
    else:
        descriptor = os.open(os.path.join(folder, last), _READ)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, name_kind(status.st_mode))
        # A path may be a link at one look and none at the next: only what is open can say where it truly lies.
        if isinstance(folder, str) and find_path(descriptor) != os.path.join(folder, last):
            raise OSError(errno.ELOOP, "it changed while it was read")
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def find_path(descriptor: int) -> str:
    """Ask the system for the real path of an open file, whatever path it was opened by; OSError where it can't tell."""
    if sys.platform == "win32":
        import ctypes
        import msvcrt

        ask = ctypes.WinDLL("kernel32", use_last_error=True).GetFinalPathNameByHandleW
        ask.argtypes = [ctypes.c_void_p, ctypes.c_wchar_p, ctypes.c_uint32, ctypes.c_uint32]
        ask.restype = ctypes.c_uint32
        longest = 32768  # characters of a path, as Windows has it
        found = ctypes.create_unicode_buffer(longest)
        if not 0 < ask(msvcrt.get_osfhandle(descriptor), found, longest, 0) < longest:
            raise OSError(errno.ELOOP, "it changed while it was read")
        path = found.value
        return "\\\\" + path[8:] if path.startswith("\\\\?\\UNC\\") else path.removeprefix("\\\\?\\")
    return os.readlink(f"/proc/self/fd/{descriptor}")


def read_status(folder: Handle, last: str) -> os.stat_result:
    """Ask about a file or folder in an open folder; a link is not followed."""
    if isinstance(folder, int):
        return os.stat(last, dir_fd=folder, follow_symlinks=False)
    return os.lstat(os.path.join(folder, last))


def name_kind(mode: int) -> str:
    """Say what stands where a file should, by its mode."""
    return "it is a folder" if stat.S_ISDIR(mode) else "it is no file, but a pipe, a socket or a device"


def close(folder: Handle) -> None:
    """Close an open folder."""
    if isinstance(folder, int):
        os.close(folder)


def find_reason(error: OSError) -> str:
    """Say in words why a file can't be read."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def further_up(path: str, name: str) -> str:
    """Find the nearest of three folders above a path in which a file lies; empty where there is none."""
    for steps in range(1, 4):
        above = os.path.normpath(os.path.join(path, *[".."] * steps))
        if os.path.isfile(os.path.join(above, name)):
            return above
    return ""

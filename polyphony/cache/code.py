"""Compiled templates to files of the user's own, so that each is compiled once and not in every build.

What lies here is run as it is read. So it isn't kept with a publication, which may come from anybody, but where the
user's programs keep such things, and only if nobody else can write there: Python's own `__pycache__` is no different.
"""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress

__all__ = ["CodeFolder", "code_folder"]

_DIGEST = 32
_UNUSED = 60 * 24 * 3600.0
"""Seconds after which what nobody has compiled anew is thrown away."""


def code_folder() -> str:
    """Name the folder for it: in the user's cache, wherever the system has that."""
    base = os.environ.get("LOCALAPPDATA") if os.name == "nt" else os.environ.get("XDG_CACHE_HOME")
    return os.path.join(base or os.path.join(os.path.expanduser("~"), ".cache"), "polyphony", "templates")


class CodeFolder:
    """A folder of compiled templates, by key; `fingerprint` stands for the program that compiles and runs them."""

    def __init__(self, folder: str, fingerprint: str) -> None:
        self.folder = folder
        self.fingerprint = fingerprint
        self._cleared = False

    def find(self, key: str) -> bytes | None:
        """Find what was kept; None where nothing was, where it is damaged, or where somebody else could have put it."""
        try:
            if not self._is_mine():
                return None
            with open(self._path(key), "rb") as file:
                digest, content = file.read(_DIGEST), file.read()
        except OSError:
            return None
        return content if hashlib.sha256(content).digest() == digest else None

    def keep(self, key: str, content: bytes) -> None:
        """Keep it; where that can't be done nothing is kept."""
        path = self._path(key)
        beside = f"{path}-{os.getpid()}"
        with suppress(OSError):
            os.makedirs(self.folder, mode=0o700, exist_ok=True)
            if self._is_mine():
                with open(beside, "xb") as file:
                    file.write(hashlib.sha256(content).digest() + content)
                os.replace(beside, path)
                if not self._cleared:
                    self._cleared = True
                    self._clear()

    def _path(self, key: str) -> str:
        return os.path.join(self.folder, hashlib.sha256(f"{self.fingerprint}\n{key}".encode()).hexdigest())

    def _is_mine(self) -> bool:
        if not hasattr(os, "geteuid"):
            return True  # Windows keeps a user's folders from others by itself.
        status = os.lstat(self.folder)
        return status.st_uid == os.geteuid() and not status.st_mode & 0o022

    def _clear(self) -> None:
        """Throw away what is old: once for all that is kept, since the folder is read from end to end."""
        before = time.time() - _UNUSED
        with os.scandir(self.folder) as entries:
            for entry in entries:
                if entry.stat(follow_symlinks=False).st_mtime < before:
                    os.unlink(entry.path)

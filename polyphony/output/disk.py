"""Bytes to files of a folder: staged beside, put in place all together or not at all."""

from __future__ import annotations

import errno
import os
import signal
import stat
from collections.abc import Callable
from contextlib import suppress
from typing import Self

try:
    import fcntl
except ImportError:  # Windows: there the temporary folder alone keeps two builds apart.
    fcntl = None  # type: ignore[assignment]

__all__ = ["TEMPORARY", "InTheWayError", "LockedError", "MachineError", "Staging", "explain", "prune"]

TEMPORARY = ".polyphony-tmp"
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class MachineError(Exception):
    """The machine doesn't let us: a full disk, no permission. Neither the user's mistake nor ours; a sentence."""


class LockedError(MachineError):
    """Another build is writing to the same folder."""


class InTheWayError(Exception):
    """Something that no build made stands where a file is to go; the path of it."""


def explain(error: OSError, path: str) -> MachineError:
    """Say in a sentence why the machine refused."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return MachineError(f'disk full: "{path}" cannot be written')
        case errno.EFBIG:
            return MachineError(f'disk full, or files limited in size: "{path}" cannot be written')
        case errno.EACCES | errno.EPERM:
            return MachineError(f'no permission to write "{path}"')
        case errno.EROFS:
            return MachineError(f'"{path}" cannot be written: it lies on a disk that can only be read')
        case errno.ENAMETOOLONG:
            return MachineError(f'"{path}" cannot be written: the name is too long for this disk')
    return MachineError(f'"{path}" cannot be written: {error.strerror or error}')


class Staging:
    """A folder that is held against other builds, files staged in it, and steps that can be undone.

    Leaving the context removes what is staged; without a `commit`, the folder is as it was, or absent as it was.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self.temporary = os.path.join(root, TEMPORARY)
        self.staged = os.path.join(self.temporary, "new")
        self.folders: set[str] = set()
        self.made: list[str] = []
        self.undo: list[tuple[Callable[..., None], tuple[str, ...]]] = []
        self.count = 0
        self.lock = -1
        self.committed = False

    def __enter__(self) -> Self:
        try:
            self._make_folder(self.root)
            if fcntl is not None:
                self._hold()
            self._remove_temporary()
        except OSError as error:
            self.__exit__()
            raise explain(error, self.root) from error
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        with Uninterrupted():
            # An error here is what made us stop already, or somebody put a file there; what is left is seen next time.
            with suppress(OSError):
                if self.lock >= 0 or fcntl is None:
                    self._remove_temporary()
                if not self.committed:
                    for made in reversed(self.made):
                        os.rmdir(made)
            if self.lock >= 0:
                os.close(self.lock)

    def _make_folder(self, path: str) -> None:
        missing = []
        while not os.path.isdir(path):
            missing.append(path)
            path = os.path.dirname(path)
        for folder in reversed(missing):
            os.mkdir(folder)
            self.made.append(folder)

    def _hold(self) -> None:
        descriptor = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise LockedError(f'another build is writing to "{self.root}"; let it end, then try again') from None
        except OSError:
            pass  # A file system without locks, such as some that lie on another machine.
        self.lock = descriptor

    def _remove_temporary(self) -> None:
        try:
            status = os.lstat(self.temporary)
        except FileNotFoundError:
            return
        if not stat.S_ISDIR(status.st_mode):
            os.unlink(self.temporary)
            return
        for folder, folders, files in os.walk(self.temporary, topdown=False):
            for name in files:
                os.unlink(os.path.join(folder, name))
            for name in folders:
                below = os.path.join(folder, name)
                (os.unlink if os.path.islink(below) else os.rmdir)(below)
        os.rmdir(self.temporary)

    def spare(self) -> str:
        """Name a file in the temporary folder that isn't there yet."""
        self._make_staged("")
        self.count += 1
        return os.path.join(self.temporary, str(self.count))

    def create(self, path: str) -> int:
        """Create a file that is to go to this path: a descriptor to write to."""
        self._make_staged(os.path.dirname(path))
        return os.open(f"{self.staged}/{path}", _CREATE, 0o666)

    def stage(self, path: str, content: bytes) -> None:
        """Write a file that is to go to this path. OSError where the machine refuses."""
        descriptor = self.create(path)
        try:
            view = memoryview(content)
            while view:
                view = view[os.write(descriptor, view) :]
        finally:
            os.close(descriptor)

    def _make_staged(self, folder: str) -> None:
        if folder in self.folders:
            return
        if folder:
            self._make_staged(os.path.dirname(folder))
            os.mkdir(f"{self.staged}/{folder}")
        else:
            os.mkdir(self.temporary, 0o700)
            os.mkdir(self.staged)
        self.folders.add(folder)

    def place_all(self, folder: str = "") -> None:
        """Put all that is staged into its place: a new folder as a whole, so that it costs no more than one file."""
        if not self.folders:
            return
        with os.scandir(f"{self.staged}/{folder}") as scan:
            entries = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in scan)
        for name, is_folder in entries:
            path = f"{folder}/{name}" if folder else name
            source, target = f"{self.staged}/{path}", f"{self.root}/{path}"
            mode = _find_mode(target)
            if mode is None:
                os.rename(source, target)
                self.undo.append((os.rename, (target, source)))
            elif is_folder != stat.S_ISDIR(mode):
                raise InTheWayError(path)
            elif is_folder:
                self.place_all(path)
            else:
                self.replace(source, path)

    def replace(self, source: str, path: str) -> None:
        """Put a file of the temporary folder in the place of one that may be there."""
        target, backup = os.path.join(self.root, path), self.spare()
        if _find_mode(target) is None:
            os.rename(source, target)
            self.undo.append((os.rename, (target, source)))
            return
        try:
            os.link(target, backup, follow_symlinks=False)
        except (OSError, NotImplementedError):  # A disk without hard links.
            os.rename(target, backup)
        self.undo.append((os.replace, (backup, target)))
        os.replace(source, target)

    def write_spare(self, content: bytes) -> str:
        """Write a file into the temporary folder that has no place yet; its path."""
        path = self.spare()
        with open(path, "xb") as file:
            file.write(content)
        return path

    def remove(self, path: str) -> None:
        """Take a file away; until the end it can be put back."""
        target, backup = os.path.join(self.root, path), self.spare()
        os.rename(target, backup)
        self.undo.append((os.rename, (backup, target)))

    def roll_back(self) -> None:
        """Undo all steps, the last one first."""
        while self.undo:
            step, arguments = self.undo.pop()
            try:
                step(*arguments)
            except FileNotFoundError:  # A folder that was empty and pruned comes back with what was in it.
                os.makedirs(os.path.dirname(arguments[-1]), exist_ok=True)
                step(*arguments)


def _find_mode(path: str) -> int | None:
    try:
        return os.lstat(path).st_mode
    except FileNotFoundError:
        return None


def prune(root: str, paths: list[str]) -> None:
    """Remove the folders of these paths (relative to `root`) that are empty now, from the inside out."""
    for parent in sorted({os.path.dirname(path) for path in paths}, key=len, reverse=True):
        folder = parent
        while folder:
            try:
                os.rmdir(os.path.join(root, folder))
            except OSError:
                break
            folder = os.path.dirname(folder)


class Uninterrupted:
    """A stretch that Ctrl-C doesn't cut in two: it is heeded at the end. A second Ctrl-C is heeded at once."""

    def __enter__(self) -> Self:
        self.pressed = 0
        try:
            self.before = signal.signal(signal.SIGINT, self._note)
        except ValueError:  # Not the main thread, so that Ctrl-C doesn't come here anyway.
            self.before = None
        return self

    def _note(self, *_: object) -> None:
        self.pressed += 1
        if self.pressed > 1:
            raise KeyboardInterrupt

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self.before is not None:
            signal.signal(signal.SIGINT, self.before)
        if self.pressed and kind is None:
            raise KeyboardInterrupt

"""Results by key, kept in a folder of pack files. Whatever is damaged there was never kept.

A pack is a head, the results one after another, an index (key, place, length and checksum of each), and a tail that
says where the index lies and what it sums to. A pack is written beside and put in place whole, and never changed
after that; so processes that use one folder at once don't disturb each other. What was not used lately is left behind
when the packs are made into one.
"""

from __future__ import annotations

import io
import os
import stat
import time
from contextlib import suppress
from struct import Struct
from zlib import crc32

__all__ = ["KEY_LENGTH", "NAMESPACE_LENGTH", "Packs"]

KEY_LENGTH = 20
NAMESPACE_LENGTH = 4
"""A key is a namespace, which tells whose result it is, and a digest; lengths in bytes."""

_HEAD = b"plypack1"
_RECORD = Struct(f"<{KEY_LENGTH}sQII")
_TAIL = Struct("<QII8s")
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)

_MOST_PACKS = 32
_LITTLE = 1_000_000
"""Bytes that nobody needs and that are not worth clearing away."""

_STALE = 3600.0
"""Seconds after which a pack that is still being written belongs to a process that was killed."""


class Packs:
    """An open folder of packs: where each result lies, what was used, and the pack that is being written."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.descriptors: list[int] = []
        self.paths: list[str] = []
        self.entries: dict[bytes, tuple[int, int, int, int]] = {}
        self.used: set[bytes] = set()
        self.added: dict[bytes, tuple[int, int, int]] = {}
        self.writer: io.BufferedWriter | None = None
        self.writable = True
        self.size = 0
        self._open_packs()

    def _open_packs(self) -> None:
        try:
            names = sorted(os.listdir(self.folder))
        except OSError:
            return
        for name in names:
            if name.endswith(".pack"):
                with suppress(OSError):
                    self._open_pack(os.path.join(self.folder, name))

    def _open_pack(self, path: str) -> None:
        descriptor = os.open(path, _READ)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            return
        try:
            found = _read_index(descriptor)
        except OSError:
            found = None
        self.paths.append(path)
        if found is None:
            os.close(descriptor)
            self.descriptors.append(-1)
            return
        number = len(self.descriptors)
        self.descriptors.append(descriptor)
        for key, offset, length, checksum in _RECORD.iter_unpack(found):
            self.entries[key] = (number, offset, length, checksum)

    def __contains__(self, key: bytes) -> bool:
        return key in self.entries

    def find(self, key: bytes) -> bytes | None:
        """Find a result, or None where there is none, or a damaged one."""
        entry = self.entries.get(key)
        if entry is None:
            return None
        number, offset, length, checksum = entry
        try:
            content = _read_at(self.descriptors[number], offset, length)
        except (OSError, OverflowError, MemoryError):
            content = b""
        if len(content) != length or crc32(content) != checksum:
            del self.entries[key]
            return None
        self.used.add(key)
        return content

    def add(self, key: bytes, content: bytes) -> None:
        """Keep a result. Where the disk is full or can't be written to, nothing is kept, and nothing is said."""
        if not self.writable or key in self.added:
            return
        try:
            if self.writer is None:
                self._begin()
            assert self.writer is not None
            self.writer.write(content)
        except OSError:
            self._give_up()
            return
        self.added[key] = (self.size, len(content), crc32(content))
        self.size += len(content)

    def _begin(self) -> None:
        make_folder(self.folder)
        path = os.path.join(self.folder, f"{time.time_ns():016x}-{os.getpid():x}.part")
        self.part = path
        self.writer = io.BufferedWriter(io.FileIO(os.open(path, _CREATE, 0o666), "wb"), 1 << 18)
        self.writer.write(_HEAD)
        self.size = len(_HEAD)

    def _give_up(self) -> None:
        self.writable = False
        self.added.clear()
        if self.writer is not None:
            with suppress(OSError):
                self.writer.close()
            with suppress(OSError):
                os.unlink(self.part)
            self.writer = None

    def close(self, *, forget: bool) -> None:
        """Put the new pack in place. `forget`: leave behind what was not used, once that is much.

        What belongs to a namespace of which nothing was used may be needed by another command, and stays.
        """
        if forget and self.writable:
            self._make_one()
        if self.writer is not None:
            try:
                self._end(self.writer)
            except OSError:
                self._give_up()
        for descriptor in self.descriptors:
            if descriptor >= 0:
                os.close(descriptor)
        self.descriptors.clear()
        self.entries.clear()
        self.writer = None
        self.writable = False

    def _end(self, writer: io.BufferedWriter) -> None:
        index = b"".join(_RECORD.pack(key, *place) for key, place in self.added.items())
        writer.write(index)
        writer.write(_TAIL.pack(self.size, len(self.added), crc32(index), _HEAD))
        writer.close()
        os.replace(self.part, self.part.removesuffix(".part") + ".pack")

    def _make_one(self) -> None:
        """Copy what is still needed into the new pack and delete the old ones, if it pays."""
        touched = {key[:NAMESPACE_LENGTH] for key in self.used} | {key[:NAMESPACE_LENGTH] for key in self.added}
        live = [
            key for key in self.entries
            if key not in self.added and (key in self.used or key[:NAMESPACE_LENGTH] not in touched)
        ]  # fmt: skip
        kept = sum(self.entries[key][2] for key in live)
        try:
            there = sum(os.lstat(path).st_size for path in self.paths)
            damaged = -1 in self.descriptors
        except OSError:
            return
        dead = there - kept
        if not damaged and len(self.paths) < _MOST_PACKS and dead <= max(kept + self.size, _LITTLE):
            return
        for key in live:
            content = self.find(key)
            if content is not None:
                self.add(key, content)
        if self.writer is not None:
            try:
                self._end(self.writer)
            except OSError:
                self._give_up()
        if not self.writable:
            return
        self.writer = None
        for path in (*self.paths, *self._find_stale()):
            with suppress(OSError):
                os.unlink(path)

    def _find_stale(self) -> list[str]:
        before = time.time() - _STALE
        try:
            with os.scandir(self.folder) as entries:
                return [
                    entry.path
                    for entry in entries
                    if entry.name.endswith(".part") and entry.stat(follow_symlinks=False).st_mtime < before
                ]
        except OSError:
            return []


def make_folder(folder: str) -> None:
    """Make the cache's folder, which git is told to pass over. OSError where that can't be done, or it is a link."""
    above = os.path.dirname(folder)
    ours = above if os.path.basename(above) == ".polyphony" else folder
    if os.path.islink(ours) or os.path.islink(folder):
        raise OSError("a cache is not kept behind a link")
    os.makedirs(folder, exist_ok=True)
    with suppress(FileExistsError), open(os.path.join(ours, ".gitignore"), "x", encoding="ascii") as file:
        file.write("*\n")


def _read_index(descriptor: int) -> bytes | None:
    """Read a pack's index, or None where the file isn't whole."""
    size = os.fstat(descriptor).st_size
    if size < len(_HEAD) + _TAIL.size:
        return None
    offset, count, checksum, mark = _TAIL.unpack(_read_at(descriptor, size - _TAIL.size, _TAIL.size))
    length = count * _RECORD.size
    if mark != _HEAD or offset + length + _TAIL.size != size:
        return None
    index = _read_at(descriptor, offset, length)
    return index if len(index) == length and crc32(index) == checksum else None


def _read_at(descriptor: int, offset: int, length: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(descriptor, length, offset)
    os.lseek(descriptor, offset, os.SEEK_SET)  # Windows.
    return os.read(descriptor, length)

"""Files as values to an output folder in the making: compared with what is there, staged, put in place together."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import time
import unicodedata
from collections.abc import Callable
from typing import BinaryIO

import msgspec
from msgspec import Struct

from polyphony.diagnostics import Diagnostic
from polyphony.model import OutputFile
from polyphony.output.disk import TEMPORARY, Staging, explain, prune
from polyphony.output.manifest import (
    MANIFEST,
    digest_file,
    digest_of,
    find_file,
    is_plain,
    read_manifest,
    render_manifest,
)

__all__ = ["Draft", "FileCopy", "WriteReport", "read_memory", "write_memory", "written_stamps"]

_FRESH = 20_000_000
"""Nanoseconds in which a file can change twice and look the same."""

_PIECE = 1 << 20
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class FileCopy(Struct, frozen=True):
    """A file to be written whose bytes are not in memory: `open` gives them, `stamp` changes whenever they may have."""

    path: str
    stamp: str
    open: Callable[[], BinaryIO]


class WriteReport(Struct, frozen=True):
    """What became of an output folder. With an error among the diagnostics nothing was written.

    Files are counted; `kept` are paths of files that no build makes any more, but that somebody has edited since.
    """

    written: int = 0
    unchanged: int = 0
    deleted: int = 0
    kept: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


class Copied(Struct, frozen=True, array_like=True):
    """What is remembered of a copy: the stamps of source and copy, and the digest of both."""

    source: str
    copy: str
    digest: str


class Draft:
    """An output in the making: what is staged, what is as it was, and what the folder held before."""

    def __init__(self, staging: Staging, memory: dict[str, Copied]) -> None:
        self.staging = staging
        self.root = staging.root
        self.memory = memory
        self.before, self.before_time = read_manifest(self.root) or ({}, 0)
        self.digests: dict[str, tuple[str, ...]] = {}
        self.changed = 0
        self.copies: dict[str, Copied] = {}
        self.foreign: list[str] = []
        self.diagnostics: list[Diagnostic] = []
        self.places: set[str] = set()
        self.folders: set[str] = {""}
        self.parents: dict[str, bool] = {"": True}

    def add(self, file: OutputFile | FileCopy | Diagnostic) -> None:
        """Stage a file, or note that the folder holds it already."""
        if isinstance(file, Diagnostic):
            self.diagnostics.append(file)
            return
        path = file.path
        self.claim(path)
        try:
            if isinstance(file, OutputFile):
                if not self.holds(path, file.content):
                    self.staging.stage(path, file.content)
                    self.change(path, digest_of(file.content))
            elif not self.holds_copy(path, file):
                self.stage_copy(path, file)
        except OSError as error:
            raise explain(error, path) from error

    def claim(self, path: str) -> None:
        """Make sure that a path leads into the folder and is no other file's or folder's (ValueError)."""
        if path not in self.before and (not is_plain(path) or path == MANIFEST or path.startswith(TEMPORARY)):
            raise ValueError(f"no file can be written to {path!r}")
        place = path.lower() if path.isascii() else _fold(path)
        folder = place.rpartition("/")[0]
        if place in self.places or place in self.folders:
            raise ValueError(f"two files are to be written to {path!r}, or a file and a folder")
        self.places.add(place)
        while folder not in self.folders:
            if folder in self.places:
                raise ValueError(f"{path!r} is to be written below a file")
            self.folders.add(folder)
            folder = folder.rpartition("/")[0]

    def is_folder(self, path: str) -> bool:
        """Tell whether a path is a folder, with no link on the way."""
        known = self.parents.get(path)
        if known is None:
            known = self.is_folder(path.rpartition("/")[0])
            if known:
                try:
                    known = stat.S_ISDIR(os.lstat(f"{self.root}/{path}").st_mode)
                except OSError:
                    known = False
            self.parents[path] = known
        return known

    def stamp_there(self, path: str) -> str:
        """Give the stamp of what stands at a path; empty where nothing does or no regular file."""
        if not self.is_folder(path.rpartition("/")[0]):
            return ""
        try:
            status = os.lstat(f"{self.root}/{path}")
        except OSError:
            return ""
        return _stamp(status) if stat.S_ISREG(status.st_mode) else ""

    def open_there(self, path: str) -> int:
        """Open what stands at a path: a descriptor, or -1 where nothing does or no regular file."""
        if not self.is_folder(path.rpartition("/")[0]):
            return -1
        try:
            return os.open(f"{self.root}/{path}", _READ)
        except OSError:
            return -1

    def holds(self, path: str, content: bytes) -> bool:
        """Tell whether the folder holds this file as it is to be, and note it if so."""
        there = self.open_there(path)
        if there < 0:
            return False
        try:
            status = os.fstat(there)
            size = len(content)
            if status.st_size != size or not stat.S_ISREG(status.st_mode) or os.read(there, size + 1) != content:
                return False
        finally:
            os.close(there)
        known = self.before.get(path, ())
        untouched = len(known) == 1 and max(status.st_mtime_ns, status.st_ctime_ns) <= self.before_time
        self.digests[path] = known if untouched else (digest_of(content),)
        return True

    def holds_copy(self, path: str, file: FileCopy) -> bool:
        """Tell whether the folder holds this copy as it is to be, by memory or by comparing it piece by piece."""
        known = self.memory.get(path)
        if known is None or known.source != file.stamp or known.copy != self.stamp_there(path):
            there = self.open_there(path)
            if there < 0:
                return False
            with os.fdopen(there, "rb", buffering=0) as copy:
                status = os.fstat(there)
                digest = self.compare(copy, file) if stat.S_ISREG(status.st_mode) else ""
            if not digest:
                return False
            known = Copied(file.stamp, _stamp(status), digest)
        self.digests[path] = (known.digest,)
        self.copies[path] = known
        return True

    def stage_copy(self, path: str, file: FileCopy) -> None:
        """Copy a file piece by piece, beside its place."""
        total = hashlib.sha256()
        with os.fdopen(self.staging.create(path), "wb", buffering=0) as target, file.open() as source:
            while piece := source.read(_PIECE):
                total.update(piece)
                view = memoryview(piece)
                while view:
                    view = view[target.write(view) :]
        self.change(path, total.hexdigest())
        self.copies[path] = Copied(file.stamp, "", total.hexdigest())

    def compare(self, copy: io.FileIO, file: FileCopy) -> str:
        """Compare a copy with its source: the digest of both, empty where they differ."""
        total = hashlib.sha256()
        with file.open() as source:
            while piece := source.read(_PIECE):
                if copy.read(len(piece)) != piece:
                    return ""
                total.update(piece)
        return "" if copy.read(1) else total.hexdigest()

    def change(self, path: str, digest: str) -> None:
        """Note what was staged, and whether it would replace what isn't ours."""
        self.digests[path] = (digest,)
        self.changed += 1
        if path not in self.before and self.is_folder(path.rpartition("/")[0]):
            try:
                mode = os.lstat(f"{self.root}/{path}").st_mode
            except FileNotFoundError:
                return
            if not stat.S_ISDIR(
                mode
            ):  # A folder of ours may be empty by then; if not, that is seen when it's replaced.
                self.foreign.append(path)

    def commit(self) -> WriteReport:
        """Put all in place, or nothing (OSError, InTheWayError)."""
        gone, kept = self.find_gone()
        if not self.changed and not gone and self.digests == self.before and not kept:
            self.staging.committed = True
            return WriteReport(unchanged=len(self.digests), diagnostics=tuple(self.diagnostics))
        both = {**self.before, **self.digests}
        for path in self.before.keys() & self.digests.keys():
            both[path] = tuple(dict.fromkeys((*self.before[path], *self.digests[path])))
        manifests = [self.staging.write_spare(render_manifest(files)) for files in (both, self.digests)]
        try:
            # Were we cut off in the middle, the next build would still know all of it to be ours.
            self.staging.replace(manifests[0], MANIFEST)
            for path in gone:
                self.staging.remove(path)
            prune(self.root, gone)
            self.staging.place_all()
            self.staging.replace(manifests[1], MANIFEST)
        except BaseException:
            self.staging.roll_back()
            raise
        self.staging.committed = True
        unchanged = len(self.digests) - self.changed
        return WriteReport(self.changed, unchanged, len(gone), tuple(kept), tuple(self.diagnostics))

    def find_gone(self) -> tuple[list[str], list[str]]:
        """Find what an earlier build made and this one doesn't: to be deleted, and edited since and so kept."""
        gone: list[str] = []
        kept: list[str] = []
        for path in sorted(self.before.keys() - self.digests.keys()):
            target = find_file(self.root, path)
            if target is not None:
                (gone if digest_file(target) in self.before[path] else kept).append(path)
        return gone, kept


def _fold(path: str) -> str:
    """Bring a path into a form that is the same for all spellings which some file system holds to be one."""
    folded = unicodedata.normalize("NFD", path).casefold()
    return unicodedata.normalize("NFC", folded)


def _stamp(status: os.stat_result) -> str:
    return f"{status.st_size}-{status.st_mtime_ns}-{status.st_ctime_ns}-{status.st_ino}"


_MEMORY = msgspec.msgpack.Decoder(dict[str, Copied])


def read_memory(path: str) -> dict[str, Copied]:
    """Read what is remembered of copies; nothing where that is damaged."""
    try:
        descriptor = os.open(path, _READ)
        with os.fdopen(descriptor, "rb") as file:
            return _MEMORY.decode(file.read())
    except (OSError, ValueError, RecursionError):
        return {}


def written_stamps(path: str) -> dict[str, str]:
    """Read under which stamps copies were written the last time, by their paths."""
    return {name: copied.source for name, copied in read_memory(path).items()}


def write_memory(path: str, root: str, copies: dict[str, Copied]) -> None:
    """Remember the copies, but for those that are so fresh that a change would not show. Not being able to is fine."""
    remembered = {}
    newest = time.time_ns() - _FRESH
    try:
        for name, copied in copies.items():
            status = os.lstat(os.path.join(root, name))
            if max(status.st_mtime_ns, status.st_ctime_ns) < newest:
                remembered[name] = Copied(copied.source, _stamp(status), copied.digest)
        if remembered == read_memory(path):
            return
        beside = f"{path}-{os.getpid()}"
        with open(beside, "xb") as file:
            file.write(msgspec.msgpack.encode(remembered))
        os.replace(beside, path)
    except OSError:
        pass

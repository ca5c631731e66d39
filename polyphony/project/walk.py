"""An open folder to the texts and assets in it, and to diagnostics about what can't be read."""

from __future__ import annotations

import errno
import os
import stat
import time
import unicodedata

from msgspec import Struct

from polyphony.diagnostics import Code, Collector, Span
from polyphony.model import SourceFile
from polyphony.project.folder import (
    Folder,
    Handle,
    LeavesError,
    close,
    find_reason,
    further_up,
    name_kind,
    open_file,
    open_folder,
    read_status,
)

__all__ = ["SETTINGS", "AssetFile", "Known", "Walk"]

SETTINGS = "polyphony.yaml"
TEXT_SUFFIXES = frozenset({".md", ".bib", ".json", ".ris", ".yaml", ".yml", ".csl"})
MARKERS = frozenset({".polyphony-manifest", "pyvenv.cfg"})
"""A folder that holds one of these was made by a program: an earlier output, a Python environment."""

OWN_FOLDERS = frozenset({"content", "assets", "design", "sign-off"})
"""The folders in which every file counts: one that can't be read is an error there."""

LARGEST_FILE = 50_000_000
LARGEST_TEXT = 512_000_000
DEEPEST = 60
MOST_LINKED = 100_000
"""Limits: bytes of one text, bytes of all, levels of folders, entries that are reached through links."""

FRESH = 20_000_000
"""Nanoseconds in which a file can change twice and look the same."""

Above = tuple[tuple[int, int], ...]
"""Device and number of each folder on the way down."""


class AssetFile(Struct, frozen=True):
    """A file that is copied and not looked into: `path` as the site knows it, `name` as the disk spells it.

    `size` counts bytes; `stamp` changes whenever the content may have changed, but for a file that was changed twice
    around `changed` (nanoseconds since 1970).
    """

    path: str
    name: str
    size: int
    stamp: str
    changed: int = 0


class Known(Struct, frozen=True):
    """A text as it was read, and what its file looked like then."""

    stamp: str
    file: SourceFile


class Walk:
    """A walk through one folder: what it found, and how much of it there was.

    `given` is the folder's name in messages. With `everything`, each file is a text. `known` are texts by their names
    on disk, which need not be read again where their files look as they did; `read` are those of this walk.
    """

    def __init__(
        self,
        folder: Folder,
        given: str,
        collector: Collector,
        *,
        everything: bool,
        known: dict[str, Known] | None = None,
    ) -> None:
        self.folder = folder
        self.given = given
        self.collector = collector
        self.everything = everything
        self.known = known or {}
        self.read: dict[str, Known] = {}
        self.texts: dict[str, SourceFile] = {}
        self.listed: list[AssetFile] = []
        self.spelt: dict[str, str] = {}
        self.bytes = 0
        self.linked = 0

    def read_settings(self) -> bool:
        """Read `polyphony.yaml`, or say that it's missing."""
        try:
            with os.scandir(self.folder.top) as entries:
                entry = {entry.name: entry for entry in entries}
        except OSError as error:
            self.report_unreadable("", error)
            return False
        if SETTINGS in entry:
            if entry[SETTINGS].is_symlink():
                self.follow(SETTINGS, SETTINGS, ())
            else:
                self.read_file(self.folder.top, SETTINGS, SETTINGS, SETTINGS)
            return SETTINGS in self.texts
        near = next((name for name in sorted(entry) if name.casefold() in {"polyphony.yml", SETTINGS}), None)
        above = further_up(self.given, SETTINGS)
        meant = f'did you mean "{above}"? Else ' if above else ""
        self.collector.report(
            Code.NO_PUBLICATION,
            f'there is no {SETTINGS} in "{self.given}"',
            hint=f"rename {near} to {SETTINGS}"
            if near
            else f"{meant}name the folder that holds it, or make a publication: polyphony new FOLDER",
        )
        return False

    def read_folder(self, folder: Handle, name: str, path: str, above: Above) -> None:
        """Read what lies in an open folder. `name` and `path` end with a slash, or are empty for the topmost."""
        try:
            identity = os.stat(folder)
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            self.report_unreadable(path[:-1], error)
            return
        if path and path[:-1] not in OWN_FOLDERS and any(entry.name in MARKERS for entry in entries):
            return
        above = (*above, (identity.st_dev, identity.st_ino))
        if len(above) > DEEPEST:
            self.report_large(path[:-1], f"folders lie more than {DEEPEST} levels deep")
            return
        for entry in entries:
            entry_name, entry_path = name + entry.name, path + _normal(entry.name)
            if self.folder.is_left_out(entry_path) or entry_path == SETTINGS:
                continue
            if not entry_path.isascii() and not self.is_utf8(entry_path):
                continue
            if entry.is_symlink():
                self.follow(entry_name, entry_path, above)
            elif entry.is_dir(follow_symlinks=False):
                self.read_subfolder(folder, entry.name, entry_name, entry_path, above)
            else:
                self.read_file(folder, entry.name, entry_name, entry_path)

    def read_subfolder(self, folder: Handle, last: str, name: str, path: str, above: Above) -> None:
        """Open a folder in an open one, and read it."""
        try:
            below = open_folder(folder, last)
        except OSError as error:
            self.report_unreadable(path, error)
            return
        try:
            self.read_folder(below, name + "/", path + "/", above)
        finally:
            close(below)

    def read_file(self, folder: Handle, last: str, name: str, path: str) -> None:
        """Read a text, or list another file. `last` is its name in the open folder."""
        try:
            if self.is_text(path):
                file = self.recall_text(folder, last, name, path)
                if file is not None and self.is_alone(name, path):
                    self.texts[path] = file
                return
            status = read_status(folder, last)
            if not stat.S_ISREG(status.st_mode):
                raise OSError(errno.EINVAL, name_kind(status.st_mode))
            if self.is_alone(name, path):
                self.listed.append(_asset(path, name, status))
        except FileNotFoundError:
            return  # It was there when the folder was listed: an editor's doing. A moment later we had not seen it.
        except OSError as error:
            if self.counts(path):
                self.report_unreadable(path, error)

    def recall_text(self, folder: Handle, last: str, name: str, path: str) -> SourceFile | None:
        """Read a text, or know it still; None where it is too large."""
        known = self.known.get(name)
        if known is not None and known.stamp == _stamp(read_status(folder, last)):
            self.bytes += len(known.file.content)
            self.read[name] = known
            return known.file
        descriptor = open_file(folder, last)
        try:
            stamp = _stamp(os.fstat(descriptor))
            begin = time.time_ns()
            content = self.read_text(descriptor, path)
            status = os.fstat(descriptor)
        finally:
            os.close(descriptor)
        if content is None:
            return None
        file = SourceFile(path, content)
        if known is not None and known.file == file:
            file = known.file
        # What was written just now may be written again and look the same: it is read again the next time.
        settled = max(status.st_mtime_ns, status.st_ctime_ns) < begin - FRESH and stamp == _stamp(status)
        self.read[name] = Known(stamp if settled else "", file)
        return file

    def read_text(self, descriptor: int, path: str) -> bytes | None:
        """Read an open text; None where it is too large, which is reported if it matters."""
        size = os.fstat(descriptor).st_size
        if size > LARGEST_FILE:
            if self.everything or path.endswith(".md") or path == SETTINGS or path.partition("/")[0] in OWN_FOLDERS:
                most = LARGEST_FILE // 1_000_000
                self.report_large(path, f'"{path}" has {size // 1_000_000} MB; a text may have {most}')
            return None
        if self.bytes + size > LARGEST_TEXT:
            if self.bytes <= LARGEST_TEXT:
                most = LARGEST_TEXT // 1_000_000
                self.report_large(path, f'with "{path}", the texts of this folder have over {most} MB')
            self.bytes = LARGEST_TEXT + 1
            return None
        content = os.read(descriptor, size + 1)
        if len(content) != size:  # It grows or shrinks: take what is there, up to a limit.
            pieces = [content]
            while pieces[-1] and sum(map(len, pieces)) <= LARGEST_FILE:
                pieces.append(os.read(descriptor, 1_000_000))
            content = b"".join(pieces)
        self.bytes += len(content)
        return content

    def follow(self, name: str, path: str, above: Above) -> None:
        """Read what a link leads to, if that lies inside."""
        self.linked += 1
        if self.linked > MOST_LINKED:
            if self.linked == MOST_LINKED + 1:
                self.report_loop(path, f"links lead to over {MOST_LINKED} files")
            return
        try:
            parts = self.folder.resolve(name)
            parent = self.folder.open_parent(parts)
        except LeavesError:
            if self.counts(path) or os.path.isdir(os.path.join(self.folder.root, name)):
                self.collector.report(
                    Code.LINK_LEAVES_FOLDER,
                    f'"{path}" is a link that leads out of the publication, or to a part of it that is kept private',
                    Span(path),
                    hint="put the file itself in its place, or link to one inside the publication",
                )
            return
        except OSError as error:
            if error.errno == errno.ELOOP:
                self.report_loop(path, f'"{path}" is a link that leads back to itself')
            elif self.counts(path):
                self.report_unreadable(path, error)
            return
        try:
            status = read_status(parent, parts[-1]) if parts else os.stat(self.folder.top)
            if not stat.S_ISDIR(status.st_mode):
                self.read_file(parent, parts[-1], name, path)
            elif (status.st_dev, status.st_ino) in above or not parts:
                self.report_loop(path, f'"{path}" is a link to a folder that it lies in, so there is no end to it')
            else:
                self.read_subfolder(parent, parts[-1], name, path, above)
        except OSError as error:
            if self.counts(path):
                self.report_unreadable(path, error)
        finally:
            self.folder.leave(parent)

    def is_text(self, path: str) -> bool:
        """Tell whether a file is read into memory, by its path."""
        first, _, rest = path.partition("/")
        if self.everything or (first == "design" and rest):
            return True
        if first == "assets" and rest:
            return False
        suffix = os.path.splitext(path)[1].lower()
        return suffix in (".yaml", ".yml") if first == "sign-off" and rest else suffix in TEXT_SUFFIXES

    def counts(self, path: str) -> bool:
        """Tell whether this file is sure to be used, so that it has to be readable."""
        return path.partition("/")[0] in OWN_FOLDERS or self.is_text(path)

    def is_utf8(self, path: str) -> bool:
        """Tell whether a path is text at all; a file's name can be any bytes."""
        try:
            path.encode()
        except UnicodeEncodeError:
            shown = os.fsencode(path).decode("utf-8", "backslashreplace")
            if self.counts(path) or self.counts(path + "/"):
                self.collector.report(
                    Code.NOT_UTF8, f'the name of "{shown}" is not UTF-8', Span(shown), hint="rename it"
                )
            return False
        return True

    def is_alone(self, name: str, path: str) -> bool:
        """Tell whether no other file has this path; where one has, report it."""
        other = name if path.isascii() else self.spelt.setdefault(path, name)
        if other == name:
            return True
        self.collector.report(
            Code.SAME_ADDRESS,
            f'there are two files "{path}"; only the Unicode form of their names differs',
            Span(path),
            hint="delete or rename one of them",
            related=((Span(path), f"one is spelt {_points(other)}, the other {_points(name)}"),),
        )
        return False

    def report_large(self, path: str, message: str) -> None:
        """Report what is too large, deep or many."""
        hint = "split it, or move what is no part of the publication out of its folder"
        self.collector.report(Code.TOO_LARGE, message, Span(path), hint=hint)

    def report_loop(self, path: str, message: str) -> None:
        """Report a link that has no end."""
        self.collector.report(Code.FOLDER_LOOP, message, Span(path), hint="delete the link")

    def report_unreadable(self, path: str, error: OSError) -> None:
        """Report what cannot be read; an empty path is the folder itself."""
        name = f'"{path}"' if path else f'the folder "{self.given}"'
        refused = error.errno in (errno.EACCES, errno.EPERM)
        self.collector.report(
            Code.UNREADABLE_FILE,
            f"{name} cannot be read: {find_reason(error)}",
            Span(path) if path else None,
            hint="allow yourself to read it (chmod u+r), or move it out of the folder" if refused else "",
        )


def _asset(path: str, name: str, status: os.stat_result) -> AssetFile:
    changed = max(status.st_mtime_ns, status.st_ctime_ns)
    return AssetFile(path, name, status.st_size, _stamp(status), changed)


def _stamp(status: os.stat_result) -> str:
    """What a file looks like from outside: it changes whenever the content may have changed."""
    return f"{status.st_size}-{status.st_mtime_ns}-{status.st_ctime_ns}-{status.st_ino}"


def _normal(name: str) -> str:
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def _points(name: str) -> str:
    """Show how a name is spelt: characters beyond ASCII as code points."""
    return "".join(c if c.isascii() else f"<U+{ord(c):04X}>" for c in name)

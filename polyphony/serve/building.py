"""A folder that changes into builds of it, kept in memory: what changed, what came of it, and how long it took."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from polyphony.cache import Cache, Memory, cache_folder, read_fingerprint
from polyphony.diagnostics import Checked, Diagnostic, has_errors, sort_diagnostics
from polyphony.pipeline import Options, Site, make_site, output_of, theme_folder
from polyphony.project import SETTINGS, Known, Project, read_project
from polyphony.serve.showing import ServedFile, Shown
from polyphony.serve.watching import Watch

__all__ = ["Builder", "Rebuilt"]

GONE = 0.25
EMPTY = 1.0
"""Seconds for which we don't believe that a text is gone or empty: many editors save in that way, and a busy machine
may leave them in the middle of it. Hardly anybody empties a text on purpose."""

RECENT = 1_000_000_000
"""Nanoseconds in which settings may change again and look the same."""

IDLE_SHARE = 120
"""For each second spent looking whether something changed, at least so many are spent not looking."""


class Rebuilt(NamedTuple):
    """What came of a build. `sources` are the files that changed, each with how; none at the first build.

    `changed` are the paths of the site's files that differ; `found` is all that was said, `new` what had not been said
    the last time. `failed` and `mended` tell whether there is an error now, and whether there was one before.
    """

    sources: tuple[tuple[str, str], ...]
    changed: tuple[str, ...]
    found: tuple[Diagnostic, ...]
    new: tuple[Diagnostic, ...]
    seconds: float
    pages: int = 0
    first: bool = False
    failed: bool = False
    mended: bool = False
    bug: BaseException | None = None

    @property
    def silent(self) -> bool:
        """Tell whether nobody would notice."""
        return not (self.first or self.changed or self.new or self.failed or self.mended)


class Builder:
    """A publication that is built whenever it has changed. It runs on a thread of its own once it is started."""

    def __init__(self, folder: str | os.PathLike[str], options: Options, shown: Shown) -> None:
        self.folder = os.fspath(folder)
        self.options = options
        self.shown = shown
        self.memory = Memory()
        self.fingerprint = read_fingerprint(Path(__file__).parent.parent)
        self.known: dict[str, Known] = {}
        self.read_last: Checked[Project | None] | None = None
        self.reading: Checked[Project | None] | None = None
        self.said: tuple[Diagnostic, ...] = ()
        self.rebuilds = 0
        self.output: tuple[tuple[int, ...], str] = ((), "")
        self.looked = 0.0
        self.stopping = threading.Event()
        self.thread: threading.Thread | None = None

    def read(self) -> Checked[Project | None]:
        """Read what is there now, and nothing twice."""
        begin = time.thread_time()
        read = read_project(self.folder, leave_out=(self.find_output(),), known=self.known)
        self.looked = time.thread_time() - begin
        return read

    def find_output(self) -> str:
        """Find the output folder that the settings name; they are looked into where they have changed."""
        try:
            status = os.stat(os.path.join(self.folder, SETTINGS))
            seen = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
        except OSError:
            seen = (0, 0, 0, 0)
        if self.output[0] != seen or time.time_ns() - max(seen[:2]) < RECENT:
            output = os.path.relpath(output_of(self.folder), self.folder).replace(os.sep, "/")
            self.output = (seen, output)
        return self.output[1]

    def has_changed(self, read: Checked[Project | None]) -> bool:
        """Tell whether a reading differs from the one that was built last."""
        return read != self.read_last

    def build_first(self) -> Rebuilt:
        """Build for the first time, with what other commands have remembered on disk."""
        cache = Cache(cache_folder(self.folder), self.options.jobs, self.fingerprint, self.memory)
        with cache:
            rebuilt = self.rebuild(self.read(), cache)
        assert rebuilt is not None
        return rebuilt

    def rebuild(
        self, read: Checked[Project | None], cache: Cache, interrupted: Callable[[], bool] | None = None
    ) -> Rebuilt | None:
        """Build what was read and show it; None where something changed again meanwhile."""
        begin = time.perf_counter()
        self.rebuilds += 1
        self.reading = read
        first = self.read_last is None
        sources = () if first else tuple(_compare(self.read_last, read))
        before_failed = self.shown.state.failed
        found = list(read.diagnostics)
        site = self._make(read, cache, found)
        files: dict[str, ServedFile] = {}
        if site is not None:
            wanted = self.options.first | self.shown.wanted()
            for file in site.files:
                if isinstance(file, Diagnostic):
                    found.append(file)
                else:
                    files[file.path] = file
                    if file.path in wanted and not has_errors(found):
                        self.shown.show_early(file)
                if interrupted is not None and interrupted():
                    return None
        self.read_last = read
        said = tuple(sort_diagnostics(found))
        changed: tuple[str, ...] = ()
        if site is None or read.value is None or has_errors(said):
            self.shown.fail(said)
        else:
            changed = self.shown.show(files, site.publication, read.value, said)
        new = tuple(one for one in said if one not in self.said)
        self.said = said
        return Rebuilt(
            sources=sources,
            changed=changed,
            found=said,
            new=new,
            seconds=time.perf_counter() - begin,
            pages=len(site.publication.pages) if site else 0,
            first=first,
            failed=has_errors(said),
            mended=before_failed and not has_errors(said),
        )

    def _make(self, read: Checked[Project | None], cache: Cache, found: list[Diagnostic]) -> Site | None:
        if read.value is None or has_errors(found):
            return None
        checked = make_site(read.value, cache, self.options._replace(first=self.options.first | self.shown.wanted()))
        found.extend(checked.diagnostics)
        return None if has_errors(found) else checked.value

    def start(self, watch: Watch, interval: float | None, tell: Callable[[Rebuilt], None]) -> None:
        """Build on a thread whenever the watch has news, and look by ourselves every `interval` seconds."""
        self.thread = threading.Thread(target=self.follow, args=(watch, interval, tell), daemon=True)
        self.thread.start()

    def stop(self, watch: Watch) -> None:
        """Stop building, at once if need be in the middle."""
        self.stopping.set()
        watch.wake()
        if self.thread is not None:
            self.thread.join(0.3)

    def follow(self, watch: Watch, interval: float | None, tell: Callable[[Rebuilt], None]) -> None:
        """Build whenever something has changed, until it is stopped."""
        while True:
            noticed = watch.wait(interval or max(1.0, self.looked * IDLE_SHARE))
            if self.stopping.is_set():
                return
            try:
                if noticed:
                    watch.settle()
                watch.renew()
                rebuilt = self.catch_up(watch)
            except Exception as error:  # noqa: BLE001  (a preview that dies of a bug takes its writer's place with it)
                bug = f"{type(error).__name__}: {error}"
                again = bug == self.shown.state.bug
                self.read_last = self.reading  # It isn't tried again before something changes.
                self.shown.fail(self.said, bug)
                rebuilt = None if again else Rebuilt((), (), (), (), 0.0, bug=error)
            if rebuilt is not None and (rebuilt.bug or not rebuilt.silent):
                tell(rebuilt)

    def catch_up(self, watch: Watch) -> Rebuilt | None:
        """Build what is there now, if it differs from what was built."""
        read = self.read()
        if not self.has_changed(read):
            return None
        waited = 0.0
        while waited < _doubt(self.read_last, read) and not self.stopping.is_set():
            begin = time.monotonic()
            watch.wait(GONE / 8)
            watch.settle()
            waited += max(time.monotonic() - begin, 0.005)
            read = self.read()
        if not self.has_changed(read):
            return None
        cache = Cache(None, self.options.jobs, self.fingerprint, self.memory)

        def interrupted() -> bool:
            return self.stopping.is_set() or watch.has_news()

        return self.rebuild(read, cache, interrupted)

    def matters(self, path: str) -> bool:
        """Tell whether news of a path can be news of the publication: not of the folder above, nor of hidden files."""
        root = os.path.realpath(self.folder)
        if not path.startswith(root + os.sep):
            return path == root or os.path.dirname(path) != os.path.dirname(root)
        parts = path[len(root) + 1 :].split(os.sep)
        return not any(part.startswith(".") or part.endswith("~") for part in parts)

    def folders(self) -> Iterator[tuple[str, bool]]:
        """Give what has to be watched: the folder, what lies in it and is a part of it, and the folder above."""
        root = os.path.realpath(self.folder)
        yield os.path.dirname(root), False
        yield root, False
        try:
            with os.scandir(root) as entries:
                names = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
        except OSError:
            return
        output = self.find_output().partition("/")[0]
        for name in names:
            if not name.startswith(".") and name not in {output, "node_modules", "private", "__pycache__"}:
                yield os.path.join(root, name), True
        theme = self.shown.state.publication and theme_folder(self.shown.state.publication.design)
        if theme:
            yield str(theme), True


def _contents(read: Checked[Project | None] | None) -> dict[str, object]:
    """Everything that was read, by path: a text's bytes, an asset's stamp."""
    project = read.value if read else None
    if project is None:
        return {}
    contents: dict[str, object] = {project.settings.path: project.settings.content}
    contents.update((file.path, file.content) for file in project.files)
    contents.update((asset.path, asset.stamp) for asset in (*project.assets, *project.media))
    return contents


def _compare(before: Checked[Project | None] | None, after: Checked[Project | None]) -> Iterator[tuple[str, str]]:
    """Tell which files were "new", "gone" or "changed"."""
    old, new = _contents(before), _contents(after)
    for path in sorted(old.keys() | new.keys()):
        if path not in old:
            yield path, "new"
        elif path not in new:
            yield path, "gone"
        elif old[path] != new[path]:
            yield path, "changed"


def _doubt(before: Checked[Project | None] | None, after: Checked[Project | None]) -> float:
    """Tell for how many seconds to doubt what was read: perhaps an editor is in the middle of saving it."""
    if before is None or before.value is None:
        return 0.0
    if after.value is None:
        return EMPTY
    old = {file.path: file for file in before.value.files}
    new = {file.path: file for file in after.value.files}
    if any(not file.content and (path not in old or old[path].content) for path, file in new.items()):
        return EMPTY
    return GONE if any(path not in new for path in old) else 0.0

"""What builds make into what a browser is shown: the files of the last good build, and what is wrong since.

The builder's thread replaces a frozen `State` by another; who serves reads it at any time, and is woken for it.
"""

from __future__ import annotations

import asyncio
import hashlib
import threading
import uuid
from collections.abc import Mapping
from typing import NamedTuple

from polyphony.diagnostics import Diagnostic, has_errors
from polyphony.model import OutputFile, Publication
from polyphony.output import FileCopy
from polyphony.project import Project

__all__ = ["ServedFile", "Shown", "State", "version_of"]

ServedFile = OutputFile | FileCopy

REMEMBERED = 200
"""How many rebuilds are remembered for who was not listening."""


class State(NamedTuple):
    """All that is shown at one moment. `number` counts what was shown; `bug` is what Polyphony itself did wrong.

    `publication` and `project` are those of the files; `found` is what the last build said, good or not.
    """

    number: int = 0
    files: Mapping[str, ServedFile] = {}
    publication: Publication | None = None
    project: Project | None = None
    found: tuple[Diagnostic, ...] = ()
    bug: str = ""

    @property
    def failed(self) -> bool:
        """Tell whether the last build came to nothing."""
        return bool(self.bug) or has_errors(self.found)


def version_of(file: ServedFile | None) -> str:
    """Tell one content of a file from another."""
    if file is None:
        return ""
    content = file.content if isinstance(file, OutputFile) else file.stamp.encode()
    return hashlib.blake2b(content, digest_size=6).hexdigest()


class Shown:
    """The state, who listens to it and what they look at."""

    def __init__(self) -> None:
        self.run = uuid.uuid4().hex[:8]
        self.state = State()
        self.good: Mapping[str, ServedFile] = {}
        self.changes: list[tuple[int, tuple[str, ...]]] = []
        self.closed = False
        self._lock = threading.Lock()
        self._looking: dict[object, str] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wakers: dict[object, asyncio.Event] = {}

    def wanted(self) -> frozenset[str]:
        """Give the files that somebody looks at."""
        with self._lock:
            return frozenset(self._looking.values())

    def show_early(self, file: ServedFile) -> None:
        """Show one file of a build that isn't done yet."""
        state = self.state
        if version_of(state.files.get(file.path)) != version_of(file):
            self._replace(state._replace(number=state.number + 1, files={**state.files, file.path: file}), ())

    def show(
        self, files: Mapping[str, ServedFile], publication: Publication, project: Project, found: tuple[Diagnostic, ...]
    ) -> tuple[str, ...]:
        """Show what a build has made; the paths of what differs from the last good build."""
        changed = _differences(self.good, files)
        self.good = files
        state = State(self.state.number + 1, files, publication, project, found)
        self._replace(state, tuple(path for path in changed if not path.endswith(".html")))
        return changed

    def fail(self, found: tuple[Diagnostic, ...], bug: str = "") -> None:
        """Say what is wrong, and show the last good files."""
        self._replace(self.state._replace(number=self.state.number + 1, files=self.good, found=found, bug=bug), ())

    def _replace(self, state: State, changed: tuple[str, ...]) -> None:
        if changed:
            self.changes = [*self.changes[-REMEMBERED:], (state.number, changed)]
        self.state = state
        self._wake()

    def changed_since(self, number: int) -> tuple[str, ...]:
        """Give the files, but for pages, that changed after the state of this number."""
        return tuple(dict.fromkeys(path for at, paths in self.changes if at > number for path in paths))

    def _wake(self) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._set_all)

    def _set_all(self) -> None:
        for event in self._wakers.values():
            event.set()

    def close(self) -> None:
        """Send all who listen away."""
        self.closed = True
        self._wake()

    def listen(self, path: str) -> tuple[object, asyncio.Event]:
        """Begin to listen on behalf of a page, on the loop that runs; hand the key back to `leave`."""
        key, event = object(), asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._wakers[key] = event
        with self._lock:
            self._looking[key] = path
        return key, event

    def leave(self, key: object) -> None:
        """Listen no longer."""
        self._wakers.pop(key, None)
        with self._lock:
            self._looking.pop(key, None)

    def count_listeners(self) -> int:
        """Count the pages that listen."""
        return len(self._wakers)


def _differences(before: Mapping[str, ServedFile], after: Mapping[str, ServedFile]) -> tuple[str, ...]:
    """Give the paths of files that came, went or changed."""
    if not before:
        return ()
    changed = [path for path, file in after.items() if _differ(before.get(path), file)]
    return (*changed, *(path for path in before if path not in after))


def _differ(before: ServedFile | None, after: ServedFile) -> bool:
    if isinstance(before, OutputFile) and isinstance(after, OutputFile):
        return before.content != after.content
    if isinstance(before, FileCopy) and isinstance(after, FileCopy):
        return before.stamp != after.stamp
    return True

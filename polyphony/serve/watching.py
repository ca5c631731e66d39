"""A folder into the news that something in it may have changed: what the system tells, and never anything else's doing.

Who listens looks for himself what has changed, if anything, and does so now and then without being told: a watch may
go deaf (a network's disk, a folder that was put in another's place).
"""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import BaseObserver, ObservedWatch

__all__ = ["Watch"]

EVENTS: list[type[FileSystemEvent]] = [
    FileCreatedEvent, FileModifiedEvent, FileMovedEvent, FileDeletedEvent,
    DirCreatedEvent, DirMovedEvent, DirDeletedEvent,
]  # fmt: skip
"""What matters. A file that is opened, read and closed has not changed; a build itself does that."""

QUIET = 0.012
"""Seconds without news after which a save is over: editors save in several steps."""

QUIET_OF_MANY = 0.08
"""The same where several files are concerned: a checkout, a synchronisation."""

LONGEST = 1.5
"""Seconds after which we look even if the news won't end."""


class Watch(FileSystemEventHandler):
    """A folder that is watched.

    `folders()` gives what is to be watched: paths, and whether what lies below is too. `matters(path)` tells whether
    news of a path can be news to us: beside a publication others may be busy.
    """

    def __init__(self, folders: Callable[[], Iterable[tuple[str, bool]]], matters: Callable[[str], bool]) -> None:
        self.folders = folders
        self.matters = matters
        self.news = threading.Condition()
        self.paths: set[str] = set()
        self.last = 0.0
        self.woken = False
        self.observer: BaseObserver | None = None
        self.watched: dict[tuple[str, bool], tuple[tuple[int, int], ObservedWatch]] = {}

    def start(self) -> str:
        """Begin to watch; why it can't be done, where the system refuses, else nothing."""
        self.observer = Observer(timeout=0.2)
        try:
            self.observer.start()
            self.renew()
        except OSError as error:
            self.stop()
            return error.strerror or str(error)
        return ""

    def renew(self) -> None:
        """Watch what is there now: a folder that was put in another's place is another folder. OSError if refused."""
        observer = self.observer
        if observer is None:
            return
        wanted: dict[tuple[str, bool], tuple[int, int]] = {}
        for path, recursive in self.folders():
            with suppress(OSError):
                status = os.stat(path)
                wanted[path, recursive] = (status.st_dev, status.st_ino)
        for key, (identity, watch) in list(self.watched.items()):
            if wanted.get(key) != identity:
                del self.watched[key]
                with suppress(OSError, KeyError):
                    observer.unschedule(watch)
        for key, identity in wanted.items():
            if key not in self.watched:
                with suppress(FileNotFoundError, NotADirectoryError):
                    watch = observer.schedule(self, key[0], recursive=key[1], event_filter=EVENTS)
                    self.watched[key] = (identity, watch)

    def stop(self) -> None:
        """Watch no longer."""
        observer, self.observer = self.observer, None
        self.watched.clear()
        if observer is not None:
            observer.stop()
            with suppress(RuntimeError):
                observer.join(1)

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Take in what watchdog tells, on a thread of its own. Where something was moved, both places count."""
        paths = [os.fsdecode(path) for path in (event.src_path, event.dest_path) if path]
        paths = [path for path in paths if self.matters(path)]
        if not paths:
            return
        with self.news:
            self.paths.update(paths)
            self.last = time.monotonic()
            self.news.notify_all()

    def wake(self) -> None:
        """End `wait` without news."""
        with self.news:
            self.woken = True
            self.news.notify_all()

    def wait(self, seconds: float) -> bool:
        """Wait for news at most so long; tell whether there is any."""
        with self.news:
            self.news.wait_for(lambda: self.paths or self.woken, seconds)
            return bool(self.paths)

    def settle(self) -> None:
        """Wait until the news is over, and forget it."""
        begin = time.monotonic()
        with self.news:
            while True:
                quiet = QUIET if len(self.paths) < 4 else QUIET_OF_MANY
                now = time.monotonic()
                rest = min(self.last + quiet, begin + LONGEST) - now
                if rest <= 0 or self.woken:
                    break
                self.news.wait(rest)
            self.paths.clear()

    def has_news(self) -> bool:
        """Tell whether something was noticed since `settle`."""
        return bool(self.paths)

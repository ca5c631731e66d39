"""Large results in files of their own, by key: found again, checked by their digest, and let go when nobody asks."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from threading import get_ident

from polyphony.cache.packs import make_folder

__all__ = ["Pieces"]

_DIGEST = 32
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Pieces:
    """A folder within the cache. A piece begins with its digest, so that one that is damaged was never kept."""

    def __init__(self, cache: str, name: str) -> None:
        self.cache = cache
        self.folder = os.path.join(cache, name)
        self.used: set[str] = set()

    def holds(self, key: str) -> bool:
        """Tell whether there is something for a key, which it may turn out to be damaged."""
        self.used.add(_name(key))
        return os.path.isfile(os.path.join(self.folder, _name(key)))

    def find(self, key: str) -> bytes | None:
        """Give what was kept, or None where nothing was, or it is damaged."""
        self.used.add(_name(key))
        try:
            with os.fdopen(os.open(os.path.join(self.folder, _name(key)), _READ), "rb") as file:
                content = file.read()
        except OSError:
            return None
        digest, content = content[:_DIGEST], content[_DIGEST:]
        return content if hashlib.sha256(content).digest() == digest else None

    def keep(self, key: str, content: bytes) -> None:
        """Keep a piece. Not being able to is fine."""
        self.used.add(_name(key))
        target = os.path.join(self.folder, _name(key))
        beside = f"{target}-{os.getpid()}-{get_ident()}.part"
        try:
            if not os.path.isdir(self.cache):
                make_folder(self.cache)
            if os.path.islink(self.folder) or os.path.islink(self.cache):
                return
            os.makedirs(self.folder, exist_ok=True)
            with open(beside, "wb") as file:
                file.write(hashlib.sha256(content).digest() + content)
            os.replace(beside, target)
        except OSError:
            with suppress(OSError):
                os.unlink(beside)

    def forget_others(self) -> None:
        """Let go of all that nobody has asked for."""
        with suppress(OSError):
            if os.path.islink(self.folder):
                return
            for name in os.listdir(self.folder):
                if name not in self.used:
                    os.unlink(os.path.join(self.folder, name))


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:40]

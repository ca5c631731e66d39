"""Folders to a receipt of a build: by it the next build knows, without reading anything, that there is nothing to do.

A receipt holds two digests: of the publication and the program as they were before a build, and of the output after
it. Each sums up the size, times and number on disk of every file. Where both are as they were the site is too, since it
comes of nothing else. This module imports next to nothing, so that it can answer before the rest is loaded.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import NamedTuple

__all__ = ["Receipt", "Stock", "find_receipt", "installed_packages", "keep_receipt", "stock_of_program", "take_stock"]

_TITLE = "A receipt of Polyphony's, 3"
_LARGEST = 1_000_000
_ENVIRONMENT = ("SOURCE_DATE_EPOCH", "PATH")
"""What a build may depend on outside of files; pandoc is found on PATH."""

_MARKERS = frozenset({".polyphony-manifest", "pyvenv.cfg"})
_SOURCES = frozenset({"content", "assets", "design", "sign-off"})
"""A folder that holds a marker was made by a program and is no part of a publication, unless it is one of these."""

_FINE, _COARSE = 20_000_000, 2_000_000_000
"""Nanoseconds in which a file can change twice and look the same: by clocks that tell parts of a second, and others."""


class Stock(NamedTuple):
    """The digest of what lies in some folders, and the moment (ns) from which on no change of it could be missed."""

    digest: str
    settled: int


class Receipt(NamedTuple):
    """What is remembered of a build: the full path of its output, and how much there was of what it tells about.

    `warnings` are what it warned of, as it is printed, in one line of JSON; empty where there were none.
    """

    output: str
    pages: int
    drafts: int
    withheld: int
    warnings: str = ""


def take_stock(folders: Iterable[str], also: Sequence[str] = ()) -> Stock | None:
    """Take stock of the files in these folders, hidden ones left out; None where that can't be done, or one is a link.

    `also` are words that the stock is of, too.
    """
    lines = list(also)
    settled = 0
    tops = [os.path.realpath(folder) for folder in folders]
    waiting = list(tops)
    try:
        while waiting:
            folder = waiting.pop()
            with os.scandir(folder) as scan:
                entries = list(scan)
            inner = folder not in tops and os.path.basename(folder) not in _SOURCES
            if inner and any(entry.name in _MARKERS for entry in entries):
                continue
            for entry in entries:
                if entry.name[0] == "." or entry.name == "__pycache__":
                    continue
                if entry.is_symlink():
                    return None
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                    continue
                status = entry.stat(follow_symlinks=False)
                written, changed = status.st_mtime_ns, status.st_ctime_ns
                lines.append(f"{entry.path}\0{status.st_size} {written} {changed} {status.st_ino}")
                tick = _FINE if written % 1_000_000_000 else _COARSE
                settled = max(settled, written + tick, changed + tick)
    except OSError:
        return None
    lines.sort()
    return Stock(_digest("\n".join(lines)), settled)


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogateescape"), digest_size=32).hexdigest()


def stock_of_program() -> list[str]:
    """Say which program this is: its own files, Python, and every package that it may use, with its version."""
    package = os.path.dirname(os.path.realpath(__file__))
    themes = os.path.join(os.path.dirname(package), "themes")
    stock = take_stock([package, themes] if os.path.isdir(themes) else [package])
    words = [sys.version, stock.digest if stock else "unknown", *installed_packages()]
    return words + [f"{name}={os.environ.get(name)}" for name in _ENVIRONMENT]


def installed_packages() -> list[str]:
    """List the packages that this Python has, with their versions: what they do, a build does."""
    found: set[str] = set()
    for folder in sys.path:
        if folder.endswith(("site-packages", "dist-packages")) and os.path.isdir(folder):
            found.update(name for name in os.listdir(folder) if name.endswith(".dist-info"))
    return sorted(found)


def find_receipt(path: str, before: Stock | None) -> Receipt | None:
    """Find the receipt of the last build, if nothing is different since: neither the stock nor what it made."""
    if before is None:
        return None
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            text, _, checksum = file.read(_LARGEST).rpartition("\n")
        title, sources, made, counts, output, warnings = text.split("\n")
        pages, drafts, withheld = map(int, counts.split(" "))
        receipt = Receipt(output, pages, drafts, withheld, warnings)
    except (OSError, ValueError):  # None, or not one of ours.
        return None
    if title != _TITLE or sources != before.digest or checksum != _digest(text):
        return None
    after = take_stock([output])
    return receipt if after is not None and after.digest == made else None


def keep_receipt(path: str, receipt: Receipt, before: Stock | None, began: int) -> None:
    """Keep the receipt of a build that began at `began` (ns since 1970) with this stock; not being able to is fine.

    None is kept where a file was so fresh then that it may have changed once more without a trace.
    """
    after = take_stock([receipt.output])
    if before is None or after is None or before.settled > began or "\n" in receipt.output + receipt.warnings:
        return
    counts = f"{receipt.pages} {receipt.drafts} {receipt.withheld}"
    text = f"{_TITLE}\n{before.digest}\n{after.digest}\n{counts}\n{receipt.output}\n{receipt.warnings}"
    beside = f"{path}-{os.getpid()}"
    try:
        with open(beside, "x", encoding="utf-8", errors="surrogateescape", newline="\n") as file:
            file.write(f"{text}\n{_digest(text)}")
        os.replace(beside, path)
    except OSError:
        return

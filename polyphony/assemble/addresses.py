"""Pages' source paths to their order, their addresses and the navigation; two things in one place are reported."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator

from polyphony.config import Config
from polyphony.diagnostics import Code, Collector, Span, near_name
from polyphony.markup import make_slug
from polyphony.model import FrontMatter, NavigationEntry, ParsedPage

__all__ = ["CONTENT", "address_of", "addresses_of", "file_of", "flat_navigation", "order_pages"]
__all__ += ["span_of_file", "span_of_value"]

CONTENT = "content/"
RESERVED = frozenset(
    {
        "exchanges",
        "people",
        "modes",
        "themes",
        "contributions",
        "chronology",
        "embed",
        "metadata",
        "search",
        "assets",
        "design",
        "oembed",
        "404.html",
        "feed.xml",
        "sitemap.xml",
        "polyphony.json",
        "polyphony.schema.json",
        "robots.txt",
        "embed.js",
        "ro-crate-metadata.json",
    }
)
"""What a build makes beside the pages, at the top of the output."""

_SAFE = re.compile(r"[\w][\w.-]*")


def span_of_file(path: str) -> Span:
    """A place that is a whole file."""
    return Span(path)


def span_of_value(stated: Config | FrontMatter, path: str, key: str, text: str = "") -> Span:
    """The place of a value in settings or front matter, by its key and text; the whole file where it isn't stated."""
    for name, value, place in stated.places:
        if name == key and (not text or value == text):
            return Span(place.path, place.line, place.column, place.length, place.source)
    return Span(path)


def address_of(path: str, front: FrontMatter, *, clean_urls: bool) -> str:
    """The address of a page relative to the site's root: `part-1/`, or `part-1.html` without clean addresses."""
    inner = unicodedata.normalize("NFC", path.removeprefix(CONTENT))
    folder, name = posixpath.split(inner)
    stem = name[: -len(".md")]
    folders = [_segment(part) for part in folder.split("/") if part]
    if stem == "index":
        if front.slug and folders:
            folders[-1] = front.slug
        address = "".join(f"{part}/" for part in folders)
        return address if clean_urls else f"{address}index.html"
    last = front.slug or _segment(stem)
    address = "".join(f"{part}/" for part in (*folders, last))
    return address if clean_urls else address[:-1] + ".html"


def _segment(name: str) -> str:
    return name if _SAFE.fullmatch(name) else (make_slug(name) or "page")


def file_of(address: str) -> str:
    """The output file of an address."""
    return f"{address}index.html" if not address or address.endswith("/") else address


def addresses_of(collector: Collector, pages: Iterable[ParsedPage], config: Config) -> dict[str, str]:
    """The address of each page by its source path."""
    addresses: dict[str, str] = {}
    taken = _Taken()
    for page in pages:
        address = address_of(page.path, page.front, clean_urls=config.clean_urls)
        file = file_of(address)
        hint = "give one of them another address: slug: another-word in its first lines, or another file name"
        other = taken.by(file)
        if other:
            collector.report(
                Code.SAME_ADDRESS,
                f"{other} and {page.path} would both become {file}"
                if taken.is_file(file)
                else f"{page.path} and {other} would become a file and a folder of one name, at {file}",
                span_of_value(page.front, page.path, "slug"),
                hint=hint,
                related=((span_of_file(other), "the other page"),),
            )
        elif _is_reserved(address):
            collector.report(
                Code.SAME_ADDRESS,
                f"{page.path} would become {file}, where Polyphony puts a page of its own",
                span_of_value(page.front, page.path, "slug"),
                hint="call it index.md, in small letters, if it is the first page"
                if page.path.casefold() == f"{CONTENT}index.md"
                else hint,
            )
        taken.add(file, page.path)
        addresses[page.path] = address
    for page in pages:
        for alias in page.front.aliases:
            address = alias.lstrip("/")
            file = file_of(address if address.endswith(("/", ".html")) else address + "/")
            other = taken.by(file)
            if other or _is_reserved(address):
                holder = other or "a page of Polyphony's own"
                collector.report(
                    Code.SAME_ADDRESS,
                    f'the old address "{alias}" is where {holder} is now',
                    span_of_value(page.front, page.path, "aliases", alias),
                    hint="take it out of aliases: a visitor can be led to one page alone",
                )
            taken.add(file, page.path)
    return addresses


def _is_reserved(address: str) -> bool:
    """Tell whether something of ours lies at an address, or below it; `index/` is what the first page is called."""
    return address.split("/", maxsplit=1)[0].casefold() in RESERVED or address.casefold() == "index/"


class _Taken:
    """The files that pages become, by whose they are, however a disk writes and compares their names."""

    def __init__(self) -> None:
        self._files: dict[str, str] = {}
        self._folders: dict[str, str] = {}

    def add(self, file: str, path: str) -> None:
        """Note that a page becomes a file, in all the folders that this is in."""
        key = self._key(file)
        self._files.setdefault(key, path)
        for folder in self._above(key):
            self._folders.setdefault(folder, path)

    def by(self, file: str) -> str:
        """Whose page is this file, or a file where this needs a folder or the other way round; "" for nobody's."""
        key = self._key(file)
        above = next((self._files[folder] for folder in self._above(key) if folder in self._files), "")
        return self._files.get(key, "") or self._folders.get(key, "") or above

    def is_file(self, file: str) -> bool:
        """Tell whether a page becomes just this file."""
        return self._key(file) in self._files

    @staticmethod
    def _key(file: str) -> str:
        return unicodedata.normalize("NFC", file).casefold()

    @staticmethod
    def _above(key: str) -> Iterator[str]:
        parts = key.split("/")
        return ("/".join(parts[:count]) for count in range(1, len(parts)))


def flat_navigation(entries: Iterable[NavigationEntry]) -> Iterator[NavigationEntry]:
    """All entries that name a page."""
    for entry in entries:
        if entry.path:
            yield entry
        yield from flat_navigation(entry.pages)


def order_pages(
    collector: Collector, pages: list[ParsedPage], left_out: frozenset[str], config: Config
) -> list[ParsedPage]:
    """Put pages into the order of navigation; what it doesn't name comes after, by file name."""
    by_path = {page.path: page for page in pages}
    ordered: dict[str, ParsedPage] = {}
    for entry in flat_navigation(config.navigation):
        path = source_of(entry.path)
        page = by_path.get(path)
        if page is not None:
            if path in ordered:
                collector.report(
                    Code.INVALID_VALUE,
                    f'navigation names "{entry.path}" twice',
                    span_of_value(config, "polyphony.yaml", "navigation", entry.path),
                    hint="each page has one place",
                )
            ordered[path] = page
        elif path not in left_out:
            known = sorted(p.removeprefix(CONTENT) for p in by_path)
            near = near_name(entry.path, known)
            hint = f'did you mean "{near}"?' if near else "it names files in content/, as in part-1.md"
            collector.report(
                Code.UNKNOWN_FILE,
                f'navigation names "{entry.path}", which is no page',
                span_of_value(config, "polyphony.yaml", "navigation", entry.path),
                hint=hint,
            )
    rest = [page for page in pages if page.path not in ordered]
    return [*ordered.values(), *_by_name(rest, pages)]


def source_of(name: str) -> str:
    """The source path that a name in the navigation or front matter stands for."""
    path = posixpath.normpath(unicodedata.normalize("NFC", name))
    return path if path.startswith(CONTENT) else CONTENT + path


def _by_name(pages: list[ParsedPage], all_pages: list[ParsedPage]) -> list[ParsedPage]:
    """Sort by `order`, then by name, folder by folder; a folder's own page stands first and lends it its order."""
    folder_order = {
        posixpath.dirname(page.path): page.front.order for page in all_pages if page.path.endswith("/index.md")
    }

    def key(page: ParsedPage) -> tuple[tuple[int, float, str], ...]:
        parts = page.path.removeprefix(CONTENT).split("/")
        parents = []
        folder = CONTENT.rstrip("/")
        for part in parts[:-1]:
            folder = f"{folder}/{part}"
            order = folder_order.get(folder)
            parents.append((1, float("inf") if order is None else order, part))
        order = page.front.order
        own = (0 if parts[-1] == "index.md" else 1, float("inf") if order is None else order, parts[-1])
        return (*parents, own)

    return sorted(pages, key=key)

"""One page's files to the page by itself: front matter and text, read together. Remembered by what goes in."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct

from polyphony.config import Config, parse_front_matter, parse_source
from polyphony.diagnostics import Diagnostic, near_name
from polyphony.markup import PageFile, SourceText, parse_page
from polyphony.model import FrontMatter, ParsedPage, SourceFile, Vocabulary

__all__ = ["ComposedPage", "PageSources", "compose_page", "gather_all", "gather_sources"]

FRONT_PAGE = "content/index.md"
_NAMED = re.compile(r"(?:src|strands)[ \t\n]*=[ \t\n]*(?:\"([^\"]*)\"|'([^']*)'|([^\s}]+))")


class PageSources(Struct, frozen=True):
    """A page's own file first, then every file that it may include; and what a name that is no file may have meant."""

    files: tuple[SourceFile, ...]
    near: tuple[str, ...] = ()


class ComposedPage(Struct, frozen=True):
    """What came of a page's files; no page where they can't be read."""

    page: ParsedPage | None
    diagnostics: tuple[Diagnostic, ...] = ()


def compose_page(sources: PageSources, *, config: Config, vocabulary: Vocabulary) -> ComposedPage:
    """Compose a page of its files, under the settings of its publication."""
    found: list[Diagnostic] = []
    files: dict[str, PageFile] = {}
    for index, source in enumerate(sources.files):
        text = parse_source(source)
        found.extend(text.diagnostics)
        if text.value is None:
            if index == 0:
                return ComposedPage(None, tuple(found))
            continue
        front = FrontMatter()
        if text.value.yaml:
            checked = parse_front_matter(text.value, config)
            found.extend(checked.diagnostics)
            front = checked.value
        head = "\n" * (text.value.yaml_line - 1) + text.value.yaml
        files[source.path] = PageFile(SourceText(source.path, text.value.body, text.value.body_line, head), front)
    path = sources.files[0].path
    if path == FRONT_PAGE:
        beside = tuple(filter(None, (config.abstract, config.plain_summary, *config.key_messages)))
        parsed = parse_page(path, files, vocabulary, title=config.title, others=sources.near, beside=beside)
    else:
        parsed = parse_page(path, files, vocabulary, others=sources.near)
    found.extend(parsed.diagnostics)
    return ComposedPage(parsed.value, tuple(found))


class Gathered(NamedTuple):
    """The sources of every page by its path, and the paths of those pages that can't include anything."""

    pages: dict[str, PageSources]
    plain: frozenset[str]


def gather_all(before: Gathered | None, sources: Mapping[str, SourceFile]) -> Gathered:
    """Gather the sources of all pages; the result is the same whatever was `before`, and comes sooner with it."""
    known = before or Gathered({}, frozenset())
    pages: dict[str, PageSources] = {}
    plain: list[str] = []
    for path, file in sources.items():
        if not path.startswith("content/") or not path.endswith(".md"):
            continue
        if path in known.plain and known.pages[path].files[0] is file:
            pages[path] = known.pages[path]
            plain.append(path)
            continue
        if _names_others(file.content):
            pages[path] = gather_sources(path, sources)
        else:
            pages[path] = PageSources((file,))
            plain.append(path)
    return Gathered(pages, frozenset(plain))


def _names_others(content: bytes) -> bool:
    # What is named counts in a div of one of these two kinds alone, and most pages have no such word at all.
    return (b"include" in content or b"weave" in content) and (b"src" in content or b"strands" in content)


def gather_sources(path: str, sources: Mapping[str, SourceFile]) -> PageSources:
    """A page's file and all that it may include, directly or by what it includes.

    What is named is looked for in the bytes, so that too much may be gathered and never too little: a page depends on
    nothing that isn't here.
    """
    gathered = {path: sources[path]}
    near: set[str] = set()
    waiting = [path]
    while waiting:
        content = sources[waiting.pop()].content
        if not _names_others(content):
            continue
        for groups in _NAMED.findall(content.decode("utf-8", "replace")):
            whole = "".join(groups)
            # The name of one file may hold spaces, and several have spaces between them.
            for name in dict.fromkeys((whole, *whole.split())):
                named = unicodedata.normalize("NFC", name.partition("#")[0]).replace("\\", "/")
                normal = posixpath.normpath(named).lstrip("/")
                if normal in sources and normal not in gathered:
                    gathered[normal] = sources[normal]
                    waiting.append(normal)
                elif normal not in sources:
                    near.update(filter(None, [near_name(normal, (name for name in sources if name.endswith(".md")))]))
    return PageSources(tuple(gathered.values()), tuple(sorted(near)))

"""What a page's text needs to know of its surroundings while it is rendered."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from polyphony.html.addresses import file_of, full_address, relative_address
from polyphony.html.languages import direction_of
from polyphony.html.voices import Voices, voice_classes, voice_data
from polyphony.model import PageReferences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from polyphony.model import Attribution, Destination, Exchange, Parallel, Picture, Utterance, Withheld
    from polyphony.words import Words


class Contents(NamedTuple):
    """A line of a page's table of contents: `level` from 2, `html` its text without links."""

    level: int
    id: str
    html: str


class Context:
    """The state of a page that is being rendered: which headings, notes and citations it had so far.

    `file` is the output file that is being made, `home` the page on which the text stands, `folder` where its
    source lies.
    `structure` renders a voice, an exchange, what stands side by side or is withheld, wherever it stands in the text.
    `pictures` are the addresses that pictures have here by their paths in the site, where they don't lie there: one
    that has none shows its text. `sizes` is what is known of pictures by those paths, and `pictured` whether there was
    one so far. `merged` are the pages that stand in one document with this one, by file, with the id
    at which each begins; all else of the site is elsewhere then, and `root` is its full address, empty where that isn't
    known. `themes` are those of the innermost element that says any, in which what is rendered stands.
    """

    __slots__ = (
        "authors",
        "citations",
        "cited",
        "contents",
        "destinations",
        "direction",
        "file",
        "folder",
        "formatted",
        "home",
        "known_voices",
        "language",
        "levels",
        "links",
        "listed",
        "merged",
        "merged_ids",
        "note_prefix",
        "noted",
        "numbers",
        "order",
        "pictured",
        "pictures",
        "prefix",
        "reference_prefix",
        "renamed",
        "root",
        "sizes",
        "sources",
        "structure",
        "tables",
        "themes",
        "voices",
        "words",
    )  # fmt: skip

    def __init__(
        self,
        *,
        voices: Voices,
        words: Words,
        language: str,
        structure: Callable[[Utterance | Exchange | Parallel | Withheld, Context], str],
        root: str = "",
        file: str = "",
        folder: str = "",
        home: str = "",
        links: Mapping[str, str] | None = None,
        renamed: Mapping[str, str] | None = None,
        destinations: Mapping[str, Destination] | None = None,
        references: PageReferences | None = None,
        authors: tuple[str, ...] = (),
        order: tuple[str, ...] = (),
        numbers: Mapping[str, str] | None = None,
        ids: Iterable[str] = (),
        level: int = 1,
        pictures: Mapping[str, str] | None = None,
        merged: Mapping[str, str] | None = None,
        sizes: Mapping[str, Picture] | None = None,
    ) -> None:
        self.voices = voices
        self.words = words
        self.language = language
        self.direction = direction_of(language)
        self.structure = structure
        self.root = root
        self.file = file
        self.folder = folder
        self.home = home or file
        self.links = links or {}
        self.pictures = pictures
        self.merged = merged
        self.merged_ids: Mapping[str, Mapping[str, str]] = {}
        self.sizes = sizes or {}
        self.pictured = False
        self.renamed = renamed or {}
        self.destinations = destinations or {}
        formatted = references or PageReferences()
        self.formatted = {citation.number: citation for citation in formatted.citations}
        self.sources = {(source.key, source.locator): source for source in formatted.sources}
        self.authors = authors
        self.order = order
        self.prefix = self.note_prefix = self.reference_prefix = free_prefix(ids)
        self.levels = [0] * level
        self.contents: list[Contents] = []
        self.listed = frozenset(entry.key for entry in formatted.entries)
        self.cited: dict[str, list[str]] = {}
        self.citations = count(1)
        self.tables = 0
        self.numbers = numbers or {}
        self.noted: set[tuple[int, int]] = set()
        self.themes: frozenset[str] = frozenset()
        self.known_voices: dict[object, tuple[str, str]] = {}

    def heading_level(self, typed: int) -> int:
        """Give a heading the level below those that it stands under, so that none is skipped."""
        levels = self.levels
        while levels[-1] >= typed:
            levels.pop()
        levels.append(typed)
        return min(len(levels), 6)

    def cite(self, key: str) -> str:
        """Note that the text cites a work here, and give this place its id."""
        place = f"{self.prefix}cited-{next(self.citations)}"
        self.cited.setdefault(key, []).append(place)
        return place

    def cite_beside(self, page: Context) -> None:
        """Cite into the list of references of the page on which this text is shown."""
        self.formatted, self.sources, self.listed = page.formatted, page.sources, page.listed
        self.cited, self.citations, self.prefix = page.cited, page.citations, page.prefix
        self.reference_prefix = page.reference_prefix
        self.lie_within(page)
        self.pictured = True  # The page's first picture is one of its own text.

    def lie_within(self, page: Context) -> None:
        """Lead to what is in the same document as that page, and show its pictures."""
        self.merged, self.merged_ids, self.pictures = page.merged, page.merged_ids, page.pictures

    def address(self, address: str) -> str:
        """Write an address within the site as it is seen from this page; empty where it can't be reached from here."""
        path, mark, fragment = address.partition("#")
        if self.merged is not None:
            begin = self.merged.get(file_of(path))
            if begin is not None:
                return f"#{self.merged_ids.get(file_of(path), {}).get(fragment, fragment) or begin}"
            return full_address(self.root, address) if self.root else ""
        if mark and file_of(path) == self.file:
            return f"#{fragment}"
        return relative_address(self.root, address)

    def picture(self, path: str) -> str:
        """Write the address of a picture by its path in the site; empty where it can't be shown here."""
        if self.pictures is not None:
            return self.pictures.get(path.partition("#")[0], "")
        return relative_address(self.root, path)

    def anchor(self, anchor: str) -> str:
        """Give the id that something got on this page."""
        return self.renamed.get(anchor, anchor)


def voice_of(voice: Attribution, context: Context) -> tuple[str, str]:
    """Write a voice's classes (each with a space before it) and its `data-` attributes; each only once a page."""
    key = (voice.by, voice.modes, voice.themes, context.themes)
    known = context.known_voices.get(key)
    if known is None:
        classes = voice_classes(voice.by, voice.modes, context.voices, context.authors)
        known = context.known_voices[key] = (classes, voice_data(voice, context.themes))
    return known


def free_prefix(ids: Iterable[str]) -> str:
    """Find a beginning for ids of our own that no author's id on the page has."""
    prefix = "site-"
    taken = [anchor for anchor in ids if anchor.startswith("site")]
    while any(anchor.startswith(prefix) for anchor in taken):
        prefix = prefix[:-1] + "x-"
    return prefix

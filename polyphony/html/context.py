"""What a page's text needs to know of its surroundings while it is rendered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from polyphony.html.languages import direction_of
from polyphony.html.voices import Voices
from polyphony.words import Words

if TYPE_CHECKING:
    from polyphony.model import Destination, Exchange, Parallel, Utterance, Withheld


class References(Struct, frozen=True):
    """What a page cites, formatted: safe HTML made by the formatter alone.

    `citations` by the citation's source text, `sources` by key and locator (`"hoff1982 p. 26"`) for what is quoted,
    `entries` are the list of references in its order, by key.
    """

    citations: Mapping[str, str] = {}
    sources: Mapping[str, str] = {}
    entries: tuple[tuple[str, str], ...] = ()


class Contents(NamedTuple):
    """A line of a page's table of contents: `level` from 2, `html` its text without links."""

    level: int
    id: str
    html: str


class Context:
    """The state of a page that is being rendered: which headings, notes and citations it had so far.

    `structure` renders a voice, an exchange, what stands side by side or is withheld, wherever it stands in the text.
    """

    __slots__ = (
        "authors", "cited", "contents", "destinations", "direction", "folder", "language", "levels", "links", "order",
        "prefix", "references", "renamed", "root", "skip_title", "structure", "tables", "voices", "words",
    )  # fmt: skip

    def __init__(
        self,
        *,
        voices: Voices,
        words: Words,
        language: str,
        structure: Callable[[Utterance | Exchange | Parallel | Withheld, Context], str],
        root: str = "",
        folder: str = "",
        links: Mapping[str, str] | None = None,
        renamed: Mapping[str, str] | None = None,
        destinations: Mapping[str, Destination] | None = None,
        references: References | None = None,
        authors: tuple[str, ...] = (),
        order: tuple[str, ...] = (),
        ids: Iterable[str] = (),
        level: int = 1,
        skip_title: bool = False,
    ) -> None:
        self.voices = voices
        self.words = words
        self.language = language
        self.direction = direction_of(language)
        self.structure = structure
        self.root = root
        self.folder = folder
        self.links = links or {}
        self.renamed = renamed or {}
        self.destinations = destinations or {}
        self.references = references or References()
        self.authors = authors
        self.order = order
        self.prefix = free_prefix(ids)
        self.levels = [0] * level
        self.skip_title = skip_title
        self.contents: list[Contents] = []
        self.cited: dict[str, list[str]] = {}
        self.tables = 0

    def heading_level(self, typed: int) -> int:
        """Give a heading the level below those that it stands under, so that none is skipped."""
        levels = self.levels
        while levels[-1] >= typed:
            levels.pop()
        levels.append(typed)
        return min(len(levels), 6)

    def anchor(self, id: str) -> str:
        """Give the id that something got on this page."""
        return self.renamed.get(id, id)


def free_prefix(ids: Iterable[str]) -> str:
    """Find a beginning for ids of our own that no author's id on the page has."""
    prefix = "site-"
    taken = [id for id in ids if id.startswith("site")]
    while any(id.startswith(prefix) for id in taken):
        prefix = prefix[:-1] + "x-"
    return prefix

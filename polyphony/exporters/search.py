"""A publication into its search: a page, and the texts to search in as scripts, so that it works from a file, too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec.structs import replace

from polyphony.html.voices import is_together
from polyphony.model import OutputFile, Publication
from polyphony.views.lists import speakers_of
from polyphony.views.page import facets_for
from polyphony.views.site import Frame, base_view, render_file
from polyphony.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from polyphony.diagnostics import Diagnostic
    from polyphony.views.spoken import SpokenPage

LARGEST = 5_000_000
"""How many characters of text one of the scripts holds, about; a larger publication has several."""


def export_search(
    publication: Publication, frame: Frame, spoken: Sequence[SpokenPage]
) -> Iterator[OutputFile | Diagnostic]:
    """Make the page, and `data-1.js`, `data-2.js` … that hold the pages' texts in reading order.

    Each script adds one object to `self.polyphonySearch`: `pages` are `[address, title]`, `said` are
    `[page, id, kind, speakers, by, modes, themes, text]`, where `page` counts from 0 within the object, `speakers` are
    names, and `by` is `["all"]` for what all authors of the page say together.
    """
    words = frame.theme.words(publication.language)
    scripts = []
    for number, content in enumerate(_shards(publication, frame, spoken), 1):
        name = f"data-{number}.js"
        scripts.append(name)
        yield OutputFile(f"search/{name}", content)
    view = replace(
        base_view(frame, "search", "search/index.html", say(words, "nav-search")),
        facets=facets_for(publication, frame.voices, words),
        scripts=tuple(scripts),
    )
    yield from render_file("search/index.html", "search.html", view, frame, publication.language)


def _shards(publication: Publication, frame: Frame, spoken: Sequence[SpokenPage]) -> Iterator[bytes]:
    pages: list[list[str]] = []
    said: list[list[object]] = []
    size = 0
    for page, on_page in zip(publication.pages, spoken, strict=True):
        pages.append([page.file, page.parsed.title_text])
        for one in on_page.said:
            if one.kind == "quoted":
                continue
            by = ["all"] if is_together(one.by, page.parsed.authors) else list(one.by)
            names = [speaker.name for speaker in speakers_of(one.by, page, frame)]
            said.append([len(pages) - 1, one.id, one.kind, names, by, list(one.modes), list(one.themes), one.text])
            size += len(one.text) + 120
        if size > LARGEST:
            yield _script(pages, said)
            pages, said, size = [], [], 0
    if pages or not publication.pages:
        yield _script(pages, said)


def _script(pages: list[list[str]], said: list[list[object]]) -> bytes:
    data = json.dumps({"pages": pages, "said": said}, ensure_ascii=False, separators=(",", ":"))
    safe = data.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("</", "<\\/")
    return f"(self.polyphonySearch = self.polyphonySearch || []).push({safe});\n".encode("utf-8", "replace")
